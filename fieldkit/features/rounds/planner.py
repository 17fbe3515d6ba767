"""The plain fair method: nobody waits longer than promised, and the pressing come first.

Each month every family has a month by which its turn must have come. As long as the families
due within any number of months are no more than the visits kept for turns in those months,
nobody can be late; so of the families due soon a known number must be chosen now. Within that
the choice is free, and goes by what presses, by a fair share for every group, and by walks.
Choosing the best under such nested limits one by one is exact as long as the worth of a family
stands by itself (the limits form a laminar matroid); only the sharing between groups, which
changes with every choice, makes it a good choice instead of the best.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fieldkit.core.dates import Month
from fieldkit.features.rounds import model
from fieldkit.features.rounds.model import (
    Budget,
    Facts,
    Place,
    Planned,
    Promise,
    Proposal,
    Reason,
    Suggestion,
    Why,
)

_LONGEST_SPAN = 600
_SOON = 1


@dataclass(slots=True)
class _Bucket:
    """The families of one group in one neighbourhood, the most pressing last."""

    group: str
    place: Place
    waiting: list[tuple[float, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Turns:
    """By when each family's turn must have come, in months from the one planned."""

    span: int
    caught_up: int
    needed: tuple[int, ...]
    due: tuple[int, ...]


def promise(last: Sequence[date | None], month: Month, first: int, later: int) -> Promise:
    """Return what `first` visits for turns this month and `later` in each further one promise."""
    found = _turns([_age(day, month) for day in last], first, later)
    if found is None:
        return Promise(span=None)
    backlog = sum(_is_late(_age(day, month), found.span) for day in last)
    caught_up = month.plus(found.caught_up) if backlog else None
    return Promise(span=found.span, backlog=backlog, caught_up=caught_up)


def propose(
    families: Sequence[Facts],
    month: Month,
    today: date,
    days: Sequence[date],
    budget: Budget,
    *,
    kept: Sequence[Planned] = (),
    dropped: Collection[str] = (),
) -> Proposal:
    """Propose a month's visits: fill the days that still have room beside what is planned."""
    ordered = sorted(set(days))
    held = {one.family_id for one in kept}
    taken = Counter(one.day for one in kept)
    room = {day: max(budget.per_day - taken[day], 0) for day in ordered}
    free = sum(room.values())
    turns = model.turns_of(free)
    ages = [_age(one.last_visited, month) for one in families]
    plan = _turns(ages, turns, budget.for_turns)
    may_come = [
        number
        for number, one in enumerate(families)
        if one.id not in held and one.id not in dropped and _may_come(one, month)
    ]
    chosen = _chosen(families, may_come, ages, plan, free, month, today, kept) if plan else []
    on_day = _spread_over_days([families[n] for n in chosen], room, today)
    suggestions = [
        _suggestion(families[n], on_day, plan, ages[n], month, today) for n in chosen if plan
    ]
    suggestions.sort(key=lambda one: (one.day, one.facts.place, one.facts.name.casefold()))
    return Proposal(
        month=month,
        days=tuple(ordered),
        suggestions=tuple(_with_neighbours(suggestions)),
        promise=promise([one.last_visited for one in families], month, turns, budget.for_turns),
        families=len(families),
        visited=sum(age == 0 for age in ages),
    )


# -- taking turns ----------------------------------------------------------------------------


def _age(last: date | None, month: Month) -> int | None:
    return None if last is None else max(model.months_since(last, month), 0)


def _is_late(age: int | None, span: int) -> bool:
    return age is None or age > span


def _turns(ages: Sequence[int | None], first: int, later: int) -> _Turns | None:
    """Find the shortest span that can be kept from now on; None where nobody is ever visited."""
    if not ages or later <= 0:
        return None
    span = math.ceil(len(ages) / later) + 1
    while span < _LONGEST_SPAN:
        known = Counter(span - age for age in ages if age is not None and age <= span)
        late = sum(_is_late(age, span) for age in ages)
        caught_up = _caught_up(known, late, span, first, later)
        if caught_up is not None:
            due = tuple(caught_up if _is_late(age, span) else span - (age or 0) for age in ages)
            return _Turns(span, caught_up, _needed(due, later, span), due)
        span += 1
    return None


def _caught_up(known: Counter[int], late: int, span: int, first: int, later: int) -> int | None:
    """Return the first month by which all late ones can be reached; None: the span is too short."""
    total, month = 0, 0
    horizon = max(span, math.ceil((late + sum(known.values())) / later) + 1)
    earliest = 0
    for month in range(horizon + 1):
        total += known[month]
        capacity = first + month * later
        if total > capacity:
            return None
        if total + late > capacity:
            earliest = month + 1
    return earliest


def _needed(due: Sequence[int], later: int, span: int) -> tuple[int, ...]:
    """Return, for each number of months, how many of those due within it must come now."""
    counts = Counter(due)
    total, needed = 0, []
    for month in range(max([span, *due]) + 1):
        total += counts[month]
        needed.append(max(total - month * later, 0))
    return tuple(needed)


# -- choosing --------------------------------------------------------------------------------


def _may_come(one: Facts, month: Month) -> bool:
    """Whether a family may be proposed: not visited this month, and left in peace for a while."""
    if one.last_visited is None:
        return True
    is_due = one.follow_up_due is not None and one.follow_up_due <= month.last
    if one.last_visited in month:
        return False
    return is_due or (month.last - one.last_visited).days > model.REST_DAYS


def _worth(one: Facts, age: int | None, month: Month, today: date) -> float:
    weights = (model.WEIGHTS.get(r.why, 0) for r in model.reasons_of(one, month, today))
    months = model.NEVER_COUNTS_AS_MONTHS if age is None else age
    return sum(weights) + months * model.A_MONTH_UNVISITED


def _chosen(
    families: Sequence[Facts],
    may_come: Sequence[int],
    ages: Sequence[int | None],
    plan: _Turns,
    free: int,
    month: Month,
    today: date,
    kept: Sequence[Planned],
) -> list[int]:
    buckets: dict[tuple[str, Place], _Bucket] = {}
    for number in may_come:
        one = families[number]
        found = buckets.setdefault((one.group_id, one.place), _Bucket(one.group_id, one.place))
        worth = _worth(one, ages[number], month, today)
        found.waiting.append((worth, -number, number))
    for bucket in buckets.values():
        bucket.waiting.sort()
    share = _Share(families, kept, free)
    limits = _Limits(plan, free, may_come)
    chosen: list[int] = []
    while len(chosen) < free:
        best = _best(list(buckets.values()), share, limits, plan)
        if best is None:
            break
        _worth_of, _order, number = best.waiting.pop()
        chosen.append(number)
        share.take(best)
        limits.take(plan.due[number])
    return chosen


def _best(
    buckets: Sequence[_Bucket], share: "_Share", limits: "_Limits", plan: _Turns
) -> _Bucket | None:
    """Return the bucket whose first family is worth most now, and may still be chosen."""
    best, most = None, -math.inf
    for bucket in buckets:
        waiting = bucket.waiting
        while waiting and plan.due[waiting[-1][2]] > limits.latest:
            waiting.pop()
        if waiting and (worth := waiting[-1][0] + share.bonus(bucket)) > most:
            best, most = bucket, worth
    return best


class _Limits:
    """How many families may still be chosen that are not due soon."""

    def __init__(self, plan: _Turns, free: int, may_come: Sequence[int]) -> None:
        counts = Counter(plan.due[number] for number in may_come)
        within, self._outside_left = 0, []
        for month, needed in enumerate(plan.needed):
            within += counts[month]
            self._outside_left.append(free - min(needed, within, free))
        self.latest: float = math.inf
        self._tighten()

    def take(self, due: int) -> None:
        """Note that a family due within so many months was chosen."""
        for month in range(min(due, len(self._outside_left))):
            self._outside_left[month] -= 1
        self._tighten()

    def _tighten(self) -> None:
        self.latest = next(
            (month for month, left in enumerate(self._outside_left) if left <= 0), math.inf
        )


class _Share:
    """How far each group has its fair share, and which neighbourhoods are walked anyway."""

    def __init__(self, families: Sequence[Facts], kept: Sequence[Planned], free: int) -> None:
        sizes = Counter(one.group_id for one in families)
        visits = free + len(kept)
        self._fair = {g: max(visits * n / len(families), 1) for g, n in sizes.items()}
        self._had = Counter(one.group_id for one in kept)
        self._walked = Counter(one.place for one in kept)

    def bonus(self, bucket: _Bucket) -> float:
        """Return what the sharing adds to the worth of a family of this bucket."""
        fair = self._fair[bucket.group]
        lacking = (fair - self._had[bucket.group]) / fair
        found = model.SPREAD_GROUPS * max(min(lacking, 1), -1)
        walked = self._walked[bucket.place]
        if walked:
            over = walked - model.ONE_WALK
            found += model.SAME_PLACE if over < 0 else -model.SPREAD_PLACES * (over + 1)
        return found

    def take(self, bucket: _Bucket) -> None:
        """Note that a family of this bucket was chosen."""
        self._had[bucket.group] += 1
        self._walked[bucket.place] += 1


# -- days ------------------------------------------------------------------------------------


def _spread_over_days(
    chosen: Sequence[Facts], room: Mapping[date, int], today: date
) -> dict[str, date]:
    """Give every family a day: promised dates first, then neighbours on the same day."""
    left = dict(room)
    areas: dict[Place, list[Facts]] = defaultdict(list)
    for one in chosen:
        areas[one.place].append(one)
    on_day: dict[str, date] = {}
    seen: dict[date, set[tuple[str, str]]] = defaultdict(set)

    def key(place: Place) -> tuple[date, int, Place]:
        dues = [one.follow_up_due for one in areas[place] if one.follow_up_due]
        return (min(dues, default=date.max), -len(areas[place]), place)

    for place in sorted(areas, key=key):
        waiting = sorted(areas[place], key=lambda one: one.follow_up_due or date.max)
        while waiting:
            day = _day_for(waiting, place, left, seen, today)
            part = waiting[: left[day]]
            waiting = waiting[len(part) :]
            left[day] -= len(part)
            seen[day].add((place.village, place.rw))
            on_day.update((one.id, day) for one in part)
    return on_day


def _day_for(
    waiting: Sequence[Facts],
    place: Place,
    left: Mapping[date, int],
    seen: Mapping[date, set[tuple[str, str]]],
    today: date,
) -> date:
    """Choose the day for the families of one neighbourhood that still have none."""
    count = len(waiting)
    open_days = [day for day, free in left.items() if free]
    due = waiting[0].follow_up_due
    if due is not None:
        in_time = [day for day in open_days if day <= max(due, today)]
        if in_time:
            return min(in_time, key=lambda day: (left[day] < count, day))
        return min(open_days)
    whole = [day for day in open_days if left[day] >= count]
    if not whole:
        return max(open_days, key=lambda day: (left[day], -day.toordinal()))
    nearby = (place.village, place.rw)
    return min(whole, key=lambda day: (nearby not in seen.get(day, ()), left[day], day))


# -- telling ---------------------------------------------------------------------------------


def _suggestion(
    one: Facts,
    on_day: Mapping[str, date],
    plan: _Turns,
    age: int | None,
    month: Month,
    today: date,
) -> Suggestion:
    reasons = model.reasons_of(one, month, today)
    if age is not None and not _is_late(age, plan.span) and plan.span - age <= _SOON:
        turn = Reason(why=Why.TURN, day=month.plus(plan.span - age).last, count=plan.span)
        order = list(Why)
        reasons = sorted([turn, *reasons], key=lambda reason: order.index(reason.why))
    return Suggestion(facts=one, day=on_day[one.id], reasons=tuple(reasons))


def _with_neighbours(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Say of families that nothing else presses that they live beside others of that day."""
    together = Counter((one.day, one.facts.place) for one in suggestions)
    told = []
    for one in suggestions:
        others = together[one.day, one.facts.place] - 1
        is_plain = all(r.why in (Why.LONG_AGO, Why.NEVER) for r in one.reasons)
        more = (Reason(why=Why.NEIGHBOUR, count=others),) if others and is_plain else ()
        told.append(replace(one, reasons=(*one.reasons, *more)))
    return told
