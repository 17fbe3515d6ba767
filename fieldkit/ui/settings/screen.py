"""Pengaturan: one section at a time, chosen at the left."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from fieldkit.core import settings as preferences
from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.settings import Settings
from fieldkit.ui.settings.about import AboutPage
from fieldkit.ui.settings.backups import BackupsPage
from fieldkit.ui.settings.health import HealthPage
from fieldkit.ui.settings.keys import KeysPage
from fieldkit.ui.settings.letterheads import LetterheadsPage
from fieldkit.ui.settings.look import LookPage
from fieldkit.ui.settings.profile import ProfilePage
from fieldkit.ui.settings.protection.page import ProtectionPage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import icons, style

SECTIONS = (
    ("profile", N_("Profile & office"), "user"),
    ("letterheads", N_("Letterheads"), "stamp"),
    ("look", N_("Language & look"), "languages"),
    ("keys", N_("Keys & lock"), "key-round"),
    ("backup", N_("Backups"), "shield"),
    ("health", N_("Check the book"), "stethoscope"),
    ("protection", N_("Data protection"), "shield-check"),
    ("about", N_("About FieldKit"), "info"),
)


class SettingsScreen(Screen):
    """A list of sections and the page of the chosen one, made when it is first opened."""

    tables = frozenset(
        {
            "profile", "letterhead", "consent", "data_request", "incident", "processing",
            "retention_rule", "destruction", "family", "access",
        }
    )  # fmt: skip

    def __init__(self, ctx: Context, changes: Changes, navigate: Navigate) -> None:
        super().__init__(ctx, changes, navigate)
        self._pages: dict[str, QWidget] = {}
        self.section_list = QListWidget()
        self.section_list.setAccessibleName(_("Sections"))
        self.section_list.setIconSize(QSize(style.px(18), style.px(18)))
        self.stack = QStackedWidget()
        for _key, title, icon in SECTIONS:
            item = QListWidgetItem(icons.icon(icon), _(title))
            item.setSizeHint(QSize(1, style.row_height()))
            self.section_list.addItem(item)
        widest = max(len(_(title)) for _key, title, _icon in SECTIONS)
        self.section_list.setFixedWidth(style.text_width(widest) + style.px(64))
        self.section_list.setFixedHeight(style.row_height() * len(SECTIONS) + style.px(12))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.section_list, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(self.section_list)
        self.section_list.currentRowChanged.connect(self._on_section_chosen)
        self.section_list.setCurrentRow(0)

    # -- pages -----------------------------------------------------------------------------

    @cached_property
    def profile(self) -> ProfilePage:
        """Who keeps the book."""
        return ProfilePage(self.ctx, self)

    @cached_property
    def letterheads(self) -> LetterheadsPage:
        """The tops of reports."""
        return LetterheadsPage(self.ctx, self)

    @cached_property
    def look(self) -> LookPage:
        """Language, text size, colours."""
        made = LookPage()
        made.changed.connect(self._on_look_changed)
        return made

    @cached_property
    def keys(self) -> KeysPage:
        """The ways into the book."""
        made = KeysPage(self.ctx, self)
        made.book_left.connect(self._on_book_left)
        return made

    @cached_property
    def backups(self) -> BackupsPage:
        """Backups and restoring."""
        made = BackupsPage(self.ctx, self)
        made.book_wanted.connect(self._on_book_wanted)
        return made

    @cached_property
    def health(self) -> HealthPage:
        """The health check."""
        made = HealthPage(self.ctx, self)
        made.rescue_wanted.connect(self.rescue_wanted)
        return made

    @cached_property
    def protection(self) -> ProtectionPage:
        """Consents, requests, incidents, keeping, and the access log."""
        return ProtectionPage(self.ctx, self)

    @cached_property
    def about(self) -> AboutPage:
        """The program itself."""
        return AboutPage()

    def _made(self, key: str) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            "profile": lambda: self.profile,
            "letterheads": lambda: self.letterheads,
            "look": lambda: self.look,
            "keys": lambda: self.keys,
            "backup": lambda: self.backups,
            "health": lambda: self.health,
            "protection": lambda: self.protection,
            "about": lambda: self.about,
        }
        return makers[key]()

    def reload(self) -> None:
        """Show what is kept now, on the pages somebody has opened."""
        for page in self._pages.values():
            if isinstance(page, ProfilePage | LetterheadsPage | ProtectionPage):
                page.reload()

    def open(self, target: Any) -> None:
        """Open a section by its key."""
        keys = [key for key, _title, _icon in SECTIONS]
        if target in keys:
            self.section_list.setCurrentRow(keys.index(target))

    @Slot(int)
    def _on_section_chosen(self, number: int) -> None:
        key = SECTIONS[number][0]
        if key not in self._pages:
            self._pages[key] = self._made(key)
            self.stack.addWidget(self._pages[key])
        self.stack.setCurrentWidget(self._pages[key])

    @Slot(object)
    def _on_look_changed(self, chosen: Settings) -> None:
        self.look_changed.emit(chosen)

    @Slot()
    def _on_book_left(self) -> None:
        self.book_left.emit()

    @Slot(object)
    def _on_book_wanted(self, folder: Path) -> None:
        preferences.save(preferences.load().changed(last_book=str(folder)))
        self.book_left.emit()


SCREEN = ScreenSpec(key="settings", title=N_("Settings"), icon="settings", build=SettingsScreen)
