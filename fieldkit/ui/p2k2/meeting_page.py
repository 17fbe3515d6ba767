"""The page of one meeting: who came, the facts, the story, photos, and what to copy."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QMenu,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.meeting import service as meeting
from fieldkit.features.meeting.model import Done
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2 import story
from fieldkit.features.p2k2.model import Session, SessionStatus
from fieldkit.features.p2k2.portal import service as portal
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.attendance_tab import AttendanceTab
from fieldkit.ui.p2k2.facts_form import FactsForm
from fieldkit.ui.p2k2.meeting_head import MeetingHead
from fieldkit.ui.p2k2.narrative_tab import NarrativeTab
from fieldkit.ui.p2k2.photos_tab import PhotosTab
from fieldkit.ui.p2k2.portal_tab import PortalTab
from fieldkit.ui.widgets import icons, style
from fieldkit.ui.widgets.dialogs import FormDialog, ask
from fieldkit.ui.widgets.line_label import LineLabel
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.page_tabs import PageTabs

DRAFT_AFTER_MS = 700
_IN_GRID = ("circle", "checker_note", "month", "done_on", "note")
_TABS = (
    N_("Attendance"),
    N_("The meeting"),
    N_("Narrative"),
    N_("Photos"),
    N_("Copy to the portal"),
)
_ROOMY = 600  # design pixels of height below which the page is compact
_MEETING, _NARRATIVE, _PHOTOS, _PORTAL = 1, 2, 3, 4


class MeetingPage(QWidget):
    """Shows one session. What is typed is kept as a draft until it is saved."""

    said = Signal(str, str, bool)
    left = Signal()
    sheet_wanted = Signal()
    report_wanted = Signal()
    present_wanted = Signal()
    portal_sheet_wanted = Signal()
    support_wanted = Signal()
    circle_wanted = Signal(str)

    def __init__(
        self, ctx: Context, run_job: Callable[..., None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._session: Session | None = None
        self._group_name = ""
        self._is_dirty = False
        self._may_record = ctx.may(Permission.RECORD_SESSION)
        self.head = MeetingHead(self)
        self.head.set_may_record(self._may_record)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_AFTER_MS)
        self.attendance = AttendanceTab()
        self.facts = FactsForm(ctx, full=True)
        self.narrative = NarrativeTab()
        self.photos = PhotosTab(ctx, run_job)
        self.portal = PortalTab(ctx)
        self.tabs = PageTabs()
        pages = (self.attendance, _scrolling(self.facts), self.narrative, self.photos, self.portal)
        for title, page in zip(_TABS, pages, strict=True):
            self.tabs.addTab(page, _(title))
        self.brief_label = LineLabel(parent=self.tabs)
        self.brief_label.set_single(True)
        self.brief_label.setFont(style.small_font())
        style.set_role(self.brief_label, "secondary")
        self._is_compact = False
        self._lay_out()
        self._connect()

    # -- what the screen asks ----------------------------------------------------------------

    @property
    def session_id(self) -> str:
        """The session shown, blank before the first."""
        return self._session.id if self._session else ""

    @property
    def session(self) -> Session | None:
        """The session as it is saved."""
        return self._session

    def open(self, session_id: str) -> None:
        """Show a session, with what was typed and not saved the last time."""
        self.keep_draft()
        self._is_dirty = False
        self._load(session_id)
        self._restore_draft()
        self.tabs.setCurrentIndex(0)
        self.attendance.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_portal(self) -> None:
        """Bring the fields to copy to the front."""
        self.tabs.setCurrentIndex(_PORTAL)
        self.portal.copy_next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        """Read again, unless something typed here would be lost."""
        if self._session is None:
            return
        if self._is_dirty:
            self.photos.show_session(self._session.id)
            return
        try:
            self._load(self._session.id)
        except FieldKitError:
            self._session = None
            self.left.emit()

    def keep_draft(self) -> None:
        """Write what is typed into the book's drafts now."""
        self._draft_timer.stop()
        if self._session is None or not self._is_dirty or not self._may_record:
            return
        draft = {
            "facts": self.facts.form.draft(),
            "narrative": self.narrative.form.draft(),
            "attendance": self.attendance.draft(),
            "portal": self.portal.draft(),
        }
        p2k2.keep_draft(self._ctx, self._session.id, draft)

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._is_dirty

    # -- layout --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tabs.setMinimumHeight(style.row_height() * 9)
        self._page = page = Page()
        page.body.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(12))
        page.body.setSpacing(style.px(8))
        page.add(self.head)
        page.add(self.tabs, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the height to the families where there is little of it."""
        super().resizeEvent(event)
        is_compact = event.size().height() < style.px(_ROOMY)
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            above = style.px(4 if is_compact else 12)
            self._page.body.setContentsMargins(style.px(24), above, style.px(24), above)
            self._page.body.setSpacing(style.px(4 if is_compact else 8))
            self.head.set_compact(is_compact)
            self.attendance.set_compact(is_compact)
        self._show_brief()

    def _show_brief(self) -> None:
        """Say beside the tabs what the head leaves out when it is low."""
        last = self.tabs.tabBar().tabRect(self.tabs.count() - 1)
        left = last.right() + style.px(16)
        room = self.width() - style.px(56) - left
        self.brief_label.setText(self.head.brief)
        self.brief_label.setGeometry(left, 0, max(0, room), last.height())
        self.brief_label.setVisible(self._is_compact and room > style.px(120))

    def _connect(self) -> None:
        for part in (self.attendance, self.facts, self.narrative, self.portal):
            part.changed.connect(self._on_changed)
        self._draft_timer.timeout.connect(self._on_draft_due)
        self.head.left.connect(self._on_back_clicked)
        self.head.sheet_wanted.connect(self.sheet_wanted)
        self.head.report_wanted.connect(self.report_wanted)
        self.head.present_wanted.connect(self.present_wanted)
        self.head.save_wanted.connect(self._on_save_clicked)
        self.head.more_wanted.connect(self._on_more_clicked)
        self.head.forget_wanted.connect(self._on_forget_clicked)
        self.photos.said.connect(self._on_photos_said)
        self.portal.copied.connect(self._on_copied)
        self.portal.ticked.connect(self._on_ticked)
        self.portal.people_wanted.connect(self._on_people_wanted)
        self.portal.sheet_wanted.connect(self.portal_sheet_wanted)
        self.portal.document_wanted.connect(self.support_wanted)
        self.portal.next_wanted.connect(self._on_next_wanted)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        for number in range(len(_TABS)):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.setObjectName(str(number))
            shortcut.activated.connect(self._on_tab_key)
            tip = QKeySequence(f"Alt+{number + 1}").toString(QKeySequence.SequenceFormat.NativeText)
            self.tabs.setTabToolTip(number, tip)

    # -- reading -------------------------------------------------------------------------------

    def _load(self, session_id: str) -> None:
        shown = meeting.page(self._ctx, session_id)
        session = shown.session
        self._session = session
        self._group_name = p2k2.group_of(self._ctx, session_id)["name"]
        self.facts.prepare(session.group_id)
        self.facts.fill(session)
        self.narrative.fill(session)
        self.attendance.show_page(shown)
        self.portal.forget()
        self.photos.show_session(session_id)
        month = Month.of(session.held_on or self._ctx.today)
        repeat = p2k2.repeat_number(self._ctx, session)
        self.head.show_session(session, self._group_name, month, repeat)
        last = self._last_before(session)
        self.head.show_recap(last, self._question(last))
        self._show_locks(session)
        self._show_tab_counts()
        if self.tabs.currentIndex() == _PORTAL:
            self._refresh_portal()

    def _last_before(self, session: Session) -> Session | None:
        """Return what to ask back: on the day itself and before, not afterwards."""
        if session.is_given and session.held_on != self._ctx.today:
            return None
        return p2k2.last_session(self._ctx, session.group_id, session.held_on, session.id)

    def _question(self, last: Session | None) -> str:
        """Return a question of the last session's material, blank where none is known."""
        topic = teaching.topic(self._ctx, last.code) if last is not None and last.code else None
        return topic.questions[0] if topic is not None and topic.questions else ""

    def _show_locks(self, session: Session) -> None:
        reason = ""
        if not self._may_record:
            reason = _("Your role in this book reads sessions and does not change them.")
        elif session.status is SessionStatus.NOT_HELD:
            reason = _("Not held: {reason}").format(reason=words.not_held(session))
        elif session.held_on and session.held_on > self._ctx.today:
            reason = _("Attendance can be marked from the day of the meeting.")
        self.attendance.set_read_only(reason)
        for form in (self.facts.form, self.narrative.form):
            form.set_read_only(not self._may_record)
        self.photos.set_read_only(not self._may_record)
        self.setAcceptDrops(self._may_record)
        self.portal.set_read_only(not self._may_record)

    def _show_tab_counts(self) -> None:
        count = self.photos.count()
        title = _("Photos ({count})").format(count=count) if count else _(_TABS[_PHOTOS])
        self.tabs.setTabText(_PHOTOS, title)
        self._show_brief()

    def _restore_draft(self) -> None:
        if not self._may_record or self._session is None:
            return
        kept = p2k2.draft(self._ctx, self._session.id)
        if not kept:
            return
        self.facts.restore(_mapping(kept.get("facts")))
        self.narrative.restore(_mapping(kept.get("narrative")))
        self.attendance.restore(_mapping(kept.get("attendance")))
        self.portal.restore(_mapping(kept.get("portal")))
        self._is_dirty = True
        self._draft_timer.stop()
        self.head.show_draft()

    # -- writing -------------------------------------------------------------------------------

    def typed(self) -> Session:
        """Return the session as typed; raises InvalidInputError."""
        if self._session is None:
            raise InvalidInputError([])
        return self.portal.read(self.narrative.read(self.facts.read(self._session)))

    def save(self) -> bool:
        """Save what is typed: as a plan while nobody is marked, else as held."""
        if not self._is_dirty:
            self.said.emit(_("Nothing has changed since the last save."), "attention", False)
            return False
        try:
            session = self.typed()
            self._save(session)
        except InvalidInputError as error:
            self._show_problems(error)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
        else:
            return True
        return False

    def _save(self, session: Session) -> None:
        counts = self.attendance.counts()
        has_begun = counts.marked or self.attendance.touches_more
        stays_plan = not session.is_given and not has_begun
        if stays_plan:
            p2k2.plan_session(self._ctx, session)
            p2k2.drop_draft(self._ctx, session.id)
            message = _("Plan of {group} saved; nobody is marked yet.").format(
                group=self._group_name
            )
        else:
            done = meeting.record(self._ctx, self.attendance.page(session))
            message = _saved(self._group_name, done)
        self._is_dirty = False
        self.reload()
        warned = [] if stays_plan else p2k2.warnings(self.typed())
        told = [message, *(sentences.problem_sentence(problem) for problem in warned)]
        self.said.emit("\n".join(told), "attention" if warned else "good", True)

    def _show_problems(self, error: InvalidInputError) -> None:
        problems = list(error.problems)
        in_story = [p for p in problems if p.field in story.ASPECTS]
        self.narrative.form.show_problems(in_story)
        in_grid = [p for p in problems if p.field in _IN_GRID]
        in_facts = [p for p in problems if p not in in_story and p not in in_grid]
        if in_facts:
            self.tabs.setCurrentIndex(_MEETING)
        elif not in_grid:
            self.tabs.setCurrentIndex(_NARRATIVE)
        self.facts.show_problems(in_facts)
        told = "\n".join(dict.fromkeys(sentences.problem_sentence(p) for p in problems))
        text = _("Not saved yet. {problems}").format(problems=told)
        self.said.emit(text, "danger", False)

    def _refresh_portal(self) -> None:
        try:
            session = self.typed()
        except InvalidInputError:
            session = self._session or Session(group_id="")
        self.portal.show_session(session, self.attendance.rows())

    # -- events --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos wherever they are dropped on this page."""
        if event.mimeData().hasUrls() and self._session is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring the photos to the front and take them."""
        urls = event.mimeData().urls()
        event.acceptProposedAction()
        self.tabs.setCurrentIndex(_PHOTOS)
        self.photos.strip.take_files([Path(u.toLocalFile()) for u in urls if u.isLocalFile()])

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is typed when another screen comes to the front."""
        self.keep_draft()
        super().hideEvent(event)

    @Slot()
    def _on_changed(self) -> None:
        if self._session is None:
            return
        self._is_dirty = True
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    @Slot()
    def _on_draft_due(self) -> None:
        self.keep_draft()

    @Slot()
    def _on_forget_clicked(self) -> None:
        if self._session is not None:
            self._draft_timer.stop()
            p2k2.drop_draft(self._ctx, self._session.id)
            self._is_dirty = False
            self.reload()

    @Slot(int)
    def _on_tab_changed(self, number: int) -> None:
        if number == _PORTAL:
            self._refresh_portal()

    @Slot()
    def _on_tab_key(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.tabs.setCurrentIndex(int(shortcut.objectName()))
            page = self.tabs.currentWidget()
            if page is self.attendance:
                self.attendance.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
            elif self.tabs.currentIndex() == _MEETING:
                self.facts.form.focus()
            elif page is self.narrative:
                self.narrative.form.focus()

    @Slot(str, str)
    def _on_photos_said(self, text: str, role: str) -> None:
        self._show_tab_counts()
        self.said.emit(text, role, role == "good")

    @Slot(str)
    def _on_copied(self, label: str) -> None:
        text = _("{field} copied; paste it into the portal with Ctrl+V.").format(field=label)
        self.said.emit(text, "good", False)

    @Slot(bool)
    def _on_ticked(self, is_entered: bool) -> None:  # noqa: FBT001 -- a slot
        """Note at once that the session stands in the portal; what is typed stays typed."""
        session = self._session
        if session is None:
            return
        on = self._ctx.today if is_entered else None
        try:
            portal.mark_entered(self._ctx, [session.id], on)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
            return
        self._session = replace(session, portal_entered_on=on)
        self._refresh_portal()
        text = (
            _("{group}: noted as entered in the portal.")
            if is_entered
            else _("{group}: noted as not in the portal.")
        )
        self.said.emit(text.format(group=self._group_name), "good", True)

    @Slot()
    def _on_people_wanted(self) -> None:
        text = portal.copied_participants(self._ctx, self.session_id)
        QGuiApplication.clipboard().setText(text)
        self._on_copied(_("Participants"))

    @Slot()
    def _on_next_wanted(self) -> None:
        """Go to the next session that is not in the portal yet."""
        waiting = [w for w in portal.to_enter(self._ctx) if w.session_id != self.session_id]
        if not waiting:
            self.said.emit(_("Every other session stands in the portal."), "good", False)
            return
        self.open(waiting[0].session_id)
        self.tabs.setCurrentIndex(_PORTAL)

    @Slot()
    def _on_back_clicked(self) -> None:
        self.keep_draft()
        self.left.emit()

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save()

    @Slot()
    def _on_more_clicked(self) -> None:
        menu = self.more_menu()
        button = self.head.more_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def more_menu(self) -> QMenu:
        """Return the rarer things that can be done with this session."""
        menu = QMenu(self)
        session = self._session
        if session is None:
            return menu
        if session.is_given:
            self._add(menu, _("Print the blank sheet"), "printer", self.sheet_wanted.emit)
        else:
            self._add(menu, _("It was not held…"), "circle-x", self._on_not_held_clicked)
        if session.status is SessionStatus.HELD:
            self._add(menu, _("The report was handed in"), "file-check", self._on_reported_clicked)
        self._add(menu, _("Saving circle…"), "piggy-bank", self._on_circle_clicked)
        self._add(menu, _("Remove the session…"), "trash-2", self._on_remove_clicked)
        return menu

    @staticmethod
    def _add(menu: QMenu, text: str, icon: str, slot: Callable[[], object]) -> None:
        action = QAction(icons.icon(icon), text, menu)
        action.triggered.connect(slot)
        menu.addAction(action)

    @Slot()
    def _on_circle_clicked(self) -> None:
        if self._session is not None:
            self.keep_draft()
            self.circle_wanted.emit(self._session.group_id)

    @Slot()
    def _on_not_held_clicked(self) -> None:
        form = words.not_held_form()
        FormDialog(_("The session was not held"), form, self._mark_not_held, parent=self).exec()

    def _mark_not_held(self, values: dict[str, Any]) -> None:
        if self._session is None:
            return
        p2k2.mark_not_held(
            self._ctx,
            self._session.id,
            values["not_held_reason"] or "",
            values["not_held_code"] or "",
        )
        text = _("{group}: noted that the session was not held.").format(group=self._group_name)
        self.said.emit(text, "good", True)

    @Slot()
    def _on_reported_clicked(self) -> None:
        if self._session is not None:
            p2k2.mark_reported(self._ctx, self._session.id)
            text = _("{group}: noted that the report was handed in.").format(group=self._group_name)
            self.said.emit(text, "good", True)

    @Slot()
    def _on_remove_clicked(self) -> None:
        session = self._session
        if session is None or not ask(
            self,
            _("Remove this session?"),
            _("Its attendance goes into the bin with it. Undo brings both back."),
            _("Remove the session"),
            danger=True,
        ):
            return
        self._draft_timer.stop()
        self._is_dirty = False
        self._session = None
        p2k2.remove_session(self._ctx, session.id)
        self.said.emit(
            _("Session of {group} removed.").format(group=self._group_name), "good", True
        )
        self.left.emit()


def _saved(group: str, done: Done) -> str:
    parts = [words.counted_known(done.counts)]
    if done.homework:
        told = ngettext("{count} sheet noted", "{count} sheets noted", done.homework)
        parts.append(told.format(count=done.homework))
    if done.assigned:
        told = ngettext(
            "homework given to {count} family", "homework given to {count} families", done.assigned
        )
        parts.append(told.format(count=done.assigned))
    if done.collected:
        parts.append(_("{amount} saved up").format(amount=format_rupiah(done.collected)))
    if done.caught_up:
        parts.append(
            ngettext("{count} catch-up", "{count} catch-ups", done.caught_up).format(
                count=done.caught_up
            )
        )
    counts = ", ".join(part for part in parts if part)
    return _("{group}: {counts} saved.").format(group=group, counts=counts)


def _scrolling(content: QWidget) -> Page:
    page = Page()
    page.body.setContentsMargins(0, style.px(8), style.px(8), style.px(8))
    page.add(content)
    page.finish()
    return page


def _mapping(kept: Any) -> Mapping[str, Any]:
    return kept if isinstance(kept, dict) else {}
