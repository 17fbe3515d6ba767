"""Taking pages into the log and the tables, letting go what waited, withholding what an undo says.

State is a function of the set of operations, so pages may come in any order. A record that
one creation alone speaks of is written straight from it; every other one is folded anew.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from fieldkit.core.db import fields, pages
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import COUNTS, CREATION, DRIFT_MS, WITHHELD, Dot, Operation
from fieldkit.core.db.pages import Page, SegmentError
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.writer import Row, Writer

FLUSH_OPERATIONS = 25_000
_MANY = 2_000
_STAMPS = ("_scope", "_del")
_COLUMNS_SEEN = "columns_seen"
Touched = dict[str, set[str]]


def latest_instant(now_ms: int) -> int:
    """Return the instant up to which an operation counts at once."""
    return (now_ms + DRIFT_MS) << 16


@dataclass(slots=True)
class Effect:
    """What taken pages did to records that were here before, by table.

    `folded` are the records that more than one operation speaks of: only they can differ.
    """

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    folded: Touched = field(default_factory=dict)


class Intake:
    """Collects pages and brings them into the book, a bounded number of operations at a time."""

    def __init__(self, db: Database, writer: Writer, latest: int) -> None:
        self._db, self._writer, self._latest = db, writer, latest
        self._operations: list[Operation] = []
        self._alone: dict[tuple[str, str], str] = {}
        self._dots: set[Dot] = set()
        self.effect = Effect()

    def spoken_of(self, page: Page) -> dict[str, dict[str, str]]:
        """Return the records of a page that are known already, with their scopes, by table."""
        by_table: dict[str, dict[str, str]] = {}
        for op in page.operations:
            if op.state == COUNTS:
                by_table.setdefault(op.tbl, {})[op.row] = ""
        found: dict[str, dict[str, str]] = {}
        for table, rows in by_table.items():
            known = self._writer.scopes_of(table, list(rows))
            known |= {row: self._alone[table, row] for row in rows if (table, row) in self._alone}
            if known:
                found[table] = known
        return found

    def take(self, segment: Segment, page: Page, *, was_withheld: bool = False) -> None:
        """Keep a page and its operations; a page that an undo withheld counts again.

        Raises SegmentError where it repeats an operation of another page.
        """
        if not was_withheld:
            self._expect_new(segment.dev, page)
        self._db.raw.execute(
            "INSERT INTO segment VALUES (?,?,?,?,?,?,?,?,?,0) ON CONFLICT DO UPDATE SET"
            " withheld = 0, merge_step = excluded.merge_step",
            (*segment, self._writer.step_id),
        )
        if was_withheld:
            _turn(self._db, [op[:2] for op in page.operations], WITHHELD, COUNTS)
        for step in page.steps:
            self._writer.step_recorded(step)
        self._operations += page.operations
        self._alone.update(((op.tbl, op.row), op.scope) for op in page.operations)
        if len(self._operations) >= FLUSH_OPERATIONS:
            self.flush()

    def _expect_new(self, device: int, page: Page) -> None:
        """Refuse a page with an operation that the log has already: one of both is a lie."""
        dots = {op[:2] for op in page.operations}
        known = self._db.raw.execute(
            "SELECT count(*) FROM op WHERE dev = ? AND hlc IN (SELECT value FROM json_each(?))",
            (device, json.dumps([hlc for hlc, _dev in dots])),
        ).fetchone()[0]
        if known or len(dots) < len(page.operations) or not dots.isdisjoint(self._dots):
            raise SegmentError("repeated")
        self._dots |= dots

    def flush(self) -> None:
        """Write what was collected into the log and the tables."""
        counting = [op for op in self._operations if op.state == COUNTS]
        fresh, folded, named = self._sorted_out(counting)
        # In the order of the tables' keys each page of the file is touched once.
        self._operations.sort(key=_moment)
        before = {t: self._writer.rows_of(t, rows) for t, rows in folded.items()}
        with self._many_at_once(fresh):
            self._writer.append(self._operations)
            for table, operations in fresh.items():
                self._writer.show_fresh(table, sorted(map(_row, operations), key=_id))
                self.effect.created[table] = self.effect.created.get(table, 0) + len(operations)
        for table, rows in folded.items():
            self._writer.project(table, sorted(rows))
            self._note_effect(table, before[table])
            self.effect.folded.setdefault(table, set()).update(rows)
        for table, fields_of in named.items():
            self._show_fields(table, fields_of)
        near = max((op.hlc for op in counting if op.hlc <= self._latest), default=0)
        if near:
            self._db.saw(near)
        self._operations, self._alone, self._dots = [], {}, set()

    def _many_at_once(self, tables: Iterable[str]) -> AbstractContextManager[None]:
        """Ask the guards once where thousands of rows are added, not for each of them."""
        if len(self._operations) < _MANY:
            return nullcontext()
        return self._db.unguarded("op", *(f"{table}_all" for table in tables))

    def _show_fields(self, table: str, named: Touched) -> None:
        shown = fields.show(self._db, self._writer, table, named)
        self._writer.project(table, sorted(shown.unknown))
        self.effect.folded.setdefault(table, set()).update(named)
        if shown.changed:
            self.effect.changed[table] = self.effect.changed.get(table, 0) + shown.changed

    def _sorted_out(
        self, operations: Iterable[Operation]
    ) -> tuple[dict[str, list[Operation]], Touched, dict[str, Touched]]:
        """Return creations that stand alone, records to fold anew, and those by named fields."""
        by_table: dict[str, dict[str, Operation | set[str] | None]] = {}
        for op in operations:
            rows = by_table.setdefault(op.tbl, {})
            if fields.is_field(op.tbl, op.col):
                known = rows.setdefault(op.row, set())
                if isinstance(known, set):
                    known.add(op.col)
                    continue
            is_alone = op.row not in rows and op.col == CREATION and not op.prev
            rows[op.row] = op if is_alone else None
        fresh: dict[str, list[Operation]] = {}
        folded: Touched = {}
        named: dict[str, Touched] = {}
        for table, rows in by_table.items():
            spoken = self._known(table, [row for row, op in rows.items() if _is_creation(op)])
            for row, found in rows.items():
                if isinstance(found, set):
                    named.setdefault(table, {})[row] = found
                elif found and row not in spoken:
                    fresh.setdefault(table, []).append(found)
                else:
                    folded.setdefault(table, set()).add(row)
        return fresh, folded, named

    def _known(self, table: str, rows: list[str]) -> set[str]:
        """Return which records the log already speaks of."""
        sql = (
            "SELECT DISTINCT row FROM op WHERE tbl = ? AND row IN (SELECT value FROM json_each(?))"
        )
        execute = self._db.raw.execute
        return {row for ids in chunked_json(rows) for (row,) in execute(sql, (table, ids))}

    def _note_effect(self, table: str, before: dict[str, Row]) -> None:
        after = self._writer.rows_of(table, before)
        for row_id, former in before.items():
            if former["_del"]:
                continue
            now = after.get(row_id)
            if now is None or now["_del"]:
                self.effect.removed[table] = self.effect.removed.get(table, 0) + 1
            elif any(
                value is not None and now[column] != value
                for column, value in former.items()
                if column not in _STAMPS
            ):
                self.effect.changed[table] = self.effect.changed.get(table, 0) + 1


def _is_creation(found: Operation | set[str] | None) -> bool:
    return isinstance(found, Operation)


def _moment(op: Operation) -> Dot:
    return op[:2]


def _id(row: Row) -> str:
    return str(row["id"])


def _row(op: Operation) -> Row:
    return {"_scope": op.scope, "_del": 0, **json.loads(op.val), "id": op.row}


# -- what waited ---------------------------------------------------------------------------


_WAITING = (
    " FROM op o LEFT JOIN segment s ON s.dev = o.dev AND s.scope = o.scope AND s.number = o.seg"
    " WHERE o.state = 1 AND coalesce(s.withheld, 0) = 0"
)


def waiting(db: Database) -> int:
    """How many operations wait; those of a page that an undo took out wait for its redo only."""
    return int(db.value(f"SELECT count(*){_WAITING}"))


def has_waiting(db: Database) -> bool:
    """Whether some operation waits for a newer program or a better clock."""
    return bool(db.value("SELECT EXISTS (SELECT 1 FROM op WHERE state = 1)"))


def release(
    db: Database, writer: Writer, now_ms: int, vouched: Mapping[str, int] | None = None
) -> int:
    """Let operations count that had to wait and no longer must; return how many.

    `vouched` are the last pages, by `device|scope`, that somebody whose clock is right holds.
    """
    if not has_waiting(db):
        return 0
    pages.learn_columns(db)
    latest = latest_instant(now_ms)
    found = db.raw.execute(f"SELECT o.*{_WAITING}").fetchall()
    held = vouched or {}
    ready = [
        op
        for raw in found
        if pages.is_known((op := Operation(*raw)).tbl, op.col)
        and (op.hlc <= latest or (op.seg or 0) <= held.get(f"{op.dev}|{op.scope}", -1))
    ]
    db.raw.conn.executemany(
        "UPDATE op SET state = ? WHERE hlc = ? AND dev = ?",
        [(COUNTS, op.hlc, op.dev) for op in ready],
    )
    touched: Touched = {}
    for op in ready:
        touched.setdefault(op.tbl, set()).add(op.row)
    _project(writer, touched)
    return len(ready)


def catch_up(db: Database, now_ms: int) -> None:
    """After an upgrade: show what a newer program wrote before this one knew its fields."""
    pages.learn_columns(db, anew=True)
    now = pages.known_columns()
    before = json.loads(db.meta(_COLUMNS_SEEN) or "null")
    if before == now:
        return
    with db.local() as writer:
        release(db, writer, now_ms)
        if before is not None:
            _project(writer, _created_with_new(db, before, now))
        writer.meta_put(_COLUMNS_SEEN, json.dumps(now))


def _created_with_new(
    db: Database, before: dict[str, list[str]], now: dict[str, list[str]]
) -> Touched:
    """Return the records whose creation names a field that this program did not have before."""
    found: Touched = {}
    for table, columns in now.items():
        for column in sorted(set(columns) - set(before.get(table, ()))):
            named = db.raw.execute(
                "SELECT row FROM op WHERE tbl = ? AND col = '*' AND state = 0"
                " AND json_extract(val, ?) IS NOT NULL",
                (table, f'$."{column}"'),
            )
            found.setdefault(table, set()).update(row for (row,) in named)
    return found


# -- what an undo withholds ------------------------------------------------------------------


def set_withheld(db: Database, writer: Writer, merge_step: str, *, is_withheld: bool) -> int:
    """Let the pages a merge brought count no more, or again; return how many records change."""
    execute = db.raw.execute
    places = execute(
        "SELECT dev, scope, number FROM segment WHERE merge_step = ?", (merge_step,)
    ).fetchall()
    former, state = (COUNTS, WITHHELD) if is_withheld else (WITHHELD, COUNTS)
    records = 0
    for place in places:
        where = "dev = ? AND scope = ? AND number = ?"
        (body,) = execute(f"SELECT body FROM segment WHERE {where}", place).fetchone()
        touched = _turn(db, [(hlc, place[0]) for hlc in pages.instants(body)], former, state)
        execute(f"UPDATE segment SET withheld = ? WHERE {where}", (int(is_withheld), *place))
        _project(writer, touched)
        records += sum(map(len, touched.values()))
    return records


def _turn(db: Database, dots: list[Dot], former: int, state: int) -> Touched:
    """Give operations another state where they have the former one; return whose they are."""
    touched: Touched = {}
    found = "SELECT tbl, row FROM op WHERE hlc = ? AND dev = ? AND state = ?"
    for hlc, dev in dots:
        for table, row in db.raw.execute(found, (hlc, dev, former)):
            touched.setdefault(table, set()).add(row)
    db.raw.conn.executemany(
        "UPDATE op SET state = ? WHERE hlc = ? AND dev = ? AND state = ?",
        [(state, hlc, dev, former) for hlc, dev in dots],
    )
    return touched


def _project(writer: Writer, touched: Touched) -> None:
    for table, rows in touched.items():
        writer.project(table, sorted(rows))
