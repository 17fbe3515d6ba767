"""The program's own icon for the task bar: a notebook on the accent colour."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from fieldkit.ui.widgets import icons
from fieldkit.ui.widgets.style import LIGHT

_SIDES = (16, 32, 64)


def program_icon() -> QIcon:
    """Return the icon in the sizes a desktop asks for; the same in both themes."""
    icon = QIcon()
    for side in _SIDES:
        icon.addPixmap(_drawn(side))
    return icon


def _drawn(side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.accent))
    painter.drawRoundedRect(0, 0, side, side, side * 0.22, side * 0.22)
    inner = round(side * 0.66)
    place = (side - inner) // 2
    painter.drawPixmap(place, place, icons.drawn("notebook-pen", LIGHT.on_accent, inner, 1.0))
    painter.end()
    return pixmap
