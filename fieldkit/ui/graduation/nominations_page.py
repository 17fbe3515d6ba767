"""Nominations: accepted, trained, received, and what came of them."""

from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.programmes import report, service
from fieldkit.features.programmes.nominations import NominationLine, Outcome, State
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NoteField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column, RecordTable

_ROLES = {
    State.NOMINATED: "accent", State.ACCEPTED: "accent", State.TRAINED: "accent",
    State.RECEIVED: "good", State.REFUSED: "danger", State.WITHDRAWN: "secondary",
}  # fmt: skip


class NominationsPage(QWidget):
    """Lists nominations; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._may_edit = self._ctx.may(Permission.EDIT_GRADUATION)
        self.chips = FilterChips(
            Chip("programme", _("Programme")),
            Chip("state", _("How far"), tuple((one, _(service.STATES[one])) for one in State)),
            Chip("open", _("Outcome missing")),
        )
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("family_name"), width=18, bold=True),
            Column(N_("Programme"), attrgetter("programme_name"), stretch=True, width=18),
            Column(N_("Nominated"), attrgetter("nomination.nominated_on"), width=12),
            Column(N_("How far"), _itself, text=_state, width=13, role=_role),
            Column(N_("Received"), attrgetter("nomination.received_on"), width=12),
            Column(N_("Amount"), attrgetter("nomination.amount"), text=format_rupiah, width=13,
                   align="right"),
            Column(N_("What came of it"), _itself, text=_outcome, width=22, role=_outcome_role),
            name=N_("Nominations"),
            empty=N_("Nobody is nominated yet. Choose a programme and draw up a fair list."),
        )  # fmt: skip
        self.reason_label = QLabel()
        self.reason_label.setWordWrap(True)
        style.set_role(self.reason_label, "secondary")
        self.edit_button = buttons.button(
            _("Note what became of it"), self._on_edit_clicked, icon="pencil", key="F2",
            kind="primary",
        )  # fmt: skip
        self.withdraw_button = buttons.button(
            _("Withdraw"), self._on_withdraw_clicked, icon="undo-2"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        self.edit_button.setVisible(self._may_edit)
        self.withdraw_button.setVisible(self._may_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.reason_label)
        layout.addWidget(
            flow_layout.bar(
                self.edit_button, self.withdraw_button, self.print_button, self.family_button
            )
        )
        self.chips.changed.connect(self.reload)
        self.table.selection_changed.connect(self._show_chosen)
        self.table.activated.connect(self._on_activated)

    @Slot()
    def reload(self) -> None:
        """Read the nominations again."""
        lines = service.nominations(self._ctx)
        names = {line.nomination.programme: line.programme_name for line in lines}
        self.chips.set_choices("programme", sorted(names.items(), key=lambda one: one[1]))
        chosen = self.chips.active()
        self.table.show_rows([line for line in lines if _fits(line, chosen)])
        if self.table.current() is None:
            self.table.select_first()
        self._show_chosen()

    def show_month(self, _month: Month) -> None:
        """Read the page again; it knows no months."""
        self.reload()

    def documents(self, _month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [report.nominations(self._ctx)]

    def current(self) -> NominationLine | None:
        """Return the nomination under the cursor."""
        found = self.table.current()
        return found if isinstance(found, NominationLine) else None

    @Slot()
    def _show_chosen(self) -> None:
        line = self.current()
        for button in (self.edit_button, self.withdraw_button, self.family_button):
            button.setEnabled(line is not None)
        if line is None:
            self.reason_label.setText("")
            return
        is_withdrawn = line.nomination.state is State.WITHDRAWN
        self.withdraw_button.setEnabled(not is_withdrawn)
        parts = []
        if line.nomination.rank is not None:
            parts.append(_("Place {rank} on the list").format(rank=line.nomination.rank))
        parts += [line.nomination.reason, line.nomination.note]
        self.reason_label.setText(" · ".join(part for part in parts if part))

    @Slot(object)
    def _on_activated(self, _line: object) -> None:
        if self._may_edit:
            self._on_edit_clicked()

    @Slot()
    def _on_edit_clicked(self) -> None:
        line = self.current()
        if line is None:
            return
        one = line.nomination
        form = nomination_form(self._screen)
        form.fill(
            {
                "nominated_on": one.nominated_on, "accepted_on": one.accepted_on,
                "refused_on": one.refused_on, "trained_on": one.trained_on,
                "received_on": one.received_on, "amount": one.amount, "outcome": one.outcome,
                "outcome_on": one.outcome_on, "note": one.note or None,
            }
        )  # fmt: skip

        def save(values: dict[str, Any]) -> None:
            day = values["outcome_on"]
            if values["outcome"] is not None and day is None:
                day = self._ctx.today
            changed = replace(one, **{**values, "note": values["note"] or "", "outcome_on": day})
            service.save_nomination(self._ctx, changed)

        heading = f"{line.family_name} – {line.programme_name}"
        if FormDialog(heading, form, save, parent=self.window()).exec():
            self._done()

    @Slot()
    def _on_withdraw_clicked(self) -> None:
        line = self.current()
        if line is None:
            return
        form = Form(TextField("reason", N_("Why"), max_length=300), columns=1)

        def save(values: dict[str, Any]) -> None:
            service.withdraw(
                self._ctx, line.nomination.programme, line.nomination.family_id,
                values["reason"] or "",
            )  # fmt: skip

        heading = _("Withdraw the nomination of {name}").format(name=line.family_name)
        box = FormDialog(heading, form, save, save_label=_("Withdraw"), parent=self.window())
        if box.exec():
            self._done()

    @Slot()
    def _on_print_clicked(self) -> None:
        code = self.chips.active().get("programme")
        PreviewDialog(self._ctx, [report.nominations(self._ctx, code)], self.window()).exec()

    @Slot()
    def _on_family_clicked(self) -> None:
        line = self.current()
        if line is not None:
            self.family_opened.emit(line.nomination.family_id)

    def _done(self) -> None:
        self._screen.say(_("It is noted."), undo=True)
        self.reload()


def nomination_form(screen: Screen) -> Form:
    """Return the form of what became of a nomination."""
    return Form(
        DateField("nominated_on", N_("Nominated on"), required=True),
        DateField("accepted_on", N_("Accepted on")),
        DateField("refused_on", N_("Refused on")),
        DateField("trained_on", N_("Trained on")),
        DateField("received_on", N_("Received on")),
        MoneyField("amount", N_("Amount received")),
        ChoiceField("outcome", N_("What came of it"), choices=tuple(service.OUTCOMES.items())),
        DateField("outcome_on", N_("Seen on")),
        NoteField("note", N_("Note"), lines=2, wide=True),
        today=screen.ctx.clock.today,
    )


def _fits(line: NominationLine, chosen: dict[str, Any]) -> bool:
    one = line.nomination
    if "programme" in chosen and one.programme != chosen["programme"]:
        return False
    if "state" in chosen and one.state is not chosen["state"]:
        return False
    return not chosen.get("open") or (one.received_on is not None and one.outcome is None)


def _itself(line: NominationLine) -> NominationLine:
    return line


def _state(line: NominationLine) -> str:
    return _(service.STATES[line.nomination.state])


def _role(line: NominationLine) -> str:
    return _ROLES[line.nomination.state]


def _outcome(line: NominationLine) -> str:
    one = line.nomination
    if isinstance(one.outcome, Outcome):
        return _(service.OUTCOMES[one.outcome])
    return _("not noted yet") if isinstance(one.received_on, date) else ""


def _outcome_role(line: NominationLine) -> str:
    return "text" if line.nomination.outcome is not None else "attention"
