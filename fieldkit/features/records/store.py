"""Reads any room's records for dump, load, history and bin; writes nothing by itself."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import MAX_INTEGER, Operation
from fieldkit.core.db.writer import Row
from fieldkit.features.records import kinds


def columns(db: Database, table: str) -> dict[str, str]:
    """Return the dumped columns of a table with their types, the id first."""
    left_out = kinds.LEFT_OUT.get(table, set()) | {"_scope"}
    found = db.rows("SELECT name, type FROM pragma_table_info(:t)", t=table)
    return {row["name"]: row["type"] for row in found if row["name"] not in left_out}


def records(db: Database, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield a table's rows in the order of their ids, without the bin."""
    listed = ", ".join(f'"{name}"' for name in names)
    for row in db.rows(f'SELECT {listed} FROM "{table}" ORDER BY id'):
        yield tuple(row.values())


def by_id(db: Database, table: str, record: str) -> Row | None:
    """Return one record."""
    return db.row(f'SELECT * FROM "{table}" WHERE id = :id', id=record)


def named(db: Database, table: str, column: str, name: str) -> list[Row]:
    """Return the records of this name, in any case of letters."""
    sql = f'SELECT * FROM "{table}" WHERE "{column}" = :name COLLATE NOCASE ORDER BY id'
    return db.rows(sql, name=name)


def scopes(db: Database, table: str) -> dict[str, str]:
    """Return the scope of every record of a table."""
    return {row["id"]: row["_scope"] for row in db.rows(f'SELECT id, _scope FROM "{table}"')}


def known_ids(db: Database, table: str) -> set[str]:
    """Return every id ever used in a table, those in the bin and those gone included."""
    return {row["row"] for row in db.rows("SELECT DISTINCT row FROM op WHERE tbl = :t", t=table)}


def operations(db: Database, table: str, record: str) -> list[Row]:
    """Return what was ever written to a record, oldest first, with the steps it belongs to."""
    return db.rows(
        """SELECT op.hlc, op.dev, op.col, op.val, op.step, step.name, step.args, step.kind
        FROM op LEFT JOIN step ON step.id = op.step
        WHERE op.tbl = :table AND op.row = :record AND op.state = 0
        ORDER BY op.hlc, op.dev""",
        table=table,
        record=record,
    )


def authors(db: Database) -> dict[int, str]:
    """Return the names of the people whose devices are known here."""
    return {row["device"]: row["name"] for row in db.rows("SELECT device, name FROM peer")}


def removed(db: Database) -> list[Row]:
    """Return what lies in the bin: table, record and when it went there, newest first."""
    return db.rows(
        """SELECT tbl AS "table", row AS record, dev, max(hlc) AS hlc FROM op AS last
        WHERE col = '_del' AND state = 0 AND val = 1 AND NOT EXISTS (
            SELECT 1 FROM op AS later WHERE later.tbl = last.tbl AND later.row = last.row
            AND later.col = '_del' AND later.state = 0
            AND (later.hlc, later.dev) > (last.hlc, last.dev))
        GROUP BY tbl, row ORDER BY hlc DESC"""
    )


def destroyed(db: Database) -> set[str]:
    """Return whose data was destroyed."""
    return {row["subject"] for row in db.rows("SELECT subject FROM destroyed")}


_OPERATIONS = "SELECT * FROM op WHERE tbl = :table AND state = 0"
_STEPS = """SELECT step.*, (SELECT count(DISTINCT op.tbl || op.row) FROM op
    WHERE op.step = step.id) AS records FROM step"""
_LAST_INSTANT = (1 << 16) - 1


def history_of(db: Database, table: str, record: str, at_ms: int | None) -> list[Operation]:
    """Return a record's operations up to the end of an instant, or all of them."""
    limit = _limit(at_ms)
    sql = f"{_OPERATIONS} AND row = :record AND hlc <= :limit ORDER BY hlc, dev"
    return [Operation(**row) for row in db.rows(sql, table=table, record=record, limit=limit)]


def creation(db: Database, table: str, record: str, step_id: str) -> dict[str, Any]:
    """Return the values a step made a record with."""
    found = db.value(
        "SELECT val FROM op WHERE tbl = :table AND row = :record AND step = :step AND col = '*'",
        table=table,
        record=record,
        step=step_id,
    )
    return dict(json.loads(found)) if found else {}


def members_then(
    db: Database, table: str, column: str, owner: str, at_ms: int | None
) -> dict[str, list[Operation]]:
    """Return the operations of every record that ever belonged to an owner, by record."""
    sql = (
        f"{_OPERATIONS} AND hlc <= :limit AND row IN (SELECT row FROM op WHERE tbl = :table"
        " AND ((col = :column AND val = :owner)"
        " OR (col = '*' AND json_extract(val, '$.' || :column) = :owner)))"
        " ORDER BY row, hlc, dev"
    )
    found: dict[str, list[Operation]] = {}
    values = {"table": table, "column": column, "owner": owner, "limit": _limit(at_ms)}
    for row in db.rows(sql, **values):
        found.setdefault(row["row"], []).append(Operation(**row))
    return found


def _limit(at_ms: int | None) -> int:
    return MAX_INTEGER if at_ms is None else (at_ms << 16) | _LAST_INSTANT


def steps(db: Database, offset: int, limit: int) -> list[Row]:
    """Return the steps known here, the newest first, each with how many records it wrote."""
    where = "WHERE kind <> 'begin' ORDER BY hlc DESC, id LIMIT :limit OFFSET :offset"
    return db.rows(f"{_STEPS} {where}", limit=limit, offset=offset)


def steps_named(db: Database, ids: Sequence[str]) -> list[Row]:
    """Return some steps by their ids."""
    where = "WHERE id IN (SELECT value FROM json_each(:ids))"
    return db.rows(f"{_STEPS} {where}", ids=json.dumps(list(ids)))


def count_steps(db: Database) -> int:
    """How many steps are known here."""
    return int(db.value("SELECT count(*) FROM step WHERE kind <> 'begin'"))


def touched(db: Database, step_id: str, limit: int) -> list[Row]:
    """Return the records a step wrote: those of a merge by the pages it brought."""
    return db.rows(
        """SELECT DISTINCT tbl, row FROM op WHERE step = :step
        UNION SELECT DISTINCT op.tbl, op.row FROM op JOIN segment AS s
            ON s.dev = op.dev AND s.scope = op.scope AND s.number = op.seg
        WHERE s.merge_step = :step LIMIT :limit""",
        step=step_id,
        limit=limit,
    )


def quoted(db: Database, table: str, record: str) -> list[list[dict[str, Any]]]:
    """Return the quotations of a record's history, the newest first; spoilt ones stay out."""
    rows = db.rows(
        "SELECT lines FROM quoted_history WHERE tbl = :table AND record = :record ORDER BY id",
        table=table,
        record=record,
    )
    found = []
    for row in rows:
        try:
            lines = json.loads(row["lines"] or "[]")
        except ValueError:
            continue
        if isinstance(lines, list) and all(_is_line(line) for line in lines):
            found.append(lines)
    return found


def _is_line(line: Any) -> bool:
    names = {"at", "who", "step", "kind", "changes"}
    if not isinstance(line, dict) or not names <= set(line) or type(line["at"]) is not int:
        return False
    changes = line["changes"]
    return isinstance(changes, list) and all(
        isinstance(change, list) and len(change) == 3 for change in changes
    )


def orphans(db: Database, table: str, column: str, target: str) -> int:
    """How many records point to one this book has never heard of."""
    return int(
        db.value(
            f'SELECT count(*) FROM "{table}" t JOIN (SELECT DISTINCT "{column}" AS id'
            f' FROM "{table}" WHERE "{column}" IS NOT NULL) d ON d.id = t."{column}"'
            " WHERE NOT EXISTS (SELECT 1 FROM op WHERE op.tbl = :target AND op.row = d.id)",
            target=target,
        )
    )
