"""What a place is for while it is still empty, and the first thing to do there."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.ui.widgets import buttons, icons, style


class EmptyState(QWidget):
    """An icon, one sentence and, where there is one, the first action."""

    action_requested = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        action: str = "",
        *,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_label = QLabel()
        self._sentence_label = QLabel()
        self._hint_label = QLabel()
        self.action_button = buttons.button("", kind="primary")
        self.action_button.clicked.connect(self._on_action_clicked)
        for label in (self._sentence_label, self._hint_label):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        style.set_role(self._hint_label, "secondary")
        layout = QVBoxLayout(self)
        layout.setSpacing(style.px(12))
        layout.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self._icon_label, alignment=middle)
        for label in (self._sentence_label, self._hint_label):
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label, 8)
            line.addStretch(1)
            layout.addLayout(line)
        layout.addWidget(self.action_button, alignment=middle)
        layout.addStretch(1)
        self.set_content(icon, sentence, action, hint)

    def set_content(self, icon: str, sentence: str, action: str = "", hint: str = "") -> None:
        """Say something else; a blank action shows no button."""
        ratio = self.devicePixelRatioF()
        self._icon_label.setPixmap(icons.pixmap(icon, style.px(36), "input_border", ratio))
        self._sentence_label.setText(sentence)
        self._hint_label.setText(hint)
        self._hint_label.setVisible(bool(hint))
        self.action_button.setText(action)
        self.action_button.setAccessibleName(action)
        self.action_button.setVisible(bool(action))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the words their width: a wrapped label that is only centred would be cut off."""
        super().resizeEvent(event)
        width = max(1, min(event.size().width() - style.px(32), style.text_width(56)))
        for label in (self._sentence_label, self._hint_label):
            label.setFixedWidth(width)
        layout = self.layout()
        if layout is not None:
            layout.activate()

    @Slot()
    def _on_action_clicked(self) -> None:
        self.action_requested.emit()
