"""What an entry grid is declared of: its columns, their marks, and its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a mark column: its key on the keyboard, its words, its colour role."""

    value: Any
    key: str
    label: str
    role: str = "accent"


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column; `default(row)` is what Enter takes, None when Enter only goes down."""

    key: str
    title: str
    default: Callable[["EntryRow"], Any] | None = field(default=None, kw_only=True)
    width: float = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class MarkColumn(EntryColumn):
    """One of a few marks, each set by its own key."""

    marks: tuple[Mark, ...] = ()

    def mark_of(self, value: Any) -> Mark | None:
        """Return the mark with this value."""
        return next((mark for mark in self.marks if mark.value == value), None)

    def mark_for_key(self, key: str) -> Mark | None:
        """Return the mark set by this key."""
        return next((mark for mark in self.marks if mark.key.casefold() == key.casefold()), None)


@dataclass(frozen=True, slots=True)
class MoneyColumn(EntryColumn):
    """Whole rupiah."""


@dataclass(frozen=True, slots=True)
class NumberColumn(EntryColumn):
    """A whole number."""


@dataclass(frozen=True, slots=True)
class TextColumn(EntryColumn):
    """A short text."""

    max_length: int = field(default=120, kw_only=True)


@dataclass(frozen=True, slots=True)
class ShownColumn(EntryColumn):
    """What follows from the other cells of a row: `say(row, cells)` returns text and role."""

    say: Callable[["EntryRow", Mapping[str, Any]], tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line: who it is about, a small detail behind the name, and what is known already.

    `without` names the columns that ask nothing of this row.
    """

    id: str
    name: str
    detail: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    locked: bool = False
    without: frozenset[str] = frozenset()
