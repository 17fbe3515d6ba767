"""What programmes and offices ask of a KUBE, from a day on, and where its members live."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the dated rules; a limit nobody set stays NULL."""
    db.execute("ALTER TABLE kube_all ADD COLUMN programme TEXT")
    db.execute("ALTER TABLE kube_member_all ADD COLUMN village TEXT")
    create_synced(
        db,
        "kube_ruling",
        "rule TEXT, programme TEXT, valid_from TEXT, low INTEGER, high INTEGER, applies INTEGER,"
        " source TEXT",
    )
