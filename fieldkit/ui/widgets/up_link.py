"""The link from a page to the one above it: it names that page, and Esc or Alt+Up press it too."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from fieldkit.ui.widgets import buttons

_KEY = "Alt+Up"


def up_link(page: QWidget, text: str, on_up: Callable[[], object]) -> QPushButton:
    """Make the link; Esc counts where nothing else on the page wants it."""
    link = buttons.button(text, on_up, icon="chevron-left", kind="link", key=_KEY)
    page.installEventFilter(_Escape(link, page))
    return link


class _Escape(QObject):
    """Presses the link when an Esc nobody used comes up to the page."""

    def __init__(self, link: QPushButton, page: QWidget) -> None:
        super().__init__(page)
        self._link = link

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._link.isVisible()
        ):
            self._link.click()
            return True
        return super().eventFilter(watched, event)
