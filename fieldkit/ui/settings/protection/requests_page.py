"""What families asked about their data, and until when it must be done."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.people.data_sheet import data_sheets
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Request
from fieldkit.ui.settings.protection.list_page import ListPage, day, instant
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    TextField,
    TimeField,
)
from fieldkit.ui.widgets.record_table import Column, RecordTable


class RequestsPage(ListPage):
    """Every request, those that wait first."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(ctx, screen, parent)
        self.lead_label.setText(
            _(
                "A family may see its data, have it put right, stopped or deleted. The law gives"
                " 3 × 24 hours."
            )
        )
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("family"), width=15, bold=True),
            Column(N_("What was asked for"), _kind, width=17),
            Column(N_("In which words"), attrgetter("what"), stretch=True, width=15),
            Column(N_("Asked at"), attrgetter("asked_at"), text=instant, width=18),
            Column(N_("Answer"), self._state, width=23, role=self._state_role),
            name=N_("Requests about data"),
        )
        self.table.set_empty(_("No family has asked for anything yet."), icon="message-square")
        self.add_button = buttons.button(
            _("Record a request…"), self._on_add_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.edit_button = buttons.button(
            _("Answer or change…"), self._on_edit_clicked, icon="pencil"
        )
        self.sheet_button = buttons.button(
            _("Data sheet of the family…"), self._on_sheet_clicked, icon="file-text"
        )
        for button in (self.add_button, self.edit_button):
            button.setVisible(self.may_edit)
        of_row = (self.edit_button, self.sheet_button)
        self.lay_out(self.add_button, *of_row, of_row=of_row)
        self.table.activated.connect(self._on_edit_clicked)
        self.reload()

    def reload(self) -> None:
        """Read the requests again."""
        self.table.show_rows(protection.requests(self.ctx))
        self.show_buttons()

    def edit(self, request: Request) -> None:
        """Ask for a request, or for what was done about one."""
        form = Form(
            ChoiceField(
                "family_id", N_("Family"), choices=protection.families(self.ctx),
                searchable=True, required=True, wide=True,
            ),
            ChoiceField(
                "kind", N_("What was asked for"), choices=list(protection.ASKED.items()),
                blank=None,
            ),
            TextField("asked_by", N_("Asked by"), max_length=120),
            DateField("asked_day", N_("Asked on"), required=True),
            TimeField("asked_time", N_("At what time"), required=True),
            NoteField("what", N_("In which words"), lines=2, required=True),
            NoteField("answer", N_("What was done"), lines=2),
            DateField("done_on", N_("Done on")),
        )  # fmt: skip
        asked = request.asked_at or protection.now_here(self.ctx)
        form.fill(
            {
                "family_id": request.family_id or None, "kind": request.kind,
                "asked_by": request.asked_by, "asked_day": asked.date(),
                "asked_time": asked.time(), "what": request.what, "answer": request.answer,
                "done_on": request.done_on,
            }
        )  # fmt: skip

        def save(values: dict[str, Any]) -> None:
            on, at = values.pop("asked_day"), values.pop("asked_time")
            blank = dict.fromkeys(("family_id", "asked_by", "what", "answer"), "")
            filled = {k: v for k, v in values.items() if v is not None}
            moment = datetime.combine(on, at) if on and at else None
            wanted = blank | {"done_on": None, "asked_at": moment} | filled
            protection.save_request(self.ctx, replace(request, **wanted))

        dialog = FormDialog(_("Request about data"), form, save, parent=self.window())
        if dialog.exec():
            self.screen_of.say(_("Request saved."), undo=True)

    def _state(self, request: Request) -> str:
        if request.done_on:
            return _("Done {day}").format(day=day(request.done_on))
        return _("until {moment}").format(moment=instant(request.due_at))

    def _state_role(self, request: Request) -> str | None:
        if request.done_on:
            return "good"
        late = request.due_at is not None and request.due_at < protection.now_here(self.ctx)
        return "danger" if late else "attention"

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit(Request(family_id=""))

    @Slot()
    def _on_edit_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self.may_edit:
            self.edit(current)

    @Slot()
    def _on_sheet_clicked(self) -> None:
        current = self.table.current()
        if current is not None:
            self.preview(data_sheets(self.ctx, [current.family_id]))


def _kind(request: Request) -> str:
    return _(protection.ASKED[request.kind])
