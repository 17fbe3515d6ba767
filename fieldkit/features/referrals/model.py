"""The map of resources and the referrals made by it: institutions, people, services, letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from fieldkit.core.errors import Problem

LONGEST_NAME = 120
LONGEST_TEXT = 2000
MOST_SEATS = 100_000
FOLLOW_UP_DAYS = 14
OLD_AFTER_DAYS = 365


class Kind(StrEnum):
    """The three kinds of resources a map shows."""

    FORMAL = auto()
    COMMUNITY = auto()
    INFORMAL = auto()


class Need(StrEnum):
    """What a family may need and a service may give."""

    CAPITAL = auto()
    TOOLS = auto()
    TRAINING = auto()
    MARKETING = auto()
    LICENCE = auto()
    WORK = auto()
    HEALTH = auto()
    NUTRITION = auto()
    DISABILITY = auto()
    ELDERLY = auto()
    EDUCATION = auto()
    DOCUMENTS = auto()
    AID = auto()
    HOUSING = auto()
    PROTECTION = auto()
    DEBT = auto()
    OTHER = auto()


class Outcome(StrEnum):
    """What came of a referral; one still open has none."""

    SERVED = auto()
    PARTLY = auto()
    WAITING_LIST = auto()
    REFUSED = auto()
    DID_NOT_GO = auto()
    WITHDRAWN = auto()


class State(StrEnum):
    """How a referral stands on a day."""

    OPEN = auto()
    LATE = auto()
    DONE = auto()


# Whoever did not get the seat leaves it to somebody else.
FREES_SEAT = (Outcome.REFUSED, Outcome.DID_NOT_GO, Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An institution on the map; an agreement may be written, and may run out."""

    name: str = ""
    kind: Kind = Kind.FORMAL
    field: str = ""
    address: str = ""
    village: str = ""
    district: str = ""
    phone: str = ""
    email: str = ""
    opening: str = ""
    latitude: float | None = None
    longitude: float | None = None
    agreement_no: str = ""
    agreement_on: date | None = None
    agreement_until: date | None = None
    agreement_note: str = ""
    checked_on: date | None = None
    closed_on: date | None = None
    note: str = ""
    id: str = ""

    def has_agreement(self, today: date) -> bool:
        """Whether an agreement is in force on a day."""
        if self.agreement_on is None or self.agreement_on > today:
            return False
        return self.agreement_until is None or self.agreement_until >= today

    def is_old(self, today: date) -> bool:
        """Whether nobody has asked for a year if all this is still so."""
        return self.checked_on is None or (today - self.checked_on).days > OLD_AFTER_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom one speaks to there."""

    institution_id: str
    name: str = ""
    position: str = ""
    phone: str = ""
    note: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What an institution offers, to whom, and when."""

    institution_id: str
    name: str = ""
    needs: tuple[Need, ...] = ()
    requirements: str = ""
    quota: int | None = None
    quota_from: date | None = None
    schedule: str = ""
    next_on: date | None = None
    cost: str = ""
    ended_on: date | None = None
    note: str = ""
    id: str = ""

    def is_open(self, today: date) -> bool:
        """Whether it is offered on a day."""
        return self.ended_on is None or self.ended_on >= today


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service with its institution and the seats taken by referrals from this book."""

    service: Service
    institution: Institution
    taken: int = 0

    @property
    def id(self) -> str:
        """The service's id."""
        return self.service.id

    @property
    def free(self) -> int | None:
        """How many seats are left; None where no quota is known."""
        return None if self.service.quota is None else max(self.service.quota - self.taken, 0)

    def is_open(self, today: date) -> bool:
        """Whether somebody can be sent there on a day, seats aside."""
        is_there = self.institution.closed_on is None or self.institution.closed_on >= today
        return is_there and self.service.is_open(today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An institution with everything the map says of it."""

    institution: Institution
    people: tuple[Person, ...] = ()
    offers: tuple[Offer, ...] = ()
    referred: int = 0

    @property
    def id(self) -> str:
        """The institution's id."""
        return self.institution.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A family, or one of its people, sent to a service for a need."""

    family_id: str
    person_id: str = ""
    institution_id: str = ""
    service_id: str = ""
    need: Need | None = None
    reason: str = ""
    referred_on: date | None = None
    letter_no: str = ""
    follow_up_due: date | None = None
    follow_up_done_on: date | None = None
    outcome: Outcome | None = None
    outcome_on: date | None = None
    outcome_note: str = ""
    id: str = ""

    def state(self, today: date) -> State:
        """How it stands: done once an outcome is known, late once nobody asked in time."""
        if self.outcome is not None and self.outcome is not Outcome.WAITING_LIST:
            return State.DONE
        due = self.follow_up_due
        is_late = due is not None and due < today and self.follow_up_done_on is None
        return State.LATE if is_late else State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralLine:
    """A referral with the names that stand for its ids."""

    referral: Referral
    family_name: str
    row_code: str = ""
    group_id: str = ""
    group_name: str = ""
    person_name: str = ""
    institution_name: str = ""
    service_name: str = ""

    @property
    def id(self) -> str:
        """The referral's id."""
        return self.referral.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A need that is recorded of a family, and where it stands written."""

    need: Need
    source: "Source"
    day: date | None = None
    text: str = ""


class Source(StrEnum):
    """Where a need was read."""

    BUSINESS = auto()
    RISK = auto()
    PREGNANT = auto()
    DISABLED = auto()
    ELDERLY = auto()


def institution_problems(one: Institution, today: date) -> list[Problem]:
    """List what is wrong with an institution as typed."""
    found = required_problems(one, "name")
    found += length_problems(one, ("name", "field", "village", "district", "phone", "email",
                            "opening", "agreement_no"), LONGEST_NAME)  # fmt: skip
    found += length_problems(one, ("address", "agreement_note", "note"), LONGEST_TEXT)
    found += position_problems(one.latitude, one.longitude)
    begun, until = one.agreement_on, one.agreement_until
    if begun and until and until < begun:
        found.append(Problem("agreement_until", "agreement_turned_round"))
    if until and begun is None:
        found.append(Problem("agreement_on", "required"))
    if one.checked_on and one.checked_on > today:
        found.append(Problem("checked_on", "in_future"))
    return found


def person_problems(one: Person) -> list[Problem]:
    """List what is wrong with somebody at an institution."""
    found = required_problems(one, "name")
    return found + length_problems(one, ("name", "position", "phone", "note"), LONGEST_NAME)


def service_problems(one: Service) -> list[Problem]:
    """List what is wrong with a service."""
    found = required_problems(one, "name")
    if not one.needs:
        found.append(Problem("needs", "required"))
    if one.quota is not None and not 0 <= one.quota <= MOST_SEATS:
        found.append(Problem("quota", "seats_of_service", {"limit": MOST_SEATS}))
    found += length_problems(one, ("name", "schedule", "cost"), LONGEST_NAME)
    return found + length_problems(one, ("requirements", "note"), LONGEST_TEXT)


def referral_problems(one: Referral, today: date) -> list[Problem]:
    """List what is wrong with a referral."""
    found = [
        Problem(name, "required")
        for name in ("institution_id", "need", "referred_on")
        if not getattr(one, name)
    ]
    if not one.reason.strip():
        found.append(Problem("reason", "required"))
    found += future_problems(one, ("referred_on", "follow_up_done_on", "outcome_on"), today)
    sent = one.referred_on
    if sent:
        found += [
            Problem(name, "before_referral")
            for name in ("follow_up_due", "follow_up_done_on", "outcome_on")
            if (day := getattr(one, name)) is not None and day < sent
        ]
    if one.outcome is not None and one.outcome_on is None:
        found.append(Problem("outcome_on", "required"))
    if one.outcome is None and one.outcome_on is not None:
        found.append(Problem("outcome", "required"))
    found += length_problems(one, ("letter_no",), LONGEST_NAME)
    return found + length_problems(one, ("reason", "outcome_note"), LONGEST_TEXT)


def position_problems(latitude: float | None, longitude: float | None) -> list[Problem]:
    """List what is wrong with coordinates; both are given, or none."""
    found = []
    if latitude is not None and not -90 <= latitude <= 90:
        found.append(Problem("latitude", "no_such_latitude"))
    if longitude is not None and not -180 <= longitude <= 180:
        found.append(Problem("longitude", "no_such_longitude"))
    if (latitude is None) is not (longitude is None):
        blank = "latitude" if latitude is None else "longitude"
        found.append(Problem(blank, "half_a_place"))
    return found


def future_problems(one: object, names: Iterable[str], today: date) -> list[Problem]:
    """List the days that lie ahead though they should have happened."""
    return [
        Problem(name, "in_future")
        for name in names
        if (day := getattr(one, name)) is not None and day > today
    ]


def suited(offers: Iterable[Offer], need: Need, today: date) -> list[Offer]:
    """Return the offers open for a need: those with seats first, then with an agreement."""
    found = [one for one in offers if need in one.service.needs and one.is_open(today)]
    return sorted(
        found,
        key=lambda one: (
            one.free == 0,
            not one.institution.has_agreement(today),
            one.institution.name.casefold(),
            one.service.name.casefold(),
        ),
    )


def usual_follow_up(day: date) -> date:
    """Return when one asks what came of a referral."""
    return day + timedelta(days=FOLLOW_UP_DAYS)


def required_problems(one: object, *names: str) -> list[Problem]:
    """List the texts left blank that must not be."""
    return [Problem(name, "required") for name in names if not getattr(one, name).strip()]


def length_problems(one: object, names: Sequence[str], limit: int) -> list[Problem]:
    """List the texts that are too long."""
    return [
        Problem(name, "too_long", {"limit": limit, "length": len(getattr(one, name))})
        for name in names
        if len(getattr(one, name)) > limit
    ]
