"""The program's icons: Lucide drawings, tinted by role and sharp at any screen density."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fieldkit.core import paths
from fieldkit.ui.widgets import style


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon that follows the theme; `role` names a colour token."""
    return QIcon(_Engine(name, role))


def pixmap(name: str, size: int, role: str = "text", ratio: float = 1.0) -> QPixmap:
    """Return one drawing at `size` logical pixels in a token's colour."""
    return drawn(name, style.colour(role).name(), size, ratio)


class _Engine(QIconEngine):
    """Draws at the moment of painting, so a change of theme needs no new icons."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        drawing = self._drawing(side, mode, painter.device().devicePixelRatioF())
        # a box wider than high is an icon with room for the text behind it
        left = rect.x() if rect.width() > rect.height() else rect.x() + (rect.width() - side) // 2
        top = rect.y() + (rect.height() - side) // 2
        painter.drawPixmap(left, top, drawing)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float
    ) -> QPixmap:
        side = min(size.width(), size.height())
        drawing = self._drawing(side, mode, scale)
        if size.width() <= size.height():
            return drawing
        wide = QPixmap(size * scale)
        wide.setDevicePixelRatio(scale)
        wide.fill(Qt.GlobalColor.transparent)
        painter = QPainter(wide)
        painter.drawPixmap(0, 0, drawing)
        painter.end()
        return wide

    def _drawing(self, side: int, mode: QIcon.Mode, ratio: float) -> QPixmap:
        role = "input_border" if mode == QIcon.Mode.Disabled else self._role
        return pixmap(self._name, side, role, ratio)


@lru_cache(maxsize=512)
def drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return one drawing in any colour, kept for the next time."""
    side = max(1, round(size * ratio))
    drawing = QPixmap(side, side)
    drawing.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawing)
    _renderer(name, colour).render(painter, QRectF(0, 0, side, side))
    painter.end()
    drawing.setDevicePixelRatio(ratio)
    return drawing


def _renderer(name: str, colour: str) -> QSvgRenderer:
    source = Path(_folder(), f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))


@lru_cache(maxsize=1)
def _folder() -> str:
    return str(paths.resources() / "icons")
