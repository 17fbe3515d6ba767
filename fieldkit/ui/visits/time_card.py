"""How much time there is for visits: so many a day, on which weekdays, on which days."""

from collections.abc import Collection, Mapping
from datetime import date

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.rounds.model import MOST_PER_DAY, Budget
from fieldkit.ui.visits.day_picker import DayPicker
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.editors import ChoiceEdit


class TimeCard(Card):
    """Emits `budget_changed` once a change of the budget stands, `days_changed` at each day."""

    budget_changed = Signal()
    days_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Time for visits"), icon="clock", parent=parent)
        self.per_day_edit = ChoiceEdit(
            [(number, str(number)) for number in range(1, MOST_PER_DAY + 1)], blank=None
        )
        self.per_day_edit.setAccessibleName(_("Visits a day"))
        self.day_picker = DayPicker()
        self.sum_label = QLabel()
        self.sum_label.setWordWrap(True)
        style.set_role(self.sum_label, "secondary")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(400)
        self._lay_out()
        self.per_day_edit.edited.connect(self._timer.start)
        self.day_picker.weekdays_changed.connect(self._timer.start)
        self.day_picker.changed.connect(self._on_days_changed)
        self._timer.timeout.connect(self.budget_changed)

    def budget(self) -> Budget:
        """Return the budget as set."""
        return Budget(per_day=self.per_day_edit.value(), weekdays=self.day_picker.weekdays())

    def days(self) -> list[date]:
        """Return the days that are on."""
        return self.day_picker.days()

    def show_budget(self, budget: Budget, *, read_only: bool) -> None:
        """Show a budget as it is kept."""
        self.per_day_edit.set_value(budget.per_day)
        self.per_day_edit.setEnabled(not read_only)
        self.day_picker.set_weekdays(budget.weekdays, read_only=read_only)

    def show_month(
        self,
        month: Month,
        today: date,
        chosen: Collection[date],
        busy: Mapping[date, str],
        *,
        read_only: bool,
    ) -> None:
        """Show a month with these days on."""
        self.day_picker.show_month(month, today, chosen, busy=busy, read_only=read_only)
        self.show_sum()

    def set_days(self, chosen: Collection[date]) -> None:
        """Switch these days on and all others off."""
        self.day_picker.set_days(list(chosen))
        self.show_sum()

    def show_sum(self) -> None:
        """Say how many visits the days hold."""
        days = len(self.days())
        text = ngettext("{days} day, {visits} visits", "{days} days, {visits} visits", days)
        visits = days * self.per_day_edit.value()
        self.sum_label.setText(text.format(days=days, visits=visits))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        caption = QLabel(_("Visits a day"))
        caption.setBuddy(self.per_day_edit)
        line.addWidget(caption, 1)
        line.addWidget(self.per_day_edit)
        self.body.addLayout(line)
        self.add(self.day_picker)
        self.add(self.sum_label)

    @Slot()
    def _on_days_changed(self) -> None:
        self.show_sum()
        self.days_changed.emit()
