"""The two charts of Beranda: who came, and who was visited, month by month."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel

from fieldkit.core.dates import Month
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.month.model import Point
from fieldkit.ui.home import words
from fieldkit.ui.widgets import chart, style
from fieldkit.ui.widgets.card import Card

HEIGHT = 190


class AttendanceCard(Card):
    """The share present of those marked, by month."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("P2K2 attendance by month"), icon="chart-column")
        self.chart = chart.LineChart(_("Attendance"), text=chart.percent, most=100, height=HEIGHT)
        self.figure_label = _figure(self)
        self._months: list[Month] = []
        self.add(self.chart)
        self.chart.picked.connect(self._on_picked)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show a year of months; a month without sessions stays a gap."""
        self._months = [point.month for point in points]
        values = [point.percent for point in points]
        self.chart.show_data(
            words.short_months(self._months), chart.Series(_("Attendance"), values)
        )
        last = points[-1] if points else None
        known = last is not None and last.percent is not None
        self.figure_label.setText(
            _("{present} of {total} present").format(present=last.part, total=last.whole)
            if known and last
            else ""
        )

    @Slot(int)
    def _on_picked(self, number: int) -> None:
        self.picked.emit(self._months[number])


class VisitsCard(Card):
    """How many families were visited, by month."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Families visited by month"), icon="chart-column")
        self.chart = chart.BarChart(_("Families visited"), height=HEIGHT)
        self.figure_label = _figure(self)
        self._months: list[Month] = []
        self.add(self.chart)
        self.chart.picked.connect(self._on_picked)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show a year of months; a month before the first visit ever is not known."""
        self._months = [point.month for point in points]
        values = [point.part for point in points]
        self.chart.show_data(
            words.short_months(self._months), chart.Series(_("Families visited"), values)
        )
        last = points[-1] if points else None
        self.figure_label.setText(
            _("{count} of {total} families this month").format(count=last.part, total=last.whole)
            if last is not None and last.part is not None and last.whole
            else ""
        )

    @Slot(int)
    def _on_picked(self, number: int) -> None:
        self.picked.emit(self._months[number])


class MoneyCard(Card):
    """An amount of the KUBE by month."""

    picked = Signal(object)

    def __init__(self, title: str, name: str, *, is_line: bool) -> None:
        super().__init__(title, icon="wallet")
        kind = chart.LineChart if is_line else chart.BarChart
        self._name = name
        self.chart = kind(name, text=chart.compact_rupiah, height=HEIGHT)
        self.figure_label = _figure(self)
        self._months: list[Month] = []
        self.add(self.chart)
        self.chart.picked.connect(self._on_picked)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show a year of months; a month before the first entry is not known."""
        self._months = [point.month for point in points]
        values = [point.part for point in points]
        self.chart.show_data(words.short_months(self._months), chart.Series(self._name, values))
        last = values[-1] if values else None
        self.figure_label.setText("" if last is None else format_rupiah(last))

    @Slot(int)
    def _on_picked(self, number: int) -> None:
        self.picked.emit(self._months[number])


def _figure(card: Card) -> QLabel:
    label = QLabel()
    style.set_role(label, "secondary")
    card.head.addWidget(label)
    return label


ChartCard = AttendanceCard | VisitsCard | MoneyCard
