"""The two doors: a window for people, a command line for everything else."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldkit.core.context import Context


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, with a book or without one; any other words are a command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    books = _only_a_book(given)
    if books is not None:
        if not _has_screen():
            from fieldkit import cli

            return cli.no_screen()
        from fieldkit import app

        return app.run(books)
    from fieldkit import cli

    return cli.main(given, show_window=_show_offscreen)


def _has_screen() -> bool:
    """Whether a window can open: Qt itself ends the program where there is no desktop."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if not sys.platform.startswith("linux") or wanted not in {"", "xcb", "wayland"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _show_offscreen(ctx: "Context", folder: Path) -> None:
    """Build and paint the window of an open book where nobody sees it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from fieldkit import app
    from fieldkit.core import settings

    program = app.Program(app.application(), settings.load())
    program.dress()
    program.ctx, program.folder = ctx, folder
    window = program.show_window()
    program.app.processEvents()
    if window.grab().isNull():
        raise RuntimeError("the window painted nothing")
    window.hide()
    window.deleteLater()
    program.app.processEvents()


def _only_a_book(arguments: list[str]) -> list[str] | None:
    """Return the book named by `FOLDER.fieldkit`, `--book FOLDER`, or nothing; else None."""
    match arguments:
        case []:
            return []
        case ["--book", folder]:
            return [folder]
        case [word] if word.startswith("--book="):
            return [word.removeprefix("--book=")]
        case [word] if word.rstrip("/\\").endswith(".fieldkit"):
            return [word]
    return None


if __name__ == "__main__":
    sys.exit(main())
