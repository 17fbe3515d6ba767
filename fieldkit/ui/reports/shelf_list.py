"""The shelf at the left: every report of the month with its state in a word."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.features.month.shelf import Shelved, State
from fieldkit.ui.widgets.record_table import Column, RecordTable

STATES: dict[State, tuple[str, str, str]] = {
    State.FORM: (N_("Any time"), "secondary", "file-text"),
    State.EMPTY: (N_("No data"), "secondary", "circle"),
    State.INCOMPLETE: (N_("Incomplete"), "attention", "circle-alert"),
    State.READY: (N_("Ready"), "accent", "circle-check"),
    State.PRINTED: (N_("Printed"), "good", "printer"),
    State.SENT: (N_("Sent"), "good", "send"),
}


class ShelfList(QWidget):
    """Emits the report that is looked at."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = RecordTable(
            Column(N_("Report"), _title, stretch=True, tooltip=_tip),
            Column(N_("State"), _state, width=14, role=_role, icon=_icon),
            name=N_("Reports of the month"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.table.chosen.connect(self._on_chosen)

    def show_shelf(self, shelf: list[Shelved]) -> None:
        """Show these reports; the one looked at stays chosen."""
        self.table.show_rows([_Row(one) for one in shelf])

    def choose(self, kind: str) -> bool:
        """Choose a report by its kind."""
        return self.table.select(kind)

    def current(self) -> Shelved | None:
        """The report looked at."""
        row = self.table.current()
        return row.shelved if row is not None else None

    @Slot(object)
    def _on_chosen(self, row: Any) -> None:
        self.chosen.emit(row.shelved if row is not None else None)


class _Row:
    """A report as the table wants it, with its kind for an id."""

    __slots__ = ("id", "shelved")

    def __init__(self, shelved: Shelved) -> None:
        self.id = shelved.kind
        self.shelved = shelved


def _title(row: _Row) -> str:
    return row.shelved.title


def _tip(row: _Row) -> str:
    reader = _("For: {audience}").format(audience=row.shelved.audience)
    return "\n".join((row.shelved.title, reader, *row.shelved.missing))


def _state(row: _Row) -> str:
    return _(STATES[row.shelved.state][0])


def _role(row: _Row) -> str:
    return role_of(row.shelved)


def _icon(row: _Row) -> str:
    one = row.shelved
    return STATES[State.INCOMPLETE if one.missing and is_done(one) else one.state][2]


def is_done(one: Shelved) -> bool:
    """Whether a report was printed or sent."""
    return one.state in {State.PRINTED, State.SENT}


def role_of(one: Shelved) -> str:
    """Return how a state looks; what went out with gaps still asks for attention."""
    return STATES[State.INCOMPLETE if one.missing and is_done(one) else one.state][1]
