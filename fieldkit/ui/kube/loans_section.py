"""Loans of members and what they have put by: lend, take instalments, save, give up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import LONGEST_TEXT, Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.loans import model, service
from fieldkit.features.kube.loans.model import Every, Loan, LoanState, Saver, Service
from fieldkit.features.kube.loans.report import KIND
from fieldkit.ui.kube import words
from fieldkit.ui.kube.entry_dialogs import book, reason_field
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.fields import Today
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    Form,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.form import (
    Section as Heading,
)
from fieldkit.ui.widgets.record_table import Column

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


class LoanForm(Form):
    """The terms of a loan among further fields; it asks for the service as the group reckons."""

    def __init__(self, *fields: Field, before: Sequence[Field] = (), today: Today) -> None:
        super().__init__(
            *before,
            Heading(N_("How it is paid back")),
            NumberField("instalments", N_("Number of instalments"), required=True, default=10),
            ChoiceField(
                "every", N_("How often"), blank=None, choices=tuple(service.EVERY.items()),
                default=Every.MONTH,
            ),
            DateField("first_due", N_("First instalment due"), required=True),
            ChoiceField(
                "service", N_("Service (jasa)"), blank=None,
                choices=tuple(service.SERVICES.items()), default=Service.NONE,
            ),
            MoneyField("service_amount", N_("Service of each instalment")),
            NumberField("percent", N_("Service of each instalment"), decimals=1, unit=N_("%")),
            *fields,
            today=today,
        )  # fmt: skip
        self.changed.connect(self._on_changed)
        self._on_changed()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values and the field of the service that they ask for."""
        super().fill(values)
        if self.has_field("percent"):
            self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        chosen = self.value("service")
        self.show_field("service_amount", chosen == Service.AMOUNT)
        self.show_field("percent", chosen == Service.PERCENT)


class PayDialog(FormDialog):
    """An instalment; says, while the amount is typed, how it is taken."""

    def __init__(self, ctx: Context, one: LoanState, parent: QWidget | None = None) -> None:
        self._ctx, self._one = ctx, one
        form = Form(
            DateField("paid_on", N_("Paid on"), required=True, default=ctx.today),
            MoneyField("amount", N_("Paid"), required=True),
            MoneyField(
                "service", N_("Of it service"),
                help=N_("Blank: the service that is due comes first."),
            ),
            today=self._today,
        )  # fmt: skip
        form.fill({"amount": one.wanted})
        heading = _("Instalment of {name}").format(name=one.name)
        super().__init__(heading, form, self._store, sentence=" ", parent=parent)
        form.changed.connect(self._on_changed)
        form.focus("amount")
        self._on_changed()

    def _today(self) -> date:
        return self._ctx.today

    @Slot()
    def _on_changed(self) -> None:
        amount, typed = self.form.value("amount") or 0, self.form.value("service")
        principal, part = model.split(self._one, amount)
        if typed is not None:
            principal, part = amount - typed, typed
        text = _(
            "Still owed {left}. Of {amount}, {service} is service and {principal} principal;"
            " then {rest} is owed."
        )
        self.sentence_label.setText(
            text.format(
                left=format_rupiah(self._one.left), amount=format_rupiah(amount),
                service=format_rupiah(part), principal=format_rupiah(principal),
                rest=format_rupiah(self._one.left - principal),
            )
        )  # fmt: skip

    def _store(self, values: dict[str, Any]) -> None:
        if missing := self.form.missing():
            raise InvalidInputError(missing)
        service.pay(
            self._ctx, self._one.id, values["amount"], values["paid_on"],
            service=values["service"],
        )  # fmt: skip


def _number_paid(one: LoanState) -> str:
    return f"{one.number_paid} / {one.loan.instalments}"


def _arrears(one: LoanState) -> int | None:
    return (one.arrears + one.service_arrears) or None


def _following(one: LoanState) -> Any:
    return one.following.due_on if one.following else None


def _state(one: LoanState) -> str:
    if one.is_taken_back:
        return _("Cancelled")
    if one.is_finished:
        return _("Written off") if one.paid.lost else _("Paid back")
    return _("In arrears") if _arrears(one) else _("Running")


def _role(one: LoanState) -> str | None:
    if one.is_finished:
        return "secondary"
    return "attention" if _arrears(one) else "good"


def _muted(one: LoanState) -> str | None:
    return "secondary" if one.is_finished else None


class LoansSection(ListSection):
    """Every loan with what is still owed."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(
                N_("Member"), attrgetter("name"), stretch=True, width=20, bold=True, role=_muted
            ),
            Column(N_("Lent on"), attrgetter("loan.lent_on"), width=12, role=_muted),
            Column(N_("Principal"), attrgetter("paid.lent"), width=11, role=_muted, **_MONEY),
            Column(
                N_("Paid instalments"), _number_paid, width=12, align="right", role=_muted, spare=2
            ),
            Column(
                N_("Service"), attrgetter("paid.service"), width=10, role=_muted, spare=3, **_MONEY
            ),
            Column(N_("Still owed"), attrgetter("left"), width=11, bold=True, **_MONEY),
            Column(N_("Next due"), _following, width=12),
            Column(N_("In arrears"), _arrears, width=11, role=_role, **_MONEY),
            Column(N_("State"), _state, width=12, role=_role, spare=1),
            name=N_("Loans"),
            parent=parent,
        )
        may = ctx.may(Permission.POST_CASH)
        self.lend_button = self.add_button(
            _("Lend…"),
            self._on_lend_clicked,
            icon="hand-coins",
            key="Alt+T",
            kind="primary",
            wanted=may,
        )
        self.pay_button = self.add_button(
            _("Instalment…"), self._on_pay_clicked, icon="coins", key="Ins", of_row=True, wanted=may
        )
        self.terms_button = self.add_button(
            _("Terms…"), self._on_terms_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.loss_button = self.add_button(
            _("Write off…"), self._on_loss_clicked, icon="x", of_row=True, wanted=may
        )
        self.cancel_button = self.add_button(
            _("Cancel the loan…"), self._on_cancel_clicked, icon="undo-2", of_row=True, wanted=may
        )
        self.card_button = self.add_button(
            _("Loan card"), self._on_card_clicked, icon="file-text", of_row=True
        )
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        self.table.activated.connect(self._on_pay_clicked if may else self._on_card_clicked)
        self.table.set_empty(
            _("No loans yet. Write the first one with “Lend…”, also one that was already running."),
            icon="hand-coins",
        )

    def fill(self) -> None:
        """Read the loans again."""
        found = service.loans(self.ctx, self.kube.id)
        owed = sum(one.left for one in found)
        late = sum(_arrears(one) or 0 for one in found)
        held = cashbook.balances(self.ctx, self.kube.id)[Pot.LOANS]
        text = _("Still owed {owed} · in arrears {late} · in the pot {held}").format(
            owed=format_rupiah(owed), late=format_rupiah(late), held=format_rupiah(held)
        )
        self.show_list(found, text if found or held else "")

    def show_buttons(self) -> None:
        """Offer what is still possible with the chosen loan."""
        super().show_buttons()
        one = self.table.current()
        is_open = isinstance(one, LoanState) and not one.is_finished
        is_paid = isinstance(one, LoanState) and bool(one.paid.principal or one.paid.service)
        self.pay_button.setEnabled(is_open)
        self.loss_button.setEnabled(is_open)
        self.terms_button.setEnabled(is_open)
        self.cancel_button.setEnabled(is_open and not is_paid)

    def _chosen(self) -> LoanState | None:
        one = self.table.current()
        return one if isinstance(one, LoanState) else None

    @Slot()
    def _on_lend_clicked(self) -> None:
        members = words.member_choices(group.members(self.ctx, self.kube.id))
        form = LoanForm(
            Heading(N_("What for?")),
            TextField("purpose", N_("What is it for?"), max_length=LONGEST_TEXT),
            TextField("basis", N_("Decision it rests on"), max_length=LONGEST_TEXT),
            CheckField("was_running", N_("It was running before this book began"), wide=True),
            reason_field(),
            before=(
                ChoiceField(
                    "member_id", N_("Who borrows?"), required=True, choices=members,
                    searchable=True,
                ),
                DateField("lent_on", N_("Lent on"), required=True, default=self.ctx.today),
                MoneyField("principal", N_("Amount lent"), required=True),
                ChoiceField(
                    "pot", N_("From which pot?"), blank=None,
                    choices=words.pots_of(self.ctx, self.kube.id), default=self._usual_pot(),
                ),
            ),
            today=self.today,
        )  # fmt: skip
        form.show_field("reason", False)

        def lend(values: dict[str, Any]) -> None:
            wanted = _composed(Loan(kube_id=self.kube.id, member_id=""), values)
            facts = {"was_running": values["was_running"], "reason": values["reason"]}
            book(form, partial(service.lend, self.ctx, wanted, **facts))

        self.ask(_("New loan"), form, lend, _("The loan is in the book."))

    def _usual_pot(self) -> Pot:
        kept = cashbook.pots_in_use(self.ctx, self.kube)
        return Pot.LOANS if Pot.LOANS in kept else Pot.KAS

    @Slot()
    def _on_pay_clicked(self) -> None:
        one = self._chosen()
        if one is not None and not one.is_finished and PayDialog(self.ctx, one, self).exec():
            self.said.emit(_("The instalment is in the book."), "good", True)

    @Slot()
    def _on_terms_clicked(self) -> None:
        one = self._chosen()
        if one is None or one.is_finished:
            return
        form = LoanForm(
            TextField("purpose", N_("What is it for?"), max_length=LONGEST_TEXT, wide=True),
            TextField("basis", N_("Decision it rests on"), max_length=LONGEST_TEXT, wide=True),
            today=self.today,
        )
        form.fill(_values(one.loan))

        def change(values: dict[str, Any]) -> None:
            service.change_terms(self.ctx, _composed(one.loan, values))

        self.ask(_("Terms of the loan of {name}").format(name=one.name), form, change,
                 _("The terms are changed."))  # fmt: skip

    @Slot()
    def _on_loss_clicked(self) -> None:
        one = self._chosen()
        if one is None or one.is_finished:
            return
        form = Form(
            DateField("given_up_on", N_("Date"), required=True, default=self.ctx.today),
            TextField(
                "basis", N_("Decision it rests on"), required=True, max_length=LONGEST_TEXT,
                wide=True,
            ),
            today=self.today,
        )  # fmt: skip
        text = _("{left} of {name} will not come back. It becomes a loss of the group.").format(
            left=format_rupiah(one.left), name=one.name
        )

        def give_up(values: dict[str, Any]) -> None:
            service.write_off(self.ctx, one.id, values["given_up_on"], values["basis"])

        self.ask(_("Write off a loan"), form, give_up, _("The loan is written off."),
                 sentence=text, save_label=_("Write off"))  # fmt: skip

    @Slot()
    def _on_cancel_clicked(self) -> None:
        one = self._chosen()
        if one is None or one.is_finished:
            return
        form = Form(TextField("reason", N_("Why?"), required=True, max_length=LONGEST_TEXT),
                    columns=1)  # fmt: skip
        text = _("The money of this loan goes back into its pot; the book keeps both lines.")

        def cancel(values: dict[str, Any]) -> None:
            service.cancel(self.ctx, one.id, values["reason"])

        heading = _("Cancel the loan of {name}").format(name=one.name)
        self.ask(
            heading, form, cancel, _("The loan is cancelled."), sentence=text,
            save_label=_("Cancel the loan"),
        )  # fmt: skip

    @Slot()
    def _on_card_clicked(self) -> None:
        one = self._chosen()
        if one is not None:
            self.report_wanted.emit(KIND, one.id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(KIND, "")


def _values(loan: Loan) -> dict[str, Any]:
    names = ("instalments", "every", "first_due", "service", "service_amount", "purpose", "basis")
    share = None if loan.service_permille is None else loan.service_permille / 10
    return {name: getattr(loan, name) for name in names} | {"percent": share}


def _composed(loan: Loan, values: dict[str, Any]) -> Loan:
    share = values["percent"]
    facts: dict[str, Any] = {
        "instalments": values["instalments"] or 0, "every": Every(values["every"]),
        "first_due": values["first_due"], "service": Service(values["service"]),
        "service_amount": values["service_amount"], "purpose": values["purpose"],
        "service_permille": None if share is None else round(share * 10),
        "basis": values["basis"],
    }  # fmt: skip
    if not loan.id:
        facts |= {
            "member_id": values["member_id"] or "", "lent_on": values["lent_on"],
            "principal": values["principal"] or 0, "pot": Pot(values["pot"]),
        }  # fmt: skip
    return replace(loan, **facts)


class SavingsSection(ListSection):
    """What each member has put by; the money stays theirs."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Member"), attrgetter("member.name"), stretch=True, bold=True),
            Column(N_("At the beginning"), attrgetter("brought"), width=14, **_MONEY),
            Column(N_("Put by"), attrgetter("put_in"), width=12, **_MONEY),
            Column(N_("Withdrawn"), attrgetter("taken_out"), width=12, **_MONEY),
            Column(N_("At the end"), attrgetter("held"), width=13, bold=True, **_MONEY),
            name=N_("Savings"),
            parent=parent,
        )
        may = ctx.may(Permission.POST_CASH)
        self.in_button = self.add_button(
            _("Put by…"),
            self._on_in_clicked,
            icon="arrow-down",
            key="Alt+T",
            kind="primary",
            wanted=may,
        )
        self.out_button = self.add_button(
            _("Take out…"), self._on_out_clicked, icon="arrow-up", wanted=may
        )
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        self.table.activated.connect(self._on_in_clicked)
        self.table.set_empty(
            _("Nobody belongs to this group yet. Enter the members under Summary."), icon="users"
        )

    def fill(self) -> None:
        """Read what is saved again."""
        found = service.savings(self.ctx, self.kube.id, self.month)
        total = format_rupiah(sum(one.held for one in found))
        text = _("{month}: saved {total}").format(month=format_month(self.month), total=total)
        self.show_list(found, text)

    @Slot()
    def _on_in_clicked(self) -> None:
        self._move(_("Put money by"), 1, _("The savings are in the book."))

    @Slot()
    def _on_out_clicked(self) -> None:
        self._move(_("Take saved money out"), -1, _("The savings are taken out."))

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(KIND, "")

    def _move(self, heading: str, sign: int, told: str) -> None:
        if not self.ctx.may(Permission.POST_CASH):
            return
        form = Form(
            ChoiceField(
                "member", N_("Member"), required=True, searchable=True,
                choices=words.member_choices(group.everyone(self.ctx, self.kube.id)),
            ),
            DateField("paid_on", N_("Date"), required=True, default=self.ctx.today),
            MoneyField("amount", N_("Amount"), required=True),
            reason_field(),
            today=self.today,
        )  # fmt: skip
        form.show_field("reason", False)
        one = self.table.current()
        if isinstance(one, Saver):
            form.fill({"member": one.id})
            form.focus("amount")

        def move(values: dict[str, Any]) -> None:
            amount = sign * (values["amount"] or 0)
            where = (self.kube.id, values["member"], amount, values["paid_on"])
            book(form, partial(service.put_by, self.ctx, *where, reason=values["reason"]))

        self.ask(heading, form, move, told)
