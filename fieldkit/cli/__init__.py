"""The other door: the rooms' services without a window, for scripts, tests and support."""

from fieldkit.cli.program import main

__all__ = ["main"]
