"""Commitments at the service door: schools, duties, who is below the line, what was done."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.commitments import model, service
from fieldkit.features.commitments.model import (
    SCHOOL,
    Action,
    Check,
    Domain,
    Duty,
    Period,
    Quarter,
    Result,
    SchoolMonth,
)
from fieldkit.features.people.words import Component

AUTUMN = Quarter(2026, 4)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def family(make, group):
    return make.family(group, "Ani", row_code="A1")


@pytest.fixture
def child(make, group, family):
    return person(make, group, family, "Dina", "primary", school="SDN 1", npsn="20100001",
                  nik="9901014501150001", nisn="0151234567", birth_date="2015-01-05")  # fmt: skip


def person(make, group, family, name, component, **more):
    return make.put("member", scope=group, family_id=family, name=name, component=component, **more)


def told(child, month=OCTOBER, **days):
    return SchoolMonth(person_id=child, family_id="", month=month, **days)


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


# -- the line --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "missed", "percent", "is_below"),
    [
        (20, 3, 85.0, False),
        (20, 4, 80.0, True),
        (13, 2, 84.6, True),
        (20, 0, 100.0, False),
        (0, 0, None, False),
    ],
)
def test_eighty_five_per_cent_of_the_effective_days_is_the_line(
    ctx, child, days, missed, percent, is_below
):
    month = told(child, effective_days=days, absent=missed, excused=0, sick=0)
    assert month.percent == (None if percent is None else pytest.approx(percent, abs=0.05))
    service.note_school(ctx, [month])
    (pupil,) = service.pupils(ctx, AUTUMN)
    assert bool(pupil.below(service.school_line(ctx))) == is_below


def test_nothing_told_is_not_full_attendance(ctx, child):
    service.note_school(ctx, [told(child, effective_days=20)])
    (pupil,) = service.pupils(ctx, AUTUMN)
    assert pupil.percent is None
    assert pupil.below(85) == ()


def test_kinds_that_were_told_count_and_the_month_says_it_is_not_whole(child):
    month = told(child, effective_days=20, absent=2)
    assert (month.missed, month.is_whole) == (2, False)


def test_the_quarter_adds_up_the_months_that_are_known(ctx, child):
    service.note_school(
        ctx,
        [
            told(child, OCTOBER, effective_days=20, absent=5, excused=0, sick=0),
            told(child, NOVEMBER, effective_days=20, absent=0, excused=0, sick=0),
        ],
    )
    (pupil,) = service.pupils(ctx, AUTUMN)
    assert pupil.percent == 87.5
    assert pupil.below(85) == (OCTOBER,)


@given(st.integers(1, 31), st.integers(0, 31))
def test_a_share_never_leaves_zero_to_hundred_where_the_rules_hold(days, missed):
    month = told("c", effective_days=days, absent=missed)
    found = [p.code for p in model.school_problems(month, date(2026, 11, 20))]
    if missed > days:
        assert found == ["more_missed_than_days"]
    else:
        assert found == []
        assert 0 <= month.percent <= 100


# -- schools ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"absent": 21, "effective_days": 20}, "absent", "more_missed_than_days"),
        ({"absent": -1}, "absent", "days_of_month"),
        ({"effective_days": 32}, "effective_days", "days_of_month"),
        ({"month": Month(2026, 12)}, "month", "school_month_in_future"),
        ({"note": "x" * 401, "absent": 0}, "note", "too_long"),
        ({"person_id": "nobody", "absent": 0}, "person_id", "pupil_unknown"),
    ],
)
def test_a_month_that_can_not_be_is_refused_and_names_the_pupil(ctx, child, change, field, code):
    with pytest.raises(InvalidInputError) as error:
        service.note_school(ctx, [replace(told(child), **change)])
    assert codes(error) == [(field, code)]
    assert error.value.problems[0].details["person_id"] == change.get("person_id", child)
    assert service.latest_month(ctx) is None


def test_many_months_are_one_step_and_saving_the_same_again_is_none(ctx, child):
    months = [told(child, m, effective_days=20, absent=1) for m in (OCTOBER, NOVEMBER)]
    assert service.note_school(ctx, months) == 2
    assert service.note_school(ctx, months) == 0
    assert service.latest_quarter(ctx) == AUTUMN
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert service.latest_month(ctx) is None


def test_schools_are_gathered_by_npsn_or_else_by_name(ctx, make, group, family, child):
    person(make, group, family, "Edi", "primary", school="SD Negeri 1", npsn="20100001")
    person(make, group, family, "Fani", "junior", school=" SMPN  2 ")
    person(make, group, family, "Gita", "junior", school="smpn 2")
    person(make, group, family, "Hadi", "senior")
    service.note_school(ctx, [told(child, effective_days=20, absent=4)])
    found = {s.name: (s.pupils, s.told, s.below) for s in service.schools(ctx, AUTUMN)}
    assert found == {"SD Negeri 1": (2, 1, 1), "SMPN 2": (2, 0, 0), "": (1, 0, 0)}
    first = service.schools(ctx, AUTUMN)[0]
    assert [p.name for p in service.pupils(ctx, AUTUMN, school=first.key)] == ["Edi", "Dina"]


def test_children_of_families_that_left_are_not_asked_for(ctx, make, group, child):
    left = make.family(group, "Budi", status="moved")
    person(make, group, left, "Ina", "primary")
    assert [p.name for p in service.pupils(ctx, AUTUMN)] == ["Dina"]


def test_numbers_are_masked_for_who_may_not_see_them(book, make, ctx, child):
    (pupil,) = service.pupils(ctx, AUTUMN)
    assert pupil.nik == "9901014501150001"
    reader = book(role=Role.READER)
    assert service.pupils(reader, AUTUMN) == []


# -- duties ----------------------------------------------------------------------------------


def test_every_book_begins_with_the_given_duties(ctx):
    found = service.duties(ctx)
    assert found[0].code == SCHOOL
    assert {duty.domain for duty in found} == set(Domain)
    assert all(duty.source for duty in found)


def test_the_line_and_the_list_can_be_changed(ctx, child):
    service.save_duty(ctx, replace(service.duty(ctx, SCHOOL), line=90))
    assert service.school_line(ctx) == 90
    service.note_school(ctx, [told(child, effective_days=20, absent=3, excused=0, sick=0)])
    assert service.pupils(ctx, AUTUMN)[0].below(service.school_line(ctx)) == (OCTOBER,)


def test_a_local_duty_is_added_and_taken_away_a_given_one_only_switched_off(ctx):
    code = service.save_duty(
        ctx,
        Duty(
            code="", domain=Domain.HEALTH, components=(Component.TODDLER,),
            name=" Vitamin  A ", period=Period.SEMESTER,
        ),
    )  # fmt: skip
    assert service.duties(ctx)[-1].name == "Vitamin A"
    service.remove_duty(ctx, code)
    with pytest.raises(NotFoundError):
        service.duty(ctx, code)
    with pytest.raises(InvalidInputError) as error:
        service.remove_duty(ctx, SCHOOL)
    assert codes(error) == [("code", "duty_is_given")]
    service.save_duty(ctx, replace(service.duty(ctx, "elderly_care"), is_used=False))
    assert "elderly_care" not in {d.code for d in service.duties(ctx, used_only=True)}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "x" * 121}, "name", "too_long"),
        ({"components": ()}, "components", "required"),
        ({"times": 0}, "times", "times_of_duty"),
        ({"line": 101}, "line", "line_of_duty"),
    ],
)
def test_a_duty_that_can_not_be_is_refused(ctx, change, field, code):
    with pytest.raises(InvalidInputError) as error:
        service.save_duty(ctx, replace(service.duty(ctx, SCHOOL), **change))
    assert codes(error) == [(field, code)]


# -- checks ----------------------------------------------------------------------------------


@pytest.fixture
def elder(make, group, family):
    return person(make, group, family, "Mak Icih", "elderly", birth_date="1950-03-01",
                  health_facility="Posyandu Lansia")  # fmt: skip


def check(elder, result=Result.MET, **more):
    return Check(person_id=elder, family_id="", duty="elderly_check", period="2026-Q4",
                 result=result, **more)  # fmt: skip


def test_a_duty_is_checked_person_by_person_in_its_period(ctx, elder):
    (before,) = service.subjects(ctx, "elderly_check", NOVEMBER)
    assert (before.name, before.age, before.facility) == ("Mak Icih", 76, "Posyandu Lansia")
    assert before.check.result is None
    assert service.note_checks(ctx, [check(elder, place=" Puskesmas ")]) == 1
    (after,) = service.subjects(ctx, "elderly_check", NOVEMBER)
    assert (after.check.result, after.check.place) == (Result.MET, "Puskesmas")
    assert after.check.checked_on == ctx.today
    (other,) = service.subjects(ctx, "elderly_check", Month(2026, 9))
    assert other.check.result is None
    assert service.note_checks(ctx, [after.check]) == 0


def test_a_finding_can_be_taken_back(ctx, elder):
    service.note_checks(ctx, [check(elder)])
    service.note_checks(ctx, [check(elder, None)])
    (found,) = service.subjects(ctx, "elderly_check", NOVEMBER)
    assert (found.check.result, found.check.checked_on) == (None, None)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"checked_on": date(2026, 12, 1)}, "checked_on", "in_future"),
        ({"place": "x" * 121}, "place", "too_long"),
        ({"note": "x" * 401}, "note", "too_long"),
        ({"person_id": "nobody"}, "person_id", "pupil_unknown"),
    ],
)
def test_a_check_that_can_not_be_is_refused(ctx, elder, change, field, code):
    with pytest.raises(InvalidInputError) as error:
        service.note_checks(ctx, [replace(check(elder), **change)])
    assert codes(error) == [(field, code)]


@pytest.mark.parametrize(
    ("period", "key"),
    [
        (Period.MONTH, "2026-11"), (Period.QUARTER, "2026-Q4"), (Period.SEMESTER, "2026-S2"),
        (Period.YEAR, "2026"),
    ],
)  # fmt: skip
def test_periods_have_names_of_their_own(period, key):
    assert model.period_key(period, NOVEMBER) == key


def test_the_tally_tells_how_far_each_duty_is(ctx, child, elder):
    service.note_checks(ctx, [check(elder, Result.NOT_MET)])
    service.note_school(ctx, [told(child, effective_days=20, absent=0)])
    found = {t.duty.code: (t.people, t.checked, t.met, t.not_met, t.unchecked)
             for t in service.tallies(ctx, NOVEMBER)}  # fmt: skip
    assert found["elderly_check"] == (1, 1, 0, 1, 0)
    assert found["elderly_care"] == (1, 0, 0, 0, 1)
    assert found[SCHOOL] == (1, 1, 1, 0, 0)


def test_components_known_only_by_number_can_not_be_verified(ctx, make, group):
    make.family(group, "Budi", n_primary=2)
    make.family(group, "Cici", n_primary=0)
    assert service.uncounted(ctx) == 1


# -- below the line --------------------------------------------------------------------------


def act(child, **more):
    facts = {"done_on": date(2026, 11, 18), "what": "Bicara dengan wali kelas"}
    return Action(person_id=child, family_id="", duty=SCHOOL, period=str(AUTUMN), **(facts | more))


def test_who_is_below_the_line_stands_there_with_what_was_done(ctx, child, elder):
    service.note_school(ctx, [told(child, effective_days=20, absent=6, excused=0, sick=0)])
    service.note_checks(ctx, [check(elder, Result.NOT_MET)])
    done = service.add_action(ctx, act(child, follow_up_due=date(2026, 11, 19)))
    school, health = service.below(ctx, NOVEMBER)
    assert (school.name, school.percent, school.months) == ("Dina", 70.0, (OCTOBER,))
    assert [a.what for a in school.actions] == ["Bicara dengan wali kelas"]
    assert (health.name, health.domain, health.actions) == ("Mak Icih", Domain.SOCIAL, ())
    ((due, name, group_name),) = service.actions_due(ctx)
    assert (due.id, name, group_name) == (done, "Ani", "Mawar")
    service.save_action(ctx, replace(due, follow_up_done_on=ctx.today, outcome="Masuk lagi"))
    assert service.actions_due(ctx) == []
    service.remove_action(ctx, done)
    assert service.below(ctx, NOVEMBER)[0].actions == ()


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"what": " "}, "what", "required"),
        ({"what": "x" * 401}, "what", "too_long"),
        ({"done_on": None}, "done_on", "required"),
        ({"done_on": date(2026, 12, 1)}, "done_on", "in_future"),
        ({"follow_up_done_on": date(2026, 12, 1)}, "follow_up_done_on", "in_future"),
        ({"person_id": "nobody"}, "person_id", "pupil_unknown"),
    ],
)
def test_what_was_done_must_be_possible(ctx, child, change, field, code):
    with pytest.raises(InvalidInputError) as error:
        service.add_action(ctx, replace(act(child), **change))
    assert codes(error) == [(field, code)]


def test_an_action_that_is_gone_can_not_be_changed(ctx, child):
    with pytest.raises(NotFoundError):
        service.save_action(ctx, act(child, id="nothing"))


def test_a_familys_story_holds_school_checks_and_actions(ctx, family, child, elder):
    service.note_school(ctx, [told(child, effective_days=20, absent=6)])
    service.note_checks(ctx, [check(elder)])
    service.add_action(ctx, act(child))
    assert len(service.school_months_of(ctx, family)) == 1
    assert len(service.checks_of(ctx, family)) == 1
    assert len(service.actions_of(ctx, family)) == 1


def test_roles_that_only_look_do_not_write(book):
    other = book(role=Role.COORDINATOR)
    assert service.below(other, NOVEMBER) == []
    for verb in (
        lambda: service.note_school(other, []),
        lambda: service.note_checks(other, []),
        lambda: service.add_action(other, act("x")),
    ):
        with pytest.raises(PermissionDeniedError):
            verb()
    assert service.save_duty(other, service.duty(other, SCHOOL)) == SCHOOL
    with pytest.raises(PermissionDeniedError):
        service.duties(book(role=Role.LEADER))
