"""Tags on families, what happened to them with dates and reasons, filters kept on this laptop."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create them."""
    create_synced(db, "family_tag", "family_id TEXT, name TEXT")
    db.execute("CREATE INDEX family_tag_family ON family_tag_all (family_id)")
    # A change of status or group, a check of some part of the data: each with its day.
    create_synced(
        db,
        "family_event",
        "family_id TEXT, kind TEXT, happened_on TEXT, part TEXT, before TEXT, after TEXT,"
        " reason TEXT",
    )
    db.execute("CREATE INDEX family_event_family ON family_event_all (family_id)")
    db.execute(
        "CREATE TABLE saved_filter (id TEXT PRIMARY KEY, name TEXT NOT NULL, wanted TEXT NOT NULL,"
        " saved_at TEXT NOT NULL) STRICT"
    )
