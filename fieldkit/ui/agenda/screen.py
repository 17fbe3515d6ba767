"""The agenda: the week as seven tiles, the day's lines, and what is overdue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core import paths
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.agenda import report, service
from fieldkit.features.agenda.model import DAYS, Appointment, Day, Item, Kind, monday
from fieldkit.ui.agenda import words
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Tile, TileGrid
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.form import (
    DateField,
    Form,
    NoteField,
    NumberField,
    TextField,
    TimeField,
)
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

_LEAST_LINES, _LEAST_LATE = 180, 120


class AgendaScreen(Screen):
    """Shows a week or one of its days; a tile of the day in front shows the whole week again."""

    tables = frozenset(
        {
            "appointment", "session", "meeting", "follow_up", "visit", "visit_plan",
            "commitment_action", "graduation", "graduation_move", "referral", "complaint",
            "complaint_step", "advocacy", "contact", "programme", "family", "kpm_group", "kube",
            "business", "business_month",
        }
    )  # fmt: skip

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.first = monday(ctx.today)
        self.day: date | None = None
        self._days: tuple[Day, ...] = ()
        self._may_edit = ctx.may(Permission.EDIT_AGENDA)
        self.heading_label = QLabel()
        self.heading_label.setFont(style.strong_font())
        self.tiles = TileGrid(least=84, gap=8)
        self.table = self._table(N_("Agenda"), N_("Nothing is planned and nothing is due."))
        self.late_label = QLabel()
        self.late_label.setFont(style.strong_font())
        self.late_table = self._table(N_("Overdue"), N_("Nothing is overdue."))
        self._make_buttons()
        self._lay_out()
        for table in (self.table, self.late_table):
            table.activated.connect(self._on_activated)
            table.selection_changed.connect(self._show_buttons)
            table.chosen.connect(self._on_row_chosen)
        self._front = self.table
        self.reload()

    # -- what the window asks ----------------------------------------------------------------

    def reload(self) -> None:
        """Read the week and what is overdue again."""
        self._days = service.week(self.ctx, self.first)
        self._show_tiles()
        shown = [
            item for day in self._days if self.day in (None, day.day) for item in day.items
        ]  # fmt: skip
        self.table.show_rows(shown)
        if self.table.current() is None:
            coming = (item for item in shown if item.day >= self.ctx.today)
            if (first := next(coming, None)) is None or not self.table.select(first.id):
                self.table.select_first()
        late = service.overdue(self.ctx)
        self.late_table.show_rows(late)
        said = ngettext("{count} overdue", "{count} overdue", len(late))
        self.late_label.setText(said.format(count=len(late)) if late else _("Nothing is overdue."))
        style.set_role(self.late_label, "danger" if late else "secondary")
        self.late_table.setVisible(bool(late))
        head = format_date(self.day, "full") if self.day else words.span(self._days)
        self.heading_label.setText(head)
        self.today_button.setEnabled(self.first != monday(self.ctx.today) or self.day is not None)
        self._show_buttons()

    def open(self, target: Any) -> None:
        """Show a day, or "today"."""
        wanted = self.ctx.today if target == "today" else target
        if isinstance(wanted, date):
            self.first, self.day = monday(wanted), wanted
            self.reload()

    def go_to_top(self) -> None:
        """Show this week again."""
        self._on_today_clicked()

    def shown_record(self) -> tuple[str, str] | None:
        """Return the appointment chosen; other lines have their own pages."""
        item = self.current()
        if item is None or item.kind is not Kind.APPOINTMENT:
            return None
        return ("appointment", item.record)

    def print_documents(self) -> Sequence[Document]:
        """Print the week, the day in front, and everything that is due."""
        day = [report.day_plan(self.ctx, self.day)] if self.day else []
        week = report.week_plan(self.ctx, self.first)
        return [*day, week, report.follow_ups(self.ctx)]

    def current(self) -> Item | None:
        """Return the line chosen in the table that was used last."""
        found = self._front.current()
        return found if isinstance(found, Item) else None

    # -- building ----------------------------------------------------------------------------

    def _table(self, name: str, empty: str) -> RecordTable:
        return RecordTable(
            Column(N_("Day"), attrgetter("day"), text=_short_day, width=11),
            Column(N_("Time"), _itself, text=words.hours, width=12),
            Column(N_("What"), _itself, text=words.kind, width=22, icon=_icon),
            Column(N_("Who or which"), _itself, text=service.title, width=20, bold=True),
            Column(N_("About"), attrgetter("detail"), stretch=True, width=20),
            Column(N_("Place"), attrgetter("place"), width=16),
            Column(N_("State"), _itself, text=self._state, width=12, role=self._role),
            name=name,
            empty=empty,
        )

    def _make_buttons(self) -> None:
        self.back_button = buttons.icon_button(
            "chevron-left", _("Week before"), self._on_back_clicked, key="Ctrl+PgUp"
        )
        self.forth_button = buttons.icon_button(
            "chevron-right", _("Week after"), self._on_forth_clicked, key="Ctrl+PgDown"
        )
        self.today_button = buttons.button(
            _("This week"), self._on_today_clicked, icon="calendar-check", key="Alt+0", kind="quiet"
        )
        self.add_button = buttons.button(
            _("Appointment"), self._on_add_clicked, icon="plus", key="Ctrl+N", kind="primary"
        )
        self.open_button = buttons.button(
            _("Open"), self._on_open_clicked, icon="external-link", key="Ctrl+O"
        )
        self.done_button = buttons.button(
            _("Done"), self._on_done_clicked, icon="circle-check", key="Ctrl+D"
        )
        self.edit_button = buttons.button(
            _("Change"), self._on_edit_clicked, icon="pencil", key="F2"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.calendar_button = buttons.button(
            _("Calendar file"), self._on_calendar_clicked, icon="calendar-days",
            tip=_("Save the week as .ics for a phone's calendar; families by code only"),
        )  # fmt: skip
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        for button in (self.add_button, self.done_button, self.edit_button, self.remove_button):
            button.setVisible(self._may_edit)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(6))
        for widget in (self.back_button, self.forth_button, self.heading_label, self.today_button):
            head.addWidget(widget)
        head.addStretch(1)
        page = Page()
        page.body.setContentsMargins(0, 0, style.px(4), 0)
        page.body.setSpacing(style.px(8))
        page.body.addWidget(self.tiles)
        page.body.addWidget(self.table, 3)
        page.body.addWidget(self.late_label)
        page.body.addWidget(self.late_table, 2)
        self.table.setMinimumHeight(style.px(_LEAST_LINES))
        self.late_table.setMinimumHeight(style.px(_LEAST_LATE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(page, 1)
        layout.addWidget(
            flow_layout.bar(
                self.add_button, self.open_button, self.done_button, self.edit_button,
                self.print_button, self.calendar_button, self.remove_button,
            )
        )  # fmt: skip
        for number in range(1, DAYS + 1):
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.activated.connect(self._on_day_key)

    def _show_tiles(self) -> None:
        self.tiles.clear()
        for number, day in enumerate(self._days, 1):
            tile = Tile(
                words.weekday(day), words.counted(day), state=self._tile_state(day),
                role="accent", icon="circle-dot" if self.day == day.day else "",
            )  # fmt: skip
            tile.setProperty("day", day.id)
            tile.setToolTip(f"Alt+{number}")
            tile.clicked.connect(self._on_tile_clicked)
            self.tiles.add(tile)

    def _tile_state(self, day: Day) -> str:
        if self.day == day.day:
            return _("shown below")
        return _("today") if day.day == self.ctx.today else ""

    # -- deeds -------------------------------------------------------------------------------

    @Slot()
    def _on_back_clicked(self) -> None:
        self._turn(-DAYS)

    @Slot()
    def _on_forth_clicked(self) -> None:
        self._turn(DAYS)

    def _turn(self, days: int) -> None:
        self.first += timedelta(days=days)
        self.day = self.day + timedelta(days=days) if self.day else None
        self.reload()

    @Slot()
    def _on_today_clicked(self) -> None:
        self.first, self.day = monday(self.ctx.today), None
        self.reload()

    @Slot()
    def _on_day_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut):
            self._choose(self.first + timedelta(days=int(keys.key().toString()[-1]) - 1))

    @Slot()
    def _on_tile_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, Tile):
            self._choose(date.fromisoformat(tile.property("day")))

    def _choose(self, day: date) -> None:
        self.day = None if self.day == day else day
        self.reload()

    @Slot(object)
    def _on_row_chosen(self, _row: object) -> None:
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        if self.late_table.view.hasFocus():
            self._front = self.late_table
        elif self.table.view.hasFocus() or not self.late_table.rows():
            self._front = self.table
        item = self.current()
        is_own = item is not None and item.kind is Kind.APPOINTMENT
        self.open_button.setEnabled(item is not None)
        self.edit_button.setEnabled(is_own)
        self.remove_button.setEnabled(is_own)
        self.done_button.setEnabled(
            item is not None and not item.is_done and item.kind in service.TICKED
        )

    @Slot(object)
    def _on_activated(self, item: Item) -> None:
        where = words.target(item)
        if where is not None:
            self.navigate(where)
        elif self._may_edit:
            self._edit(service.appointment(self.ctx, item.record))

    @Slot()
    def _on_open_clicked(self) -> None:
        item = self.current()
        if item is not None:
            self._on_activated(item)

    @Slot()
    def _on_add_clicked(self) -> None:
        self._edit(Appointment(held_on=self.day or max(self.first, self.ctx.today)))

    @Slot()
    def _on_edit_clicked(self) -> None:
        item = self.current()
        if item is not None and item.kind is Kind.APPOINTMENT:
            self._edit(service.appointment(self.ctx, item.record))

    def _edit(self, one: Appointment) -> None:
        form = _form(self.ctx)
        form.fill(
            {
                "held_on": one.held_on, "starts": one.starts, "ends": one.ends,
                "title": one.title or None, "place": one.place or None, "rhk": one.rhk,
                "note": one.note or None, "done_on": one.done_on,
            }
        )  # fmt: skip

        def save(values: dict[str, Any]) -> None:
            texts = {name: values[name] or "" for name in ("title", "place", "note")}
            service.save_appointment(self.ctx, replace(one, **{**values, **texts}))

        if FormDialog(_("An appointment"), form, save, parent=self.window()).exec():
            self.say(_("The appointment is noted."), undo=True)
            self.reload()

    @Slot()
    def _on_done_clicked(self) -> None:
        item = self.current()
        if item is not None and self.attempt(lambda: service.tick(self.ctx, item)):
            self.say(_("It is ticked."), undo=True)
            self.reload()

    @Slot()
    def _on_remove_clicked(self) -> None:
        item = self.current()
        if item is not None and self.attempt(
            lambda: service.remove_appointment(self.ctx, item.record)
        ):
            self.say(_("It lies in the bin."), undo=True)
            self.reload()

    @Slot()
    def _on_print_clicked(self) -> None:
        PreviewDialog(self.ctx, self.print_documents(), self.window()).exec()

    @Slot()
    def _on_calendar_clicked(self) -> None:
        start = str(paths.documents_folder() / f"Agenda {self.first}.ics")
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the calendar file"), start, _("Calendar (*.ics)")
        )
        if chosen:
            self.save_calendar(Path(chosen))

    def save_calendar(self, file: Path) -> None:
        """Write the week for another calendar."""
        last = self.first + timedelta(days=DAYS - 1)
        target = with_ending(file, ".ics")
        written: list[int] = []

        def write() -> None:
            written.append(service.write_calendar(self.ctx, self.first, last, target))

        if self.attempt(write):
            said = ngettext(
                "{count} line saved in {file}.", "{count} lines saved in {file}.", written[0]
            )
            self.say(said.format(count=written[0], file=target.name))

    # -- how it is said ----------------------------------------------------------------------

    def _state(self, item: Item) -> str:
        if item.is_done:
            return _("done")
        return _("late") if item.is_late(self.ctx.today) else ""

    def _role(self, item: Item) -> str:
        if item.is_done:
            return "good"
        return "danger" if item.is_late(self.ctx.today) else "secondary"


def _form(ctx: Context) -> Form:
    return Form(
        TextField("title", N_("What"), required=True, wide=True, max_length=120),
        DateField("held_on", N_("Date"), required=True),
        TextField("place", N_("Place"), max_length=120),
        TimeField("starts", N_("From")),
        TimeField("ends", N_("Until")),
        NumberField("rhk", N_("RHK (1–9)")),
        DateField("done_on", N_("Done on")),
        NoteField("note", N_("Note"), lines=2),
        today=ctx.clock.today,
    )


def _itself(item: Item) -> Item:
    return item


def _icon(item: Item) -> str:
    return words.ICONS[item.kind]


def _short_day(day: date) -> str:
    return format_date(day, "medium")


SCREEN = ScreenSpec(
    key="agenda",
    title=N_("Agenda"),
    icon="calendar-days",
    permission=Permission.SEE_AGENDA,
    build=AgendaScreen,
)
