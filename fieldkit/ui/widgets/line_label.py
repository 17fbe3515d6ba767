"""A label that wraps, or keeps to one line where a page has little height."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.ui.widgets import style


class LineLabel(QLabel):
    """What does not fit on its one line ends in dots, and the tooltip says it whole."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_single = False
        self.setWordWrap(True)

    def set_single(self, single: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Keep to one line, or wrap again."""
        self._is_single = single
        self.setWordWrap(not single)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Ask for little width on one line."""
        hint = super().minimumSizeHint()
        return QSize(style.px(24), hint.height()) if self._is_single else hint

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is cut."""
        if event.type() == QEvent.Type.ToolTip and self._is_single and not self.toolTip():
            self.setToolTip(self.text())
            try:
                return super().event(event)
            finally:
                self.setToolTip("")
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the one line as fits."""
        if not self._is_single:
            super().paintEvent(event)
            return
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter = QPainter(self)
        self.style().drawItemText(
            painter, room, int(self.alignment()), self.palette(), self.isEnabled(), shown,
            self.foregroundRole(),
        )  # fmt: skip
        painter.end()
