"""Opening a book with its passphrase or recovery code."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.errors import FieldKitError, WrongPassphraseError
from fieldkit.core.i18n import _
from fieldkit.ui.shell.passphrase import SecretEdit
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box

_FREE_TRIES = 3
_LONGEST_WAIT = 60


@contextmanager
def waiting() -> Iterator[None]:
    """Show the waiting cursor while a key is being stretched."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


class UnlockDialog(Box):
    """Asks until the book opens; each wrong try after the third waits longer.

    `open_book(secret)` opens the book or raises; its result is in `opened` afterwards.
    """

    other_book_wanted = Signal()

    def __init__(
        self,
        book_name: str,
        open_book: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Open the book"), "", parent)
        self.heading_label.setText(book_name)
        self.opened: object = None
        self._open_book = open_book
        self._failures = 0
        self._free_at = 0.0
        self.secret_edit = SecretEdit(_("Passphrase or recovery code"))
        self.secret_edit.setPlaceholderText(_("Passphrase or recovery code"))
        self._trouble_label = QLabel()
        self._trouble_label.setWordWrap(True)
        style.set_role(self._trouble_label, "danger")
        hint = QLabel(
            _("Forgotten the passphrase? Type the recovery code you kept when the book was made.")
        )
        hint.setWordWrap(True)
        hint.setFont(style.small_font())
        style.set_role(hint, "secondary")
        fields = QVBoxLayout()
        fields.setSpacing(style.px(6))
        fields.addWidget(self.secret_edit)
        fields.addWidget(self._trouble_label)
        fields.addWidget(hint)
        self.content.addLayout(fields)
        self.content.addStretch(1)
        self.other_button = buttons.button(
            _("Another book…"), self._on_other_clicked, icon="book-open", kind="quiet"
        )
        self.open_button = buttons.button(
            _("Open"), self._on_open_clicked, kind="primary", icon="lock-open"
        )
        self.open_button.setDefault(True)
        self.add_button(self.other_button)
        self.add_button(self.open_button)
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._on_tick)
        self.setFixedWidth(style.px(470))
        self._show_trouble("")
        self.secret_edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open_button.isEnabled():
            self._on_open_clicked()
        else:
            super().keyPressEvent(event)

    def _show_trouble(self, sentence: str) -> None:
        self._trouble_label.setText(sentence)
        self._trouble_label.setVisible(bool(sentence))
        self.secret_edit.setAccessibleDescription(sentence)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    @Slot()
    def _on_open_clicked(self) -> None:
        if not self.secret_edit.text() or time.monotonic() < self._free_at:
            return
        try:
            with waiting():
                self.opened = self._open_book(self.secret_edit.text())
        except WrongPassphraseError as error:
            self._fail(sentences.sentence(error))
        except FieldKitError as error:
            self._show_trouble(sentences.sentence(error))
        else:
            self.accept()

    def _fail(self, sentence: str) -> None:
        self._failures += 1
        self.secret_edit.selectAll()
        self.secret_edit.setFocus()
        self._show_trouble(sentence)
        if self._failures >= _FREE_TRIES:
            wait = min(_LONGEST_WAIT, 2 ** (self._failures - _FREE_TRIES + 1))
            self._free_at = time.monotonic() + wait
            self.open_button.setEnabled(False)
            self._timer.start()
            self._on_tick()

    @Slot()
    def _on_tick(self) -> None:
        left = round(self._free_at - time.monotonic() + 0.49)
        if left > 0:
            self._show_trouble(
                _("That did not fit. Please wait {seconds} seconds before the next try.").format(
                    seconds=left
                )
            )
            return
        self._timer.stop()
        self.open_button.setEnabled(True)
        self._show_trouble(_("You may try again now."))

    @Slot()
    def _on_other_clicked(self) -> None:
        self.reject()
        self.other_book_wanted.emit()
