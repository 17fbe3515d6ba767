"""The path to graduation: stages with dates and reasons, agreement, target and realised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.features.people.words import Status

LONGEST_TEXT = 200
LONGEST_NOTE = 2000
HIGHEST_TARGET = 500


class Stage(StrEnum):
    """Where a family stands on the path; LEFT is off the path without having graduated."""

    CANDIDATE = auto()
    GUIDED = auto()
    PROPOSED = auto()
    GRADUATED = auto()
    LEFT = auto()


ON_THE_WAY = (Stage.CANDIDATE, Stage.GUIDED, Stage.PROPOSED)
BOARD = (*ON_THE_WAY, Stage.GRADUATED)


class Way(StrEnum):
    """How a family leaves the programme: of its own strength, through PPSE, or by nature."""

    OWN = auto()
    PPSE = auto()
    NATURAL = auto()


# The ways on which a family leaves willingly, and so has to agree.
WILLING = (Way.OWN, Way.PPSE)


class Statement(StrEnum):
    """Why a family leaves, as its letter says."""

    ECONOMY = auto()
    WORK = auto()
    READY = auto()
    UNDERSTANDS = auto()


ALL_STATEMENTS = tuple(Statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One move on the path: to which stage, when, and why."""

    stage: Stage
    moved_on: date
    reason: str = ""
    id: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A family's path, with its agreement and what comes next."""

    family_id: str
    id: str = ""
    way: Way = Way.OWN
    planned_for: Month | None = None
    next_step: str = ""
    next_step_due: date | None = None
    agreed_on: date | None = None
    agreed_by: str = ""
    agreement_ended_on: date | None = None
    agreement_end_reason: str = ""
    letter_no: str = ""
    statements: tuple[Statement, ...] = ()
    note: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def stage(self) -> Stage | None:
        """Where the family stands: the newest move; None before the first."""
        return self.moves[-1].stage if self.moves else None

    @property
    def since(self) -> date | None:
        """Since when."""
        return self.moves[-1].moved_on if self.moves else None

    @property
    def is_open(self) -> bool:
        """Whether the family is on the way."""
        return self.stage in ON_THE_WAY

    @property
    def has_agreed(self) -> bool:
        """Whether the family agrees to leave, as far as the book knows."""
        return self.agreed_on is not None and self.agreement_ended_on is None

    def reached(self, stage: Stage) -> date | None:
        """Return when the family last came to a stage."""
        days = [move.moved_on for move in self.moves if move.stage is stage]
        return days[-1] if days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A family on the board; without an id of its own where only the register says so."""

    case: Case
    name: str
    row_code: str = ""
    group_id: str = ""
    group_name: str = ""
    status: Status = Status.ACTIVE

    @property
    def id(self) -> str:
        """The family's id."""
        return self.case.family_id

    @property
    def is_only_status(self) -> bool:
        """Whether the register calls the family a candidate and nobody began its path."""
        return bool(self.case.moves) and not any(move.id for move in self.case.moves)

    @property
    def status_differs(self) -> bool:
        """Whether the register says something else than the path."""
        if self.is_only_status or self.case.stage is None:
            return False
        return status_for(self.case.way, self.case.stage) not in (None, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTarget:
    """How many families were to graduate in a month, and how many did."""

    month: Month
    target: int | None = None
    willing: int = 0
    natural: int = 0

    @property
    def missing(self) -> int:
        """How many the month fell short of its target."""
        return max((self.target or 0) - self.willing, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTarget:
    """A year of targets, month by month."""

    year: int
    months: tuple[MonthTarget, ...] = field(default=())

    @property
    def target(self) -> int | None:
        """The sum of the targets; None where none was set."""
        known = [one.target for one in self.months if one.target is not None]
        return sum(known) if known else None

    def target_until(self, month: Month) -> int | None:
        """The sum of the targets up to a month; None where none was set."""
        known = [m.target for m in self.months if m.target is not None and m.month <= month]
        return sum(known) if known else None

    @property
    def willing(self) -> int:
        """How many graduated willingly."""
        return sum(one.willing for one in self.months)

    @property
    def natural(self) -> int:
        """How many graduated by nature."""
        return sum(one.natural for one in self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What comes next for a family, and by when."""

    family_id: str
    family_name: str
    group_name: str
    text: str
    due: date
    stage: Stage | None


_STATUS: dict[tuple[Way, bool], Status] = {
    (Way.OWN, False): Status.CANDIDATE_GRADUATION,
    (Way.OWN, True): Status.GRADUATED,
    (Way.PPSE, False): Status.CANDIDATE_PPSE,
    (Way.PPSE, True): Status.GRADUATED_PPSE,
    (Way.NATURAL, True): Status.INACTIVE,
}
ON_THE_WAY_STATUSES = {
    Status.CANDIDATE_GRADUATION: Way.OWN, Status.CANDIDATE_PPSE: Way.PPSE,
}  # fmt: skip
DONE_STATUSES = {Status.GRADUATED: Way.OWN, Status.GRADUATED_PPSE: Way.PPSE}
# What the register may say that the path must not write over.
_GONE = (
    Status.CARER_DIED, Status.COMPONENT_DIED, Status.MOVED, Status.OTHER,
)  # fmt: skip


def status_for(way: Way, stage: Stage) -> Status | None:
    """Return what the register says of a family at a stage; None leaves the register alone."""
    if stage is Stage.LEFT:
        return Status.ACTIVE
    return _STATUS.get((way, stage is Stage.GRADUATED))


def new_status(way: Way, stage: Stage | None, now: Status) -> Status | None:
    """Return what the register must be changed to, None for nothing.

    Who moved away or died is not called active again because the path was left.
    """
    wanted = status_for(way, stage) if stage is not None else None
    if wanted is None or wanted is now or (stage is not Stage.GRADUATED and now in _GONE):
        return None
    return wanted


def in_order(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Return moves by day, and in the order they were made on one day."""
    return tuple(sorted(moves, key=lambda move: (move.moved_on, move.position, move.id)))


def move_problems(case: Case, move: Move, today: date) -> list[Problem]:
    """List what is wrong with a move; going back or leaving needs a reason."""
    found = []
    if move.moved_on > today:
        found.append(Problem("moved_on", "in_future"))
    if case.since is not None and move.moved_on < case.since:
        found.append(Problem("moved_on", "move_before_last", {"date": case.since}))
    if len(move.reason) > LONGEST_NOTE:
        details: dict[str, object] = {"limit": LONGEST_NOTE, "length": len(move.reason)}
        found.append(Problem("reason", "too_long", details))
    if needs_reason(case, move.stage) and not move.reason.strip():
        found.append(Problem("reason", "move_needs_reason"))
    if case.moves and move.stage is case.stage:
        found.append(Problem("stage", "already_at_stage"))
    if move.stage in (Stage.PROPOSED, Stage.GRADUATED) and case.way in WILLING:
        if not case.has_agreed:
            found.append(Problem("stage", "needs_agreement"))
        elif case.agreed_on is not None and move.moved_on < case.agreed_on:
            found.append(Problem("moved_on", "before_agreement", {"date": case.agreed_on}))
    return found


def needs_reason(case: Case, stage: Stage) -> bool:
    """Whether a move has to say why: every one that is not simply the next."""
    if stage is Stage.LEFT:
        return True
    if case.stage is None or case.stage is Stage.LEFT:
        return False
    return BOARD.index(stage) < BOARD.index(case.stage)


def agreement_problems(case: Case, today: date) -> list[Problem]:
    """List what is wrong with an agreement and its withdrawal."""
    found = []
    if case.agreed_on is not None and case.agreed_on > today:
        found.append(Problem("agreed_on", "in_future"))
    if case.agreement_ended_on is not None:
        if case.agreement_ended_on > today:
            found.append(Problem("agreement_ended_on", "in_future"))
        if case.agreed_on is None:
            found.append(Problem("agreed_on", "required"))
        elif case.agreement_ended_on < case.agreed_on:
            found.append(Problem("agreement_ended_on", "end_before_agreement"))
        if not case.agreement_end_reason.strip():
            found.append(Problem("agreement_end_reason", "required"))
    return found


def case_problems(case: Case, today: date) -> list[Problem]:
    """List what is wrong with what was typed of a family's path."""
    found = agreement_problems(case, today)
    for name, limit in (
        ("agreed_by", LONGEST_TEXT), ("letter_no", LONGEST_TEXT), ("next_step", LONGEST_NOTE),
        ("agreement_end_reason", LONGEST_NOTE), ("note", LONGEST_NOTE),
    ):  # fmt: skip
        text = getattr(case, name)
        if len(text) > limit:
            details: dict[str, object] = {"limit": limit, "length": len(text)}
            found.append(Problem(name, "too_long", details))
    if case.next_step_due is not None and not case.next_step.strip():
        found.append(Problem("next_step", "required"))
    return found


def target_problems(target: int | None) -> list[Problem]:
    """List what is wrong with a target; None takes it back."""
    if target is not None and not 0 <= target <= HIGHEST_TARGET:
        return [Problem("target", "target_unlikely", {"limit": HIGHEST_TARGET})]
    return []


def year_of(
    year: int,
    targets: Mapping[Month, int | None],
    willing: Mapping[Month, int],
    natural: Mapping[Month, int],
) -> YearTarget:
    """Put a year together: a target holds from its month on until the next one."""
    months = []
    for number in range(1, 13):
        month = Month(year, number)
        begun = [known for known in targets if known <= month]
        target = targets[max(begun)] if begun else None
        months.append(
            MonthTarget(
                month=month, target=target, willing=willing.get(month, 0),
                natural=natural.get(month, 0),
            )
        )  # fmt: skip
    return YearTarget(year=year, months=tuple(months))


def columns(cards: Sequence[Card], year: int) -> dict[Stage, list[Card]]:
    """Sort cards into the board's columns; of the graduated only those of the year."""
    found: dict[Stage, list[Card]] = {stage: [] for stage in BOARD}
    for card in cards:
        stage = card.case.stage
        if stage is None or stage is Stage.LEFT:
            continue
        if stage is Stage.GRADUATED and (card.case.since is None or card.case.since.year != year):
            continue
        found[stage].append(card)
    for stage, listed in found.items():
        listed.sort(key=_due_first if stage is not Stage.GRADUATED else _newest_first)
    return found


def _due_first(card: Card) -> tuple[date, str]:
    return (card.case.next_step_due or date.max, card.name.casefold())


def _newest_first(card: Card) -> tuple[int, str]:
    return (-(card.case.since or date.min).toordinal(), card.name.casefold())
