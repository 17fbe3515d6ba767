"""Which session a group is due and why, which day suits it, and which plans collide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto

from fieldkit.core import holidays
from fieldkit.core.dates import Month
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import Counts

LEAST_PRESENT = 0.5
MOST_POOR = 1 / 3
FEWEST_ASSESSED = 3
MOST_IN_A_ROW = 2
FEWEST_DAYS_BETWEEN = 21
USUAL_HOURS = ((time(9), time(11)), (time(13), time(15)), (time(15, 30), time(17, 30)))
_CROWDED, _OTHER_WEEKDAY, _TOO_SOON = 60, 6, 40


class Why(StrEnum):
    """Why a session is proposed."""

    LOW_ATTENDANCE = auto()
    WEAK_UNDERSTANDING = auto()
    POSTPONED = auto()
    FOCUS = auto()
    FIRST = auto()
    NEXT = auto()
    AGAIN = auto()
    REPEATED_ENOUGH = auto()


class Trouble(StrEnum):
    """What is wrong with a plan; nothing of it blocks."""

    OVERLAP = auto()
    CROWDED = auto()
    OFF_DAY = auto()
    HOLIDAY = auto()
    DAY_OFF = auto()
    TWICE = auto()
    GONE_BY = auto()
    TAKEN = auto()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its figure: a percentage, a count, or none."""

    why: Why
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One session a group has had, with who came and who understood it poorly."""

    code: str
    held_on: date
    counts: Counts = field(default_factory=Counts)
    assessed: int = 0
    poor: int = 0

    @property
    def is_badly_attended(self) -> bool:
        """Whether less than half of those marked came."""
        return self.counts.rate is not None and self.counts.rate < LEAST_PRESENT

    @property
    def is_poorly_understood(self) -> bool:
        """Whether more than a third of those assessed understood little."""
        return self.assessed >= FEWEST_ASSESSED and self.poor / self.assessed > MOST_POOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the proposal knows of a group: `times` and `latest` by code, the last session whole."""

    group_id: str
    group_name: str
    group_code: str
    place: str = ""
    usual_day: int | None = None
    starts: time | None = None
    ends: time | None = None
    times: Mapping[str, int] = field(default_factory=dict)
    latest: Mapping[str, date] = field(default_factory=dict)
    last: Given | None = None
    in_a_row: int = 0
    postponed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of a day that is taken; without hours it is somewhere in the day."""

    day: date
    starts: time | None = None
    ends: time | None = None
    name: str = ""
    id: str = ""
    group_id: str = ""

    def overlaps(self, other: "Slot") -> bool:
        """Whether both can not be kept; without hours nothing is known."""
        if self.day != other.day or not (self.starts and other.starts):
            return False
        mine, theirs = self.ends or _later(self.starts), other.ends or _later(other.starts)
        return self.starts < theirs and other.starts < mine


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed to one group for a month."""

    group_id: str
    group_name: str
    group_code: str
    code: str
    title: str
    held_on: date
    starts: time
    ends: time
    place: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def slot(self) -> Slot:
        """The stretch of the day it takes."""
        return Slot(
            day=self.held_on, starts=self.starts, ends=self.ends, name=self.group_name,
            id=self.group_id, group_id=self.group_id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One thing wrong with a plan; `other` names what it collides with."""

    trouble: Trouble
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCell:
    """Where a group stands with one session in a year: given when, planned when, due or not.

    `session_id` names the plan where there is one, else the newest time it was given.
    """

    given: tuple[date, ...] = ()
    before: int = 0
    planned: date | None = None
    is_due: bool = False
    session_id: str = ""

    @property
    def is_repeated(self) -> bool:
        """Whether the group had it more than once, this year and before together."""
        return len(self.given) > 0 and len(self.given) + self.before > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTopics:
    """A group's row of the matrix; sessions it never had to do with are left out."""

    group_id: str
    group_name: str
    group_code: str
    cells: Mapping[str, TopicCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The days a facilitator goes out, 1 for Monday, and how often a day at most.

    `days_off` are days on which nobody is met, beside the holidays; on `days_on` the
    facilitator goes out although they are holidays.
    """

    weekdays: tuple[int, ...]
    most_a_day: int
    days_off: frozenset[date] = frozenset()
    days_on: frozenset[date] = frozenset()

    def holiday(self, day: date) -> str:
        """Return the holiday that keeps a day free, blank where none does."""
        return "" if day in self.days_on else holidays.holiday(day)

    def is_out(self, day: date) -> bool:
        """Whether P2K2 can be held on a day."""
        if day.isoweekday() not in self.weekdays or day in self.days_off:
            return False
        return not self.holiday(day)


# -- which session ---------------------------------------------------------------------------


def due_topic(
    past: Past, topics: Sequence[Topic], focus: str = ""
) -> tuple[Topic | None, tuple[Reason, ...]]:
    """Return what a group is due and why; None where nothing can be taught.

    A session is repeated when too few came or too few understood it, but not for ever: after
    two times in a row the group goes on and those who missed it catch up.
    """
    known = {topic.code: topic for topic in topics}
    if not known:
        return None, ()
    reasons: list[Reason] = []
    last = past.last
    if last is not None and last.code in known:
        repeat = _repeat_reasons(last)
        if repeat and past.in_a_row < MOST_IN_A_ROW:
            return known[last.code], tuple(repeat)
        if repeat:
            reasons.append(Reason(Why.REPEATED_ENOUGH, past.in_a_row))
    if past.postponed in known:
        return known[past.postponed], (*reasons, Reason(Why.POSTPONED))
    topic, why = _following(past, topics, focus)
    return topic, (*reasons, why)


def _repeat_reasons(last: Given) -> list[Reason]:
    found = []
    if last.is_badly_attended and last.counts.rate is not None:
        found.append(Reason(Why.LOW_ATTENDANCE, round(last.counts.rate * 100)))
    if last.is_poorly_understood:
        found.append(Reason(Why.WEAK_UNDERSTANDING, round(last.poor * 100 / last.assessed)))
    return found


def _following(past: Past, topics: Sequence[Topic], focus: str) -> tuple[Topic, Reason]:
    untaught = [topic for topic in topics if not past.times.get(topic.code)]
    focused = [topic for topic in untaught if topic.module == focus]
    if focused:
        return focused[0], Reason(Why.FOCUS)
    if not untaught:
        oldest = min(topics, key=lambda topic: past.latest.get(topic.code, date.min))
        return oldest, Reason(Why.AGAIN)
    official = [topic for topic in untaught if not topic.is_local] or untaught
    return official[0], Reason(Why.NEXT if past.times else Why.FIRST)


# -- which day -------------------------------------------------------------------------------


def proposals(
    pasts: Sequence[Past],
    topics: Sequence[Topic],
    month: Month,
    week: Week,
    *,
    focus: str = "",
    taken: Sequence[Slot] = (),
    from_day: date | None = None,
) -> list[Proposal]:
    """Give every group one session in the month, spread over the facilitator's days.

    Groups with a usual day choose first. A month without any day left yields nothing.
    """
    days = [
        day for day in month.days
        if week.is_out(day) and (from_day is None or day >= from_day)
    ]  # fmt: skip
    if not days:
        return []
    kept = list(taken)
    made = []
    order = sorted(range(len(pasts)), key=lambda n: (pasts[n].usual_day is None, n))
    for number in order:
        past = pasts[number]
        topic, reasons = due_topic(past, topics, focus)
        if topic is None:
            continue
        day = min(days, key=lambda day: (_cost(day, past, kept, week), day))
        starts, ends = _hours(day, past, kept)
        proposal = Proposal(
            group_id=past.group_id, group_name=past.group_name, group_code=past.group_code,
            code=topic.code, title=topic.title, held_on=day, starts=starts, ends=ends,
            place=past.place, reasons=reasons,
        )  # fmt: skip
        kept.append(proposal.slot)
        made.append((number, proposal))
    return [proposal for _number, proposal in sorted(made, key=lambda pair: pair[0])]


def _cost(day: date, past: Past, taken: Iterable[Slot], week: Week) -> int:
    """Weigh a day: full days and days too soon after the last session cost most."""
    load = sum(slot.day == day for slot in taken)
    cost = load * 10 + (_CROWDED if load >= week.most_a_day else 0)
    usual = past.usual_day
    if usual is not None:
        cost += abs(day.day - usual)
        nominal = _in_month(Month.of(day), usual)
        cost += 0 if day.isoweekday() == nominal.isoweekday() else _OTHER_WEEKDAY
    if past.last is not None and (day - past.last.held_on).days < FEWEST_DAYS_BETWEEN:
        cost += _TOO_SOON
    return cost


def _in_month(month: Month, day: int) -> date:
    return month.first + timedelta(days=min(day, month.last.day) - 1)


def _hours(day: date, past: Past, taken: Sequence[Slot]) -> tuple[time, time]:
    """Return the group's usual hours where they are free, else the first free ones."""
    usual = past.starts
    wanted = [(usual, past.ends or _later(usual))] if usual else []
    for starts, ends in [*wanted, *USUAL_HOURS]:
        slot = Slot(day=day, starts=starts, ends=ends)
        if not any(slot.overlaps(other) for other in taken):
            return starts, ends
    return wanted[0] if wanted else USUAL_HOURS[0]


def _later(starts: time) -> time:
    moment = datetime.combine(date(2000, 1, 1), starts) + timedelta(hours=2)
    return moment.time() if moment.day == 1 else time(23, 59)


# -- what collides ---------------------------------------------------------------------------


def conflicts(
    plans: Sequence[Slot], week: Week, today: date, *, taken: Sequence[Slot] = ()
) -> dict[str, tuple[Conflict, ...]]:
    """Return what is wrong with each plan, by its id; plans without trouble are left out.

    `plans` are the sessions of a month still to be held, `taken` what else stands in it.
    """
    found = {plan.id: tuple(_troubles(plan, plans, week, today, taken)) for plan in plans}
    return {plan_id: troubles for plan_id, troubles in found.items() if troubles}


def _troubles(
    plan: Slot, plans: Sequence[Slot], week: Week, today: date, taken: Sequence[Slot]
) -> Iterable[Conflict]:
    others = [other for other in plans if other.id != plan.id]
    if plan.day < today:
        yield Conflict(trouble=Trouble.GONE_BY)
    for other in others:
        if plan.overlaps(other):
            yield Conflict(trouble=Trouble.OVERLAP, other=other.name)
    for other in taken:
        if plan.overlaps(other):
            yield Conflict(trouble=Trouble.TAKEN, other=other.name)
    if sum(other.day == plan.day for other in others) >= week.most_a_day:
        yield Conflict(trouble=Trouble.CROWDED)
    yield from _off_troubles(plan.day, week)
    twice = [o for o in (*others, *taken) if o.group_id == plan.group_id and plan.group_id]
    if twice:
        yield Conflict(trouble=Trouble.TWICE, other=twice[0].name)


def _off_troubles(day: date, week: Week) -> Iterable[Conflict]:
    if day.isoweekday() not in week.weekdays:
        yield Conflict(trouble=Trouble.OFF_DAY)
    if holiday := week.holiday(day):
        yield Conflict(trouble=Trouble.HOLIDAY, other=holiday)
    if day in week.days_off:
        yield Conflict(trouble=Trouble.DAY_OFF)


# -- reasons as they are kept ----------------------------------------------------------------


def kept_reasons(reasons: Iterable[Reason]) -> str:
    """Return reasons as the session keeps them: `low_attendance:41 focus`."""
    return " ".join(
        reason.why.value if reason.value is None else f"{reason.why.value}:{reason.value}"
        for reason in reasons
    )


def read_reasons(kept: str) -> tuple[Reason, ...]:
    """Read kept reasons; words this program does not know are left out."""
    found = []
    for word in kept.split():
        code, _colon, figure = word.partition(":")
        if code in set(Why):
            value = int(figure) if figure.isascii() and figure.isdecimal() else None
            found.append(Reason(Why(code), value))
    return tuple(found)


def moved(proposal: Proposal, day: date) -> Proposal:
    """Return a proposal for another day."""
    return replace(proposal, held_on=day)
