"""The story of one record: what was changed when, and the record as it was at any instant."""

from operator import attrgetter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import service as records
from fieldkit.features.records import sight, wording
from fieldkit.features.records.kinds import EDIT, LEDGERS
from fieldkit.features.records.model import Belonging, Entry, FieldThen, Then
from fieldkit.ui.records import words
from fieldkit.ui.records.steps_page import undo_words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable


class RecordPage(QWidget):
    """Left the entries, right what the chosen one changed and the record as it was then."""

    bring_back_wanted = Signal(object)
    undo_wanted = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.place = ("", "")
        self._then: Then | None = None
        self._are_ids_shown = False
        self.title_label = QLabel()
        self.title_label.setFont(style.large_font())
        self.title_label.setWordWrap(True)
        self.entries = RecordTable(
            Column(N_("When"), self._moment, width=20, bold=True, whole=True),
            Column(N_("What"), words.kind, width=15, role=words.role),
            Column(N_("Who"), self._who, stretch=True, width=12),
            name=N_("History"),
        )
        self.entries.set_empty(_("Nothing is known of this record."), icon="history")
        self._add_right()
        self.ids_button = buttons.button(
            _("Show the numbers"), self._on_ids_clicked, icon="eye", kind="quiet"
        )
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.entries)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        self._split.setSizes([style.px(430), style.px(640)])
        head = QHBoxLayout()
        head.addWidget(self.title_label, 1)
        head.addWidget(self.ids_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(self._split, 1)
        self.setFocusProxy(self.entries)
        self.entries.chosen.connect(self._on_entry_chosen)

    def _add_right(self) -> None:
        self._right = Page()
        self._right.body.setContentsMargins(style.px(12), 0, style.px(8), style.px(8))
        self._changed_card = Card(_("What was changed"), icon="pencil")
        self.changes = RecordTable(
            Column(N_("Field"), attrgetter("label"), width=20),
            Column(N_("From"), attrgetter("before"), stretch=True, width=16),
            Column(N_("To"), attrgetter("after"), stretch=True, width=16, bold=True),
            name=N_("What was changed"),
        )
        self.step_label = QLabel()
        self.step_label.setWordWrap(True)
        style.set_role(self.step_label, "secondary")
        self.undo_button = buttons.button(_("Undo this step"), self._on_undo_clicked, icon="undo-2")
        self._changed_card.add(self.step_label)
        self._changed_card.add(self.changes)
        self._changed_card.add(_left(self.undo_button))
        self._right.add(self._changed_card)
        self._add_then()
        self._right.finish()

    def _add_then(self) -> None:
        card = Card(_("As it was"), icon="history")
        self.then_label = QLabel()
        self.then_label.setWordWrap(True)
        self.day_edit = DateEdit(today=self._ctx.clock.today)
        self.day_edit.setAccessibleName(_("Show it as it was at the end of this day"))
        self.differing_check = QCheckBox(_("Only what is different today"))
        self.differing_check.setChecked(True)
        self.gone = Notice("", role="attention", icon="info")
        self.fields = RecordTable(
            Column(N_("Field"), attrgetter("label"), width=20),
            Column(N_("Then"), attrgetter("then"), stretch=True, width=16, bold=True),
            Column(N_("Now"), attrgetter("now"), stretch=True, width=16, role=_role),
            name=N_("As it was"),
        )
        self.bring_back_button = buttons.button(
            _("Put back as it was then"), self._on_bring_back_clicked, icon="archive-restore"
        )
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(QLabel(_("At the end of")))
        line.addWidget(self.day_edit)
        line.addWidget(self.differing_check)
        line.addStretch(1)
        card.add(self.then_label)
        card.body.addLayout(line)
        card.add(self.gone)
        card.add(self.fields)
        card.add(_left(self.bring_back_button))
        self._right.add(card)
        self.belonging_card = Card("", icon="users")
        self.belonging = RecordTable(
            Column(N_("Name"), attrgetter("name"), stretch=True, bold=True),
            Column(N_("Then"), lambda one: _yes(one.was_there), width=10),
            Column(N_("Now"), lambda one: _yes(one.is_there), width=10),
            Column(N_("What happened"), _what_happened, width=18, role=_belonging_role),
            name=N_("Who belonged to it"),
        )
        self.belonging_card.add(self.belonging)
        self._right.add(self.belonging_card)
        self.day_edit.edited.connect(self._on_day_edited)
        self.differing_check.toggled.connect(self._on_differing_toggled)

    # -- showing ---------------------------------------------------------------------------

    def show_record(self, table: str, record: str) -> None:
        """Show the story of a record; raises what forbids it."""
        is_other = (table, record) != self.place
        self.place = (table, record)
        self._are_ids_shown = self._are_ids_shown and not is_other
        may_see = self._ctx.may(Permission.SEE_FULL_IDS) and sight.has_hidden(table)
        self.ids_button.setVisible(may_see and not self._are_ids_shown)
        name = records.title(self._ctx, table, record)
        self.title_label.setText(_("{name} – {kind}").format(name=name, kind=wording.table(table)))
        self.entries.show_rows(records.history(self._ctx, table, record))
        if is_other or self.entries.current() is None:
            self.entries.select_first()
        self._show_entry()

    def reload(self) -> None:
        """Read the same record again."""
        if self.place[0]:
            self.show_record(*self.place)

    def _show_entry(self) -> None:
        entry = self.entries.current()
        self._changed_card.setVisible(entry is not None)
        if entry is None:
            return
        said = records.said(self._ctx, self.place[0], entry, full_ids=self._are_ids_shown)
        self.step_label.setText(entry.step)
        self.step_label.setVisible(bool(entry.step))
        self.changes.set_empty(_("No field changed."), icon="pencil")
        self.changes.show_rows(said)
        _fit(self.changes, len(said))
        self._show_undo(entry)
        self._travel(entry.at_ms)

    def _show_undo(self, entry: Entry) -> None:
        """Offer to take the step back, and say how much that is."""
        step = next(iter(records.steps_named(self._ctx, [entry.step_id])), None)
        self.undo_button.setVisible(step is not None and step.may_undo)
        if step is not None:
            self.undo_button.setText(undo_words(step))

    def _travel(self, at_ms: int) -> None:
        table, record = self.place
        self._then = records.at(self._ctx, table, record, at_ms, full_ids=self._are_ids_shown)
        self.then_label.setText(
            _("As it was on {moment}.").format(moment=words.moment(self._ctx, at_ms))
        )
        self._show_then()

    def _show_then(self) -> None:
        then = self._then
        if then is None:
            return
        only = self.differing_check.isChecked()
        shown = [one for one in then.fields if one.differs or not only]
        self.gone.show_text(
            "" if then.exists else _("It did not exist then, or lay in the bin."),
            role="attention", icon="info",
        )  # fmt: skip
        self.fields.set_empty(_("Nothing is different today."), icon="circle-check")
        self.fields.show_rows(shown)
        _fit(self.fields, len(shown))
        table = self.place[0]
        may = table in EDIT and table not in LEDGERS and self._ctx.may(EDIT[table])
        can = then.exists and any(one.differs for one in then.fields)
        self.bring_back_button.setVisible(may)
        self.bring_back_button.setEnabled(can)
        self._show_belonging(then)

    def _show_belonging(self, then: Then) -> None:
        self.belonging_card.setVisible(bool(then.belonging))
        if then.belonging:
            there = sum(one.was_there for one in then.belonging)
            text = ngettext("{count} belonged to it then", "{count} belonged to it then", there)
            self.belonging_card.title_label.setText(text.format(count=there))
            self.belonging.show_rows(then.belonging)
            _fit(self.belonging, len(then.belonging), most=12)

    def _moment(self, entry: Entry) -> str:
        return words.moment(self._ctx, entry.at_ms)

    def _who(self, entry: Entry) -> str:
        return words.who(self._ctx, entry)

    # -- doing -----------------------------------------------------------------------------

    @Slot(object)
    def _on_entry_chosen(self, _entry: Entry | None) -> None:
        self.day_edit.set_value(None)
        self._show_entry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the story above the record where there is little room beside it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= style.px(860)
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)

    @Slot()
    def _on_ids_clicked(self) -> None:
        records.note_ids_seen(self._ctx, self.place[1])
        self._are_ids_shown = True
        self.reload()

    @Slot()
    def _on_day_edited(self) -> None:
        try:
            day = self.day_edit.value()
        except ValueError:
            return
        if day is not None and self.place[0]:
            self._travel(records.end_of(self._ctx, day))

    @Slot(bool)
    def _on_differing_toggled(self, _only: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self._show_then()

    @Slot()
    def _on_undo_clicked(self) -> None:
        entry = self.entries.current()
        if entry is not None:
            self.undo_wanted.emit(entry.step_id)

    @Slot()
    def _on_bring_back_clicked(self) -> None:
        if self._then is not None:
            self.bring_back_wanted.emit(self._then.at_ms)


def _left(button: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(button)
    line.addStretch(1)
    return holder


def _fit(table: RecordTable, count: int, most: int = 9) -> None:
    """Give a table the height of its rows, up to a limit."""
    rows = min(max(count, 3), most)
    table.setFixedHeight(style.row_height() * (rows + 1) + style.px(8))


def _role(one: FieldThen) -> str:
    return "attention" if one.differs else "secondary"


def _yes(there: bool) -> str:  # noqa: FBT001 -- one word for one value
    return _("Yes") if there else _("No")


def _what_happened(one: Belonging) -> str:
    if one.was_there and not one.is_there:
        return _("Left since")
    return _("Came since") if one.is_there and not one.was_there else ""


def _belonging_role(one: Belonging) -> str:
    return "danger" if not one.is_there else "good" if not one.was_there else "secondary"
