"""Who held copies of what was destroyed, on the day of the act."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add the list, a line for each; an act from before says nothing of it."""
    db.execute("ALTER TABLE destruction_all ADD COLUMN receivers TEXT")
