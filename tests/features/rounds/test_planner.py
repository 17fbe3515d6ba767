"""The plan of a month alone: the promise is kept, the pressing come first, days are respected."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.features.rounds import model, planner
from fieldkit.features.rounds.model import Budget, Facts, Place, Planned, Source, State, Why

DECEMBER = Month(2026, 12)
FIRST = DECEMBER.first


def family(number, months_ago=None, **more):
    """A family last visited so many months before December 2026; None: never."""
    seen = None if months_ago is None else DECEMBER.plus(-months_ago).first
    facts = {
        "id": f"f{number}", "name": f"K{number:03}", "group_id": "A", "last_visited": seen,
        "verified_on": date(2026, 11, 1), "place": Place(rt="001", rw="001"),
    }  # fmt: skip
    return Facts(**(facts | more))


def proposed(families, days=4, per_day=2, month=DECEMBER, **more):
    chosen = [d for d in month.days if d.isoweekday() == 2][:days]
    budget = Budget(per_day=per_day, weekdays=(2,))
    return planner.propose(families, month, month.first, chosen, budget, **more)


def ids(proposal):
    return [one.id for one in proposal.suggestions]


def whys(proposal, family_id):
    (one,) = [s for s in proposal.suggestions if s.id == family_id]
    return [reason.why for reason in one.reasons]


def test_every_chosen_day_is_filled_and_no_day_overflows():
    found = proposed([family(n) for n in range(40)])
    assert len(found.suggestions) == 8
    assert set(Counter(one.day for one in found.suggestions).values()) == {2}
    assert {one.day for one in found.suggestions} <= set(found.days)


def test_fewer_families_than_room_are_all_proposed_once():
    found = proposed([family(n) for n in range(3)])
    assert sorted(ids(found)) == ["f0", "f1", "f2"]


def test_without_families_there_is_nothing_to_promise():
    found = proposed([])
    assert found.suggestions == ()
    assert found.promise.span is None


def test_who_was_visited_this_month_or_a_short_while_ago_is_left_in_peace():
    rested = family(1, last_visited=date(2026, 12, 1)), family(2, last_visited=date(2026, 12, 5))
    assert ids(proposed([*rested, family(3, 2)])) == ["f3"]


def test_a_promised_follow_up_brings_the_visitor_back_even_soon():
    due = family(
        1, last_visited=date(2026, 11, 25), follow_up_due=date(2026, 12, 10), follow_up="Cek buku"
    )
    found = proposed([due])
    assert whys(found, "f1")[0] is Why.FOLLOW_UP_DUE
    assert found.suggestions[0].day <= date(2026, 12, 10)
    assert found.suggestions[0].reasons[0].text == "Cek buku"


def test_the_pressing_come_before_those_who_only_waited_as_long():
    plain = [family(n, 5) for n in range(30)]
    pressing = [
        family(101, 5, risks=("illness",), risks_on=date(2026, 7, 1)),
        family(102, 5, follow_up_due=date(2026, 11, 1)),
        family(103, 5, is_candidate=True),
        family(104, 5, missed=3, sessions=3),
        family(105, 5, homework_missing=2),
        family(106, 5, verified_on=None),
        family(107, 5, has_pregnant=True),
    ]
    found = proposed(plain + pressing)
    assert {one.id for one in pressing} <= set(ids(found))
    assert Why.RISK in whys(found, "f101")
    assert whys(found, "f102")[0] is Why.FOLLOW_UP_OVERDUE
    assert Why.CANDIDATE in whys(found, "f103")
    assert Why.ABSENT in whys(found, "f104")
    assert Why.HOMEWORK in whys(found, "f105")
    assert Why.NOT_VERIFIED in whys(found, "f106")
    assert Why.PREGNANT in whys(found, "f107")


def test_one_missed_session_is_no_reason():
    assert Why.ABSENT not in whys(proposed([family(1, 4, missed=1, sessions=3)]), "f1")


def test_whose_turn_has_come_is_chosen_whatever_presses_elsewhere():
    pressing = [family(n, 1, risks=("debt",), follow_up_due=date(2026, 11, 1)) for n in range(30)]
    span = proposed([*pressing, family(900, 1), family(901, 1), family(902, 1)]).promise.span
    waiting = [family(900 + n, span) for n in range(3)]
    found = proposed(pressing + waiting)
    assert {"f900", "f901", "f902"} <= set(ids(found))
    assert Why.TURN in whys(found, "f900")


def test_groups_share_the_visits_by_their_size():
    families = [
        family(n, 6, group_id=group, place=Place(rt=f"{n % 7:03}", rw=group))
        for group, size in (("A", 60), ("B", 30), ("C", 30))
        for n in range(ord(group) * 1000, ord(group) * 1000 + size)
    ]
    found = proposed(families, days=5, per_day=4)
    counts = Counter(one.facts.group_id for one in found.suggestions)
    fair = {"A": 10, "B": 5, "C": 5}
    assert all(abs(counts[group] - share) <= 1 for group, share in fair.items())


def test_neighbours_are_visited_on_the_same_day():
    families = [family(n, 6, place=Place(rt=f"{n % 10 + 1:03}", rw="001")) for n in range(40)]
    found = proposed(families, days=4, per_day=4)
    walks = {(one.day, one.facts.place) for one in found.suggestions}
    assert len(walks) <= 6
    assert any(Why.NEIGHBOUR in [r.why for r in one.reasons] for one in found.suggestions)


def test_who_is_on_the_plan_keeps_the_day_and_who_was_taken_off_stays_off():
    families = [family(n) for n in range(12)]
    day = date(2026, 12, 8)
    kept = [
        Planned(
            id="p", family_id="f0", name="K000", row_code="", group_id="A", group_name="",
            address="", place=Place(), month=DECEMBER, day=day, source=Source.OWN,
            state=State.PLANNED,
        )
    ]  # fmt: skip
    found = proposed(families, kept=kept, dropped={"f1"})
    assert len(found.suggestions) == 7
    assert not {"f0", "f1"} & set(ids(found))
    assert Counter(one.day for one in found.suggestions)[day] == 1


def test_the_same_facts_give_the_same_plan():
    families = [family(n, n % 9, group_id=str(n % 3)) for n in range(60)]
    assert proposed(families) == proposed(families)


@pytest.mark.parametrize(
    ("families", "for_turns", "span"), [(350, 24, 16), (700, 36, 21), (24, 24, 2), (1, 24, 2)]
)
def test_the_promise_follows_from_families_and_budget(families, for_turns, span):
    last = [DECEMBER.plus(-(n % span)).first for n in range(families)]
    found = planner.promise(last, DECEMBER, for_turns, for_turns)
    assert (found.span, found.backlog, found.caught_up) == (span, 0, None)


def test_a_backlog_is_named_with_the_month_in_which_it_is_gone():
    last = [None] * 100 + [date(2026, 11, 1)] * 20
    found = planner.promise(last, DECEMBER, 10, 10)
    assert (found.span, found.backlog, found.caught_up) == (13, 100, DECEMBER.plus(9))


def test_no_budget_promises_nothing():
    assert planner.promise([None], DECEMBER, 0, 0).span is None


@settings(max_examples=40)
@given(
    ages=st.lists(st.none() | st.integers(1, 30), min_size=1, max_size=60),
    per_day=st.integers(1, 3),
    chance=st.randoms(use_true_random=False),
)
def test_nobody_waits_longer_than_promised(ages, per_day, chance):
    """Whatever presses elsewhere, month after month: the first promise holds for everybody."""
    families = {
        str(n): family(n, age, id=str(n), group_id=str(n % 3), place=Place(rt=f"{n % 5:03}"))
        for n, age in enumerate(ages)
    }
    first = None
    for step in range(14):
        month = DECEMBER.plus(step)
        for key, one in families.items():
            due = month.first + timedelta(days=chance.randint(0, 25))
            families[key] = replace(
                one, follow_up_due=due if chance.random() < 0.2 else None,
                risks=("debt",) if chance.random() < 0.2 else (),
            )  # fmt: skip
        found = proposed(list(families.values()), days=4, per_day=per_day, month=month)
        first = first or (found.promise, month)
        for one in found.suggestions:
            families[one.id] = replace(families[one.id], last_visited=one.day)
        promise, began = first
        caught_up = promise.caught_up or began
        for one in families.values():
            waited = 99 if one.last_visited is None else model.months_since(one.last_visited, month)
            was_late = ages[int(one.id)] is None or ages[int(one.id)] > promise.span
            if not was_late or month >= caught_up:
                assert waited <= promise.span
