"""Buttons: one primary per page, the rest plain; each says its key in the tooltip.

Space and Enter press the button that has the focus, in a box and in a page alike.
"""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShortcutEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from fieldkit.ui.widgets import hotkeys, icons, style

Kind = Literal["plain", "primary", "danger", "quiet", "link", "chip", "day"]

SAVE_KEYS = ("Ctrl+S", "Ctrl+Return")  # both, wherever something is saved

_ICON_ROLES = {"primary": "on_accent", "danger": "danger", "link": "accent"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    icon: str | None = None,
    kind: Kind = "plain",
    key: str | tuple[str, ...] | None = None,
    tip: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """Make a push button; `key` such as "Ctrl+N" also becomes its shortcut and tooltip.

    Of several keys all press it and the first is shown.
    """
    key, *others = (key,) if key is None or isinstance(key, str) else key
    made = _Button(text, parent)
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if icon:
        made.setIcon(icons.icon(icon, _ICON_ROLES.get(kind, "text")))
        made.setIconSize(_icon_size(gap=5))
    if key:
        made.setShortcut(hotkeys.sequence(key))
    for other in others:
        made.grabShortcut(hotkeys.sequence(other))
    made.setToolTip(_tip(tip or text, key) if key or tip else "")
    if on_click is not None:
        made.clicked.connect(on_click)
    return made


class _Button(QPushButton):
    """Keeps its key when its words change; Qt's own drops it.

    Its key acts at once: Qt's own waits 100 ms, and keys typed meanwhile go to the wrong place.
    """

    def event(self, event: QEvent) -> bool:
        """Click at once when the key is pressed."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the space bar."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def setText(self, text: str) -> None:
        """Show other words, and let a screen reader say them; no words at all keep the name."""
        key = self.shortcut()
        if text and self.accessibleName() == self.text():
            self.setAccessibleName(text)
        super().setText(text)
        if not key.isEmpty():
            self.setShortcut(key)


def icon_button(
    icon: str,
    name: str,
    on_click: Callable[[], object] | None = None,
    *,
    key: str | None = None,
    role: str = "text",
    parent: QWidget | None = None,
) -> QToolButton:
    """Make a small square button; its name is the tooltip and what screen readers say."""
    made = _IconButton(parent)
    made.setIcon(icons.icon(icon, role))
    made.setIconSize(_icon_size())
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setMinimumSize(style.control_height(), style.control_height())
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(name)
    made.setToolTip(_tip(name, key))
    if key:
        made.setShortcut(hotkeys.sequence(key))
    if on_click is not None:
        made.clicked.connect(on_click)
    return made


class _IconButton(QToolButton):
    """As quick as the others: a month must have turned before the next key is typed."""

    def event(self, event: QEvent) -> bool:
        """Click at once when the key is pressed."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the space bar."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Click when the key is Enter; a button of our own asks this in `keyPressEvent`."""
    keypad = Qt.KeyboardModifier.KeypadModifier
    if event.key() not in _ENTER or event.modifiers() & ~keypad:
        return False
    if not event.isAutoRepeat():
        button.click()
    event.accept()
    return True


def _icon_size(gap: int = 0) -> QSize:
    return QSize(style.px(18) + style.px(gap), style.px(18))


def _tip(text: str, key: str | None) -> str:
    if not key:
        return text
    named = hotkeys.shown(key)
    if not text:
        return named
    return text if text.endswith(")") and "+" in text.rpartition("(")[2] else f"{text} ({named})"
