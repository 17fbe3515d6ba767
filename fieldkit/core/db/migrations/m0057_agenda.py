"""The facilitator's own appointments, beside those that other rooms make."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create appointment; without an hour it takes the whole day."""
    create_synced(
        db,
        "appointment",
        "held_on TEXT, starts TEXT, ends TEXT, title TEXT, place TEXT, rhk INTEGER, note TEXT,"
        " done_on TEXT",
    )
    db.execute("CREATE INDEX appointment_day ON appointment_all (held_on)")
