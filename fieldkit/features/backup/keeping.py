"""Which routine backups are kept: seven days, four weeks, twelve months."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 4, 12


def kept(moments: Sequence[datetime]) -> set[datetime]:
    """Return the moments to keep: the newest of each of the last days, weeks and months.

    The newest of all is always among them; gaps do not use up a place.
    """
    chosen: set[datetime] = set()
    chosen |= _newest_of(moments, lambda m: m.date(), DAYS)
    chosen |= _newest_of(moments, lambda m: m.isocalendar()[:2], WEEKS)
    chosen |= _newest_of(moments, lambda m: (m.year, m.month), MONTHS)
    return chosen


def _newest_of(
    moments: Sequence[datetime], period: Callable[[datetime], Hashable], count: int
) -> set[datetime]:
    newest: dict[Hashable, datetime] = {}
    for moment in sorted(moments, reverse=True):
        newest.setdefault(period(moment), moment)
    return set(list(newest.values())[:count])
