"""Identities: those that two laptops reach alone, and where they come to lie."""

from fieldkit.core.ids import ALPHABET, LENGTH, derived_id, id_beside, new_id, timed_id


def test_every_identity_has_the_same_length_and_letters():
    parent = new_id()
    for made in (parent, derived_id("attendance", "a", "b"), id_beside(parent, "catch_up", "b")):
        assert len(made) == LENGTH
        assert set(made) <= set(ALPHABET)


def test_what_is_derived_beside_a_parent_sorts_beside_it():
    first, second = sorted([new_id(), new_id()])
    families = [new_id() for _one in range(40)]
    made = [id_beside(parent, "attendance", f) for f in families for parent in (first, second)]
    assert len(set(made)) == 80
    assert {one[:13] for one in sorted(made)[:40]} == {first[:13]}


def test_every_part_counts_in_what_is_derived_beside_a_parent():
    parent = new_id()
    assert id_beside(parent, "attendance", "b") == id_beside(parent, "attendance", "b")
    # Parents that begin alike are not taken for one another.
    near = parent[:-1] + ("0" if parent[-1] != "0" else "1")
    others = [
        id_beside(parent, "attendance", "c"), id_beside(parent, "catch_up", "b"),
        id_beside(near, "attendance", "b"),
    ]  # fmt: skip
    assert id_beside(parent, "attendance", "b") not in others
    assert len(set(others)) == 3


def test_a_timed_identity_sorts_by_its_moment_and_is_new_each_time():
    made = [timed_id(moment) for moment in (0, 1, 1_795_000_000_000, 1_795_000_000_001)]
    assert made == sorted(made)
    assert {len(one) for one in made} == {LENGTH}
    assert len({timed_id(7) for _one in range(100)}) == 100
