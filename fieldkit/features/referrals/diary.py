"""What a facilitator does beside visits: advocacy by role, complaints with steps, contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.referrals.model import (
    LONGEST_NAME,
    LONGEST_TEXT,
    future_problems,
    length_problems,
    position_problems,
    required_problems,
)

NIK_DIGITS = 16


class Part(StrEnum):
    """The four roles of a facilitator, after Ife."""

    FACILITATION = auto()
    EDUCATION = auto()
    REPRESENTATION = auto()
    TECHNICAL = auto()


class Skill(StrEnum):
    """What was done in a role."""

    SPIRIT = auto()
    SUPPORT = auto()
    NEGOTIATION = auto()
    CONSENSUS = auto()
    PERSONAL_TALK = auto()
    AWARENESS = auto()
    INFORMATION = auto()
    TRAINING = auto()
    RESOURCES = auto()
    NETWORK = auto()
    ADVOCACY = auto()
    PUBLICITY = auto()
    DATA = auto()
    TECHNOLOGY = auto()
    MANAGEMENT = auto()


SKILLS: dict[Part, tuple[Skill, ...]] = {
    Part.FACILITATION: (
        Skill.SPIRIT, Skill.SUPPORT, Skill.NEGOTIATION, Skill.CONSENSUS, Skill.PERSONAL_TALK,
    ),
    Part.EDUCATION: (Skill.AWARENESS, Skill.INFORMATION, Skill.TRAINING),
    Part.REPRESENTATION: (Skill.RESOURCES, Skill.NETWORK, Skill.ADVOCACY, Skill.PUBLICITY),
    Part.TECHNICAL: (Skill.DATA, Skill.TECHNOLOGY, Skill.MANAGEMENT),
}  # fmt: skip


class Channel(StrEnum):
    """How a complaint came."""

    IN_PERSON = auto()
    MESSAGE = auto()
    PHONE = auto()
    LETTER = auto()
    VILLAGE = auto()
    HOTLINE = auto()


class Topic(StrEnum):
    """What a complaint is about."""

    NOT_RECEIVED = auto()
    AMOUNT = auto()
    CARD = auto()
    DATA = auto()
    MEMBERSHIP = auto()
    SERVICE = auto()
    CONDUCT = auto()
    CASE = auto()
    OTHER = auto()


class Progress(StrEnum):
    """How far a complaint is."""

    RECEIVED = auto()
    ANALYSED = auto()
    IN_HAND = auto()
    FORWARDED = auto()
    RESOLVED = auto()
    REJECTED = auto()


CLOSED = (Progress.RESOLVED, Progress.REJECTED)


class Way(StrEnum):
    """How a family was spoken to."""

    VISIT = auto()
    SMALL_GROUP = auto()
    MESSAGE = auto()
    PHONE = auto()
    OFFICE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advocacy:
    """One thing done in one of the four roles."""

    done_on: date | None = None
    part: Part | None = None
    skill: Skill | None = None
    institution_id: str = ""
    counterpart: str = ""
    family_id: str = ""
    group_id: str = ""
    topic: str = ""
    stance: str = ""
    result: str = ""
    follow_up: str = ""
    follow_up_due: date | None = None
    follow_up_done_on: date | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvocacyLine:
    """Something done, with the names that stand for its ids."""

    advocacy: Advocacy
    institution_name: str = ""
    family_name: str = ""
    group_name: str = ""

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.advocacy.id

    @property
    def with_whom(self) -> str:
        """Whom it was done with."""
        parts = (self.advocacy.counterpart, self.institution_name)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a complaint."""

    complaint_id: str
    family_id: str = ""
    state: Progress = Progress.RECEIVED
    done_on: date | None = None
    note: str = ""
    position: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint of a family or of anybody; who speaks need not be in the register."""

    family_id: str = ""
    received_on: date | None = None
    received_at: time | None = None
    channel: Channel | None = None
    name: str = ""
    nik: str = ""
    phone: str = ""
    address: str = ""
    village: str = ""
    district: str = ""
    regency: str = ""
    latitude: float | None = None
    longitude: float | None = None
    topic: Topic | None = None
    text: str = ""
    analysis: str = ""
    due_on: date | None = None
    letter_no: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLine:
    """A complaint with its steps in order and the group of its family."""

    complaint: Complaint
    steps: tuple[Step, ...] = ()
    group_id: str = ""
    group_name: str = ""

    @property
    def id(self) -> str:
        """The complaint's id."""
        return self.complaint.id

    @property
    def state(self) -> Progress:
        """How far it is: the newest step, received while there is none."""
        return self.steps[-1].state if self.steps else Progress.RECEIVED

    @property
    def since(self) -> date | None:
        """Since when it stands so."""
        return self.steps[-1].done_on if self.steps else self.complaint.received_on

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.state not in CLOSED

    @property
    def closed_on(self) -> date | None:
        """The day it was closed."""
        return None if self.is_open else self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One family spoken to; families of one small group share a `gathering`."""

    family_id: str
    gathering: str = ""
    contacted_on: date | None = None
    way: Way | None = None
    topic: str = ""
    note: str = ""
    follow_up: str = ""
    follow_up_due: date | None = None
    follow_up_done_on: date | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact with the family's name and group."""

    contact: Contact
    family_name: str
    row_code: str = ""
    group_id: str = ""
    group_name: str = ""
    company: int = 1

    @property
    def id(self) -> str:
        """The contact's id."""
        return self.contact.id


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietFamily:
    """A family with whom there was no contact for long; `last_on` is the last one noted."""

    id: str
    name: str
    row_code: str = ""
    group_name: str = ""
    last_on: date | None = None


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return steps as they were taken."""
    return tuple(sorted(steps, key=lambda s: (s.done_on or date.min, s.position, s.id)))


def advocacy_problems(one: Advocacy, today: date) -> list[Problem]:
    """List what is wrong with something done in a role."""
    found = [
        Problem(name, "required")
        for name in ("done_on", "part", "skill")
        if getattr(one, name) is None
    ]
    found += required_problems(one, "topic")
    if one.part is not None and one.skill is not None and one.skill not in SKILLS[one.part]:
        found.append(Problem("skill", "skill_of_another_role"))
    found += future_problems(one, ("done_on", "follow_up_done_on"), today)
    found += _follow_up_problems(one, one.done_on)
    found += length_problems(one, ("counterpart",), LONGEST_NAME)
    return found + length_problems(one, ("topic", "stance", "result", "follow_up"), LONGEST_TEXT)


def complaint_problems(one: Complaint, today: date) -> list[Problem]:
    """List what is wrong with a complaint."""
    found = [
        Problem(name, "required")
        for name in ("received_on", "channel", "topic")
        if getattr(one, name) is None
    ]
    found += required_problems(one, "name", "text")
    if one.nik and not (one.nik.isdecimal() and len(one.nik) == NIK_DIGITS):
        found.append(Problem("nik", "nik_of_complaint", {"count": NIK_DIGITS}))
    found += future_problems(one, ("received_on",), today)
    if one.due_on and one.received_on and one.due_on < one.received_on:
        found.append(Problem("due_on", "before_complaint"))
    found += position_problems(one.latitude, one.longitude)
    found += length_problems(
        one, ("name", "phone", "village", "district", "regency", "letter_no"), LONGEST_NAME
    )
    return found + length_problems(one, ("address", "text", "analysis"), LONGEST_TEXT)


def step_problems(one: Step, line: ComplaintLine, today: date) -> list[Problem]:
    """List what is wrong with a complaint's next step."""
    found = []
    if one.done_on is None:
        found.append(Problem("done_on", "required"))
    found += future_problems(one, ("done_on",), today)
    if one.done_on and line.since and one.done_on < line.since:
        found.append(Problem("done_on", "before_last_step"))
    if one.state in (*CLOSED, Progress.FORWARDED):
        found += required_problems(one, "note")
    return found + length_problems(one, ("note",), LONGEST_TEXT)


def contact_problems(one: Contact, today: date) -> list[Problem]:
    """List what is wrong with a contact."""
    found = [
        Problem(name, "required") for name in ("contacted_on", "way") if getattr(one, name) is None
    ]
    found += required_problems(one, "topic")
    found += future_problems(one, ("contacted_on", "follow_up_done_on"), today)
    found += _follow_up_problems(one, one.contacted_on)
    return found + length_problems(one, ("topic", "note", "follow_up"), LONGEST_TEXT)


def _follow_up_problems(one: Advocacy | Contact, day: date | None) -> list[Problem]:
    found = []
    if one.follow_up_due and not one.follow_up.strip():
        found.append(Problem("follow_up", "required"))
    if one.follow_up_due and day and one.follow_up_due < day:
        found.append(Problem("follow_up_due", "due_before_it_happened"))
    return found
