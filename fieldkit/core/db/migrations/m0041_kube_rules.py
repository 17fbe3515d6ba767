"""What a group agreed on: who is excused of dues, its bank, its loans; templates, seals."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Add the group's rules, who was excused and who agreed, and the meeting's seals.

    A seal is one event of a meeting: two people confirm it, or it is opened again.
    """
    for table, column in _COLUMNS:
        db.execute(f"ALTER TABLE {table}_all ADD COLUMN {column}")
    create_synced(db, "agenda_template", "kube_id TEXT, name TEXT, titles TEXT")
    create_synced(
        db,
        "meeting_seal",
        "kube_id TEXT, meeting_id TEXT, kind TEXT, member_id TEXT, other_id TEXT, digest TEXT,"
        " reason TEXT, at TEXT",
    )
    for statement in _STATEMENTS:
        db.execute(statement)


_COLUMNS = (
    ("kube", "excused_when TEXT"),
    ("kube", "bank_name TEXT"),
    ("kube", "bank_account TEXT"),
    ("kube", "bank_holder TEXT"),
    ("kube", "has_loans INTEGER"),
    ("meeting_attendance", "is_excused INTEGER"),
    ("meeting_attendance", "agrees INTEGER"),
)
_STATEMENTS = (
    "CREATE INDEX agenda_template_kube ON agenda_template_all (kube_id)",
    "CREATE INDEX meeting_seal_meeting ON meeting_seal_all (meeting_id)",
    # What was due at which meeting, answered by the index alone.
    """CREATE INDEX meeting_due ON meeting_all
        (kube_id, held_on, status, dues_amount, iks_amount, _del)""",
    """CREATE INDEX meeting_attendance_excused ON meeting_attendance_all (member_id, meeting_id)
        WHERE is_excused = 1""",
)
