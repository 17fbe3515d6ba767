"""Where a family or a member went that turned out to be somebody already known."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add a column to family and member."""
    for table in ("family", "member"):
        db.execute(f"ALTER TABLE {table}_all ADD COLUMN merged_into TEXT")
