import itertools

import pytest

from fieldkit.core import paths
from fieldkit.ui.shell import theme
from fieldkit.ui.widgets import icons, style
from fieldkit.ui.widgets.style import DARK, LIGHT

TEXT_ON_GROUND = [
    *itertools.product(
        ("text", "secondary", "accent", "good", "attention", "danger"), ("surface", "page")
    ),
    *[(role, f"{role}_soft") for role in ("accent", "good", "attention", "danger")],
    ("text", "accent_soft"),
    ("text", "raised"),
    ("secondary", "raised"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("surface", "good"),
    ("surface", "attention"),
    ("surface", "danger"),
    ("surface", "accent"),
    ("surface", "text"),
    ("text", "sidebar"),
    ("secondary", "sidebar"),
]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(tokens, ink, ground):
    assert style.contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "page"])
def test_the_border_of_an_input_is_seen(tokens, ground):
    assert style.contrast(tokens.input_border, getattr(tokens, ground)) >= 3


def test_every_token_of_the_style_sheet_is_known(qapp):
    for tokens in (LIGHT, DARK):
        assert "@" not in theme.style_sheet(tokens)


def test_lengths_follow_the_text_size(qapp):
    before = style.px(100)
    theme.apply(qapp, "dark", 150)
    try:
        assert style.px(100) == pytest.approx(before * 1.5, rel=0.06)
        assert style.tokens() is DARK
    finally:
        theme.apply(qapp)
    assert style.tokens() is LIGHT
    assert style.row_height() >= 32


def test_figures_have_equal_width(qapp):
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(style.font())
    assert len({round(metrics.horizontalAdvance(d), 2) for d in "0123456789"}) == 1


def test_an_icon_is_sharp_at_every_density_and_follows_the_theme(qapp):
    from PySide6.QtCore import QSize

    icon = icons.icon("house")
    assert icon.pixmap(QSize(18, 18), 2.0).size() == QSize(36, 36)
    light = icon.pixmap(QSize(18, 18), 1.0).toImage()
    theme.apply(qapp, "dark")
    try:
        assert icon.pixmap(QSize(18, 18), 1.0).toImage() != light
    finally:
        theme.apply(qapp)


def test_the_icons_and_fonts_carry_their_licences():
    assert "ISC" in (paths.resources() / "icons" / "LICENSE").read_text(encoding="utf-8")
    assert "Open Font License" in (paths.resources() / "fonts" / "OFL.txt").read_text("utf-8")
