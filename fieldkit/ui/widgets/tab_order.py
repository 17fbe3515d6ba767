"""The order in which Tab goes through a window: as the eye reads its layouts.

Qt's own order is that in which widgets were made, which on a page built piece by piece is no
order at all. Windows and boxes ask `step` instead; no page has to say anything, but the
tools of a line (move up, remove) can be put behind its fields with `put_last`.
"""

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_WHOLE = (
    QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QTextEdit,
)  # fmt: skip
_BACKWARDS = (QBoxLayout.Direction.RightToLeft, QBoxLayout.Direction.BottomToTop)
_LAST = "tab_last"
_TAB = Qt.FocusPolicy.TabFocus.value


def put_last(*widgets: QWidget) -> None:
    """Reach these after everything else in the widget they lie in."""
    for widget in widgets:
        widget.setProperty(_LAST, True)


def step(window: QWidget, *, forwards: bool) -> bool:
    """Give the focus to the next or previous control; False when there is none."""
    order = stops(window)
    if not order:
        return False
    wanted = _wanted(QApplication.focusWidget(), order, forwards=forwards)
    reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
    order[wanted % len(order)].setFocus(reason)
    return True


def _wanted(focused: QWidget | None, order: list[QWidget], *, forwards: bool) -> int:
    """Return the place to go to: from a control, from inside one, or from a bare page."""
    here = focused
    while here is not None and here not in order:
        here = here.parentWidget()
    if here is not None:
        return order.index(here) + (1 if forwards else -1)
    inside = (n for n, stop in enumerate(order) if focused and focused.isAncestorOf(stop))
    first = next(inside, 0)
    return first if forwards else first - 1


def stops(root: QWidget) -> list[QWidget]:
    """Return every control inside that Tab stops at, in reading order."""
    return list(_stops(root))


def _stops(widget: QWidget) -> Iterator[QWidget]:
    takes_tab = bool(widget.focusPolicy().value & _TAB) and widget.focusProxy() is None
    if takes_tab and widget.isEnabled():
        yield widget
    if isinstance(widget, _WHOLE):
        return
    inside = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
    for child in _children(inside):
        if not child.isHidden():
            yield from _stops(child)


def _children(widget: QWidget) -> list[QWidget]:
    """Return what lies in a widget: its layout's in their order, the rest by place."""
    layout = widget.layout()
    laid_out = list(_widgets(layout)) if layout is not None else []
    known = set(laid_out)
    loose = [
        child
        for child in widget.children()
        if isinstance(child, QWidget) and child not in known and not child.isWindow()
    ]
    found = laid_out + sorted(loose, key=lambda child: (child.y(), child.x()))
    return sorted(found, key=lambda child: bool(child.property(_LAST)))


def _widgets(layout: QLayout) -> Iterator[QWidget]:
    for inside in _inside(layout):
        if isinstance(inside, QWidget):
            yield inside
        else:
            yield from _widgets(inside)


def _inside(layout: QLayout) -> list[QWidget | QLayout]:
    """Return the widgets and layouts in a layout, in its order.

    Its items are never asked for: Python would remember each as long as the layout lives, and
    once Qt has deleted one take whatever comes to lie in its place for that item.
    """
    owner = layout.parentWidget()
    widgets = owner.children() if owner is not None else []
    placed = [
        (number, thing)
        for thing in (*widgets, *layout.children())
        if isinstance(thing, QWidget | QLayout) and (number := layout.indexOf(thing)) >= 0
    ]
    return [thing for _place, thing in sorted(placed, key=lambda one: _key(layout, one[0]))]


def _key(layout: QLayout, number: int) -> tuple[int, int]:
    """Return where a thing is read: by row and column in a grid, else by its turn."""
    if isinstance(layout, QGridLayout):
        place = cast("tuple[int, int, int, int]", layout.getItemPosition(number))
        return place[:2]
    if isinstance(layout, QBoxLayout) and layout.direction() in _BACKWARDS:
        return -number, 0
    return number, 0
