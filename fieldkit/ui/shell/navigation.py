"""Where a screen can ask the window to go: plain values, no widgets."""

from collections.abc import Callable
from typing import NamedTuple


class OpenFamily(NamedTuple):
    """Show one family's page."""

    id: str


class OpenGroup(NamedTuple):
    """Show one P2K2 group."""

    id: str


class OpenCircle(NamedTuple):
    """Show the saving circle of one P2K2 group."""

    id: str


class OpenSession(NamedTuple):
    """Show one P2K2 session (the meeting page)."""

    id: str


class OpenKube(NamedTuple):
    """Show one KUBE."""

    id: str


class OpenHistory(NamedTuple):
    """Show what was ever done to one record."""

    table: str
    id: str


class OpenScreen(NamedTuple):
    """Show a screen by its key; `target` is handed to its `open`."""

    key: str
    target: object = None


Target = OpenFamily | OpenGroup | OpenSession | OpenKube | OpenHistory | OpenScreen
Navigate = Callable[[Target], None]
