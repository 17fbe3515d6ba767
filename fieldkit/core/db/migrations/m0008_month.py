"""Which report of a month was printed when, on this laptop."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Create report_print."""
    db.execute(
        "CREATE TABLE report_print (id TEXT PRIMARY KEY, kind TEXT NOT NULL, month TEXT NOT NULL,"
        " target TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL) STRICT"
    )
