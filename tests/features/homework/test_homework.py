"""Homework and a family's month of money, at the service door."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fieldkit.core import sentences
from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.homework import model, service
from fieldkit.features.homework.model import MoneyMonth, Status

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def family(make, group):
    return make.family(group, "Siti Aminah", row_code="A01")


def month(family="f", **amounts):
    return MoneyMonth(family_id=family, month=NOVEMBER, **amounts)


def codes(problems):
    return [p.code for p in problems]


def test_a_blank_month_has_no_sums():
    blank = month()
    assert (blank.money_in, blank.money_out, blank.remainder) == (None, None, None)
    assert not blank.has_figures


def test_a_zero_is_a_figure_and_a_blank_is_not():
    assert month(in_pkh=0).money_in == 0
    assert month(in_pkh=0).has_figures
    assert month(in_pkh=0).remainder is None


def test_the_sums_hold_only_what_was_written():
    filled = month(in_pkh=600_000, in_wage=900_000, out_food=800_000, out_other=50_000)
    assert (filled.money_in, filled.money_out, filled.remainder) == (1_500_000, 850_000, 650_000)


@given(some.lists(some.none() | some.integers(0, 10**9), max_size=12))
def test_a_sum_is_that_of_the_known_amounts(amounts):
    known = [a for a in amounts if a is not None]
    assert model.total(amounts) == (sum(known) if known else None)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({"in_wage": 100, "out_food": 150}, ["spent_more_than_earned"]),
        ({"in_wage": 100, "out_food": 100}, []),
        ({"in_wage": 1000, "out_instalment": 301}, ["instalments_heavy"]),
        ({"in_wage": 1000, "out_instalment": 300}, []),
        (
            {"in_wage": 0, "out_instalment": 300},
            ["spent_more_than_earned", "instalments_without_income"],
        ),
        ({"out_instalment": 300}, []),
        ({"out_cigarettes": 300, "out_education": 0}, ["cigarettes_over_school"]),
        ({"out_cigarettes": 300}, []),
        ({"saving_target": 50, "saving_paid": 20}, ["saved_less_than_target"]),
        ({"saving_target": 50}, []),
        ({"in_wage": 100, "out_food": 90, "saving_paid": 20}, ["saved_more_than_left"]),
        ({"saving_paid": 50, "saving_balance": 20}, ["balance_below_saving"]),
    ],
)
def test_what_deserves_a_talk_is_said_and_never_blocks(amounts, expected):
    found = model.warnings(month(**amounts))
    assert codes(found) == expected
    assert all(p.is_warning for p in found)


def test_the_month_before_shows_what_does_not_add_up(ctx, family):
    service.save_month(
        ctx,
        MoneyMonth(family_id=family, month=Month(2026, 10), debt=100_000, saving_balance=200_000),
    )
    now = month(family, debt=150_000, saving_paid=50_000, saving_balance=200_000)
    found = service.warnings(ctx, now)
    assert codes(found) == ["balance_differs", "debt_grew"]
    assert sentences.problem_sentence(found[1]) == "The debt grew by Rp50.000."


def test_every_warning_has_a_sentence():
    found = model.warnings(
        month(in_wage=100, out_instalment=120, saving_target=9, saving_paid=1, saving_balance=0)
    )
    for problem in found:
        assert "{" not in sentences.problem_sentence(problem)
        assert sentences.problem_sentence(problem) != problem.code


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"in_pkh": -1}, "in_pkh", "negative"),
        ({"debt": 10**13}, "debt", "amount_too_large"),
        ({"saving_place": "x" * 81}, "saving_place", "too_long"),
        ({"checker_note": "x" * 1001}, "checker_note", "too_long"),
        ({"status": Status.NEEDS_WORK, "in_pkh": 1}, "checker_note", "needs_work_without_note"),
        ({"in_pkh": 5, "month": Month(2026, 12)}, "month", "month_in_future"),
        ({"month": Month(2027, 1)}, "month", "month_in_future"),
        (
            {"status": Status.COLLECTED, "collected_on": date(2026, 11, 21)},
            "collected_on",
            "in_future",
        ),
        ({"family_id": ""}, "family_id", "money_without_family"),
        ({"family_id": "nobody"}, "family_id", "money_without_family"),
    ],
)
def test_a_month_that_can_not_be_so_is_refused(ctx, family, change, field, code):
    with pytest.raises(InvalidInputError) as caught:
        service.save_month(ctx, replace(month(family), **change))
    assert [(p.field, p.code) for p in caught.value.problems] == [(field, code)]
    assert ctx.db.value("SELECT count(*) FROM money_month") == 0


def test_a_saved_month_reads_back_whole(ctx, family):
    full = month(
        family,
        **{name: 1000 * (n + 1) for n, name in enumerate(model.AMOUNTS)},
        saving_place="Celengan",
        checker_note="Rapi",
    )
    saved = service.save_month(ctx, full)
    assert service.month_of(ctx, family, NOVEMBER) == saved
    assert replace(saved, status=None, collected_on=None) == full
    assert service.months_of(ctx, family) == [saved]


def test_writing_figures_means_the_sheet_was_handed_in(ctx, family):
    saved = service.save_month(ctx, month(family, in_pkh=600_000))
    assert (saved.status, saved.collected_on) == (Status.COLLECTED, ctx.today)
    assert service.save_month(ctx, month(family)).status is None


def test_two_laptops_give_a_familys_month_the_same_id(ctx, family):
    service.save_month(ctx, month(family, in_pkh=1))
    service.save_month(ctx, month(family, in_pkh=2))
    assert [m.in_pkh for m in service.months_of(ctx, family)] == [2]


def test_a_blank_month_is_given_for_a_family_without_one(ctx, family):
    assert service.month_of(ctx, family, NOVEMBER) == month(family)


def test_homework_is_given_to_a_whole_group_in_one_step(ctx, make, group, family):
    others = [make.family(group, f"Ibu {n}") for n in range(3)]
    make.family(group, "Pindah", status="moved")
    service.save_month(ctx, month(others[0], in_pkh=1))
    steps = ctx.db.value("SELECT count(*) FROM step")
    assert service.assign_to_group(ctx, group, NOVEMBER, session_id="s1") == 3
    assert ctx.db.value("SELECT count(*) FROM step") == steps + 1
    progress = service.group_progress(ctx, group, NOVEMBER)
    assert (progress.families, progress.assigned, progress.collected) == (4, 3, 1)
    given = service.month_of(ctx, family, NOVEMBER)
    assert (given.status, given.assigned_on, given.session_id) == (Status.ASSIGNED, ctx.today, "s1")
    assert service.assign_to_group(ctx, group, NOVEMBER) == 0
    assert ctx.db.value("SELECT count(*) FROM step") == steps + 1


def test_homework_of_next_month_may_be_given_but_no_later(ctx, group, family):
    assert service.assign_to_group(ctx, group, Month(2026, 12)) == 1
    assert service.set_status(ctx, family, Month(2026, 12), None).status is None
    with pytest.raises(InvalidInputError, match="month_in_future"):
        service.assign_to_group(ctx, group, Month(2027, 1))


def test_an_unknown_group_is_not_found(ctx):
    with pytest.raises(NotFoundError):
        service.assign_to_group(ctx, "nothing", NOVEMBER)
    with pytest.raises(NotFoundError):
        service.group_progress(ctx, "nothing", NOVEMBER)
    with pytest.raises(NotFoundError):
        service.family_line(ctx, "nobody", NOVEMBER)


def test_a_sheet_is_checked_or_sent_back_with_a_note(ctx, clock, family):
    service.save_month(ctx, month(family, in_pkh=600_000))
    back = service.check(ctx, family, NOVEMBER, "Belanja belum ditulis", Status.NEEDS_WORK)
    assert (back.status, back.checked_on) == (Status.NEEDS_WORK, ctx.today)
    clock.advance(days=3)
    done = service.check(ctx, family, NOVEMBER, "Sudah lengkap")
    assert (done.status, done.checked_on, done.in_pkh) == (Status.CHECKED, ctx.today, 600_000)
    assert service.month_of(ctx, family, NOVEMBER) == done


def test_a_sheet_that_never_came_back_can_not_be_checked(ctx, group, family):
    service.assign_to_group(ctx, group, NOVEMBER)
    with pytest.raises(InvalidInputError, match="status:nothing_collected"):
        service.check(ctx, family, NOVEMBER, "")
    with pytest.raises(InvalidInputError, match="status:unknown_choice"):
        service.check(ctx, family, NOVEMBER, "", Status.ASSIGNED)


def test_sending_back_needs_a_note(ctx, family):
    service.save_month(ctx, month(family, in_pkh=1))
    with pytest.raises(InvalidInputError, match="needs_work_without_note"):
        service.check(ctx, family, NOVEMBER, " ", Status.NEEDS_WORK)


def test_several_sheets_are_noted_in_one_step_and_a_stage_left_loses_its_day(ctx, make, group):
    families = [make.family(group, f"Ibu {n}") for n in range(3)]
    service.assign_to_group(ctx, group, NOVEMBER)
    steps = ctx.db.value("SELECT count(*) FROM step")
    assert service.note_statuses(ctx, NOVEMBER, dict.fromkeys(families, Status.COLLECTED)) == 3
    assert service.note_statuses(ctx, NOVEMBER, dict.fromkeys(families, Status.COLLECTED)) == 0
    assert ctx.db.value("SELECT count(*) FROM step") == steps + 1
    collected = service.month_of(ctx, families[0], NOVEMBER)
    assert (collected.assigned_on, collected.collected_on) == (ctx.today, ctx.today)
    back = service.set_status(ctx, families[0], NOVEMBER, Status.ASSIGNED)
    assert (back.assigned_on, back.collected_on) == (ctx.today, None)
    assert service.set_status(ctx, families[0], NOVEMBER, None).assigned_on is None


def test_the_progress_of_every_group_is_counted(ctx, make, group, family):
    other = make.group("Melati")
    alone = make.family(None, "Tuti")
    lent = make.family(other, "Yuyun")
    service.save_month(ctx, month(family, saving_paid=20_000))
    service.save_month(ctx, month(lent, saving_paid=5_000))
    service.check(ctx, lent, NOVEMBER, "")
    service.set_status(ctx, alone, NOVEMBER, Status.ASSIGNED)
    found = {p.group_name: p for p in service.progress(ctx, NOVEMBER)}
    assert list(found) == ["Mawar", "Melati", ""]
    assert (found["Mawar"].collected, found["Mawar"].saved) == (1, 20_000)
    assert (found["Melati"].checked, found["Melati"].handed_in) == (1, 1)
    assert (found[""].assigned, found[""].not_given, found[""].saved) == (1, 0, None)
    assert found["Mawar"].share_handed_in == 1.0
    assert service.unchecked_count(ctx) == 1


def test_a_group_without_families_has_no_share(ctx, make):
    empty = service.group_progress(ctx, make.group("Kosong"), NOVEMBER)
    assert (empty.families, empty.share_handed_in) == (0, None)
    assert service.group_progress(ctx, "", NOVEMBER).group_name == ""


def test_a_groups_families_stand_in_the_order_of_their_row_codes(ctx, make, group):
    for name, code in (("Ani", "A10"), ("Budi", "A2"), ("Cici", None), ("Dedi", "A01")):
        make.family(group, name, row_code=code)
    lines = service.group_lines(ctx, group, NOVEMBER)
    assert [line.name for line in lines] == ["Budi", "Dedi", "Ani", "Cici"]
    assert all(line.status is None for line in lines)


def test_a_family_that_left_keeps_its_sheet_on_the_list(ctx, make, group):
    family = make.family(group, "Lulus", status="graduated")
    assert service.group_lines(ctx, group, NOVEMBER) == []
    service.save_month(ctx, month(family, in_pkh=1))
    assert [line.id for line in service.group_lines(ctx, group, NOVEMBER)] == [family]


def test_a_familys_line_names_its_group(ctx, family, group):
    line, group_id, group_name = service.family_line(ctx, family, NOVEMBER)
    assert (line.name, line.row_code, group_id, group_name) == (
        "Siti Aminah",
        "A01",
        group,
        "Mawar",
    )


def test_the_newest_month_with_homework_is_known(ctx, group, family):
    assert service.latest_month(ctx) is None
    service.assign_to_group(ctx, group, Month(2026, 10))
    assert service.latest_month(ctx) == Month(2026, 10)


def test_a_status_of_a_newer_program_reads_as_not_given(ctx, make, family):
    make.put("money_month", scope="x", family_id=family, month="2026-09", status="applauded")
    assert service.months_of(ctx, family)[0].status is None


def test_only_a_facilitator_writes_homework(book):
    for role in set(Role) - {Role.FACILITATOR}:
        other = book(role=role)
        for command in (
            lambda: service.save_month(other, month()),  # noqa: B023
            lambda: service.check(other, "f", NOVEMBER, ""),  # noqa: B023
            lambda: service.assign_to_group(other, "g", NOVEMBER),  # noqa: B023
            lambda: service.note_statuses(other, NOVEMBER, {}),  # noqa: B023
        ):
            with pytest.raises(PermissionDeniedError):
                command()


def test_a_leader_sees_no_homework(book):
    with pytest.raises(PermissionDeniedError):
        service.progress(book(role=Role.LEADER), NOVEMBER)
