"""Whom to visit in a month and why: facts of a family, reasons that can be checked, a plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem

VERIFIED_DAYS = 365
SESSIONS_LOOKED_AT = 3
MISSED_TO_NOTICE = 2
HOMEWORK_MONTHS = 3
REST_DAYS = 30
MOST_PER_DAY = 20
# Of all visits of a month so many are kept for taking turns, whatever presses elsewhere.
TURN_SHARE = 3 / 4
WEEKS = 4


class Why(StrEnum):
    """Why a family is proposed; the order is the order in which reasons are told."""

    FOLLOW_UP_OVERDUE = auto()
    FOLLOW_UP_DUE = auto()
    RISK = auto()
    TURN = auto()
    NEVER = auto()
    CANDIDATE = auto()
    ABSENT = auto()
    HOMEWORK = auto()
    BELOW_LINE = auto()
    NOT_VERIFIED = auto()
    PREGNANT = auto()
    DISABLED = auto()
    ELDERLY = auto()
    LONG_AGO = auto()
    NEIGHBOUR = auto()
    OWN_CHOICE = auto()


# How much each reason presses. The figures only order families; they are never shown.
WEIGHTS: dict[Why, int] = {
    Why.FOLLOW_UP_OVERDUE: 150,
    Why.FOLLOW_UP_DUE: 130,
    Why.RISK: 110,
    Why.CANDIDATE: 24,
    Why.ABSENT: 18,
    Why.BELOW_LINE: 18,
    Why.HOMEWORK: 12,
    Why.NOT_VERIFIED: 8,
    Why.PREGNANT: 8,
    Why.DISABLED: 6,
    Why.ELDERLY: 4,
}
A_MONTH_UNVISITED = 6
NEVER_COUNTS_AS_MONTHS = 18
SPREAD_GROUPS = 24
SPREAD_PLACES = 10
SAME_PLACE = 6
ONE_WALK = 4


class Source(StrEnum):
    """Who put a visit on the plan."""

    PROPOSED = auto()
    OWN = auto()


class State(StrEnum):
    """What became of a planned visit."""

    PLANNED = auto()
    DONE = auto()
    LATE = auto()
    DROPPED = auto()


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Place:
    """A neighbourhood: what lies on one walk."""

    village: str = ""
    rw: str = ""
    rt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason with what proves it: a day, a count out of so many, the words of a record."""

    why: Why
    day: date | None = None
    count: int | None = None
    of: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the book knows of a served family when a month is planned."""

    id: str
    name: str
    place: Place = Place()
    row_code: str = ""
    group_id: str = ""
    group_name: str = ""
    address: str = ""
    last_visited: date | None = None
    follow_up_due: date | None = None
    follow_up: str = ""
    risks: tuple[str, ...] = ()
    risks_on: date | None = None
    candidate_since: date | None = None
    is_candidate: bool = False
    missed: int = 0
    sessions: int = 0
    homework_missing: int = 0
    below_line: int = 0
    verified_on: date | None = None
    has_pregnant: bool = False
    has_disabled: bool = False
    has_elderly: bool = False
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much visiting there is time for: so many visits on each of some weekdays (1 = Monday)."""

    per_day: int = 4
    weekdays: tuple[int, ...] = (2, 4)

    @property
    def usual_month(self) -> int:
        """How many visits a month of four weeks holds."""
        return self.per_day * len(self.weekdays) * WEEKS

    @property
    def for_turns(self) -> int:
        """How many of them are kept for taking turns."""
        return turns_of(self.usual_month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the budget can promise, so that nobody is forgotten.

    Every family is visited at the latest every `span` months; those who waited longer or were
    never visited (`backlog`) are all reached by `caught_up`. None: the budget is nothing.
    """

    span: int | None
    backlog: int = 0
    caught_up: Month | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One family proposed for one day, with every reason."""

    facts: Facts
    day: date
    reasons: tuple[Reason, ...]
    source: Source = Source.PROPOSED

    @property
    def id(self) -> str:
        """The family's id."""
        return self.facts.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A month's visits as proposed, by day, and what the budget promises."""

    month: Month
    days: tuple[date, ...]
    suggestions: tuple[Suggestion, ...]
    promise: Promise
    families: int
    visited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A visit on the plan, as it is kept, with what became of it."""

    id: str
    family_id: str
    name: str
    row_code: str
    group_id: str
    group_name: str
    address: str
    place: Place
    month: Month
    day: date | None
    source: Source
    state: State
    reasons: tuple[Reason, ...] = ()
    note: str = ""
    visited_on: date | None = None
    latitude: float | None = field(default=None, compare=False)
    longitude: float | None = field(default=None, compare=False)


def turns_of(visits: int) -> int:
    """Return how many of so many visits are kept for taking turns; at least one where any are."""
    return max(round(visits * TURN_SHARE), min(visits, 1))


def months_since(last: date, month: Month) -> int:
    """Return how many calendar months lie between a visit and a month."""
    return (month.year - last.year) * 12 + month.month - last.month


def reasons_of(facts: Facts, month: Month, today: date) -> list[Reason]:
    """List every reason that holds for a family in a month, the most pressing first."""
    found = [*_follow_up(facts, month, today), *_pressing(facts, today), *_vulnerable(facts)]
    if facts.last_visited is None:
        found.append(Reason(why=Why.NEVER))
    else:
        days = (today - facts.last_visited).days
        found.append(Reason(why=Why.LONG_AGO, day=facts.last_visited, count=days))
    order = list(Why)
    return sorted(found, key=lambda reason: order.index(reason.why))


def _follow_up(facts: Facts, month: Month, today: date) -> list[Reason]:
    due = facts.follow_up_due
    if due is None or due > month.last:
        return []
    why = Why.FOLLOW_UP_OVERDUE if due < today else Why.FOLLOW_UP_DUE
    return [Reason(why=why, day=due, text=facts.follow_up)]


def _pressing(facts: Facts, today: date) -> list[Reason]:
    found = []
    if facts.risks:
        found.append(Reason(why=Why.RISK, day=facts.risks_on, text=",".join(facts.risks)))
    if facts.is_candidate:
        found.append(Reason(why=Why.CANDIDATE, day=facts.candidate_since))
    if facts.missed >= MISSED_TO_NOTICE:
        found.append(Reason(why=Why.ABSENT, count=facts.missed, of=facts.sessions))
    if facts.homework_missing:
        found.append(Reason(why=Why.HOMEWORK, count=facts.homework_missing))
    if facts.below_line:
        found.append(Reason(why=Why.BELOW_LINE, count=facts.below_line))
    verified = facts.verified_on
    if verified is None or (today - verified).days > VERIFIED_DAYS:
        found.append(Reason(why=Why.NOT_VERIFIED, day=verified))
    return found


def _vulnerable(facts: Facts) -> list[Reason]:
    flags = (
        (Why.PREGNANT, facts.has_pregnant),
        (Why.DISABLED, facts.has_disabled),
        (Why.ELDERLY, facts.has_elderly),
    )
    return [Reason(why=why) for why, holds in flags if holds]


def budget_problems(budget: Budget) -> list[Problem]:
    """List what is wrong with a budget."""
    found = []
    if not 1 <= budget.per_day <= MOST_PER_DAY:
        found.append(Problem("per_day", "visits_a_day", {"limit": MOST_PER_DAY}))
    if not budget.weekdays:
        found.append(Problem("weekdays", "no_visiting_weekday"))
    elif not set(budget.weekdays) <= set(range(1, 8)):
        found.append(Problem("weekdays", "unknown_choice"))
    return found


def day_problems(days: Sequence[date], month: Month, today: date) -> list[Problem]:
    """List what is wrong with the days chosen for a month."""
    if not days:
        return [Problem("days", "no_visiting_days")]
    if any(day not in month for day in days):
        return [Problem("days", "visit_outside_month")]
    if any(day < today for day in days):
        return [Problem("days", "visit_day_is_past")]
    return []


def visiting_days(budget: Budget, month: Month, today: date) -> list[date]:
    """Return the days of a month on which the budget visits, from today on."""
    return [day for day in month.days if day >= today and day.isoweekday() in budget.weekdays]
