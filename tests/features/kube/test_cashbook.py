"""The cash book of a KUBE, at the service door."""

from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import (
    Account,
    CashEntry,
    Kind,
    Line,
    Pot,
    money_in,
    money_out,
    opening,
    transfer,
)
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.records import undoing

NOV = [date(2026, 11, day) for day in range(1, 21)]


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


def held(ctx, kube, at=None):
    """The pots that hold anything."""
    return {pot: amount for pot, amount in cashbook.balances(ctx, kube, at).items() if amount}


@pytest.fixture
def kube(make):
    return make.kube()[0]


@pytest.fixture
def took_in(ctx, kube):
    return cashbook.record_entry(ctx, money_in(kube, NOV[0], Account.GRANT, 9_100_000, "Hadiah"))


def test_the_prize_of_melati_3_stands_in_the_book(ctx, kube, took_in):
    ledger = cashbook.ledger_of(ctx, kube)
    (row,) = ledger.rows
    assert (row.no, row.proof_no, row.description) == (1, "BK-A-0001", "Hadiah")
    assert (row.money_in, row.money_out, row.balance) == (9_100_000, 0, 9_100_000)
    assert ledger.closing == 9_100_000
    assert held(ctx, kube) == {Pot.KAS: 9_100_000}


def test_balances_run_in_the_order_of_dates_and_then_of_recording(ctx, kube):
    cashbook.record_entry(ctx, money_in(kube, NOV[9], Account.SALES, 300, "c"))
    cashbook.record_entry(ctx, money_in(kube, NOV[2], Account.SALES, 100, "a"))
    cashbook.record_entry(ctx, money_in(kube, NOV[9], Account.SALES, 50, "d"))
    cashbook.record_entry(ctx, money_out(kube, NOV[4], Account.TRANSPORT, 40, "b"))
    rows = cashbook.ledger_of(ctx, kube).rows
    assert [(r.description, r.balance) for r in rows] == [
        ("a", 100), ("b", 60), ("c", 360), ("d", 410),
    ]  # fmt: skip
    assert [r.proof_no for r in rows] == ["BK-A-0002", "BK-A-0004", "BK-A-0001", "BK-A-0003"]


def test_a_period_carries_its_balance_over(ctx, kube):
    cashbook.record_entry(ctx, money_in(kube, date(2026, 10, 31), Account.SALES, 700, "a"))
    cashbook.record_entry(ctx, money_in(kube, NOV[0], Account.SALES, 50, "b"))
    cashbook.record_entry(ctx, money_out(kube, NOV[5], Account.OTHER, 20, "c"))
    ledger = cashbook.ledger_of(ctx, kube, Pot.KAS, NOV[0], NOV[4])
    assert (ledger.brought, ledger.total_in, ledger.total_out, ledger.closing) == (700, 50, 0, 750)
    assert [row.no for row in ledger.rows] == [2]
    assert cashbook.balances(ctx, kube, at=date(2026, 10, 30))[Pot.KAS] == 0
    assert cashbook.balances(ctx, kube, at=NOV[4])[Pot.KAS] == 750


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"amount": 0}, ("amount", "zero_amount")),
        ({"amount": -5000}, ("amount", "negative")),
        ({"amount": 10**13}, ("amount", "not_money")),
        ({"description": "  "}, ("description", "required")),
        ({"description": "x" * 201}, ("description", "too_long")),
        ({"booked_on": date(2026, 11, 21)}, ("booked_on", "in_future")),
    ],
)
def test_an_impossible_entry_is_refused(ctx, kube, wrong, expected):
    facts = {"booked_on": NOV[0], "account": Account.SALES, "amount": 5000, "description": "Kue"}
    with pytest.raises(InvalidInputError) as error:
        cashbook.record_entry(ctx, money_in(kube, **(facts | wrong)))
    assert codes(error) == {expected}
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 0


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((Line(account=Pot.KAS, amount=5), Line(account=Account.SALES, amount=-4)),
         "entry_out_of_balance"),
        ((Line(account=Pot.KAS, amount=5), Line(account="income:magic", amount=-5)),
         "unknown_account"),
        ((Line(account=Account.DUES, amount=-5), Line(account=Account.OTHER, amount=5)), "no_pot"),
        ((Line(account=Pot.KAS, amount=5),), "no_pot"),
        ((), "no_pot"),
        ((Line(account=Pot.KAS, amount=5), Line(account=Pot.KAS, amount=-5)), "negative"),
    ],
)  # fmt: skip
def test_legs_that_make_no_sense_are_refused(ctx, kube, lines, expected):
    entry = CashEntry(kube_id=kube, booked_on=NOV[0], description="x", lines=lines)
    with pytest.raises(InvalidInputError) as error:
        cashbook.record_entry(ctx, entry)
    assert {p.code for p in error.value.problems} == {expected}


def test_a_pot_does_not_fall_below_zero_unless_a_reason_is_written(ctx, kube, took_in):
    spent = money_out(kube, NOV[3], Account.SUPPLIES, 9_100_001, "Kompor")
    with pytest.raises(InvalidInputError) as error:
        cashbook.record_entry(ctx, spent)
    (problem,) = error.value.problems
    assert (problem.field, problem.code) == ("reason", "pot_below_zero")
    assert problem.details["pot"] == "Cash"
    assert problem.details["balance"] == "Rp9.100.000"
    allowed = money_out(
        kube, NOV[3], Account.SUPPLIES, 9_100_001, "Kompor", reason="Bendahara menalangi Rp1"
    )
    cashbook.record_entry(ctx, allowed)
    assert cashbook.balances(ctx, kube)[Pot.KAS] == -1
    assert cashbook.verify(ctx) == []


def test_an_old_expense_may_not_pull_a_later_day_below_zero(ctx, kube):
    cashbook.record_entry(ctx, money_in(kube, NOV[0], Account.SALES, 100, "a"))
    cashbook.record_entry(ctx, money_out(kube, NOV[5], Account.OTHER, 80, "b"))
    cashbook.record_entry(ctx, money_in(kube, NOV[8], Account.SALES, 500, "c"))
    with pytest.raises(InvalidInputError) as error:
        cashbook.record_entry(ctx, money_out(kube, NOV[2], Account.OTHER, 30, "late"))
    assert error.value.problems[0].details["day"] == "6 November 2026"
    cashbook.record_entry(ctx, money_out(kube, NOV[2], Account.OTHER, 20, "late"))


def test_money_moves_between_pots_and_stays_the_same_in_all(ctx, kube, took_in):
    moved = transfer(kube, NOV[1], 100_000, "Ke IKS", source=Pot.KAS, target=Pot.IKS)
    cashbook.record_entry(ctx, moved)
    assert held(ctx, kube) == {Pot.KAS: 9_000_000, Pot.IKS: 100_000}
    summary = cashbook.month_summary(ctx, kube, Month(2026, 11))
    assert summary.income == {Account.GRANT: 9_100_000}
    assert (summary.total_income, summary.total_expense) == (9_100_000, 0)
    assert summary.closing[Pot.IKS] == 100_000
    with pytest.raises(InvalidInputError):
        back = transfer(kube, NOV[1], 100_001, "Balik", source=Pot.IKS, target=Pot.KAS)
        cashbook.record_entry(ctx, back)


def test_a_pot_is_opened_once(ctx, kube):
    cashbook.record_entry(ctx, opening(kube, NOV[0], 250_000, "Saldo awal", pot=Pot.KAS))
    cashbook.record_entry(ctx, opening(kube, NOV[0], 40_000, "Saldo awal", pot=Pot.IKS))
    with pytest.raises(InvalidInputError) as error:
        cashbook.record_entry(ctx, opening(kube, NOV[1], 1, "Saldo awal", pot=Pot.KAS))
    assert codes(error) == {("pot", "opening_exists")}
    (row,) = cashbook.ledger_of(ctx, kube).rows
    cashbook.correct_entry(ctx, row.id, "salah hitung")
    cashbook.record_entry(ctx, opening(kube, NOV[1], 1, "Saldo awal", pot=Pot.KAS))


def test_a_correction_leaves_both_and_counts_the_right_one(ctx, kube, took_in, clock):
    wrong = cashbook.record_entry(ctx, money_out(kube, NOV[1], Account.SUPPLIES, 100_000, "Gula"))
    clock.advance(days=3)
    done = cashbook.correct_entry(
        ctx, wrong, "salah tulis nol", money_out(kube, NOV[1], Account.SUPPLIES, 10_000, "Gula")
    )
    rows = {row.id: row for row in cashbook.ledger_of(ctx, kube).rows}
    assert rows[wrong].reversed_by == done.reversal_id
    assert not rows[wrong].counts
    back = rows[done.reversal_id]
    assert (back.is_correction, back.counts, back.money_in) == (True, False, 100_000)
    assert (back.proof_no, back.reason) == ("BK-A-0002-K", "salah tulis nol")
    assert back.booked_on == date(2026, 11, 23)
    assert rows[done.replacement_id].counts
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 9_090_000
    assert cashbook.verify(ctx) == []


def test_a_slip_put_right_the_same_day_stays_on_its_day(ctx, kube, took_in, clock):
    clock.advance(hours=2)
    done = cashbook.correct_entry(ctx, took_in, "salah")
    assert cashbook.entry(ctx, done.reversal_id).booked_on == NOV[0]


def test_a_correction_may_name_its_day_but_not_tomorrow(ctx, kube, took_in):
    with pytest.raises(InvalidInputError) as error:
        cashbook.correct_entry(ctx, took_in, "salah", booked_on=date(2026, 11, 21))
    assert codes(error) == {("booked_on", "in_future")}
    done = cashbook.correct_entry(ctx, took_in, "salah", booked_on=NOV[7])
    assert cashbook.entry(ctx, done.reversal_id).booked_on == NOV[7]


def test_a_correction_needs_a_reason_and_happens_once(ctx, kube, took_in):
    with pytest.raises(InvalidInputError) as error:
        cashbook.correct_entry(ctx, took_in, "  ")
    assert codes(error) == {("reason", "reason_required")}
    with pytest.raises(InvalidInputError) as error:
        cashbook.correct_entry(ctx, took_in, "x" * 201)
    assert codes(error) == {("reason", "too_long")}
    done = cashbook.correct_entry(ctx, took_in, "salah")
    with pytest.raises(InvalidInputError) as error:
        cashbook.correct_entry(ctx, took_in, "lagi")
    assert codes(error) == {("entry", "already_corrected")}
    with pytest.raises(InvalidInputError) as error:
        cashbook.correct_entry(ctx, done.reversal_id, "lagi")
    assert codes(error) == {("entry", "is_correction")}
    assert not cashbook.stands(ctx, took_in)


def test_a_refused_replacement_leaves_the_entry_as_it_was(ctx, kube, took_in):
    too_much = money_out(kube, NOV[0], Account.SUPPLIES, 10, "Gula")
    with pytest.raises(InvalidInputError):
        cashbook.correct_entry(ctx, took_in, "bukan masuk tapi keluar", too_much)
    assert cashbook.stands(ctx, took_in)
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 9_100_000


def test_undo_and_redo_of_a_correction_keep_the_balances_true(ctx, kube, took_in):
    right = money_in(kube, NOV[0], Account.GRANT, 9_000_000, "Hadiah")
    cashbook.correct_entry(ctx, took_in, "salah", right)
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 9_000_000
    undoing.undo(ctx)
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 9_100_000
    assert cashbook.stands(ctx, took_in)
    undoing.redo(ctx)
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 9_000_000
    undoing.undo(ctx)
    cashbook.correct_entry(ctx, took_in, "lagi")
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 0
    assert cashbook.verify(ctx) == []
    assert cashbook.ledger_of(ctx, kube).rows[-1].balance == 0


def test_a_leader_has_another_letter_and_both_count_on_their_own(ctx, book, make):
    _kube_id, _people = make.kube()
    assert cashbook.proof_letter(ctx) == "A"
    leader = book(role=Role.LEADER)
    assert cashbook.proof_letter(leader) in set("BCDEFGHJKLMNPRSTUVWXYZ")
    own = group.save_kube(leader, Kube(name="Melati 3"))
    cashbook.record_entry(leader, money_in(own, NOV[0], Account.SALES, 1, "Kue"))
    (row,) = cashbook.ledger_of(leader, own).rows
    assert row.proof_no == f"BK-{cashbook.proof_letter(leader)}-0001"


def test_each_group_counts_its_own_proof_numbers(ctx, make, kube, took_in):
    other, _people = make.kube("Kenanga")
    cashbook.record_entry(ctx, money_in(other, NOV[0], Account.SALES, 1, "Kue"))
    (row,) = cashbook.ledger_of(ctx, other).rows
    assert row.proof_no == "BK-A-0001"


def test_an_entry_posted_in_another_step_is_part_of_it(ctx, kube):
    with pytest.raises(RuntimeError), ctx.db.write(Step("x")) as writer:
        cashbook.post(ctx, writer, money_in(kube, NOV[0], Account.SALES, 1, "Kue"))
        raise RuntimeError
    assert cashbook.balances(ctx, kube)[Pot.KAS] == 0


def test_months_before_the_book_was_begun_are_unknown(ctx, kube, took_in):
    months = cashbook.monthly_balances(ctx, kube, Month(2026, 12), 3)
    assert [(str(m), held and held[Pot.KAS]) for m, held in months] == [
        ("2026-10", None), ("2026-11", 9_100_000), ("2026-12", 9_100_000),
    ]  # fmt: skip
    assert cashbook.latest_month(ctx) == Month(2026, 11)
    assert cashbook.latest_month(ctx, "none") is None


def test_only_who_may_post_posts(ctx, book):
    for role in (Role.COORDINATOR, Role.READER):
        other = book(role=role)
        with pytest.raises(PermissionDeniedError):
            cashbook.record_entry(other, money_in("k", NOV[0], Account.SALES, 1, "Kue"))
    with pytest.raises(NotFoundError):
        cashbook.entry(ctx, "none")


def post_raw(ctx, kube, **row):
    with ctx.db.write(Step("raw")) as writer:
        return writer.post("cash_entry", {"kube_id": kube, "booked_on": "2026-11-01", **row}, kube)


def test_a_look_over_the_books_finds_what_does_not_add_up(ctx, kube, took_in):
    post_raw(ctx, kube, lines='[{"account":"pot:kas","amount":5}]', kind="entry")
    post_raw(
        ctx, kube, kind="weird", proof_no="BK-A-0001",
        lines='[{"account":"pot:kas","amount":5},{"account":"income:magic","amount":-5}]',
    )  # fmt: skip
    post_raw(ctx, kube, kind="correction", reverses="elsewhere", lines="[]")
    post_raw(
        ctx, kube, kind="correction", reverses=took_in,
        lines='[{"account":"pot:kas","amount":-1},{"account":"income:grant","amount":1}]',
    )  # fmt: skip
    found = [p.code for p in cashbook.verify(ctx)]
    assert sorted(found) == [
        "entry_unbalanced", "entry_unbalanced", "entry_unknown_account", "proof_used_twice",
        "reversal_differs", "reversal_waits",
    ]  # fmt: skip


def test_a_pot_below_zero_after_a_merge_is_found(ctx, kube):
    post_raw(
        ctx, kube, kind="entry", proof_no="BK-C-0001",
        lines='[{"account":"expense:other","amount":7},{"account":"pot:kas","amount":-7}]',
    )  # fmt: skip
    (finding,) = cashbook.verify(ctx)
    assert finding.code == "pot_is_negative"
    assert not finding.is_warning
    assert finding.details["balance"] == "-Rp7"


def test_a_day_that_falls_below_zero_by_a_correction_is_for_a_look(ctx, kube, took_in):
    cashbook.record_entry(ctx, money_out(kube, NOV[2], Account.OTHER, 400_000, "kursi"))
    cashbook.correct_entry(ctx, took_in, "salah kelompok")
    (finding,) = cashbook.verify(ctx)
    assert finding.code == "pot_fell_with_reason"
    assert finding.is_warning


def test_a_day_that_falls_below_zero_by_an_earlier_entry_with_a_reason_is_for_a_look(ctx, kube):
    cashbook.record_entry(ctx, money_in(kube, NOV[0], Account.SALES, 100, "a"))
    cashbook.record_entry(ctx, money_out(kube, NOV[2], Account.OTHER, 100, "b"))
    lent = money_out(kube, NOV[1], Account.OTHER, 100, "c", reason="ditalangi bendahara")
    cashbook.record_entry(ctx, lent)
    (finding,) = cashbook.verify(ctx)
    assert (finding.code, finding.is_warning) == ("pot_fell_with_reason", True)


def test_a_correction_explains_no_more_than_it_took_back(ctx, kube, took_in):
    cashbook.correct_entry(ctx, took_in, "salah kelompok")
    undoing.undo(ctx)
    out = '[{"account":"expense:other","amount":%d},{"account":"pot:kas","amount":-%d}]'
    much = cashbook.balances(ctx, kube)[Pot.KAS] + 1
    post_raw(ctx, kube, kind="entry", booked_on="2026-11-19", lines=out % (much, much))
    (finding,) = cashbook.verify(ctx)
    assert finding.code == "pot_is_negative"


def test_an_entry_knows_its_account_and_its_pots(ctx, kube, took_in):
    known = cashbook.entry(ctx, took_in)
    assert known.account is Account.GRANT
    assert known.pots == (Pot.KAS,)
    assert known.kind is Kind.ENTRY
    moved = transfer(kube, NOV[1], 1, "x", source=Pot.KAS, target=Pot.IKS)
    assert moved.account is None
