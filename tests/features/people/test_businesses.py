"""Businesses month by month: the round, the entries, and who grows or is stuck."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people import takings
from fieldkit.features.people.model import Business, Need, Status
from fieldkit.features.people.takings import BusinessMonth, Trend

NOVEMBER = Month(2026, 11)


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), row_code="A1")


@pytest.fixture
def stall(ctx, family):
    return people.save_business(ctx, Business(family_id=family, kind="Warung nasi uduk"))


def told(stall, family, month=NOVEMBER, **amounts):
    return BusinessMonth(business_id=stall, family_id=family, month=month, **amounts)


def history(earned, until=NOVEMBER):
    """Months of business, the last one in `until`; None was not told."""
    return [
        BusinessMonth(
            business_id="b",
            family_id="f",
            month=until.plus(number - len(earned) + 1),
            profit=amount,
        )
        for number, amount in enumerate(earned)
    ]


def test_a_month_of_business_is_saved_with_the_day_it_was_told(ctx, stall, family):
    changed = people.note_business_months(
        ctx, [told(stall, family, turnover=1_200_000, cost=800_000)]
    )
    assert changed == 1
    (saved,) = people.business_months_of(ctx, family)
    assert saved.asked_on == ctx.today
    assert saved.earned == 400_000


def test_a_blank_amount_is_not_zero(ctx, stall, family):
    people.note_business_months(ctx, [told(stall, family, turnover=0)])
    (saved,) = people.business_months_of(ctx, family)
    assert (saved.turnover, saved.cost, saved.earned) == (0, None, None)


def test_a_business_nobody_told_of_is_not_written_down(ctx, stall, family):
    assert people.note_business_months(ctx, [told(stall, family)]) == 0
    assert people.business_months_of(ctx, family) == []


def test_emptying_a_month_says_that_nobody_was_asked(ctx, stall, family):
    people.note_business_months(ctx, [told(stall, family, profit=100_000)])
    assert people.note_business_months(ctx, [told(stall, family)]) == 1
    (line,) = people.business_round(ctx, NOVEMBER)
    assert not line.is_asked


def test_many_businesses_are_one_step_that_undo_takes_back(ctx, make, family, stall):
    other = make.family(name="Budi")
    second = people.save_business(ctx, Business(family_id=other, kind="Jahit"))
    months = [told(stall, family, profit=1), told(second, other, profit=2)]
    assert people.note_business_months(ctx, months) == 2
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert people.business_months_of(ctx, family) == []
    assert people.business_months_of(ctx, other) == []


def test_saving_the_same_again_writes_nothing(ctx, stall, family):
    months = [told(stall, family, turnover=500_000, note="ramai")]
    people.note_business_months(ctx, months)
    assert people.note_business_months(ctx, months) == 0


@pytest.mark.parametrize(
    ("amounts", "field", "code"),
    [
        ({"turnover": -1}, "turnover", "negative"),
        ({"cost": -5}, "cost", "negative"),
        ({"turnover": 10**13}, "turnover", "business_amount_too_large"),
        ({"profit": 1, "note": "x" * 401}, "note", "too_long"),
    ],
)
def test_what_can_not_be_is_refused_and_names_the_business(
    ctx, stall, family, amounts, field, code
):
    with pytest.raises(InvalidInputError) as error:
        people.note_business_months(ctx, [told(stall, family, **amounts)])
    (problem,) = error.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert problem.details["business_id"] == stall


def test_a_loss_is_allowed(ctx, stall, family):
    people.note_business_months(ctx, [told(stall, family, profit=-50_000)])
    assert people.business_months_of(ctx, family)[0].earned == -50_000


def test_a_month_to_come_is_refused(ctx, stall, family):
    with pytest.raises(InvalidInputError) as error:
        people.note_business_months(ctx, [told(stall, family, Month(2026, 12), profit=1)])
    assert error.value.problems[0].code == "business_month_in_future"


def test_a_business_that_is_gone_is_named(ctx, stall, family):
    people.remove_business(ctx, stall)
    with pytest.raises(InvalidInputError) as error:
        people.note_business_months(ctx, [told(stall, family, profit=1)])
    assert error.value.problems[0].code == "business_unknown"
    with pytest.raises(NotFoundError):
        people.business_course(ctx, stall)


def test_figures_that_disagree_are_doubted_but_taken(ctx, stall, family):
    month = told(stall, family, turnover=10, cost=4, profit=5)
    assert [p.code for p in takings.month_problems(month, ctx.today)] == ["profit_disagrees"]
    assert people.note_business_months(ctx, [month]) == 1


def test_the_round_lists_open_businesses_of_served_families_with_their_last_month(
    ctx, make, family, stall
):
    people.note_business_months(ctx, [told(stall, family, Month(2026, 8), profit=90_000)])
    left = make.family(name="Dewi", status="moved")
    people.save_business(ctx, Business(family_id=left, kind="Kue"))
    people.save_business(
        ctx, Business(family_id=family, kind="Es lilin", closed_on=date(2026, 10, 1))
    )
    (line,) = people.business_round(ctx, NOVEMBER)
    assert (line.business_id, line.kind, line.row_code) == (stall, "Warung nasi uduk", "A1")
    assert line.last is not None
    assert (line.last.month, line.last.earned) == (Month(2026, 8), 90_000)
    assert not line.is_asked


def test_the_round_can_be_narrowed_to_a_group(ctx, make, family, stall):
    alone = make.family(name="Budi")
    people.save_business(ctx, Business(family_id=alone, kind="Jahit"))
    group = people.family(ctx, family).group_id
    assert [r.kind for r in people.business_round(ctx, NOVEMBER, group)] == ["Warung nasi uduk"]
    assert [r.kind for r in people.business_round(ctx, NOVEMBER, "")] == ["Jahit"]


@pytest.mark.parametrize(
    ("earned", "trend"),
    [
        ([100, 100, 100, 110, 110, 110], Trend.GROWING),
        ([100, 100, 100, 109, 109, 109], Trend.STEADY),
        ([100, 100, 100, 90, 90, 90], Trend.SHRINKING),
        ([-50, -50, -50, 10, 10, 10], Trend.GROWING),
        ([0, 0, 0, 0, 0, 0], Trend.STEADY),
        ([100, None, 100, None, 150, 150], Trend.GROWING),
        ([100, None, None, 150, 150, 150], Trend.UNKNOWN),
        ([], Trend.UNKNOWN),
    ],
)
def test_three_months_are_held_against_the_three_before(earned, trend):
    assert takings.course(history(earned), NOVEMBER).trend is trend


def test_turnover_decides_where_nobody_told_the_profit():
    months = [
        replace(one, profit=None, turnover=amount)
        for one, amount in zip(history([1] * 6), (10, 10, 10, 30, 30, 30), strict=True)
    ]
    found = takings.course(months, NOVEMBER)
    assert (found.basis, found.recent, found.before) == ("turnover", 30, 10)
    assert found.change == 2.0


@given(st.lists(st.none() | st.integers(-(10**9), 10**9), max_size=8))
def test_a_course_never_rests_on_too_few_months(earned):
    found = takings.course(history(earned), NOVEMBER)
    windows = (earned[-3:], earned[-6:-3])
    enough = all(sum(v is not None for v in window) >= 2 for window in windows)
    assert (found.trend is not Trend.UNKNOWN) == enough


def test_the_book_knows_where_every_business_is_going(ctx, stall, family):
    months = [replace(m, business_id=stall, family_id=family) for m in history([1, 1, 1, 5, 5, 5])]
    people.note_business_months(ctx, months)
    assert people.business_courses(ctx)[stall].trend is Trend.GROWING
    assert people.business_course(ctx, stall).recent == 5
    assert people.business_courses(ctx, Month(2026, 8))[stall].trend is Trend.UNKNOWN


def test_sums_of_several_businesses_leave_out_what_is_not_known(ctx):
    months = [*history([None, 5]), *history([3, 4])]
    assert people.total_by_month(months, "earned") == {Month(2026, 10): 3, NOVEMBER: 9}


def test_a_business_keeps_what_it_needs_and_when_it_closed(ctx, family):
    business = Business(
        family_id=family, kind="Jahit", needs=(Need.CAPITAL, Need.TOOLS),
        started_on=date(2024, 1, 1), closed_on=date(2026, 5, 1),
    )  # fmt: skip
    people.save_business(ctx, business)
    (kept,) = people.businesses_of(ctx, family)
    assert (kept.needs, kept.closed_on) == (business.needs, business.closed_on)


@pytest.mark.parametrize(
    ("closed", "code"), [(date(2027, 1, 1), "in_future"), (date(2020, 1, 1), "ends_before_start")]
)
def test_a_business_can_not_close_before_it_began_or_tomorrow(ctx, family, closed, code):
    with pytest.raises(InvalidInputError) as error:
        people.save_business(
            ctx,
            Business(family_id=family, kind="Jahit", started_on=date(2024, 1, 1), closed_on=closed),
        )
    assert error.value.problems[0].code == code


def test_a_coordinator_sees_the_months_and_does_not_write_them(book):
    other = book(role=Role.COORDINATOR)
    assert people.business_round(other, NOVEMBER) == []
    with pytest.raises(PermissionDeniedError):
        people.note_business_months(other, [])
    leader = book(role=Role.LEADER)
    with pytest.raises(PermissionDeniedError):
        people.business_months_of(leader, "f")


def test_a_family_that_left_is_out_of_the_round(ctx, family, stall):
    assert len(people.business_round(ctx, NOVEMBER)) == 1
    people.set_status(ctx, [family], Status.GRADUATED)
    assert people.business_round(ctx, NOVEMBER) == []
