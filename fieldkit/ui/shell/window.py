"""The window around every screen."""

import base64
import contextlib
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core import settings as preferences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import CannotOpenBookError, EnvironmentFailedError, FieldKitError
from fieldkit.core.i18n import N_, _
from fieldkit.core.settings import Settings
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.doors import Doors, Found
from fieldkit.ui.shell.navigation import OpenHistory, OpenScreen, Target
from fieldkit.ui.shell.screen import Message, Screen, ScreenSpec
from fieldkit.ui.shell.sidebar import HISTORY, Sidebar
from fieldkit.ui.shell.thrift import Thrift
from fieldkit.ui.shell.top_bar import TopBar
from fieldkit.ui.widgets import hotkeys, style

if TYPE_CHECKING:
    from fieldkit.ui.shell.jobs import JobRunner, Work
    from fieldkit.ui.shell.messages import Messages
    from fieldkit.ui.shell.undo_keys import UndoKeys

SMALLEST = (880, 480)
_HISTORY = 30
_KEPT = 5  # of fourteen, all of which together take more memory than a small laptop should give


class Window(QMainWindow):
    """Sidebar, top bar and the screens; it builds a screen when it is first opened."""

    look_changed = Signal(object)
    book_left = Signal()
    lock_wanted = Signal()
    rescue_wanted = Signal()
    closed = Signal()
    painted = Signal()

    def __init__(
        self,
        ctx: Context,
        changes: Changes,
        specs: Sequence[ScreenSpec],
        doors: Doors,
        settings: Settings,
        book_name: str = "",
    ) -> None:
        super().__init__()
        self._ctx, self._changes, self._doors = ctx, changes, doors
        self._settings = settings
        self._specs = {
            spec.key: spec for spec in specs if spec.permission is None or ctx.may(spec.permission)
        }
        self._screens: dict[str, Screen] = {}
        self._thrift = Thrift(self)
        self._current = ""
        self._month = Month.of(ctx.today)
        self._history: list[Target] = []
        self._present: Target | None = None
        self._wants_wide_sidebar = settings.sidebar_open
        self.sidebar = Sidebar(tuple(self._specs.values()), book_name)
        self.top_bar = TopBar(ctx)
        self.stack = QStackedWidget()
        self._central = central = QWidget()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.stack, 1)
        line = QHBoxLayout(central)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.sidebar)
        line.addLayout(column, 1)
        self.setCentralWidget(central)
        self._safety_timer = QTimer(self)
        self._safety_timer.setSingleShot(True)
        self._safety_timer.timeout.connect(self._on_idle)
        self.setMinimumSize(*SMALLEST)
        self.setWindowTitle(_("{book} – FieldKit").format(book=book_name or ctx.me.name))
        self._undo_keys: UndoKeys | None = None
        self._first_timer = QTimer(self)
        self._first_timer.setSingleShot(True)
        self._first_timer.timeout.connect(self._on_first_painted)
        self._connect()
        self._add_shortcuts()
        self._restore_place()

    # -- going places ----------------------------------------------------------------------

    @property
    def screen_key(self) -> str:
        """The key of the screen in front."""
        return self._current

    @property
    def current_screen(self) -> Screen | None:
        """The screen in front."""
        return self._screens.get(self._current)

    def open_first(self) -> None:
        """Open the first screen of the sidebar."""
        first = next(iter(self._specs), None)
        if first is not None:
            self.navigate(OpenScreen(first))

    def navigate(self, target: Target) -> None:
        """Go where a target leads; one that leads nowhere here is said, not silent."""
        key = self._key_of(target)
        if key is None:
            self.say(_("Your role in this book does not open this."), role="attention")
            return
        if self._present is not None and self._present != target:
            self._history = [*self._history[-_HISTORY:], self._present]
        self._present = target
        self._show(key, target)

    def _key_of(self, target: Target) -> str | None:
        if isinstance(target, OpenScreen):
            return target.key if target.key in self._specs else None
        leading = (s.key for s in self._specs.values() if type(target) in s.opens)
        return next(leading, None)

    def _show(self, key: str, target: Target) -> None:
        screen = self._readable(key) or self._build(key)
        is_there = self._current == key
        if not is_there:
            self._leave_messages_behind()
            self._let_go_of_focus()
        self._current = key
        self.sidebar.show_current(key)
        self.top_bar.show_title(_(self._specs[key].title))
        self.top_bar.month_switcher.setVisible(screen.wants_month)
        if screen.wants_month and screen.month != self._month:
            screen.set_month(self._month)
        self.stack.setCurrentWidget(screen)
        wanted = target.target if isinstance(target, OpenScreen) else target
        if wanted is not None:
            screen.open(wanted)
        elif is_there:
            screen.go_to_top()
        self.top_bar.back_button.setVisible(bool(self._history))
        self._lead_focus_to(screen)
        self._screens[key] = self._screens.pop(key)
        self._let_go_of_the_oldest()

    def _let_go_of_the_oldest(self) -> None:
        """Keep memory small: the screens not looked at for longest are made anew when wanted.

        One that holds typing or works on something stays, and so does the first.
        """
        first = next(iter(self._specs), None)
        for key in tuple(self._screens)[: -_KEPT or None]:
            screen = self._screens[key]
            if key != first and not screen.has_unsaved() and not screen.is_busy():
                self._drop(key)

    def _drop(self, key: str) -> None:
        screen = self._screens.pop(key)
        self.stack.removeWidget(screen)
        screen.deleteLater()
        self._thrift.start()

    def _let_go_of_focus(self) -> None:
        """Keep the stack from handing the keys to whatever was made first on the next screen."""
        focused = self.focusWidget()
        if focused is not None and self.stack.isAncestorOf(focused):
            focused.clearFocus()

    def _lead_focus_to(self, screen: Screen) -> None:
        """Put the keys where a screen begins, unless it took them itself: search, or its list."""
        focused = self.focusWidget()
        if focused is not None and screen.isAncestorOf(focused):
            return
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        if screen.hasFocus():
            from fieldkit.ui.widgets import tab_order

            begins = next(filter(_begins_here, tab_order.stops(screen)), None)
            if begins is not None:
                begins.setFocus(Qt.FocusReason.OtherFocusReason)

    def _readable(self, key: str) -> Screen | None:
        """Return a screen made before; one that could not be read is let go and tried anew."""
        screen = self._screens.get(key)
        if screen is None or not screen.is_stand_in:
            return screen
        self._drop(key)
        return None

    def _build(self, key: str) -> Screen:
        spec = self._specs[key]
        try:
            screen = spec.screen_class()(self._ctx, self._changes, self.navigate)
        except (CannotOpenBookError, EnvironmentFailedError) as error:
            from fieldkit.ui.shell.unreadable import UnreadableScreen

            screen = UnreadableScreen(self._ctx, self._changes, self.navigate, error)
        screen.setObjectName(key)
        screen.setAccessibleName(_(spec.title))
        screen.told.connect(self._on_told)
        screen.title_changed.connect(self.top_bar.show_title)
        screen.look_changed.connect(self.look_changed)
        screen.book_left.connect(self.book_left)
        screen.rescue_wanted.connect(self.rescue_wanted)
        self._screens[key] = screen
        self.stack.addWidget(screen)
        return screen

    # -- saying ----------------------------------------------------------------------------

    @cached_property
    def messages(self) -> "Messages":
        """The messages over the bottom, made when the first is said."""
        from fieldkit.ui.shell.messages import Messages

        made = Messages(self._central, beside=self.sidebar)
        made.undo_requested.connect(self.undo)
        return made

    def _leave_messages_behind(self) -> None:
        if "messages" in self.__dict__:
            self.messages.leave_behind()

    def say(self, text: str, *, role: str = "good", undo: bool = False) -> None:
        """Show a message at the bottom."""
        self.messages.show_message(Message(text=text, role=role, undo=undo))

    @cached_property
    def _quiet_jobs(self) -> "JobRunner":
        from fieldkit.ui.shell.jobs import JobRunner

        return JobRunner(self._ctx, self, is_quiet=True)

    def run_quietly(
        self, title: str, work: "Work", on_done: Callable[[Any], None] | None = None
    ) -> None:
        """Run work nobody asked for, without a box; only a failure is said."""
        if not self._quiet_jobs.is_busy:
            done = on_done or self._on_quiet_done
            self._quiet_jobs.run(title, work, done, self._on_quiet_failed)

    def _on_quiet_done(self, _result: object) -> None:
        self._refresh_frame()

    def _on_quiet_failed(self, error: FieldKitError) -> None:
        self.say(sentences.sentence(error), role="attention")

    def has_unsaved(self) -> bool:
        """Whether any screen holds typing that is not saved."""
        return any(screen.has_unsaved() for screen in self._screens.values())

    def stop_jobs(self) -> None:
        """Ask the work of every screen to end."""
        for screen in self._screens.values():
            screen.stop_jobs()

    def may_leave(self) -> bool:
        """Ask before typing is lost; True when there is none or the user lets it go."""
        if not self.has_unsaved():
            return True
        from fieldkit.ui.widgets.dialogs import ask

        return ask(
            self,
            _("Leave without saving?"),
            _("A form on one of the screens holds typing that is not saved yet."),
            _("Leave without saving"),
            danger=True,
        )

    # -- inside ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self._on_sidebar_chosen)
        self.sidebar.safety_opened.connect(self._on_safety_opened)
        self.top_bar.back_requested.connect(self.go_back)
        self.top_bar.search_requested.connect(self.open_palette)
        self.top_bar.undo_requested.connect(self.undo)
        self.top_bar.redo_requested.connect(self.redo)
        self.top_bar.history_requested.connect(self.open_history)
        self.top_bar.print_requested.connect(self.print_screen)
        self.top_bar.month_switcher.changed.connect(self._on_month_changed)
        self._changes.changed.connect(self._on_tables_changed)

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self.open_palette),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+P", self.print_screen),
            ("Ctrl+B", self.toggle_sidebar),
            ("Ctrl+Shift+L", self.lock_wanted),
            ("F1", self.open_shortcuts),
        ):
            QShortcut(hotkeys.sequence(keys), self).activated.connect(slot)
        for key, spec in self._specs.items():
            if spec.shortcut:
                shortcut = QShortcut(hotkeys.sequence(spec.shortcut), self)
                shortcut.setObjectName(key)
                opened = self.open_history if key == HISTORY else self._on_screen_key
                shortcut.activated.connect(opened)

    def _restore_place(self) -> None:
        self.resize(1180, 700)
        if self._settings.window:
            with contextlib.suppress(ValueError):  # a spoilt setting must not keep the book shut
                self.restoreGeometry(QByteArray(base64.b64decode(self._settings.window)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Do what can wait once the window can be seen."""
        super().paintEvent(event)
        if self._undo_keys is None:
            self._first_timer.start(0)

    @Slot()
    def _on_first_painted(self) -> None:
        from fieldkit.ui.shell.undo_keys import UndoKeys

        if self._undo_keys is None:
            self._undo_keys = UndoKeys(self)
            self._refresh_frame()
            self.painted.emit()

    def _refresh_frame(self) -> None:
        self.top_bar.show_undo(self._doors.next_undo(), self._doors.next_redo())
        self._safety_timer.start(0)

    @Slot()
    def _on_idle(self) -> None:
        """Ask for the shield's state once the window is painted."""
        self.sidebar.show_safety(self._doors.safety())

    def _fit_sidebar(self) -> None:
        """Show icons only below 1000 design pixels, or where the user wants it so."""
        least = 1000 * (1 + style.scale()) / 2
        self.sidebar.set_narrow(self.width() < least or not self._wants_wide_sidebar)

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: FBT001 -- as in Qt
        """Go through the window as it is read."""
        from fieldkit.ui.widgets import tab_order

        return tab_order.step(self, forwards=forwards)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow the sidebar where there is little room."""
        super().resizeEvent(event)
        self._fit_sidebar()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved typing; remember where the window stood."""
        if not self.may_leave():
            event.ignore()
            return
        self.stop_jobs()
        self.remember_place()
        super().closeEvent(event)
        self.closed.emit()

    def remember_place(self) -> None:
        """Keep the window's place and sidebar for the next start."""
        place = base64.b64encode(bytes(self.saveGeometry().data())).decode()
        preferences.save(
            preferences.load().changed(window=place, sidebar_open=self._wants_wide_sidebar)
        )

    @Slot()
    def go_back(self) -> None:
        """Show the screen before."""
        if self._history:
            target = self._history.pop()
            key = self._key_of(target)
            self._present = target
            if key is not None:
                self._show(key, target)

    @Slot()
    def toggle_sidebar(self) -> None:
        """Narrow or widen the sidebar for good."""
        self._wants_wide_sidebar = self.sidebar.is_narrow
        self._fit_sidebar()

    @Slot()
    def open_history(self) -> None:
        """Show what was done to the record in front, or all steps."""
        screen = self.current_screen
        place = screen.shown_record() if screen is not None else None
        self.navigate(OpenHistory(*place) if place else OpenScreen(HISTORY))

    @Slot()
    def open_palette(self) -> None:
        """Search everything."""
        from fieldkit.ui.shell.palette import Palette

        palette = Palette(self._own_finds(), self._doors.search, self)
        palette.picked.connect(self._on_found_picked)
        palette.open_over(self)

    def _own_finds(self) -> list[Found]:
        screens = [
            Found(_(spec.title), _("Screen"), spec.icon, OpenScreen(key))
            for key, spec in self._specs.items()
        ]
        own = (
            (N_("Undo the last step"), "undo-2", self.undo),
            (N_("Print what is on screen"), "printer", self.print_screen),
            (N_("History of what is on screen"), "history", self.open_history),
            (N_("Show all keys"), "keyboard", self.open_shortcuts),
        )
        places = [
            Found(_(place.title), _(spec.title), place.icon, OpenScreen(key, place.target))
            for key, spec in self._specs.items()
            for place in spec.places
            if place.permission is None or self._ctx.may(place.permission)
        ]
        return [
            *screens,
            *(Found(_(title), _("Action"), icon, action=action) for title, icon, action in own),
            *places,
        ]

    @Slot()
    def open_shortcuts(self) -> None:
        """Show all keys."""
        from fieldkit.ui.shell.shortcuts import ShortcutsBox

        ShortcutsBox(self).exec()

    @Slot()
    def undo(self) -> None:
        """Take back the last step and say so."""
        self._step(self._doors.next_undo(), self._doors.undo, _("There is nothing to undo."))

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back and say so."""
        self._step(self._doors.next_redo(), self._doors.redo, _("There is nothing to redo."))

    def _step(self, name: str | None, act: object, nothing: str) -> None:
        if name is None or not callable(act):
            self.say(nothing, role="attention")
            return
        from fieldkit.ui.shell.unlock import waiting

        try:
            with waiting():  # a large step is backed up first
                said = act()
            self.messages.withdraw_undo()
            self.say(said)
        except FieldKitError as error:
            self.say(sentences.sentence(error), role="danger")
        self._refresh_frame()

    @Slot()
    def print_screen(self) -> None:
        """Preview what is on screen as it would be printed."""
        screen = self.current_screen
        try:
            documents = screen.print_documents() if screen is not None else ()
        except FieldKitError as error:
            self.say(sentences.sentence(error), role="danger")
            return
        if not documents:
            self.say(_("There is nothing to print on this screen."), role="attention")
            return
        from fieldkit.ui.shell.preview import PreviewDialog

        dialog = PreviewDialog(self._ctx, documents, self)
        dialog.exec()

    @Slot(str)
    def _on_sidebar_chosen(self, key: str) -> None:
        self.navigate(OpenScreen(key))

    @Slot()
    def _on_safety_opened(self) -> None:
        if self._doors.safety_target is not None:
            self.navigate(self._doors.safety_target)

    @Slot()
    def _on_screen_key(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.navigate(OpenScreen(shortcut.objectName()))

    @Slot(object)
    def _on_found_picked(self, found: Found) -> None:
        if found.action is not None:
            found.action()
        elif found.target is not None:
            self.navigate(found.target)

    @Slot(object)
    def _on_told(self, message: Message) -> None:
        self.messages.show_message(message)
        # Work of a screen may have backed the book up, which changes no table.
        self._safety_timer.start(0)

    @Slot(object)
    def _on_month_changed(self, month: Month) -> None:
        self._month = month
        screen = self.current_screen
        if screen is not None and screen.wants_month:
            screen.set_month(month)

    @Slot(object)
    def _on_tables_changed(self, _tables: frozenset[str]) -> None:
        self._refresh_frame()


def _begins_here(stop: QWidget) -> bool:
    """Whether the keys best begin in this control."""
    from PySide6.QtWidgets import QTableView

    from fieldkit.ui.widgets.search_edit import SearchEdit

    if isinstance(stop, QTableView):
        return stop.model() is not None and stop.model().rowCount() > 0
    return isinstance(stop, SearchEdit)
