"""A family's months side by side: saving against its target, and the sums."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.dates import Month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.features.homework.model import MoneyMonth
from fieldkit.ui.homework import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.chart import BarChart, Series, compact_rupiah
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.record_table import Column, RecordTable

_MONTHS_SHOWN = 12
_SAVING, _FLOW, _WANTS, _BALANCE = "saving", "flow", "wants", "balance"
_VIEWS = (
    (_SAVING, N_("Savings")), (_BALANCE, N_("Balance and debt")), (_FLOW, N_("In and out")),
    (_WANTS, N_("Needs and wants")),
)  # fmt: skip
_SERIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    _SAVING: (
        (N_("Saved up"), "saving_paid", "accent"), (N_("Target"), "saving_target", "secondary"),
    ),
    _BALANCE: ((N_("Balance"), "saving_balance", "good"), (N_("Debt left"), "debt", "danger")),
    _FLOW: ((N_("Income"), "money_in", "good"), (N_("Spending"), "money_out", "attention")),
    _WANTS: ((N_("Needs"), "needs", "accent"), (N_("Wants"), "out_wants", "attention")),
}  # fmt: skip


class Trend(QWidget):
    """Emits the month that is wanted."""

    month_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = BarChart(_("Saved and saving target by month"), text=compact_rupiah)
        self.table = RecordTable(
            Column(N_("Month"), _month, text=_short_month, width=9, bold=True),
            Column(N_("Stage"), _itself, text=_stage, width=17, role=_role, icon=_icon),
            Column(N_("Income"), _money_in, text=words.figure, align="right"),
            Column(N_("Spending"), _money_out, text=words.figure, align="right"),
            Column(
                N_("Left over"),
                _remainder,
                text=words.figure,
                align="right",
                hidden=True,
                key="left",
            ),
            Column(N_("Saved up"), _paid, text=words.figure, align="right"),
            Column(
                N_("Balance"), _balance, text=words.figure, align="right", stretch=True, width=9
            ),
            name=N_("Months of this family"),
            empty=N_("No month is recorded for this family yet."),
        )
        self._span: list[Month] = []
        self._months: dict[Month, MoneyMonth] = {}
        self.view_edit = ChoiceEdit(_VIEWS, blank=None)
        self.view_edit.setAccessibleName(_("What the chart shows"))
        self.view_edit.setMinimumContentsLength(20)
        self.view_edit.set_value(_SAVING)
        card = Card(_("Month by month"), icon="chart-column")
        card.head.addWidget(self.view_edit)
        card.add(self.chart)
        self.view_edit.edited.connect(self._show_chart)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(12))
        layout.addWidget(card)
        layout.addWidget(self.table, 1)
        self.table.activated.connect(self._on_activated)
        self.chart.picked.connect(self._on_picked)

    def show_months(self, months: Sequence[MoneyMonth]) -> None:
        """Show these months, oldest first; a gap stays a gap."""
        known = {money.month: money for money in months[-_MONTHS_SHOWN:]}
        span = _span(min(known), max(known)) if known else []
        self._span, self._months = span, known
        self._show_chart()
        self.table.show_rows(list(reversed(months)))

    @Slot()
    def _show_chart(self) -> None:
        shown = [self._months.get(month) for month in self._span]
        series = [
            Series(_(title), [getattr(m, name) if m else None for m in shown], role)
            for title, name, role in _SERIES[self.view_edit.value() or _SAVING]
        ]
        self.chart.show_data([month_name(month.month)[:3] for month in self._span], *series)

    @Slot(object)
    def _on_activated(self, money: MoneyMonth) -> None:
        self.month_opened.emit(money.month)

    @Slot(int)
    def _on_picked(self, index: int) -> None:
        self.month_opened.emit(self._span[index])


def _span(first: Month, last: Month) -> list[Month]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next())
    return months[-_MONTHS_SHOWN:]


def _short_month(month: Month) -> str:
    return f"{month_name(month.month)[:3]} {month.year}"


def _itself(money: MoneyMonth) -> MoneyMonth:
    return money


def _month(money: MoneyMonth) -> Month:
    return money.month


def _stage(money: MoneyMonth) -> str:
    return words.status(money.status)


def _role(money: MoneyMonth) -> str:
    return words.role(money.status)


def _icon(money: MoneyMonth) -> str:
    return words.icon(money.status)


def _money_in(money: MoneyMonth) -> int | None:
    return money.money_in


def _money_out(money: MoneyMonth) -> int | None:
    return money.money_out


def _remainder(money: MoneyMonth) -> int | None:
    return money.remainder


def _paid(money: MoneyMonth) -> int | None:
    return money.saving_paid


def _balance(money: MoneyMonth) -> int | None:
    return money.saving_balance
