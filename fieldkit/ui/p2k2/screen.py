"""The P2K2 screen: the month by groups, and the page of a meeting."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.core import paths
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document, ReportRequest
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import report
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.lessons import report as lesson_report
from fieldkit.features.p2k2.lessons import service as lessons
from fieldkit.features.p2k2.plans import service as plans
from fieldkit.features.p2k2.plans.model import Proposal
from fieldkit.features.p2k2.portal import report as portal_report
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.flipchart import Slide
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.habits_dialog import HabitsDialog
from fieldkit.ui.p2k2.matrices import PlanWish
from fieldkit.ui.p2k2.meeting_page import MeetingPage
from fieldkit.ui.p2k2.month_page import MonthPage
from fieldkit.ui.p2k2.plan_dialog import PlanDialog
from fieldkit.ui.p2k2.presentation import Presentation
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenCircle, OpenGroup, OpenScreen, OpenSession
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.files import with_ending


class P2k2Screen(Screen):
    """Shows the month; opening a session shows its meeting page in the same place."""

    tables = frozenset(
        {
            "session", "presenter", "attendance", "catch_up", "family", "kpm_group", "photo",
            "topic", "teaching_habit", "semester_review", "stage_mark", "money_month", "circle",
            "circle_entry", "meeting", "visit_plan", "appointment",
        }
    )  # fmt: skip
    wants_month = True

    def __init__(self, ctx: Context, changes: Changes, navigate: Navigate) -> None:
        super().__init__(ctx, changes, navigate)
        self.month_page = MonthPage(ctx, self.run_job)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.month_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.month_page.opened.connect(self._on_session_opened)
        self.month_page.plan_wanted.connect(self._on_plan_wanted)
        self.month_page.wished.connect(self._on_wished)
        self.month_page.sheets_wanted.connect(self._on_sheets_wanted)
        self.month_page.not_held_wanted.connect(self._on_not_held_wanted)
        self.month_page.people_wanted.connect(self._on_people_wanted)
        plan = self.month_page.plan
        plan.said.connect(self._on_said)
        plan.proposal_opened.connect(self._on_proposal_opened)
        plan.print_wanted.connect(self._on_plan_print_wanted)
        plan.calendar_wanted.connect(self._on_calendar_wanted)
        plan.habits_wanted.connect(self._on_habits_wanted)
        material = self.month_page.material
        material.said.connect(self._on_said)
        material.shown.connect(self._on_topic_shown)
        material.flipchart_wanted.connect(self._on_flipchart_wanted)
        material.plan_wanted.connect(self._on_lesson_plan_wanted)
        material.habits_wanted.connect(self._on_habits_wanted)
        self.month_page.growth.said.connect(self._on_said)
        self.month_page.growth.print_wanted.connect(self._on_growth_print_wanted)
        catch_up = self.month_page.catch_up
        catch_up.said.connect(self._on_said)
        catch_up.opened.connect(self._on_session_opened)
        catch_up.print_wanted.connect(self._on_catch_ups_print_wanted)
        self.month_page.portal.said.connect(self._on_said)
        self.month_page.portal.opened.connect(self._on_portal_opened)
        present = QShortcut(QKeySequence("F5"), self)
        present.activated.connect(self._on_present_key)
        self.presentation: Presentation | None = None
        self.reload()

    @cached_property
    def meeting_page(self) -> MeetingPage:
        """The page of a meeting, made when the first is opened."""
        page = MeetingPage(self.ctx, self.run_job)
        page.circle_wanted.connect(self._on_circle_wanted)
        page.portal_sheet_wanted.connect(self._on_portal_sheet_wanted)
        page.support_wanted.connect(self._on_support_wanted)
        page.present_wanted.connect(self._on_present_key)
        page.left.connect(self._on_meeting_left)
        page.said.connect(self._on_said)
        page.sheet_wanted.connect(self._on_sheet_wanted)
        page.report_wanted.connect(self._on_report_wanted)
        self.stack.addWidget(page)
        return page

    @property
    def shows_meeting(self) -> bool:
        """Whether a meeting is in front."""
        return self.stack.currentWidget() is not self.month_page

    def reload(self) -> None:
        """Read again what is in front; a meeting page with typing in it is left alone."""
        if self.shows_meeting:
            self.meeting_page.reload()
        else:
            self.month_page.reload(self.month)

    def set_month(self, month: Month) -> None:
        """Show another month, leaving a meeting (what is typed there is kept)."""
        if self.shows_meeting:
            self.meeting_page.keep_draft()
            self._show_month()
        super().set_month(month)

    def open(self, target: Any) -> None:
        """Open a session's meeting page, plan one, or plan one for a group that has none."""
        if isinstance(target, OpenSession):
            self._on_session_opened(target.id)
        elif isinstance(target, OpenGroup):
            self._open_group(target.id)
        elif isinstance(target, Month):
            self.set_month(target)
        elif target == "plan" and self.ctx.may(Permission.RECORD_SESSION):
            self._on_plan_wanted("")

    def go_to_top(self) -> None:
        """Show the month; what is typed in a meeting is kept."""
        if self.shows_meeting:
            self.meeting_page.keep_draft()
            self._show_month()
            self.reload()

    def has_unsaved(self) -> bool:
        """Nothing here is ever lost: what is typed is kept as a draft of the book."""
        if self.shows_meeting:
            self.meeting_page.keep_draft()
        self.month_page.growth.keep_draft()
        return False

    def shown_record(self) -> tuple[str, str] | None:
        """Return the session in front."""
        session = self.meeting_page.session if self.shows_meeting else None
        return ("session", session.id) if session is not None else None

    def print_documents(self) -> Sequence[Document]:
        """Return the papers of the meeting in front, or of the month."""
        if self.shows_meeting and self.meeting_page.session is not None:
            session = self.meeting_page.session
            request = ReportRequest(month=self.month, subject=session.id)
            blank = ReportRequest(month=self.month, subject=session.id, blank=True)
            if not session.is_given:
                return self._built(blank, *_SHEETS)
            return self._built(request, *_OF_SESSIONS) + self._built(blank, *_SHEETS[:1])
        request = ReportRequest(month=self.month)
        blank = ReportRequest(month=self.month, blank=True)
        page = self.month_page
        front, topic = page.tabs.currentWidget(), page.material.current()
        if front is page.material and topic is not None:
            return [
                lesson_report.lesson_plan_of_topic(self.ctx, topic),
                lesson_report.flipchart_of_topic(self.ctx, topic.code, "A4"),
            ]
        of_tab: dict[QWidget, tuple[str, str]] = {
            page.plan: ("p2k2_plan", ""),
            page.catch_up: ("p2k2_catch_up", page.catch_up.group_id()),
            page.growth: ("p2k2_semester", page.growth.group_id),
            page.portal: ("p2k2_portal", ""),
            page.year_page: ("p2k2_year", ""),
            page.topic_page: ("p2k2_year", ""),
        }
        if front in of_tab:
            kind, group = of_tab[front]
            return self._built(replace(request, group=group or None), _BY_KIND[kind])
        return self._built(blank, *_SHEETS[:1]) + self._built(request, *_OF_SESSIONS)

    def _built(self, request: ReportRequest, *kinds: Any) -> list[Document]:
        return [kind.build(self.ctx, request) for kind in kinds]

    def _preview(self, documents: Sequence[Document]) -> None:
        PreviewDialog(self.ctx, documents, self).exec()

    def _open_group(self, group_id: str) -> None:
        for group in p2k2.group_months(self.ctx, self.month):
            if group.group_id == group_id and group.latest is not None:
                self._on_session_opened(group.latest.id)
                return
        if self.ctx.may(Permission.RECORD_SESSION):
            self._on_plan_wanted(group_id)

    def _show_month(self) -> None:
        self.stack.setCurrentWidget(self.month_page)
        self.month_page.tabs.currentWidget().setFocus()

    @Slot(str)
    def _on_session_opened(self, session_id: str) -> None:
        if self.attempt_open(session_id):
            self.stack.setCurrentWidget(self.meeting_page)
            self.meeting_page.attendance.grid.setFocus()

    @Slot(str)
    def _on_portal_opened(self, session_id: str) -> None:
        if self.attempt_open(session_id):
            self.stack.setCurrentWidget(self.meeting_page)
            self.meeting_page.show_portal()

    @Slot()
    def _on_portal_sheet_wanted(self) -> None:
        request = ReportRequest(month=self.month, subject=self.meeting_page.session_id)
        self._preview(self._built(request, _BY_KIND["p2k2_portal"]))

    @Slot()
    def _on_support_wanted(self) -> None:
        session_id = self.meeting_page.session_id
        self._preview([portal_report.support_document(self.ctx, session_id)])

    def attempt_open(self, session_id: str) -> bool:
        """Load a session; one that is gone is said at the bottom."""

        def load() -> None:
            self.meeting_page.open(session_id)

        return self.attempt(load)

    @Slot(object)
    def _on_wished(self, wish: PlanWish) -> None:
        """Plan what an empty cell of a matrix stands for."""
        is_later = wish.month is not None and wish.month.first > self.ctx.today
        day = wish.month.first if wish.month is not None and is_later else None
        self._plan(PlanDialog(self.ctx, wish.group_id, self, code=wish.code, day=day))

    @Slot(str)
    def _on_plan_wanted(self, group_id: str) -> None:
        self._plan(PlanDialog(self.ctx, group_id, self))

    def _plan(self, dialog: PlanDialog) -> None:
        if dialog.exec() and dialog.saved_id:
            group = p2k2.group_of(self.ctx, dialog.saved_id)["name"]
            self.say(_("Session of {group} planned.").format(group=group), undo=True)
            self.month_page.table.select(dialog.saved_id)

    @Slot(object)
    def _on_proposal_opened(self, proposal: Proposal) -> None:
        dialog = PlanDialog(self.ctx, proposal.group_id, self, proposal=proposal)
        if dialog.exec() and dialog.saved_id:
            self.say(_("Session of {group} planned.").format(group=proposal.group_name), undo=True)

    @Slot()
    def _on_plan_print_wanted(self) -> None:
        self._preview(self._built(ReportRequest(month=self.month), _BY_KIND["p2k2_plan"]))

    @Slot(str)
    def _on_catch_ups_print_wanted(self, group_id: str) -> None:
        request = ReportRequest(month=self.month, group=group_id or None)
        self._preview(self._built(request, _BY_KIND["p2k2_catch_up"]))

    @Slot(str)
    def _on_growth_print_wanted(self, group_id: str) -> None:
        request = ReportRequest(month=self.month, group=group_id or None)
        blank = ReportRequest(month=self.month, group=group_id or None, blank=True)
        self._preview(
            self._built(request, _BY_KIND["p2k2_semester"])
            + self._built(blank, _BY_KIND["p2k2_semester"])
        )

    @Slot()
    def _on_calendar_wanted(self) -> None:
        name = f"P2K2 {self.month}.ics"
        start = str(paths.documents_folder() / name)
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the calendar file"), start, _("Calendar (*.ics)")
        )
        if chosen:
            self.save_calendar(Path(chosen))

    def save_calendar(self, file: Path) -> None:
        """Write the month's plans for another calendar."""
        target = with_ending(file, ".ics")
        written: list[int] = []

        def write() -> None:
            written.append(plans.write_calendar(self.ctx, self.month, target))

        if self.attempt(write):
            said = ngettext(
                "{count} plan saved in {file}.", "{count} plans saved in {file}.", written[0]
            )
            self.say(said.format(count=written[0], file=target.name))

    @Slot()
    def _on_habits_wanted(self) -> None:
        if HabitsDialog(self.ctx, self).exec():
            self.say(_("Noted how P2K2 is planned."), undo=True)

    # -- presenting ----------------------------------------------------------------------------

    @Slot()
    def _on_present_key(self) -> None:
        """Show the session that is in front, or the one the cursor is on."""
        page = self.month_page
        row = page.current_row()
        if self.shows_meeting:
            self._present_session(self.meeting_page.session_id)
        elif page.tabs.currentWidget() is page.material:
            topic = page.material.current()
            if topic is not None:
                self._on_topic_shown(topic.code)
        elif row is not None and row.session is not None:
            self._present_session(row.session.id)
        else:
            self.say(_("Choose a session or its material first."), role="attention")

    def _present_session(self, session_id: str) -> None:
        session = p2k2.session(self.ctx, session_id)
        topic = lessons.topic_of(self.ctx, session)
        if not topic.title:
            self.say(_("This session has no material to show."), role="attention")
            return
        minutes = lessons.minutes_of(self.ctx, session, topic)
        self._present(lessons.slides_of_session(self.ctx, session_id), minutes)

    @Slot(str)
    def _on_topic_shown(self, code: str) -> None:
        topic = teaching.topic(self.ctx, code)
        minutes = lessons.minutes_of(self.ctx, None, topic)
        self._present(lessons.slides_of_topic(self.ctx, code), minutes)

    def _present(self, slides: Sequence[Slide], minutes: int) -> None:
        self._end_presentation()
        self.presentation = Presentation(slides, minutes)
        self.presentation.ended.connect(self._end_presentation)
        self.presentation.open_on(self.window().screen())

    @Slot()
    def _end_presentation(self) -> None:
        if self.presentation is not None:
            former, self.presentation = self.presentation, None
            former.hide()
            former.deleteLater()

    @Slot(str)
    def _on_flipchart_wanted(self, code: str) -> None:
        self._preview(
            [lesson_report.flipchart_of_topic(self.ctx, code, size) for size in ("A4", "A3")]
        )

    @Slot(str)
    def _on_lesson_plan_wanted(self, code: str) -> None:
        topic = teaching.topic(self.ctx, code)
        if topic is not None:
            self._preview([lesson_report.lesson_plan_of_topic(self.ctx, topic)])

    @Slot(str)
    def _on_not_held_wanted(self, row_id: str) -> None:
        row = self.month_page.current_row()
        if row is None or row.id != row_id:
            return
        if row.session is not None and row.session.is_given:
            self.say(_("This session has already taken place."), role="attention")
            return
        form = words.not_held_form()

        def save(values: dict[str, Any]) -> None:
            reason, code = values["not_held_reason"] or "", values["not_held_code"] or ""
            if row.session is not None:
                p2k2.mark_not_held(self.ctx, row.session.id, reason, code)
            else:
                on = max(min(self.ctx.today, self.month.last), self.month.first)
                p2k2.note_not_held(self.ctx, row.group_id, on, reason, code)

        heading = _("{group}: the session was not held").format(group=row.name)
        if FormDialog(heading, form, save, parent=self).exec():
            text = _("{group}: noted that the session was not held.").format(group=row.name)
            self.say(text, undo=True)

    @Slot()
    def _on_sheets_wanted(self) -> None:
        request = ReportRequest(month=self.month, blank=True)
        self._preview(self._built(request, *_SHEETS))

    @Slot()
    def _on_sheet_wanted(self) -> None:
        session_id = self.meeting_page.session_id
        request = ReportRequest(month=self.month, subject=session_id, blank=True)
        self._preview(self._built(request, *_SHEETS))

    @Slot()
    def _on_report_wanted(self) -> None:
        request = ReportRequest(month=self.month, subject=self.meeting_page.session_id)
        self._preview(self._built(request, *_MEETING_REPORTS))

    @Slot(str)
    def _on_circle_wanted(self, group_id: str) -> None:
        self.navigate(OpenScreen("homework", OpenCircle(group_id)))

    @Slot()
    def _on_people_wanted(self) -> None:
        self.navigate(OpenScreen("people"))

    @Slot()
    def _on_meeting_left(self) -> None:
        self._show_month()
        self.month_page.reload(self.month)

    @Slot(str, str, bool)
    def _on_said(self, text: str, role: str, undo: bool) -> None:  # noqa: FBT001 -- a slot
        self.say(text, role=role, undo=undo)


_BY_KIND = {kind.kind: kind for kind in report.REPORTS}
_SHEETS = (_BY_KIND["attendance"], _BY_KIND["attendance_portrait"])
_OF_SESSIONS = tuple(
    _BY_KIND[kind] for kind in ("attendance", "attendance_portrait", "p2k2", "p2k2_monitoring")
)
_MEETING_REPORTS = tuple(
    _BY_KIND[kind] for kind in ("p2k2", "attendance", "p2k2_monitoring", "attendance_portrait")
)

SCREEN = ScreenSpec(
    key="p2k2",
    title=N_("P2K2"),
    icon="presentation",
    permission=Permission.SEE_SESSIONS,
    build=P2k2Screen,
    opens=(OpenSession,),
)
