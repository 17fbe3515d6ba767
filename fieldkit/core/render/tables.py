"""Tables drawn straight on the page: linear in rows, header on each page, rows never cut.

Measured against reportlab's own Table in `tests/core/test_render_speed.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fieldkit.core import money
from fieldkit.core.render import fonts, lines, widths
from fieldkit.core.render.document import Cell, Column, Table
from fieldkit.core.render.flow import Piece, Row
from fieldkit.core.render.header import Header
from fieldkit.core.render.lines import CAP_MIDDLE

MM = 72 / 25.4
SIDE = 2.2
ABOVE, LEAST_ABOVE = 2.0, 0.8
LEADING = 1.28
SMALLEST = 0.78
CALM_LINES = 2
TIGHTER = 0.9
REMEMBERED = 4000
LINE_COLOUR = 0.25
TOTAL_FILL = 0.95
ZEBRA_FILL = 0.965


@dataclass(frozen=True, slots=True)
class Cut:
    """A cell that did not fit as one line at the table's size."""

    lines: tuple[str, ...]
    size: float


Prepared = str | Cut


def column_widths(columns: Sequence[Column], available: float) -> list[float]:
    """Return widths in points: never wider than the page, nearly full tables filled out."""
    return [width * MM for width in widths.columns_mm(columns, available / MM)]


def fitter(
    width: float, font: str, size: float, clean: Callable[[str], str]
) -> Callable[[Cell], Prepared]:
    """Return what turns a cell of one column into lines, remembering short repeats."""
    room = width - 2 * SIDE
    remembered: dict[Cell, Prepared] = {}

    def fit(cell: Cell) -> Prepared:
        known = remembered.get(cell)
        if known is None:
            text = clean(cell if isinstance(cell, str) else money.format_number(cell))
            known = _fitted(text, room, font, size)
            if len(remembered) < REMEMBERED:
                remembered[cell] = known
        return known

    return fit


def _fitted(text: str, room: float, font: str, size: float) -> Prepared:
    if "\n" not in text and fonts.width(text, font, size) <= room:
        return text
    longest = max((fonts.width(word, font, size) for word in lines.words(text)), default=0)
    if longest > room:
        size *= max(room / longest, SMALLEST)
    wrapped = lines.wrap(text, font, size, room)
    if len(wrapped) > CALM_LINES:
        size *= TIGHTER
        wrapped = lines.wrap(text, font, size, room)
    return Cut(tuple(wrapped), size)


def _above(wanted: float, size: float) -> float:
    """Return the room above a row's text: less where the rows are asked to be low."""
    if not wanted:
        return ABOVE
    return min(ABOVE, max(LEAST_ABOVE, (wanted - size * LEADING) / 2))


class TablePlan:
    """A table measured for one page width; draws any run of its rows."""

    def __init__(
        self, table: Table, available: float, capacity: float, clean: Callable[[str], str]
    ) -> None:
        self.size = table.font_size
        self.table = table
        self.widths = column_widths(table.columns, available)
        self.edges = [0.0]
        for width in self.widths:
            self.edges.append(self.edges[-1] + width)
        self.header = Header(table.columns, self.widths, self.size, clean)
        self.header_height = self.header.height
        self.least_height = (table.row_height_mm or 0) * MM
        self.above = _above(self.least_height, self.size)
        self.tallest = capacity - self.header_height
        self.cells: list[Sequence[Prepared]] = []
        self.heights: list[float] = []
        self.bold: set[int] = set()
        self.clean = clean
        self._measure()

    def _measure(self) -> None:
        plain = [fitter(width, fonts.REGULAR, self.size, self.clean) for width in self.widths]
        bold = [fitter(width, fonts.BOLD, self.size, self.clean) for width in self.widths]
        for index, row in enumerate(self.table.rows):
            is_bold = index in self.table.bold_rows
            self._add(row, bold if is_bold else plain, is_bold=is_bold)

    def _add(
        self, row: Sequence[Cell], fits: Sequence[Callable[[Cell], Prepared]], *, is_bold: bool
    ) -> None:
        # No strict zip: a row may be shorter than the table; what is left stays blank.
        prepared = [fit(cell) if cell != "" else "" for fit, cell in zip(fits, row, strict=False)]
        height = self._height(prepared)
        for part in [prepared] if height <= self.tallest else self._parts(prepared):
            if is_bold:
                self.bold.add(len(self.cells))
            self.cells.append(part)
            self.heights.append(self._height(part))

    def _height(self, prepared: Sequence[Prepared]) -> float:
        tallest = self.size * LEADING
        for cell in prepared:
            if not isinstance(cell, str):
                tallest = max(tallest, len(cell.lines) * cell.size * LEADING)
        return max(tallest + 2 * self.above, self.least_height)

    def _parts(self, prepared: Sequence[Prepared]) -> Iterator[list[Prepared]]:
        """Cut a row that no page can hold into page-high parts."""
        at_once = max(int((self.tallest - 2 * self.above) / (self.size * LEADING)), 1)
        most = max(len(cell.lines) for cell in prepared if isinstance(cell, Cut))
        for start in range(0, most, at_once):
            yield [
                Cut(cell.lines[start : start + at_once], cell.size)
                if isinstance(cell, Cut)
                else (cell if start == 0 else "")
                for cell in prepared
            ]

    def pieces(self) -> list[Piece]:
        """Return the rows as pieces; the total never stands without a row above it."""
        rows: list[Piece] = [Row(self, index, height) for index, height in enumerate(self.heights)]
        if not rows:
            rows.append(Row(self, 0, self.size * LEADING + 4 * self.above))
        if self.table.total is not None:
            rows.append(Row(self, len(rows), self.size * LEADING + 3 * self.above, glued=True))
        for piece in rows[1:] if self.table.is_whole else ():
            piece.glued = True
        return rows

    def draw_run(self, canvas: Any, left: float, top: float, start: int, stop: int) -> None:
        """Draw the header and rows from `start` up to `stop`."""
        canvas.saveState()
        canvas.setLineWidth(0.5)
        canvas.setStrokeGray(LINE_COLOUR)
        self.header.draw(canvas, left, top)
        y = top - self.header_height
        last = min(stop, len(self.cells))
        if start < last:
            y = self._draw_rows(canvas, left, y, start, last)
        elif not self.cells and start == 0:
            y = self._draw_empty(canvas, left, y)
            stop -= 1
        if stop > last:
            self._draw_total(canvas, left, y)
        canvas.restoreState()

    def _draw_rows(self, canvas: Any, left: float, top: float, start: int, stop: int) -> float:
        heights = self.heights[start:stop]
        if self.table.zebra:
            self._draw_zebra(canvas, left, top, start, heights)
        edges = [left + edge for edge in self.edges]
        rules = []
        writer = canvas.beginText()
        y = top
        for index, height in enumerate(heights, start):
            self._write_row(writer, edges, y, index, height)
            y -= height
            rules.append((edges[0], y, edges[-1], y))
        canvas.drawText(writer)
        canvas.lines(rules)
        canvas.lines([(edge, top, edge, y) for edge in edges])
        return y

    def _draw_zebra(
        self, canvas: Any, left: float, top: float, start: int, heights: Sequence[float]
    ) -> None:
        canvas.setFillGray(ZEBRA_FILL)
        y = top
        for index, height in enumerate(heights, start):
            y -= height
            if index % 2:
                canvas.rect(left, y, self.edges[-1], height, stroke=0, fill=1)
        canvas.setFillGray(0)

    def _write_row(
        self, writer: Any, edges: Sequence[float], top: float, index: int, height: float
    ) -> None:
        size = self.size
        font = fonts.BOLD if index in self.bold else fonts.REGULAR
        writer.setFont(font, size)
        middle = top - height / 2 - CAP_MIDDLE * size
        for column, cell in enumerate(self.cells[index]):
            if not cell:
                continue
            room = self.widths[column] - 2 * SIDE
            align = self.table.columns[column].align
            if isinstance(cell, str):
                x = edges[column] + SIDE + _shift(cell, font, size, room, align)
                writer.setTextOrigin(x, middle)
                writer.textOut(cell)
                continue
            writer.setFont(font, cell.size)
            leading = cell.size * LEADING
            y = top - (height - len(cell.lines) * leading) / 2 - leading / 2
            for line in cell.lines:
                x = edges[column] + SIDE + _shift(line, font, cell.size, room, align)
                writer.setTextOrigin(x, y - CAP_MIDDLE * cell.size)
                writer.textOut(line)
                y -= leading
            writer.setFont(font, size)

    def _draw_empty(self, canvas: Any, left: float, top: float) -> float:
        height = self.size * LEADING + 4 * self.above
        style = lines.Style(fonts.ITALIC, self.size, height, "center")
        text = self.clean(self.table.empty_text)
        lines.draw_line(canvas, text, style, left, top, self.edges[-1])
        canvas.rect(left, top - height, self.edges[-1], height)
        return top - height

    def _draw_total(self, canvas: Any, left: float, top: float) -> None:
        height = self.size * LEADING + 3 * self.above
        canvas.setFillGray(TOTAL_FILL)
        canvas.rect(left, top - height, self.edges[-1], height, fill=1)
        canvas.setFillGray(0)
        for first, after, cell in _spans(self.table.total or (), len(self.widths)):
            x, width = left + self.edges[first], self.edges[after] - self.edges[first]
            canvas.line(x, top, x, top - height)
            text = self.clean(cell if isinstance(cell, str) else money.format_number(cell))
            size = self.size * min(
                1, (width - 2 * SIDE) / (fonts.width(text, fonts.BOLD, self.size) or 1)
            )
            align = "center" if after - first > 1 else self.table.columns[first].align
            style = lines.Style(fonts.BOLD, size, height, align)
            lines.draw_line(canvas, text, style, x + SIDE, top, width - 2 * SIDE)


def _shift(text: str, font: str, size: float, room: float, align: str) -> float:
    if align == "left":
        return 0
    rest = room - fonts.width(text, font, size)
    return rest if align == "right" else rest / 2


def _spans(total: Sequence[Cell], columns: int) -> list[tuple[int, int, Cell]]:
    """Let the label of a total reach over the blank cells beside it."""
    cells = [*total, *[""] * (columns - len(total))][:columns]
    spans: list[tuple[int, int, Cell]] = []
    index = 0
    if cells and cells[0] == "" and len(cells) > 1 and isinstance(cells[1], str):
        cells[0], cells[1] = cells[1], ""
    while index < columns:
        after = index + 1
        while index == 0 and isinstance(cells[0], str) and after < columns and cells[after] == "":
            after += 1
        spans.append((index, after, cells[index]))
        index = after
    return spans
