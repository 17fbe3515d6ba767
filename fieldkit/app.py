"""The window's front door: settings, unlock or first start, Context, window.

Nothing heavy is imported before the first paint: a start must cost little more than Qt itself.
"""

import builtins
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldkit.core import i18n, settings
from fieldkit.core.context import Context
from fieldkit.core.errors import DamagedBookError, FieldKitError
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission, Role
from fieldkit.core.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from fieldkit.core.render.document import Document
    from fieldkit.core.security.keyslots import Ring
    from fieldkit.ui.shell.changes import Changes
    from fieldkit.ui.shell.clipboard import ClipboardWatch
    from fieldkit.ui.shell.doors import Doors, Found, Safety
    from fieldkit.ui.shell.gate import Gate, Made
    from fieldkit.ui.shell.jobs import Job
    from fieldkit.ui.shell.lock import Ways
    from fieldkit.ui.shell.navigation import Target
    from fieldkit.ui.shell.sleep import SleepWatch
    from fieldkit.ui.shell.watch import Watch
    from fieldkit.ui.shell.window import Window

_ROUTINE_BACKUP_DAYS = 7
_MOST_REPORTS = 3


def run(argv: Sequence[str] = ()) -> int:
    """Open the window on the book given, the last one, or the first-start page."""
    program = Program(application(), settings.load())
    return program.run(Path(argv[0]) if argv else None)


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
    """Collect no garbage until the event loop turns.

    What a start makes stays; looking through it costs a twentieth of the start.
    """
    from PySide6.QtCore import QTimer

    gc.disable()
    QTimer.singleShot(0, gc.enable)


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

    def run(self, book: Path | None = None) -> int:
        """Open a book and stay until the window closes."""
        from fieldkit.ui.shell import faults

        faults.watch(lambda: self.window, self._say_trouble)
        self.dress()
        wanted = book or (Path(self.settings.last_book) if self.settings.last_book else None)
        if wanted is not None:
            wanted = wanted.resolve()
        stand_among_documents()
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
            if folder is not None and is_book(folder):
                outcome = self._unlock(folder)
                if outcome is not None:
                    return outcome
            folder = self._welcome(folder if folder and not is_book(folder) else None)
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
            open_with_pin=None if ring is None else _pin_opener(folder, ring),
            seconds_left=lambda: vault.seconds_to_wait(folder),
            may_rescue=True,
        )
        dialog.exec()
        if isinstance(dialog.opened, Context):
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
            self.ctx, self._changes, screens.SCREENS, doors(self.ctx), self.settings, name
        )
        window.look_changed.connect(self._on_look_changed)
        window.book_left.connect(self._on_book_left)
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

    def _remind_of_protection(self) -> None:
        """Say what the law wants done now; what may wait is said once a month."""
        if self.ctx is None or self.window is None or not self.ctx.db.is_on_disk:
            return

        def work(ctx: Context, _job: "Job") -> object:
            from fieldkit.features.protection import reminding

            return reminding.reminder(ctx)

        self.window.run_quietly(_("Checking the book"), work, self._on_reminder_known)

    def _on_reminder_known(self, found: Any) -> None:
        if found is None or self.window is None:
            return
        from fieldkit.ui.shell.navigation import OpenScreen
        from fieldkit.ui.shell.screen import Message

        window = self.window
        message = Message(
            text=found.sentence,
            role="danger" if found.is_late else "attention",
            action=_("Data protection"),
            on_action=lambda: window.navigate(OpenScreen("settings", "protection")),
        )
        window.messages.show_message(message)

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
        outcome = lock.hold(window, folder.stem, _ways(ctx, folder))
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
            create=create_book,
            choose_language=self.choose_language,
            suggested_name=suggested_name,
            is_book=is_book,
            practise=open_practice,
            take_hand_out=take_hand_out,
            restore=restore_backup,
            kit=emergency_kit,
        )

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""
        self.settings = settings.load().changed(language=code)
        settings.save(self.settings)
        self.dress()


def stand_among_documents() -> None:
    """Begin every box that asks for a file among the user's documents.

    Where the program was started from may be its own folder, or a stick that could not be pulled.
    """
    from fieldkit.core import paths

    documents = paths.documents_folder()
    for folder in (documents, documents.parent, Path.home()):
        with contextlib.suppress(OSError):
            os.chdir(folder)
            return


def is_book(folder: Path) -> bool:
    """Whether a folder looks like a book."""
    from fieldkit.core import vault

    return vault.is_book(folder)


def _pin_opener(folder: Path, ring: "Ring") -> Callable[[str], Context]:
    """Return what opens a book with a PIN."""
    from fieldkit.core import vault

    return lambda pin: vault.open_with_key(folder, vault.unlock_pin(folder, pin, ring))


def _ways(ctx: Context, folder: Path) -> "Ways":
    """Return how an open book is locked and opened again."""
    from fieldkit.core import access, vault
    from fieldkit.ui.shell.lock import Ways

    ring = vault.pin_ring(folder)

    def again(key: bytes) -> bool:
        vault.reopen(ctx, key)
        vault.note_opened(ctx, folder)
        return True

    def close() -> None:
        access.note(ctx, access.Act.LOCK)
        vault.lock(ctx)

    return Ways(
        close=close,
        open_book=lambda secret: again(vault.unlock(folder, secret)),
        open_with_pin=None
        if ring is None
        else lambda pin: again(vault.unlock_pin(folder, pin, ring)),
        seconds_left=lambda: vault.seconds_to_wait(folder),
    )


def suggested_name() -> str:
    """Return a name for a new book that is still free."""
    from fieldkit.core import paths
    from fieldkit.core.vault import book_folder

    name = _("My book")
    number = 1
    while book_folder(paths.documents_folder() / _numbered(name, number)).exists():
        number += 1
    return _numbered(name, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def new_folder(name: str) -> Path:
    """Return where a book of this name will lie; characters no file name takes are left out."""
    from fieldkit.core import paths
    from fieldkit.core.vault import book_folder

    fitting = "".join(c for c in name if c not in '<>:"/\\|?*' and c.isprintable()).strip(" .")
    return book_folder(paths.documents_folder() / (fitting or _("My book")))


def create_book(values: dict[str, Any]) -> "Made":
    """Make a book from the first start's form, with the profile filled in so far."""
    from fieldkit.core import vault
    from fieldkit.core.clock import zone_here
    from fieldkit.core.security.roles import Permission
    from fieldkit.features.office import service as office
    from fieldkit.features.office.model import Profile
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(values["book"])
    ctx, code = vault.create_book(
        folder, name=values["name"], role=values["role"], passphrase=values["passphrase"]
    )
    known = {key: values[key] for key in ("office", "regency", "district") if values[key]}
    if known and ctx.may(Permission.EDIT_OFFICE):
        office.save_profile(ctx, Profile(name=values["name"], zone=zone_here(), **known))
    return Made(ctx, folder, code)


def take_hand_out(file: Path, first_key: str, passphrase: str) -> "Made":
    """Make a leader's book from the facilitator's file."""
    from fieldkit.features.sync import handing
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(suggested_name())
    ctx, code = handing.open_hand_out(folder, file, first_key, passphrase)
    return Made(ctx, folder, code)


def restore_backup(file: Path, secret: str) -> "Made":
    """Make a new book from a backup; its recovery code is the one kept before."""
    from fieldkit.features.backup import service as backup
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(suggested_name())
    return Made(backup.restore(file, folder, secret), folder, "")


def emergency_kit(made: "Made") -> "Document":
    """Return the page with the code of a book just made."""
    from fieldkit.features.keys import service as keys

    return keys.emergency_kit(made.ctx, made.recovery_code)


def open_practice() -> "Made":
    """Open the practice book, made on the first call."""
    from fieldkit.core.vault import open_book
    from fieldkit.features.practice import service as practice
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(_("Practice"))
    if not is_book(folder):
        from fieldkit.features.sync import rehearsal

        practice.make_book(folder, passphrase=practice.PASSPHRASE)
        rehearsal.rehearse(folder, practice.PASSPHRASE)
    return Made(open_book(folder, practice.PASSPHRASE), folder, "")


# -- what the window asks of the rooms -------------------------------------------------------


def doors(ctx: Context) -> "Doors":
    """Join the window to the rooms."""
    from fieldkit.ui.shell.doors import Doors
    from fieldkit.ui.shell.navigation import OpenScreen

    return Doors(
        next_undo=lambda: _next_undo(ctx),
        next_redo=lambda: _next_redo(ctx),
        undo=lambda: _undo(ctx),
        redo=lambda: _redo(ctx),
        search=lambda text: search(ctx, text),
        safety=lambda: safety(ctx),
        safety_target=OpenScreen("settings", "backup"),
    )


def _next_undo(ctx: Context) -> str | None:
    from fieldkit.features.records import undoing

    return undoing.next_undo(ctx)


def _next_redo(ctx: Context) -> str | None:
    from fieldkit.features.records import undoing

    return undoing.next_redo(ctx)


def _undo(ctx: Context) -> str:
    from fieldkit.features.records import undoing

    return undoing.undone_sentence(undoing.undo(ctx))


def _redo(ctx: Context) -> str:
    from fieldkit.features.records import undoing

    name = undoing.next_redo(ctx)
    undoing.redo(ctx)
    return _("Done again: {step}.").format(step=name)


def safety(ctx: Context) -> "Safety":
    """Say when the book was last backed up and proved."""
    from datetime import date

    from fieldkit.features.backup import proved as backup
    from fieldkit.ui.shell.doors import Safety

    proved = backup.last_proved(ctx)
    if proved is None:
        return Safety(_("No backup yet"), is_good=False)
    days = (ctx.today - date.fromisoformat(proved)).days
    if days <= 0:
        return Safety(_("Backed up today"), is_good=True)
    sentence = i18n.ngettext("Backup: {count} day ago", "Backup: {count} days ago", days)
    return Safety(sentence.format(count=days), is_good=days <= _ROUTINE_BACKUP_DAYS)


def _reports_called(ctx: Context, text: str) -> "list[Found]":
    """The reports whose title holds all the words."""
    from fieldkit.features.month import shelf
    from fieldkit.ui.shell.doors import Found
    from fieldkit.ui.shell.navigation import OpenScreen

    words = text.casefold().split()
    if not words or not ctx.may(Permission.PRINT_REPORTS):
        return []
    titled = [(kind.kind, _(kind.title)) for kind in shelf.report_kinds(ctx)]
    fitting = [pair for pair in titled if all(word in pair[1].casefold() for word in words)]
    return [
        Found(title, _("Report"), "file-text", OpenScreen("reports", kind))
        for kind, title in fitting[:_MOST_REPORTS]
    ]


def _to_partner(record: str) -> "Target":
    from fieldkit.ui.shell.navigation import OpenScreen

    return OpenScreen("referrals", ("map", record))


def search(ctx: Context, text: str) -> "list[Found]":
    """Find reports, families, groups, sessions and KUBE by a few letters."""
    from fieldkit.features.search import service as finder
    from fieldkit.features.search.service import HitKind
    from fieldkit.ui.shell import navigation
    from fieldkit.ui.shell.doors import Found

    shown: dict[HitKind, tuple[str, Callable[[str], Target], str]] = {
        HitKind.FAMILY: ("house", navigation.OpenFamily, ""),
        HitKind.GROUP: ("users", navigation.OpenGroup, _("P2K2 group")),
        HitKind.SESSION: ("presentation", navigation.OpenSession, _("P2K2 session")),
        HitKind.KUBE: ("store", navigation.OpenKube, _("KUBE")),
        HitKind.PARTNER: ("handshake", _to_partner, _("Partner")),
    }
    found = _reports_called(ctx, text)
    for hit in finder.find(ctx, text):
        icon, target, kind = shown[hit.kind]
        detail = " · ".join(part for part in (kind, hit.detail) if part)
        found.append(Found(hit.title, detail, icon, target(hit.id)))
    return found


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
