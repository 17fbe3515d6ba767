"""The pendamping's side of a group: the log, how it develops, who takes part."""

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
from fieldkit.core.dates import format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.mentoring import model, service
from fieldkit.features.kube.mentoring.model import (
    Development,
    Level,
    Mentoring,
    Noted,
    Participation,
    Reached,
    Trend,
)
from fieldkit.features.kube.mentoring.report import MONTHLY, YEAR
from fieldkit.features.kube.typed import LONGEST_LINE, LONGEST_NOTE
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.editors import CheckEdit, ChoiceEdit, NumberEdit, TextEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Form,
    MoneyField,
    MultiChoiceField,
    NoteField,
    Section,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column
from fieldkit.ui.widgets.rows_edit import RowColumn, RowsEdit

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


def _tasks(one: Mentoring) -> str:
    return ", ".join(str(task.number) for task in one.tasks)


def _roles(one: Mentoring) -> str:
    return ", ".join(_(service.ROLES[role]) for role in one.roles)


class DeedsSection(ListSection):
    """What the pendamping did for the group, the newest first."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("done_on"), width=12),
            Column(N_("Tasks"), _tasks, width=8),
            Column(N_("Roles"), _roles, width=20),
            Column(N_("What was done"), attrgetter("what"), stretch=True, width=22, bold=True),
            Column(N_("Result"), attrgetter("result"), width=22, spare=1),
            Column(N_("Next step"), attrgetter("next_step"), width=16, spare=2),
            name=N_("Mentoring"),
            parent=parent,
        )
        may = ctx.may(Permission.MENTOR_KUBE)
        self.new_button = self.add_button(
            _("Note what was done…"), self._on_new_clicked, icon="notebook-pen", key="Alt+T",
            kind="primary", wanted=may,
        )  # fmt: skip
        self.edit_button = self.add_button(
            _("Change…"), self._on_edit_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.remove_button = self.add_button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", key="Del", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.print_button = self.add_button(
            _("Monthly report"), self._on_print_clicked, icon="printer"
        )
        if may:
            self.table.activated.connect(self._on_edit_clicked)
        self.table.set_empty(
            _("Nothing yet. Each line names which of the nine tasks of Permensos 2/2019 it was."),
            icon="notebook-pen",
        )

    def fill(self) -> None:
        """Read the log again."""
        found = service.deeds(self.ctx, self.kube.id)
        month = [one for one in found if one.done_on and one.done_on in self.month]
        tasks, _counted = model.counts(month)
        named = ", ".join(
            f"{task.number} ({count})" for task, count in tasks.items() if count
        )  # fmt: skip
        text = _("{month}: {count} lines; tasks {tasks}").format(
            month=format_month(self.month), count=len(month), tasks=named or "–"
        )
        self.show_list(found[::-1], text if found else "")

    @Slot()
    def _on_new_clicked(self) -> None:
        self._edit(Mentoring(kube_id=self.kube.id, done_on=self.ctx.today))

    @Slot()
    def _on_edit_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, Mentoring):
            self._edit(one)

    def _edit(self, one: Mentoring) -> None:
        form = Form(
            DateField("done_on", N_("Date"), required=True),
            TextField("place", N_("Place"), max_length=LONGEST_LINE),
            MultiChoiceField(
                "tasks", N_("Tasks (Permensos 2/2019 article 9)"), wide=True, required=True,
                choices=tuple(service.TASKS.items()),
            ),
            MultiChoiceField(
                "roles", N_("Roles"), wide=True, choices=tuple(service.ROLES.items())
            ),
            NoteField("what", N_("What was done"), required=True, lines=2, counter=LONGEST_NOTE),
            NoteField("result", N_("Result"), lines=2, counter=LONGEST_NOTE),
            NoteField("next_step", N_("Next step"), lines=2, counter=LONGEST_NOTE),
            today=self.today,
        )  # fmt: skip
        names = ("done_on", "place", "tasks", "roles", "what", "result", "next_step")
        form.fill({name: getattr(one, name) for name in names})

        def keep(values: dict[str, Any]) -> None:
            wanted = values | {"what": values["what"] or ""}
            service.save_deed(self.ctx, replace(one, **wanted))

        self.ask(_("Mentoring"), form, keep, _("It is noted."))

    @Slot()
    def _on_remove_clicked(self) -> None:
        one = self.table.current()
        if isinstance(one, Mentoring):
            self.attempt(
                partial(service.remove_deed, self.ctx, one.id), _("Removed; it can be undone.")
            )

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(MONTHLY, "")


def _month(one: Development) -> str:
    return format_month(one.month)


def _turnover(one: Development) -> int | None:
    return one.turnover if one.is_begun else None


def _cost(one: Development) -> int | None:
    return one.cost if one.is_begun else None


def _profit(one: Development) -> int | None:
    return one.profit if one.is_begun else None


def _trend(one: Development) -> str:
    return _(service.TRENDS[one.trend]) if one.trend else ""


def _trend_role(one: Development) -> str | None:
    roles = {Trend.UP: "good", Trend.DOWN: "attention"}
    return roles.get(one.trend, "secondary") if one.trend else None


def _reached(one: Development) -> str:
    return _(service.REACHED[one.noted.reached]) if one.noted and one.noted.reached else ""


def _evaluation(one: Development) -> str:
    return (one.noted.evaluation or "") if one.noted else ""


class DevelopmentSection(ListSection):
    """Turnover, cost and profit month by month, and what the pendamping thinks of it."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Month"), _month, width=18, bold=True),
            Column(N_("Turnover"), _turnover, width=13, **_MONEY),
            Column(N_("Cost"), _cost, width=13, **_MONEY),
            Column(N_("Profit"), _profit, width=13, bold=True, **_MONEY),
            Column(
                N_("Against the month before"), attrgetter("change"), width=22, spare=1, **_MONEY
            ),
            Column(N_("Development"), _trend, width=15, role=_trend_role),
            Column(N_("Target"), _reached, width=15, spare=2),
            Column(N_("Evaluation"), _evaluation, stretch=True, spare=3),
            name=N_("Development"),
            lead=N_(
                "Figures come from the cash book: sales and orders against supplies, wages and"
                " transport. Where a group keeps no book here, write them yourself."
            ),
            parent=parent,
        )
        may = ctx.may(Permission.MENTOR_KUBE)
        self.judge_button = self.add_button(
            _("Evaluate the month…"), self._on_judge_clicked, icon="pencil", key="F2",
            kind="primary", of_row=True, wanted=may,
        )  # fmt: skip
        self.levels_button = self.add_button(
            _("Levels…"), self._on_levels_clicked, icon="sliders-horizontal", wanted=may
        )
        self.rules_button = self.add_button(
            _("What is asked of a KUBE…"), self._on_rules_clicked, icon="book-open", wanted=may
        )
        self.print_button = self.add_button(
            _("Monthly report"), self._on_print_clicked, icon="printer"
        )
        self.year_button = self.add_button(
            _("Yearly summary"), self._on_summary_clicked, icon="file-text"
        )
        if may:
            self.table.activated.connect(self._on_judge_clicked)
        self.table.set_empty(_("No money of this group is noted yet."), icon="trending-up")

    def fill(self) -> None:
        """Read the months again."""
        known = service.developments(self.ctx, self.kube.id, self.month)
        level = service.level_of(self.ctx, self.kube.id, self.month)
        asked = [
            *group.warnings(self.ctx, self.kube.id), *group.guidance(self.ctx, self.kube.id),
        ]  # fmt: skip
        warned = [sentences.problem_sentence(problem) for problem in asked]
        lines = [_("Level: {level}").format(level=level.name)] if level else []
        self.show_list(known[::-1], "\n".join([*lines, *warned]))

    @Slot()
    def _on_judge_clicked(self) -> None:
        one = self.table.current()
        if not isinstance(one, Development):
            return
        levels = [(level.id, level.name) for level in service.levels(self.ctx)]
        form = Form(
            Section(N_("Figures, where the cash book has none")),
            MoneyField("turnover", N_("Turnover")),
            MoneyField("cost", N_("Cost")),
            Section(N_("Evaluation")),
            ChoiceField("trend", N_("Development"), blank=N_("As the figures say"),
                        choices=tuple(service.TRENDS.items())),
            ChoiceField("reached", N_("Target"), choices=tuple(service.REACHED.items())),
            ChoiceField("level_id", N_("Level"), choices=levels),
            NoteField("evaluation", N_("Evaluation"), counter=LONGEST_NOTE),
            NoteField("recommendation", N_("Recommendation"), counter=LONGEST_NOTE),
            today=self.today,
        )  # fmt: skip
        known = service.noted(self.ctx, self.kube.id, one.month)
        names = ("turnover", "cost", "trend", "reached", "level_id", "evaluation",
                 "recommendation")  # fmt: skip
        form.fill({name: getattr(known, name) for name in names})

        def keep(values: dict[str, Any]) -> None:
            facts = values | {
                "trend": Trend(values["trend"]) if values["trend"] else None,
                "reached": Reached(values["reached"]) if values["reached"] else None,
            }
            service.save_month(self.ctx, _with(known, facts))

        text = _("The book says: turnover {turnover}, cost {cost}, profit {profit}.").format(
            turnover=format_rupiah(one.turnover), cost=format_rupiah(one.cost),
            profit=format_rupiah(one.profit),
        )  # fmt: skip
        heading = _("{kube} in {month}").format(kube=self.kube.name, month=_month(one))
        self.ask(heading, form, keep, _("The month is evaluated."), sentence=text)

    @Slot()
    def _on_levels_clicked(self) -> None:
        def rows() -> QWidget:
            return RowsEdit(
                RowColumn("name", N_("Level"), partial(TextEdit, max_length=80), stretch=2),
                RowColumn("criteria", N_("When is a group on it?"),
                          partial(TextEdit, max_length=LONGEST_LINE), stretch=5),
                add=_("Another level"),
            )  # fmt: skip

        form = Form(CustomField("levels", N_("Levels"), wide=True, make=rows), today=self.today)
        known = service.levels(self.ctx)
        form.fill({
            "levels": [{"id": x.id, "name": x.name, "criteria": x.criteria} for x in known]
        })  # fmt: skip

        def keep(values: dict[str, Any]) -> None:
            wanted = [
                Level(id=typed.get("id", ""), name=typed["name"] or "", criteria=typed["criteria"])
                for typed in values["levels"]
            ]
            service.save_levels(self.ctx, wanted)

        text = _("No official list of levels was found; write those your Dinas uses.")
        self.ask(_("Levels of KUBE"), form, keep, _("The levels are saved."), sentence=text)

    @Slot()
    def _on_rules_clicked(self) -> None:
        def rows() -> QWidget:
            return RowsEdit(
                RowColumn("rule", N_("What is asked"),
                          partial(ChoiceEdit, list(group.RULES.items()), blank=None), stretch=4,
                          usual=group.Asked.SIZE),
                RowColumn("low", N_("At least"), NumberEdit),
                RowColumn("high", N_("At most"), NumberEdit),
                RowColumn("valid_from", N_("From"),
                          partial(DateEdit, today=self.today), stretch=3),
                RowColumn("programme", N_("Only in the programme"),
                          partial(TextEdit, max_length=LONGEST_LINE), stretch=3),
                RowColumn("source", N_("Who says so"),
                          partial(TextEdit, max_length=LONGEST_LINE), stretch=5),
                RowColumn("is_off", N_("No longer asked"), partial(CheckEdit, "")),
                add=_("Another line"),
            )  # fmt: skip

        form = Form(CustomField("rulings", N_("Lines of your own"), wide=True, make=rows),
                    today=self.today)  # fmt: skip
        form.fill({
            "rulings": [
                {"id": x.id, "rule": x.rule, "low": x.low, "high": x.high, "source": x.source,
                 "valid_from": x.valid_from, "programme": x.programme, "is_off": not x.applies}
                for x in group.rulings(self.ctx)
            ]
        })  # fmt: skip

        def keep(values: dict[str, Any]) -> None:
            group.save_rulings(self.ctx, [_ruling(line) for line in values["rulings"]])

        given = "\n".join(f"• {text}" for text in group.given_in_words())
        text = _(
            "These lines are given with the program. A line of your own takes the place of one"
            " from its day on; warnings name who says so."
        )
        self.ask(_("What is asked of a KUBE"), form, keep, _("The rules are saved."),
                 sentence=f"{text}\n{given}", width=1100)  # fmt: skip

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(MONTHLY, "")

    @Slot()
    def _on_summary_clicked(self) -> None:
        self.report_wanted.emit(YEAR, "")


def _ruling(line: Mapping[str, Any]) -> group.Ruling:
    return group.Ruling(
        id=line.get("id", ""), rule=group.Asked(line["rule"] or group.Asked.SIZE),
        programme=line["programme"], valid_from=line["valid_from"],
        low=None if line["low"] is None else int(line["low"]),
        high=None if line["high"] is None else int(line["high"]),
        applies=not line["is_off"], source=line["source"],
    )  # fmt: skip


def _with(known: Noted, facts: dict[str, Any]) -> Noted:
    return replace(known, **facts)


def _brought(one: Participation) -> int | None:
    return one.brought or None


def _attended(one: Participation) -> str:
    return f"{one.attended} / {one.meetings}"


def _share(one: Participation) -> str:
    return "" if one.share is None else f"{round(one.share * 100)}%"


def _share_role(one: Participation) -> str | None:
    return "attention" if one.share is not None and one.share < 0.5 else None


def _arrears_role(one: Participation) -> str | None:
    return "attention" if one.arrears else None


class ParticipationSection(ListSection):
    """What each member took part in this year."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            ctx,
            Column(N_("Member"), attrgetter("member.name"), stretch=True, bold=True),
            Column(N_("Meetings attended"), _attended, width=17, align="right"),
            Column(N_("Share"), _share, width=9, align="right", role=_share_role, spare=1),
            Column(N_("Brought over"), _brought, width=13, spare=4, **_MONEY),
            Column(N_("Dues due"), attrgetter("due"), width=13, **_MONEY),
            Column(N_("Dues paid"), attrgetter("paid"), width=13, **_MONEY),
            Column(N_("Arrears"), attrgetter("arrears"), width=13, role=_arrears_role, **_MONEY),
            Column(N_("Tasks of orders"), attrgetter("tasks"), width=15, align="right", spare=2),
            Column(N_("Activities"), attrgetter("events"), width=11, align="right", spare=3),
            name=N_("Participation"),
            parent=parent,
        )
        self.print_button = self.add_button(
            _("Yearly summary"), self._on_print_clicked, icon="printer"
        )
        self.table.set_empty(_("No meeting recorded yet."), icon="users")

    def fill(self) -> None:
        """Read the year again."""
        first, last = date(self.month.year, 1, 1), min(self.month.last, self.ctx.today)
        found = service.participation(self.ctx, self.kube.id, first, last)
        text = _("{year} up to this month").format(year=self.month.year)
        self.show_list(found, text if found else "")

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(YEAR, "")
