"""Is the book what its log says? Every finding names what is wrong; nothing is repaired here."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fieldkit.core.db import intake, ledger, legs, search
from fieldkit.core.db.database import Database
from fieldkit.core.db.driver import our_errors
from fieldkit.core.db.oplog import COUNTS, CREATION, WITHHELD, Operation, fold
from fieldkit.core.db.segments import digest
from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.errors import DamagedBookError

# What says that a file is not whole, whatever it holds.
DAMAGE = frozenset(
    {"damaged_structure", "damaged_pages", "salt_changed", "not_encrypted", "broken_references"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, as a code with its details."""

    code: str
    details: dict[str, object] = field(default_factory=dict)


def findings(db: Database, *, is_full: bool = False) -> list[Finding]:
    """Check encryption, pages, log, tables, ledgers, chains and the search index.

    The full check folds every record anew from the log; the quick one trusts the tables.
    """
    checks: list[Callable[[Database], Iterator[Finding]]] = [
        _pages, _foreign_keys, _ledgers, _chains, _search, _clock,
    ]  # fmt: skip
    if is_full:
        checks.append(_rebuild)
    found: list[Finding] = []
    for check in checks:
        try:
            with our_errors():
                found += check(db)
        except DamagedBookError:
            return [*found, Finding("damaged_structure")]
    return found


def pages(db: Database) -> list[Finding]:
    """Check the pages alone: what is done at every opening."""
    try:
        with our_errors():
            return list(_quick(db))
    except DamagedBookError:
        return [Finding("damaged_structure")]


def _quick(db: Database) -> Iterator[Finding]:
    if not db.has_own_salt:
        yield Finding("salt_changed")
    if db.raw.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        yield Finding("damaged_structure")


def _pages(db: Database) -> Iterator[Finding]:
    if db.is_encrypted:
        # The seals are checked in the file itself; what a power cut tore there stands whole in
        # the write-ahead log until it is folded in.
        db.checkpoint()
        damaged = db.raw.execute("PRAGMA cipher_integrity_check").fetchall()
        if damaged:
            yield Finding("damaged_pages", {"count": len(damaged)})
    elif db.is_on_disk:
        yield Finding("not_encrypted")
    yield from _quick(db)


def _foreign_keys(db: Database) -> Iterator[Finding]:
    broken = db.raw.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        yield Finding("broken_references", {"count": len(broken)})


def _ledgers(db: Database) -> Iterator[Finding]:
    for table, spec in TABLES.items():
        if spec.kind != "ledger":
            continue
        for row in db.rows(f'SELECT id, lines FROM "{table}"'):
            if sum(line["amount"] for line in json.loads(row["lines"] or "[]")) != 0:
                yield Finding("cash_entry_unbalanced", {"id": row["id"]})
        if spec.book is not None:
            yield from _links(db, table)
    if not legs.is_whole(db.raw):
        yield Finding("sums_stale")


def _links(db: Database, table: str) -> Iterator[Finding]:
    """Walk the chain of every page in what was written, and hold each entry against its link."""
    written = db.raw.execute(
        "SELECT scope, row, val FROM op WHERE tbl = ? AND col = ? ORDER BY hlc, dev",
        (table, CREATION),
    )
    late = _with_holes(db)
    fields = ((scope, row, json.loads(val)) for scope, row, val in written)
    whole = (one for one in fields if (one[2].get("chain_by"), one[0]) not in late)
    broken = dict(ledger.broken_links(whole))
    for row in db.rows(f'SELECT * FROM "{table}"'):
        if row["chain_hash"] is not None and row["chain_hash"] != ledger.link_digest(row):
            broken.setdefault(row["id"], str(row["chain_page"]))
    for entry, page in broken.items():
        yield Finding("entry_link_broken", {"id": entry, "month": page})


def _with_holes(db: Database) -> set[tuple[int, str]]:
    """Return the laptops and scopes of which an earlier page has not arrived yet."""
    rows = db.rows(
        "SELECT dev, scope FROM segment GROUP BY dev, scope HAVING max(number) > count(*)"
    )
    return {(row["dev"], row["scope"]) for row in rows}


def _chains(db: Database) -> Iterator[Finding]:
    former: tuple[int, str, int, bytes] = (0, "", 0, b"")
    for row in db.rows(
        "SELECT dev, scope, number, prev, hash, body FROM segment ORDER BY dev, scope, number"
    ):
        place = (row["dev"], row["scope"])
        expected = former[3] if former[:2] == place else b""
        page_hash = digest(*place, row["number"], bytes(row["prev"]), bytes(row["body"]))
        is_next = row["number"] == (former[2] + 1 if former[:2] == place else 1)
        if page_hash != bytes(row["hash"]) or (is_next and bytes(row["prev"]) != expected):
            yield Finding("chain_broken", {"scope": row["scope"], "number": row["number"]})
        former = (*place, row["number"], bytes(row["hash"]))


def _search(db: Database) -> Iterator[Finding]:
    if not search.is_whole(db.raw):
        yield Finding("search_stale")


def _clock(db: Database) -> Iterator[Finding]:
    ahead = db.milliseconds_ahead()
    if ahead > 60_000:
        yield Finding("clock_behind", {"minutes": ahead // 60_000})
    waiting = intake.waiting(db)
    if waiting:
        yield Finding("operations_waiting", {"count": waiting})


def _rebuild(db: Database) -> Iterator[Finding]:
    disputed: set[tuple[str, str, str]] = set()
    withheld = _withheld(db)
    for table in SYNCED:
        columns = db.columns(table)
        is_ledger = TABLES[table].kind == "ledger"
        shown = {r["id"]: r for r in db.rows(f'SELECT * FROM "{table}_all"')}
        differing = 0
        for row_id, operations in _by_record(db, table):
            record = fold(operations, is_ledger=is_ledger)
            if not record.exists and (table, row_id) in withheld:
                continue
            row = shown.pop(row_id, None)
            same = row is not None and all(row[c] == record.value(c) for c in columns)
            differing += not (same and row and row["_del"] == (1 if record.value("_del") else 0))
            disputed |= {(table, row_id, column) for column in record.conflicts()}
        if differing or shown:
            yield Finding("table_differs", {"table": table, "count": differing + len(shown)})
    listed = {(r["tbl"], r["row"], r["col"]) for r in db.rows("SELECT * FROM conflict")}
    if listed != disputed:
        yield Finding("conflicts_stale")


def _withheld(db: Database) -> set[tuple[str, str]]:
    """Return the records whose creation an undo keeps out: what was added to them waits."""
    sql = "SELECT tbl, row FROM op WHERE state = :state AND col = :col"
    return {(r["tbl"], r["row"]) for r in db.rows(sql, state=WITHHELD, col=CREATION)}


def _by_record(db: Database, table: str) -> Iterator[tuple[str, list[Operation]]]:
    current = ""
    operations: list[Operation] = []
    for raw in db.raw.execute(
        "SELECT * FROM op WHERE tbl = ? AND state = ? ORDER BY row, hlc, dev", (table, COUNTS)
    ):
        op = Operation(*raw)
        if op.row != current and operations:
            yield current, operations
            operations = []
        current = op.row
        operations.append(op)
    if operations:
        yield current, operations
