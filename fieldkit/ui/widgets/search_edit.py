"""A search field: answers at every key, and the arrow keys go on into the list."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import icons


class SearchEdit(QLineEdit):
    """Emits `searched` with the stripped text at once; Esc empties, Down enters the list."""

    searched = Signal(str)
    entered = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: QAbstractItemView | None = None
        self._last = ""
        words = placeholder or _("Search")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self.addAction(
            QAction(icons.icon("search", "secondary"), _("Search"), self),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        self.textChanged.connect(self._on_text_changed)

    def lead_to(self, view: QAbstractItemView) -> None:
        """Let Down, Page Down and Enter move the focus into a list or table."""
        self._view = view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go down into the list, empty the field, or type."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) and self._view is not None:
            self._enter_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _enter_list(self) -> None:
        view = self._view
        model = view.model() if view is not None else None
        if view is None or model is None or model.rowCount() == 0:
            return
        if not view.currentIndex().isValid():
            view.setCurrentIndex(model.index(0, 0))
        view.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        stripped = " ".join(text.split())
        if stripped != self._last:
            self._last = stripped
            self.searched.emit(stripped)
