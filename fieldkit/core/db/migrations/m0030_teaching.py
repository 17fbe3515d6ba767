"""A session's own words, local material, and how a book plans and reports its P2K2."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create topic and teaching_habit, and the local list of video files."""
    create_synced(
        db,
        "topic",
        "code TEXT, module TEXT, position INTEGER, title TEXT, background TEXT, homework TEXT,"
        " steps TEXT, aims TEXT, messages TEXT, questions TEXT, methods TEXT, media TEXT,"
        " minutes INTEGER",
    )
    create_synced(db, "teaching_habit", "key TEXT, value TEXT")
    db.execute(
        "CREATE TABLE topic_file (id TEXT PRIMARY KEY, code TEXT NOT NULL, path TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID"
    )
