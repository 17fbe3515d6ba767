"""Charts without axes: a strip of heat cells and a ring."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.chart_frame import Chart, percent, plain


class HeatCell(NamedTuple):
    """One cell of a strip: `share` from 0 to 1, None when not known; `text` stands inside."""

    label: str
    share: float | None
    text: str = ""


class HeatStrip(Chart):
    """A wrapping row of cells, the darker the more; the number is always written too."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._cells: Sequence[HeatCell] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_cells(self, cells: Sequence[HeatCell]) -> None:
        """Show these cells."""
        self._cells = tuple(cells)
        self._describe()
        self.updateGeometry()

    def _count(self) -> int:
        return len(self._cells)

    def _described(self, index: int) -> str:
        cell = self._cells[index]
        words = cell.text or (_("not known") if cell.share is None else percent(cell.share * 100))
        return f"{cell.label}: {words}"

    def _cell_size(self) -> QSize:
        return QSize(style.text_width(13), style.px(52))

    def _columns(self, width: int) -> int:
        return max(1, width // (self._cell_size().width() + style.px(4)))

    def hasHeightForWidth(self) -> bool:
        """Return True: a narrower strip has more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height all rows take."""
        rows = ceil(max(1, len(self._cells)) / self._columns(width))
        return rows * (self._cell_size().height() + style.px(4)) + style.px(4)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        width = max(self.width(), style.px(320))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the size of one column at the present width."""
        return QSize(self._cell_size().width(), self.heightForWidth(max(self.width(), 1)))

    def _box(self, index: int) -> QRectF:
        columns = self._columns(self.width())
        gap, size = style.px(4), self._cell_size()
        width = (self.width() - gap * 2 - gap * (columns - 1)) / columns
        row, column = divmod(index, columns)
        left = gap + column * (width + gap)
        return QRectF(left, gap + row * (size.height() + gap), width, size.height())

    def _index_at(self, place: QPointF) -> int:
        found = (i for i in range(len(self._cells)) if self._box(i).contains(place))
        return next(found, -1)

    def _place_of(self, index: int) -> QPointF:
        return self._box(index).center()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, cell in enumerate(self._cells):
            self._draw_cell(painter, index, cell)
        self._draw_focus(painter)
        painter.end()

    def _draw_cell(self, painter: QPainter, index: int, cell: HeatCell) -> None:
        box = self._box(index)
        share = cell.share or 0
        fill = _mixed(style.colour("accent_soft"), style.colour("accent"), share)
        if cell.share is None:
            fill = style.colour("raised")
        painter.setPen(
            QPen(style.colour("text"), 2) if index == self._hovered else Qt.PenStyle.NoPen
        )
        painter.setBrush(fill)
        painter.drawRoundedRect(box, style.px(6), style.px(6))
        ink = max(
            ("text", "on_accent"),
            key=lambda role: style.contrast(style.colour(role).name(), fill.name()),
        )
        painter.setPen(style.colour(ink))
        inside = box.adjusted(style.px(6), style.px(6), -style.px(6), -style.px(6))
        painter.setFont(style.small_font())
        metrics = painter.fontMetrics()
        label = metrics.elidedText(cell.label, Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(inside, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, label)
        painter.setFont(style.strong_font())
        text = cell.text or ("–" if cell.share is None else percent(cell.share * 100))
        painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, text)


class Ring(QWidget):
    """A share of a whole as a ring with the figures in its middle."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._done: int | None = None
        self._total = 0
        self._role = "accent"
        self.setAccessibleName(name)
        side = style.px(112)
        self.setMinimumSize(side, side)

    def show_share(self, done: int | None, total: int, *, role: str = "accent") -> None:
        """Show `done` of `total`; None means nobody knows yet."""
        self._done, self._total, self._role = done, total, role
        self.setAccessibleDescription(self._words())
        self.setToolTip(f"{self._name}: {self._words()}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(style.px(128), style.px(128))

    def _words(self) -> str:
        if self._done is None:
            return _("not known")
        return _("{done} of {total}").format(done=plain(self._done), total=plain(self._total))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring and figures."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height(), style.px(160)) - style.px(14)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        width = style.px(10)
        painter.setPen(QPen(style.colour("border"), width))
        painter.drawEllipse(box)
        if self._done and self._total:
            share = min(1.0, self._done / self._total)
            pen = QPen(style.colour(self._role), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(box, 90 * 16, -round(360 * 16 * share))
        painter.setPen(style.colour("text"))
        painter.setFont(style.large_font())
        middle = Qt.AlignmentFlag.AlignHCenter
        upper = QRectF(box.left(), box.top(), side, side * 0.58)
        lower = QRectF(box.left(), box.top() + side * 0.56, side, side * 0.4)
        figure = "–" if self._done is None else plain(self._done)
        painter.drawText(upper, middle | Qt.AlignmentFlag.AlignBottom, figure)
        painter.setFont(style.small_font())
        painter.setPen(style.colour("secondary"))
        whole = _("of {total}").format(total=plain(self._total))
        painter.drawText(lower, middle | Qt.AlignmentFlag.AlignTop, whole)
        painter.end()


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    part = min(1.0, max(0.0, share))
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * part,
        one.greenF() + (other.greenF() - one.greenF()) * part,
        one.blueF() + (other.blueF() - one.blueF()) * part,
    )
