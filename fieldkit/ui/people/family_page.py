"""A family's page: head, story, members, businesses, and the form that changes it."""

from dataclasses import asdict, replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family, Status
from fieldkit.ui.people import forms, timeline, words
from fieldkit.ui.people.checks_bar import ChecksBar
from fieldkit.ui.people.family_head import FamilyHead
from fieldkit.ui.people.merge_dialog import MergeDialog
from fieldkit.ui.people.rows_tab import BusinessTab, MembersTab
from fieldkit.ui.people.selection_dialogs import event_dialog
from fieldkit.ui.people.story import Event
from fieldkit.ui.shell.record_photos import RecordPhotos, RunJob
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.rooms import Tabs

_STORY, _MEMBERS, _BUSINESS, _PHOTOS, _DATA = range(5)
_OWNER = "family"
_DRAFT_AFTER_MS = 700
_NEW = "new"
_LEAST_HEIGHT = 480


class FamilyPage(QWidget):
    """Shows one family, or the form of a new one."""

    saved = Signal(str)
    told = Signal(str, bool)
    family_opened = Signal(str)
    event_opened = Signal(object)

    def __init__(self, ctx: Context, run_job: RunJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._family: Family | None = None
        self._may_edit = ctx.may(Permission.EDIT_FAMILIES)
        self.head = FamilyHead(ctx, self)
        self.story = RecordTable(
            Column(N_("Date"), attrgetter("day"), width=13),
            Column(N_("What"), attrgetter("kind"), width=18, icon=attrgetter("icon")),
            Column(N_("Result"), attrgetter("text"), width=18, role=attrgetter("role"), bold=True),
            Column(N_("Details"), attrgetter("detail"), stretch=True, width=30),
            name=N_("What happened with the family"),
        )
        self.members = MembersTab(ctx)
        self.businesses = BusinessTab(ctx)
        self.photos = RecordPhotos(ctx, run_job, _OWNER, _("Photos and documents of the family"))
        self.photos.set_read_only(not self._may_edit)
        self.checks = ChecksBar(ctx)
        self.form = forms.family_form(ctx)
        self.form.set_read_only(not self._may_edit)
        self.notice = Notice("", role="attention", icon="info", action=_("Discard"))
        self.twin_notice = Notice("", role="attention", icon="users", action=_("Look at it"))
        self._twin_id = ""
        self.save_button = buttons.button(
            _("Save"), self._on_save_clicked, kind="primary", icon="save", key=buttons.SAVE_KEYS
        )
        self.cancel_button = buttons.button(_("Cancel"), self._on_cancel_clicked)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(_DRAFT_AFTER_MS)
        self.tabs = Tabs()
        self._lay_out()
        self.story.activated.connect(self._on_event_activated)
        self.form.changed.connect(self._draft_timer.start)
        self.form.changed.connect(self._on_form_changed)
        self._draft_timer.timeout.connect(self.flush)
        self.notice.action_requested.connect(self._on_discard_requested)
        self.twin_notice.action_requested.connect(self._on_twin_requested)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    def _lay_out(self) -> None:
        story = QWidget()
        column = QVBoxLayout(story)
        column.setContentsMargins(0, style.px(12), 0, 0)
        column.setSpacing(style.px(12))
        column.addWidget(self.checks)
        column.addWidget(self.story, 1)
        data = QWidget()
        inside = QVBoxLayout(data)
        inside.setContentsMargins(0, style.px(8), 0, 0)
        inside.setSpacing(style.px(8))
        page = Page()
        page.body.setContentsMargins(0, 0, style.px(12), 0)
        page.add(self.notice)
        page.add(self.twin_notice)
        page.add(self.form)
        page.finish()
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.cancel_button)
        line.addWidget(self.save_button)
        inside.addWidget(page, 1)
        if self._may_edit:
            inside.addLayout(line)
        self.tabs.addTab(story, _("Summary"))
        self.tabs.addTab(self.members, _("Members"))
        self.tabs.addTab(self.businesses, _("Business"))
        pictures = Page()
        pictures.body.setContentsMargins(0, style.px(12), style.px(8), style.px(8))
        pictures.add(self.photos)
        pictures.finish()
        self.tabs.addTab(pictures, _("Photos"))
        self.tabs.addTab(data, _("Data"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.setSpacing(style.px(12))
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)

    @property
    def family_id(self) -> str:
        """The family shown; blank for a new one."""
        return self._family.id if self._family else ""

    def show_family(self, family_id: str) -> None:
        """Show a family; raises NotFoundError when it is gone."""
        self.flush()
        is_other = family_id != self.family_id
        self._family = people.family(self._ctx, family_id)
        self._show_parts()
        if is_other:
            self.tabs.setCurrentIndex(_STORY)
            self._fill(self._family, family_id)
            self.story.setFocus()

    def show_new(self, group_id: str | None = None) -> None:
        """Show the empty form of a family that does not exist yet."""
        self.flush()
        self._family = None
        self.head.hide()
        for tab in (_STORY, _MEMBERS, _BUSINESS, _PHOTOS):
            self.tabs.setTabVisible(tab, False)
        self.tabs.setTabText(_DATA, _("New family"))
        self.tabs.setCurrentIndex(_DATA)
        self._fill(Family(name="", group_id=group_id, status=Status.ACTIVE), _NEW)
        self.form.focus("name")

    def reload(self) -> None:
        """Read again what is shown; typing in the form is left alone."""
        if self._family is None:
            return
        self._family = people.family(self._ctx, self._family.id)
        self._show_parts()
        if not self.form.is_dirty:
            self._fill(self._family, self._family.id)

    def _show_parts(self) -> None:
        if self._family is None:
            return
        family = self._family
        self.head.show()
        for tab in (_STORY, _MEMBERS, _BUSINESS, _PHOTOS):
            self.tabs.setTabVisible(tab, True)
        names = {group.id: group.name for group in people.groups(self._ctx)}
        self.head.show_family(family, names.get(family.group_id or "", ""))
        self.checks.show_family(family.id)
        events = timeline.events(self._ctx, family)
        self.story.set_empty(
            _("Nothing has happened yet. Sessions, visits and homework will stand here."),
            icon="history",
        )
        self.story.show_rows(events)
        for tab, name, count in (
            (_MEMBERS, _("Members"), self.members.show_family(family.id)),
            (_BUSINESS, _("Business"), self.businesses.show_family(family.id)),
            (_PHOTOS, _("Photos"), self.photos.show_record(family.id)),
        ):
            text = _("{name} ({count})").format(name=name, count=count) if count else name
            self.tabs.setTabText(tab, text)
        self.tabs.setTabText(_DATA, _("Data"))

    def _fill(self, family: Family, record: str) -> None:
        self.form.set_choices("group_id", forms.group_choices(people.groups(self._ctx)))
        self.form.fill(asdict(family))
        kept = people.draft(self._ctx, record) if self._may_edit else None
        if kept:
            self.form.restore(kept)
            self.notice.show_text(
                _("What you typed last time and did not save is back."),
                role="attention",
                icon="history",
            )
        else:
            self.notice.show_text("")
            self._tell_warnings()

    def _values(self) -> Family:
        values: dict[str, Any] = dict(self.form.values())
        values["name"] = values["name"] or ""
        values["status"] = values["status"] or Status.ACTIVE
        return replace(self._family or Family(name=""), **values)

    def _tell_warnings(self) -> None:
        """Show twins and oddities under their fields, without blocking."""
        if not self._may_edit:
            return
        try:
            found = people.problems_of(self._ctx, self._values())
        except InvalidInputError:
            return
        shown = [p for p in found if p.code != "required"]
        self.form.show_problems(shown, leads_there=False)
        self._tell_twins()

    def _tell_twins(self) -> None:
        """Say whether the family may be in the register already, and why."""
        likely = people.likely_twins(self._ctx, self._values())
        self._twin_id = likely[0].family.id if likely else ""
        told = [
            _("{name}, {where} ({reasons})").format(
                name=one.family.name,
                where=words.joined((one.family.group_name or _("No group"), one.family.area)),
                reasons=", ".join(_(people.LIKENESS_NAMES[r]) for r in one.reasons),
            )
            for one in likely
        ]
        text = _("Perhaps the same family: {families}.").format(families="; ".join(told))
        self.twin_notice.show_text(text if told else "", role="attention", icon="users")
        is_known = bool(self.family_id)
        self.twin_notice.action_button.setText(_("Compare…") if is_known else _("Open it"))

    def save(self) -> None:
        """Save the form; raises what forbids it."""
        record = self.family_id or _NEW
        before = self.family_id
        wanted = self._values()
        self._draft_timer.stop()
        family_id = people.save_family(self._ctx, wanted)
        self.form.mark_clean()
        people.drop_draft(self._ctx, record)
        self._family = people.family(self._ctx, family_id)
        self._show_parts()
        self._fill(self._family, family_id)
        if not before:
            self.tabs.setCurrentIndex(_MEMBERS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a low window's room to the tabs."""
        super().resizeEvent(event)
        self.head.set_compact(event.size().height() < style.px(_LEAST_HEIGHT))

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is typed when the page goes out of sight, the window's closing included."""
        self.flush()
        super().hideEvent(event)

    @Slot()
    def flush(self) -> None:
        """Keep what is typed and not saved, so that nothing has to be asked."""
        self._draft_timer.stop()
        if self._may_edit and self.form.is_dirty:
            people.keep_draft(self._ctx, self.family_id or _NEW, self.form.draft())

    @Slot()
    def _on_form_changed(self) -> None:
        self._tell_warnings()

    @Slot()
    def _on_discard_requested(self) -> None:
        people.drop_draft(self._ctx, self.family_id or _NEW)
        self._draft_timer.stop()
        self._fill(self._family or Family(name=""), self.family_id or _NEW)

    @Slot()
    def _on_twin_requested(self) -> None:
        if not self.family_id:
            self.family_opened.emit(self._twin_id)
        elif self._twin_id:
            self.compare_with(self._twin_id)

    def compare_with(self, other_id: str) -> None:
        """Put this family and another side by side, to make one of them."""
        if self.family_id:
            MergeDialog(self._ctx, self.family_id, other_id, self._say, self.window()).open()

    def _say(self, sentence: str, changed: int) -> None:
        self.told.emit(sentence, changed > 0)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._on_discard_requested()
        if self._family is None:
            self.head.back_requested.emit()
        else:
            self.tabs.setCurrentIndex(_STORY)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.saved.emit(self.family_id)

    @Slot(int)
    def _on_tab_changed(self, tab: int) -> None:
        """Note that the full numbers in the form were looked at."""
        if tab == _DATA and self.family_id and self._ctx.may(Permission.SEE_FULL_IDS):
            people.note_ids_seen(self._ctx, self.family_id)

    @Slot(object)
    def _on_event_activated(self, event: Event) -> None:
        if event.target is not None:
            self.event_opened.emit(event.target)
        elif event.source is not None and self._may_edit:
            event_dialog(self._ctx, event.source, self._say, self.window()).open()
