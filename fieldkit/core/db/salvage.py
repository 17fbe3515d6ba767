"""Whatever can still be read of a damaged database, and how it is poured into a whole one."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.core.db import mending
from fieldkit.core.db.database import Database
from fieldkit.core.db.driver import connect, driver
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import LOCAL, SYNCED, TABLES
from fieldkit.core.errors import CannotOpenBookError, EnvironmentFailedError
from fieldkit.core.i18n import N_

_SPINE = ("meta", "op", "step", "segment", "subject_key")
_PROBES = 120
_DIGITS = 8
_PAGE_BYTES = 4096
Cells = tuple[Any, ...]


@dataclass(slots=True)
class Readable:
    """The rows of each table that could be read, and what could not.

    `lost` are operations whose place in the log is known though they themselves are gone: hlc
    and device with the table and the record. `are_lost_known` says that these are all of them.
    `broken` are the tables with pages that can not be read.
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    lost: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    are_lost_known: bool = True

    @property
    def is_anything(self) -> bool:
        """Whether anything could be read at all."""
        return any(self.rows.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Poured:
    """What was added to the whole database, and what it still misses.

    `lost` are the records some of whose operations are gone for good.
    """

    operations: int
    lost: tuple[tuple[str, str], ...]
    records_from_tables: int
    empty_steps: tuple[dict[str, Any], ...]


def read(path: Path, key: bytes, spare: Path | None = None) -> Readable:
    """Read a damaged database around its damaged pages; what can not be read is left out.

    `path` is a copy that may be changed: where the list of tables itself is damaged, its pages
    are taken from `spare`, an older copy of the same book under the same key.
    """
    if spare is not None:
        _graft(path, key, spare)
    found = Readable()
    reader = _Reader(path, key)
    names = reader.tables()
    wanted = [*_SPINE, *(f"{name}_all" for name in SYNCED), *LOCAL]
    for table in (name for name in wanted if name in names):
        rows, is_whole = reader.rows(table)
        found.rows[table] = rows
        if not is_whole:
            found.broken.add(table)
    if "op" in found.broken:
        found.lost, found.are_lost_known = _lost(reader, found.rows["op"])
    reader.close()
    return found


def _graft(path: Path, key: bytes, spare: Path) -> None:
    """Take the damaged pages of the list of tables, and no others, from an older copy.

    A page is sealed under the key and its number, so one of the older copy fits; the list of
    tables hardly ever changes.
    """
    if _lists_tables(path, key):
        return
    damaged = _damaged_pages(path, key)
    former = {number: _page(path, number) for number in damaged}
    for number in damaged:
        _put_page(path, number, _page(spare, number))
    if not _lists_tables(path, key):
        return
    for number in damaged:
        grafted = _page(path, number)
        _put_page(path, number, former[number])
        if not _lists_tables(path, key):
            _put_page(path, number, grafted)


def _lists_tables(path: Path, key: bytes) -> bool:
    reader = _Reader(path, key)
    found = reader.tables()
    reader.close()
    return bool(found)


def _damaged_pages(path: Path, key: bytes) -> list[int]:
    """Return the numbers of the pages whose seal is broken."""
    connection = driver.connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        told = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    except driver.Error:
        return []
    finally:
        connection.close()
    return [int(line.rsplit(" ", 1)[1]) for line in told if line.rsplit(" ", 1)[-1].isdecimal()]


def _page(path: Path, number: int) -> bytes:
    with path.open("rb") as file:
        file.seek((number - 1) * _PAGE_BYTES)
        return file.read(_PAGE_BYTES)


def _put_page(path: Path, number: int, page: bytes) -> None:
    if len(page) == _PAGE_BYTES:
        with path.open("rb+") as file:
            file.seek((number - 1) * _PAGE_BYTES)
            file.write(page)


def _lost(
    reader: "_Reader", operations: list[dict[str, Any]]
) -> tuple[dict[tuple[int, int], tuple[str, str]], bool]:
    """Return whose operations are gone, for an index still knows where they stood.

    The second is whether the index could be read to its end.
    """
    known = {(op["hlc"], op["dev"]) for op in operations}
    missing: dict[tuple[int, int], tuple[str, str]] = {}
    for way in ("ASC", "DESC"):
        source = f"op INDEXED BY op_row ORDER BY tbl {way}, row {way}"
        missing |= {
            (row["hlc"], row["dev"]): (row["tbl"], row["row"])
            for row in reader.index(f"SELECT tbl, row, hlc, dev FROM {source}")
            if (row["hlc"], row["dev"]) not in known
        }
        if reader.is_open:
            return missing, True
    return missing, False


class _Reader:
    """Reads from both ends of a table, then into the gap between; a bad page breaks no more."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection: Any = None
        self._probes = 0

    def tables(self) -> set[str]:
        try:
            rows = self._open().execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {name for (name,) in rows}
        except (driver.Error, CannotOpenBookError, EnvironmentFailedError):
            return set()

    def rows(self, table: str) -> tuple[list[dict[str, Any]], bool]:
        """Return a table's rows and whether that is all of them."""
        self._probes = _PROBES
        names, keys = self._columns(table)
        if not keys:
            return [], False
        found: dict[Cells, Cells] = {}
        is_whole, low = self._walk(table, keys, found, None, None)
        if not is_whole:
            _whole, high = self._walk(table, keys, found, None, None, is_down=True)
            self._fetch(table, keys, found)
            if low is not None and high is not None:
                self._probe(table, keys, found, low, high)
        return [dict(zip(names, cells, strict=True)) for cells in found.values()], is_whole

    def known_keys(self, table: str, keys: Sequence[str]) -> set[Cells]:
        """Return the keys that the indexes of a table still know, read from both ends."""
        listed = ", ".join(f'"{name}"' for name in keys)
        known: set[Cells] = set()
        names = [
            row["name"]
            for row in self.index(f'PRAGMA index_list("{table}")')
            if not row["partial"] and row["origin"] == "c"
        ]
        for name in names:
            columns = [row["name"] for row in self.index(f'PRAGMA index_info("{name}")')]
            if not columns or None in columns:
                continue
            for way in ("ASC", "DESC"):
                order = ", ".join(f'"{column}" {way}' for column in columns)
                source = f'"{table}" INDEXED BY "{name}"'
                rows = self.index(f"SELECT {listed} FROM {source} ORDER BY {order}")
                before = len(known)
                known |= {tuple(row.values()) for row in rows}
                if way == "ASC" and self._connection is not None and len(known) > before:
                    break
        return known

    def _fetch(self, table: str, keys: Sequence[str], found: dict[Cells, Cells]) -> None:
        """Ask for each row by its key, where only an index still knows it."""
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        sql = f'SELECT * FROM "{table}" WHERE {where}'
        for key in sorted(self.known_keys(table, keys) - found.keys(), key=repr):
            try:
                cells = self._open().execute(sql, key).fetchone()
            except (driver.Error, CannotOpenBookError, EnvironmentFailedError):
                self.close()
                continue
            if cells is not None:
                found[key] = cells

    def index(self, sql: str) -> Iterator[dict[str, Any]]:
        """Yield rows of a query until it breaks."""
        try:
            cursor = self._open().execute(sql)
            names = [column[0] for column in cursor.description]
            for cells in cursor:
                yield dict(zip(names, cells, strict=True))
        except (driver.Error, CannotOpenBookError, EnvironmentFailedError):
            self.close()

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def close(self) -> None:
        if self._connection is not None:
            with suppress(driver.Error):
                self._connection.close()
            self._connection = None

    def _open(self) -> Any:
        """Return a connection; after an error only a new one reads on."""
        if self._connection is None:
            self._connection = connect(self._path, self._key)
        return self._connection

    def _columns(self, table: str) -> tuple[list[str], list[str]]:
        try:
            info = self._open().execute(f'PRAGMA table_info("{table}")').fetchall()
        except (driver.Error, CannotOpenBookError, EnvironmentFailedError):
            self.close()
            return [], []
        keys = sorted((row for row in info if row[5]), key=lambda row: row[5])
        return [row[1] for row in info], [row[1] for row in keys]

    def _walk(
        self,
        table: str,
        keys: Sequence[str],
        found: dict[Cells, Cells],
        low: Any,
        high: Any,
        *,
        is_down: bool = False,
    ) -> tuple[bool, Any]:
        """Read on from one end until a page breaks; return whether none did, and the last key."""
        listed = ", ".join(f'"{name}"' for name in keys)
        order = ", ".join(f'"{name}" {"DESC" if is_down else "ASC"}' for name in keys)
        bounds = [f'"{keys[0]}" >= ?' if low is not None else "1"]
        bounds.append(f'"{keys[0]}" <= ?' if high is not None else "1")
        values = [value for value in (low, high) if value is not None]
        last = None
        sql = f'SELECT {listed}, * FROM "{table}" WHERE {" AND ".join(bounds)} ORDER BY {order}'
        try:
            for cells in self._open().execute(sql, values):
                found[cells[: len(keys)]] = cells[len(keys) :]
                last = cells[0]
        except (driver.Error, CannotOpenBookError, EnvironmentFailedError):
            self.close()
            return False, last
        return True, last

    def _probe(
        self, table: str, keys: Sequence[str], found: dict[Cells, Cells], low: Any, high: Any
    ) -> None:
        """Read both ways from the middle of a gap, and go on into the gaps that are left."""
        middle = _between(low, high)
        if middle is None or self._probes <= 0:
            return
        self._probes -= 1
        up, up_to = self._walk(table, keys, found, middle, high)
        down, down_to = self._walk(table, keys, found, low, middle, is_down=True)
        if not up:
            self._probe(table, keys, found, middle if up_to is None else up_to, high)
        if not down:
            self._probe(table, keys, found, low, middle if down_to is None else down_to)


def _number(value: Any) -> int:
    if isinstance(value, int):
        return value
    raw = str(value).encode()[:_DIGITS].ljust(_DIGITS, b"\0")
    return int.from_bytes(raw, "big")


def _between(low: Any, high: Any) -> Any:
    """Return a key in the middle, None where there is no room."""
    middle = (_number(low) + _number(high)) // 2
    if middle in (_number(low), _number(high)):
        return None
    if isinstance(low, int):
        return middle
    return middle.to_bytes(_DIGITS, "big").decode("latin-1")


def pour(db: Database, found: Readable) -> Poured:
    """Add what could be read to a whole database: its log first, then what only tables hold."""
    with db.local():
        before = int(db.value("SELECT count(*) FROM op"))
        for table in (*_SPINE, *LOCAL):
            verb = "INSERT OR REPLACE" if table == "meta" else "INSERT OR IGNORE"
            _insert(db, verb, table, found.rows.get(table, []))
        _free_unsealed(db)
        after = int(db.value("SELECT count(*) FROM op"))
    mending.rebuild_tables(db)
    from_tables = _pour_tables(db, found)
    return Poured(
        operations=after - before,
        lost=_still_lost(db, found),
        records_from_tables=from_tables,
        empty_steps=tuple(
            db.rows(
                "SELECT name, args, hlc FROM step WHERE kind IN ('do', 'merge') AND NOT EXISTS"
                " (SELECT 1 FROM op WHERE op.step = step.id) AND NOT EXISTS"
                " (SELECT 1 FROM segment WHERE merge_step = step.id) ORDER BY hlc DESC"
            )
        ),
    )


def _still_lost(db: Database, found: Readable) -> tuple[tuple[str, str], ...]:
    sql = "SELECT 1 FROM op WHERE hlc = :hlc AND dev = :dev"
    lost = (
        place for (hlc, dev), place in found.lost.items() if db.value(sql, hlc=hlc, dev=dev) is None
    )
    return tuple(dict.fromkeys(lost))


def _insert(db: Database, verb: str, table: str, rows: list[dict[str, Any]]) -> None:
    known = {row["name"] for row in db.rows(f"SELECT name FROM pragma_table_info('{table}')")}
    if not rows or not known:
        return
    names = [name for name in rows[0] if name in known]
    listed, marks = ", ".join(f'"{n}"' for n in names), ", ".join("?" * len(names))
    db.raw.conn.executemany(
        f'{verb} INTO "{table}" ({listed}) VALUES ({marks})',
        [tuple(row[name] for name in names) for row in rows],
    )


def _free_unsealed(db: Database) -> None:
    """Let own operations whose signed page is gone be sealed on a new one."""
    db.raw.execute(
        "UPDATE op SET seg = NULL WHERE seg IS NOT NULL AND dev ="
        " (SELECT value FROM meta WHERE key = 'device') AND NOT EXISTS (SELECT 1 FROM segment AS s"
        " WHERE s.dev = op.dev AND s.scope = op.scope AND s.number = op.seg)"
    )


def _pour_tables(db: Database, found: Readable) -> int:
    """Write what a table says and the log no longer does: its operations were on a bad page."""
    count = 0
    with db.write(Step(N_("Rescue records from a damaged book")), kind="begin") as writer:
        for table in SYNCED:
            now = {row["id"]: row for row in db.rows(f'SELECT * FROM "{table}_all"')}
            differing = [
                row for row in found.rows.get(f"{table}_all", []) if now.get(row["id"]) != row
            ]
            if TABLES[table].kind == "ledger":
                for row in (row for row in differing if row["id"] not in now):
                    kept = {k: v for k, v in row.items() if k not in ("_scope", "_del")}
                    writer.post(table, kept, row["_scope"])
                    count += 1
            elif differing:
                writer.put_many(table, differing)
                for row in differing:
                    if row["_del"] and row["id"] not in now:
                        writer.remove(table, row["id"])
                count += len(differing)
    return count
