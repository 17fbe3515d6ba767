"""Pengaturan: one section at a time, chosen at the left."""

from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.settings import Settings
from fieldkit.ui.settings.about import AboutPage
from fieldkit.ui.settings.letterheads import LetterheadsPage
from fieldkit.ui.settings.look import LookPage
from fieldkit.ui.settings.profile import ProfilePage
from fieldkit.ui.settings.safety import SafetyPage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import icons, style
from fieldkit.ui.widgets.page import Page

SECTIONS = (
    ("profile", N_("Profile & office"), "user"),
    ("letterheads", N_("Letterheads"), "stamp"),
    ("look", N_("Language & look"), "languages"),
    ("backup", N_("Safety & backup"), "shield"),
    ("about", N_("About FieldKit"), "info"),
)


class SettingsScreen(Screen):
    """A list of sections and the page of the chosen one."""

    tables = frozenset({"profile", "letterhead"})

    def __init__(self, ctx: Context, changes: Changes, navigate: Navigate) -> None:
        super().__init__(ctx, changes, navigate)
        self.profile = ProfilePage(ctx, self)
        self.letterheads = LetterheadsPage(ctx, self)
        self.look = LookPage()
        self.safety = SafetyPage(ctx, self)
        self.about = AboutPage()
        self._pages: dict[str, Page] = {
            "profile": self.profile,
            "letterheads": self.letterheads,
            "look": self.look,
            "backup": self.safety,
            "about": self.about,
        }
        self.section_list = QListWidget()
        self.section_list.setAccessibleName(_("Sections"))
        self.section_list.setIconSize(QSize(style.px(18), style.px(18)))
        self.stack = QStackedWidget()
        for key, title, icon in SECTIONS:
            item = QListWidgetItem(icons.icon(icon), _(title))
            item.setSizeHint(QSize(1, style.row_height()))
            self.section_list.addItem(item)
            self.stack.addWidget(self._pages[key])
        widest = max(len(_(title)) for _key, title, _icon in SECTIONS)
        self.section_list.setFixedWidth(style.text_width(widest) + style.px(64))
        self.section_list.setFixedHeight(style.row_height() * len(SECTIONS) + style.px(12))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.section_list, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.stack, 1)
        self.section_list.currentRowChanged.connect(self._on_section_chosen)
        self.look.changed.connect(self._on_look_changed)
        self.safety.book_left.connect(self._on_book_left)
        self.section_list.setCurrentRow(0)

    def reload(self) -> None:
        """Show what is kept now."""
        self.profile.reload()
        self.letterheads.reload()

    def open(self, target: Any) -> None:
        """Open a section by its key."""
        keys = [key for key, _title, _icon in SECTIONS]
        if target in keys:
            self.section_list.setCurrentRow(keys.index(target))

    @Slot(int)
    def _on_section_chosen(self, number: int) -> None:
        self.stack.setCurrentIndex(number)

    @Slot(object)
    def _on_look_changed(self, chosen: Settings) -> None:
        self.look_changed.emit(chosen)

    @Slot()
    def _on_book_left(self) -> None:
        self.book_left.emit()


SCREEN = ScreenSpec(key="settings", title=N_("Settings"), icon="settings", build=SettingsScreen)
