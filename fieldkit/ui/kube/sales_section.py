"""What was sold, filled by the group's own list of prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import EventKind
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.trade import model, service
from fieldkit.features.kube.trade.model import (
    Channel,
    Price,
    Sale,
    SaleLine,
    Sold,
)
from fieldkit.features.kube.trade.report import KIND
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit, NumberEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Form,
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
    """What was sold: a line for each product, filled by the group's own list of prices.

    A `former` sale, by its entry, is put right: it asks why, and both stay in the book.
    """

    def __init__(
        self, ctx: Context, kube: Kube, former: str = "", parent: QWidget | None = None
    ) -> None:
        self._ctx, self._kube, self._former = ctx, kube, former
        self.amount = 0
        known = service.sale(ctx, former) if former else None
        sold = {line.product_id for line in known.lines} if known else set()
        self._products = {
            p.id: p for p in service.products(ctx, kube.id) if not p.is_stopped or p.id in sold
        }
        self._prices = [p for p in service.prices(ctx, kube.id) if p.product_id in self._products]
        self._suggested: dict[RowLine, int | None] = {}
        self._extra = _unlisted(known, self._prices) if known else []
        form = Form(
            TextField("why", N_("Why is it corrected?"), required=True, max_length=LONGEST_LINE,
                      wide=True),
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
        heading = _("Correct a sale") if known else _("New sale")
        super().__init__(heading, form, self._store, sentence=text, parent=parent)
        form.show_field("why", known is not None)
        if known is not None:
            self._fill(known)
        form.changed.connect(self._on_changed)
        form.focus("why" if known else "lines")

    def _fill(self, known: Sale) -> None:
        """Show the sale as it was written down, on a day that is still open."""
        closed = cashbook.closed_until(self._ctx, self._kube.id)
        is_closed = closed is not None and known.sold_on and known.sold_on <= closed.last
        self.form.fill({
            "sold_on": self._ctx.today if is_closed else known.sold_on, "pot": known.pot,
            "party": known.party, "ref": known.ref,
            "lines": [
                {"what": _key(x.product_id or "", x.channel, x.pack or 1), "packs": x.packs,
                 "amount": x.amount}
                for x in known.lines
            ],
        })  # fmt: skip

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
            (_key(p.product_id, p.channel, p.pack or 1), self._price_words(p))
            for p in (*self._prices, *self._extra)
        ]
        priced = {p.product_id for p in (*self._prices, *self._extra)}
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
        if self._former:
            service.correct_sale(self._ctx, self._former, values["why"], sale)
        else:
            service.record_sale(self._ctx, sale)
        self.amount = sum(line.amount or 0 for line in lines)


def _unlisted(known: Sale, prices: Sequence[Price]) -> list[Price]:
    """Return what was sold at a price that is no longer on the list."""
    listed = {(p.product_id, p.channel, p.pack) for p in prices}
    return [
        Price(kube_id=known.kube_id, product_id=line.product_id or "", channel=line.channel,
              pack=line.pack, price=(line.amount or 0) // (line.packs or 1))
        for line in known.lines
        if (line.product_id, line.channel, line.pack) not in listed
    ]  # fmt: skip


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
            Column(N_("Left after cost"), attrgetter("margin"), width=16, spare=1, **_MONEY),
            Column(N_("Buyer"), attrgetter("party"), stretch=True, spare=3),
            Column(N_("Proof no."), attrgetter("proof_no"), width=12, spare=2, whole=True),
            name=N_("Sales"),
            parent=parent,
        )
        self.sell_button = self.add_button(
            _("New sale…"), self._on_sell_clicked, icon="shopping-basket", key="Alt+T",
            kind="primary", wanted=ctx.may(Permission.POST_CASH),
        )  # fmt: skip
        self.correct_button = self.add_button(
            _("Correct…"), self._on_correct_clicked, icon="pencil", key="F2", of_row=True,
            wanted=ctx.may(Permission.POST_CASH),
        )  # fmt: skip
        self.back_button = self.add_button(
            _("Take it back…"), self._on_back_clicked, icon="undo-2", of_row=True,
            wanted=ctx.may(Permission.POST_CASH),
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
        dialog = SaleDialog(self.ctx, self.kube, parent=self.window())
        if dialog.exec():
            text = _("Sold for {amount}; it is in the book.")
            self.said.emit(text.format(amount=format_rupiah(dialog.amount)), "good", True)

    @Slot()
    def _on_correct_clicked(self) -> None:
        one = self.table.current()
        if not isinstance(one, Sold):
            return
        dialog = SaleDialog(self.ctx, self.kube, one.id, self.window())
        if dialog.exec():
            text = _("The sale is put right: {amount}; both lines stay in the book.")
            self.said.emit(text.format(amount=format_rupiah(dialog.amount)), "good", True)

    @Slot()
    def _on_back_clicked(self) -> None:
        one = self.table.current()
        if not isinstance(one, Sold):
            return
        form = Form(
            TextField("reason", N_("Why?"), required=True, max_length=LONGEST_LINE), columns=1
        )

        def take(values: dict[str, Any]) -> None:
            service.take_back(self.ctx, one.id, values["reason"])

        text = _("The whole sale {proof} is taken back; the book keeps both lines.")
        self.ask(
            _("Take the sale back"), form, take, _("The sale is taken back."),
            sentence=text.format(proof=one.proof_no), save_label=_("Take it back"),
        )  # fmt: skip

    @Slot()
    def _on_receipt_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, Sold):
            self.report_wanted.emit("kube_receipt", one.id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(KIND, "")
