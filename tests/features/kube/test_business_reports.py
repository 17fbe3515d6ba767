"""The papers of what a group sells, cooks and shares, as snapshots of what stands on them."""

from datetime import date, time
from io import BytesIO

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.render.document import ReportRequest, Signatures
from fieldkit.core.render.pdf import write_pdf
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.orders.model import Order, Post, Target, Task
from fieldkit.features.kube.reports import REPORTS
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.kube.sharing.model import Plan
from fieldkit.features.kube.trade import service as trade
from fieldkit.features.kube.trade.model import Channel, Price, Product, Sale, SaleLine
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from tests.features.kube.test_reports import _same_ids, expect  # noqa: F401 -- a fixture

MAY = Month(2026, 5)
KINDS = {report.kind: report for report in REPORTS}


@pytest.fixture
def melati(_same_ids, ctx, make):  # noqa: F811
    """KUBE Melati 3 that sold at a bazaar, cooked for two posts and shared what it earned."""
    kube_id, people = make.kube("Melati 3", members=4, village="Galur", district="Johar Baru")
    pletok = trade.save_product(ctx, Product(kube_id=kube_id, name="Bir pletok", unit="botol"))
    peyek = trade.save_product(ctx, Product(kube_id=kube_id, name="Peyek", unit="bungkus"))
    for product, channel, pack, price in (
        (pletok, Channel.BAZAAR, 2, 15_000), (pletok, Channel.OFFICE, 1, 10_000),
        (peyek, Channel.BAZAAR, 1, 10_000),
    ):  # fmt: skip
        listed = Price(kube_id=kube_id, product_id=product, channel=channel, pack=pack, price=price)
        trade.save_price(ctx, listed)
    lines = (
        SaleLine(product_id=pletok, channel=Channel.BAZAAR, pack=2, packs=20, amount=300_000),
        SaleLine(product_id=peyek, channel=Channel.BAZAAR, pack=1, packs=12, amount=120_000),
    )
    trade.record_sale(ctx, Sale(kube_id=kube_id, sold_on=date(2026, 5, 10), lines=lines))
    office = SaleLine(product_id=pletok, channel=Channel.OFFICE, packs=6, amount=60_000)
    trade.record_sale(
        ctx,
        Sale(kube_id=kube_id, sold_on=date(2026, 5, 20), lines=(office,), party="Kantor kelurahan"),
    )
    order = Order(
        kube_id=kube_id, customer="Kelurahan Galur", deliver_on=date(2026, 5, 6), starts=time(10),
        ends=time(12), menu="Telur balado\nSayur\nSusu", menu_from="Puskesmas", budget=300_000,
    )  # fmt: skip
    places = [Post(name="Posyandu 1", boxes=100), Post(name="Lansia", target=Target.ELDERLY,
                                                       boxes=80)]  # fmt: skip
    tasks = [Task(member_id=people[0], what="Belanja", is_done=True), Task(what="Memasak",
                                                                           member_id=people[1])]  # fmt: skip
    order_id = orders.save_order(ctx, order, places, tasks)
    orders.deliver(ctx, order_id, date(2026, 5, 6), "Bu RW")
    orders.take_payment(ctx, order_id, 200_000, date(2026, 5, 7))
    orders.spend(ctx, order_id, "expense:supplies", 150_000, date(2026, 5, 12))
    sharing_id = sharing.share(
        ctx,
        Plan(
            kube_id=kube_id, first_day=MAY.first, last_day=MAY.last, shared_on=date(2026, 6, 2),
            amount=400_000, kas_permille=200, basis="Keputusan 8/2026",
        ),
    )  # fmt: skip
    return kube_id, order_id, sharing_id


def test_a_month_of_sales(ctx, melati):
    expect("kube_sales", KINDS["kube_sales"].build(ctx, ReportRequest(month=MAY)))


def test_a_month_of_orders_and_the_sheet_of_one(ctx, melati):
    expect("kube_orders", KINDS["kube_orders"].build(ctx, ReportRequest(month=MAY)))
    sheet = KINDS["kube_orders"].build(ctx, ReportRequest(subject=melati[1]))
    expect("kube_orders_sheet", sheet)


def test_the_list_of_shares_to_be_signed(ctx, melati):
    june = ReportRequest(month=Month(2026, 6))
    expect("kube_sharing", KINDS["kube_sharing"].build(ctx, june))
    one = KINDS["kube_sharing"].build(ctx, ReportRequest(subject=melati[2]))
    expect("kube_sharing", one)


def test_what_is_there_is_not_missing(ctx, melati):
    for kind in ("kube_sales", "kube_orders"):
        assert KINDS[kind].missing(ctx, ReportRequest(month=MAY)) == []
        assert KINDS[kind].latest_month(ctx) == MAY
    assert KINDS["kube_sharing"].latest_month(ctx) == Month(2026, 6)


@pytest.mark.parametrize(
    "kind",
    [
        "cash_book", "dues_grid", "kube_iks", "kube_loans", "kube_sales", "kube_orders",
        "kube_sharing", "kube_inventory", "kube_events", "kube_budget", "kube_desk",
        "kube_members", "kube_passbook", "kube_slips", "kube_monthly", "kube_year",
    ],
)  # fmt: skip
def test_every_blank_form_of_a_group_of_ten_is_one_page(ctx, make, kind):
    make.kube(members=10, village="Galur", district="Johar Baru", regency="Jakarta Pusat")
    office.save_profile(ctx, Profile(name="Sri Nurani", nip="9" * 18, city="Jakarta Pusat"))
    document = KINDS[kind].build(ctx, ReportRequest(blank=True))
    assert write_pdf(document, BytesIO()).pages == 1


def test_three_signers_stand_in_one_line(ctx, make):
    make.kube(members=10)
    document = KINDS["kube_members"].build(ctx, ReportRequest(month=Month(2026, 5)))
    [block] = [one for one in document.blocks if isinstance(one, Signatures)]
    assert block.in_line
    assert write_pdf(document, BytesIO()).pages == 1
