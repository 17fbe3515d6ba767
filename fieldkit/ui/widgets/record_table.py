"""A table over row objects: columns are declared, rows come as a list or page by page.

table = RecordTable(
Column(N_("Date"), attrgetter("visited_on"), key="visited_on", width=12),
Column(N_("Name"), attrgetter("name"), key="name", stretch=True, bold=True),
Column(N_("Amount"), attrgetter("amount"), text=format_rupiah, align="right", width=14),
name=N_("Visits"),
)
table.show_rows(visits)                          # a list
table.set_source(count, fetch)                   # or fetch(offset, limit) -> rows, for 40,000
table.sort_requested.connect(self._on_sort)      # (key, descending): sort in SQL, show again
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import hotkeys, icons, style
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.row_model import PAGE, PAGES_KEPT, Column, RowModel

__all__ = ["Column", "RecordTable", "RowModel"]

_LEAST_STRETCHED = 18
_LEAST_CUT = 9
_LEAST_READ = 5
_SHORT_TITLE = 11
_LEAST_NAME = 16
_LOOKED_AT = 50
_WHOLE_NAME = 24


class _View(QTableView):
    """The view proper: Enter opens, Ctrl+C copies, plain columns instead of cell focus."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(with_titles=False)
        elif (
            event.key() == Qt.Key.Key_C
            and event.modifiers()
            == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            self.copy(with_titles=True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def copy(self, *, with_titles: bool) -> None:
        """Put the selected rows on the clipboard, tab between cells."""
        model = self.model()
        shown = [c for c in range(model.columnCount()) if not self.isColumnHidden(c)]
        lines = []
        if with_titles:
            horizontal = Qt.Orientation.Horizontal
            lines.append([str(model.headerData(c, horizontal) or "") for c in shown])
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines += [[str(model.index(n, c).data() or "") for c in shown] for n in numbers]
        text = "\n".join("\t".join(_plain_cell(cell) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)


def _plain_cell(text: str) -> str:
    """Keep a cell from breaking the table or turning into a formula where it is pasted."""
    flat = " ".join(text.split())
    is_formula = flat[:1] in ("=", "@", "+", "-") and not flat[1:2].isdecimal()
    return f"'{flat}" if is_formula and len(flat) > 1 else flat


class RecordTable(QWidget):
    """A table with sorting by header, choosable columns, copying and an empty state.

    With `wraps` long cells go over several lines, for a few rows that must be read whole.
    """

    activated = Signal(object)
    chosen = Signal(object)
    selection_changed = Signal()
    sort_requested = Signal(str, bool)
    columns_changed = Signal()

    def __init__(
        self,
        *columns: Column,
        name: str = "",
        multi: bool = False,
        empty: str = "",
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self.view = _View()
        self.model = RowModel(columns, self)
        self._empty_state = EmptyState("inbox", _(empty) if empty else _("Nothing here yet."))
        self._sort: tuple[str, bool] = ("", False)
        self._wanted_widths: dict[int, int] = {}
        self._title_widths: dict[int, int] = {}
        self._without_room: set[int] = set()
        self._insisted: set[int] = set()
        self._is_spreading = self._is_dragged = False
        self._set_up_view(_(name) if name else "", multi=multi)
        self._set_up_header()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._empty_state.setParent(self.view.viewport())
        self.setFocusProxy(self.view)
        self.view.viewport().installEventFilter(self)
        self.view.doubleClicked.connect(self._on_opened)
        self.view.opened.connect(self._on_opened)
        selection = self.view.selectionModel()
        selection.currentRowChanged.connect(self._on_current_changed)
        selection.selectionChanged.connect(self._on_selection_changed)
        self._show_emptiness()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show a list; the row chosen before stays chosen when its `id` is still there."""
        self._replace(lambda: self.model.set_rows(rows))

    def set_source(self, count: int, fetch: Callable[[int, int], Sequence[Any]]) -> None:
        """Show many rows, read page by page as they come into view."""
        self._replace(lambda: self.model.set_source(count, fetch))

    def rows(self) -> list[Any]:
        """Return every row shown; with a source this reads them all."""
        return [self.model.row(number) for number in range(self.model.rowCount())]

    def current(self) -> Any:
        """Return the row under the cursor, or None."""
        index = self.view.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def selected(self) -> list[Any]:
        """Return the selected rows from top to bottom."""
        indexes = self.view.selectionModel().selectedRows()
        return [self.model.row(number) for number in sorted(i.row() for i in indexes)]

    def select(self, row_id: str) -> bool:
        """Choose the row with this id; False when it is not among the rows read so far."""
        for number in range(min(self.model.rowCount(), PAGE * PAGES_KEPT)):
            if getattr(self.model.row(number), "id", None) == row_id:
                self._choose(number)
                self.view.scrollTo(self.model.index(number, 0))
                return True
        return False

    def select_first(self) -> None:
        """Choose the first row, if there is one."""
        if self.model.rowCount():
            self._choose(0)

    def choose(self, row_ids: Collection[str]) -> None:
        """Select these rows; from then on a click or Space takes each one in or out."""
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        selection, flag = self.view.selectionModel(), QItemSelectionModel.SelectionFlag
        selection.clear()
        for number in range(self.model.rowCount()):
            if getattr(self.model.row(number), "id", None) in row_ids:
                selection.select(self.model.index(number, 0), flag.Select | flag.Rows)

    def set_empty(
        self, sentence: str, *, icon: str = "inbox", action: str = "", tip: str = ""
    ) -> EmptyState:
        """Say what an empty table means; connect the returned state's `action_requested`."""
        self._empty_state.set_content(icon, sentence, action, tip)
        self._show_emptiness()
        return self._empty_state

    def set_sorting(self, key: str, *, descending: bool = False) -> None:
        """Show by which column the caller has sorted."""
        self._sort = (key, descending)
        header = self.view.horizontalHeader()
        for number, column in enumerate(self.model.columns):
            if column.key == key and key:
                order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                header.setSortIndicatorShown(True)
                header.setSortIndicator(number, order)
                return
        header.setSortIndicatorShown(False)

    def add_action(self, text: str, *, icon: str = "", key: str = "") -> QAction:
        """Add an entry to the rows' menu and return it; its key works in the table."""
        action = QAction(text, self.view)
        if icon:
            action.setIcon(icons.icon(icon))
        if key:
            action.setShortcut(hotkeys.sequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.view.addAction(action)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return action

    def hidden_columns(self) -> list[str]:
        """Return the keys of the columns the user has put away."""
        return [
            column.key
            for number, column in enumerate(self.model.columns)
            if column.key and self._is_put_away(number)
        ]

    def hide_columns(self, keys: Sequence[str]) -> None:
        """Put these columns away and show all others that have a key."""
        for number, column in enumerate(self.model.columns):
            if column.key:
                self.view.setColumnHidden(number, column.key in keys)
                self._without_room.discard(number)

    def show_column(self, number: int, shown: bool) -> None:  # noqa: FBT001 -- as in setVisible
        """Show or hide a column that means nothing for these rows."""
        self._without_room.discard(number)
        if self.view.isColumnHidden(number) == shown:
            self.view.setColumnHidden(number, not shown)
            self.spread()

    def column_menu(self) -> QMenu:
        """Return the menu that chooses which columns are shown."""
        menu = QMenu(self)
        for number, column in enumerate(self.model.columns):
            if column.key and column.title:
                action = menu.addAction(_(column.title))
                action.setCheckable(True)
                action.setChecked(not self.view.isColumnHidden(number))
                action.setData(number)
        menu.triggered.connect(self._on_column_toggled)
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the empty state in the middle of the view."""
        if watched is self.view.viewport() and isinstance(event, QResizeEvent):
            self._empty_state.resize(event.size())
            self.spread()
        return super().eventFilter(watched, event)

    def _set_up_view(self, name: str, *, multi: bool) -> None:
        view = self.view
        view.setModel(self.model)
        view.setAccessibleName(name or _("Table"))
        view.setWordWrap(self._wraps)
        view.setIconSize(QSize(style.px(18), style.px(18)))
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setAlternatingRowColors(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        view.setSelectionMode(mode.ExtendedSelection if multi else mode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().setVisible(False)
        rows, mode_of = view.verticalHeader(), QHeaderView.ResizeMode
        rows.setMinimumSectionSize(style.row_height() if self._wraps else -1)
        rows.setSectionResizeMode(mode_of.ResizeToContents if self._wraps else mode_of.Fixed)
        rows.setDefaultSectionSize(style.row_height())
        view.setMinimumHeight(style.row_height() * 3)

    def _set_up_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setResizeContentsPrecision(50)
        header.setMinimumSectionSize(style.px(36))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.sectionClicked.connect(self._on_header_clicked)
        for number, column in enumerate(self.model.columns):
            if column.width and not column.stretch:
                wide = style.text_width(column.width) + style.px(20)
                self._want_width(number, max(wide, header.sectionSizeHint(number)))
            if column.hidden:
                self.view.setColumnHidden(number, True)
        header.setStretchLastSection(not any(c.stretch for c in self.model.columns))
        header.sectionResized.connect(self._on_section_resized)

    def _replace(self, put: Callable[[], None]) -> None:
        before = getattr(self.current(), "id", None)
        place = self.view.currentIndex().row()
        scrolled = self.view.verticalScrollBar().value()
        put()
        self._fit()
        self._show_emptiness()
        if before is not None and not self._reselect(before, place):
            self.chosen.emit(None)
        self.view.verticalScrollBar().setValue(scrolled)

    def _reselect(self, row_id: str, place: int) -> bool:
        near = [n for n in (place, place - 1, place + 1) if 0 <= n < self.model.rowCount()]
        for number in near:
            if getattr(self.model.row(number), "id", None) == row_id:
                self._choose(number)
                return True
        return self.select(row_id)

    def _choose(self, number: int) -> None:
        """Choose one row, whatever keys are held down: Qt's own would toggle it with Ctrl."""
        index = self.model.index(number, 0)
        selection, flag = self.view.selectionModel(), QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def _fit(self) -> None:
        most = style.text_width(44)
        for number, column in enumerate(self.model.columns):
            if not column.width and not column.stretch:
                self._want_width(number, min(self._content_width(number), most))
        self.spread()

    def spread(self) -> None:
        """Give the room that is left to the stretching columns, never less than they need.

        Where there is too little, columns go down to their contents, long words are cut (the
        tip has them whole), and at last what can be spared is put away until there is room
        again: a table that slides sideways hides the end of every row.
        """
        if self._is_spreading:
            return
        self._is_spreading = True
        try:
            self._spread()
        finally:
            self._is_spreading = False

    def _spread(self) -> None:
        room = self.view.viewport().width()
        columns = self.model.columns
        shown = [n for n in range(len(columns)) if not self._is_put_away(n)]
        widths = {n: self._wanted_widths.get(n, self.view.columnWidth(n)) for n in shown}
        for number in shown:
            if columns[number].stretch:
                widths[number] = style.text_width(columns[number].width or _LEAST_STRETCHED)
        gone: set[int] = set()
        if sum(widths.values()) > room and not self._is_dragged:
            gone = self._squeeze(widths, room)
        for number in shown:
            if (number in gone) != self.view.isColumnHidden(number):
                self.view.setColumnHidden(number, number in gone)
        self._without_room = gone
        stretching = [n for n in widths if columns[n].stretch]
        left = room - sum(widths.values())
        for number in stretching:
            widths[number] += max(left // len(stretching), 0)
        for number, width in widths.items():
            if columns[number].stretch or not self._is_dragged:
                self.view.setColumnWidth(number, width)

    def _squeeze(self, widths: dict[int, int], room: int) -> set[int]:
        """Make columns narrower until they fit, and return those there is no room for."""
        columns, gone = self.model.columns, set()
        contents = {n: self._content_width(n) for n in widths}
        narrowest = self.view.horizontalHeader().minimumSectionSize()
        for number, width in widths.items():
            widths[number] = max(min(width, contents[number]), narrowest)
        floors = {
            n: max(self._floor(n, w, _WHOLE_NAME if columns[n].bold else _LEAST_CUT), w * 3 // 5)
            if columns[n].align != "right"
            else min(w, contents[n])
            for n, w in widths.items()
        }
        if sum(widths.values()) > room:
            for number in [n for n in widths if self._says_nothing(n)]:
                gone.add(number)
                del widths[number], floors[number]
        spare = sorted(
            (n for n in widths if columns[n].spare and n not in self._insisted),
            key=lambda n: -columns[n].spare,
        )
        for number in spare:
            if sum(floors.values()) <= room:
                break
            gone.add(number)
            del widths[number], floors[number]
        for letters in (_LEAST_NAME, _LEAST_CUT, _LEAST_READ):
            if sum(floors.values()) > room:
                least = _LEAST_CUT if letters == _LEAST_NAME else _LEAST_READ
                floors = {
                    n: self._floor(n, w, letters if columns[n].bold else least)
                    for n, w in widths.items()
                }
        # A name is the last to be cut: by it a row is known.
        for is_name in (False, True):
            over = sum(widths.values()) - room
            play = {
                n: widths[n] - floors[n]
                for n in widths
                if widths[n] > floors[n] and columns[n].bold is is_name
            }
            for number, free in play.items() if over > 0 else ():
                widths[number] -= min(free, -(-over * free // sum(play.values())))
        return gone

    def _says_nothing(self, number: int) -> bool:
        """Whether a column that can be spared is empty in the rows that are read."""
        column = self.model.columns[number]
        if not column.spare or number in self._insisted or not self.model.rowCount():
            return False
        rows = range(min(self.model.rowCount(), _LOOKED_AT))
        return not any(self.model.index(n, number).data() for n in rows)

    def _floor(self, number: int, width: int, letters: int) -> int:
        """Return how narrow a column may get: words can be cut, figures and days never.

        Nor is a title as short as Code.
        """
        column, first = self.model.columns[number], self.model.row(0)
        is_day = first is not None and isinstance(column.value(first), date)
        if column.whole or is_day or column.align == "right":
            least = self.view.sizeHintForColumn(number) + 1
            if (titled := self._content_width(number)) <= style.text_width(_SHORT_TITLE):
                least = titled
        else:
            least = style.text_width(letters) + style.px(20)
        return max(min(width, least), self.view.horizontalHeader().minimumSectionSize())

    def _content_width(self, number: int) -> int:
        """Return the width at which the rows in sight and the title are whole."""
        if not self.view.isColumnHidden(number):  # a header measures no title it does not show
            title = self.view.horizontalHeader().sectionSizeHint(number)
            self._title_widths[number] = title
        return max(self.view.sizeHintForColumn(number), self._title_widths.get(number, 0)) + 1

    def _want_width(self, number: int, width: int) -> None:
        self._wanted_widths[number] = width
        self.view.setColumnWidth(number, width)

    def _is_put_away(self, number: int) -> bool:
        """Whether a column is hidden because somebody wants it so."""
        return self.view.isColumnHidden(number) and number not in self._without_room

    def _show_emptiness(self) -> None:
        is_empty = self.model.rowCount() == 0
        if not is_empty and self._empty_state.has_keys():
            self.view.setFocus()
        self._empty_state.setVisible(is_empty)
        if is_empty:
            self._empty_state.resize(self.view.viewport().size())
        has_action = is_empty and self._empty_state.has_action
        self.setFocusProxy(self._empty_state.action_button if has_action else self.view)

    @Slot()
    def _on_opened(self) -> None:
        row = self.current()
        if row is not None:
            self.activated.emit(row)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.model.row(now.row()))

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _on: QItemSelection, _off: QItemSelection) -> None:
        self.selection_changed.emit()

    @Slot(int)
    def _on_header_clicked(self, number: int) -> None:
        key = self.model.columns[number].key
        if key:
            descending = self._sort[0] == key and not self._sort[1]
            self.set_sorting(key, descending=descending)
            self.sort_requested.emit(key, descending)

    @Slot(QPoint)
    def _on_header_menu(self, place: QPoint) -> None:
        menu = self.column_menu()
        if not menu.isEmpty():
            menu.popup(self.view.horizontalHeader().mapToGlobal(place))

    @Slot(int, int, int)
    def _on_section_resized(self, number: int, _before: int, width: int) -> None:
        """Leave the widths alone once somebody drags a column."""
        if not self._is_spreading and width and self.view.isVisible():
            is_ours = self._wanted_widths.get(number) == width
            is_dragged = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
            self._is_dragged = self._is_dragged or (is_dragged and not is_ours)

    @Slot(QAction)
    def _on_column_toggled(self, action: QAction) -> None:
        number = action.data()
        self._without_room.discard(number)
        self._insisted.discard(number)
        if action.isChecked():
            self._insisted.add(number)
        self.view.setColumnHidden(number, not action.isChecked())
        self.spread()
        self.columns_changed.emit()
