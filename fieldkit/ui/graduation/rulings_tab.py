"""The rules of the programme for components and families, each from a day on."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.service import RuleKind, Ruling
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import ChoiceField, DateField, Form, NumberField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable


class RulingsTab(QWidget):
    """Shows every rule; who may edit programme tables adds newer ones."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._may_edit = self._ctx.may(Permission.EDIT_PROGRAMMES)
        self.table = RecordTable(
            Column(N_("Rule"), attrgetter("kind"), text=_kind, width=34, bold=True),
            Column(N_("Component"), attrgetter("component"), text=_component, width=18),
            Column(N_("Figure"), _itself, text=_figure, width=16),
            Column(N_("Valid from"), attrgetter("valid_from"), width=14),
            Column(N_("Source"), attrgetter("source"), stretch=True, width=24),
            name=N_("Rules of the programme"),
        )
        self.add_button = buttons.button(
            _("Add a rule"), self._on_add_clicked, icon="plus", key="Ctrl+N"
        )
        self.change_button = buttons.button(
            _("Change rule"), self._on_change_clicked, icon="pencil", key="F2"
        )
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        for button in (self.add_button, self.change_button, self.remove_button):
            button.setVisible(self._may_edit)
        lead = QLabel(
            _(
                "Ages decide which members are asked about and how the century of a NIK is read;"
                " nobody is refused by them. Stages and what counts decide the amounts of the"
                " talk sheet. A newer line takes the older one\u2019s place from its day on."
            )
        )
        lead.setWordWrap(True)
        style.set_role(lead, "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(lead)
        layout.addWidget(self.table, 1)
        layout.addWidget(flow_layout.bar(self.add_button, self.change_button, self.remove_button))
        self.table.activated.connect(self._on_change_clicked)
        self.table.selection_changed.connect(self._show_buttons)

    def reload(self) -> None:
        """Read the rules again."""
        self.table.show_rows(people.rulings(self._ctx))
        if self.table.current() is None:
            self.table.select_first()
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        ruling = self.table.current()
        self.change_button.setEnabled(isinstance(ruling, Ruling))
        self.remove_button.setEnabled(isinstance(ruling, Ruling) and not ruling.is_given)

    @Slot()
    def _on_add_clicked(self) -> None:
        known = self.table.current()
        kind = known.kind if isinstance(known, Ruling) else RuleKind.AGES
        component = known.component if isinstance(known, Ruling) else None
        self._ask(None, {"kind": kind, "component": component})

    @Slot()
    def _on_change_clicked(self) -> None:
        ruling = self.table.current()
        if isinstance(ruling, Ruling) and self._may_edit:
            values = {name: getattr(ruling, name) for name in _FIELDS}
            self._ask(ruling, values | {"source": ruling.source or None})

    def _ask(self, before: Ruling | None, values: dict[str, Any]) -> None:
        form = Form(
            ChoiceField("kind", N_("Rule"), blank=None, choices=tuple(people.RULE_NAMES.items())),
            ChoiceField(
                "component", N_("Component"), choices=tuple(people.COMPONENT_NAMES.items())
            ),
            ChoiceField(
                "counts",
                N_("Does it count?"),
                choices=((1, N_("It counts")), (0, N_("It no longer counts"))),
            ),
            NumberField("low", N_("From")),
            NumberField("high", N_("Up to")),
            NumberField("figure", N_("Figure")),
            DateField("valid_from", N_("Valid from"), required=True),
            TextField("source", N_("Source"), wide=True, max_length=200),
        )
        form.fill(dict.fromkeys((*_FIELDS, *_HELD_IN.values())) | values)
        if (held := _HELD_IN.get(values["kind"])) is not None:
            form.fill({held: values.get("high")})

        def save(typed: dict[str, Any]) -> None:
            held = _HELD_IN.get(typed["kind"], "high")
            told = {name: typed[name] for name in _FIELDS} | {"high": typed[held]}
            ruling = Ruling(**(told | {"source": typed["source"] or ""}))
            people.save_ruling(self._ctx, ruling, before)

        box = RulingDialog(_("Rule of the programme"), form, save, parent=self.window())
        if box.exec():
            self._done(_("The rule is saved."))

    @Slot()
    def _on_remove_clicked(self) -> None:
        ruling = self.table.current()
        if isinstance(ruling, Ruling) and self._screen.attempt(
            lambda: people.remove_ruling(self._ctx, ruling)
        ):
            self._done(_("The rule lies in the bin."))

    def _done(self, said: str) -> None:
        self._screen.say(said, undo=True)
        self.reload()


class RulingDialog(FormDialog):
    """Asks for one rule: only what its kind can hold."""

    def __init__(self, title: str, form: Form, save: Any, parent: QWidget | None = None) -> None:
        super().__init__(title, form, save, parent=parent)
        form.changed.connect(self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit to the kind, which may come from what was half typed before."""
        super().showEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        kind = self.form.value("kind")
        self.form.show_field("component", kind in (RuleKind.AGES, RuleKind.COUNTS))
        for name in ("low", "high"):
            self.form.show_field(name, kind is RuleKind.AGES)
        for name in ("counts", "figure"):
            self.form.show_field(name, _HELD_IN.get(kind) == name)


# Where the one figure of a rule is typed; ages have two.
_HELD_IN = {
    RuleKind.COUNTS: "counts",
    **dict.fromkeys((RuleKind.MOST_COUNTED, RuleKind.MEMBERSHIP, RuleKind.STAGES), "figure"),
}
_FIELDS = ("kind", "component", "low", "high", "valid_from", "source")


def _itself(ruling: Ruling) -> Ruling:
    return ruling


def _kind(kind: RuleKind) -> str:
    return _(people.RULE_NAMES[kind])


def _component(value: Any) -> str:
    return _(people.COMPONENT_NAMES[value])


def _figure(ruling: Ruling) -> str:
    low, high = ruling.low, ruling.high
    if ruling.kind is RuleKind.COUNTS:
        return _("It counts") if high else _("It no longer counts")
    if ruling.kind is not RuleKind.AGES:
        return str(high)
    if high is None:
        return _("{low} and older").format(low=low)
    if low is None:
        return _("up to {high}").format(high=high)
    return f"{low}\u2013{high}"
