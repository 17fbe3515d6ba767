"""The book of dues: members by the meetings of a month, or by the months of a year."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.account import service as account
from fieldkit.features.kube.cashbook.model import LONGEST_TEXT, Account
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.dues.model import DuesGrid, DuesRow
from fieldkit.features.kube.group.model import Kube
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.dialogs import FormDialog, tell
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import DateField, Form, MoneyField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable


def _arrears(row: DuesRow) -> int | None:
    return row.arrears if row.arrears > 0 else None


def _ahead(row: DuesRow) -> int | None:
    return -row.arrears if row.arrears < 0 else None


def _brought(row: DuesRow) -> int | None:
    return row.brought if row.brought > 0 else None


def _waived(row: DuesRow) -> int | None:
    return row.waived or None


def _name(row: DuesRow) -> str:
    """Return the name, and since when somebody is gone who still owes or paid."""
    if row.member.left_on is None:
        return row.member.name
    day = format_date(row.member.left_on, "short")
    return _("{name} (left {day})").format(name=row.member.name, day=day)


def _owing(row: DuesRow) -> str | None:
    return "attention" if row.arrears > 0 else None


def _good(row: DuesRow) -> str | None:
    return "good" if row.arrears < 0 else None


class CheckSlipDialog(FormDialog):
    """Asks for the day and the code on a slip and says whose it is, or that it is none."""

    def __init__(self, ctx: Context, kube_id: str, parent: QWidget | None = None) -> None:
        self._ctx, self._kube_id = ctx, kube_id
        form = Form(
            DateField("day", N_("Day on the slip"), required=True),
            TextField("code", N_("Code on the slip"), required=True, max_length=20),
            today=self._today,
        )
        super().__init__(
            _("Check a slip"), form, self._look, save_label=_("Check"), parent=parent,
            sentence=_("A slip that was changed by hand has another code."),
        )  # fmt: skip

    def _today(self) -> date:
        return self._ctx.today

    def _look(self, values: dict[str, Any]) -> None:
        one = account.slip_of_code(self._ctx, self._kube_id, values["day"], values["code"])
        text = _("True: on {day} {name} owed {amount}.").format(
            day=format_date(one.day), name=one.member.name, amount=format_rupiah(one.total)
        )
        tell(self.parentWidget(), _("The slip is true"), text)


_CHIPS_WIDE = 300


class _PaidAt:
    """Reads what a row paid at some meetings: None where no dues were noted there."""

    def __init__(self, meeting_ids: tuple[str, ...]) -> None:
        self._ids = meeting_ids

    def __call__(self, row: DuesRow) -> int | None:
        noted = [amount for i in self._ids if (amount := row.paid.get(i)) is not None]
        return sum(noted) if noted else None


class DuesTab(QWidget):
    """The grid of dues with its totals; corrections are made at the meeting."""

    said = Signal(str, str, bool)
    report_wanted = Signal(str, str)
    meeting_wanted = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._kube: Kube | None = None
        self._month = Month.of(ctx.today)
        self._shape: tuple[object, ...] = ()
        self.scope_chips = FilterChips(
            Chip("year", N_("Whole year")), Chip("iks", N_("IKS")), name=_("Period")
        )
        self.scope_chips.setFixedWidth(style.px(_CHIPS_WIDE))
        self.sum_label = QLabel()
        self.sum_label.setWordWrap(True)
        self.print_button = buttons.button(_("Print"), self._on_print_clicked, icon="printer")
        self.books_button = buttons.button(
            _("Pass-books"), self._on_books_clicked, icon="book-open"
        )
        self.slips_button = buttons.button(
            _("Arrears slips"), self._on_slips_clicked, icon="receipt"
        )
        self.check_button = buttons.button(
            _("Check a slip…"), self._on_check_clicked, icon="shield-check"
        )
        may = ctx.may(Permission.POST_CASH)
        self.waive_button = buttons.button(_("Write off…"), self._on_waive_clicked, icon="x")
        self.unwaive_button = buttons.button(
            _("Ask again…"), self._on_unwaive_clicked, icon="undo-2",
            tip=_("Take back what was written off for this member"),
        )  # fmt: skip
        for button in (self.waive_button, self.unwaive_button):
            style.hide_unless(button, wanted=may)
        self._holder = QVBoxLayout()
        self.table = RecordTable(Column(N_("Member"), attrgetter("member.name")))
        holder = QWidget()
        head = FlowLayout(holder, gap=8)
        head.addWidget(self.scope_chips)
        for button in (
            self.waive_button, self.unwaive_button, self.slips_button, self.check_button,
            self.books_button, self.print_button,
        ):  # fmt: skip
            head.addWidget(button)
        self._holder.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, style.px(16))
        layout.setSpacing(style.px(8))
        layout.addWidget(holder)
        layout.addWidget(self.sum_label)
        layout.addLayout(self._holder, 1)
        self.scope_chips.changed.connect(self._on_scope_changed)

    def show_kube(self, kube: Kube, month: Month) -> None:
        """Show a group's dues."""
        self._kube, self._month = kube, month
        self._show()

    def _show(self) -> None:
        if self._kube is None:
            return
        chosen, fund = self.scope_chips.active(), self._fund()
        if "year" in chosen:
            grid = dues.dues_grid(self._ctx, self._kube.id, self._month.year, fund=fund)
            columns = _months(grid)
        else:
            grid = dues.dues_grid(
                self._ctx, self._kube.id, first=self._month.first, last=self._month.last, fund=fund
            )
            columns = _meetings(grid)
        self._put_table(columns, grid)
        self._show_sums(grid, is_year="year" in chosen)

    def _fund(self) -> Account:
        return Account.IKS if "iks" in self.scope_chips.active() else Account.DUES

    def _put_table(self, columns: list[tuple[str, Callable[..., object]]], grid: DuesGrid) -> None:
        shape = (*(title for title, _value in columns), bool(grid.waived_total))
        if shape != self._shape or self.table.model.columnCount() == 1:
            self._shape = shape
            self._holder.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
            self.table = _table(columns, has_waived=bool(grid.waived_total))
            self.table.selection_changed.connect(self._on_chosen)
            self._holder.addWidget(self.table)
            self.setFocusProxy(self.table)
        else:
            self.table.model.columns = _columns(columns, has_waived=bool(grid.waived_total))
        self.table.set_empty(
            _("Nobody belongs to this group yet. Enter the members under Summary."), icon="users"
        )
        self.table.show_rows(grid.rows)
        self._on_chosen()

    def _show_sums(self, grid: DuesGrid, *, is_year: bool) -> None:
        when = str(self._month.year) if is_year else format_month(self._month)
        if not grid.meetings:
            self.sum_label.setText(_("{when}: no meeting recorded.").format(when=when))
            return
        text = _("{when}: paid {paid} of {due} due · arrears {arrears} · paid ahead {ahead}")
        self.sum_label.setText(
            text.format(
                when=when,
                paid=format_rupiah(grid.paid_total),
                due=format_rupiah(grid.due_total),
                arrears=format_rupiah(grid.arrears_total),
                ahead=format_rupiah(grid.ahead_total),
            )
        )

    @Slot()
    def _on_chosen(self) -> None:
        row = self.table.current()
        self.waive_button.setEnabled(isinstance(row, DuesRow) and row.arrears > 0)
        self.unwaive_button.setEnabled(isinstance(row, DuesRow) and row.waived > 0)

    @Slot()
    def _on_waive_clicked(self) -> None:
        row = self.table.current()
        if not isinstance(row, DuesRow) or row.arrears <= 0:
            return
        fund = self._fund()
        owed = dues.standings(self._ctx, row.member.kube_id, fund=fund)[row.member.id]
        if owed <= 0:
            text = _("{name} owes nothing any more today.").format(name=row.member.name)
            self.said.emit(text, "attention", False)
            return
        form = Form(
            DateField("day", N_("Date"), required=True, default=self._ctx.today),
            MoneyField("amount", N_("Amount"), required=True, default=owed),
            TextField("basis", N_("Decision it rests on"), required=True, max_length=LONGEST_TEXT,
                      wide=True),
            TextField("reason", N_("Why?"), required=True, max_length=LONGEST_TEXT, wide=True),
            today=self._today,
        )  # fmt: skip

        def keep(values: dict[str, Any]) -> None:
            dues.waive(
                self._ctx, row.member.id, values["amount"], values["day"], values["basis"],
                values["reason"], fund=fund,
            )  # fmt: skip

        text = _("{name} owes {amount}. No money moves; the decision stands in the book.")
        dialog = FormDialog(
            _("Write off arrears"), form, keep, save_label=_("Write off"), parent=self.window(),
            sentence=text.format(name=row.member.name, amount=format_rupiah(owed)),
        )  # fmt: skip
        if dialog.exec():
            self.said.emit(_("The arrears are written off."), "good", True)

    @Slot()
    def _on_unwaive_clicked(self) -> None:
        row = self.table.current()
        if not isinstance(row, DuesRow) or row.waived <= 0:
            return
        fund = self._fund()
        form = Form(
            TextField("reason", N_("Why?"), required=True, max_length=LONGEST_TEXT, wide=True)
        )

        def keep(values: dict[str, Any]) -> None:
            dues.take_waiver_back(self._ctx, row.member.id, values["reason"] or "", fund=fund)

        dialog = FormDialog(
            _("Ask {name} again").format(name=row.member.name), form, keep,
            save_label=_("Ask again"), parent=self.window(),
            sentence=_("What was written off last is owed again; both stay in the book."),
        )  # fmt: skip
        if dialog.exec():
            self.said.emit(_("It is owed again."), "good", True)

    def _today(self) -> date:
        return self._ctx.today

    @Slot()
    def _on_scope_changed(self) -> None:
        self._show()

    @Slot()
    def _on_books_clicked(self) -> None:
        self.report_wanted.emit("kube_passbook", "")

    @Slot()
    def _on_slips_clicked(self) -> None:
        self.report_wanted.emit("kube_slips", "")

    @Slot()
    def _on_check_clicked(self) -> None:
        if self._kube is not None:
            CheckSlipDialog(self._ctx, self._kube.id, self.window()).exec()

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit("dues_grid", "")


def _meetings(grid: DuesGrid) -> list[tuple[str, Callable[..., object]]]:
    return [(format_date(m.held_on, "short")[:5], _PaidAt((m.id,))) for m in grid.meetings]


def _months(grid: DuesGrid) -> list[tuple[str, Callable[..., object]]]:
    numbers = sorted({meeting.held_on.month for meeting in grid.meetings})
    return [
        (
            month_name(number)[:3],
            _PaidAt(tuple(m.id for m in grid.meetings if m.held_on.month == number)),
        )
        for number in numbers
    ]


def _columns(
    middle: list[tuple[str, Callable[..., object]]], *, has_waived: bool
) -> tuple[Column, ...]:
    money: dict[str, Any] = {"text": format_number, "align": "right"}
    return (
        Column(N_("Member"), _name, bold=True, stretch=True, width=20),
        Column(N_("Brought over"), _brought, width=14, spare=2, **money),
        *(Column(title, value, width=9, **money) for title, value in middle),
        Column(N_("Paid"), attrgetter("paid_total"), width=11, spare=1, **money),
        Column(N_("Due"), attrgetter("due"), width=11, spare=3, **money),
        Column(N_("Arrears"), _arrears, width=11, role=_owing, bold=True, **money),
        *([Column(N_("Written off"), _waived, width=12, **money)] if has_waived else []),
        Column(N_("Paid ahead"), _ahead, width=13, role=_good, spare=4, **money),
    )


def _table(middle: list[tuple[str, Callable[..., object]]], *, has_waived: bool) -> RecordTable:
    return RecordTable(*_columns(middle, has_waived=has_waived), name=N_("Book of dues"))
