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
    spare: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Column(_ColumnRest):
    """One column: `value` takes the row, `text` formats the value, `role` and `icon` take the row.

    `width` counts characters (0: as wide as its contents), `key` names the column for
    sorting and remembering, `role` gives a colour token beside which there is always a word.
    Where a table is too narrow the column with the highest `spare` goes first; 0 always stays.
    A `whole` one is never cut, for half a number is a wrong one.
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
        self._answers = tuple(_answers(column) for column in self.columns)

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
        if role not in _ROLES or not index.isValid():
            return None
        answer = self._answers[index.column()].get(role)
        if answer is None:
            return None
        row = self.row(index.row())
        return None if row is None else answer(row)

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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _(column.title) if column.title else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return style.ALIGNMENTS[column.align]
        return None


_ROLES = {
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.FontRole,
    Qt.ItemDataRole.DecorationRole,
}


def _answers(column: Column) -> dict[int, Callable[[Any], Any]]:
    """Return what a column answers to each role of Qt; each cell is asked seven times."""
    alignment, strong = style.ALIGNMENTS[column.align], style.strong_font()
    found: dict[int, Callable[[Any], Any]] = {
        Qt.ItemDataRole.DisplayRole: column.shown,
        Qt.ItemDataRole.ToolTipRole: _whole(column),
        Qt.ItemDataRole.TextAlignmentRole: lambda _row: alignment,
    }
    if column.bold:
        found[Qt.ItemDataRole.FontRole] = lambda _row: strong
    if column.role is not None:
        found[Qt.ItemDataRole.ForegroundRole] = _foreground(column.role)
    if column.icon is not None:
        found[Qt.ItemDataRole.DecorationRole] = _decoration(column.icon, column.role)
    return found


def _whole(column: Column) -> Callable[[Any], str]:
    """Return what the tip says: what stands in the cell, which may be cut, and what is added."""
    more = column.tooltip
    if more is None:
        return column.shown

    def tip(row: Any) -> str:
        shown, added = column.shown(row), more(row)
        return added if shown in added else "\n".join(filter(None, (shown, added)))

    return tip


def _foreground(role: Callable[[Any], str | None]) -> Callable[[Any], Any]:
    def colour(row: Any) -> Any:
        name = role(row)
        return style.colour(name) if name else None

    return colour


def _decoration(
    name: Callable[[Any], str | None], role: Callable[[Any], str | None] | None
) -> Callable[[Any], Any]:
    def icon(row: Any) -> QIcon | None:
        drawing = name(row)
        tint = (role(row) if role else None) or "secondary"
        return icons.icon(drawing, tint) if drawing else None

    return icon
