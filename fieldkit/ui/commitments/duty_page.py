"""Health and social duties: how far each is verified left, and everybody it is for right."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model, service
from fieldkit.features.commitments.model import (
    SCHOOL,
    Check,
    Result,
    Subject,
    Tally,
)
from fieldkit.ui.commitments import words
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.entry_grid import EntryGrid, EntryRow, Mark, MarkColumn, TextColumn
from fieldkit.ui.widgets.record_table import Column, RecordTable


class DutyPage(QWidget):
    """Checks one duty person by person; emits `print_requested` with the duty's code."""

    print_requested = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._month = Month.of(screen.ctx.today)
        self._code = ""
        self._shown = ""
        self._subjects: dict[str, Subject] = {}
        self._may_check = self._ctx.may(Permission.CHECK_COMMITMENTS)
        self.table = RecordTable(
            Column(
                N_("Duty"), attrgetter("duty.name"), stretch=True, width=20, bold=True, icon=_icon
            ),
            Column(N_("Checked"), _itself, text=_checked, width=10, align="right", role=_role),
            name=N_("Duties"),
            empty=N_("No duty is in use. Switch one on in the list of duties."),
        )
        self.title_label = QLabel()
        self.title_label.setFont(style.strong_font())
        self.title_label.setWordWrap(True)
        self.period_label = QLabel()
        self.period_label.setWordWrap(True)
        style.set_role(self.period_label, "secondary")
        self.notice = Notice("", action=_("Discard"))
        self.grid = EntryGrid(
            MarkColumn(
                "result",
                N_("Finding"),
                marks=(
                    Mark(Result.MET.value, "Y", N_("Met"), "good"),
                    Mark(Result.NOT_MET.value, "T", N_("Not met"), "danger"),
                ),
            ),
            TextColumn("place", N_("Place"), max_length=model.LONGEST_NAME, width=18),
            TextColumn("note", N_("Note"), max_length=model.LONGEST_NOTE, width=20),
            row_title=N_("Person"),
            name=N_("Who the duty is for"),
        )
        self.grid.set_read_only(not self._may_check)
        self.save_button = buttons.button(
            _("Save"), self.save, icon="save", kind="primary", key="Ctrl+Return"
        )
        self.save_button.setVisible(self._may_check)
        self.print_button = buttons.button(
            _("Print sheet"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(1200)
        self._lay_out()
        self._draft_timer.timeout.connect(self.flush)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)
        self.grid.changed.connect(self._draft_timer.start)
        self.notice.action_requested.connect(self._on_discard_requested)

    def show_month(self, month: Month) -> None:
        """Read the duties of the periods a month lies in; what is typed stays."""
        if month != self._month:
            self.flush()
            self._shown = ""
        self._month = month
        found = [one for one in service.tallies(self._ctx, month) if one.duty.code != SCHOOL]
        self.table.show_rows(found)
        if self.table.current() is None:
            self.table.select_first()
        self._show_duty()

    @property
    def is_dirty(self) -> bool:
        """Whether something is marked and not saved."""
        return self.grid.is_dirty

    @Slot()
    def flush(self) -> None:
        """Keep what is marked and not saved."""
        self._draft_timer.stop()
        if self._shown and self._may_check and self.grid.is_dirty:
            service.keep_draft(self._ctx, self._shown, {"grid": self.grid.changes()})

    @Slot()
    def save(self) -> None:
        """Save what was found."""
        if not self._may_check or not self._code:
            return
        self._draft_timer.stop()
        changed = [self._check(person, cells) for person, cells in self.grid.values().items()]
        try:
            count = service.note_checks(self._ctx, changed)
        except FieldKitError as error:
            self._screen.say_error(error)
            return
        service.drop_draft(self._ctx, self._shown)
        self._shown = ""
        if count:
            said = ngettext("{count} person checked.", "{count} people checked.", count)
            self._screen.say(said.format(count=count), undo=True)
        else:
            self._screen.say(_("Nothing has changed."), role="attention")
        self.show_month(self._month)

    def _lay_out(self) -> None:
        self.table.setMaximumWidth(style.px(400))
        right = QVBoxLayout()
        right.setSpacing(style.px(8))
        right.addWidget(self.title_label)
        right.addWidget(self.period_label)
        right.addWidget(self.notice)
        right.addWidget(self.grid, 1)
        right.addWidget(flow_layout.bar(self.save_button, self.print_button))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(16))
        layout.addWidget(self.table, 2)
        layout.addLayout(right, 3)

    def _show_duty(self) -> None:
        tally = self.table.current()
        if not isinstance(tally, Tally):
            self._code = ""
            self.grid.set_rows([])
            self.title_label.setText("")
            self.period_label.setText("")
            return
        duty = tally.duty
        self._code = duty.code
        record = f"{duty.code}:{model.period_key(duty.period, self._month)}"
        self.title_label.setText(duty.name)
        parts = (words.period(duty, self._month), words.duty_words(duty), duty.source)
        self.period_label.setText(" · ".join(part for part in parts if part))
        if self._shown == record and self.grid.is_dirty:
            return
        subjects = service.subjects(self._ctx, duty.code, self._month)
        self._subjects = {one.person_id: one for one in subjects}
        self.grid.set_rows([_row(one) for one in subjects])
        self._shown = record
        kept = service.draft(self._ctx, record) if self._may_check else None
        if kept is None:
            self.notice.show_text("")
            return
        self.grid.restore(kept.typed.get("grid", {}))
        text = _("What you typed here before is back; it is not saved yet.")
        self.notice.show_text(text, role="attention")

    def _check(self, person_id: str, cells: dict[str, Any]) -> Check:
        before = self._subjects[person_id].check
        result = Result(cells["result"]) if cells["result"] else None
        same = result == before.result
        return Check(
            person_id=person_id,
            family_id=before.family_id,
            duty=before.duty,
            period=before.period,
            result=result,
            checked_on=before.checked_on if same else None,
            place=cells["place"] or "",
            note=cells["note"] or "",
        )

    @Slot(object)
    def _on_chosen(self, tally: Tally | None) -> None:
        if tally is not None and tally.duty.code != self._code:
            self.flush()
            self._show_duty()

    @Slot(object)
    def _on_activated(self, _tally: Tally) -> None:
        self.grid.setFocus()

    @Slot()
    def _on_discard_requested(self) -> None:
        service.drop_draft(self._ctx, self._shown)
        self._shown = ""
        self.grid.mark_clean()
        self._show_duty()

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_requested.emit(self._code)


def _itself(tally: Tally) -> Tally:
    return tally


def _checked(tally: Tally) -> str:
    return f"{tally.checked}/{tally.people}"


def _role(tally: Tally) -> str:
    if tally.not_met:
        return "danger"
    return "good" if tally.people and not tally.unchecked else "secondary"


def _icon(tally: Tally) -> str:
    return words.DOMAIN_ICONS[tally.duty.domain]


def _row(one: Subject) -> EntryRow:
    age = _("{age} years").format(age=one.age) if one.age is not None else ""
    detail = " · ".join(part for part in (one.row_code, age, one.carer) if part)
    check = one.check
    values = {
        "result": check.result.value if check.result else None,
        "place": check.place or None,
        "note": check.note or None,
    }
    return EntryRow(one.person_id, one.name, detail, values)
