import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)

from fieldkit.ui.widgets import buttons, tab_order
from fieldkit.ui.widgets.dialogs import Box


@pytest.fixture
def edits():
    """Fields by name, made in an order of their own."""
    return {name: _edit(name) for name in ("d", "a", "f", "c", "e", "b", "g", "h")}


def _edit(name):
    edit = QLineEdit()
    edit.setAccessibleName(name)
    return edit


def names(widgets):
    return [widget.accessibleName() for widget in widgets]


def test_a_page_is_walked_as_it_is_read(edits, qtbot):
    page, left, right = QWidget(), QVBoxLayout(), QGridLayout()
    for name in "ab":
        left.addWidget(edits[name])
    for name, row, column in (("f", 1, 1), ("c", 0, 0), ("e", 1, 0), ("d", 0, 1)):
        right.addWidget(edits[name], row, column)
    across = QHBoxLayout(page)
    across.addLayout(left)
    across.addLayout(right)
    qtbot.addWidget(page)
    page.show()
    assert names(tab_order.stops(page)) == list("abcdef")
    edits["c"].setEnabled(False)
    edits["b"].hide()
    edits["e"].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert names(tab_order.stops(page)) == list("adf")


def test_tabs_scrolling_parts_and_boxes_turned_round_are_followed(edits, qtbot):
    scroll, inside = QScrollArea(), QWidget()
    turned = QBoxLayout(QBoxLayout.Direction.RightToLeft, inside)
    turned.addWidget(edits["b"])
    turned.addWidget(edits["a"])
    scroll.setWidget(inside)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    tabs = QTabWidget()
    tabs.tabBar().setAccessibleName("tabs")
    tabs.addTab(edits["c"], "C")
    tabs.addTab(edits["d"], "D")
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(tabs)
    column.insertWidget(0, scroll)
    qtbot.addWidget(page)
    page.show()
    assert names(tab_order.stops(page)) == ["a", "b", "tabs", "c"]


def test_tab_goes_round_a_box_both_ways(qtbot, edits):
    box = Box("Heading")
    combo = QComboBox()
    combo.setEditable(True)
    combo.setAccessibleName("choice")
    box.add_button(buttons.button("Save"))
    box.content.addWidget(edits["a"])
    box.content.addWidget(combo)
    qtbot.addWidget(box)
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    edits["a"].setFocus()
    seen = []
    for _step in range(4):
        seen.append(box.focusWidget())
        qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Tab)
    assert names(seen) == ["a", "choice", "Save", "a"]
    qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Backtab)
    assert box.focusWidget() is edits["a"]


def test_a_window_without_controls_keeps_the_focus_where_it_is(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    assert not tab_order.step(page, forwards=True)


def test_a_bare_page_leads_to_its_first_control(qtbot, edits):
    box, page = Box("Heading"), QWidget()
    box.content.addWidget(edits["a"])
    box.content.addWidget(page)
    inside = QVBoxLayout(page)
    inside.addWidget(edits["b"])
    qtbot.addWidget(box)
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    page.setFocus()
    assert tab_order.step(box, forwards=True)
    assert edits["b"].hasFocus()
    page.setFocus()
    assert tab_order.step(box, forwards=False)
    assert edits["a"].hasFocus()


def test_no_item_of_a_layout_is_remembered_after_the_walk(edits, qtbot):
    page = QWidget()
    down, across = QVBoxLayout(page), QHBoxLayout()
    for name in "ab":
        down.addWidget(edits[name])
    across.addWidget(edits["c"])
    down.addLayout(across)
    qtbot.addWidget(page)
    page.show()
    before = _items()
    assert names(tab_order.stops(page)) == list("abc")
    # Qt deletes items by itself; Python would then see one in whatever lies there next.
    assert _items() == before


def _items():
    return sum(isinstance(thing, QWidgetItem) for thing in gc.get_objects())
