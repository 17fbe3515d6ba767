"""The year of the practice book, written down in the order in which it happened."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from fieldkit.core.clock import FixedClock, SystemClock
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer

Entry = Callable[[Writer], None]


class Diary:
    """Gathers what happened on which day, then writes it as one step each.

    Dates become the steps' own times, so that the history reads as a year's work.
    """

    def __init__(self) -> None:
        self._entries: list[tuple[date, int, Step, Entry]] = []

    def note(self, day: date, step: Step, entry: Entry) -> None:
        """Remember what is to be written for a day."""
        self._entries.append((day, len(self._entries), step, entry))

    def write(self, ctx: Context, clock: FixedClock) -> None:
        """Write everything, oldest first, moving the clock along but never past the real one."""
        now = SystemClock().now()
        for day, _order, step, entry in sorted(self._entries, key=lambda e: e[:2]):
            at = datetime.combine(day, time(1), tzinfo=UTC)
            clock.instant = max(clock.instant, min(at, now))
            with ctx.db.write(step) as writer:
                entry(writer)
        self._entries.clear()
