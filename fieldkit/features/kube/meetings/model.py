"""A meeting as one page: who came, what was paid, said, decided and promised, and the cash count.

A part of the page that is None was not touched and stays as it is in the book.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.kube.cashbook.model import CashEntry, lines_text
from fieldkit.features.kube.group.model import KubeMember

LONGEST_NAME = 100
LONGEST_LINE = 200
LONGEST_TEXT = 4000
# Rupiah notes and coins in use, the largest first.
DENOMINATIONS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)


class Status(StrEnum):
    """Where a meeting stands."""

    PLANNED = auto()
    HELD = auto()
    NOT_HELD = auto()


class Attendance(StrEnum):
    """Whether a member came; unmarked is what nobody noted."""

    UNMARKED = auto()
    PRESENT = auto()
    SICK = auto()
    EXCUSED = auto()
    ABSENT = auto()


class SealKind(StrEnum):
    """What happened to a meeting's page: two people confirmed it, or it was opened again."""

    CONFIRMED = auto()
    REOPENED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One point of the agenda; a decision keeps its number for good."""

    title: str
    discussion: str | None = None
    decision: str | None = None
    decision_no: str | None = None
    id: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written."""
        return not (self.title.strip() or self.discussion or self.decision or self.decision_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What somebody promised to do; `who` is for people who are no members."""

    what: str
    member_id: str | None = None
    who: str | None = None
    due: date | None = None
    done_on: date | None = None
    item_id: str | None = None
    meeting_id: str | None = None
    kube_id: str = ""
    id: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written."""
        return not (self.what.strip() or self.member_id or self.who or self.due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting's own facts."""

    kube_id: str
    id: str = ""
    held_on: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str | None = None
    host_id: str | None = None
    chair_id: str | None = None
    secretary_id: str | None = None
    title: str | None = None
    status: Status = Status.HELD
    guests: str | None = None
    discussion: str | None = None
    next_on: date | None = None
    next_place: str | None = None
    next_host_id: str | None = None
    cash_counted: Mapping[int, int] | None = None
    cash_difference_reason: str | None = None
    absent_agree: bool | None = None
    dues_amount: int | None = None
    iks_amount: int | None = None
    note: str | None = None

    @property
    def counted_total(self) -> int | None:
        """The money counted, None where nobody counted."""
        return None if self.cash_counted is None else counted_total(self.cash_counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """Everything of one meeting, recorded in one pass and one step.

    `dues`, `iks` and `instalments` (of loans) hold what each member paid; `excused` says who
    owes nothing here, where it is left out the group's rule does; `agreeing` are those away
    who agree with what was decided. `entries` are further cash entries to be booked now;
    `settled` says of earlier follow-ups when they were done, None opens them again.
    """

    meeting: Meeting
    attendance: Mapping[str, Attendance | None] | None = None
    excused: frozenset[str] | None = None
    agreeing: frozenset[str] | None = None
    dues: Mapping[str, int | None] | None = None
    iks: Mapping[str, int | None] | None = None
    instalments: Mapping[str, int | None] | None = None
    entries: tuple[CashEntry, ...] = ()
    agenda: tuple[AgendaItem, ...] | None = None
    follow_ups: tuple[FollowUp, ...] | None = None
    settled: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Two members confirmed a meeting's page as it then was, or it was opened again, and why.

    `digest` tells whether the page still is what they confirmed.
    """

    meeting_id: str
    kube_id: str
    kind: SealKind
    at: str
    sealed_on: date | None = None
    member_id: str | None = None
    other_id: str | None = None
    digest: str | None = None
    reason: str | None = None
    id: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the page is shut."""
        return self.kind is SealKind.CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The points of an agenda under a name; one without an id comes with the program."""

    name: str
    titles: tuple[str, ...]
    kube_id: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A member and the day the group last met at theirs."""

    member: KubeMember
    last_on: date | None = None


def digest(page: MeetingPage, entries: Sequence[CashEntry]) -> str:
    """Return a digest of everything a page says, with the money booked at it."""
    meeting = page.meeting
    facts = [getattr(meeting, name) for name in _SEALED]
    counted = meeting.cash_counted or {}
    said = [
        facts,
        sorted(counted.items()),
        sorted((m, a) for m, a in (page.attendance or {}).items() if a),
        sorted((m, n) for m, n in (page.dues or {}).items() if n),
        sorted((m, n) for m, n in (page.iks or {}).items() if n),
        sorted(page.excused or ()),
        sorted(page.agreeing or ()),
        [(i.title, i.discussion, i.decision, i.decision_no) for i in page.agenda or ()],
        [(f.what, f.member_id, f.who, f.due) for f in page.follow_ups or ()],
        sorted((e.description, lines_text(e.lines)) for e in entries),
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_SEALED = (
    "held_on", "starts", "ends", "place", "host_id", "chair_id", "secretary_id", "title",
    "guests", "discussion", "next_on", "next_place", "next_host_id", "cash_difference_reason",
    "absent_agree", "dues_amount", "iks_amount", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording a meeting did, in figures."""

    meeting_id: str
    present: int
    marked: int
    dues: int
    iks: int = 0
    instalments: int = 0
    entries: int = 0
    decisions: int = 0
    follow_ups: int = 0
    has_corrected_dues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A meeting in one line of a list."""

    meeting: Meeting
    present: int
    marked: int
    dues: int
    decisions: int
    open_follow_ups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMeeting:
    """When and where the group meets next; `meeting_id` where it is planned as a record."""

    held_on: date
    place: str | None = None
    host: KubeMember | None = None
    meeting_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCheck:
    """Counted money beside what the book says."""

    counted: int
    book: int

    @property
    def difference(self) -> int:
        """What is there too much; below zero for what is missing."""
        return self.counted - self.book


def counted_total(counts: Mapping[int, int]) -> int:
    """Return the worth of counted notes and coins."""
    return sum(value * count for value, count in counts.items())


def tidied(page: MeetingPage) -> MeetingPage:
    """Return the page without stray blanks and without lines nobody filled in."""
    agenda, promises = page.agenda, page.follow_ups
    return replace(
        page,
        meeting=_tidied_meeting(page.meeting),
        agenda=agenda and tuple(_tidied_item(item) for item in agenda if not item.is_blank),
        follow_ups=promises and tuple(_tidied_promise(f) for f in promises if not f.is_blank),
    )


def _tidied_meeting(meeting: Meeting) -> Meeting:
    return replace(
        meeting,
        place=_bare(meeting.place),
        title=_bare(meeting.title),
        guests=_bare(meeting.guests),
        discussion=_bare(meeting.discussion),
        next_place=_bare(meeting.next_place),
        cash_counted=meeting.cash_counted or None,
        cash_difference_reason=_bare(meeting.cash_difference_reason),
        note=_bare(meeting.note),
    )


def _bare(text: str | None) -> str | None:
    return (text or "").strip() or None


def _tidied_item(item: AgendaItem) -> AgendaItem:
    return replace(
        item,
        title=" ".join(item.title.split()),
        discussion=_bare(item.discussion),
        decision=_bare(item.decision),
    )


def _tidied_promise(promise: FollowUp) -> FollowUp:
    who = " ".join((promise.who or "").split()) or None
    return replace(promise, what=" ".join(promise.what.split()), who=who)


def problems(page: MeetingPage, members: Sequence[KubeMember], today: date) -> list[Problem]:
    """List what is wrong with a page, apart from its money; `members` are all there ever were."""
    meeting = page.meeting
    found = _day_problems(meeting, today) + _length_problems(meeting)
    known = {member.id for member in members}
    named = {*(page.attendance or ()), *(page.excused or ()), *(page.agreeing or ())}
    named |= {meeting.host_id, meeting.chair_id, meeting.secretary_id}
    named |= {meeting.next_host_id, *(f.member_id for f in page.follow_ups or ())}
    if named - {None} - known:
        found.append(Problem("attendance", "not_a_member"))
    for number, item in enumerate(page.agenda or (), start=1):
        found += _item_problems(item, number)
    for promise in page.follow_ups or ():
        if not promise.what:
            found.append(Problem("follow_ups", "follow_up_without_words"))
        elif len(promise.what) > LONGEST_LINE:
            details: dict[str, object] = {"limit": LONGEST_LINE, "length": len(promise.what)}
            found.append(Problem("follow_ups", "too_long", details))
    found += _count_problems(meeting)
    if any(day is not None and day > today for day in page.settled.values()):
        found.append(Problem("settled", "in_future"))
    return found


def _day_problems(meeting: Meeting, today: date) -> list[Problem]:
    found = []
    if meeting.held_on is None:
        found.append(Problem("held_on", "required"))
    elif meeting.status is Status.HELD and meeting.held_on > today:
        found.append(Problem("held_on", "meeting_in_future"))
    if meeting.starts and meeting.ends and meeting.ends < meeting.starts:
        found.append(Problem("ends", "ends_before_start"))
    if meeting.held_on and meeting.next_on and meeting.next_on <= meeting.held_on:
        found.append(Problem("next_on", "next_not_later"))
    return found


def _length_problems(meeting: Meeting) -> list[Problem]:
    limits = dict.fromkeys(("place", "title", "next_place", "cash_difference_reason"), LONGEST_LINE)
    limits |= dict.fromkeys(("guests", "discussion", "note"), LONGEST_TEXT)
    return [
        Problem(name, "too_long", {"limit": limit, "length": len(value)})
        for name, limit in limits.items()
        if (value := getattr(meeting, name)) and len(value) > limit
    ]


def _item_problems(item: AgendaItem, number: int) -> list[Problem]:
    found = []
    if not item.title:
        found.append(Problem("agenda", "agenda_without_title", {"number": number}))
    for text, limit in (
        (item.title, LONGEST_LINE),
        (item.discussion, LONGEST_TEXT),
        (item.decision, LONGEST_TEXT),
    ):
        if text and len(text) > limit:
            found.append(Problem("agenda", "too_long", {"limit": limit, "length": len(text)}))
    return found


def _count_problems(meeting: Meeting) -> list[Problem]:
    counts = meeting.cash_counted or {}
    if any(value not in DENOMINATIONS for value in counts):
        return [Problem("cash_counted", "unknown_choice")]
    if any(count < 0 for count in counts.values()):
        return [Problem("cash_counted", "negative")]
    return []
