"""Two laptops keep everything of one group: meetings, dues, loans, arrears written off, stock.

Whatever they do, take back, open again and close, and however their files travel, both books
hold the same in the end, and every figure is what its entries say.
"""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.db import health, undo
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError
from fieldkit.core.ids import derived_id
from fieldkit.features.kube import checks
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook import store
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.iks.model import Cause, Grant
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.loans.model import Loan, Service
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPage,
    Status,
)
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.orders.model import Order, Post
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.kube.trade import service as trade
from fieldkit.features.kube.trade.model import (
    Channel,
    Ingredient,
    Move,
    Product,
    Sale,
    SaleLine,
    StockMove,
)
from fieldkit.features.records import undoing
from tests.features.kube.test_two_laptops import FOR_A_LOOK, Keepers
from tests.features.sync.village import KUBE, F, L, Village, scratch

pytestmark = pytest.mark.no_cover
PEOPLE = [derived_id("test", "member", str(number)) for number in range(3)]
PRODUCT, RICE = derived_id("test", "product"), derived_id("test", "rice")
MAY_BE_TOLD = FOR_A_LOOK | {
    "page_worded_twice", "order_overpaid", "shared_twice", "waived_too_much", "loan_overpaid", "decision_no_twice", "confirmed_changed",
}  # fmt: skip
LAST = date(2027, 12, 31)

keeper, place, who = st.integers(0, 1), st.integers(0, 20), st.sampled_from(PEOPLE)
days = st.builds(lambda month, day: date(2026, month, day), st.integers(9, 11), st.integers(1, 20))
amounts = st.sampled_from([1_000, 5_000, 10_000, 55_000, 100_000]) | st.integers(1, 300_000)
paid = st.dictionaries(who, st.none() | st.just(0) | amounts, max_size=3)
marks = st.dictionaries(who, st.sampled_from(Attendance), max_size=3)
funds = st.sampled_from([Account.DUES, Account.IKS])
deeds = st.lists(
    st.tuples(st.just("meet"), keeper, days, marks, paid, paid, paid)
    | st.tuples(st.just("meet"), keeper, days, marks, paid, paid, st.just({}))
    | st.tuples(st.just("rewrite"), keeper, place, st.none() | paid, st.none() | paid)
    | st.tuples(st.just("confirm"), keeper, place)
    | st.tuples(st.just("reopen"), keeper, place)
    | st.tuples(st.just("unmeet"), keeper, place)
    | st.tuples(st.just("waive"), keeper, who, st.integers(1, 7_000), days, funds)
    | st.tuples(st.just("unwaive"), keeper, place)
    | st.tuples(st.just("help"), keeper, who, amounts, days)
    | st.tuples(st.just("lend"), keeper, who, amounts, days, st.integers(1, 5), st.booleans())
    | st.tuples(st.just("pay"), keeper, place, amounts, days)
    | st.tuples(st.just("give_up"), keeper, place, days)
    | st.tuples(st.just("unlend"), keeper, place)
    | st.tuples(st.just("save"), keeper, who, amounts | amounts.map(int.__neg__), days)
    | st.tuples(st.just("stock"), keeper, st.sampled_from(Move), st.integers(0, 40), amounts, days)
    | st.tuples(st.just("unstock"), keeper, place)
    | st.tuples(st.just("sell"), keeper, st.integers(1, 9), amounts, days)
    | st.tuples(st.just("order"), keeper, st.integers(1, 200), amounts, days)
    | st.tuples(st.just("deliver"), keeper, place, days)
    | st.tuples(st.just("paid_for"), keeper, place, amounts, days)
    | st.tuples(st.just("spend"), keeper, place, amounts, days)
    | st.tuples(st.just("share"), keeper, st.integers(9, 11), st.integers(0, 900))
    | st.tuples(st.just("unshare"), keeper, place)
    | st.tuples(st.just("in"), keeper, days, st.sampled_from(list(Pot)), amounts)
    | st.tuples(st.just("move"), keeper, days, st.permutations(list(Pot)), amounts)
    | st.tuples(st.just("correct"), keeper, st.integers(0, 30), st.none() | amounts)
    | st.tuples(st.just("close"), keeper, st.integers(9, 10))
    | st.tuples(st.just("close_year"), keeper, st.sampled_from([2025, 2026]))
    | st.tuples(st.just("undo"), keeper)
    | st.tuples(st.just("redo"), keeper)
    | st.tuples(st.just("wait"), keeper, st.integers(1, 3000))
    | st.tuples(st.just("send"), keeper)
    | st.tuples(st.just("read"), keeper, st.lists(st.integers(0, 20), max_size=3)),
    min_size=12, max_size=45,
)  # fmt: skip


class Treasurers(Keepers):
    """Who keeps everything of a group."""

    def begin(self) -> None:
        """Say what the group agreed on, who belongs to it and what it makes."""
        first = self.village.books[0]
        with first.db.write(Step("Agree")) as writer:
            facts = {"dues_amount": 5_000, "iks_amount": 1_000, "has_loans": 1}
            writer.put("kube", {"id": KUBE, **facts}, scope=KUBE)
            for number, member in enumerate(PEOPLE):
                row = {"id": member, "kube_id": KUBE, "name": f"Anggota {number}"}
                writer.put("kube_member", row, scope=KUBE)
        product = Product(kube_id=KUBE, name="Peyek", unit="bungkus", id=PRODUCT)
        trade.save_product(first, product, 6_000)
        trade.save_ingredient(first, Ingredient(kube_id=KUBE, name="Beras", unit="kg", id=RICE))
        for pot in Pot:
            self.do("in", 0, date(2025, 12, 5), pot, 200_000)
        for number, member in enumerate(PEOPLE):
            self.do("lend", 0, member, 50_000, date(2026, 8, 3 + number), 5, bool(number))
        some = {PEOPLE[0]: 5_000, PEOPLE[1]: 2_000}
        came = dict.fromkeys(PEOPLE, Attendance.PRESENT)
        self.do("meet", 0, date(2026, 8, 6), came, some, {PEOPLE[0]: 400}, {})
        self.village.receive(1, self.village.send(0, 1))

    def _meet(self, ctx, _keeper, day, attendance, paid_dues, paid_iks, instalments):
        meetings.record_meeting(
            ctx,
            MeetingPage(
                meeting=Meeting(kube_id=KUBE, held_on=day, place="Rumah Ani"),
                attendance=attendance, dues=paid_dues, iks=paid_iks, instalments=instalments,
                agenda=(AgendaItem(title="Pesanan", decision="Diterima"),), follow_ups=(),
            ),
        )  # fmt: skip

    def _held(self, ctx, number):
        known = sorted(one.meeting.id for one in meetings.meetings_of(ctx, KUBE))
        return known[number % len(known)] if known else None

    def _rewrite(self, ctx, _keeper, number, paid_dues, instalments):
        if not (meeting_id := self._held(ctx, number)):
            return
        page = meetings.page(ctx, meeting_id)
        before = [entry.id for entry in cashbook.entries_of_meeting(ctx, meeting_id)]
        more = {"dues": paid_dues, "instalments": instalments}
        more = {name: value for name, value in more.items() if value is not None}
        changed = {name: getattr(page, name) for name in MeetingPage.__dataclass_fields__} | more
        meetings.record_meeting(ctx, MeetingPage(**changed))
        if not more and len(before) < 2:
            after = [entry.id for entry in cashbook.entries_of_meeting(ctx, meeting_id)]
            assert after == before, "nothing was changed, so nothing is corrected"

    def _confirm(self, ctx, _keeper, number):
        if meeting_id := self._held(ctx, number):
            meetings.confirm_meeting(ctx, meeting_id, PEOPLE[0], PEOPLE[1])

    def _reopen(self, ctx, _keeper, number):
        if meeting_id := self._held(ctx, number):
            meetings.reopen_meeting(ctx, meeting_id, "salah catat")

    def _unmeet(self, ctx, _keeper, number):
        if meeting_id := self._held(ctx, number):
            meetings.remove_meeting(ctx, meeting_id, "dobel")

    def _waive(self, ctx, _keeper, member, amount, day, fund):
        dues.waive(ctx, member, amount, day, "Keputusan 1/2026", "pindah", fund=fund)

    def _unwaive(self, ctx, _keeper, number):
        legs = [x for entry in store.all_entries(ctx.db, KUBE) for x in entry.lines if x.member]
        found = [x for x in legs if x.account in (Account.WAIVED_DUES, Account.WAIVED_IKS)]
        if found:
            one = found[number % len(found)]
            fund = Account.DUES if one.account == Account.WAIVED_DUES else Account.IKS
            dues.take_waiver_back(ctx, one.member, "keliru", fund=fund)

    def _help(self, ctx, _keeper, member, amount, day):
        iks.give(ctx, Grant(kube_id=KUBE, member_id=member, cause=Cause.ILLNESS, amount=amount,
                            given_on=day, why="Sakit"))  # fmt: skip

    def _lend(self, ctx, _keeper, member, amount, day, instalments, is_served):
        service = Service.PERCENT if is_served else Service.NONE
        loans.lend(ctx, Loan(kube_id=KUBE, member_id=member, lent_on=day, principal=amount,
                             instalments=instalments, first_due=day, service=service,
                             service_permille=20 if is_served else None))  # fmt: skip

    def _loan(self, ctx, number):
        known = sorted(one.id for one in loans.loans(ctx, KUBE))
        return known[number % len(known)] if known else None

    def _pay(self, ctx, _keeper, number, amount, day):
        if loan_id := self._loan(ctx, number):
            loans.pay(ctx, loan_id, amount, day)

    def _give_up(self, ctx, _keeper, number, day):
        if loan_id := self._loan(ctx, number):
            loans.write_off(ctx, loan_id, day, "Keputusan 2/2026")

    def _unlend(self, ctx, _keeper, number):
        if loan_id := self._loan(ctx, number):
            loans.cancel(ctx, loan_id, "salah orang")

    def _save(self, ctx, _keeper, member, amount, day):
        loans.put_by(ctx, KUBE, member, amount, day)

    def _stock(self, ctx, _keeper, kind, quantity, price, day):
        wanted = StockMove(kube_id=KUBE, ingredient_id=RICE, moved_on=day, kind=kind,
                           quantity=float(quantity), price=price)  # fmt: skip
        trade.move_stock(ctx, wanted, pot=Pot.KAS if price % 2 else None)

    def _unstock(self, ctx, _keeper, number):
        known = sorted(one.id for one in trade.moves(ctx, KUBE, RICE))
        if known:
            trade.remove_move(ctx, known[number % len(known)])

    def _sell(self, ctx, _keeper, packs, amount, day):
        line = SaleLine(product_id=PRODUCT, channel=Channel.BAZAAR, pack=2, packs=packs,
                        amount=amount)  # fmt: skip
        trade.record_sale(ctx, Sale(kube_id=KUBE, sold_on=day, lines=(line,)))

    def _order(self, ctx, _keeper, boxes, budget, day):
        wanted = Order(kube_id=KUBE, customer="Kelurahan", ordered_on=date(2026, 8, 9),
                       deliver_on=day, budget=budget)  # fmt: skip
        orders.save_order(ctx, wanted, [Post(name="Posyandu", boxes=boxes)])

    def _ordered(self, ctx, number):
        known = sorted(one.id for one in orders.orders(ctx, KUBE))
        return known[number % len(known)] if known else None

    def _deliver(self, ctx, _keeper, number, day):
        if order_id := self._ordered(ctx, number):
            orders.deliver(ctx, order_id, day, "Ibu RW")

    def _paid_for(self, ctx, _keeper, number, amount, day):
        if order_id := self._ordered(ctx, number):
            orders.take_payment(ctx, order_id, amount, day)

    def _spend(self, ctx, _keeper, number, amount, day):
        if order_id := self._ordered(ctx, number):
            orders.spend(ctx, order_id, Account.SUPPLIES, amount, day)

    def _share(self, ctx, _keeper, month, permille):
        plan = sharing.whole_month(KUBE, Month(2026, month), ctx.today)
        shown = sharing.proposal(ctx, plan)
        sharing.share(ctx, replace(plan, amount=shown.amount, kas_permille=permille))

    def _unshare(self, ctx, _keeper, number):
        known = sorted(one.id for one in sharing.sharings(ctx, KUBE) if one.paid)
        if known:
            sharing.take_back(ctx, known[number % len(known)], "salah hitung")

    def _close_year(self, ctx, _keeper, year):
        closing.close_year(ctx, KUBE, year)

    def _undo(self, ctx, _keeper):
        known = undo.next_undo(ctx.db)
        if known and known.kind != "merge" and known.name != "Agree":
            undoing.undo(ctx)

    def _redo(self, ctx, _keeper):
        if undoing.next_redo(ctx):
            undoing.redo(ctx)

    def do(self, deed, number, *things):
        """Do one thing, and note whatever it posted."""
        try:
            super().do(deed, number, *things)
        except NotFoundError:
            return
        for entry in store.all_entries(self.village.books[number].db, KUBE):
            self.posted.setdefault(entry.id, 0)


def faithful(ctx, posted):
    """Every invariant of one book; return what it says, to be compared with the other's."""
    entries = store.all_entries(ctx.db, KUBE)
    assert {entry.id for entry in entries} == set(posted), "nothing lost, nothing doubled"
    legs = [line for entry in entries for line in entry.lines]
    assert not sum(line.amount for line in legs)
    held = cashbook.balances(ctx, KUBE)
    assert held == {p: sum(x.amount for x in legs if x.account == p) for p in Pot}
    for pot in Pot:
        ledger = cashbook.ledger_of(ctx, KUBE, pot)
        standing = {row.id for row in ledger.rows if row.counts}
        assert held[pot] == ledger.closing
        assert held[pot] == sum(e.into(pot) for e in entries if e.id in standing)
    states = closing.months(ctx, KUBE)
    assert states[0].balance == sum(held.values())
    owed = {fund: arrears_add_up(ctx, legs, fund) for fund in (Account.DUES, Account.IKS)}
    lent = loans_add_up(ctx, legs)
    saved = {saver.id: saver.held for saver in loans.savings(ctx, KUBE)}
    for member, amount in saved.items():
        assert amount == -sum(
            x.amount for x in legs if x.account == Account.SAVINGS and x.member == member
        )
    sold = [(s.id, s.units, s.amount) for s in trade.sales(ctx, KUBE, date.min, date.max)]
    assert sum(amount for *_, amount in sold) == -sum(x.amount for x in legs if x.product)
    taken = {}
    for one in orders.orders(ctx, KUBE):
        own = [x for x in legs if x.ref == one.id]
        assert one.paid == -sum(x.amount for x in own if x.account == Account.ORDERS)
        assert one.spent == sum(x.amount for x in own if x.account == Account.SUPPLIES)
        taken[one.id] = (one.order, one.boxes, one.paid, one.spent, one.state)
    shared = [(one.id, one.total, one.paid) for one in sharing.sharings(ctx, KUBE)]
    assert sum(total for _id, total, _paid in shared) == sum(
        x.amount for x in legs if x.account == Account.SHARE
    )
    wrong = {one.code for one in health.findings(ctx.db, is_full=True)} - {"not_encrypted"}
    assert wrong == set(), "operations, projections, chains and sums"
    told = [(problem.code, problem.details) for problem in checks.findings(ctx)]
    assert {code for code, _ in told} <= MAY_BE_TOLD
    sealed_pages_are_kept_or_told(ctx, told)
    stocks = [(s.id, s.held, s.worth) for s in trade.stocks(ctx, KUBE)]
    sums = [cashbook.month_summary(ctx, KUBE, Month(2026, month)) for month in range(8, 13)]
    return (
        held,
        owed,
        lent,
        saved,
        sold,
        taken,
        shared,
        stocks,
        sums,
        states,
        sorted(map(str, told)),
    )


def arrears_add_up(ctx, legs, fund):
    """What members owe, reckoned once more from the meetings and the legs alone."""
    column = "dues_amount" if fund is Account.DUES else "iks_amount"
    let_off = Account.WAIVED_DUES if fund is Account.DUES else Account.WAIVED_IKS
    due = Counter()
    for one in meetings.meetings_of(ctx, KUBE):
        page = meetings.page(ctx, one.meeting.id)
        if page.meeting.status is Status.HELD:
            for member in PEOPLE:
                due[member] += 0 if member in page.excused else getattr(page.meeting, column) or 0
    settled = Counter()
    for line in legs:
        if line.member and line.account in (fund, let_off):
            settled[line.member] -= line.amount
    owed = dues.standings(ctx, KUBE, LAST, fund=fund)
    assert owed == {member: due[member] - settled[member] for member in PEOPLE}
    for first in (date(2026, 9, 1), date(2026, 10, 8), date(2026, 11, 1)):
        grid = dues.dues_grid(ctx, KUBE, first=first, last=LAST, fund=fund)
        shown = {row.member.id: row.arrears for row in grid.rows}
        assert shown == {member: owed[member] for member in shown}
        assert all(not owed[member] for member in set(owed) - set(shown))
    return owed


def loans_add_up(ctx, legs):
    """What is left of each loan, reckoned once more from its legs."""
    found = {}
    for one in loans.loans(ctx, KUBE):
        assert one.left == sum(
            x.amount for x in legs if x.ref == one.id and x.account == Account.LOAN
        )
        assert 0 <= one.arrears <= max(one.left, 0)
        found[one.id] = (one.paid, one.arrears, one.service_arrears)
    return found


def sealed_pages_are_kept_or_told(ctx, told):
    changed = {details["day"] for code, details in told if code == "confirmed_changed"}
    for one in meetings.meetings_of(ctx, KUBE):
        last = meetings.seal_of(ctx, one.meeting.id)
        if last is not None and last.is_confirmed and not meetings.is_as_confirmed(ctx, last):
            assert meetings.spoken(one.meeting.held_on) in changed


@settings(
    max_examples=20, deadline=None, phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(steps=deeds, skew=st.integers(-300, 300))
def test_whatever_two_laptops_do_with_everything_the_books_hold_and_agree(steps, skew):
    with scratch() as folder:
        village = Village(folder, (F, L), (0, skew))
        treasurers = Treasurers(village)
        treasurers.begin()
        for deed, *things in steps:
            if deed == "send":
                village.send_along(*things)
            else:
                treasurers.do(deed, *things)
        village.exchange_everything()
        first, second = (faithful(ctx, treasurers.posted) for ctx in village.books)
        for one, other in zip(first, second, strict=True):
            assert one == other
        assert village.content(0, KUBE) == village.content(1, KUBE)
        village.close()
