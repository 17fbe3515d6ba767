"""A layout that sets widgets side by side and wraps when the line is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from fieldkit.ui.widgets import style


class FlowLayout(QLayout):
    """Left to right, then down; with `equal` every item of a line gets the same width."""

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 8, equal: bool = False, least: int = 0
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = style.px(gap)
        self._equal = equal
        self._least = style.px(least)
        self._measured: list[QLayoutItem] | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def invalidate(self) -> None:
        """Measure anew: an item came, went, or changed its size."""
        super().invalidate()
        self._measured = None
        self._heights = {}

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or None past the end."""
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return taken

    def clear(self) -> None:
        """Remove and delete every widget."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return True: a narrower line makes more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height all lines take at this width."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the least size; the width decides the rest."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest item alone on its line."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        if self._measured is None:
            self._measured = [item for item in self._items if not item.isEmpty()]
        return self._measured

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        top = inner.y()
        for line in self._lines(inner.width()):
            height = max(self._height(item, width) for item, width in line)
            left = inner.x()
            for item, width in line:
                if move:
                    item.setGeometry(QRect(QPoint(left, top), QSize(width, height)))
                left += width + self._gap
            top += height + self._gap
        bottom = top - self._gap if self._shown() else top
        return bottom - rect.y() + margins.bottom()

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, int]]]:
        items = self._shown()
        return self._equal_lines(items, room) if self._equal else self._free_lines(items, room)

    def _equal_lines(
        self, items: list[QLayoutItem], room: int
    ) -> list[list[tuple[QLayoutItem, int]]]:
        if not items:
            return []
        least = max(self._least, *(item.minimumSize().width() for item in items), 1)
        columns = max(1, min(len(items), (room + self._gap) // (least + self._gap)))
        width = max(1, (room - self._gap * (columns - 1)) // columns)
        return [
            [(item, width) for item in items[start : start + columns]]
            for start in range(0, len(items), columns)
        ]

    def _free_lines(
        self, items: list[QLayoutItem], room: int
    ) -> list[list[tuple[QLayoutItem, int]]]:
        lines: list[list[tuple[QLayoutItem, int]]] = []
        used = 0
        for item in items:
            width = min(max(item.sizeHint().width(), self._least), max(room, 1))
            if not lines or used + self._gap + width > room:
                lines.append([])
                used = width
            else:
                used += self._gap + width
            lines[-1].append((item, width))
        return lines

    @staticmethod
    def _height(item: QLayoutItem, width: int) -> int:
        if item.hasHeightForWidth():
            return max(item.heightForWidth(width), item.minimumSize().height())
        return item.sizeHint().height()


def bar(*widgets: QWidget, gap: int = 8) -> QWidget:
    """Return a line of widgets, such as the buttons under a list; a narrow page breaks it."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=gap)
    for widget in widgets:
        flow.addWidget(widget)
    return holder
