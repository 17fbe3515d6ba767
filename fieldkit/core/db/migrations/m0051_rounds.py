"""The plan of home visits, how much time there is for them, and what a visit found at risk."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create visit_plan and visit_budget; give visits their risks."""
    create_synced(
        db,
        "visit_plan",
        "family_id TEXT, month TEXT, planned_on TEXT, source TEXT, status TEXT, reasons TEXT,"
        " note TEXT",
    )
    create_synced(db, "visit_budget", "per_day INTEGER, weekdays TEXT")
    db.execute("ALTER TABLE visit_all ADD COLUMN risks TEXT")
    db.execute("CREATE INDEX visit_plan_month ON visit_plan_all (month, family_id)")
    db.execute("CREATE INDEX visit_plan_family ON visit_plan_all (family_id)")
    db.execute("CREATE INDEX visit_plan_day ON visit_plan_all (planned_on)")
