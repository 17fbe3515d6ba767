"""Partners and what they offer, referrals, complaints, advocacy, and every other contact."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the tables of the room; days and words nobody told stay NULL."""
    for table, columns in _TABLES.items():
        create_synced(db, table, columns)
    for table, columns in _INDEXES:
        name = f"{table}_{columns.split(',')[0]}"
        db.execute(f'CREATE INDEX "{name}" ON "{table}_all" ({columns})')


_TABLES = {
    "institution": (
        "name TEXT, kind TEXT, field TEXT, address TEXT, village TEXT, district TEXT, phone TEXT,"
        " email TEXT, opening TEXT, latitude REAL, longitude REAL, agreement_no TEXT,"
        " agreement_on TEXT, agreement_until TEXT, agreement_note TEXT, checked_on TEXT,"
        " closed_on TEXT, note TEXT"
    ),
    "partner_person": "institution_id TEXT, name TEXT, position TEXT, phone TEXT, note TEXT",
    "partner_service": (
        "institution_id TEXT, name TEXT, needs TEXT, requirements TEXT, quota INTEGER,"
        " quota_from TEXT, schedule TEXT, next_on TEXT, cost TEXT, ended_on TEXT, note TEXT"
    ),
    "referral": (
        "family_id TEXT, person_id TEXT, institution_id TEXT, service_id TEXT, need TEXT,"
        " reason TEXT, referred_on TEXT, letter_no TEXT, follow_up_due TEXT,"
        " follow_up_done_on TEXT, outcome TEXT, outcome_on TEXT, outcome_note TEXT"
    ),
    "advocacy": (
        "done_on TEXT, part TEXT, skill TEXT, institution_id TEXT, counterpart TEXT,"
        " family_id TEXT, group_id TEXT, topic TEXT, stance TEXT, result TEXT, follow_up TEXT,"
        " follow_up_due TEXT, follow_up_done_on TEXT"
    ),
    "complaint": (
        "family_id TEXT, received_on TEXT, received_at TEXT, channel TEXT, name TEXT, nik TEXT,"
        " phone TEXT, address TEXT, village TEXT, district TEXT, regency TEXT, latitude REAL,"
        " longitude REAL, topic TEXT, text TEXT, analysis TEXT, due_on TEXT, letter_no TEXT"
    ),
    "complaint_step": (
        "complaint_id TEXT, family_id TEXT, state TEXT, done_on TEXT, note TEXT, position INTEGER"
    ),
    "contact": (
        "family_id TEXT, gathering TEXT, contacted_on TEXT, way TEXT, topic TEXT, note TEXT,"
        " follow_up TEXT, follow_up_due TEXT, follow_up_done_on TEXT"
    ),
}
_INDEXES = (
    ("partner_person", "institution_id"),
    ("partner_service", "institution_id"),
    ("referral", "family_id"),
    ("referral", "service_id"),
    ("referral", "follow_up_due"),
    ("advocacy", "done_on"),
    ("advocacy", "family_id"),
    ("complaint", "received_on"),
    ("complaint", "family_id"),
    ("complaint_step", "complaint_id"),
    ("contact", "contacted_on"),
    ("contact", "family_id"),
)
