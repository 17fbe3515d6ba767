"""What would become of every row: filters by result, reasons, old and new values."""

from collections import Counter
from collections.abc import Collection
from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Outcome, Verdict
from fieldkit.ui.widgets import buttons, style
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


class PreviewTab(QWidget):
    """Emits `accepted_changed` with the doubtful rows the user wants taken after all."""

    accepted_changed = Signal(frozenset)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdicts: list[Verdict] = []
        self._accepted: frozenset[int] = frozenset()
        self._filter: Outcome | None = None
        self.filter_buttons: dict[Outcome | None, QPushButton] = {}
        self._group = QButtonGroup(self)
        filters = QHBoxLayout()
        filters.setSpacing(style.px(6))
        for outcome in (None, *Outcome):
            made = buttons.button("", self._on_filter_clicked, kind="chip")
            made.setCheckable(True)
            self._group.addButton(made)
            self.filter_buttons[outcome] = made
            filters.addWidget(made)
        filters.addStretch(1)
        self.table = RecordTable(
            Column(N_("Row"), attrgetter("row"), align="right", width=6),
            Column(
                N_("Result"), attrgetter("outcome"), text=_outcome, width=13, role=_role, icon=_icon
            ),
            Column(N_("Name"), attrgetter("name"), width=24, bold=True),
            Column(N_("Group"), attrgetter("group"), width=16),
            Column(N_("Why"), people.reason_sentence, stretch=True, width=40),
            name=N_("Result of every row"),
            multi=True,
            empty=N_("No line here names a family. Choose another sheet or header row above."),
        )
        self.detail_label = QLabel()
        self.detail_label.setWordWrap(True)
        style.set_role(self.detail_label, "secondary")
        self.take_button = buttons.button(
            _("Take these rows anyway"), self._on_take_clicked, icon="check", key="Ctrl+T"
        )
        foot = QHBoxLayout()
        foot.setSpacing(style.px(12))
        foot.addWidget(self.detail_label, 1)
        foot.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(filters)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.table.chosen.connect(self._on_chosen)
        self.table.selection_changed.connect(self._on_selection_changed)
        self._show_take_button()

    def show_verdicts(self, verdicts: list[Verdict], accepted: Collection[int]) -> None:
        """Show what an import would do."""
        self._verdicts = verdicts
        self._accepted = frozenset(accepted)
        counts = Counter(verdict.outcome for verdict in verdicts)
        for outcome, made in self.filter_buttons.items():
            many = len(self._verdicts) if outcome is None else counts[outcome]
            name = _("All") if outcome is None else _(people.OUTCOME_NAMES[outcome])
            made.setText(_("{name}: {count}").format(name=name, count=many))
            made.setAccessibleName(made.text())
            made.setEnabled(outcome is None or many > 0)
        if self._filter is not None and not counts[self._filter]:
            self._filter = None
        self._show()

    def _show(self) -> None:
        self.filter_buttons[self._filter].setChecked(True)
        wanted = self._filter
        rows = [v for v in self._verdicts if wanted is None or v.outcome is wanted]
        self.table.show_rows(rows)
        self._show_take_button()

    def _choosable(self) -> list[int]:
        open_ones = (Outcome.DOUBTFUL, Outcome.REFUSED)
        return [
            v.row
            for v in self.table.selected()
            if v.outcome in open_ones or v.row in self._accepted
        ]

    def _show_take_button(self) -> None:
        rows = self._choosable()
        self.take_button.setVisible(bool(rows))
        is_taken = bool(rows) and all(row in self._accepted for row in rows)
        text = _("Leave these rows out") if is_taken else _("Take these rows anyway")
        self.take_button.setText(text)
        self.take_button.setAccessibleName(text)

    @Slot()
    def _on_filter_clicked(self) -> None:
        sender = self.sender()
        for outcome, made in self.filter_buttons.items():
            if made is sender:
                self._filter = outcome
        self._show()

    @Slot(object)
    def _on_chosen(self, verdict: Verdict | None) -> None:
        self.detail_label.setText("" if verdict is None else _detail(verdict))

    @Slot()
    def _on_selection_changed(self) -> None:
        self._show_take_button()

    @Slot()
    def _on_take_clicked(self) -> None:
        rows = self._choosable()
        if all(row in self._accepted for row in rows):
            accepted = self._accepted - set(rows)
        else:
            accepted = self._accepted | set(rows)
        self.accepted_changed.emit(frozenset(accepted))


def _detail(verdict: Verdict) -> str:
    if not verdict.changes:
        return people.reason_sentence(verdict)
    lines = []
    for field, before, after in verdict.changes:
        lines.append(
            _("{field}: {before} → {after}").format(
                field=people.field_name(field),
                before=people.value_text(before),
                after=people.value_text(after),
            )
        )
    return "\n".join(lines)


def _outcome(outcome: Outcome) -> str:
    return _(people.OUTCOME_NAMES[outcome])


def _role(verdict: Verdict) -> str:
    return _ROLES[verdict.outcome]


def _icon(verdict: Verdict) -> str:
    return _ICONS[verdict.outcome]
