"""The month everything on a screen is about: Ctrl+← and Ctrl+→ move it."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from fieldkit.core.clock import SystemClock
from fieldkit.core.dates import Month, format_month, month_name
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu


class MonthSwitcher(QWidget):
    """Shows a month between two arrows; clicking the name opens a year of months."""

    changed = Signal(object)

    def __init__(
        self,
        month: Month | None = None,
        *,
        today: Callable[[], date] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today or SystemClock().today
        self._month = month or Month.of(self._today())
        self._shown_year = self._month.year
        self._menu: QMenu | None = None
        self.setAccessibleName(_("Month"))
        self.previous_button = buttons.icon_button(
            "chevron-left", _("Previous month"), self._on_previous, key="Ctrl+Left"
        )
        self.name_button = buttons.button("", kind="quiet", icon="calendar-days")
        self.name_button.clicked.connect(self._on_name_clicked)
        self.next_button = buttons.icon_button(
            "chevron-right", _("Next month"), self._on_next, key="Ctrl+Right"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.previous_button, self.name_button, self.next_button):
            layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._is_short = False
        self._keep_width()
        self._show()

    @property
    def month(self) -> Month:
        """The month shown."""
        return self._month

    def set_month(self, month: Month) -> None:
        """Show another month, without a signal."""
        self._month = month
        self._show()

    def set_short(self, short: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Shorten the month's name where there is little room."""
        if short != self._is_short:
            self._is_short = short
            self._keep_width()
            self._show()

    def _keep_width(self) -> None:
        """Take the room of the longest month, so that the arrows stay where they are."""
        metrics = QFontMetrics(style.font())
        names = (self._spelled(Month(2000, number)) for number in range(1, 13))
        widest = max(metrics.horizontalAdvance(name) for name in names)
        self.name_button.setMinimumWidth(widest + style.px(56))

    def _spelled(self, month: Month) -> str:
        if self._is_short:
            return f"{month_name(month.month)[:3]} {month.year}"
        return format_month(month)

    def _show(self) -> None:
        text = format_month(self._month)
        self.name_button.setText(self._spelled(self._month))
        self.name_button.setAccessibleName(_("Month: {month}").format(month=text))
        self.name_button.setToolTip(_("Choose a month"))

    def _go(self, month: Month) -> None:
        if month != self._month:
            self.set_month(month)
            self.changed.emit(month)

    @Slot()
    def _on_previous(self) -> None:
        self._go(self._month.previous())

    @Slot()
    def _on_next(self) -> None:
        self._go(self._month.next())

    @Slot()
    def _on_name_clicked(self) -> None:
        from PySide6.QtWidgets import QMenu, QWidgetAction

        self._shown_year = self._month.year
        self._menu = QMenu(self)
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(_YearOfMonths(self._month, self._today(), self._on_chosen))
        self._menu.addAction(action)
        self._menu.popup(self.name_button.mapToGlobal(QPoint(0, self.name_button.height())))

    def _on_chosen(self, month: Month) -> None:
        if self._menu is not None:
            self._menu.close()
        self._go(month)


class _YearOfMonths(QWidget):
    """Twelve buttons under a year."""

    def __init__(self, month: Month, today: date, on_chosen: Callable[[Month], None]) -> None:
        super().__init__()
        self._month, self._year, self._on_chosen = month, month.year, on_chosen
        self._now = Month.of(today)
        self._year_label = QLabel()
        self._year_label.setFont(style.strong_font())
        before = buttons.icon_button("chevron-left", _("Previous year"), self._on_before)
        after = buttons.icon_button("chevron-right", _("Next year"), self._on_after)
        grid = QGridLayout(self)
        grid.setContentsMargins(*[style.px(8)] * 4)
        grid.setSpacing(style.px(4))
        grid.addWidget(before, 0, 0)
        grid.addWidget(self._year_label, 0, 1)
        grid.addWidget(after, 0, 2)
        self._months = []
        for number in range(1, 13):
            made = buttons.button(month_name(number), kind="quiet")
            made.setProperty("number", number)
            made.clicked.connect(self._on_month_clicked)
            grid.addWidget(made, 1 + (number - 1) // 3, (number - 1) % 3)
            self._months.append(made)
        self._show()

    def _show(self) -> None:
        self._year_label.setText(str(self._year))
        for number, made in enumerate(self._months, start=1):
            is_shown = (self._year, number) == (self._month.year, self._month.month)
            is_now = (self._year, number) == (self._now.year, self._now.month)
            kind = "primary" if is_shown else "plain" if is_now else "quiet"
            made.setProperty("kind", kind)
            style.set_role(made, "text")

    @Slot()
    def _on_before(self) -> None:
        self._year -= 1
        self._show()

    @Slot()
    def _on_after(self) -> None:
        self._year += 1
        self._show()

    @Slot()
    def _on_month_clicked(self) -> None:
        made = self.sender()
        if made is not None:
            self._on_chosen(Month(self._year, int(made.property("number"))))
