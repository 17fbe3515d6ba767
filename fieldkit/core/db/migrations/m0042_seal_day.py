"""The day a meeting was confirmed or opened again, as people there call it."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add the day: the instant alone is in UTC and may be the evening before."""
    db.execute("ALTER TABLE meeting_seal_all ADD COLUMN sealed_on TEXT")
