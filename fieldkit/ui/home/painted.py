"""Lines and tiles painted by hand: a page of sixty of them must open at once."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from fieldkit.ui.widgets import buttons, icons, style


class _Painted(QAbstractButton):
    """A button that draws itself; mouse, keys and screen reader treat it as any other."""

    def __init__(self, name: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setToolTip("\n".join(part for part in (name, description) if part))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.target: object = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the space bar."""
        if not buttons.pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Rest."""
        self.update()
        super().leaveEvent(event)

    def _ground(self, painter: QPainter, *, fill: str, border: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = style.px(8)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.colour(border), 1) if border else Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(style.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _icon(self, painter: QPainter, name: str, role: str, side: int, at: QPointF) -> None:
        drawing = icons.pixmap(name, side, role, self.devicePixelRatioF())
        painter.drawPixmap(at, drawing)


class Line(_Painted):
    """One row of a card: icon, words, a quiet second line, and a figure at the right."""

    def __init__(
        self,
        text: str,
        detail: str = "",
        *,
        icon: str = "",
        role: str = "secondary",
        figure: str = "",
        figure_role: str = "secondary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, " · ".join(part for part in (detail, figure) if part), parent)
        self._text, self._detail, self._figure = text, detail, figure
        self._icon_name, self._role, self._figure_role = icon, role, figure_role
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(style.px(120))

    def sizeHint(self) -> QSize:
        """Return the height of one line or two."""
        upper = QFontMetrics(style.font()).height()
        lower = QFontMetrics(style.small_font()).height() if self._detail else 0
        least = style.px(44) if self._detail else style.px(36)
        return QSize(style.px(280), max(least, upper + lower + style.px(12), 32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        del event
        painter = QPainter(self)
        is_lit = self.underMouse() or self.isChecked()
        fill = "accent_soft" if self.isChecked() else "raised" if is_lit else ""
        self._ground(painter, fill=fill, border="")
        inner = self.rect().adjusted(style.px(8), style.px(4), -style.px(8), -style.px(4))
        if self._icon_name:
            side = style.px(18)
            top = inner.top() + (inner.height() - side) / 2
            self._icon(painter, self._icon_name, self._role, side, QPointF(inner.left(), top))
            inner.setLeft(inner.left() + side + style.px(10))
        if self._figure:
            painter.setFont(style.strong_font())
            painter.setPen(style.colour(self._figure_role))
            width = painter.fontMetrics().horizontalAdvance(self._figure)
            painter.drawText(inner, style.ALIGNMENTS["right"], self._figure)
            inner.setRight(inner.right() - width - style.px(10))
        self._draw_words(painter, inner)
        painter.end()

    def _draw_words(self, painter: QPainter, box: QRect) -> None:
        font, small = style.font(strong=self.isChecked()), style.small_font()
        upper = QFontMetrics(font).height()
        lower = QFontMetrics(small).height() if self._detail else 0
        top = box.top() + (box.height() - upper - lower) // 2
        painter.setFont(font)
        painter.setPen(style.colour("text"))
        self._draw_line(painter, QRect(box.left(), top, box.width(), upper), self._text)
        if self._detail:
            painter.setFont(small)
            painter.setPen(style.colour("secondary"))
            self._draw_line(
                painter, QRect(box.left(), top + upper, box.width(), lower), self._detail
            )

    @staticmethod
    def _draw_line(painter: QPainter, box: QRect, text: str) -> None:
        mode = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, mode, box.width())
        painter.drawText(box, style.ALIGNMENTS["left"], shown)


class StateTile(_Painted):
    """A small tile: a name, one quiet line, and a state in words with its icon and colour."""

    def __init__(
        self,
        name: str,
        detail: str,
        state: str,
        *,
        role: str,
        icon: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, " · ".join(part for part in (state, detail) if part), parent)
        self._name, self._detail, self._state = name, detail, state
        self._role, self._icon_name = role, icon
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of two small lines under a name."""
        small = QFontMetrics(style.small_font()).height()
        height = QFontMetrics(style.strong_font()).height() + 2 * small + style.px(24)
        return QSize(style.px(136), height)

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and the least width."""
        return QSize(style.px(112), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile."""
        del event
        painter = QPainter(self)
        soft = f"{self._role}_soft"
        fill = soft if self._role in {"good", "attention", "danger", "accent"} else "surface"
        border = self._role if self.underMouse() else "border"
        self._ground(painter, fill=fill, border="accent" if border == "secondary" else border)
        pad = style.px(10)
        box = self.rect().adjusted(pad, style.px(8), -pad, -style.px(8))
        y = box.top()
        y = self._row(
            painter, style.strong_font(), "text", self._name, QRect(box.left(), y, box.width(), 0)
        )
        y += style.px(2)
        side = style.px(14)
        small = style.small_font()
        height = QFontMetrics(small).height()
        self._icon(
            painter, self._icon_name, self._role, side,
            QPointF(box.left(), y + (height - side) / 2),
        )  # fmt: skip
        words = QRect(box.left() + side + style.px(5), y, box.width() - side - style.px(5), 0)
        y = self._row(painter, small, self._role, self._state, words)
        self._row(
            painter,
            small,
            "secondary",
            self._detail,
            QRect(box.left(), y + style.px(2), box.width(), 0),
        )
        painter.end()

    @staticmethod
    def _row(painter: QPainter, font: object, role: str, text: str, box: QRect) -> int:
        painter.setFont(font)  # type: ignore[arg-type]
        metrics = painter.fontMetrics()
        box.setHeight(metrics.height())
        painter.setPen(style.colour(role))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, style.ALIGNMENTS["left"], shown)
        return box.bottom() + 1
