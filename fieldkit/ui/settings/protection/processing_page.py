"""Catatan pemrosesan: what is done with which data, on what basis, and for how long."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import ReportRequest
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Processing
from fieldkit.ui.settings.protection.list_page import ListPage
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import CheckField, Form, NoteField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable

_TEXTS = ("name", "purpose", "basis", "people", "fields", "receivers", "retention")


class ProcessingPage(ListPage):
    """Every activity; the given ones stand there to be changed."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(ctx, screen, parent)
        self.lead_label.setText(
            _(
                "The law wants a record of what is done with whose data. It is filled in for what"
                " FieldKit does; change what is different with you."
            )
        )
        self.table = RecordTable(
            Column(N_("Activity"), attrgetter("name"), width=17, bold=True),
            Column(N_("What for"), attrgetter("purpose"), stretch=True, width=18),
            Column(N_("Who receives it"), attrgetter("receivers"), width=19),
            Column(N_("How long it is kept"), attrgetter("retention"), width=19),
            Column(N_("Printed"), _used, width=9),
            name=N_("Record of processing"),
        )
        self.add_button = buttons.button(
            _("Add an activity…"), self._on_add_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.edit_button = buttons.button(_("Change…"), self._on_edit_clicked, icon="pencil")
        self.print_button = buttons.button(
            _("Print the record…"), self._on_print_clicked, icon="printer"
        )
        for button in (self.add_button, self.edit_button):
            button.setVisible(self.may_edit)
        self.lay_out(
            self.add_button, self.edit_button, self.print_button, of_row=(self.edit_button,)
        )
        self.table.activated.connect(self._on_edit_clicked)
        self.reload()

    def reload(self) -> None:
        """Read the record again."""
        self.table.show_rows(protection.processing(self.ctx))
        self.show_buttons()

    def edit(self, line: Processing) -> None:
        """Ask for an activity, or for what is changed of one."""
        form = Form(
            TextField("name", N_("Activity"), required=True, max_length=120, wide=True),
            NoteField("purpose", N_("What for"), lines=2, required=True),
            NoteField("basis", N_("On what basis"), lines=2, required=True),
            NoteField("people", N_("Whose data"), lines=2),
            NoteField("fields", N_("Which data"), lines=2),
            NoteField("receivers", N_("Who receives it"), lines=2),
            NoteField("retention", N_("How long it is kept"), lines=2),
            CheckField("is_used", N_("Stands in the printed record"), wide=True),
        )
        form.fill({name: getattr(line, name) for name in (*_TEXTS, "is_used")})

        def save(values: dict[str, Any]) -> None:
            texts: dict[str, Any] = {name: values[name] or "" for name in _TEXTS}
            wanted = replace(line, **texts, is_used=bool(values["is_used"]))
            protection.save_processing(self.ctx, wanted)

        dialog = FormDialog(_("Activity"), form, save, parent=self.window())
        if dialog.exec():
            self.screen_of.say(_("Saved."), undo=True)

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit(Processing(code=""))

    @Slot()
    def _on_edit_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self.may_edit:
            self.edit(current)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.preview(report.processing_record(self.ctx, ReportRequest()))


def _used(line: Processing) -> str:
    return _("Yes") if line.is_used else _("No")
