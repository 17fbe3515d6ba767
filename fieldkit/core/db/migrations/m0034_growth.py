"""What a family came to do differently, semester by semester."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create semester_review and stage_mark; a semester reads `2026-2`."""
    create_synced(
        db,
        "semester_review",
        "family_id TEXT, semester TEXT, behaviour TEXT, potential TEXT, note TEXT,"
        " reviewed_on TEXT",
    )
    create_synced(
        db, "stage_mark", "family_id TEXT, semester TEXT, indicator TEXT, mark TEXT, marked_on TEXT"
    )
    for table in ("semester_review", "stage_mark"):
        db.execute(f"CREATE INDEX {table}_family ON {table}_all (family_id, semester)")
