"""Consents, requests, incidents, the record of processing, retention, and what was destroyed."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the tables of data protection."""
    create_synced(
        db,
        "consent",
        "family_id TEXT, purpose TEXT, given_on TEXT, given_by TEXT, guardian TEXT, way TEXT,"
        " receivers TEXT, note TEXT, withdrawn_on TEXT, withdrawal TEXT",
    )
    create_synced(
        db,
        "data_request",
        "family_id TEXT, kind TEXT, asked_at TEXT, asked_by TEXT, what TEXT, answer TEXT,"
        " done_on TEXT",
    )
    create_synced(
        db,
        "incident",
        "kind TEXT, happened_on TEXT, noticed_at TEXT, what TEXT, data_kinds TEXT,"
        " families INTEGER, cause TEXT, measures TEXT, contact TEXT, agency_told_on TEXT,"
        " people_told_on TEXT, closed_on TEXT",
    )
    create_synced(
        db,
        "processing",
        "code TEXT, name TEXT, purpose TEXT, basis TEXT, people TEXT, fields TEXT,"
        " receivers TEXT, retention TEXT, is_used INTEGER, position INTEGER",
    )
    create_synced(db, "retention_rule", "kind TEXT, years INTEGER, basis TEXT")
    create_synced(
        db,
        "destruction",
        "family_id TEXT, number TEXT, destroyed_on TEXT, basis TEXT, reason TEXT,"
        " records INTEGER, photos INTEGER, first_witness TEXT, second_witness TEXT",
    )
    for statement in _STATEMENTS:
        db.execute(statement)


_STATEMENTS = (
    "CREATE INDEX consent_family ON consent_all (family_id)",
    "CREATE INDEX data_request_family ON data_request_all (family_id)",
    "CREATE INDEX destruction_number ON destruction_all (number)",
    # Whose content keys were destroyed here: a file never brings them back.
    "CREATE TABLE destroyed (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
)
