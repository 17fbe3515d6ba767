"""Showing single fields of many records anew: what most pages of a file change.

A record folded whole reads all that was ever said of it and writes its row with all indexes;
where operations speak of fields alone, those fields are all that can have changed.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from fieldkit.core.db import search
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import COUNTS, CREATION, Operation, Record, fold
from fieldkit.core.db.tables import TABLES
from fieldkit.core.db.writer import Row, Writer

_STAMPS = {"_scope", "_del"}


class Shown(NamedTuple):
    """What became of records: those that are not here yet, and how many lost a value."""

    unknown: set[str]
    changed: int


def is_field(table: str, column: str) -> bool:
    """Whether an operation gives a value and nothing else: where, whether, and sums stay."""
    spec = TABLES[table]
    return (
        column != CREATION and column not in _STAMPS and spec.kind != "ledger" and not spec.closes
    )


def show(db: Database, writer: Writer, table: str, named: Mapping[str, set[str]]) -> Shown:
    """Bring the named fields of records, and their conflicts, to what the log says."""
    columns = sorted(set().union(*named.values()))
    changed = 0
    unknown: set[str] = set()
    for ids in chunked_json(sorted(named)):
        before = _before(db, table, ids, columns)
        unknown.update(set(json.loads(ids)) - set(before))
        spoken = _spoken(db, table, ids, columns)
        records = {i: fold(ops, only=columns) for i, ops in spoken.items() if i in before}
        wanted: dict[str, Row] = {}
        for row_id, record in records.items():
            former = before[row_id]
            now = {column: record.value(column) for column in columns}
            differing = {c: value for c, value in now.items() if value != former[c]}
            if differing:
                wanted[row_id] = differing
                is_lost = any(former[column] is not None for column in differing)
                changed += is_lost and not former["_del"]
        writer.show_fields(table, wanted)
        _note_conflicts(db, table, records, columns)
        _index(db, writer, table, wanted)
    return Shown(unknown, changed)


def _before(db: Database, table: str, ids: str, columns: list[str]) -> dict[str, Row]:
    listed = ", ".join(f'"{name}"' for name in ("id", "_del", *columns))
    sql = f'SELECT {listed} FROM "{table}_all" WHERE id IN (SELECT value FROM json_each(:ids))'
    return {row["id"]: row for row in db.rows(sql, ids=ids)}


def _spoken(db: Database, table: str, ids: str, columns: list[str]) -> dict[str, list[Operation]]:
    """Return the operations that name some fields of records, creations among them."""
    found: dict[str, list[Operation]] = {}
    for raw in db.raw.execute(
        "SELECT * FROM op WHERE tbl = ? AND row IN (SELECT value FROM json_each(?))"
        " AND col IN (SELECT value FROM json_each(?)) AND state = ? ORDER BY hlc, dev",
        (table, ids, json.dumps([CREATION, *columns]), COUNTS),
    ):
        op = Operation(*raw)
        found.setdefault(op.row, []).append(op)
    return found


def _note_conflicts(
    db: Database, table: str, records: Mapping[str, Record], columns: list[str]
) -> None:
    if db.value("SELECT 1 FROM conflict WHERE tbl = :table LIMIT 1", table=table):
        db.raw.conn.executemany(
            "DELETE FROM conflict WHERE tbl = ? AND row = ? AND col = ?",
            [(table, row_id, column) for row_id in records for column in columns],
        )
    db.raw.conn.executemany(
        "INSERT INTO conflict VALUES (?, ?, ?)",
        [(table, row_id, c) for row_id, record in records.items() for c in record.conflicts()],
    )


def _index(db: Database, writer: Writer, table: str, wanted: Mapping[str, Row]) -> None:
    searched = {*TABLES[table].search, *TABLES[table].search_numbers}
    stale = [row_id for row_id, fields in wanted.items() if not searched.isdisjoint(fields)]
    if stale:
        search.index_rows(db.raw, table, writer.rows_of(table, stale).values())
