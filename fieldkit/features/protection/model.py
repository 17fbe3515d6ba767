"""What the law on personal data asks a keeper of other people's data to write down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from fieldkit.core.db.handed import Holder
from fieldkit.core.errors import Problem

DAYS_TO_ACT = timedelta(hours=72)
# Until when no backup may hold what was destroyed, those on sticks in drawers among them.
DAYS_TO_CLEAR = timedelta(days=30)
LONGEST_NAME, LONGEST_TEXT = 120, 2000
MOST_YEARS = 50


class Purpose(StrEnum):
    """What a family may agree to apart from the programme itself."""

    PHOTO = auto()
    STORY = auto()
    SHARE = auto()
    CHILD = auto()
    HEALTH = auto()
    OTHER = auto()


class Way(StrEnum):
    """How a consent was given."""

    SIGNED = auto()
    THUMB = auto()
    SPOKEN = auto()


class Asked(StrEnum):
    """What a family may ask of whoever keeps its data."""

    ACCESS = auto()
    CORRECT = auto()
    STOP = auto()
    DELETE = auto()


class Mishap(StrEnum):
    """How data can come into the wrong hands, or get lost."""

    LAPTOP = auto()
    STICK = auto()
    PAPER = auto()
    RECEIVER = auto()
    SEEN = auto()
    MALWARE = auto()
    OTHER = auto()


class Kept(StrEnum):
    """What has a time after which it need not be kept."""

    EXITED = auto()
    MONEY = auto()
    ACCESS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody of a family agreed to, and whether it still stands."""

    family_id: str
    purpose: Purpose = Purpose.PHOTO
    given_on: date | None = None
    given_by: str = ""
    guardian: str = ""
    way: Way = Way.SIGNED
    receivers: str = ""
    note: str = ""
    withdrawn_on: date | None = None
    withdrawal: str = ""
    id: str = ""
    family: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawn_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a family asked for, and what was done."""

    family_id: str
    kind: Asked = Asked.ACCESS
    asked_at: datetime | None = None
    asked_by: str = ""
    what: str = ""
    answer: str = ""
    done_on: date | None = None
    id: str = ""
    family: str = ""

    @property
    def due_at(self) -> datetime | None:
        """Until when the law wants it done: 3 × 24 hours."""
        return self.asked_at + DAYS_TO_ACT if self.asked_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Data that was lost, or came before eyes it was not meant for."""

    kind: Mishap = Mishap.LAPTOP
    happened_on: date | None = None
    noticed_at: datetime | None = None
    what: str = ""
    data_kinds: str = ""
    families: int | None = None
    cause: str = ""
    measures: str = ""
    contact: str = ""
    agency_told_on: date | None = None
    people_told_on: date | None = None
    closed_on: date | None = None
    id: str = ""

    @property
    def due_at(self) -> datetime | None:
        """Until when people and agency must be told in writing: 3 × 24 hours."""
        return self.noticed_at + DAYS_TO_ACT if self.noticed_at else None

    @property
    def is_told(self) -> bool:
        """Whether everybody was told who must be."""
        return self.agency_told_on is not None and self.people_told_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """One line of the record of processing."""

    code: str
    name: str = ""
    purpose: str = ""
    basis: str = ""
    people: str = ""
    fields: str = ""
    receivers: str = ""
    retention: str = ""
    is_used: bool = True
    position: int = 0

    @property
    def id(self) -> str:
        """The code, by which lists know it."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many years something is kept, and which paper says so."""

    kind: Kept
    years: int
    basis: str = ""

    @property
    def id(self) -> str:
        """The kind, by which lists know it."""
        return self.kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A family whose data need not be kept any more."""

    id: str
    name: str
    status: str
    left_on: date
    kept_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something whose time is over: how many of it, since when."""

    kind: Kept
    count: int
    oldest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of destruction; `is_ours` is False for one that was ordered elsewhere."""

    number: str
    destroyed_on: date
    basis: str
    reason: str
    families: int
    records: int
    photos: int
    passages: int | None
    redacted: int | None
    pages: int | None
    holders: tuple[Holder, ...] | None
    first_witness: str
    second_witness: str
    is_done_here: bool

    @property
    def id(self) -> str:
        """The number, by which lists know it."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an act of destruction says: why, on which paper, before whom."""

    basis: str = ""
    reason: str = ""
    first_witness: str = ""
    second_witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What waits for somebody: requests, incidents, expired data, acts of others."""

    requests: int
    requests_late: int
    incidents: int
    incidents_late: int
    expired: int
    orders: int

    @property
    def is_anything(self) -> bool:
        """Whether anything waits."""
        return bool(self.requests or self.incidents or self.expired or self.orders)


def consent_problems(consent: Consent, today: date) -> list[Problem]:
    """List what is wrong with a consent."""
    found = _required(consent, "given_on", "given_by")
    found += _not_in_future(consent, today, "given_on", "withdrawn_on")
    if consent.purpose is Purpose.CHILD and not consent.guardian.strip():
        found.append(Problem("guardian", "guardian_wanted"))
    if consent.purpose is Purpose.SHARE and not consent.receivers.strip():
        found.append(Problem("receivers", "required"))
    if consent.given_on and consent.withdrawn_on and consent.withdrawn_on < consent.given_on:
        found.append(Problem("withdrawn_on", "ends_before_start"))
    return found + _too_long(
        consent, "given_by", "guardian", "receivers", "note", "withdrawal", limit=LONGEST_TEXT
    )


def request_problems(request: Request, now: datetime) -> list[Problem]:
    """List what is wrong with a request."""
    found = _required(request, "asked_at", "what")
    if request.asked_at and request.asked_at > now:
        found.append(Problem("asked_at", "in_future"))
    found += _not_in_future(request, now.date(), "done_on")
    if request.done_on and not request.answer.strip():
        found.append(Problem("answer", "answer_wanted"))
    return found + _too_long(request, "asked_by", "what", "answer", limit=LONGEST_TEXT)


def incident_problems(incident: Incident, now: datetime) -> list[Problem]:
    """List what is wrong with an incident."""
    found = _required(incident, "noticed_at", "what")
    if incident.noticed_at and incident.noticed_at > now:
        found.append(Problem("noticed_at", "in_future"))
    days = ("happened_on", "agency_told_on", "people_told_on", "closed_on")
    found += _not_in_future(incident, now.date(), *days)
    if incident.families is not None and incident.families < 0:
        found.append(Problem("families", "negative"))
    if incident.closed_on and not incident.measures.strip():
        found.append(Problem("measures", "measures_wanted"))
    texts = ("what", "data_kinds", "cause", "measures", "contact")
    return found + _too_long(incident, *texts, limit=LONGEST_TEXT)


def processing_problems(line: Processing) -> list[Problem]:
    """List what is wrong with a line of the record of processing."""
    found = _required(line, "name", "purpose", "basis")
    found += _too_long(line, "name", limit=LONGEST_NAME)
    texts = ("purpose", "basis", "people", "fields", "receivers", "retention")
    return found + _too_long(line, *texts, limit=LONGEST_TEXT)


def rule_problems(rule: Rule) -> list[Problem]:
    """List what is wrong with a time of keeping."""
    found = []
    if not 1 <= rule.years <= MOST_YEARS:
        found.append(Problem("years", "years_of_keeping", {"limit": MOST_YEARS}))
    return found + _too_long(rule, "basis", limit=LONGEST_TEXT)


def wanted_problems(wanted: Wanted) -> list[Problem]:
    """List what an act of destruction lacks."""
    found = _required(wanted, "basis", "reason", "first_witness", "second_witness")
    texts = ("basis", "reason", "first_witness", "second_witness")
    return found + _too_long(wanted, *texts, limit=LONGEST_TEXT)


def after_years(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _required(thing: object, *names: str) -> list[Problem]:
    values = {name: getattr(thing, name) for name in names}
    return [
        Problem(name, "required")
        for name, value in values.items()
        if value is None or (isinstance(value, str) and not value.strip())
    ]


def _not_in_future(thing: object, today: date, *names: str) -> list[Problem]:
    days = {name: getattr(thing, name) for name in names}
    return [Problem(name, "in_future") for name, day in days.items() if day and day > today]


def _too_long(thing: object, *names: str, limit: int) -> list[Problem]:
    lengths = {name: len(getattr(thing, name)) for name in names}
    return [
        Problem(name, "too_long", {"limit": limit, "length": length})
        for name, length in lengths.items()
        if length > limit
    ]
