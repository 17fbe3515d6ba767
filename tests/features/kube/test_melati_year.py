"""A year of KUBE Melati 3 on the figures of paper 004; every printed total is checked by hand.

Ten members, Rp5.000 at each weekly meeting, PMT twice a month for 400 boxes, bazaars with bir
pletok at Rp15.000 for two bottles and Rp10.000 at an office, one illness helped from IKS, and
the contest of 2019 with Rp9.100.000. The arithmetic stands beside each figure.
"""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest

from fieldkit.core.clock import FixedClock
from fieldkit.core.dates import Month
from fieldkit.core.money import format_number
from fieldkit.core.render.document import ReportRequest
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.core.vault import memory_context
from fieldkit.features.kube import checks
from fieldkit.features.kube.cashbook import plaintext
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import Event, EventKind, Taker
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.iks.model import Cause, Grant
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.kube.mentoring import service as mentoring
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.orders.model import Order, Post, Target
from fieldkit.features.kube.reports import REPORTS
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.kube.sharing.model import Plan
from fieldkit.features.kube.trade import model as trade_model
from fieldkit.features.kube.trade import service as trade
from fieldkit.features.kube.trade.model import Channel, Price, Product, Sale, SaleLine

KINDS = {report.kind: report for report in REPORTS}
NAMES = ("Aminah", "Badriah", "Chasanah", "Darsih", "Euis", "Fatonah", "Gayatri", "Halimah",
         "Idah", "Jumiati")  # fmt: skip
MONDAYS = [date(2019, 1, 7) + timedelta(weeks=n) for n in range(51)]
DUES, IKS = 5_000, 1_000
BUDGET, SPENT = 400_000, 300_000
MAY = Month(2019, 5)
PMT = {
    0: (("Posyandu 1", Target.TODDLERS, 100), ("Posyandu 2", Target.TODDLERS, 100)),
    1: (("Posbindu", Target.POSBINDU, 120), ("Lansia", Target.ELDERLY, 80)),
}


class Melati:
    """The group in January 2020, with all of 2019 behind it."""

    def __init__(self):
        self.ctx = memory_context(FixedClock(datetime(2020, 1, 10, 3, tzinfo=UTC)))
        self.id = group.save_kube(self.ctx, Kube(
            name="Melati 3", formed_on=date(2016, 5, 1), village="Galur", district="Johar Baru",
            regency="Jakarta Pusat", dues_amount=DUES, iks_amount=IKS, meeting_day=1,
        ))  # fmt: skip
        joined = date(2016, 5, 1)
        self.people = group.add_members(self.ctx, self.id, NAMES, joined_on=joined)
        for member_id, position in zip(self.people, list(Position)[:3], strict=False):
            from dataclasses import replace

            member = group.member(self.ctx, member_id)
            group.save_member(self.ctx, replace(member, position=position))

    def live(self):
        """Live through 2019, day by day."""
        self.meet()
        self.cook()
        self.sell()
        self.help()
        self.win()

    def meet(self):
        """Fifty-one Mondays; every tenth week one member is away and pays nothing."""
        for number, day in enumerate(MONDAYS):
            away = self.people[number % 10] if number % 10 == 9 else None
            came = [m for m in self.people if m != away]
            marks = dict.fromkeys(came, Attendance.PRESENT)
            if away:
                marks[away] = Attendance.EXCUSED
            meetings.record_meeting(self.ctx, MeetingPage(
                meeting=Meeting(kube_id=self.id, held_on=day, dues_amount=DUES, iks_amount=IKS,
                                chair_id=self.people[0], secretary_id=self.people[1]),
                attendance=marks, dues=dict.fromkeys(came, DUES), iks=dict.fromkeys(came, IKS),
            ))  # fmt: skip

    def cook(self):
        """Two rounds a month: the toddlers' posts, then posbindu and the elderly."""
        for month in range(1, 13):
            for turn, day in ((0, date(2019, month, 9)), (1, date(2019, month, 23))):
                order = Order(kube_id=self.id, customer="Kelurahan Galur", deliver_on=day,
                              menu="Telur balado, sayur, susu", menu_from="Puskesmas",
                              budget=BUDGET)  # fmt: skip
                posts = [Post(name=n, target=t, boxes=boxes) for n, t, boxes in PMT[turn]]
                order_id = orders.save_order(self.ctx, order, posts)
                orders.deliver(self.ctx, order_id, day, "Kader")
                orders.take_payment(self.ctx, order_id, BUDGET, day)
                orders.spend(self.ctx, order_id, Account.SUPPLIES, SPENT, day)

    def sell(self):
        """Four bazaars, 20 pairs of bir pletok each; 12 single bottles at an office in May."""
        self.pletok = trade.save_product(
            self.ctx, Product(kube_id=self.id, name="Bir pletok", unit="botol")
        )
        for channel, pack, price in ((Channel.BAZAAR, 2, 15_000), (Channel.OFFICE, 1, 10_000)):
            trade.save_price(self.ctx, Price(kube_id=self.id, product_id=self.pletok,
                                             channel=channel, pack=pack, price=price))  # fmt: skip
        for month in (3, 5, 8, 11):
            self.sale(date(2019, month, 18), Channel.BAZAAR, 2, 20)
        self.sale(date(2019, 5, 20), Channel.OFFICE, 1, 12)

    def sale(self, day, channel, pack, packs):
        line = SaleLine(product_id=self.pletok, channel=channel, pack=pack, packs=packs)
        price = trade_model.price_of(trade.prices(self.ctx, self.id), line)
        line = SaleLine(product_id=self.pletok, channel=channel, pack=pack, packs=packs,
                        amount=packs * price)  # fmt: skip
        trade.record_sale(self.ctx, Sale(kube_id=self.id, sold_on=day, lines=(line,)))

    def help(self):
        """One illness."""
        iks.give(self.ctx, Grant(
            kube_id=self.id, member_id=self.people[6], cause=Cause.ILLNESS, amount=150_000,
            given_on=date(2019, 6, 14), why="Rawat inap", basis="Keputusan 12/2019",
        ))  # fmt: skip

    def win(self):
        """Second place in DKI."""
        self.contest = events.save_event(self.ctx, Event(
            kube_id=self.id, kind=EventKind.CONTEST, title="Lomba KUBE DKI Jakarta",
            organiser="Dinas Sosial DKI", first_on=date(2019, 9, 11), last_on=date(2019, 9, 12),
            result="Juara 2",
        ), [Taker(member_id=m, certificate="Piagam") for m in self.people])  # fmt: skip
        events.take_prize(self.ctx, self.contest, 9_100_000, date(2019, 9, 20))

    def paper(self, kind, month=None, **more):
        """One of the group's papers."""
        return KINDS[kind].build(self.ctx, ReportRequest(month=month, group=self.id, **more))

    def printed(self, kind, month=None, **more):
        """The text of a paper as it comes out of the printer."""
        file = BytesIO()
        write_pdf(self.paper(kind, month, **more), file)
        pages = pypdfium2.PdfDocument(file.getvalue())
        return re.sub(r"\s+", " ", " ".join(p.get_textpage().get_text_range() for p in pages))


@pytest.fixture(scope="module")
def melati():
    made = Melati()
    made.live()
    yield made
    made.ctx.db.close()


# 51 meetings × 10 members, less the 5 evenings on which one was away.
PAID = 51 * 10 - 5
KAS = PAID * DUES + 24 * (BUDGET - SPENT) + 4 * 20 * 15_000 + 12 * 10_000 + 9_100_000


def test_one_meeting_of_ten_brings_fifty_thousand(melati):
    first, *_rest = meetings.meetings_of(melati.ctx, melati.id, MONDAYS[0], MONDAYS[0])
    assert (first.present, first.dues) == (10, 50_000)
    text = melati.printed("kube_minutes", subject=first.meeting.id)
    assert "Rp50.000" in text


def test_the_pots_at_the_end_of_the_year(melati):
    held = cashbook.balances(melati.ctx, melati.id)
    assert PAID == 505
    # 505 × 5.000 = 2.525.000; 24 × 100.000 = 2.400.000; 1.200.000 + 120.000; 9.100.000.
    assert held[Pot.KAS] == KAS == 15_345_000
    # 505 × 1.000 = 505.000, less 150.000 for one illness.
    assert held[Pot.IKS] == 355_000
    assert sum(held.values()) == 15_700_000


def test_the_grid_of_dues_knows_who_owes(melati):
    grid = dues.dues_grid(melati.ctx, melati.id, 2019)
    assert (grid.due_total, grid.paid_total, grid.arrears_total) == (2_550_000, 2_525_000, 25_000)
    assert len(grid.meetings) == 51
    # The tenth member was away five times: 5 × 5.000.
    owing = {one.member.name: one.amount for one in dues.arrears(melati.ctx, melati.id)}
    assert owing == {"Jumiati": 25_000}
    text = melati.printed("dues_grid", Month(2019, 12))
    assert "Iuran terkumpul tahun 2019: Rp2.525.000" in text
    assert "Tunggakan: Rp25.000" in text


def test_a_month_of_pmt_is_400_boxes(melati):
    text = melati.printed("kube_orders", MAY)
    found = orders.orders_of_month(melati.ctx, melati.id, MAY)
    assert sum(one.boxes for one in found) == sum(one.delivered for one in found) == 400
    # 2 × 100 toddlers, 120 posbindu, 80 elderly; 800.000 paid, 600.000 spent.
    assert "Jumlah 400 400 800.000 800.000 600.000" in text
    for line in ("Balita 200 200", "Posbindu 120 120", "Lansia 80 80"):
        assert line in text
    assert "sisa Rp200.000" in text


def test_sales_of_may_by_channel_and_pack(melati):
    sums = trade_model.sums(trade.sales_of_month(melati.ctx, melati.id, MAY))
    assert [(s.channel, s.pack, s.packs, s.units, s.amount) for s in sums] == [
        (Channel.BAZAAR, 2, 20, 40, 300_000), (Channel.OFFICE, 1, 12, 12, 120_000),
    ]  # fmt: skip
    text = melati.printed("kube_sales", MAY)
    assert "Penjualan bulan ini Rp420.000" in text


def test_the_illness_and_the_contest_stand_in_their_books(melati):
    assert "150.000" in melati.printed("kube_iks", Month(2019, 6))
    text = melati.printed("kube_events", Month(2019, 12))
    assert "Juara 2" in text
    assert "9.100.000" in text


def test_every_line_of_the_cash_book_carries_the_sum_of_those_before_it(melati):
    for month in (Month(2019, n) for n in range(1, 13)):
        for pot in (Pot.KAS, Pot.IKS):
            ledger = cashbook.ledger_of(melati.ctx, melati.id, pot, month.first, month.last)
            balance = ledger.brought
            for row in ledger.rows:
                balance += row.money_in - row.money_out
                assert row.balance == balance
            assert ledger.closing == balance
            assert cashbook.balances(melati.ctx, melati.id, month.last)[pot] == balance
    text = melati.printed("cash_book", Month(2019, 12))
    assert format_number(KAS) in text


def test_the_business_of_the_year_month_by_month(melati):
    months = mentoring.developments(melati.ctx, melati.id, Month(2019, 12), 12)
    # 12 × 800.000 of PMT and 1.320.000 of bir pletok, against 12 × 600.000 of supplies.
    assert sum(one.turnover for one in months) == 12 * 800_000 + 1_320_000 == 10_920_000
    assert sum(one.cost for one in months) == 7_200_000
    assert sum(one.profit for one in months) == 3_720_000
    text = melati.printed("kube_year", Month(2019, 12))
    assert "Jumlah 10.920.000 7.200.000 3.720.000" in text
    # Everything that came in: dues, IKS, orders, sales, the prize; out: supplies, help.
    income = 2_525_000 + 505_000 + 9_600_000 + 1_320_000 + 9_100_000
    assert f"Jumlah {format_number(income)} Jumlah {format_number(7_350_000)}" in text
    assert "42.0" not in text


def test_the_pass_book_of_each_member_adds_up(melati):
    text = melati.printed("kube_passbook", Month(2019, 12), subject=melati.people[9])
    # Forty-six meetings: 46 × 5.000 and 46 × 1.000.
    assert "Jumlah 230.000 46.000" in text
    slip = melati.printed("kube_slips", Month(2019, 12), subject=melati.people[9])
    assert "Rp30.000" in slip


def test_a_profit_can_be_shared_out_equally_with_a_part_for_the_pot(melati):
    plan = Plan(kube_id=melati.id, first_day=date(2019, 1, 1), last_day=date(2019, 12, 31),
                shared_on=date(2020, 1, 10), kas_permille=400)  # fmt: skip
    shown = sharing.proposal(melati.ctx, plan)
    # 3.720.000, of it 60 % for ten: 223.200 each.
    assert (shown.profit, shown.kept) == (3_720_000, 1_488_000)
    assert {share.amount for share in shown.shares} == {223_200}


def test_every_paper_prints_and_becomes_a_workbook(melati):
    for kind in KINDS:
        document = melati.paper(kind, Month(2019, 12))
        pdf, sheet = BytesIO(), BytesIO()
        write_pdf(document, pdf)
        write_xlsx(document, sheet)
        assert pdf.getvalue().startswith(b"%PDF")
        assert sheet.getvalue().startswith(b"PK")


def test_beancount_counts_the_same_year(melati):
    from tests.features.kube.test_plaintext import sums_in

    found = sums_in(plaintext.beancount(melati.ctx, melati.id))
    held = cashbook.balances(melati.ctx, melati.id)
    pots = sorted(amount for name, amount in found.items() if name.startswith("Assets:"))
    assert pots == sorted(amount for amount in held.values() if amount)
    assert sum(found.values()) == 0


def test_the_year_is_closed_and_nothing_is_found_wrong(melati):
    assert closing.close_year(melati.ctx, melati.id, 2019) == 12
    assert [p for p in checks.findings(melati.ctx) if not p.is_warning] == []
    assert cashbook.closed_until(melati.ctx, melati.id) == Month(2019, 12)
