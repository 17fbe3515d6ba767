"""A field for whole rupiah: dots appear while typing, blank stays blank."""

import contextlib

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.core import money
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style


class MoneyEdit(QLineEdit):
    """Holds an amount or nothing at all; nothing is never 0."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, may_be_negative: bool = False) -> None:
        super().__init__(parent)
        self._may_be_negative = may_be_negative
        self.setPlaceholderText(_("Rp"))
        self.setMinimumWidth(style.text_width(16))
        self.setAccessibleDescription(_("Amount in rupiah"))
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> int | None:
        """Return the amount; None for blank; ValueError if it can not be read."""
        amount = money.read_amount(self.text())
        if amount is not None and amount < 0 and not self._may_be_negative:
            raise ValueError("below zero")
        return amount

    def set_value(self, amount: int | None) -> None:
        """Show an amount, or nothing."""
        self.setText("" if amount is None else money.format_number(amount))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write shorthand such as 50rb out in full."""
        with contextlib.suppress(ValueError):
            self.set_value(money.read_amount(self.text()))
        super().focusOutEvent(event)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        digits = text.replace(".", "")
        if digits.isdecimal() and len(digits) <= money.MOST_DIGITS:
            after = len(text) - self.cursorPosition()
            self.setText(money.format_number(int(digits)))
            self.setCursorPosition(max(0, len(self.text()) - after))
        self.edited.emit()
