"""What was copied of a person does not stay on the clipboard: it goes after a minute."""

import hashlib
import re
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

STAYS_MS = 60_000
_SIXTEEN_DIGITS = re.compile(r"(?<!\d)(?:\d[ .-]?){15}\d(?!\d)")
_CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]\b")
# What clipboard histories look for before they keep a text: Windows, KDE, macOS.
_HINTED = "x-kde-passwordManagerHint"
_HINTS = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
    _HINTED: b"secret",
    "org.nspasteboard.ConcealedType": b"1",
}


def is_personal(text: str) -> bool:
    """Whether a text holds a NIK, a No KK or a recovery code."""
    return bool(_SIXTEEN_DIGITS.search(text) or _CODE.search(text))


class ClipboardWatch(QObject):
    """Follows what this program copies; `copied` says that it was of a person.

    `owns` says whether the clipboard holds something of ours: what other programs copy is
    not our business.
    """

    copied = Signal()
    cleared = Signal()

    def __init__(
        self, parent: QObject | None = None, *, owns: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._owns = owns or self._clipboard.ownsClipboard
        self._mark = b""
        self._is_marking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._on_changed)

    @property
    def is_waiting(self) -> bool:
        """Whether something of a person lies on the clipboard and will go."""
        return self._timer.isActive()

    @Slot()
    def clear(self) -> None:
        """Take away what this program put there, and nothing else."""
        self._timer.stop()
        if self._mark and _mark(self._clipboard.text()) == self._mark:
            self._mark = b""
            self._clipboard.clear()
            self._clear_selection()
            self.cleared.emit()
        self._mark = b""

    def _clear_selection(self) -> None:
        """Take it from the middle mouse button too, where the system has one."""
        selection = QClipboard.Mode.Selection
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(selection)

    @Slot()
    def _on_changed(self) -> None:
        if self._is_marking or not self._owns():
            return
        text = self._clipboard.text()
        if not is_personal(text):
            self._timer.stop()
            self._mark = b""
            return
        self._mark = _mark(text)
        self._timer.start()
        if not self._clipboard.mimeData().hasFormat(_HINTED):
            self._hide_from_histories(text)
            self.copied.emit()

    def _hide_from_histories(self, text: str) -> None:
        data = QMimeData()
        data.setText(text)
        for kind, value in _HINTS.items():
            data.setData(kind, value)
        self._is_marking = True
        try:
            self._clipboard.setMimeData(data)
        finally:
            self._is_marking = False


def _mark(text: str) -> bytes:
    """A fingerprint, so that the text itself is not kept a second time."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
