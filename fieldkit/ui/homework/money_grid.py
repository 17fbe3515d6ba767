"""The grid of a family's month: income, spending and saving under each other, sums running."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.features.homework import model
from fieldkit.features.homework.model import IN_FIELDS, OUT_FIELDS, SAVING_FIELDS, MoneyMonth
from fieldkit.ui.homework import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.editors import NoteEdit, TextEdit
from fieldkit.ui.widgets.money_edit import MoneyEdit

_LEAST_FOR_TWO = 540
_DOWN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class MoneyGrid(QWidget):
    """Enter and the arrow keys go from amount to amount; a blank one stays blank."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits: dict[str, MoneyEdit] = {name: MoneyEdit() for name in model.AMOUNTS}
        self.place_edit = TextEdit(max_length=model.PLACE_LIMIT)
        self.note_edit = NoteEdit(lines=3)
        self.in_label, self.out_label, self.remainder_label = QLabel(), QLabel(), QLabel()
        self._is_dirty = False
        self._order: list[QLineEdit] = []
        self._lay_out()
        for edit in self._order:
            edit.installEventFilter(self)
        for name, edit in self.edits.items():
            edit.setAccessibleName(_(words.LABELS[name]))
            edit.edited.connect(self._on_edited)
        self.place_edit.setAccessibleName(_("Where it is saved"))
        self.note_edit.text_edit.setAccessibleName(_("Checker's note"))
        self.place_edit.edited.connect(self._on_edited)
        self.note_edit.edited.connect(self._on_edited)
        self.show_sums()

    @property
    def is_dirty(self) -> bool:
        """Whether somebody typed since the month was shown."""
        return self._is_dirty

    def fill(self, money: MoneyMonth) -> None:
        """Show a month as it is recorded."""
        with QSignalBlocker(self):
            for name, edit in self.edits.items():
                edit.set_value(getattr(money, name))
            self.place_edit.set_value(money.saving_place or None)
            self.note_edit.set_value(money.checker_note or None)
        self._is_dirty = False
        self.show_problems(())
        self.show_sums()

    def values(self) -> dict[str, Any]:
        """Return the amounts and texts; raises InvalidInputError for what can not be read."""
        read: dict[str, Any] = {}
        problems = []
        for name, edit in self.edits.items():
            try:
                read[name] = edit.value()
            except ValueError as error:
                is_negative = str(error) == "below zero"
                problems.append(Problem(name, "negative" if is_negative else "not_money"))
        if problems:
            raise InvalidInputError(problems)
        read["saving_place"] = self.place_edit.value() or ""
        read["checker_note"] = self.note_edit.value() or ""
        return read

    def draft(self) -> dict[str, str]:
        """Return what is typed, as typed."""
        typed = {name: edit.text() for name, edit in self.edits.items()}
        typed["saving_place"] = self.place_edit.text()
        typed["checker_note"] = self.note_edit.text_edit.toPlainText()
        return typed

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Show what was typed before; it counts as not saved."""
        with QSignalBlocker(self):
            for name, edit in self.edits.items():
                edit.setText(str(draft.get(name, "")))
            self.place_edit.setText(str(draft.get("saving_place", "")))
            self.note_edit.set_value(str(draft.get("checker_note", "")))
        self._is_dirty = True
        self.show_sums()

    def take_sums(self, sums: Mapping[str, int | None]) -> None:
        """Put what the daily notes add up to into its fields; it counts as typed."""
        for name, amount in sums.items():
            self.edits[name].set_value(amount)
        self._is_dirty = True
        self.show_sums()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the amounts that are wrong and go to the first."""
        wrong = {problem.field for problem in problems if not problem.is_warning}
        for name, edit in self.edits.items():
            edit.setProperty("problem", name in wrong)
            style.set_role(edit, "text")
        first = next((edit for name, edit in self.edits.items() if name in wrong), None)
        if first is not None:
            first.setFocus()
        elif "checker_note" in wrong:
            self.note_edit.text_edit.setFocus()

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock everything, or open it again."""
        for edit in self._order:
            edit.setEnabled(not read_only)
        self.note_edit.setEnabled(not read_only)

    def focus(self) -> None:
        """Put the cursor into the first amount."""
        self._order[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sums(self) -> None:
        """Add up what is written; what can not be read counts as blank."""
        amounts = {name: _readable(edit) for name, edit in self.edits.items()}
        money_in = model.total(amounts[name] for name in IN_FIELDS)
        money_out = model.total(amounts[name] for name in OUT_FIELDS)
        self.in_label.setText(words.rupiah(money_in))
        self.out_label.setText(words.rupiah(money_out))
        is_known = money_in is not None and money_out is not None
        remainder = (money_in or 0) - (money_out or 0) if is_known else None
        self.remainder_label.setText(words.rupiah(remainder))
        role = "text" if remainder is None else ("danger" if remainder < 0 else "good")
        style.set_role(self.remainder_label, role)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on with Enter and Down, back with Up."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = 1 if event.key() in _DOWN else (-1 if event.key() == Qt.Key.Key_Up else 0)
            if step and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._go(watched, step)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put spending under income where both would be cramped."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(_LEAST_FOR_TWO)
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of one side only."""
        return QSize(style.px(_LEAST_FOR_TWO) // 2, super().minimumSizeHint().height())

    def _go(self, watched: QObject, step: int) -> None:
        here = next((n for n, edit in enumerate(self._order) if edit is watched), 0)
        there = here + step
        if there >= len(self._order):
            self.note_edit.text_edit.setFocus(Qt.FocusReason.TabFocusReason)
        elif there >= 0:
            self._order[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        income = _Block(N_("Income"))
        spending = _Block(N_("Spending"))
        saving = _Block(N_("Saving and debt"))
        for name in IN_FIELDS:
            self._add(income, name)
        income.add_sum(_("Total income"), self.in_label)
        for name in OUT_FIELDS:
            self._add(spending, name)
        self._add(spending, "out_wants")
        spending.add_sum(_("Total spending"), self.out_label)
        spending.add_sum(_("Left over"), self.remainder_label)
        for name in SAVING_FIELDS:
            self._add(saving, name)
        saving.add_row(_("Where it is saved"), self.place_edit)
        self._order.append(self.place_edit)
        self._add(saving, "debt")
        note = _Block(N_("Checker's note"))
        note.grid.addWidget(self.note_edit, 1, 0, 1, 2)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, blocks in ((left, (income, saving)), (right, (spending, note))):
            column.setSpacing(style.px(12))
            for block in blocks:
                column.addWidget(block)
            column.addStretch(1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(style.px(28))
        self._sides.addLayout(left, 1)
        self._sides.addLayout(right, 1)
        for one, other in zip(self._order, self._order[1:], strict=False):
            QWidget.setTabOrder(one, other)
        QWidget.setTabOrder(self._order[-1], self.note_edit.text_edit)

    def _add(self, block: "_Block", name: str) -> None:
        block.add_row(_(words.LABELS[name]), self.edits[name])
        self._order.append(self.edits[name])

    @Slot()
    def _on_edited(self) -> None:
        self.show_sums()
        if not self.signalsBlocked():
            self._is_dirty = True
            self.changed.emit()


class _Block(QWidget):
    """A heading with rows of label and field under it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(style.px(12))
        self.grid.setVerticalSpacing(style.px(5))
        self.grid.setColumnStretch(0, 1)
        heading = QLabel(_(title))
        heading.setFont(style.strong_font())
        self.grid.addWidget(heading, 0, 0, 1, 2)

    def add_row(self, label: str, edit: QLineEdit) -> None:
        """Add a field."""
        caption = QLabel(label)
        caption.setBuddy(edit)
        style.set_role(caption, "secondary")
        edit.setFixedWidth(style.text_width(19))
        if isinstance(edit, MoneyEdit):
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = self.grid.rowCount()
        self.grid.addWidget(caption, row, 0)
        self.grid.addWidget(edit, row, 1)

    def add_sum(self, label: str, value: QLabel) -> None:
        """Add a line that is counted, not typed."""
        caption = QLabel(label)
        for shown in (caption, value):
            shown.setFont(style.strong_font())
        value.setAccessibleName(label)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setContentsMargins(0, style.px(4), style.px(9), style.px(4))
        row = self.grid.rowCount()
        self.grid.addWidget(caption, row, 0)
        self.grid.addWidget(value, row, 1)


def _readable(edit: MoneyEdit) -> int | None:
    try:
        return edit.value()
    except ValueError:
        return None
