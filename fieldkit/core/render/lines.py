"""Breaking texts into lines that fit a width, and drawing one line."""

import re
from dataclasses import dataclass
from typing import Any

from fieldkit.core.render import fonts
from fieldkit.core.render.document import Align

# Plus Jakarta Sans: from baseline to the middle of its capitals.
CAP_MIDDLE = 0.35
_BETWEEN = re.compile("[^\\S\u00a0]+")  # blanks a line may break at


def words(text: str) -> list[str]:
    """Return what must stay on one line each: words, and words bound to each other."""
    return [word for word in _BETWEEN.split(text) if word]


def wrap(text: str, font: str, size: float, width: float, first_indent: float = 0) -> list[str]:
    """Return the lines of a text; words wider than the width are cut where they must be."""
    if "\n" not in text and fonts.width(text, font, size) <= width - first_indent:
        return [text]
    lines: list[str] = []
    for part in text.split("\n"):
        lines.extend(_wrap_part(part, font, size, width, 0 if lines else first_indent))
    return lines


def _wrap_part(text: str, font: str, size: float, width: float, indent: float) -> list[str]:
    space = fonts.width(" ", font, size)
    lines: list[str] = []
    current: list[str] = []
    used = indent
    for word in words(text):
        needed = fonts.width(word, font, size)
        if current and used + space + needed > width:
            lines.append(" ".join(current))
            current, used = [], 0.0
        while needed > width and len(word) > 1:
            head = _fitting_head(word, font, size, width)
            lines.append(head)
            word = word[len(head) :]  # noqa: PLW2901 -- the rest of the word goes on
            needed = fonts.width(word, font, size)
        used += needed + (space if current else 0)
        current.append(word)
    lines.append(" ".join(current))
    return lines


def _fitting_head(word: str, font: str, size: float, width: float) -> str:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if fonts.width(word[:middle], font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return word[:low]


@dataclass(frozen=True, slots=True)
class Style:
    """How a line looks."""

    font: str = fonts.REGULAR
    size: float = 10
    leading: float = 14
    align: Align = "left"


def draw_line(
    canvas: Any,
    text: str,
    style: Style,
    left: float,
    top: float,
    width: float,
    *,
    last: bool = True,
) -> None:
    """Draw one line into the box below `top`; all but a last line stretch when justified."""
    if not text:
        return
    used = fonts.width(text, style.font, style.size)
    start = left
    if style.align == "right":
        start += width - used
    elif style.align == "center":
        start += (width - used) / 2
    writer = canvas.beginText()
    writer.setFont(style.font, style.size)
    gaps = text.count(" ")
    if style.align == "justify" and gaps and not last:
        writer.setWordSpace((width - used) / gaps)
    writer.setTextOrigin(start, top - style.leading / 2 - CAP_MIDDLE * style.size)
    writer.textOut(text)
    if style.align == "justify":
        writer.setWordSpace(0)
    canvas.drawText(writer)
