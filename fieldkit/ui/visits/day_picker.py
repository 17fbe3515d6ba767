"""A month of days to switch on and off, and its weekdays: when there is time for visits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from fieldkit.core.dates import Month, format_date, weekday_name
from fieldkit.core.i18n import N_, _
from fieldkit.ui.widgets import buttons, style

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 7,
    Qt.Key.Key_Up: -7,
}
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONDAY = date(2026, 11, 2)


class DayPicker(QWidget):
    """Seven columns of days under their weekdays; arrows walk, Space switches.

    Days that are over stay off. `changed` tells of single days, `weekdays_changed` of columns.
    """

    changed = Signal()
    weekdays_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: dict[date, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(style.px(3))
        self.setAccessibleName(_("Days for visits"))
        self._weekdays: dict[int, QPushButton] = {}
        for column, short in enumerate(_WEEKDAYS):
            made = buttons.button(_(short), kind="day", parent=self)
            made.setCheckable(True)
            made.setAccessibleName(weekday_name(_MONDAY.replace(day=_MONDAY.day + column)))
            made.setToolTip(_("Every {weekday}").format(weekday=made.accessibleName()))
            made.setFont(style.strong_font())
            made.clicked.connect(self._on_weekday_clicked)
            made.installEventFilter(self)
            self._grid.addWidget(made, 0, column)
            self._weekdays[column + 1] = made

    def weekdays(self) -> tuple[int, ...]:
        """Return the weekdays that are on, 1 for Monday."""
        return tuple(number for number, made in self._weekdays.items() if made.isChecked())

    def set_weekdays(self, chosen: Collection[int], *, read_only: bool = False) -> None:
        """Switch these weekdays on and all others off; the days stay as they are."""
        for number, made in self._weekdays.items():
            made.setChecked(number in chosen)
            made.setEnabled(not read_only)

    def weekday_button(self, number: int) -> QPushButton:
        """Return the button of a weekday, 1 for Monday."""
        return self._weekdays[number]

    def show_month(
        self,
        month: Month,
        today: date,
        chosen: Collection[date],
        *,
        busy: Mapping[date, str] | None = None,
        read_only: bool = False,
    ) -> None:
        """Show a month with these days on; `busy` says what else a day holds."""
        for made in self._days.values():
            self._grid.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._days = {}
        before = month.first.isoweekday() - 1
        for day in month.days:
            row, column = divmod(before + day.day - 1, 7)
            made = self._day_button(day, (busy or {}).get(day, ""))
            made.setEnabled(day >= today and not read_only)
            made.setChecked(day in chosen and day >= today)
            self._grid.addWidget(made, row + 1, column)
            self._days[day] = made

    def days(self) -> list[date]:
        """Return the days that are on."""
        return [day for day, made in self._days.items() if made.isChecked()]

    def set_days(self, chosen: Sequence[date]) -> None:
        """Switch these days on and all others off."""
        for day, made in self._days.items():
            made.setChecked(day in chosen and made.isEnabled())

    def button(self, day: date) -> QPushButton:
        """Return the button of a day."""
        return self._days[day]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the days with the arrow keys; a button alone would go to the next."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        step = _STEPS.get(Qt.Key(event.key()))
        order: list[QObject] = [*self._weekdays.values(), *self._days.values()]
        if step is None or watched not in order:
            return super().eventFilter(watched, event)
        place = order.index(watched) + step
        if 0 <= place < len(order) and isinstance(found := order[place], QPushButton):
            found.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _day_button(self, day: date, busy: str) -> QPushButton:
        words = format_date(day, "full")
        made = buttons.button(f"{day.day}•" if busy else str(day.day), kind="day", parent=self)
        made.setCheckable(True)
        made.setMinimumWidth(style.text_width(4))
        made.setAccessibleName(words)
        made.setToolTip("\n".join(part for part in (words, busy) if part))
        made.clicked.connect(self._on_clicked)
        made.installEventFilter(self)
        return made

    @Slot()
    def _on_weekday_clicked(self) -> None:
        self.weekdays_changed.emit()

    @Slot()
    def _on_clicked(self) -> None:
        self.changed.emit()
