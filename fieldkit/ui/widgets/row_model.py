"""Rows on demand behind a table, and the columns it is declared of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QIcon

from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import icons, style

Index = QModelIndex | QPersistentModelIndex
PAGE = 200
PAGES_KEPT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _ColumnRest:
    align: str = "left"
    width: float = 0
    stretch: bool = False
    text: Callable[[Any], str] | None = None
    tooltip: Callable[[Any], str] | None = None
    role: Callable[[Any], str | None] | None = None
    icon: Callable[[Any], str | None] | None = None
    bold: bool = False
    key: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Column(_ColumnRest):
    """One column: `value` takes the row, `text` formats the value, `role` and `icon` take the row.

    `width` counts characters (0: as wide as its contents), `key` names the column for
    sorting and remembering, `role` gives a colour token beside which there is always a word.
    """

    title: str
    value: Callable[[Any], Any]

    def shown(self, row: Any) -> str:
        """Return what stands in the cell."""
        value = self.value(row)
        if value is None:
            return ""
        if self.text is not None:
            return self.text(value)
        if isinstance(value, date):
            return format_date(value, "medium")
        if isinstance(value, bool):
            return _("Yes") if value else ""
        return str(value)


class RowModel(QAbstractTableModel):
    """Rows on demand: only the pages that are looked at are fetched."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._count = 0
        self._fetch: Callable[[int, int], Sequence[Any]] | None = None
        self._rows: Sequence[Any] = ()
        self._pages: dict[int, Sequence[Any]] = {}
        self._strong = style.strong_font()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show a list."""
        self.beginResetModel()
        self._rows, self._fetch, self._count = rows, None, len(rows)
        self._pages = {}
        self.endResetModel()

    def set_source(self, count: int, fetch: Callable[[int, int], Sequence[Any]]) -> None:
        """Show `count` rows, fetched as `fetch(offset, limit)` when they come into view."""
        self.beginResetModel()
        self._rows, self._fetch, self._count = (), fetch, count
        self._pages = {}
        self.endResetModel()

    def row(self, number: int) -> Any:
        """Return one row's object, None past the end."""
        if self._fetch is None:
            return self._rows[number] if 0 <= number < len(self._rows) else None
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            while len(self._pages) >= PAGES_KEPT:
                del self._pages[next(iter(self._pages))]
            self._pages[page] = self._fetch(page * PAGE, PAGE)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one cell's text, colour or alignment."""
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        row = self.row(index.row())
        return None if row is None else answer(self, self.columns[index.column()], row)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's title, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title) if column.title else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return style.ALIGNMENTS[column.align]
        return None

    def _text(self, column: Column, row: Any) -> str:
        return column.shown(row)

    def _tip(self, column: Column, row: Any) -> str:
        return column.tooltip(row) if column.tooltip else column.shown(row)

    def _alignment(self, column: Column, _row: Any) -> Qt.AlignmentFlag:
        return style.ALIGNMENTS[column.align]

    def _foreground(self, column: Column, row: Any) -> Any:
        role = column.role(row) if column.role else None
        return style.colour(role) if role else None

    def _font(self, column: Column, _row: Any) -> Any:
        return self._strong if column.bold else None

    def _icon(self, column: Column, row: Any) -> QIcon | None:
        name = column.icon(row) if column.icon else None
        role = (column.role(row) if column.role else None) or "secondary"
        return icons.icon(name, role) if name else None


_ANSWERS: dict[int, Callable[[RowModel, Column, Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: RowModel._text,  # noqa: SLF001 -- its own table of answers
    Qt.ItemDataRole.ToolTipRole: RowModel._tip,  # noqa: SLF001
    Qt.ItemDataRole.TextAlignmentRole: RowModel._alignment,  # noqa: SLF001
    Qt.ItemDataRole.ForegroundRole: RowModel._foreground,  # noqa: SLF001
    Qt.ItemDataRole.FontRole: RowModel._font,  # noqa: SLF001
    Qt.ItemDataRole.DecorationRole: RowModel._icon,  # noqa: SLF001
}
