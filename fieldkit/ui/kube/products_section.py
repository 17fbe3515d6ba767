"""What the group makes, with a price for each place and pack."""

from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.trade import service
from fieldkit.features.kube.trade.model import (
    Channel,
    Price,
    Product,
)
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    Form,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


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
                 save_label=_("Take away"))  # fmt: skip

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
