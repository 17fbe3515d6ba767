"""What hangs on a record in any room, and how it comes to hang on another."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.tables import TABLES
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.people.editing import MOVING
from fieldkit.features.records import kinds

# Columns that name a family or a member, by the table they stand in.
_NAMING = {
    "family": ("family_id", "leader_id"),
    "member": ("person_id",),
}
_OWN = ("id", "_scope", "merged_into")


def places(db: Database, kind: str) -> Iterator[tuple[str, str]]:
    """Yield every table and column whose rows hang on a family or a member."""
    for table, known in TABLES.items():
        if known.kind == "record":
            columns = db.columns(table)
            yield from ((table, column) for column in _NAMING[kind] if column in columns)


def count(db: Database, kind: str, record: str) -> dict[str, int]:
    """Count what hangs on a record, by table."""
    found: dict[str, int] = {}
    for table, column in places(db, kind):
        sql = f'SELECT count(*) FROM "{table}" WHERE "{column}" = :id'
        if many := int(db.value(sql, id=record)):
            found[table] = found.get(table, 0) + many
    if photos := int(db.value("SELECT count(*) FROM photo WHERE owner_id = :id", id=record)):
        found["photo"] = photos
    return found


class Rehanging:
    """Takes what hangs on one record and hangs it on another, inside one step."""

    def __init__(self, db: Database, writer: Writer, scope: str) -> None:
        self._db, self._writer, self._scope = db, writer, scope

    def rehang(self, kind: str, old: str, new: str) -> int:
        """Hang everything of `old` on `new`; return how many records changed."""
        changed = 0
        for table, column in places(self._db, kind):
            rows = self._db.rows(f'SELECT * FROM "{table}" WHERE "{column}" = :id', id=old)
            changed += len(rows)
            if column in kinds.DERIVED.get(table, ()):
                for row in rows:
                    self._make_again(table, column, row, new)
            else:
                ids = [row["id"] for row in rows]
                self._writer.put_many(table, [{"id": one, column: new} for one in ids])
                if table in MOVING:
                    self._writer.move(table, ids, self._scope)
        self._pictures(old, new)
        return changed

    def fill(self, table: str, known: Mapping[str, Any], more: Mapping[str, Any]) -> None:
        """Write into a record what it does not say and another does."""
        blank = {
            name: value
            for name, value in more.items()
            if name not in _OWN and value is not None and known.get(name) is None
        }
        if blank:
            self._writer.put(table, {"id": known["id"], **blank})

    def _make_again(self, table: str, column: str, row: Row, new: str) -> None:
        """Write a row under the id its new owner gives it; an older one there is filled up."""
        named = {**row, column: new}
        own = kinds.derived_ids(table, named)
        scope = self._scope if table in MOVING else row["_scope"]
        sql = f'SELECT * FROM "{table}" WHERE id IN (SELECT value FROM json_each(:ids)) LIMIT 1'
        there = self._db.row(sql, ids=json.dumps(own))
        named["id"] = there["id"] if there is not None else own[0]
        if there is not None:
            self.fill(table, there, row)
        else:
            told = {k: v for k, v in named.items() if k != "_scope" and v is not None}
            self._writer.put(table, told, scope=scope)
        self._writer.remove(table, row["id"])
        self._pictures(row["id"], named["id"])

    def _pictures(self, old: str, new: str) -> None:
        rows = self._db.rows("SELECT id FROM photo WHERE owner_id = :id", id=old)
        ids = [row["id"] for row in rows]
        self._writer.put_many("photo", [{"id": one, "owner_id": new} for one in ids])
        self._writer.move("photo", ids, self._scope)
