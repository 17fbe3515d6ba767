"""The other door: the rooms' services without a window, for scripts, tests and support."""

from fieldkit.cli.program import main, no_screen

__all__ = ["main", "no_screen"]
