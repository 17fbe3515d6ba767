"""A scrolling page with a row for its sentence and its actions."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.rooms import Scroll


class Page(Scroll):
    """Put widgets in with `add`; they stand under each other and scroll when there is no room.

    The window's top bar shows the screen's title; `heading` is for a page within a screen and
    `lead` for the one sentence that sums it up. `actions` is a wrapping line of buttons.
    """

    def __init__(self, *, heading: str = "", lead: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._content = QWidget()
        self._content.setProperty("page", True)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(style.px(24), style.px(16), style.px(24), style.px(24))
        self.body.setSpacing(style.px(16))
        self.heading_label = QLabel()
        self.heading_label.setFont(style.large_font())
        self.heading_label.setWordWrap(True)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        self._actions_holder = QWidget()
        self._actions = FlowLayout(self._actions_holder, gap=8)
        self._actions_holder.hide()
        words = QVBoxLayout()
        words.setSpacing(style.px(4))
        words.addWidget(self.heading_label)
        words.addWidget(self.lead_label)
        head = QHBoxLayout()
        head.setSpacing(style.px(16))
        head.addLayout(words, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._actions_holder)
        self.hold(self._content)
        self.set_heading(heading)
        self.set_lead(lead)

    def set_heading(self, text: str) -> None:
        """Show another heading; blank hides it."""
        self.heading_label.setText(text)
        self.heading_label.setVisible(bool(text))

    def set_lead(self, text: str) -> None:
        """Show another sentence; blank hides it."""
        self.lead_label.setText(text)
        self.lead_label.setVisible(bool(text))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Append a widget."""
        self.body.addWidget(widget, stretch)

    def add_layout(self, layout: QLayout, stretch: int = 0) -> None:
        """Append a layout."""
        self.body.addLayout(layout, stretch)

    def add_action(self, button: QWidget) -> None:
        """Append a button to the line of actions."""
        self._actions.addWidget(button)
        self._actions_holder.show()

    def finish(self) -> None:
        """Push everything to the top."""
        self.body.addStretch(1)
