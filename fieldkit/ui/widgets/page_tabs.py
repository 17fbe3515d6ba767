"""Tabs that ask for the room of the page in front, not of the tallest one behind."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.rooms import Tabs


class PageTabs(Tabs):
    """A page that needs more than the window has scrolls alone; its neighbours do not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.currentChanged.connect(self._on_current_changed)

    def hasHeightForWidth(self) -> bool:
        """Answer heights through `minimumSizeHint`, for the page in front only."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Ask for the least room of the page in front."""
        return QSize(super().minimumSizeHint().width(), self._bar_height() + self._least())

    def sizeHint(self) -> QSize:
        """Ask for what the page in front would like."""
        page = self.currentWidget()
        wanted = page.sizeHint().height() if page is not None else 0
        return QSize(super().sizeHint().width(), self._bar_height() + max(wanted, self._least()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure anew where wrapped lines need another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _bar_height(self) -> int:
        return self.tabBar().sizeHint().height()

    def _least(self) -> int:
        page: QWidget | None = self.currentWidget()
        if page is None:
            return 0
        layout = page.layout()
        if layout is not None and layout.hasHeightForWidth() and self.width() > 0:
            return layout.minimumHeightForWidth(self.width())
        return page.minimumSizeHint().height()

    @Slot(int)
    def _on_current_changed(self, _number: int) -> None:
        self.updateGeometry()
