"""Products, their prices by channel and pack, sales in the cash book, and the kitchen's stock."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Kind, Pot, opening
from fieldkit.features.kube.trade import model, service
from fieldkit.features.kube.trade.model import (
    Channel,
    Cost,
    Ingredient,
    Move,
    Price,
    Product,
    Sale,
    SaleLine,
    StockMove,
)

MAY, JUNE = date(2026, 5, 12), date(2026, 6, 2)


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(ctx, make):
    return make.kube("Melati 3", members=3)[0]


@pytest.fixture
def pletok(ctx, melati):
    """Bir pletok: two bottles for Rp15.000 at a bazaar, one for Rp10.000 at an office."""
    product = service.save_product(ctx, Product(kube_id=melati, name="Bir pletok", unit="botol"))
    for channel, pack, price in ((Channel.BAZAAR, 2, 15_000), (Channel.OFFICE, 1, 10_000)):
        service.save_price(
            ctx,
            Price(kube_id=melati, product_id=product, channel=channel, pack=pack, price=price),
        )
    return product


def sale(melati, *lines, **more):
    return Sale(kube_id=melati, sold_on=MAY, lines=lines, **more)


def line(product, channel, pack, packs, amount):
    return SaleLine(product_id=product, channel=channel, pack=pack, packs=packs, amount=amount)


def test_a_product_has_a_price_for_each_channel_and_pack(ctx, melati, pletok):
    prices = service.prices(ctx, melati)
    assert [(p.channel, p.pack, p.price) for p in prices] == [
        (Channel.BAZAAR, 2, 15_000), (Channel.OFFICE, 1, 10_000),
    ]  # fmt: skip
    at_bazaar = SaleLine(product_id=pletok, channel=Channel.BAZAAR, pack=2)
    assert model.price_of(prices, at_bazaar) == 15_000
    assert model.price_of(prices, SaleLine(product_id=pletok, channel=Channel.BAZAAR)) is None


def test_a_price_said_again_replaces_the_former(ctx, melati, pletok):
    again = Price(kube_id=melati, product_id=pletok, channel=Channel.OFFICE, pack=1, price=12_000)
    service.save_price(ctx, again)
    assert [p.price for p in service.prices(ctx, melati)] == [15_000, 12_000]
    service.remove_price(ctx, service.prices(ctx, melati)[0])
    assert [p.price for p in service.prices(ctx, melati)] == [12_000]


def test_a_sale_is_one_entry_with_a_leg_for_each_line(ctx, melati, pletok):
    entry_id = service.record_sale(
        ctx,
        sale(
            melati, line(pletok, Channel.BAZAAR, 2, 10, 150_000),
            line(pletok, Channel.OFFICE, 1, 3, 30_000), party="Pengunjung bazar",
        ),
    )  # fmt: skip
    entry = cashbook.entry(ctx, entry_id)
    assert (entry.kind, entry.moved) == (Kind.SALE, 180_000)
    assert entry.description == "Penjualan Bir pletok"
    assert cashbook.balances(ctx, melati)[Pot.KAS] == 180_000
    sold = service.sales(ctx, melati, MAY, MAY)
    assert [(s.channel, s.units, s.amount, s.price) for s in sold] == [
        (Channel.BAZAAR, 20, 150_000, 15_000), (Channel.OFFICE, 3, 30_000, 10_000),
    ]  # fmt: skip
    assert {s.party for s in sold} == {"Pengunjung bazar"}


def test_a_sale_is_put_right_by_its_reversal_and_the_right_one(ctx, melati, pletok):
    wrong = sale(melati, line(pletok, Channel.BAZAAR, 2, 10, 150_000), party="Bazar kelurahan")
    entry_id = service.record_sale(ctx, wrong)
    assert service.sale(ctx, entry_id) == wrong
    right = sale(melati, line(pletok, Channel.BAZAAR, 2, 12, 180_000), party="Bazar kelurahan")
    with pytest.raises(InvalidInputError) as error:
        service.correct_sale(ctx, entry_id, " ", right)
    assert codes(error) == {("reason", "reason_required")}
    service.correct_sale(ctx, entry_id, "Dua pasang terlewat", right)
    assert [s.amount for s in service.sales(ctx, melati, MAY, ctx.today)] == [180_000]
    assert cashbook.balances(ctx, melati)[Pot.KAS] == 180_000
    assert len(cashbook.all_entries(ctx, melati)) == 3
    plain = cashbook.record_entry(ctx, opening(melati, MAY, 5_000, "Awal", pot=Pot.IKS))
    with pytest.raises(NotFoundError):
        service.sale(ctx, plain)


def test_a_sale_taken_back_is_no_sale(ctx, melati, pletok):
    entry_id = service.record_sale(ctx, sale(melati, line(pletok, Channel.OFFICE, 1, 3, 30_000)))
    service.take_back(ctx, entry_id, "Tidak jadi dibeli")
    assert service.sales(ctx, melati, MAY, MAY) == []
    assert cashbook.balances(ctx, melati)[Pot.KAS] == 0


def test_an_older_sale_keeps_the_cost_of_its_day(ctx, melati, pletok, clock):
    known = service.products(ctx, melati)[0]
    service.save_product(ctx, known, cost=4_000)
    service.record_sale(
        ctx, Sale(kube_id=melati, sold_on=ctx.today, lines=(line(pletok, "office", 1, 2, 20_000),))
    )
    (one,) = service.sales(ctx, melati, ctx.today, ctx.today)
    assert (one.cost, one.margin) == (8_000, 12_000)
    assert service.costs(ctx, melati) == {pletok: 4_000}
    service.record_sale(ctx, sale(melati, line(pletok, Channel.OFFICE, 1, 2, 20_000)))
    (before,) = service.sales(ctx, melati, MAY, MAY)
    assert before.cost is None


def test_the_cost_of_a_day_is_the_last_that_was_said():
    costs = [
        Cost(kube_id="k", product_id="p", since=day, cost=cost)
        for day, cost in ((MAY, 4_000), (JUNE, 5_000))
    ]
    said = [model.cost_on(costs, day) for day in (date(2026, 5, 11), MAY, date(2026, 6, 1), JUNE)]
    assert said == [None, 4_000, 4_000, 5_000]


def test_sales_are_added_up_by_product_channel_and_pack(ctx, melati, pletok):
    for packs in (10, 4):
        service.record_sale(
            ctx, sale(melati, line(pletok, Channel.BAZAAR, 2, packs, packs * 15_000))
        )
    service.record_sale(ctx, sale(melati, line(pletok, Channel.OFFICE, 1, 1, 10_000)))
    found = model.sums(service.sales(ctx, melati, MAY, MAY))
    assert [(s.channel, s.packs, s.units, s.amount) for s in found] == [
        (Channel.BAZAAR, 14, 28, 210_000), (Channel.OFFICE, 1, 1, 10_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"lines": ()}, ("lines", "nothing_sold")),
        ({"sold_on": None}, ("sold_on", "required")),
        ({"sold_on": date(2030, 1, 1)}, ("sold_on", "in_future")),
        ({"lines": (SaleLine(product_id="p", packs=1, amount=0),)}, ("lines", "line_is_wrong")),
        ({"lines": (SaleLine(product_id="x", packs=1, amount=5),)}, ("lines", "line_is_wrong")),
        ({"lines": (SaleLine(product_id="p", packs=None, amount=5),)}, ("lines", "line_is_wrong")),
        ({"lines": (SaleLine(product_id="p", packs=1, pack=0, amount=5),)},
         ("lines", "line_is_wrong")),
    ],
)  # fmt: skip
def test_a_wrong_sale_is_refused_with_its_line(change, wrong):
    facts = {
        "kube_id": "k",
        "sold_on": MAY,
        "lines": (SaleLine(product_id="p", packs=1, amount=5),),
    }
    known = {"p": Product(kube_id="k", name="Peyek", id="p")}
    found = model.sale_problems(Sale(**(facts | change)), known, JUNE)
    assert {(p.field, p.code) for p in found} == {wrong}


def test_a_product_that_was_sold_can_only_be_stopped(ctx, melati, pletok):
    service.record_sale(ctx, sale(melati, line(pletok, Channel.OFFICE, 1, 1, 10_000)))
    with pytest.raises(InvalidInputError) as error:
        service.remove_product(ctx, pletok)
    assert codes(error) == {("name", "product_is_sold")}
    other = service.save_product(ctx, Product(kube_id=melati, name="Peyek"))
    service.remove_product(ctx, other)
    assert [p.name for p in service.products(ctx, melati)] == ["Bir pletok"]


def test_two_products_can_not_share_a_name(ctx, melati, pletok):
    with pytest.raises(InvalidInputError) as error:
        service.save_product(ctx, Product(kube_id=melati, name=" bir  PLETOK "))
    assert codes(error) == {("name", "name_taken")}


# -- the kitchen -------------------------------------------------------------------------------


@pytest.fixture
def sugar(ctx, melati):
    return service.save_ingredient(
        ctx, Ingredient(kube_id=melati, name="Gula merah", unit="kg", least=2)
    )


def moved(sugar, kind, quantity, day=MAY, **more):
    return StockMove(
        kube_id="", ingredient_id=sugar, moved_on=day, kind=kind, quantity=quantity, **more
    )


def test_what_is_bought_used_and_counted_says_what_should_be_there(ctx, melati, sugar):
    service.move_stock(ctx, moved(sugar, Move.BOUGHT, 5, price=100_000))
    service.move_stock(ctx, moved(sugar, Move.USED, 1.5))
    (one,) = service.stocks(ctx, melati)
    assert (one.held, one.is_low, one.worth) == (3.5, False, 70_000)
    service.move_stock(ctx, moved(sugar, Move.COUNTED, 1.25, JUNE))
    (one,) = service.stocks(ctx, melati)
    assert (one.held, one.is_low) == (1.25, True)
    moves = service.moves(ctx, melati, sugar)
    assert (moves[0].kind, len(moves)) == (Move.COUNTED, 3)


def test_nothing_noted_is_not_a_shortage(ctx, melati, sugar):
    (one,) = service.stocks(ctx, melati)
    assert (one.held, one.is_low, one.is_begun) == (0, False, False)


def test_what_is_bought_from_a_pot_is_booked_in_the_same_step(ctx, melati, sugar):
    cashbook.record_entry(ctx, opening(melati, date(2026, 1, 2), 150_000, "Awal", pot=Pot.KAS))
    service.move_stock(ctx, moved(sugar, Move.BOUGHT, 2.5, price=50_000), pot=Pot.KAS)
    assert cashbook.balances(ctx, melati)[Pot.KAS] == 100_000
    row = cashbook.ledger_of(ctx, melati).rows[-1]
    assert row.description == "Belanja Gula merah 2,5 kg"
    with pytest.raises(InvalidInputError) as error:
        service.move_stock(ctx, moved(sugar, Move.BOUGHT, 9, price=500_000), pot=Pot.KAS)
    assert codes(error) == {("reason", "pot_below_zero")}
    assert service.stocks(ctx, melati)[0].held == 2.5


@pytest.mark.parametrize(
    ("kind", "quantity", "code"),
    [
        (Move.BOUGHT, 0, "zero_quantity"), (Move.USED, -1, "negative"),
        (Move.COUNTED, 0, None), (Move.BOUGHT, None, "required"), (Move.USED, 2_000_000, "between"),
    ],
)  # fmt: skip
def test_a_quantity_is_above_zero_unless_it_is_counted(kind, quantity, code):
    found = model.move_problems(moved("i", kind, quantity), JUNE)
    assert [p.code for p in found] == ([code] if code else [])


@given(
    st.lists(st.tuples(st.sampled_from(list(Move)), st.integers(0, 1000)), max_size=12),
)
def test_a_count_forgets_what_was_reckoned_before_it(steps):
    moves = [moved("i", kind, quantity / 4) for kind, quantity in steps]
    last = max((n for n, m in enumerate(moves) if m.kind is Move.COUNTED), default=None)
    since = moves if last is None else moves[last + 1 :]
    begin = 0 if last is None else moves[last].quantity
    signs = {Move.BOUGHT: 1, Move.USED: -1, Move.SPOILED: -1, Move.COUNTED: 0}
    wanted = begin + sum(signs[m.kind] * m.quantity for m in since)
    assert model.held(moves) == pytest.approx(wanted)


def test_an_ingredient_with_moves_stays(ctx, melati, sugar):
    move_id = service.move_stock(ctx, moved(sugar, Move.BOUGHT, 1))
    with pytest.raises(InvalidInputError):
        service.remove_ingredient(ctx, sugar)
    service.remove_move(ctx, move_id)
    service.remove_ingredient(ctx, sugar)
    assert service.stocks(ctx, melati) == []


def test_supplies_are_an_expense_of_the_month(ctx, melati, sugar):
    cashbook.record_entry(ctx, opening(melati, date(2026, 1, 2), 150_000, "Awal", pot=Pot.KAS))
    service.move_stock(ctx, moved(sugar, Move.BOUGHT, 1, price=20_000), pot=Pot.KAS)
    assert cashbook.summary(ctx, melati, MAY, MAY).expense == {Account.SUPPLIES: 20_000}
