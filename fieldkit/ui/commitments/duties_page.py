"""The list of duties: switched on and off, changed, and local ones added."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import service
from fieldkit.features.commitments.model import SCHOOL, Domain, Duty, Period
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component
from fieldkit.ui.commitments import words
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    Form,
    MultiChoiceField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column, RecordTable


class DutiesPage(QWidget):
    """Shows every duty with its source; who may edit programme tables changes them."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._may_edit = self._ctx.may(Permission.EDIT_PROGRAMMES)
        lead = QLabel(
            _(
                "These are the duties the program knows. Check them against the rules of your"
                " district; a change counts from now on and travels to your colleagues."
            )
        )
        lead.setWordWrap(True)
        style.set_role(lead, "secondary")
        self.table = RecordTable(
            Column(N_("Duty"), attrgetter("name"), stretch=True, width=28, bold=True, icon=_icon),
            Column(N_("For"), attrgetter("components"), text=_components, width=24),
            Column(N_("How often"), _itself, text=words.duty_words, width=26),
            Column(N_("In use"), attrgetter("is_used"), text=_used, width=9),
            Column(N_("Source"), attrgetter("source"), width=28),
            name=N_("List of duties"),
        )
        self.add_button = buttons.button(
            _("Add a duty"), self._on_add_clicked, icon="plus", key="Ctrl+N"
        )
        self.edit_button = buttons.button(
            _("Change"), self._on_edit_clicked, icon="pencil", key="F2"
        )
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        for button in (self.add_button, self.edit_button, self.remove_button):
            button.setVisible(self._may_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(lead)
        layout.addWidget(self.table, 1)
        layout.addWidget(flow_layout.bar(self.add_button, self.edit_button, self.remove_button))
        self.table.activated.connect(self._on_edit_clicked)
        self.table.selection_changed.connect(self._show_buttons)

    def reload(self) -> None:
        """Read the list again."""
        self.table.show_rows(service.duties(self._ctx))
        if self.table.current() is None:
            self.table.select_first()
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        duty = self.table.current()
        self.edit_button.setEnabled(isinstance(duty, Duty))
        is_local = isinstance(duty, Duty) and duty.code.startswith("local-")
        self.remove_button.setEnabled(is_local)

    @Slot()
    def _on_add_clicked(self) -> None:
        blank = Duty(code="", domain=Domain.HEALTH, components=(), name="", period=Period.QUARTER)
        self._ask(_("Add a duty"), blank)

    @Slot()
    def _on_edit_clicked(self) -> None:
        duty = self.table.current()
        if isinstance(duty, Duty) and self._may_edit:
            self._ask(_("Change a duty"), duty)

    @Slot()
    def _on_remove_clicked(self) -> None:
        duty = self.table.current()
        if isinstance(duty, Duty) and self._screen.attempt(
            lambda: service.remove_duty(self._ctx, duty.code)
        ):
            self._screen.say(_("The duty lies in the bin."), undo=True)
            self.reload()

    def _ask(self, heading: str, duty: Duty) -> None:
        form = duty_form(duty)

        def save(values: dict[str, Any]) -> None:
            service.save_duty(self._ctx, _composed(duty, values))

        if FormDialog(heading, form, save, parent=self.window()).exec():
            self._screen.say(_("The duty is saved."), undo=True)
            self.reload()


def duty_form(duty: Duty) -> Form:
    """Return the form of a duty, filled; a given one keeps its field and whom it is for."""
    is_school = duty.code == SCHOOL
    fields: list[Any] = [
        TextField("name", N_("Duty"), required=True, wide=True),
        ChoiceField(
            "domain", N_("Field"), choices=tuple(service.DOMAINS.items()), blank=None,
            required=True,
        ),
        ChoiceField(
            "period", N_("Comes round"), choices=tuple(service.PERIODS.items()), blank=None,
            required=True,
        ),
        MultiChoiceField(
            "components", N_("For"), wide=True, required=True,
            choices=tuple((c.value, people.COMPONENT_NAMES[c]) for c in Component),
        ),
        NumberField("times", N_("How often in that time")),
    ]  # fmt: skip
    if is_school:
        fields.append(NumberField("line", N_("Least share of effective days"), unit=N_("%")))
    fields += [
        TextField("source", N_("Source"), wide=True),
        CheckField("is_used", N_("In use")),
    ]
    form = Form(*fields)
    form.fill(
        {
            "name": duty.name, "domain": duty.domain, "period": duty.period,
            "components": tuple(c.value for c in duty.components), "times": duty.times,
            "line": duty.line, "source": duty.source, "is_used": duty.is_used,
        }
    )  # fmt: skip
    if is_school:
        for name in ("domain", "period", "components", "times"):
            form.show_field(name, False)
    return form


def _composed(duty: Duty, values: dict[str, Any]) -> Duty:
    return replace(
        duty,
        name=values["name"] or "",
        domain=values["domain"],
        period=values["period"],
        components=tuple(Component(c) for c in values["components"]),
        times=values["times"] if values["times"] is not None else 1,
        line=values.get("line", duty.line),
        source=values["source"] or "",
        is_used=bool(values["is_used"]),
    )


def _itself(duty: Duty) -> Duty:
    return duty


def _icon(duty: Duty) -> str:
    return words.DOMAIN_ICONS[duty.domain]


def _components(found: tuple[Component, ...]) -> str:
    return ", ".join(_(people.COMPONENT_NAMES[c]) for c in found)


def _used(is_used: bool) -> str:  # noqa: FBT001 -- a column's value
    return _("Yes") if is_used else _("No")
