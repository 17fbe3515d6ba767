"""Consents: who agreed to what, and who took it back; with the family's own data sheet."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import ReportRequest
from fieldkit.features.people.data_sheet import data_sheets
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Consent, Purpose
from fieldkit.ui.settings.protection.list_page import ListPage, day
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import ChoiceField, DateField, Form, NoteField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable


class ConsentsPage(ListPage):
    """Every consent, those that stand first."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(ctx, screen, parent)
        self.lead_label.setText(
            _(
                "The programme itself needs no consent. Photos of people, stories, data of"
                " children and what goes to other bodies do; each can be taken back any time."
            )
        )
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("family"), width=17, bold=True),
            Column(N_("What for"), _purpose, stretch=True, width=22),
            Column(N_("Given by"), attrgetter("given_by"), width=16),
            Column(N_("Given on"), attrgetter("given_on"), text=day, width=17),
            Column(N_("Stands"), _standing, width=18, role=_standing_role),
            name=N_("Consents"),
        )
        self.table.set_empty(
            _("No consent is recorded yet. Print the form, read it out, and record the answer."),
            icon="signature",
        )
        self.add_button = buttons.button(
            _("Record a consent…"), self._on_add_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.edit_button = buttons.button(_("Change…"), self._on_edit_clicked, icon="pencil")
        self.withdraw_button = buttons.button(
            _("Taken back…"), self._on_withdraw_clicked, icon="undo-2"
        )
        self.sheet_button = buttons.button(
            _("Data sheet of the family…"), self._on_sheet_clicked, icon="file-text"
        )
        self.form_button = buttons.button(
            _("Consent form…"), self._on_form_clicked, icon="printer", kind="quiet"
        )
        for button in (self.add_button, self.edit_button, self.withdraw_button):
            button.setVisible(self.may_edit)
        self.lay_out(
            self.add_button, self.edit_button, self.withdraw_button, self.sheet_button,
            self.form_button,
            of_row=(self.edit_button, self.withdraw_button, self.sheet_button),
        )  # fmt: skip
        self.table.activated.connect(self._on_edit_clicked)
        self.reload()

    def reload(self) -> None:
        """Read the consents again."""
        self.table.show_rows(protection.consents(self.ctx))
        self.show_buttons()

    @Slot()
    def show_buttons(self) -> None:
        """A consent that was taken back can not be taken back again."""
        super().show_buttons()
        current = self.table.current()
        self.withdraw_button.setEnabled(current is not None and current.stands)

    def edit(self, consent: Consent) -> None:
        """Ask for a consent, or for what is changed of one."""
        form = Form(
            ChoiceField(
                "family_id", N_("Family"), choices=protection.families(self.ctx),
                searchable=True, required=True, wide=True,
            ),
            ChoiceField(
                "purpose", N_("What for"), choices=list(protection.PURPOSES.items()), blank=None,
                wide=True,
            ),
            DateField("given_on", N_("Given on"), required=True),
            ChoiceField(
                "way", N_("How it was given"), choices=list(protection.WAYS.items()), blank=None
            ),
            TextField("given_by", N_("Given by"), required=True, max_length=120),
            TextField("guardian", N_("Parent or guardian (for a child)"), max_length=120),
            TextField("receivers", N_("Who receives it"), max_length=200, wide=True),
            NoteField("note", N_("Note"), lines=2),
        )  # fmt: skip
        names = ("purpose", "given_on", "way", "given_by", "guardian", "receivers", "note")
        kept = {name: getattr(consent, name) for name in names}
        form.fill({"family_id": consent.family_id or None, **kept})

        def save(values: dict[str, Any]) -> None:
            filled = {k: v for k, v in values.items() if v is not None}
            blank = dict.fromkeys(("family_id", "given_by", "guardian", "receivers", "note"), "")
            wanted = blank | {"given_on": None} | filled
            protection.save_consent(self.ctx, replace(consent, **wanted))

        dialog = FormDialog(_("Consent"), form, save, parent=self.window())
        if dialog.exec():
            self.screen_of.say(_("Consent saved."), undo=True)

    def withdraw(self, consent: Consent) -> None:
        """Ask when and in which words a consent was taken back."""
        form = Form(
            DateField("withdrawn_on", N_("Taken back on"), required=True),
            NoteField("withdrawal", N_("In which words"), lines=3),
            columns=1,
        )
        form.fill({"withdrawn_on": self.ctx.today})

        def save(values: dict[str, Any]) -> None:
            on = values["withdrawn_on"] or self.ctx.today
            protection.withdraw_consent(self.ctx, consent.id, on, values["withdrawal"] or "")

        dialog = FormDialog(
            _("A consent is taken back"),
            form,
            save,
            sentence=_("It stands no more. A request to act within 3 × 24 hours is noted with it."),
            save_label=_("Taken back"),
            parent=self.window(),
        )
        if dialog.exec():
            self.screen_of.say(_("The consent stands no more; the request is noted."), undo=True)

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit(Consent(family_id="", given_on=self.ctx.today, purpose=Purpose.PHOTO))

    @Slot()
    def _on_edit_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self.may_edit:
            self.edit(current)

    @Slot()
    def _on_withdraw_clicked(self) -> None:
        current = self.table.current()
        if current is not None:
            self.withdraw(current)

    @Slot()
    def _on_sheet_clicked(self) -> None:
        current = self.table.current()
        if current is not None:
            self.preview(data_sheets(self.ctx, [current.family_id]))

    @Slot()
    def _on_form_clicked(self) -> None:
        asked = ReportRequest()
        self.preview(report.consent_form(self.ctx, asked), report.consent_list(self.ctx, asked))


def _purpose(consent: Consent) -> str:
    return _(protection.PURPOSES[consent.purpose])


def _standing(consent: Consent) -> str:
    if consent.stands:
        return _("Stands")
    return _("Taken back {day}").format(day=day(consent.withdrawn_on))


def _standing_role(consent: Consent) -> str | None:
    return "good" if consent.stands else "secondary"
