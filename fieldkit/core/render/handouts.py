"""Papers for hands: posters, lines of circles to colour without writing, and slips to cut out."""

from collections.abc import Sequence
from typing import Any

from fieldkit.core.render import fonts, lines, pictures, posters
from fieldkit.core.render.blocks import MM, Frame
from fieldkit.core.render.document import Cards, Poster, Tally
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.lines import Style

_HEAD = 7 * MM
_HEAD_SIZE, _LABEL_SIZE = 8.5, 9.0
_LABEL = 27 * MM
_PICTURE = 0.78
_BETWEEN = 4 * MM
_COIN_GAP = 0.12
_LARGEST_COIN = 7.5 * MM
_GRAY = 0.55
_CARD_PAD = 4 * MM
_CARD_GAP = 1.25
_CARD_HEADING, _CARD_TEXT = 10.5, 9.0


class _Coins:
    """Where the circles of each value stand on a line."""

    def __init__(self, tally: Tally, width: float) -> None:
        self.coins = tally.coins
        self.picture = tally.row_height_mm * MM
        room = width - self.picture - _LABEL - _BETWEEN * len(tally.coins)
        count = max(1, sum(number for _value, number in tally.coins))
        self.step = min(room / count, _LARGEST_COIN * (1 + _COIN_GAP))

    def groups(self, left: float) -> list[tuple[float, str, int]]:
        """Return where each value's circles begin, what they stand for, how many they are."""
        found = []
        at = left + self.picture + _LABEL
        for value, number in self.coins:
            found.append((at, value, number))
            at += number * self.step + _BETWEEN
        return found


class _Head(Piece):
    """What a circle stands for, over the first line."""

    __slots__ = ("coins", "names")

    def __init__(self, coins: _Coins, names: Sequence[str]) -> None:
        super().__init__(_HEAD, gap=2 * MM)
        self.coins, self.names = coins, names

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw the values."""
        style = Style(fonts.BOLD, _HEAD_SIZE, _HEAD, "center")
        groups = self.coins.groups(left)
        for (at, _value, number), name in zip(groups, self.names, strict=True):
            lines.draw_line(canvas, name, style, at, top, number * self.coins.step)


class _TallyRow(Piece):
    """One line: the picture, its word, and the circles."""

    __slots__ = ("coins", "label", "picture", "width")

    def __init__(
        self, coins: _Coins, picture: bytes | None, label: list[str], height: float, width: float
    ) -> None:
        super().__init__(height, glued=True)
        self.coins, self.label, self.width = coins, label, width
        self.picture = pictures.prepared(picture) if picture else None

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw a rule above, the picture, the word and empty circles."""
        canvas.saveState()
        canvas.setStrokeGray(_GRAY)
        canvas.setLineWidth(0.5)
        canvas.line(left, top, left + self.width, top)
        side = self.height * _PICTURE
        if self.picture is not None:
            wide, high = self.picture.fitted(side, side)
            bottom = top - (self.height + high) / 2
            self.picture.draw(canvas, left + (self.height - wide) / 2, bottom, wide, high)
        leading = _LABEL_SIZE * 1.25
        style = Style(fonts.REGULAR, _LABEL_SIZE, leading)
        y = top - (self.height - leading * len(self.label)) / 2
        for text in self.label:
            lines.draw_line(canvas, text, style, left + self.height + 1 * MM, y, _LABEL)
            y -= leading
        canvas.setStrokeGray(0.25)
        canvas.setLineWidth(0.7)
        radius = self.coins.step / (1 + _COIN_GAP) / 2
        middle = top - self.height / 2
        for at, _value, number in self.coins.groups(left):
            for place in range(number):
                canvas.circle(at + (place + 0.5) * self.coins.step, middle, radius)
        canvas.restoreState()


def handout(block: Poster | Tally | Cards, frame: Frame) -> list[Piece]:
    """Return the pieces of a paper that is given to people."""
    if isinstance(block, Poster):
        return posters.poster(block, frame)
    return tally(block, frame) if isinstance(block, Tally) else cards(block, frame)


def tally(block: Tally, frame: Frame) -> list[Piece]:
    """Return a head and a line for each picture."""
    coins = _Coins(block, frame.width)
    made: list[Piece] = [_Head(coins, [frame.clean(value) for value, _number in block.coins])]
    for picture, label in block.rows:
        words = lines.wrap(frame.clean(label), fonts.REGULAR, _LABEL_SIZE, _LABEL - 2 * MM)
        made.append(_TallyRow(coins, picture, words, block.row_height_mm * MM, frame.width))
    return made


class _CardRow(Piece):
    """Slips side by side, with dashed lines to cut along."""

    __slots__ = ("cell", "items")

    def __init__(
        self, items: list[tuple[list[str], list[str]]], cell: float, height: float
    ) -> None:
        super().__init__(height)
        self.items, self.cell = items, cell

    def draw(self, canvas: Any, left: float, top: float) -> None:
        """Draw the cutting lines and the texts; what does not fit is left out at the end."""
        heading = Style(fonts.BOLD, _CARD_HEADING, _CARD_HEADING * _CARD_GAP)
        text = Style(fonts.REGULAR, _CARD_TEXT, _CARD_TEXT * _CARD_GAP)
        for number, (head, body) in enumerate(self.items):
            x = left + number * self.cell
            canvas.saveState()
            canvas.setStrokeGray(_GRAY)
            canvas.setDash(3, 3)
            canvas.rect(x, top - self.height, self.cell, self.height)
            canvas.restoreState()
            y, floor = top - _CARD_PAD, top - self.height + _CARD_PAD
            width = self.cell - 2 * _CARD_PAD
            for style, written in ((heading, head), (text, body)):
                for line in written:
                    if y - style.leading >= floor:
                        lines.draw_line(canvas, line, style, x + _CARD_PAD, y, width)
                    y -= style.leading
                y -= 1 * MM


def cards(block: Cards, frame: Frame) -> list[Piece]:
    """Return the slips row by row."""
    cell = frame.width / block.per_row
    width = cell - 2 * _CARD_PAD
    made = []
    for heading, body in block.items:
        head = lines.wrap(frame.clean(heading), fonts.BOLD, _CARD_HEADING, width)
        texts = [
            line
            for text in body
            for line in lines.wrap(frame.clean(text), fonts.REGULAR, _CARD_TEXT, width)
        ]
        made.append((head, texts))
    return [
        _CardRow(made[start : start + block.per_row], cell, block.height_mm * MM)
        for start in range(0, len(made), block.per_row)
    ]
