"""One row of a list beside what the register knows: what changes, or whom it may be about."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Decision, ImportPlan, Outcome, Side, Verdict
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable


class RowDetail(Card):
    """Emits `decided` with what the user says of the row in front: a Decision, or None."""

    decided = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self.title_label_row = QLabel()
        self.title_label_row.setFont(style.strong_font())
        self.title_label_row.setWordWrap(True)
        self.reason_label = QLabel()
        self.reason_label.setWordWrap(True)
        style.set_role(self.reason_label, "secondary")
        self.sides = RecordTable(
            Column(N_("Field"), _field, width=15, role=_role, icon=_icon),
            Column(N_("In the file"), _said, width=12, stretch=True, role=_role),
            Column(N_("In the register"), _known, width=12, stretch=True),
            name=N_("The row beside the register"),
            wraps=True,
        )
        self.same_button = buttons.button(
            _("It is the same family"), self._on_same_clicked, icon="check", key="Ctrl+M"
        )
        self.new_button = buttons.button(
            _("It is another family"), self._on_new_clicked, icon="plus", key="Ctrl+T"
        )
        self.take_button = buttons.button(
            _("Take it, the number to be repaired"), self._on_take_clicked, icon="check"
        )
        self.open_button = buttons.button(
            _("Ask me again"), self._on_open_clicked, icon="circle-help"
        )
        self._choices = QWidget()
        flow = FlowLayout(self._choices, gap=8)
        for button in (self.same_button, self.new_button, self.take_button, self.open_button):
            flow.addWidget(button)
        for widget in (self.title_label_row, self.reason_label):
            self.add(widget)
        self.add(self.sides, 1)
        self.add(self._choices)
        self.show_row(None, None, None)

    def show_row(
        self, plan: ImportPlan | None, verdict: Verdict | None, decision: Decision | None
    ) -> None:
        """Show one row; nothing where none is chosen."""
        has_row = plan is not None and verdict is not None
        self.setEnabled(has_row)
        if plan is None or verdict is None:
            self.title_label_row.setText(_("Choose a row to see all of it."))
            self.reason_label.setText("")
            self.sides.show_rows(())
            self._choices.hide()
            return
        outcome = _(people.OUTCOME_NAMES[verdict.outcome])
        named = verdict.name or _("(without a name)")
        self.title_label_row.setText(
            _("Row {row}: {name} – {result}").format(row=verdict.row, name=named, result=outcome)
        )
        self.reason_label.setText("\n".join(people.row_sentences(verdict)))
        self.reason_label.setVisible(bool(self.reason_label.text()))
        self.sides.show_rows(people.side_by_side(self._ctx, plan, verdict))
        is_doubtful = verdict.outcome is Outcome.DOUBTFUL
        self.same_button.setVisible(is_doubtful and verdict.candidate is not None)
        self.new_button.setVisible(is_doubtful)
        self.take_button.setVisible(verdict.may_be_taken)
        self.open_button.setVisible(decision is not None)
        self._choices.setVisible(is_doubtful or verdict.may_be_taken or decision is not None)

    @Slot()
    def _on_same_clicked(self) -> None:
        self.decided.emit(Decision.SAME_FAMILY)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.decided.emit(Decision.NEW_FAMILY)

    @Slot()
    def _on_take_clicked(self) -> None:
        self.decided.emit(Decision.TAKE_ANYWAY)

    @Slot()
    def _on_open_clicked(self) -> None:
        self.decided.emit(None)


def _field(side: Side) -> str:
    return people.field_name(side.field)


def _said(side: Side) -> str:
    return _text(side.field, side.said)


def _known(side: Side) -> str:
    return _text(side.field, side.known)


def _text(field: str, value: Any) -> str:
    """Return a value; the groups of a long number can be compared, and stand below each other."""
    if field in ("nik", "head_nik", "no_kk") and isinstance(value, str):
        return " ".join(filter(None, (value[:6], value[6:12], value[12:])))
    return people.value_text(value)


def _role(side: Side) -> str | None:
    return None if side.is_same else "attention"


def _icon(side: Side) -> str | None:
    return None if side.is_same else "pencil"
