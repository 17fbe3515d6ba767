"""Small charts drawn by hand: bars, lines, a heat strip and a ring.

A value of None is not known and leaves a gap; it is never drawn as zero. Every chart can be
walked with the arrow keys, says its numbers to screen readers, and Enter or a click emits
`picked(index)`, so that each figure can open its rows.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
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


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values with its name and colour role."""

    name: str
    values: Sequence[Value]
    role: str = "accent"


class _Chart(QWidget):
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


class _AxisChart(_Chart):
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


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell of a strip: `share` from 0 to 1, None when not known; `text` stands inside."""

    label: str
    share: float | None
    text: str = ""


class HeatStrip(_Chart):
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


def _nice_step(rough: float) -> float:
    if rough <= 1:
        return 1
    size: float = 10 ** floor(log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        step = size * factor
        if step >= rough and step == int(step):
            return step
    return size * 10
