"""Pieces of a page and where pages break between them."""

from collections.abc import Sequence
from typing import Any, Protocol


class Piece:
    """Something drawn whole.

    `gap` is the empty height before it (dropped at the top of a page), `glued` forbids a page
    break before it, `breaks` demands one, and with `restarts` the pages count from 1 again.
    """

    __slots__ = ("breaks", "gap", "glued", "height", "restarts")

    def __init__(
        self, height: float, *, gap: float = 0, glued: bool = False, breaks: bool = False
    ) -> None:
        self.height = height
        self.gap = gap
        self.glued = glued
        self.breaks = breaks
        self.restarts = False

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw downwards from `top`; a bare piece is empty height."""


class Repeating(Protocol):
    """What stands above its rows on each page, and draws a run of them at once."""

    header_height: float

    def draw_run(self, canvas: Any, left: float, top: float, start: int, stop: int) -> None:
        """Draw the header and the rows from `start` up to `stop`."""
        ...


class Row(Piece):
    """One row of a repeating table."""

    __slots__ = ("index", "table")

    def __init__(self, table: Repeating, index: int, height: float, *, glued: bool = False) -> None:
        super().__init__(height, glued=glued)
        self.table = table
        self.index = index


def break_pages(pieces: Sequence[Piece], capacity: float) -> list[tuple[int, int]]:
    """Return the run of pieces on each page; there is always one page."""
    pages: list[tuple[int, int]] = []
    start = 0
    while start < len(pieces):
        stop = _fill(pieces, start, capacity)
        if stop < len(pieces) and not pieces[stop].breaks:
            stop = _step_back(pieces, start, stop)
        pages.append((start, stop))
        start = stop
    return pages or [(0, 0)]


def page_numbers(pieces: Sequence[Piece], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return each page's number and how many pages its form has."""
    forms: list[int] = []
    for start, stop in runs:
        if not forms or (start < stop and pieces[start].restarts):
            forms.append(0)
        forms[-1] += 1
    return [(number, count) for count in forms for number in range(1, count + 1)]


def _fill(pieces: Sequence[Piece], start: int, capacity: float) -> int:
    used = 0.0
    table: Repeating | None = None
    for index in range(start, len(pieces)):
        piece = pieces[index]
        needed = piece.height
        if index > start:
            if piece.breaks:
                return index
            needed += piece.gap
        above = piece.table if isinstance(piece, Row) else None
        if above is not None and above is not table:
            needed += above.header_height
        if index > start and used + needed > capacity:
            return index
        table = above
        used += needed
    return len(pieces)


def _step_back(pieces: Sequence[Piece], start: int, stop: int) -> int:
    """Move the break before what is glued; a chain longer than a page breaks where it must."""
    earlier = stop
    while earlier > start and pieces[earlier].glued:
        earlier -= 1
    return earlier if earlier > start else stop


def draw_page(canvas: Any, pieces: Sequence[Piece], left: float, top: float) -> None:
    """Draw the pieces of one page from `top` downwards."""
    y = top
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if index:
            y -= piece.gap
        if isinstance(piece, Row):
            stop = _end_of_run(pieces, index)
            piece.table.draw_run(canvas, left, y, piece.index, piece.index + stop - index)
            y -= piece.table.header_height + sum(row.height for row in pieces[index:stop])
            index = stop
            continue
        piece.draw(canvas, left, y)
        y -= piece.height
        index += 1


def _end_of_run(pieces: Sequence[Piece], index: int) -> int:
    first = pieces[index]
    table = first.table if isinstance(first, Row) else None
    while index < len(pieces):
        piece = pieces[index]
        if not isinstance(piece, Row) or piece.table is not table:
            break
        index += 1
    return index
