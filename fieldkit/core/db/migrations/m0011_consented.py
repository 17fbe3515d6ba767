"""Which group photos may be printed all the same, and what an act of destruction found in words."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add the facts; an act from before says nothing of passages."""
    db.execute("ALTER TABLE photo_all ADD COLUMN cleared INTEGER")
    db.execute("ALTER TABLE destruction_all ADD COLUMN passages INTEGER")
    db.execute("ALTER TABLE destruction_all ADD COLUMN redacted INTEGER")
