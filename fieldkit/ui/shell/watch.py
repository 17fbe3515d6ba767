"""Notices when nobody works: time to back up quietly, and later to lock."""

import time

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.core import settings

_LOOK_EVERY_MS = 15_000
_CALM_AFTER_MS = 45_000
# A look that comes this much too late by the clock on the wall: the laptop slept meanwhile.
_SLEPT_AFTER_S = 90
_WORK = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Watch(QObject):
    """Listens to the keys and the mouse in a window and in the boxes over it.

    `calmed` comes once each time the user pauses, `idled` after the minutes chosen in the
    settings (0 never locks), `slept` when the laptop was asleep since the last look.
    """

    calmed = Signal()
    idled = Signal()
    slept = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._since = QElapsedTimer()
        self._since.start()
        self._looked_at = time.time()
        self._was_calm = False
        self._heard: list[QWindow] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_EVERY_MS)
        self._listen_to(window)

    def _listen_to(self, widget: QWidget) -> None:
        handle = widget.windowHandle()
        if handle is not None and handle not in self._heard:
            handle.installEventFilter(self)
            self._heard = [*self._heard[:1], handle]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start counting anew at each sign of work."""
        if event.type() in _WORK:
            self.note_work()
        return super().eventFilter(watched, event)

    def note_work(self) -> None:
        """Start counting anew."""
        self._since.restart()
        self._was_calm = False

    def look(self, idle_ms: int | None = None, now: float | None = None) -> None:
        """Say what the pause so far means."""
        wall = time.time() if now is None else now
        was_asleep = wall - self._looked_at > _LOOK_EVERY_MS / 1000 + _SLEPT_AFTER_S
        self._looked_at = wall
        if not self._window.isVisible():
            return
        box = QApplication.activeModalWidget()
        if box is not None:
            self._listen_to(box)
        if was_asleep:
            self.slept.emit()
            return
        idle = self._since.elapsed() if idle_ms is None else idle_ms
        minutes = settings.load().lock_minutes
        if minutes and idle >= minutes * 60_000:
            self._since.restart()
            self.idled.emit()
        elif idle >= _CALM_AFTER_MS and not self._was_calm and box is None:
            self._was_calm = True
            self.calmed.emit()
