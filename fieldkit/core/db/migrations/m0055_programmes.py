"""Programmes with their rules, what families answered to them, and nominations."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the tables; a rule left blank asks nothing."""
    create_synced(
        db,
        "programme",
        "code TEXT, name TEXT, organiser TEXT, valid_from TEXT, valid_to TEXT,"
        " register_until TEXT, amount INTEGER, amount_note TEXT, age_min INTEGER,"
        " age_max INTEGER, sex TEXT, no_elderly INTEGER, elderly_from INTEGER,"
        " no_disabled INTEGER, needs_business INTEGER, clusters TEXT, needs_consent INTEGER,"
        " statuses TEXT, decile_max INTEGER, needs_bpnt INTEGER, villages TEXT,"
        " only_once INTEGER, questions TEXT, quota INTEGER, quota_each TEXT, source TEXT,"
        " note TEXT, is_used INTEGER",
    )
    create_synced(
        db, "programme_answer", "family_id TEXT, question TEXT, answer INTEGER, asked_on TEXT"
    )
    create_synced(
        db,
        "nomination",
        "programme TEXT, family_id TEXT, nominated_on TEXT, rank INTEGER, reason TEXT,"
        " accepted_on TEXT, refused_on TEXT, trained_on TEXT, received_on TEXT, amount INTEGER,"
        " outcome TEXT, outcome_on TEXT, withdrawn_on TEXT, note TEXT",
    )
    db.execute("CREATE INDEX programme_answer_family ON programme_answer_all (family_id)")
    db.execute("CREATE INDEX nomination_family ON nomination_all (family_id)")
    db.execute("CREATE INDEX nomination_programme ON nomination_all (programme)")
