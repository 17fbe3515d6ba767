"""What happens when the program itself has a bug: a report without personal data, a calm word."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QWidget

import fieldkit
from fieldkit.core import paths
from fieldkit.core.errors import (
    CannotOpenBookError,
    EnvironmentFailedError,
    FieldKitError,
    LockedBookError,
)
from fieldkit.core.i18n import _

_QUIET_SECONDS = 10


def watch(
    window: Callable[[], QWidget | None], say: Callable[[FieldKitError], None] | None = None
) -> None:
    """Catch every bug from now on; `window` is asked for the window to speak over.

    What the disk or a damaged book did is no bug: `say` puts it in a sentence.
    """
    handler = _Handler(window, say)
    sys.excepthook = handler.handle


class _Handler:
    def __init__(
        self,
        window: Callable[[], QWidget | None],
        say: Callable[[FieldKitError], None] | None = None,
    ) -> None:
        self._window, self._say_trouble = window, say
        self._last = 0.0

    def handle(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Write the report and say so, but not over and over."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if issubclass(kind, LockedBookError):
            return  # something still wanted to read while the book was being locked
        if isinstance(error, CannotOpenBookError | EnvironmentFailedError) and self._say_trouble:
            self._say_trouble(error)
            return
        text = report(kind, trace)
        sys.stderr.write(text)
        file = write(text)
        del error
        if time.monotonic() - self._last < _QUIET_SECONDS:
            return
        self._last = time.monotonic()
        self._say(file)

    def _say(self, file: Path | None) -> None:
        from fieldkit.ui.widgets.dialogs import tell

        sentence = _(
            "FieldKit made a mistake. What was saved before is safe; the last action may not have"
            " been carried out. Please try again."
        )
        if file is not None:
            where = _("A report without personal data lies in {file}.").format(file=file)
            sentence = f"{sentence}\n\n{where}"
        tell(self._window(), _("Something went wrong"), sentence)


def report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return where a bug happened: kinds, files and lines, never messages or values."""
    import platform
    import traceback

    lines = [
        f"FieldKit {fieldkit.__version__}",
        f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform(terse=True)}",
        kind.__name__,
    ]
    for frame in traceback.extract_tb(trace):
        parts = Path(frame.filename).parts
        start = parts.index("fieldkit") if "fieldkit" in parts else max(0, len(parts) - 2)
        lines.append(f"  {'/'.join(parts[start:])}:{frame.lineno} {frame.name}")
    return "\n".join(lines) + "\n"


def write(text: str) -> Path | None:
    """Keep a report; None when even that is not possible."""
    folder = paths.settings_folder() / "reports"
    file = folder / f"fieldkit-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return file
