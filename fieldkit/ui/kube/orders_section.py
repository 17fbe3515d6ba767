"""Orders the group cooks for: boxes for each place, who does what, delivered, paid."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
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
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.orders import model, service
from fieldkit.features.kube.orders.model import (
    Order,
    OrderKind,
    OrderState,
    Post,
    State,
    Target,
    Task,
)
from fieldkit.features.kube.orders.report import KIND
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.entry_dialogs import book, reason_field
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import CheckEdit, ChoiceEdit, NumberEdit, TextEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Form,
    MoneyField,
    NoteField,
    Section,
    TextField,
    TimeField,
)
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}
_ROLES = {
    State.PLANNED: "accent", State.DELIVERED: "attention", State.PAID: "good",
    State.CANCELLED: "secondary",
}  # fmt: skip
_FIELDS = (
    "kind", "customer", "ordered_on", "deliver_on", "starts", "ends", "place", "menu",
    "menu_from", "budget", "price", "note",
)  # fmt: skip


class OrderDialog(FormDialog):
    """An order with its places and tasks; it counts the boxes while they are typed."""

    def __init__(
        self, ctx: Context, kube: Kube, known: OrderState, parent: QWidget | None = None
    ) -> None:
        self._ctx, self._known = ctx, known
        self._members = words.member_choices(group.members(ctx, kube.id))
        form = Form(
            ChoiceField("kind", N_("Kind"), blank=None, choices=tuple(service.KINDS.items()),
                        default=OrderKind.PMT),
            TextField("customer", N_("Who orders?"), required=True, max_length=LONGEST_LINE),
            DateField("deliver_on", N_("To be delivered on"), required=True),
            DateField("ordered_on", N_("Ordered on")),
            TimeField("starts", N_("From what time")),
            TimeField("ends", N_("Until")),
            TextField("place", N_("Place"), max_length=LONGEST_LINE),
            TextField("menu_from", N_("Who gave the menu?"), max_length=LONGEST_LINE),
            NoteField("menu", N_("Menu"), lines=2),
            CustomField("posts", N_("Places and boxes"), wide=True, make=self._posts),
            CustomField("tasks", N_("Who does what"), wide=True, make=self._tasks),
            Section(N_("Money")),
            MoneyField("budget", N_("Budget promised for it")),
            MoneyField("price", N_("Or price of a box")),
            TextField("note", N_("Note"), max_length=LONGEST_LINE, wide=True),
            today=self._today,
        )  # fmt: skip
        heading = known.order.customer or _("New order")
        super().__init__(heading, form, self._store, sentence=" ", parent=parent)
        form.fill({name: getattr(known.order, name) for name in _FIELDS} | {
            "posts": [_facts(post, "name", "target", "boxes", "delivered") for post in known.posts],
            "tasks": [_facts(task, "member_id", "what", "is_done") for task in known.tasks],
        })  # fmt: skip
        form.changed.connect(self._on_changed)
        self._on_changed()
        form.focus("customer")

    def _today(self) -> date:
        return self._ctx.today

    @staticmethod
    def _posts() -> QWidget:
        return RowsEdit(
            RowColumn("name", N_("Place"), partial(TextEdit, max_length=LONGEST_LINE), stretch=4),
            RowColumn("target", N_("For whom"), partial(ChoiceEdit, _targets(), blank=None),
                      stretch=3, usual=Target.TODDLERS),
            RowColumn("boxes", N_("Boxes"), NumberEdit),
            RowColumn("delivered", N_("Delivered"), NumberEdit),
            add=_("Another place"),
        )  # fmt: skip

    def _tasks(self) -> QWidget:
        return RowsEdit(
            RowColumn("what", N_("What is to be done"),
                      partial(TextEdit, max_length=LONGEST_LINE), stretch=4),
            RowColumn("member_id", N_("Who"), partial(ChoiceEdit, self._members, searchable=True),
                      stretch=3),
            RowColumn("is_done", N_("Done"), partial(CheckEdit, "")),
            add=_("Another task"),
        )  # fmt: skip

    @Slot()
    def _on_changed(self) -> None:
        lines = self.form.value("posts") or ()
        boxes = sum(line["boxes"] or 0 for line in lines)
        text = _("{boxes} boxes in all.").format(boxes=format_number(boxes))
        price, budget = self.form.value("price"), self.form.value("budget")
        worth = budget if budget is not None else (price or 0) * boxes
        if worth:
            text = _("{text} To be paid: {amount}.").format(text=text, amount=format_rupiah(worth))
        self.sentence_label.setText(text)

    def _store(self, values: dict[str, Any]) -> None:
        order = replace(self._known.order, **{name: values[name] for name in _FIELDS} | {
            "kind": OrderKind(values["kind"]), "customer": values["customer"] or "",
        })  # fmt: skip
        posts = [Post(**_line(typed, "target", Target.TODDLERS)) for typed in values["posts"]]
        tasks = [Task(**typed) for typed in values["tasks"]]
        service.save_order(self._ctx, order, posts, tasks)


def _facts(line: Any, *names: str) -> dict[str, Any]:
    return {"id": line.id} | {name: getattr(line, name) for name in names}


def _line(typed: Mapping[str, Any], name: str, usual: Any) -> dict[str, Any]:
    return dict(typed) | {name: typed.get(name) or usual}


def _targets() -> list[tuple[Target, str]]:
    return list(service.TARGETS.items())


def _customer(one: OrderState) -> str:
    return one.order.customer


def _places(one: OrderState) -> str:
    return " · ".join(f"{post.name} {post.boxes}" for post in one.posts)


def _state(one: OrderState) -> str:
    return _(service.STATES[one.state])


def _role(one: OrderState) -> str | None:
    return _ROLES[one.state]


class OrdersSection(ListSection):
    """The orders of the month, by day."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("order.deliver_on"), width=12),
            Column(N_("Who orders?"), _customer, width=20, bold=True),
            Column(N_("Places and boxes"), _places, stretch=True, spare=1),
            Column(N_("Boxes"), attrgetter("boxes"), width=8, **_MONEY),
            Column(N_("Delivered"), attrgetter("delivered"), width=9, spare=3, **_MONEY),
            Column(N_("To be paid"), attrgetter("worth"), width=14, **_MONEY),
            Column(N_("Paid"), attrgetter("paid"), width=11, **_MONEY),
            Column(N_("Spent"), attrgetter("spent"), width=11, spare=2, **_MONEY),
            Column(N_("State"), _state, width=13, role=_role),
            name=N_("Orders"),
            parent=parent,
        )
        may, pays = ctx.may(Permission.RECORD_MEETING), ctx.may(Permission.POST_CASH)
        self.new_button = self.add_button(
            _("New order…"), self._on_new_clicked, icon="plus", key="Alt+T", kind="primary",
            wanted=may,
        )  # fmt: skip
        self.edit_button = self.add_button(
            _("Change…"), self._on_edit_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.deliver_button = self.add_button(
            _("Delivered…"), self._on_deliver_clicked, icon="check", key="Ins", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.pay_button = self.add_button(
            _("Paid…"), self._on_pay_clicked, icon="arrow-down", of_row=True, wanted=pays
        )
        self.spend_button = self.add_button(
            _("Spent…"), self._on_spend_clicked, icon="arrow-up", of_row=True, wanted=pays
        )
        self.repeat_button = self.add_button(
            _("Repeat…"), self._on_repeat_clicked, icon="copy", of_row=True, wanted=may
        )
        self.cancel_button = self.add_button(
            _("Cancel the order"), self._on_cancel_clicked, icon="ban", of_row=True, wanted=may
        )
        self.remove_button = self.add_button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", key="Del", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.sheet_button = self.add_button(
            _("Delivery sheet"), self._on_sheet_clicked, icon="file-text", of_row=True
        )
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        self.table.activated.connect(self._on_edit_clicked if may else self._on_sheet_clicked)
        self.table.set_empty(
            _("No order in this month. PMT for the posts and catering are both noted here."),
            icon="package",
        )

    def fill(self) -> None:
        """Read the orders of the month again."""
        found = service.orders_of_month(self.ctx, self.kube.id, self.month)
        counted = [one for one in found if one.state is not State.CANCELLED]
        text = ""
        if counted:
            text = _(
                "{month}: {boxes} boxes · still to be paid {owed} · paid {paid}, spent {spent}"
            )
            text = text.format(
                month=format_month(self.month), boxes=format_number(sum(o.boxes for o in counted)),
                owed=format_rupiah(sum(o.owed for o in counted)),
                paid=format_rupiah(sum(o.paid for o in counted)),
                spent=format_rupiah(sum(o.spent for o in counted)),
            )  # fmt: skip
        self.show_list(found, text)

    def show_buttons(self) -> None:
        """Offer what is still possible with the chosen order."""
        super().show_buttons()
        one = self._chosen()
        is_open = one is not None and one.state is not State.CANCELLED
        for button in (self.deliver_button, self.spend_button, self.cancel_button):
            button.setEnabled(is_open)
        self.pay_button.setEnabled(is_open and one is not None and one.state is not State.PAID)

    def _chosen(self) -> OrderState | None:
        one = self.table.current()
        return one if isinstance(one, OrderState) else None

    def _edit(self, known: OrderState) -> None:
        if OrderDialog(self.ctx, self.kube, known, self.window()).exec():
            self.said.emit(_("The order is saved."), "good", True)

    @Slot()
    def _on_new_clicked(self) -> None:
        self._edit(self._fresh())

    def _fresh(self) -> OrderState:
        return OrderState(order=Order(kube_id=self.kube.id))

    @Slot()
    def _on_edit_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self._edit(one)

    @Slot()
    def _on_deliver_clicked(self) -> None:
        one = self._chosen()
        if one is None or one.state is State.CANCELLED:
            return

        def posts() -> QWidget:
            return RowsEdit(
                RowColumn("name", N_("Place"), TextEdit, stretch=4),
                RowColumn("delivered", N_("Delivered"), NumberEdit),
                is_fixed=True,
            )

        form = Form(
            DateField("delivered_on", N_("Delivered on"), required=True,
                      default=min(one.order.deliver_on or self.ctx.today, self.ctx.today)),
            TextField("received_by", N_("Received by"), max_length=LONGEST_LINE),
            CustomField("posts", N_("What came there; blank is what was ordered"), wide=True,
                        make=posts),
            today=self.today,
        )  # fmt: skip
        form.fill({"received_by": one.order.received_by,
                   "posts": [_facts(p, "name", "delivered") for p in one.posts]})  # fmt: skip
        for line in form.editor("posts").lines:
            line.editor("name").setReadOnly(True)

        def keep(values: dict[str, Any]) -> None:
            came = {typed["id"]: typed["delivered"] for typed in values["posts"]}
            counted = [replace(post, delivered=came[post.id]) for post in one.posts]
            service.deliver(
                self.ctx, one.id, values["delivered_on"], values["received_by"], counted
            )

        self.ask(_("Delivered"), form, keep, _("The order is noted as delivered."))

    @Slot()
    def _on_pay_clicked(self) -> None:
        one = self._chosen()
        if one is None or one.state in (State.CANCELLED, State.PAID):
            return
        form = Form(
            DateField("paid_on", N_("Paid on"), required=True, default=self.ctx.today),
            MoneyField("amount", N_("Paid"), required=True),
            self._pot_field(),
            today=self.today,
        )
        form.fill({"amount": one.owed or None})

        def take(values: dict[str, Any]) -> None:
            service.take_payment(
                self.ctx, one.id, values["amount"], values["paid_on"], pot=Pot(values["pot"])
            )

        text = _("Still to be paid: {owed}").format(owed=format_rupiah(one.owed))
        self.ask(_("Payment of {customer}").format(customer=one.order.customer), form, take,
                 _("The payment is in the book."), sentence=text)  # fmt: skip

    def _pot_field(self) -> ChoiceField:
        return ChoiceField("pot", N_("Pot"), blank=None, default=Pot.KAS,
                           choices=words.pots_of(self.ctx, self.kube.id))  # fmt: skip

    @Slot()
    def _on_spend_clicked(self) -> None:
        one = self._chosen()
        if one is None or one.state is State.CANCELLED:
            return
        form = Form(
            DateField("spent_on", N_("Date"), required=True, default=self.ctx.today),
            ChoiceField(
                "account", N_("What for?"), blank=None, default=Account.SUPPLIES,
                choices=[(a, cashbook.ACCOUNTS[a]) for a in model.SPENDING],
            ),
            MoneyField("amount", N_("Amount"), required=True),
            self._pot_field(),
            TextField("words", N_("Description"), max_length=LONGEST_LINE, wide=True),
            reason_field(),
            today=self.today,
        )  # fmt: skip
        form.show_field("reason", False)

        def spend(values: dict[str, Any]) -> None:
            facts = {"pot": Pot(values["pot"]), "reason": values["reason"]}
            command = partial(
                service.spend, self.ctx, one.id, Account(values["account"]), values["amount"],
                values["spent_on"], values["words"], **facts,
            )  # fmt: skip
            book(form, command)

        self.ask(_("Spent on this order"), form, spend, _("It is in the book."))

    @Slot()
    def _on_repeat_clicked(self) -> None:
        one = self._chosen()
        if one is None:
            return
        form = Form(
            DateField("deliver_on", N_("To be delivered on"), required=True,
                      default=(one.order.deliver_on or self.ctx.today) + timedelta(days=14)),
            today=self.today, columns=1,
        )  # fmt: skip

        def repeat(values: dict[str, Any]) -> None:
            service.repeat_order(self.ctx, one.id, values["deliver_on"])

        text = _("The same places, boxes, menu and tasks for another day.")
        self.ask(_("Repeat the order"), form, repeat, _("The order is taken again."), sentence=text)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self.attempt(
                partial(service.cancel, self.ctx, one.id), _("The order is marked as cancelled.")
            )

    @Slot()
    def _on_remove_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self.attempt(partial(service.remove, self.ctx, one.id), _("The order is removed."))

    @Slot()
    def _on_sheet_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self.report_wanted.emit(KIND, one.id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(KIND, "")
