"""A family's daily notes: one line typed after the other, the money in hand running along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.errors import Problem
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number
from fieldkit.features.homework import daily
from fieldkit.features.homework.daily import Entry
from fieldkit.features.homework.model import MoneyMonth
from fieldkit.ui.homework import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.money_edit import MoneyEdit
from fieldkit.ui.widgets.record_table import Column, RecordTable

_LEAST_FOR_ONE_LINE = 520


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One line of the paper with what is left after it."""

    id: str
    entry: Entry
    left: int


class DailyNotes(QWidget):
    """Emits `changed` at every line; the sums go into the recap beside it."""

    changed = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._saved: tuple[tuple[Entry, ...], int | None] = ((), None)
        self._last_day = 31
        self._day = 1
        self.opening_edit = MoneyEdit()
        self.opening_edit.setAccessibleName(_("Left over from last month"))
        self.line_edit = QLineEdit()
        self.line_edit.setAccessibleName(_("A line of the notes"))
        self.line_edit.setPlaceholderText(_("5 makan 45rb – then Enter; k at the end: a want"))
        self.echo_label = QLabel()
        self.echo_label.setWordWrap(True)
        self.left_label = QLabel()
        self.left_label.setFont(style.font(1.15, strong=True))
        self.trouble = Notice("", role="attention", icon="circle-alert")
        self.save_button = buttons.button(
            _("Save, next family (Ctrl+Enter)"), self._on_save_clicked, icon="save",
            kind="primary", key=buttons.SAVE_KEYS,
        )  # fmt: skip
        self.table = RecordTable(
            Column(N_("Date"), _day, width=7.5, align="right"),
            Column(N_("Description"), _what, stretch=True, width=14, bold=True),
            Column(N_("Kind"), _kind, width=13),
            Column(N_("In"), _money_in, width=9, align="right"),
            Column(N_("Out"), _money_out, width=9, align="right"),
            Column(N_("Money left"), _left, width=9, align="right", role=_left_role),
            name=N_("Daily notes"),
            empty=N_("Type the family's lines as they stand on its sheet."),
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        caption = QLabel(_("Left over from last month"))
        caption.setBuddy(self.opening_edit)
        style.set_role(caption, "secondary")
        opening = QHBoxLayout()
        opening.setSpacing(style.px(8))
        opening.addWidget(caption)
        opening.addWidget(self.opening_edit)
        opening.addStretch(1)
        self._head = head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(style.px(8))
        head.addLayout(opening, 1)
        head.addWidget(self.left_label)
        self.opening_edit.setFixedWidth(style.text_width(16))
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        for widget in (self.line_edit, self.echo_label, self.trouble):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addLayout(bar)
        self.setFocusProxy(self.line_edit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is left under the opening where both do not fit beside each other."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(_LEAST_FOR_ONE_LINE)
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def _connect(self) -> None:
        self.line_edit.returnPressed.connect(self._on_line_entered)
        self.line_edit.textChanged.connect(self._on_line_typed)
        self.opening_edit.edited.connect(self._on_opening_edited)
        self.table.activated.connect(self._on_row_opened)
        remove = self.table.add_action(_("Remove the line"), icon="trash-2", key="Del")
        remove.triggered.connect(self._on_remove)

    # -- what the panel asks -------------------------------------------------------------------

    def fill(self, money: MoneyMonth) -> None:
        """Show a month's notes as they are recorded."""
        self._last_day = money.month.last.day
        self._entries = daily.in_order(money.log)
        self._day = self._entries[-1].day if self._entries else 1
        self.opening_edit.set_value(money.opening)
        self._saved = (self._entries, money.opening)
        self.line_edit.clear()
        self.trouble.show_text("")
        self._show()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The lines as they stand."""
        return self._entries

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed since the month was shown."""
        return (self._entries, self._opening()) != self._saved or bool(self.line_edit.text())

    def values(self) -> dict[str, Any]:
        """Return the notes and what was left over from last month."""
        return {"log": self._entries, "opening": self._opening()}

    def draft(self) -> dict[str, Any]:
        """Return what is typed, as typed."""
        return {
            "log": daily.packed(self._entries),
            "opening": self.opening_edit.text(),
            "line": self.line_edit.text(),
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what was typed before; it counts as not saved."""
        if "log" in kept:
            self._entries = daily.unpacked(kept["log"])
            self._day = self._entries[-1].day if self._entries else 1
        self.opening_edit.setText(str(kept.get("opening") or ""))
        self.line_edit.setText(str(kept.get("line") or ""))
        self._show()

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock everything, or open it again."""
        self.line_edit.setReadOnly(read_only)
        self.opening_edit.setReadOnly(read_only)
        self.save_button.setVisible(not read_only)

    # -- showing -------------------------------------------------------------------------------

    def _opening(self) -> int | None:
        try:
            return self.opening_edit.value()
        except ValueError:
            return None

    def _show(self) -> None:
        left = daily.running(self._opening(), self._entries)
        rows = [
            NoteRow(str(number), entry, after)
            for number, (entry, after) in enumerate(zip(self._entries, left, strict=True))
        ]
        self.table.show_rows(rows)
        has_any = bool(rows) or self._opening() is not None
        now = left[-1] if left else (self._opening() or 0)
        text = _("Left in hand: {amount}").format(amount=words.rupiah(now)) if has_any else ""
        self.left_label.setText(text)
        style.set_role(self.left_label, "danger" if now < 0 else "text")

    # -- events --------------------------------------------------------------------------------

    @Slot(str)
    def _on_line_typed(self, text: str) -> None:
        found = daily.read_line(text, self._day, self._last_day) if text.strip() else None
        self.echo_label.setText(_echo(found) if found is not None else "")
        self.trouble.show_text("")

    @Slot()
    def _on_line_entered(self) -> None:
        text = self.line_edit.text()
        if not text.strip() or self.line_edit.isReadOnly():
            return
        found = daily.read_line(text, self._day, self._last_day)
        if found.entry is None:
            sentence = sentences.problem_sentence(Problem("log", found.problem))
            self.trouble.show_text(sentence, role="attention", icon="circle-alert")
            return
        self._day = found.entry.day
        self._put((*self._entries, found.entry))
        self.line_edit.clear()
        self.table.view.scrollToBottom()

    def _put(self, entries: Sequence[Entry]) -> None:
        self._entries = daily.in_order(entries)
        self._show()
        self.changed.emit()

    @Slot()
    def _on_remove(self) -> None:
        row = self.table.current()
        if isinstance(row, NoteRow) and not self.line_edit.isReadOnly():
            number = int(row.id)
            self._put([e for place, e in enumerate(self._entries) if place != number])

    @Slot(object)
    def _on_row_opened(self, row: NoteRow) -> None:
        """Take a line back into the field, to write it anew."""
        if self.line_edit.isReadOnly():
            return
        number = int(row.id)
        self._put([e for place, e in enumerate(self._entries) if place != number])
        self.line_edit.setText(_as_typed(row.entry))
        self.line_edit.setFocus()

    @Slot()
    def _on_opening_edited(self) -> None:
        self._show()
        self.changed.emit()

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save_wanted.emit()


def _echo(found: daily.Read) -> str:
    entry = found.entry
    if entry is None:
        return ""
    told = _("Day {day}: {kind}, {amount}").format(
        day=entry.day, kind=_kind_of(entry), amount=words.rupiah(entry.amount)
    )
    if entry.is_want:
        told = _("{entry}, a want").format(entry=told)
    return (
        _("{entry} (no kind is known for this word)").format(entry=told) if found.is_guess else told
    )


def _as_typed(entry: Entry) -> str:
    plus = "+" if entry.field == "in_other" else ""
    want = " k" if entry.is_want else ""
    return f"{entry.day} {plus}{entry.words} {format_number(entry.amount)}{want}".replace("  ", " ")


def _kind_of(entry: Entry) -> str:
    return _(words.LABELS[entry.field]).lower()


def _day(row: NoteRow) -> int:
    return row.entry.day


def _what(row: NoteRow) -> str:
    return row.entry.words or _kind_of(row.entry)


def _kind(row: NoteRow) -> str:
    kind = _(words.LABELS[row.entry.field])
    return _("{kind} (want)").format(kind=kind) if row.entry.is_want else kind


def _money_in(row: NoteRow) -> str:
    return format_number(row.entry.amount) if row.entry.is_income else ""


def _money_out(row: NoteRow) -> str:
    return "" if row.entry.is_income else format_number(row.entry.amount)


def _left(row: NoteRow) -> str:
    return format_number(row.left)


def _left_role(row: NoteRow) -> str | None:
    return "danger" if row.left < 0 else None
