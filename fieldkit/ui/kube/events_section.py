"""Contests, bazaars and trainings, with who took part and what they brought."""

from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import EXPENSE, Account, Pot
from fieldkit.features.kube.events import report as events_report
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import Event, EventKind, EventPage, EventState, Taker
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.typed import LONGEST_LINE, LONGEST_NOTE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.entry_dialogs import book, reason_field
from fieldkit.ui.kube.records_section import RecordSection, line_field
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit, TextEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Field,
    Form,
    MoneyField,
    NoteField,
)
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


_STATES = {EventState.PLANNED: "accent", EventState.HELD: "good", EventState.CANCELLED: "secondary"}
_EVENT_FIELDS = (
    "kind", "title", "organiser", "place", "first_on", "last_on", "state", "result", "note",
)  # fmt: skip


def _kind(page: EventPage) -> str:
    return _(events.KINDS[page.event.kind])


def _event_state(page: EventPage) -> str:
    return _(events.STATES[page.event.state])


def _event_role(page: EventPage) -> str | None:
    return _STATES[page.event.state]


def _took_part(page: EventPage) -> int | None:
    return len(page.takers) or None


class EventDialog(FormDialog):
    """A contest, bazaar or training with who took part and which certificate was got."""

    def __init__(
        self, ctx: Context, kube: Kube, known: EventPage, parent: QWidget | None = None
    ) -> None:
        self._ctx, self._known = ctx, known
        self._members = words.member_choices(group.everyone(ctx, kube.id))
        form = Form(
            ChoiceField("kind", N_("Kind"), blank=None, choices=tuple(events.KINDS.items())),
            ChoiceField("state", N_("State"), blank=None, choices=tuple(events.STATES.items())),
            line_field("title", N_("What is it called?"), required=True, wide=True),
            line_field("organiser", N_("Organiser")),
            line_field("place", N_("Place")),
            DateField("first_on", N_("From"), required=True),
            DateField("last_on", N_("Last day")),
            line_field("result", N_("What came of it?"), wide=True),
            CustomField("takers", N_("Who took part?"), wide=True, make=self._takers),
            NoteField("note", N_("Note"), lines=2, counter=LONGEST_NOTE),
            today=self._today,
        )
        heading = known.event.title or _("New activity")
        super().__init__(heading, form, self._store, parent=parent)
        form.fill({name: getattr(known.event, name) for name in _EVENT_FIELDS} | {
            "takers": [
                {"id": t.id, "member_id": t.member_id, "task": t.task, "certificate": t.certificate}
                for t in known.takers
            ],
        })  # fmt: skip
        form.focus("title")

    def _today(self) -> date:
        return self._ctx.today

    def _takers(self) -> QWidget:
        return RowsEdit(
            RowColumn("member_id", N_("Member"),
                      partial(ChoiceEdit, self._members, searchable=True), stretch=3),
            RowColumn("task", N_("Task"), partial(TextEdit, max_length=LONGEST_LINE), stretch=2),
            RowColumn("certificate", N_("Certificate"),
                      partial(TextEdit, max_length=LONGEST_LINE), stretch=3),
            add=_("Another member"),
        )  # fmt: skip

    def _store(self, values: dict[str, Any]) -> None:
        facts = {name: values[name] for name in _EVENT_FIELDS} | {
            "kind": EventKind(values["kind"]), "state": EventState(values["state"]),
            "title": values["title"] or "",
        }  # fmt: skip
        takers = [Taker(**typed) for typed in values["takers"]]
        events.save_event(self._ctx, replace(self._known.event, **facts), takers)


class EventsSection(RecordSection):
    """Contests, bazaars and trainings, the newest first."""

    new_label = N_("New activity…")
    report = events_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("event.first_on"), width=12),
            Column(N_("Kind"), _kind, width=16, spare=1),
            Column(N_("What"), attrgetter("event.title"), stretch=True, bold=True),
            Column(N_("Took part"), _took_part, width=10, align="right"),
            Column(N_("Result"), attrgetter("event.result"), width=22, spare=3),
            Column(N_("Money in"), attrgetter("income"), width=12, **_MONEY),
            Column(N_("Money out"), attrgetter("expense"), width=12, **_MONEY),
            Column(N_("State"), _event_state, width=13, role=_event_role, spare=2),
            name=N_("Activities"),
            empty=N_("No contest, bazaar or training yet."),
            icon="flag",
        )

    def more_buttons(self, *, may: bool) -> None:
        """Add what brings and costs money."""
        del may
        pays = self.ctx.may(Permission.POST_CASH)
        self.prize_button = self.add_button(
            _("Prize or money in…"), self._on_prize_clicked, icon="arrow-down", of_row=True,
            wanted=pays,
        )  # fmt: skip
        self.spend_button = self.add_button(
            _("Spent…"), self._on_spend_clicked, icon="arrow-up", of_row=True, wanted=pays
        )

    def fill(self) -> None:
        """Read the activities again."""
        found = events.events(self.ctx, self.kube.id)
        self.show_list(found[::-1])

    def blank(self) -> EventPage:
        """Return a new activity."""
        return EventPage(event=Event(kube_id=self.kube.id))

    def edit(self, one: EventPage) -> None:
        """Show an activity to be changed, or a new one."""
        if EventDialog(self.ctx, self.kube, one, self.window()).exec():
            self.said.emit(_("The activity is saved."), "good", True)

    def remove(self, one: EventPage) -> None:
        """Put an activity into the bin."""
        events.remove_event(self.ctx, one.id)

    def _money_form(self, *fields: Field) -> Form:
        pot = ChoiceField("pot", N_("Pot"), blank=None, default=Pot.KAS,
                          choices=words.pots_of(self.ctx, self.kube.id))  # fmt: skip
        day = DateField("day", N_("Date"), required=True, default=self.ctx.today)
        amount = MoneyField("amount", N_("Amount"), required=True)
        return Form(day, amount, pot, *fields, today=self.today)

    @Slot()
    def _on_prize_clicked(self) -> None:
        one = self.table.current()
        if not isinstance(one, EventPage):
            return

        def take(values: dict[str, Any]) -> None:
            pot = Pot(values["pot"])
            events.take_prize(self.ctx, one.id, values["amount"], values["day"], pot=pot)

        self.ask(_("Prize or money in"), self._money_form(), take, _("It is in the book."),
                 sentence=one.event.title)  # fmt: skip

    @Slot()
    def _on_spend_clicked(self) -> None:
        one = self.table.current()
        if not isinstance(one, EventPage):
            return
        form = self._money_form(
            ChoiceField("account", N_("What for?"), blank=None, default=Account.EQUIPMENT,
                        choices=[(a, cashbook.ACCOUNTS[a]) for a in EXPENSE]),
            line_field("words", N_("Description"), wide=True),
            reason_field(),
        )  # fmt: skip
        form.show_field("reason", False)

        def spend(values: dict[str, Any]) -> None:
            facts = {"pot": Pot(values["pot"]), "reason": values["reason"]}
            command = partial(
                events.spend, self.ctx, one.id, Account(values["account"]), values["amount"],
                values["day"], values["words"], **facts,
            )  # fmt: skip
            book(form, command)

        self.ask(_("Spent on this activity"), form, spend, _("It is in the book."),
                 sentence=one.event.title)  # fmt: skip
