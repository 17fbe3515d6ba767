"""Which report of a month was printed when, on this laptop."""

from sqlite_utils import Database


def up(db: Database) -> None:
    """Create report_print."""
    db.execute(
        "CREATE TABLE report_print (id TEXT PRIMARY KEY, kind TEXT NOT NULL, month TEXT NOT NULL,"
        " target TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL) STRICT"
    )
