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
