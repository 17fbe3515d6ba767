"""Programmes at the service door: tables, matching from the record, fair lists, nominations."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.graduation import service as graduation
from fieldkit.features.programmes import service, shortlist
from fieldkit.features.programmes.model import (
    Each,
    Facts,
    Programme,
    Question,
    Verdict,
    match,
)
from fieldkit.features.programmes.nominations import Nomination, Outcome, State
from fieldkit.features.programmes.shortlist import Why

TODAY = date(2026, 11, 20)
PENA = "pena-reguler"


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def ani(make, group):
    return make.family(
        group, "Ani", row_code="A1", birth_date="1990-05-01", sex="female", n_elderly=0,
        n_disabled=0, village="Cempaka", decile=2,
    )  # fmt: skip


def verdict(ctx, code, family):
    return next(one for one in service.matches(ctx, code) if one.id == family).verdict


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


# -- the table -------------------------------------------------------------------------------


def test_every_book_begins_with_the_known_programmes_and_their_source(ctx):
    found = {one.code: one for one in service.programmes(ctx)}
    assert {"pena-berdikari", "pena-reguler", "ppse", "pkhp", "uep", "fasilitasi"} <= set(found)
    assert all(one.source and one.is_given for one in found.values())
    pena = found["pena-berdikari"]
    assert (pena.age_min, pena.age_max, pena.amount) == (20, 40, 2_400_000)
    assert (found["pkhp"].quota, found["pkhp"].quota_each) == (25, Each.VILLAGE)
    assert (found["uep"].quota, found["uep"].needs_business) == (5, True)


def test_a_given_programme_is_changed_taken_out_of_use_and_never_removed(ctx):
    pena = service.programme(ctx, PENA)
    service.save_programme(ctx, replace(pena, age_max=45, is_used=False))
    assert service.programme(ctx, PENA).age_max == 45
    assert PENA not in {one.code for one in service.programmes(ctx, used_only=True)}
    with pytest.raises(InvalidInputError):
        service.remove_programme(ctx, PENA)


def test_next_years_version_stands_beside_this_years(ctx):
    code = service.copy_programme(ctx, PENA, "PENA 2027", date(2027, 1, 1))
    fresh = service.programme(ctx, code)
    assert (fresh.name, fresh.age_max, fresh.is_given) == ("PENA 2027", 40, False)
    assert not fresh.is_open(TODAY)
    assert fresh.is_open(date(2027, 1, 1))
    service.remove_programme(ctx, code)
    with pytest.raises(NotFoundError):
        service.programme(ctx, code)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": " "}, ("name", "required")),
        ({"age_min": 41, "age_max": 40}, ("age_max", "ages_turned_round")),
        ({"age_min": -1}, ("age_min", "programme_number")),
        ({"quota": 10_001}, ("quota", "programme_number")),
        ({"valid_from": date(2027, 1, 1), "valid_to": date(2026, 1, 1)},
         ("valid_to", "ends_before_it_begins")),
        ({"questions": tuple(Question(str(n), str(n)) for n in range(7))},
         ("questions", "too_many_questions")),
    ],
)  # fmt: skip
def test_a_programme_that_can_not_be_is_refused(ctx, more, problem):
    with pytest.raises(InvalidInputError) as error:
        service.save_programme(ctx, Programme(**{"code": "", "name": "Lokal", **more}))
    assert codes(error) == [problem]


def test_a_local_programme_keeps_every_rule(ctx):
    from fieldkit.features.people.words import Cluster, Sex, Status

    wanted = Programme(
        code="", name="  Bantuan   Kelurahan ", age_min=17, sex=Sex.FEMALE, no_elderly=True,
        elderly_from=70, needs_business=True, clusters=(Cluster.FOOD,), needs_bpnt=False,
        statuses=(Status.ACTIVE,), villages=("Cempaka", " "), decile_max=3,
        questions=(Question("k", "Punya NIB?"),), quota=3, quota_each=Each.VILLAGE, amount=500_000,
    )  # fmt: skip
    code = service.save_programme(ctx, wanted)
    found = service.programme(ctx, code)
    assert found == replace(
        wanted, code=code, id=found.id, name="Bantuan Kelurahan", villages=("Cempaka",)
    )


# -- matching from the record ----------------------------------------------------------------


def test_a_family_fits_as_soon_as_it_agrees(ctx, ani):
    assert verdict(ctx, PENA, ani) is Verdict.UNKNOWN
    graduation.agree(ctx, ani, date(2026, 11, 1))
    assert verdict(ctx, PENA, ani) is Verdict.YES
    graduation.end_agreement(ctx, ani, "Illness", date(2026, 11, 10))
    assert verdict(ctx, PENA, ani) is Verdict.NO


def test_a_birth_date_nobody_wrote_is_read_from_the_nik(ctx, make, group):
    family = make.family(group, "Budi", birth_date=None, nik="9901014105900001")
    match_of = next(one for one in service.matches(ctx, PENA) if one.id == family)
    assert match_of.facts.born == date(1990, 5, 1)


def test_members_and_counts_both_speak_of_the_household(ctx, make, group, ani):
    graduation.agree(ctx, ani, date(2026, 11, 1))
    make.put("member", scope=group, family_id=ani, name="Mak Icih", component="elderly")
    assert verdict(ctx, PENA, ani) is Verdict.NO


def test_families_that_left_are_not_matched_but_can_be_looked_at(ctx, make, group):
    gone = make.family(group, "Budi", status="graduated")
    assert [one.id for one in service.matches(ctx, PENA)] == []
    found = {p.code: m for p, m in service.match_family(ctx, gone)}
    assert found[PENA].verdict is Verdict.NO
    with pytest.raises(NotFoundError):
        service.match_family(ctx, "nobody")


def test_programmes_that_are_over_are_not_offered_to_a_family(ctx, ani):
    service.save_programme(ctx, replace(service.programme(ctx, PENA), valid_to=date(2026, 11, 19)))
    assert PENA not in {programme.code for programme, _m in service.match_family(ctx, ani)}


def test_answers_are_noted_for_many_and_taken_back(ctx, make, group, ani):
    other = make.family(group, "Budi", sex="female")
    assert verdict(ctx, "fasilitasi", ani) is Verdict.UNKNOWN
    assert service.answer(ctx, [ani, other], {"prse": True}) == 2
    assert verdict(ctx, "fasilitasi", ani) is Verdict.YES
    service.answer(ctx, [ani], {"prse": False})
    assert verdict(ctx, "fasilitasi", ani) is Verdict.NO
    service.answer(ctx, [ani], {"prse": None})
    assert verdict(ctx, "fasilitasi", ani) is Verdict.UNKNOWN


def test_the_tally_counts_every_served_family_once(ctx, make, group, ani):
    make.family(group, "Budi", sex="male")
    make.family(None, "Cici")
    found = {one.id: one for one in service.tallies(ctx)}
    pkhp = found["pkhp"]
    assert (pkhp.yes, pkhp.no, pkhp.unknown) == (1, 1, 1)
    inside = {one.id: one for one in service.tallies(ctx, group)}
    assert (inside["pkhp"].yes, inside["pkhp"].unknown) == (1, 0)


# -- fair lists ------------------------------------------------------------------------------


def people_of(*specs):
    """Return matches that all fit: (name, group, decile, received, waiting)."""
    wanted = Programme(code="p", name="P", statuses=())
    return wanted, [
        match(
            wanted,
            Facts(family_id=name, name=name, group_id=group, village=village, decile=decile,
                  received=received, waiting_since=waiting),
            TODAY,
        )
        for name, group, village, decile, received, waiting in specs
    ]  # fmt: skip


def spec(name, group="g", village="V", decile=1, received=(), waiting=None):
    return name, group, village, decile, received, waiting


def test_never_received_then_longest_waiting_then_the_poorest():
    programme, found = people_of(
        spec("received", received=("PENA",)),
        spec("rich", decile=4),
        spec("poor", decile=1),
        spec("waiting", decile=4, waiting=date(2025, 5, 1)),
        spec("waits longer", decile=4, waiting=date(2024, 5, 1)),
        spec("unknown", decile=None),
    )
    places = shortlist.shortlist(programme, found, seats=3)
    assert [place.id for place in places] == [
        "waits longer", "waiting", "poor", "rich", "unknown", "received",
    ]  # fmt: skip
    assert [place.has_seat for place in places] == [True] * 3 + [False] * 3
    assert places[0].reasons == (
        Why.NEVER_RECEIVED, Why.WAITING, Why.DECILE, Why.ROUND, Why.LOT,
    )  # fmt: skip
    assert places[-1].reasons[0] is Why.RECEIVED_BEFORE


def test_seats_go_round_the_groups():
    programme, found = people_of(
        *(spec(f"a{n}", group="a") for n in range(4)), *(spec(f"b{n}", group="b") for n in range(2))
    )
    places = shortlist.shortlist(programme, found, seats=4)
    groups = [place.match.facts.group_id for place in places[:4]]
    assert sorted(groups) == ["a", "a", "b", "b"]
    assert [place.turn for place in places] == [1, 1, 2, 2, 3, 4]


def test_each_village_has_its_own_list_and_quota():
    programme, found = people_of(
        *(spec(f"v{n}", village="V") for n in range(3)), spec("w", village="W")
    )
    programme = replace(programme, quota=2, quota_each=Each.VILLAGE)
    places = shortlist.shortlist(programme, found, taken=frozenset({"v0"}))
    assert [(place.village, place.rank, place.has_seat) for place in places] == [
        ("V", 1, True), ("V", 2, False), ("W", 1, True),
    ]  # fmt: skip


def test_the_lot_is_the_same_for_everybody_who_draws_it_again():
    programme, found = people_of(*(spec(f"f{n}") for n in range(9)))
    first = [place.id for place in shortlist.shortlist(programme, found)]
    assert [place.id for place in shortlist.shortlist(programme, found[::-1])] == first
    other = replace(programme, code="q")
    assert [place.id for place in shortlist.shortlist(other, found)] != first
    assert first != sorted(first)


def test_families_that_are_not_known_come_after_those_that_fit():
    wanted = Programme(code="p", name="P", statuses=(), decile_max=4)
    found = [
        match(wanted, Facts(family_id="known", decile=4), TODAY),
        match(wanted, Facts(family_id="unknown"), TODAY),
        match(wanted, Facts(family_id="no", decile=9), TODAY),
    ]
    assert [p.id for p in shortlist.shortlist(wanted, found)] == ["known"]
    places = shortlist.shortlist(wanted, found, with_unknown=True)
    assert [p.id for p in places] == ["known", "unknown"]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("VW"), st.integers(1, 4),
                  st.booleans()),
        max_size=24,
    ),
    st.integers(0, 6),
)  # fmt: skip
def test_a_list_names_everybody_once_and_never_gives_more_seats_than_there_are(rows, seats):
    programme, found = people_of(
        *(
            spec(f"f{n}", group, village, decile, ("X",) if has else ())
            for n, (group, village, decile, has) in enumerate(rows)
        )
    )
    programme = replace(programme, quota_each=Each.VILLAGE)
    places = shortlist.shortlist(programme, found, seats=seats)
    assert sorted(place.id for place in places) == sorted(one.id for one in found)
    for village in {place.village for place in places}:
        held = [place for place in places if place.village == village]
        assert sum(place.has_seat for place in held) == min(seats, len(held))
        assert [place.rank for place in held] == list(range(1, len(held) + 1))
        tiers = [(place.received, place.decile) for place in held]
        assert tiers == sorted(tiers), "need comes before the turns of the groups"


# -- nominations -----------------------------------------------------------------------------


def test_a_fair_list_is_nominated_with_its_reasons_and_nobody_twice(ctx, make, group, ani):
    other = make.family(group, "Budi", sex="female", birth_date="1990-01-01", village="Cempaka")
    places = service.shortlist(ctx, "pkhp")
    assert {place.id for place in places} == {ani, other}
    count = service.nominate(
        ctx, "pkhp", [ani, ani], TODAY, reasons={ani: "place 1"}, ranks={ani: 1}
    )
    assert count == 1
    assert service.nominate(ctx, "pkhp", [ani, other]) == 1
    assert service.shortlist(ctx, "pkhp") == []
    line = next(one for one in service.nominations(ctx, "pkhp") if one.family_name == "Ani")
    assert (line.nomination.reason, line.nomination.rank) == ("place 1", 1)
    assert (line.nomination.state, line.programme_name[:4]) == (State.NOMINATED, "PKHP")
    undo.undo(ctx.db, today=ctx.today, reason="x")
    assert [one.family_name for one in service.nominations(ctx, "pkhp")] == ["Ani"]


def test_a_nomination_is_followed_to_its_outcome_and_counts_as_received(ctx, ani):
    service.nominate(ctx, PENA, [ani], date(2026, 6, 1))
    (line,) = service.nominations(ctx, PENA)
    followed = replace(
        line.nomination, accepted_on=date(2026, 6, 20), trained_on=date(2026, 7, 1),
        received_on=date(2026, 8, 1), amount=5_000_000, outcome=Outcome.GROWS,
        outcome_on=date(2026, 11, 1),
    )  # fmt: skip
    service.save_nomination(ctx, followed)
    (line,) = service.nominations(ctx, family_id=ani)
    assert line.nomination.state is State.RECEIVED
    facts = next(one for one in service.matches(ctx, "ppse") if one.id == ani).facts
    assert facts.received == ("PENA Reguler",)
    assert verdict(ctx, "ppse", ani) is Verdict.NO
    assert service.latest_month(ctx).month == 11


def test_who_was_nominated_and_got_nothing_waits(ctx, ani):
    service.nominate(ctx, PENA, [ani], date(2026, 6, 1))
    facts = next(one for one in service.matches(ctx, "ppse") if one.id == ani).facts
    assert facts.waiting_since == date(2026, 6, 1)
    service.withdraw(ctx, PENA, ani, "Moves away")
    facts = next(one for one in service.matches(ctx, "ppse") if one.id == ani).facts
    assert facts.waiting_since is None
    (line,) = service.nominations(ctx, PENA)
    assert (line.nomination.state, line.nomination.note) == (State.WITHDRAWN, "Moves away")
    assert service.nominate(ctx, PENA, [ani]) == 1  # again, after it was withdrawn


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"accepted_on": date(2026, 5, 31)}, ("accepted_on", "before_nomination")),
        ({"trained_on": date(2026, 11, 21)}, ("trained_on", "in_future")),
        ({"amount": 5}, ("received_on", "required")),
        ({"received_on": TODAY, "amount": -1}, ("amount", "programme_number")),
        ({"outcome": Outcome.GROWS}, ("outcome", "outcome_without_receiving")),
        ({"nominated_on": None}, ("nominated_on", "required")),
    ],
)
def test_what_can_not_have_become_of_it_is_refused(ctx, ani, more, problem):
    service.nominate(ctx, PENA, [ani], date(2026, 6, 1))
    (line,) = service.nominations(ctx, PENA)
    with pytest.raises(InvalidInputError) as error:
        service.save_nomination(ctx, replace(line.nomination, **more))
    assert codes(error)[0] == problem


def test_unknown_families_and_nominations_are_not_found(ctx):
    assert service.nominate(ctx, PENA, ["nobody"]) == 0
    with pytest.raises(NotFoundError):
        service.withdraw(ctx, PENA, "nobody")
    with pytest.raises(NotFoundError):
        service.save_nomination(
            ctx, Nomination(programme=PENA, family_id="nobody", nominated_on=TODAY)
        )


# -- who may ---------------------------------------------------------------------------------


def test_a_coordinator_keeps_the_table_and_does_not_nominate(book):
    other = book(role=Role.COORDINATOR)
    assert service.tallies(other)[0].yes == 0
    service.save_programme(other, service.programme(other, PENA))
    for verb in (
        lambda: service.nominate(other, PENA, []),
        lambda: service.answer(other, [], {"prse": True}),
        lambda: service.withdraw(other, PENA, "x"),
        lambda: service.save_nomination(other, Nomination(programme=PENA, family_id="x")),
    ):
        with pytest.raises(PermissionDeniedError):
            verb()
    reader = book(role=Role.READER)
    with pytest.raises(PermissionDeniedError):
        service.save_programme(reader, service.programme(reader, PENA))
    with pytest.raises(PermissionDeniedError):
        service.programmes(book(role=Role.LEADER))
