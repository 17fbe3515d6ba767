"""The families a list does not name: told, never touched."""

from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.people import service as people
from fieldkit.features.people.service import FamilyRow, ImportPlan
from fieldkit.ui.people import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.record_table import Column, RecordTable


class AbsentTab(QWidget):
    """Emits `opened` with a family's id."""

    opened = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.sentence_label = QLabel()
        self.sentence_label.setWordWrap(True)
        style.set_role(self.sentence_label, "secondary")
        self.table = RecordTable(
            Column(N_("Code"), attrgetter("row_code"), width=6),
            Column(N_("Name"), attrgetter("name"), width=22, bold=True, stretch=True),
            Column(N_("Group"), attrgetter("group_name"), width=14),
            Column(N_("RT/RW"), attrgetter("area"), width=9, spare=1),
            Column(N_("Address"), attrgetter("address"), width=22, spare=2),
            Column(N_("Status"), attrgetter("status"), text=words.status, width=20),
            name=N_("Families that are not in this file"),
            empty=N_("Every family of these groups is in the file."),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.sentence_label)
        layout.addWidget(self.table, 1)
        self.table.activated.connect(self._on_activated)

    def show_plan(self, plan: ImportPlan | None) -> int:
        """Show which families a list does not name; return how many."""
        rows = people.absent_families(self._ctx, plan) if plan else []
        self.sentence_label.setText(absent_sentence(len(rows)))
        self.table.show_rows(rows)
        return len(rows)

    @Slot(object)
    def _on_activated(self, row: FamilyRow) -> None:
        self.opened.emit(row.id)


def absent_sentence(count: int) -> str:
    """Say how many families are missing from a list, and that nothing happens to them."""
    if not count:
        return _("No family of these groups is missing from the file.")
    return ngettext(
        "{count} family of these groups is not in this file. It stays as it is: whether it has"
        " moved or graduated is for you to say, on its page.",
        "{count} families of these groups are not in this file. They stay as they are: whether"
        " they have moved or graduated is for you to say, on their pages.",
        count,
    ).format(count=count)
