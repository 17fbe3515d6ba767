"""A sheet is reminded of, handed back, read with the family; wants are told from needs."""

from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.homework import service
from fieldkit.features.homework.daily import Entry
from fieldkit.features.homework.model import MoneyMonth, SheetKind, Status
from fieldkit.features.records import undoing

OCTOBER = Month(2026, 10)


@pytest.fixture
def group(make) -> str:
    return make.group("Kelompok Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


def money(family, **more) -> MoneyMonth:
    return MoneyMonth(family_id=family, month=OCTOBER, **more)


def drawn(ctx, group) -> list[bool]:
    return [line.uses_pictures for line in service.group_lines(ctx, group, OCTOBER)]


def codes(ctx, found) -> list[str]:
    return [problem.code for problem in service.warnings(ctx, found)]


def test_who_still_owes_a_sheet_is_reminded_by_name(ctx, group, families):
    service.assign_to_group(ctx, group, OCTOBER)
    service.set_status(ctx, families[0], OCTOBER, Status.COLLECTED)
    found = service.reminder(ctx, group, OCTOBER, date(2026, 11, 18))
    assert found.names == ("Badriah", "Chasanah")
    assert found.text == (
        "Ibu-ibu Kelompok Mawar, catatan keuangan bulan Oktober 2026 yang belum dikumpulkan:\n"
        "1. Badriah\n2. Chasanah\n"
        "Mohon dibawa saat P2K2 Rabu, 18 November 2026. Catatan yang belum lengkap tetap boleh"
        " dibawa. Terima kasih."
    )
    assert service.remind(ctx, OCTOBER, [*found.family_ids, families[0]]) == 2
    assert service.month_of(ctx, families[1], OCTOBER).reminded_on == ctx.today
    assert service.month_of(ctx, families[0], OCTOBER).reminded_on is None
    undoing.undo(ctx)
    assert service.month_of(ctx, families[1], OCTOBER).reminded_on is None


def test_nobody_owing_makes_no_reminder(ctx, group, families):
    assert service.reminder(ctx, group, OCTOBER).text == ""
    assert service.remind(ctx, OCTOBER, families) == 0


def test_only_checked_sheets_are_handed_back(ctx, group, families):
    service.save_month(ctx, money(families[0], in_wage=1))
    service.check(ctx, families[0], OCTOBER, "Bagus")
    service.save_month(ctx, money(families[1], in_wage=1))
    assert service.hand_back(ctx, OCTOBER, families) == 1
    assert service.month_of(ctx, families[0], OCTOBER).returned_on == ctx.today
    assert service.group_progress(ctx, group, OCTOBER).returned == 1
    service.set_status(ctx, families[0], OCTOBER, Status.COLLECTED)
    assert service.month_of(ctx, families[0], OCTOBER).returned_on is None


def test_daily_notes_are_kept_with_the_month(ctx, families):
    notes = (
        Entry(day=1, field="in_wage", amount=500_000, words="gaji"),
        Entry(day=3, field="out_food", amount=45_000, words="makan"),
    )
    service.save_month(ctx, money(families[0], log=notes, opening=20_000))
    found = service.month_of(ctx, families[0], OCTOBER)
    assert (found.log, found.opening) == (notes, 20_000)
    assert found.status is Status.COLLECTED


def test_notes_of_a_day_the_month_does_not_have_are_refused(ctx, families):
    september = MoneyMonth(
        family_id=families[0], month=Month(2026, 9),
        log=(Entry(day=31, field="in_wage", amount=1),),
    )  # fmt: skip
    with pytest.raises(InvalidInputError):
        service.save_month(ctx, september)


def test_wants_are_told_from_needs_and_blank_is_not_nought(ctx, families):
    spent = money(families[0], out_food=300_000, out_other=100_000)
    assert spent.needs is None
    known = money(families[0], out_food=300_000, out_other=100_000, out_wants=100_000)
    assert known.needs == 300_000


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"out_food": 100, "out_wants": 200}, "wants_over_spending"),
        ({"out_food": 900, "out_wants": 200, "saving_paid": 100}, "wants_over_saving"),
        ({"log": (Entry(day=1, field="out_food", amount=5),), "out_food": 6}, "log_differs"),
        ({"log": (Entry(day=1, field="out_food", amount=5),)}, "log_differs"),
    ],
)
def test_what_deserves_a_talk_is_said(ctx, families, facts, code):
    assert code in codes(ctx, money(families[0], **facts))


@pytest.mark.parametrize(
    "facts",
    [
        {"out_food": 900, "out_wants": 200, "saving_paid": 200},
        {"out_food": 900, "out_wants": 200},
        {"out_food": 900, "out_wants": 0, "saving_paid": 0},
        {"log": (Entry(day=1, field="out_food", amount=5),), "out_food": 5},
    ],
)
def test_what_is_in_order_is_not_talked_of(ctx, families, facts):
    assert not {"wants_over_spending", "wants_over_saving", "log_differs"}.intersection(
        codes(ctx, money(families[0], **facts))
    )


def test_families_who_do_not_write_get_the_picture_sheet_until_they_do(ctx, group, families):
    service.choose_sheet(ctx, families[:2], SheetKind.PICTURES)
    assert drawn(ctx, group) == [True, True, False]
    service.choose_sheet(ctx, families[:1], SheetKind.WORDS)
    assert drawn(ctx, group) == [False, True, False]
    undoing.undo(ctx)
    assert drawn(ctx, group) == [True, True, False]


def test_a_groups_months_leave_gaps_where_nothing_was_given(ctx, group, families):
    service.save_month(
        ctx, money(families[0], out_food=90, out_wants=10, saving_paid=30, saving_balance=50)
    )
    service.save_month(ctx, money(families[1], out_food=500, saving_paid=20))
    service.assign_to_group(ctx, group, OCTOBER)
    months = service.group_months(ctx, group, OCTOBER, 3)
    assert [str(one.month) for one in months] == ["2026-08", "2026-09", "2026-10"]
    assert (months[0].given, months[0].share, months[0].saved) == (0, None, None)
    last = months[-1]
    assert (last.given, last.handed_in, last.saved, last.balance) == (3, 2, 50, 50)
    assert (last.wants, last.money_out) == (10, 90)
    assert service.group_months(ctx, "", OCTOBER, 1)[0].given == 3
