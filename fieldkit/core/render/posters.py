"""Pages to be read from afar: type as large as fits, printable in black and white."""

from typing import Any

from fieldkit.core.render import fonts, lines, pictures
from fieldkit.core.render.blocks import MM, Frame
from fieldkit.core.render.document import Poster
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

LARGEST, SMALLEST = 110.0, 24.0
LEADING = 1.22
_STEP = 2.0
_BAND = 0.17
_NOTE_SIZE = 8.5
_BAND_GRAY = 0.9
_DOT_ROOM = 0.9


class Sheet(Piece):
    """One measured poster; it fills the space between the margins."""

    __slots__ = (
        "heading", "heading_size", "is_list", "items", "note", "picture", "size", "width",
    )  # fmt: skip

    def __init__(self, poster: Poster, frame: Frame) -> None:
        super().__init__(frame.height * 0.995)
        self.width = frame.width
        self.note = frame.clean(poster.note)
        self.picture = pictures.prepared(poster.picture) if poster.picture else None
        band = self.height * _BAND
        self.heading_size, self.heading = fitted(
            [frame.clean(poster.heading)], self.width * 0.94, band * 0.86, most=band * 0.5
        )
        texts = [frame.clean(line) for line in poster.lines]
        self.is_list = poster.is_list and len(texts) > 1
        width, height = self._room()
        self.size, self.items = fitted(texts, width, height, dots=self.is_list)

    def _room(self) -> tuple[float, float]:
        """Return what the lines have: half the height where a picture stands above them."""
        height = self.height * (1 - _BAND) - 14 * MM - (_NOTE_SIZE * 2 if self.note else 0)
        return self.width * 0.94, height * (0.4 if self.picture else 1)

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw band, picture and lines, the lines in the middle of their room."""
        band = self.height * _BAND
        canvas.saveState()
        canvas.setFillGray(_BAND_GRAY)
        canvas.roundRect(left, top - band, self.width, band, 4 * MM, stroke=0, fill=1)
        canvas.setFillGray(0)
        self._draw_lines(canvas, self.heading, self.heading_size, fonts.BOLD, left, top, band)
        y = top - band - 6 * MM
        width, height = self._room()
        if self.picture is not None:
            room = self.height - band - height - 18 * MM - (_NOTE_SIZE * 2 if self.note else 0)
            wide, high = self.picture.fitted(width, room)
            self.picture.draw(canvas, left + (self.width - wide) / 2, y - high, wide, high)
            y -= room + 4 * MM
        font = fonts.REGULAR if self.is_list else fonts.BOLD
        self._draw_lines(canvas, self.items, self.size, font, left, y, height, is_list=self.is_list)
        if self.note:
            style = Style(fonts.ITALIC, _NOTE_SIZE, _NOTE_SIZE * 1.4, "center")
            foot = top - self.height + _NOTE_SIZE * 1.6
            lines.draw_line(canvas, self.note, style, left, foot, self.width)
        canvas.restoreState()

    def _draw_lines(
        self,
        canvas: Any,
        items: list[list[str]],
        size: float,
        font: str,
        left: float,
        top: float,
        height: float,
        *,
        is_list: bool = False,
    ) -> None:
        leading = size * LEADING
        taken = sum(len(item) for item in items) * leading + _gaps(items, size)
        y = top - (height - taken) / 2
        shift = size * _DOT_ROOM if is_list else 0
        style = Style(font, size, leading, "left" if is_list else "center")
        margin = self.width * 0.03
        for item in items:
            if is_list:
                lines.draw_line(canvas, "•", style, left + margin, y, shift)
            for text in item:
                width = self.width - 2 * margin - shift
                lines.draw_line(canvas, text, style, left + margin + shift, y, width)
                y -= leading
            y -= size * 0.35


def _gaps(items: list[list[str]], size: float) -> float:
    return max(0, len(items) - 1) * size * 0.35


def fitted(
    texts: list[str],
    width: float,
    height: float,
    *,
    most: float = LARGEST,
    dots: bool = False,
) -> tuple[float, list[list[str]]]:
    """Return the largest size at which the texts fit a box, and their lines at that size."""
    size = most
    while True:
        shift = size * _DOT_ROOM if dots else 0
        items = [lines.wrap(text, fonts.BOLD, size, width - shift) for text in texts]
        taken = sum(len(item) for item in items) * size * LEADING + _gaps(items, size)
        if size <= SMALLEST or (taken <= height and not _cuts_words(texts, size, width - shift)):
            return size, items
        size -= _STEP


def _cuts_words(texts: list[str], size: float, width: float) -> bool:
    """Whether a word is wider than the box, so that it would be cut in two."""
    return any(
        fonts.width(word, fonts.BOLD, size) > width for text in texts for word in text.split()
    )


def poster(block: Poster, frame: Frame) -> list[Piece]:
    """Return the poster as one piece."""
    return [Sheet(block, frame)]
