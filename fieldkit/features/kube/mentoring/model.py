"""The nine tasks of Permensos 2/2019 article 9, the four roles, and a month of development."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed
from fieldkit.features.kube.group.model import KubeMember


class TaskCode(StrEnum):
    """The nine tasks of a pendamping, in the order of article 9."""

    FORM = auto()
    VERIFY = auto()
    PREPARE = auto()
    BUDGET = auto()
    TECHNICAL = auto()
    MOTIVATE = auto()
    ACCOMPANY = auto()
    MONITOR = auto()
    REPORT = auto()

    @property
    def number(self) -> int:
        """Its number in article 9."""
        return list(TaskCode).index(self) + 1


class RoleCode(StrEnum):
    """The four roles of a pendamping."""

    FACILITATIVE = auto()
    EDUCATIONAL = auto()
    REPRESENTATIVE = auto()
    TECHNICAL = auto()


class Trend(StrEnum):
    """How the profit of a month stands against the month before."""

    UP = auto()
    SAME = auto()
    DOWN = auto()


class Reached(StrEnum):
    """Whether the group reached what it wanted to reach in the month."""

    YES = auto()
    NOT_YET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentoring:
    """One thing a pendamping did for a group."""

    kube_id: str
    done_on: date | None = None
    tasks: tuple[TaskCode, ...] = ()
    roles: tuple[RoleCode, ...] = ()
    place: str | None = None
    what: str = ""
    result: str | None = None
    next_step: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a pendamping wrote about a month; money left blank is taken from the cash book."""

    kube_id: str
    month: str = ""
    turnover: int | None = None
    cost: int | None = None
    trend: Trend | None = None
    reached: Reached | None = None
    evaluation: str | None = None
    recommendation: str | None = None
    level_id: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level the programme distinguishes; there is no official list, so it is written here."""

    position: int | None = None
    name: str = ""
    criteria: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """A month of a group's business; `before` is the profit of the month before it, if known."""

    month: Month
    turnover: int
    cost: int
    before: int | None = None
    is_begun: bool = True
    noted: Noted | None = None

    @property
    def id(self) -> str:
        """The month, as rows are told apart by it."""
        return str(self.month)

    @property
    def profit(self) -> int:
        """What was left."""
        return self.turnover - self.cost

    @property
    def change(self) -> int | None:
        """How much more the profit is than the month before; None while either is unknown."""
        if self.before is None or not self.is_begun:
            return None
        return self.profit - self.before

    @property
    def trend(self) -> Trend | None:
        """What the pendamping wrote, else what the figures say."""
        if self.noted and self.noted.trend:
            return self.noted.trend
        if self.change is None:
            return None
        if self.change == 0:
            return Trend.SAME
        return Trend.UP if self.change > 0 else Trend.DOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """What one member took part in during a period.

    `brought` was owed when it began, below zero when paid ahead; `waived` was written off in it.
    """

    member: KubeMember
    meetings: int
    attended: int
    due: int
    paid: int
    arrears: int
    tasks: int
    events: int
    brought: int = 0
    waived: int = 0

    @property
    def owed(self) -> int:
        """What is owed at the end; below zero when paid ahead."""
        return self.brought + self.due - self.paid - self.waived

    @property
    def id(self) -> str:
        """The member's id."""
        return self.member.id

    @property
    def share(self) -> float | None:
        """The share of meetings attended; None where none was held."""
        return self.attended / self.meetings if self.meetings else None


def mentoring_problems(deed: Mentoring, today: date) -> list[Problem]:
    """List what is wrong with a line of the log."""
    found = typed.missing(deed, "done_on", "what") + typed.in_future(deed, today, "done_on")
    if not deed.tasks:
        found.append(Problem("tasks", "no_task_chosen"))
    found += typed.too_long(deed, "place")
    return found + typed.too_long(deed, "what", "result", "next_step", limit=typed.LONGEST_NOTE)


def noted_problems(noted: Noted) -> list[Problem]:
    """List what is wrong with what was written about a month."""
    found = typed.no_money(noted, "turnover", "cost", may_be_zero=True)
    return found + typed.too_long(noted, "evaluation", "recommendation", limit=typed.LONGEST_NOTE)


def level_problems(levels: Iterable[Level]) -> list[Problem]:
    """List what is wrong with the levels."""
    names = [level.name.casefold() for level in levels]
    if any(not name for name in names):
        return [Problem("levels", "level_without_name")]
    return [Problem("levels", "name_taken")] if len(names) != len(set(names)) else []


def counts(deeds: Iterable[Mentoring]) -> tuple[Mapping[TaskCode, int], Mapping[RoleCode, int]]:
    """Return how often each task and each role was noted."""
    known = list(deeds)
    return (
        {task: sum(task in deed.tasks for deed in known) for task in TaskCode},
        {role: sum(role in deed.roles for deed in known) for role in RoleCode},
    )
