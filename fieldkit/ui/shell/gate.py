"""What the first start can do; `app` gives the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core.security.roles import Role


def _no_position(_role: Role) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Made:
    """A book just made: the open context, its folder and the code shown once."""

    ctx: Any
    folder: Path
    recovery_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the first start can do; `app` knows how.

    `create(values)` takes the new book's form values with `passphrase`; `take_hand_out` takes
    file, first key, passphrase; `choose_language` is told the language; `is_book` says whether a
    folder is a book; `kit` returns the emergency kit as a document; `usual_position` is the
    title a role usually signs with. A way that is None is not offered.
    """

    create: Callable[[dict[str, Any]], Made]
    choose_language: Callable[[str], None]
    suggested_name: Callable[[], str]
    is_book: Callable[[Path], bool]
    practise: Callable[[], Made] | None = None
    take_hand_out: Callable[[Path, str, str], Made] | None = None
    restore: Callable[[Path, str], Made] | None = None
    usual_position: Callable[[Role], str] = _no_position
    kit: Callable[[Made], Any] | None = None
