"""A family's business month by month; a business has needs, and may have come to an end."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create business_month; amounts are whole rupiah, NULL where nobody told them."""
    create_synced(
        db,
        "business_month",
        "business_id TEXT, family_id TEXT, month TEXT, turnover INTEGER, cost INTEGER,"
        " profit INTEGER, asked_on TEXT, note TEXT",
    )
    db.execute("ALTER TABLE business_all ADD COLUMN needs TEXT")
    db.execute("ALTER TABLE business_all ADD COLUMN closed_on TEXT")
    db.execute("CREATE INDEX business_month_family ON business_month_all (family_id, month)")
    db.execute("CREATE INDEX business_month_month ON business_month_all (month, business_id)")
