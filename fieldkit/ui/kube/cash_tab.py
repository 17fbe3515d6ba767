"""The cash book of a group, pot by pot, with entries and corrections by keyboard."""

from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QVBoxLayout, QWidget

from fieldkit.core import paths, sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.errors import FieldKitError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import plaintext
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import CashEntry, Kind, Ledger, LedgerRow, Pot
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.ui.kube import words
from fieldkit.ui.kube.closing_dialog import ClosingDialog
from fieldkit.ui.kube.entry_dialogs import (
    CorrectDialog,
    EntryDialog,
    OpeningDialog,
    TransferDialog,
    put_right_elsewhere,
)
from fieldkit.ui.kube.sales_section import SaleDialog
from fieldkit.ui.kube.sharing_section import SharingDialog
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable


def _state_role(row: LedgerRow) -> str | None:
    return "secondary" if row.counts else "attention"


def _muted(row: LedgerRow) -> str | None:
    return None if row.counts else "secondary"


def amount_text(amount: int) -> str:
    """Return an amount, nothing for zero."""
    return format_number(amount) if amount else ""


def _balance_role(row: LedgerRow) -> str | None:
    return "danger" if row.balance < 0 else None


def ledger_table(name: str) -> RecordTable:
    """Return the table of a cash book."""
    return RecordTable(
        Column(N_("No."), attrgetter("no"), align="right", width=4, role=_muted, spare=3),
        Column(N_("Date"), attrgetter("booked_on"), width=11, role=_muted),
        Column(
            N_("Proof no."), attrgetter("proof_no"), width=12, role=_muted, spare=1, whole=True
        ),
        Column(N_("Description"), words.ledger_words, stretch=True, width=24, role=_muted),
        Column(N_("In"), attrgetter("money_in"), text=amount_text, align="right", width=11),
        Column(N_("Out"), attrgetter("money_out"), text=amount_text, align="right", width=11),
        Column(
            N_("Balance"), attrgetter("balance"), text=format_number, align="right", width=12,
            bold=True, role=_balance_role,
        ),
        Column(N_("Remark"), words.ledger_state, width=17, role=_state_role, spare=2),
        name=name,
    )  # fmt: skip


class CashTab(QWidget):
    """One pot's book for a month or from its beginning."""

    said = Signal(str, str, bool)
    report_wanted = Signal(str, str)
    meeting_wanted = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._kube: Kube | None = None
        self._month = Month.of(ctx.today)
        self._may_post = ctx.may(Permission.POST_CASH)
        self.pot_edit = ChoiceEdit(words.pot_choices(), blank=None)
        self.pot_edit.set_value(Pot.KAS)
        self.pot_edit.setAccessibleName(_("Pot"))
        self.whole_button = buttons.button(
            _("Whole book"), self._on_scope_changed, kind="chip", tip=_("Show all months")
        )
        self.whole_button.setCheckable(True)
        self.sum_label = QLabel()
        self.sum_label.setWordWrap(True)
        self.table = ledger_table(N_("Cash book"))
        self._make_buttons()
        self._lay_out()
        self.pot_edit.edited.connect(self._on_scope_changed)
        self.table.activated.connect(self._on_row_activated)

    @property
    def pot(self) -> Pot:
        """The pot shown."""
        return Pot(self.pot_edit.value())

    def show_kube(self, kube: Kube, month: Month) -> None:
        """Show a group's book."""
        self._kube, self._month = kube, month
        self.pot_edit.set_choices(words.pots_of(self._ctx, kube.id))
        if self.pot_edit.value() is None:
            self.pot_edit.set_value(Pot.KAS)
        self._show()

    def show_pot(self, pot: Pot) -> None:
        """Show one of the pots."""
        self.pot_edit.set_value(pot)
        self._show()

    def _make_buttons(self) -> None:
        make = buttons.button
        self.in_button = make(
            _("Money in"), self._on_in_clicked, icon="arrow-down", kind="primary", key="Alt+M"
        )
        self.out_button = make(_("Money out"), self._on_out_clicked, icon="arrow-up", key="Alt+K")
        self.move_button = make(
            _("From pot to pot"), self._on_move_clicked, icon="arrow-left-right", key="Alt+P"
        )
        self.opening_button = make(_("Opening balance"), self._on_opening_clicked, icon="flag")
        self.correct_button = make(
            _("Correct…"), self._on_correct_clicked, icon="pencil", tip=_("Correct… (F2)")
        )
        self.closing_button = make(_("Close the books…"), self._on_closing_clicked, icon="lock")
        self.more_button = buttons.icon_button("ellipsis", _("More"), self._on_more_clicked)
        self._writing = (
            self.in_button, self.out_button, self.move_button, self.correct_button,
        )  # fmt: skip
        for button in (*self._writing, self.opening_button):
            style.hide_unless(button, wanted=self._may_post)
        if self._may_post:
            action = self.table.add_action(_("Correct…"), icon="pencil", key="F2")
            action.triggered.connect(self._on_correct_clicked)
        receipt = self.table.add_action(_("Receipt…"), icon="receipt", key="Ctrl+R")
        receipt.triggered.connect(self._on_receipt_clicked)

    def _lay_out(self) -> None:
        holder = QWidget()
        head = FlowLayout(holder, gap=8)
        self.pot_edit.setMinimumWidth(style.text_width(16))
        for widget in (
            self.pot_edit, self.whole_button, self.in_button, self.out_button, self.move_button,
            self.opening_button, self.correct_button, self.closing_button, self.more_button,
        ):  # fmt: skip
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, style.px(16))
        layout.setSpacing(style.px(8))
        layout.addWidget(holder)
        layout.addWidget(self.sum_label)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def _show(self) -> None:
        if self._kube is None:
            return
        is_whole = self.whole_button.isChecked()
        first = None if is_whole else self._month.first
        last = None if is_whole else self._month.last
        ledger = cashbook.ledger_of(self._ctx, self._kube.id, self.pot, first, last)
        self.table.show_rows(ledger.rows)
        self._show_sums(ledger, is_whole=is_whole)
        is_begun = cashbook.is_begun(self._ctx, self._kube.id, self.pot)
        self.opening_button.setVisible(self._may_post and not is_begun)
        if is_begun:
            month = format_month(self._month)
            self.table.set_empty(_("Nothing was booked in {month}.").format(month=month))
        else:
            self.table.set_empty(
                _("Nothing in this book yet. Begin with what the pot holds (Opening balance)"
                  " or with the first money in."),
                icon="wallet",
            )  # fmt: skip

    def _show_sums(self, ledger: Ledger, *, is_whole: bool) -> None:
        parts = [
            _("In {amount}").format(amount=format_rupiah(ledger.total_in)),
            _("Out {amount}").format(amount=format_rupiah(ledger.total_out)),
            _("Balance {amount}").format(amount=format_rupiah(ledger.closing)),
        ]
        if not is_whole:
            month = format_month(self._month)
            brought = format_rupiah(ledger.brought)
            parts.insert(0, _("{month}: carried over {amount}").format(month=month, amount=brought))
        closed = self._kube and cashbook.closed_until(self._ctx, self._kube.id)
        if closed:
            parts.append(_("closed to the end of {month}").format(month=format_month(closed)))
        self.sum_label.setText("   ·   ".join(parts))

    @Slot()
    def _on_scope_changed(self) -> None:
        self._show()

    @Slot()
    def _on_in_clicked(self) -> None:
        self._enter(is_income=True)

    @Slot()
    def _on_out_clicked(self) -> None:
        self._enter(is_income=False)

    def _enter(self, *, is_income: bool) -> None:
        if self._kube is None:
            return
        dialog = EntryDialog(
            self._ctx, self._kube.id, is_income=is_income, pot=self.pot, parent=self
        )
        if dialog.exec():
            self.said.emit(booked(dialog.amount, is_income=is_income), "good", True)

    @Slot()
    def _on_move_clicked(self) -> None:
        if self._kube is None:
            return
        dialog = TransferDialog(self._ctx, self._kube.id, self)
        if dialog.exec():
            amount = format_rupiah(dialog.amount)
            self.said.emit(_("{amount} moved.").format(amount=amount), "good", True)

    @Slot()
    def _on_opening_clicked(self) -> None:
        if self._kube is None:
            return
        dialog = OpeningDialog(self._ctx, self._kube.id, self.pot, self)
        if dialog.exec():
            amount = format_rupiah(dialog.amount)
            text = _("The book begins with {amount}.").format(amount=amount)
            self.said.emit(text, "good", True)

    @Slot()
    def _on_correct_clicked(self) -> None:
        row = self.table.current()
        if row is None:
            self.said.emit(_("Choose the line to correct first."), "attention", False)
            return
        self.correct(row)

    @Slot(object)
    def _on_row_activated(self, row: LedgerRow) -> None:
        if row.meeting_id:
            self.meeting_wanted.emit(row.meeting_id)
        elif self._may_post:
            self.correct(row)

    def correct(self, row: LedgerRow) -> None:
        """Correct a line; dues lead to their meeting, where they are put right."""
        if row.is_correction or not row.counts:
            code = "is_correction" if row.is_correction else "already_corrected"
            told = sentences.problem_sentence(Problem("entry", code))
            self.said.emit(told, "attention", False)
            return
        entry = cashbook.entry(self._ctx, row.id)
        if told := put_right_elsewhere(entry):
            self.said.emit(told, "attention", False)
            if entry.meeting_id:
                self.meeting_wanted.emit(entry.meeting_id)
            return
        if self._dialog(entry).exec():
            text = _("{proof} corrected; both lines stay in the book.")
            self.said.emit(text.format(proof=row.proof_no), "good", True)

    def _dialog(self, entry: CashEntry) -> FormDialog:
        """Return the form that puts an entry right: a sale or a sharing has its own."""
        if self._kube is not None and entry.kind is Kind.SALE:
            return SaleDialog(self._ctx, self._kube, entry.id, self)
        shared = sharing.of_entry(self._ctx, entry) if entry.kind is Kind.SHARE else None
        if self._kube is not None and shared is not None:
            plan = sharing.plan_of(self._ctx, shared)
            return SharingDialog(self._ctx, self._kube, plan, shared, self)
        return CorrectDialog(self._ctx, entry, self)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit("cash_book", "")

    @Slot()
    def _on_receipt_clicked(self) -> None:
        row = self.table.current()
        if row is None:
            self.said.emit(_("Choose the line the receipt is for first."), "attention", False)
        elif row.is_correction or row.kind is Kind.TRANSFER:
            self.said.emit(_("There is no receipt for this line."), "attention", False)
        else:
            self.report_wanted.emit("kube_receipt", row.id)

    @Slot()
    def _on_closing_clicked(self) -> None:
        if self._kube is None:
            return
        dialog = ClosingDialog(self._ctx, self._kube, self)
        dialog.exec()
        if dialog.closed:
            text = ngettext("{count} month closed.", "{count} months closed.", dialog.closed)
            self.said.emit(text.format(count=dialog.closed), "good", True)

    @Slot()
    def _on_more_clicked(self) -> None:
        self.more_menu().popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def more_menu(self) -> QMenu:
        """Return the rarer things that can be done with the books."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        receipt = QAction(icons.icon("receipt"), _("Receipt of the chosen line…"), menu)
        receipt.triggered.connect(self._on_receipt_clicked)
        printed = QAction(icons.icon("printer"), _("Print the books of the month…"), menu)
        printed.triggered.connect(self._on_print_clicked)
        menu.addAction(printed)
        export = QAction(icons.icon("file-text"), _("Books for another program…"), menu)
        export.triggered.connect(self._on_export_clicked)
        menu.addAction(receipt)
        menu.addAction(export)
        return menu

    @Slot()
    def _on_export_clicked(self) -> None:
        if self._kube is None:
            return
        start = str(paths.documents_folder() / f"KUBE {self._kube.name}{plaintext.SUFFIXES[0]}")
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Books for Beancount or hledger"), start,
            "Beancount (*.beancount);;hledger (*.journal)",
        )  # fmt: skip
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Write the books as text for another program and say how many entries it holds."""
        if self._kube is None:
            return
        target = with_ending(path, *plaintext.SUFFIXES)
        try:
            done = plaintext.write(self._ctx, self._kube.id, target)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
            return
        text = ngettext("{count} entry written.", "{count} entries written.", done.entries)
        self.said.emit(text.format(count=done.entries), "good", False)

    def focus_table(self) -> None:
        """Put the cursor on the rows."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def booked(amount: int, *, is_income: bool) -> str:
    """Say what was entered."""
    text = _("Money in {amount} recorded.") if is_income else _("Money out {amount} recorded.")
    return text.format(amount=format_rupiah(amount))
