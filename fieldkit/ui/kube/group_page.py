"""One KUBE: overview, meetings, cash book and dues, with what can be done next."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Status
from fieldkit.ui.kube.budgets_section import BudgetsSection
from fieldkit.ui.kube.cash_tab import CashTab
from fieldkit.ui.kube.charts_section import ChartsSection
from fieldkit.ui.kube.desk_section import GuestsSection, LettersSection
from fieldkit.ui.kube.dues_tab import DuesTab
from fieldkit.ui.kube.events_section import EventsSection
from fieldkit.ui.kube.group_forms import KubeDialog
from fieldkit.ui.kube.iks_section import IksSection
from fieldkit.ui.kube.inventory_section import InventorySection
from fieldkit.ui.kube.kitchen_section import KitchenSection
from fieldkit.ui.kube.loans_section import LoansSection, SavingsSection
from fieldkit.ui.kube.meetings_tab import MeetingsTab
from fieldkit.ui.kube.mentoring_section import (
    DeedsSection,
    DevelopmentSection,
    ParticipationSection,
)
from fieldkit.ui.kube.orders_section import OrdersSection
from fieldkit.ui.kube.overview_tab import OverviewTab
from fieldkit.ui.kube.products_section import ProductsSection
from fieldkit.ui.kube.sales_section import SalesSection
from fieldkit.ui.kube.sections import SectionTabs
from fieldkit.ui.kube.sharing_section import SharingSection
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import badge
from fieldkit.ui.widgets.line_label import LineLabel
from fieldkit.ui.widgets.rooms import Tabs
from fieldkit.ui.widgets.up_link import up_link

OVERVIEW, MEETINGS, CASH, DUES, HELP, TRADE, BOOKS, PROGRESS = range(8)
# Short: all of them fit beside the sidebar with large letters, too.
_TABS = (
    N_("Summary"), N_("Meetings"), N_("Cash"), N_("Dues"), N_("IKS, loans"), N_("Trade"),
    N_("Records"), N_("Progress"),
)  # fmt: skip

# What prints each list, in the order of the chips.
_PAPERS = {
    HELP: ("kube_iks", "kube_loans", "kube_loans"),
    TRADE: ("kube_sales", "kube_orders", "kube_sales", "", "kube_sharing"),
    BOOKS: ("kube_inventory", "kube_events", "kube_budget", "kube_desk", "kube_desk"),
    PROGRESS: ("kube_monthly", "kube_monthly", "kube_year", "kube_year"),
}


class GroupPage(QWidget):
    """Shows a group; its tabs ask the screen for everything that leaves them."""

    said = Signal(str, str, bool)
    left = Signal()
    meeting_opened = Signal(str)
    new_meeting_wanted = Signal()
    minutes_wanted = Signal()
    blank_wanted = Signal()
    report_wanted = Signal(str, str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._kube: Kube | None = None
        self._month = Month.of(ctx.today)
        self._make_head()
        self.overview = OverviewTab(ctx)
        self.meetings = MeetingsTab(ctx)
        self.cash = CashTab(ctx)
        self.dues = DuesTab(ctx)
        self.help = SectionTabs(
            ctx, (N_("IKS"), IksSection), (N_("Loans"), LoansSection),
            (N_("Savings"), SavingsSection), name=_("IKS, loans"),
        )  # fmt: skip
        self.trade = SectionTabs(
            ctx, (N_("Sales"), SalesSection), (N_("Orders"), OrdersSection),
            (N_("Products"), ProductsSection), (N_("Kitchen"), KitchenSection),
            (N_("Profit sharing"), SharingSection), name=_("Trade"),
        )  # fmt: skip
        self.books = SectionTabs(
            ctx, (N_("Inventory"), InventorySection), (N_("Activities"), EventsSection),
            (N_("Budgets (RAB)"), BudgetsSection), (N_("Guests"), GuestsSection),
            (N_("Letters"), LettersSection), name=_("Records"),
        )  # fmt: skip
        self.mentoring = SectionTabs(
            ctx, (N_("Log"), DeedsSection), (N_("Development"), DevelopmentSection),
            (N_("Participation"), ParticipationSection), (N_("Charts"), ChartsSection),
            name=_("Progress"),
        )  # fmt: skip
        self.tabs = Tabs()
        self.tabs.setDocumentMode(True)
        for title, page in zip(_TABS, self._pages(), strict=True):
            self.tabs.addTab(page, _(title))
        self._lay_out()
        self._connect()

    @property
    def kube(self) -> Kube | None:
        """The group shown."""
        return self._kube

    def _pages(self) -> Sequence[QWidget]:
        return (self.overview, self.meetings, self.cash, self.dues, *self._sections())

    def _sections(self) -> Sequence[SectionTabs]:
        return (self.help, self.trade, self.books, self.mentoring)

    def show_kube(self, kube_id: str, month: Month) -> None:
        """Show a group; raises NotFoundError when it is gone."""
        self._month = month
        self._kube = group.kube(self._ctx, kube_id)
        self.title_label.setText(_("KUBE {kube}").format(kube=self._kube.name))
        self.state_badge.setVisible(self._kube.status is not Status.ACTIVE)
        self.state_badge.setText(_(group.STATUSES[self._kube.status]))
        self.facts_label.setText(self._facts(self._kube))
        self._show_tab(self.tabs.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keys to the tab in front: a new group begins with its members."""
        super().focusInEvent(event)
        self.tabs.currentWidget().setFocus()

    def go_to(self, tab: int) -> None:
        """Show one of the tabs."""
        self.tabs.setCurrentIndex(tab)
        self.tabs.currentWidget().setFocus()

    def paper_in_front(self) -> str:
        """Return the kind of report that prints the list in front, else nothing."""
        tab = self.tabs.currentIndex()
        kinds = _PAPERS.get(tab, ())
        page = self.tabs.widget(tab)
        place = page.chips.checkedId() if isinstance(page, SectionTabs) else 0
        return kinds[place] if place < len(kinds) else ""

    def _facts(self, kube: Kube) -> str:
        usual = ""
        if kube.dues_amount is not None:
            usual = _("dues {amount}").format(amount=format_rupiah(kube.dues_amount))
        parts = (kube.business_kind, kube.village, kube.district, usual)
        return " · ".join(part for part in parts if part)

    def _show_tab(self, number: int) -> None:
        """Read only the tab in front; the others are read when they come there."""
        if self._kube is None:
            return
        if number == MEETINGS:
            self.meetings.show_kube(self._kube)
        else:
            self._dated()[number].show_kube(self._kube, self._month)

    def _dated(self) -> dict[int, Any]:
        """Return the pages that show a month."""
        return {
            OVERVIEW: self.overview, CASH: self.cash, DUES: self.dues, HELP: self.help,
            TRADE: self.trade, BOOKS: self.books, PROGRESS: self.mentoring,
        }  # fmt: skip

    def _make_head(self) -> None:
        self.back_button = up_link(self, _("All KUBE"), self._on_back_clicked)
        self.title_label = QLabel()
        self.title_label.setFont(style.font(1.25, strong=True))
        self.state_badge = badge("", "attention")
        self.facts_label = LineLabel()
        self.facts_label.set_single(True)
        style.set_role(self.facts_label, "secondary")
        self.edit_button = buttons.button(_("Change…"), self._on_edit_clicked, icon="pencil")
        style.hide_unless(self.edit_button, wanted=self._ctx.may(Permission.EDIT_KUBE))
        self.new_button = buttons.button(
            _("New meeting"), self._on_new_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        style.hide_unless(self.new_button, wanted=self._ctx.may(Permission.RECORD_MEETING))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(10))
        head.addWidget(self.back_button)
        head.addWidget(self.title_label)
        head.addWidget(self.state_badge)
        head.addWidget(self.facts_label, 1)
        head.addWidget(self.edit_button)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        for number in range(len(_TABS)):
            keys = QKeySequence(f"Alt+{number + 1}")
            shortcut = QShortcut(keys, self)
            shortcut.setObjectName(str(number))
            shortcut.activated.connect(self._on_tab_key)
            self.tabs.setTabToolTip(number, keys.toString(QKeySequence.SequenceFormat.NativeText))
        self.overview.said.connect(self.said)
        self.overview.report_wanted.connect(self.report_wanted)
        self.overview.cash_wanted.connect(self._on_cash_wanted)
        self.overview.dues_wanted.connect(self._on_dues_wanted)
        self.overview.meeting_wanted.connect(self.new_meeting_wanted)
        self.meetings.opened.connect(self.meeting_opened)
        self.meetings.new_wanted.connect(self.new_meeting_wanted)
        self.meetings.blank_wanted.connect(self.blank_wanted)
        self.cash.said.connect(self.said)
        self.cash.report_wanted.connect(self.report_wanted)
        self.cash.meeting_wanted.connect(self.meeting_opened)
        self.dues.said.connect(self.said)
        self.dues.report_wanted.connect(self.report_wanted)
        self.dues.meeting_wanted.connect(self.meeting_opened)
        for tabs in self._sections():
            tabs.said.connect(self.said)
            tabs.report_wanted.connect(self.report_wanted)

    @Slot(int)
    def _on_tab_changed(self, number: int) -> None:
        self._show_tab(number)

    @Slot()
    def _on_tab_key(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.go_to(int(shortcut.objectName()))

    @Slot(str)
    def _on_cash_wanted(self, pot: str) -> None:
        self.cash.pot_edit.set_value(Pot(pot))
        self.go_to(CASH)

    @Slot()
    def _on_dues_wanted(self) -> None:
        self.go_to(DUES)

    @Slot()
    def _on_edit_clicked(self) -> None:
        if self._kube is not None and KubeDialog(self._ctx, self._kube, self).exec():
            self.said.emit(_("KUBE {kube} changed.").format(kube=self._kube.name), "good", True)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.new_meeting_wanted.emit()

    @Slot()
    def _on_back_clicked(self) -> None:
        self.left.emit()
