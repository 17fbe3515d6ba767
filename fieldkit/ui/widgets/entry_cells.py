"""The cells of an entry grid: their values with undo, and how they are drawn and typed into."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from fieldkit.core import money, sentences
from fieldkit.core.errors import Problem
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.entry_columns import (
    EntryColumn,
    EntryRow,
    MarkColumn,
    MoneyColumn,
    NumberColumn,
    ShownColumn,
    TextColumn,
)
from fieldkit.ui.widgets.money_edit import MoneyEdit

Index = QModelIndex | QPersistentModelIndex
_STEPS = {
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}
_LEAVING = (*_STEPS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_Change = tuple[str, str, Any, Any]


class GridModel(QAbstractTableModel):
    """Rows × columns of values; column 0 is the name."""

    value_changed = Signal(str, str, object)

    def __init__(self, columns: Sequence[EntryColumn], row_title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[EntryRow] = []
        self.cells: dict[str, dict[str, Any]] = {}
        self._row_title = row_title
        self._done: list[list[_Change]] = []
        self._undone: list[list[_Change]] = []
        self.is_read_only = False
        # What else a change brings with it in the same row, as (key, value).
        self.follows: Callable[[EntryRow, str, Any], Iterable[tuple[str, Any]]] | None = None

    def set_rows(self, rows: Iterable[EntryRow]) -> None:
        """Show these rows; nothing can be undone beyond this."""
        self.beginResetModel()
        self.rows = list(rows)
        self.cells = {
            row.id: {column.key: row.values.get(column.key) for column in self.columns}
            for row in self.rows
        }
        self._done, self._undone = [], []
        self.endResetModel()

    def column(self, index: Index) -> EntryColumn | None:
        """Return a cell's column, None for the name."""
        return self.columns[index.column() - 1] if index.column() > 0 else None

    def value(self, index: Index) -> Any:
        """Return a cell's value."""
        column = self.column(index)
        return None if column is None else self.cells[self.rows[index.row()].id][column.key]

    def put(self, changes: Iterable[tuple[int, str, Any]]) -> int:
        """Set values as one step of the grid's own undo; return how many really changed."""
        done: list[_Change] = []
        if self.is_read_only:
            return 0
        for number, key, value in changes:
            row = self.rows[number]
            before = self.cells[row.id][key]
            if not row.locked and key not in row.without and before != value:
                done.append((row.id, key, before, value))
                done += self._following(row, key, value)
        self._apply(done, forwards=True)
        if done:
            self._done.append(done)
            self._undone = []
        return len(done)

    def _following(self, row: EntryRow, key: str, value: Any) -> list[_Change]:
        found = self.follows(row, key, value) if self.follows else ()
        cells = self.cells[row.id]
        return [(row.id, k, cells[k], v) for k, v in found if cells[k] != v]

    def undo(self) -> bool:
        """Take back the last step; False when there is none."""
        return self._move(self._done, self._undone, forwards=False)

    def redo(self) -> bool:
        """Do again what was taken back; False when there is none."""
        return self._move(self._undone, self._done, forwards=True)

    def _move(
        self, taken: list[list[_Change]], given: list[list[_Change]], *, forwards: bool
    ) -> bool:
        if not taken:
            return False
        step = taken.pop()
        self._apply(step, forwards=forwards)
        given.append(step)
        return True

    def _apply(self, changes: list[_Change], *, forwards: bool) -> None:
        for row_id, key, before, after in changes:
            self.cells[row_id][key] = after if forwards else before
        if changes:
            last = self.index(len(self.rows) - 1, len(self.columns))
            self.dataChanged.emit(self.index(0, 0), last)
        for row_id, key, before, after in changes:
            self.value_changed.emit(row_id, key, after if forwards else before)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the columns and the name before them."""
        return 0 if parent is not None and parent.isValid() else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say which cells are typed into."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_text = isinstance(self.column(index), MoneyColumn | NumberColumn | TextColumn)
        if is_text and not self.is_read_only and not self.rows[index.row()].locked:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, alignment or tooltip."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.shown(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = isinstance(self.column(index), MoneyColumn | NumberColumn)
            return style.ALIGNMENTS["right" if is_number else "left"]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index)
        return None

    def shown(self, index: Index) -> str:
        """Return what stands in a cell, in words."""
        row = self.rows[index.row()]
        column = self.column(index)
        if column is None:
            return row.name
        if isinstance(column, ShownColumn):
            return self.said(index)[0]
        value = self.cells[row.id][column.key]
        if value is None:
            return ""
        if isinstance(column, MarkColumn):
            mark = column.mark_of(value)
            return _(mark.label) if mark else str(value)
        return money.format_number(value) if isinstance(column, MoneyColumn) else str(value)

    def said(self, index: Index) -> tuple[str, str]:
        """Return what a cell that follows from others says, and its role."""
        column, row = self.column(index), self.rows[index.row()]
        if not isinstance(column, ShownColumn) or column.say is None:
            return "", "text"
        return column.say(row, self.cells[row.id])

    def _tip(self, index: Index) -> str:
        column = self.column(index)
        row = self.rows[index.row()]
        if column is None:
            return f"{row.name} · {row.detail}" if row.detail else row.name
        if isinstance(column, MarkColumn):
            return " · ".join(f"{mark.key} {_(mark.label)}" for mark in column.marks)
        return self.shown(index)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._row_title if section == 0 else self.columns[section - 1].title)
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 0:
            is_number = isinstance(self.columns[section - 1], MoneyColumn | NumberColumn)
            return style.ALIGNMENTS["right" if is_number else "left"]
        return style.ALIGNMENTS["left"] if role == Qt.ItemDataRole.TextAlignmentRole else None


class GridDelegate(QStyledItemDelegate):
    """Draws names with their detail and marks as round keys; edits money and text."""

    left = Signal(int)

    def __init__(self, model: GridModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._edited: EntryColumn | None = None

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Finish typing with Enter or the arrows and go on, as in a spreadsheet.

        What can not be read stays open and is marked, so that it is never lost in silence.
        """
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _LEAVING and self._is_unreadable(editor):
                return True
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and isinstance(editor, QWidget):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor)
                self.left.emit(step)
                return True
        return super().eventFilter(editor, event)

    def _is_unreadable(self, editor: QObject) -> bool:
        if not isinstance(editor, QLineEdit) or self._edited is None:
            return False
        try:
            _read_cell(self._edited, editor.text())
        except ValueError:
            what = "not_money" if isinstance(self._edited, MoneyColumn) else "not_a_number"
            sentence = sentences.problem_sentence(Problem(self._edited.key, what))
            editor.setProperty("problem", True)
            editor.setAccessibleDescription(sentence)
            style.set_role(editor, "text")
            QToolTip.showText(editor.mapToGlobal(editor.rect().bottomLeft()), sentence, editor)
            return True
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        column = self._model.column(index)
        self._draw_ground(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(style.px(10), 0, -style.px(10), 0)
        row = self._model.rows[index.row()]
        if column is None:
            self._draw_name(painter, box, row)
        elif column.key in row.without:
            pass
        elif isinstance(column, MarkColumn):
            self._draw_marks(painter, QRectF(option.rect), index, column)
        else:
            is_said = isinstance(column, ShownColumn)
            painter.setFont(style.font())
            painter.setPen(style.colour(self._model.said(index)[1] if is_said else "text"))
            alignment = self._model.data(index, Qt.ItemDataRole.TextAlignmentRole)
            metrics = QFontMetricsF(style.font())
            text = metrics.elidedText(
                self._model.shown(index), Qt.TextElideMode.ElideRight, box.width()
            )
            painter.drawText(box, alignment, text)
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        current = view.currentIndex() if isinstance(view, QTableView) else QModelIndex()
        is_row = current.isValid() and current.row() == index.row()
        painter.fillRect(option.rect, style.colour("accent_soft" if is_row else "surface"))
        painter.setPen(QPen(style.colour("border"), 1))
        bottom = option.rect.bottom()
        painter.drawLine(option.rect.left(), bottom, option.rect.right(), bottom)
        if current == index and isinstance(view, QWidget) and view.hasFocus():
            painter.setPen(QPen(style.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(option.rect).adjusted(2, 2, -2, -3)
            painter.drawRoundedRect(ring, style.px(5), style.px(5))

    @staticmethod
    def _draw_name(painter: QPainter, box: QRectF, row: EntryRow) -> None:
        painter.setFont(style.strong_font())
        metrics = QFontMetricsF(style.strong_font())
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(style.colour("secondary" if row.locked else "text"))
        painter.drawText(box, style.ALIGNMENTS["left"], name)
        taken = metrics.horizontalAdvance(name) + style.px(10)
        rest = box.adjusted(taken, 0, 0, 0)
        if row.detail and rest.width() > style.px(24):
            small = style.small_font()
            painter.setFont(small)
            painter.setPen(style.colour("secondary"))
            detail = QFontMetricsF(small).elidedText(
                row.detail, Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.drawText(rest, style.ALIGNMENTS["left"], detail)

    def _draw_marks(self, painter: QPainter, box: QRectF, index: Index, column: MarkColumn) -> None:
        value = self._model.value(index)
        for number, mark in enumerate(column.marks):
            circle = mark_box(box, number)
            is_set = value is not None and mark.value == value
            if is_set:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.colour(mark.role))
                painter.drawRoundedRect(circle, style.px(8), style.px(8))
            else:
                painter.setPen(QPen(style.colour("border"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(circle, style.px(8), style.px(8))
            painter.setFont(style.strong_font() if is_set else style.font())
            painter.setPen(style.colour("surface" if is_set else "secondary"))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, mark.key.upper())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Open an editor for money, a number or a text."""
        del option
        column = self._model.column(index)
        self._edited = column
        editor: QLineEdit
        if isinstance(column, MoneyColumn):
            editor = MoneyEdit(parent)
        else:
            editor = QLineEdit(parent)
            if isinstance(column, TextColumn):
                editor.setMaxLength(column.max_length)
        editor.setAccessibleName(_(column.title) if column else "")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what stands in the cell."""
        if isinstance(editor, QLineEdit):
            editor.setText(self._model.shown(index))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed; what can not be read changes nothing."""
        del model
        column = self._model.column(index)
        if column is None or not isinstance(editor, QLineEdit):
            return
        try:
            value = _read_cell(column, editor.text())
        except ValueError:
            return
        self._model.put([(index.row(), column.key, value)])


def _read_cell(column: EntryColumn, text: str) -> Any:
    bare = " ".join(text.split())
    if not bare:
        return None
    if isinstance(column, MoneyColumn):
        return money.read_amount(bare)
    return int(bare.replace(".", "")) if isinstance(column, NumberColumn) else bare


def mark_box(cell: QRectF, number: int) -> QRectF:
    """Return where the so-manieth mark stands inside its cell."""
    width, height = style.px(32), min(style.px(28), cell.height() - style.px(3))
    left = cell.left() + style.px(6) + number * (width + style.px(3))
    return QRectF(left, cell.center().y() - height / 2, width, height)
