"""Exchange files that can not go in yet, kept on this laptop until they can."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Create the table; `id` is the hash of the file, `content` the file as it came, sealed."""
    db.execute(
        """CREATE TABLE quarantine (
            id TEXT PRIMARY KEY, file TEXT NOT NULL, sender TEXT NOT NULL, state TEXT NOT NULL,
            reason TEXT NOT NULL, at TEXT NOT NULL, content BLOB NOT NULL) STRICT"""
    )
