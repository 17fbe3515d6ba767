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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
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
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import money
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.money_edit import MoneyEdit, read_amount
from fieldkit.ui.widgets.search_edit import SearchEdit

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a mark column: its key on the keyboard, its words, its colour role."""

    value: Any
    key: str
    label: str
    role: str = "accent"


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column; `default(row)` is what Enter takes, None when Enter only goes down."""

    key: str
    title: str
    default: Callable[["EntryRow"], Any] | None = field(default=None, kw_only=True)
    width: float = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class MarkColumn(EntryColumn):
    """One of a few marks, each set by its own key."""

    marks: tuple[Mark, ...] = ()

    def mark_of(self, value: Any) -> Mark | None:
        """Return the mark with this value."""
        return next((mark for mark in self.marks if mark.value == value), None)

    def mark_for_key(self, key: str) -> Mark | None:
        """Return the mark set by this key."""
        return next((mark for mark in self.marks if mark.key.casefold() == key.casefold()), None)


@dataclass(frozen=True, slots=True)
class MoneyColumn(EntryColumn):
    """Whole rupiah."""


@dataclass(frozen=True, slots=True)
class NumberColumn(EntryColumn):
    """A whole number."""


@dataclass(frozen=True, slots=True)
class TextColumn(EntryColumn):
    """A short text."""

    max_length: int = field(default=120, kw_only=True)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line: who it is about, a small detail behind the name, and what is known already."""

    id: str
    name: str
    detail: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    locked: bool = False


_STEPS = {
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}
_Change = tuple[str, str, Any, Any]


class _Model(QAbstractTableModel):
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

    def set_rows(self, rows: Iterable[EntryRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.cells = {
            row.id: {column.key: row.values.get(column.key) for column in self.columns}
            for row in self.rows
        }
        self._done, self._undone = [], []
        self.endResetModel()

    def column(self, index: Index) -> EntryColumn | None:
        return self.columns[index.column() - 1] if index.column() > 0 else None

    def value(self, index: Index) -> Any:
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
            if not row.locked and before != value:
                done.append((row.id, key, before, value))
        self._apply(done, forwards=True)
        if done:
            self._done.append(done)
            self._undone = []
        return len(done)

    def undo(self) -> bool:
        return self._move(self._done, self._undone, forwards=False)

    def redo(self) -> bool:
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
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_text = isinstance(self.column(index), MoneyColumn | NumberColumn | TextColumn)
        if is_text and not self.is_read_only and not self.rows[index.row()].locked:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
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
        row = self.rows[index.row()]
        column = self.column(index)
        if column is None:
            return row.name
        value = self.cells[row.id][column.key]
        if value is None:
            return ""
        if isinstance(column, MarkColumn):
            mark = column.mark_of(value)
            return _(mark.label) if mark else str(value)
        return money.format_number(value) if isinstance(column, MoneyColumn) else str(value)

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
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._row_title if section == 0 else self.columns[section - 1].title)
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 0:
            is_number = isinstance(self.columns[section - 1], MoneyColumn | NumberColumn)
            return style.ALIGNMENTS["right" if is_number else "left"]
        return style.ALIGNMENTS["left"] if role == Qt.ItemDataRole.TextAlignmentRole else None


class _Delegate(QStyledItemDelegate):
    """Draws names with their detail and marks as round keys; edits money and text."""

    left = Signal(int)

    def __init__(self, model: _Model, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Finish typing with Enter or the arrows and go on, as in a spreadsheet."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and isinstance(editor, QWidget):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor)
                self.left.emit(step)
                return True
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column = self._model.column(index)
        self._draw_ground(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(style.px(10), 0, -style.px(10), 0)
        if column is None:
            self._draw_name(painter, box, self._model.rows[index.row()])
        elif isinstance(column, MarkColumn):
            self._draw_marks(painter, QRectF(option.rect), index, column)
        else:
            painter.setFont(style.font())
            painter.setPen(style.colour("text"))
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
        del option
        column = self._model.column(index)
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
        if isinstance(editor, QLineEdit):
            editor.setText(self._model.shown(index))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
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
        return read_amount(bare)
    return int(bare.replace(".", "")) if isinstance(column, NumberColumn) else bare


def mark_box(cell: QRectF, number: int) -> QRectF:
    """Return where the so-manieth mark stands inside its cell."""
    width, height = style.px(32), style.px(28)
    left = cell.left() + style.px(6) + number * (width + style.px(3))
    return QRectF(left, cell.center().y() - height / 2, width, height)


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
        self.model = _Model(columns, row_title, self)
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

    def go_to(self, row_id: str, key: str = "") -> None:
        """Put the cursor on a row."""
        column = 1 + list(self._columns).index(key) if key else 1
        for number, row in enumerate(self.model.rows):
            if row.id == row_id:
                self.view.setCurrentIndex(self.model.index(number, column))

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
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Ask for room for about ten rows."""
        return QSize(style.px(640), style.row_height() * 11 + style.px(40))

    def _set_up_view(self, name: str) -> None:
        view = self.view
        view.setModel(self.model)
        delegate = _Delegate(self.model, view)
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
            width = self._width_of(column)
            self.view.setColumnWidth(number, width)
            taken += width
        rest = self.view.viewport().width() - taken
        least = style.text_width(22)
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
        for column in self.model.columns:
            if isinstance(column, MarkColumn):
                parts.append(self._counted_marks(column))
            elif isinstance(column, MoneyColumn):
                total = money.format_rupiah(self.total(column.key))
                parts.append(_("{title}: {amount}").format(title=_(column.title), amount=total))
        self.counter_label.setText("   ·   ".join(part for part in parts if part))
        self.counted.emit()

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
        elif isinstance(column, MarkColumn):
            self._set_mark(index, column, typed)
        else:
            self._start_typing(index, typed)
        return True

    def _set_mark(self, index: Index, column: MarkColumn, typed: str) -> None:
        mark = column.mark_for_key(typed)
        if mark is not None:
            self.model.put([(index.row(), column.key, mark.value)])
            self._go_down()
            return
        for other in self.model.columns:
            found = other.mark_for_key(typed) if isinstance(other, MarkColumn) else None
            if found is not None:
                self.model.put([(index.row(), other.key, found.value)])
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
        self._go_down(step)

    def _go_down(self, step: int = 1) -> None:
        index = self.view.currentIndex()
        below = self.model.index(index.row() + step, index.column())
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
