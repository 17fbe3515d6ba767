"""What a database holds, table by table, whatever its schema; is a copy the same."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from fieldkit.core.db.driver import connect, our_errors
from fieldkit.core.errors import DamagedBookError

# Made from the others; sqlite's own bookkeeping.
_DERIVED = ("search_index", "sqlite_")


def tables(connection: Any) -> list[str]:
    """Return the names of the tables that hold something of their own."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not name.startswith(_DERIVED)]


def count_records(connection: Any) -> int:
    """Return how many records stand outside the bin."""
    counting = 'SELECT count(*) FROM "{}" WHERE _del = 0'
    named = [name for name in tables(connection) if name.endswith("_all")]
    return sum(connection.execute(counting.format(name)).fetchone()[0] for name in named)


def marks(connection: Any, but: Collection[str] = ()) -> dict[str, str]:
    """Return a fingerprint of every table, its rows in the order they are stored."""
    import hashlib

    found = {}
    for table in tables(connection):
        if table not in but:
            running = hashlib.blake2b(digest_size=16)
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                running.update(repr(row).encode("utf-8", "surrogateescape"))
            found[table] = running.hexdigest()
    return found


def expect_same(connection: Any, path: Path, key: bytes | bytearray | None) -> None:
    """Open a copy, check each of its pages and compare it; raises DamagedBookError."""
    copied = connect(path, key)
    try:
        with our_errors():
            damaged = copied.execute("PRAGMA cipher_integrity_check").fetchall() if key else []
            structure = copied.execute("PRAGMA quick_check").fetchone()[0]
            if damaged or structure != "ok" or marks(copied) != marks(connection):
                raise DamagedBookError
    finally:
        copied.close()
