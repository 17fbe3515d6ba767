"""The access log of this laptop: who opened the book, and what left it or was looked at.

The keeper of a book is one person, so a line says what happened and when; it names records by
their ids and never holds what stands in them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from fieldkit.core.context import Context
from fieldkit.core.ids import new_id


class Act(StrEnum):
    """What is worth a line."""

    UNLOCK = auto()
    WRONG_WORDS = auto()
    LOCK = auto()
    FULL_IDS = auto()
    COPY = auto()
    PRINT = auto()
    EXPORT = auto()
    DUMP = auto()
    SEND = auto()
    BACKUP = auto()
    RESTORE = auto()
    KEYS = auto()
    DESTROY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log."""

    id: str
    at: datetime
    act: str
    detail: str


def note(ctx: Context, act: Act, detail: str = "") -> None:
    """Add a line."""
    row = {
        "id": new_id(),
        "at": ctx.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "what": act.value,
        "detail": detail,
    }
    with ctx.db.local() as writer:
        writer.local_put("access", row)


def entries(ctx: Context, *, acts: tuple[str, ...] = (), limit: int = 500) -> list[Entry]:
    """Return the newest lines, of some acts or of all."""
    named = ", ".join(f":a{number}" for number in range(len(acts)))
    where = f"WHERE what IN ({named})" if acts else ""
    rows = ctx.db.rows(
        f"SELECT * FROM access {where} ORDER BY at DESC, id DESC LIMIT :limit",
        limit=limit,
        **{f"a{number}": act for number, act in enumerate(acts)},
    )
    return [
        Entry(
            id=row["id"],
            at=datetime.fromisoformat(row["at"]),
            act=row["what"],
            detail=row["detail"],
        )
        for row in rows
    ]
