"""The cash book in large type: what is there, in, out."""

from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import LONGEST_TEXT, Kind, LedgerRow, Pot
from fieldkit.features.kube.group.model import Kube
from fieldkit.ui.kube import words
from fieldkit.ui.kube.cash_tab import amount_text, booked
from fieldkit.ui.kube.entry_dialogs import (
    CorrectDialog,
    EntryDialog,
    put_right_elsewhere,
    reason_field,
)
from fieldkit.ui.kube.leader_home import (
    HUGE_TYPE,
    LARGE_TYPE,
    big_button,
    enlarge,
    large_label,
    set_height,
)
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.fields import Field
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import ChoiceField, DateField, MoneyField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable


def large_ledger() -> RecordTable:
    """Return the cash book with few columns and large rows."""
    money: dict[str, Any] = {"text": amount_text, "align": "right", "width": 17}
    table = RecordTable(
        Column(N_("Date"), attrgetter("booked_on"), text=_short, width=16),
        Column(N_("Description"), words.ledger_words, stretch=True, width=20),
        Column(N_("In"), attrgetter("money_in"), **money),
        Column(N_("Out"), attrgetter("money_out"), **money),
        Column(N_("Balance"), attrgetter("balance"), text=format_number, align="right", width=17),
        name=N_("Cash book"),
    )
    table.view.setFont(style.font(1.2))
    table.view.verticalHeader().setDefaultSectionSize(round(style.row_height() * 1.3))
    return table


def _short(day: date) -> str:
    return format_date(day, "short")


class LeaderEntryDialog(EntryDialog):
    """Money in or out in large type: how much and what for; a number chooses from the list."""

    first_field = "amount"

    def __init__(self, ctx: Context, kube_id: str, *, is_income: bool, parent: QWidget) -> None:
        super().__init__(ctx, kube_id, is_income=is_income, parent=parent)
        enlarge(self)
        self.fit(760, 640)

    def _fields(self) -> list[Field]:
        accounts = [
            (account, f"{number} {_(label)}")
            for number, (account, label) in enumerate(self._accounts(), start=1)
        ]
        told = _("Type its number: {choices}").format(
            choices=" · ".join(label for _account, label in accounts)
        )
        return [
            MoneyField("amount", N_("Amount"), required=True, wide=True),
            ChoiceField(
                "account", N_("What for?"), required=True, choices=accounts, wide=True,
                help=told,
            ),
            TextField(
                "description", N_("Description"), max_length=LONGEST_TEXT, wide=True,
                help=N_("May stay empty: the book then says what it was for."),
            ),
            *self._fields_of_some(),
            DateField("booked_on", N_("Date"), required=True, default=self._ctx.today, wide=True),
            reason_field(),
        ]  # fmt: skip

    def _store(self, values: dict[str, Any]) -> None:
        said = values["description"]
        if not said and values["account"] is not None:
            said = cashbook.ACCOUNT_TITLES[values["account"]]
        super()._store(values | {"description": said})


class LeaderCash(QWidget):
    """The cash book in large type: what is there, in, out."""

    said = Signal(str, str, bool)
    left = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._kube: Kube | None = None
        self.back_button = buttons.button(_("Back"), icon="chevron-left")
        self.back_button.setFont(style.font(LARGE_TYPE))
        set_height(self.back_button, 40)
        self.balance_label = large_label(size=HUGE_TYPE, strong=True)
        self.in_button = big_button(_("Money in"), "arrow-down", height=56)
        self.out_button = big_button(_("Money out"), "arrow-up", is_primary=False, height=56)
        self.table = large_ledger()
        holder = QWidget()
        head = FlowLayout(holder, gap=12)
        self.balance_label.setWordWrap(False)
        for widget in (self.back_button, self.balance_label, self.in_button, self.out_button):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(32), style.px(16), style.px(32), style.px(16))
        layout.setSpacing(style.px(12))
        layout.addWidget(holder)
        layout.addWidget(self.table, 1)
        correct = self.table.add_action(_("Correct…"), icon="pencil", key="F2")
        correct.triggered.connect(self._on_correct_triggered)
        self.back_button.clicked.connect(self.left)
        self.in_button.clicked.connect(self._on_in_clicked)
        self.out_button.clicked.connect(self._on_out_clicked)
        self.table.activated.connect(self._on_row_activated)
        self.setFocusProxy(self.in_button)

    def show_kube(self, kube: Kube) -> None:
        """Show the whole book, the newest line in sight."""
        self._kube = kube
        ledger = cashbook.ledger_of(self._ctx, kube.id, Pot.KAS)
        self.table.show_rows(ledger.rows)
        self.table.set_empty(_("Nothing in this book yet. Begin with the first money in."))
        self.table.view.scrollToBottom()
        held = format_rupiah(ledger.closing)
        self.balance_label.setText(_("Cash {amount}").format(amount=held))

    def _enter(self, *, is_income: bool) -> None:
        if self._kube is None:
            return
        dialog = LeaderEntryDialog(self._ctx, self._kube.id, is_income=is_income, parent=self)
        if dialog.exec():
            self.said.emit(booked(dialog.amount, is_income=is_income), "good", True)

    @Slot()
    def _on_in_clicked(self) -> None:
        self._enter(is_income=True)

    @Slot()
    def _on_out_clicked(self) -> None:
        self._enter(is_income=False)

    @Slot()
    def _on_correct_triggered(self) -> None:
        row = self.table.current()
        if row is not None:
            self._correct(row)

    @Slot(object)
    def _on_row_activated(self, row: LedgerRow) -> None:
        self._correct(row)

    def _correct(self, row: LedgerRow) -> None:
        entry = cashbook.entry(self._ctx, row.id)
        if not row.counts:
            self.said.emit(
                _("This line is a correction or has been corrected."), "attention", False
            )
        elif told := put_right_elsewhere(entry):
            if entry.kind is Kind.DUES:
                told = _("Dues are put right under “Note the dues”, on the day of the meeting.")
            self.said.emit(told, "attention", False)
        elif self._corrects(CorrectDialog(self._ctx, entry, self)):
            text = _("{proof} corrected; both lines stay in the book.")
            self.said.emit(text.format(proof=row.proof_no), "good", True)

    @staticmethod
    def _corrects(dialog: CorrectDialog) -> bool:
        enlarge(dialog)
        dialog.fit(760, 640)
        return bool(dialog.exec())
