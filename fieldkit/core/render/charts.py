"""Small charts in ink: bars and lines with their figures written out, readable in grey."""

import math
from typing import Any

from fieldkit.core import money
from fieldkit.core.render import fonts, lines
from fieldkit.core.render.blocks import MM, Frame
from fieldkit.core.render.document import Chart
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

INKS = ((0.10, 0.30, 0.50), (0.90, 0.58, 0.20), (0.35, 0.62, 0.60), (0.62, 0.64, 0.70))
SIZE = 7.5
TICKS = 4
Number = int | float | None


def steps(highest: float, lowest: float = 0) -> list[float]:
    """Return round axis values from at or below the lowest to at or above the highest."""
    span = (highest - lowest) or 1
    rough = span / TICKS
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough)
    if step < 1 and float(highest).is_integer() and float(lowest).is_integer():
        step = 1
    first = math.floor(lowest / step)
    after = max(math.ceil(highest / step), first + 1)
    return [number * step for number in range(first, after + 1)]


def written(value: float) -> str:
    """Return a figure as Indonesians write it."""
    if float(value).is_integer():
        return money.format_number(int(value))
    return f"{value:.2f}".rstrip("0").replace(".", ",")


class Drawing(Piece):
    """A measured chart."""

    __slots__ = ("axis", "chart", "labels", "width")

    def __init__(self, chart: Chart, frame: Frame) -> None:
        super().__init__(min(chart.height_mm * MM, frame.height * 0.9), gap=3 * MM)
        self.chart = chart
        self.width = frame.width
        known = [v for _name, values in chart.series for v in values if v is not None]
        self.axis = steps(max([*known, 0]), min([*known, 0]))
        self.labels = [frame.clean(label) for label in chart.labels]

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw title, legend, axis, then bars or lines."""
        canvas.saveState()
        y = top
        if self.chart.title:
            style = Style(fonts.BOLD, 9, 13, "center")
            lines.draw_line(canvas, self.chart.title, style, left, y, self.width)
            y -= 14
        if len(self.chart.series) > 1:
            self._draw_legend(canvas, left, y)
            y -= 13
        bottom = top - self.height + 14
        gutter = max(fonts.width(written(v), fonts.REGULAR, SIZE) for v in self.axis) + 6
        area = (left + gutter, bottom, self.width - gutter, y - bottom - 10)
        self._draw_axis(canvas, area)
        draw = self._draw_bars if self.chart.kind == "bar" else self._draw_lines
        draw(canvas, area)
        canvas.restoreState()

    def _draw_legend(self, canvas: Any, left: float, top: float) -> None:
        names = [name for name, _values in self.chart.series]
        used = sum(fonts.width(name, fonts.REGULAR, SIZE) + 24 for name in names)
        x = left + (self.width - used) / 2
        for number, name in enumerate(names):
            canvas.setFillColorRGB(*INKS[number % len(INKS)])
            canvas.rect(x, top - 9, 7, 7, stroke=0, fill=1)
            canvas.setFillGray(0)
            wide = fonts.width(name, fonts.REGULAR, SIZE)
            lines.draw_line(canvas, name, Style(size=SIZE, leading=11), x + 11, top, wide)
            x += wide + 24

    def _height_of(self, value: float, area: tuple[float, float, float, float]) -> float:
        low, high = self.axis[0], self.axis[-1]
        return area[1] + area[3] * (value - low) / (high - low)

    def _slot(self, number: int, area: tuple[float, float, float, float]) -> tuple[float, float]:
        wide = area[2] / max(len(self.labels), 1)
        return area[0] + number * wide, wide

    def _draw_axis(self, canvas: Any, area: tuple[float, float, float, float]) -> None:
        canvas.setLineWidth(0.4)
        style = Style(size=SIZE, leading=10, align="right")
        for value in self.axis:
            y = self._height_of(value, area)
            canvas.setStrokeGray(0.35 if value == 0 else 0.85)
            canvas.line(area[0], y, area[0] + area[2], y)
            lines.draw_line(canvas, written(value), style, area[0] - 64, y + 5, 60)
        every = max(1, math.ceil(len(self.labels) / max(area[2] / 26, 1)))
        for number, label in enumerate(self.labels):
            x, wide = self._slot(number, area)
            if number % every == 0:
                self._draw_label(canvas, label, x, wide * every, area[1])

    def _draw_label(self, canvas: Any, label: str, x: float, wide: float, floor: float) -> None:
        size = SIZE
        while size > 5.5 and fonts.width(label, fonts.REGULAR, size) > wide - 2:
            size -= 0.5
        while len(label) > 2 and fonts.width(label, fonts.REGULAR, size) > wide - 2:
            label = label[:-2].rstrip() + "…"
        style = Style(size=size, leading=12, align="center")
        lines.draw_line(canvas, label, style, x, floor - 1, wide)

    def _draw_bars(self, canvas: Any, area: tuple[float, float, float, float]) -> None:
        zero = self._height_of(0, area)
        count = max(len(self.chart.series), 1)
        for place, (_name, values) in enumerate(self.chart.series):
            for number, value in enumerate(values[: len(self.labels)]):
                if value is None:
                    continue
                x, wide = self._slot(number, area)
                bar = min(wide * 0.72 / count, 34)
                start = x + (wide - bar * count) / 2 + bar * place
                y = self._height_of(value, area)
                canvas.setFillColorRGB(*INKS[place % len(INKS)])
                canvas.rect(start, min(zero, y), bar - 1, abs(y - zero), stroke=0, fill=1)
                self._draw_figure(canvas, value, start, bar - 1, max(zero, y))

    def _draw_figure(self, canvas: Any, value: float, x: float, wide: float, floor: float) -> None:
        text = written(value)
        if fonts.width(text, fonts.REGULAR, 6.5) <= max(wide + 6, 14):
            paper = fonts.width(text, fonts.REGULAR, 6.5)
            canvas.setFillGray(1)
            canvas.rect(x + (wide - paper) / 2, floor + 1.5, paper, 6.5, stroke=0, fill=1)
            canvas.setFillGray(0)
            style = Style(size=6.5, leading=9, align="center")
            lines.draw_line(canvas, text, style, x, floor + 9, wide)

    def _draw_lines(self, canvas: Any, area: tuple[float, float, float, float]) -> None:
        for place, (_name, values) in enumerate(self.chart.series):
            ink = INKS[place % len(INKS)]
            canvas.setStrokeColorRGB(*ink)
            canvas.setLineWidth(1.4)
            before: tuple[float, float] | None = None
            for number, value in enumerate(values[: len(self.labels)]):
                point = self._point(number, value, area)
                if point and before:
                    canvas.line(*before, *point)
                before = point
            for number, value in enumerate(values[: len(self.labels)]):
                point = self._point(number, value, area)
                if point and value is not None:
                    canvas.setFillColorRGB(*ink)
                    canvas.circle(*point, 2, stroke=0, fill=1)
                    if len(self.chart.series) == 1:
                        x, wide = self._slot(number, area)
                        self._draw_figure(canvas, value, x, wide, point[1] + 2)

    def _point(
        self, number: int, value: Number, area: tuple[float, float, float, float]
    ) -> tuple[float, float] | None:
        if value is None:
            return None
        x, wide = self._slot(number, area)
        return x + wide / 2, self._height_of(value, area)


def chart(block: Chart, frame: Frame) -> list[Piece]:
    """Return the chart as one piece."""
    clean = frame.clean
    named = tuple((clean(name), values) for name, values in block.series)
    ready = Chart(block.kind, block.labels, named, clean(block.title), block.height_mm)
    return [Drawing(ready, frame)]
