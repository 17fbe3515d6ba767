"""The rows behind a figure of Beranda, in a box; opening one closes the box and goes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.ui.home.words import Said
from fieldkit.ui.shell.navigation import Target
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.record_table import Column, RecordTable


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    text: str
    detail: str
    figure: str
    role: str
    target: Target | None


class RowsBox(Box):
    """A list of records with a figure each."""

    opened = Signal(object)

    def __init__(
        self,
        heading: str,
        lines: Sequence[Said],
        *,
        figure: str,
        detail: str = N_("Group"),
        text: str = N_("Name"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(heading, parent=parent)
        self.table = RecordTable(
            Column(text, attrgetter("text"), stretch=True, bold=True),
            Column(detail, attrgetter("detail"), width=26),
            Column(figure, attrgetter("figure"), width=18, align="right", role=attrgetter("role")),
            name=heading,
        )
        rows = [
            _Row(str(number), one.text, one.detail, one.figure, one.figure_role, one.target)
            for number, one in enumerate(lines)
        ]
        self.table.show_rows(rows)
        self.table.select_first()
        self.content.addWidget(self.table, 1)
        self.close_button = buttons.button(_("Close"), self.reject)
        self.open_button = buttons.button(_("Open"), self._on_open_clicked, kind="primary")
        self.open_button.setEnabled(bool(rows))
        self.add_button(self.close_button)
        self.add_button(self.open_button)
        self.table.activated.connect(self._on_activated)
        self.fit(720, 560)

    @Slot(object)
    def _on_activated(self, row: Any) -> None:
        self.accept()
        if row.target is not None:
            self.opened.emit(row.target)

    @Slot()
    def _on_open_clicked(self) -> None:
        row = self.table.current()
        if row is not None:
            self._on_activated(row)
