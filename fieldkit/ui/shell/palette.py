"""Ctrl+K: type, and any family, group, session, screen or action comes up."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.shell.doors import Found
from fieldkit.ui.widgets import icons, style
from fieldkit.ui.widgets.search_edit import SearchEdit

Index = QModelIndex | QPersistentModelIndex
_MOST = 12


class Palette(QDialog):
    """A search over everything; Enter opens what is marked."""

    picked = Signal(object)

    def __init__(
        self,
        own: Sequence[Found],
        search: Callable[[str], Sequence[Found]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Search everything"))
        self.setProperty("look", "palette")
        self._own, self._search = own, search
        self.search_edit = SearchEdit(_("Search families, groups, sessions, screens, actions"))
        self.list_view = QListView()
        self.list_view.setAccessibleName(_("Search results"))
        self.list_view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list_view.setFrameShape(QFrame.Shape.NoFrame)
        self.list_view.setMouseTracking(True)
        self._model = _FoundModel(self)
        self.list_view.setModel(self._model)
        self.list_view.setItemDelegate(_FoundDelegate(self._model, self.list_view))
        self._nothing_label = QLabel()
        self._nothing_label.setWordWrap(True)
        style.set_role(self._nothing_label, "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(10)] * 4)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.search_edit)
        layout.addWidget(self._nothing_label)
        layout.addWidget(self.list_view)
        self.search_edit.installEventFilter(self)
        self.search_edit.searched.connect(self._on_searched)
        self.search_edit.entered.connect(self._on_entered)
        self.list_view.clicked.connect(self._on_clicked)
        self._on_searched("")

    def open_over(self, window: QWidget) -> None:
        """Show in the upper middle of a window."""
        width = min(style.px(640), window.width() - style.px(48))
        self.setFixedWidth(width)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + style.px(56))
        self.show()
        self.search_edit.setFocus()

    def found(self) -> list[Found]:
        """Return what is listed now."""
        return list(self._model.found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move the mark while the cursor stays in the field."""
        if watched is self.search_edit and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            step = steps.get(Qt.Key(event.key())) if isinstance(event, QKeyEvent) else None
            if step is not None and self._model.found:
                row = (self.list_view.currentIndex().row() + step) % len(self._model.found)
                self.list_view.setCurrentIndex(self._model.index(row, 0))
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        words = text.casefold().split()
        own = [f for f in self._own if all(w in f.title.casefold() for w in words)]
        found = own if not words else [*own[:4], *self._search(text)]
        self._model.show(found[:_MOST])
        self.list_view.setCurrentIndex(self._model.index(0, 0))
        self._nothing_label.setText(
            "" if found else _("Nothing found for “{text}”.").format(text=text)
        )
        self._nothing_label.setVisible(not found)
        rows = len(self._model.found)
        self.list_view.setFixedHeight(rows * style.row_height() + style.px(8))
        self.list_view.setVisible(bool(rows))
        self.adjustSize()

    @Slot()
    def _on_entered(self) -> None:
        self._pick(self.list_view.currentIndex())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._pick(index)

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            found = self._model.found[index.row()]
            self.accept()
            self.picked.emit(found)


class _FoundModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def show(self, found: Sequence[Found]) -> None:
        self.beginResetModel()
        self.found = list(found)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        found = self.found[index.row()]
        return " · ".join(part for part in (found.title, found.detail) if part)


class _FoundDelegate(QStyledItemDelegate):
    def __init__(self, model: _FoundModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del index
        return QSize(option.rect.width(), style.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found = self._model.found[index.row()]
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_marked or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("accent_soft" if is_marked else "raised"))
            painter.drawRoundedRect(box, style.px(6), style.px(6))
        side = style.px(18)
        ratio = painter.device().devicePixelRatioF()
        left = box.left() + style.px(10)
        painter.drawPixmap(
            round(left),
            round(box.center().y() - side / 2),
            icons.pixmap(found.icon, side, "accent" if is_marked else "secondary", ratio),
        )
        text = box.adjusted(style.px(40), 0, -style.px(10), 0)
        painter.setFont(style.strong_font())
        painter.setPen(style.colour("text"))
        metrics = QFontMetricsF(style.strong_font())
        title = metrics.elidedText(found.title, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, style.ALIGNMENTS["left"], title)
        rest = text.adjusted(metrics.horizontalAdvance(title) + style.px(10), 0, 0, 0)
        painter.setFont(style.small_font())
        painter.setPen(style.colour("secondary"))
        detail = QFontMetricsF(style.small_font()).elidedText(
            found.detail, Qt.TextElideMode.ElideRight, max(0.0, rest.width())
        )
        painter.drawText(rest, style.ALIGNMENTS["left"], detail)
        painter.restore()
