"""The rules behind the lists: weights and lines of readiness, and the amounts of aid."""

from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import report, service
from fieldkit.features.graduation.readiness import WITH_LINE, Criterion, Rule
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Rate
from fieldkit.features.people.words import Component
from fieldkit.ui.graduation.rulings_tab import RulingsTab
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.rooms import Tabs


class RulesPage(QWidget):
    """Shows the rules; who may edit programme tables changes them."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._may_edit = self._ctx.may(Permission.EDIT_PROGRAMMES)
        self.rules_table = RecordTable(
            Column(N_("Criterion"), attrgetter("criterion"), text=_criterion, width=20, bold=True),
            Column(N_("Weight"), attrgetter("weight"), width=8, align="right"),
            Column(N_("Threshold"), _itself, text=_line, width=16),
            Column(N_("What the line means"), _itself, text=_meaning, stretch=True, width=30),
            Column(N_("In use"), attrgetter("is_used"), text=_used, width=9),
            name=N_("Criteria of readiness"),
        )
        self.rates_table = RecordTable(
            Column(N_("Component"), attrgetter("component"), text=_component, width=28, bold=True),
            Column(N_("Valid from"), attrgetter("valid_from"), width=14),
            Column(N_("A year"), attrgetter("yearly"), text=format_rupiah, width=14,
                   align="right"),
            Column(N_("Each stage"), attrgetter("each_stage"), text=format_rupiah, width=14,
                   align="right"),
            Column(N_("Source"), attrgetter("source"), stretch=True, width=24),
            name=N_("Amounts of aid"),
        )  # fmt: skip
        self.rule_button = buttons.button(
            _("Change criterion"), self._on_rule_clicked, icon="pencil", key="F2"
        )
        self.add_button = buttons.button(
            _("Add an amount"), self._on_add_clicked, icon="plus", key="Ctrl+N"
        )
        self.rate_button = buttons.button(_("Change amount"), self._on_rate_clicked, icon="pencil")
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        for button in (self.rule_button, self.add_button, self.rate_button, self.remove_button):
            button.setVisible(self._may_edit)
        self.rulings = RulingsTab(screen)
        self.tabs = Tabs()
        self.tabs.addTab(
            _tab(
                _("Weights put families in order and never decide. Unknown is never taken for no."),
                self.rules_table,
                self.rule_button,
            ),
            _("Readiness"),
        )
        self.tabs.addTab(
            _tab(
                _(
                    "Amounts of aid for the talk with a family. Check them against this year's"
                    " decision; a newer line takes the older one's place from its day on."
                ),
                self.rates_table,
                self.add_button,
                self.rate_button,
                self.remove_button,
            ),
            _("Amounts of aid"),
        )
        self.tabs.addTab(self.rulings, _("Rules of the programme"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.addWidget(self.tabs)
        self.rules_table.activated.connect(self._on_rule_clicked)
        self.rates_table.activated.connect(self._on_rate_clicked)
        self.rates_table.selection_changed.connect(self._show_buttons)

    def show_month(self, _month: Month) -> None:
        """Read the page again; it knows no months."""
        self.reload()

    def documents(self, month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [report.pipeline(self._ctx, month)]

    def reload(self) -> None:
        """Read the rules again."""
        self.rulings.reload()
        self.rules_table.show_rows([_Named(rule) for rule in service.rules(self._ctx)])
        self.rates_table.show_rows(people.benefit_rates(self._ctx))
        for table in (self.rules_table, self.rates_table):
            if table.current() is None:
                table.select_first()
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        rate = self.rates_table.current()
        self.rate_button.setEnabled(isinstance(rate, Rate))
        self.remove_button.setEnabled(isinstance(rate, Rate) and not rate.is_given)

    @Slot()
    def _on_rule_clicked(self) -> None:
        named = self.rules_table.current()
        if not isinstance(named, _Named) or not self._may_edit:
            return
        rule = named.rule
        fields: list[Any] = [NumberField("weight", N_("Weight (0 to 100)"), required=True)]
        if rule.criterion in WITH_LINE:
            kind = MoneyField if rule.criterion is Criterion.INCOME else NumberField
            fields.append(kind("line", N_("Threshold")))
        fields.append(CheckField("is_used", N_("In use")))
        form = Form(*fields, columns=1)
        form.fill({"weight": rule.weight, "line": rule.line, "is_used": rule.is_used})

        def save(values: dict[str, Any]) -> None:
            changed = replace(
                rule, weight=values["weight"] if values["weight"] is not None else -1,
                line=values.get("line"), is_used=bool(values["is_used"]),
            )  # fmt: skip
            service.save_rule(self._ctx, changed)

        box = FormDialog(
            _criterion(rule.criterion), form, save, sentence=_meaning(named), parent=self.window()
        )
        if box.exec():
            self._done(_("The criterion is changed."))

    @Slot()
    def _on_add_clicked(self) -> None:
        rate = self.rates_table.current()
        component = rate.component if isinstance(rate, Rate) else Component.PREGNANT
        self._ask(None, component, None, None, "")

    @Slot()
    def _on_rate_clicked(self) -> None:
        rate = self.rates_table.current()
        if isinstance(rate, Rate) and self._may_edit:
            self._ask(rate, rate.component, rate.valid_from, rate.yearly, rate.source)

    def _ask(
        self,
        before: Rate | None,
        component: Component,
        valid_from: date | None,
        yearly: int | None,
        source: str,
    ) -> None:
        form = Form(
            ChoiceField("component", N_("Component"), blank=None,
                        choices=tuple(people.COMPONENT_NAMES.items())),
            DateField("valid_from", N_("Valid from"), required=True),
            MoneyField("yearly", N_("Rupiah a year"), required=True),
            TextField("source", N_("Source"), wide=True, max_length=200),
        )  # fmt: skip
        form.fill(
            {
                "component": component, "valid_from": valid_from, "yearly": yearly,
                "source": source or None,
            }
        )  # fmt: skip

        def save(values: dict[str, Any]) -> None:
            rate = Rate(
                component=values["component"], valid_from=values["valid_from"],
                yearly=values["yearly"], source=values["source"] or "",
            )  # fmt: skip
            people.save_benefit_rate(self._ctx, rate, before)

        if FormDialog(_("Amount of aid"), form, save, parent=self.window()).exec():
            self._done(_("The amount is saved."))

    @Slot()
    def _on_remove_clicked(self) -> None:
        rate = self.rates_table.current()
        if isinstance(rate, Rate) and self._screen.attempt(
            lambda: people.remove_benefit_rate(self._ctx, rate)
        ):
            self._done(_("The amount lies in the bin."))

    def _done(self, said: str) -> None:
        self._screen.say(said, undo=True)
        self.reload()


class _Named:
    """A rule with an id, so that the row chosen stays chosen."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.id = rule.criterion.value
        self.criterion = rule.criterion
        self.weight = rule.weight
        self.is_used = rule.is_used


def _tab(words: str, table: RecordTable, *actions: QWidget) -> QWidget:
    label = QLabel(words)
    label.setWordWrap(True)
    style.set_role(label, "secondary")
    tab = QWidget()
    layout = QVBoxLayout(tab)
    layout.setContentsMargins(0, style.px(12), 0, 0)
    layout.setSpacing(style.px(8))
    layout.addWidget(label)
    layout.addWidget(table, 1)
    layout.addWidget(flow_layout.bar(*actions))
    return tab


def _itself(named: _Named) -> _Named:
    return named


def _criterion(criterion: Criterion) -> str:
    return _(service.CRITERIA[criterion])


def _line(named: _Named) -> str:
    line = named.rule.line
    if line is None:
        return ""
    if named.criterion is Criterion.INCOME:
        return format_rupiah(line)
    return f"{line}%" if named.criterion is Criterion.EDUCATION else str(line)


def _meaning(named: _Named) -> str:
    return _(service.LINES[named.criterion]) if named.criterion in service.LINES else ""


def _used(is_used: bool) -> str:  # noqa: FBT001 -- a column's value
    return _("Yes") if is_used else _("No")


def _component(component: Component) -> str:
    return _(people.COMPONENT_NAMES[component])
