"""The header of a table: one row, or two where columns stand in groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fieldkit.core.render import fonts, lines
from fieldkit.core.render.document import Column

FILL = 0.91
SIDE = 2.0
ABOVE = 2.6
LEADING = 1.22
SMALLEST = 0.62


@dataclass(frozen=True, slots=True)
class Cell:
    """One header cell: columns `first` up to `after`, in the upper row, the lower or both."""

    first: int
    after: int
    rows: tuple[bool, bool]
    texts: tuple[str, ...]
    size: float


class Header:
    """A measured header."""

    def __init__(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        size: float,
        clean: Callable[[str], str],
    ) -> None:
        self.edges = [0.0]
        for width in widths:
            self.edges.append(self.edges[-1] + width)
        self.size = size
        self.clean = clean
        self.cells = self._cells(columns)
        self.upper, self.lower = self._row_heights()
        self.height = self.upper + self.lower

    def _cells(self, columns: Sequence[Column]) -> list[Cell]:
        cells: list[Cell] = []
        index = 0
        while index < len(columns):
            group = columns[index].group
            after = index + 1
            while group and after < len(columns) and columns[after].group == group:
                after += 1
            if group:
                cells.append(self._cell(group, index, after, (True, False)))
            for column in range(index, after):
                rows = (not group, True)
                cells.append(self._cell(columns[column].title, column, column + 1, rows))
            index = after
        return cells

    def _cell(self, title: str, first: int, after: int, rows: tuple[bool, bool]) -> Cell:
        text = self.clean(title)
        room = self.edges[after] - self.edges[first] - 2 * SIDE
        longest = max(
            (fonts.width(word, fonts.BOLD, self.size) for word in text.split()), default=0
        )
        size = self.size * max(min(1, room / longest if longest else 1), SMALLEST)
        texts = lines.wrap(text, fonts.BOLD, size, room)
        return Cell(first, after, rows, tuple(texts), size)

    def _row_heights(self) -> tuple[float, float]:
        needed = dict.fromkeys(((True, False), (False, True), (True, True)), 0.0)
        for cell in self.cells:
            height = len(cell.texts) * cell.size * LEADING + 2 * ABOVE
            needed[cell.rows] = max(needed[cell.rows], height)
        upper, lower, both = needed.values()
        if not upper:
            return 0.0, max(lower, both)
        return upper, max(lower, both - upper)

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw the header downwards from `top`."""
        canvas.setFillGray(FILL)
        canvas.rect(left, top - self.height, self.edges[-1], self.height, stroke=0, fill=1)
        canvas.setFillGray(0)
        for cell in self.cells:
            in_upper, in_lower = cell.rows
            y = top if in_upper else top - self.upper
            height = (self.upper if in_upper else 0) + (self.lower if in_lower else 0)
            x, width = left + self.edges[cell.first], self.edges[cell.after]
            width -= self.edges[cell.first]
            canvas.rect(x, y - height, width, height)
            leading = cell.size * LEADING
            style = lines.Style(fonts.BOLD, cell.size, leading, "center")
            y -= (height - len(cell.texts) * leading) / 2
            for text in cell.texts:
                lines.draw_line(canvas, text, style, x + SIDE, y, width - 2 * SIDE)
                y -= leading
