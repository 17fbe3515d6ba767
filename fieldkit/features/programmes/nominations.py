"""What became of a nomination: accepted or not, trained, received, and what came of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem

LONGEST_TEXT = 400
MOST_RUPIAH = 10**9


class State(StrEnum):
    """How far a nomination is."""

    NOMINATED = auto()
    ACCEPTED = auto()
    TRAINED = auto()
    RECEIVED = auto()
    REFUSED = auto()
    WITHDRAWN = auto()


OPEN = (State.NOMINATED, State.ACCEPTED, State.TRAINED)


class Outcome(StrEnum):
    """What came of a programme for a family."""

    GROWS = auto()
    STEADY = auto()
    STOPPED = auto()
    GRADUATED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """A family nominated for a programme; a blank day has not come."""

    programme: str
    family_id: str
    id: str = ""
    nominated_on: date | None = None
    rank: int | None = None
    reason: str = ""
    accepted_on: date | None = None
    refused_on: date | None = None
    trained_on: date | None = None
    received_on: date | None = None
    amount: int | None = None
    outcome: Outcome | None = None
    outcome_on: date | None = None
    withdrawn_on: date | None = None
    note: str = ""

    @property
    def state(self) -> State:
        """How far it is: the last thing that happened."""
        if self.withdrawn_on is not None:
            return State.WITHDRAWN
        if self.received_on is not None:
            return State.RECEIVED
        if self.refused_on is not None:
            return State.REFUSED
        if self.trained_on is not None:
            return State.TRAINED
        return State.ACCEPTED if self.accepted_on is not None else State.NOMINATED


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationLine:
    """A nomination with names."""

    nomination: Nomination
    programme_name: str
    family_name: str
    row_code: str = ""
    group_id: str = ""
    group_name: str = ""
    village: str = ""

    @property
    def id(self) -> str:
        """The nomination's id."""
        return self.nomination.id


_DAYS = ("nominated_on", "accepted_on", "refused_on", "trained_on", "received_on", "outcome_on",
         "withdrawn_on")  # fmt: skip


def nomination_problems(found: Nomination, today: date) -> list[Problem]:
    """List what is wrong with a nomination."""
    problems = _day_problems(found, today)
    if found.amount is not None:
        if not 0 <= found.amount <= MOST_RUPIAH:
            problems.append(Problem("amount", "programme_number", {"highest": MOST_RUPIAH}))
        if found.received_on is None:
            problems.append(Problem("received_on", "required"))
    if found.outcome is not None and found.received_on is None and found.trained_on is None:
        problems.append(Problem("outcome", "outcome_without_receiving"))
    for name in ("reason", "note"):
        text = getattr(found, name)
        if len(text) > LONGEST_TEXT:
            problems.append(Problem(name, "too_long", {"limit": LONGEST_TEXT, "length": len(text)}))
    return problems


def _day_problems(found: Nomination, today: date) -> list[Problem]:
    problems = []
    if found.nominated_on is None:
        problems.append(Problem("nominated_on", "required"))
    for name in _DAYS:
        day = getattr(found, name)
        if day is None:
            continue
        if day > today:
            problems.append(Problem(name, "in_future"))
        elif found.nominated_on is not None and day < found.nominated_on:
            problems.append(Problem(name, "before_nomination"))
    return problems
