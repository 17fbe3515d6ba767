"""Incidents: what was lost or seen, who was told, and the letter the law wants."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import ReportRequest
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Incident
from fieldkit.ui.settings.protection.list_page import ListPage, day, instant
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    NumberField,
    Section,
    TextField,
    TimeField,
)
from fieldkit.ui.widgets.record_table import Column, RecordTable

_TEXTS = ("what", "data_kinds", "cause", "measures", "contact")
_DAYS = ("happened_on", "agency_told_on", "people_told_on", "closed_on")


class IncidentsPage(ListPage):
    """Every incident, those still open first."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(ctx, screen, parent)
        self.lead_label.setText(
            _(
                "A lost laptop, a stick left behind, a list before the wrong eyes: write it down."
                " The families and the agency must be told in writing within 3 × 24 hours."
            )
        )
        self.table = RecordTable(
            Column(N_("Noticed at"), attrgetter("noticed_at"), text=instant, width=18, bold=True),
            Column(N_("Kind of incident"), _kind, width=19),
            Column(N_("What happened"), attrgetter("what"), stretch=True, width=16),
            Column(N_("Told"), self._told, width=22, role=self._told_role),
            Column(N_("Closed on"), attrgetter("closed_on"), text=day, width=13),
            name=N_("Incidents"),
        )
        self.table.set_empty(_("No incident is recorded. May it stay so."), icon="shield-check")
        self.add_button = buttons.button(
            _("Record an incident…"), self._on_add_clicked, icon="plus", kind="primary",
            key="Ctrl+N",
        )  # fmt: skip
        self.edit_button = buttons.button(_("Change…"), self._on_edit_clicked, icon="pencil")
        self.letter_button = buttons.button(_("Letter…"), self._on_letter_clicked, icon="file-text")
        self.list_button = buttons.button(
            _("Print the log…"), self._on_list_clicked, icon="printer", kind="quiet"
        )
        for button in (self.add_button, self.edit_button):
            button.setVisible(self.may_edit)
        of_row = (self.edit_button, self.letter_button)
        self.lay_out(self.add_button, *of_row, self.list_button, of_row=of_row)
        self.table.activated.connect(self._on_edit_clicked)
        self.reload()

    def reload(self) -> None:
        """Read the incidents again."""
        self.table.show_rows(protection.incidents(self.ctx))
        self.show_buttons()

    def edit(self, incident: Incident) -> None:
        """Ask for an incident, or for what became of one."""
        form = Form(
            ChoiceField(
                "kind", N_("Kind of incident"), choices=list(protection.MISHAPS.items()),
                blank=None, wide=True,
            ),
            NoteField("what", N_("What happened"), lines=2, required=True),
            DateField("happened_on", N_("Happened on")),
            NumberField("families", N_("How many families")),
            DateField("noticed_day", N_("Noticed on"), required=True),
            TimeField("noticed_time", N_("At what time"), required=True),
            NoteField("data_kinds", N_("Which data"), lines=2),
            NoteField("cause", N_("How it happened"), lines=2),
            NoteField("measures", N_("What was done about it"), lines=2),
            TextField("contact", N_("Whom to ask"), max_length=200, wide=True),
            Section(N_("Who was told")),
            DateField("agency_told_on", N_("Agency told on")),
            DateField("people_told_on", N_("Families told on")),
            DateField("closed_on", N_("Closed on")),
        )  # fmt: skip
        noticed = incident.noticed_at or protection.now_here(self.ctx)
        kept = {name: getattr(incident, name) for name in ("kind", "families", *_TEXTS, *_DAYS)}
        form.fill(kept | {"noticed_day": noticed.date(), "noticed_time": noticed.time()})

        def save(values: dict[str, Any]) -> None:
            on, at = values.pop("noticed_day"), values.pop("noticed_time")
            filled = {k: v for k, v in values.items() if v is not None}
            blank: dict[str, Any] = dict.fromkeys(_TEXTS, "") | dict.fromkeys(_DAYS)
            moment = datetime.combine(on, at) if on and at else None
            wanted = blank | {"families": None, "noticed_at": moment} | filled
            protection.save_incident(self.ctx, replace(incident, **wanted))

        dialog = FormDialog(_("Incident"), form, save, parent=self.window())
        if dialog.exec():
            self.screen_of.say(_("Incident saved."), undo=True)

    def _told(self, incident: Incident) -> str:
        if incident.is_told:
            return _("Everybody was told")
        return _("until {moment}").format(moment=instant(incident.due_at))

    def _told_role(self, incident: Incident) -> str | None:
        if incident.is_told or incident.closed_on:
            return "good"
        late = incident.due_at is not None and incident.due_at < protection.now_here(self.ctx)
        return "danger" if late else "attention"

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit(Incident())

    @Slot()
    def _on_edit_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self.may_edit:
            self.edit(current)

    @Slot()
    def _on_letter_clicked(self) -> None:
        current = self.table.current()
        if current is not None:
            self.preview(report.incident_letter(self.ctx, ReportRequest(subject=current.id)))

    @Slot()
    def _on_list_clicked(self) -> None:
        self.preview(report.incident_list(self.ctx, ReportRequest()))


def _kind(incident: Incident) -> str:
    return _(protection.MISHAPS[incident.kind])
