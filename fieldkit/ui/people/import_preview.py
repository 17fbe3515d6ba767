"""What would become of every row: filters by result, reasons, and the row in front side by side."""

from collections.abc import Mapping
from operator import attrgetter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Decision, ImportPlan, Outcome, Verdict
from fieldkit.ui.people.import_detail import RowDetail
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable

_ROLES = {
    Outcome.CREATED: "good",
    Outcome.CHANGED: "accent",
    Outcome.SAME: "secondary",
    Outcome.DOUBTFUL: "attention",
    Outcome.REFUSED: "danger",
}
_ICONS = {
    Outcome.CREATED: "plus",
    Outcome.CHANGED: "pencil",
    Outcome.SAME: "check",
    Outcome.DOUBTFUL: "circle-help",
    Outcome.REFUSED: "ban",
}
REPAIR = "repair"
_GROUP = 3

Filter = Outcome | str | None


class PreviewTab(QWidget):
    """Emits `decided` with what the user says of doubtful rows, by their place in the file."""

    decided = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._plan: ImportPlan | None = None
        self._verdicts: list[Verdict] = []
        self._decisions: dict[int, Decision] = {}
        self._filter: Filter = None
        self.filter_buttons: dict[Filter, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.filters = QWidget()
        flow = FlowLayout(self.filters, gap=6)
        for kind in (None, *Outcome, REPAIR):
            made = buttons.button("", self._on_filter_clicked, kind="chip")
            made.setCheckable(True)
            self._group.addButton(made)
            self.filter_buttons[kind] = made
            flow.addWidget(made)
        self.table = RecordTable(
            Column(N_("Row"), _place, align="right", width=8),
            Column(
                N_("Result"), attrgetter("outcome"), text=_outcome, width=12, role=_role, icon=_icon
            ),
            Column(N_("Name"), attrgetter("name"), width=20, bold=True),
            Column(N_("Group"), attrgetter("group"), width=12, spare=1),
            Column(N_("Why"), people.reason_sentence, stretch=True, width=24),
            name=N_("Result of every row"),
            multi=True,
            empty=N_("No line here names a family. Choose another sheet or header row above."),
        )
        self.detail = RowDetail(ctx)
        self.take_button = buttons.button(
            _("Take all the chosen ones"), self._on_all_taken_clicked, icon="check"
        )
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.detail.decided.connect(self._on_decided)
        self.take_button.hide()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.table, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.take_button)
        column.addLayout(line)
        self.splitter.addWidget(left)
        beside = QScrollArea()  # with large letters a row is taller than what is left for it
        beside.setWidgetResizable(True)
        beside.setFrameShape(QFrame.Shape.NoFrame)
        beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        beside.setWidget(self.detail)
        self.splitter.addWidget(beside)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(style.px(12))
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.filters)
        layout.addWidget(self.splitter, 1)

    def show_plan(self, plan: ImportPlan | None, decisions: Mapping[int, Decision]) -> None:
        """Show what an import would do."""
        self._plan = plan
        self._verdicts = plan.verdicts if plan else []
        self._decisions = dict(decisions)
        counts = plan.counts if plan else {}
        repair = sum(map(_is_to_repair, self._verdicts))
        for kind, made in self.filter_buttons.items():
            many = len(self._verdicts)
            name = _("All")
            if isinstance(kind, Outcome):
                many, name = counts.get(kind, 0), _(people.OUTCOME_NAMES[kind])
            elif kind == REPAIR:
                many, name = repair, _("To repair")
            made.setText(_("{name}: {count}").format(name=name, count=many))
            made.setAccessibleName(made.text())
            made.setEnabled(kind is None or many > 0)
            if kind == self._filter and not many:
                self._filter = None
        has_groups = any(verdict.group for verdict in self._verdicts)
        self.table.show_column(_GROUP, has_groups)
        self._show()

    def _show(self) -> None:
        self.filter_buttons[self._filter].setChecked(True)
        self.table.show_rows([v for v in self._verdicts if self._passes(v)])
        self._show_detail(self.table.current())
        self._on_selection_changed()

    def _passes(self, verdict: Verdict) -> bool:
        if self._filter == REPAIR:
            return _is_to_repair(verdict)
        return self._filter is None or verdict.outcome is self._filter

    def _show_detail(self, verdict: Verdict | None) -> None:
        decision = self._decisions.get(verdict.place) if verdict else None
        self.detail.show_row(self._plan, verdict, decision)

    def _open_ones(self) -> dict[int, Decision]:
        """Return what taking all chosen rows would decide."""
        found = {}
        for verdict in self.table.selected():
            if verdict.outcome is Outcome.DOUBTFUL:
                found[verdict.place] = Decision.NEW_FAMILY
            elif verdict.may_be_taken:
                found[verdict.place] = Decision.TAKE_ANYWAY
        return found

    @Slot()
    def _on_filter_clicked(self) -> None:
        sender = self.sender()
        for kind, made in self.filter_buttons.items():
            if made is sender:
                self._filter = kind
        self._show()

    @Slot(object)
    def _on_chosen(self, verdict: Verdict | None) -> None:
        self._show_detail(verdict)

    @Slot()
    def _on_selection_changed(self) -> None:
        self.take_button.setVisible(len(self._open_ones()) > 1)

    @Slot(object)
    def _on_decided(self, decision: Decision | None) -> None:
        verdict = self.table.current()
        if verdict is None:
            return
        kept = {place: one for place, one in self._decisions.items() if place != verdict.place}
        self.decided.emit(kept if decision is None else {**kept, verdict.place: decision})

    @Slot()
    def _on_all_taken_clicked(self) -> None:
        self.decided.emit({**self._decisions, **self._open_ones()})


def _is_to_repair(verdict: Verdict) -> bool:
    return bool(verdict.remarks) and not verdict.is_open


def _place(verdict: Verdict) -> str:
    return f"{verdict.sheet} {verdict.row}".strip()


def _outcome(outcome: Outcome) -> str:
    return _(people.OUTCOME_NAMES[outcome])


def _role(verdict: Verdict) -> str:
    return _ROLES[verdict.outcome]


def _icon(verdict: Verdict) -> str:
    return "circle-alert" if _is_to_repair(verdict) else _ICONS[verdict.outcome]
