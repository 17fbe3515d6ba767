"""Hides the open book until its keeper is back; what was typed stays as it was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.shell.window import Window
from fieldkit.ui.widgets import style

# Forms keep their drafts a moment after the last key.
_DRAFTS_MS = 900


class Outcome(Enum):
    """How a lock ended."""

    OPENED = auto()
    OTHER_BOOK = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the book is closed and opened again; each way in raises when it is wrong."""

    close: Callable[[], None]
    open_book: Callable[[str], object]
    open_with_pin: Callable[[str], object] | None
    seconds_left: Callable[[], int]


def hold(window: Window, book_name: str, ways: Ways) -> Outcome:
    """Lock, ask until the book is open again, and show it as it was."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    boxes = [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]
    covers = [_Cover(box) for box in boxes]
    if not boxes:
        window.hide()
    else:
        covers.append(_Cover(window))
    _let_drafts_be_kept()
    has_unsaved = bool(boxes) or window.has_unsaved()
    ways.close()
    outcome = _ask(book_name, ways, may_leave=not has_unsaved)
    for cover in covers:
        cover.lift()
    if outcome is Outcome.OPENED:
        window.show()
    return outcome


def _ask(book_name: str, ways: Ways, *, may_leave: bool) -> Outcome:
    while True:
        dialog = UnlockDialog(
            book_name,
            ways.open_book,
            open_with_pin=ways.open_with_pin,
            seconds_left=ways.seconds_left,
            is_locked=True,
            may_leave=may_leave,
        )
        dialog.exec()
        if dialog.opened is not None:
            return Outcome.OPENED
        if dialog.wants_other:
            return Outcome.OTHER_BOOK
        if may_leave:
            return Outcome.QUIT


def _let_drafts_be_kept() -> None:
    loop = QEventLoop()
    QTimer.singleShot(_DRAFTS_MS, loop.quit)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


class _Cover(QWidget):
    """Lies over everything in a box that can not be hidden without being answered."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self._title = box.windowTitle()
        box.setWindowTitle("FieldKit")
        self.setProperty("page", True)
        self.setAutoFillBackground(True)
        label = QLabel(_("Locked"))
        label.setFont(style.large_font())
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(label)
        layout.addStretch(1)
        layout.setContentsMargins(*[style.px(24)] * 4)
        self.setGeometry(box.rect())
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Show what lies beneath again."""
        box = self.parentWidget()
        if box is not None:
            box.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()
