"""The open book and its window, from the first paint to the last.

Nothing heavy is imported before the first paint: a start must cost little more than Qt itself.
"""

import builtins
import contextlib
import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldkit.app import books, doors
from fieldkit.core import i18n, settings
from fieldkit.core.context import Context
from fieldkit.core.errors import DamagedBookError, FieldKitError
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission, Role
from fieldkit.core.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from fieldkit.ui.shell.changes import Changes
    from fieldkit.ui.shell.clipboard import ClipboardWatch
    from fieldkit.ui.shell.gate import Gate
    from fieldkit.ui.shell.jobs import Job
    from fieldkit.ui.shell.sleep import SleepWatch
    from fieldkit.ui.shell.watch import Watch
    from fieldkit.ui.shell.window import Window

_SETTLED_MS = 1000


def application() -> "QApplication":
    """Return the running application, made if need be."""
    gc.disable()
    from PySide6.QtWidgets import QApplication

    _import_plainly()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["FieldKit"])
    app.setApplicationName("FieldKit")
    app.setApplicationDisplayName("FieldKit")
    app.setQuitOnLastWindowClosed(False)  # boxes come and go before and between windows
    _collect_when_idle()
    return app


def _import_plainly() -> None:
    """Take PySide's own hook off `import`.

    It reads the source of every module loaded after Qt in search of a switch (`__feature__`)
    that nothing here uses; that costs a twentieth of the start, and every screen some more.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _collect_when_idle() -> None:
    """Collect no garbage until a moment after the first paint.

    What a start makes stays; looking through it costs a twentieth of the start.
    """
    from PySide6.QtCore import QTimer

    gc.disable()
    QTimer.singleShot(_SETTLED_MS, gc.enable)


class Program:
    """Keeps the open book and its window, and builds the window anew when the look changes."""

    def __init__(self, app: "QApplication", chosen: Settings) -> None:
        self.app = app
        self.settings = chosen
        self.ctx: Context | None = None
        self.folder: Path | None = None
        self.window: Window | None = None
        self._changes: Changes | None = None
        self._translator: Any = None
        self._watch: Watch | None = None
        self._sleep: SleepWatch | None = None
        self._clipboard: ClipboardWatch | None = None
        self._is_held = False
        self._used_code = False

    def run(self, book: Path | None = None) -> int:
        """Open a book and stay until the window closes."""
        from fieldkit.ui.shell import faults

        faults.watch(lambda: self.window, self._say_trouble)
        self.dress()
        wanted = book or (Path(self.settings.last_book) if self.settings.last_book else None)
        if wanted is not None:
            wanted = wanted.resolve()
        books.stand_among_documents()
        if not self.open_some_book(wanted):
            return 0
        self.show_window()
        code = self.app.exec()
        self.close_book()
        return code

    # -- look ------------------------------------------------------------------------------

    def dress(self) -> None:
        """Put language and look on the application."""
        from fieldkit.ui.shell import theme, translator

        i18n.use_language(self.settings.language)
        if self._translator is None:
            self._translator = translator.install(self.app)
            self._draw_emblem_soon()
        theme.apply(self.app, self.settings.theme, self.settings.text_size)

    def _draw_emblem_soon(self) -> None:
        """Give the task bar its icon once the first page is painted."""
        from PySide6.QtCore import QTimer

        def draw() -> None:
            from fieldkit.ui.shell import emblem

            self.app.setWindowIcon(emblem.program_icon())

        QTimer.singleShot(500, draw)

    def _on_look_changed(self, chosen: Settings) -> None:
        """Build the window anew, on the same screen."""
        former = self.window
        if former is None or not former.may_leave():
            return
        from PySide6.QtCore import QTimer

        key = former.screen_key
        former.stop_jobs()
        former.remember_place()
        self.settings = settings.load().changed(
            language=chosen.language, theme=chosen.theme, text_size=chosen.text_size
        )
        self._forget_window()
        QTimer.singleShot(0, self._dress_anew(key))

    def _dress_anew(self, key: str) -> Callable[[], None]:
        """Return what dresses the program once the old window is gone, which is far quicker."""

        def dress() -> None:
            self.dress()
            self.show_window(key, "look")

        return dress

    def _forget_window(self) -> None:
        if self.window is not None:
            from fieldkit.ui.widgets.lifetime import let_go

            let_go(self.window)
            self.window = None

    # -- books -----------------------------------------------------------------------------

    def open_some_book(self, folder: Path | None) -> bool:
        """Ask until a book is open; False when the user gave up."""
        while True:
            if folder is not None and books.is_book(folder):
                outcome = self._unlock(folder)
                if outcome is not None:
                    return outcome
            folder = self._welcome(folder if folder and not books.is_book(folder) else None)
            if self.ctx is not None:
                return True
            if folder is None:
                return False

    def _unlock(self, folder: Path) -> bool | None:
        """Return True when open, False when given up, None when another book is wanted."""
        from fieldkit.core import vault
        from fieldkit.ui.shell.unlock import UnlockDialog

        ring = vault.pin_ring(folder)
        dialog = UnlockDialog(
            folder.stem,
            lambda secret: vault.open_book(folder, secret),
            open_with_pin=None if ring is None else books.pin_opener(folder, ring),
            seconds_left=lambda: vault.seconds_to_wait(folder),
            may_rescue=True,
        )
        dialog.exec()
        if isinstance(dialog.opened, Context):
            self._used_code = dialog.used_code
            self.take_book(dialog.opened, folder)
            return True
        if dialog.wants_rescue:
            made = self._rescue(folder)
            return self._unlock(made or folder)
        return None if dialog.wants_other else False

    def _rescue(self, folder: Path, key: bytes | None = None) -> Path | None:
        """Carry a damaged book over into a new one; return it when it is to be opened."""
        from fieldkit.ui.rescue.box import RescueBox

        chosen = settings.load().backup_place
        places = (Path(chosen),) if chosen else ()
        box = RescueBox(folder, key=key, places=places, parent=self.window)
        box.exec()
        return box.rescued.book if box.wants_open and box.rescued is not None else None

    def _on_rescue_wanted(self) -> None:
        """Rescue the open book, its key in hand."""
        if self.ctx is None or self.folder is None:
            return
        made = self._rescue(self.folder, self.ctx.db.data_key)
        if made is not None and self.window is not None and self.window.may_leave():
            settings.save(settings.load().changed(last_book=str(made.resolve())))
            self._leave()

    def _welcome(self, missed: Path | None = None) -> Path | None:
        """Ask how to begin; `missed` is the book that was wanted and is not there."""
        from fieldkit.ui.shell.welcome import WelcomeDialog

        while True:
            dialog = WelcomeDialog(self._gate())
            if missed is not None:
                dialog.tell_missed(missed)
            dialog.exec()
            if dialog.made is not None:
                self.take_book(dialog.made.ctx, dialog.made.folder)
                return None
            if not dialog.restart:
                return dialog.existing

    def take_book(self, ctx: Context, folder: Path) -> None:
        """Work with an open book from now on, and begin with it the next time."""
        from fieldkit.core import vault
        from fieldkit.features.backup import making

        making.guard(ctx)
        vault.note_opened(ctx, folder)
        self.ctx, self.folder = ctx, folder
        self.settings = settings.load().changed(last_book=str(folder.resolve()))
        settings.save(self.settings)

    def close_book(self) -> None:
        """Close the book, if one is open."""
        from fieldkit.core.vault import close_book
        from fieldkit.ui.shell.jobs import wait_for_all

        wait_for_all()
        if self.ctx is not None and self.folder is not None:
            self._note_closed(self.ctx)
            close_book(self.ctx, self.folder)
        self.ctx = self.folder = self._changes = None

    def _note_closed(self, ctx: Context) -> None:
        """Let the next start know that nothing was torn off; boxes keep nothing any more."""
        from fieldkit.features.records import half_typed
        from fieldkit.ui.widgets.dialogs import FormDialog

        FormDialog.keeper = None
        if not ctx.db.is_locked:
            with contextlib.suppress(FieldKitError):  # a full disk is no reason to stay open
                half_typed.note_closed(ctx)

    def show_window(self, key: str = "", target: object = None) -> "Window":
        """Show the window of the open book, on a screen or on the first."""
        from fieldkit.ui import screens
        from fieldkit.ui.shell.changes import Changes
        from fieldkit.ui.shell.navigation import OpenScreen
        from fieldkit.ui.shell.window import Window

        if self.ctx is None:
            raise RuntimeError("no book is open")
        _collect_when_idle()
        if self._changes is None:
            self._changes = Changes(self.ctx)
        name = self.folder.stem if self.folder is not None else ""
        window = Window(
            self.ctx, self._changes, screens.SCREENS, doors.doors(self.ctx), self.settings, name
        )
        window.look_changed.connect(self._on_look_changed)
        window.book_left.connect(self._on_book_left)
        window.lock_wanted.connect(self._on_idled)
        window.rescue_wanted.connect(self._on_rescue_wanted)
        window.painted.connect(self._on_painted)
        self.window = window
        window.closed.connect(self.app.quit)
        if key or self.ctx.role is Role.LEADER:
            window.navigate(OpenScreen(key or "kube", target))
        else:
            window.open_first()
        if self.settings.window:
            window.show()
        else:
            window.showMaximized()
        return window

    def _on_painted(self) -> None:
        """Begin to listen for a pause once the window can be seen."""
        from fieldkit.ui.shell.watch import Watch

        if self.window is not None:
            self._watch = Watch(self.window)
            self._watch.idled.connect(self._on_idled)
            self._watch.slept.connect(self._on_slept)
            self._watch.calmed.connect(self._on_calmed)
            self._listen()
            self._look_at_health()
            self._open_half_typed()
            self._remind_of_protection()
            self._offer_new_passphrase()

    def _offer_new_passphrase(self) -> None:
        """Who opened with the recovery code has forgotten the passphrase: lead to a new one."""
        if self._used_code:
            self._used_code = False
            said = _("The recovery code opened the book. Choose a new passphrase now.")
            self._lead(said, "attention", _("New passphrase…"), "keys")

    def _lead(self, text: str, role: str, action: str, section: str) -> None:
        """Say something that leads to a section of the settings."""
        if self.window is None:
            return
        from fieldkit.ui.shell.navigation import OpenScreen
        from fieldkit.ui.shell.screen import Message

        window = self.window
        message = Message(
            text=text,
            role=role,
            action=action,
            on_action=lambda: window.navigate(OpenScreen("settings", section)),
        )
        window.messages.show_message(message)

    def _remind_of_protection(self) -> None:
        """Say what the law wants done now; what may wait is said once a month."""
        if self.ctx is None or self.window is None or not self.ctx.db.is_on_disk:
            return

        def work(ctx: Context, _job: "Job") -> object:
            from fieldkit.features.protection import reminding

            return reminding.reminder(ctx)

        self.window.run_quietly(_("Checking the book"), work, self._on_reminder_known)

    def _on_reminder_known(self, found: Any) -> None:
        if found is not None:
            role = "danger" if found.is_late else "attention"
            self._lead(found.sentence, role, _("Data protection"), "protection")

    def _open_half_typed(self) -> None:
        """Open the form again that was in front when the program was killed, and say so."""
        from fieldkit.ui.shell import half_typed
        from fieldkit.ui.widgets.dialogs import FormDialog

        ctx, window = self.ctx, self.window
        if ctx is None or window is None or FormDialog.keeper is not None:
            return
        FormDialog.keeper = half_typed.BookKeeper(ctx)
        found = half_typed.look(ctx)
        if found is not None:
            target = half_typed.target_of(ctx, found)
            if target is not None:
                window.navigate(target)
            window.say(half_typed.sentence(ctx, found), role="attention")

    def _listen(self) -> None:
        """Hear of sleep and of what is copied, once for the whole program."""
        from fieldkit.ui.shell.clipboard import ClipboardWatch
        from fieldkit.ui.shell.sleep import SleepWatch

        if self._sleep is None:
            self._sleep = SleepWatch(self.app)
            self._sleep.sleeping.connect(self._on_slept)
            self._clipboard = ClipboardWatch(self.app)
            self._clipboard.copied.connect(self._on_copied)
            self._clipboard.cleared.connect(self._on_clipboard_cleared)

    def _on_copied(self) -> None:
        """Note that a number left the program, and say how long it stays."""
        from fieldkit.core import access

        if self.ctx is None or self.window is None or self.ctx.db.is_locked:
            return
        access.note(self.ctx, access.Act.COPY)
        self.window.say(_("Copied. It leaves the clipboard again after a minute."))

    def _on_clipboard_cleared(self) -> None:
        if self.window is not None:
            self.window.say(_("What was copied of a person has left the clipboard."))

    def _look_at_health(self) -> None:
        """Check each page of the book once it can be seen; a damaged one is said at once."""
        if self.ctx is None or self.window is None or not self.ctx.db.is_on_disk:
            return

        def work(ctx: Context, _job: "Job") -> object:
            from fieldkit.features.backup import service as backup

            return backup.at_open(ctx)

        self.window.run_quietly(_("Checking the book"), work, self._on_health_known)

    def _on_health_known(self, found: Any) -> None:
        for one in found:
            self._say_danger(f"{one.sentence} {one.repair_sentence}", needs_rescue=one.needs_rescue)

    def _say_trouble(self, error: FieldKitError) -> None:
        """Say what the disk or a damaged book did to whatever was being done."""
        from fieldkit.core import sentences

        damaged = isinstance(error, DamagedBookError)
        self._say_danger(sentences.sentence(error), needs_rescue=damaged)

    def _say_danger(self, text: str, *, needs_rescue: bool) -> None:
        if self.window is None:
            from fieldkit.ui.widgets.dialogs import tell

            tell(None, _("Something went wrong"), text)
            return
        from fieldkit.ui.shell.screen import Message

        message = Message(
            text=text,
            role="danger",
            action=_("Rescue the book…") if needs_rescue else "",
            on_action=self._on_rescue_wanted,
        )
        self.window.messages.show_message(message)

    # -- while nobody works ------------------------------------------------------------------

    def _on_slept(self) -> None:
        """Lock when the laptop goes to sleep or wakes, where the user wants it."""
        if settings.load().lock_on_sleep:
            self._on_idled()

    def _on_idled(self) -> None:
        """Hide the book and forget its key until it is opened again."""
        from fieldkit.ui.shell import lock
        from fieldkit.ui.shell.jobs import wait_for_all

        window, folder, ctx = self.window, self.folder, self.ctx
        if window is None or folder is None or ctx is None or self._is_held:
            return
        self._is_held = True
        if self._clipboard is not None:
            self._clipboard.clear()
        wait_for_all()
        outcome = lock.hold(window, folder.stem, books.ways(ctx, folder))
        self._is_held = False
        if self._watch is not None:
            self._watch.note_work()
        if outcome is lock.Outcome.QUIT:
            self.app.quit()
        elif outcome is lock.Outcome.OTHER_BOOK:
            self._leave()

    def _on_calmed(self) -> None:
        """Back up once a day, quietly, and let changes count that no longer have to wait.

        A failure is said, success shows on the shield.
        """
        if self.window is None or self.ctx is None or not self.ctx.db.is_on_disk:
            return
        if self._is_held or not self.ctx.may(Permission.BACK_UP):
            return
        chosen = settings.load().backup_place
        place = Path(chosen) if chosen else None

        def work(ctx: Context, _job: "Job") -> object:
            from fieldkit.features.backup import service as backup
            from fieldkit.features.sync import service as exchange

            if ctx.may(Permission.RECEIVE_FILES):
                exchange.release_waiting(ctx)
            return backup.routine(ctx, place)

        self.window.run_quietly(_("Backing up and proving it"), work)

    def _on_book_left(self) -> None:
        """Lock the book and ask for another."""
        if self.window is not None and self.window.may_leave():
            self._leave()

    def _leave(self) -> None:
        if self.window is not None:
            self.window.stop_jobs()
            self.window.remember_place()
        self._forget_window()
        self.settings = settings.load()
        last = self.settings.last_book
        folder = Path(last) if last else self.folder
        self.close_book()
        if self.open_some_book(folder):
            self.show_window()
        else:
            self.app.quit()

    def _gate(self) -> "Gate":
        from fieldkit.ui.shell.gate import Gate

        return Gate(
            create=books.create_book,
            choose_language=self.choose_language,
            suggested_name=books.suggested_name,
            is_book=books.is_book,
            practise=books.open_practice,
            take_hand_out=books.take_hand_out,
            restore=books.restore_backup,
            kit=books.emergency_kit,
            usual_position=books.usual_position,
        )

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""
        self.settings = settings.load().changed(language=code)
        settings.save(self.settings)
        self.dress()
