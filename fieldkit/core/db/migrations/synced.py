"""How a synced table is made: stamps that every record carries, then its own columns."""

from fieldkit.core.db.driver import SqliteDatabase


def create_synced(db: SqliteDatabase, table: str, columns: str) -> None:
    """Create `<table>_all`; every column is nullable, for a field may arrive before another."""
    db.execute(
        f'CREATE TABLE "{table}_all" (id TEXT PRIMARY KEY, _scope TEXT NOT NULL,'
        f" _del INTEGER NOT NULL DEFAULT 0, {columns}) STRICT, WITHOUT ROWID"
    )
