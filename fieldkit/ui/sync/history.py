"""The files written and taken so far."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number
from fieldkit.features.sync import handover, quarantine, service
from fieldkit.features.sync.handover import Given
from fieldkit.features.sync.model import FileState
from fieldkit.features.sync.quarantine import Kept
from fieldkit.ui.sync import words
from fieldkit.ui.sync.handing_over import show_minutes
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import ask
from fieldkit.ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


@dataclass(frozen=True, slots=True)
class _Line:
    """One file of the history."""

    id: str
    at: str
    is_out: bool
    name: str
    sequence: int
    changes: int
    state: FileState
    part: Sequence[int]


class HistoryPage(QWidget):
    """A plain list, the newest first; above it the files that could not go in yet."""

    again_wanted = Signal()

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self.table = RecordTable(
            Column(N_("When"), self._when, width=22),
            Column(N_("Direction"), _direction, icon=_direction_icon, width=14),
            Column(N_("Person"), _name, stretch=True, width=18, bold=True),
            Column(N_("No."), _number, align="right", width=6),
            Column(N_("Changes"), _changes, align="right", width=12),
            Column(N_("State"), _state, icon=_state_icon, role=_state_role, width=30),
            name=N_("Files exchanged"),
        )
        self.table.set_empty(
            _("No file was sent or received yet. Every file is listed here with what it held."),
            icon="history",
        )
        self.kept_label = QLabel(
            _("These files could not go in yet. They are kept here, sealed, until they can.")
        )
        self.kept_label.setWordWrap(True)
        self.kept_table = RecordTable(
            Column(N_("Kept since"), self._when, width=22),
            Column(N_("File"), attrgetter("file"), width=24, bold=True),
            Column(N_("Sender"), _kept_sender, width=16),
            Column(N_("Why"), _kept_reason, stretch=True, width=30),
            name=N_("Files that wait"),
        )
        self.again_button = buttons.button(
            _("Try all again"), self.again_wanted.emit, icon="refresh-cw"
        )
        self.throw_button = buttons.button(
            _("Keep it no longer"), self._on_throw_clicked, icon="trash-2"
        )
        self.grants_table = RecordTable(
            Column(N_("Since"), _since, width=16),
            Column(N_("Direction"), _grant_direction, icon=_grant_icon, width=22),
            Column(N_("Person"), attrgetter("person"), width=18, bold=True),
            Column(N_("What it is about"), attrgetter("what"), stretch=True, width=24),
            Column(N_("Number of the letter"), attrgetter("letter_no"), width=18),
            name=N_("Hand-overs"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(16), style.px(24), style.px(16))
        layout.setSpacing(style.px(12))
        layout.addWidget(self.kept_label)
        layout.addWidget(self.kept_table, 1)
        kept_line = QHBoxLayout()
        kept_line.addWidget(self.again_button)
        kept_line.addWidget(self.throw_button)
        kept_line.addStretch(1)
        layout.addLayout(kept_line)
        layout.addWidget(self.table, 2)
        self.print_button = buttons.button(
            _("Print the minutes of the hand-over"), self._on_print_clicked, icon="printer"
        )
        layout.addWidget(self.grants_table, 1)
        line = QHBoxLayout()
        line.addWidget(self.print_button)
        line.addStretch(1)
        layout.addLayout(line)
        self.grants_table.chosen.connect(self._on_grant_chosen)
        self.kept_table.chosen.connect(self._on_kept_chosen)

    def reload(self) -> None:
        """Read the list again."""
        rows = service.exchanges(self._screen.ctx)
        self.table.show_rows([_line(row) for row in rows])
        self._show_kept(quarantine.kept(self._screen.ctx))
        grants = handover.grants(self._screen.ctx)
        self.grants_table.setVisible(bool(grants))
        self.grants_table.show_rows(grants)
        self.print_button.setVisible(any(given.is_ours for given in grants))
        self._on_grant_chosen(self.grants_table.current())

    def _show_kept(self, kept: list[Kept]) -> None:
        for widget in (self.kept_label, self.kept_table, self.again_button, self.throw_button):
            widget.setVisible(bool(kept))
        self.kept_table.show_rows(kept)
        self._on_kept_chosen(self.kept_table.current())

    @Slot(object)
    def _on_kept_chosen(self, kept: Kept | None) -> None:
        self.throw_button.setEnabled(kept is not None)

    @Slot()
    def _on_throw_clicked(self) -> None:
        kept: Kept | None = self.kept_table.current()
        if kept is not None and ask(
            self,
            _("Keep this file no longer?"),
            _("“{file}” is removed from this book. Its sender can give it to you again.").format(
                file=kept.file
            ),
            _("Keep it no longer"),
            danger=True,
        ):
            self._screen.attempt(lambda: quarantine.throw_away(self._screen.ctx, kept.id))

    @Slot(object)
    def _on_grant_chosen(self, given: Given | None) -> None:
        self.print_button.setEnabled(given is not None and given.is_ours)

    @Slot()
    def _on_print_clicked(self) -> None:
        given: Given | None = self.grants_table.current()
        if given is not None and given.is_ours:
            show_minutes(self._screen, given.id)

    def _when(self, line: _Line | Kept) -> str:
        return words.moment(self._screen.ctx, line.at)


def _line(row: dict[str, Any]) -> _Line:
    return _Line(
        id=row["id"],
        at=row["at"],
        is_out=row["direction"] == "out",
        name=row["name"] or "",
        sequence=row["sequence"],
        changes=row["changes"],
        state=FileState(row["state"]),
        part=json.loads(row["part"] or "[]"),
    )


def _kept_sender(kept: Kept) -> str:
    return kept.sender or _("Somebody unknown")


def _kept_reason(kept: Kept) -> str:
    said = sentences.reason_sentence(kept.reason)
    return f"{said[:1].upper()}{said[1:]}"


def _since(given: Given) -> str:
    return format_date(date.fromisoformat(given.since), "medium") if given.since else ""


def _grant_direction(given: Given) -> str:
    if given.is_substitute:
        return _("Substitute here") if not given.is_ours else _("Substitute for you")
    return _("Handed over to") if given.is_ours else _("Taken over from")


def _grant_icon(given: Given) -> str:
    return "upload" if given.is_ours else "download"


def _direction(line: _Line) -> str:
    return _("Sent to") if line.is_out else _("Received from")


def _direction_icon(line: _Line) -> str:
    return "upload" if line.is_out else "download"


def _name(line: _Line) -> str:
    return line.name or _("Somebody unknown")


def _number(line: _Line) -> str:
    return str(line.sequence)


def _changes(line: _Line) -> str:
    if line.part:
        number, count = line.part
        return _("Photos {number}/{count}").format(number=number, count=count)
    return format_number(line.changes)


def _state(line: _Line) -> str:
    return _("Read back 100%") if line.is_out else words.state(line.state, is_done=True)


def _state_icon(line: _Line) -> str:
    return "circle-check" if line.is_out else words.STATES[line.state][1]


def _state_role(line: _Line) -> str:
    return "good" if line.is_out else words.STATES[line.state][2]
