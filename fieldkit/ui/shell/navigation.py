"""Where a screen can ask the window to go: plain values, no widgets."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenFamily:
    """Show one family's page."""

    id: str


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Show one P2K2 group."""

    id: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Show one P2K2 session (the meeting page)."""

    id: str


@dataclass(frozen=True, slots=True)
class OpenKube:
    """Show one KUBE."""

    id: str


@dataclass(frozen=True, slots=True)
class OpenScreen:
    """Show a screen by its key; `target` is handed to its `open`."""

    key: str
    target: object = None


Target = OpenFamily | OpenGroup | OpenSession | OpenKube | OpenScreen
Navigate = Callable[[Target], None]
