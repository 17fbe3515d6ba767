"""Keys that a field would swallow and that belong to the window.

Ctrl+Z where nothing is typed yet; and on Linux, where Qt's fields know the editor's old keys,
Ctrl+K, Ctrl+E and their like: they would cut what was typed instead of opening the search.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

_OLD_KEYS = frozenset({Qt.Key.Key_D, Qt.Key.Key_E, Qt.Key.Key_K, Qt.Key.Key_U})


class UndoKeys(QObject):
    """Watches the field under the cursor; Qt's fields keep the keys even with nothing to undo."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the window's shortcut have a key the field would swallow."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return _is_old(event) or _is_idle(watched, event)
        return False

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = None  # a field that is gone watches itself no more
        if isinstance(now, QLineEdit | QPlainTextEdit | QComboBox):
            now.installEventFilter(self)
            self._field = now


def _is_old(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in _OLD_KEYS


def _is_idle(field: QObject, event: QKeyEvent) -> bool:
    if event.matches(QKeySequence.StandardKey.Undo):
        return not _may(field, "isUndoAvailable")
    if event.matches(QKeySequence.StandardKey.Redo):
        return not _may(field, "isRedoAvailable")
    return False


def _may(field: QObject, question: str) -> bool:
    asked: QObject | None = field
    if isinstance(field, QPlainTextEdit):
        asked = field.document()
    elif isinstance(field, QComboBox):
        asked = field.lineEdit()
    return asked is not None and bool(getattr(asked, question)())
