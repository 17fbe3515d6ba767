"""The KUBE screen: all groups, one group, one meeting; a leader's book opens on two buttons."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document, ReportRequest
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.kube.closing import report as cash_report
from fieldkit.features.kube.dues import report as dues_report
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.meetings import report as minutes_report
from fieldkit.features.kube.meetings.empty_form import blank_minutes
from fieldkit.features.kube.reports import REPORTS
from fieldkit.features.kube.tables import ALL
from fieldkit.ui.kube import group_page as tabs
from fieldkit.ui.kube.group_forms import KubeDialog
from fieldkit.ui.kube.group_page import GroupPage
from fieldkit.ui.kube.leader_cash import LeaderCash
from fieldkit.ui.kube.leader_dues import LeaderDues
from fieldkit.ui.kube.leader_home import LeaderHome
from fieldkit.ui.kube.list_page import ListPage
from fieldkit.ui.kube.meeting_view import MeetingView
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenKube
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets.rooms import Stack


class KubeScreen(Screen):
    """Moves between its pages; only the page in front is read again."""

    tables = frozenset(ALL)
    wants_month = True

    def __init__(self, ctx: Context, changes: Changes, navigate: Navigate) -> None:
        super().__init__(ctx, changes, navigate)
        self._kube_id = ""
        self.list_page = ListPage(ctx)
        self.group_page = GroupPage(ctx)
        self._meeting_view: MeetingView | None = None
        self.stack = Stack()
        for page in (self.list_page, self.group_page):
            self.stack.addWidget(page)
        self.leader_home: LeaderHome | None = None
        self.leader_dues: LeaderDues | None = None
        self.leader_cash: LeaderCash | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self._connect()
        if ctx.role is Role.LEADER:
            self._make_leader_pages()
        self._open_first()

    @property
    def meeting_view(self) -> MeetingView:
        """The page of a meeting, built when the first meeting is opened."""
        if self._meeting_view is None:
            view = self._meeting_view = MeetingView(self.ctx)
            self.stack.addWidget(view)
            view.said.connect(self._on_said)
            view.left.connect(self._on_meeting_left)
            view.print_wanted.connect(self._on_minutes_wanted)
        return self._meeting_view

    # -- what the window asks ------------------------------------------------------------------

    def reload(self) -> None:
        """Read the page in front again; a meeting with typing in it is left alone."""
        page = self.stack.currentWidget()
        if page is self.list_page:
            self.list_page.reload()
        elif self._meeting_view is not None and page is self._meeting_view:
            self._meeting_view.reload()
        elif page is not self.leader_dues:
            self._show_kube()

    def open(self, target: Any) -> None:
        """Open a group, named by an OpenKube or its id."""
        kube_id = target.id if isinstance(target, OpenKube) else target
        if isinstance(kube_id, str) and kube_id:
            self._on_kube_opened(kube_id)

    def go_to_top(self) -> None:
        """Show the groups, or a leader's large buttons; what is typed is kept, not left."""
        if not self.has_unsaved():
            self._open_first()

    def set_month(self, month: Month) -> None:
        """Show the books of another month."""
        self.month = month
        if self.stack.currentWidget() is self.group_page:
            self._show_kube()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keys to the page in front: a leader begins with Enter."""
        super().focusInEvent(event)
        page = self.stack.currentWidget()
        if page is not None:
            page.setFocus()

    def has_unsaved(self) -> bool:
        """Ask only for the dues of a leader: a meeting's page is kept as a draft."""
        if self._meeting_view is not None:
            self._meeting_view.keep_draft()
        return self.leader_dues is not None and self.leader_dues.is_dirty

    def shown_record(self) -> tuple[str, str] | None:
        """Return the meeting or the KUBE in front."""
        view, page = self._meeting_view, self.stack.currentWidget()
        if page is view and view is not None and view.meeting is not None and view.meeting.id:
            return "meeting", view.meeting.id
        return ("kube", self._kube_id) if page is self.group_page and self._kube_id else None

    def print_documents(self) -> Sequence[Document]:
        """Return the minutes of the meeting in front, or the books of the month."""
        view = self._meeting_view
        meeting = view.meeting if view is not None else None
        if self.stack.currentWidget() is view and meeting is not None:
            kubes = [group.kube(self.ctx, meeting.kube_id)]
            saved = [minutes_report.minutes(self.ctx, meeting.id)] if meeting.id else []
            return [*saved, blank_minutes(self.ctx, kubes)]
        dues = self.leader_dues
        if dues is not None and self.stack.currentWidget() is dues and dues.meeting_id:
            minutes = minutes_report.minutes(self.ctx, dues.meeting_id)
            return [minutes, *self._books(self._shown())]
        return self._books(self._shown())

    def _books(self, kubes: Sequence[Kube]) -> list[Document]:
        books = [
            cash_report.cash_book(self.ctx, self.month, kubes),
            dues_report.dues_book(self.ctx, self.month, kubes),
            minutes_report.minutes_of_month(self.ctx, self.month, kubes),
        ]
        tab = self.group_page.tabs.currentIndex()
        own = self._papers_in_front()
        first = {tabs.DUES: 1, tabs.MEETINGS: 2}.get(tab, 0)
        ordered = [books[first], *books[:first], *books[first + 1 :]]
        return [
            *own,
            *ordered,
            blank_minutes(self.ctx, kubes),
            cash_report.blank_cash_book(self.ctx, kubes),
            dues_report.blank_dues_book(self.ctx, kubes),
        ]

    def _papers_in_front(self) -> list[Document]:
        """Return the paper of the list in front, filled and blank, where it has one."""
        page = self.group_page
        if self.stack.currentWidget() is not page:
            return []
        kind = page.paper_in_front()
        known = next((report for report in REPORTS if report.kind == kind), None)
        if known is None:
            return []
        where: dict[str, Any] = {"month": self.month, "group": self._kube_id}
        wanted = (ReportRequest(**where), ReportRequest(blank=True, **where))
        return [known.build(self.ctx, request) for request in wanted]

    def _shown(self) -> list[Kube]:
        if self.stack.currentWidget() is self.list_page or not self._kube_id:
            return group.kubes(self.ctx)
        return [group.kube(self.ctx, self._kube_id)]

    # -- going from page to page ---------------------------------------------------------------

    def _connect(self) -> None:
        self.list_page.opened.connect(self._on_kube_opened)
        self.list_page.new_wanted.connect(self._on_new_kube_wanted)
        page = self.group_page
        page.said.connect(self._on_said)
        page.left.connect(self._on_group_left)
        page.meeting_opened.connect(self._on_meeting_opened)
        page.new_meeting_wanted.connect(self._on_new_meeting_wanted)
        page.blank_wanted.connect(self._on_blank_minutes_wanted)
        page.report_wanted.connect(self._on_report_wanted)

    def _make_leader_pages(self) -> None:
        home = self.leader_home = LeaderHome(self.ctx)
        dues = self.leader_dues = LeaderDues(self.ctx)
        cash = self.leader_cash = LeaderCash(self.ctx)
        for page in (home, dues, cash):
            self.stack.addWidget(page)
        home.dues_wanted.connect(self._on_leader_dues_wanted)
        home.cash_wanted.connect(self._on_leader_cash_wanted)
        home.all_wanted.connect(self._on_leader_all_wanted)
        dues.said.connect(self._on_said)
        dues.left.connect(self._on_leader_home_wanted)
        dues.print_wanted.connect(self._on_minutes_wanted)
        cash.said.connect(self._on_said)
        cash.left.connect(self._on_leader_home_wanted)

    def _open_first(self) -> None:
        known = group.kubes(self.ctx)
        if known and self.leader_home is not None:
            self._kube_id = known[0].id
            self._go(self.leader_home)
        elif len(known) == 1:
            self._kube_id = known[0].id
            self._go(self.group_page)
        else:
            self._go(self.list_page)

    def _go(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        self.reload()
        page.setFocus()

    def _show_kube(self) -> None:
        """Show the chosen group on the page in front; one that is gone leads to the list."""
        try:
            kube = group.kube(self.ctx, self._kube_id)
        except NotFoundError:
            self._kube_id = ""
            self._go(self.list_page)
            return
        page = self.stack.currentWidget()
        if page is self.leader_home and self.leader_home is not None:
            self.leader_home.show_kube(kube)
        elif page is self.leader_cash and self.leader_cash is not None:
            self.leader_cash.show_kube(kube)
        else:
            self._read_group(kube)

    def _read_group(self, kube: Kube) -> None:
        self.group_page.back_button.setText(
            _("Large buttons") if self.leader_home is not None else _("All KUBE")
        )
        self.group_page.show_kube(kube.id, self.month)

    def _preview(self, documents: Sequence[Document]) -> None:
        PreviewDialog(self.ctx, documents, self).exec()

    @Slot(str)
    def _on_kube_opened(self, kube_id: str) -> None:
        if kube_id != self._kube_id:
            self.group_page.tabs.setCurrentIndex(tabs.OVERVIEW)
        self._kube_id = kube_id
        self._go(self.group_page)

    @Slot()
    def _on_new_kube_wanted(self) -> None:
        dialog = KubeDialog(self.ctx, parent=self)
        if dialog.exec() and dialog.saved_id:
            name = group.kube(self.ctx, dialog.saved_id).name
            self.say(_("KUBE {kube} added. Now enter its members.").format(kube=name), undo=True)
            self._on_kube_opened(dialog.saved_id)

    @Slot()
    def _on_group_left(self) -> None:
        self._go(self.leader_home or self.list_page)

    @Slot(str)
    def _on_meeting_opened(self, meeting_id: str) -> None:
        if self.attempt(self._opener(meeting_id)):
            self.stack.setCurrentWidget(self.meeting_view)
            self._focus_grid()

    def _opener(self, meeting_id: str) -> Any:
        def load() -> None:
            self.meeting_view.open(meeting_id)

        return load

    @Slot()
    def _on_new_meeting_wanted(self) -> None:
        if not self.ctx.may(Permission.RECORD_MEETING):
            self.group_page.go_to(tabs.MEETINGS)
            return
        self.meeting_view.open_new(self._kube_id)
        self.stack.setCurrentWidget(self.meeting_view)
        self._focus_grid()

    def _focus_grid(self) -> None:
        if self.meeting_view.body.grid is not None:
            self.meeting_view.body.grid.setFocus()

    @Slot()
    def _on_meeting_left(self) -> None:
        self._go(self.group_page)

    @Slot(str)
    def _on_minutes_wanted(self, meeting_id: str) -> None:
        if meeting_id:
            self._preview([minutes_report.minutes(self.ctx, meeting_id)])
        else:
            self._on_blank_minutes_wanted()

    @Slot()
    def _on_blank_minutes_wanted(self) -> None:
        self._preview([blank_minutes(self.ctx, self._shown())])

    @Slot(str, str)
    def _on_report_wanted(self, kind: str, subject: str) -> None:
        """Show a paper of the group, about one record where a subject is named."""
        known = {report.kind: report for report in REPORTS}[kind]
        where: dict[str, Any] = {"month": self.month, "group": self._kube_id}
        wanted = [ReportRequest(subject=subject or None, **where)]
        if not subject:
            wanted.append(ReportRequest(blank=True, **where))
        self._preview([known.build(self.ctx, request) for request in wanted])

    @Slot()
    def _on_leader_home_wanted(self) -> None:
        if self.leader_home is not None:
            self._go(self.leader_home)

    @Slot()
    def _on_leader_dues_wanted(self) -> None:
        if self.leader_dues is not None:
            self.stack.setCurrentWidget(self.leader_dues)
            self.leader_dues.open(group.kube(self.ctx, self._kube_id))

    @Slot()
    def _on_leader_cash_wanted(self) -> None:
        if self.leader_cash is not None:
            self._go(self.leader_cash)

    @Slot()
    def _on_leader_all_wanted(self) -> None:
        self._go(self.group_page)

    @Slot(str, str, bool)
    def _on_said(self, text: str, role: str, undo: bool) -> None:  # noqa: FBT001 -- a slot
        self.say(text, role=role, undo=undo)


SCREEN = ScreenSpec(
    key="kube",
    title=N_("KUBE"),
    icon="store",
    permission=Permission.SEE_KUBE,
    build=KubeScreen,
    opens=(OpenKube,),
)
