"""A group's saving circle and the ledger of what families brought and took out."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create circle and circle_entry.

    An entry is one record with its legs in `lines`, a JSON list of `{"account": "pot" |
    "family", "amount": rupiah, "member": family?}` whose amounts add up to zero.
    """
    create_synced(
        db,
        "circle",
        "group_id TEXT, name TEXT, amount INTEGER, keeper TEXT, place TEXT, started_on TEXT,"
        " closed_on TEXT, note TEXT",
    )
    create_synced(
        db,
        "circle_entry",
        "circle_id TEXT, session_id TEXT, booked_on TEXT, kind TEXT, description TEXT,"
        " lines TEXT, reverses TEXT, reason TEXT, recorded_at TEXT",
    )
    for statement in (
        "CREATE INDEX circle_group ON circle_all (group_id)",
        "CREATE INDEX circle_entry_circle ON circle_entry_all (circle_id, booked_on)",
        "CREATE INDEX circle_entry_session ON circle_entry_all (session_id)",
        "CREATE INDEX circle_entry_reverses ON circle_entry_all (reverses)",
    ):
        db.execute(statement)
