"""What people do with products, sales and the kitchen's stock, and what they ask."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, rows, typed
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Pot, money_out
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.trade import model, store
from fieldkit.features.kube.trade.model import (
    Channel,
    Cost,
    Ingredient,
    Move,
    Price,
    Product,
    Sale,
    Sold,
    Stock,
    StockMove,
)

SENTENCES: dict[str, str] = {
    "name_taken": N_("There is one of that name already."),
    "nothing_sold": N_("Write at least one line: what was sold, how many, for how much."),
    "line_is_wrong": N_(
        "Line {number}: choose the product, and write how many packs and what they brought."
    ),
    "zero_quantity": N_("Write how much it was; only a count may be nothing."),
    "product_is_sold": N_(
        "This product stands in the cash book and stays. Tick “no longer made” instead."
    ),
    "ingredient_is_kept": N_("Something came or went of this already. Remove those lines first."),
}
sentences.register(SENTENCES)

CHANNELS: dict[Channel, str] = {
    Channel.STALL: N_("Stall or home"),
    Channel.FRIENDS: N_("Friends and neighbours"),
    Channel.ONLINE: N_("WhatsApp or Facebook"),
    Channel.BAZAAR: N_("Bazaar"),
    Channel.OFFICE: N_("Office"),
    Channel.ORDER: N_("On order"),
    Channel.OTHER: N_("Elsewhere"),
}
# As the forms of a KUBE print them, whatever the window speaks.
CHANNEL_TITLES: dict[Channel, str] = {
    Channel.STALL: "Warung/rumah",
    Channel.FRIENDS: "Teman/tetangga",
    Channel.ONLINE: "WhatsApp/Facebook",
    Channel.BAZAAR: "Bazar",
    Channel.OFFICE: "Kantor",
    Channel.ORDER: "Pesanan",
    Channel.OTHER: "Lain-lain",
}
MOVES: dict[Move, str] = {
    Move.BOUGHT: N_("Bought"),
    Move.USED: N_("Used"),
    Move.SPOILED: N_("Spoiled"),
    Move.COUNTED: N_("Counted"),
}


# -- products ----------------------------------------------------------------------------------


def products(ctx: Context, kube_id: str) -> list[Product]:
    """List what a group sells; what is no longer made comes last."""
    ctx.require(Permission.SEE_KUBE)
    return store.products_of(ctx.db, kube_id)


def prices(ctx: Context, kube_id: str) -> list[Price]:
    """List a group's prices, by product, channel and pack."""
    ctx.require(Permission.SEE_KUBE)
    return store.prices_of(ctx.db, kube_id)


def costs(ctx: Context, kube_id: str, at: date | None = None) -> dict[str, int]:
    """What a unit of each product costs to make, today or on another day."""
    ctx.require(Permission.SEE_KUBE)
    found: dict[str, list[Cost]] = defaultdict(list)
    for one in store.costs_of(ctx.db, kube_id):
        found[one.product_id].append(one)
    known = {key: model.cost_on(some, at or ctx.today) for key, some in found.items()}
    return {key: cost for key, cost in known.items() if cost is not None}


def save_product(ctx: Context, wanted: Product, cost: int | None = None) -> str:
    """Save a product and what a unit costs from today on; return its id."""
    ctx.require(Permission.RECORD_MEETING)
    kube = group.kube(ctx, wanted.kube_id)
    tidy = typed.tidied(replace(wanted, name=typed.bare(wanted.name) or ""), "unit", "note")
    others = [p for p in store.products_of(ctx.db, kube.id) if p.id != tidy.id]
    found = model.product_problems(tidy, others)
    if cost is not None and not 0 <= cost <= typed.MOST_MONEY:
        found.append(Problem("cost", "negative" if cost < 0 else "not_money"))
    if found:
        raise InvalidInputError(found)
    ready = replace(tidy, id=tidy.id or new_id())
    with ctx.db.write(Step(N_("Product of {kube}"), kube=kube.name)) as writer:
        rows.save(writer, "product", ready, scope=kube.id)
        if cost is not None and costs(ctx, kube.id).get(ready.id) != cost:
            dated = Cost(
                kube_id=kube.id, product_id=ready.id, since=ctx.today, cost=cost,
                id=derived_id("product_cost", ready.id, ctx.today.isoformat()),
            )  # fmt: skip
            rows.save(writer, "product_cost", dated, scope=kube.id)
    return ready.id


def remove_product(ctx: Context, product_id: str) -> None:
    """Put a product noted by mistake into the bin; one that was sold stays."""
    ctx.require(Permission.RECORD_MEETING)
    known: Product = keeping.one(store.product(ctx.db, product_id))
    if store.is_sold(ctx.db, product_id):
        raise InvalidInputError([Problem("name", "product_is_sold")])
    keeping.drop(ctx, "product", known, N_("Remove a product of {kube}"))


def save_price(ctx: Context, wanted: Price) -> str:
    """Say what a pack costs at a channel; a price of that pack there is replaced."""
    ctx.require(Permission.RECORD_MEETING)
    keeping.one(store.product(ctx.db, wanted.product_id))
    key = (wanted.product_id, str(wanted.channel), str(wanted.pack))
    tidy = typed.tidied(replace(wanted, id=derived_id("product_price", *key)), "note")
    found = model.price_problems(tidy)
    return keeping.keep(ctx, "product_price", tidy, found, N_("Price at {kube}"))


def remove_price(ctx: Context, price: Price) -> None:
    """Take a price off the list; what was sold at it stays as it is."""
    ctx.require(Permission.RECORD_MEETING)
    keeping.drop(ctx, "product_price", price, N_("Price taken off, {kube}"))


# -- sales -------------------------------------------------------------------------------------


def record_sale(ctx: Context, wanted: Sale) -> str:
    """Put a sale into the cash book, one leg for each line; return the entry's id."""
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, wanted.kube_id)
    entry = _entry(ctx, wanted)
    step = Step(N_("Sold for {amount}, {kube}"), amount=format_rupiah(entry.moved), kube=kube.name)
    with ctx.db.write(step) as writer:
        return cashbook.post(ctx, writer, entry)


def correct_sale(ctx: Context, entry_id: str, reason: str | None, wanted: Sale) -> str:
    """Take a sale back by a further entry and put the right one beside it, in one step."""
    ctx.require(Permission.POST_CASH)
    entry = _entry(ctx, wanted)
    done = cashbook.correct_entry(ctx, entry_id, reason or "", entry)
    return done.replacement_id or ""


def take_back(ctx: Context, entry_id: str, reason: str | None) -> None:
    """Take a sale back by a further entry; both stay in the book."""
    ctx.require(Permission.POST_CASH)
    cashbook.correct_entry(ctx, entry_id, reason or "")


def sale(ctx: Context, entry_id: str) -> Sale:
    """A sale as it was written down; raises NotFoundError where the entry is none."""
    ctx.require(Permission.SEE_KUBE)
    entry = cashbook.entry(ctx, entry_id)
    found = model.sale_of(entry)
    if found is None:
        raise NotFoundError
    return found


def _entry(ctx: Context, wanted: Sale) -> CashEntry:
    """Return the entry of a sale; refuse a wrong one."""
    known = {product.id: product for product in store.products_of(ctx.db, wanted.kube_id)}
    found = model.sale_problems(wanted, known, ctx.today)
    if found or wanted.sold_on is None:
        raise InvalidInputError(found)
    names = {product.id: product.name for product in known.values()}
    return model.entry(wanted, names, wanted.sold_on)


def sales(ctx: Context, kube_id: str, first: date, last: date) -> list[Sold]:
    """List what was sold from one day to another, by day, with what it cost to make."""
    ctx.require(Permission.SEE_KUBE)
    known = {product.id: product for product in store.products_of(ctx.db, kube_id)}
    made: dict[str, list[Cost]] = defaultdict(list)
    for one in store.costs_of(ctx.db, kube_id):
        made[one.product_id].append(one)
    found = []
    for row in store.sold(ctx.db, kube_id, first, last):
        facts = json.loads(row["facts"])
        is_gone = row["is_turned"] and not cashbook.stands(ctx, row["id"])
        if not facts.get("product") or is_gone:
            continue
        day = date.fromisoformat(row["day"])
        pack, packs = int(facts.get("pack") or 1), int(facts.get("packs") or 0)
        unit = model.cost_on(made[facts["product"]], day)
        found.append(
            Sold(
                id=row["id"], sold_on=day, proof_no=row["proof_no"] or "",
                product=known.get(facts["product"]), channel=_channel(facts.get("channel")),
                pack=pack, packs=packs, amount=-row["amount"], party=row["party"], ref=row["ref"],
                cost=None if unit is None else unit * pack * packs,
            )
        )  # fmt: skip
    return found


def _channel(word: str | None) -> Channel:
    return Channel(word) if word in {c.value for c in Channel} else Channel.OTHER


def sales_of_month(ctx: Context, kube_id: str, month: Month) -> list[Sold]:
    """List what was sold in a month."""
    ctx.require(Permission.SEE_KUBE)
    return sales(ctx, kube_id, month.first, month.last)


def latest_month(ctx: Context) -> Month | None:
    """The last month anything was sold."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_sold(ctx.db)
    return Month.of(found) if found else None


# -- the kitchen -------------------------------------------------------------------------------


def save_ingredient(ctx: Context, wanted: Ingredient) -> str:
    """Save what the kitchen keeps and return its id."""
    ctx.require(Permission.RECORD_MEETING)
    tidy = typed.tidied(replace(wanted, name=typed.bare(wanted.name) or ""), "unit", "note")
    others = [i for i in store.ingredients_of(ctx.db, tidy.kube_id) if i.id != tidy.id]
    found = model.ingredient_problems(tidy, others)
    return keeping.keep(ctx, "ingredient", tidy, found, N_("Ingredient of {kube}"))


def remove_ingredient(ctx: Context, ingredient_id: str) -> None:
    """Put an ingredient into the bin; one with moves stays."""
    ctx.require(Permission.RECORD_MEETING)
    known: Ingredient = keeping.one(store.ingredient(ctx.db, ingredient_id))
    if any(m.ingredient_id == known.id for m in store.moves_of(ctx.db, known.kube_id)):
        raise InvalidInputError([Problem("name", "ingredient_is_kept")])
    keeping.drop(ctx, "ingredient", known, N_("Remove an ingredient of {kube}"))


def move_stock(ctx: Context, wanted: StockMove, *, pot: Pot | None = None) -> str:
    """Note what came or went; what was bought from a `pot` is booked there in the same step."""
    ctx.require(Permission.RECORD_MEETING)
    kept: Ingredient = keeping.one(store.ingredient(ctx.db, wanted.ingredient_id))
    kube = group.kube(ctx, kept.kube_id)
    is_paid = pot is not None and wanted.kind is Move.BOUGHT
    price = wanted.price if wanted.kind is Move.BOUGHT else None
    tidy = typed.tidied(replace(wanted, kube_id=kube.id, id=new_id(), price=price), "note")
    found = model.move_problems(tidy, ctx.today)
    if is_paid and not tidy.price:
        found.append(Problem("price", "required"))
    if found or tidy.moved_on is None:
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Stock of {kube}"), kube=kube.name)) as writer:
        rows.save(writer, "stock_move", tidy, scope=kube.id)
        if is_paid and pot is not None:
            words = f"Belanja {kept.name} {quantity_text(tidy.quantity)} {kept.unit or ''}".strip()
            entry = money_out(
                kube.id, tidy.moved_on, Account.SUPPLIES, tidy.price or 0, words, pot=pot
            )
            cashbook.post(ctx, writer, entry)
    return tidy.id


def remove_move(ctx: Context, move_id: str) -> None:
    """Put a line of the stock into the bin; money that was booked with it stays booked."""
    ctx.require(Permission.RECORD_MEETING)
    known: StockMove = keeping.one(store.move(ctx.db, move_id))
    keeping.drop(ctx, "stock_move", known, N_("Remove a line of stock, {kube}"))


def stocks(ctx: Context, kube_id: str, until: date | None = None) -> list[Stock]:
    """What the kitchen should hold, by name."""
    ctx.require(Permission.SEE_KUBE)
    moves: dict[str, list[StockMove]] = defaultdict(list)
    for one in store.moves_of(ctx.db, kube_id, until):
        moves[one.ingredient_id].append(one)
    return [model.stock(one, moves[one.id]) for one in store.ingredients_of(ctx.db, kube_id)]


def moves(ctx: Context, kube_id: str, ingredient_id: str) -> list[StockMove]:
    """List what came and went of an ingredient, the newest first."""
    ctx.require(Permission.SEE_KUBE)
    found = [m for m in store.moves_of(ctx.db, kube_id) if m.ingredient_id == ingredient_id]
    return found[::-1]


def quantity_text(quantity: float | None) -> str:
    """Return a quantity as people write it: `2`, `1,5`."""
    if quantity is None:
        return ""
    return f"{quantity:g}".replace(".", ",")
