"""The attendance grid of the meeting page: keys, a live count, and everybody except."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.features.p2k2 import model
from fieldkit.features.p2k2.model import AttendanceRow, Counts, Mark, Understanding
from fieldkit.features.p2k2.typed import read_exceptions
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import buttons, entry_grid, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.entry_grid import EntryGrid, EntryRow, MarkColumn, TextColumn

STATUS, GRADE, NOTE = "status", "understanding", "note"
_AWAY = (Mark.SICK, Mark.EXCUSED, Mark.ABSENT)
_NOTE_LENGTH = 120
_GRADES_SHOW_PRESENCE = (Understanding.POOR, Understanding.GOOD, Understanding.VERY_GOOD)


def columns() -> tuple[entry_grid.EntryColumn, ...]:
    """Return the grid's columns; B takes a mark back to not marked."""
    mark = entry_grid.Mark
    return (
        MarkColumn(
            STATUS,
            N_("Attendance"),
            marks=(
                mark(Mark.PRESENT, "H", words.MARKS[Mark.PRESENT], "good"),
                mark(Mark.SICK, "S", words.MARKS[Mark.SICK], "attention"),
                mark(Mark.EXCUSED, "I", words.MARKS[Mark.EXCUSED], "accent"),
                mark(Mark.ABSENT, "A", words.MARKS[Mark.ABSENT], "danger"),
                mark(None, "B", words.MARKS[Mark.UNMARKED], "secondary"),
            ),
        ),
        MarkColumn(
            GRADE,
            N_("Understanding"),
            marks=tuple(
                mark(grade, str(number), words.GRADES[grade], "accent")
                for number, grade in enumerate(Understanding, start=1)
            ),
        ),
        TextColumn(NOTE, N_("Note"), max_length=_NOTE_LENGTH, width=18),
    )


class AttendanceGrid(EntryGrid):
    """A grid in which one mark may settle its neighbour, in the same step of its undo.

    A grade shows that somebody was there; who was not there can not be assessed.
    """

    def __init__(self) -> None:
        super().__init__(*columns(), row_title=N_("Family"), name=N_("Attendance"))
        self.counter_label.hide()
        self._put_plainly = self.model.put
        self.model.put = self._put_with_consequences  # type: ignore[method-assign]

    def _put_with_consequences(self, changes: Iterable[tuple[int, str, Any]]) -> int:
        settled = []
        for number, key, value in changes:
            settled.append((number, key, value))
            cells = self.model.cells[self.model.rows[number].id]
            settled += [(number, other, v) for other, v in _consequences(key, value, cells)]
        return self._put_plainly(settled)


def _consequences(key: str, value: Any, cells: Mapping[str, Any]) -> list[tuple[str, Any]]:
    if key == GRADE and value in _GRADES_SHOW_PRESENCE and cells[STATUS] is None:
        return [(STATUS, Mark.PRESENT)]
    if key != STATUS:
        return []
    if value in _AWAY:
        return [(GRADE, Understanding.NOT_ASSESSABLE)]
    was_settled = cells[STATUS] in _AWAY and cells[GRADE] is Understanding.NOT_ASSESSABLE
    return [(GRADE, None)] if was_settled else []


class AttendanceTab(QWidget):
    """Emits `changed` at every mark; `rows()` are the lines as they now stand."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, AttendanceRow] = {}
        self.grid = AttendanceGrid()
        self.count_label = QLabel()
        self.count_label.setFont(style.font(1.15, strong=True))
        self.count_label.setWordWrap(True)
        self.except_button = buttons.button(
            _("All present except…"),
            self._on_except_clicked,
            icon="list-checks",
            tip=_("All present except… (F4)"),
        )
        self.except_edit = QLineEdit()
        self.except_edit.setPlaceholderText(
            _("Who was not there? For example: A3 7s Siti – then Enter. Nobody: only Enter")
        )
        self.except_edit.setAccessibleName(_("Families who were not present"))
        self.trouble = Notice("", role="attention", icon="circle-alert")
        self.reason = Notice("", icon="lock")
        self.key_label = QLabel(
            _(
                "H present · S sick · I excused · A absent · B not marked · 1 poor · 2 good"
                " · 3 very good · 4 can not be assessed · / find a name or row code"
            )
        )
        self.key_label.setWordWrap(True)
        self.key_label.setFont(style.small_font())
        style.set_role(self.key_label, "secondary")
        self._lay_out()
        shortcut = QShortcut(QKeySequence("F4"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_except_clicked)
        self.except_edit.returnPressed.connect(self._on_except_entered)
        escape = QShortcut(QKeySequence("Esc"), self.except_edit)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self._close_except)
        self.grid.changed.connect(self._on_grid_changed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(12))
        head.addWidget(self.count_label, 1)
        head.addWidget(self.except_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(self.reason)
        layout.addWidget(self.except_edit)
        layout.addWidget(self.trouble)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.key_label)
        self.except_edit.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the families where there is little of it."""
        super().resizeEvent(event)
        self.key_label.setVisible(event.size().height() > style.row_height() * 9)
        self.count_label.setToolTip(self.key_label.text())

    def show_rows(self, rows: Sequence[AttendanceRow]) -> None:
        """Show a roll with what is known of it; the grid is clean afterwards."""
        self._rows = {row.family_id: row for row in rows}
        self.grid.set_rows([_entry(row) for row in rows])
        self.show_count()

    def rows(self) -> list[AttendanceRow]:
        """Return the lines as marked; who is not on the roll only where somebody marked them."""
        values = self.grid.values()
        marked = [_marked(row, values[row.family_id]) for row in self._rows.values()]
        return [row for row in marked if row.is_on_roll or row.status is not Mark.UNMARKED]

    def counts(self) -> Counts:
        """Return the live count."""
        return model.counts_of(self.rows())

    def draft(self) -> dict[str, dict[str, Any]]:
        """Return what differs from what is saved."""
        return self.grid.changes()

    def restore(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        """Show a draft's marks."""
        self.grid.restore({family: _as_marks(cells) for family, cells in kept.items()})
        self.show_count()

    def set_read_only(self, reason: str) -> None:
        """Lock the grid and say why; blank opens it again."""
        self.grid.set_read_only(bool(reason))
        self.except_button.setEnabled(not reason)
        self.reason.show_text(reason, icon="lock")

    def show_count(self) -> None:
        """Count anew."""
        self.count_label.setText(words.counted(self.counts()))

    @Slot(str, str, object)
    def _on_grid_changed(self, _row: str, _key: str, _value: object) -> None:
        self.show_count()
        self.changed.emit()

    @Slot()
    def _on_except_clicked(self) -> None:
        if not self.except_button.isEnabled():
            return
        self.except_edit.show()
        self.except_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_except_entered(self) -> None:
        rows = self.rows()
        found = read_exceptions(self.except_edit.text(), rows)
        if not found.is_clear:
            self._tell(found.unknown, found.ambiguous)
            return
        marked = {row.family_id: row for row in model.all_present_except(rows, found.marks)}
        numbers = {row.id: number for number, row in enumerate(self.grid.model.rows)}
        self.grid.model.put(
            (numbers[family], STATUS, None if row.status is Mark.UNMARKED else row.status)
            for family, row in marked.items()
        )
        self._close_except()

    def _tell(self, unknown: Sequence[str], ambiguous: Sequence[str]) -> None:
        told = []
        if unknown:
            told.append(_("Nobody here is called: {words}.").format(words=", ".join(unknown)))
        if ambiguous:
            told.append(
                _("Several families fit: {words}. Use the row code.").format(
                    words=", ".join(ambiguous)
                )
            )
        self.trouble.show_text(" ".join(told), role="attention", icon="circle-alert")

    @Slot()
    def _close_except(self) -> None:
        self.except_edit.clear()
        self.except_edit.hide()
        self.trouble.show_text("")
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)


def _entry(row: AttendanceRow) -> EntryRow:
    details = [f"{row.rt or '-'}/{row.rw or '-'}"] if row.rt or row.rw else []
    if row.is_chair:
        details.append(_("group leader"))
    if row.has_left:
        details.append(_("has left the group"))
    if not row.is_on_roll:
        details.append(_("joined later"))
    status = None if row.status is Mark.UNMARKED else row.status
    values = {STATUS: status, GRADE: row.assessed, NOTE: row.note or None}
    name = row.name or _("(in the bin)")
    return EntryRow(row.family_id, f"{row.code}  {name}", " · ".join(details), values)


def _marked(row: AttendanceRow, cells: Mapping[str, Any]) -> AttendanceRow:
    return replace(
        row,
        status=cells[STATUS] or Mark.UNMARKED,
        understanding=cells[GRADE],
        note=cells[NOTE] or "",
    )


def _as_marks(cells: Mapping[str, Any]) -> dict[str, Any]:
    kinds: dict[str, Any] = {STATUS: Mark, GRADE: Understanding, NOTE: str}
    found = {}
    for key, value in cells.items():
        try:
            found[key] = kinds[key](value) if value is not None and key in kinds else None
        except ValueError:
            continue
    return found
