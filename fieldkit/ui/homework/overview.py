"""The right side before a family is chosen: how far every group is with the month's homework."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.dates import Month, format_month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.features.homework import model
from fieldkit.features.homework.model import GroupMonth, Progress
from fieldkit.ui.homework import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card, StatCard, TileGrid
from fieldkit.ui.widgets.chart import BarChart, Series, compact_rupiah
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

_MOST_ROWS = 14  # a facilitator's groups are seen at a glance; the page scrolls, not the table
_SHEETS, _SAVED, _WANTS = "sheets", "saved", "wants"
_VIEWS = (
    (_SHEETS, N_("Sheets")), (_SAVED, N_("Savings")), (_WANTS, N_("Needs and wants")),
)  # fmt: skip


class Overview(Page):
    """Choosing a group's line opens its families."""

    group_opened = Signal(str)
    import_requested = Signal()

    def __init__(self, *, may_import: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._import_words = _("Import families") if may_import else ""
        self.body.setContentsMargins(0, style.px(8), 0, 0)
        self.given_card = StatCard(_("Given out"), icon="send")
        self.handed_card = StatCard(_("Handed in"), icon="inbox")
        self.checked_card = StatCard(_("Checked"), icon="circle-check")
        self.saved_card = StatCard(_("Saved together"), icon="piggy-bank")
        cards = TileGrid(least=150)
        for card in (self.given_card, self.handed_card, self.checked_card, self.saved_card):
            card.set_is_link(False)
            cards.add(card)
        self.table = RecordTable(
            Column(N_("Group"), _group, stretch=True, width=12, bold=True),
            Column(N_("Given out"), _given, align="right"),
            Column(N_("Handed in"), _handed_in, align="right"),
            Column(N_("Checked"), _checked, align="right", spare=1),
            Column(N_("Needs work"), _needs_work, align="right", role=_needs_work_role, spare=2),
            Column(N_("Saved up"), _saved, text=words.figure, align="right", spare=3),
            name=N_("Homework by group"),
        )
        self._card = Card(_("Homework by group"), icon="users")
        self._card.add(self.table)
        self.view_edit = ChoiceEdit(_VIEWS, blank=None)
        self.view_edit.setAccessibleName(_("What the chart shows"))
        self.view_edit.setMinimumContentsLength(10)
        self.view_edit.set_value(_SHEETS)
        self.chart = BarChart(_("Homework month by month"), height=150)
        self.money_chart = BarChart(_("Savings month by month"), text=compact_rupiah, height=150)
        self._months: Sequence[GroupMonth] = ()
        self._growth = Card(_("Month by month"), icon="chart-column")
        self._growth.head.addWidget(self.view_edit)
        self._growth.add(self.chart)
        self._growth.add(self.money_chart)
        self.add(cards)
        self.add(self._card, 1)
        self.add(self._growth)
        self.view_edit.edited.connect(self._show_chart)
        self.table.activated.connect(self._on_activated)
        self.table.set_empty("").action_requested.connect(self.import_requested)

    def show_progress(self, month: Month, progress: Sequence[Progress]) -> None:
        """Show the figures of a month."""
        families = sum(p.families for p in progress)
        given = sum(p.given for p in progress)
        handed_in = sum(p.handed_in for p in progress)
        judged = sum(p.checked + p.needs_work for p in progress)
        self.given_card.set_value(str(given), _("of {total} families").format(total=families))
        self.handed_card.set_value(str(handed_in), _("of {total} given").format(total=given))
        self.checked_card.set_value(str(judged), _("of {total} handed in").format(total=handed_in))
        saved = model.total(p.saved for p in progress)
        shown = "–" if saved is None else compact_rupiah(saved)
        self.saved_card.set_value(shown, _("as the families wrote it"))
        self.saved_card.setToolTip(words.rupiah(saved))
        title = _("Homework of {month}").format(month=format_month(month))
        self._card.title_label.setText(title)
        sentence = _("Groups stand here as soon as families are imported.")
        self.table.set_empty(sentence, icon="wallet", action=self._import_words)
        self.table.show_rows(list(progress))
        self.table.setMinimumHeight(style.row_height() * (min(len(progress), _MOST_ROWS) + 2))

    def show_months(self, months: Sequence[GroupMonth]) -> None:
        """Show how a group went on month by month; a month without sheets stays a gap."""
        self._months = months
        self._growth.setVisible(any(month.given for month in months))
        self._show_chart()

    @Slot()
    def _show_chart(self) -> None:
        view = self.view_edit.value()
        months = self._months
        labels = [month_name(one.month.month)[:3] for one in months]
        self.chart.setVisible(view == _SHEETS)
        self.money_chart.setVisible(view != _SHEETS)
        if view == _SHEETS:
            self.chart.show_data(
                labels,
                Series(_("Given out"), [m.given or None for m in months], "secondary"),
                Series(_("Handed in"), [m.handed_in if m.given else None for m in months]),
            )
        elif view == _SAVED:
            self.money_chart.show_data(
                labels,
                Series(_("Saved up"), [m.saved for m in months]),
                Series(_("Balance"), [m.balance for m in months], "good"),
            )
        else:
            needs = [
                None if m.wants is None or m.money_out is None else m.money_out - m.wants
                for m in months
            ]
            self.money_chart.show_data(
                labels,
                Series(_("Needs"), needs),
                Series(_("Wants"), [m.wants for m in months], "attention"),
            )

    @Slot(object)
    def _on_activated(self, progress: Progress) -> None:
        self.group_opened.emit(progress.group_id)


def _group(progress: Progress) -> str:
    return progress.group_name or _("Without a group")


def _given(progress: Progress) -> str:
    return f"{progress.given}/{progress.families}"


def _handed_in(progress: Progress) -> int:
    return progress.handed_in


def _checked(progress: Progress) -> int:
    return progress.checked


def _needs_work(progress: Progress) -> int:
    return progress.needs_work


def _needs_work_role(progress: Progress) -> str | None:
    return "danger" if progress.needs_work else None


def _saved(progress: Progress) -> int | None:
    return progress.saved
