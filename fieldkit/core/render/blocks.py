"""Text blocks turned into pieces: headings, paragraphs, lists and facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fieldkit.core.render import fonts, lines
from fieldkit.core.render.document import Bullets, Facts, Heading, Paragraph
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

MM = 72 / 25.4
LEADING = 1.42
FACT_SIZE = 9.5
BULLET_ROOM = 14.0
FIRST_LINE = 12.5 * MM
WIDEST_LABEL = 0.42
MOST_DOTS = 90 * MM
HEADING_SIZES = {1: 13.0, 2: 10.5, 3: 10.0}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where blocks flow: the width and height between the margins, and the text cleaner."""

    width: float
    height: float
    clean: Callable[[str], str]


class Line(Piece):
    """One line of text, perhaps with a mark hanging before it."""

    __slots__ = ("last", "mark", "shift", "style", "text", "width")

    def __init__(
        self,
        text: str,
        style: Style,
        width: float,
        *,
        shift: float = 0,
        last: bool = True,
        mark: str = "",
        gap: float = 0,
        glued: bool = False,
    ) -> None:
        super().__init__(style.leading, gap=gap, glued=glued)
        self.text = text
        self.style = style
        self.width = width
        self.shift = shift
        self.last = last
        self.mark = mark

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw the mark and the line."""
        if self.mark:
            marker = Style(self.style.font, self.style.size, self.style.leading)
            lines.draw_line(canvas, self.mark, marker, left, top, self.shift)
        lines.draw_line(
            canvas,
            self.text,
            self.style,
            left + self.shift,
            top,
            self.width - self.shift,
            last=self.last,
        )


def title(text: str, frame: Frame) -> list[Piece]:
    """Return the document's own title: centred lines, the first one large."""
    pieces: list[Piece] = []
    for index, part in enumerate(text.split("\n")):
        heading = Heading(part, 1 if index == 0 else 2, "center")
        pieces.extend(headed(heading, frame, gap=0 if index else 2 * MM))
    for piece in pieces[1:]:
        piece.glued = True
    return [*pieces, glue(3 * MM)]


def glue(height: float) -> Piece:
    """Return empty height that holds what is above and below together."""
    return Holding(height)


class Holding(Piece):
    """Empty height after a heading; the piece after it is glued by `hold_together`."""

    def __init__(self, height: float) -> None:
        super().__init__(height, glued=True)


class Foot(Holding):
    """Changes what the foot of the page says; it takes no room and holds what follows it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__(0)
        self.glued = False
        self.text = text


def headed(block: Heading, frame: Frame, *, gap: float | None = None) -> list[Piece]:
    """Return a heading's lines; what follows is glued to it by the caller."""
    size = HEADING_SIZES[block.level]
    style = Style(fonts.BOLD, size, size * 1.35, block.align)
    before = gap if gap is not None else (4 * MM if block.level < 3 else 2.5 * MM)
    return [
        Line(text, style, frame.width, gap=0 if index else before, glued=index > 0)
        for index, text in enumerate(
            lines.wrap(frame.clean(block.text), fonts.BOLD, size, frame.width)
        )
    ]


def heading(block: Heading, frame: Frame) -> list[Piece]:
    """Return a heading and the small space under it, bound to what follows."""
    return [*headed(block, frame), glue(1.2 * MM if block.level > 1 else 2.5 * MM)]


def paragraph(block: Paragraph, frame: Frame) -> list[Piece]:
    """Return a paragraph's lines; neither its first nor its last line stands alone."""
    font = fonts.BOLD if block.bold else fonts.ITALIC if block.italic else fonts.REGULAR
    style = Style(font, block.size, block.size * LEADING, block.align)
    pieces: list[Piece] = []
    indent = FIRST_LINE if block.indent else 0
    for part in frame.clean(block.text).split("\n"):
        wrapped = lines.wrap(part, font, block.size, frame.width, indent)
        for index, text in enumerate(wrapped):
            shift = indent if index == 0 else 0
            last = index == len(wrapped) - 1
            pieces.append(Line(text, style, frame.width, shift=shift, last=last))
    return _bound(pieces, gap=1.6 * MM)


def _bound(pieces: list[Piece], *, gap: float) -> list[Piece]:
    pieces[0].gap = gap
    if len(pieces) > 1:
        pieces[1].glued = pieces[-1].glued = True
    return pieces


def bullets(block: Bullets, frame: Frame) -> list[Piece]:
    """Return a list, each item with its mark or number hanging."""
    style = Style(leading=10 * LEADING)
    pieces: list[Piece] = []
    shift = BULLET_ROOM + (4 if block.numbered and len(block.items) > 9 else 0)
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}." if block.numbered else "•"
        wrapped = lines.wrap(frame.clean(item), style.font, style.size, frame.width - shift)
        part: list[Piece] = [
            Line(text, style, frame.width, shift=shift, mark="" if index else mark)
            for index, text in enumerate(wrapped)
        ]
        pieces.extend(_bound(part, gap=0.8 * MM))
    return pieces


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured `label : value`."""

    label: tuple[str, ...]
    value: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many lines it takes."""
        return max(len(self.label), len(self.value))


class FactLine(Piece):
    """One or two facts side by side."""

    __slots__ = ("facts", "label_widths", "room", "spacing")

    def __init__(
        self,
        facts: tuple[Fact, ...],
        spacing: float,
        room: float,
        label_widths: tuple[float, ...],
        *,
        gap: float,
    ) -> None:
        super().__init__(max(f.count for f in facts) * FACT_SIZE * 1.38, gap=gap)
        self.facts = facts
        self.spacing = spacing
        self.room = room
        self.label_widths = label_widths

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw label, colon and value of each; dots where the value is blank."""
        style = Style(size=FACT_SIZE, leading=FACT_SIZE * 1.38)
        for number, fact in enumerate(self.facts):
            x = left + number * self.spacing
            colon = x + self.label_widths[number]
            self._lines(canvas, fact.label, style, x, top)
            lines.draw_line(canvas, ":", style, colon, top, 8)
            if "".join(fact.value).strip():
                self._lines(canvas, fact.value, style, colon + 8, top)
            else:
                self._dots(canvas, colon + 8, min(x + self.room, colon + 8 + MOST_DOTS), top)

    def _dots(self, canvas: Any, first: float, last: float, top: float) -> None:
        line = top - FACT_SIZE * 1.38 / 2 - lines.CAP_MIDDLE * FACT_SIZE
        canvas.saveState()
        canvas.setLineWidth(0.7)
        canvas.setLineCap(1)
        canvas.setDash(0.1, 2.1)
        canvas.line(first, line, last, line)
        canvas.restoreState()

    def _lines(
        self, canvas: Any, texts: tuple[str, ...], style: Style, x: float, top: float
    ) -> None:
        for index, text in enumerate(texts):
            lines.draw_line(canvas, text, style, x, top - index * style.leading, self.spacing)


def facts(block: Facts, frame: Frame) -> list[Piece]:
    """Return `label : value` lines, their colons under each other."""
    if not block.rows:
        return []
    between = 8 * MM if block.columns == 2 else 0
    width = (frame.width - between) / block.columns
    half = -(-len(block.rows) // block.columns)
    columns = [block.rows[start : start + half] for start in range(0, len(block.rows), half)]
    widths = [_label_width(block, rows, width, frame) for rows in columns]
    measured = [
        [_measured(row, frame, label_width, width - label_width - 8) for row in rows]
        for rows, label_width in zip(columns, widths, strict=True)
    ]
    return [
        FactLine(
            tuple(column[index] for column in measured if index < len(column)),
            width + between,
            width,
            tuple(widths),
            gap=0.5 * MM if index else 2 * MM,
        )
        for index in range(half)
    ]


def _label_width(
    block: Facts, rows: Sequence[tuple[str, str]], width: float, frame: Frame
) -> float:
    if block.label_width_mm is not None:
        return block.label_width_mm * MM
    labels, values = (
        max(fonts.width(frame.clean(row[part]), fonts.REGULAR, FACT_SIZE) for row in rows)
        for part in (0, 1)
    )
    return min(labels + 6, max(width * WIDEST_LABEL, width - values - 10))


def _measured(row: tuple[str, str], frame: Frame, label_width: float, room: float) -> Fact:
    label, value = map(frame.clean, row)
    return Fact(
        tuple(lines.wrap(label, fonts.REGULAR, FACT_SIZE, label_width - 4)),
        tuple(lines.wrap(value, fonts.REGULAR, FACT_SIZE, room)),
    )
