"""A matrix of groups: months of a year, or the sessions of the curriculum, cell by cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from fieldkit.ui.widgets import icons, style

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: a short text, its icon and colour, what it says at length, where it leads."""

    text: str = ""
    icon: str = ""
    role: str = "secondary"
    tip: str = ""
    target: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One group and its cells."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column's title; the cursor first stands on the one that `is_now`."""

    title: str
    tip: str = ""
    is_now: bool = False


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heads: Sequence[Head] = ()
        self.lines: Sequence[Line] = ()

    def show(self, heads: Sequence[Head], lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.heads, self.lines = heads, lines
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def cell(self, index: Index) -> Cell:
        return self.lines[index.row()].cells[index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        answer = _ANSWERS.get(role)
        return answer(self, index) if answer else None

    def _text(self, index: Index) -> str:
        return self.cell(index).text

    def _tip(self, index: Index) -> str:
        return self.cell(index).tip or self.cell(index).text

    def _icon(self, index: Index) -> QIcon | None:
        cell = self.cell(index)
        return icons.icon(cell.icon, cell.role) if cell.icon else None

    def _foreground(self, index: Index) -> QColor:
        return style.colour(self.cell(index).role)

    def _alignment(self, index: Index) -> Qt.AlignmentFlag:
        return style.ALIGNMENTS["left" if self.cell(index).icon else "center"]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            title = self.lines[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return style.ALIGNMENTS["left"]
            return title if role == Qt.ItemDataRole.DisplayRole else None
        head = self.heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return head.title
        return (head.tip or None) if role == Qt.ItemDataRole.ToolTipRole else None


_ANSWERS: dict[int, Callable[[_Model, Index], Any]] = {
    Qt.ItemDataRole.DisplayRole: _Model._text,  # noqa: SLF001 -- its own table of answers
    Qt.ItemDataRole.ToolTipRole: _Model._tip,  # noqa: SLF001
    Qt.ItemDataRole.AccessibleTextRole: _Model._tip,  # noqa: SLF001
    Qt.ItemDataRole.DecorationRole: _Model._icon,  # noqa: SLF001
    Qt.ItemDataRole.ForegroundRole: _Model._foreground,  # noqa: SLF001
    Qt.ItemDataRole.TextAlignmentRole: _Model._alignment,  # noqa: SLF001
}


class Matrix(QTableView):
    """Arrows move from cell to cell; Enter or a double click opens one."""

    opened = Signal(object)

    def __init__(self, name: str, *, column_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._column_width = column_width
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setFont(style.small_font())
        self.setStyleSheet("QTableView::item { padding: 0 0 0 6px; }")
        self.setIconSize(QSize(style.px(14), style.px(14)))
        self.setWordWrap(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(style.row_height())
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(self._on_double_clicked)

    def show_lines(self, heads: Sequence[Head], lines: Sequence[Line]) -> None:
        """Show another matrix; the cursor stays where it was."""
        place = self.currentIndex()
        now = next((number for number, head in enumerate(heads) if head.is_now), 0)
        is_same = [head.is_now for head in heads] == [head.is_now for head in self._model.heads]
        column = place.column() if place.isValid() and is_same else now
        self._model.show(heads, lines)
        self._spread()
        index = self._model.index(max(place.row(), 0), column)
        if index.isValid():
            self.setCurrentIndex(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the room there is."""
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        count = len(self._model.heads)
        share = self.viewport().width() // count if count else 0
        for number in range(count):
            self.setColumnWidth(number, max(share, self._column_width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        if index.isValid() and self._model.cell(index).target is not None:
            self.opened.emit(self._model.cell(index).target)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._open(index)
