"""Sharing what was earned: what each would get stands there before anything is posted."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook.model import LONGEST_TEXT
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.sharing import service
from fieldkit.features.kube.sharing.model import Plan, Proposal, Rule, Shared
from fieldkit.features.kube.sharing.report import KIND
from fieldkit.ui.kube import words
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import NumberEdit, TextEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Form,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


class SharingDialog(FormDialog):
    """A plan of sharing with the list of shares under it, reckoned anew at every key.

    A `former` sharing is put right: it asks why, and both stay in the book.
    """

    def __init__(
        self, ctx: Context, kube: Kube, plan: Plan, former: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._ctx, self._kube, self._former = ctx, kube, former
        form = Form(
            TextField("why", N_("Why is it corrected?"), required=True, max_length=LONGEST_TEXT,
                      wide=True),
            DateField("first_day", N_("Earned from"), required=True),
            DateField("last_day", N_("Earned to"), required=True),
            MoneyField("amount", N_("Amount to share"), required=True),
            NumberField(
                "kas", N_("Part that stays with the group"), decimals=1, unit=N_("%"), default=0
            ),
            ChoiceField(
                "rule", N_("How?"), blank=None, choices=tuple(service.RULES.items()),
                default=Rule.EQUAL,
            ),
            DateField("shared_on", N_("Paid out on"), required=True),
            TextField("basis", N_("Decision it rests on"), max_length=LONGEST_TEXT, wide=True),
            CustomField("shares", N_("What each would get"), wide=True, make=self._rows),
            today=self._today,
        )  # fmt: skip
        super().__init__(
            _("Correct a sharing") if former else _("Share what was earned"), form, self._store,
            sentence=" ",
            save_label=_("Post and pay out"), parent=parent,
        )  # fmt: skip
        people = group.members(ctx, kube.id, at=plan.last_day)
        weights = plan.weights or {}
        form.show_field("why", bool(former))
        form.fill({
            "first_day": plan.first_day, "last_day": plan.last_day, "shared_on": plan.shared_on,
            "amount": plan.amount or service.proposal(ctx, plan).open or None,
            "kas": plan.kas_permille / 10, "rule": plan.rule, "basis": plan.basis,
            "shares": [
                {"id": m.id, "name": m.name, "weight": weights.get(m.id, 0 if weights else 1)}
                for m in people
            ],
        })  # fmt: skip
        self._shown_day = plan.last_day
        self._lock()
        form.changed.connect(self._on_changed)
        self._on_changed()

    def _today(self) -> date:
        return self._ctx.today

    @staticmethod
    def _rows() -> QWidget:
        return RowsEdit(
            RowColumn("name", N_("Member"), TextEdit, stretch=4),
            RowColumn("weight", N_("Parts"), NumberEdit),
            RowColumn("gets", N_("Gets, rupiah"), TextEdit, stretch=2),
            is_fixed=True,
        )

    def _lock(self) -> None:
        for line in self.form.editor("shares").lines:
            for name in ("name", "gets"):
                line.editor(name).setReadOnly(True)

    def _plan(self, values: Mapping[str, Any]) -> Plan:
        lines = values["shares"] or ()
        return Plan(
            kube_id=self._kube.id, first_day=values["first_day"], last_day=values["last_day"],
            shared_on=values["shared_on"], amount=values["amount"],
            kas_permille=round((values["kas"] or 0) * 10), rule=Rule(values["rule"]),
            weights={line["id"]: int(line["weight"] or 0) for line in lines},
            basis=values["basis"], instead_of=self._former or None,
        )  # fmt: skip

    @Slot()
    def _on_changed(self) -> None:
        names = ("first_day", "last_day", "shared_on", "amount", "kas", "rule", "basis", "shares")
        values = {name: self.form.value(name) for name in names}
        if values["last_day"] != self._shown_day and values["last_day"] is not None:
            self._show_members(values["last_day"])
            values["shares"] = self.form.value("shares")
        shown = service.proposal(self._ctx, self._plan(values))
        gets = {share.id: share.amount for share in shown.shares}
        is_by_parts = values["rule"] == Rule.WEIGHTS
        known = {share.id: share.weight for share in shown.shares}
        for line, typed in zip(
            self.form.editor("shares").lines, values["shares"] or (), strict=False
        ):
            line.editor("gets").setText(format_number(gets.get(typed["id"], 0)))
            line.editor("weight").setReadOnly(not is_by_parts)
            if not is_by_parts:
                line.editor("weight").set_value(known.get(typed["id"], 0))
        self.sentence_label.setText(_summary(shown))

    def _show_members(self, day: date) -> None:
        """Show who belonged to the group at the end of what was earned."""
        self._shown_day = day
        people = group.members(self._ctx, self._kube.id, at=day)
        self.form.editor("shares").set_value(
            [{"id": m.id, "name": m.name, "weight": 1} for m in people]
        )
        self._lock()

    def _store(self, values: dict[str, Any]) -> None:
        if self._former:
            service.correct(self._ctx, self._former, values["why"], self._plan(values))
        else:
            service.share(self._ctx, self._plan(values))


def _summary(shown: Proposal) -> str:
    text = _(
        "Earned {earned}, cost {cost}: profit {profit}, of it {before} shared already."
        " The members get {paid}, {kept} stays with the group. Nothing is booked yet."
    )
    return text.format(
        earned=format_rupiah(shown.earned), cost=format_rupiah(shown.cost),
        profit=format_rupiah(shown.profit), before=format_rupiah(shown.shared_before),
        paid=format_rupiah(shown.paid_out), kept=format_rupiah(shown.kept),
    )  # fmt: skip


def _days(one: Shared) -> str:
    return " – ".join(words.day(d) for d in (one.sharing.first_day, one.sharing.last_day))


def _rule(one: Shared) -> str:
    return _(service.RULES[one.sharing.rule])


def _state(one: Shared) -> str:
    return "" if one.paid else _("Taken back")


class SharingSection(ListSection):
    """What was shared out, the newest first."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Paid out on"), attrgetter("sharing.shared_on"), width=18),
            Column(N_("Earned in"), _days, width=26),
            Column(N_("How?"), _rule, stretch=True, spare=2),
            Column(N_("Profit"), attrgetter("sharing.profit"), width=12, **_MONEY),
            Column(N_("Shared out"), attrgetter("total"), width=12, bold=True, **_MONEY),
            Column(N_("Stays"), attrgetter("kept"), width=12, **_MONEY),
            Column(N_("Proof no."), attrgetter("proof_no"), width=12, spare=1, whole=True),
            Column(N_("State"), _state, width=12),
            name=N_("Profit sharing"),
            parent=parent,
        )
        may = ctx.may(Permission.POST_CASH)
        self.share_button = self.add_button(
            _("Share what was earned…"), self._on_share_clicked, icon="users", key="Alt+T",
            kind="primary", wanted=may,
        )  # fmt: skip
        self.correct_button = self.add_button(
            _("Correct…"), self._on_correct_clicked, icon="pencil", key="F2", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.back_button = self.add_button(
            _("Take it back…"), self._on_back_clicked, icon="undo-2", of_row=True, wanted=may
        )
        self.list_button = self.add_button(
            _("List to sign"), self._on_list_clicked, icon="signature", of_row=True
        )
        self.table.activated.connect(self._on_list_clicked)
        self.table.set_empty(
            _("Nothing was shared out yet. What each would get is shown before it is posted."),
            icon="users",
        )

    def fill(self) -> None:
        """Read what was shared again."""
        found = service.sharings(self.ctx, self.kube.id)
        plan = service.whole_month(self.kube.id, self.month, self.ctx.today)
        shown = service.proposal(self.ctx, plan)
        text = _("This month earned {profit}; not shared yet: {open}").format(
            profit=format_rupiah(shown.profit), open=format_rupiah(shown.open)
        )
        self.show_list(found[::-1], text)

    def show_buttons(self) -> None:
        """Offer to take back only what stands."""
        super().show_buttons()
        one = self._chosen()
        for button in (self.back_button, self.correct_button):
            button.setEnabled(one is not None and bool(one.paid))

    def _chosen(self) -> Shared | None:
        one = self.table.current()
        return one if isinstance(one, Shared) else None

    @Slot()
    def _on_share_clicked(self) -> None:
        plan = service.whole_month(self.kube.id, self.month, self.ctx.today)
        if SharingDialog(self.ctx, self.kube, plan, parent=self.window()).exec():
            self.said.emit(_("The shares are in the book."), "good", True)

    @Slot()
    def _on_correct_clicked(self) -> None:
        one = self._chosen()
        if one is None or not one.paid:
            return
        plan = service.plan_of(self.ctx, one.id)
        if SharingDialog(self.ctx, self.kube, plan, one.id, self.window()).exec():
            text = _("The sharing is put right; both stay in the book.")
            self.said.emit(text, "good", True)

    @Slot()
    def _on_back_clicked(self) -> None:
        one = self._chosen()
        if one is None or not one.paid:
            return
        form = Form(
            TextField("reason", N_("Why?"), required=True, max_length=LONGEST_TEXT), columns=1
        )
        text = _("The money goes back into the cash pot; the book keeps both lines.")

        def take(values: dict[str, Any]) -> None:
            service.take_back(self.ctx, one.id, values["reason"])

        self.ask(
            _("Take the sharing back"), form, take, _("The sharing is taken back."), sentence=text,
            save_label=_("Take it back"),
        )  # fmt: skip

    @Slot()
    def _on_list_clicked(self) -> None:
        if (one := self._chosen()) is not None:
            self.report_wanted.emit(KIND, one.id)
