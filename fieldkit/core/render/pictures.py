"""Pictures made ready for paper: upright, no larger than print needs, checked before use."""

import functools
import io
from dataclasses import dataclass
from typing import Any

from reportlab.lib.utils import ImageReader

from fieldkit.core.render import fonts, lines
from fieldkit.core.render.blocks import MM, Frame
from fieldkit.core.render.document import Photos
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1400
TALLEST_MM = {1: 115.0, 2: 82.0, 3: 58.0}
CAPTION_SIZE = 8.5
UNREADABLE = "Gambar tidak dapat dibaca"
_UPRIGHT_TAG = 274


@dataclass(frozen=True, slots=True)
class Picture:
    """Checked image bytes and their size in pixels."""

    data: bytes
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Return the largest size inside a box that keeps the proportions."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale

    def draw(self, canvas: Any, left: float, bottom: float, width: float, height: float) -> None:
        """Place the picture."""
        reader = ImageReader(io.BytesIO(self.data))
        canvas.drawImage(reader, left, bottom, width, height, mask="auto")


@functools.lru_cache(maxsize=8)
def logo(data: bytes) -> Picture | None:
    """Return a letterhead's logo; the few there are stay prepared."""
    return prepared(data, longest=600)


def prepared(data: bytes, longest: int = LONGEST_SIDE) -> Picture | None:
    """Return the picture upright and small enough, or None when it can not be read."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            turned = image.getexif().get(_UPRIGHT_TAG, 1) != 1
            small = max(image.size) <= longest
            if small and not turned and image.format in {"JPEG", "PNG"} and image.mode != "CMYK":
                image.load()
                return Picture(data, *image.size)
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest))
            return _encoded(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


def _encoded(image: Any) -> Picture:
    target = io.BytesIO()
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        image.convert("RGBA").save(target, "PNG")
    else:
        image.convert("RGB").save(target, "JPEG", quality=82)
    return Picture(target.getvalue(), *image.size)


class PhotoRow(Piece):
    """Photos side by side with their captions."""

    __slots__ = ("captions", "cell", "picture_height", "pictures")

    def __init__(
        self,
        pictures: list[Picture | None],
        captions: list[list[str]],
        cell: float,
        picture_height: float,
    ) -> None:
        leading = CAPTION_SIZE * 1.3
        under = max(len(caption) for caption in captions) * leading
        super().__init__(picture_height + under + 2 * MM, gap=3 * MM)
        self.pictures = pictures
        self.captions = captions
        self.cell = cell
        self.picture_height = picture_height

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw pictures bottom-aligned over their captions."""
        style = Style(size=CAPTION_SIZE, leading=CAPTION_SIZE * 1.3, align="center")
        floor = top - self.picture_height
        for number, picture in enumerate(self.pictures):
            x = left + number * (self.cell + 5 * MM)
            if picture is None:
                self._draw_unreadable(canvas, x, floor)
            else:
                width, height = picture.fitted(self.cell, self.picture_height)
                picture.draw(canvas, x + (self.cell - width) / 2, floor, width, height)
            y = floor - 1.2 * MM
            for text in self.captions[number]:
                lines.draw_line(canvas, text, style, x, y, self.cell)
                y -= style.leading

    def _draw_unreadable(self, canvas: Any, x: float, floor: float) -> None:
        canvas.saveState()
        canvas.setStrokeGray(0.6)
        canvas.setDash(3, 3)
        canvas.rect(x, floor, self.cell, self.picture_height)
        canvas.restoreState()
        style = Style(fonts.ITALIC, CAPTION_SIZE, self.picture_height, "center")
        lines.draw_line(canvas, UNREADABLE, style, x, floor + self.picture_height, self.cell)


def photos(block: Photos, frame: Frame) -> list[Piece]:
    """Return the photos row by row; a lone last photo keeps the size of the others."""
    cell = (frame.width - (block.per_row - 1) * 5 * MM) / block.per_row
    most = min(TALLEST_MM[block.per_row] * MM, frame.height * 0.8)
    rows: list[Piece] = []
    for start in range(0, len(block.items), block.per_row):
        items = block.items[start : start + block.per_row]
        pictures = [prepared(item.jpeg) for item in items]
        captions = [
            lines.wrap(frame.clean(item.caption), fonts.REGULAR, CAPTION_SIZE, cell)
            if item.caption
            else []
            for item in items
        ]
        heights = [p.fitted(cell, most)[1] if p else 30 * MM for p in pictures]
        rows.append(PhotoRow(pictures, captions, cell, max(heights)))
    return rows
