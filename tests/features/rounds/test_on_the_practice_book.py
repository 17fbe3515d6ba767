"""The planner on the practice book: two years in which nobody is forgotten, reasons to check.

Every reason is checked by asking the other rooms for the record it names, never the planner.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from fieldkit.core.clock import FixedClock
from fieldkit.core.dates import Month
from fieldkit.core.ids import use_source
from fieldkit.core.vault import memory_context
from fieldkit.features.commitments import service as commitments
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.model import Status as SheetStatus
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Mark
from fieldkit.features.people import service as people
from fieldkit.features.people.words import SERVED, Component
from fieldkit.features.practice import service as practice
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.service import Size
from fieldkit.features.rounds import model
from fieldkit.features.rounds import service as rounds
from fieldkit.features.rounds.model import Budget, Why
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Purpose, Visit

LAST = date(2026, 11, 20)
DECEMBER = Month(2026, 12)


def practised(size):
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    former = use_source(Dice(size.seed, "ids").bits)
    try:
        ctx = memory_context(clock)
        practice.fill(ctx, clock, size, LAST)
    finally:
        use_source(former)
    return ctx, clock


def noon(day):
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


# -- every reason can be checked by hand -----------------------------------------------------


@pytest.fixture(scope="module")
def told():
    """A practice book and what is proposed in it for December."""
    ctx, clock = practised(Size(families=150, groups=6, months=12, seed=3))
    clock.instant = noon(date(2026, 12, 1))
    rounds.save_budget(ctx, Budget(per_day=12, weekdays=(1, 2, 3, 4)))
    proposal = rounds.propose(ctx, DECEMBER)
    yield ctx, proposal
    ctx.db.close()


def reasons(told, why):
    _ctx, proposal = told
    return [
        (one, reason) for one in proposal.suggestions for reason in one.reasons if reason.why is why
    ]


def last_visit(ctx, family):
    days = [one.visited_on for one in visits.visits_of(ctx, family) if one.visited_on]
    return max(days, default=None)


def test_the_proposal_names_enough_reasons_to_be_worth_checking(told):
    _ctx, proposal = told
    named = {reason.why for one in proposal.suggestions for reason in one.reasons}
    assert len(named) >= 8
    assert all(one.reasons for one in proposal.suggestions)


def test_who_is_said_to_have_waited_was_last_visited_on_that_day(told):
    found = reasons(told, Why.LONG_AGO)
    assert found
    for one, reason in found:
        assert last_visit(told[0], one.id) == reason.day


def test_who_is_said_never_to_have_been_visited_has_no_visit(told):
    for one, _reason in reasons(told, Why.NEVER):
        assert visits.visits_of(told[0], one.id) == []


def test_whose_turn_is_said_to_have_come_was_last_visited_so_many_months_before(told):
    for one, reason in reasons(told, Why.TURN):
        seen = last_visit(told[0], one.id)
        assert Month.of(seen).plus(reason.count).last == reason.day


@pytest.mark.parametrize("why", [Why.FOLLOW_UP_DUE, Why.FOLLOW_UP_OVERDUE])
def test_a_follow_up_named_is_an_open_one_of_a_visit(told, why):
    for one, reason in reasons(told, why):
        open_ones = [
            (visit.follow_up_due, visit.follow_up)
            for visit in visits.visits_of(told[0], one.id)
            if visit.follow_up_due and visit.follow_up_done_on is None
        ]
        assert (reason.day, reason.text) in open_ones
        assert (reason.day < date(2026, 12, 1)) is (why is Why.FOLLOW_UP_OVERDUE)


def test_a_risk_named_was_seen_at_the_newest_visit(told):
    for one, reason in reasons(told, Why.RISK):
        seen = [v for v in visits.visits_of(told[0], one.id) if v.visited_on == reason.day]
        assert ",".join(seen[0].risks) == reason.text
        assert reason.day == last_visit(told[0], one.id)


def test_a_candidate_named_is_one_in_the_register(told):
    found = reasons(told, Why.CANDIDATE)
    for one, _reason in found:
        assert people.family(told[0], one.id).status.value.startswith("candidate")


def test_sessions_said_to_be_missed_are_those_of_the_last_three_marked(told):
    found = reasons(told, Why.ABSENT)
    assert found
    for one, reason in found:
        marked = [
            line
            for line in p2k2.attendance_of_family(told[0], one.id)
            if line.status is not Mark.UNMARKED and line.held_on and line.held_on <= LAST
        ]
        newest = sorted(marked, key=lambda line: line.held_on, reverse=True)[: reason.of]
        assert sum(line.status is not Mark.PRESENT for line in newest) == reason.count


def test_homework_said_to_be_missing_was_given_and_not_handed_in(told):
    months = [DECEMBER.plus(-number) for number in (1, 2, 3)]
    for one, reason in reasons(told, Why.HOMEWORK):
        given = [
            sheet
            for sheet in homework.months_of(told[0], one.id)
            if sheet.month in months and sheet.status is SheetStatus.ASSIGNED
        ]
        assert len(given) == reason.count


def test_children_said_to_be_below_the_line_are_below_it(told):
    ctx, _proposal = told
    line = commitments.school_line(ctx)
    first = DECEMBER.plus(-4)
    for one, reason in reasons(told, Why.BELOW_LINE):
        below = {
            month.person_id
            for month in commitments.school_months_of(ctx, one.id)
            if month.percent is not None and month.percent < line and month.month >= first
        }
        assert len(below) == reason.count


def test_data_said_to_be_old_were_last_checked_that_day(told):
    for one, reason in reasons(told, Why.NOT_VERIFIED):
        known = people.family(told[0], one.id).verified_on
        assert known == reason.day
        assert known is None or (date(2026, 12, 1) - known).days > model.VERIFIED_DAYS


@pytest.mark.parametrize(
    ("why", "component", "count"),
    [
        (Why.PREGNANT, Component.PREGNANT, "n_pregnant"),
        (Why.DISABLED, Component.DISABLED, "n_disabled"),
        (Why.ELDERLY, Component.ELDERLY, "n_elderly"),
    ],
)
def test_whoever_is_named_as_vulnerable_is_in_the_family(told, why, component, count):
    for one, _reason in reasons(told, why):
        members = people.members_of(told[0], one.id)
        counted = getattr(people.family(told[0], one.id), count)
        assert any(member.component is component for member in members) or counted


def test_neighbours_named_are_on_the_list_of_that_day(told):
    _ctx, proposal = told
    for one, reason in reasons(told, Why.NEIGHBOUR):
        beside = [
            other
            for other in proposal.suggestions
            if other.day == one.day and other.facts.place == one.facts.place and other is not one
        ]
        assert len(beside) == reason.count


# -- two years -------------------------------------------------------------------------------


def work(size, budget, months):
    """Plan and visit month after month, with things that press; yield who waited how long."""
    ctx, clock = practised(size)
    chance = Dice(size.seed, "two years")
    clock.instant = noon(DECEMBER.first)
    rounds.save_budget(ctx, budget)
    first = None
    for step in range(months):
        month = DECEMBER.plus(step)
        clock.instant = noon(month.first)
        found = rounds.propose(ctx, month)
        first = first or found.promise
        rounds.accept(ctx, month, found.suggestions)
        clock.instant = noon(month.last)
        made = []
        for one in found.suggestions:
            comes_back = chance.happens(0.15)
            made.append(
                Visit(
                    family_id=one.id, visited_on=one.day, purposes=(Purpose.CASE.value,),
                    agreement="Sepakat", follow_up="Cek lagi" if comes_back else "",
                    follow_up_due=one.day + timedelta(days=40) if comes_back else None,
                    risks=("debt",) if chance.happens(0.1) else (),
                )
            )  # fmt: skip
        visits.record_visits(ctx, made)
        waited = {
            one.id: None
            if one.last_visited is None
            else model.months_since(one.last_visited, month)
            for one in rounds.families(ctx, month)
        }
        yield month, first, waited, found
    ctx.db.close()


@pytest.mark.parametrize(
    ("families", "budget", "months"),
    [
        pytest.param(40, Budget(per_day=3, weekdays=(2,)), 8, id="40"),
        pytest.param(350, Budget(per_day=6, weekdays=(2, 4)), 24, id="350", marks=pytest.mark.long),
        pytest.param(
            700, Budget(per_day=8, weekdays=(2, 3, 4)), 24, id="700", marks=pytest.mark.long
        ),
    ],
)
def test_nobody_waits_longer_than_the_span_that_was_stated(families, budget, months):
    size = Size(families=families, groups=max(families // 27, 2), months=6, seed=5, kube=0)
    for month, promise, waited, found in work(size, budget, months):
        assert len(found.suggestions) <= budget.per_day * len(found.days)
        caught_up = promise.caught_up or DECEMBER
        if month >= caught_up:
            assert all(age is not None and age <= promise.span for age in waited.values()), month
    assert promise.span is not None
    assert set(SERVED)
