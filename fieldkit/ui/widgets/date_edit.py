"""Fields for a date and a time: typed freely, understood at once, blank allowed."""

from collections.abc import Callable
from datetime import date, time, timedelta

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QWidget, QWidgetAction

from fieldkit.core import sentences
from fieldkit.core.clock import SystemClock
from fieldkit.core.dates import Month, format_date, format_time, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.ui.widgets import icons, style
from fieldkit.ui.widgets.date_text import NoSuchDayError, read_date, read_time

sentences.register(
    {
        "no_such_day": N_("There is no {day} {month} {year}."),
        "not_a_time": N_("This is not a time. Write it like 9.30."),
    }
)

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Minus: -1,
}


class DateEdit(QLineEdit):
    """Holds a date or nothing; + and - move by a day, Page keys by a month, H is today."""

    edited = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] | None = None,
        is_short: bool = False,
    ) -> None:
        super().__init__(parent)
        self._today = today or SystemClock().today
        self._is_short = is_short
        self.setPlaceholderText(_("day/month") if is_short else _("day/month/year"))
        self.setMinimumWidth(style.text_width(12 if is_short else 22))
        self.setToolTip(
            _("Type 12/5 or 12 May 2026. H: today, + and −: next and previous day, F4: calendar")
        )
        self._calendar_action = QAction(icons.icon("calendar", "secondary"), _("Calendar"), self)
        if not is_short:
            self.addAction(self._calendar_action, QLineEdit.ActionPosition.TrailingPosition)
        self._calendar_action.triggered.connect(self.show_calendar)
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> date | None:
        """Return the date; None for blank; ValueError if it can not be read."""
        return read_date(self.text(), self._today())

    def set_value(self, day: date | None) -> None:
        """Show a date, or nothing."""
        self.setText("" if day is None else self._spelled(day))
        self.setCursorPosition(0)

    def unreadable_sentence(self) -> str:
        """Say why the text is no date; blank when it is one."""
        try:
            self.value()
        except NoSuchDayError as error:
            return sentences.reason_sentence(
                "no_such_day",
                day=error.day,
                month=month_name(error.month),
                year=error.year,
            )
        except ValueError:
            return sentences.reason_sentence("not_a_date")
        return ""

    def step(self, *, days: int = 0, months: int = 0) -> None:
        """Move the date; a blank field starts at today."""
        try:
            before = self.value()
        except ValueError:
            return
        if before is None:
            moved = self._today()
        elif months:
            month = Month.of(before).plus(months)
            moved = min(month.first + timedelta(days=before.day - 1), month.last)
        else:
            moved = before + timedelta(days=days)
        self._put(moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys, else type."""
        key = Qt.Key(event.key())
        alone = not self.text() or self.selectedText() == self.text() or self._is_spelled()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step(months=1 if key == Qt.Key.Key_PageUp else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) or (alone and key in _STEPS):
            self.step(days=_STEPS[key])
        elif alone and event.text().casefold() in ("h", "t") and not event.modifiers():
            self._put(self._today())
        elif key == Qt.Key.Key_F4:
            self.show_calendar()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Spell the date out, so that a wrong guess is seen."""
        try:
            self.set_value(self.value())
        except ValueError:
            self.setProperty("problem", True)
            style.set_role(self, "danger")
        super().focusOutEvent(event)

    @Slot()
    def show_calendar(self) -> None:
        """Open a calendar under the field."""
        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        calendar.setAccessibleName(_("Calendar"))
        calendar.setGridVisible(False)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        try:
            shown = self.value() or self._today()
        except ValueError:
            shown = self._today()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        calendar.clicked.connect(self._on_calendar_chosen)
        calendar.activated.connect(self._on_calendar_chosen)
        calendar.clicked.connect(menu.close)
        calendar.activated.connect(menu.close)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def _put(self, day: date) -> None:
        self.set_value(day)
        self._clear_problem()
        self.selectAll()
        self.edited.emit()

    def _is_spelled(self) -> bool:
        try:
            day = self.value()
        except ValueError:
            return False
        return day is not None and self.text() == self._spelled(day)

    def _spelled(self, day: date) -> str:
        return format_date(day, "medium" if self._is_short else "full")

    def _clear_problem(self) -> None:
        if self.property("problem"):
            self.setProperty("problem", False)
            style.set_role(self, "text")

    @Slot(QDate)
    def _on_calendar_chosen(self, day: QDate) -> None:
        self._put(date(day.year(), day.month(), day.day()))

    @Slot()
    def _on_text_edited(self) -> None:
        self._clear_problem()
        self.edited.emit()


class TimeEdit(QLineEdit):
    """Holds a time of day or nothing; 9, 9.30 and 0930 are all understood."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("hour.minute"))
        self.setMinimumWidth(style.text_width(10))
        self.setToolTip(_("Type 9, 9.30 or 0930"))
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> time | None:
        """Return the time; None for blank; ValueError if it can not be read."""
        return read_time(self.text())

    def set_value(self, moment: time | str | None) -> None:
        """Show a time, or nothing."""
        self.setText("" if moment in (None, "") else format_time(moment))

    def unreadable_sentence(self) -> str:
        """Say why the text is no time; blank when it is one."""
        try:
            self.value()
        except ValueError:
            return sentences.reason_sentence("not_a_time")
        return ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the time out."""
        if not self.unreadable_sentence():
            self.set_value(self.value())
        super().focusOutEvent(event)

    @Slot()
    def _on_text_edited(self) -> None:
        self.edited.emit()
