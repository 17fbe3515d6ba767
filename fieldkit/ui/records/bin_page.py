"""Keranjang: what was removed, and the way back."""

from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.records import service as records
from fieldkit.features.records import wording
from fieldkit.features.records.model import Binned
from fieldkit.ui.records import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.record_table import Column, RecordTable


class BinPage(QWidget):
    """Emits the records that are to come out, and the one to be looked at."""

    restore_wanted = Signal(object)
    record_wanted = Signal(str, str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.table = RecordTable(
            Column(N_("Record"), attrgetter("title"), stretch=True, width=30, bold=True),
            Column(N_("Kind"), lambda one: wording.table(one.table), width=22),
            Column(N_("With it"), _with_it, width=18),
            Column(N_("Removed"), self._moment, width=23),
            Column(N_("By"), attrgetter("who"), width=22),
            name=N_("Bin"),
            multi=True,
        )
        self.table.set_empty(
            _("The bin is empty. What you remove comes here and can be taken back any time."),
            icon="trash-2",
        )
        self.restore_button = buttons.button(
            _("Take out of the bin"), self._on_restore_clicked, icon="archive-restore",
            kind="primary", key="Ctrl+Return",
        )  # fmt: skip
        self.look_button = buttons.button(_("History…"), self._on_look_clicked, icon="history")
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.restore_button)
        line.addWidget(self.look_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.table, 1)
        layout.addLayout(line)
        self.setFocusProxy(self.table)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.table.activated.connect(self._on_look_clicked)

    def reload(self) -> int:
        """Read the bin again; return how much lies in it."""
        found = records.bin_of(self._ctx)
        self.table.show_rows(found)
        if self.table.current() is None:
            self.table.select_first()
        self._on_selection_changed()
        return len(found)

    def _moment(self, one: Binned) -> str:
        return words.moment(self._ctx, one.at_ms)

    @Slot()
    def _on_selection_changed(self) -> None:
        chosen = self.table.selected()
        self.restore_button.setEnabled(bool(chosen))
        self.look_button.setEnabled(len(chosen) == 1)

    @Slot()
    def _on_restore_clicked(self) -> None:
        chosen = self.table.selected()
        if chosen:
            self.restore_wanted.emit([(one.table, one.id) for one in chosen])

    @Slot()
    def _on_look_clicked(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self.record_wanted.emit(chosen.table, chosen.id)


def _with_it(one: Binned) -> str:
    if not one.with_it:
        return ""
    return ngettext("{count} record", "{count} records", len(one.with_it)).format(
        count=len(one.with_it)
    )
