"""Sessions made up for after they were missed."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create catch_up; `at_session_id` and `visit_id` say where it was made up for."""
    create_synced(
        db,
        "catch_up",
        "session_id TEXT, family_id TEXT, done_on TEXT, way TEXT, at_session_id TEXT,"
        " visit_id TEXT, understanding TEXT, note TEXT",
    )
    for column in ("session_id", "family_id", "at_session_id"):
        db.execute(f"CREATE INDEX catch_up_{column} ON catch_up_all ({column})")
