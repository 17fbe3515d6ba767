"""What lies in the bin; everybody else reads the views that leave it out."""

from typing import Any

from fieldkit.core.db.database import Database


def binned(db: Database, table: str, column: str) -> dict[str, Any]:
    """Return, by id, one column of the records in the bin, where it says something."""
    sql = f'SELECT id, "{column}" AS said FROM "{table}_all" WHERE _del = 1'
    rows = db.rows(f'{sql} AND "{column}" IS NOT NULL ORDER BY id')
    return {row["id"]: row["said"] for row in rows}
