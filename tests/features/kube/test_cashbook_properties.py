"""Whatever is entered and corrected, in any order: nothing is lost and everything adds up."""

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.core.clock import FixedClock
from fieldkit.core.db.ledger import reversal_of
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.vault import memory_context
from fieldkit.features.kube.cashbook import model, store
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.records import undoing

AMOUNTS = st.integers(1, 50) | st.integers(1, 10**12)
DAYS = st.integers(1, 20).map(lambda day: date(2026, 11, day))
POTS = st.sampled_from(list(Pot))

entries = st.builds(
    lambda make, pot, day, account_in, account_out, amount, reason: (
        model.money_in("k", day, account_in, amount, "masuk", pot=pot)
        if make == "in"
        else model.money_out("k", day, account_out, amount, "keluar", pot=pot, reason=reason)
        if make == "out"
        else model.transfer(
            "k", day, amount, "pindah", source=pot,
            target=Pot.IKS if pot is Pot.KAS else Pot.KAS, reason=reason,
        )
    ),
    st.sampled_from(["in", "out", "move"]), POTS, DAYS, st.sampled_from(model.INCOME),
    st.sampled_from(model.EXPENSE), AMOUNTS, st.sampled_from([None, None, "ditalangi"]),
)  # fmt: skip
deeds = st.lists(
    st.tuples(st.just("enter"), entries)
    | st.tuples(st.just("correct"), st.integers(0, 30), st.none() | entries)
    | st.tuples(st.sampled_from(["undo", "redo"])),
    max_size=12,
)


@given(entries)
@settings(max_examples=40, deadline=None)
def test_the_legs_of_every_entry_add_up_to_zero_and_so_do_those_of_its_opposite(entry):
    assert sum(line.amount for line in entry.lines) == 0
    row = {"id": "a", "lines": model.lines_text(entry.lines)}
    opposite = store.lines_of(reversal_of(row, booked_on="2026-11-20", reason="x")["lines"])
    assert sum(line.amount for line in opposite) == 0
    assert [a.amount + b.amount for a, b in zip(entry.lines, opposite, strict=True)] == (
        [0] * len(entry.lines)
    )


@given(deeds)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pots_equal_their_entries_after_any_deeds(steps):
    ctx = memory_context(FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC)))
    group.save_kube(ctx, Kube(name="Melati 3", id="k"))
    for step in steps:
        do(ctx, *step)
    for pot in Pot:
        known = store.all_entries(ctx.db, "k")
        ledger = cashbook.ledger_of(ctx, "k", pot)
        assert cashbook.balances(ctx, "k")[pot] == sum(entry.into(pot) for entry in known)
        assert cashbook.balances(ctx, "k")[pot] == ledger.closing
        if ledger.rows:
            assert ledger.rows[-1].balance == ledger.closing
        standing = {row.id for row in ledger.rows if row.counts}
        assert ledger.closing == sum(e.into(pot) for e in known if e.id in standing)
    assert not [p for p in cashbook.verify(ctx) if not p.is_warning]
    ctx.db.close()


def do(ctx, deed, *given_things):
    try:
        if deed == "enter":
            cashbook.record_entry(ctx, given_things[0])
        elif deed == "correct":
            known = store.all_entries(ctx.db, "k")
            if known:
                chosen = known[given_things[0] % len(known)]
                cashbook.correct_entry(ctx, chosen.id, "salah", given_things[1])
        elif deed == "undo" and undoing.next_undo(ctx) not in (None, "Change KUBE Melati 3"):
            undoing.undo(ctx)
        elif deed == "redo" and undoing.next_redo(ctx):
            undoing.redo(ctx)
    except InvalidInputError:
        pass


def test_income_and_expense_have_words(ctx):
    assert set(cashbook.ACCOUNTS) == set(Account)
    assert set(cashbook.POTS) == set(Pot)
