"""When and where a photo was taken, as somebody typed it; what the file says stands apart."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add columns to photo."""
    for column in ("told_on", "told_hour", "told_place"):
        db.execute(f"ALTER TABLE photo_all ADD COLUMN {column} TEXT")
