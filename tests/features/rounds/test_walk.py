"""The order of a day's walk: neighbours together, distances only where places are known."""

from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.features.rounds import walk
from fieldkit.features.rounds.model import Place, Planned, Source, State


def house(name, rt="001", address="", at=None, rw="001"):
    latitude, longitude = at or (None, None)
    return Planned(
        id=name, family_id=name, name=name, row_code="", group_id="", group_name="",
        address=address, place=Place(rt=rt, rw=rw), month=Month(2026, 12),
        day=date(2026, 12, 8), source=Source.OWN, state=State.PLANNED,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


def names(stops):
    return [stop.visit.name for stop in stops]


def test_families_of_one_rt_stand_together_in_the_order_of_the_numbers():
    visits = [house("A", "003"), house("B", "001"), house("C", "003"), house("D", "002")]
    assert names(walk.walk(visits)) == ["B", "D", "A", "C"]


def test_house_numbers_are_read_as_numbers():
    visits = [house("A", address="Gg. Damai No. 10"), house("B", address="Gg. Damai No. 9")]
    assert names(walk.walk(visits)) == ["B", "A"]


def test_without_places_no_distance_is_told():
    stops = walk.walk([house("A"), house("B")])
    assert [stop.metres for stop in stops] == [None, None]
    assert walk.length(stops) == (0, 1)


def test_distances_are_told_between_neighbours_that_both_have_a_place():
    near, far = (-6.2000, 106.6), (-6.2009, 106.6)
    stops = walk.walk([house("A", at=near), house("B", at=far), house("C", "002")])
    assert [stop.metres for stop in stops] == [None, 100, None]
    assert walk.length(stops) == (100, 1)


def test_where_every_house_is_known_the_nearest_comes_next():
    visits = [
        house(name, address=f"No. {number}", at=(-6.2 - metres / 111_195, 106.6))
        for number, (name, metres) in enumerate((("A", 0), ("B", 300), ("C", 100)), 1)
    ]
    assert names(walk.walk(visits)) == ["A", "C", "B"]


def test_one_house_without_a_place_leaves_the_order_of_the_numbers():
    visits = [
        house("A", address="No. 1", at=(-6.2, 106.6)),
        house("B", address="No. 2"),
        house("C", address="No. 3", at=(-6.2, 106.6)),
    ]
    assert names(walk.walk(visits)) == ["A", "B", "C"]


def test_known_neighbourhoods_are_walked_by_nearness():
    visits = [
        house("A", "001", at=(-6.200, 106.6)),
        house("B", "002", at=(-6.230, 106.6)),
        house("C", "003", at=(-6.205, 106.6)),
    ]
    assert names(walk.walk(visits)) == ["A", "C", "B"]


def test_nobody_to_visit_is_no_walk():
    assert walk.walk([]) == []
    assert walk.length([]) == (0, 0)


def test_a_degree_of_latitude_is_111_kilometres():
    assert walk.metres((0.0, 106.0), (1.0, 106.0)) == pytest.approx(111_195, abs=5)


SPOTS = st.tuples(st.floats(-6.3, -6.1), st.floats(106.5, 106.7))


@given(st.lists(SPOTS, min_size=1, max_size=6, unique=True))
def test_a_walk_visits_everybody_once_and_is_never_much_longer_than_the_shortest(spots):
    at = dict(enumerate(spots))
    found = walk.shortened(list(at), at)
    assert sorted(found) == sorted(at)

    def length(order):
        return sum(walk.metres(at[a], at[b]) for a, b in pairwise(order))

    assert length(found) <= 1.35 * min(map(length, permutations(at))) + 5
