"""Who keeps the book, the letterheads of the reports, and photos."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create profile, letterhead and photo."""
    create_synced(
        db,
        "profile",
        "name TEXT, role TEXT, nip TEXT, position TEXT, office TEXT, village TEXT, district TEXT,"
        " regency TEXT, province TEXT, phone TEXT, email TEXT, city TEXT, zone TEXT,"
        " superior_name TEXT, superior_nip TEXT, superior_position TEXT, paper TEXT",
    )
    create_synced(
        db,
        "letterhead",
        "name TEXT, lines TEXT, rule TEXT, left_logo TEXT, right_logo TEXT, is_default INTEGER",
    )
    create_synced(
        db,
        "photo",
        "owner_table TEXT, owner_id TEXT, sha256 TEXT, bytes INTEGER, width INTEGER,"
        " height INTEGER, caption TEXT, taken_at TEXT, latitude REAL, longitude REAL,"
        " fingerprint TEXT, thumbnail TEXT, position INTEGER",
    )
    db.execute("CREATE INDEX photo_owner ON photo_all (owner_table, owner_id)")
    db.execute("CREATE INDEX photo_content ON photo_all (sha256)")
