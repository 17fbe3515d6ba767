"""The forms of the cash book: money in, money out, from pot to pot, first balance, correction."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.budgets import service as budgets
from fieldkit.features.kube.cashbook import model
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import (
    HELP,
    LONGEST_TEXT,
    Account,
    CashEntry,
    Kind,
    Pot,
)
from fieldkit.features.kube.group import service as group
from fieldkit.ui.kube import words
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.fields import Field
from fieldkit.ui.widgets.form import CheckField, ChoiceField, DateField, Form, MoneyField, TextField

_OF_MEMBERS = (Account.DUES, Account.IKS, *HELP)
_PLAIN = (Kind.ENTRY, Kind.OPENING, Kind.DUES)
_REASON = N_("How can the pot fall below zero?")


class EntryDialog(FormDialog):
    """Money in or out; the reason is asked for only when a pot would fall below zero."""

    first_field = "account"

    def __init__(
        self,
        ctx: Context,
        kube_id: str,
        *,
        is_income: bool,
        pot: Pot = Pot.KAS,
        parent: QWidget | None = None,
    ) -> None:
        self._ctx, self._kube_id, self._is_income, self._pot = ctx, kube_id, is_income, pot
        self.amount = 0
        self._members = group.members(ctx, kube_id)
        form = Form(*self._fields(), today=self._today)
        heading = _("Money in") if is_income else _("Money out")
        super().__init__(heading, form, self._store, parent=parent)
        for name in ("reason", "member", "basis"):
            form.show_field(name, False)
        form.focus(self.first_field)
        form.changed.connect(self._on_form_changed)

    def _fields(self) -> list[Field]:
        places = [] if self._is_income else budgets.places(self._ctx, self._kube_id)
        planned = ChoiceField("ref", N_("Planned in which budget (RAB)?"), choices=places,
                              searchable=True, wide=True)  # fmt: skip
        return [
            DateField("booked_on", N_("Date"), required=True, default=self._ctx.today),
            ChoiceField("account", N_("What for?"), required=True, choices=self._accounts()),
            MoneyField("amount", N_("Amount"), required=True),
            ChoiceField(
                "pot", N_("Pot"), blank=None, choices=words.pots_of(self._ctx, self._kube_id),
                default=self._pot,
            ),
            TextField(
                "description", N_("Description"), required=True, max_length=LONGEST_TEXT, wide=True
            ),
            TextField(
                "party", N_("From whom") if self._is_income else N_("To whom"),
                max_length=LONGEST_TEXT, help=N_("Stands on the receipt."), wide=True,
            ),
            *self._fields_of_some(),
            *([planned] if places else []),
            reason_field(),
        ]  # fmt: skip

    def _fields_of_some(self) -> list[Field]:
        """Return what only some accounts ask for."""
        return [
            ChoiceField(
                "member", N_("Member"), choices=words.member_choices(self._members),
                searchable=True, wide=True,
            ),
            TextField(
                "basis", N_("Decision or rule it rests on"), max_length=LONGEST_TEXT, wide=True
            ),
        ]  # fmt: skip

    def _accounts(self) -> list[tuple[Account, str]]:
        return words.income_choices() if self._is_income else words.expense_choices()

    def _today(self) -> date:
        return self._ctx.today

    @Slot()
    def _on_form_changed(self) -> None:
        account = self.form.value("account")
        self.form.show_field("member", account in _OF_MEMBERS)
        if self.form.has_field("party"):
            self.form.show_field("party", account not in _OF_MEMBERS)
        self.form.show_field("basis", account in HELP)

    def _store(self, values: dict[str, Any]) -> None:
        if missing := self.form.missing():
            raise InvalidInputError(missing)
        made = model.money_in if self._is_income else model.money_out
        is_of_member = values["account"] in _OF_MEMBERS
        entry = made(
            self._kube_id, values["booked_on"], values["account"], values["amount"],
            values["description"], pot=values.get("pot", self._pot), reason=values["reason"],
            member=values["member"] if is_of_member else None,
            party=None if is_of_member else values.get("party"),
            basis=values["basis"] if values["account"] in HELP else None, ref=values.get("ref"),
        )  # fmt: skip
        book(self.form, lambda: cashbook.record_entry(self._ctx, entry))
        self.amount = values["amount"]


def reason_field() -> TextField:
    """Return the field that is hidden until a pot would fall below zero."""
    return TextField("reason", _REASON, max_length=LONGEST_TEXT, wide=True)


def book(form: Form, command: Callable[[], object]) -> None:
    """Run a command; a pot below zero brings the field for the reason to light."""
    try:
        command()
    except InvalidInputError as error:
        if any(problem.field == "reason" for problem in error.problems):
            form.show_field("reason", True)
        raise


class TransferDialog(FormDialog):
    """From one pot to the other."""

    def __init__(self, ctx: Context, kube_id: str, parent: QWidget | None = None) -> None:
        self._ctx, self._kube_id = ctx, kube_id
        self.amount = 0
        kept = [pot for pot, _name in words.pots_of(ctx, kube_id)]
        pots = kept if len(kept) > 1 else list(Pot)
        ways = [
            ((source, target), _("From {source} to {target}").format(
                source=_(cashbook.POTS[source]), target=_(cashbook.POTS[target])
            ))
            for source in pots for target in pots if source is not target
        ]  # fmt: skip
        form = Form(
            DateField("booked_on", N_("Date"), required=True, default=ctx.today),
            ChoiceField("way", N_("From where to where?"), required=True, choices=ways),
            MoneyField("amount", N_("Amount"), required=True),
            TextField(
                "description", N_("Description"), required=True, max_length=LONGEST_TEXT, wide=True
            ),
            reason_field(),
            today=self._today,
        )
        super().__init__(_("From pot to pot"), form, self._store, parent=parent)
        form.show_field("reason", False)
        form.focus("way")

    def _today(self) -> date:
        return self._ctx.today

    def _store(self, values: dict[str, Any]) -> None:
        if missing := self.form.missing():
            raise InvalidInputError(missing)
        source, target = values["way"]
        entry = model.transfer(
            self._kube_id, values["booked_on"], values["amount"], values["description"],
            source=source, target=target, reason=values["reason"],
        )  # fmt: skip
        book(self.form, lambda: cashbook.record_entry(self._ctx, entry))
        self.amount = values["amount"]


class OpeningDialog(FormDialog):
    """What a pot held when the book was begun."""

    def __init__(self, ctx: Context, kube_id: str, pot: Pot, parent: QWidget | None = None) -> None:
        self._ctx, self._kube_id = ctx, kube_id
        self.amount = 0
        form = Form(
            DateField("booked_on", N_("Date"), required=True),
            MoneyField("amount", N_("Amount"), required=True),
            ChoiceField(
                "pot", N_("Pot"), blank=None, choices=words.pots_of(ctx, kube_id), default=pot
            ),
            today=self._today,
        )
        super().__init__(
            _("Opening balance"),
            form,
            self._store,
            sentence=_("What the pot held before the first line of this book. It is asked once."),
            parent=parent,
        )

    def _today(self) -> date:
        return self._ctx.today

    def _store(self, values: dict[str, Any]) -> None:
        if missing := self.form.missing():
            raise InvalidInputError(missing)
        entry = model.opening(
            self._kube_id, values["booked_on"], values["amount"], "Saldo awal buku",
            pot=values["pot"],
        )  # fmt: skip
        cashbook.record_entry(self._ctx, entry)
        self.amount = values["amount"]


class CorrectDialog(FormDialog):
    """Takes an entry back and, where wanted, puts the right one beside it."""

    def __init__(self, ctx: Context, former: CashEntry, parent: QWidget | None = None) -> None:
        self._ctx, self._former = ctx, former
        self._may_replace = former.account is not None and former.kind in _PLAIN
        pot = former.pots[0] if former.pots else Pot.KAS
        amount = abs(former.into(pot))
        form = Form(
            TextField(
                "why", N_("Why is it corrected?"), required=True, max_length=LONGEST_TEXT, wide=True
            ),
            CheckField("replaces", N_("Put the right entry beside it"), default=True, wide=True),
            DateField("booked_on", N_("Date")),
            ChoiceField("account", N_("What for?"), choices=self._accounts()),
            MoneyField("amount", N_("Amount")),
            ChoiceField("pot", N_("Pot"), blank=None, choices=words.pots_of(ctx, former.kube_id)),
            TextField("party", N_("From or to whom"), max_length=LONGEST_TEXT, wide=True),
            TextField("description", N_("Description"), max_length=LONGEST_TEXT, wide=True),
            reason_field(),
            today=self._today,
        )
        said = _("{proof} · {date} · {description} · {amount}").format(
            proof=former.proof_no or "–",
            date=format_date(former.booked_on, "medium"),
            description=former.description,
            amount=format_rupiah(amount),
        )
        note = _("Both stay in the book: the entry, and the one that takes it back.")
        super().__init__(
            _("Correct an entry"), form, self._store, save_label=_("Correct"),
            sentence=f"{said}\n{note}", parent=parent,
        )  # fmt: skip
        closed = cashbook.closed_until(ctx, former.kube_id)
        is_closed = closed is not None and former.booked_on <= closed.last
        form.fill({
            "booked_on": ctx.today if is_closed else former.booked_on,
            "party": former.party, "account": former.account, "amount": amount, "pot": pot,
            "description": former.description, "replaces": self._may_replace,
        })  # fmt: skip
        form.show_field("replaces", self._may_replace)
        form.changed.connect(self._on_form_changed)
        self._on_form_changed()
        form.show_field("reason", False)
        form.focus("why")

    def _accounts(self) -> list[tuple[Account, str]]:
        account = self._former.account
        if account is Account.OPENING:
            return [(account, cashbook.ACCOUNTS[account])]
        is_income = account is not None and account.is_income
        return words.income_choices() if is_income else words.expense_choices()

    def _today(self) -> date:
        return self._ctx.today

    @Slot()
    def _on_form_changed(self) -> None:
        replaces = bool(self.form.value("replaces")) and self._may_replace
        for name in ("booked_on", "account", "amount", "pot", "party", "description"):
            self.form.show_field(name, replaces)

    def _store(self, values: dict[str, Any]) -> None:
        right = self._replacement(values) if values["replaces"] and self._may_replace else None
        try:
            book(
                self.form,
                lambda: cashbook.correct_entry(
                    self._ctx, self._former.id, values["why"] or "", right
                ),
            )
        except InvalidInputError as error:
            raise InvalidInputError(self._placed(list(error.problems))) from error

    @staticmethod
    def _placed(problems: list[Problem]) -> list[Problem]:
        return [
            p._replace(field="why") if p.code in {"reason_required", "too_long"} else p
            for p in problems
        ]

    def _replacement(self, values: dict[str, Any]) -> CashEntry:
        account = Account(str(values["account"] or self._former.account))
        made = model.money_in if account.is_income else model.money_out
        members = {line.member for line in self._former.lines if line.member}
        return made(
            self._former.kube_id, values["booked_on"] or self._former.booked_on, account,
            values["amount"] or 0, values["description"] or "", pot=values["pot"],
            reason=values["reason"], member=next(iter(members), None), party=values["party"],
            basis=self._former.basis, ref=next((x.ref for x in self._former.lines if x.ref), None),
        )  # fmt: skip


def put_right_elsewhere(entry: CashEntry) -> str:
    """Say where an entry is put right that the cash book alone must not touch, else nothing."""
    if entry.kind is Kind.LOAN:
        return _("A loan is cancelled under “IKS, loans”.")
    if entry.kind in (Kind.DUES, Kind.INSTALMENT) and entry.meeting_id:
        return _("What was collected is put right at its meeting; the book corrects itself.")
    return ""
