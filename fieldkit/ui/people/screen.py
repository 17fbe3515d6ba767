"""The screen of families: list, family page, groups and import, one in front at a time."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import report
from fieldkit.features.people import service as people
from fieldkit.features.people.data_sheet import data_sheets
from fieldkit.features.people.service import Exported, FamilyFilter, ImportResult, Wish
from fieldkit.ui.people.doctor_page import DoctorPage
from fieldkit.ui.people.family_page import FamilyPage
from fieldkit.ui.people.groups_page import GroupsPage
from fieldkit.ui.people.import_page import ImportPage, result_sentence
from fieldkit.ui.people.list_page import ListPage
from fieldkit.ui.people.selection_dialogs import (
    move_dialog,
    status_dialog,
    tag_dialog,
    visit_dialog,
)
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.navigation import Navigate, OpenFamily, OpenGroup, OpenScreen
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec

IMPORT, GROUPS, NEW, DOCTOR, MERGE = "import", "groups", "new", "doctor", "merge"


class PeopleScreen(Screen):
    """Families, as a list and one by one."""

    tables = frozenset({
        "family", "member", "business", "kpm_group", "session", "attendance", "visit",
        "catch_up", "semester_review", "money_month", "photo", "business_month", "duty_check",
        "commitment_action", "referral", "complaint", "complaint_step", "contact", "kube_member",
        "meeting_attendance", "circle_entry",
        "family_tag", "family_event", "saved_filter",
    })  # fmt: skip

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.list_page = ListPage(ctx)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        page = self.list_page
        page.opened.connect(self._on_family_opened)
        page.new_requested.connect(self._on_new_requested)
        page.import_requested.connect(self._on_import_requested)
        page.groups_requested.connect(self._on_groups_requested)
        page.told.connect(self._on_list_told)
        page.print_requested.connect(self._on_print_requested)
        page.sheets_requested.connect(self._on_sheets_requested)
        page.export_requested.connect(self._on_export_requested)
        page.doctor_requested.connect(self._on_doctor_requested)
        self.reload()

    # The pages behind the list are built when they are first wanted: a form of forty fields
    # would otherwise slow the first look at the register.

    @cached_property
    def family_page(self) -> FamilyPage:
        """The page of one family."""
        page = FamilyPage(self.ctx, self.run_job)
        self.stack.addWidget(page)
        page.head.back_requested.connect(self._on_back_requested)
        page.head.group_requested.connect(self._on_group_opened)
        page.head.visit_requested.connect(self._on_visit_requested)
        page.head.homework_requested.connect(self._on_homework_requested)
        page.head.removal_requested.connect(self._on_removal_requested)
        page.head.status_requested.connect(self._on_status_requested)
        page.head.move_requested.connect(self._on_move_requested)
        page.head.tag_requested.connect(self._on_tag_requested)
        page.head.untag_requested.connect(self._on_untag_requested)
        page.head.plan_requested.connect(self._on_plan_requested)
        page.head.sheet_requested.connect(self._on_sheet_requested)
        page.head.refer_requested.connect(self._on_refer_requested)
        page.checks.checked.connect(self._on_part_checked)
        page.photos.said.connect(self._on_photos_said)
        page.saved.connect(self._on_family_save_requested)
        page.event_opened.connect(self._on_event_opened)
        page.told.connect(self._on_list_told)
        page.family_opened.connect(self._on_family_opened)
        for tab in (page.members, page.businesses):
            tab.saved.connect(self._on_row_saved)
        page.members.removal_requested.connect(self._on_member_removal_requested)
        page.businesses.removal_requested.connect(self._on_business_removal_requested)
        return page

    @cached_property
    def groups_page(self) -> GroupsPage:
        """The page of the groups."""
        page = GroupsPage(self.ctx)
        self.stack.addWidget(page)
        page.back_requested.connect(self._on_back_requested)
        page.family_opened.connect(self._on_family_opened)
        page.save_requested.connect(self._on_group_save_requested)
        page.removal_requested.connect(self._on_group_removal_requested)
        page.hand_over_requested.connect(self._on_hand_over_requested)
        return page

    @cached_property
    def doctor_page(self) -> DoctorPage:
        """The page that checks the numbers."""
        page = DoctorPage(self.ctx)
        self.stack.addWidget(page)
        page.back_requested.connect(self._on_back_requested)
        page.opened.connect(self._on_family_opened)
        page.told.connect(self._on_list_told)
        return page

    @cached_property
    def import_page(self) -> ImportPage:
        """The page that brings in a list."""
        page = ImportPage(self.ctx, self.run_job)
        self.stack.addWidget(page)
        page.closed.connect(self._on_back_requested)
        page.done.connect(self._on_imported)
        page.opened.connect(self._on_family_opened)
        page.told.connect(self._on_told)
        return page

    def reload(self) -> None:
        """Read again what is in front."""
        shown = self.stack.currentWidget()
        if isinstance(shown, FamilyPage):
            try:
                shown.reload()
            except NotFoundError:
                self._show_list()
        elif isinstance(shown, GroupsPage | DoctorPage):
            shown.reload()
        elif shown is self.list_page:
            self.list_page.reload()

    def open(self, target: Any) -> None:
        """Show a family, a group, the groups, the import, a new family, or a filtered list.

        `(MERGE, first, second)` puts two families side by side.
        """
        if isinstance(target, OpenFamily):
            self._on_family_opened(target.id)
        elif isinstance(target, OpenGroup):
            self._on_group_opened(target.id)
        elif target == IMPORT:
            self._on_import_requested()
        elif target == GROUPS:
            self._on_groups_requested()
        elif target == DOCTOR:
            self._on_doctor_requested()
        elif target == NEW:
            self._on_new_requested()
        elif isinstance(target, tuple) and target[:1] == (MERGE,):
            self._on_family_opened(target[1])
            self.family_page.compare_with(target[2])
        elif isinstance(target, dict):
            self._show_list()
            self.list_page.narrow_to(target)
        else:
            self._show_list()

    def go_to_top(self) -> None:
        """Show the list."""
        self._show_list()

    def shown_record(self) -> tuple[str, str] | None:
        """Return the family or the group in front."""
        shown = self.stack.currentWidget()
        if isinstance(shown, FamilyPage) and shown.family_id:
            return "family", shown.family_id
        if isinstance(shown, GroupsPage) and shown.group_id:
            return "kpm_group", shown.group_id
        return None

    def print_documents(self) -> Sequence[Document]:
        """Print what is in front: a family's data sheet, a group's list, or the list as it is."""
        shown, group = self.stack.currentWidget(), None
        if isinstance(shown, FamilyPage):
            return [data_sheets(self.ctx, [shown.family_id])] if shown.family_id else []
        if isinstance(shown, DoctorPage):
            families = dict.fromkeys(one.person.family_id for one in shown.table.rows())
            return [report.chosen_list(self.ctx, list(families))] if families else []
        if isinstance(shown, GroupsPage):
            group = shown.group_id or None
        elif shown is self.list_page:
            wanted = self.list_page.wanted()
            group = next(iter(wanted.group_ids), None)
            if wanted != FamilyFilter(group_ids=wanted.group_ids) or len(wanted.group_ids) > 1:
                rows = self.list_page.table.rows()
                return [report.chosen_list(self.ctx, [row.id for row in rows])]
        else:
            return []
        return [report.families_list(self.ctx, group)]

    def has_unsaved(self) -> bool:
        """Keep what is typed of a family; only a group's form has to be asked about."""
        self._flush()
        shown = self.stack.currentWidget()
        return isinstance(shown, GroupsPage) and shown.form.is_dirty

    def _flush(self) -> None:
        if "family_page" in self.__dict__:
            self.family_page.flush()

    def _show_list(self) -> None:
        self._flush()
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.reload()
        self.list_page.search_edit.setFocus()

    def _do(self, command: Callable[[], object], sentence: str) -> bool:
        done = self.attempt(command)
        if done:
            self.say(sentence, undo=True)
        return done

    @Slot()
    def _on_back_requested(self) -> None:
        self._show_list()

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        try:
            self.family_page.show_family(family_id)
        except NotFoundError as error:
            self.say_error(error)
            return
        self.stack.setCurrentWidget(self.family_page)

    @Slot()
    def _on_new_requested(self) -> None:
        if self.ctx.may(Permission.EDIT_FAMILIES):
            chosen = next(iter(self.list_page.wanted().group_ids), None)
            self.stack.setCurrentWidget(self.family_page)
            self.family_page.show_new(chosen)

    @Slot()
    def _on_import_requested(self) -> None:
        if self.ctx.may(Permission.IMPORT_FAMILIES):
            self.stack.setCurrentWidget(self.import_page)
            self.import_page.start()

    @Slot()
    def _on_groups_requested(self) -> None:
        self.stack.setCurrentWidget(self.groups_page)
        self.groups_page.reload()
        self.groups_page.table.setFocus()

    @Slot()
    def _on_doctor_requested(self) -> None:
        if self.ctx.may(Permission.SEE_FULL_IDS):
            self.stack.setCurrentWidget(self.doctor_page)
            self.doctor_page.reload()
            self.doctor_page.table.setFocus()

    @Slot(str)
    def _on_group_opened(self, group_id: str) -> None:
        self._on_groups_requested()
        if not self.attempt(lambda: self.groups_page.show_group(group_id)):
            self._show_list()

    @Slot(str, bool)
    def _on_list_told(self, sentence: str, may_undo: bool) -> None:  # noqa: FBT001 -- a signal's
        self.say(sentence, undo=may_undo)

    @Slot(list)
    def _on_print_requested(self, ids: list[str]) -> None:
        self._preview([report.chosen_list(self.ctx, ids)])

    @Slot(list)
    def _on_sheets_requested(self, ids: list[str]) -> None:
        self._preview([data_sheets(self.ctx, ids)])

    def _preview(self, documents: Sequence[Document]) -> None:
        PreviewDialog(self.ctx, documents, self.window()).exec()

    @Slot(object, object)
    def _on_export_requested(self, path: Path, wish: Wish) -> None:
        def work(ctx: Context, _job: Job) -> Exported:
            return people.export_families(ctx, path, wish)

        self.run_job(_("Writing the list"), work, self._on_exported)

    def _on_exported(self, done: Exported) -> None:
        told = ngettext("{count} family", "{count} families", done.families)
        parts = [told.format(count=done.families)]
        if done.members:
            told = ngettext("{count} member", "{count} members", done.members)
            parts.append(told.format(count=done.members))
        said = _("{what} written to {file}; the export is noted.")
        self.say(said.format(what=", ".join(parts), file=done.path.name))

    @Slot(str)
    def _on_family_save_requested(self, _family_id: str) -> None:
        if self.attempt(self.family_page.save, self.family_page.form):
            self.say(_("The family is saved."), undo=True)

    @Slot()
    def _on_removal_requested(self) -> None:
        family_id = self.family_page.family_id
        told = _("The family lies in the bin, members and businesses with it.")
        if self._do(lambda: people.remove_family(self.ctx, family_id), told):
            self._show_list()

    def _tell(self, sentence: str, changed: int) -> None:
        self.say(sentence, undo=changed > 0)

    @Slot()
    def _on_status_requested(self) -> None:
        ids = [self.family_page.family_id]
        status_dialog(self.ctx, ids, self._tell, self.window()).open()

    @Slot()
    def _on_move_requested(self) -> None:
        ids = [self.family_page.family_id]
        move_dialog(self.ctx, ids, self._tell, self.window()).open()

    @Slot()
    def _on_tag_requested(self) -> None:
        ids = [self.family_page.family_id]
        tag_dialog(self.ctx, ids, self._tell, self.window()).open()

    @Slot(str)
    def _on_untag_requested(self, tag: str) -> None:
        family_id = self.family_page.family_id
        self._do(lambda: people.remove_tag(self.ctx, [family_id], tag), _("The tag is off."))

    @Slot()
    def _on_plan_requested(self) -> None:
        ids = [self.family_page.family_id]
        visit_dialog(self.ctx, ids, self._tell, self.window()).open()

    @Slot()
    def _on_refer_requested(self) -> None:
        self.navigate(OpenScreen("referrals", ("refer", self.family_page.family_id)))

    @Slot()
    def _on_sheet_requested(self) -> None:
        self._preview([data_sheets(self.ctx, [self.family_page.family_id])])

    @Slot(object)
    def _on_part_checked(self, part: people.Part) -> None:
        family_id = self.family_page.family_id
        told = _("Noted: {part} checked with the family today.")
        said = told.format(part=_(people.PART_NAMES[part]).lower())
        self._do(lambda: people.verify(self.ctx, family_id, [part]), said)

    @Slot(str, str)
    def _on_photos_said(self, sentence: str, role: str) -> None:
        self.say(sentence, role=role)

    @Slot(str)
    def _on_row_saved(self, sentence: str) -> None:
        self.say(sentence, undo=True)

    @Slot(str)
    def _on_member_removal_requested(self, member_id: str) -> None:
        self._do(
            lambda: people.remove_member(self.ctx, member_id), _("The member lies in the bin.")
        )

    @Slot(str)
    def _on_business_removal_requested(self, business_id: str) -> None:
        told = _("The business lies in the bin.")
        self._do(lambda: people.remove_business(self.ctx, business_id), told)

    @Slot()
    def _on_visit_requested(self) -> None:
        self.navigate(OpenScreen("visits", OpenFamily(self.family_page.family_id)))

    @Slot()
    def _on_homework_requested(self) -> None:
        self.navigate(OpenScreen("homework", OpenFamily(self.family_page.family_id)))

    @Slot(object)
    def _on_event_opened(self, target: Any) -> None:
        self.navigate(target)

    @Slot()
    def _on_hand_over_requested(self) -> None:
        self.navigate(OpenScreen("sync", "hand_over"))

    @Slot(object)
    def _on_group_save_requested(self, save: Callable[[], str]) -> None:
        if self.attempt(save, self.groups_page.form):
            self.say(_("The group is saved."), undo=True)

    @Slot(str)
    def _on_group_removal_requested(self, group_id: str) -> None:
        self._do(lambda: people.remove_group(self.ctx, group_id), _("The group lies in the bin."))

    @Slot(str)
    def _on_told(self, sentence: str) -> None:
        self.say(sentence)

    @Slot(object)
    def _on_imported(self, result: ImportResult) -> None:
        self.list_page.narrow_to({})
        self._show_list()
        role = "good" if result.is_complete else "attention"
        self.say(result_sentence(result), role=role, undo=result.undo_id is not None)


SCREEN = ScreenSpec(
    key="people",
    title=N_("Families"),
    icon="users",
    permission=Permission.SEE_FAMILIES,
    build=PeopleScreen,
    opens=(OpenFamily, OpenGroup),
)
