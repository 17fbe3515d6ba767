"""Closed months and page codes of a group's books, at the service door."""

from datetime import UTC, date, datetime

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.db import health, legs
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_in, money_out, transfer
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.records import undoing

AUG, SEP, OCT, NOV = (Month(2026, number) for number in (8, 9, 10, 11))


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def kube(make):
    return make.kube()[0]


@pytest.fixture
def books(ctx, kube):
    """Three months: sales and supplies, help from another pot."""
    for month in (SEP, OCT, NOV):
        day = month.first.replace(day=5)
        cashbook.record_entry(ctx, money_in(kube, day, Account.SALES, 300_000, "Kue"))
        cashbook.record_entry(ctx, money_out(kube, day, Account.SUPPLIES, 120_000, "Tepung"))
    moved = transfer(kube, date(2026, 10, 6), 50_000, "Ke IKS", source=Pot.KAS, target=Pot.IKS)
    cashbook.record_entry(ctx, moved)
    return kube


def test_closing_a_month_closes_those_before_it_too(ctx, books):
    assert closing.close_month(ctx, books, OCT) == 2
    assert cashbook.closed_until(ctx, books) == OCT
    states = {state.month: state for state in closing.months(ctx, books)}
    assert [bool(states[m].closed_on) for m in (SEP, OCT, NOV)] == [True, True, False]
    assert (states[OCT].money_in, states[OCT].money_out) == (300_000, 120_000)
    assert states[OCT].balance == 360_000
    assert states[OCT].entries == 3


def test_a_closed_month_takes_no_entry_and_says_from_which_day_on(ctx, books):
    closing.close_month(ctx, books, OCT)
    for day in (date(2026, 10, 31), date(2026, 9, 1), date(2025, 1, 1)):
        with pytest.raises(InvalidInputError) as error:
            cashbook.record_entry(ctx, money_in(books, day, Account.SALES, 1, "Kue"))
        (problem,) = error.value.problems
        assert (problem.field, problem.code) == ("booked_on", "period_closed")
        assert problem.details == {"month": "October 2026", "day": "1 November 2026"}
    cashbook.record_entry(ctx, money_in(books, NOV.first, Account.SALES, 1, "Kue"))


def test_only_a_month_that_is_over_is_closed_and_only_once(ctx, books, clock):
    with pytest.raises(InvalidInputError) as error:
        closing.close_month(ctx, books, NOV)
    assert codes(error) == {("month", "month_not_over")}
    closing.close_month(ctx, books, OCT)
    for month in (SEP, OCT):
        with pytest.raises(InvalidInputError) as error:
            closing.close_month(ctx, books, month)
        assert codes(error) == {("month", "month_closed")}
    with pytest.raises(InvalidInputError) as error:
        closing.close_month(ctx, books, AUG)
    assert codes(error) == {("month", "nothing_to_close")}
    clock.instant = datetime(2026, 11, 30, 3, tzinfo=UTC)
    assert closing.close_month(ctx, books, NOV) == 1


def test_a_year_is_closed_when_it_is_over_even_after_its_last_month(ctx, books, clock):
    with pytest.raises(InvalidInputError) as error:
        closing.close_year(ctx, books, 2026)
    assert codes(error) == {("month", "year_not_over")}
    clock.instant = datetime(2027, 1, 2, 3, tzinfo=UTC)
    assert closing.close_month(ctx, books, Month(2026, 12)) == 4
    assert closing.close_year(ctx, books, 2026) == 0
    states = {state.month: state for state in closing.months(ctx, books)}
    assert [m for m, state in states.items() if state.is_year] == [Month(2026, 12)]
    with pytest.raises(InvalidInputError):
        closing.close_year(ctx, books, 2026)


def test_a_correction_of_a_closed_entry_is_booked_in_the_open_month(ctx, books, clock):
    entry = cashbook.ledger_of(ctx, books, Pot.KAS, OCT.first, OCT.last).rows[0]
    closing.close_month(ctx, books, OCT)
    done = cashbook.correct_entry(ctx, entry.id, "salah tulis")
    assert cashbook.entry(ctx, done.reversal_id).booked_on == ctx.today
    assert cashbook.ledger_of(ctx, books, Pot.KAS, OCT.first, OCT.last).total_in == 300_000


def test_undo_of_an_entry_of_a_closed_month_lands_in_an_open_one(ctx, books, clock):
    clock.instant = datetime(2026, 11, 30, 3, tzinfo=UTC)
    cashbook.record_entry(ctx, money_in(books, clock.today(), Account.SALES, 7_000, "Peyek"))
    closed_by = closing.close_month(ctx, books, NOV)
    assert closed_by == 3
    before = cashbook.ledger_of(ctx, books, Pot.KAS, NOV.first, NOV.last).closing
    step = ctx.db.value("SELECT id FROM step WHERE name LIKE 'Money in%' ORDER BY hlc DESC LIMIT 1")
    undoing.undo(ctx, step)
    assert cashbook.ledger_of(ctx, books, Pot.KAS, NOV.first, NOV.last).closing == before
    december = cashbook.ledger_of(ctx, books, Pot.KAS, date(2026, 12, 1), date(2026, 12, 31))
    (row,) = december.rows
    assert row.is_late
    assert (row.day, row.booked_on) == (date(2026, 12, 1), date(2026, 11, 30))
    assert row.money_out == 7_000
    assert legs.is_whole(ctx.db.raw)


def test_undoing_a_closing_opens_the_month_again(ctx, books):
    closing.close_month(ctx, books, OCT)
    undoing.undo(ctx)
    assert cashbook.closed_until(ctx, books) is None
    cashbook.record_entry(ctx, money_in(books, SEP.last, Account.SALES, 1, "Kue"))
    undoing.undo(ctx)
    assert legs.is_whole(ctx.db.raw)


def test_the_foot_names_the_page_and_the_one_before_it(ctx, books):
    october, november = closing.marks(ctx, books, OCT), closing.marks(ctx, books, NOV)
    assert november[Pot.KAS].before == october[Pot.KAS].digest
    assert november[Pot.KAS].before_code == october[Pot.KAS].code
    assert closing.mark(ctx, books, Pot.KAS, SEP).before_code == ""
    assert len(october[Pot.KAS].code) == len("1234-5678-9abc")
    assert len({mark.code for mark in october.values()}) == 4


def test_a_page_keeps_its_code_until_its_month_changes(ctx, books):
    before = closing.marks(ctx, books, NOV)[Pot.KAS].code
    assert closing.marks(ctx, books, NOV)[Pot.KAS].code == before
    cashbook.record_entry(ctx, money_in(books, SEP.last, Account.SALES, 1, "Kue"))
    assert closing.marks(ctx, books, NOV)[Pot.KAS].code != before


def test_a_closed_page_keeps_its_code_for_good(ctx, books):
    open_code = closing.mark(ctx, books, Pot.KAS, OCT).code
    closing.close_month(ctx, books, OCT)
    closed = closing.mark(ctx, books, Pot.KAS, OCT)
    assert (closed.code, closed.closed_on, closed.differs) == (open_code, ctx.today, False)
    cashbook.record_entry(ctx, money_in(books, NOV.first, Account.SALES, 1, "Kue"))
    assert closing.mark(ctx, books, Pot.KAS, OCT).code == open_code


def test_a_printed_code_is_found_again(ctx, books):
    mark = closing.mark(ctx, books, Pot.IKS, OCT)
    found = closing.find_page(ctx, mark.code.upper())
    assert (found.kube, found.pot, found.month) == ("Melati 3", Pot.IKS, OCT)
    assert closing.find_page(ctx, "0000-0000-0000") is None
    assert closing.find_page(ctx, mark.code[:5]) is None


def test_a_page_changed_behind_the_program_is_found(ctx, books):
    closing.close_month(ctx, books, OCT)
    assert closing.verify(ctx) == []
    raw = ctx.db.raw
    raw.execute("UPDATE temp.door SET is_open = 1")
    raw.execute(
        "UPDATE cash_entry_all SET description = 'Roti' WHERE booked_on = '2026-10-05'"
        " AND description = 'Kue'"
    )
    raw.execute("UPDATE temp.door SET is_open = 0")
    (finding,) = closing.verify(ctx)
    assert (finding.code, finding.details["month"]) == ("page_differs", "October 2026")
    assert closing.mark(ctx, books, Pot.KAS, OCT).differs
    broken = [f for f in health.findings(ctx.db) if f.code == "entry_link_broken"]
    assert [f.details["month"] for f in broken] == ["2026-10"]


def test_an_entry_whose_link_was_cut_or_swapped_in_the_log_is_found(ctx, books):
    raw = ctx.db.raw
    raw.execute("UPDATE temp.door SET is_open = 1")
    raw.execute(
        "UPDATE op SET val = replace(val, '120000', '130000')"
        " WHERE tbl = 'cash_entry' AND json_extract(val, '$.chain_page') = '2026-09'"
    )
    raw.execute("UPDATE temp.door SET is_open = 0")
    found = [f for f in health.findings(ctx.db) if f.code == "entry_link_broken"]
    assert {f.details["month"] for f in found} == {"2026-09"}


def test_sums_that_were_changed_are_found_and_made_anew(ctx, books):
    raw = ctx.db.raw
    assert legs.is_whole(raw)
    raw.execute("UPDATE ledger_sum SET total = total + 1")
    assert not legs.is_whole(raw)
    assert "sums_stale" in {finding.code for finding in health.findings(ctx.db)}
    legs.rebuild(raw)
    assert legs.is_whole(raw)
    raw.execute("DELETE FROM ledger_leg WHERE no = 0")
    assert not legs.is_whole(raw)


def test_two_closings_of_a_month_let_the_first_one_stand(ctx, books, clock):
    closing.close_month(ctx, books, SEP)
    page = ctx.db.row("SELECT * FROM book_page")
    other = {k: v for k, v in page.items() if k not in ("id", "_scope")}
    with ctx.db.write(Step("Other laptop")) as writer:
        writer.put("book_page", other | {"closed_at": "2099", "entries": "[]"}, scope=books)
    assert [p.code for p in closing.verify(ctx)] == ["closed_twice"]
    assert cashbook.ledger_of(ctx, books, Pot.KAS, SEP.first, SEP.last).closing == 180_000


@pytest.mark.parametrize(
    "odd",
    [
        {"month": "soon"}, {"month": "2026-13"}, {"entries": "{"}, {"entries": "7"}, {"pots": "x"},
        {"month": "9999-12"}, {"closed_on": "?"},
    ],
)  # fmt: skip
def test_a_closing_that_makes_no_sense_shuts_nobody_out(ctx, books, odd):
    row = {
        "kube_id": books, "month": "2026-01", "closed_on": "2026-02-01", "closed_at": "2026",
        "entries": "[]", "pots": "{}",
    }  # fmt: skip
    with ctx.db.write(Step("From elsewhere")) as writer:
        writer.put("book_page", row | odd, scope=books)
    cashbook.record_entry(ctx, money_in(books, NOV.first, Account.SALES, 1, "Kue"))
    closing.months(ctx, books)
    closing.marks(ctx, books, NOV)
    closing.verify(ctx)
    assert legs.is_whole(ctx.db.raw)


def test_only_who_may_post_closes(ctx, books, book):
    for role in (Role.COORDINATOR, Role.READER):
        with pytest.raises(PermissionDeniedError):
            closing.close_month(book(role=role), books, OCT)
