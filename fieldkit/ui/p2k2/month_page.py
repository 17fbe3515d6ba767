"""The month: its groups, its plan, and the matrices; each tab reads when it is looked at."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.ui.p2k2 import matrices, words
from fieldkit.ui.p2k2.catch_up_tab import CatchUpTab
from fieldkit.ui.p2k2.growth_tab import GrowthTab
from fieldkit.ui.p2k2.material_tab import MaterialTab
from fieldkit.ui.p2k2.matrix import Matrix
from fieldkit.ui.p2k2.month_list import MonthList, MonthRow
from fieldkit.ui.p2k2.plan_tab import PlanTab
from fieldkit.ui.p2k2.portal_list import PortalList
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.page_tabs import PageTabs
from fieldkit.ui.widgets.record_table import RecordTable

_ROOMY = 520  # design pixels of height below which figures stand in one line


class MonthPage(QWidget):
    """Emits `opened` with a session's id, `plan_wanted` with a group's id or blank."""

    opened = Signal(str)
    plan_wanted = Signal(str)
    wished = Signal(object)
    sheets_wanted = Signal()
    not_held_wanted = Signal(str)
    people_wanted = Signal()

    def __init__(
        self, ctx: Context, run_job: Callable[..., None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._month = Month.of(ctx.today)
        self._may_record = ctx.may(Permission.RECORD_SESSION)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        self.lead_label.setFont(style.font(1.1, strong=True))
        self.plan_button = buttons.button(
            _("Plan a session"), self._on_plan_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.sheets_button = buttons.button(
            _("Blank sheets"),
            self._on_sheets_clicked,
            icon="printer",
            tip=_("Blank sheets of all groups"),
        )
        self.not_held_button = buttons.button(
            _("It was not held…"), self._on_not_held_clicked, icon="circle-x",
            tip=_("Write why the chosen group had no session"),
        )  # fmt: skip
        self.list = MonthList(ctx)
        self.plan = PlanTab(ctx)
        self.material = MaterialTab(ctx, run_job)
        self.catch_up = CatchUpTab(ctx)
        self.growth = GrowthTab(ctx)
        self.portal = PortalList(ctx)
        self.year_matrix = Matrix(_("Groups and months"), column_width=style.text_width(9.5))
        self.topic_matrix = Matrix(_("Groups and sessions"), column_width=style.text_width(9))
        self.tabs = PageTabs()
        self.tabs.addTab(self.list, _("This month"))
        self.tabs.addTab(self.plan, _("Plan"))
        self.year_page = _explained(
            self.year_matrix,
            _("Enter opens a session and plans one where a cell is empty · +1 met more than once"),
        )
        self.topic_page = _explained(
            self.topic_matrix,
            _(
                "The month it was given · 2× given twice · ✓ given before this year · day/month"
                " planned · Enter opens it, and plans one where a cell is empty"
            ),
        )
        self.tabs.addTab(self.year_page, "")
        self.tabs.addTab(self.topic_page, _("Sessions"))
        self.tabs.addTab(self.material, _("Material"))
        self.tabs.addTab(self.catch_up, _("Catch-up"))
        self.tabs.addTab(self.growth, _("Change over time"))
        self.tabs.addTab(self.portal, _("Portal"))
        self.empty = EmptyState(
            "presentation",
            _("P2K2 is held group by group. Bring in your families and their groups first."),
            _("Go to families"),
        )
        self._lay_out()
        self._connect()

    @property
    def table(self) -> RecordTable:
        """The table of the month's groups."""
        return self.list.table

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(style.px(8))
        self._head.addWidget(self.lead_label, 1)
        actions = QHBoxLayout()
        actions.setSpacing(style.px(8))
        actions.addStretch(1)
        actions.addWidget(self.not_held_button)
        actions.addWidget(self.sheets_button)
        actions.addWidget(self.plan_button)
        self._head.addLayout(actions)
        self.tabs.setMinimumHeight(style.row_height() * 9)
        page = Page()
        page.body.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        page.body.setSpacing(style.px(8))
        page.add_layout(self._head)
        page.add(self.tabs, 1)
        page.add(self.empty, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.plan_button.setVisible(self._may_record)

    def _connect(self) -> None:
        self.table.activated.connect(self._on_row_activated)
        self.table.chosen.connect(self._on_row_chosen)
        self.plan.opened.connect(self.opened)
        self.year_matrix.opened.connect(self._on_cell_opened)
        self.topic_matrix.opened.connect(self._on_cell_opened)
        self.empty.action_requested.connect(self.people_wanted)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        for number in range(self.tabs.count()):
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(self._on_tab_key)
            tip = QKeySequence(f"Alt+{number + 1}").toString(QKeySequence.SequenceFormat.NativeText)
            self.tabs.setTabToolTip(number, tip)
        if self._may_record:
            plan = self.table.add_action(_("Plan a session"), icon="calendar-days")
            plan.triggered.connect(self._on_plan_clicked)
            not_held = self.table.add_action(_("It was not held…"), icon="circle-x")
            not_held.triggered.connect(self._on_not_held_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the sentence where both do not fit beside each other."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(760)
        side = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(side)
        self.list.set_compact(event.size().height() < style.px(_ROOMY))

    def reload(self, month: Month) -> None:
        """Show a month."""
        self._month = month
        coverage = p2k2.coverage(self._ctx, month)
        has_groups = bool(coverage.groups)
        for widget in (self.tabs, self.lead_label, self.sheets_button):
            widget.setVisible(has_groups)
        self.plan_button.setVisible(has_groups and self._may_record)
        self.not_held_button.hide()
        self.empty.setVisible(not has_groups)
        if not has_groups:
            return
        groups = p2k2.group_months(self._ctx, month)
        self.lead_label.setText(words.month_told(groups, coverage, month, self._ctx.today))
        self.tabs.setTabText(self.tabs.indexOf(self.year_page), str(month.year))
        self._show_tab()
        self._show_buttons()

    def _show_tab(self) -> None:
        """Fill the tab in front; the others wait until somebody looks at them."""
        reading: dict[QWidget, Callable[[], None]] = {
            self.year_page: self._show_year,
            self.topic_page: self._show_topics,
            self.material: self.material.reload,
            self.catch_up: self.catch_up.reload,
            self.portal: self.portal.reload,
        }
        shown = self.tabs.currentWidget()
        if shown in reading:
            reading[shown]()
        elif isinstance(shown, MonthList | PlanTab | GrowthTab):
            shown.reload(self._month)

    def _show_year(self) -> None:
        lines = matrices.year_lines(self._ctx, self._month.year)
        self.year_matrix.show_lines(matrices.month_heads(self._month), lines)

    def _show_topics(self) -> None:
        topics = teaching.topics(self._ctx)
        lines = matrices.topic_lines(self._ctx, topics, self._month.year)
        self.topic_matrix.show_lines(matrices.topic_heads(topics), lines)

    def current_row(self) -> MonthRow | None:
        """Return the chosen line of the month."""
        return self.list.current_row()

    @Slot(object)
    def _on_row_activated(self, row: MonthRow) -> None:
        if row.session is not None:
            self.opened.emit(row.session.id)
        elif self._may_record:
            self.plan_wanted.emit(row.group_id)

    @Slot(object)
    def _on_row_chosen(self, _row: MonthRow | None) -> None:
        self._show_buttons()

    def _show_buttons(self) -> None:
        """Offer to say why there was no session where the chosen group had none."""
        row = self.current_row()
        is_front = self.tabs.currentWidget() is self.list
        may_explain = is_front and row is not None and row.may_be_explained
        self.not_held_button.setVisible(self._may_record and may_explain)

    @Slot(int)
    def _on_tab_changed(self, _number: int) -> None:
        self._show_tab()
        self._show_buttons()

    @Slot()
    def _on_tab_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut) and not self.tabs.isHidden():
            self.tabs.setCurrentIndex(int(keys.key().toString()[-1]) - 1)
            self.tabs.currentWidget().setFocus()

    @Slot(object)
    def _on_cell_opened(self, target: Any) -> None:
        if isinstance(target, matrices.PlanWish):
            if self._may_record:
                self.wished.emit(target)
        else:
            self.opened.emit(target)

    @Slot()
    def _on_plan_clicked(self) -> None:
        row = self.current_row()
        is_due = row is not None and row.session is None
        self.plan_wanted.emit(row.group_id if row is not None and is_due else "")

    @Slot()
    def _on_not_held_clicked(self) -> None:
        row = self.current_row()
        if row is not None:
            self.not_held_wanted.emit(row.id)

    @Slot()
    def _on_sheets_clicked(self) -> None:
        self.sheets_wanted.emit()


def _explained(matrix: Matrix, text: str) -> QWidget:
    """Put a line under a matrix that says what its signs mean."""
    page = QWidget()
    label = QLabel(text)
    label.setWordWrap(True)
    label.setFont(style.small_font())
    style.set_role(label, "secondary")
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, style.px(8), 0, 0)
    layout.setSpacing(style.px(6))
    layout.addWidget(matrix, 1)
    layout.addWidget(label)
    page.setFocusProxy(matrix)
    return page
