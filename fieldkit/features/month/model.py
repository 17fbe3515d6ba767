"""The figures of one month: values only, every one of them counted from records."""

from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from fieldkit.core.dates import Month

OLD_VISIT_DAYS = 90
OLD_DATA_MONTHS = 12
ATTENDANCE_MONTHS = 6
FEWEST_SESSIONS = 3
CHART_MONTHS = 12
SHOWN_ROWS = 4
LATE_DAYS = 14
COMING_DAYS = 7


class TileState(StrEnum):
    """Where a group stands in the month."""

    HELD = auto()
    PLANNED = auto()
    OVERDUE = auto()
    NOT_HELD = auto()
    DUE = auto()


class TodayKind(StrEnum):
    """What lies on the desk today."""

    SESSION = auto()
    MEETING = auto()
    VISIT_FOLLOW_UP = auto()
    KUBE_FOLLOW_UP = auto()
    VISITS = auto()
    APPOINTMENT = auto()


class Concern(StrEnum):
    """Why a record needs attention."""

    NOT_VISITED = auto()
    LOW_ATTENDANCE = auto()
    HOMEWORK_UNCHECKED = auto()
    DUES_IN_ARREARS = auto()
    NOT_VERIFIED = auto()


class Shortfall(StrEnum):
    """What the month still lacks, in the order in which it is best done."""

    SESSION_TO_RECORD = auto()
    GROUP_WITHOUT_SESSION = auto()
    ATTENDANCE_UNMARKED = auto()
    SESSION_WITHOUT_STORY = auto()
    SESSION_WITHOUT_PHOTO = auto()
    HOMEWORK_UNCHECKED = auto()
    FOLLOW_UP_OVERDUE = auto()
    KUBE_WITHOUT_MEETING = auto()
    MINUTES_WITHOUT_DECISION = auto()
    NO_PROFILE = auto()
    REPORT_NOT_PRINTED = auto()


class TodayItem(NamedTuple):
    """One appointment (`on` its day) or deadline (`due` by a day), of today or nearly."""

    kind: TodayKind
    id: str
    name: str
    detail: str = ""
    starts: str = ""
    on: date | None = None
    due: date | None = None


class GroupTile(NamedTuple):
    """One group in the month: its latest session and who came."""

    id: str
    name: str
    families: int
    state: TileState
    held_on: date | None = None
    session_id: str = ""
    title: str = ""
    present: int = 0
    marked: int = 0

    @property
    def share(self) -> float | None:
        """The share present among those marked; None where nobody is marked."""
        return self.present / self.marked if self.marked else None


class KubeTile(NamedTuple):
    """One KUBE in the month: its meetings and what lies in its pots."""

    id: str
    name: str
    members: int
    meetings: int
    last_on: date | None
    next_on: date | None
    kas: int
    iks: int


class ConcernRow(NamedTuple):
    """One record that needs attention; what `value`, `total` and `on` mean depends on why."""

    id: str
    name: str
    place: str = ""
    value: int | None = None
    total: int | None = None
    on: date | None = None


class Attention(NamedTuple):
    """How many records one concern touches, and the first of them."""

    concern: Concern
    number: int
    rows: tuple[ConcernRow, ...] = ()


class Lack(NamedTuple):
    """One thing the month still lacks; `id` names the record where there is only one."""

    kind: Shortfall
    number: int
    id: str = ""


class Point(NamedTuple):
    """One month of a chart: a part of a whole, None where nothing is known."""

    month: Month
    part: int | None = None
    whole: int | None = None

    @property
    def percent(self) -> float | None:
        """The part in per cent; None where the whole is unknown or empty."""
        return None if self.part is None or not self.whole else 100 * self.part / self.whole


class FirstSteps(NamedTuple):
    """What a new book has already; the rest is offered as the first actions."""

    has_profile: bool = False
    has_letterhead: bool = False
    has_families: bool = False
    has_groups: bool = False
    has_sessions: bool = False
    has_kube: bool = False


class Home(NamedTuple):
    """Everything Beranda shows of one month."""

    month: Month
    today: date
    steps: FirstSteps
    families: int = 0
    sees_programme: bool = True
    sees_kube: bool = True
    gathers: bool = False
    items: tuple[TodayItem, ...] = ()
    tiles: tuple[GroupTile, ...] = ()
    kubes: tuple[KubeTile, ...] = ()
    attention: tuple[Attention, ...] = ()
    lacks: tuple[Lack, ...] = ()
    attendance: tuple[Point, ...] = ()
    visits: tuple[Point, ...] = ()
    cash: tuple[Point, ...] = ()
    dues: tuple[Point, ...] = ()

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.tiles)

    @property
    def groups_held(self) -> int:
        """How many of them met this month."""
        return sum(tile.state is TileState.HELD for tile in self.tiles)


def tile_state(status: str | None, held_on: date | None, today: date) -> TileState:
    """Tell where a group stands from the most telling session it has in the month."""
    if status in {"held", "reported"}:
        return TileState.HELD
    if status == "planned" and held_on is not None:
        return TileState.PLANNED if held_on >= today else TileState.OVERDUE
    return TileState.NOT_HELD if status == "not_held" else TileState.DUE


def bare_kube(name: str) -> str:
    """Return a KUBE's name without that word in front, which forms print themselves."""
    first, _space, rest = " ".join(name.split()).partition(" ")
    return rest if first.casefold() == "kube" and rest else name.strip()
