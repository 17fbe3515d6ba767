"""The order of a day's walk: one RT after the other, and distances only where places are known."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from fieldkit.features.rounds.model import Place, Planned

_EARTH_METRES = 6_371_000
_FIGURES = re.compile(r"([0-9]+)")
_MOST_TURNS = 60

Position = tuple[float, float]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One house of the walk; `metres` from the house before, None where one is not known."""

    visit: Planned
    metres: int | None = None


def walk(visits: Sequence[Planned]) -> list[Stop]:
    """Put a day's visits into walking order, families of one RT together."""
    areas: dict[Place, list[Planned]] = defaultdict(list)
    for one in visits:
        areas[one.place].append(one)
    ordered: list[Planned] = []
    for place in _in_order(areas):
        start = _position(ordered[-1]) if ordered else None
        ordered += _houses(areas[place], start)
    return _with_distances(ordered)


def length(stops: Sequence[Stop]) -> tuple[int, int]:
    """Return the metres known of a walk, and how many of its ways are not known."""
    ways = [stop.metres for stop in stops[1:]]
    return sum(way for way in ways if way is not None), ways.count(None)


def metres(one: Position, other: Position) -> int:
    """Return the distance between two places as the crow flies."""
    latitude_a, latitude_b = math.radians(one[0]), math.radians(other[0])
    height = math.sin((latitude_b - latitude_a) / 2) ** 2
    width = math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    share = height + math.cos(latitude_a) * math.cos(latitude_b) * width
    return round(2 * _EARTH_METRES * math.asin(math.sqrt(share)))


def _in_order(areas: dict[Place, list[Planned]]) -> list[Place]:
    """Order neighbourhoods by number, or by nearness where each has a house with a place."""
    by_number = sorted(areas)
    middles = {place: _middle(areas[place]) for place in by_number}
    known = {place: middle for place, middle in middles.items() if middle is not None}
    if len(known) < len(by_number) or len(by_number) < 3:
        return by_number
    return shortened(by_number, known)


def _houses(visits: Sequence[Planned], start: Position | None) -> list[Planned]:
    """Order the houses of one RT: by nearness where all are known, else by house number."""
    by_number = sorted(visits, key=_natural)
    known = {one: spot for one in by_number if (spot := _position(one)) is not None}
    if len(known) < len(by_number) or len(by_number) < 2:
        return by_number
    ordered = shortened(by_number, known)
    if start is not None and metres(start, known[ordered[-1]]) < metres(start, known[ordered[0]]):
        ordered.reverse()
    return ordered


def shortened(items: Sequence[Item], at: dict[Item, Position]) -> list[Item]:
    """Return a short open walk through all: the nearest next, then crossings undone."""
    left = list(items)
    ordered = [left.pop(0)]
    while left:
        here = at[ordered[-1]]
        nearest = min(range(len(left)), key=lambda n: metres(here, at[left[n]]))
        ordered.append(left.pop(nearest))
    for _turn in range(_MOST_TURNS):
        if not _uncrossed(ordered, at):
            break
    return ordered


def _uncrossed(ordered: list[Item], at: dict[Item, Position]) -> bool:
    """Turn round the first stretch that is shorter the other way; False when there is none."""
    count = len(ordered)
    for first in range(count - 1):
        for last in range(first + 1, count):
            before = at[ordered[first - 1]] if first else None
            after = at[ordered[last + 1]] if last + 1 < count else None
            a, b = at[ordered[first]], at[ordered[last]]
            now = (metres(before, a) if before else 0) + (metres(b, after) if after else 0)
            turned = (metres(before, b) if before else 0) + (metres(a, after) if after else 0)
            if turned < now:
                ordered[first : last + 1] = reversed(ordered[first : last + 1])
                return True
    return False


def _with_distances(ordered: Sequence[Planned]) -> list[Stop]:
    stops = []
    for number, one in enumerate(ordered):
        here, before = _position(one), _position(ordered[number - 1]) if number else None
        way = metres(before, here) if here and before else None
        stops.append(Stop(visit=one, metres=way))
    return stops


def _middle(visits: Sequence[Planned]) -> Position | None:
    spots = [spot for one in visits if (spot := _position(one)) is not None]
    if not spots:
        return None
    return (sum(s[0] for s in spots) / len(spots), sum(s[1] for s in spots) / len(spots))


def _position(one: Planned) -> Position | None:
    if one.latitude is None or one.longitude is None:
        return None
    return one.latitude, one.longitude


def _natural(one: Planned) -> tuple[list[tuple[int, int, str]], str, str]:
    """Sort `Gg. Damai No. 9` before `No. 10`."""
    parts = [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in _FIGURES.split(one.address)
        if part
    ]
    return parts, one.name.casefold(), one.family_id
