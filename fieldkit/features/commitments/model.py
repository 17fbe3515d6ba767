"""What families in PKH commit to: months at school, health and social duties, the line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.features.people.words import Component

SCHOOL = "school"
SCHOOL_LINE = 85
PUPILS = (Component.PRIMARY, Component.JUNIOR, Component.SENIOR)
MOST_DAYS = 31
LONGEST_NAME = 120
LONGEST_NOTE = 400


class Domain(StrEnum):
    """The three fields of commitment."""

    EDUCATION = auto()
    HEALTH = auto()
    SOCIAL = auto()


class Period(StrEnum):
    """How often a duty comes round."""

    MONTH = auto()
    QUARTER = auto()
    SEMESTER = auto()
    YEAR = auto()


class Result(StrEnum):
    """What a check found; a duty not checked has none."""

    MET = auto()
    NOT_MET = auto()


class Outcome(StrEnum):
    """What becomes of a line of a school's form."""

    NEW = auto()
    CHANGED = auto()
    SAME = auto()
    BLANK = auto()
    UNKNOWN = auto()
    DOUBTFUL = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months, the step in which schools are asked."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError("no such quarter")

    @classmethod
    def of(cls, month: Month) -> "Quarter":
        """Return the quarter a month lies in."""
        return cls(month.year, (month.month - 1) // 3 + 1)

    @property
    def months(self) -> tuple[Month, Month, Month]:
        """Its three months."""
        first = Month(self.year, self.number * 3 - 2)
        return first, first.plus(1), first.plus(2)

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty and whom it is for; `line` is the least share at school, in per cent."""

    code: str
    domain: Domain
    components: tuple[Component, ...]
    name: str
    period: Period
    times: int = 1
    line: int | None = None
    source: str = ""
    is_used: bool = True
    position: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolMonth:
    """A pupil's month as the school told it; a blank count is not known."""

    person_id: str
    family_id: str
    month: Month
    effective_days: int | None = None
    absent: int | None = None
    excused: int | None = None
    sick: int | None = None
    note: str = ""

    @property
    def missed(self) -> int | None:
        """The days missed, of the kinds that were told; None where none was."""
        told = [n for n in (self.absent, self.excused, self.sick) if n is not None]
        return sum(told) if told else None

    @property
    def is_whole(self) -> bool:
        """Whether all three kinds of absence were told."""
        return None not in (self.absent, self.excused, self.sick)

    @property
    def percent(self) -> float | None:
        """The share of effective days the pupil was there; None while either is unknown."""
        missed = self.missed
        if missed is None or not self.effective_days:
            return None
        return 100 * (self.effective_days - missed) / self.effective_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A pupil with the family, the school, and the three months of a quarter."""

    person_id: str
    family_id: str
    name: str
    nik: str
    nisn: str
    school: str
    npsn: str
    level: Component
    grade: str
    carer: str
    carer_nik: str
    group_id: str
    group_name: str
    row_code: str
    months: tuple[SchoolMonth, SchoolMonth, SchoolMonth]

    @property
    def id(self) -> str:
        """The member's id."""
        return self.person_id

    @property
    def percent(self) -> float | None:
        """The share over the months that are known."""
        known = [m for m in self.months if m.percent is not None]
        days = sum(m.effective_days or 0 for m in known)
        if not days:
            return None
        return 100 * (days - sum(m.missed or 0 for m in known)) / days

    def below(self, line: int) -> tuple[Month, ...]:
        """The months in which the pupil was below the line."""
        return tuple(m.month for m in self.months if m.percent is not None and m.percent < line)


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school with how many pupils it has here and how many are told of."""

    key: str
    name: str
    npsn: str
    pupils: int
    told: int
    below: int

    @property
    def id(self) -> str:
        """The key, by which lists know it."""
        return self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found of one duty of one person in a period."""

    person_id: str
    family_id: str
    duty: str
    period: str
    result: Result | None = None
    checked_on: date | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody a duty is for, with what was found in the period asked for."""

    person_id: str
    family_id: str
    name: str
    age: int | None
    facility: str
    carer: str
    group_id: str
    group_name: str
    row_code: str
    check: Check

    @property
    def id(self) -> str:
        """The member's id."""
        return self.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What was done about something below the line."""

    family_id: str
    person_id: str
    duty: str
    period: str
    done_on: date | None = None
    what: str = ""
    outcome: str = ""
    follow_up_due: date | None = None
    follow_up_done_on: date | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """One duty that one person did not meet in a period, and what was done about it."""

    person_id: str
    family_id: str
    name: str
    carer: str
    group_id: str
    group_name: str
    row_code: str
    duty: str
    duty_name: str
    domain: Domain
    period: str
    percent: float | None = None
    months: tuple[Month, ...] = ()
    place: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def id(self) -> str:
        """What makes the line one."""
        return f"{self.person_id}:{self.duty}:{self.period}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far one duty is verified in a period."""

    duty: Duty
    people: int
    checked: int
    met: int

    @property
    def id(self) -> str:
        """The duty's code."""
        return self.duty.code

    @property
    def not_met(self) -> int:
        """How many did not meet it."""
        return self.checked - self.met

    @property
    def unchecked(self) -> int:
        """How many nobody looked at yet."""
        return self.people - self.checked


def period_key(period: Period, month: Month) -> str:
    """Return the name of the period a month lies in: 2026-11, 2026-Q4, 2026-S2 or 2026."""
    if period is Period.MONTH:
        return str(month)
    if period is Period.QUARTER:
        return str(Quarter.of(month))
    if period is Period.SEMESTER:
        return f"{month.year:04}-S{1 if month.month <= 6 else 2}"
    return f"{month.year:04}"


def school_problems(told: SchoolMonth, today: date) -> list[Problem]:
    """List what is wrong with a pupil's month."""
    found = []
    if told.month > Month.of(today):
        found.append(Problem("month", "school_month_in_future"))
    for name in ("effective_days", "absent", "excused", "sick"):
        count = getattr(told, name)
        if count is not None and not 0 <= count <= MOST_DAYS:
            found.append(Problem(name, "days_of_month", {"limit": MOST_DAYS}))
    days, missed = told.effective_days, told.missed
    if not found and days is not None and missed is not None and missed > days:
        found.append(Problem("absent", "more_missed_than_days", {"missed": missed, "days": days}))
    if len(told.note) > LONGEST_NOTE:
        found.append(_too_long("note", told.note, LONGEST_NOTE))
    return found


def check_problems(check: Check, today: date) -> list[Problem]:
    """List what is wrong with the check of a duty."""
    found = []
    if check.checked_on and check.checked_on > today:
        found.append(Problem("checked_on", "in_future"))
    if len(check.place) > LONGEST_NAME:
        found.append(_too_long("place", check.place, LONGEST_NAME))
    if len(check.note) > LONGEST_NOTE:
        found.append(_too_long("note", check.note, LONGEST_NOTE))
    return found


def action_problems(action: Action, today: date) -> list[Problem]:
    """List what is wrong with what was done."""
    found = []
    if not action.what.strip():
        found.append(Problem("what", "required"))
    if action.done_on is None:
        found.append(Problem("done_on", "required"))
    elif action.done_on > today:
        found.append(Problem("done_on", "in_future"))
    done = action.follow_up_done_on
    if done and done > today:
        found.append(Problem("follow_up_done_on", "in_future"))
    found += [
        _too_long(name, getattr(action, name), LONGEST_NOTE)
        for name in ("what", "outcome")
        if len(getattr(action, name)) > LONGEST_NOTE
    ]
    return found


def duty_problems(duty: Duty) -> list[Problem]:
    """List what is wrong with a duty."""
    found = []
    if not duty.name.strip():
        found.append(Problem("name", "required"))
    elif len(duty.name) > LONGEST_NAME:
        found.append(_too_long("name", duty.name, LONGEST_NAME))
    if not duty.components:
        found.append(Problem("components", "required"))
    if not 1 <= duty.times <= 31:
        found.append(Problem("times", "times_of_duty"))
    if duty.line is not None and not 1 <= duty.line <= 100:
        found.append(Problem("line", "line_of_duty"))
    return found


def schools_of(pupils: Sequence[Pupil], line: int) -> list[School]:
    """Return the schools of these pupils, with how far each has told of them."""
    found: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        found.setdefault(school_key(pupil.npsn, pupil.school), []).append(pupil)
    schools = [
        School(
            key=key,
            name=" ".join(next((p.school for p in of_it if p.school.strip()), "").split()),
            npsn=next((p.npsn for p in of_it if p.npsn), ""),
            pupils=len(of_it),
            told=sum(p.percent is not None for p in of_it),
            below=sum(bool(p.below(line)) for p in of_it),
        )
        for key, of_it in found.items()
    ]
    return sorted(schools, key=lambda one: (not one.name, one.name.casefold(), one.key))


def school_key(npsn: str, name: str) -> str:
    """Return by what pupils of one school are gathered: its NPSN, or its name."""
    return npsn or " ".join(name.casefold().split())


def shared_days(pupils: Iterable[Pupil], place: int) -> int | None:
    """Return the effective days most pupils of a school have in the quarter's nth month."""
    counts: dict[int, int] = {}
    for pupil in pupils:
        days = pupil.months[place].effective_days
        if days is not None:
            counts[days] = counts.get(days, 0) + 1
    return max(counts, key=lambda days: (counts[days], days), default=None)


def _too_long(field: str, text: str, limit: int) -> Problem:
    return Problem(field, "too_long", {"limit": limit, "length": len(text)})
