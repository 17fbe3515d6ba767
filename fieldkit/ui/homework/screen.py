"""The homework screen: a group's sheets left; progress, or one family's money, right."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document, ReportRequest
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import handouts, report, service
from fieldkit.features.homework.circle import report as circle_report
from fieldkit.features.homework.model import SheetKind, Status
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import SessionStatus
from fieldkit.ui.homework.circle_page import CirclePage
from fieldkit.ui.homework.money_panel import MoneyPanel
from fieldkit.ui.homework.overview import Overview
from fieldkit.ui.homework.reminder_dialog import ReminderDialog
from fieldkit.ui.homework.sheets import Sheets
from fieldkit.ui.homework.trend import Trend
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenCircle, OpenFamily, OpenGroup, OpenScreen
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.month_switcher import MonthSwitcher
from fieldkit.ui.widgets.rooms import Stack, Tabs

_OVERVIEW, _FAMILY = 0, 1
_MONTH = 0
_CIRCLE = 1
_LEAST_FOR_BOTH = 600


class HomeworkScreen(Screen):
    """Gives, takes in and checks the money month of every family."""

    tables = frozenset(
        {"money_month", "family", "kpm_group", "sheet_choice", "circle", "circle_entry", "session"}
    )
    wants_month = True

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self._family_id = ""
        self.sheets = Sheets(ctx)
        self.overview = Overview(may_import=ctx.may(Permission.IMPORT_FAMILIES))
        self.panel = MoneyPanel(self)
        self.trend = Trend()
        self.name_label = QLabel()
        self.name_label.setFont(style.font(1.2, strong=True))
        self.detail_label = QLabel()
        self.name_label.setWordWrap(True)
        self.detail_label.setWordWrap(True)
        style.set_role(self.detail_label, "secondary")
        self.family_button = buttons.button(
            _("Family page"), self._on_family_requested, icon="external-link", kind="quiet"
        )
        self.close_button = buttons.icon_button(
            "x", _("Back to the overview"), self._on_closed, key="Esc"
        )
        self.circle = CirclePage(self)
        self.tabs = Tabs()
        self.tabs.addTab(self.panel, _("This month"))
        self.tabs.addTab(self.panel.daily, _("Daily notes"))
        self.tabs.addTab(self.trend, _("Month by month"))
        self.group_tabs = Tabs()
        self.group_tabs.setDocumentMode(True)
        self.group_tabs.addTab(self.overview, _("Homework"))
        self.group_tabs.addTab(self.circle, _("Saving circle"))
        self.right = Stack()
        self._lay_out()
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._on_find_requested)
        self.sheets.group_chosen.connect(self._on_group_chosen)
        self.sheets.chosen.connect(self._on_family_chosen)
        self.sheets.opened.connect(self._on_family_opened)
        self.sheets.staged.connect(self._on_staged)
        self.sheets.assign_requested.connect(self._on_assign_requested)
        self.sheets.blank_requested.connect(self._on_blank_requested)
        self.sheets.remind_requested.connect(self._on_remind_requested)
        self.sheets.circle_requested.connect(self._on_circle_requested)
        self.sheets.returned.connect(self._on_returned)
        self.sheets.sheet_chosen.connect(self._on_sheet_chosen)
        self.circle.print_wanted.connect(self._on_circle_print_wanted)
        self.group_tabs.currentChanged.connect(self._on_group_tab_changed)
        self.overview.group_opened.connect(self._on_group_opened)
        self.overview.import_requested.connect(self._on_import_requested)
        self.panel.saved.connect(self._on_saved)
        self.trend.month_opened.connect(self._on_month_opened)
        self.reload()

    def reload(self) -> None:
        """Read lists and figures again; a month under edit stays as it is."""
        progress = service.progress(self.ctx, self.month)
        self.sheets.reload(self.month, progress)
        chosen = [p for p in progress if p.group_id == self.sheets.group_id]
        self.overview.show_progress(self.month, chosen or progress)
        group = self.sheets.group_id if self.sheets.has_group else ""
        self.overview.show_months(service.group_months(self.ctx, group, self.month))
        self.group_tabs.setTabVisible(_CIRCLE, bool(group))
        self.group_tabs.tabBar().setVisible(bool(group))
        self._show_circle()
        if self._family_id:
            self._read_family(self._family_id)

    def open(self, target: Any) -> None:
        """Show a family's money, or a group's sheets."""
        if isinstance(target, OpenCircle):
            self.sheets.choose_group(target.id)
            self._on_group_chosen()
            self._on_circle_requested()
        elif isinstance(target, OpenGroup):
            self._on_group_opened(target.id)
        elif isinstance(target, OpenFamily) or (isinstance(target, str) and target):
            self._open_family(target.id if isinstance(target, OpenFamily) else target)

    def print_documents(self) -> Sequence[Document]:
        """Print the family's month, or the progress and empty sheets of the group."""
        if self._family_id:
            of_family = ReportRequest(month=self.month, subject=self._family_id)
            return [
                report.filled_sheet(self.ctx, self._family_id, self.month),
                report.family_sheet(self.ctx, self._family_id, self.month),
                handouts.savings_cards(self.ctx, of_family),
                handouts.slips(self.ctx, of_family),
            ]
        group = self.sheets.group_id if self.sheets.has_group else None
        request = ReportRequest(month=self.month, group=group)
        if self.group_tabs.currentIndex() == _CIRCLE:
            return [circle_report.circle_sheet(self.ctx, request)]
        return [
            report.progress_report(self.ctx, self.month, group),
            report.sheet(self.ctx, self.month, group),
            handouts.slips(self.ctx, request),
            *([handouts.savings_cards(self.ctx, request)] if group else []),
        ]

    def has_unsaved(self) -> bool:
        """Keep what is typed, so that nothing has to be asked: it comes back."""
        self.panel.flush()
        return False

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name_label)
        names.addWidget(self.detail_label)
        head.addLayout(names, 1)
        head.addWidget(self.family_button)
        head.addWidget(self.close_button)
        family = QWidget()
        column = QVBoxLayout(family)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(4))
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        self.right.addWidget(self.group_tabs)
        self.right.addWidget(family)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(style.px(16))
        splitter.addWidget(self.sheets)
        splitter.addWidget(self.right)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([style.px(430), style.px(660)])
        layout = QHBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.addWidget(splitter)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the keys in the list's first field."""
        super().showEvent(event)
        focused = self.focusWidget()
        if focused is None or not focused.isVisible():
            self.sheets.group_edit.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one side at a time where both would be cramped."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask only for what one side alone needs."""
        return QSize(style.px(320), style.px(240))

    def _fit(self) -> None:
        is_narrow = self.width() < style.px(_LEAST_FOR_BOTH)
        has_family = bool(self._family_id)
        self.sheets.setVisible(not is_narrow or not has_family)
        self.right.setVisible(not is_narrow or has_family)

    def _open_family(self, family_id: str) -> None:
        try:
            _line, group_id, _name = service.family_line(self.ctx, family_id, self.month)
        except NotFoundError as error:
            self.say_error(error)
            return
        if self.sheets.group_id != group_id:
            self.sheets.choose_group(group_id)
            self._family_id = ""
            self.reload()
        self._show_family(family_id)
        self.sheets.select(family_id)
        self.panel.grid.focus()

    def _show_family(self, family_id: str) -> None:
        if self._read_family(family_id):
            self.right.setCurrentIndex(_FAMILY)
            self._fit()

    def _read_family(self, family_id: str) -> bool:
        try:
            line, _group, group_name = service.family_line(self.ctx, family_id, self.month)
        except NotFoundError:
            self._on_closed()
            return False
        self._family_id = family_id
        self.name_label.setText(line.name)
        parts = (line.row_code, group_name or _("Without a group"), format_month(self.month))
        self.detail_label.setText(" · ".join(part for part in parts if part))
        self.panel.show_month(family_id, self.month)
        self.trend.show_months(service.months_of(self.ctx, family_id))
        return True

    def _preview(self, documents: Sequence[Document]) -> None:
        PreviewDialog(self.ctx, documents, self.window()).exec()

    @Slot()
    def _on_group_chosen(self) -> None:
        self._on_closed()
        self.reload()

    @Slot(str)
    def _on_group_opened(self, group_id: str) -> None:
        self.sheets.choose_group(group_id)
        self._on_group_chosen()
        self.sheets.table.select_first()
        self.sheets.table.view.setFocus()

    @Slot(str)
    def _on_family_chosen(self, family_id: str) -> None:
        self._show_family(family_id)

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        self._show_family(family_id)
        self.tabs.setCurrentIndex(_MONTH)
        self.panel.grid.focus()

    @Slot(object, object)
    def _on_staged(self, family_ids: list[str], status: Status | None) -> None:
        noted: list[int] = []
        wanted = dict.fromkeys(family_ids, status)

        def command() -> None:
            noted.append(service.note_statuses(self.ctx, self.month, wanted))

        if self.attempt(command):
            count = noted[0]
            said = ngettext("{count} sheet is noted.", "{count} sheets are noted.", count)
            self.say(said.format(count=count), undo=count > 0)

    @Slot()
    def _on_assign_requested(self) -> None:
        given: list[int] = []

        def command() -> None:
            given.append(service.assign_to_group(self.ctx, self.sheets.group_id, self.month))

        if self.sheets.has_group and self.attempt(command):
            said = ngettext(
                "The homework is given to {count} family.",
                "The homework is given to {count} families.",
                given[0],
            )
            self.say(said.format(count=given[0]), undo=given[0] > 0)

    @Slot()
    def _on_circle_requested(self) -> None:
        self._on_closed()
        self.group_tabs.setCurrentIndex(_CIRCLE)
        self.circle.setFocus()

    @Slot()
    def _on_remind_requested(self) -> None:
        """Show the words to remind with; who was reminded is noted once they are copied."""
        group = self.sheets.group_id
        found = service.reminder(self.ctx, group, self.month, self._next_meeting(group))
        if not found.text:
            self.say(_("Nobody of this group owes a sheet of this month."), role="attention")
            return
        if not ReminderDialog(found, self).exec():
            return
        noted: list[int] = []

        def command() -> None:
            noted.append(service.remind(self.ctx, self.month, found.family_ids))

        if self.attempt(command):
            said = ngettext(
                "The text is copied; {count} family is noted as reminded.",
                "The text is copied; {count} families are noted as reminded.",
                noted[0],
            )
            self.say(said.format(count=noted[0]), undo=True)

    def _next_meeting(self, group: str) -> date | None:
        """Return the day of the group's next planned session, where one is known."""
        if not group or not self.ctx.may(Permission.SEE_SESSIONS):
            return None
        days = [
            summary.session.held_on
            for summary in p2k2.sessions_of_group(self.ctx, group)
            if summary.session.status is SessionStatus.PLANNED
        ]
        return min((d for d in days if d is not None and d >= self.ctx.today), default=None)

    @Slot(object)
    def _on_returned(self, family_ids: list[str]) -> None:
        noted: list[int] = []

        def command() -> None:
            noted.append(service.hand_back(self.ctx, self.month, family_ids))

        if self.attempt(command):
            said = ngettext(
                "{count} sheet is handed back.", "{count} sheets are handed back.", noted[0]
            )
            self.say(said.format(count=noted[0]), undo=noted[0] > 0)

    @Slot(object, object)
    def _on_sheet_chosen(self, family_ids: list[str], kind: SheetKind) -> None:
        def command() -> None:
            service.choose_sheet(self.ctx, family_ids, kind)

        if self.attempt(command):
            told = (
                _("Noted: the picture sheet.")
                if kind is SheetKind.PICTURES
                else _("Noted: the written sheet.")
            )
            self.say(told, undo=True)

    def _show_circle(self) -> None:
        if self.group_tabs.currentIndex() == _CIRCLE:
            group = self.sheets.group_id if self.sheets.has_group else ""
            self.circle.show_group(group, self.month)

    @Slot(int)
    def _on_group_tab_changed(self, _number: int) -> None:
        self._show_circle()

    @Slot(str)
    def _on_circle_print_wanted(self, group: str) -> None:
        request = ReportRequest(month=self.month, group=group)
        blank = ReportRequest(month=self.month, group=group, blank=True)
        self._preview([circle_report.circle_sheet(self.ctx, one) for one in (request, blank)])

    @Slot()
    def _on_blank_requested(self) -> None:
        group = self.sheets.group_id if self.sheets.has_group else None
        one = report.sheet(self.ctx, self.month, None)
        if group is None:
            self._preview([one])
        else:
            self._preview([report.sheet(self.ctx, self.month, group), one])

    @Slot()
    def _on_find_requested(self) -> None:
        self.sheets.search_edit.setFocus()
        self.sheets.search_edit.selectAll()

    @Slot()
    def _on_import_requested(self) -> None:
        self.navigate(OpenScreen("people", "import"))

    @Slot()
    def _on_saved(self) -> None:
        following = self.sheets.after(self._family_id)
        if following:
            self.sheets.select(following)
            self._on_family_opened(following)
        else:
            self.say(_("The month is saved. This was the last family of the list."), undo=True)

    @Slot(object)
    def _on_month_opened(self, month: Month) -> None:
        """Move the window's month too, so that both name the same."""
        self.tabs.setCurrentIndex(_MONTH)
        switcher = self.window().findChild(MonthSwitcher)
        if switcher is None:
            self.set_month(month)
        else:
            switcher.set_month(month)
            switcher.changed.emit(month)

    @Slot()
    def _on_family_requested(self) -> None:
        if self._family_id:
            self.navigate(OpenFamily(self._family_id))

    @Slot()
    def _on_closed(self) -> None:
        self.panel.flush()
        self._family_id = ""
        self.sheets.choose_nobody()
        self.right.setCurrentIndex(_OVERVIEW)
        self._fit()


SCREEN = ScreenSpec(
    key="homework",
    title=N_("Homework & Savings"),
    icon="piggy-bank",
    permission=Permission.SEE_HOMEWORK,
    build=HomeworkScreen,
)
