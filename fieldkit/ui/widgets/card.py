"""White cards on the page: with a body, with one figure, or as tiles that wrap."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.line_label import LineLabel


def icon_label(name: str, role: str = "secondary", size: int = 18) -> QLabel:
    """Return a label that shows one icon."""
    label = QLabel()
    label.setPixmap(icons.pixmap(name, style.px(size), role, label.devicePixelRatioF()))
    return label


def badge(text: str, role: str = "secondary") -> QLabel:
    """Return a small rounded word, coloured by role."""
    label = QLabel(text)
    label.setProperty("badge", True)
    label.setProperty("role", role)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return label


class Card(QFrame):
    """A titled white card; put widgets into `body`, small buttons into `head`."""

    def __init__(
        self, title: str = "", *, icon: str = "", hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self.body = QVBoxLayout()
        self.body.setSpacing(style.px(8))
        self.head = QHBoxLayout()
        self.head.setSpacing(style.px(8))
        self.title_label = QLabel(title)
        self.title_label.setFont(style.strong_font())
        self.hint_label = QLabel(hint)
        self.hint_label.setWordWrap(True)
        style.hide_unless(self.hint_label, wanted=bool(hint))
        style.set_role(self.hint_label, "secondary")
        if icon:
            self.head.addWidget(icon_label(icon, "accent"))
        self.head.addWidget(self.title_label, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(12))
        if title:
            layout.addLayout(self.head)
        layout.addWidget(self.hint_label)
        layout.addLayout(self.body, 1)
        self.setAccessibleName(title)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Append a widget to the body."""
        self.body.addWidget(widget, stretch)

    def set_hint(self, text: str) -> None:
        """Say something under the title; blank hides it."""
        self.hint_label.setText(text)
        self.hint_label.setVisible(bool(text))

    def clear(self) -> None:
        """Remove every widget of the body."""
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class _Clickable(QFrame):
    """A frame that acts like a button for mouse, keyboard and screen reader."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click with Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class StatCard(_Clickable):
    """One figure with its name and a hint; clicking opens its rows (connect `clicked`)."""

    def __init__(
        self,
        title: str,
        value: str = "",
        hint: str = "",
        *,
        icon: str = "",
        role: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        title_label = QLabel(title)
        title_label.setWordWrap(True)
        style.set_role(title_label, "secondary")
        self._value_label = QLabel()
        self._value_label.setFont(style.large_font())
        self._hint_label = QLabel()
        self._hint_label.setWordWrap(True)
        self._hint_label.setFont(style.small_font())
        style.set_role(self._hint_label, "secondary")
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        if icon:
            head.addWidget(icon_label(icon, "accent"), alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(title_label, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(16), style.px(12), style.px(16), style.px(12))
        layout.setSpacing(style.px(4))
        layout.addLayout(head)
        layout.addWidget(self._value_label)
        layout.addWidget(self._hint_label)
        layout.addStretch(1)
        self.set_value(value, hint, role=role)

    def set_value(self, value: str, hint: str = "", *, role: str = "text") -> None:
        """Show another figure."""
        self._value_label.setText(value)
        self._hint_label.setText(hint)
        self._hint_label.setVisible(bool(hint))
        style.set_role(self._value_label, role)
        self.setAccessibleName(f"{self._title}: {value}")
        self.setAccessibleDescription(hint)

    def set_is_link(self, is_link: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Say whether the card opens something; a plain figure takes no focus."""
        focus = Qt.FocusPolicy.StrongFocus if is_link else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)


class Tile(_Clickable):
    """A small tile: title, one line under it, a state word with its colour and icon."""

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        state: str = "",
        role: str = "secondary",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        title_label = QLabel(title)
        title_label.setFont(style.strong_font())
        title_label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(10), style.px(12), style.px(10))
        layout.setSpacing(style.px(4))
        layout.addWidget(title_label)
        if subtitle:
            subtitle_label = QLabel(subtitle)
            subtitle_label.setWordWrap(True)
            subtitle_label.setFont(style.small_font())
            style.set_role(subtitle_label, "secondary")
            layout.addWidget(subtitle_label)
        layout.addStretch(1)
        if state:
            foot = QHBoxLayout()
            foot.setSpacing(style.px(6))
            if icon:
                foot.addWidget(icon_label(icon, role, 16))
            state_label = QLabel(state)
            state_label.setFont(style.small_font())
            style.set_role(state_label, role)
            foot.addWidget(state_label, 1)
            layout.addLayout(foot)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" · ".join(part for part in (subtitle, state) if part))


class TileGrid(QWidget):
    """Cards or tiles of equal width that wrap to the room there is."""

    def __init__(self, *, least: int = 168, gap: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = FlowLayout(self, gap=gap, equal=True, least=least)

    def add(self, widget: QWidget) -> None:
        """Append a tile."""
        self._layout.addWidget(widget)
        self.updateGeometry()

    def clear(self) -> None:
        """Remove and delete all tiles."""
        self._layout.clear()
        self.updateGeometry()

    def tiles(self) -> list[QWidget]:
        """Return the tiles in order."""
        found = (self._layout.itemAt(n) for n in range(self._layout.count()))
        return [w for item in found if item is not None and (w := item.widget()) is not None]

    def hasHeightForWidth(self) -> bool:
        """Return True: fewer columns make more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height all rows take."""
        return self._layout.heightForWidth(width)

    def sizeHint(self) -> QSize:
        """Return a comfortable width and the height it needs."""
        width = max(self.width(), style.px(480))
        return QSize(width, self._layout.heightForWidth(width))


class Notice(QFrame):
    """A coloured strip inside the page: a reminder, a warning, a reason why something is locked."""

    action_requested = Signal()

    def __init__(
        self,
        text: str,
        *,
        role: str = "accent",
        icon: str = "info",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_label = QLabel()
        self.text_label = LineLabel()
        self.action_button = buttons.button(action, kind="plain")
        style.hide_unless(self.action_button, wanted=bool(action))
        self.action_button.clicked.connect(self._on_action_clicked)
        layout = QHBoxLayout(self)
        layout.setSpacing(style.px(10))
        layout.addWidget(self._icon_label)
        layout.addWidget(self.text_label, 1)
        layout.addWidget(self.action_button)
        self.set_compact(False)
        self._say(text, role, icon)
        style.hide_unless(self, wanted=bool(text))

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Keep to one line, or take the room the words need."""
        self.text_label.set_single(compact)
        above = style.px(2 if compact else 8)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(style.px(12), above, style.px(12), above)

    def show_text(self, text: str, *, role: str = "accent", icon: str = "info") -> None:
        """Say something else; a blank text hides the strip."""
        self._say(text, role, icon)
        self.setVisible(bool(text))

    def _say(self, text: str, role: str, icon: str) -> None:
        self._icon_label.setPixmap(icons.pixmap(icon, style.px(18), role, self.devicePixelRatioF()))
        self.text_label.setText(text)
        self.setAccessibleName(text)
        style.set_role(self, role, of_text=False)

    @Slot()
    def _on_action_clicked(self) -> None:
        self.action_requested.emit()


def facts(rows: list[tuple[str, str]], parent: QWidget | None = None) -> QWidget:
    """Return lines of a quiet label and its value, aligned."""
    holder = QWidget(parent)
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(style.px(16))
    grid.setVerticalSpacing(style.px(6))
    grid.setColumnStretch(1, 1)
    for number, (label, value) in enumerate(rows):
        caption = QLabel(label)
        style.set_role(caption, "secondary")
        shown = QLabel(value or "–")
        shown.setWordWrap(True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(caption, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, number, 1)
    return holder


def line(parent: QWidget | None = None) -> QFrame:
    """Return a thin horizontal line."""
    made = QFrame(parent)
    made.setProperty("frame", "line")
    made.setFixedHeight(1)
    return made
