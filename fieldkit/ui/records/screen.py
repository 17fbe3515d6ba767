"""Riwayat: all steps, one record's story, and the bin."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError, NotFoundError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing
from fieldkit.features.records.fields import TABLES
from fieldkit.features.records.model import StepLine
from fieldkit.ui.records.bin_page import BinPage
from fieldkit.ui.records.record_page import RecordPage
from fieldkit.ui.records.steps_page import StepsPage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenHistory
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.rooms import Tabs

BIN = "bin"


class RecordsScreen(Screen):
    """Three tabs; the story of a record stands there once one was asked for."""

    tables = frozenset(TABLES)

    def __init__(self, ctx: Context, changes: Changes, navigate: Navigate) -> None:
        super().__init__(ctx, changes, navigate)
        self.steps_page = StepsPage(ctx)
        self.record_page = RecordPage(ctx)
        self.bin_page = BinPage(ctx)
        self.tabs = Tabs()
        self.tabs.addTab(self.steps_page, _("All steps"))
        self.tabs.addTab(self.record_page, _("One record"))
        self.tabs.addTab(self.bin_page, _("Bin"))
        self.tabs.setTabVisible(1, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.addWidget(self.tabs)
        self.steps_page.undo_wanted.connect(self._on_step_undo_wanted)
        self.steps_page.record_wanted.connect(self._on_record_wanted)
        self.record_page.undo_wanted.connect(self._on_undo_wanted)
        self.record_page.bring_back_wanted.connect(self._on_bring_back_wanted)
        self.bin_page.restore_wanted.connect(self._on_restore_wanted)
        self.bin_page.record_wanted.connect(self._on_record_wanted)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.reload()

    def reload(self) -> None:
        """Read again what is in front, and count the bin."""
        page = self.tabs.currentWidget()
        if page is self.steps_page:
            self.steps_page.reload()
        elif page is self.record_page:
            self._show_again()
        count = self.bin_page.reload()
        name = _("Bin ({count})").format(count=count) if count else _("Bin")
        self.tabs.setTabText(2, name)

    def _show_again(self) -> None:
        try:
            self.record_page.reload()
        except FieldKitError as error:
            self.say_error(error)
            self.tabs.setCurrentWidget(self.steps_page)

    def open(self, target: Any) -> None:
        """Show the story of a record, or the bin."""
        if target == BIN:
            self.tabs.setCurrentWidget(self.bin_page)
        elif isinstance(target, OpenHistory):
            self.show_record(target.table, target.id)

    def show_record(self, table: str, record: str) -> None:
        """Show the story of one record in its tab."""
        try:
            self.record_page.show_record(table, record)
        except FieldKitError as error:
            self.say_error(error)
            return
        self.tabs.setTabVisible(1, True)
        self.tabs.setCurrentWidget(self.record_page)
        self.record_page.setFocus()

    def go_to_top(self) -> None:
        """Show all steps."""
        self.tabs.setCurrentWidget(self.steps_page)

    def undo(self, step_id: str) -> None:
        """Take a step back and say what that did."""

        def act() -> None:
            self.say(undoing.undone_sentence(undoing.undo(self.ctx, step_id)), undo=True)

        self.attempt(act)

    @Slot(object)
    def _on_step_undo_wanted(self, step: StepLine) -> None:
        self.undo(step.id)

    @Slot(str)
    def _on_undo_wanted(self, step_id: str) -> None:
        self.undo(step_id)

    @Slot(str, str)
    def _on_record_wanted(self, table: str, record: str) -> None:
        self.show_record(table, record)

    @Slot(object)
    def _on_bring_back_wanted(self, at_ms: int) -> None:
        table, record = self.record_page.place

        def act() -> None:
            count = records.bring_back(self.ctx, table, record, at_ms)
            text = ngettext(
                "{count} field is as it was then.", "{count} fields are as they were then.", count
            )
            self.say(text.format(count=count), undo=True)

        self.attempt(act)

    @Slot(object)
    def _on_restore_wanted(self, places: list[tuple[str, str]]) -> None:
        def act() -> None:
            done = records.restore_many(self.ctx, places)
            text = ngettext(
                "{count} record came out of the bin.",
                "{count} records came out of the bin.",
                done.records,
            ).format(count=done.records)
            if done.with_them:
                more = ngettext(
                    "{count} that belongs to it came along.",
                    "{count} that belong to them came along.",
                    done.with_them,
                )
                text = f"{text} {more.format(count=done.with_them)}"
            self.say(text, undo=True)

        try:
            self.attempt(act)
        except NotFoundError as error:
            self.say_error(error)

    @Slot(int)
    def _on_tab_changed(self, _number: int) -> None:
        self.reload()


SCREEN = ScreenSpec(
    key="records",
    title=N_("History"),
    icon="history",
    permission=Permission.SEE_HISTORY,
    build=RecordsScreen,
    opens=(OpenHistory,),
)
