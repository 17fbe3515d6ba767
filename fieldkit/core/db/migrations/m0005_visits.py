"""Home visits."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create visit, with the fields of domain page 2.8."""
    create_synced(
        db,
        "visit",
        "family_id TEXT, visited_on TEXT, starts TEXT, ends TEXT, address TEXT, met_name TEXT,"
        " met_relation TEXT, purposes TEXT, house_condition TEXT, family_condition TEXT,"
        " potential TEXT, problem TEXT, education TEXT, agreement TEXT, follow_up TEXT,"
        " follow_up_due TEXT, follow_up_done_on TEXT, latitude REAL, longitude REAL, visitor TEXT",
    )
    # The due list asks for the last visit of every family: this index alone answers it.
    db.execute("CREATE INDEX visit_family ON visit_all (family_id, visited_on) WHERE _del = 0")
    db.execute("CREATE INDEX visit_date ON visit_all (visited_on, family_id) WHERE _del = 0")
    db.execute(
        "CREATE INDEX visit_follow_up ON visit_all (family_id, follow_up_due)"
        " WHERE _del = 0 AND follow_up_due IS NOT NULL AND follow_up_done_on IS NULL"
    )
