"""The month's round at the service door: proposed, overruled, kept, and checked by hand."""

from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.rounds import service as rounds
from fieldkit.features.rounds.model import Budget, Source, State, Why
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Purpose, Risk, Visit

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
EIGHTH = date(2026, 12, 8)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(make, group):
    names = ("Ani", "Budi", "Cici", "Dewi")
    return [
        make.family(group, name, rt=f"00{n}", verified_on="2026-11-01")
        for n, name in enumerate(names, 1)
    ]


def visited(ctx, family, day, **more):
    facts = {"purposes": (Purpose.CASE,), "agreement": "ya", **more}
    return visits.record_visit(ctx, Visit(family_id=family, visited_on=day, **facts))


def facts_of(ctx, family, month=NOVEMBER):
    return next(one for one in rounds.families(ctx, month) if one.id == family)


def states(ctx, month=DECEMBER):
    return {one.name: one.state for one in rounds.month_plan(ctx, month)}


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


# -- reasons can be checked by hand ----------------------------------------------------------


def test_the_last_visit_and_its_risks_are_those_of_the_newest_visit(ctx, families):
    visited(ctx, families[0], date(2026, 9, 1), risks=(Risk.DEBT,))
    assert facts_of(ctx, families[0]).risks == ("debt",)
    visited(ctx, families[0], date(2026, 10, 5), risks=(Risk.SCHOOL, Risk.ILLNESS))
    found = facts_of(ctx, families[0])
    assert (found.last_visited, found.risks) == (date(2026, 10, 5), ("school", "illness"))
    visited(ctx, families[0], date(2026, 11, 2))
    assert facts_of(ctx, families[0]).risks == ()


def test_the_earliest_open_follow_up_is_told_with_its_words(ctx, families):
    done = visited(
        ctx, families[0], date(2026, 9, 1), follow_up="Lama", follow_up_due=date(2026, 9, 9)
    )
    visited(
        ctx, families[0], date(2026, 10, 1), follow_up="Cek akta", follow_up_due=date(2026, 11, 3)
    )
    visits.finish_follow_up(ctx, done)
    found = facts_of(ctx, families[0])
    assert (found.follow_up, found.follow_up_due) == ("Cek akta", date(2026, 11, 3))


def test_missed_sessions_are_counted_of_the_last_three_that_were_marked(ctx, make, group, families):
    marks = {"2026-07-01": "absent", "2026-08-01": "absent", "2026-09-01": "present",
             "2026-10-01": "sick", "2026-11-01": "absent", "2026-11-15": "unmarked"}  # fmt: skip
    for day, status in marks.items():
        session = make.put("session", scope=group, group_id=group, held_on=day, status="held")
        make.put("attendance", scope=group, session_id=session, family_id=families[0],
                 status=status)  # fmt: skip
    planned = make.put(
        "session", scope=group, group_id=group, held_on="2026-11-18", status="planned"
    )
    make.put("attendance", scope=group, session_id=planned, family_id=families[0], status="absent")
    found = facts_of(ctx, families[0])
    assert (found.missed, found.sessions) == (2, 3)


def test_homework_given_and_not_handed_in_counts_for_the_last_three_months(ctx, make, families):
    for month, status in (("2026-07", "assigned"), ("2026-08", "assigned"),
                          ("2026-09", "collected"), ("2026-10", "assigned"),
                          ("2026-11", "assigned")):  # fmt: skip
        make.put("money_month", scope="x", family_id=families[0], month=month, status=status)
    assert facts_of(ctx, families[0]).homework_missing == 2


def test_children_below_the_line_at_school_are_counted_once_each(ctx, make, families):
    for person, month, missed in (("a", "2026-09", 4), ("a", "2026-10", 4), ("b", "2026-10", 3),
                                  ("c", "2026-02", 9)):  # fmt: skip
        make.put("school_month", scope="x", family_id=families[0], person_id=person, month=month,
                 effective_days=20, absent=missed)  # fmt: skip
    assert facts_of(ctx, families[0]).below_line == 1
    make.put("duty", scope="common", code="school", line=90, is_used=1)
    assert facts_of(ctx, families[0]).below_line == 2


def test_components_come_from_members_or_else_from_the_list(ctx, make, group, families):
    counted = make.family(group, "Euis", n_pregnant=1, n_elderly=0)
    both = make.family(group, "Fitri", n_pregnant=1)
    make.put("member", scope=group, family_id=both, name="Anak", component="elderly")
    assert facts_of(ctx, counted).has_pregnant
    assert not facts_of(ctx, counted).has_elderly
    assert (facts_of(ctx, both).has_pregnant, facts_of(ctx, both).has_elderly) == (False, True)


def test_a_candidate_is_told_with_the_day_it_became_one(ctx, make, group):
    family = make.family(group, "Gina", status="candidate_graduation", status_on="2026-06-01")
    found = facts_of(ctx, family)
    assert (found.is_candidate, found.candidate_since) == (True, date(2026, 6, 1))


def test_families_that_left_are_not_visited(ctx, make, group, families):
    make.family(group, "Hana", status="graduated")
    assert len(rounds.families(ctx)) == 4


def test_what_happened_after_today_is_not_known_when_a_month_is_planned(ctx, families):
    visited(ctx, families[0], date(2026, 11, 20))
    assert facts_of(ctx, families[0], DECEMBER).last_visited == date(2026, 11, 20)


# -- the proposal ----------------------------------------------------------------------------


def test_a_proposal_writes_nothing_and_names_every_reason(ctx, families):
    found = rounds.propose(ctx, DECEMBER)
    assert [one.facts.name for one in found.suggestions] == ["Ani", "Budi", "Cici", "Dewi"]
    assert {one.day.isoweekday() for one in found.suggestions} <= {2, 4}
    assert all(one.reasons for one in found.suggestions)
    assert rounds.month_plan(ctx, DECEMBER) == []


def test_an_accepted_proposal_stands_on_the_plan_and_undo_takes_it_off(ctx, families):
    found = rounds.propose(ctx, DECEMBER)
    assert rounds.accept(ctx, DECEMBER, found.suggestions) == 4
    kept = rounds.month_plan(ctx, DECEMBER)
    assert {one.family_id: one.day for one in kept} == {
        one.id: one.day for one in found.suggestions
    }
    assert all(one.reasons == s.reasons for one in kept for s in found.suggestions
               if s.id == one.family_id)  # fmt: skip
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert rounds.month_plan(ctx, DECEMBER) == []


def test_the_days_chosen_are_respected(ctx, families):
    found = rounds.propose(ctx, DECEMBER, [EIGHTH], Budget(per_day=3, weekdays=(2,)))
    assert [one.day for one in found.suggestions] == [EIGHTH] * 3


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([], "no_visiting_days"),
        ([date(2027, 1, 5)], "visit_outside_month"),
    ],
)
def test_days_that_can_not_be_are_refused(ctx, families, days, code):
    with pytest.raises(InvalidInputError) as error:
        rounds.propose(ctx, DECEMBER, days)
    assert codes(error) == [("days", code)]


def test_a_day_that_is_over_can_not_be_planned(ctx, families):
    with pytest.raises(InvalidInputError) as error:
        rounds.propose(ctx, NOVEMBER, [date(2026, 11, 17)])
    assert codes(error) == [("days", "visit_day_is_past")]
    assert rounds.visiting_days(ctx, NOVEMBER) == [date(2026, 11, 24), date(2026, 11, 26)]


@pytest.mark.parametrize(
    ("budget", "field", "code"),
    [
        (Budget(per_day=0), "per_day", "visits_a_day"),
        (Budget(per_day=21), "per_day", "visits_a_day"),
        (Budget(weekdays=()), "weekdays", "no_visiting_weekday"),
        (Budget(weekdays=(0, 8)), "weekdays", "unknown_choice"),
    ],
)
def test_a_budget_that_can_not_be_is_refused(ctx, budget, field, code):
    with pytest.raises(InvalidInputError) as error:
        rounds.save_budget(ctx, budget)
    assert codes(error) == [(field, code)]
    with pytest.raises(InvalidInputError):
        rounds.propose(ctx, DECEMBER, [EIGHTH], budget)


def test_the_budget_is_kept_for_this_book(ctx):
    assert rounds.budget(ctx) == Budget()
    rounds.save_budget(ctx, Budget(per_day=6, weekdays=(5, 1)))
    assert rounds.budget(ctx) == Budget(per_day=6, weekdays=(1, 5))
    assert rounds.promise(ctx).span is None


# -- overruling ------------------------------------------------------------------------------


def test_a_family_of_ones_own_choice_goes_on_the_plan_with_that_reason(ctx, families):
    assert rounds.plan_visits(ctx, {families[1]: EIGHTH}) == 1
    (kept,) = rounds.month_plan(ctx, DECEMBER)
    assert (kept.source, kept.day, kept.reasons[-1].why) == (Source.OWN, EIGHTH, Why.OWN_CHOICE)
    again = rounds.propose(ctx, DECEMBER)
    assert families[1] not in {one.id for one in again.suggestions}


def test_planning_nobody_does_nothing(ctx):
    assert rounds.plan_visits(ctx, {}) == 0


def test_a_visit_taken_off_is_not_proposed_again_this_month(ctx, families):
    rounds.accept(ctx, DECEMBER, rounds.propose(ctx, DECEMBER).suggestions)
    plan = {one.name: one.id for one in rounds.month_plan(ctx, DECEMBER)}
    assert rounds.drop_visits(ctx, [plan["Ani"]], "sedang mudik") == 1
    assert states(ctx)["Ani"] is State.DROPPED
    assert rounds.propose(ctx, DECEMBER).suggestions == ()
    assert rounds.drop_visits(ctx, [plan["Ani"]]) == 0
    assert rounds.plan_visits(ctx, {families[0]: EIGHTH}) == 1
    assert states(ctx)["Ani"] is State.PLANNED


def test_visits_move_to_another_day_of_their_month(ctx, families):
    rounds.plan_visits(ctx, {families[0]: EIGHTH, families[1]: EIGHTH})
    plan = [one.id for one in rounds.month_plan(ctx, DECEMBER)]
    assert rounds.move_visits(ctx, plan, date(2026, 12, 9)) == 2
    assert rounds.move_visits(ctx, plan, date(2026, 12, 9)) == 0
    with pytest.raises(InvalidInputError) as error:
        rounds.move_visits(ctx, plan, date(2027, 1, 4))
    assert codes(error) == [("days", "visit_outside_month")]


def test_clearing_the_plan_leaves_ones_own_choices(ctx, families):
    rounds.plan_visits(ctx, {families[3]: EIGHTH})
    rounds.accept(ctx, DECEMBER, rounds.propose(ctx, DECEMBER).suggestions)
    assert rounds.clear_plan(ctx, DECEMBER) == 3
    assert list(states(ctx)) == ["Dewi"]
    assert rounds.clear_plan(ctx, DECEMBER) == 0
    assert len(rounds.propose(ctx, DECEMBER).suggestions) == 3


def test_a_recorded_visit_is_done_on_the_plan_and_the_rest_is_late(ctx, clock, families):
    rounds.plan_visits(ctx, {f: date(2026, 11, 24) for f in families[:2]})
    clock.advance(days=7)
    visited(ctx, families[0], date(2026, 11, 25))
    assert states(ctx, NOVEMBER) == {"Ani": State.DONE, "Budi": State.LATE}
    plan = {one.name: one.id for one in rounds.month_plan(ctx, NOVEMBER)}
    assert rounds.drop_visits(ctx, [plan["Ani"]]) == 0
    with pytest.raises(InvalidInputError) as error:
        rounds.move_visits(ctx, [plan["Ani"]], date(2026, 11, 30))
    assert codes(error) == [("planned_on", "visit_already_made")]
    with pytest.raises(InvalidInputError) as error:
        rounds.plan_visits(ctx, {families[0]: date(2026, 11, 30)})
    assert codes(error) == [("family_id", "visit_already_made")]


def test_a_plan_that_is_not_there_is_said_so(ctx):
    with pytest.raises(NotFoundError):
        rounds.drop_visits(ctx, ["nothing"])


def test_two_laptops_planning_the_same_family_make_one_plan(ctx, families):
    rounds.plan_visits(ctx, {families[0]: EIGHTH})
    rounds.plan_visits(ctx, {families[0]: date(2026, 12, 10)})
    assert [one.day for one in rounds.month_plan(ctx, DECEMBER)] == [date(2026, 12, 10)]


def test_the_days_ahead_show_what_is_planned(ctx, families):
    rounds.plan_visits(ctx, {families[0]: EIGHTH, families[1]: date(2026, 12, 15)})
    plan = {one.name: one.id for one in rounds.month_plan(ctx, DECEMBER)}
    rounds.drop_visits(ctx, [plan["Budi"]])
    assert [one.name for one in rounds.planned_between(ctx, EIGHTH, date(2026, 12, 31))] == ["Ani"]
    assert rounds.latest_month(ctx) == DECEMBER


def test_a_coordinator_sees_the_plan_and_does_not_make_it(book):
    other = book(role=Role.COORDINATOR)
    assert rounds.month_plan(other, DECEMBER) == []
    with pytest.raises(PermissionDeniedError):
        rounds.plan_visits(other, {"f": EIGHTH})
    with pytest.raises(PermissionDeniedError):
        rounds.accept(other, DECEMBER, [])
    with pytest.raises(PermissionDeniedError):
        rounds.propose(book(role=Role.LEADER), DECEMBER)
