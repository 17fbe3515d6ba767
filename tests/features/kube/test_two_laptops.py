"""Two laptops keep one group's books: whatever they enter, correct, move and close, and however
their files travel, every invariant of the books holds on both in the end.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.db import health, legs
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.kube import checks
from fieldkit.features.kube.cashbook import model, store
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.closing import store as closing_store
from fieldkit.features.kube.closing.model import ClosedPot
from fieldkit.features.sync.model import FileState
from tests.features.sync.village import KUBE, F, L, Village, scratch

pytestmark = pytest.mark.no_cover
FOR_A_LOOK = {"closed_twice", "came_late", "proof_used_twice", "pot_is_negative",
              "page_follows_other", "page_worded_twice", "pot_fell_with_reason"}  # fmt: skip
AMOUNTS = st.integers(1, 60) | st.integers(10**6, 10**9)
DAYS = st.builds(lambda month, day: date(2026, month, day), st.integers(9, 11), st.integers(1, 20))
KEEPER = st.integers(0, 1)
deeds = st.lists(
    st.tuples(st.sampled_from(["in"] * 3), KEEPER, DAYS, st.sampled_from(list(Pot)), AMOUNTS)
    | st.tuples(st.just("in"), KEEPER, DAYS, st.sampled_from(list(Pot)), AMOUNTS)
    | st.tuples(st.just("out"), KEEPER, DAYS, st.sampled_from(list(Pot)), AMOUNTS)
    | st.tuples(st.just("move"), KEEPER, DAYS, st.permutations(list(Pot)), AMOUNTS)
    | st.tuples(st.just("correct"), KEEPER, st.integers(0, 30), st.none() | AMOUNTS)
    | st.tuples(st.just("close"), KEEPER, st.integers(9, 10))
    | st.tuples(st.just("wait"), KEEPER, st.integers(1, 3000))
    | st.tuples(st.just("send"), st.integers(0, 1))
    | st.tuples(st.just("read"), KEEPER, st.lists(st.integers(0, 20), max_size=3)),
    min_size=12, max_size=40,
)  # fmt: skip


class Keepers:
    """A facilitator and a leader who keep the same books, and every entry that was ever posted."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.posted: dict[str, int] = {}

    def do(self, deed: str, keeper: int, *things: object) -> None:
        """Do one thing; what the books refuse is not done."""
        ctx = self.village.books[keeper]
        try:
            getattr(self, f"_{deed}")(ctx, keeper, *things)
        except InvalidInputError:
            return

    def _in(self, ctx, _keeper, day, pot, amount):
        entry = model.money_in(KUBE, day, Account.SALES, amount, "masuk", pot=pot)
        self._note(ctx, cashbook.record_entry(ctx, entry))

    def _out(self, ctx, _keeper, day, pot, amount):
        entry = model.money_out(KUBE, day, Account.SUPPLIES, amount, "keluar", pot=pot)
        self._note(ctx, cashbook.record_entry(ctx, entry))

    def _move(self, ctx, _keeper, day, pots, amount):
        entry = model.transfer(KUBE, day, amount, "pindah", source=pots[0], target=pots[1])
        self._note(ctx, cashbook.record_entry(ctx, entry))

    def _correct(self, ctx, _keeper, place, amount):
        known = store.all_entries(ctx.db, KUBE)
        if not known:
            return
        right = None
        if amount is not None:
            right = model.money_in(KUBE, ctx.today, Account.SALES, amount, "yang benar")
        done = cashbook.correct_entry(ctx, known[place % len(known)].id, "salah", right)
        for entry_id in (done.reversal_id, done.replacement_id):
            if entry_id:
                self._note(ctx, entry_id)

    def _close(self, ctx, _keeper, month):
        closing.close_month(ctx, KUBE, Month(2026, month))

    def _wait(self, _ctx, keeper, minutes):
        self.village.wait(keeper, minutes)

    def _send(self, _ctx, road):
        self.village.send_along(road)

    def _read(self, _ctx, keeper, picks):
        self.village.read_letters(keeper, picks)

    def _note(self, ctx, entry_id):
        self.posted[entry_id] = sum(x.amount for x in cashbook.entry(ctx, entry_id).lines)


def balanced(ctx, posted):
    """Every invariant of one book."""
    entries = {entry.id: entry for entry in store.all_entries(ctx.db, KUBE)}
    assert set(entries) == set(posted), "nothing lost, nothing doubled"
    for entry in entries.values():
        assert sum(line.amount for line in entry.lines) == 0
    held = cashbook.balances(ctx, KUBE)
    for pot in Pot:
        assert held[pot] == sum(entry.into(pot) for entry in entries.values())
        ledger = cashbook.ledger_of(ctx, KUBE, pot)
        assert held[pot] == ledger.closing
        standing = {row.id for row in ledger.rows if row.counts}
        assert held[pot] == sum(e.into(pot) for e in entries.values() if e.id in standing)
    wrong = {one.code for one in health.findings(ctx.db, is_full=True)} - {"not_encrypted"}
    assert wrong == set(), "operations, projections, chains and sums"
    told = {problem.code for problem in checks.findings(ctx)}
    assert told <= FOR_A_LOOK
    return held


@settings(
    max_examples=25, deadline=None, phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(steps=deeds, skew=st.integers(-300, 300))
def test_whatever_two_laptops_do_their_books_hold_and_agree(steps, skew):
    with scratch() as folder:
        village = Village(folder, (F, L), (0, skew))
        keepers = Keepers(village)
        for deed, *things in steps:
            if deed == "send":
                village.send_along(*things)
            else:
                keepers.do(deed, *things)
        village.exchange_everything()
        first, second = (balanced(ctx, keepers.posted) for ctx in village.books)
        assert first == second
        for month in (9, 10, 11):
            sums = [cashbook.month_summary(ctx, KUBE, Month(2026, month)) for ctx in village.books]
            assert sums[0] == sums[1]
        village.close()


@pytest.mark.parametrize("closer", [0, 1])
def test_a_correction_both_wrote_stays_on_the_page_that_was_closed_with_it(closer):
    """Each wrote it on a day of its own; only one had closed the month with it."""
    with scratch() as folder:
        village = Village(folder, (F, L), (0, 0))
        keepers = Keepers(village)
        keepers.do("in", 0, date(2026, 9, 3), Pot.KAS, 50_000)
        village.receive(1, village.send(0, 1))
        keepers.do("correct", closer, 0, None)
        keepers.do("wait", 1 - closer, 3000)
        keepers.do("correct", 1 - closer, 0, None)
        keepers.do("close", closer, 9)
        pots = cashbook.balances(village.books[closer], KUBE, date(2026, 9, 30))
        village.exchange_everything()
        for ctx in village.books:
            assert len(cashbook.all_entries(ctx, KUBE)) == 2
            assert cashbook.balances(ctx, KUBE, date(2026, 9, 30)) == pots
            assert closing.mark(ctx, KUBE, Pot.KAS, Month(2026, 9)).differs is False
            codes = {p.code: p.is_warning for p in closing.verify(ctx)}
            assert codes in ({}, {"page_worded_twice": True})
            [ledger] = [cashbook.ledger_of(ctx, KUBE, last=date(2026, 9, 30))]
            assert [row.money_in for row in ledger.rows] == [50_000, 0]
            assert not any(row.is_late for row in ledger.rows)
            assert legs.is_whole(ctx.db.raw)
        assert len({str(closing.verify(ctx)) for ctx in village.books}) == 1
        village.close()


def test_a_file_read_twice_doubles_nothing():
    with scratch() as folder:
        village = Village(folder, (F, L), (0, 0))
        keepers = Keepers(village)
        keepers.do("in", 0, date(2026, 11, 3), Pot.KAS, 50_000)
        letter = village.send(0, 1)
        assert village.receive(1, letter)[0].state is FileState.NEW
        assert village.receive(1, letter)[0].state is FileState.ALREADY
        assert cashbook.balances(village.books[1], KUBE)[Pot.KAS] == 50_000
        village.close()


def test_a_page_closed_behind_the_other_laptops_closing_is_whole_and_a_changed_one_is_not():
    with scratch() as folder:
        village = Village(folder, (F, L), (0, 0))
        keepers = Keepers(village)
        keepers.do("in", 0, date(2026, 9, 3), Pot.KAS, 50_000)
        keepers.do("in", 1, date(2026, 9, 4), Pot.KAS, 20_000)
        keepers.do("close", 0, 9)
        keepers.do("wait", 1, 5)
        keepers.do("in", 1, date(2026, 10, 2), Pot.KAS, 1_000)
        keepers.do("close", 1, 10)
        village.exchange_everything()
        for ctx in village.books:
            codes = {p.code: p.is_warning for p in closing.verify(ctx)}
            assert codes == {"closed_twice": True, "came_late": True, "page_follows_other": True}
        ctx = village.books[0]
        page = next(p for p in closing_store.pages(ctx.db, KUBE) if p.month == Month(2026, 10))
        assert closing._is_whole(ctx, page)
        assert not closing._is_whole(ctx, replace(page, entries=page.entries[1:]))
        assert not closing._is_whole(ctx, replace(page, entries=("gone",)))
        forged = {
            pot: ClosedPot(balance=held.balance, digest="0" * 64) for pot, held in page.pots.items()
        }
        assert not closing._is_whole(ctx, replace(page, pots=forged))
        village.close()
