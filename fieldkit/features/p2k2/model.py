"""P2K2 sessions, who presented, who came, and the rules that make one valid."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum, auto
from typing import Any, NamedTuple

from fieldkit.core.errors import Problem
from fieldkit.features.people.words import Component

LONGEST_TITLE = 100
LONGEST_PLACE = 120
LONGEST_NAME = 100
LONGEST_TEXT = 1000
LONGEST_REASON = 900
OTHER_REASON = "other"
MOST_PRESENTERS = 4
SMALL_GROUP, LARGE_GROUP = 10, 40
_TEXTS = (
    "process", "material", "participation", "result", "obstacles", "follow_up", "recap",
    "guest_names", "note",
)  # fmt: skip


class SessionStatus(StrEnum):
    """How far a session has come."""

    PLANNED = auto()
    HELD = auto()
    NOT_HELD = auto()
    REPORTED = auto()


GIVEN = (SessionStatus.HELD, SessionStatus.REPORTED)


class Mark(StrEnum):
    """What is known of a family at one session; unmarked is neither present nor absent."""

    UNMARKED = auto()
    PRESENT = auto()
    SICK = auto()
    EXCUSED = auto()
    ABSENT = auto()


class Understanding(StrEnum):
    """How much somebody present understood."""

    POOR = auto()
    GOOD = auto()
    VERY_GOOD = auto()
    NOT_ASSESSABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """Who gave the session and for whom they work."""

    name: str
    institution: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One meeting of a group; `code` names the official session, a free topic has none.

    `title` is the title as it read on the day, so that old reports never change. `why` says in
    code words why it was planned; `portal_text` is the narrative as somebody edited it for the
    portal, `portal_basis` the text it was edited from.
    """

    group_id: str
    held_on: date | None = None
    id: str = ""
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    module: str = ""
    code: str = ""
    title: str = ""
    status: SessionStatus = SessionStatus.PLANNED
    not_held_reason: str = ""
    methods: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    recap: str = ""
    process: str = ""
    material: str = ""
    participation: str = ""
    result: str = ""
    obstacles: str = ""
    follow_up: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""
    why: str = ""
    obstacle_codes: tuple[str, ...] = ()
    follow_up_codes: tuple[str, ...] = ()
    guest_names: str = ""
    not_held_code: str = ""
    portal_name: str = ""
    portal_category: str = ""
    portal_text: str = ""
    portal_basis: str = ""
    portal_entered_on: date | None = None
    presenters: tuple[Presenter, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether it took place."""
        return self.status in GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What is to be kept of one family at one session."""

    family_id: str
    status: Mark = Mark.UNMARKED
    understanding: Understanding | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """One line of the attendance grid.

    `is_on_roll` is false for a family that was not in the group when the session was
    recorded; `has_left` for one that was and is no longer.
    """

    family_id: str
    code: str
    name: str
    status: Mark = Mark.UNMARKED
    understanding: Understanding | None = None
    note: str = ""
    no_kk: str = ""
    nik: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    is_chair: bool = False
    counts: Mapping[Component, int] | None = None
    is_on_roll: bool = True
    has_left: bool = False

    @property
    def assessed(self) -> Understanding | None:
        """The understanding as forms show it: nobody can assess who was not there."""
        if self.status in (Mark.SICK, Mark.EXCUSED, Mark.ABSENT):
            return Understanding.NOT_ASSESSABLE
        return self.understanding

    @property
    def kept(self) -> Attendance:
        """What is stored of this line."""
        is_present = self.status is Mark.PRESENT
        return Attendance(
            family_id=self.family_id,
            status=self.status,
            understanding=self.understanding if is_present else None,
            note=self.note.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many came to one session or many; `unmarked` is said aloud, never hidden."""

    present: int = 0
    sick: int = 0
    excused: int = 0
    absent: int = 0
    unmarked: int = 0

    @property
    def marked(self) -> int:
        """Those of whom something is known."""
        return self.present + self.away

    @property
    def away(self) -> int:
        """Those known not to have come."""
        return self.sick + self.excused + self.absent

    @property
    def total(self) -> int:
        """Everybody on the roll."""
        return self.marked + self.unmarked

    @property
    def rate(self) -> float | None:
        """The share present of those marked; None where nobody is marked."""
        return self.present / self.marked if self.marked else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """One session in a list, with its group and who came."""

    session: Session
    group_name: str
    group_code: str
    counts: Counts
    repeat: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyAttendance:
    """One session in the life of a family."""

    session_id: str
    held_on: date | None
    group_name: str
    code: str
    title: str
    status: Mark
    understanding: Understanding | None
    note: str


class Told(NamedTuple):
    """What a family's story says of a session it was on the roll of."""

    session_id: str
    held_on: date
    title: str
    status: Mark
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far a month has come, counted in groups."""

    groups: int
    given: int
    planned: int
    not_held: int

    @property
    def due(self) -> int:
        """Groups with nothing given and nothing planned."""
        return self.groups - self.given - self.planned - self.not_held


class GroupState(StrEnum):
    """Where one group stands in one month."""

    GIVEN = auto()
    PLANNED = auto()
    NOT_HELD = auto()
    DUE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMonth:
    """A group's sessions of one month, the newest last."""

    group_id: str
    group_name: str
    group_code: str
    sessions: tuple[Session, ...] = ()

    @property
    def state(self) -> GroupState:
        """The furthest any of its sessions has come."""
        statuses = {session.status for session in self.sessions}
        if statuses.intersection(GIVEN):
            return GroupState.GIVEN
        if SessionStatus.PLANNED in statuses:
            return GroupState.PLANNED
        return GroupState.NOT_HELD if statuses else GroupState.DUE

    @property
    def latest(self) -> Session | None:
        """The session that speaks for the month: the latest of the furthest status."""
        given = [s for s in self.sessions if s.is_given]
        planned = [s for s in self.sessions if s.status is SessionStatus.PLANNED]
        ranked = given or planned or list(self.sessions)
        return ranked[-1] if ranked else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupYear:
    """A group's twelve months."""

    group_id: str
    group_name: str
    group_code: str
    months: tuple[GroupMonth, ...]


def plan_problems(session: Session) -> list[Problem]:
    """List what is wrong with a plan; its date may lie ahead."""
    return [
        *_required(session, ("group_id", "held_on", "title")),
        *_length_problems(session),
        *_time_problems(session),
        *_presenter_problems(session.presenters),
    ]


def record_problems(session: Session, today: date) -> list[Problem]:
    """List what is wrong with a session that took place."""
    found = [
        *_required(session, ("group_id", "held_on", "title", "starts", "ends", "place")),
        *_length_problems(session),
        *portal_problems(session),
        *_time_problems(session),
        *_presenter_problems(session.presenters),
    ]
    if session.held_on and session.held_on > today:
        found.append(Problem("held_on", "session_in_future"))
    if not any(p.name.strip() for p in session.presenters):
        found.append(Problem("presenters", "presenter_required"))
    return found


def presenter_warnings(session: Session, presenters: int) -> list[Problem]:
    """List what the ministry's portal will not take of the presenters; none of it blocks."""
    found = []
    if len(session.presenters) > presenters:
        details: dict[str, object] = {"limit": presenters, "count": len(session.presenters)}
        found.append(Problem("presenters", "too_many_for_portal", details, is_warning=True))
    if any(p.name and not p.institution for p in session.presenters):
        found.append(Problem("presenters", "presenter_without_institution", is_warning=True))
    return found


def portal_problems(session: Session) -> list[Problem]:
    """List what is far too long or unknown in the words kept for the portal."""
    return [
        *_too_long("portal_name", session.portal_name, LONGEST_NAME * 2),
        *_too_long("portal_text", session.portal_text, LONGEST_TEXT * 4),
    ]


def not_held_problems(reason: str, code: str = "") -> list[Problem]:
    """List what is wrong with the reason why a session did not take place.

    A reason of the list says enough by itself; "other" needs words.
    """
    if not reason.strip() and code in ("", OTHER_REASON):
        return [Problem("not_held_reason", "required")]
    return [*_too_long("not_held_reason", reason, LONGEST_REASON)]


def attendance_problems(rows: Iterable[Attendance]) -> list[Problem]:
    """List notes that do not fit."""
    return [problem for row in rows for problem in _too_long("note", row.note, LONGEST_TEXT)]


def group_size_warning(count: int) -> Problem | None:
    """Warn of a group far smaller or larger than the rule; it is never refused."""
    if SMALL_GROUP <= count <= LARGE_GROUP:
        return None
    return Problem("group_id", "unusual_group_size", {"count": count}, is_warning=True)


def counts_of(rows: Iterable[AttendanceRow | Attendance]) -> Counts:
    """Count a grid."""
    numbers = dict.fromkeys(Mark, 0)
    for row in rows:
        numbers[row.status] += 1
    return Counts(**{mark.value: number for mark, number in numbers.items()})


def all_present_except(
    rows: Sequence[AttendanceRow], exceptions: Mapping[str, Mark]
) -> list[AttendanceRow]:
    """Mark everybody present who is still unmarked, but the exceptions as they say.

    A family already marked keeps its mark unless it is named.
    """
    return [_marked(row, exceptions) for row in rows]


def _marked(row: AttendanceRow, exceptions: Mapping[str, Mark]) -> AttendanceRow:
    if row.family_id in exceptions:
        return replace(row, status=exceptions[row.family_id])
    is_open = row.status is Mark.UNMARKED and row.is_on_roll
    return replace(row, status=Mark.PRESENT) if is_open else row


def portal_name(group_name: str, module_title: str, limit: int = 100) -> str:
    """Return the activity's name as the portal takes it: `P2K2 MAWAR - Kesehatan dan Gizi`."""
    full = " ".join(f"P2K2 {bare_group(group_name).upper()} - {module_title}".split())
    if len(full) <= limit:
        return full
    cut = full[: limit + 1].rpartition(" ")[0]
    return cut.rstrip(" -,")


def bare_group(name: str) -> str:
    """Return a group's name without the word Kelompok in front, which forms print themselves."""
    stripped = " ".join(name.split())
    first, _space, rest = stripped.partition(" ")
    return rest if first.casefold() in ("kelompok", "kel.", "kel") and rest else stripped


def unfilled(session: Session) -> tuple[str, ...]:
    """Return the names of the fields that the portal and the report still want."""
    wanted = ("starts", "ends", "place", "process", "material", "participation", "result")
    found = [name for name in wanted if not getattr(session, name)]
    if not any(
        (session.obstacles.strip(), session.follow_up.strip(), session.obstacle_codes,
         session.follow_up_codes)
    ):  # fmt: skip
        found.append("obstacles")
    if not session.presenters:
        found.append("presenters")
    return tuple(found)


def tidied(session: Session) -> Session:
    """Return the session without stray blanks and without presenters who have no name."""
    texts: dict[str, Any] = {
        name: getattr(session, name).strip() for name in (*_TEXTS, "not_held_reason")
    }
    texts |= {name: " ".join(getattr(session, name).split()) for name in ("place", "title")}
    people = tuple(
        replace(p, name=" ".join(p.name.split()), institution=" ".join(p.institution.split()))
        for p in session.presenters
        if p.name.strip() or p.institution.strip()
    )
    return replace(session, presenters=people, **texts)


def _required(session: Session, names: Iterable[str]) -> list[Problem]:
    return [Problem(name, "required") for name in names if not getattr(session, name)]


def _length_problems(session: Session) -> list[Problem]:
    limits = {"title": LONGEST_TITLE, "place": LONGEST_PLACE}
    limits |= dict.fromkeys(_TEXTS, LONGEST_TEXT)
    return [
        problem
        for name, limit in limits.items()
        for problem in _too_long(name, getattr(session, name), limit)
    ]


def _too_long(name: str, text: str, limit: int) -> list[Problem]:
    if len(text) <= limit:
        return []
    return [Problem(name, "too_long", {"limit": limit, "length": len(text)})]


def _time_problems(session: Session) -> list[Problem]:
    if session.starts and session.ends and session.ends <= session.starts:
        return [Problem("ends", "session_ends_before_start")]
    return []


def _presenter_problems(presenters: Sequence[Presenter]) -> list[Problem]:
    found = []
    if len(presenters) > MOST_PRESENTERS:
        found.append(Problem("presenters", "too_many_presenters", {"limit": MOST_PRESENTERS}))
    for number, presenter in enumerate(presenters, start=1):
        if not presenter.name:
            found.append(Problem("presenters", "presenter_nameless", {"number": number}))
        for text in (presenter.name, presenter.institution):
            found += _too_long("presenters", text, LONGEST_NAME)
    return found


def codes(text: str | None) -> tuple[str, ...]:
    """Read a column that holds a list of code words; what is no list is none."""
    try:
        found = json.loads(text) if text else []
    except ValueError:
        found = []
    return tuple(str(entry) for entry in found) if isinstance(found, list) else ()
