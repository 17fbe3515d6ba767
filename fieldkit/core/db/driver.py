"""SQLCipher under sqlite-utils, and the one table that turns its errors into ours."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as driver

from fieldkit.core.errors import (
    BusyBookError,
    DamagedBookError,
    DiskFullError,
    FieldKitError,
    MediumGoneError,
    NotWritableError,
)

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteDatabase
else:
    SqliteDatabase = Any

__all__ = [
    "SqliteDatabase",
    "connect",
    "copy",
    "driver",
    "our_errors",
    "prepare_sqlite_utils",
    "wrapped",
]

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = FAST",
    "PRAGMA busy_timeout = 5000",
)
_STATEMENTS_ON_DISK, _STATEMENTS_IN_MEMORY = 40, 600
_LEAST_CACHE_KIB, _MOST_CACHE_KIB = 2 * 1024, 64 * 1024
_ENVIRONMENT: tuple[tuple[str, type[FieldKitError]], ...] = (
    ("database or disk is full", DiskFullError),
    ("database is locked", BusyBookError),
    ("readonly database", NotWritableError),
    ("unable to open database", NotWritableError),
    ("disk I/O error", MediumGoneError),
    ("file is not a database", DamagedBookError),
    ("malformed", DamagedBookError),
    ("file is encrypted", DamagedBookError),
)


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn what the environment did into our errors; bugs pass through untouched."""
    try:
        yield
    except driver.Error as error:
        for words, ours in _ENVIRONMENT:
            if words in str(error):
                raise ours from error
        raise


def prepare_sqlite_utils() -> None:
    """Import sqlite-utils on our driver, without pandas and numpy.

    It costs as much as Qt's own import, so an up-to-date book is opened and read without it
    and it is loaded at the first write or migration, or after the first paint (decision 6).
    """
    sys.modules.setdefault("pysqlite3", driver)
    sys.modules.setdefault("pysqlite3.dbapi2", driver)
    blocked = [name for name in ("pandas", "numpy") if name not in sys.modules]
    for name in blocked:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import sqlite_utils  # noqa: F401
    finally:
        for name in blocked:
            del sys.modules[name]


def wrapped(connection: Any) -> SqliteDatabase:
    """Return sqlite-utils' face of a connection."""
    prepare_sqlite_utils()
    from sqlite_utils import Database

    return Database(connection, execute_plugins=False)


def connect(path: Path | None, key: bytes | bytearray | None = None) -> Any:
    """Open (or create) a database; without a path it lives in memory and is not encrypted.

    `key` is the 32-byte data key followed by the 16-byte salt.
    """
    with our_errors():
        connection = driver.connect(
            str(path) if path else ":memory:", isolation_level=None, check_same_thread=False,
            cached_statements=_STATEMENTS_ON_DISK if path else _STATEMENTS_IN_MEMORY,
        )  # fmt: skip
        if key is not None:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        fit_cache(connection, path)
        if path is not None:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        return connection


def fit_cache(connection: Any, path: Path | None, *, is_much_written: bool = False) -> None:
    """Give decrypted pages the memory that fits the book, or all they may have for a while."""
    kib = _MOST_CACHE_KIB if is_much_written else _cache_kib(path)
    connection.execute(f"PRAGMA cache_size = -{kib}")


def _cache_kib(path: Path | None) -> int:
    """Return the memory for decrypted pages: an eighth of the book, within reason."""
    size = path.stat().st_size // 1024 if path is not None and path.exists() else 0
    return min(max(size // 8, _LEAST_CACHE_KIB), _MOST_CACHE_KIB)


def copy(connection: Any, path: Path, key: bytes | bytearray | None) -> None:
    """Write a consistent copy of an open database under a key, in DELETE mode."""
    target = connect(path, key)
    try:
        with our_errors():
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
