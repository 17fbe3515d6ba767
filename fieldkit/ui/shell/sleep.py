"""Hears from the system that the laptop goes to sleep or its screen is locked."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_LOGIN, _LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_POWER_BROADCAST, _SUSPENDS = 0x0218, 0x0004
_RESUMES = {0x0007, 0x0012}
_MESSAGE_OFFSET = 8 if sys.maxsize > 2**32 else 4


class SleepWatch(QObject):
    """Says `sleeping` before the laptop sleeps, or as soon as it wakes."""

    sleeping = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: _PowerMessages | None = None
        if sys.platform == "win32":
            self._filter = _PowerMessages(self)
            QApplication.instance().installNativeEventFilter(self._filter)  # type: ignore[union-attr]
        elif sys.platform == "linux":
            self._listen_to_login()

    def _listen_to_login(self) -> None:
        with suppress(ImportError):
            from PySide6.QtDBus import QDBusConnection

            self.listen_on(QDBusConnection.systemBus())

    def listen_on(self, bus: "QDBusConnection") -> bool:
        """Hear the login manager on a message bus; False where there is none."""
        if not bus.isConnected():
            return False
        hear: Any = bus.connect  # its stub asks for bytes where the call takes a text
        manager, session = f"{_LOGIN}.Manager", f"{_LOGIN}.Session"
        sleeps, locks = SLOT("_on_prepare_for_sleep(bool)"), SLOT("_on_screen_locked()")
        hear(_LOGIN, "", session, "Lock", self, locks)
        return bool(hear(_LOGIN, _LOGIN_PATH, manager, "PrepareForSleep", self, sleeps))

    @Slot(bool)
    def _on_prepare_for_sleep(self, is_going: bool) -> None:  # noqa: FBT001 -- Qt's signal
        del is_going  # on waking too: the first signal may have come too late
        self.sleeping.emit()

    @Slot()
    def _on_screen_locked(self) -> None:
        self.sleeping.emit()


class _PowerMessages(QAbstractNativeEventFilter):
    """Windows sends every window a message before it sleeps and after it woke."""

    def __init__(self, watch: SleepWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Look for the one message; let all pass."""
        if QByteArray(event_type) == QByteArray(b"windows_generic_MSG"):
            import ctypes

            address = int(message) + _MESSAGE_OFFSET
            kind = ctypes.c_uint.from_address(address).value
            if kind == _POWER_BROADCAST:
                what = ctypes.c_size_t.from_address(address + _MESSAGE_OFFSET).value
                if what == _SUSPENDS or what in _RESUMES:
                    self._watch.sleeping.emit()
        return False
