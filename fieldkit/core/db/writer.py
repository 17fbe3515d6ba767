"""The one write path: every change becomes operations and updates the tables it shows in."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from types import NoneType
from typing import TYPE_CHECKING, Any

from fieldkit.core.db import legs, search
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.ledger import linked, reversal_id, reversal_of
from fieldkit.core.db.oplog import (
    COUNTS,
    CREATION,
    MAX_INTEGER,
    MAX_TEXT,
    MIN_INTEGER,
    WITHHELD,
    Operation,
    Record,
    creation_value,
    creation_values,
    dots,
    fold,
    plain,
    restated_value,
)
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import TABLES
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.ids import new_id, timed_id

if TYPE_CHECKING:
    from fieldkit.core.db.database import Database

Row = dict[str, Any]
_STAMPS = ("id", "_scope", "_del")
_PROJECTED_AT_ONCE = 5000
_ARGUMENTS = json.JSONEncoder(ensure_ascii=False, default=plain)
_INSERT_OP = "INSERT OR IGNORE INTO op VALUES (?,?,?,?,?,?,?,?,?,?,?)"


class Writer:
    """Saves rows inside one transaction and remembers which tables were touched."""

    def __init__(
        self, db: "Database", step: Step, *, kind: str = "do", undoes: str | None = None
    ) -> None:
        self._db = db
        self._raw = db.raw
        self._step = step
        self._kind = kind
        self._undoes = undoes
        self.step_id = timed_id(db.milliseconds())
        self.touched: set[str] = set()
        self.operations = 0
        self.has_step = False

    # -- the verbs -----------------------------------------------------------------------

    def put(self, table: str, row: Row, scope: str | None = None) -> str:
        """Create a record, or change the fields given of a known one; return its id.

        Only fields that really differ are written. A record that lay in the bin comes back.
        """
        return self.put_many(table, [row], scope)[0]

    def put_many(self, table: str, rows: Iterable[Row], scope: str | None = None) -> list[str]:
        """Create or change many records at once; a row may carry its own `_scope`."""
        self._expect(table, "record")
        ready = [_ready(row) for row in rows]
        current = self._current(table, [row["id"] for row in ready if row.get("id")])
        for row in ready:
            if not row.get("id"):
                row["id"] = new_id()
        fresh = [row for row in ready if row["id"] not in current]
        if fresh:
            self._create(table, fresh, scope)
        changed = [row for row in ready if row["id"] in current]
        if changed:
            self._change(table, changed, current)
        return [row["id"] for row in ready]

    def create_many(
        self,
        table: str,
        ids: Sequence[str],
        scopes: Sequence[str],
        columns: Mapping[str, Sequence[Any]],
    ) -> None:
        """Create many records, given as columns, under ids nobody has used: the way in for lists.

        It says the same as `put_many` in a third of the time. Ids in rising order are the
        quickest to keep.
        """
        self._expect(table, "record")
        if not set(columns) <= set(self._db.columns(table)):
            raise KeyError(f"{table} has no column {sorted(set(columns))}")
        if not ids:
            return
        ready = {name: plain_column(name, values) for name, values in columns.items()}
        self._record_step()
        shown = f"{table}_all"
        with self._db.unguarded("op", shown), self._db.indexed_afterwards(len(ids), "op", shown):
            self._raw.conn.executemany(_INSERT_OP, self._creations(table, ids, scopes, ready))
            names = ", ".join(f'"{name}"' for name in ("id", "_scope", "_del", *ready))
            marks = ", ".join("?" * (len(ready) + 3))
            self._raw.conn.executemany(
                f'INSERT INTO "{table}_all" ({names}) VALUES ({marks})',
                zip(ids, scopes, repeat(0), *ready.values()),
            )
        self.operations += len(ids)
        search.add_texts(self._raw, table, ids, search.searched_texts(table, ready, len(ids)))
        self.touched.add(table)

    def _creations(
        self,
        table: str,
        ids: Sequence[str],
        scopes: Sequence[str],
        columns: Mapping[str, Sequence[Any]],
    ) -> Iterator[tuple[Any, ...]]:
        """Return one creation for each row, as `Operation` has it."""
        return zip(
            self._db.ticks(len(ids)), repeat(self._db.device), scopes, repeat(None),
            repeat(table), ids, repeat(CREATION), creation_values(columns), repeat(None),
            repeat(self.step_id), repeat(COUNTS),
        )  # fmt: skip

    def post(self, table: str, row: Row, scope: str) -> str:
        """Add an entry to a ledger; an entry that is already there stays as it is."""
        self._expect(table, "ledger")
        ready = _ready(row)
        ready["id"] = ready.get("id") or new_id()
        if not self._current(table, [ready["id"]]):
            if TABLES[table].book is not None:
                ready = linked(self._raw, table, self._db.device, scope, ready)
            self._create(table, [ready], scope)
        return str(ready["id"])

    def reverse(self, table: str, row_id: str, *, booked_on: str, reason: str) -> str:
        """Post the entry that takes back another one, whole; return its id.

        An entry whose reversal was itself taken back counts again, and its last
        reinstatement is what is reversed; one that is already taken back stays so.
        """
        return self._turn(table, row_id, booked_on, reason, counts=False)

    def reinstate(self, table: str, row_id: str, *, booked_on: str, reason: str) -> str:
        """Post the entry that lets a reversed one count again; return its id."""
        return self._turn(table, row_id, booked_on, reason, counts=True)

    def _turn(self, table: str, row_id: str, booked_on: str, reason: str, *, counts: bool) -> str:
        self._expect(table, "ledger")
        chain = self._reversals(table, row_id)
        if bool(len(chain) % 2) == counts:
            return str(chain[-1]["id"])
        opposite = reversal_of(chain[-1], booked_on=booked_on, reason=reason)
        return self.post(table, opposite, chain[-1]["_scope"])

    def remove(self, table: str, row_id: str) -> None:
        """Put a record into the bin; nothing is deleted."""
        self._expect(table, "record")
        current = self._current(table, [row_id])
        if row_id not in current:
            raise NotFoundError
        self._change(table, [{"id": row_id, "_del": 1}], current)

    def settle(self, table: str, row_id: str, column: str, value: Any) -> None:
        """Decide a field on which laptops disagree; both former values stay in the history."""
        self._expect(table, "record")
        record = self.records(table, [row_id])[row_id]
        ready = _ready({column: value})
        self._append([self.field(table, row_id, record, column, ready[column])])
        self.project(table, [row_id])

    def move(self, table: str, row_ids: Sequence[str], scope: str) -> None:
        """Give records to another scope; their history goes with them from now on.

        The old scope is told that the record left, and the new one what it holds, so that
        each can be read without the other.
        """
        self._expect(table, "record")
        current = self._current(table, list(row_ids))
        moved = [i for i in dict.fromkeys(row_ids) if i in current]
        moved = [i for i in moved if current[i]["_scope"] != scope]
        operations = []
        for row_id, record in self.records(table, moved).items():
            left = self.field(table, row_id, record, "_scope", scope)
            operations += [left, self._restated(table, row_id, record, left, scope)]
        self._append(operations)
        self._update_rows(table, {row_id: {"_scope": scope} for row_id in moved})
        if moved:
            self.touched.add(table)

    def _restated(
        self, table: str, row_id: str, record: Record, left: Operation, scope: str
    ) -> Operation:
        """Return what says a record anew in another scope; what is disputed stays disputed."""
        disputed = set(record.conflicts())
        agreed = {c: heads for c, heads in record.heads.items() if c not in disputed}
        fields = {c: heads[max(heads)] for c, heads in agreed.items()} | {"_scope": scope}
        seen = {dot for heads in agreed.values() for dot in heads} | {left[:2]}
        return Operation(
            self.tick(), self._db.device, scope, None, table, row_id, CREATION,
            restated_value(fields), dots(sorted(seen)), self.step_id, COUNTS,
        )  # fmt: skip

    def local_put(self, table: str, row: Row) -> str:
        """Insert or replace a row that stays on this laptop, without history."""
        self._expect(table, "local")
        ready = {k: plain(v) if not isinstance(v, bytes) else v for k, v in row.items()}
        ready["id"] = ready.get("id") or new_id()
        names = ", ".join(f'"{k}"' for k in ready)
        marks = ", ".join("?" for _k in ready)
        self._raw.execute(
            f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})', tuple(ready.values())
        )
        self.touched.add(table)
        return str(ready["id"])

    def meta_put(self, key: str, value: Any) -> None:
        """Set a fact about the book itself inside this transaction."""
        self._raw.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def local_remove(self, table: str, row_id: str) -> None:
        """Delete a row that stays on this laptop."""
        self._expect(table, "local")
        self._raw.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))
        self.touched.add(table)

    # -- for merge, undo and check, which live beside this file ---------------------------

    def append(self, operations: Sequence[Operation]) -> None:
        """Add operations as they are (from a file or an undo); project the rows afterwards."""
        self._append(operations)

    def step_recorded(self, step: Row) -> None:
        """Keep the name of a step that came with a file."""
        self._raw.execute(
            "INSERT OR IGNORE INTO step (id, dev, hlc, name, args, kind) VALUES (?,?,?,?,?,?)",
            (step["id"], step["dev"], step["hlc"], step["name"], step["args"], "theirs"),
        )

    def tick(self) -> int:
        """Return the next instant of the hybrid clock."""
        return self._db.tick()

    def records(self, table: str, row_ids: Sequence[str]) -> dict[str, Record]:
        """Fold records from the log, by id; ids without operations fold to nothing."""
        is_ledger = TABLES[table].kind == "ledger"
        grouped = self.operations_of(table, row_ids)
        return {row_id: fold(ops, is_ledger=is_ledger) for row_id, ops in grouped.items()}

    def operations_of(
        self, table: str, row_ids: Sequence[str], *, with_withheld: bool = False
    ) -> dict[str, list[Operation]]:
        """Return the operations that count, by record, in their order."""
        grouped: dict[str, list[Operation]] = {row_id: [] for row_id in row_ids}
        states = f"IN ({COUNTS}, {WITHHELD})" if with_withheld else f"= {COUNTS}"
        for ids in chunked_json(list(grouped)):
            for op in self._raw.execute(
                "SELECT * FROM op WHERE tbl = ? AND row IN (SELECT value FROM json_each(?))"
                f" AND state {states} ORDER BY hlc, dev",
                (table, ids),
            ):
                found = Operation(*op)
                grouped[found.row].append(found)
        return grouped

    def field(self, table: str, row_id: str, record: Record, column: str, value: Any) -> Operation:
        """Return the operation that gives a field a value over everything seen there."""
        return Operation(
            self.tick(), self._db.device, record.scope, None, table, row_id, column,
            value, record.seen(column), self.step_id, COUNTS,
        )  # fmt: skip

    def rows_of(self, table: str, row_ids: Iterable[str]) -> dict[str, Row]:
        """Return the rows of records as they stand, the bin's among them."""
        return self._current(table, list(row_ids))

    def scopes_of(self, table: str, row_ids: Sequence[str]) -> dict[str, str]:
        """Return the scopes of records that are here, the bin's among them."""
        found: dict[str, str] = {}
        sql = f'SELECT id, _scope FROM "{table}_all" WHERE id IN (SELECT value FROM json_each(?))'
        for ids in chunked_json(row_ids):
            found.update(self._raw.execute(sql, (ids,)).fetchall())
        return found

    def show_fresh(self, table: str, rows: list[Row]) -> None:
        """Show records that nothing but their creation speaks of."""
        self._write_rows(table, self._db.columns(table), rows)
        search.index_rows(self._raw, table, rows)
        legs.refresh(self._raw, table, [row["id"] for row in rows])
        self.touched.add(table)

    def show_fields(self, table: str, wanted: dict[str, Row]) -> None:
        """Show new values of single fields, by record; conflicts and search are the caller's."""
        self._update_rows(table, wanted)
        self.touched.add(table)

    def project(self, table: str, row_ids: Sequence[str]) -> None:
        """Bring rows, conflicts and the search index to what the log says."""
        for start in range(0, len(row_ids), _PROJECTED_AT_ONCE):
            self._project(table, row_ids[start : start + _PROJECTED_AT_ONCE])

    def _project(self, table: str, row_ids: Sequence[str]) -> None:
        columns = self._db.columns(table)
        records = self.records(table, row_ids)
        lone = [row_id for row_id, record in records.items() if not record.exists]
        records |= dict.fromkeys(self._withheld(table, lone), Record())
        shown, gone = [], []
        for row_id, record in records.items():
            if record.heads or record.exists:
                shown.append(_row_of(row_id, record, columns))
            else:
                gone.append(row_id)
        self._write_rows(table, columns, shown)
        self._raw.conn.executemany(
            f'DELETE FROM "{table}_all" WHERE id = ?', [(row_id,) for row_id in gone]
        )
        self._note_conflicts(table, records, {*columns, *_STAMPS})
        search.index_rows(self._raw, table, shown)
        search.forget_rows(self._raw, table, gone)
        legs.refresh(self._raw, table, [*records])
        self.touched.add(table)

    # -- inside --------------------------------------------------------------------------

    def _withheld(self, table: str, row_ids: list[str]) -> set[str]:
        """Return the records whose creation an undo keeps out: what was added to them waits."""
        sql = (
            "SELECT row FROM op WHERE tbl = ? AND row IN (SELECT value FROM json_each(?))"
            " AND col = ? AND state = ?"
        )
        found = [
            self._raw.execute(sql, (table, ids, CREATION, WITHHELD))
            for ids in chunked_json(row_ids)
        ]
        return {row for rows in found for (row,) in rows}

    def _expect(self, table: str, kind: str) -> None:
        if TABLES[table].kind != kind:
            raise TypeError(f"{table} is a {TABLES[table].kind} table")

    def _current(self, table: str, row_ids: Sequence[str]) -> dict[str, Row]:
        sql = f'SELECT * FROM "{table}_all" WHERE id'
        if not row_ids:
            return {}
        if len(row_ids) == 1:
            return {r["id"]: r for r in self._raw.query(f"{sql} = ?", (row_ids[0],))}
        found: dict[str, Row] = {}
        for ids in chunked_json(row_ids):
            rows = self._raw.query(f"{sql} IN (SELECT value FROM json_each(?))", (ids,))
            found.update((r["id"], r) for r in rows)
        return found

    def _reversals(self, table: str, row_id: str) -> list[Row]:
        """Return an entry, what reversed it, what reversed that, and so on."""
        chain: list[Row] = []
        while row := self._current(table, [row_id]).get(row_id):
            chain.append(row)
            row_id = reversal_id(row_id)
        if not chain:
            raise NotFoundError
        return chain

    def _create(self, table: str, rows: list[Row], scope: str | None) -> None:
        columns = self._db.columns(table)
        known = set(columns)
        operations, shown = [], []
        for row in rows:
            row_id = row["id"]
            row_scope = row.get("_scope") or scope
            if not row_scope:
                raise ValueError(f"a new {table} needs a scope")
            fields = {k: v for k, v in row.items() if k not in _STAMPS}
            if not known.issuperset(fields):
                raise KeyError(f"{table} has no column {sorted(set(fields) - known)}")
            operations.append(
                Operation(
                    self.tick(), self._db.device, row_scope, None, table, row_id, CREATION,
                    creation_value(fields), None, self.step_id, COUNTS,
                )
            )  # fmt: skip
            shown.append({"id": row_id, "_scope": row_scope, "_del": 0, **fields})
        self._append(operations)
        self._write_rows(table, columns, shown)
        search.index_rows(self._raw, table, shown)
        legs.refresh(self._raw, table, [row["id"] for row in shown])
        self.touched.add(table)

    def _change(self, table: str, rows: list[Row], current: dict[str, Row]) -> None:
        wanted: dict[str, Row] = {}
        for row in rows:
            now = current[row["id"]]
            given = {"_del": 0, **row} if now["_del"] else dict(row)
            given.pop("id")
            if "_scope" in given and not given["_scope"]:
                del given["_scope"]
            if differing := {c: v for c, v in given.items() if now[c] != v}:
                wanted.setdefault(row["id"], {}).update(differing)
        if not wanted:
            return
        records = self.records(table, list(wanted))
        operations = [
            self.field(table, row_id, records[row_id], column, value)
            for row_id, fields in wanted.items()
            for column, value in fields.items()
        ]
        self._append(operations)
        self._update_rows(table, wanted)
        self._clear_conflicts(table, wanted)
        shown = [{**current[row_id], **fields} for row_id, fields in wanted.items()]
        search.index_rows(self._raw, table, shown)
        legs.refresh(self._raw, table, [row["id"] for row in shown])
        self.touched.add(table)

    def _append(self, operations: Sequence[Operation]) -> None:
        if not operations:
            return
        self._record_step()
        self._raw.conn.executemany(_INSERT_OP, operations)
        self.operations += len(operations)

    def _record_step(self) -> None:
        if self.has_step:
            return
        self.has_step = True
        self._raw.execute(
            "INSERT INTO step (id, dev, hlc, name, args, kind, undoes) VALUES (?,?,?,?,?,?,?)",
            (
                self.step_id, self._db.device, self.tick(), self._step.name,
                _ARGUMENTS.encode(self._step.args),
                self._kind, self._undoes,
            ),
        )  # fmt: skip

    def record_step(self) -> None:
        """Keep this step although it wrote no operation of its own (a merge, its undo)."""
        self._record_step()

    def _write_rows(self, table: str, columns: Sequence[str], rows: list[Row]) -> None:
        if not rows:
            return
        filled = {c for row in rows for c, value in row.items() if value is not None}
        used = ("id", "_scope", "_del", *(c for c in columns if c in filled))
        names = ", ".join(f'"{c}"' for c in used)
        marks = ", ".join("?" * len(used))
        self._raw.conn.executemany(
            f'INSERT OR REPLACE INTO "{table}_all" ({names}) VALUES ({marks})',
            [tuple(map(row.get, used)) for row in rows],
        )

    def _update_rows(self, table: str, wanted: dict[str, Row]) -> None:
        by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row_id, fields in wanted.items():
            by_columns.setdefault(tuple(fields), []).append((*fields.values(), row_id))
        for columns, values in by_columns.items():
            settings = ", ".join(f'"{c}" = ?' for c in columns)
            self._raw.conn.executemany(f'UPDATE "{table}_all" SET {settings} WHERE id = ?', values)

    def _clear_conflicts(self, table: str, wanted: dict[str, Row]) -> None:
        self._raw.conn.executemany(
            "DELETE FROM conflict WHERE tbl = ? AND row = ? AND col = ?",
            [(table, row_id, column) for row_id, fields in wanted.items() for column in fields],
        )

    def _note_conflicts(self, table: str, records: dict[str, Record], known: set[str]) -> None:
        run = self._raw.conn.executemany
        run(
            "DELETE FROM conflict WHERE tbl = ? AND row = ?",
            [(table, row_id) for row_id in records],
        )
        run(
            "INSERT INTO conflict VALUES (?, ?, ?)",
            [
                (table, i, c)
                for i, record in records.items()
                for c in record.conflicts()
                if c in known
            ],
        )


def _ready(row: Row) -> Row:
    """Return a row as it is kept; raises InvalidInputError for what no book could take back."""
    ready = {column: plain(value) for column, value in row.items()}
    for column, value in ready.items():
        if type(value) is str and len(value) > MAX_TEXT:
            details: dict[str, object] = {"limit": MAX_TEXT, "length": len(value)}
            raise InvalidInputError([Problem(column, "too_long", details)])
        if type(value) is int and not MIN_INTEGER <= value <= MAX_INTEGER:
            raise InvalidInputError([Problem(column, "not_a_number")])
    return ready


def plain_column(name: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of one column as they are kept, each different one looked at once."""
    kinds = set(map(type, values)) - {NoneType}
    distinct = set(values) - {None}
    if kinds == {str} and "".join(distinct).isprintable():
        if max(map(len, distinct)) <= MAX_TEXT:
            return values
    elif kinds == {int} and MIN_INTEGER <= min(distinct) <= max(distinct) <= MAX_INTEGER:
        return values
    if len(kinds) == 1:
        known = {value: _ready({name: value})[name] for value in distinct}
        return [None if value is None else known[value] for value in values]
    return [_ready({name: value})[name] for value in values]


def _row_of(row_id: str, record: Record, columns: Sequence[str]) -> Row:
    deleted = 1 if record.value("_del") else 0
    values = {column: record.value(column) for column in columns}
    return {"id": row_id, "_scope": record.scope, "_del": deleted, **values}
