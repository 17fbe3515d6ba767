"""What all charts share: numbers as words, hovering, keys and the spoken description."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from fieldkit.core.i18n import _
from fieldkit.core.money import format_number
from fieldkit.ui.widgets import style

Value = int | float | None
Format = Callable[[float], str]


def plain(value: float) -> str:
    """Return a number as Indonesians write it: 1.500 or 12,5."""
    if value == int(value):
        return format_number(int(value))
    return f"{value:.1f}".replace(".", ",")


def percent(value: float) -> str:
    """Return 80 as 80%."""
    return f"{plain(round(value, 1))}%"


def compact_rupiah(value: float) -> str:
    """Return 1500000 as Rp1,5 jt and 20000 as Rp20 rb."""
    size = abs(value)
    for factor, word in ((10**9, _("bn")), (10**6, _("m")), (10**3, _("k"))):
        if size >= factor:
            return f"Rp{plain(round(value / factor, 1))} {word}"
    return f"Rp{plain(round(value))}"


class Series(NamedTuple):
    """One row of values with its name and colour role."""

    name: str
    values: Sequence[Value]
    role: str = "accent"


class Chart(QWidget):
    """What all charts share: hovering, keys, focus ring and the description in words."""

    picked = Signal(int)

    def __init__(self, name: str, *, text: Format = plain, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._text = text
        self._hovered = -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _count(self) -> int:
        raise NotImplementedError

    def _described(self, index: int) -> str:
        raise NotImplementedError

    def _index_at(self, place: QPointF) -> int:
        raise NotImplementedError

    def _place_of(self, index: int) -> QPointF:
        raise NotImplementedError

    def _describe(self) -> None:
        described = [self._described(index) for index in range(self._count())]
        self.setAccessibleDescription("; ".join(described))
        self._hovered = -1
        self.update()

    def _hover(self, index: int) -> None:
        if index == self._hovered:
            return
        self._hovered = index
        self.update()
        if 0 <= index < self._count():
            place = self.mapToGlobal(self._place_of(index).toPoint())
            QToolTip.showText(place, self._described(index), self)
        else:
            QToolTip.hideText()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the value under the pointer."""
        self._hover(self._index_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the value the keys were on."""
        self._hover(-1)
        super().focusOutEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the value under the pointer."""
        index = self._index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and 0 <= index < self._count():
            self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, pick with Enter."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() and self._count():
            self._hover((max(self._hovered, -1) + steps[key]) % self._count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hovered >= 0:
            self.picked.emit(self._hovered)
        else:
            super().keyPressEvent(event)

    def _draw_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QPen(style.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = style.px(6)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
