"""What dump, load, history and bin speak of."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fieldkit.core.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A cell that was not taken: file, row as a text editor counts, and why."""

    table: str
    row: int
    problem: Problem

    @property
    def field(self) -> str:
        """The column."""
        return self.problem.field


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What taking edited files back did, counted in records."""

    changed: int
    created: int
    same: int
    refused: tuple[Refused, ...]
    undo_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record as it stands."""

    table: str
    id: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one step did to a record; `kind` is do, undo, redo or merge, or created or removed."""

    at_ms: int
    who: str
    step: str
    step_id: str
    kind: str
    changes: tuple[Change, ...] = ()
    device: int = 0
    record: str = ""

    @property
    def instant(self) -> str:
        """When, in UTC."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """A record in the bin."""

    table: str
    id: str
    title: str
    at_ms: int
    who: str = ""
    with_it: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came out of the bin, and how much came with it."""

    records: int
    with_them: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One change as a person would tell it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldThen:
    """One field of a record then and now, in words."""

    field: str
    label: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether it changed since."""
        return self.then != self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Who belonged to a group then, or does now."""

    id: str
    name: str
    was_there: bool
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A record as it was at an instant."""

    table: str
    id: str
    at_ms: int
    exists: bool
    fields: tuple[FieldThen, ...]
    belonging: tuple[Belonging, ...] = ()
    belonging_table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the book; `kind` is do, undo, redo, merge, begin or theirs."""

    id: str
    at_ms: int
    who: str
    name: str
    kind: str
    records: int
    is_undone: bool
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A record that a step wrote."""

    table: str
    id: str
    title: str
