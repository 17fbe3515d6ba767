"""Who is below the line, and what was done about it."""

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month, format_date, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model, service
from fieldkit.features.commitments.model import Action, Below
from fieldkit.ui.commitments import words
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import DateField, Form, NoteField
from fieldkit.ui.widgets.record_table import Column, RecordTable


class BelowPage(QWidget):
    """Lists people below the line; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._month = Month.of(screen.ctx.today)
        may_check = self._ctx.may(Permission.CHECK_COMMITMENTS)
        self.table = RecordTable(
            Column(N_("Name"), attrgetter("name"), width=20, bold=True),
            Column(N_("Family"), attrgetter("carer"), width=18),
            Column(N_("Group"), attrgetter("group_name"), width=13),
            Column(N_("Duty"), attrgetter("duty_name"), width=24, icon=_icon),
            Column(N_("Found"), _itself, text=_found, width=20, role=_danger),
            Column(
                N_("What was done"), _itself, text=_done, stretch=True, width=24, role=_done_role
            ),
            name=N_("Below the line"),
        )  # fmt: skip
        self.actions_card = Card(_("What was done"), icon="list-checks")
        self.actions_table = RecordTable(
            Column(N_("Date"), attrgetter("done_on"), text=_day, width=12),
            Column(N_("What"), attrgetter("what"), stretch=True, width=26),
            Column(N_("Outcome"), attrgetter("outcome"), width=26),
            Column(N_("Follow-up"), _action, text=_follow_up, width=18, role=self._due_role),
            name=N_("What was done"),
            empty=N_("Nothing is noted yet."),
        )
        self.actions_table.setMaximumHeight(style.px(190))
        self.actions_card.add(self.actions_table)
        self.add_button = buttons.button(
            _("Note what was done"), self._on_add_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.edit_button = buttons.button(_("Change"), self._on_edit_clicked, icon="pencil")
        self.finish_button = buttons.button(
            _("Follow-up done"), self._on_finish_clicked, icon="circle-check", key="Ctrl+D"
        )
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        for button in (self.add_button, self.edit_button, self.finish_button):
            button.setVisible(may_check)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.lead_label)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.actions_card)
        bar = (self.add_button, self.edit_button, self.finish_button, self.family_button)
        layout.addWidget(flow_layout.bar(*bar))
        self.table.selection_changed.connect(self._show_actions)
        self.actions_table.selection_changed.connect(self._show_buttons)
        self.actions_table.activated.connect(self._on_edit_clicked)
        self.table.activated.connect(self._on_activated)

    def show_month(self, month: Month) -> None:
        """Read who is below the line in the periods a month lies in."""
        self._month = month
        found = service.below(self._ctx, month)
        quarter = words.quarter(model.Quarter.of(month))
        self.table.set_empty(
            _("Nobody is below the line in what is verified so far."), icon="badge-check"
        )
        self.table.show_rows(found)
        if self.table.current() is None:
            self.table.select_first()
        waiting = sum(not one.actions for one in found)
        self.lead_label.setText(
            _("{quarter}: {count} below the line, {waiting} without any action.").format(
                quarter=quarter, count=len(found), waiting=waiting
            )
        )
        self._show_actions()

    def current(self) -> Below | None:
        """Return who is under the cursor."""
        found = self.table.current()
        return found if isinstance(found, Below) else None

    def _due_role(self, action: Action) -> str | None:
        if action.follow_up_done_on or action.follow_up_due is None:
            return "secondary"
        return "danger" if action.follow_up_due < self._ctx.today else "accent"

    @Slot()
    def _show_actions(self) -> None:
        one = self.current()
        self.actions_card.setVisible(one is not None)
        self.actions_table.show_rows(list(one.actions) if one else [])
        if one and one.actions and self.actions_table.current() is None:
            self.actions_table.select_first()
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        one, action = self.current(), self.actions_table.current()
        self.add_button.setEnabled(one is not None)
        self.family_button.setEnabled(one is not None)
        self.edit_button.setEnabled(isinstance(action, Action))
        is_open = isinstance(action, Action) and action.follow_up_due is not None
        self.finish_button.setEnabled(
            bool(is_open and isinstance(action, Action) and not action.follow_up_done_on)
        )

    @Slot()
    def _on_add_clicked(self) -> None:
        one = self.current()
        if one is not None:
            blank = Action(
                person_id=one.person_id, family_id=one.family_id, duty=one.duty, period=one.period
            )
            self._ask(_("Note what was done"), blank, self._add)

    def _add(self, action: Action) -> None:
        service.add_action(self._ctx, action)

    @Slot()
    def _on_edit_clicked(self) -> None:
        action = self.actions_table.current()
        if isinstance(action, Action) and self._ctx.may(Permission.CHECK_COMMITMENTS):
            self._ask(_("Change what was done"), action, self._change)

    def _change(self, action: Action) -> None:
        service.save_action(self._ctx, action)

    @Slot()
    def _on_finish_clicked(self) -> None:
        action = self.actions_table.current()
        if not isinstance(action, Action):
            return
        done = replace(action, follow_up_done_on=self._ctx.today)
        if self._screen.attempt(lambda: service.save_action(self._ctx, done)):
            self._screen.say(_("The follow-up is done."), undo=True)
            self.show_month(self._month)

    def _ask(self, heading: str, action: Action, save: Callable[[Action], None]) -> None:
        form = action_form(self._screen)
        form.fill(
            {
                "done_on": action.done_on,
                "what": action.what or None,
                "outcome": action.outcome or None,
                "follow_up_due": action.follow_up_due,
                "follow_up_done_on": action.follow_up_done_on,
            }
        )

        def store(values: dict[str, Any]) -> None:
            texts = {name: values[name] or "" for name in ("what", "outcome")}
            save(replace(action, **{**values, **texts}))

        if FormDialog(heading, form, store, parent=self.window()).exec():
            self._screen.say(_("It is noted."), undo=True)
            self.show_month(self._month)

    @Slot()
    def _on_family_clicked(self) -> None:
        one = self.current()
        if one is not None:
            self.family_opened.emit(one.family_id)

    @Slot(object)
    def _on_activated(self, _one: Below) -> None:
        if self.add_button.isVisible():
            self._on_add_clicked()


def action_form(screen: Screen) -> Form:
    """Return the form of what was done."""
    return Form(
        DateField("done_on", N_("Date"), required=True),
        DateField("follow_up_due", N_("Follow-up due on")),
        NoteField("what", N_("What was done"), required=True, lines=2),
        NoteField("outcome", N_("Outcome"), lines=2),
        DateField("follow_up_done_on", N_("Follow-up done on")),
        today=screen.ctx.clock.today,
    )


def _itself(one: Below) -> Below:
    return one


def _action(action: Action) -> Action:
    return action


def _icon(one: Below) -> str:
    return words.DOMAIN_ICONS[one.domain]


def _found(one: Below) -> str:
    if one.percent is None:
        return _("Not met")
    months = ", ".join(month_name(month.month)[:3] for month in one.months)
    return f"{words.percent(one.percent)} ({months})"


def _danger(_one: Below) -> str:
    return "danger"


def _done(one: Below) -> str:
    return one.actions[-1].what if one.actions else _("Nothing yet")


def _done_role(one: Below) -> str:
    return "text" if one.actions else "attention"


def _day(day: Any) -> str:
    return format_date(day, "medium")


def _follow_up(action: Action) -> str:
    if action.follow_up_done_on:
        return _("done {date}").format(date=format_date(action.follow_up_done_on, "medium"))
    if action.follow_up_due:
        return _("due {date}").format(date=format_date(action.follow_up_due, "medium"))
    return ""
