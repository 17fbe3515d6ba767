"""Products with a price for each channel and pack, sales, and a kitchen's stock.

What was sold stands in the cash book alone; a product only says what it is called and costs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind, Line, Pot

LARGEST_PACK, MOST_PACKS = 1_000, 100_000
MOST_QUANTITY = 1_000_000


class Channel(StrEnum):
    """Where something is sold; the same product has another price at each."""

    STALL = auto()
    FRIENDS = auto()
    ONLINE = auto()
    BAZAAR = auto()
    OFFICE = auto()
    ORDER = auto()
    OTHER = auto()


class Move(StrEnum):
    """What happened to an ingredient; a count says what really is there."""

    BOUGHT = auto()
    USED = auto()
    SPOILED = auto()
    COUNTED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something the group makes and sells; `unit` is what is counted, such as `botol`."""

    kube_id: str
    name: str = ""
    unit: str | None = None
    is_stopped: bool = False
    note: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a pack costs at a channel, such as two bottles for Rp15.000 at a bazaar."""

    kube_id: str
    product_id: str
    channel: Channel = Channel.STALL
    pack: int | None = 1
    price: int | None = None
    note: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one unit costs the group to make, from a day on: an older sale keeps its own."""

    kube_id: str
    product_id: str
    since: date | None = None
    cost: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """So many packs of a product at a channel, and what they brought."""

    product_id: str | None = None
    channel: Channel = Channel.STALL
    pack: int | None = 1
    packs: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What was sold at once; `ref` names the bazaar it was sold at."""

    kube_id: str
    sold_on: date | None = None
    lines: tuple[SaleLine, ...] = ()
    pot: Pot = Pot.KAS
    party: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """One line of the book of sales; `cost` is None while nobody said what a unit costs."""

    id: str
    sold_on: date
    proof_no: str
    product: Product | None
    channel: Channel
    pack: int
    packs: int
    amount: int
    cost: int | None = None
    party: str | None = None
    ref: str | None = None

    @property
    def units(self) -> int:
        """How many single units were sold."""
        return self.pack * self.packs

    @property
    def margin(self) -> int | None:
        """What is left after the cost."""
        return None if self.cost is None else self.amount - self.cost

    @property
    def price(self) -> int | None:
        """What a pack brought, where that is a whole amount."""
        return self.amount // self.packs if self.packs and self.amount % self.packs == 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesSum:
    """Sales of one product at one channel and pack."""

    product: Product | None
    channel: Channel
    pack: int
    packs: int
    amount: int
    cost: int | None

    @property
    def units(self) -> int:
        """How many single units were sold."""
        return self.pack * self.packs

    @property
    def margin(self) -> int | None:
        """What is left after the cost."""
        return None if self.cost is None else self.amount - self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """Something the kitchen keeps; below `least` it is time to buy."""

    kube_id: str
    name: str = ""
    unit: str | None = None
    least: float | None = None
    note: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """What came, went or was counted of an ingredient; `price` is what all of it cost."""

    kube_id: str
    ingredient_id: str
    moved_on: date | None = None
    kind: Move = Move.BOUGHT
    quantity: float | None = None
    price: int | None = None
    note: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """An ingredient with what should be there, and what a unit cost when it was last bought."""

    ingredient: Ingredient
    held: float
    last_on: date | None = None
    last_price: int | None = None
    last_quantity: float | None = None
    is_begun: bool = False

    @property
    def id(self) -> str:
        """The ingredient's id."""
        return self.ingredient.id

    @property
    def is_low(self) -> bool:
        """Whether less is there than the kitchen wants to keep."""
        least = self.ingredient.least
        return self.is_begun and (self.held < 0 or (least is not None and self.held < least))

    @property
    def worth(self) -> int | None:
        """What is there by the last price; None while it was never bought at a price."""
        if self.last_price is None or not self.last_quantity or self.held <= 0:
            return None
        return round(self.held * self.last_price / self.last_quantity)


def held(moves: Sequence[StockMove]) -> float:
    """Return what should be there after these moves, in the order they happened."""
    total = 0.0
    for move in moves:
        quantity = move.quantity or 0
        if move.kind is Move.COUNTED:
            total = quantity
        elif move.kind is Move.BOUGHT:
            total += quantity
        else:
            total -= quantity
    return round(total, 3)


def stock(ingredient: Ingredient, moves: Sequence[StockMove]) -> Stock:
    """Return an ingredient with what its moves come to."""
    bought = [m for m in moves if m.kind is Move.BOUGHT and m.price is not None and m.quantity]
    return Stock(
        ingredient=ingredient,
        held=held(moves),
        last_on=moves[-1].moved_on if moves else None,
        last_price=bought[-1].price if bought else None,
        last_quantity=bought[-1].quantity if bought else None,
        is_begun=bool(moves),
    )


def cost_on(costs: Iterable[Cost], day: date) -> int | None:
    """Return what a unit cost to make on a day."""
    known = [c for c in costs if c.cost is not None and c.since is not None and c.since <= day]
    return max(known, key=lambda one: (one.since or day, one.id)).cost if known else None


def price_of(prices: Iterable[Price], line: SaleLine) -> int | None:
    """Return what a pack costs there by the group's own list."""
    for price in prices:
        if (price.product_id, price.channel, price.pack) == (
            line.product_id, line.channel, line.pack,
        ):  # fmt: skip
            return price.price
    return None


def sums(sold: Iterable[Sold]) -> list[SalesSum]:
    """Add sales up by product, channel and pack; a cost nobody knows leaves the sum unknown."""
    found: dict[tuple[str, Channel, int], SalesSum] = {}
    for one in sold:
        key = (one.product.id if one.product else "", one.channel, one.pack)
        former = found.get(key)
        cost = one.cost
        if former is not None:
            cost = None if former.cost is None or cost is None else former.cost + cost
        found[key] = SalesSum(
            product=one.product, channel=one.channel, pack=one.pack, cost=cost,
            packs=one.packs + (former.packs if former else 0),
            amount=one.amount + (former.amount if former else 0),
        )  # fmt: skip
    return sorted(found.values(), key=lambda s: (_name(s), s.channel, s.pack))


def _name(one: SalesSum) -> str:
    return one.product.name.casefold() if one.product else ""


def entry(sale: Sale, names: Mapping[str, str], day: date) -> CashEntry:
    """Return the entry of a sale: the pot, then a leg for each line."""
    legs = [Line(account=sale.pot, amount=sum(line.amount or 0 for line in sale.lines))]
    legs += [
        Line(
            account=Account.SALES, amount=-(line.amount or 0), ref=sale.ref,
            product=line.product_id, pack=line.pack, packs=line.packs, channel=str(line.channel),
        )
        for line in sale.lines
    ]  # fmt: skip
    return CashEntry(
        kube_id=sale.kube_id, booked_on=day, kind=Kind.SALE, lines=tuple(legs), party=sale.party,
        description=_words([names.get(line.product_id or "", "") for line in sale.lines]),
    )  # fmt: skip


def sale_of(entry: CashEntry) -> Sale | None:
    """Return the sale an entry was made from; None where it is no sale."""
    legs = [line for line in entry.lines if line.account == Account.SALES]
    if entry.kind is not Kind.SALE or not legs:
        return None
    known = {channel.value for channel in Channel}
    return Sale(
        kube_id=entry.kube_id, sold_on=entry.booked_on, party=entry.party,
        pot=entry.pots[0] if entry.pots else Pot.KAS,
        ref=next((leg.ref for leg in legs if leg.ref), None),
        lines=tuple(
            SaleLine(
                product_id=leg.product, pack=leg.pack, packs=leg.packs, amount=-leg.amount,
                channel=Channel(leg.channel) if leg.channel in known else Channel.OTHER,
            )
            for leg in legs
        ),
    )  # fmt: skip


def _words(names: Sequence[str]) -> str:
    """Return what the cash book calls a sale; it is Indonesian (decision 13)."""
    listed = ", ".join(dict.fromkeys(name for name in names if name))
    text = f"Penjualan {listed}" if listed else "Penjualan"
    return text if len(text) <= typed.LONGEST_LINE else f"{text[: typed.LONGEST_LINE - 1]}…"


def product_problems(product: Product, others: Sequence[Product]) -> list[Problem]:
    """List what is wrong with a product; `others` are the rest the group sells."""
    found = typed.missing(product, "name") + typed.too_long(product, "name", "unit", "note")
    if product.name.casefold() in {other.name.casefold() for other in others}:
        found.append(Problem("name", "name_taken"))
    return found


def price_problems(price: Price) -> list[Problem]:
    """List what is wrong with a price."""
    return [
        *typed.missing(price, "pack", "price"),
        *typed.out_of_range(price, "pack", 1, LARGEST_PACK),
        *typed.no_money(price, "price"),
        *typed.too_long(price, "note"),
    ]


def sale_problems(sale: Sale, known: Mapping[str, Product], today: date) -> list[Problem]:
    """List what is wrong with a sale; a problem of a line has its number in its field."""
    found = typed.missing(sale, "sold_on") + typed.in_future(sale, today, "sold_on")
    found += typed.too_long(sale, "party")
    if not sale.lines:
        found.append(Problem("lines", "nothing_sold"))
    for number, line in enumerate(sale.lines, start=1):
        wrong = typed.missing(line, "product_id", "pack", "packs", "amount")
        wrong += typed.no_money(line, "amount")
        wrong += typed.out_of_range(line, "pack", 1, LARGEST_PACK)
        wrong += typed.out_of_range(line, "packs", 1, MOST_PACKS)
        if line.product_id and line.product_id not in known:
            wrong.append(Problem("product_id", "required"))
        found += [
            Problem("lines", "line_is_wrong", {"number": number, "field": p.field, "code": p.code})
            for p in wrong[:1]
        ]
    return found


def ingredient_problems(ingredient: Ingredient, others: Sequence[Ingredient]) -> list[Problem]:
    """List what is wrong with an ingredient."""
    found = typed.missing(ingredient, "name", "unit")
    found += typed.too_long(ingredient, "name", "unit", "note")
    if (ingredient.least or 0) < 0:
        found.append(Problem("least", "negative"))
    if ingredient.name.casefold() in {other.name.casefold() for other in others}:
        found.append(Problem("name", "name_taken"))
    return found


def move_problems(move: StockMove, today: date) -> list[Problem]:
    """List what is wrong with a move; only a count may find nothing at all."""
    found = typed.missing(move, "moved_on", "quantity")
    found += typed.in_future(move, today, "moved_on") + typed.too_long(move, "note")
    quantity = move.quantity
    if quantity is not None:
        if quantity < 0:
            found.append(Problem("quantity", "negative"))
        elif quantity == 0 and move.kind is not Move.COUNTED:
            found.append(Problem("quantity", "zero_quantity"))
        elif quantity > MOST_QUANTITY:
            found += typed.out_of_range(move, "quantity", 0, MOST_QUANTITY)
    return found + typed.no_money(move, "price", may_be_zero=True)
