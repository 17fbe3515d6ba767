"""Messages that slide in at the bottom: counted facts, with Urungkan; they never take the focus.

The next good news takes the place of the last; what needs attention stays beside it.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.shell.screen import Message
from fieldkit.ui.widgets import buttons, icons, style

_ICONS = {"good": "circle-check", "attention": "triangle-alert", "danger": "circle-alert"}
_STAY_MS = 9000
_STAY_LONG_MS = 20000
_SLIDE_MS = 120
_ASIDE_MS = 600  # a button vanishing under the cursor must not hand its focus on to Undo
_MOST = 3
_READ_MS = 1500  # what is younger when another screen opens was said for that screen


class Messages(QWidget):
    """Lies over the bottom of a window and holds at most three messages."""

    undo_requested = Signal()

    def __init__(self, over: QWidget, beside: QWidget | None = None) -> None:
        super().__init__(over)
        self._over, self._beside = over, beside
        self._strips: list[_Strip] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(style.px(8))
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        over.installEventFilter(self)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message; the same said before and the last good news give way, else the oldest."""
        if message.role == "good":
            self._drop(lambda strip: strip.message.role == "good")
        self._drop(lambda strip: strip.message.text == message.text)
        while len(self._strips) >= _MOST:
            self._strips[0].leave()
        if message.undo:
            self.withdraw_undo()
        strip = _Strip(message)
        strip.left.connect(self._on_strip_left)
        strip.undo_pressed.connect(self.undo_requested)
        self._strips.append(strip)
        self._layout.addWidget(strip, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._announce(message.text)
        self._place(slide=not self.isVisible())

    def withdraw_undo(self) -> None:
        """Let no message that is shown offer to undo: the step it speaks of is not the last."""
        for strip in self._strips:
            strip.withdraw_undo()

    def texts(self) -> list[str]:
        """Return what the messages now shown say."""
        return [strip.message.text for strip in self._strips]

    def clear(self) -> None:
        """Take all messages away."""
        for strip in tuple(self._strips):
            strip.leave()

    def leave_behind(self) -> None:
        """Take away the good news of the screen that is left."""
        self._drop(lambda strip: strip.message.role == "good" and strip.is_read)

    def _drop(self, which: "Callable[[_Strip], bool]") -> None:
        for strip in tuple(self._strips):
            if which(strip):
                strip.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self._strips:
            self._place(slide=False)
        return super().eventFilter(watched, event)

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _place(self, *, slide: bool) -> None:
        aside = self._beside.width() if self._beside is not None else 0
        room = self._over.width() - aside - style.px(48)
        for strip in self._strips:
            strip.fit(min(room, style.px(720)))
        self.show()
        self.raise_()
        for strip in self._strips:
            strip.show()
        width = max(strip.sizeHint().width() for strip in self._strips)
        width = min(width, room)
        heights = [self._height_of(strip, width) for strip in self._strips]
        self.resize(width, sum(heights) + self._layout.spacing() * (len(heights) - 1))
        self._layout.activate()
        left = aside + (self._over.width() - aside - self.width()) // 2
        end = QPoint(left, self._over.height() - self.height() - style.px(16))
        self._slide.stop()
        if slide and QApplication.isEffectEnabled(Qt.UIEffect.UI_General):
            self._slide.setStartValue(end + QPoint(0, style.px(24)))
            self._slide.setEndValue(end)
            self._slide.start()
        else:
            self.move(end)

    @staticmethod
    def _height_of(strip: "_Strip", width: int) -> int:
        layout = strip.layout()
        within = min(width, strip.sizeHint().width())
        if layout is not None and layout.hasHeightForWidth():
            return max(layout.heightForWidth(within), strip.minimumSizeHint().height())
        return strip.sizeHint().height()

    @Slot(QObject)
    def _on_strip_left(self, strip: QObject) -> None:
        self._strips = [kept for kept in self._strips if kept is not strip]
        if self._strips:
            self._place(slide=False)
        else:
            self.hide()


class _Strip(QFrame):
    left = Signal(QObject)
    undo_pressed = Signal()

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message
        self.setProperty("frame", "message")
        icon = QLabel()
        role = message.role if message.role in _ICONS else "good"
        drawing = icons.pixmap(_ICONS[role], style.px(18), role, self.devicePixelRatioF())
        icon.setPixmap(drawing)
        self._text_label = text_label = QLabel(message.text)
        text_label.setWordWrap(True)
        self._wanted = min(
            style.px(520), text_label.fontMetrics().horizontalAdvance(message.text) + 8
        )
        text_label.setMinimumWidth(self._wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(style.px(14), style.px(6), style.px(8), style.px(6))
        layout.setSpacing(style.px(10))
        layout.addWidget(icon)
        layout.addWidget(text_label, 1)
        self._undo_button = buttons.button(
            _("Undo"), self._on_undo_clicked, kind="link", tip=_("Undo (Ctrl+Z)")
        )
        style.hide_unless(self._undo_button, wanted=message.undo)
        layout.addWidget(self._undo_button)
        if message.action:
            layout.addWidget(buttons.button(message.action, self._on_action_clicked, kind="link"))
        close = buttons.icon_button("x", _("Close the message"), self.leave, role="secondary")
        layout.addWidget(close)
        self._set_focus_policy(Qt.FocusPolicy.NoFocus)
        self._aside_timer = QTimer(self)
        self._aside_timer.setSingleShot(True)
        self._aside_timer.timeout.connect(self._on_aside_over)
        self._aside_timer.start(_ASIDE_MS)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.leave)
        self._timer.start(_STAY_LONG_MS if role == "danger" else _STAY_MS)
        self._shown_at = time.monotonic()

    @property
    def is_read(self) -> bool:
        """Whether it has stood there long enough to be read."""
        return (time.monotonic() - self._shown_at) * 1000 > _READ_MS

    def fit(self, room: int) -> None:
        """Be no wider than there is room: large letters go over more lines, never over Undo."""
        self._text_label.setMinimumWidth(0)
        beside = self.minimumSizeHint().width()
        self._text_label.setMinimumWidth(max(min(self._wanted, room - beside), 0))
        self.setMaximumWidth(room)

    def withdraw_undo(self) -> None:
        """Hide the offer to undo: a later step would be undone instead."""
        self._undo_button.hide()

    def _set_focus_policy(self, policy: Qt.FocusPolicy) -> None:
        for pressable in self.findChildren(QAbstractButton):
            pressable.setFocusPolicy(policy)

    @Slot()
    def _on_aside_over(self) -> None:
        self._set_focus_policy(Qt.FocusPolicy.TabFocus)

    @Slot()
    def leave(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.left.emit(self)
        self.deleteLater()

    @Slot()
    def _on_undo_clicked(self) -> None:
        self.leave()
        self.undo_pressed.emit()

    @Slot()
    def _on_action_clicked(self) -> None:
        self.leave()
        if self.message.on_action is not None:
            self.message.on_action()
