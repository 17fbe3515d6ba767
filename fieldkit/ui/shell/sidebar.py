"""The sidebar: icons with words, only icons when the window is narrow."""

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.shell.doors import Safety
from fieldkit.ui.shell.screen import ScreenSpec
from fieldkit.ui.widgets import buttons, icons, style

WIDE = 208
WIDEST = 264
NARROW = 56
BEFORE_WORDS = 42
AFTER_WORDS = 10
ROW, LOW_ROW, LEAST_ROW = 38, 30, 32
SETTINGS, HISTORY = "settings", "records"
FOOT = (HISTORY, SETTINGS)


class NavButton(QPushButton):
    """One line of the sidebar, painted by hand so that narrow and wide are one thing."""

    def __init__(self, icon: str, text: str, key: str = "", tip: str = "") -> None:
        super().__init__()
        self._icon, self._text = icon, text
        self.role = ""
        self._is_narrow = False
        self.key = key
        self.setCheckable(True)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setToolTip(tip or text)
        self.setProperty("kind", "nav")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_height(style.px(ROW))

    def set_height(self, height: int) -> None:
        """Take this height, though never less than a tired hand hits."""
        self.setFixedHeight(max(LEAST_ROW, height))

    def width_of_words(self) -> int:
        """Return the width at which its word stands whole, chosen or not."""
        words = QFontMetrics(style.strong_font()).horizontalAdvance(self._text)
        return words + style.px(BEFORE_WORDS + AFTER_WORDS)

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Show the icon only."""
        self._is_narrow = narrow
        self.update()

    def set_content(self, icon: str, text: str, role: str = "") -> None:
        """Show another icon and word."""
        self._icon, self._text, self.role = icon, text, role
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line."""
        return QSize(style.px(NARROW - 16), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the space bar."""
        if not buttons.pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw background, icon and word."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        ground = "accent" if self.isChecked() else "raised" if self.underMouse() else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour(ground))
            painter.drawRoundedRect(box, style.px(8), style.px(8))
        if self.hasFocus():
            pen = style.colour("text" if self.isChecked() else "accent")
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen)
            painter.drawRoundedRect(box, style.px(8), style.px(8))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), style.px(7), style.px(7))
        ink = "on_accent" if self.isChecked() else self.role or "text"
        side = style.px(20)
        left = (self.width() - side) // 2 if self._is_narrow else style.px(12)
        drawing = icons.pixmap(self._icon, side, ink, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - side) // 2, drawing)
        if not self._is_narrow:
            painter.setFont(style.strong_font() if self.isChecked() else style.font())
            painter.setPen(style.colour(ink if self.isChecked() or not self.role else "text"))
            words = box.adjusted(style.px(BEFORE_WORDS), 0, -style.px(6), 0)
            text = painter.fontMetrics().elidedText(
                self._text, Qt.TextElideMode.ElideRight, words.width()
            )
            painter.drawText(words, style.ALIGNMENTS["left"], text)
        painter.end()


class Sidebar(QFrame):
    """The screens, then at the foot settings, the backup shield and the book's name."""

    chosen = Signal(str)
    safety_opened = Signal()

    def __init__(
        self, specs: Sequence[ScreenSpec], book_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("frame", "sidebar")
        self.setAccessibleName(_("Screens"))
        self._is_narrow = False
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavButton] = {}
        self._name_label = QLabel("FieldKit")
        self._name_label.setFont(style.font(1.2, strong=True))
        style.set_role(self._name_label, "accent")
        holder = QWidget()
        holder.setProperty("page", True)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(2))
        shown = [spec for spec in specs if spec.key not in FOOT]
        for spec in shown:
            column.addWidget(self._nav_button(spec))
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(holder)
        self._shield = NavButton("shield", "")
        self._shield.setCheckable(False)
        self._shield.hide()
        self._book_label = QLabel(book_name)
        self._book_label.setFont(style.small_font())
        self._book_label.setToolTip(book_name)
        style.set_role(self._book_label, "secondary")
        self._book_label.setMinimumWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(8), style.px(16), style.px(8), style.px(12))
        layout.setSpacing(style.px(2))
        layout.addWidget(self._name_label)
        layout.addSpacing(style.px(12))
        layout.addWidget(self._scroll, 1)
        for spec in specs:
            if spec.key in FOOT:
                layout.addWidget(self._nav_button(spec))
        layout.addWidget(self._shield)
        layout.addWidget(self._book_label)
        self._name_label.setContentsMargins(style.px(12), 0, 0, 0)
        self._book_label.setContentsMargins(style.px(12), style.px(4), 0, 0)
        self._shield.clicked.connect(self._on_shield_clicked)
        self.set_narrow(False)

    def _nav_button(self, spec: ScreenSpec) -> NavButton:
        title = _(spec.title)
        tip = f"{title} ({spec.shortcut})" if spec.shortcut else title
        made = NavButton(spec.icon, title, spec.key, tip)
        made.clicked.connect(self._on_nav_clicked)
        self._group.addButton(made)
        self._buttons[spec.key] = made
        return made

    @property
    def is_narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._is_narrow

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Show icons only, or words too."""
        self._is_narrow = narrow
        self.setFixedWidth(style.px(NARROW) if narrow else self._width_of_words)
        for button in (*self._buttons.values(), self._shield):
            button.set_narrow(narrow)
        self._name_label.setText("F" if narrow else "FieldKit")
        self._name_label.setContentsMargins(style.px(14 if narrow else 12), 0, 0, 0)
        self._book_label.setVisible(not narrow)

    @cached_property
    def _width_of_words(self) -> int:
        """The width that shows every screen's name whole, within reason."""
        longest = max((made.width_of_words() for made in self._buttons.values()), default=0)
        return min(max(style.px(WIDE), longest + 2 * style.px(8)), style.px(WIDEST))

    def show_current(self, key: str) -> None:
        """Mark the screen in front."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._scroll.ensureWidgetVisible(self._buttons[key], 0, 0)

    def show_safety(self, safety: Safety | None) -> None:
        """Show the shield with its sentence, or no shield."""
        self._shield.setVisible(safety is not None)
        if safety is not None:
            icon = "shield-check" if safety.is_good else "shield-alert"
            self._shield.set_content(
                icon, safety.sentence, "good" if safety.is_good else "attention"
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the sidebar with the arrow keys."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        order = list(self._buttons.values())
        focused = self.focusWidget()
        if step is not None and focused in order:
            following = order[(order.index(focused) + step) % len(order)]
            following.setFocus()
            self._scroll.ensureWidgetVisible(following, 0, 0)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the lines closer where the window is too low for all of them."""
        super().resizeEvent(event)
        lines = (*self._buttons.values(), self._shield)
        gap = style.px(2)
        others = self._name_label.sizeHint().height() + self._book_label.sizeHint().height()
        room = event.size().height() - others - style.px(16 + 12 + 12) - gap * (len(lines) + 4)
        height = min(max(room // len(lines), style.px(LOW_ROW)), style.px(ROW))
        for line in lines:
            line.set_height(height)

    @Slot()
    def _on_nav_clicked(self) -> None:
        made = self.sender()
        if isinstance(made, NavButton):
            self.chosen.emit(made.key)

    @Slot()
    def _on_shield_clicked(self) -> None:
        self.safety_opened.emit()
