"""Notices when nobody works: time to back up quietly, and later to lock."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.core import settings

_LOOK_EVERY_MS = 15_000
_CALM_AFTER_MS = 45_000
_WORK = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Watch(QObject):
    """Listens to one window's keys and mouse; never locks behind an open box.

    `calmed` comes once each time the user pauses, `idled` after the minutes chosen in the
    settings (0 never locks). A laptop that slept has let the minutes pass: it locks on waking.
    """

    calmed = Signal()
    idled = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._since = QElapsedTimer()
        self._since.start()
        self._was_calm = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_EVERY_MS)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start counting anew at each sign of work."""
        if event.type() in _WORK:
            self._since.restart()
            self._was_calm = False
        return super().eventFilter(watched, event)

    def look(self, idle_ms: int | None = None) -> None:
        """Say what the pause so far means."""
        if QApplication.activeModalWidget() is not None or not self._window.isVisible():
            return
        idle = self._since.elapsed() if idle_ms is None else idle_ms
        minutes = settings.load().lock_minutes
        if minutes and idle >= minutes * 60_000:
            self._since.restart()
            self.idled.emit()
        elif idle >= _CALM_AFTER_MS and not self._was_calm:
            self._was_calm = True
            self.calmed.emit()
