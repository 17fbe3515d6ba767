"""How many pages that were shared long since still hold a passage of what was destroyed."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add the figure; an act from before says nothing of it."""
    db.execute("ALTER TABLE destruction_all ADD COLUMN pages INTEGER")
