"""What a rescue found, saved and could not save."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How many records of one kind the new book holds, and from where they came."""

    table: str
    records: int
    from_backup: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A record some of whose changes are gone; its title is what is known of it now."""

    table: str
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostStep:
    """A step of which nothing could be found but its name."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """The list of what was saved and what not."""

    book: Path
    backup: Path | None
    backup_made_at: datetime | None
    is_log_whole: bool
    broken_tables: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    changes_since_backup: int = 0
    records_from_tables: int = 0
    photos: int = 0
    photos_lost: int = 0
    files_taken: int = 0
    lost: tuple[Lost, ...] = ()
    lost_steps: tuple[LostStep, ...] = ()
    findings: tuple[str, ...] = field(default=())

    @property
    def is_everything(self) -> bool:
        """Whether nothing at all was lost."""
        return not (self.lost or self.lost_steps or self.photos_lost or self.broken_log)

    @property
    def broken_log(self) -> bool:
        """Whether part of the history could not be read."""
        return not self.is_log_whole
