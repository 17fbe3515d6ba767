"""What a pendamping does for a group, how its business goes month by month, and levels."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced

_TABLES = {
    "mentoring": (
        "kube_id TEXT, done_on TEXT, tasks TEXT, roles TEXT, place TEXT, what TEXT, result TEXT,"
        " next_step TEXT"
    ),
    "kube_month": (
        "kube_id TEXT, month TEXT, turnover INTEGER, cost INTEGER, trend TEXT, reached TEXT,"
        " evaluation TEXT, recommendation TEXT, level_id TEXT"
    ),
    "kube_level": "position INTEGER, name TEXT, criteria TEXT",
}
_INDEXES = (
    "CREATE INDEX mentoring_kube ON mentoring_all (kube_id, done_on)",
    "CREATE INDEX kube_month_kube ON kube_month_all (kube_id, month)",
)


def up(db: SqliteDatabase) -> None:
    """Create the tables."""
    for table, columns in _TABLES.items():
        create_synced(db, table, columns)
    for statement in _INDEXES:
        db.execute(statement)
