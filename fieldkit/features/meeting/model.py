"""What stands on the page of a meeting, from every room it joins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.core.dates import Month
from fieldkit.features.homework.circle.model import Circle
from fieldkit.features.homework.model import Status
from fieldkit.features.p2k2.model import Attendance, AttendanceRow, Counts, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A missed session a family can make up for at this meeting, or has."""

    session_id: str
    code: str
    title: str
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page begins with.

    `homework` holds the stage of every sheet that was given, `offers` the newest session each
    family lacks.
    """

    session: Session
    rows: tuple[AttendanceRow, ...]
    homework_month: Month | None = None
    homework: Mapping[str, Status] = field(default_factory=dict)
    circle: Circle | None = None
    paid: Mapping[str, int] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is to be saved; None leaves what a room knows as it is.

    `caught_up` names, by family, the missed session this meeting made up for.
    """

    session: Session
    marks: tuple[Attendance, ...]
    homework_month: Month | None = None
    homework: Mapping[str, Status | None] | None = None
    assign: Month | None = None
    paid: Mapping[str, int] | None = None
    caught_up: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was saved, counted."""

    session_id: str
    counts: Counts
    homework: int = 0
    assigned: int = 0
    collected: int | None = None
    caught_up: int = 0
