"""What a place is for while it is still empty, and the first thing to do there."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

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
            label.setMaximumWidth(style.text_width(56))
        style.set_role(self._hint_label, "secondary")
        layout = QVBoxLayout(self)
        layout.setSpacing(style.px(12))
        layout.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self._icon_label, alignment=middle)
        layout.addWidget(self._sentence_label, alignment=middle)
        layout.addWidget(self._hint_label, alignment=middle)
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

    @Slot()
    def _on_action_clicked(self) -> None:
        self.action_requested.emit()
