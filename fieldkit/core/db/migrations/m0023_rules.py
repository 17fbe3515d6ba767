"""What the programme rules of components and families, from a day on."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the table; a limit nobody set stays NULL."""
    create_synced(
        db,
        "programme_rule",
        "rule TEXT, component TEXT, valid_from TEXT, low INTEGER, high INTEGER, source TEXT",
    )
