"""Tabs and stacks whose pages are dressed when they are first looked at.

A style sheet costs Qt some 9 kB and a good part of a millisecond for every widget it dresses, and
Qt dresses all children of what it shows, the pages behind it too. A page here waits undressed in
a room of its own and moves in when the room is first shown.
"""

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QTabWidget, QVBoxLayout, QWidget


class _Room(QWidget):
    """Keeps one page; it has no layout before, so that nobody measures what nobody sees."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.page = page
        self.ensurePolished()  # while it is empty: Qt then never looks at its children again
        page.hide()
        page.setParent(self)
        # Every new widget asks to be dressed at the next turn; what is shown is dressed anyway.
        QCoreApplication.removePostedEvents(None, QEvent.Type.PolishRequest)  # type: ignore[arg-type]

    def showEvent(self, event: QShowEvent) -> None:
        """Let the page move in."""
        if self.layout() is None:
            layout = QVBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self.page)
            self.setFocusProxy(self.page)
            self.page.show()
            layout.activate()
        super().showEvent(event)


class Scroll(QScrollArea):
    """A frameless area that scrolls what it holds, and measures it only once it is seen."""

    def __init__(self, held: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._held: QWidget | None = None
        if held is not None:
            self.hold(held)

    def hold(self, held: QWidget) -> None:
        """Scroll this widget."""
        self._held = held
        held.hide()
        held.setParent(self)  # asking for the viewport would make PySide look at every class it has

    def showEvent(self, event: QShowEvent) -> None:
        """Let what is held move in."""
        if self.widget() is None and self._held is not None:
            self.setWidget(self._held)
            self._held.show()
        super().showEvent(event)


class Tabs(QTabWidget):
    """Tabs named by the pages that were added, not by the rooms they are in."""

    def addTab(self, page: QWidget, label: str) -> int:  # type: ignore[override]
        """Add a page at the end."""
        return super().addTab(_Room(page), label)

    def widget(self, index: int) -> Any:
        """Return the page of a tab."""
        return _page(super().widget(index))

    def currentWidget(self) -> Any:
        """Return the page in front."""
        return _page(super().currentWidget())

    def indexOf(self, page: QWidget) -> int:
        """Return the number of a page's tab, -1 where it has none."""
        return next((n for n in range(self.count()) if self.widget(n) is page), -1)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.setCurrentIndex(self.indexOf(page))


class Stack(QStackedWidget):
    """Pages of which one is seen."""

    def addWidget(self, page: QWidget) -> int:
        """Add a page at the end."""
        return super().addWidget(_Room(page))

    def widget(self, index: int) -> Any:
        """Return a page."""
        return _page(super().widget(index))

    def currentWidget(self) -> Any:
        """Return the page in front."""
        return _page(super().currentWidget())

    def indexOf(self, page: QWidget) -> int:
        """Return the number of a page, -1 where it is not here."""
        return next((n for n in range(self.count()) if self.widget(n) is page), -1)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.setCurrentIndex(self.indexOf(page))


def _page(room: QWidget | None) -> Any:
    """Return what is in a room; None past the end."""
    return room.page if isinstance(room, _Room) else room
