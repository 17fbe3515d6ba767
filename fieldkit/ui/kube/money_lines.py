"""Other money of a meeting: what is already in the book, and lines to be booked with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook.model import (
    Account,
    CashEntry,
    Pot,
    money_in,
    money_out,
)
from fieldkit.ui.kube import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.editors import ChoiceEdit, TextEdit
from fieldkit.ui.widgets.money_edit import MoneyEdit

# Stands in the cash book, which is Indonesian (decision 13).
_COUNTED = "Selisih hitungan kas"


class MoneyLines(QWidget):
    """Lines of money in and out; each becomes an entry of its own when the page is saved."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[MoneyLine] = []
        self._pots = words.pot_choices()
        self._booked = QGridLayout()
        self._booked.setHorizontalSpacing(style.px(16))
        self._booked.setVerticalSpacing(style.px(4))
        self._booked.setColumnStretch(1, 1)
        self._list = QVBoxLayout()
        self._list.setSpacing(style.px(6))
        self.in_button = buttons.button(
            _("Money in"), self._on_in_clicked, icon="arrow-down", key="Alt+M"
        )
        self.out_button = buttons.button(
            _("Money out"), self._on_out_clicked, icon="arrow-up", key="Alt+K"
        )
        add = QHBoxLayout()
        add.setSpacing(style.px(8))
        add.addWidget(self.in_button)
        add.addWidget(self.out_button)
        add.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._booked)
        layout.addLayout(self._list)
        layout.addLayout(add)

    @property
    def lines(self) -> Sequence["MoneyLine"]:
        """The lines to be booked."""
        return tuple(self._lines)

    def offer_pots(self, pots: Sequence[tuple[Pot, str]]) -> None:
        """Let new lines choose among these pots."""
        self._pots = list(pots)

    def show_booked(self, entries: Sequence[CashEntry]) -> None:
        """Show what is in the book already, and no new lines."""
        while self._lines:
            self._drop(self._lines[-1])
        while (taken := self._booked.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, entry in enumerate(entries):
            amount = sum(entry.into(pot) for pot in Pot)
            for column, text in enumerate((
                entry.proof_no or "", entry.description,
                format_rupiah(amount or max(entry.into(pot) for pot in Pot)),
            )):  # fmt: skip
                label = QLabel(text)
                label.setWordWrap(column == 1)
                if column == 0:
                    style.set_role(label, "secondary")
                self._booked.addWidget(label, row, column)

    def entries(self, kube_id: str, day: date) -> tuple[CashEntry, ...]:
        """Return the typed lines as entries; raises ValueError where an amount can not be read."""
        return tuple(line.entry(kube_id, day) for line in self._lines if not line.is_blank())

    def add_difference(self, difference: int) -> None:
        """Add the line that brings the book to what was counted."""
        line = self._add(is_income=difference > 0)
        account = Account.FOUND if difference > 0 else Account.MISSING
        line.restore({
            "account": account, "amount": str(abs(difference)), "words": _COUNTED,
            "pot": Pot.KAS,
        })  # fmt: skip
        self.edited.emit()

    def net(self) -> int:
        """Return what the typed lines bring in, unreadable amounts left out."""
        return sum(line.net() for line in self._lines)

    def draft(self) -> list[dict[str, Any]]:
        """Return what is typed."""
        return [line.draft() for line in self._lines]

    def restore(self, kept: Sequence[Mapping[str, Any]]) -> None:
        """Show a draft."""
        for typed in kept:
            self._add(is_income=bool(typed.get("in"))).restore(typed)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Take away the means to add lines, or give them back."""
        for button in (self.in_button, self.out_button):
            button.setVisible(not read_only)

    def _add(self, *, is_income: bool) -> "MoneyLine":
        line = MoneyLine(self._pots, is_income=is_income)
        line.edited.connect(self.edited)
        line.removed.connect(self._on_line_removed)
        self._lines.append(line)
        self._list.addWidget(line)
        return line

    def _drop(self, line: "MoneyLine") -> None:
        self._lines.remove(line)
        self._list.removeWidget(line)
        line.hide()
        line.deleteLater()

    @Slot()
    def _on_in_clicked(self) -> None:
        self._add(is_income=True).account_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_out_clicked(self) -> None:
        self._add(is_income=False).account_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_line_removed(self) -> None:
        line = self.sender()
        if isinstance(line, MoneyLine):
            place = self._lines.index(line)
            self._drop(line)
            after = self._lines[place : place + 1]
            (after[0].account_edit if after else self.out_button).setFocus()
            self.edited.emit()


class MoneyLine(QWidget):
    """One amount: what for, which pot, how much, in words."""

    edited = Signal()
    removed = Signal()

    def __init__(self, pots: Sequence[tuple[Pot, str]], *, is_income: bool) -> None:
        super().__init__()
        self._is_income = is_income
        direction = _("In") if is_income else _("Out")
        label = QLabel(direction)
        label.setMinimumWidth(style.text_width(8))
        style.set_role(label, "good" if is_income else "attention")
        choices = words.income_choices() if is_income else words.expense_choices()
        self.account_edit = ChoiceEdit(choices, blank=_("What for?"))
        self.pot_edit = ChoiceEdit(pots, blank=None)
        self.pot_edit.set_value(Pot.KAS)
        self.amount_edit = MoneyEdit()
        self.words_edit = TextEdit(max_length=200)
        self.words_edit.setPlaceholderText(_("Description"))
        self.remove_button = buttons.icon_button("x", _("Remove this line"), self._on_remove)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(label)
        for edit, name, stretch in (
            (self.account_edit, _("What for?"), 3), (self.words_edit, _("Description"), 5),
            (self.amount_edit, _("Amount in rupiah"), 2), (self.pot_edit, _("Pot"), 1),
        ):  # fmt: skip
            edit.setAccessibleName(f"{direction}: {name}")
            edit.edited.connect(self.edited)
            layout.addWidget(edit, stretch)
        layout.addWidget(self.remove_button)

    def is_blank(self) -> bool:
        """Whether nothing is written."""
        return not (self.account_edit.value() or self.amount_edit.text() or self.words_edit.value())

    def net(self) -> int:
        """Return what the line brings into the cash box, 0 where it can not be read."""
        if not Pot(self.pot_edit.value()).is_counted:
            return 0
        try:
            amount = self.amount_edit.value() or 0
        except ValueError:
            return 0
        return amount if self._is_income else -amount

    def entry(self, kube_id: str, day: date) -> CashEntry:
        """Return the entry; without a choice it is other income or expense."""
        made = money_in if self._is_income else money_out
        other = Account.OTHER_INCOME if self._is_income else Account.OTHER
        return made(
            kube_id,
            day,
            self.account_edit.value() or other,
            self.amount_edit.value() or 0,
            self.words_edit.value() or "",
            pot=self.pot_edit.value(),
        )

    def draft(self) -> dict[str, Any]:
        """Return what is typed."""
        return {
            "in": self._is_income, "account": self.account_edit.value(),
            "pot": self.pot_edit.value(), "amount": self.amount_edit.text(),
            "words": self.words_edit.text(),
        }  # fmt: skip

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Show what was typed."""
        self.account_edit.set_value(typed.get("account"))
        self.pot_edit.set_value(typed.get("pot") or Pot.KAS)
        self.amount_edit.setText(str(typed.get("amount", "")))
        self.words_edit.setText(str(typed.get("words", "")))

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit()
