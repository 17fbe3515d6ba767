"""What the programme pays for each component, from a day on."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the table."""
    create_synced(
        db, "benefit_rate", "component TEXT, valid_from TEXT, yearly INTEGER, source TEXT"
    )
