"""The attendance tab of the meeting page: keys, live counts, and two lines to type into."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.dates import Month, format_month
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.homework.model import Status
from fieldkit.features.meeting.model import Page, Shown
from fieldkit.features.p2k2 import model
from fieldkit.features.p2k2.model import AttendanceRow, Counts, Mark, Session
from fieldkit.features.p2k2.typed import Line, read_exceptions, read_lines
from fieldkit.ui.p2k2 import attendance_grid as cells
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.attendance_grid import AttendanceGrid
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.line_label import LineLabel

_ASSIGN = "assign"
_THIS, _NEXT = "this", "next"


class AttendanceTab(QWidget):
    """Emits `changed` at every mark; `rows()` are the lines as they now stand."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, AttendanceRow] = {}
        self._shown: Shown | None = None
        self._assign_month: Month | None = None
        self.grid = AttendanceGrid()
        self.count_label = QLabel()
        self.count_label.setFont(style.font(1.15, strong=True))
        self.count_label.setWordWrap(True)
        self.more_label = LineLabel()
        style.set_role(self.more_label, "secondary")
        self.lines_button = buttons.button(
            _("Type from the sheet"), self._on_lines_clicked, icon="keyboard",
            tip=_("Type row codes as they stand on the paper (F3)"),
        )  # fmt: skip
        self.except_button = buttons.button(
            _("All present except…"), self._on_except_clicked, icon="list-checks",
            tip=_("All present except… (F4)"),
        )  # fmt: skip
        self.assign_edit = ChoiceEdit((), blank=_("No homework given"))
        self.assign_edit.setMinimumContentsLength(20)
        self.assign_edit.setAccessibleName(_("Homework given at this meeting"))
        self.assign_edit.setToolTip(_("Homework given to those who are here"))
        self.except_edit = _line(
            _("Who was not there? For example: A3 7s Siti – then Enter. Nobody: only Enter"),
            _("Families who were not present"),
        )
        self.lines_edit = _line(
            _("As on the paper: A7 H 3 A8 S – then Enter; the next lines follow here"),
            _("Row codes from the sheet"),
        )
        self.echo_label = QLabel()
        self.echo_label.setWordWrap(True)
        self.trouble = Notice("", role="attention", icon="circle-alert")
        self.reason = Notice("", icon="lock")
        self.key_label = QLabel()
        self.key_label.setWordWrap(True)
        self.key_label.setFont(style.small_font())
        style.set_role(self.key_label, "secondary")
        self._is_compact = False
        self._words = {b: b.text() for b in (self.lines_button, self.except_button)}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(style.px(8))
        actions.addStretch(1)
        for action in (self.assign_edit, self.lines_button, self.except_button):
            actions.addWidget(action)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(style.px(8))
        self._head.addWidget(self.count_label, 1)
        self._head.addLayout(actions)
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._head)
        for line in (
            self.more_label, self.reason, self.except_edit, self.lines_edit, self.echo_label,
            self.trouble,
        ):  # fmt: skip
            layout.addWidget(line)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.key_label)
        for hidden in (self.except_edit, self.lines_edit, self.echo_label, self.more_label):
            hidden.hide()

    def _connect(self) -> None:
        for keys, slot in (("F3", self._on_lines_clicked), ("F4", self._on_except_clicked)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        for edit in (self.except_edit, self.lines_edit):
            escape = QShortcut(QKeySequence("Esc"), edit)
            escape.setContext(Qt.ShortcutContext.WidgetShortcut)
            escape.activated.connect(self._close_lines)
        self.except_edit.returnPressed.connect(self._on_except_entered)
        self.lines_edit.returnPressed.connect(self._on_lines_entered)
        self.lines_edit.textChanged.connect(self._on_lines_typed)
        self.assign_edit.edited.connect(self.changed)
        self.grid.changed.connect(self._on_grid_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the families where there is little of it."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        has_room = self.height() > style.row_height() * 9
        self.key_label.setVisible(has_room and not self._is_compact)
        is_narrow = self.width() < style.px(560 if self._is_compact else 840)
        side = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(side)
        self.count_label.setToolTip(self.key_label.text())

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Leave the height to the families; the keys are told by the tooltip of the count."""
        self._is_compact = compact
        above = style.px(4 if compact else 8)
        self._column.setContentsMargins(0, above, 0, 0)
        self._column.setSpacing(above)
        self.more_label.set_single(compact)
        self.more_label.setFont(style.small_font() if compact else style.font())
        self.count_label.setFont(style.font(1.0 if compact else 1.15, strong=True))
        self.assign_edit.setMinimumContentsLength(11 if compact else 20)
        for button, text in self._words.items():
            button.setText("" if compact else text)
            style.set_bare(button, bare=compact)
        self.grid.set_compact(compact)
        self._share_room()

    # -- what the page asks --------------------------------------------------------------------

    def show_page(self, shown: Shown) -> None:
        """Show a meeting with what is known of it; the grid is clean afterwards."""
        self._shown = shown
        self._rows = {row.family_id: row for row in shown.rows}
        self._offer_assignment(shown)
        self.grid.show_page(shown)
        self.key_label.setText(_keys(shown))
        self.show_count()

    def rows(self) -> list[AttendanceRow]:
        """Return the lines as marked; who is not on the roll only where somebody marked them."""
        values = self.grid.values()
        marked = [cells.marked(row, values[row.family_id]) for row in self._rows.values()]
        return [row for row in marked if row.is_on_roll or row.status is not Mark.UNMARKED]

    def page(self, session: Session) -> Page:
        """Return what is to be saved; what nobody touched is left to its room."""
        marks = tuple(row.kept for row in self.rows())
        shown = self._shown
        if shown is None:
            return Page(session=session, marks=marks)
        values = self.grid.values()
        return Page(
            session=session,
            marks=marks,
            homework_month=shown.homework_month,
            homework=self._judged(shown),
            assign=self._assigned(),
            paid=_paid(values) if shown.circle is not None else None,
            caught_up={
                family: offer.session_id
                for family, offer in shown.offers.items()
                if values[family][cells.CATCH_UP]
            },
        )

    @property
    def touches_more(self) -> bool:
        """Whether something other than marks was typed: homework, money, catch-ups."""
        more = {cells.HOMEWORK, cells.SAVED, cells.CATCH_UP}
        return any(more.intersection(changed) for changed in self.grid.changes().values())

    def counts(self) -> Counts:
        """Return the live count."""
        return model.counts_of(self.rows())

    def draft(self) -> dict[str, dict[str, Any]]:
        """Return what differs from what is saved."""
        found = self.grid.changes()
        if self._assigned() is not None:
            found[_ASSIGN] = {_ASSIGN: self.assign_edit.value()}
        return found

    def restore(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        """Show a draft's marks."""
        self.grid.restore({family: cells.as_marks(line) for family, line in kept.items()})
        if chosen := kept.get(_ASSIGN, {}).get(_ASSIGN):
            self.assign_edit.set_value(chosen)
        self.show_count()

    def set_read_only(self, reason: str) -> None:
        """Lock the grid and say why; blank opens it again."""
        self.grid.set_read_only(bool(reason))
        for widget in (self.except_button, self.lines_button):
            widget.setEnabled(not reason)
        self.show_count()
        self.reason.show_text(reason, icon="lock")

    def show_count(self) -> None:
        """Count anew."""
        counts = self.counts()
        self.count_label.setText(words.counted(counts))
        self.assign_edit.setEnabled(self.except_button.isEnabled() and counts.present > 0)
        more = self._more()
        self.more_label.setText(more)
        self.more_label.setVisible(bool(more))

    # -- homework, money and catch-up --------------------------------------------------------

    def _offer_assignment(self, shown: Shown) -> None:
        held_on = shown.session.held_on
        self.assign_edit.setVisible(held_on is not None)
        if held_on is not None:
            month = Month.of(held_on)
            self._assign_month = month
            self.assign_edit.set_choices(((_THIS, _give(month)), (_NEXT, _give(month.next()))))
            self.assign_edit.set_value(None)

    def _assigned(self) -> Month | None:
        chosen = self.assign_edit.value()
        month = self._assign_month
        if month is None or chosen not in (_THIS, _NEXT):
            return None
        return month if chosen == _THIS else month.next()

    def _judged(self, shown: Shown) -> dict[str, Status | None]:
        """Return the stages that were changed here; an emptied one is as it was given."""
        found: dict[str, Status | None] = {}
        for family, changed in self.grid.changes().items():
            if cells.HOMEWORK in changed:
                was_given = family in shown.homework
                blank = Status.ASSIGNED if was_given else None
                found[family] = changed[cells.HOMEWORK] or blank
        return found

    def _more(self) -> str:
        shown = self._shown
        if shown is None:
            return ""
        values = self.grid.values()
        parts = []
        if shown.homework_month is not None:
            parts.append(_homework(shown, values))
        caught_up = sum(bool(line[cells.CATCH_UP]) for line in values.values())
        if shown.offers:
            told = _("Catch-up: {count} of {offered}")
            parts.append(told.format(count=caught_up, offered=len(shown.offers)))
        if shown.circle is not None:
            paid = _paid(values)
            told = _("{circle}: {amount} from {count}")
            amount = format_rupiah(sum(paid.values()))
            parts.append(told.format(circle=shown.circle.name, amount=amount, count=len(paid)))
        return " · ".join(parts)

    # -- events ------------------------------------------------------------------------------

    @Slot(str, str, object)
    def _on_grid_changed(self, _row: str, _key: str, _value: object) -> None:
        self.show_count()
        self.changed.emit()

    @Slot()
    def _on_except_clicked(self) -> None:
        self._open(self.except_edit, self.except_button)

    @Slot()
    def _on_lines_clicked(self) -> None:
        self._open(self.lines_edit, self.lines_button)

    def _open(self, edit: QLineEdit, button: QWidget) -> None:
        if not button.isEnabled():
            return
        for other in (self.except_edit, self.lines_edit):
            other.setVisible(other is edit)
        edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_except_entered(self) -> None:
        rows = self.rows()
        found = read_exceptions(self.except_edit.text(), rows)
        if not found.is_clear:
            self._tell(found.unknown, found.ambiguous)
            return
        marked = {row.family_id: row for row in model.all_present_except(rows, found.marks)}
        numbers = self._numbers()
        self.grid.model.put(
            (numbers[family], cells.STATUS, None if row.status is Mark.UNMARKED else row.status)
            for family, row in marked.items()
        )
        self._close_lines()

    @Slot(str)
    def _on_lines_typed(self, text: str) -> None:
        found = read_lines(text, list(self._rows.values()))
        told = [self._echo(line) for line in found.lines]
        told += [f"{word}: ?" for word in (*found.unknown, *found.ambiguous)]
        echo = " · ".join(told)
        self.echo_label.setText(echo)
        self.echo_label.setVisible(bool(echo))

    @Slot()
    def _on_lines_entered(self) -> None:
        found = read_lines(self.lines_edit.text(), list(self._rows.values()))
        if not self.lines_edit.text().strip():
            self._close_lines()
            return
        if not found.is_clear:
            self._tell(found.unknown, found.ambiguous, found.bare)
            return
        numbers = self._numbers()
        changes: list[tuple[int, str, Any]] = []
        for line in found.lines:
            number = numbers[line.family_id]
            mark = None if line.mark is Mark.UNMARKED else line.mark
            changes.append((number, cells.STATUS, mark))
            if line.grade is not None:
                changes.append((number, cells.GRADE, line.grade))
        self.grid.model.put(changes)
        self.grid.go_to(found.lines[-1].family_id)
        self.trouble.show_text("")
        self.lines_edit.clear()

    def _echo(self, line: Line) -> str:
        row = self._rows[line.family_id]
        mark = _(words.MARKS[line.mark or Mark.UNMARKED]).lower()
        grade = f", {_(words.GRADES[line.grade]).lower()}" if line.grade else ""
        return f"{row.code} {row.name}: {mark}{grade}"

    def _numbers(self) -> dict[str, int]:
        return {row.id: number for number, row in enumerate(self.grid.model.rows)}

    def _tell(
        self, unknown: Sequence[str], ambiguous: Sequence[str], bare: Sequence[str] = ()
    ) -> None:
        told = []
        if unknown:
            told.append(_("Nobody here is called: {words}.").format(words=", ".join(unknown)))
        if ambiguous:
            told.append(
                _("Several families fit: {words}. Use the row code.").format(
                    words=", ".join(ambiguous)
                )
            )
        if bare:
            told.append(
                _("No mark behind: {words}. Write H, S, I or A.").format(words=", ".join(bare))
            )
        self.trouble.show_text(" ".join(told), role="attention", icon="circle-alert")

    @Slot()
    def _close_lines(self) -> None:
        for edit in (self.except_edit, self.lines_edit):
            edit.clear()
            edit.hide()
        self.trouble.show_text("")
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(placeholder: str, name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setPlaceholderText(placeholder)
    edit.setAccessibleName(name)
    return edit


def _give(month: Month) -> str:
    return _("Give homework: {month}").format(month=format_month(month))


def _paid(values: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    return {family: line[cells.SAVED] for family, line in values.items() if line[cells.SAVED]}


def _homework(shown: Shown, values: Mapping[str, Mapping[str, Any]]) -> str:
    stages = [line[cells.HOMEWORK] for line in values.values()]
    handed_in = sum(stage is not None for stage in stages)
    given = len(shown.homework.keys() | {f for f, v in values.items() if v[cells.HOMEWORK]})
    told = _("Homework of {month}: {count} of {given}")
    month = format_month(shown.homework_month) if shown.homework_month else ""
    return told.format(month=month, count=handed_in, given=given)


def _keys(shown: Shown) -> str:
    parts = [
        _("H present · S sick · I excused · A absent · B not marked"),
        _("1 poor · 2 good · 3 very good · 4 can not be assessed"),
    ]
    if shown.homework_month is not None:
        parts.append(_("Homework: T handed in · D checked · P needs work"))
    if shown.offers:
        parts.append(_("U made up for a missed session"))
    if shown.circle is not None:
        parts.append(_("an amount: type it in its column, Enter takes the usual one"))
    parts.append(_("/ find a name or row code"))
    return " · ".join(parts)
