"""The agenda's lines: appointments of a day, and what is due by a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum, auto

from fieldkit.core.errors import Problem

LONGEST_TITLE = 120
LONGEST_TEXT = 1000
DAYS = 7
HIGHEST_RHK = 9


class Kind(StrEnum):
    """From which room a line comes."""

    SESSION = auto()
    MEETING = auto()
    VISIT = auto()
    APPOINTMENT = auto()
    VISIT_FOLLOW_UP = auto()
    COMMITMENT = auto()
    GRADUATION = auto()
    REFERRAL = auto()
    COMPLAINT = auto()
    ADVOCACY = auto()
    CONTACT = auto()
    KUBE_FOLLOW_UP = auto()
    PROGRAMME = auto()
    BUSINESS_ROUND = auto()
    REPORT = auto()


DEADLINES = tuple(kind for kind in Kind if kind not in
                  (Kind.SESSION, Kind.MEETING, Kind.VISIT, Kind.APPOINTMENT))  # fmt: skip
# Under which result of the work plan (RHK) a line is reported; others have none of their own.
RHK: dict[Kind, int] = {
    Kind.SESSION: 2, Kind.COMMITMENT: 3, Kind.GRADUATION: 4, Kind.PROGRAMME: 4,
    Kind.COMPLAINT: 6, Kind.REPORT: 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment of one's own."""

    held_on: date | None = None
    starts: time | None = None
    ends: time | None = None
    title: str = ""
    place: str = ""
    rhk: int | None = None
    note: str = ""
    done_on: date | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the agenda.

    `subject` is the id of the group, KUBE or family it concerns; `code` names a family without
    its name, for files that leave the book.
    """

    kind: Kind
    record: str
    day: date
    title: str = ""
    detail: str = ""
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    subject: str = ""
    code: str = ""
    rhk: int | None = None
    is_done: bool = False

    @property
    def id(self) -> str:
        """What makes a line one."""
        return f"{self.kind}:{self.record}"

    @property
    def is_deadline(self) -> bool:
        """Whether it is due by the day rather than held on it."""
        return self.kind in DEADLINES

    def is_late(self, today: date) -> bool:
        """Whether its day is over and nobody did it."""
        return self.day < today and not self.is_done


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day with its lines in order."""

    day: date
    items: tuple[Item, ...] = ()

    @property
    def id(self) -> str:
        """The day."""
        return self.day.isoformat()

    @property
    def appointments(self) -> int:
        """How many lines are held on the day."""
        return sum(not one.is_deadline for one in self.items)

    @property
    def deadlines(self) -> int:
        """How many lines are due on the day and open."""
        return sum(one.is_deadline and not one.is_done for one in self.items)


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return lines by day: hours first, then what has none, then what is due."""
    return sorted(
        items,
        key=lambda one: (
            one.day, one.is_deadline, one.starts is None, one.starts or time.min,
            list(Kind).index(one.kind), one.title.casefold(), one.record,
        ),
    )  # fmt: skip


def by_day(items: Iterable[Item], first: date, last: date) -> tuple[Day, ...]:
    """Return every day of a stretch with its lines; days without any among them."""
    ordered = in_order(items)
    count = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(count)]
    return tuple(
        Day(day=day, items=tuple(one for one in ordered if one.day == day)) for day in days
    )


def problems(one: Appointment, today: date) -> list[Problem]:
    """List what is wrong with an appointment."""
    found = []
    if one.held_on is None:
        found.append(Problem("held_on", "required"))
    if not one.title.strip():
        found.append(Problem("title", "required"))
    if one.ends is not None and one.starts is None:
        found.append(Problem("starts", "required"))
    if one.starts is not None and one.ends is not None and one.ends <= one.starts:
        found.append(Problem("ends", "ends_before_start"))
    if one.rhk is not None and not 1 <= one.rhk <= HIGHEST_RHK:
        found.append(Problem("rhk", "no_such_rhk", {"highest": HIGHEST_RHK}))
    if one.done_on is not None and one.done_on > today:
        found.append(Problem("done_on", "in_future"))
    for name, limit in (("title", LONGEST_TITLE), ("place", LONGEST_TITLE), ("note", LONGEST_TEXT)):
        length = len(getattr(one, name))
        if length > limit:
            found.append(Problem(name, "too_long", {"limit": limit, "length": length}))
    return found
