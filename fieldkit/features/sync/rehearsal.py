"""An invented coordinator for a practice book, so that its exchange has something to show.

Their laptop lives in memory for a moment: it takes the book's file and writes the receipt.
No record of the book changes; what is added stays on this laptop.
"""

import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.context import Context
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.sync import service

COORDINATOR = "Bambang Wijaya"


def rehearse(folder: Path, passphrase: str, last: date | None = None) -> None:
    """Let a practice book have sent its file and got the receipt on its last day."""
    day = last or date.today()  # noqa: DTZ011 - the demo ends on the day the wall shows
    clock = FixedClock(datetime.combine(day, time(9), tzinfo=UTC))
    ctx = vault.open_book(folder, passphrase, clock=clock)
    try:
        exchange_once(ctx, clock)
    finally:
        vault.close_book(ctx, folder)


def exchange_once(ctx: Context, clock: FixedClock) -> None:
    """Send one file to an invented coordinator and take their receipt."""
    ctx.require(Permission.SEND_FILES)
    other = vault.memory_context(clock, name=COORDINATOR, role=Role.COORDINATOR)
    try:
        with tempfile.TemporaryDirectory(prefix="fieldkit-") as place:
            stick = Path(place)
            service.write_card(other, stick / "k.fkcard")
            service.write_card(ctx, stick / "f.fkcard")
            peer = service.trust(ctx, stick / "k.fkcard")
            service.trust(other, stick / "f.fkcard")
            sent = service.send(ctx, peer, stick, photos=False)
            clock.advance(hours=2)
            service.receive(other, [Path(sent.file)], receipts=stick / "back")
            service.receive(ctx, [stick / "back"])
    finally:
        other.db.close()
