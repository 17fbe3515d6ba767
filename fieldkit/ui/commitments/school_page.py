"""One school after the other: three months of every pupil in one grid, shares as they come."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.dates import Month, format_date
from fieldkit.core.errors import FieldKitError, InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model, service
from fieldkit.features.commitments.model import Pupil, Quarter, School, SchoolMonth
from fieldkit.ui.commitments import words
from fieldkit.ui.commitments.form_dialog import FormPreview
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.editors import ChoiceEdit, NumberEdit
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.entry_grid import EntryGrid, EntryRow, NumberColumn
from fieldkit.ui.widgets.files import with_ending

_KINDS = ("absent", "excused", "sick")
# As on the school's own sheet: Alpa, Izin, Sakit.
_SHORT = {"absent": "A", "excused": "I", "sick": "S"}


class SchoolPage(QWidget):
    """Records what a school told; emits `print_requested` with the school's key."""

    print_requested = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._quarter = Quarter.of(Month.of(screen.ctx.today))
        self._line = model.SCHOOL_LINE
        self._pupils: dict[str, Pupil] = {}
        self._schools: list[School] = []
        self._shown: tuple[Quarter, str] | None = None
        self.school_edit = ChoiceEdit((), blank=None, searchable=True)
        self.school_edit.setAccessibleName(_("Name of the school"))
        self.day_edits = [NumberEdit() for _month in range(3)]
        self.day_labels = [QLabel() for _month in range(3)]
        self.notice = Notice("", action=_("Discard"))
        self._may_check = self._ctx.may(Permission.CHECK_COMMITMENTS)
        self.grid = self._make_grid()
        self.told_label = QLabel()
        self.told_label.setWordWrap(True)
        self.save_button = buttons.button(
            _("Save"), self.save, icon="save", kind="primary", key="Ctrl+Return"
        )
        self.import_button = buttons.button(
            _("Take in a school's form"), self._on_import_clicked, icon="upload", key="Ctrl+I"
        )
        self.export_button = buttons.button(
            _("Save form as CSV"), self._on_export_clicked, icon="download"
        )
        self.print_button = buttons.button(
            _("Print form"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.empty = EmptyState(
            "school",
            _("Pupils stand here as soon as family members are recorded with their school."),
            hint=_("Record members on a family's page, or import “Data Semua Komponen”."),
        )
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(1200)
        self._lay_out()
        self._draft_timer.timeout.connect(self.flush)
        self.school_edit.edited.connect(self._on_school_chosen)
        self.notice.action_requested.connect(self._on_discard_requested)
        for edit in self.day_edits:
            edit.edited.connect(self._on_days_edited)
        self.save_button.setVisible(self._may_check)
        self.import_button.setVisible(self._may_check)

    def show_quarter(self, quarter: Quarter) -> None:
        """Read the schools of a quarter again; what is typed stays."""
        is_other = quarter != self._quarter
        if is_other:
            self.flush()
        self._quarter = quarter
        self._line = service.school_line(self._ctx)
        self._schools = service.schools(self._ctx, quarter)
        self.school_edit.set_choices([(one.key, _school(one)) for one in self._schools])
        if self._schools and self.school_edit.chosen() is None:
            self.school_edit.set_value(self._schools[0].key)
        has_pupils = bool(self._schools)
        self.empty.setVisible(not has_pupils)
        self._body.setVisible(has_pupils)
        if has_pupils:
            self._show_school()

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed and not saved."""
        days_typed = self._typed_days() != self._kept_days()
        return self.grid.is_dirty or days_typed

    @Slot()
    def flush(self) -> None:
        """Keep what is typed and not saved."""
        self._draft_timer.stop()
        if self._shown is None or not self._may_check:
            return
        if self.is_dirty:
            typed = {"grid": self.grid.changes(), "days": [e.text() for e in self.day_edits]}
            service.keep_draft(self._ctx, self._record(), typed)

    @Slot()
    def save(self) -> None:
        """Save every pupil's months that differ, or say what is wrong."""
        if not self._may_check:
            return
        self._draft_timer.stop()
        try:
            months = self._composed()
            count = service.note_school(self._ctx, months)
        except InvalidInputError as error:
            self._show_problems(error.problems)
            return
        except FieldKitError as error:
            self._screen.say_error(error)
            return
        service.drop_draft(self._ctx, self._record())
        self._shown = None
        pupils = len({told.person_id for told in months})
        said = ngettext("{count} pupil saved.", "{count} pupils saved.", pupils)
        if not count:
            self._screen.say(_("Nothing has changed."), role="attention")
        else:
            self._screen.say(said.format(count=pupils), undo=True)
        self.show_quarter(self._quarter)

    # -- laying out ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._body = QWidget()
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        caption = QLabel(_("School"))
        caption.setBuddy(self.school_edit)
        head.addWidget(caption)
        head.addWidget(self.school_edit, 1)
        head.addSpacing(style.px(12))
        head.addWidget(QLabel(_("Effective days")))
        for label, edit in zip(self.day_labels, self.day_edits, strict=True):
            style.set_role(label, "secondary")
            edit.setFixedWidth(style.text_width(7))
            head.addWidget(label)
            head.addWidget(edit)
        self._grid_room = QVBoxLayout()
        self._grid_room.addWidget(self.grid, 1)
        foot = flow_layout.bar(
            self.save_button, self.import_button, self.export_button, self.print_button
        )
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(style.px(8))
        inside.addLayout(head)
        inside.addWidget(self.notice)
        inside.addLayout(self._grid_room, 1)
        inside.addWidget(self.told_label)
        inside.addWidget(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._body, 1)

    def _make_grid(self) -> EntryGrid:
        columns = []
        for place, month in enumerate(self._quarter.months):
            short = format_date(month.first, "medium").split()[1]
            columns += [
                NumberColumn(f"{kind}{place}", f"{short} {_SHORT[kind]}", width=7)
                for kind in _KINDS
            ]
        grid = EntryGrid(*columns, row_title=N_("Pupil"), name=N_("School attendance"))
        grid.set_read_only(not self._may_check)
        grid.changed.connect(self._on_changed)
        grid.view.selectionModel().currentChanged.connect(self._on_row_changed)
        return grid

    def _show_school(self) -> None:
        """Show the chosen school's pupils, unless they are under the hands already."""
        key = self.school_edit.chosen() or ""
        if self._shown == (self._quarter, key) and self.is_dirty:
            return
        is_other = self._shown is None or self._shown[0] != self._quarter
        pupils = service.pupils(self._ctx, self._quarter, school=key)
        self._pupils = {pupil.person_id: pupil for pupil in pupils}
        if is_other:
            self._replace_grid()
        self.grid.set_rows([_row(pupil) for pupil in pupils])
        for place, (label, edit) in enumerate(zip(self.day_labels, self.day_edits, strict=True)):
            label.setText(format_date(self._quarter.months[place].first, "medium").split()[1])
            edit.set_value(model.shared_days(pupils, place))
            edit.setEnabled(self._may_check)
        self._shown = (self._quarter, key)
        self._restore()
        self._tell()

    def _replace_grid(self) -> None:
        self._grid_room.removeWidget(self.grid)
        self.grid.hide()
        self.grid.deleteLater()
        self.grid = self._make_grid()
        self._grid_room.addWidget(self.grid, 1)

    def _restore(self) -> None:
        kept = service.draft(self._ctx, self._record()) if self._may_check else None
        if kept is None:
            self.notice.show_text("")
            return
        self.grid.restore(kept.typed.get("grid", {}))
        for edit, text in zip(self.day_edits, kept.typed.get("days", []), strict=False):
            edit.setText(str(text))
        text = _("What you typed here before is back; it is not saved yet.")
        self.notice.show_text(text, role="attention")

    # -- reading -------------------------------------------------------------------------

    def _record(self) -> str:
        quarter, key = self._shown or (self._quarter, "")
        return f"{quarter}:{key}"

    def _typed_days(self) -> list[str]:
        return [edit.text().strip() for edit in self.day_edits]

    def _kept_days(self) -> list[str]:
        pupils = list(self._pupils.values())
        kept = [model.shared_days(pupils, place) for place in range(3)]
        return ["" if days is None else str(days) for days in kept]

    def _days(self) -> list[int | None]:
        found: list[int | None] = []
        for place, edit in enumerate(self.day_edits):
            try:
                value = edit.value()
            except ValueError as error:
                details: dict[str, object] = {"limit": model.MOST_DAYS, "place": place}
                raise InvalidInputError(
                    [Problem("effective_days", "days_of_month", details)]
                ) from error
            found.append(None if value is None else int(value))
        return found

    def _composed(self) -> list[SchoolMonth]:
        """Return the months that differ from what is kept; days go where something was told."""
        days = self._days()
        months = []
        for person_id, cells in self.grid.values().items():
            for place, before in enumerate(self._pupils[person_id].months):
                told = _told(before, cells, place, days[place])
                if told != before:
                    months.append(told)
        return months

    def _now(self, person_id: str) -> tuple[SchoolMonth, ...]:
        cells = self.grid.values()[person_id]
        try:
            days = self._days()
        except InvalidInputError:
            days = [None, None, None]
        return tuple(
            _told(before, cells, place, days[place])
            for place, before in enumerate(self._pupils[person_id].months)
        )

    # -- telling -------------------------------------------------------------------------

    @Slot()
    def _tell(self) -> None:
        """Say what the months of the pupil under the cursor make."""
        row = self.grid.current_row()
        if row is None:
            self.told_label.setText("")
            return
        months = self._now(row.id)
        told = [words.month_told(one) for one in months]
        is_low = any(one.percent is not None and one.percent < self._line for one in months)
        self.told_label.setText(f"{row.name} — {' · '.join(told)}")
        style.set_role(self.told_label, "danger" if is_low else "secondary")

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        said = []
        for problem in problems[:3]:
            pupil = self._pupils.get(str(problem.details.get("person_id", "")))
            sentence = sentences.problem_sentence(problem)
            said.append(
                _("{pupil}: {what}").format(pupil=pupil.name, what=sentence) if pupil else sentence
            )
        self._screen.say("\n".join(said), role="danger")
        person = str(problems[0].details.get("person_id", ""))
        if person:
            self.grid.go_to(person)
            self.grid.setFocus()
        else:
            self.day_edits[int(str(problems[0].details.get("place", 0)))].setFocus()

    # -- doing ---------------------------------------------------------------------------

    @Slot()
    def _on_school_chosen(self) -> None:
        self.flush()
        self._shown = None if self._shown is None else (self._shown[0], "")
        self._show_school()
        self.grid.setFocus()

    @Slot()
    def _on_changed(self) -> None:
        self._tell()
        self._draft_timer.start()

    @Slot()
    def _on_row_changed(self) -> None:
        self._tell()

    @Slot()
    def _on_days_edited(self) -> None:
        self._tell()
        self._draft_timer.start()

    @Slot()
    def _on_discard_requested(self) -> None:
        service.drop_draft(self._ctx, self._record())
        self._shown = None if self._shown is None else (self._shown[0], "")
        self._show_school()

    @Slot()
    def _on_import_clicked(self) -> None:
        pattern = _("Forms (*.xlsx *.xls *.ods *.csv);;All files (*)")
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Take in a school's form"), "", pattern
        )
        if chosen:
            self.take(Path(chosen))

    def take(self, file: Path) -> None:
        """Show what a school's form would do, and take it when the user says so."""
        try:
            plan = service.plan_form(self._ctx, file, self._quarter)
        except FieldKitError as error:
            self._screen.say_error(error)
            return
        if not FormPreview(plan, self.window()).exec():
            return
        count = 0

        def apply() -> None:
            nonlocal count
            count = service.apply_form(self._ctx, plan)

        if self._screen.attempt(apply):
            said = ngettext("{count} pupil taken.", "{count} pupils taken.", count)
            self._screen.say(said.format(count=count), undo=True)
            self._shown = None
            self.show_quarter(self._quarter)

    @Slot()
    def _on_export_clicked(self) -> None:
        name = f"verkom-{self._quarter}.csv"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save form as CSV"), name, _("CSV (*.csv)")
        )
        if not chosen:
            return
        file = with_ending(Path(chosen), ".csv")
        key = self.school_edit.chosen()
        count = 0

        def write() -> None:
            nonlocal count
            count = service.write_form(self._ctx, self._quarter, key, file)

        if self._screen.attempt(write):
            said = ngettext("{count} pupil written.", "{count} pupils written.", count)
            self._screen.say(said.format(count=count))

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_requested.emit(self.school_edit.chosen() or "")


def _school(one: School) -> str:
    name = one.name.strip() or one.npsn or _("School not written")
    text = _("{school} ({told} of {pupils} told)").format(
        school=name, told=one.told, pupils=one.pupils
    )
    if one.below:
        text = _("{text}, {count} below the line").format(text=text, count=one.below)
    return text


def _row(pupil: Pupil) -> EntryRow:
    values = {
        f"{kind}{place}": getattr(told, kind)
        for place, told in enumerate(pupil.months)
        for kind in _KINDS
    }
    return EntryRow(pupil.person_id, pupil.name, words.pupil_place(pupil), values)


def _told(
    before: SchoolMonth, cells: Mapping[str, Any], place: int, days: int | None
) -> SchoolMonth:
    """Return a month as typed; effective days go where something was told."""
    typed = {kind: cells[f"{kind}{place}"] for kind in _KINDS}
    has_any = any(value is not None for value in typed.values())
    kept = days if has_any else (before.effective_days if before.missed is None else None)
    return replace(before, **typed, effective_days=kept)
