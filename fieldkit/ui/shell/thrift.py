"""Memory of what was put away goes back to the system: Linux's allocator would keep it."""

import sys
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Slot

_AFTER_MS = 2000


class Thrift(QTimer):
    """Gives memory back once, a moment after the last thing was put away."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(_AFTER_MS)
        self.timeout.connect(self._on_timeout)

    @Slot()
    def _on_timeout(self) -> None:
        give_back()


def give_back() -> bool:
    """Hand freed memory to the system; return whether its allocator could be asked."""
    if sys.platform != "linux":
        return False
    import ctypes

    with suppress(AttributeError, OSError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)
        return True
    return False
