"""The sheet itself: margins, letterhead, page numbers, watermark."""

import math
from dataclasses import dataclass
from typing import Any

from fieldkit.core.render import fonts, lines, pictures, widths
from fieldkit.core.render.blocks import MM, Frame
from fieldkit.core.render.document import Document, Letterhead
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

LOGO_MM = 22.0
PAGE_WORDS = {"id": ("Halaman", "dari"), "en": ("Page", "of")}
FOOTER_SIZE = 7.5
WATERMARK_GRAY = 0.92


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's measures in points."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float

    @classmethod
    def of(cls, document: Document) -> "Sheet":
        """Return the sheet a document is printed on."""
        width, height = widths.sheet_mm(document)
        margins = (margin * MM for margin in widths.margins_mm(document))
        return cls(width * MM, height * MM, *margins)

    def frame(self, glyphs: fonts.Glyphs) -> Frame:
        """Return the space between the margins."""
        return Frame(
            self.width - self.left - self.right, self.height - self.top - self.bottom, glyphs.clean
        )


def draw_foot(canvas: Any, sheet: Sheet, document: Document, note: str, page: str) -> None:
    """Draw the footer note and the page's number under a thin rule."""
    y = sheet.bottom - 4 * MM
    width = sheet.width - sheet.left - sheet.right
    canvas.saveState()
    canvas.setStrokeGray(0.7)
    canvas.setLineWidth(0.4)
    canvas.line(sheet.left, y, sheet.left + width, y)
    canvas.setFillGray(0.25)
    font = fonts.BOLD if document.footer else fonts.REGULAR
    left = Style(font, FOOTER_SIZE, 11)
    right = Style(fonts.REGULAR, FOOTER_SIZE, 11, "right")
    lines.draw_line(canvas, note, left, sheet.left, y - 1, width)
    lines.draw_line(canvas, page, right, sheet.left, y - 1, width)
    canvas.restoreState()


def page_words(language: str, number: int, count: int) -> str:
    """Return `Halaman 2 dari 5`."""
    page, of = PAGE_WORDS[language]
    return f"{page} {number} {of} {count}"


def draw_watermark(canvas: Any, sheet: Sheet, text: str) -> None:
    """Draw large grey words from corner to corner, beneath everything else."""
    diagonal = math.hypot(sheet.width, sheet.height)
    size = min(diagonal * 0.72 / (fonts.width(text, fonts.BOLD, 1) or 1), 150)
    canvas.saveState()
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(math.degrees(math.atan2(sheet.height, sheet.width)))
    canvas.setFillGray(WATERMARK_GRAY)
    canvas.setFont(fonts.BOLD, size)
    canvas.drawCentredString(0, -size * 0.35, text)
    canvas.restoreState()


class Head(Piece):
    """The letterhead of the first page."""

    __slots__ = ("lines", "logos", "room", "rule", "text_height", "width")

    def __init__(self, letterhead: Letterhead, frame: Frame) -> None:
        self.logos = tuple(
            pictures.logo(data) if data else None
            for data in (letterhead.left_logo, letterhead.right_logo)
        )
        self.width = frame.width
        self.rule = letterhead.rule
        self.room = (LOGO_MM + 3) * MM if any(self.logos) else 0
        self.lines: list[tuple[str, Style]] = []
        for text, size, bold in letterhead.lines:
            font = fonts.BOLD if bold else fonts.REGULAR
            style = Style(font, size, size * 1.3, "center")
            wrapped = lines.wrap(frame.clean(text), font, size, self.width - 2 * self.room)
            self.lines.extend((line, style) for line in wrapped)
        self.text_height = sum(style.leading for _text, style in self.lines)
        logo_height = LOGO_MM * MM if any(self.logos) else 0
        super().__init__(max(self.text_height, logo_height) + 5.5 * MM)

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw logos, lines and rule."""
        body = self.height - 5.5 * MM
        for logo, is_right in zip(self.logos, (False, True), strict=True):
            if logo is not None:
                wide, high = logo.fitted(LOGO_MM * MM, LOGO_MM * MM)
                box = left + (self.width - LOGO_MM * MM if is_right else 0)
                x = box + (LOGO_MM * MM - wide) / 2
                logo.draw(canvas, x, top - (body + high) / 2, wide, high)
        y = top - (body - self.text_height) / 2
        for text, style in self.lines:
            width = self.width - 2 * self.room
            lines.draw_line(canvas, text, style, left + self.room, y, width)
            y -= style.leading
        self._draw_rule(canvas, left, top - body - 2 * MM)

    def _draw_rule(self, canvas: Any, left: float, y: float) -> None:
        if self.rule == "none":
            return
        canvas.setStrokeGray(0)
        canvas.setLineWidth(2 if self.rule == "double" else 1.2)
        canvas.line(left, y, left + self.width, y)
        if self.rule == "double":
            canvas.setLineWidth(0.6)
            canvas.line(left, y - 2.6, left + self.width, y - 2.6)
        canvas.setLineWidth(0.5)
