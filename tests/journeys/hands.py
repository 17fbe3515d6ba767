"""A person at a laptop: keys only, reading what stands on the screen."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTabBar,
    QWidget,
)

from fieldkit import app as program_module
from fieldkit.app import Program
from fieldkit.core import i18n, settings
from fieldkit.core.clock import FixedClock
from fieldkit.features.records import kinds, plain

PATIENCE = 60.0
MOST_TABS = 120


class Laptop:
    """A laptop with its own documents and settings, and the program on it."""

    def __init__(self, folder: Path, language: str, own: Callable[["Laptop"], None]) -> None:
        self.folder = folder
        self.language = language
        self.hands = Hands()
        self._own = own
        self._program: Program | None = None

    @property
    def program(self) -> Program:
        """The program as it was last started."""
        assert self._program is not None
        return self._program

    @property
    def ctx(self):
        """The open book."""
        return self.program.ctx

    @property
    def window(self):
        """The window that is open."""
        return self.program.window

    def sit_down(self) -> None:
        """Turn to this laptop; the others keep running."""
        self._own(self)
        i18n.use_language(self.language)
        window = self.window
        self.hands.wait(lambda: window.isActiveWindow() or window.activateWindow())

    def show(self, *, shown: bool) -> None:
        """Put this laptop's window on the desk, or away."""
        if self._program is not None and self._program.window is not None:
            self._program.window.setVisible(shown)

    def start(self, *answers: "Answer", book: Path | None = None) -> bool:
        """Start the program and answer its first boxes; whether a book is open afterwards."""
        self._own(self)
        if not settings.load().last_book:
            settings.save(settings.Settings(language=self.language))
        self._program = Program(program_module.application(), settings.load())
        self._program.dress()
        last = settings.load().last_book
        with self.hands.answering(*answers):
            opened = self._program.open_some_book(book or (Path(last) if last else None))
        if opened:
            window = self._program.show_window()
            window.showNormal()
            window.resize(1366, 768)
            self.hands.wait(lambda: window.isActiveWindow() or window.activateWindow())
        return opened

    def close(self) -> None:
        """Close the window and with it the program."""
        program = self.program
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()
            program.window = None
        program.close_book()
        QCoreApplication.sendPostedEvents(None, 52)  # deferred deletion, as the event loop does

    def dump(self) -> str:
        """The whole book as text."""
        return "".join(plain.as_csv(self.ctx, table)[0] for table in kinds.DUMPED)


Answer = tuple[type[QWidget], Callable[["Hands"], None]]


class Hands:
    """Types and presses keys where the focus is."""

    def __init__(self) -> None:
        self.box: QWidget | None = None  # the box that is being answered

    # -- keys ------------------------------------------------------------------------------

    def press(self, *keys: str, answers: tuple[Answer, ...] = ()) -> None:
        """Press keys such as "Ctrl+Return"; `answers` deal with the boxes the last one opens."""
        with self.answering(*answers):
            for key in keys:
                combination = QKeySequence(key)[0]
                QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
                QCoreApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text where the cursor is."""
        QTest.keyClicks(self._target(), text)
        QCoreApplication.processEvents()

    def write(self, name: str, text: str) -> None:
        """Go to a field by its name, and write over what stands there."""
        self.to(name)
        self.press("Ctrl+A")
        self.type(text)

    def choose(self, name: str, text: str) -> None:
        """Go to a list of choices by its name and choose by the arrow keys."""
        self.to(name)
        combo = self.focused()
        if not isinstance(combo, QComboBox):
            combo = combo.parentWidget()
        assert isinstance(combo, QComboBox), combo
        if combo.isEditable():
            self.press("Ctrl+A")
            self.type(combo.itemText(self._item(combo, text)))
            self.press("Tab", "Shift+Tab")
        else:
            wanted = self._item(combo, text)
            while (step := wanted - combo.currentIndex()) != 0:
                self.press("Down" if step > 0 else "Up")
        assert text.casefold() in combo.currentText().casefold(), combo.currentText()

    @staticmethod
    def _item(combo: QComboBox, text: str) -> int:
        words = [combo.itemText(n) for n in range(combo.count())]
        found = [n for n, word in enumerate(words) if text.casefold() in word.casefold()]
        assert found, f"{text} is not among {words}"
        return found[0]

    def to(self, name: str) -> QWidget:
        """Press Tab until the focus is on the control of this name."""
        seen: list[str] = []
        for _step in range(MOST_TABS):
            here = self.focused()
            if here is not None:
                if name.casefold() in name_of(here).casefold():
                    return here
                seen.append(name_of(here))
            self.press("Tab")
        picture()
        raise AssertionError(f"{name} is not reached by Tab; seen: {list(dict.fromkeys(seen))}")

    def push(self, name: str, answers: tuple[Answer, ...] = ()) -> None:
        """Go to a button by its name and press it with the space bar."""
        self.to(name)
        self.press("Space", answers=answers)

    def tab(self, title: str) -> None:
        """Go to the row of tabs and choose one by the arrow keys."""
        for _step in range(MOST_TABS):
            bar = self.focused()
            if isinstance(bar, QTabBar):
                titles = [bar.tabText(n) for n in range(bar.count())]
                [wanted] = [n for n, shown in enumerate(titles) if shown.startswith(title)]
                while (step := wanted - bar.currentIndex()) != 0:
                    self.press("Right" if step > 0 else "Left")
                return
            self.press("Tab")
        picture()
        raise AssertionError(f"no row of tabs is reached on the way to {title}")

    def menu(self, name: str, answers: tuple[Answer, ...] = ()) -> None:
        """Choose an entry of the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(a for a in menu.actions() if name in a.text().replace("&", ""))
        while menu.activeAction() is not wanted:
            self.press("Down")
        self.press("Return", answers=answers)

    # -- boxes -----------------------------------------------------------------------------

    @contextlib.contextmanager
    def answering(self, *answers: Answer) -> Iterator[None]:
        """Answer the boxes that open meanwhile, in this order; each must come."""
        desk = _Answering(self, answers)
        desk.start()
        yield
        desk.finish()

    # -- eyes ------------------------------------------------------------------------------

    def focused(self) -> QWidget | None:
        """The widget that gets the keys."""
        self._regain()
        return QApplication.focusWidget()

    def _regain(self) -> None:
        """Do what a window manager does when a box closes: turn to the window behind it."""
        if QApplication.activeWindow() is not None or QApplication.activePopupWidget():
            return
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()]
        behind = QApplication.activeModalWidget() or next(
            (w for w in shown if isinstance(w, QMainWindow)), None
        )
        if behind is not None:
            self.wait(lambda: QApplication.activeWindow() or behind.activateWindow())

    def wait(self, true: Callable[[], object], why: str | Callable[[], str] = "") -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > deadline:
                picture()
                raise AssertionError(why() if callable(why) else why or "waited in vain")
            QTest.qWait(5)

    def said(self, window: QWidget, *words: str) -> str:
        """Wait for a message at the bottom with these words and return it."""
        found: list[str] = []

        def is_there() -> bool:
            found[:] = [t for t in window.messages.texts() if all(w in t for w in words)]
            return bool(found)

        self.wait(is_there, lambda: f"{words} never said, but {window.messages.texts()}")
        window.messages.clear()  # read once
        return found[-1]

    def _target(self) -> QWidget:
        self._regain()
        popup = QApplication.activePopupWidget()
        found = (
            (popup and (popup.focusWidget() or popup))
            or QApplication.focusWidget()
            or QApplication.activeModalWidget()
            or QApplication.activeWindow()
        )
        assert found is not None, "no window is active"
        return found


class _Answering:
    """Looks every few milliseconds whether a box has opened, and answers it."""

    def __init__(self, hands: Hands, answers: Sequence[Answer]) -> None:
        self._hands = hands
        self._waiting = list(answers)
        self._seen: list[QWidget] = []
        self._trouble: list[BaseException] = []
        self._deadline = time.monotonic() + PATIENCE
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def finish(self) -> None:
        """Wait for the boxes that have not come yet, and say what went wrong."""
        while self._waiting and not self._trouble and time.monotonic() < self._deadline:
            QTest.qWait(5)
        self._timer.stop()
        if self._trouble:
            raise self._trouble[0]
        if self._waiting:
            picture()
            names = [kind.__name__ for kind, _answer in self._waiting]
            raise AssertionError(f"these boxes never came: {names}")

    def _look(self) -> None:
        box = QApplication.activeModalWidget()
        if box is None or box in self._seen or not box.isVisible():
            return
        if self._waiting and isinstance(box, self._waiting[0][0]):
            self._seen.append(box)
            self._answer(box, self._waiting.pop(0)[1])
        elif time.monotonic() > self._deadline:
            picture()
            self._trouble.append(AssertionError(f"unexpected box: {texts_of(box)}"))
            _close_boxes()

    def _answer(self, box: QWidget, answer: Callable[[Hands], None]) -> None:
        hands = self._hands
        former, hands.box = hands.box, box
        try:
            hands.wait(lambda: box.isActiveWindow() or box.activateWindow())
            answer(hands)
            hands.wait(lambda: not box.isVisible() or box is not self._seen[-1])
        except BaseException as error:
            self._trouble.append(error)
            _close_boxes()
        finally:
            hands.box = former


def _close_boxes() -> None:
    """Close what is open, so that the program goes on and the test can fail."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.done(0)


def file_dialog(path: Path) -> Answer:
    """Answer the system's question for a file or folder by typing its path."""

    def answer(hands: Hands) -> None:
        dialog = hands.box
        edit = dialog.findChild(QLineEdit, "fileNameEdit")
        edit.setFocus()
        hands.press("Ctrl+A")
        hands.type(str(path))
        hands.press("Return")
        if dialog.isVisible():  # the completer's list took the first Enter
            hands.press("Return")

    return QFileDialog, answer


def picture() -> None:
    """Keep pictures of the windows in the folder FIELDKIT_PICTURES, to see what went wrong."""
    folder = os.environ.get("FIELDKIT_PICTURES")
    if folder:
        for number, widget in enumerate(QApplication.topLevelWidgets()):
            if widget.isVisible():
                widget.grab().save(f"{folder}/{number}-{type(widget).__name__}.png")


def name_of(widget: QObject) -> str:
    """What a screen reader says of a widget."""
    if isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QComboBox):
        widget = widget.parentWidget()
    said = widget.accessibleName() if isinstance(widget, QWidget) else ""
    if not said and isinstance(widget, QAbstractButton):
        said = widget.text().replace("&", "")
    return said


def texts_of(widget: QWidget) -> list[str]:
    """Every text a widget shows in labels and buttons."""
    shown = [w for w in widget.findChildren(QWidget) if w.isVisible()]
    texts = [w.text() for w in shown if isinstance(w, QLabel | QAbstractButton)]
    return [text for text in texts if text]


def every_clock(monkeypatch: Any, moment: datetime) -> FixedClock:
    """Let all the program's clocks show one moment; the clock returned moves them on."""
    clock = FixedClock(moment)

    def of_zone(zone: str = "WIB") -> FixedClock:
        del zone
        return clock

    for module in ("core.vault", "ui.widgets.form", "ui.widgets.date_edit"):
        monkeypatch.setattr(f"fieldkit.{module}.SystemClock", of_zone)
    return clock
