"""Budgets (RAB), checked while they are typed."""

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
from fieldkit.core.errors import Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.budgets import model as budget_model
from fieldkit.features.kube.budgets import report as budget_report
from fieldkit.features.kube.budgets import service as budgets
from fieldkit.features.kube.budgets.model import Budget, BudgetLine, BudgetPage, Source, Spending
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube import words
from fieldkit.ui.kube.entry_dialogs import book, reason_field
from fieldkit.ui.kube.records_section import RecordSection, line_field
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit, NumberEdit, TextEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Form,
    MoneyField,
)
from fieldkit.ui.widgets.money_edit import MoneyEdit
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


_BUDGET_FIELDS = ("title", "made_on", "ceiling", "programme", "note")
_LINE_FIELDS = (
    "section", "item", "specification", "volume", "unit", "price", "stated", "source", "note",
)  # fmt: skip


class BudgetDialog(FormDialog):
    """A budget with its lines; sums and doubts stand above while it is typed."""

    def __init__(self, ctx: Context, known: BudgetPage, parent: QWidget | None = None) -> None:
        self._ctx, self._known = ctx, known
        form = Form(
            line_field("title", N_("What is it for?"), required=True),
            DateField("made_on", N_("Date"), required=True),
            line_field("programme", N_("Programme")),
            MoneyField("ceiling", N_("Ceiling of the aid")),
            CustomField("lines", N_("Lines"), wide=True, make=self._lines),
            line_field("note", N_("Note"), wide=True),
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


def _doubts(known: Spending) -> str:
    count = len(_found(known))
    text = ngettext("{count} thing to look at", "{count} things to look at", count)
    return text.format(count=count) if count else _("Adds up")


def _doubts_role(known: Spending) -> str | None:
    return "attention" if _found(known) else "good"


def _found(known: Spending) -> list[Problem]:
    return [*budget_model.findings(known.page), *budget_model.overspent(known)]


def _spent(known: Spending) -> int | None:
    return known.total or None


def _left(known: Spending) -> int | None:
    return known.left if known.total else None


def _left_role(known: Spending) -> str | None:
    return "danger" if known.left < 0 else None


def _lines_count(known: Spending) -> int:
    return len(known.page.lines)


class BudgetsSection(RecordSection):
    """The budgets of the group, the newest first."""

    new_label = N_("New budget…")
    report = budget_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("page.budget.made_on"), width=12),
            Column(N_("What is it for?"), attrgetter("page.budget.title"), stretch=True, bold=True),
            Column(N_("Programme"), attrgetter("page.budget.programme"), width=16, spare=3),
            Column(N_("Lines"), _lines_count, width=8, align="right", spare=4),
            Column(
                N_("Ceiling of the aid"),
                attrgetter("page.budget.ceiling"),
                width=16,
                spare=2,
                **_MONEY,
            ),
            Column(N_("Planned"), attrgetter("page.total"), width=13, bold=True, **_MONEY),
            Column(N_("Spent"), _spent, width=13, **_MONEY),
            Column(N_("Remainder"), _left, width=13, role=_left_role, **_MONEY),
            Column(N_("Checked"), _doubts, width=22, role=_doubts_role),
            name=N_("Budgets (RAB)"),
            empty=N_("No budget yet. Write what is to be bought, how much of it, at which price."),
            icon="file-spreadsheet",
        )

    def more_buttons(self, *, may: bool) -> None:
        """Add what is bought by a budget, and the paper of one."""
        del may
        self.spend_button = self.add_button(
            _("Spent…"), self._on_spend_clicked, icon="arrow-up", key="Ins", of_row=True,
            wanted=self.ctx.may(Permission.POST_CASH),
        )  # fmt: skip
        self.paper_button = self.add_button(
            _("Print this one"), self._on_paper_clicked, icon="file-text", of_row=True
        )

    def fill(self) -> None:
        """Read the budgets again, with what was spent on each."""
        found = [budgets.spending(self.ctx, p) for p in budgets.budgets(self.ctx, self.kube.id)]
        doubts = _found(found[-1]) if found else []
        self.show_list(found[::-1], "\n".join(sentences.problem_sentence(p) for p in doubts[:3]))

    def blank(self) -> Spending:
        """Return a new budget."""
        page = BudgetPage(budget=Budget(kube_id=self.kube.id, made_on=self.ctx.today))
        return Spending(page=page, spent={})

    def edit(self, one: Spending) -> None:
        """Show a budget to be changed, or a new one."""
        if BudgetDialog(self.ctx, one.page, self.window()).exec():
            self.said.emit(_("The budget is saved."), "good", True)

    def remove(self, one: Spending) -> None:
        """Put a budget into the bin."""
        budgets.remove_budget(self.ctx, one.id)

    @Slot()
    def _on_spend_clicked(self) -> None:
        one = self.table.current()
        if not isinstance(one, Spending):
            return
        lines = [(line.id, _line_words(one, line)) for line in one.page.lines]
        form = Form(
            ChoiceField("place", N_("Which line?"), blank=N_("None of them"), choices=lines,
                        wide=True),
            DateField("day", N_("Date"), required=True, default=self.ctx.today),
            MoneyField("amount", N_("Amount"), required=True),
            ChoiceField("account", N_("What for?"), blank=None, default=Account.EQUIPMENT,
                        choices=words.expense_choices()),
            ChoiceField("pot", N_("Pot"), blank=None, default=Pot.KAS,
                        choices=words.pots_of(self.ctx, self.kube.id)),
            line_field("words", N_("Description"), wide=True),
            reason_field(),
            today=self.today,
        )  # fmt: skip
        form.show_field("reason", False)

        def spend(values: dict[str, Any]) -> None:
            book(form, partial(
                budgets.spend, self.ctx, values["place"] or one.id, Account(values["account"]),
                values["amount"], values["day"], values["words"], kube_id=self.kube.id,
                pot=Pot(values["pot"]), reason=values["reason"],
            ))  # fmt: skip

        text = _("Planned {planned}, spent {spent}, left {left}.").format(
            planned=format_rupiah(one.page.total), spent=format_rupiah(one.total),
            left=format_rupiah(one.left),
        )  # fmt: skip
        self.ask(_("Spent by the budget"), form, spend, _("It is in the book."),
                 sentence=f"{one.page.budget.title}\n{text}")  # fmt: skip

    @Slot()
    def _on_paper_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, Spending):
            self.report_wanted.emit(self.report, one.id)


def _line_words(one: Spending, line: BudgetLine) -> str:
    left = one.left_of(line)
    if left is None:
        return line.item or ""
    return _("{item}: {left} left").format(item=line.item, left=format_rupiah(left))
