"""A saving circle: money is recorded, never held, and its book only grows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle, Kind
from fieldkit.features.records import undoing

MEETING = date(2026, 11, 12)


def _codes(error) -> set[str]:
    return {f"{p.field}:{p.code}" for p in error.value.problems}


@pytest.fixture
def group(make) -> str:
    return make.group("Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def circle(ctx, group) -> Circle:
    circle_id = circles.save_circle(
        ctx, Circle(group_id=group, name="Tabungan Mawar", amount=5000, keeper="Bu Aminah")
    )
    return circles.circle_of(ctx, circle_id)


def post(ctx, circle, paid, session="sesi-1", held_on=MEETING):
    with ctx.db.write(Step("Record a meeting")) as writer:
        return circles.post_sheet(ctx, writer, circle, session, held_on, paid)


def entries(ctx) -> int:
    return ctx.db.value("SELECT count(*) FROM circle_entry")


def test_a_meetings_money_is_one_entry_with_a_leg_for_each_family(ctx, circle, families):
    done = post(ctx, circle, {families[0]: 5000, families[1]: 10_000, families[2]: 0})
    assert (done.total, done.has_changed, done.is_correction) == (15_000, True, False)
    assert entries(ctx) == 1
    assert circles.paid_at(ctx, "sesi-1") == {families[0]: 5000, families[1]: 10_000}
    assert [(b.name, b.amount) for b in circles.balances(ctx, circle.id)] == [
        ("Aminah", 5000), ("Badriah", 10_000),
    ]  # fmt: skip
    assert [f for f in health.findings(ctx.db) if f.code == "cash_entry_unbalanced"] == []


def test_the_same_sheet_again_writes_nothing(ctx, circle, families):
    post(ctx, circle, {families[0]: 5000})
    assert not post(ctx, circle, {families[0]: 5000}).has_changed
    assert entries(ctx) == 1


def test_a_changed_sheet_takes_the_former_back_and_books_anew_today(ctx, circle, families):
    post(ctx, circle, {families[0]: 5000})
    done = post(ctx, circle, {families[0]: 2000, families[1]: 5000})
    assert done.is_correction
    assert entries(ctx) == 3
    lines = circles.statement(ctx, circle.id, families[0])
    assert [(x.booked_on, x.amount, x.balance) for x in lines] == [
        (MEETING, 5000, 5000),
        (ctx.today, -5000, 0),
        (ctx.today, 2000, 2000),
    ]


def test_taking_everything_off_a_sheet_leaves_nothing(ctx, circle, families):
    post(ctx, circle, {families[0]: 5000})
    post(ctx, circle, {})
    assert circles.paid_at(ctx, "sesi-1") == {}
    assert circles.balances(ctx, circle.id)[0].amount == 0


def test_undo_and_redo_of_a_sheet_are_further_entries(ctx, circle, families):
    post(ctx, circle, {families[0]: 5000})
    undoing.undo(ctx)
    assert circles.paid_at(ctx, "sesi-1") == {}
    undoing.redo(ctx)
    assert circles.paid_at(ctx, "sesi-1") == {families[0]: 5000}
    assert entries(ctx) == 3
    done = post(ctx, circle, {families[0]: 1000})
    assert done.is_correction
    assert circles.paid_at(ctx, "sesi-1") == {families[0]: 1000}


def test_nobody_takes_out_more_than_they_have(ctx, circle, families):
    post(ctx, circle, {families[0]: 5000})
    with pytest.raises(InvalidInputError) as error:
        circles.record_withdrawal(ctx, circle.id, families[0], 5001, ctx.today, "")
    assert _codes(error) == {"amount:more_than_saved"}
    circles.record_withdrawal(ctx, circle.id, families[0], 3000, ctx.today, "Beli seragam")
    assert circles.balances(ctx, circle.id)[0].amount == 2000
    [_dues, out] = circles.statement(ctx, circle.id, families[0])
    assert (out.kind, out.description, out.balance) == (Kind.WITHDRAWAL, "Beli seragam", 2000)


def test_money_brought_between_meetings_counts_too(ctx, circle, families):
    circles.record_deposit(ctx, circle.id, families[2], 20_000, date(2026, 11, 2), "Titip Bu RT")
    assert circles.balances(ctx, circle.id)[0].amount == 20_000
    with pytest.raises(InvalidInputError) as error:
        circles.record_deposit(ctx, circle.id, families[2], None, date(2026, 12, 2), "")
    assert _codes(error) == {"amount:required", "booked_on:in_future"}


def test_a_stranger_pays_nothing(ctx, make, circle):
    stranger = make.family(make.group("Melati"), "Zulaikha")
    with pytest.raises(InvalidInputError) as error:
        post(ctx, circle, {stranger: 5000})
    assert _codes(error) == {"circle:not_in_this_group"}
    with pytest.raises(InvalidInputError):
        circles.record_deposit(ctx, circle.id, stranger, 5000, ctx.today, "")


def test_who_left_the_group_can_still_take_out_what_is_theirs(ctx, make, circle, families):
    post(ctx, circle, {families[0]: 5000})
    make.put("family", id=families[0], group_id=make.group("Melati"))
    circles.record_withdrawal(ctx, circle.id, families[0], 5000, ctx.today, "Pindah")
    assert circles.balances(ctx, circle.id)[0].amount == 0


def test_a_group_has_one_open_circle_and_a_closed_one_stays_readable(ctx, group, circle, families):
    with pytest.raises(InvalidInputError) as error:
        circles.save_circle(ctx, Circle(group_id=group, name="Yang kedua"))
    assert _codes(error) == {"closed_on:circle_exists"}
    post(ctx, circle, {families[0]: 5000})
    circles.save_circle(ctx, replace(circle, closed_on=ctx.today))
    assert circles.open_circle(ctx, group) is None
    with pytest.raises(InvalidInputError):
        circles.record_deposit(ctx, circle.id, families[0], 1000, ctx.today, "")
    circles.record_withdrawal(ctx, circle.id, families[0], 5000, ctx.today, "Dibagi")
    circles.save_circle(ctx, Circle(group_id=group, name="Yang kedua"))
    assert [c.name for c in circles.circles(ctx, group)] == ["Yang kedua", "Tabungan Mawar"]


def test_what_is_wrong_with_a_circle_is_told(ctx, group):
    wrong = Circle(group_id=group, name=" ", amount=0, started_on=date(2026, 12, 1), note="x" * 501)
    with pytest.raises(InvalidInputError) as error:
        circles.save_circle(ctx, wrong)
    assert _codes(error) == {
        "name:required", "amount:circle_amount_small", "started_on:in_future", "note:too_long",
    }  # fmt: skip


def test_the_months_add_up_with_gaps_between(ctx, circle, families):
    circles.record_deposit(ctx, circle.id, families[0], 10_000, date(2026, 8, 3), "")
    circles.record_withdrawal(ctx, circle.id, families[0], 4000, date(2026, 11, 3), "")
    assert circles.months(ctx, circle.id) == [
        (Month(2026, 8), 10_000), (Month(2026, 9), 10_000), (Month(2026, 10), 10_000),
        (Month(2026, 11), 6000),
    ]  # fmt: skip


@settings(max_examples=25)
@given(sheets=st.lists(st.lists(st.integers(0, 20_000), min_size=3, max_size=3), max_size=6))
def test_whatever_is_corrected_the_last_sheet_stands(sheets):
    from datetime import UTC, datetime

    from fieldkit.core.clock import FixedClock
    from fieldkit.core.vault import memory_context
    from tests.conftest import Make

    ctx = memory_context(FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC)))
    make = Make(ctx)
    group = make.group()
    families = [make.family(group) for _n in range(3)]
    circle = circles.circle_of(ctx, circles.save_circle(ctx, Circle(group_id=group, name="T")))
    for amounts in sheets:
        post(ctx, circle, dict(zip(families, amounts, strict=True)))
    last = dict(zip(families, sheets[-1], strict=True)) if sheets else {}
    assert circles.paid_at(ctx, "sesi-1") == {f: a for f, a in last.items() if a}
    assert sum(b.amount for b in circles.balances(ctx, circle.id)) == sum(last.values())
    assert [f.code for f in health.findings(ctx.db) if f.code == "cash_entry_unbalanced"] == []
    ctx.db.close()


def test_a_reader_reads_and_writes_nothing(ctx, book, group):
    reader = book(role=Role.READER)
    assert circles.open_circle(reader, group) is None
    with pytest.raises(PermissionDeniedError):
        circles.save_circle(reader, Circle(group_id=group, name="T"))


def test_two_laptops_that_write_the_same_sheet_make_one_entry(ctx, circle, families):
    from fieldkit.features.homework.circle import store

    paid = {families[0]: 5000}
    assert store.sheet_id("sesi-1", 1, paid) == store.sheet_id("sesi-1", 1, dict(paid))
    assert store.sheet_id("sesi-1", 2, paid) != store.sheet_id("sesi-1", 1, paid)


def test_what_was_noted_by_hand_is_taken_back_with_its_reason(ctx, circle, families):
    circles.record_deposit(ctx, circle.id, families[0], 20_000, MEETING, "Titip")
    post(ctx, circle, {families[0]: 5000})
    sheet, by_hand = circles.statement(ctx, circle.id, families[0])
    assert (by_hand.can_be_taken_back, sheet.can_be_taken_back) == (True, False)
    circles.take_back(ctx, circle.id, by_hand.entry_id, "Salah keluarga")
    lines = circles.statement(ctx, circle.id, families[0])
    assert lines[-1].balance == 5000
    assert not any(line.can_be_taken_back for line in lines)
    assert "Salah keluarga" in {line.reason for line in lines}


def test_a_meetings_entry_and_one_taken_back_can_not_be_taken_back_here(ctx, circle, families):
    post(ctx, circle, {families[0]: 5000})
    [line] = circles.statement(ctx, circle.id, families[0])
    with pytest.raises(InvalidInputError) as error:
        circles.take_back(ctx, circle.id, line.entry_id, "")
    assert _codes(error) == {"reason:required", "entry:circle_entry_gone"}


def test_a_sheet_shows_everybody_and_the_months_asked_for(ctx, circle, families):
    circles.record_deposit(ctx, circle.id, families[0], 20_000, date(2026, 9, 3), "")
    circles.record_deposit(ctx, circle.id, families[0], 5_000, MEETING, "")
    lines = circles.sheet(ctx, circle.id, Month(2026, 10), Month(2026, 11))
    assert [line.named for line in lines] == ["A1 – Aminah", "A2 – Badriah", "A3 – Chasanah"]
    assert (lines[0].changes, lines[0].balance) == ({"2026-11": 5_000}, 25_000)
    assert circles.latest_month(ctx) == Month(2026, 11)
    assert [name for _circle, name in circles.open_circles(ctx)] == ["Mawar"]
