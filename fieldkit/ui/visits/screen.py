"""The visits screen: the planner left; the overview, or one family's visits, right."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.context import Context
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.rounds import report as rounds_report
from fieldkit.features.rounds import service as rounds
from fieldkit.features.visits import report, service
from fieldkit.features.visits.model import Due, Visit, VisitLine
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenFamily, OpenScreen
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.visits.form import VisitPanel
from fieldkit.ui.visits.head import FamilyHead
from fieldkit.ui.visits.history import History
from fieldkit.ui.visits.overview import Overview
from fieldkit.ui.visits.paper_page import PaperPage
from fieldkit.ui.visits.plan_page import PlanPage
from fieldkit.ui.visits.planner import Planner
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.rooms import Stack, Tabs

_OVERVIEW, _FAMILY = 0, 1
_FORM, _HISTORY = 0, 1
VISITS, PLAN, PAPER = range(3)
_LEAST_FOR_BOTH = 600
_LEAST_HEIGHT = 420
ROUTE_LENGTH = 12

# A name and “Belum pernah” beside it, whatever the size of the letters.
_PLANNER_LETTERS = 34


class VisitsScreen(Screen):
    """Plans and records home visits."""

    tables = frozenset(
        {
            "visit", "visit_plan", "visit_budget", "family", "kpm_group", "member", "photo",
            "session", "attendance", "catch_up", "money_month",
        }
    )  # fmt: skip
    wants_month = True

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self._due: Due | None = None
        self.planner = Planner(ctx)
        self.overview = Overview(ctx)
        self.head = FamilyHead(ctx)
        self.panel = VisitPanel(self)
        self.history = History(ctx)
        self.tabs = Tabs()
        self.tabs.addTab(self.panel, _("Visit form"))
        self.tabs.addTab(self.history, _("History"))
        self.right = Stack()
        self.plan_page: PlanPage | None = None
        self.paper_page: PaperPage | None = None
        self.pages = Tabs()
        self.pages.setDocumentMode(True)
        self._rooms: dict[int, QVBoxLayout] = {}
        self._lay_out()
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._on_find_requested)
        self.planner.chosen.connect(self._on_family_chosen)
        self.planner.opened.connect(self._on_family_opened)
        self.planner.route_requested.connect(self._on_route_requested)
        self.planner.import_requested.connect(self._on_import_requested)
        self.overview.narrowed.connect(self._on_narrowed)
        self.overview.visit_opened.connect(self._on_line_opened)
        self.head.family_requested.connect(self._on_family_requested)
        self.head.closed.connect(self._on_closed)
        self.panel.saved.connect(self._on_saved)
        self.history.opened.connect(self._on_visit_opened)
        self.history.finished.connect(self._on_follow_up_finished)
        self.history.removed.connect(self._on_visit_removed)
        self.pages.currentChanged.connect(self._on_page_changed)
        for number in range(self.pages.count()):
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(self._on_page_key)
            self.pages.setTabToolTip(number, f"Alt+{number + 1}")
        self.reload()

    def reload(self) -> None:
        """Read lists and figures again; the form under edit stays as it is."""
        self.planner.reload()
        if self._due is not None:
            self._read_family(self._due.id)
        if self.right.currentIndex() == _OVERVIEW:
            self.overview.show_month(self.month)
        if self.plan_page is not None and self.pages.currentIndex() == PLAN:
            self.plan_page.show_month(self.month)

    def open(self, target: Any) -> None:
        """Show the visits of a family, one visit, or the page "plan" or "paper"."""
        family_id = target.id if isinstance(target, OpenFamily) else target
        if target in ("plan", "paper"):
            self.pages.setCurrentIndex(PLAN if target == "plan" else PAPER)
            return
        self.pages.setCurrentIndex(VISITS)
        if isinstance(target, Visit):
            self._on_visit_opened(target)
        elif isinstance(family_id, str) and family_id:
            self._show_family(family_id)
            self.planner.select(family_id)
            self.panel.form.focus()

    def shown_record(self) -> tuple[str, str] | None:
        """Return the family in front."""
        return ("family", self._due.id) if self._due is not None else None

    def print_documents(self) -> Sequence[Document]:
        """Print the family's sheets, or the papers of the page in front."""
        page = self.pages.currentIndex()
        if page == PLAN:
            return [
                rounds_report.month_plan(self.ctx, self.month),
                rounds_report.routes(self.ctx, self.month),
                rounds_report.quick_sheet(self.ctx),
            ]
        if page == PAPER:
            return [rounds_report.quick_sheet(self.ctx)]
        if self._due is not None:
            visit = self.history.current()
            sheets = [report.visit_sheet(self.ctx, visit.id)] if visit else []
            return [*sheets, report.blank_sheet(self.ctx, self._due.id)]
        return [
            report.month_report(self.ctx, self.month),
            report.coverage_report(self.ctx, self.month),
            report.blank_sheet(self.ctx),
            rounds_report.quick_sheet(self.ctx),
        ]

    def has_unsaved(self) -> bool:
        """Keep what is typed, so that nothing has to be asked: it comes back."""
        self.panel.flush()
        if self.paper_page is not None:
            self.paper_page.flush()
        return False

    def _lay_out(self) -> None:
        family = QWidget()
        column = QVBoxLayout(family)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)
        self.right.addWidget(self.overview)
        self.right.addWidget(family)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(style.px(16))
        self.planner.setMinimumWidth(style.text_width(_PLANNER_LETTERS))
        splitter.addWidget(self.planner)
        splitter.addWidget(self.right)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([style.px(430), style.px(660)])
        front = QWidget()
        inside = QHBoxLayout(front)
        inside.setContentsMargins(0, style.px(8), 0, 0)
        inside.addWidget(splitter)
        self.pages.addTab(front, _("Families and visits"))
        for title in (_("Plan of the month"), _("From paper")):
            holder = QWidget()
            room = QVBoxLayout(holder)
            room.setContentsMargins(0, 0, 0, 0)
            self._rooms[self.pages.addTab(holder, title)] = room
        layout = QHBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.addWidget(self.pages)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the keys in the list's first field."""
        super().showEvent(event)
        focused = self.focusWidget()
        if focused is None or not focused.isVisible():
            self.planner.search_edit.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one side at a time where both would be cramped."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask only for what one side alone needs."""
        return QSize(style.px(320), style.px(240))

    def _fit(self) -> None:
        is_narrow = self.width() < style.px(_LEAST_FOR_BOTH)
        self.head.set_compact(self.height() < style.px(_LEAST_HEIGHT))
        has_family = self._due is not None
        self.planner.setVisible(not is_narrow or not has_family)
        self.right.setVisible(not is_narrow or has_family)

    def _show_family(self, family_id: str) -> bool:
        if self._due is not None and self._due.id == family_id:
            return True
        if not self._read_family(family_id) or self._due is None:
            return False
        self.panel.show_new(self._due)
        self.tabs.setCurrentIndex(_FORM)
        self.right.setCurrentIndex(_FAMILY)
        self._fit()
        return True

    def _read_family(self, family_id: str) -> bool:
        """Read head and history; a family that is gone leaves the overview."""
        try:
            self._due = service.planned(self.ctx, family_id)
        except NotFoundError:
            self._on_closed()
            return False
        visits = service.visits_of(self.ctx, family_id)
        self.head.show_family(self._due, visits[0] if visits else None)
        self.history.show_visits(visits)
        self.tabs.setTabText(_HISTORY, _("History ({count})").format(count=len(visits)))
        return True

    def _preview(self, documents: Sequence[Document]) -> None:
        PreviewDialog(self.ctx, documents, self.window()).exec()

    @Slot()
    def _on_page_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut):
            self.pages.setCurrentIndex(int(keys.key().toString()[-1]) - 1)

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        """Make the page that is wanted, the first time it is, and read it again."""
        self.panel.flush()
        if page == PLAN:
            self._plan().show_month(self.month)
            self._plan().table.setFocus()
        elif page == PAPER:
            self._paper().focus()
        else:
            self.reload()

    def _plan(self) -> PlanPage:
        if self.plan_page is None:
            self.plan_page = PlanPage(self)
            self._put(PLAN, self.plan_page)
            self.plan_page.family_opened.connect(self._on_planned_opened)
            self.plan_page.routes_requested.connect(self._on_routes_requested)
            self.plan_page.sheets_requested.connect(self._on_sheet_requested)
        return self.plan_page

    def _paper(self) -> PaperPage:
        if self.paper_page is None:
            self.paper_page = PaperPage(self)
            self._put(PAPER, self.paper_page)
            self.paper_page.sheet_requested.connect(self._on_sheet_requested)
        return self.paper_page

    def _put(self, page: int, widget: QWidget) -> None:
        self._rooms[page].addWidget(widget)
        widget.show()

    @Slot(str)
    def _on_planned_opened(self, family_id: str) -> None:
        self.open(OpenFamily(family_id))

    @Slot(list)
    def _on_routes_requested(self, days: list[date]) -> None:
        self._preview([rounds_report.routes(self.ctx, self.month, days or None)])

    @Slot()
    @Slot(object)
    def _on_sheet_requested(self, day: date | None = None) -> None:
        visits = rounds.planned_between(self.ctx, day, day) if day else []
        self._preview([rounds_report.quick_sheet(self.ctx, visits, day)])

    @Slot(str)
    def _on_family_chosen(self, family_id: str) -> None:
        self._show_family(family_id)

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        if self._show_family(family_id):
            self.tabs.setCurrentIndex(_FORM)
            self.panel.form.focus()

    @Slot()
    def _on_find_requested(self) -> None:
        self.planner.search_edit.setFocus()
        self.planner.search_edit.selectAll()

    @Slot()
    def _on_import_requested(self) -> None:
        self.navigate(OpenScreen("people", "import"))

    @Slot(object)
    def _on_narrowed(self, chosen: dict[str, Any]) -> None:
        self.planner.narrow_to(**chosen)
        self.planner.table.view.setFocus()

    @Slot(object)
    def _on_line_opened(self, line: VisitLine) -> None:
        if self._show_family(line.visit.family_id):
            self._on_visit_opened(line.visit)

    @Slot(object)
    def _on_visit_opened(self, visit: Visit) -> None:
        if self._show_family(visit.family_id) and self._due is not None:
            self.panel.show_visit(self._due, visit)
            self.tabs.setCurrentIndex(_FORM)
            self.panel.form.focus()

    @Slot(str)
    def _on_follow_up_finished(self, visit_id: str) -> None:
        if self.attempt(lambda: service.finish_follow_up(self.ctx, visit_id)):
            self.say(_("The follow-up is done."), undo=True)

    @Slot(str)
    def _on_visit_removed(self, visit_id: str) -> None:
        if self.attempt(lambda: service.remove_visit(self.ctx, visit_id)):
            self.say(_("The visit lies in the bin."), undo=True)
            if self._due is not None:
                self.panel.show_new(self._due)

    @Slot(str)
    def _on_saved(self, _family_id: str) -> None:
        self.planner.search_edit.setFocus()
        self.planner.search_edit.selectAll()

    @Slot()
    def _on_family_requested(self) -> None:
        if self._due is not None:
            self.navigate(OpenFamily(self._due.id))

    @Slot()
    def _on_closed(self) -> None:
        self.panel.flush()
        self._due = None
        self.right.setCurrentIndex(_OVERVIEW)
        self._fit()
        self.planner.choose_nobody()
        self.planner.reload()
        self.overview.show_month(self.month)
        self.planner.search_edit.setFocus()

    @Slot(list)
    def _on_route_requested(self, family_ids: list[str]) -> None:
        wanted = self.planner.wanted()
        if not family_ids:
            found = service.least_recently_visited(self.ctx, limit=ROUTE_LENGTH, wanted=wanted)
            family_ids = [due.id for due in found]
        self._preview([rounds_report.route(self.ctx, family_ids)])


SCREEN = ScreenSpec(
    key="visits",
    title=N_("Visits"),
    icon="map-pin",
    permission=Permission.SEE_VISITS,
    build=VisitsScreen,
)
