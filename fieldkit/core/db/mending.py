"""What can be made anew from the log: tables, disagreements, sums, the search index."""

from fieldkit.core.db import legs, search
from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import COUNTS
from fieldkit.core.db.tables import SYNCED


def rebuild_tables(db: Database) -> None:
    """Make every record anew from its operations, and forget rows that have none."""
    with db.local() as writer:
        for table in SYNCED:
            known = (
                f"SELECT row FROM op WHERE tbl = ? AND state = {COUNTS}"
                f' UNION SELECT id FROM "{table}_all"'
            )
            rows = [row for (row,) in db.raw.execute(known, (table,))]
            if rows:
                writer.project(table, rows)
        search.rebuild(db.raw)
        legs.rebuild(db.raw)


def rebuild_conflicts(db: Database) -> None:
    """Make the list of disagreements anew."""
    rebuild_tables(db)


def rebuild_search(db: Database) -> None:
    """Make the search index anew."""
    with db.local():
        search.rebuild(db.raw)


def rebuild_sums(db: Database) -> None:
    """Make the legs and sums of the ledgers anew."""
    with db.local():
        legs.rebuild(db.raw)


def rewrite_salt(db: Database) -> None:
    """Write the first bytes of the file anew: they belong to the key and hold no record."""
    db.rewrite_salt()
