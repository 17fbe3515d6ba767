"""The profile and letterhead tables: rows in, values out."""

import json
from dataclasses import asdict
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.office.model import Letterhead, Line, Profile

LETTERHEAD_SCOPE = "common"


def save_profile(writer: Writer, book_id: str, profile: Profile, role: str, scope: str) -> None:
    """Write the profile of one book."""
    row: dict[str, Any] = {**asdict(profile), "id": book_id, "role": role}
    writer.put("profile", {k: v or None for k, v in row.items()}, scope=scope)


def profile_of(db: Database, book_id: str) -> Profile | None:
    """Read the profile of one book."""
    row = db.row("SELECT * FROM profile WHERE id = :id", id=book_id)
    return _profile(row) if row else None


def save_letterhead(writer: Writer, letterhead: Letterhead) -> str:
    """Write one letterhead and return its id."""
    row = asdict(letterhead)
    row["lines"] = [[line.text, line.points, int(line.is_bold)] for line in letterhead.lines]
    row["is_default"] = int(letterhead.is_default)
    return writer.put("letterhead", row, scope=LETTERHEAD_SCOPE)


def set_default(writer: Writer, letterhead_id: str, others: list[str]) -> None:
    """Mark one letterhead and unmark the others."""
    rows = [{"id": other, "is_default": 0} for other in others]
    writer.put_many("letterhead", [*rows, {"id": letterhead_id, "is_default": 1}])


def letterheads(db: Database) -> list[Letterhead]:
    """Read all letterheads, by name."""
    return [_letterhead(row) for row in db.rows("SELECT * FROM letterhead ORDER BY name, id")]


def default_letterhead(db: Database) -> Letterhead | None:
    """Read the letterhead that reports carry."""
    row = db.row("SELECT * FROM letterhead WHERE is_default = 1 ORDER BY id LIMIT 1")
    return _letterhead(row) if row else None


def by_id(db: Database, letterhead_id: str) -> Letterhead | None:
    """Read one letterhead."""
    row = db.row("SELECT * FROM letterhead WHERE id = :id", id=letterhead_id)
    return _letterhead(row) if row else None


def _profile(row: Row) -> Profile:
    kept = {name: row[name] for name in Profile.__dataclass_fields__ if row[name] is not None}
    return Profile(**({"name": ""} | kept))


def _letterhead(row: Row) -> Letterhead:
    lines = json.loads(row["lines"] or "[]")
    return Letterhead(
        id=row["id"],
        name=row["name"] or "",
        lines=tuple(Line(text, points, bool(is_bold)) for text, points, is_bold in lines),
        rule=row["rule"] or "double",
        left_logo=row["left_logo"] or "",
        right_logo=row["right_logo"] or "",
        is_default=bool(row["is_default"]),
    )
