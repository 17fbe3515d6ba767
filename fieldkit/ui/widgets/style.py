"""Colours, sizes and type as every widget asks for them.

The application's palette says whether it is light or dark and its font how large a pixel
of the design is; widgets read both at paint time, so nothing here has to be kept in step.
"""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget

FAMILY = "Plus Jakarta Sans"
BASE_POINTS = 10.5
DESIGN_LINE = 17.625  # height of a line of the base font at 100 %, in design pixels

LARGE = 1.55
SMALL = 0.9


class Tokens(NamedTuple):
    """The colours of one theme, by what they are for; roles name good, attention and danger."""

    page: str
    surface: str
    raised: str
    border: str
    input_border: str
    text: str
    secondary: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    attention: str
    attention_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    sidebar: str


LIGHT = Tokens(
    page="#F5F7F8",
    surface="#FFFFFF",
    raised="#EDF1F2",
    border="#DDE3E6",
    input_border="#7E8C89",
    text="#16211F",
    secondary="#52615E",
    accent="#0F766E",
    accent_hover="#0B5F59",
    on_accent="#FFFFFF",
    accent_soft="#E0F2F0",
    good="#15803D",
    good_soft="#E9F6EE",
    attention="#B45309",
    attention_soft="#FEF6E7",
    danger="#B91C1C",
    danger_soft="#FDECEC",
    on_danger="#FFFFFF",
    sidebar="#FFFFFF",
)
DARK = Tokens(
    page="#14191C",
    surface="#1D2428",
    raised="#283136",
    border="#313A3F",
    input_border="#6F7F7A",
    text="#EAF0EE",
    secondary="#A3B1AD",
    accent="#2DD4BF",
    accent_hover="#5EEAD4",
    on_accent="#06201D",
    accent_soft="#17393A",
    good="#4ADE80",
    good_soft="#183324",
    attention="#FBBF24",
    attention_soft="#3A3018",
    danger="#F87171",
    danger_soft="#3F2427",
    on_danger="#2A0B0B",
    sidebar="#191F22",
)
ROLES = ("text", "secondary", "accent", "good", "attention", "danger")


def tokens() -> Tokens:
    """Return the colours now in force."""
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def colour(role: str) -> QColor:
    """Return the colour of a token by its name, such as `danger`."""
    return QColor(getattr(tokens(), role))


def soft_colour(role: str) -> QColor:
    """Return the quiet background that goes with a role's text."""
    names = set(Tokens._fields)
    soft = f"{role}_soft"
    return colour(soft if soft in names else "raised")


def scale() -> float:
    """Return how many real pixels a design pixel takes at the present text size."""
    return _scale()


def px(design_pixels: float) -> int:
    """Return a length of the design in real pixels at the present text size."""
    return round(design_pixels * scale())


def measure_anew() -> None:
    """Forget the scale: the application was given another font."""
    _scale.cache_clear()


@lru_cache(maxsize=1)
def _scale() -> float:
    return QFontMetricsF(QApplication.font()).height() / DESIGN_LINE


def font(size: float = 1.0, *, strong: bool = False) -> QFont:
    """Return the interface font at a multiple of its size, with figures of equal width."""
    base = QFont(QApplication.font())
    base.setPointSizeF(base.pointSizeF() * size)
    base.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return with_even_figures(base)


def large_font() -> QFont:
    """Return the font of page titles and of the one figure on a card."""
    return font(LARGE, strong=True)


def strong_font() -> QFont:
    """Return the heavier weight of the base size."""
    return font(strong=True)


def small_font() -> QFont:
    """Return the font of captions and hints."""
    return font(SMALL)


def with_even_figures(base: QFont) -> QFont:
    """Ask the font for tabular figures, so that columns of numbers stand straight."""
    base.setFeature(QFont.Tag("tnum"), 1)
    return base


def row_height() -> int:
    """Return the height of one row in every table and grid."""
    return px(36)


def control_height() -> int:
    """Return the height of inputs and buttons, never below the 32 px a finger needs."""
    return max(32, px(34))


def text_width(characters: float, *, strong: bool = False) -> int:
    """Return the room that so many average characters take."""
    metrics = QFontMetricsF(font(strong=strong))
    return round(metrics.averageCharWidth() * characters)


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    lights = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(value: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(value.redF())
        + 0.7152 * linear(value.greenF())
        + 0.0722 * linear(value.blueF())
    )


def set_role(widget: QWidget, role: str, *, of_text: bool = True) -> None:
    """Colour a label's text, or a frame's background, by role; the style sheet does the rest."""
    widget.setProperty("role" if of_text else "tone", role)
    _polish_anew(widget)


def set_bare(button: QWidget, *, bare: bool) -> None:
    """Take away the room for words beside a button's icon, or give it back."""
    if bool(button.property("bare")) != bare:
        button.setProperty("bare", bare)
        _polish_anew(button)


def _polish_anew(widget: QWidget) -> None:
    """Let the style sheet look again; a widget not yet shown is looked at anyway."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def name_control(widget: QWidget, name: str, tip: str = "") -> None:
    """Give a control the name screen readers say and, with a key, its tooltip."""
    widget.setAccessibleName(name)
    if tip:
        widget.setToolTip(tip)


def hide_unless(widget: QWidget, *, wanted: bool) -> None:
    """Hide a new widget nobody wants; showing one before it has a parent would flash a window."""
    if not wanted:
        widget.hide()


ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}
