"""Catatan akses: when the book was opened, and what left it or was looked at."""

from operator import attrgetter

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.month import shelf
from fieldkit.features.protection import service as protection
from fieldkit.ui.settings.protection.list_page import ListPage, instant
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.record_table import Column, RecordTable


class AccessPage(ListPage):
    """The newest lines, of every act or of one."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(ctx, screen, parent)
        self._titles = {one.kind: _(one.title) for one in shelf.report_kinds(ctx)}
        self.lead_label.setText(
            _(
                "This laptop notes when the book was opened and what left it or was looked at."
                " The log holds no names of its own, is never sent, and nobody can edit it."
            )
        )
        self.table = RecordTable(
            Column(N_("When"), attrgetter("at"), text=instant, width=22, whole=True),
            Column(N_("What happened"), attrgetter("what"), width=32, bold=True),
            Column(N_("Of whom or what"), self._of, stretch=True, width=24),
            name=N_("Access log"),
        )
        self.table.set_empty(_("Nothing is noted yet."), icon="history")
        choices = tuple((act, _(words)) for act, words in protection.ACTS.items())
        self.chips = FilterChips(Chip("act", _("What happened"), choices), name=_("Filters"))
        self.lay_out(above=self.chips)
        self.chips.changed.connect(self._on_filter_changed)
        self.reload()

    def reload(self) -> None:
        """Read the log again."""
        act = self.chips.active().get("act")
        acts = (str(act),) if act else ()
        self.table.show_rows(protection.access_log(self.ctx, acts))

    def _of(self, one: protection.Seen) -> str:
        """Name a paper as the shelf of reports does."""
        return self._titles.get(one.of, one.of)

    @Slot()
    def _on_filter_changed(self) -> None:
        self.reload()
