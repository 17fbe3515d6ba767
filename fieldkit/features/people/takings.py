"""A business month by month: what came in, what it cost, and whether it grows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem

MOST_RUPIAH = 10**12
LONGEST_NOTE = 400
# Three months against the three before them: a single good week decides nothing.
WINDOW = 3
FEWEST_KNOWN = 2
NOTABLE = 0.10


class Trend(StrEnum):
    """Where a business is going; unknown while too few months were told."""

    GROWING = auto()
    STEADY = auto()
    SHRINKING = auto()
    UNKNOWN = auto()


STUCK = (Trend.STEADY, Trend.SHRINKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessMonth:
    """What a family told of one month of a business; a blank amount is not known, never 0."""

    business_id: str
    family_id: str
    month: Month
    turnover: int | None = None
    cost: int | None = None
    profit: int | None = None
    asked_on: date | None = None
    note: str = ""

    @property
    def earned(self) -> int | None:
        """The profit as told, or turnover less cost; None while neither is known."""
        if self.profit is not None:
            return self.profit
        if self.turnover is None or self.cost is None:
            return None
        return self.turnover - self.cost

    @property
    def has_figures(self) -> bool:
        """Whether any amount was told."""
        return any(amount is not None for amount in (self.turnover, self.cost, self.profit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a business is going, and on which figures that rests.

    `basis` is "earned" or "turnover"; `recent` and `before` are averages a month.
    """

    trend: Trend
    basis: str = ""
    recent: int | None = None
    before: int | None = None
    months_known: int = 0

    @property
    def change(self) -> float | None:
        """The change as a share of what was before; None where that was nothing."""
        if self.recent is None or not self.before or self.before < 0:
            return None
        return (self.recent - self.before) / self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One business of the month's round, with the last month that was told before it."""

    business_id: str
    family_id: str
    family_name: str
    row_code: str
    group_id: str
    group_name: str
    kind: str
    month: BusinessMonth
    last: BusinessMonth | None = None

    @property
    def id(self) -> str:
        """The business's id."""
        return self.business_id

    @property
    def is_asked(self) -> bool:
        """Whether the family was asked about this month."""
        return self.month.asked_on is not None


def month_problems(told: BusinessMonth, today: date) -> list[Problem]:
    """List what is wrong with a month of business."""
    found = []
    if told.month > Month.of(today):
        found.append(Problem("month", "business_month_in_future"))
    for name in ("turnover", "cost"):
        amount = getattr(told, name)
        if amount is not None and amount < 0:
            found.append(Problem(name, "negative"))
    for name in ("turnover", "cost", "profit"):
        amount = getattr(told, name)
        if amount is not None and abs(amount) > MOST_RUPIAH:
            found.append(Problem(name, "business_amount_too_large"))
    if len(told.note) > LONGEST_NOTE:
        details: dict[str, object] = {"limit": LONGEST_NOTE, "length": len(told.note)}
        found.append(Problem("note", "too_long", details))
    return found + _disagreement(told)


def _disagreement(told: BusinessMonth) -> list[Problem]:
    if told.turnover is None or told.cost is None or told.profit is None:
        return []
    if told.turnover - told.cost == told.profit:
        return []
    return [Problem("profit", "profit_disagrees", is_warning=True)]


def course(months: Iterable[BusinessMonth], until: Month) -> Course:
    """Compare the three months up to one with the three before; a month not told counts not."""
    by_month = {told.month: told for told in months if told.has_figures}
    recent = [until.plus(-step) for step in range(WINDOW)]
    before = [until.plus(-step) for step in range(WINDOW, 2 * WINDOW)]
    known = sum(month in by_month for month in (*recent, *before))
    for basis in ("earned", "turnover"):
        now, then = _average(by_month, recent, basis), _average(by_month, before, basis)
        if now is not None and then is not None:
            return Course(
                trend=_trend(now, then), basis=basis, recent=now, before=then, months_known=known
            )
    return Course(trend=Trend.UNKNOWN, months_known=known)


def _average(
    by_month: Mapping[Month, BusinessMonth], months: Sequence[Month], basis: str
) -> int | None:
    amounts = [getattr(by_month[month], basis) for month in months if month in by_month]
    known = [amount for amount in amounts if amount is not None]
    return round(sum(known) / len(known)) if len(known) >= FEWEST_KNOWN else None


def _trend(now: int, then: int) -> Trend:
    edge = max(abs(then) * NOTABLE, 1)
    if now - then >= edge:
        return Trend.GROWING
    return Trend.SHRINKING if then - now >= edge else Trend.STEADY
