"""The signing block: never cut, names in one line, room for stamp and ink."""

from typing import Any

from fieldkit.core.render import fonts, lines
from fieldkit.core.render.blocks import MM, Frame
from fieldkit.core.render.document import Signatures, Signer
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

SIZE = 9.5
LEADING = SIZE * 1.38
SIGNING_ROOM = 21 * MM
SHARE = 0.44
SHARE_OF_THREE = 0.32
DOTS = "." * 44
NOTE_SIZE = 7.5


class Block(Piece):
    """Up to three signers with everything measured."""

    __slots__ = ("below", "frame_width", "heads", "signers", "upper_height", "width")

    def __init__(self, block: Signatures, frame: Frame) -> None:
        self.frame_width = frame.width
        in_line = block.in_line and all((block.left, block.centre, block.right))
        self.width = width = frame.width * (SHARE_OF_THREE if in_line else SHARE)
        above = [block.place_date] if block.place_date else []
        upper = [(block.left, []), (block.right, above)]
        if in_line:
            upper.insert(1, (block.centre, []))
        self.signers = tuple(signer for signer, _above in upper)
        self.heads = tuple(_head(signer, more, width, frame) for signer, more in upper)
        centre = None if in_line else block.centre
        self.below = (centre, _head(centre, [], width, frame))
        has_upper = any(self.heads)
        self.upper_height = (
            max(map(len, self.heads)) * LEADING + SIGNING_ROOM + 2 * LEADING if has_upper else 0
        )
        lower = 0.0
        if centre:
            lower = len(self.below[1]) * LEADING + SIGNING_ROOM + 2 * LEADING
            lower += 3 * MM if has_upper else 0
        super().__init__(self.upper_height + lower, gap=6 * MM)

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw those side by side, then the centre one below."""
        width = self.width
        step = (self.frame_width - width) / (len(self.signers) - 1)
        places = [left + number * step for number in range(len(self.signers))]
        tallest = max(map(len, self.heads))
        for signer, head, x in zip(self.signers, self.heads, places, strict=True):
            if signer or head:
                down = (tallest - len(head)) * LEADING
                _draw_signer(canvas, signer, head, x, top - down, width)
        signer, head = self.below
        if signer:
            y = top - self.upper_height - (3 * MM if self.upper_height else 0)
            _draw_signer(canvas, signer, head, left + (self.frame_width - width) / 2, y, width)


def _head(signer: Signer | None, above: list[str], width: float, frame: Frame) -> list[str]:
    texts = [*above, *(signer.role_lines if signer else ())]
    return [
        line for text in texts for line in lines.wrap(frame.clean(text), fonts.REGULAR, SIZE, width)
    ]


def _draw_signer(
    canvas: Any, signer: Signer | None, head: list[str], x: float, top: float, width: float
) -> None:
    style = Style(fonts.REGULAR, SIZE, LEADING, "center")
    y = top
    for text in head:
        lines.draw_line(canvas, text, style, x, y, width)
        y -= LEADING
    if signer is None:
        return
    if signer.note:
        _draw_note(canvas, signer.note, x, y, width)
    y -= SIGNING_ROOM
    _draw_name(canvas, signer.name, x, y, width)
    if signer.id_line:
        _draw_fitted(canvas, signer.id_line, fonts.REGULAR, x, y - LEADING, width)


def _draw_name(canvas: Any, name: str, x: float, top: float, width: float) -> None:
    if not name:
        style = Style(fonts.REGULAR, SIZE, LEADING, "center")
        lines.draw_line(canvas, f"({DOTS})", style, x, top, width)
        return
    used = _draw_fitted(canvas, name, fonts.BOLD, x, top, width)
    under = top - LEADING + 2.1
    canvas.setLineWidth(0.6)
    canvas.line(x + (width - used) / 2, under, x + (width + used) / 2, under)


def _draw_fitted(canvas: Any, text: str, font: str, x: float, top: float, width: float) -> float:
    """Draw on one line, smaller when it must be; return the width it took."""
    natural = fonts.width(text, font, SIZE)
    size = SIZE * min(1, width / natural) if natural else SIZE
    lines.draw_line(canvas, text, Style(font, size, LEADING, "center"), x, top, width)
    return min(natural, width)


def _draw_note(canvas: Any, note: str, x: float, top: float, width: float) -> None:
    texts = note.split("\n")
    leading = NOTE_SIZE * 1.3
    box = max(fonts.width(text, fonts.REGULAR, NOTE_SIZE) for text in texts) + 12
    height = len(texts) * leading + 8
    start, upper = x + (width - box) / 2, top - (SIGNING_ROOM - height) / 2
    canvas.saveState()
    canvas.setStrokeGray(0.55)
    canvas.setFillGray(0.4)
    canvas.setDash(2, 2)
    canvas.rect(start, upper - height, box, height)
    style = Style(fonts.REGULAR, NOTE_SIZE, leading, "center")
    for index, text in enumerate(texts):
        lines.draw_line(canvas, text, style, start, upper - 4 - index * leading, box)
    canvas.restoreState()


def signatures(block: Signatures, frame: Frame) -> list[Piece]:
    """Return the block as one piece; the caller binds it to what stands above."""
    return [Block(cleaned(block, frame), frame)]


def cleaned(block: Signatures, frame: Frame) -> Signatures:
    """Return the block with names that can be drawn."""

    def signer(one: Signer | None) -> Signer | None:
        if one is None:
            return None
        clean = frame.clean
        return Signer(one.role_lines, clean(one.name), clean(one.id_line), clean(one.note))

    return Signatures(
        block.place_date,
        signer(block.left),
        signer(block.right),
        signer(block.centre),
        block.in_line,
    )
