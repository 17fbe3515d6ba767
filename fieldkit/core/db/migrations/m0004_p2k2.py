"""P2K2 sessions, who gave them, who came."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create session, presenter and attendance."""
    create_synced(
        db,
        "session",
        "group_id TEXT, held_on TEXT, starts TEXT, ends TEXT, place TEXT, module TEXT, code TEXT,"
        " title TEXT, status TEXT, not_held_reason TEXT, methods TEXT, media TEXT, guests TEXT,"
        " recap TEXT, process TEXT, material TEXT, participation TEXT, result TEXT,"
        " obstacles TEXT, follow_up TEXT, latitude REAL, longitude REAL, note TEXT",
    )
    create_synced(db, "presenter", "session_id TEXT, position INTEGER, name TEXT, institution TEXT")
    create_synced(
        db,
        "attendance",
        "session_id TEXT, family_id TEXT, status TEXT, understanding TEXT, note TEXT",
    )
    for statement in (
        "CREATE INDEX session_group ON session_all (group_id, held_on)",
        "CREATE INDEX session_date ON session_all (held_on)",
        "CREATE INDEX presenter_session ON presenter_all (session_id)",
        "CREATE INDEX attendance_session ON attendance_all (session_id)",
        "CREATE INDEX attendance_family ON attendance_all (family_id)",
    ):
        db.execute(statement)
