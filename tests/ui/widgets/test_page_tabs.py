"""A tall page behind does not make the page in front scroll."""

import pytest
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from fieldkit.ui.widgets.page_tabs import PageTabs


def page(height: int) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    block = QWidget()
    block.setMinimumHeight(height)
    layout.addWidget(block)
    return made


@pytest.fixture
def tabs(qtbot):
    tabs = PageTabs()
    qtbot.addWidget(tabs)
    tabs.addTab(page(100), "low")
    tabs.addTab(page(2000), "tall")
    return tabs


def test_room_is_asked_for_the_page_in_front_only(tabs):
    assert tabs.minimumSizeHint().height() < 300
    tabs.setCurrentIndex(1)
    assert tabs.minimumSizeHint().height() > 2000
    tabs.setCurrentIndex(0)
    assert tabs.minimumSizeHint().height() < 300
    assert tabs.sizeHint().height() >= tabs.minimumSizeHint().height()


def test_wrapped_lines_are_measured_at_the_width_there_is(qtbot):
    tabs = PageTabs()
    qtbot.addWidget(tabs)
    made = QWidget()
    label = QLabel("kata " * 200)
    label.setWordWrap(True)
    QVBoxLayout(made).addWidget(label)
    tabs.addTab(made, "text")
    tabs.resize(1000, 300)
    wide = tabs.minimumSizeHint().height()
    tabs.resize(250, 300)
    assert tabs.minimumSizeHint().height() > 2 * wide


def test_without_a_page_nothing_is_asked_but_the_bar(qtbot):
    tabs = PageTabs()
    qtbot.addWidget(tabs)
    assert tabs.minimumSizeHint().height() < 100


def test_tabs_without_room_scroll_by_arrows_that_can_be_seen_and_hit(qtbot):
    tabs = PageTabs()
    qtbot.addWidget(tabs)
    for number in range(9):
        tabs.addTab(QWidget(), f"A rather long name {number}")
    tabs.resize(400, 200)
    with qtbot.waitExposed(tabs):
        tabs.show()
    arrows = tabs.tabBar().findChildren(QToolButton)
    assert [arrow.isVisible() for arrow in arrows] == [True, True]
    for arrow in arrows:
        picture = arrow.grab().toImage()
        ground = picture.pixelColor(picture.width() - 3, 3)
        drawn = [
            (x, y)
            for x in range(picture.width() // 4, picture.width() * 3 // 4)
            for y in range(picture.height())
            if picture.pixelColor(x, y) != ground
        ]
        assert arrow.width() >= 31
        assert max(y for _x, y in drawn) - min(y for _x, y in drawn) >= 6
