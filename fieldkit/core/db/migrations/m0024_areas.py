"""Who lives in an RT and RW is found without reading whole families."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Index the area of families; the id stands in it, so that nothing else need be read."""
    db.execute("CREATE INDEX family_area ON family_all (rt, rw, id) WHERE _del = 0")
