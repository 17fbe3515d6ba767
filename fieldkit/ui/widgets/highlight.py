"""A cell whose sought letters stand out: bold and underlined, so that colour is not needed."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPalette, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.row_model import RowModel

Marks = Callable[[Any], Sequence[tuple[int, int]]]
Index = QModelIndex | QPersistentModelIndex


class HighlightDelegate(QStyledItemDelegate):
    """Paints a column as ever, with the letters that `marks(row)` names underlined."""

    def __init__(self, marks: Marks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks = marks

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell; without marks it is left to the usual one."""
        model = index.model()
        row = model.row(index.row()) if isinstance(model, RowModel) else None
        spans = self._marks(row) if row is not None else ()
        if not spans:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        text, shown.text = shown.text, ""
        widget = shown.widget
        look = widget.style() if widget is not None else QApplication.style()
        element = QStyle.SubElement.SE_ItemViewItemText
        box = QRectF(look.subElementRect(element, _measured(shown, text), widget))
        look.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, widget)
        margin = look.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, shown, widget) + 1
        _draw(painter, shown, box.adjusted(margin, 0, -margin, 0), text, spans)


def _measured(option: QStyleOptionViewItem, text: str) -> QStyleOptionViewItem:
    """Return the option with its text back, for the place of the text depends on it."""
    measured = QStyleOptionViewItem(option)
    measured.text = text
    return measured


def _draw(
    painter: QPainter,
    option: QStyleOptionViewItem,
    box: QRectF,
    text: str,
    spans: Sequence[tuple[int, int]],
) -> None:
    fitting = option.fontMetrics.elidedText(text, option.textElideMode, int(box.width()))
    layout = QTextLayout(fitting, option.font)
    layout.setFormats([_format(start, length, len(fitting)) for start, length in spans])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
    painter.save()
    painter.setPen(option.palette.color(QPalette.ColorGroup.Active, role))
    top = box.top() + (box.height() - line.height()) / 2
    layout.draw(painter, QPointF(box.left(), top))
    painter.restore()


def _format(start: int, length: int, whole: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = start
    made.length = max(0, min(length, whole - start))
    look = QTextCharFormat()
    look.setFontUnderline(True)
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    look.setUnderlineColor(style.colour("accent"))
    look.setForeground(style.colour("accent"))
    look.setFontWeight(QFont.Weight.Bold)
    made.format = look
    return made
