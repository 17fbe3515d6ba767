"""Duties, months at school, checks of duties, and what was done about what is below the line."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the four tables; a count nobody told stays NULL."""
    create_synced(
        db,
        "duty",
        "code TEXT, domain TEXT, components TEXT, name TEXT, period TEXT, times INTEGER,"
        " line INTEGER, source TEXT, is_used INTEGER, position INTEGER",
    )
    create_synced(
        db,
        "school_month",
        "family_id TEXT, person_id TEXT, month TEXT, effective_days INTEGER, absent INTEGER,"
        " excused INTEGER, sick INTEGER, note TEXT",
    )
    create_synced(
        db,
        "duty_check",
        "family_id TEXT, person_id TEXT, duty TEXT, period TEXT, result TEXT, checked_on TEXT,"
        " place TEXT, note TEXT",
    )
    create_synced(
        db,
        "commitment_action",
        "family_id TEXT, person_id TEXT, duty TEXT, period TEXT, done_on TEXT, what TEXT,"
        " outcome TEXT, follow_up_due TEXT, follow_up_done_on TEXT",
    )
    for statement in _INDEXES:
        db.execute(statement)


_INDEXES = (
    "CREATE INDEX school_month_month ON school_month_all (month, person_id)",
    "CREATE INDEX school_month_family ON school_month_all (family_id, month)",
    "CREATE INDEX duty_check_period ON duty_check_all (period, duty)",
    "CREATE INDEX duty_check_family ON duty_check_all (family_id)",
    "CREATE INDEX commitment_action_family ON commitment_action_all (family_id)",
    "CREATE INDEX commitment_action_due ON commitment_action_all (follow_up_due)",
)
