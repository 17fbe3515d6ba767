"""One small editor per kind of field, all speaking the same few words.

Every editor has `value()` (None for blank, ValueError for what can not be read),
`set_value()`, `problem_code()` and the signal `edited`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout

Choices = Sequence[tuple[Any, str]]


class Editor(Protocol):
    """What a form asks of any editor."""

    edited: SignalInstance

    def value(self) -> Any:
        """Return what was entered."""
        ...

    def set_value(self, value: Any) -> None:
        """Show a value, or nothing."""
        ...


class TextEdit(QLineEdit):
    """One line of text; `digits` lets only figures in, as for a NIK."""

    edited = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        max_length: int = 0,
        digits: bool = False,
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._digits = digits
        if max_length:
            self.setMaxLength(max_length + (8 if digits else 0))
        self._most = max_length
        if suggestions:
            completer = QCompleter(list(suggestions), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.setCompleter(completer)
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> str | None:
        """Return the text without outer blanks, None when there is none."""
        return " ".join(self.text().split()) or None

    def set_value(self, value: object) -> None:
        """Show a text, or nothing."""
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        if self._digits:
            kept = "".join(c for c in text if c.isdecimal())[: self._most or None]
            if kept != text:
                after = len(text) - self.cursorPosition()
                self.setText(kept)
                self.setCursorPosition(max(0, len(kept) - after))
        self.edited.emit()


class NumberEdit(QLineEdit):
    """A whole number, or with `decimals` one written with a comma."""

    edited = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, decimals: int = 0, may_be_negative: bool = False
    ) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._may_be_negative = may_be_negative
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> int | float | None:
        """Return the number; None for blank; ValueError if it can not be read."""
        bare = self.text().replace(" ", "")
        if not bare:
            return None
        if self._decimals:
            plain = bare.replace(",", ".") if "," in bare or bare.count(".") == 1 else bare
            number: int | float = round(float(plain), self._decimals)
        else:
            number = int(bare.replace(".", ""))
        if number < 0 and not self._may_be_negative:
            raise ValueError("below zero")
        return number

    def set_value(self, value: float | None) -> None:
        """Show a number, or nothing."""
        if value is None:
            self.clear()
        elif self._decimals:
            self.setText(f"{value:.{self._decimals}f}".rstrip("0").rstrip(".").replace(".", ","))
        else:
            self.setText(str(int(value)))

    @Slot()
    def _on_text_edited(self) -> None:
        self.edited.emit()


class ChoiceEdit(QComboBox):
    """One of a list, or nothing chosen yet; with `searchable` the list narrows while typing.

    What stands in a searchable one counts even before the cursor leaves it: a whole name, a part
    that only one name has, or one that only one name begins with. Words that are no choice are
    kept and named, never dropped.
    """

    edited = Signal()

    def __init__(
        self,
        choices: Choices,
        parent: QWidget | None = None,
        *,
        blank: str | None = "",
        searchable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._blank = blank
        self._values: list[Any] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(12)
        if searchable:
            self._make_searchable()
        self.set_choices(choices)
        self.activated.connect(self._on_activated)

    def _make_searchable(self) -> None:
        self.setEditable(True)
        self.setLineEdit(_NameLine())
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.activated.connect(self._on_completed)
        line = self.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._on_typed)

    def set_choices(self, choices: Choices) -> None:
        """Offer another list; the value stays if it is still offered."""
        before = self.chosen()
        self.blockSignals(True)
        self.clear()
        self._values = []
        if self._blank is not None:
            self._add(None, self._blank)
        for value, label in choices:
            self._add(value, label)
        self.blockSignals(False)
        self.set_value(before)

    def _add(self, value: Any, label: str) -> None:
        self._values.append(value)
        self.addItem(_(label) if label else "")
        self.setItemData(self.count() - 1, self.itemText(self.count() - 1), _TOOL_TIP)

    def value(self) -> Any:
        """Return the chosen value, None for the blank line; ValueError for an unknown name."""
        index = self._index()
        if index is None:
            raise ValueError("not offered")
        return self._values[index] if 0 <= index < len(self._values) else None

    def chosen(self) -> Any:
        """Return the chosen value; None also where the words typed are no choice."""
        try:
            return self.value()
        except ValueError:
            return None

    def _index(self) -> int | None:
        """Return which choice the words in the field mean, None for none of them."""
        now = self.currentIndex()
        if not self.isEditable():
            return now
        typed = " ".join(self.currentText().split())
        if now >= 0 and typed.casefold() == self.itemText(now).casefold():
            return now
        if not typed:
            return 0 if self._blank is not None else None
        exact = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if exact >= 0:
            return exact
        part, names = typed.casefold(), [self.itemText(n).casefold() for n in range(self.count())]
        found = [n for n, name in enumerate(names) if part in name]
        first = [n for n in found if names[n].startswith(part)]
        meant = found if len(found) == 1 else first
        return meant[0] if len(meant) == 1 else None

    def set_value(self, value: Any) -> None:
        """Choose a value; one that is not offered chooses nothing."""
        found = next((i for i, known in enumerate(self._values) if known == value), -1)
        if found < 0:
            found = 0 if self._blank is not None else -1
        self.setCurrentIndex(found)
        if found >= 0 and self.isEditable():
            self.setEditText(self.itemText(found))  # over words that were no choice
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)  # a long name is read from its beginning

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: a scroll must never change what was recorded."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the first click select the name."""
        line = self.lineEdit()
        if isinstance(line, _NameLine):
            line.is_fresh = True
        super().focusInEvent(event)

    @Slot()
    def _on_activated(self) -> None:
        self.edited.emit()

    @Slot(str)
    def _on_completed(self, text: str) -> None:
        self.setCurrentIndex(self.findText(text))
        self.edited.emit()

    @Slot()
    def _on_typed(self) -> None:
        """Settle on what was typed when the cursor leaves."""
        index = self._index()
        if index is None:
            self.edited.emit()
        elif index != self.currentIndex():
            self.setCurrentIndex(index)
            self.edited.emit()
        else:
            self.setEditText(self.itemText(index))


class _NameLine(QLineEdit):
    """Selects its whole name at the first click, so that another one is typed over it."""

    is_fresh = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whoever types is past the first click."""
        self.is_fresh = False
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave alone what was marked with the mouse."""
        super().mouseReleaseEvent(event)
        if self.is_fresh and not self.hasSelectedText():
            self.selectAll()
        self.is_fresh = False


class MultiChoiceEdit(QWidget):
    """Any number of a short list, as chips that switch on and off."""

    edited = Signal()

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = FlowLayout(self, gap=6)
        self._chips: list[tuple[Any, QPushButton]] = []
        self.set_choices(choices)

    def set_choices(self, choices: Choices) -> None:
        """Offer another list; what is still offered stays chosen."""
        before = set(self.value())
        self._layout.clear()
        self._chips = []
        for value, label in choices:
            chip = buttons.button(_(label), kind="chip", parent=self)
            chip.setCheckable(True)
            # A chosen chip speaks in the heavier weight: room for it from the start.
            heavy = QFontMetricsF(style.strong_font()).horizontalAdvance(chip.text())
            chip.setMinimumWidth(round(heavy) + style.px(28))
            chip.setChecked(value in before)
            chip.clicked.connect(self._on_chip_clicked)
            self._layout.addWidget(chip)
            self._chips.append((value, chip))

    def value(self) -> tuple[Any, ...]:
        """Return the chosen values in the list's order."""
        return tuple(value for value, chip in self._chips if chip.isChecked())

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Choose these values and no others."""
        chosen = set(value or ())
        for known, chip in self._chips:
            chip.setChecked(known in chosen)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the first chip."""
        if self._chips:
            self._chips[0][1].setFocus(reason)

    @Slot()
    def _on_chip_clicked(self) -> None:
        self.edited.emit()


class NoteEdit(QWidget):
    """Several lines with a live count; Tab goes on to the next field."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, counter: int = 0, lines: int = 3) -> None:
        super().__init__(parent)
        self._counter = counter
        self.text_edit = _GrowingEdit(lines)
        self._count_label = QLabel()
        self._count_label.setFont(style.small_font())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(2))
        layout.addWidget(self.text_edit)
        layout.addWidget(self._count_label, alignment=Qt.AlignmentFlag.AlignRight)
        self._count_label.setVisible(bool(counter))
        self.setFocusProxy(self.text_edit)
        self.text_edit.textChanged.connect(self._on_text_changed)
        self._show_count()

    def value(self) -> str | None:
        """Return the text without outer blanks, None when there is none."""
        return self.text_edit.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show a text, or nothing."""
        self.text_edit.setPlainText(value or "")

    def _show_count(self) -> None:
        if self._counter:
            used = len(self.text_edit.toPlainText().strip())
            self._count_label.setText(
                _("{used} of {limit} characters").format(used=used, limit=self._counter)
            )
            style.set_role(self._count_label, "danger" if used > self._counter else "secondary")

    @Slot()
    def _on_text_changed(self) -> None:
        self._show_count()
        self.edited.emit()


class _GrowingEdit(QPlainTextEdit):
    """Grows with its text up to three times its first height."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.document().contentsChanged.connect(self.updateGeometry)

    def _height(self, lines: int) -> int:
        return self.fontMetrics().lineSpacing() * lines + style.px(20)

    def sizeHint(self) -> QSize:
        blocks = max(self._lines, min(self._lines * 3, self.document().blockCount() + 1))
        return QSize(style.text_width(40), self._height(blocks))

    def minimumSizeHint(self) -> QSize:
        return QSize(style.text_width(16), self._height(self._lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)


class CheckEdit(QCheckBox):
    """Yes or not yes."""

    edited = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent)
        self.clicked.connect(self._on_clicked)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Tick or untick."""
        self.setChecked(bool(value))

    @Slot()
    def _on_clicked(self) -> None:
        self.edited.emit()


_TOOL_TIP = Qt.ItemDataRole.ToolTipRole
EditorFactory = Callable[[QWidget], QWidget]
