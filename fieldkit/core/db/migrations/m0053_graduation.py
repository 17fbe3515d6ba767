"""The path to graduation, its targets and rules, what families own, and who speaks of it."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the tables; an amount nobody told stays NULL."""
    create_synced(
        db,
        "graduation",
        "family_id TEXT, way TEXT, planned_for TEXT, next_step TEXT, next_step_due TEXT,"
        " agreed_on TEXT, agreed_by TEXT, agreement_ended_on TEXT, agreement_end_reason TEXT,"
        " letter_no TEXT, statements TEXT, note TEXT",
    )
    create_synced(
        db,
        "graduation_move",
        "family_id TEXT, stage TEXT, moved_on TEXT, reason TEXT, position INTEGER",
    )
    create_synced(db, "graduation_target", "keeper TEXT, month TEXT, target INTEGER")
    create_synced(
        db, "readiness_rule", "criterion TEXT, weight INTEGER, line INTEGER, is_used INTEGER"
    )
    create_synced(
        db,
        "family_asset",
        "family_id TEXT, kind TEXT, count INTEGER, worth INTEGER, noted_on TEXT, gone_on TEXT,"
        " note TEXT",
    )
    create_synced(
        db,
        "speaker",
        "family_id TEXT, topic TEXT, story TEXT, agreed_on TEXT, is_available INTEGER, note TEXT",
    )
    create_synced(db, "speaker_talk", "family_id TEXT, spoke_on TEXT, audience TEXT, note TEXT")
    for table in ("graduation", "graduation_move", "family_asset", "speaker", "speaker_talk"):
        db.execute(f"CREATE INDEX {table}_family ON {table}_all (family_id)")
