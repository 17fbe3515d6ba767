"""The brake: a file that would remove or change much of what is here stops and asks."""

from fieldkit.core.context import Context
from fieldkit.core.db.intake import Effect
from fieldkit.core.security.roles import Permission
from fieldkit.features.sync import store
from fieldkit.features.sync.model import MassChange

REMOVED_PERCENT, CHANGED_PERCENT = 10, 50
_SHARES = (1, 100)
# Below these numbers a person sees with one look what happened.
_LEAST_REMOVED, _LEAST_CHANGED, _LEAST_DETAILS = 5, 20, 30
# Lists inside another record are rewritten in ordinary work.
_DETAILS = {
    "agenda_item", "follow_up", "presenter", "photo", "meeting_attendance", "attendance",
}  # fmt: skip


def shares(ctx: Context) -> tuple[int, int]:
    """Return from which share, in per cent, removing and changing stops and asks."""
    ctx.require(Permission.RECEIVE_FILES)
    removed = ctx.db.meta("brake_removed")
    changed = ctx.db.meta("brake_changed")
    return int(removed or REMOVED_PERCENT), int(changed or CHANGED_PERCENT)


def set_shares(ctx: Context, removed: int, changed: int) -> None:
    """Set from which share, in per cent, removing and changing stops and asks."""
    ctx.require(Permission.RECEIVE_FILES)
    least, most = _SHARES
    ctx.db.set_meta(
        brake_removed=min(max(removed, least), most), brake_changed=min(max(changed, least), most)
    )


def judge(ctx: Context, effect: Effect, scopes: list[str]) -> tuple[MassChange, ...]:
    """Return the kinds of record of which a file removes or changes too large a share.

    The share is of what was here before in the groups the file speaks of.
    """
    most_removed, most_changed = shares(ctx)
    found = []
    for table in sorted({*effect.removed, *effect.changed}):
        removed, changed = effect.removed.get(table, 0), effect.changed.get(table, 0)
        least_removed = _LEAST_DETAILS if table in _DETAILS else _LEAST_REMOVED
        least_changed = _LEAST_DETAILS if table in _DETAILS else _LEAST_CHANGED
        if removed < least_removed and changed < least_changed:
            continue
        before = store.live_counts(ctx.db, table, scopes) + removed - effect.created.get(table, 0)
        total = max(before, removed, changed)
        is_much = (removed >= least_removed and removed * 100 > total * most_removed) or (
            changed >= least_changed and changed * 100 > total * most_changed
        )
        if is_much:
            found.append(MassChange(table=table, removed=removed, changed=changed, total=total))
    return tuple(found)
