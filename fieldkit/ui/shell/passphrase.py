"""How good a passphrase is, in a sentence, and the pair of fields that asks for one."""

from itertools import pairwise

from PySide6.QtCore import QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QRegularExpressionValidator
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import icons, style

LEAST = 8
LEAST_DIGITS, MOST_DIGITS = 6, 12
_STRONG = 14
_EYE_KEY = QKeySequence("Alt+L")
_COMMON = (
    "password", "passphrase", "12345678", "qwertyui", "indonesia", "bismillah", "rahasia",
    "sayang", "kemensos", "fieldkit", "iloveyou", "11111111",
)  # fmt: skip


def strength(text: str, *known: str) -> tuple[str, str]:
    """Return a sentence about a passphrase and its role; `known` words, such as the name, weaken.

    An empty text gives advice.
    """
    folded = text.casefold()
    if not text:
        return _("Three or four words that only you put together are best."), "secondary"
    if len(text) < LEAST:
        missing = LEAST - len(text)
        return _("Too short: {count} more characters, please.").format(count=missing), "danger"
    weak_words = [*_COMMON, *(word.casefold() for word in known if len(word) >= 4)]
    is_plain = text.isdecimal() or len(set(folded)) < 5
    if is_plain or any(word in folded and len(text) < len(word) + 5 for word in weak_words):
        return _("Easy to guess. Add a word that has nothing to do with you."), "attention"
    if len(text) >= _STRONG or len(text.split()) >= 3:
        return _("Strong."), "good"
    return _("Good enough. Another word makes it strong."), "good"


class SecretEdit(QLineEdit):
    """A field for a secret, with an eye that shows it while it is on, by a click or a key."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._eye = QAction(icons.icon("eye", "secondary"), _("Show what is typed"), self)
        self._eye.setCheckable(True)
        self._eye.setShortcut(_EYE_KEY)
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        key = _EYE_KEY.toString(QKeySequence.SequenceFormat.NativeText)
        self._eye.setToolTip(f"{self._eye.text()} ({key})")
        self.setAccessibleDescription(self._eye.toolTip())
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._eye.toggled.connect(self._on_eye_toggled)

    @Slot(bool)
    def _on_eye_toggled(self, shown: bool) -> None:  # noqa: FBT001 -- Qt's signal
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setIcon(icons.icon("eye-off" if shown else "eye", "secondary"))


class _Twice(QWidget):
    """Two fields for a secret, and a sentence about what was typed so far."""

    edited = Signal()

    def __init__(self, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first_edit = SecretEdit(first)
        self.second_edit = SecretEdit(second)
        self._sentence_label = QLabel()
        self._sentence_label.setWordWrap(True)
        self._sentence_label.setFont(style.small_font())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(4))
        for text, edit in ((first, self.first_edit), (second, self.second_edit)):
            caption = QLabel(text)
            caption.setBuddy(edit)
            style.set_role(caption, "secondary")
            layout.addWidget(caption)
            layout.addWidget(edit)
            edit.textEdited.connect(self._on_edited)
        layout.addWidget(self._sentence_label)

    def set_value(self, value: object) -> None:
        """Empty both fields: a secret is never shown again."""
        del value
        self.first_edit.clear()
        self.second_edit.clear()
        self._say()

    def value(self) -> str | None:
        """Return the secret when nothing keeps it from being taken, else None."""
        return None if self.trouble() else self.first_edit.text()

    def trouble(self) -> str:
        """Say what still keeps the secret from being taken; blank when nothing does."""
        raise NotImplementedError

    def judged(self) -> tuple[str, str]:
        """Return a sentence about what was typed, and its role."""
        raise NotImplementedError

    def differ_sentence(self) -> str:
        """Say that the two fields differ."""
        raise NotImplementedError

    def _say(self) -> None:
        sentence, role = self.judged()
        second = self.second_edit.text()
        if second and not self.first_edit.text().startswith(second):
            sentence, role = self.differ_sentence(), "danger"
        self._sentence_label.setText(sentence)
        style.set_role(self._sentence_label, role)

    @Slot()
    def _on_edited(self) -> None:
        self._say()
        self.edited.emit()


class NewPassphrase(_Twice):
    """Asks for a new passphrase twice and says how good it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.known: tuple[str, ...] = ()
        super().__init__(_("Passphrase"), _("Passphrase once more"), parent)
        self._say()

    def trouble(self) -> str:
        """Say what still keeps the passphrase from being taken; blank when nothing does."""
        if len(self.first_edit.text()) < LEAST:
            return _("The passphrase needs at least {count} characters.").format(count=LEAST)
        if self.first_edit.text() != self.second_edit.text():
            return self.differ_sentence()
        return ""

    def judged(self) -> tuple[str, str]:
        """Say how good the passphrase is."""
        return strength(self.first_edit.text(), *self.known)

    def differ_sentence(self) -> str:
        """Say that the two fields differ."""
        return _("The two passphrases are not the same.")


class NewPin(_Twice):
    """Asks for a new PIN twice; the same digit over and over is refused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("PIN"), _("PIN once more"), parent)
        digits = QRegularExpression(f"[0-9]{{0,{MOST_DIGITS}}}")
        for edit in (self.first_edit, self.second_edit):
            edit.setValidator(QRegularExpressionValidator(digits, edit))
            edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._say()

    def trouble(self) -> str:
        """Say what still keeps the PIN from being taken; blank when nothing does."""
        pin = self.first_edit.text()
        if len(pin) < LEAST_DIGITS:
            return _("A PIN needs at least {count} digits.").format(count=LEAST_DIGITS)
        if _is_simple(pin):
            return _("This PIN is easy to guess. Mix the digits.")
        return "" if pin == self.second_edit.text() else self.differ_sentence()

    def judged(self) -> tuple[str, str]:
        """Say what is still missing."""
        pin = self.first_edit.text()
        if not pin:
            return _("No birthday and no row of digits, please."), "secondary"
        if len(pin) < LEAST_DIGITS:
            missing = LEAST_DIGITS - len(pin)
            return _("Too short: {count} more digits, please.").format(count=missing), "danger"
        if _is_simple(pin):
            return _("This PIN is easy to guess. Mix the digits."), "attention"
        return _("Good."), "good"

    def differ_sentence(self) -> str:
        """Say that the two fields differ."""
        return _("The two PINs are not the same.")


def _is_simple(pin: str) -> bool:
    """Whether a PIN is one digit, or digits in a row."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps <= {0} or steps in ({1}, {-1})
