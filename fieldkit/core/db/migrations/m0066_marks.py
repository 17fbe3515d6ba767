"""Who came to a session is counted without reading what else is noted of each family."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Let the index by session hold the marks as well."""
    db.execute("DROP INDEX attendance_session")
    db.execute("CREATE INDEX attendance_session ON attendance_all (session_id, status, _del)")
