"""The light stock of the group's kitchen."""

from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.trade import service
from fieldkit.features.kube.trade.model import (
    Ingredient,
    Move,
    Stock,
    StockMove,
)
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.fields import Today
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


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
            Column(N_("Least to keep"), _least, width=13, align="right", spare=1),
            Column(N_("Worth"), attrgetter("worth"), width=12, spare=2, **_MONEY),
            Column(N_("Last noted"), attrgetter("last_on"), width=16, spare=3),
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
