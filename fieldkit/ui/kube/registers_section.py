"""The further books of a group: inventory, activities, budgets, guests and letters."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.budgets import model as budget_model
from fieldkit.features.kube.budgets import report as budget_report
from fieldkit.features.kube.budgets import service as budgets
from fieldkit.features.kube.budgets.model import Budget, BudgetLine, BudgetPage, Source
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import EXPENSE, Account, Pot
from fieldkit.features.kube.desk import report as desk_report
from fieldkit.features.kube.desk import service as desk
from fieldkit.features.kube.desk.model import Guest, Letter, Way
from fieldkit.features.kube.events import report as events_report
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import Event, EventKind, EventPage, EventState, Taker
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.inventory import model as inventory_model
from fieldkit.features.kube.inventory import report as inventory_report
from fieldkit.features.kube.inventory import service as inventory
from fieldkit.features.kube.inventory.model import Asset, Condition, Origin
from fieldkit.features.kube.typed import LONGEST_LINE, LONGEST_NOTE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.entry_dialogs import book, reason_field
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit, NumberEdit, TextEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Field,
    Form,
    MoneyField,
    NoteField,
    NumberField,
    Section,
    TextField,
)
from fieldkit.ui.widgets.money_edit import MoneyEdit
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


def _line(name: str, label: str, **more: Any) -> TextField:
    return TextField(name, label, max_length=LONGEST_LINE, **more)


class RecordSection(ListSection):
    """A list of plain records: new, change, remove, print."""

    new_label = ""
    new_icon = "plus"
    report = ""

    def __init__(self, ctx: Context, *columns: Column, name: str, empty: str, icon: str) -> None:
        super().__init__(ctx, *columns, name=name)
        may = ctx.may(Permission.RECORD_MEETING)
        self.new_button = self.add_button(
            _(self.new_label), self._on_new_clicked, icon=self.new_icon, key="Alt+T",
            kind="primary", wanted=may,
        )  # fmt: skip
        self.edit_button = self.add_button(
            _("Change…"), self._on_edit_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.more_buttons(may=may)
        self.remove_button = self.add_button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", key="Del", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        if may:
            self.table.activated.connect(self._on_edit_clicked)
        self.table.set_empty(_(empty), icon=icon)

    def more_buttons(self, *, may: bool) -> None:
        """Add the buttons only this list has."""

    def blank(self) -> Any:
        """Return a new record to be filled in."""
        raise NotImplementedError

    def edit(self, one: Any) -> None:
        """Show one record to be changed, or a new one."""
        raise NotImplementedError

    def remove(self, one: Any) -> None:
        """Put one record into the bin."""
        raise NotImplementedError

    def edit_in(
        self, heading: str, fields: list[Field], one: Any, save: Any, told: str, **more: Any
    ) -> None:
        """Show a record's own fields in a box and save it by a command of its room."""
        form = Form(*fields, today=self.today)
        names = [f.name for f in fields if not isinstance(f, Section)]
        form.fill({name: getattr(one, name) for name in names})

        def keep(values: dict[str, Any]) -> None:
            save(self.ctx, replace(one, **_worded(one, values)))

        self.ask(heading, form, keep, told, **more)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.edit(self.blank())

    @Slot()
    def _on_edit_clicked(self) -> None:
        if (one := self.table.current()) is not None:
            self.edit(one)

    @Slot()
    def _on_remove_clicked(self) -> None:
        if (one := self.table.current()) is not None:
            self.attempt(partial(self.remove, one), _("Removed; it can be undone."))

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(self.report, "")


def _worded(one: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form as the record holds them: a text it must have is never None."""
    return {
        name: "" if value is None and isinstance(getattr(one, name), str) and
        type(one).__dataclass_fields__[name].default == "" else value
        for name, value in values.items()
    }  # fmt: skip


# -- inventory ---------------------------------------------------------------------------------


def _origin(one: Asset) -> str:
    origin = _(inventory.ORIGINS[one.origin])
    return f"{origin}: {one.source}" if one.source else origin


def _condition(one: Asset) -> str:
    return _(inventory.CONDITIONS[one.condition])


def _condition_role(one: Asset) -> str | None:
    if one.condition.is_gone:
        return "secondary"
    return {Condition.GOOD: "good", Condition.BROKEN: "danger"}.get(one.condition, "attention")


def _count(one: Asset) -> str:
    return f"{one.quantity or ''} {one.unit or ''}".strip()


class InventorySection(RecordSection):
    """What the group owns."""

    new_label = N_("New item…")
    report = inventory_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Code"), attrgetter("code"), width=10),
            Column(N_("Item"), attrgetter("name"), stretch=True, bold=True),
            Column(N_("How many"), _count, width=12, align="right"),
            Column(N_("Got on"), attrgetter("got_on"), width=12),
            Column(N_("Origin"), _origin, width=26),
            Column(N_("Price of one"), attrgetter("price"), width=13, **_MONEY),
            Column(N_("Condition"), _condition, width=15, role=_condition_role),
            name=N_("Inventory"),
            empty=N_("Nothing yet. Pots, stoves, uniforms: note what belongs to the group."),
            icon="archive",
        )

    def fill(self) -> None:
        """Read the goods again."""
        found = inventory.assets(self.ctx, self.kube.id)
        kept = [one for one in found if not one.condition.is_gone]
        text = _("{count} kinds of goods, worth {amount} by the prices noted").format(
            count=len(kept), amount=format_rupiah(inventory_model.worth(kept))
        )
        self.show_list(found, text if found else "")

    def blank(self) -> Asset:
        """Return a new line."""
        return Asset(kube_id=self.kube.id)

    def edit(self, one: Asset) -> None:
        """Show a line to be changed, or a new one."""
        known = events.events(self.ctx, self.kube.id)
        fields: list[Field] = [
            _line("name", N_("What is it?"), required=True),
            _line("code", N_("Code")),
            NumberField("quantity", N_("How many"), required=True),
            TextField("unit", N_("Unit"), max_length=40),
            _line("brand", N_("Brand or type")),
            NumberField("year", N_("Year it was made")),
            DateField("got_on", N_("Got on")),
            ChoiceField("origin", N_("Where from?"), blank=None,
                        choices=tuple(inventory.ORIGINS.items()), default=Origin.PURCHASE),
            _line("source", N_("From whom?")),
            ChoiceField("event_id", N_("Received at"),
                        choices=[(page.id, page.event.title) for page in known]),
            MoneyField("price", N_("Price of one")),
            ChoiceField("condition", N_("Condition"), blank=None,
                        choices=tuple(inventory.CONDITIONS.items()), default=Condition.GOOD),
            ChoiceField("keeper_id", N_("Kept by"), searchable=True,
                        choices=words.member_choices(group.members(self.ctx, self.kube.id))),
            DateField("gone_on", N_("Lost or given away on")),
            _line("note", N_("Note"), wide=True),
        ]  # fmt: skip
        heading = one.name or _("New item")
        self.edit_in(heading, fields, one, inventory.save_asset, _("The item is saved."))

    def remove(self, one: Asset) -> None:
        """Put a line into the bin."""
        inventory.remove_asset(self.ctx, one.id)


# -- activities --------------------------------------------------------------------------------

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
            _line("title", N_("What is it called?"), required=True, wide=True),
            _line("organiser", N_("Organiser")),
            _line("place", N_("Place")),
            DateField("first_on", N_("From"), required=True),
            DateField("last_on", N_("Last day")),
            _line("result", N_("What came of it?"), wide=True),
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
            Column(N_("Kind"), _kind, width=16),
            Column(N_("What"), attrgetter("event.title"), stretch=True, bold=True),
            Column(N_("Took part"), _took_part, width=10, align="right"),
            Column(N_("Result"), attrgetter("event.result"), width=22),
            Column(N_("Money in"), attrgetter("income"), width=12, **_MONEY),
            Column(N_("Money out"), attrgetter("expense"), width=12, **_MONEY),
            Column(N_("State"), _event_state, width=13, role=_event_role),
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
            _line("words", N_("Description"), wide=True),
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


# -- budgets -----------------------------------------------------------------------------------

_BUDGET_FIELDS = ("title", "made_on", "ceiling", "programme", "note")
_LINE_FIELDS = (
    "section", "item", "specification", "volume", "unit", "price", "stated", "source", "note",
)  # fmt: skip


class BudgetDialog(FormDialog):
    """A budget with its lines; sums and doubts stand above while it is typed."""

    def __init__(self, ctx: Context, known: BudgetPage, parent: QWidget | None = None) -> None:
        self._ctx, self._known = ctx, known
        form = Form(
            _line("title", N_("What is it for?"), required=True),
            DateField("made_on", N_("Date"), required=True),
            _line("programme", N_("Programme")),
            MoneyField("ceiling", N_("Ceiling of the aid")),
            CustomField("lines", N_("Lines"), wide=True, make=self._lines),
            _line("note", N_("Note"), wide=True),
            today=self._today,
        )
        heading = known.budget.title or _("New budget (RAB)")
        super().__init__(heading, form, self._store, sentence=" ", parent=parent)
        form.fill({name: getattr(known.budget, name) for name in _BUDGET_FIELDS} | {
            "lines": [{"id": x.id} | {n: getattr(x, n) for n in _LINE_FIELDS} for x in known.lines],
        })  # fmt: skip
        self.fit(1100, 640)
        form.changed.connect(self._on_changed)
        self._on_changed()
        form.focus("title")

    def _today(self) -> date:
        return self._ctx.today

    @staticmethod
    def _lines() -> QWidget:
        line = partial(TextEdit, max_length=LONGEST_LINE)
        return RowsEdit(
            RowColumn("section", N_("Heading"), line, stretch=2),
            RowColumn("item", N_("Item"), line, stretch=3),
            RowColumn("specification", N_("Specification"), line, stretch=2),
            RowColumn("volume", N_("Volume"), partial(NumberEdit, decimals=2)),
            RowColumn("unit", N_("Unit"), partial(TextEdit, max_length=40)),
            RowColumn("price", N_("Price of one"), MoneyEdit, stretch=2),
            RowColumn("stated", N_("Sum on the paper"), MoneyEdit, stretch=2),
            RowColumn("source", N_("Paid by"),
                      partial(ChoiceEdit, list(budgets.SOURCES.items()), blank=None), stretch=2,
                      usual=Source.AID),
        )  # fmt: skip

    def _page(self, values: Mapping[str, Any]) -> BudgetPage:
        budget = replace(
            self._known.budget, **{name: values[name] for name in _BUDGET_FIELDS},
        )  # fmt: skip
        lines = tuple(
            BudgetLine(**typed | {"source": typed["source"] or Source.AID})
            for typed in values["lines"] or ()
        )
        return BudgetPage(budget=replace(budget, title=budget.title or ""), lines=lines)

    @Slot()
    def _on_changed(self) -> None:
        values = {name: self.form.value(name) for name in (*_BUDGET_FIELDS, "lines")}
        page = self._page(values)
        text = _("In all {total}, paid by aid {aid}.").format(
            total=format_rupiah(page.total), aid=format_rupiah(page.of_source(Source.AID))
        )
        doubts = [sentences.problem_sentence(p) for p in budget_model.findings(page)]
        self.sentence_label.setText("\n".join([text, *doubts[:3]]))

    def _store(self, values: dict[str, Any]) -> None:
        page = self._page(values)
        budgets.save_budget(self._ctx, page.budget, page.lines)


def _doubts(page: BudgetPage) -> str:
    count = len(budget_model.findings(page))
    text = ngettext("{count} thing to look at", "{count} things to look at", count)
    return text.format(count=count) if count else _("Adds up")


def _doubts_role(page: BudgetPage) -> str | None:
    return "attention" if budget_model.findings(page) else "good"


def _lines_count(page: BudgetPage) -> int:
    return len(page.lines)


class BudgetsSection(RecordSection):
    """The budgets of the group, the newest first."""

    new_label = N_("New budget…")
    report = budget_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("budget.made_on"), width=12),
            Column(N_("What is it for?"), attrgetter("budget.title"), stretch=True, bold=True),
            Column(N_("Programme"), attrgetter("budget.programme"), width=18),
            Column(N_("Lines"), _lines_count, width=8, align="right"),
            Column(N_("Ceiling of the aid"), attrgetter("budget.ceiling"), width=18, **_MONEY),
            Column(N_("Sum"), attrgetter("total"), width=13, bold=True, **_MONEY),
            Column(N_("Checked"), _doubts, width=22, role=_doubts_role),
            name=N_("Budgets (RAB)"),
            empty=N_("No budget yet. Write what is to be bought, how much of it, at which price."),
            icon="file-spreadsheet",
        )

    def more_buttons(self, *, may: bool) -> None:
        """Add the paper of one budget."""
        del may
        self.paper_button = self.add_button(
            _("Print this one"), self._on_paper_clicked, icon="file-text", of_row=True
        )

    def fill(self) -> None:
        """Read the budgets again."""
        found = budgets.budgets(self.ctx, self.kube.id)
        last = found[-1] if found else None
        doubts = budgets.findings(self.ctx, last) if last else []
        self.show_list(found[::-1], "\n".join(sentences.problem_sentence(p) for p in doubts[:3]))

    def blank(self) -> BudgetPage:
        """Return a new budget."""
        return BudgetPage(budget=Budget(kube_id=self.kube.id, made_on=self.ctx.today))

    def edit(self, one: BudgetPage) -> None:
        """Show a budget to be changed, or a new one."""
        if BudgetDialog(self.ctx, one, self.window()).exec():
            self.said.emit(_("The budget is saved."), "good", True)

    def remove(self, one: BudgetPage) -> None:
        """Put a budget into the bin."""
        budgets.remove_budget(self.ctx, one.id)

    @Slot()
    def _on_paper_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, BudgetPage):
            self.report_wanted.emit(self.report, one.id)


# -- guests and letters ------------------------------------------------------------------------


class GuestsSection(RecordSection):
    """Who visited the group, the newest first."""

    new_label = N_("New guest…")
    report = desk_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("came_on"), width=12),
            Column(N_("Name"), attrgetter("name"), width=22, bold=True),
            Column(N_("Office or position"), attrgetter("office"), width=24),
            Column(N_("What for?"), attrgetter("purpose"), stretch=True),
            Column(N_("Impression"), attrgetter("impression"), width=26),
            name=N_("Guests"),
            empty=N_("No guest yet. Whoever visits the group stands here."),
            icon="users",
        )

    def fill(self) -> None:
        """Read the guests again."""
        self.show_list(desk.guests(self.ctx, self.kube.id)[::-1])

    def blank(self) -> Guest:
        """Return a new guest."""
        return Guest(kube_id=self.kube.id, came_on=self.ctx.today)

    def edit(self, one: Guest) -> None:
        """Show a guest to be changed, or a new one."""
        fields: list[Field] = [
            DateField("came_on", N_("Came on"), required=True),
            _line("name", N_("Name"), required=True),
            _line("office", N_("Office or position")),
            _line("address", N_("Address")),
            _line("purpose", N_("What for?"), wide=True),
            _line("impression", N_("Impression"), wide=True),
        ]
        self.edit_in(one.name or _("New guest"), fields, one, desk.save_guest,
                     _("The guest is noted."))  # fmt: skip

    def remove(self, one: Guest) -> None:
        """Put a guest into the bin."""
        desk.remove_guest(self.ctx, one.id)


def _way(one: Letter) -> str:
    return _(desk.WAYS[one.way])


class LettersSection(RecordSection):
    """Letters that came and went, the newest first."""

    new_label = N_("New letter…")
    report = desk_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("noted_on"), width=12),
            Column(N_("In or out"), _way, width=12),
            Column(N_("Number"), attrgetter("number"), width=22),
            Column(N_("Dated"), attrgetter("dated"), width=12),
            Column(N_("From or to"), attrgetter("party"), width=24, bold=True),
            Column(N_("Subject"), attrgetter("subject"), stretch=True),
            name=N_("Letters"),
            empty=N_("No letter yet. Letters that come and go stand here with their numbers."),
            icon="send",
        )

    def fill(self) -> None:
        """Read the letters again."""
        self.show_list(desk.letters(self.ctx, self.kube.id)[::-1])

    def blank(self) -> Letter:
        """Return a new letter."""
        return Letter(kube_id=self.kube.id, noted_on=self.ctx.today)

    def edit(self, one: Letter) -> None:
        """Show a letter to be changed, or a new one."""
        fields: list[Field] = [
            ChoiceField("way", N_("In or out"), blank=None, choices=tuple(desk.WAYS.items()),
                        default=Way.IN),
            DateField("noted_on", N_("Came or went on"), required=True),
            _line("number", N_("Number")),
            DateField("dated", N_("Dated")),
            _line("party", N_("From or to"), required=True),
            _line("subject", N_("Subject"), required=True),
            _line("note", N_("Note"), wide=True),
        ]  # fmt: skip
        self.edit_in(one.subject or _("New letter"), fields, one, desk.save_letter,
                     _("The letter is noted."))  # fmt: skip

    def remove(self, one: Letter) -> None:
        """Put a letter into the bin."""
        desk.remove_letter(self.ctx, one.id)
