"""One meeting on one page: its title, what is typed and kept, saving and printing."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Meeting, MeetingPage, Seal, Status
from fieldkit.ui.kube import words
from fieldkit.ui.kube.meeting_body import SECTIONS, MeetingBody
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.card import Notice, badge
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import ChoiceField, Form, NoteField
from fieldkit.ui.widgets.up_link import up_link

DRAFT_AFTER_MS = 700


class MeetingView(QWidget):
    """Shows one meeting; what is typed is kept as a draft until it is saved."""

    said = Signal(str, str, bool)
    left = Signal()
    print_wanted = Signal(str)
    saved = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._page: MeetingPage | None = None
        self._kube_name = ""
        self._is_dirty = False
        self._may_record = ctx.may(Permission.RECORD_MEETING)
        self.body = MeetingBody(ctx)
        self._make_head()
        self._lay_out()
        self.body.edited.connect(self._on_changed)
        self._draft_timer.timeout.connect(self._on_draft_due)
        self.draft_notice.action_requested.connect(self._on_forget_clicked)
        self.seal_notice.action_requested.connect(self._on_reopen_clicked)
        for button in self.section_buttons:
            button.clicked.connect(self._on_section_clicked)

    # -- what the screen asks ----------------------------------------------------------------

    @property
    def meeting(self) -> Meeting | None:
        """The meeting as it is saved, or as it was begun."""
        return self._page.meeting if self._page else None

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._is_dirty

    def open_new(self, kube_id: str) -> None:
        """Show an empty page for the next meeting of a group, or the one begun before."""
        self._open(kube_id, meetings.new_page(self._ctx, kube_id))

    def open(self, meeting_id: str) -> None:
        """Show a meeting, with what was typed and not saved the last time."""
        page = meetings.page(self._ctx, meeting_id)
        self._open(page.meeting.kube_id, page)

    def reload(self) -> None:
        """Read again, unless something typed here would be lost."""
        if self._page is None or self._is_dirty or not self._page.meeting.id:
            return
        try:
            self._load(meetings.page(self._ctx, self._page.meeting.id))
        except FieldKitError:
            self._page = None
            self.left.emit()

    def keep_draft(self) -> None:
        """Write what is typed into the book's drafts now."""
        self._draft_timer.stop()
        if self._page is None or not self._is_dirty or not self._may_record:
            return
        meeting = self._page.meeting
        meetings.keep_draft(self._ctx, meeting.kube_id, meeting.id, self.body.draft())

    # -- making --------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.back_button = up_link(self, _("KUBE"), self._on_back_clicked)
        self.title_label = QLabel()
        self.title_label.setFont(style.font(1.25, strong=True))
        self.title_label.setWordWrap(True)
        self.state_badge = badge("")
        self.count_label = QLabel()
        self.count_label.setFont(style.strong_font())
        self.count_label.setWordWrap(True)
        self.print_button = buttons.button(
            _("Minutes"), self._on_print_clicked, icon="printer", tip=_("Print the minutes")
        )
        self.save_button = buttons.button(
            _("Save"), self._on_save_clicked, icon="save", kind="primary", key=buttons.SAVE_KEYS
        )
        self.more_button = buttons.icon_button("ellipsis", _("More"), self._on_more_clicked)
        self.draft_notice = Notice(
            "", role="attention", icon="pencil", action=_("Forget what was typed")
        )
        self.draft_notice.hide()
        self.seal_notice = Notice("", role="good", icon="lock", action=_("Open it again…"))
        self.confirm_button = buttons.button(
            _("Two people confirm…"), self._on_confirm_clicked, icon="signature"
        )
        self.section_buttons = [
            buttons.button(_(title), kind="quiet", key=f"Alt+{number}")
            for number, title in enumerate(SECTIONS, start=1)
        ]
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_AFTER_MS)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(style.px(8))
        first.addWidget(self.back_button)
        first.addWidget(self.title_label, 1)
        for widget in (
            self.confirm_button, self.print_button, self.save_button, self.more_button,
        ):  # fmt: skip
            first.addWidget(widget)
        second = QHBoxLayout()
        second.setSpacing(style.px(10))
        second.addWidget(self.state_badge)
        second.addWidget(self.count_label, 1)
        holder = QWidget()
        sections = FlowLayout(holder, gap=4)
        for button in self.section_buttons:
            sections.addWidget(button)
        head = QVBoxLayout()
        head.setContentsMargins(style.px(24), 0, style.px(24), 0)
        head.setSpacing(style.px(6))
        head.addLayout(first)
        head.addLayout(second)
        head.addWidget(self.seal_notice)
        head.addWidget(self.draft_notice)
        head.addWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(6))
        layout.addLayout(head)
        layout.addWidget(self.body, 1)

    # -- reading -------------------------------------------------------------------------------

    def _open(self, kube_id: str, page: MeetingPage) -> None:
        self.keep_draft()
        self._load(page)
        self._restore_draft(kube_id, page.meeting.id)
        self.body.verticalScrollBar().setValue(0)
        if self.body.grid is not None:
            self.body.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _load(self, page: MeetingPage) -> None:
        had_focus = self._has_focus_inside()
        self._show_page(page)
        if had_focus and not self._has_focus_inside():
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)  # its line is gone

    def _has_focus_inside(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show_page(self, page: MeetingPage) -> None:
        self._page, self._is_dirty = page, False
        kube = group.kube(self._ctx, page.meeting.kube_id)
        self._kube_name = kube.name
        self.body.show_page(kube, page)
        self.draft_notice.show_text("")
        self._show_head(page.meeting)
        self.count_label.setText(self.body.figures())

    def _show_head(self, meeting: Meeting) -> None:
        self.back_button.setText(self._kube_name)
        day = format_date(meeting.held_on, "full") if meeting.held_on else ""
        title = _("Meeting of {date}").format(date=day) if meeting.id else _("New meeting")
        self.title_label.setText(title)
        state = _(meetings.STATUSES[meeting.status]) if meeting.id else _("Not saved yet")
        self.state_badge.setText(state)
        role = words.STATUS_ROLES[meeting.status] if meeting.id else "secondary"
        style.set_role(self.state_badge, role)
        is_held = bool(meeting.id) and meeting.status is Status.HELD
        seal = meetings.seal_of(self._ctx, meeting.id) if is_held else None
        is_shut = seal is not None and seal.is_confirmed
        self.body.set_shut(is_shut)
        self._show_seal(seal)
        self.print_button.setVisible(is_held)
        self.confirm_button.setVisible(self._may_record and is_held and not is_shut)
        self.save_button.setVisible(self._may_record and not is_shut)
        self.more_button.setVisible(self._may_record)

    def _show_seal(self, seal: Seal | None) -> None:
        """Say who confirmed the page, or why it was opened again."""
        self.seal_notice.action_button.setVisible(
            seal is not None and seal.is_confirmed and self._may_record
        )
        if seal is None:
            self.seal_notice.show_text("")
        elif not seal.is_confirmed:
            text = _("Opened again: {reason}").format(reason=seal.reason or "")
            self.seal_notice.show_text(text, role="attention", icon="lock-open")
        elif meetings.is_as_confirmed(self._ctx, seal):
            text = words.confirmed(self._ctx, seal)
            self.seal_notice.show_text(text, role="good", icon="lock")
            style.set_role(self.state_badge, "good")
            self.state_badge.setText(_("Confirmed"))
        else:
            text = _(
                "{confirmed} It no longer says what they confirmed: open it again, look at it"
                " together and let it be confirmed anew."
            )
            confirmed = words.confirmed(self._ctx, seal)
            self.seal_notice.show_text(
                text.format(confirmed=confirmed), role="danger", icon="triangle-alert"
            )

    def _restore_draft(self, kube_id: str, meeting_id: str) -> None:
        kept = meetings.draft(self._ctx, kube_id, meeting_id) if self._may_record else None
        if not kept:
            return
        self.body.restore(kept)
        self._is_dirty = True
        text = _("What you typed here was kept, and is not saved yet: press Ctrl+S.")
        self.draft_notice.show_text(text, role="attention", icon="pencil")
        self.count_label.setText(self.body.figures())

    # -- writing -------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the page: as a plan while its day has not come, else as held."""
        try:
            self._save(self.body.typed())
        except InvalidInputError as error:
            self._show_problems(error)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
        else:
            return True
        return False

    def _save(self, page: MeetingPage) -> None:
        day = page.meeting.held_on
        if day is not None and day > self._ctx.today and not self._is_anything_marked(page):
            meeting_id = meetings.plan_meeting(self._ctx, page)
            meetings.drop_draft(self._ctx, page.meeting.kube_id, page.meeting.id)
            told = _("Meeting of {date} planned.").format(date=format_date(day))
        else:
            done = meetings.record_meeting(self._ctx, page)
            meeting_id = done.meeting_id
            told = words.recorded(done)
        self._draft_timer.stop()
        self._is_dirty = False
        self._load(meetings.page(self._ctx, meeting_id))
        self.said.emit(told, "good", True)
        self.saved.emit(meeting_id)

    @staticmethod
    def _is_anything_marked(page: MeetingPage) -> bool:
        maps = (page.attendance, page.dues, page.iks, page.instalments)
        return any(value is not None for known in maps if known for value in known.values())

    def _show_problems(self, error: InvalidInputError) -> None:
        self.body.show_problems(error.problems)
        told = "\n".join(dict.fromkeys(map(sentences.problem_sentence, error.problems)))
        self.said.emit(_("Not saved yet. {problems}").format(problems=told), "danger", False)

    # -- events --------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is typed when another screen comes to the front."""
        self.keep_draft()
        super().hideEvent(event)

    @Slot()
    def _on_changed(self) -> None:
        if self._page is None:
            return
        self._is_dirty = True
        self.count_label.setText(self.body.figures())
        self._draft_timer.start()

    @Slot()
    def _on_draft_due(self) -> None:
        self.keep_draft()

    @Slot()
    def _on_forget_clicked(self) -> None:
        if self._page is None:
            return
        self._draft_timer.stop()
        meeting = self._page.meeting
        meetings.drop_draft(self._ctx, meeting.kube_id, meeting.id)
        self._is_dirty = False
        if meeting.id:
            self.reload()
        else:
            self._load(meetings.new_page(self._ctx, meeting.kube_id))

    @Slot()
    def _on_section_clicked(self) -> None:
        button = self.sender()
        if button in self.section_buttons:
            self.body.go_to(self.section_buttons.index(button))

    @Slot()
    def _on_back_clicked(self) -> None:
        self.keep_draft()
        self.left.emit()

    @Slot()
    def _on_print_clicked(self) -> None:
        if self.meeting is not None:
            self.print_wanted.emit(self.meeting.id)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save()

    @Slot()
    def _on_confirm_clicked(self) -> None:
        """Save what is typed, then let two members confirm what stands there."""
        if self._page is None or (self._is_dirty and not self.save()):
            return
        meeting = self._page.meeting
        people = words.member_choices(group.members(self._ctx, meeting.kube_id, at=meeting.held_on))
        form = Form(
            ChoiceField("member_id", N_("First"), required=True, choices=people, searchable=True),
            ChoiceField("other_id", N_("Second"), required=True, choices=people, searchable=True),
        )
        FormDialog(
            _("Two people confirm"), form, self._confirm, save_label=_("Confirm"),
            sentence=_(
                "{figures}\nRead it out. Two members who agree with it, such as chair and"
                " treasurer, confirm it; afterwards it is only changed with a reason."
            ).format(figures=self.body.figures()),
            parent=self,
        ).exec()  # fmt: skip

    def _confirm(self, values: dict[str, Any]) -> None:
        if self.meeting is not None:
            first, second = values["member_id"] or "", values["other_id"] or ""
            meetings.confirm_meeting(self._ctx, self.meeting.id, first, second)
            self.reload()
            self.said.emit(_("The meeting is confirmed."), "good", True)

    @Slot()
    def _on_reopen_clicked(self) -> None:
        form = Form(NoteField("reason", N_("Why is it opened again?"), required=True, lines=2))
        FormDialog(
            _("Open the meeting again"), form, self._reopen, save_label=_("Open it again"),
            sentence=_(
                "Money that is changed is put right by further entries; the reason stands with"
                " them and in the minutes."
            ),
            parent=self,
        ).exec()  # fmt: skip

    def _reopen(self, values: dict[str, Any]) -> None:
        if self.meeting is not None:
            meetings.reopen_meeting(self._ctx, self.meeting.id, values["reason"] or "")
            self.reload()
            self.said.emit(_("The meeting can be changed again."), "good", True)

    @Slot()
    def _on_more_clicked(self) -> None:
        menu = self.more_menu()
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def more_menu(self) -> QMenu:
        """Return the rarer things that can be done with this meeting."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        meeting = self.meeting
        self._add(menu, _("Print the empty form"), "printer", self._on_blank_clicked)
        if meeting is not None and meeting.id:
            if meeting.status is Status.PLANNED:
                self._add(menu, _("It was not held…"), "circle-x", self._on_not_held_clicked)
            self._add(menu, _("Remove the meeting…"), "trash-2", self._on_remove_clicked)
        return menu

    @staticmethod
    def _add(menu: QMenu, text: str, icon: str, slot: Callable[[], object]) -> None:
        action = QAction(icons.icon(icon), text, menu)
        action.triggered.connect(slot)
        menu.addAction(action)

    @Slot()
    def _on_blank_clicked(self) -> None:
        self.print_wanted.emit("")

    @Slot()
    def _on_not_held_clicked(self) -> None:
        form = Form(NoteField("note", N_("Why was it not held?")))
        FormDialog(_("The meeting was not held"), form, self._mark_not_held, parent=self).exec()

    def _mark_not_held(self, values: dict[str, Any]) -> None:
        if self.meeting is not None:
            meetings.mark_not_held(self._ctx, self.meeting.id, values["note"] or "")
            self._end(_("Noted that the meeting was not held."))

    @Slot()
    def _on_remove_clicked(self) -> None:
        form = Form(NoteField("reason", N_("Why? (needed where money was booked)")))
        FormDialog(
            _("Remove this meeting?"),
            form,
            self._remove,
            save_label=_("Remove the meeting"),
            sentence=_(
                "It goes into the bin; money booked at it is taken back by a further entry."
            ),
            parent=self,
        ).exec()

    def _remove(self, values: dict[str, Any]) -> None:
        if self.meeting is not None:
            meetings.remove_meeting(self._ctx, self.meeting.id, values["reason"] or "")
            self._end(_("Meeting removed."))

    def _end(self, told: str) -> None:
        self._draft_timer.stop()
        self._is_dirty = False
        self._page = None
        self.said.emit(told, "good", True)
        self.left.emit()
