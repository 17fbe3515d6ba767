"""One line of a family's story, whichever room it comes from."""

from dataclasses import dataclass
from datetime import date

from fieldkit.features.people import service as people
from fieldkit.ui.shell.navigation import Target


@dataclass(slots=True, kw_only=True)
class Event:
    """One line of a family's story; `role` colours beside the word, never alone.

    Not frozen: a page holds hundreds, and freezing costs most of what making one takes.
    """

    day: date
    icon: str
    kind: str
    text: str
    detail: str = ""
    role: str = "secondary"
    target: Target | None = None
    source: people.Event | None = None
