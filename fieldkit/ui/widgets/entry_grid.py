"""A grid that is filled without the mouse: one row per person, letters set the values.

    grid = EntryGrid(
        MarkColumn("status", N_("Attendance"), (
            Mark("present", "H", N_("Present"), "good"), Mark("sick", "S", N_("Sick"), "attention"),
        )),
        MarkColumn("understanding", N_("Understanding"), (Mark(1, "1", ...), ...)),
        MoneyColumn("dues", N_("Dues"), default=lambda row: 5000),
        TextColumn("note", N_("Note"), max_length=80),
        row_title=N_("Member"),
    )
    grid.set_rows([EntryRow(id, "Siti", detail="RT 02", values={"status": "present"}), ...])
    grid.values() -> {row id: {"status": ..., "dues": None, ...}}

A letter sets its mark and goes down; a letter of another column sets it in the same row and
stays. Enter takes the column's default where the cell is blank. Delete empties. `/` looks for a
name. Ctrl+Z takes back inside the grid. Blank cells stay None.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import money
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.entry_cells import GridDelegate, GridModel, Index, mark_box
from fieldkit.ui.widgets.entry_columns import (
    EntryColumn,
    EntryRow,
    Mark,
    MarkColumn,
    MoneyColumn,
    NumberColumn,
    ShownColumn,
    TextColumn,
)
from fieldkit.ui.widgets.search_edit import SearchEdit

__all__ = [
    "EntryColumn",
    "EntryGrid",
    "EntryRow",
    "Mark",
    "MarkColumn",
    "MoneyColumn",
    "NumberColumn",
    "ShownColumn",
    "TextColumn",
    "mark_box",
]


_ANY_HEIGHT = 16_777_215  # what Qt takes as no limit


class _View(QTableView):
    """Hands every key to the grid first."""

    key_pressed = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.key_pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Z and the letters for the grid while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = QKeySequence.StandardKey
            if event.matches(ours.Undo) or event.matches(ours.Redo):
                event.accept()
                return True
        return super().event(event)


class EntryGrid(QWidget):
    """The grid with its search line and its live counter."""

    changed = Signal(str, str, object)
    counted = Signal()
    least_name = 22

    def __init__(
        self,
        *columns: EntryColumn,
        row_title: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = {column.key: column for column in columns}
        self._saved: dict[str, dict[str, Any]] = {}
        self.model = GridModel(columns, row_title, self)
        self.view = _View()
        self.find_edit = SearchEdit(_("Find a name ( / )"))
        self.counter_label = QLabel()
        self.counter_label.setWordWrap(True)
        style.set_role(self.counter_label, "secondary")
        self._set_up_view(_(name) if name else "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.counter_label)
        self.find_edit.setParent(self.view)
        self.find_edit.hide()
        self.setFocusProxy(self.view)
        self.view.key_pressed.connect(self._on_key_pressed)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.clicked.connect(self._on_clicked)
        self.view.viewport().installEventFilter(self)
        self.find_edit.searched.connect(self._on_searched)
        self.find_edit.entered.connect(self._close_find)
        self.find_edit.installEventFilter(self)
        self.model.value_changed.connect(self._on_value_changed)
        self._click_place = QPointF()
        self._column_before: int | None = None
        self._hidden: frozenset[str] = frozenset()

    def set_rows(self, rows: Iterable[EntryRow]) -> None:
        """Show these rows with what is known of them; the grid is clean afterwards."""
        self.model.set_rows(rows)
        self._saved = self.values()
        self._set_widths()
        if self.model.rows and self.model.columns:
            self.view.setCurrentIndex(self.model.index(0, 1))
        self._count()

    def values(self) -> dict[str, dict[str, Any]]:
        """Return every row's values; None is a blank cell."""
        return {row_id: dict(cells) for row_id, cells in self.model.cells.items()}

    def changes(self) -> dict[str, dict[str, Any]]:
        """Return only what differs from the rows as they were set or marked clean."""
        found: dict[str, dict[str, Any]] = {}
        for row_id, cells in self.model.cells.items():
            before = self._saved.get(row_id, {})
            differing = {key: value for key, value in cells.items() if before.get(key) != value}
            if differing:
                found[row_id] = differing
        return found

    @property
    def is_dirty(self) -> bool:
        """Whether anything differs from what is saved."""
        return bool(self.changes())

    def mark_clean(self) -> None:
        """Take the present values as saved."""
        self._saved = self.values()

    def restore(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        """Put kept changes (such as a draft) back into the cells, as one step to undo."""
        numbers = {row.id: number for number, row in enumerate(self.model.rows)}
        self.model.put(
            (numbers[row_id], key, value)
            for row_id, cells in kept.items()
            if row_id in numbers
            for key, value in cells.items()
            if key in self._columns
        )

    def set_all(self, key: str, value: Any, *, only_blank: bool = True) -> int:
        """Set one column in all rows (as one step to undo); return how many rows changed."""
        return self.model.put(
            (number, key, value)
            for number, row in enumerate(self.model.rows)
            if not only_blank or self.model.cells[row.id][key] is None
        )

    def set_value(self, row_id: str, key: str, value: Any) -> None:
        """Set one cell as the user would."""
        for number, row in enumerate(self.model.rows):
            if row.id == row_id:
                self.model.put([(number, key, value)])

    def counts(self, key: str) -> Counter[Any]:
        """Return how often each value stands in a column; None counts the blanks."""
        return Counter(cells[key] for cells in self.model.cells.values())

    def total(self, key: str) -> int:
        """Return the sum of a money or number column, blanks left out."""
        return sum(cells[key] or 0 for cells in self.model.cells.values())

    def current_row(self) -> EntryRow | None:
        """Return the row under the cursor."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def current_key(self) -> str:
        """Return the column under the cursor, blank on the names."""
        index = self.view.currentIndex()
        column = self.model.column(index) if index.isValid() else None
        return column.key if column is not None else ""

    def go_to(self, row_id: str, key: str = "") -> None:
        """Put the cursor on a row."""
        column = 1 + list(self._columns).index(key) if key else 1
        for number, row in enumerate(self.model.rows):
            if row.id == row_id:
                self.view.setCurrentIndex(self.model.index(number, column))

    def show_only(self, keys: Collection[str]) -> None:
        """Show these columns and put the others away: their keys do nothing meanwhile."""
        self._hidden = frozenset(self._columns) - frozenset(keys)
        for number, column in enumerate(self.model.columns, start=1):
            self.view.setColumnHidden(number, column.key in self._hidden)
        self._set_widths()
        self._count()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Show more rows where a page has little height, or rows as high as everywhere."""
        row = style.px(28) if compact else style.row_height()
        self.view.verticalHeader().setDefaultSectionSize(row)
        head = self.view.horizontalHeader()
        head.setMaximumHeight(style.px(32) if compact else _ANY_HEIGHT)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the grid, or open it again."""
        self.model.is_read_only = read_only

    @Slot()
    def undo(self) -> None:
        """Take back the last entry of this grid."""
        self.model.undo()

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back."""
        self.model.redo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember where the mouse went down; close the search line with Esc."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._click_place = event.position()
        if event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self._set_widths()
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        leaving = event.type() == QEvent.Type.FocusOut or (
            event.type() == QEvent.Type.KeyPress and is_escape
        )
        if watched is self.find_edit and leaving and self.find_edit.isVisible():
            self._close_find()
            if is_escape:
                return True  # used up: the page behind is not meant
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Ask for room for about ten rows."""
        return QSize(style.px(640), style.row_height() * 11 + style.px(40))

    def _set_up_view(self, name: str) -> None:
        view = self.view
        view.setModel(self.model)
        delegate = GridDelegate(self.model, view)
        delegate.left.connect(self._on_editor_left)
        view.setItemDelegate(delegate)
        view.setAccessibleName(name or _("Entry grid"))
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(style.row_height())
        view.verticalHeader().setVisible(False)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSectionsClickable(False)
        view.setMinimumHeight(style.row_height() * 4)

    def _set_widths(self) -> None:
        taken = 0
        for number, column in enumerate(self.model.columns, start=1):
            if column.key in self._hidden:
                continue
            width = self._width_of(column)
            self.view.setColumnWidth(number, width)
            taken += width
        rest = self.view.viewport().width() - taken
        least = style.text_width(self.least_name)
        self.view.setColumnWidth(0, max(least, min(rest, style.text_width(44))))
        self.view.horizontalHeader().setStretchLastSection(True)

    def _width_of(self, column: EntryColumn) -> int:
        title = QFontMetricsF(style.strong_font()).horizontalAdvance(_(column.title))
        least = round(title) + style.px(26)
        if isinstance(column, MarkColumn):
            return max(least, len(column.marks) * (style.px(35)) + style.px(14))
        usual = {MoneyColumn: 13, NumberColumn: 8}.get(type(column), 24)
        return max(least, style.text_width(column.width or usual) + style.px(16))

    def _count(self) -> None:
        parts = [_("{count} rows").format(count=len(self.model.rows))]
        for column in self._shown_columns():
            if isinstance(column, MarkColumn):
                parts.append(self._counted_marks(column))
            elif isinstance(column, MoneyColumn):
                total = money.format_rupiah(self.total(column.key))
                parts.append(_("{title}: {amount}").format(title=_(column.title), amount=total))
        self.counter_label.setText("   ·   ".join(part for part in parts if part))
        self.counted.emit()

    def _shown_columns(self) -> list[EntryColumn]:
        return [column for column in self.model.columns if column.key not in self._hidden]

    def _counted_marks(self, column: MarkColumn) -> str:
        counts = self.counts(column.key)
        found = [
            _("{count} {mark}").format(count=counts[mark.value], mark=_(mark.label).lower())
            for mark in column.marks
            if counts[mark.value]
        ]
        if counts[None]:
            found.append(_("{count} still blank").format(count=counts[None]))
        return _("{title}: {amount}").format(title=_(column.title), amount=", ".join(found))

    @Slot(object)
    def _on_key_pressed(self, event: QKeyEvent) -> None:
        if self._is_command(event) or self._is_movement(event) or self._is_entry(event):
            event.accept()

    def _is_command(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.model.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.model.redo()
        elif event.text() == "/":
            self._open_find("")
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._put_here(None)
        else:
            return False
        return True

    def _is_movement(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._take_default()
            self._go_down()
            return True
        return False

    def _is_entry(self, event: QKeyEvent) -> bool:
        typed = event.text()
        modifiers = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if not typed or not typed.isprintable() or modifiers or typed == " ":
            return False
        index = self.view.currentIndex()
        column = self.model.column(index) if index.isValid() else None
        if column is None:
            self._open_find(typed)
        elif self.model.is_read_only:
            return True  # a locked grid does not go down as if something had been noted
        elif isinstance(column, MarkColumn):
            self._set_mark(index, column, typed)
        elif not isinstance(column, ShownColumn) and not self._asks_nothing(index, column):
            self._start_typing(index, typed)
        return True

    def _asks_nothing(self, index: Index, column: EntryColumn) -> bool:
        return column.key in self.model.rows[index.row()].without

    def _set_mark(self, index: Index, column: MarkColumn, typed: str) -> None:
        mark = column.mark_for_key(typed)
        if mark is not None:
            self.model.put([(index.row(), column.key, mark.value)])
            self._go_down()
            return
        for other in self._shown_columns():
            found = other.mark_for_key(typed) if isinstance(other, MarkColumn) else None
            if found is not None:
                self.model.put([(index.row(), other.key, found.value)])
                return
        if typed.isdecimal():
            self._type_amount(index, typed)
        elif typed.isalpha():
            self._open_find(typed)

    def _type_amount(self, index: Index, typed: str) -> None:
        """Take figures typed beside the amount as the amount; Enter then comes back here."""
        for number, column in enumerate(self.model.columns, start=1):
            if isinstance(column, MoneyColumn) and column.key not in self._hidden:
                self._column_before = index.column()
                there = self.model.index(index.row(), number)
                self.view.setCurrentIndex(there)
                self._start_typing(there, typed)
                return

    def _start_typing(self, index: QModelIndex, typed: str) -> None:
        self.view.edit(index)
        editor = self.view.indexWidget(index) or self.view.focusWidget()
        if isinstance(editor, QLineEdit):
            editor.setText(typed)
            editor.setCursorPosition(len(typed))

    def _put_here(self, value: Any) -> None:
        index = self.view.currentIndex()
        column = self.model.column(index) if index.isValid() else None
        if column is not None:
            self.model.put([(index.row(), column.key, value)])

    def _take_default(self) -> None:
        index = self.view.currentIndex()
        column = self.model.column(index) if index.isValid() else None
        if column is None or column.default is None or self.model.value(index) is not None:
            return
        self._put_here(column.default(self.model.rows[index.row()]))

    @Slot(int)
    def _on_editor_left(self, step: int) -> None:
        self.view.setFocus()
        self._go_down(step, self._column_before)
        self._column_before = None

    def _go_down(self, step: int = 1, column: int | None = None) -> None:
        index = self.view.currentIndex()
        below = self.model.index(index.row() + step, index.column() if column is None else column)
        if below.isValid():
            self.view.setCurrentIndex(below)

    def _open_find(self, typed: str) -> None:
        width = min(self.view.width() - style.px(16), style.text_width(40))
        self.find_edit.setGeometry(
            style.px(8), style.px(4), width, style.control_height() + style.px(2)
        )
        self.find_edit.show()
        self.find_edit.raise_()
        self.find_edit.setFocus()
        self.find_edit.setText(typed)

    @Slot()
    def _close_find(self) -> None:
        self.find_edit.hide()
        self.find_edit.clear()
        self.view.setFocus()

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        sought = text.casefold()
        if not sought:
            return
        column = max(1, self.view.currentIndex().column())
        names = [row.name.casefold() for row in self.model.rows]
        starting = [n for n, name in enumerate(names) if name.startswith(sought)]
        within = [n for n, name in enumerate(names) if sought in name]
        for number in (starting or within)[:1]:
            self.view.setCurrentIndex(self.model.index(number, column))

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.view.viewport().update()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        column = self.model.column(index)
        if not isinstance(column, MarkColumn):
            return
        cell = QRectF(self.view.visualRect(index))
        for number, mark in enumerate(column.marks):
            if mark_box(cell, number).contains(self._click_place):
                is_set = self.model.value(index) == mark.value
                self.model.put([(index.row(), column.key, None if is_set else mark.value)])

    @Slot(str, str, object)
    def _on_value_changed(self, row_id: str, key: str, value: object) -> None:
        self._count()
        self.changed.emit(row_id, key, value)
