"""Two small boxes of the month's plan: another day for a visit, and one more family."""

from collections.abc import Collection, Sequence
from datetime import date
from operator import attrgetter

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Due, Wanted
from fieldkit.ui.visits import words
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

_SHOWN = 60


def _days(days: Sequence[date]) -> list[tuple[date, str]]:
    return [(day, format_date(day, "full")) for day in days]


class MoveDialog(Box):
    """Asks for another day of the month; `day` holds it afterwards."""

    def __init__(
        self, ctx: Context, month: Month, now: date | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Another day"), parent=parent)
        self.day: date | None = None
        ahead = [day for day in month.days if day >= ctx.today]
        self.day_edit = ChoiceEdit(_days(ahead), blank=None, searchable=True)
        self.day_edit.setAccessibleName(_("Day"))
        self.day_edit.set_value(now if now in ahead else (ahead[0] if ahead else None))
        self.content.addWidget(self.day_edit)
        go = buttons.button(_("Move"), self._on_go_clicked, kind="primary", key="Ctrl+Return")
        go.setDefault(True)
        self.add_button(buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)")))
        self.add_button(go)
        self.day_edit.setFocus()

    @Slot()
    def _on_go_clicked(self) -> None:
        self.day = self.day_edit.value()
        self.accept()


class AddDialog(Box):
    """Finds a family by a few letters and gives it a day; `chosen` holds both afterwards."""

    def __init__(
        self,
        ctx: Context,
        month: Month,
        days: Sequence[date],
        taken: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Add a family to the plan"), parent=parent)
        self._ctx = ctx
        self._taken = set(taken)
        self.chosen: tuple[str, date] | None = None
        ahead = sorted({*days, *(day for day in month.days if day >= ctx.today)})
        self.search_edit = SearchEdit(_("Name, code or NIK"))
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("name"), stretch=True, width=18, bold=True),
            Column(N_("Group"), attrgetter("group_name"), width=14),
            Column(N_("RT/RW"), attrgetter("place"), text=words.area, width=8),
            Column(N_("Last visit"), attrgetter("days"), text=words.how_long_ago, width=16),
            name=N_("Families"),
            empty=N_("No family fits this search."),
        )
        self.day_edit = ChoiceEdit(_days(ahead), blank=None)
        self.day_edit.setAccessibleName(_("Day"))
        self.day_edit.set_value(days[0] if days else None)
        for widget in (self.search_edit, self.table, self.day_edit):
            self.content.addWidget(widget)
        self.go_button = buttons.button(
            _("Put on the plan"), self._on_go_clicked, kind="primary", key="Ctrl+Return"
        )
        self.add_button(buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)")))
        self.add_button(self.go_button)
        self.fit(620, 520)
        self.search_edit.lead_to(self.table.view)
        self.search_edit.searched.connect(self._show)
        self.search_edit.entered.connect(self._on_search_entered)
        self.table.activated.connect(self._on_go_clicked)
        self.table.selection_changed.connect(self._show_action)
        self._show("")
        self.search_edit.setFocus()

    @Slot(str)
    def _show(self, text: str) -> None:
        found = visits.least_recently_visited(
            self._ctx, limit=_SHOWN + len(self._taken), wanted=Wanted(text=text)
        )
        self.table.show_rows([due for due in found if due.id not in self._taken][:_SHOWN])
        if text:
            self.table.select_first()
        self._show_action()

    @Slot()
    def _show_action(self) -> None:
        self.go_button.setEnabled(isinstance(self.table.current(), Due))

    @Slot()
    def _on_search_entered(self) -> None:
        self.table.select_first()
        self.day_edit.setFocus()

    @Slot()
    def _on_go_clicked(self) -> None:
        due, day = self.table.current(), self.day_edit.value()
        if isinstance(due, Due) and day is not None:
            self.chosen = (due.id, day)
            self.accept()
