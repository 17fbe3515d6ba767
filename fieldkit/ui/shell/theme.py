"""Puts the look on the application: font, palette and one small style sheet."""

import re

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from fieldkit.core import i18n, paths
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.style import DARK, LIGHT, Tokens, px

THEMES = ("light", "dark", "system")
TEXT_SIZES = (100, 125, 150)

_FONT_FILES = ("PlusJakartaSans-Regular.ttf", "PlusJakartaSans-SemiBold.ttf")


def apply(app: QApplication, theme: str = "light", text_size: int = 100) -> None:
    """Dress the application; may be called again when the user chooses another look."""
    if not app.property("has_fonts"):
        load_fonts()
        app.setProperty("has_fonts", True)
    chosen = _tokens_of(theme)
    if not app.property("is_fusion"):
        app.setStyle("Fusion")
        app.setProperty("is_fusion", True)
    app.setFont(_base_font(text_size))
    style.measure_anew()
    app.setPalette(palette(chosen))
    app.setStyleSheet(style_sheet(chosen))
    spoken = QLocale.Language.Indonesian if i18n.language() == "id" else QLocale.Language.English
    QLocale.setDefault(QLocale(spoken, QLocale.Country.Indonesia))


def load_fonts() -> None:
    """Make the carried typeface known to Qt."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))


def _base_font(text_size: int) -> QFont:
    font = QFont(style.FAMILY)
    font.setPointSizeF(style.BASE_POINTS * text_size / 100)
    font.setWordSpacing(1.2 * text_size / 100)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return style.with_even_figures(font)


def _tokens_of(theme: str) -> Tokens:
    if theme == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if theme == "dark" else LIGHT


def palette(tokens: Tokens) -> QPalette:
    """Return the palette Fusion and our own painting draw from."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, tokens.page),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.raised),
        (role.Text, tokens.text),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.danger),
        (role.ToolTipBase, tokens.text),
        (role.ToolTipText, tokens.surface),
        (role.PlaceholderText, tokens.secondary),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Accent, tokens.accent),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.raised),
        (role.Mid, tokens.border),
        (role.Dark, tokens.input_border),
        (role.Shadow, tokens.border),
    ):
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.input_border))
    return made


def style_sheet(tokens: Tokens) -> str:
    """Return the style sheet; every length follows the font."""
    pixels = (1, 2, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 20, 24, 30, 36, 64)
    lengths = {f"p{n}": f"{px(n)}px" for n in pixels}
    lengths["control"] = f"{style.control_height() - 2}px"
    lengths["row"] = f"{style.row_height()}px"
    lengths["small"] = f"{_points(style.SMALL)}pt"
    lengths["large"] = f"{_points(style.LARGE)}pt"
    names = {name: getattr(tokens, name) for name in Tokens._fields}
    arrow = (paths.resources() / "icons").as_posix()
    theme = "dark" if tokens is DARK else "light"
    values = {**lengths, **names, "icons": arrow, "theme": theme}
    return re.sub(r"@([a-z]\w*)", lambda match: values[match[1]], _SHEET)


def _points(factor: float) -> float:
    return round(QApplication.font().pointSizeF() * factor, 2)


_SHEET = """
QWidget { outline: none; }
QAbstractScrollArea { background: @surface; border: 1px solid @border; border-radius: @p8; }
QToolTip {
    background: @text; color: @surface; border: none; padding: @p4 @p8;
}
QFrame[frame="card"] {
    background: @surface; border: 1px solid @border; border-radius: @p8;
}
QFrame[frame="card"]:focus, QFrame[frame="tile"]:focus { border: 2px solid @accent; }
QFrame[frame="tile"] {
    background: @surface; border: 1px solid @border; border-radius: @p8;
}
QFrame[frame="tile"]:hover { border-color: @accent; }
QFrame[frame="sidebar"] { background: @sidebar; border: none; border-right: 1px solid @border; }
QFrame[frame="message"] {
    background: @surface; border: 1px solid @input_border; border-radius: @p8;
}
QFrame[frame="line"] { background: @border; max-height: 1px; border: none; }
QFrame[tone="good"] { background: @good_soft; border: 1px solid @good; border-radius: @p8; }
QFrame[tone="attention"] {
    background: @attention_soft; border: 1px solid @attention; border-radius: @p8;
}
QFrame[tone="danger"] { background: @danger_soft; border: 1px solid @danger; border-radius: @p8; }
QFrame[tone="accent"] { background: @accent_soft; border: 1px solid @accent; border-radius: @p8; }
QLabel { background: transparent; }
QLabel[role="secondary"] { color: @secondary; }
QLabel[role="accent"] { color: @accent; }
QLabel[role="good"] { color: @good; }
QLabel[role="attention"] { color: @attention; }
QLabel[role="danger"] { color: @danger; }
QLabel[badge="true"] { border-radius: @p6; padding: @p2 @p8; font-size: @small; }
QLabel[badge="true"][role="secondary"] { background: @raised; }
QLabel[badge="true"][role="accent"] { background: @accent_soft; }
QLabel[badge="true"][role="good"] { background: @good_soft; }
QLabel[badge="true"][role="attention"] { background: @attention_soft; }
QLabel[badge="true"][role="danger"] { background: @danger_soft; }

QPushButton, QToolButton[look="button"] {
    background: @surface; color: @text; border: 1px solid @input_border;
    border-radius: @p8; padding: 0 @p14; min-height: @control;
}
QPushButton:hover, QToolButton[look="button"]:hover { background: @raised; }
QPushButton:pressed, QToolButton[look="button"]:pressed { background: @border; }
QPushButton:focus, QToolButton[look="button"]:focus {
    border: 2px solid @accent; padding: 0 @p12;
}
QPushButton[bare="true"] { padding: 0 @p8; }
QPushButton[bare="true"]:focus { padding: 0 @p6; }
QPushButton:disabled { color: @input_border; border-color: @border; }
QToolButton:disabled { color: @input_border; }
QPushButton[kind="primary"] {
    background: @accent; color: @on_accent; border: 1px solid @accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled {
    background: @raised; color: @secondary; border-color: @border;
}
QPushButton[kind="danger"] { color: @danger; border-color: @danger; }
QPushButton[kind="danger"]:hover { background: @danger_soft; }
QPushButton[kind="danger"]:disabled { color: @input_border; border-color: @border; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; }
QPushButton[kind="quiet"]:hover { background: @raised; }
QPushButton[kind="quiet"]:focus { border: 2px solid @accent; }
QPushButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: @accent; padding: 0 @p4;
    text-align: left;
}
QPushButton[kind="link"]:hover { color: @accent_hover; background: @accent_soft; }
QPushButton[kind="link"]:focus { border: 2px solid @accent; padding: 0 @p2; }
QPushButton[kind="chip"] {
    border-radius: @p16; padding: 0 @p12; min-height: @control;
}
QPushButton[kind="chip"]:focus { padding: 0 @p10; }
QPushButton[kind="chip"]:checked {
    background: @accent_soft; border-color: @accent; color: @accent; font-weight: 600;
}
QPushButton[kind="day"] {
    border: 1px solid transparent; border-radius: @p6; padding: 0; min-height: @p30;
    background: transparent;
}
QPushButton[kind="day"]:hover { background: @raised; }
QPushButton[kind="day"]:focus { border: 2px solid @accent; padding: 0; }
QPushButton[kind="day"]:checked {
    background: @accent_soft; border-color: @accent; color: @accent; font-weight: 600;
}
QPushButton[kind="chip"]::menu-indicator { image: none; width: 0; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton {
    background: transparent; border: 1px solid transparent; border-radius: @p8;
    padding: @p4 @p6; color: @text;
}
QToolButton:hover { background: @raised; }
QToolButton:pressed, QToolButton:checked { background: @border; }
QToolButton:focus { border: 2px solid @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: @surface; color: @text; border: 1px solid @input_border; border-radius: @p8;
    padding: 0 @p8; min-height: @control;
    selection-background-color: @accent; selection-color: @on_accent;
}
QPlainTextEdit, QTextEdit { padding: @p4 @p6; }
QLineEdit { icon-size: @p16; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid @accent;
}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] {
    border: 2px solid @danger;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit[readOnly="true"],
QPlainTextEdit[readOnly="true"] {
    background: @page; color: @secondary; border-color: @border;
}
QComboBox::drop-down { border: 0; width: @p24; }
QComboBox::down-arrow {
    image: url("@icons/themed/chevron-down-@theme.svg");
    width: @p16; height: @p16;
}
QComboBox QLineEdit { border: none; padding: 0; min-height: 0; }
QComboBox QAbstractItemView, QListView[look="popup"] {
    background: @surface; border: 1px solid @input_border; padding: @p4;
    selection-background-color: @accent_soft; selection-color: @text;
}
QComboBox QAbstractItemView::item { min-height: @row; padding: 0 @p8; }
QCheckBox, QRadioButton { spacing: @p8; min-height: @control; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {
    width: @p18; height: @p18; border: 1px solid @input_border; background: @surface;
    border-radius: @p4;
}
QRadioButton::indicator { border-radius: @p9; }
QCheckBox::indicator:checked, QListView::indicator:checked {
    background: @accent; border-color: @accent;
    image: url("@icons/themed/check-@theme.svg");
}
QRadioButton::indicator:checked {
    width: @p10; height: @p10; background: @accent; border: @p5 solid @accent_soft;
    border-radius: @p9;
}
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @accent_hover; }
QRadioButton::indicator:checked:focus { border: @p5 solid @accent_hover; background: @surface; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }

QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[page="true"] { background: transparent; border: none; }
QTableView, QTreeView, QListView {
    background: @surface; alternate-background-color: @surface; gridline-color: @border;
    border: 1px solid @border; border-radius: @p8;
    selection-background-color: @accent_soft; selection-color: @text;
}
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid @accent; }
QTableView::item { padding: 0 @p8; border-bottom: 1px solid @border; }
QTableView::item:selected { background: @accent_soft; color: @text; }
QListView::item { min-height: @row; padding: 0 @p8; border-radius: @p6; }
QListView::item:hover { background: @raised; }
QListView::item:selected { background: @accent_soft; color: @text; }
QHeaderView { background: @surface; border: none; border-top-left-radius: @p8; }
QHeaderView::section {
    background: @surface; color: @secondary; border: none; border-bottom: 1px solid @border;
    padding: @p8 @p10; font-weight: 600;
}
QHeaderView::section:hover { color: @accent; }
QHeaderView::up-arrow {
    image: url("@icons/themed/chevron-up-@theme.svg");
    width: @p14; height: @p14;
}
QHeaderView::down-arrow {
    image: url("@icons/themed/chevron-down-@theme.svg");
    width: @p14; height: @p14;
}
QTableCornerButton::section { background: @surface; border: none; }
QScrollBar:vertical { background: transparent; width: @p12; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: @p12; margin: 0; border: none; }
QScrollBar::handle { background: @input_border; border-radius: @p4; margin: @p2 ; }
QScrollBar::handle:vertical { min-height: @p36; }
QScrollBar::handle:horizontal { min-width: @p36; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: @secondary; padding: @p8 @p14; border: none;
    border-bottom: 2px solid transparent; min-height: @p20;
}
QTabBar::tab:selected { color: @accent; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; background: @accent_soft; border-radius: @p6; }
QTabBar::scroller { width: @p64; }
QTabBar QToolButton {
    background: @page; border: none; border-left: 1px solid @border; border-radius: 0; padding: 0;
}
QTabBar QToolButton::left-arrow { image: url("@icons/themed/chevron-left-@theme.svg"); }
QTabBar QToolButton::right-arrow { image: url("@icons/themed/chevron-right-@theme.svg"); }
QMenu { background: @surface; border: 1px solid @input_border; padding: @p4; }
QMenu::item { padding: @p8 @p24 @p8 @p12; border-radius: @p6; }
QMenu::item:selected { background: @accent_soft; color: @text; }
QMenu::item:disabled { color: @input_border; }
QMenu::separator { height: 1px; background: @border; margin: @p4 @p8; }
QMenu::icon { padding-left: @p8; }
QProgressBar {
    background: @raised; border: none; border-radius: @p4; max-height: @p8; min-height: @p8;
    text-align: center;
}
QProgressBar::chunk { background: @accent; border-radius: @p4; }
QSplitter::handle { background: transparent; }
QCalendarWidget QWidget { alternate-background-color: @raised; }
QCalendarWidget QToolButton { min-height: @p24; }
QCalendarWidget QAbstractItemView { border: none; border-radius: 0; }
QDialog { background: @page; }
QDialog[look="palette"] { background: @surface; border: 1px solid @input_border; }
"""
