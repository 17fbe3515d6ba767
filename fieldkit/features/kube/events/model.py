"""Contests, bazaars and trainings a group took part in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed


class EventKind(StrEnum):
    """What kind of event it is."""

    TRAINING = auto()
    BAZAAR = auto()
    CONTEST = auto()
    OTHER = auto()


class EventState(StrEnum):
    """Whether it took place."""

    PLANNED = auto()
    HELD = auto()
    CANCELLED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `result` says what came of it, such as second place in DKI."""

    kube_id: str
    kind: EventKind = EventKind.TRAINING
    title: str = ""
    organiser: str | None = None
    place: str | None = None
    first_on: date | None = None
    last_on: date | None = None
    state: EventState = EventState.HELD
    result: str | None = None
    note: str | None = None
    id: str = ""

    @property
    def days(self) -> int:
        """How many days it lasted."""
        if self.first_on is None:
            return 0
        return ((self.last_on or self.first_on) - self.first_on).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A member who took part, with the certificate that was got."""

    kube_id: str = ""
    event_id: str = ""
    position: int = 0
    member_id: str | None = None
    task: str | None = None
    certificate: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """An event with who took part, and the money that names it in the cash book."""

    event: Event
    takers: tuple[Taker, ...] = ()
    income: int = 0
    expense: int = 0
    goods: int = 0

    @property
    def id(self) -> str:
        """The event's id."""
        return self.event.id


def tidied(event: Event) -> Event:
    """Return the event without stray blanks."""
    named = replace(event, title=typed.bare(event.title) or "")
    return typed.tidied(named, "organiser", "place", "result", notes=("note",))


def problems(
    event: Event, takers: Sequence[Taker], members: Iterable[str], today: date
) -> list[Problem]:
    """List what is wrong with an event; `members` are all who ever belonged to the group."""
    found = typed.missing(event, "title", "first_on")
    found += typed.too_long(event, "title", "organiser", "place", "result")
    found += typed.too_long(event, "note", limit=typed.LONGEST_NOTE)
    if event.first_on and event.last_on and event.last_on < event.first_on:
        found.append(Problem("last_on", "ends_before_start"))
    if event.state is EventState.HELD:
        found += typed.in_future(event, today, "first_on")
    known = set(members)
    named = [taker.member_id for taker in takers]
    for number, taker in enumerate(takers, start=1):
        if taker.member_id not in known:
            found.append(Problem("takers", "taker_is_wrong", {"number": number}))
        elif named.index(taker.member_id) < number - 1:
            found.append(Problem("takers", "taker_named_twice", {"number": number}))
    return found
