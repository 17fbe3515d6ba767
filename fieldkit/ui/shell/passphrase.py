"""How good a passphrase is, in a sentence, and the pair of fields that asks for one."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import icons, style

LEAST = 8
_STRONG = 14
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
    """A field for a secret, with an eye that shows it while it is on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._eye = QAction(icons.icon("eye", "secondary"), _("Show what is typed"), self)
        self._eye.setCheckable(True)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._eye.toggled.connect(self._on_eye_toggled)

    @Slot(bool)
    def _on_eye_toggled(self, shown: bool) -> None:  # noqa: FBT001 -- Qt's signal
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setIcon(icons.icon("eye-off" if shown else "eye", "secondary"))


class NewPassphrase(QWidget):
    """Asks for a new passphrase twice and says how good it is."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known: tuple[str, ...] = ()
        self.first_edit = SecretEdit(_("Passphrase"))
        self.second_edit = SecretEdit(_("Passphrase once more"))
        self._sentence_label = QLabel()
        self._sentence_label.setWordWrap(True)
        self._sentence_label.setFont(style.small_font())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(4))
        for text, edit in (
            (_("Passphrase"), self.first_edit),
            (_("Passphrase once more"), self.second_edit),
        ):
            caption = QLabel(text)
            caption.setBuddy(edit)
            style.set_role(caption, "secondary")
            layout.addWidget(caption)
            layout.addWidget(edit)
            edit.textEdited.connect(self._on_edited)
        layout.addWidget(self._sentence_label)
        self._say()

    def value(self) -> str | None:
        """Return the passphrase when both fields agree and it is long enough, else None."""
        first = self.first_edit.text()
        return first if len(first) >= LEAST and first == self.second_edit.text() else None

    def set_value(self, value: object) -> None:
        """Empty both fields: a passphrase is never shown again."""
        del value
        self.first_edit.clear()
        self.second_edit.clear()
        self._say()

    def trouble(self) -> str:
        """Say what still keeps the passphrase from being taken; blank when nothing does."""
        if len(self.first_edit.text()) < LEAST:
            return _("The passphrase needs at least {count} characters.").format(count=LEAST)
        if self.first_edit.text() != self.second_edit.text():
            return _("The two passphrases are not the same.")
        return ""

    def _say(self) -> None:
        sentence, role = strength(self.first_edit.text(), *self.known)
        second = self.second_edit.text()
        if second and not self.first_edit.text().startswith(second):
            sentence, role = _("The two passphrases are not the same."), "danger"
        self._sentence_label.setText(sentence)
        style.set_role(self._sentence_label, role)

    @Slot()
    def _on_edited(self) -> None:
        self._say()
        self.edited.emit()
