"""The clock referee: how wrong a sender's clock is known to be, from the files themselves.

A clock decides nothing that matters (decision 9); here its error is only named.
"""

from datetime import UTC, datetime

from fieldkit.core.context import Context
from fieldkit.features.sync import store
from fieldkit.features.sync.manifest import Bundle

NOTEWORTHY_SECONDS = 15 * 60


def error_seconds(ctx: Context, bundle: Bundle) -> int:
    """Return how far a sender's clock is at least ahead, negative behind; 0 where none shows.

    Ahead: the file was written after now. Behind: it was written before the file of ours
    that it says it holds, or before an earlier file of the same sender.
    """
    written = _instant(bundle.written_at)
    if written is None:
        return 0
    ahead = int((written - ctx.clock.now()).total_seconds())
    if ahead > 0:
        return ahead
    behind = [written]
    if held := store.sent_at(ctx.db, bundle.sender, bundle.facts.get("got", 0)):
        behind.append(_instant(held) or written)
    former = store.last_written(ctx.db, bundle.sender, bundle.sequence)
    behind.append(_instant(former) or written)
    latest = min(max(behind), ctx.clock.now())
    return -max(0, int((latest - written).total_seconds()))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
