"""Home visits, the rules that make one valid, and who is due for the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum, auto
from typing import NamedTuple

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem

RECENT_DAYS = 90
VERIFIED_DAYS = 365
REACH_MONTHS = 12

NOTE_LIMIT = 1000
LIMITS = {
    "address": 200,
    "met_name": 80,
    "met_relation": 60,
    "visitor": 80,
    "house_condition": NOTE_LIMIT,
    "family_condition": NOTE_LIMIT,
    "potential": NOTE_LIMIT,
    "problem": NOTE_LIMIT,
    "education": NOTE_LIMIT,
    "agreement": NOTE_LIMIT,
    "follow_up": NOTE_LIMIT,
}


class Purpose(StrEnum):
    """What a visit is for; the order is the order on the form."""

    BUSINESS = auto()
    COMMITMENT_CHECK = auto()
    DATA_UPDATE = auto()
    CATCH_UP_SESSION = auto()
    CASE = auto()
    GRADUATION_CANDIDATE = auto()
    OTHER = auto()


class Risk(StrEnum):
    """What a visit found that must not wait; it stands until a later visit says otherwise."""

    SCHOOL = auto()
    NUTRITION = auto()
    ILLNESS = auto()
    VIOLENCE = auto()
    NEGLECT = auto()
    DEBT = auto()
    HOUSING = auto()
    OTHER = auto()


class Which(StrEnum):
    """Which families the planner lists."""

    ALL = auto()
    NEVER = auto()
    LONG_AGO = auto()
    FOLLOW_UP = auto()


class Reason(StrEnum):
    """Why a family stands on the planner."""

    NEVER_VISITED = auto()
    LONG_AGO = auto()
    FOLLOW_UP_OVERDUE = auto()
    FOLLOW_UP_DUE = auto()
    GRADUATION_CANDIDATE = auto()
    PREGNANT = auto()
    DISABLED = auto()
    ELDERLY = auto()
    NOT_VERIFIED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One call at a family's home; blank fields were not observed."""

    family_id: str
    visited_on: date | None = None
    starts: time | None = None
    ends: time | None = None
    address: str = ""
    met_name: str = ""
    met_relation: str = ""
    purposes: tuple[str, ...] = ()
    house_condition: str = ""
    family_condition: str = ""
    potential: str = ""
    problem: str = ""
    risks: tuple[str, ...] = ()
    education: str = ""
    agreement: str = ""
    follow_up: str = ""
    follow_up_due: date | None = None
    follow_up_done_on: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    visitor: str = ""
    id: str = ""


class Told(NamedTuple):
    """What a family's story says of a visit: whom it met and what was found."""

    visited_on: date
    met_name: str = ""
    found: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A visit with the name and group of its family, as lists and reports show it."""

    visit: Visit
    family_name: str
    group_name: str
    address: str
    rt: str
    rw: str

    @property
    def id(self) -> str:
        """The visit's id."""
        return self.visit.id


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Place:
    """A neighbourhood: what lies on one walk."""

    village: str
    rw: str
    rt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the planner shall list; a blank `group_id` means families without a group.

    `by_place` puts neighbours together instead of the longest unvisited first; `as_of` looks
    back at the planner of an earlier day.
    """

    group_id: str | None = None
    place: Place | None = None
    text: str = ""
    which: Which = Which.ALL
    by_place: bool = False
    family_ids: tuple[str, ...] | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A family on the planner, with what tells why a visit is due."""

    id: str
    name: str
    row_code: str
    group_id: str
    group_name: str
    address: str
    place: Place
    status: str
    last_visited: date | None
    days: int | None
    follow_up_due: date | None
    verified_on: date | None
    has_pregnant: bool
    has_elderly: bool
    has_disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far visits reach in one group or neighbourhood; `recent` counts within the days."""

    key: str
    name: str
    families: int
    visited_ever: int
    recent: int
    in_month: int
    visits: int

    @property
    def never(self) -> int:
        """Families nobody has visited yet."""
        return self.families - self.visited_ever

    @property
    def overdue(self) -> int:
        """Families visited once, but longer ago than the days."""
        return self.visited_ever - self.recent

    @property
    def share_recent(self) -> float | None:
        """The share visited within the days; None where there are no families."""
        return self.recent / self.families if self.families else None

    @property
    def share_in_month(self) -> float | None:
        """The share visited in the month asked for."""
        return self.in_month / self.families if self.families else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReach:
    """How many visits a month saw and how many families."""

    month: Month
    visits: int
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How evenly visits fell over a stretch of months; None where there are no families."""

    months: tuple[MonthReach, ...]
    families: int
    unvisited: int
    fewest: int | None
    most: int | None
    mean: float | None
    gini: float | None


def total(lines: list[Coverage]) -> Coverage:
    """Return the sum of all lines."""
    return Coverage(
        key="",
        name="",
        families=sum(line.families for line in lines),
        visited_ever=sum(line.visited_ever for line in lines),
        recent=sum(line.recent for line in lines),
        in_month=sum(line.in_month for line in lines),
        visits=sum(line.visits for line in lines),
    )


def gini(counts: Sequence[int]) -> float | None:
    """Return how unevenly visits fall: 0 where all have the same, near 1 where one has all."""
    total = sum(counts)
    if not counts or not total:
        return None
    ordered = sorted(counts)
    weighted = sum((2 * place - len(ordered) - 1) * n for place, n in enumerate(ordered, start=1))
    return weighted / (len(ordered) * total)


def reasons(due: Due, today: date) -> list[Reason]:
    """List why a family should be visited, the most pressing first."""
    has_follow_up = due.follow_up_due is not None
    is_overdue = due.follow_up_due is not None and due.follow_up_due < today
    unverified = due.verified_on is None or (today - due.verified_on).days > VERIFIED_DAYS
    facts = (
        (Reason.FOLLOW_UP_OVERDUE, is_overdue),
        (Reason.NEVER_VISITED, due.days is None),
        (Reason.LONG_AGO, due.days is not None and due.days > RECENT_DAYS),
        (Reason.FOLLOW_UP_DUE, has_follow_up and not is_overdue),
        (Reason.GRADUATION_CANDIDATE, due.status.startswith("candidate_")),
        (Reason.PREGNANT, due.has_pregnant),
        (Reason.DISABLED, due.has_disabled),
        (Reason.ELDERLY, due.has_elderly),
        (Reason.NOT_VERIFIED, unverified),
    )
    return [reason for reason, holds in facts if holds]


def problems(visit: Visit, today: date) -> list[Problem]:
    """List what must be put right before the visit can be saved; warnings never block."""
    return [
        *_date_problems(visit, today),
        *_purpose_problems(visit),
        *_follow_up_problems(visit, today),
        *_length_problems(visit),
        *_position_problems(visit),
    ]


def _date_problems(visit: Visit, today: date) -> list[Problem]:
    found = []
    if not visit.family_id:
        found.append(Problem("family_id", "visit_without_family"))
    if visit.visited_on is None:
        found.append(Problem("visited_on", "required"))
    elif visit.visited_on > today:
        found.append(Problem("visited_on", "in_future"))
    if visit.starts and visit.ends and visit.ends <= visit.starts:
        found.append(Problem("ends", "ends_before_start"))
    return found


def _purpose_problems(visit: Visit) -> list[Problem]:
    found = []
    if not visit.purposes:
        found.append(Problem("purposes", "visit_without_purpose"))
    elif not set(visit.purposes) <= set(Purpose):
        found.append(Problem("purposes", "unknown_choice"))
    if not set(visit.risks) <= set(Risk):
        found.append(Problem("risks", "unknown_choice"))
    if not visit.agreement.strip():
        found.append(Problem("agreement", "visit_without_agreement"))
    return found


def _follow_up_problems(visit: Visit, today: date) -> list[Problem]:
    found = []
    due, done, seen = visit.follow_up_due, visit.follow_up_done_on, visit.visited_on
    if due and not visit.follow_up.strip():
        found.append(Problem("follow_up", "due_without_follow_up"))
    if visit.follow_up.strip() and not due:
        found.append(Problem("follow_up_due", "follow_up_without_due", is_warning=True))
    if due and seen and due < seen:
        found.append(Problem("follow_up_due", "due_before_visit"))
    if done and done > today:
        found.append(Problem("follow_up_done_on", "in_future"))
    elif done and seen and done < seen:
        found.append(Problem("follow_up_done_on", "done_before_visit"))
    return found


def _length_problems(visit: Visit) -> list[Problem]:
    return [
        Problem(name, "too_long", {"limit": limit, "length": len(getattr(visit, name))})
        for name, limit in LIMITS.items()
        if len(getattr(visit, name)) > limit
    ]


def _position_problems(visit: Visit) -> list[Problem]:
    latitude, longitude = visit.latitude, visit.longitude
    if (latitude is None) != (longitude is None):
        return [Problem("longitude" if longitude is None else "latitude", "half_a_position")]
    if latitude is None or longitude is None:
        return []
    found = []
    if not -90 <= latitude <= 90:
        found.append(Problem("latitude", "no_such_position"))
    if not -180 <= longitude <= 180:
        found.append(Problem("longitude", "no_such_position"))
    if not found and not (-11.5 <= latitude <= 6.5 and 94.5 <= longitude <= 141.5):
        found.append(Problem("latitude", "position_abroad", is_warning=True))
    return found
