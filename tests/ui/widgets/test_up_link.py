import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.ui.widgets.search_edit import SearchEdit
from fieldkit.ui.widgets.up_link import up_link

KEY = Qt.Key


@pytest.fixture
def page(qtbot):
    made = QWidget()
    made.ups = []
    layout = QVBoxLayout(made)
    made.link = up_link(made, "All families", lambda: made.ups.append("up"))
    made.edit, made.search = QLineEdit(), SearchEdit("Find")
    for widget in (made.link, made.edit, made.search):
        layout.addWidget(widget)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_the_link_names_the_page_above_and_its_key(page):
    assert page.link.text() == "All families"
    assert page.link.toolTip() == "All families (Alt+↑)"


def test_esc_and_alt_up_lead_up_from_any_field(page, qtbot):
    page.edit.setFocus()
    qtbot.keyClick(page.edit, KEY.Key_Escape)
    qtbot.keyClick(page.edit, KEY.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.ups == ["up", "up"]


def test_an_esc_that_is_wanted_elsewhere_does_not_lead_up(page, qtbot):
    page.search.setFocus()
    qtbot.keyClicks(page.search, "siti")
    qtbot.keyClick(page.search, KEY.Key_Escape)
    assert page.search.text() == ""
    assert page.ups == []
    page.link.hide()
    qtbot.keyClick(page.search, KEY.Key_Escape)
    assert page.ups == []
