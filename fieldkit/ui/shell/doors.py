"""What the window asks of the rooms without knowing them; `app` gives the answers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fieldkit.ui.shell.navigation import Target


class Found(NamedTuple):
    """One answer of the search: its words, where it leads, or what it does."""

    title: str
    detail: str = ""
    icon: str = "arrow-right"
    target: Target | None = None
    action: Callable[[], None] | None = None


class Safety(NamedTuple):
    """How safe the book is: one sentence, and whether all is well."""

    sentence: str
    is_good: bool


def _nothing() -> None:
    return None


def _silence() -> str:
    return ""


def _nobody(_text: str) -> Sequence[Found]:
    return ()


class Doors(NamedTuple):
    """Undo, search and safety, as the window needs them.

    `undo` and `redo` act and return the sentence that says what they did.
    """

    next_undo: Callable[[], str | None] = _nothing
    next_redo: Callable[[], str | None] = _nothing
    undo: Callable[[], str] = _silence
    redo: Callable[[], str] = _silence
    search: Callable[[str], Sequence[Found]] = _nobody
    safety: Callable[[], Safety | None] = _nothing
    safety_target: Target | None = None
