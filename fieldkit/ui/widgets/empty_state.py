"""What a place is for while it is still empty, and the first thing to do there."""

from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fieldkit.ui.widgets import buttons, icons, style


class _Parts(NamedTuple):
    icon_label: QLabel
    sentence_label: QLabel
    hint_label: QLabel
    action_button: QPushButton


class EmptyState(QWidget):
    """An icon, one sentence and, where there is one, the first action.

    Nearly every list has one and shows it once, if ever: it is made when it is first needed.
    """

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
        self._said = (icon, sentence, action, hint)

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._said[1]

    @property
    def has_action(self) -> bool:
        """Whether it offers something to do."""
        return bool(self._said[2])

    def has_keys(self) -> bool:
        """Whether the keys stand on its action."""
        made = "_parts" in self.__dict__
        return made and self.window().focusWidget() is self._parts.action_button

    @property
    def action_button(self) -> QPushButton:
        """The first thing to do."""
        return self._parts.action_button

    def set_content(self, icon: str, sentence: str, action: str = "", hint: str = "") -> None:
        """Say something else; a blank action shows no button."""
        self._said = (icon, sentence, action, hint)
        if "_parts" in self.__dict__:
            self._say(self._parts)

    def showEvent(self, event: QShowEvent) -> None:
        """Make what it says when it is first seen."""
        if "_parts" not in self.__dict__:
            icon, sentence, action, hint = self._said
            for part, said in zip(self._parts, (icon, sentence, hint, action), strict=True):
                part.setVisible(bool(said))
        self._measure()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the words the new width."""
        super().resizeEvent(event)
        if "_parts" in self.__dict__:
            self._measure()

    @cached_property
    def _parts(self) -> _Parts:
        parts = _Parts(QLabel(), QLabel(), QLabel(), buttons.button("", kind="primary"))
        parts.action_button.clicked.connect(self._on_action_clicked)
        style.set_role(parts.hint_label, "secondary")
        layout = QVBoxLayout(self)
        layout.setSpacing(style.px(12))
        layout.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(parts.icon_label, alignment=middle)
        for label in (parts.sentence_label, parts.hint_label):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label, 8)
            line.addStretch(1)
            layout.addLayout(line)
        layout.addWidget(parts.action_button, alignment=middle)
        layout.addStretch(1)
        self._say(parts)
        return parts

    def _say(self, parts: _Parts) -> None:
        icon, sentence, action, hint = self._said
        ratio = self.devicePixelRatioF()
        parts.icon_label.setPixmap(icons.pixmap(icon, style.px(36), "input_border", ratio))
        parts.sentence_label.setText(sentence)
        parts.hint_label.setText(hint)
        parts.hint_label.setVisible(bool(hint))
        parts.action_button.setText(action)
        parts.action_button.setAccessibleName(action)
        parts.action_button.setVisible(bool(action))

    def _measure(self) -> None:
        """Give the words their width: a wrapped label that is only centred would be cut off."""
        width = max(1, min(self.width() - style.px(32), style.text_width(56)))
        for label in (self._parts.sentence_label, self._parts.hint_label):
            label.setFixedWidth(width)
        layout = self.layout()
        if layout is not None:
            layout.activate()

    @Slot()
    def _on_action_clicked(self) -> None:
        self.action_requested.emit()
