"""The window's front door: settings, unlock or first start, Context, window.

Nothing heavy is imported before the first paint: a start must cost little more than Qt itself.
"""

from collections.abc import Sequence
from pathlib import Path

from fieldkit.app.program import Program, application
from fieldkit.core import settings

__all__ = ["Program", "application", "run"]


def run(argv: Sequence[str] = ()) -> int:
    """Open the window on the book given, the last one, or the first-start page."""
    program = Program(application(), settings.load())
    return program.run(Path(argv[0]) if argv else None)
