"""Groups, families, their members and small businesses."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the register."""
    create_synced(
        db,
        "kpm_group",
        "name TEXT, code TEXT, village TEXT, rw TEXT, meeting_place TEXT, meeting_day INTEGER,"
        " leader_id TEXT, note TEXT",
    )
    create_synced(
        db,
        "family",
        "name TEXT, no_kk TEXT, nik TEXT, group_id TEXT, position TEXT, pkh_id TEXT, kks_no TEXT,"
        " account_no TEXT, bank TEXT, birth_place TEXT, birth_date TEXT, sex TEXT, address TEXT,"
        " rt TEXT, rw TEXT, hamlet TEXT, village TEXT, district TEXT, regency TEXT, province TEXT,"
        " postcode TEXT, phone TEXT, joined TEXT, decile INTEGER, bpnt INTEGER, status TEXT,"
        " status_on TEXT, verified_on TEXT, n_pregnant INTEGER, n_toddler INTEGER,"
        " n_primary INTEGER, n_junior INTEGER, n_senior INTEGER, n_elderly INTEGER,"
        " n_disabled INTEGER, note TEXT, row_code TEXT",
    )
    create_synced(
        db,
        "member",
        "family_id TEXT, name TEXT, nik TEXT, relation TEXT, birth_date TEXT, sex TEXT,"
        " component TEXT, school TEXT, npsn TEXT, nisn TEXT, grade TEXT, health_facility TEXT,"
        " note TEXT",
    )
    create_synced(
        db,
        "business",
        "family_id TEXT, kind TEXT, cluster TEXT, started_on TEXT, turnover INTEGER,"
        " income INTEGER, marketing TEXT, note TEXT",
    )
    for statement in _INDEXES:
        db.execute(statement)
    db.execute(
        "CREATE TABLE import_layout (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE,"
        " mapping TEXT NOT NULL, used_at TEXT NOT NULL) STRICT"
    )


_INDEXES = (
    "CREATE INDEX family_group ON family_all (group_id)",
    "CREATE INDEX family_name ON family_all (name COLLATE NOCASE, id)",
    "CREATE INDEX family_no_kk ON family_all (no_kk)",
    "CREATE INDEX family_nik ON family_all (nik)",
    "CREATE INDEX member_family ON member_all (family_id)",
    "CREATE INDEX member_nik ON member_all (nik)",
    "CREATE INDEX business_family ON business_all (family_id)",
)
