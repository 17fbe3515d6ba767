"""Small charts drawn by hand: bars, lines, a heat strip and a ring.

A value of None is not known and leaves a gap; it is never drawn as zero. Every chart can be
walked with the arrow keys, says its numbers to screen readers, and Enter or a click emits
`picked(index)`, so that each figure can open its rows.
"""

import itertools
from collections.abc import Sequence
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.chart_frame import (
    Chart,
    Format,
    Series,
    Value,
    compact_rupiah,
    percent,
    plain,
)
from fieldkit.ui.widgets.chart_shapes import HeatCell, HeatStrip, Ring

__all__ = [
    "BarChart",
    "HeatCell",
    "HeatStrip",
    "LineChart",
    "Ring",
    "Series",
    "Value",
    "compact_rupiah",
    "percent",
    "plain",
]


class _AxisChart(Chart):
    """Values over labels with a scale at the left."""

    def __init__(
        self,
        name: str,
        *,
        text: Format = plain,
        most: float | None = None,
        height: int = 180,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, text=text, parent=parent)
        self._labels: Sequence[str] = ()
        self._series: Sequence[Series] = ()
        self._fixed_most = most
        self._wanted_height = style.px(height)
        self.setMinimumHeight(style.px(120))

    def show_data(self, labels: Sequence[str], *series: Series) -> None:
        """Show these values; each series has one per label."""
        self._labels, self._series = tuple(labels), series
        self._describe()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(style.px(360), self._wanted_height)

    def _count(self) -> int:
        return len(self._labels)

    def _described(self, index: int) -> str:
        parts = []
        for series in self._series:
            value = series.values[index]
            words = _("not known") if value is None else self._text(value)
            parts.append(f"{series.name} {words}" if series.name else words)
        return f"{self._labels[index]}: {', '.join(parts)}"

    def _ticks(self) -> list[float]:
        known = [v for s in self._series for v in s.values if v is not None]
        most = self._fixed_most or max([*known, 0])
        least = min([*known, 0])
        step = _nice_step((most - least) / 4)
        first, last = floor(least / step), ceil(most / step) if most > 0 else 0
        last = max(last, first + 1)
        return [step * number for number in range(first, last + 1)]

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(style.small_font())
        widest = max(metrics.horizontalAdvance(self._text(t)) for t in self._ticks())
        legend = metrics.height() + style.px(10) if self._has_legend() else 0
        return QRectF(self.rect()).adjusted(
            widest + style.px(12),
            style.px(10) + legend,
            -style.px(8),
            -(metrics.height() + style.px(10)),
        )

    def _has_legend(self) -> bool:
        return len(self._series) > 1

    def _slot(self, index: int, area: QRectF) -> QRectF:
        width = area.width() / max(1, len(self._labels))
        return QRectF(area.left() + width * index, area.top(), width, area.height())

    def _level(self, value: float, area: QRectF) -> float:
        ticks = self._ticks()
        part = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return area.bottom() - part * area.height()

    def _index_at(self, place: QPointF) -> int:
        area = self._area()
        if not self._labels or not area.left() <= place.x() <= area.right():
            return -1
        width = area.width() / len(self._labels)
        return min(len(self._labels) - 1, int((place.x() - area.left()) / width))

    def _place_of(self, index: int) -> QPointF:
        return self._slot(index, self._area()).center()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scale, labels, values and, with several series, the legend."""
        del event
        painter = QPainter(self)
        painter.setFont(style.small_font())
        area = self._area()
        self._draw_scale(painter, area)
        self._draw_labels(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_values(painter, area)
        if self._has_legend():
            self._draw_legend(painter, area)
        self._draw_focus(painter)
        painter.end()

    def _draw_scale(self, painter: QPainter, area: QRectF) -> None:
        height = painter.fontMetrics().height()
        for tick in self._ticks():
            level = round(self._level(tick, area)) + 0.5
            painter.setPen(QPen(style.colour("input_border" if tick == 0 else "border"), 1))
            painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
            painter.setPen(style.colour("secondary"))
            box = QRectF(0, level - height / 2, area.left() - style.px(8), height)
            painter.drawText(box, style.ALIGNMENTS["right"], self._text(tick))

    def _draw_labels(self, painter: QPainter, area: QRectF) -> None:
        if not self._labels:
            return
        metrics = QFontMetricsF(painter.font())
        widest = max(metrics.horizontalAdvance(label) for label in self._labels)
        room = area.width() / len(self._labels)
        every = max(1, ceil((widest + style.px(6)) / max(room, 1)))
        top = area.bottom() + style.px(6)
        for index, label in enumerate(self._labels):
            if index % every:
                continue
            middle = self._slot(index, area).center().x()
            box = QRectF(middle - widest, top, widest * 2, metrics.height())
            is_hovered = index == self._hovered
            painter.setPen(style.colour("text" if is_hovered else "secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        left, side = area.left(), style.px(10)
        middle = style.px(8) + metrics.height() / 2
        for series in self._series:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour(series.role))
            painter.drawRoundedRect(QRectF(left, middle - side / 2, side, side), 2, 2)
            left += side + style.px(6)
            painter.setPen(style.colour("secondary"))
            painter.drawText(QPointF(left, middle + metrics.ascent() / 2 - 1), series.name)
            left += metrics.horizontalAdvance(series.name) + style.px(16)

    def _draw_values(self, painter: QPainter, area: QRectF) -> None:
        raise NotImplementedError


class BarChart(_AxisChart):
    """Bars side by side over each label."""

    def _draw_values(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        count = max(1, len(self._series))
        for index in range(len(self._labels)):
            slot = self._slot(index, area)
            group = min(slot.width() * 0.66, style.px(56) * count)
            width = group / count
            left = slot.center().x() - group / 2
            for place, series in enumerate(self._series):
                value = series.values[index]
                bar_left = left + width * place
                if value is None:
                    self._draw_unknown(painter, bar_left + width / 2, area)
                else:
                    gap = style.px(1) if count > 1 else 0
                    self._draw_bar(painter, bar_left + gap, width - 2 * gap, value, index, area)

    def _draw_bar(
        self, painter: QPainter, left: float, width: float, value: float, index: int, area: QRectF
    ) -> None:
        series = self._series[self._series_at(left, index, area)]
        fill = style.colour(series.role)
        if self._hovered >= 0 and index != self._hovered:
            fill.setAlphaF(0.45)
        zero, level = self._level(0, area), self._level(value, area)
        box = QRectF(left, min(zero, level), width, abs(zero - level))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        radius = min(style.px(4), box.height(), width / 2)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(box, radius, radius)
        if value > 0:
            path.addRect(box.adjusted(0, box.height() / 2, 0, 0))
        painter.drawPath(path.simplified())

    def _series_at(self, left: float, index: int, area: QRectF) -> int:
        slot = self._slot(index, area)
        group = min(slot.width() * 0.66, style.px(56) * len(self._series))
        offset = left - (slot.center().x() - group / 2)
        return min(len(self._series) - 1, int(offset / (group / len(self._series)) + 0.01))

    @staticmethod
    def _draw_unknown(painter: QPainter, middle: float, area: QRectF) -> None:
        painter.setPen(style.colour("secondary"))
        box = QRectF(middle - 20, area.bottom() - style.px(22), 40, style.px(20))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
        painter.setPen(Qt.PenStyle.NoPen)


class LineChart(_AxisChart):
    """Points joined where both neighbours are known."""

    def _draw_values(self, painter: QPainter, area: QRectF) -> None:
        for series in self._series:
            colour = style.colour(series.role)
            points = [
                None
                if value is None
                else QPointF(self._slot(index, area).center().x(), self._level(value, area))
                for index, value in enumerate(series.values)
            ]
            painter.setPen(QPen(colour, max(2, style.px(2))))
            for one, other in itertools.pairwise(points):
                if one is not None and other is not None:
                    painter.drawLine(one, other)
            self._draw_points(painter, points, colour)

    def _draw_points(
        self, painter: QPainter, points: Sequence[QPointF | None], colour: QColor
    ) -> None:
        for index, point in enumerate(points):
            if point is None:
                continue
            radius = style.px(5 if index == self._hovered else 3.5)
            painter.setPen(QPen(colour, 2))
            is_hovered = index == self._hovered
            painter.setBrush(colour if is_hovered else style.colour("surface"))
            painter.drawEllipse(point, radius, radius)


def _nice_step(rough: float) -> float:
    if rough <= 1:
        return 1
    size: float = 10 ** floor(log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        step = size * factor
        if step >= rough and step == int(step):
            return step
    return size * 10
