"""Counting the money by notes and coins, beside what the book says."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.meetings.model import DENOMINATIONS, LONGEST_LINE, counted_total
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.editors import NumberEdit, TextEdit

_COLUMNS = 5


class CashCount(QWidget):
    """A number for each note and coin; nothing typed means nobody counted."""

    edited = Signal()
    booking_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = 0
        self._difference = 0
        self.edits: dict[int, NumberEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(12))
        grid.setVerticalSpacing(style.px(3))
        for place, value in enumerate(DENOMINATIONS):
            edit = NumberEdit()
            edit.setMinimumWidth(style.text_width(8))
            label = QLabel(format_rupiah(value))
            label.setBuddy(edit)
            style.set_role(label, "secondary")
            edit.setAccessibleName(_("How many of {value}").format(value=format_rupiah(value)))
            edit.edited.connect(self._on_edited)
            row, column = divmod(place, _COLUMNS)
            grid.addWidget(label, row * 2, column)
            grid.addWidget(edit, row * 2 + 1, column)
            self.edits[value] = edit
        self.notice = Notice("", action=_("Book the difference"))
        self.notice.action_requested.connect(self._on_booking_clicked)
        self.reason_edit = TextEdit(max_length=LONGEST_LINE)
        self.reason_edit.setPlaceholderText(_("Why it differs, or “not known yet”"))
        self.reason_edit.setAccessibleName(_("Reason of the difference"))
        self.reason_edit.edited.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(grid)
        layout.addWidget(self.notice)
        layout.addWidget(self.reason_edit)
        self._show()

    def counts(self) -> dict[int, int] | None:
        """Return the counts, None where nobody counted; ValueError for what is no number."""
        found: dict[int, int] = {}
        for value, edit in self.edits.items():
            count = edit.value()
            if count is not None:
                found[value] = int(count)
        return found or None

    def reason(self) -> str | None:
        """Return the reason of a difference; none where there is no difference."""
        return self.reason_edit.value() if not self.reason_edit.isHidden() else None

    def show_count(self, counts: Mapping[int, int] | None, reason: str | None) -> None:
        """Show a kept count."""
        for value, edit in self.edits.items():
            edit.set_value((counts or {}).get(value))
        self.reason_edit.set_value(reason)
        self._show()

    def set_book(self, amount: int) -> None:
        """Say what the book will hold once the page is saved."""
        self._book = amount
        self._show()

    def draft(self) -> dict[str, Any]:
        """Return what is typed."""
        typed = {str(value): edit.text() for value, edit in self.edits.items() if edit.text()}
        return {"counts": typed, "reason": self.reason_edit.text()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a draft."""
        typed = kept.get("counts") or {}
        for value, edit in self.edits.items():
            edit.setText(str(typed.get(str(value), "")))
        self.reason_edit.setText(str(kept.get("reason", "")))
        self._show()

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the fields, or open them again."""
        for edit in (*self.edits.values(), self.reason_edit):
            edit.setEnabled(not read_only)

    def _show(self) -> None:
        self._difference = 0
        self.notice.action_button.hide()
        try:
            counts = self.counts()
        except ValueError:
            self.reason_edit.hide()
            self.notice.show_text(
                _("Write whole numbers of notes and coins."),
                role="danger",
                icon="circle-alert",
            )
            return
        book = format_rupiah(self._book)
        if counts is None:
            self.reason_edit.hide()
            self.notice.show_text(
                _("The book says {book}. Nothing counted yet.").format(book=book), icon="wallet"
            )
            return
        difference = self._difference = counted_total(counts) - self._book
        is_open = self.reason_edit.isEnabled()
        self.notice.action_button.setVisible(bool(difference) and is_open)
        facts = {
            "counted": format_rupiah(counted_total(counts)),
            "book": book,
            "difference": format_rupiah(abs(difference)),
        }
        if not difference:
            text, role, icon = _("{counted} counted, as the book says."), "good", "circle-check"
        elif difference > 0:
            text = _("{counted} counted, {book} in the book: {difference} too much.")
            role, icon = "attention", "scale"
        else:
            text = _("{counted} counted, {book} in the book: {difference} missing.")
            role, icon = "attention", "scale"
        self.notice.show_text(text.format(**facts), role=role, icon=icon)
        self.reason_edit.setVisible(bool(difference))

    @Slot()
    def _on_edited(self) -> None:
        self._show()
        self.edited.emit()

    @Slot()
    def _on_booking_clicked(self) -> None:
        self.booking_wanted.emit(self._difference)
