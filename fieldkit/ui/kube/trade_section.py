"""What the group makes and sells: sales, products with their prices, and the kitchen's stock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import EventKind
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.trade import model, service
from fieldkit.features.kube.trade.model import (
    Channel,
    Ingredient,
    Move,
    Price,
    Product,
    Sale,
    SaleLine,
    Sold,
    Stock,
    StockMove,
)
from fieldkit.features.kube.trade.report import KIND
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit, NumberEdit
from fieldkit.ui.widgets.fields import Today
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    CustomField,
    DateField,
    Form,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.money_edit import MoneyEdit
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowLine, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


def _product(one: Sold) -> str:
    return one.product.name if one.product else "–"


def _channel(one: Any) -> str:
    return _(service.CHANNELS[one.channel])


def _pack(one: Any) -> str:
    unit = one.product.unit if one.product and one.product.unit else ""
    return f"{one.pack} {unit}".strip()


class SaleDialog(FormDialog):
    """What was sold: a line for each product, filled by the group's own list of prices."""

    def __init__(self, ctx: Context, kube: Kube, parent: QWidget | None = None) -> None:
        self._ctx, self._kube = ctx, kube
        self.amount = 0
        self._products = {p.id: p for p in service.products(ctx, kube.id) if not p.is_stopped}
        self._prices = [p for p in service.prices(ctx, kube.id) if p.product_id in self._products]
        self._suggested: dict[RowLine, int | None] = {}
        form = Form(
            DateField("sold_on", N_("Date"), required=True, default=ctx.today),
            ChoiceField(
                "pot", N_("Pot"), blank=None, choices=words.pots_of(ctx, kube.id),
                default=Pot.KAS,
            ),
            TextField("party", N_("Who bought?"), max_length=LONGEST_LINE),
            ChoiceField("ref", N_("At which bazaar?"), choices=self._bazaars()),
            CustomField("lines", N_("What was sold"), wide=True, make=self._rows),
            today=self._today,
        )  # fmt: skip
        text = _("Choose from your own list of prices; what it brought can be written over.")
        super().__init__(_("New sale"), form, self._store, sentence=text, parent=parent)
        form.changed.connect(self._on_changed)
        form.focus("lines")

    def _today(self) -> date:
        return self._ctx.today

    def _rows(self) -> QWidget:
        return RowsEdit(
            RowColumn("what", N_("Product, pack and place"), self._what_edit, stretch=5),
            RowColumn("packs", N_("How many packs"), NumberEdit, stretch=1),
            RowColumn("amount", N_("Brought, rupiah"), MoneyEdit, stretch=2),
            add=_("Another product"),
        )

    def _bazaars(self) -> list[tuple[str, str]]:
        """Return the bazaars of the group, the newest first: their sales stand beside them."""
        found = events.events(self._ctx, self._kube.id)[::-1]
        return [(p.id, p.event.title) for p in found if p.event.kind is EventKind.BAZAAR]

    def _what_edit(self) -> QWidget:
        return ChoiceEdit(self._choices(), searchable=True)

    def _choices(self) -> list[tuple[str, str]]:
        """Return every price of the list, and products that have none yet."""
        found = [
            (_key(p.product_id, p.channel, p.pack or 1), self._price_words(p)) for p in self._prices
        ]
        priced = {p.product_id for p in self._prices}
        return found + [
            (_key(product.id, Channel.STALL, 1), product.name)
            for product in self._products.values()
            if product.id not in priced
        ]

    def _price_words(self, price: Price) -> str:
        product = self._products[price.product_id]
        return _("{product}, {pack} {unit}, {place}: {price}").format(
            product=product.name, pack=price.pack, unit=product.unit or "",
            place=_(service.CHANNELS[price.channel]), price=format_rupiah(price.price or 0),
        ).replace("  ", " ").replace(" ,", ",")  # fmt: skip

    @Slot()
    def _on_changed(self) -> None:
        """Fill in what a line brought by the list, unless somebody wrote an amount of their own."""
        rows: RowsEdit = self.form.editor("lines")
        for line in rows.lines:
            try:
                typed = line.value()
            except ValueError:
                continue
            amount = self._listed(typed)
            if typed["amount"] == self._suggested.get(line) and amount != typed["amount"]:
                line.editor("amount").set_value(amount)
                self._suggested[line] = amount
        self.sentence_label.setText(self._total_words(rows))

    def _listed(self, typed: Mapping[str, Any]) -> int | None:
        if not typed["what"] or not typed["packs"]:
            return None
        price = model.price_of(self._prices, _line(typed))
        return None if price is None else price * int(typed["packs"])

    def _total_words(self, rows: RowsEdit) -> str:
        total = 0
        for line in rows.lines:
            try:
                total += line.value()["amount"] or 0
            except ValueError:
                continue
        return _("Together {amount}.").format(amount=format_rupiah(total))

    def _store(self, values: dict[str, Any]) -> None:
        lines = tuple(_line(typed) for typed in values["lines"])
        sale = Sale(
            kube_id=self._kube.id, sold_on=values["sold_on"], lines=lines,
            pot=Pot(values["pot"]), party=values["party"], ref=values["ref"],
        )  # fmt: skip
        service.record_sale(self._ctx, sale)
        self.amount = sum(line.amount or 0 for line in lines)


def _key(product_id: str, channel: Channel, pack: int) -> str:
    return f"{product_id}|{channel}|{pack}"


def _line(typed: Mapping[str, Any]) -> SaleLine:
    product, channel, pack = (typed["what"] or "||").split("|")
    return SaleLine(
        product_id=product or None, channel=Channel(channel or Channel.STALL),
        pack=int(pack or 1), packs=typed["packs"], amount=typed["amount"],
    )  # fmt: skip


class SalesSection(ListSection):
    """The sales of the month, the newest first."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("sold_on"), width=12),
            Column(N_("Product"), _product, width=15, bold=True),
            Column(N_("Place"), _channel, width=17),
            Column(N_("Pack"), _pack, width=10, align="right"),
            Column(N_("Packs"), attrgetter("packs"), width=8, align="right"),
            Column(N_("Proceeds"), attrgetter("amount"), width=12, **_MONEY),
            Column(N_("Left after cost"), attrgetter("margin"), width=16, **_MONEY),
            Column(N_("Buyer"), attrgetter("party"), stretch=True),
            Column(N_("Proof no."), attrgetter("proof_no"), width=12),
            name=N_("Sales"),
            parent=parent,
        )
        self.sell_button = self.add_button(
            _("New sale…"), self._on_sell_clicked, icon="shopping-basket", key="Alt+T",
            kind="primary", wanted=ctx.may(Permission.POST_CASH),
        )  # fmt: skip
        self.receipt_button = self.add_button(
            _("Receipt…"), self._on_receipt_clicked, icon="receipt", key="Ctrl+R", of_row=True
        )
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        self.table.activated.connect(self._on_receipt_clicked)
        self.table.set_empty(
            _("No sale in this month. Note your products first, then write what was sold."),
            icon="shopping-basket",
        )

    def fill(self) -> None:
        """Read the sales of the month again."""
        found = service.sales_of_month(self.ctx, self.kube.id, self.month)
        text = ""
        if found:
            total, units = sum(s.amount for s in found), sum(s.units for s in found)
            text = _("{month}: {units} sold for {amount}").format(
                month=format_month(self.month), units=units, amount=format_rupiah(total)
            )
            if all(s.margin is not None for s in found):
                left = format_rupiah(sum(s.margin or 0 for s in found))
                text = _("{text} · left after cost {left}").format(text=text, left=left)
        self.show_list(found[::-1], text)

    @Slot()
    def _on_sell_clicked(self) -> None:
        if not any(not p.is_stopped for p in service.products(self.ctx, self.kube.id)):
            text = _("Note a product first, under “Products”.")
            self.said.emit(text, "attention", False)
            return
        dialog = SaleDialog(self.ctx, self.kube, self.window())
        if dialog.exec():
            text = _("Sold for {amount}; it is in the book.")
            self.said.emit(text.format(amount=format_rupiah(dialog.amount)), "good", True)

    @Slot()
    def _on_receipt_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, Sold):
            self.report_wanted.emit("kube_receipt", one.id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(KIND, "")


class _Listed:
    """A product with its prices and cost, as the list shows it."""

    def __init__(self, product: Product, prices: list[Price], cost: int | None) -> None:
        self.product, self.id, self.cost = product, product.id, cost
        self.prices = prices

    @property
    def prices_text(self) -> str:
        """Every price in one line."""
        return " · ".join(
            _("{pack} for {price} ({place})").format(
                pack=f"{p.pack} {self.product.unit or ''}".strip(),
                price=format_rupiah(p.price or 0), place=_(service.CHANNELS[p.channel]),
            )
            for p in self.prices
        )  # fmt: skip


def _state(one: _Listed) -> str:
    return _("No longer made") if one.product.is_stopped else ""


def _muted(one: _Listed) -> str | None:
    return "secondary" if one.product.is_stopped else None


class ProductsSection(ListSection):
    """What the group makes, with a price for each place and pack."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Product"), attrgetter("product.name"), width=20, bold=True, role=_muted),
            Column(N_("Unit"), attrgetter("product.unit"), width=10),
            Column(N_("Prices"), attrgetter("prices_text"), stretch=True),
            Column(N_("Cost of a unit"), attrgetter("cost"), width=13, **_MONEY),
            Column(N_("State"), _state, width=15, role=_muted),
            name=N_("Products"),
            lead=N_(
                "The same product can cost more at an office than at a bazaar, and two bottles"
                " less than twice one: each gets a price of its own."
            ),
            parent=parent,
        )
        may = ctx.may(Permission.RECORD_MEETING)
        self.new_button = self.add_button(
            _("New product…"), self._on_new_clicked, icon="plus", key="Alt+T", kind="primary",
            wanted=may,
        )  # fmt: skip
        self.price_button = self.add_button(
            _("Price…"), self._on_price_clicked, icon="banknote", key="Ins", of_row=True, wanted=may
        )
        self.unprice_button = self.add_button(
            _("Take a price off…"), self._on_unprice_clicked, icon="x", of_row=True, wanted=may
        )
        self.edit_button = self.add_button(
            _("Change…"), self._on_edit_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.remove_button = self.add_button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", key="Del", of_row=True,
            wanted=may,
        )  # fmt: skip
        if may:
            self.table.activated.connect(self._on_edit_clicked)
        self.table.set_empty(_("No product yet. Begin with what sells best."), icon="package")

    def fill(self) -> None:
        """Read the products again."""
        prices, costs = (
            service.prices(self.ctx, self.kube.id),
            service.costs(self.ctx, self.kube.id),
        )
        self.show_list([
            _Listed(p, [one for one in prices if one.product_id == p.id], costs.get(p.id))
            for p in service.products(self.ctx, self.kube.id)
        ])  # fmt: skip

    def _chosen(self) -> _Listed | None:
        one = self.table.current()
        return one if isinstance(one, _Listed) else None

    @Slot()
    def _on_new_clicked(self) -> None:
        self._edit(_Listed(Product(kube_id=self.kube.id), [], None))

    @Slot()
    def _on_edit_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self._edit(one)

    def _edit(self, one: _Listed) -> None:
        form = Form(
            TextField("name", N_("Name"), required=True, max_length=LONGEST_LINE),
            TextField("unit", N_("What is counted (bottle, bag)"), max_length=40),
            MoneyField(
                "cost", N_("Cost of a unit"),
                help=N_("What one unit costs to make; it counts for sales from today on."),
            ),
            CheckField("is_stopped", N_("No longer made")),
            TextField("note", N_("Note"), max_length=LONGEST_LINE, wide=True),
            today=self.today,
        )  # fmt: skip
        names = ("name", "unit", "is_stopped", "note")
        form.fill({n: getattr(one.product, n) for n in names} | {"cost": one.cost})

        def keep(values: dict[str, Any]) -> None:
            facts = {n: values[n] for n in names}
            service.save_product(self.ctx, replace(one.product, **facts), values["cost"])

        heading = one.product.name or _("New product")
        self.ask(heading, form, keep, _("The product is saved."))

    @Slot()
    def _on_price_clicked(self) -> None:
        one = self._chosen()
        if one is None:
            return
        form = Form(
            ChoiceField(
                "channel", N_("Where?"), blank=None, choices=tuple(service.CHANNELS.items()),
                default=Channel.STALL,
            ),
            NumberField("pack", N_("Units in a pack"), required=True, default=1),
            MoneyField("price", N_("Price of the pack"), required=True),
            today=self.today,
        )  # fmt: skip

        def keep(values: dict[str, Any]) -> None:
            price = Price(
                kube_id=self.kube.id, product_id=one.id, channel=Channel(values["channel"]),
                pack=values["pack"], price=values["price"],
            )  # fmt: skip
            service.save_price(self.ctx, price)

        self.ask(_("Price of {product}").format(product=one.product.name), form, keep,
                 _("The price is saved."))  # fmt: skip

    @Slot()
    def _on_unprice_clicked(self) -> None:
        one = self._chosen()
        if one is None or not one.prices:
            return
        choices = [(p.id, _Listed(one.product, [p], None).prices_text) for p in one.prices]
        form = Form(
            ChoiceField(
                "price", N_("Which?"), blank=None, choices=choices, default=choices[0][0], wide=True
            ),
            columns=1,
        )

        def take(values: dict[str, Any]) -> None:
            service.remove_price(self.ctx, next(p for p in one.prices if p.id == values["price"]))

        self.ask(_("Take a price off the list"), form, take, _("The price is off the list."),
                 save_label=_("Take off"))  # fmt: skip

    @Slot()
    def _on_remove_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self.attempt(
                partial(service.remove_product, self.ctx, one.id), _("The product is removed.")
            )

    def show_buttons(self) -> None:
        """Offer to take a price off only where there is one."""
        super().show_buttons()
        one = self._chosen()
        self.unprice_button.setEnabled(one is not None and bool(one.prices))


def _held(one: Stock) -> str:
    unit = one.ingredient.unit or ""
    return f"{service.quantity_text(one.held)} {unit}".strip() if one.is_begun else _("not noted")


def _least(one: Stock) -> str:
    return service.quantity_text(one.ingredient.least)


def _shortage(one: Stock) -> str:
    return _("Time to buy") if one.is_low else ""


def _low_role(one: Stock) -> str | None:
    return "attention" if one.is_low else None


class MoveForm(Form):
    """What happened to an ingredient; only what was bought has a price."""

    def __init__(self, ctx: Context, one: Stock, today: Today) -> None:
        may_pay = ctx.may(Permission.POST_CASH)
        super().__init__(
            ChoiceField(
                "kind", N_("What happened?"), blank=None, choices=tuple(service.MOVES.items()),
                default=Move.BOUGHT,
            ),
            DateField("moved_on", N_("Date"), required=True, default=ctx.today),
            NumberField(
                "quantity", N_("How much"), required=True, decimals=3,
                unit=one.ingredient.unit or "",
            ),
            MoneyField("price", N_("Paid for it")),
            ChoiceField(
                "pot", N_("Book it from"), blank=N_("It is in the book already"),
                choices=words.pots_of(ctx, one.ingredient.kube_id) if may_pay else [],
            ),
            TextField("note", N_("Note"), max_length=LONGEST_LINE, wide=True),
            today=today,
        )  # fmt: skip
        self.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        is_bought = self.value("kind") == Move.BOUGHT
        for name in ("price", "pot"):
            self.show_field(name, is_bought)


def _move_words(move: StockMove) -> str:
    """Return one line of the stock as a list offers it."""
    parts = (words.day(move.moved_on), _(service.MOVES[move.kind]),
             service.quantity_text(move.quantity), move.note or "")  # fmt: skip
    return " · ".join(part for part in parts if part)


class KitchenSection(ListSection):
    """What the kitchen should hold, by what was bought, used and counted."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Ingredient"), attrgetter("ingredient.name"), stretch=True, bold=True),
            Column(N_("Should be there"), _held, width=16, align="right", role=_low_role),
            Column(N_("Least to keep"), _least, width=13, align="right"),
            Column(N_("Worth"), attrgetter("worth"), width=12, **_MONEY),
            Column(N_("Last noted"), attrgetter("last_on"), width=16),
            Column(N_("State"), _shortage, width=17, role=_low_role),
            name=N_("Ingredients"),
            parent=parent,
        )
        may = ctx.may(Permission.RECORD_MEETING)
        self.move_button = self.add_button(
            _("Bought, used, counted…"), self._on_move_clicked, icon="arrow-left-right",
            key="Ins", kind="primary", of_row=True, wanted=may,
        )  # fmt: skip
        self.new_button = self.add_button(
            _("New ingredient…"), self._on_new_clicked, icon="plus", key="Alt+T", wanted=may
        )
        self.edit_button = self.add_button(
            _("Change…"), self._on_edit_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.back_button = self.add_button(
            _("Take a line away…"), self._on_back_clicked, icon="undo-2", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.remove_button = self.add_button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", key="Del", of_row=True,
            wanted=may,
        )  # fmt: skip
        if may:
            self.table.activated.connect(self._on_move_clicked)
        self.table.set_empty(
            _("No ingredient yet. Note only what you would miss: sugar, eggs, boxes."),
            icon="package",
        )

    def fill(self) -> None:
        """Read the stock again."""
        found = service.stocks(self.ctx, self.kube.id)
        low = [one.ingredient.name for one in found if one.is_low]
        text = _("Time to buy: {names}").format(names=", ".join(low)) if low else ""
        self.show_list(found, text)

    def _chosen(self) -> Stock | None:
        one = self.table.current()
        return one if isinstance(one, Stock) else None

    @Slot()
    def _on_new_clicked(self) -> None:
        self._edit(Ingredient(kube_id=self.kube.id))

    @Slot()
    def _on_edit_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self._edit(one.ingredient)

    def _edit(self, known: Ingredient) -> None:
        form = Form(
            TextField("name", N_("Name"), required=True, max_length=LONGEST_LINE),
            TextField("unit", N_("Measured in (kg, egg, box)"), required=True, max_length=40),
            NumberField("least", N_("Least to keep"), decimals=2),
            TextField("note", N_("Note"), max_length=LONGEST_LINE, wide=True),
            today=self.today,
        )
        form.fill({name: getattr(known, name) for name in ("name", "unit", "least", "note")})

        def keep(values: dict[str, Any]) -> None:
            service.save_ingredient(self.ctx, replace(known, **values))

        self.ask(known.name or _("New ingredient"), form, keep, _("The ingredient is saved."))

    @Slot()
    def _on_move_clicked(self) -> None:
        one = self._chosen()
        if one is None:
            return
        form = MoveForm(self.ctx, one, self.today)

        def keep(values: dict[str, Any]) -> None:
            move = StockMove(
                kube_id=self.kube.id, ingredient_id=one.id, moved_on=values["moved_on"],
                kind=Move(values["kind"]), quantity=values["quantity"], price=values["price"],
                note=values["note"],
            )  # fmt: skip
            pot = Pot(values["pot"]) if values["pot"] else None
            service.move_stock(self.ctx, move, pot=pot)

        self.ask(one.ingredient.name, form, keep, _("The stock is noted."))

    @Slot()
    def _on_back_clicked(self) -> None:
        one = self._chosen()
        moves = service.moves(self.ctx, self.kube.id, one.id) if one else []
        if not moves:
            self.said.emit(_("Nothing is noted of this yet."), "attention", False)
            return
        form = Form(
            ChoiceField(
                "move", N_("Which?"), blank=None, choices=[(m.id, _move_words(m)) for m in moves],
                default=moves[0].id, wide=True,
            ),
            columns=1,
        )  # fmt: skip

        def take(values: dict[str, Any]) -> None:
            service.remove_move(self.ctx, values["move"])

        told = _("The line is taken away; money that was booked with it stays in the book.")
        self.ask(_("Take a line away"), form, take, told, save_label=_("Take away"))

    @Slot()
    def _on_remove_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self.attempt(
                partial(service.remove_ingredient, self.ctx, one.id),
                _("The ingredient is removed."),
            )
