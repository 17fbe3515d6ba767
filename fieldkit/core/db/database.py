"""The one door to the database: read anywhere, write in one transaction."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldkit.core.clock import Clock
from fieldkit.core.db import contents, search
from fieldkit.core.db.driver import (
    SqliteDatabase,
    connect,
    copy,
    driver,
    fit_cache,
    our_errors,
    wrapped,
)
from fieldkit.core.db.migrations import blank, has_history, is_current, migrate
from fieldkit.core.db.oplog import DRIFT_MS
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import LockedBookError

if TYPE_CHECKING:
    from fieldkit.core.db.writer import Row, Writer

Listener = Callable[[frozenset[str]], None]
Guard = Callable[["Database"], object]
_SALT = 16
_STAMPS = {"id", "_scope", "_del"}
_GROWN = 1.25
_LOOKED_AFTER = 500  # operations: that many are a fifth of a megabyte
_MUCH_KIB = 250_000
# What was written under a clock that runs ahead must not pull ours along (decision 9).
_LATEST = """SELECT max(
    coalesce((SELECT hlc FROM op WHERE state <> 1 AND (dev = :dev OR hlc <= :latest)
              ORDER BY hlc DESC LIMIT 1), 0),
    coalesce((SELECT max(hlc) FROM step WHERE dev = :dev), 0))"""


class Database:
    """An open book. One connection belongs to one thread; `another()` opens the next."""

    def __init__(
        self,
        clock: Clock,
        *,
        path: Path | None = None,
        key: bytes | bytearray | None = None,
        before_migration: Callable[[Any], None] | None = None,
    ) -> None:
        self._clock, self._path = clock, path
        self._key = None if key is None else bytearray(key)
        self._open: Any = connect(path, key)
        if path is None:
            blank().backup(self._open)
        self._raw: SqliteDatabase | None = None
        self._listeners: list[Listener] = []
        self._guards: list[Guard] = []
        self._is_writing = False
        self._fitted_size = self._size()
        self._written = 0
        with our_errors():
            was_behind = not is_current(self._open)
            if was_behind:
                if before_migration is not None and has_history(self._open):
                    before_migration(self._open)
                migrate(self._open)
        self._kinds: dict[str, dict[str, str]] = {}
        self._last_hlc = 0
        self.device = int(self.meta("device") or 0)
        if was_behind or path is None:
            self._catch_up()

    def _catch_up(self) -> None:
        """Let what a newer program wrote show, now that this one knows its fields."""
        from fieldkit.core.db.intake import catch_up

        catch_up(self, int(self._clock.now().timestamp() * 1000))

    @property
    def _connection(self) -> Any:
        if self._open is None:
            raise LockedBookError
        return self._open

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """Keep many more pages in memory while a whole list goes in; then what fits the book."""
        fit_cache(self._connection, self._path, is_much_written=True)
        try:
            yield
        finally:
            if self._open is not None:
                fit_cache(self._open, self._path)

    def _size(self) -> int:
        return self._path.stat().st_size if self._path and self._path.exists() else 0

    def _grow_cache(self) -> None:
        """Let the memory for pages follow a book that grew while it was open.

        What was small at opening and had ten years of a group written into it read each page
        several times over, and every time it was decrypted anew.
        """
        if self._written < _LOOKED_AFTER:
            return
        self._written = 0
        size = self._size()
        if self._open is not None and size > self._fitted_size * _GROWN:
            self._fitted_size = size
            fit_cache(self._open, self._path)

    # -- reading ---------------------------------------------------------------------------

    @property
    def raw(self) -> SqliteDatabase:
        """sqlite-utils' face of the connection, made (and guarded) when first asked for."""
        if self._raw is None:
            self._raw = wrapped(self._connection)
            with our_errors():
                self._guard()
        return self._raw

    def rows(self, sql: str, **params: Any) -> "list[Row]":
        """Run a query and return its rows."""
        with our_errors():
            cursor = self._connection.execute(sql, params)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor]

    def row(self, sql: str, **params: Any) -> "Row | None":
        """Return the first row, None when there is none."""
        with our_errors():
            cursor = self._connection.execute(sql, params)
            values = cursor.fetchone()
            if values is None:
                return None
            return dict(zip((c[0] for c in cursor.description), values, strict=True))

    def value(self, sql: str, **params: Any) -> Any:
        """Return the first column of the first row, None when there is none."""
        with our_errors():
            found = self._connection.execute(sql, params).fetchone()
        return found[0] if found else None

    def matching(self, table: str, id_column: str, text: str) -> tuple[str, dict[str, str]]:
        """Return SQL (and parameters) that is true where a record of `table` matches a search."""
        return search.condition(table, id_column, text)

    def columns(self, table: str) -> tuple[str, ...]:
        """Return a synced table's own columns."""
        return tuple(name for name in self.kinds(table) if name not in _STAMPS)

    def kinds(self, table: str) -> dict[str, str]:
        """Return what each column of a synced table holds: TEXT, INTEGER or REAL."""
        if table not in self._kinds:
            info = self._connection.execute(f'PRAGMA table_info("{table}_all")')
            self._kinds[table] = {column[1]: column[2] for column in info}
        return self._kinds[table]

    def meta(self, key: str) -> Any:
        """Return a fact about the book itself, None where it was never set."""
        return self.value("SELECT value FROM meta WHERE key = :key", key=key)

    @property
    def own_scope(self) -> str:
        """The scope of what belongs to this book's person and to no group."""
        return f"own-{self.meta('book_id')}"

    # -- writing ---------------------------------------------------------------------------

    @contextmanager
    def write(
        self,
        step: Step,
        *,
        kind: str = "do",
        undoes: str | None = None,
        is_trial: bool = False,
        is_risky: bool = False,
    ) -> Iterator["Writer"]:
        """Open one transaction, one step; commit on success, roll back on any error.

        A trial does everything and is taken back at its end. A risky step changes much at
        once (an import, a merge): the book is backed up before it, where somebody guards it.
        """
        if is_risky and not is_trial:
            for guard in tuple(self._guards):
                guard(self)
        with self._transaction(is_trial=is_trial):
            writer = _writer()(self, step, kind=kind, undoes=undoes)
            yield writer
        if not is_trial:
            self._written += writer.operations
            self._grow_cache()
            self._tell(writer)

    @contextmanager
    def local(self) -> Iterator["Writer"]:
        """Open a transaction for rows that stay on this laptop: no step, no history."""
        with self._transaction():
            writer = _writer()(self, Step(""))
            yield writer
            if writer.has_step:
                raise RuntimeError("a local transaction may not write synced tables")
        self._tell(writer)

    def set_meta(self, **facts: Any) -> None:
        """Set facts about the book itself, in a transaction of their own."""
        with self._transaction():
            self.raw.conn.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())
        self.device = int(self.meta("device") or 0)

    def tick(self) -> int:
        """Return the next instant: milliseconds << 16 | counter, never twice, never back."""
        if not self._last_hlc:
            self._last_hlc = self._latest()
        now = self.milliseconds() << 16
        self._last_hlc = max(self._last_hlc + 1, now)
        return self._last_hlc

    def milliseconds(self) -> int:
        """Return what this laptop's clock says, in milliseconds of the epoch."""
        return int(self._clock.now().timestamp() * 1000)

    def ticks(self, count: int) -> range:
        """Return so many instants, one after another."""
        first = self.tick()
        self._last_hlc += count - 1
        return range(first, first + count)

    def _latest(self) -> int:
        latest = (self.milliseconds() + DRIFT_MS) << 16
        return int(self.value(_LATEST, dev=self.device, latest=latest) or 0)

    def saw(self, hlc: int) -> None:
        """Let the clock never fall behind an operation taken from elsewhere."""
        self.tick()
        self._last_hlc = max(self._last_hlc, hlc)

    @contextmanager
    def much_to_write(self) -> Iterator[None]:
        """Give the connection more memory while very many records are written at once."""
        execute = self._connection.execute
        with our_errors():
            usual = execute("PRAGMA cache_size").fetchone()[0]
            execute(f"PRAGMA cache_size = -{_MUCH_KIB}")
            try:
                yield
            finally:
                execute(f"PRAGMA cache_size = {usual}")
                execute("PRAGMA shrink_memory")

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with the names of the touched tables after each commit."""
        self._listeners.append(listener)

    def before_risk(self, guard: "Guard") -> None:
        """Call `guard` before each risky step; what it raises stops the step."""
        self._guards.append(guard)

    def another(self) -> "Database":
        """Open a second connection for a job on another thread; it reports the same way."""
        if self._path is None:
            return self
        if self._open is None:
            raise LockedBookError
        other = Database(self._clock, path=self._path, key=self._key)
        other._listeners, other._guards = self._listeners, self._guards
        return other

    @property
    def is_locked(self) -> bool:
        """Whether the key was forgotten."""
        return self._open is None

    def lock(self) -> None:
        """Close the connection and forget the key until `unlock`; a book in memory stays open."""
        if self._key is None or self._open is None:
            return
        self.checkpoint()
        self._open.close()
        self._open = self._raw = None
        self._forget_key()

    def unlock(self, key: bytes | bytearray) -> None:
        """Go on with a locked book."""
        if self._open is None and self._key is not None:
            self._open = connect(self._path, key)
            self._key[:] = key

    @property
    def is_on_disk(self) -> bool:
        """Whether the book is a file (tests and trials live in memory)."""
        return self._path is not None

    @property
    def is_encrypted(self) -> bool:
        """Whether the pages are encrypted."""
        return self._key is not None

    @property
    def data_key(self) -> bytes:
        """The key of an open book, for copies of itself; raises LockedBookError."""
        if self._open is None:
            raise LockedBookError
        return bytes(self._key or b"")

    @property
    def has_own_salt(self) -> bool:
        """Whether the file begins as its key says: no page's checksum covers these bytes."""
        if self._path is None or not self._key:
            return True
        with self._path.open("rb") as file:
            return file.read(_SALT) == bytes(self._key[-_SALT:])

    def rewrite_salt(self) -> None:
        """Let the file begin as its key says."""
        if self._path is not None and self._key:
            with self._path.open("rb+") as file:
                file.write(bytes(self._key[-_SALT:]))
                file.flush()
                os.fsync(file.fileno())

    @property
    def folder(self) -> Path:
        """The folder of the book; raises ValueError for a book in memory."""
        if self._path is None:
            raise ValueError("a book in memory has no folder")
        return self._path.parent

    def milliseconds_ahead(self) -> int:
        """How far the newest operation lies ahead of this laptop's clock."""
        latest = self._latest() >> 16
        return max(0, latest - int(self._clock.now().timestamp() * 1000))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the book as it is now, whatever others write meanwhile."""
        with our_errors():
            self._connection.execute("BEGIN")
            try:
                self._connection.execute("SELECT count(*) FROM meta").fetchone()
                yield
            finally:
                with suppress(driver.Error):
                    self._connection.execute("ROLLBACK")

    def marks(self) -> dict[str, str]:
        """Return a fingerprint of every table: two books that agree hold the same."""
        return contents.marks(self._connection)

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy under the same key, in DELETE mode: it opens anywhere."""
        copy(self._connection, path, self._key)

    def opened_copy(self, path: Path) -> "Database":
        """Open a copy of this book that lies elsewhere, to compare."""
        return Database(self._clock, path=path, key=self._key)

    def compact(self) -> None:
        """Write the file anew without what was freed, so that nothing stays between its pages."""
        with our_errors():
            self.raw.execute("VACUUM")
        self.checkpoint()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the book where nobody else reads."""
        if self._path is not None and self._open is not None:
            with suppress(driver.Error):
                self._open.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close this connection and forget the key."""
        if self._open is not None:
            self._open.close()
        self._forget_key()

    # -- inside ----------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, *, is_trial: bool = False) -> Iterator[None]:
        if self._is_writing:
            raise RuntimeError("commands never nest: take the open writer")
        execute = self.raw.execute
        with our_errors():
            execute("BEGIN IMMEDIATE")
            self._is_writing = True
            self._last_hlc = 0
            try:
                execute("UPDATE temp.door SET is_open = 1")
                yield
                execute("UPDATE temp.door SET is_open = 0")
                execute("ROLLBACK" if is_trial else "COMMIT")
            except BaseException:
                with suppress(driver.Error):
                    execute("ROLLBACK")
                raise
            finally:
                self._is_writing = False

    def _forget_key(self) -> None:
        if self._key is not None:
            self._key[:] = bytes(len(self._key))
            self._key.clear()

    @contextmanager
    def unguarded(self, *tables: str) -> Iterator[None]:
        """Lift the guards on insertion while the writer adds thousands of rows at once.

        They are asked for each row, a fifth of the time of an import. Only inside a
        transaction: whatever goes wrong, its end brings them back.
        """
        if not self._is_writing:
            raise RuntimeError("guards are lifted in a transaction only")
        for table in tables:
            self._connection.execute(f"DROP TRIGGER temp.{_guard_name(table, 'INSERT')}")
        yield
        for table in tables:
            self._connection.execute(_guard_statement(table, "INSERT"))

    @contextmanager
    def indexed_afterwards(self, count: int, *tables: str) -> Iterator[None]:
        """Build the indexes of tables that more than double anew: sorting beats inserting."""
        execute = self._connection.execute
        found: list[tuple[str, str]] = []
        for table in tables:
            if execute(f'SELECT 1 FROM "{table}" LIMIT 1 OFFSET ?', (count,)).fetchone() is None:
                found += execute(
                    "SELECT name, sql FROM sqlite_master"
                    " WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
                    (table,),
                ).fetchall()
        for name, _sql in found:
            execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in found:
            execute(sql)

    def _tell(self, writer: "Writer") -> None:
        if writer.touched:
            for listener in tuple(self._listeners):
                listener(frozenset(writer.touched))

    def _guard(self) -> None:
        """Refuse every write to records and their log that does not come through the writer."""
        execute = self._connection.execute
        execute("CREATE TEMP TABLE IF NOT EXISTS door (is_open INTEGER NOT NULL)")
        if not execute("SELECT count(*) FROM temp.door").fetchone()[0]:
            execute("INSERT INTO temp.door VALUES (0)")
        for table in ("op", "segment", "step", *(f"{name}_all" for name in SYNCED)):
            for verb in ("INSERT", "UPDATE", "DELETE"):
                execute(_guard_statement(table, verb))


@cache
def _writer() -> "type[Writer]":
    """Return the class of writers: a book that is only read loads none."""
    from fieldkit.core.db.writer import Writer

    return Writer


def _guard_name(table: str, verb: str) -> str:
    return f"guard_{table}_{verb}"


def _guard_statement(table: str, verb: str) -> str:
    return (
        f"CREATE TEMP TRIGGER IF NOT EXISTS {_guard_name(table, verb)} BEFORE {verb}"
        f' ON main."{table}" WHEN (SELECT is_open FROM temp.door) = 0'
        " BEGIN SELECT RAISE(ABORT, 'write through the writer'); END"
    )
