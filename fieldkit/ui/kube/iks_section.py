"""Help from the solidarity pot: whom it helped, and the group's own rule for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import LONGEST_TEXT, Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.iks import service
from fieldkit.features.kube.iks.model import LONGEST_WHY, Cause, Given, Grant
from fieldkit.features.kube.iks.report import KIND
from fieldkit.ui.kube import words
from fieldkit.ui.kube.entry_dialogs import book
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NumberField,
    Section,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


def _name(one: Given) -> str:
    return one.member.name if one.member else "–"


def _cause(one: Given) -> str:
    return _(service.CAUSE_NAMES[one.cause])


def _why(one: Given) -> str:
    return one.description.partition(": ")[2] or one.description


class GrantDialog(FormDialog):
    """Help for a member; what the group's rule says of it stands there before it is given."""

    def __init__(self, ctx: Context, kube: Kube, parent: QWidget | None = None) -> None:
        self._ctx, self._kube = ctx, kube
        members = words.member_choices(group.members(ctx, kube.id))
        form = Form(
            ChoiceField(
                "member_id", N_("Who is helped?"), required=True, choices=members, searchable=True
            ),
            ChoiceField(
                "cause", N_("Why?"), required=True, choices=tuple(service.CAUSE_NAMES.items())
            ),
            DateField("given_on", N_("Date"), required=True, default=ctx.today),
            MoneyField("amount", N_("Amount"), required=True),
            TextField(
                "why", N_("In a few words"), required=True, max_length=LONGEST_WHY, wide=True
            ),
            TextField("basis", N_("Decision it rests on"), max_length=LONGEST_TEXT),
            ChoiceField(
                "pot", N_("From which pot?"), blank=None, choices=words.pots_of(ctx, kube.id),
                default=Pot.IKS,
            ),
            TextField(
                "exception", N_("Why beyond the group's rule?"), max_length=LONGEST_WHY, wide=True
            ),
            TextField(
                "reason", N_("How can the pot fall below zero?"), max_length=LONGEST_TEXT,
                wide=True,
            ),
            today=self._today,
        )  # fmt: skip
        super().__init__(
            _("Help a member"), form, self._store, sentence=self._held_words(), parent=parent
        )
        for name in ("exception", "reason"):
            form.show_field(name, False)
        form.changed.connect(self._on_changed)

    def _held_words(self) -> str:
        held = cashbook.balances(self._ctx, self._kube.id)[Pot.IKS]
        return _("The solidarity pot holds {amount}.").format(amount=format_rupiah(held))

    def _today(self) -> date:
        return self._ctx.today

    def _grant(self, values: Mapping[str, Any]) -> Grant:
        return Grant(
            kube_id=self._kube.id, member_id=values["member_id"], cause=values["cause"],
            amount=values["amount"], given_on=values["given_on"], why=values["why"],
            basis=values["basis"], exception=values["exception"],
            pot=Pot(values["pot"]), pot_reason=values["reason"],
        )  # fmt: skip

    @Slot()
    def _on_changed(self) -> None:
        names = ("member_id", "cause", "amount", "given_on", "why", "basis", "exception", "pot",
                 "reason")  # fmt: skip
        wanted = self._grant({name: self.form.value(name) for name in names})
        found = service.rule_says(self._ctx, wanted)
        self.form.show_field("exception", bool(found))
        told = [sentences.problem_sentence(problem) for problem in found]
        self.sentence_label.setText("\n".join([self._held_words(), *told]))

    def _store(self, values: dict[str, Any]) -> None:
        book(self.form, partial(service.give, self._ctx, self._grant(values)))


class IksSection(ListSection):
    """Whom the solidarity pot helped, the newest first."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("given_on"), width=12),
            Column(N_("Member"), _name, width=18, bold=True),
            Column(N_("Cause"), _cause, width=16),
            Column(N_("In a few words"), _why, stretch=True),
            Column(N_("Rests on"), attrgetter("basis"), width=22, spare=2),
            Column(N_("Amount"), attrgetter("amount"), width=12, **_MONEY),
            Column(N_("Proof no."), attrgetter("proof_no"), width=12, spare=3, whole=True),
            name=N_("Help from IKS"),
            parent=parent,
        )
        self.give_button = self.add_button(
            _("Help a member…"), self._on_give_clicked, icon="heart-pulse", key="Alt+T",
            kind="primary", wanted=ctx.may(Permission.POST_CASH),
        )  # fmt: skip
        self.rules_button = self.add_button(
            _("The group's rule…"), self._on_rules_clicked, icon="book-open", key="Alt+R"
        )
        self.receipt_button = self.add_button(
            _("Receipt…"), self._on_receipt_clicked, icon="receipt", key="Ctrl+R", of_row=True
        )
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        self.table.activated.connect(self._on_receipt_clicked)
        self.table.set_empty(_("Nobody has been helped from this pot yet."), icon="heart-pulse")

    def fill(self) -> None:
        """Read whom the pot helped again."""
        found = service.given(self.ctx, self.kube.id)
        year = [one for one in found if one.given_on.year == self.month.year]
        held = cashbook.balances(self.ctx, self.kube.id)[Pot.IKS]
        text = _("In the pot {held} · {year}: {count} times helped with {amount}").format(
            held=format_rupiah(held), year=self.month.year, count=len(year),
            amount=format_rupiah(sum(one.amount for one in year)),
        )  # fmt: skip
        self.show_list(list(reversed(found)), text)

    @Slot()
    def _on_give_clicked(self) -> None:
        dialog = GrantDialog(self.ctx, self.kube, self.window())
        if dialog.exec():
            self.said.emit(_("The help is in the book."), "good", True)

    @Slot()
    def _on_rules_clicked(self) -> None:
        known = service.rules(self.ctx, self.kube.id)
        fields: list[Any] = []
        values: dict[str, Any] = {}
        for cause, rule in known.items():
            fields += [
                Section(service.CAUSE_NAMES[cause]),
                MoneyField(f"{cause}.ceiling", N_("At most")),
                NumberField(f"{cause}.per_year", N_("Times a year for a member")),
                NumberField(f"{cause}.after_months", N_("After months of membership")),
                CheckField(f"{cause}.needs_decision", N_("Only with a decision")),
                TextField(f"{cause}.note", N_("Further"), max_length=LONGEST_TEXT, wide=True),
            ]
            names = ("ceiling", "per_year", "after_months", "needs_decision", "note")
            values |= {f"{cause}.{name}": getattr(rule, name) for name in names}
        form = Form(*fields, today=self.today)
        form.fill(values)
        form.set_read_only(not self.ctx.may(Permission.EDIT_KUBE))

        def keep(typed: dict[str, Any]) -> None:
            wanted = [replace(rule, **_of_cause(typed, cause)) for cause, rule in known.items()]
            service.save_rules(self.ctx, self.kube.id, wanted)

        text = _("What your group agreed on. Where nothing stands, nothing is limited: no"
                 " official rule sets these amounts.")  # fmt: skip
        self.ask(_("The group's rule for IKS"), form, keep, _("The rule is saved."), sentence=text)

    @Slot()
    def _on_receipt_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, Given):
            self.report_wanted.emit("kube_receipt", one.id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(KIND, "")


def _of_cause(typed: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
    return {
        name.partition(".")[2]: value
        for name, value in typed.items()
        if name.startswith(f"{cause}.")
    }
