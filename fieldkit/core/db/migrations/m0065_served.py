"""How many families are served, and in which group, without reading what is known of them."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Make the index Beranda counts by."""
    db.execute("CREATE INDEX family_served ON family_all (group_id, status) WHERE _del = 0")
