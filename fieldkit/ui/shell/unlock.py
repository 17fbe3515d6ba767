"""Opening a book with its PIN, passphrase or recovery code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRegularExpression, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.errors import (
    DamagedBookError,
    FieldKitError,
    TooSoonError,
    WrongPassphraseError,
    WrongPinError,
)
from fieldkit.core.i18n import _
from fieldkit.core.security import keyslots
from fieldkit.ui.shell.passphrase import SecretEdit
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box

_MOST_DIGITS = 12


@contextmanager
def waiting() -> Iterator[None]:
    """Show the waiting cursor while a key is being stretched."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def _no_wait() -> int:
    return 0


class UnlockDialog(Box):
    """Asks until the book opens; too many wrong tries wait longer and longer.

    `open_book(secret)` opens the book or raises; its result is in `opened` afterwards.
    `open_with_pin` is offered first where it is given, `seconds_left` says how long the next
    try has to wait. Without `may_leave` no other book is offered; `may_rescue` offers to carry
    a damaged one over. `used_code` says whether the recovery code opened it.
    """

    other_book_wanted = Signal()
    rescue_wanted = Signal()

    def __init__(
        self,
        book_name: str,
        open_book: Callable[[str], object],
        *,
        open_with_pin: Callable[[str], object] | None = None,
        seconds_left: Callable[[], int] = _no_wait,
        is_locked: bool = False,
        may_leave: bool = True,
        may_rescue: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Open the book"), "", parent)
        self.heading_label.setText(book_name)
        if is_locked:
            self.sentence_label.setText(_("Locked. What was typed is still as it was typed."))
            self.sentence_label.show()
        self.opened: object = None
        self.used_code = False
        self.wants_other = self.wants_rescue = False
        self._open_book, self._open_with_pin = open_book, open_with_pin
        self._seconds_left = seconds_left
        self._asks_pin, self._may_rescue = False, may_rescue
        self._refusal = ""
        self.secret_edit = SecretEdit(_("Passphrase or recovery code"))
        self._digits, self._anything = (
            QRegularExpressionValidator(QRegularExpression(pattern), self)
            for pattern in (f"[0-9]{{0,{_MOST_DIGITS}}}", ".*")
        )
        self._trouble_label = QLabel()
        self._trouble_label.setWordWrap(True)
        style.set_role(self._trouble_label, "danger")
        self._hint_label = QLabel()
        self._hint_label.setWordWrap(True)
        self._hint_label.setFont(style.small_font())
        style.set_role(self._hint_label, "secondary")
        self.way_button = buttons.button("", self._on_way_clicked, kind="link")
        self._add_fields()
        self._add_buttons(may_leave=may_leave)
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._on_tick)
        self.setFixedWidth(style.px(470))
        self._ask_for(pin=open_with_pin is not None)
        self._wait_if_told()

    def _add_fields(self) -> None:
        fields = QVBoxLayout()
        fields.setSpacing(style.px(6))
        fields.addWidget(self.secret_edit)
        fields.addWidget(self._trouble_label)
        fields.addWidget(self._hint_label)
        fields.addWidget(self.way_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.content.addLayout(fields)
        self.content.addStretch(1)

    def _add_buttons(self, *, may_leave: bool) -> None:
        self.other_button = buttons.button(
            _("Another book…"), self._on_other_clicked, icon="book-open", kind="quiet"
        )
        self.rescue_button = buttons.button(
            _("Rescue the book…"), self._on_rescue_clicked, icon="archive-restore", kind="quiet"
        )
        self.open_button = buttons.button(
            _("Open"), self._on_open_clicked, kind="primary", icon="lock-open"
        )
        self.open_button.setDefault(True)
        style.hide_unless(self.other_button, wanted=may_leave)
        self.rescue_button.hide()
        for made in (self.rescue_button, self.other_button, self.open_button):
            self.add_button(made)

    def _ask_for(self, *, pin: bool) -> None:
        """Ask for the PIN, or for the passphrase or recovery code."""
        self._asks_pin = pin
        self.secret_edit.clear()
        self.secret_edit.setValidator(self._digits if pin else self._anything)
        name = _("PIN") if pin else _("Passphrase or recovery code")
        self.secret_edit.setAccessibleName(name)
        self.secret_edit.setPlaceholderText(name)
        self._hint_label.setText(
            _("The PIN opens the book on this laptop only.")
            if pin
            else _(
                "Forgotten the passphrase? Type the recovery code you kept when the book was made."
            )
        )
        self.way_button.setText(
            _("Use the passphrase instead") if pin else _("Use the PIN instead")
        )
        self.way_button.setVisible(self._open_with_pin is not None)
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
        secret = self.secret_edit.text()
        if not secret or self._timer.isActive():
            return
        act = self._open_with_pin if self._asks_pin and self._open_with_pin else self._open_book
        try:
            with waiting():
                self.opened = act(secret)
            self.used_code = not self._asks_pin and keyslots.looks_like_code(secret)
        except WrongPinError as error:
            self._refuse_pin(error)
        except TooSoonError:
            self._wait_if_told()
        except WrongPassphraseError as error:
            self._fail(sentences.sentence(error))
        except FieldKitError as error:
            is_damaged = isinstance(error, DamagedBookError)
            self.rescue_button.setVisible(self._may_rescue and is_damaged)
            self._show_trouble(sentences.sentence(error))
        else:
            self.secret_edit.clear()
            self.accept()

    def _refuse_pin(self, error: WrongPinError) -> None:
        if error.details.get("left"):
            self._fail(sentences.sentence(error))
            return
        self._open_with_pin = None
        self._ask_for(pin=False)
        self._show_trouble(sentences.reason_sentence("pin_burnt"))

    def _fail(self, sentence: str) -> None:
        self._refusal = sentence if self._asks_pin else ""
        self.secret_edit.selectAll()
        self.secret_edit.setFocus()
        self._show_trouble(sentence)
        self._wait_if_told()

    def _wait_if_told(self) -> None:
        if self._seconds_left() > 0:
            self.open_button.setEnabled(False)
            self._timer.start()
            self._on_tick()

    @Slot()
    def _on_tick(self) -> None:
        left = self._seconds_left()
        if left > 0:
            wait = _("That did not fit. Please wait {seconds} seconds before the next try.")
            told = filter(None, (self._refusal, wait.format(seconds=left)))
            self._show_trouble("\n".join(told))
            return
        self._timer.stop()
        self.open_button.setEnabled(True)
        self._show_trouble(_("You may try again now."))

    @Slot()
    def _on_way_clicked(self) -> None:
        self._ask_for(pin=not self._asks_pin)

    @Slot()
    def _on_other_clicked(self) -> None:
        self.wants_other = True
        self.reject()
        self.other_book_wanted.emit()

    @Slot()
    def _on_rescue_clicked(self) -> None:
        self.wants_rescue = True
        self.reject()
        self.rescue_wanted.emit()
