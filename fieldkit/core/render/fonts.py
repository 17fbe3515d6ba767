"""The embedded typeface: its widths, and which characters it can draw.

reportlab drops a character the font lacks without a word, so every text passes `Glyphs.clean`.
"""

import functools
import threading
import unicodedata
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from fieldkit.core import paths

REGULAR = "PlusJakartaSans"
BOLD = "PlusJakartaSans-Bold"
ITALIC = "PlusJakartaSans-Italic"
_FILES = {
    REGULAR: "PlusJakartaSans-Regular.ttf",
    BOLD: "PlusJakartaSans-Bold.ttf",
    ITALIC: "PlusJakartaSans-Italic.ttf",
}

STAND_IN = "□"
# The faces draw figures of different widths; their equal-width set ("zero.tf" on) stands here.
# Columns of money need it. The space is too narrow for print at small sizes.
FIRST_TABULAR_GLYPH = 844
SPACE_WIDTH = 222
_SAME_TO_THE_EYE = str.maketrans(
    {
        "\t": " ",
        "\r": None,
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\ufeff": None,
        "\ufe0f": None,
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "–",
        "\u02bc": "’",
        "✓": "√",
        "✔": "√",
        "✗": "×",
        "✘": "×",
        "☐": "□",
        "☒": "■",
        "☑": "■",
    }
)

_loading = threading.Lock()


@functools.lru_cache(maxsize=1)
def _known_characters() -> frozenset[str]:
    """Register the faces once and return what all of them can draw."""
    rl_config.useA85 = 0
    covered: set[int] | None = None
    for name, file in _FILES.items():
        font = TTFont(name, str(paths.resources() / "fonts" / file))
        _prepare_face(font.face)
        pdfmetrics.registerFont(font)
        codes = set(font.face.charToGlyph)
        covered = codes if covered is None else covered & codes
    return frozenset(map(chr, covered or ())) | {"\n"}


def _prepare_face(face: Any) -> None:
    for digit in range(10):
        glyph = FIRST_TABULAR_GLYPH + digit
        face.charToGlyph[ord("0") + digit] = glyph
        face.charWidths[ord("0") + digit] = face.hmetrics[glyph][0] * 1000 / face.unitsPerEm
    for space in (" ", "\u00a0"):
        face.charWidths[ord(space)] = SPACE_WIDTH


def load() -> frozenset[str]:
    """Make the typeface known to reportlab; safe from any thread, done once."""
    with _loading:
        return _known_characters()


def width(text: str, font: str, size: float) -> float:
    """Return the printed width of a text in points."""
    measured: float = pdfmetrics.stringWidth(text, font, size)
    return measured


class Glyphs:
    """Makes texts drawable and remembers what it had to replace."""

    __slots__ = ("_known", "missing")

    def __init__(self) -> None:
        self._known = load()
        self.missing: set[str] = set()

    def clean(self, text: str) -> str:
        """Return the text with every character drawable; what is lacking becomes a box."""
        if text.isascii() and text.isprintable():
            return text
        known = self._known
        ready = unicodedata.normalize("NFC", text).translate(_SAME_TO_THE_EYE)
        if known.issuperset(ready):
            return ready
        return "".join(map(self._drawable, ready))

    def _drawable(self, character: str) -> str:
        if character in self._known:
            return character
        if unicodedata.category(character) in {"Cc", "Cf", "Zs"}:
            return " "
        self.missing.add(character)
        return STAND_IN
