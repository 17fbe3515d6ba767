"""A month's daily notes, what was wanted and not needed, and when a sheet came and went."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Add columns to money_month; create sheet_choice, the sheet a family can fill in."""
    for column in ("log", "reminded_on", "returned_on"):
        db.execute(f"ALTER TABLE money_month_all ADD COLUMN {column} TEXT")
    for column in ("opening", "out_wants"):
        db.execute(f"ALTER TABLE money_month_all ADD COLUMN {column} INTEGER")
    create_synced(db, "sheet_choice", "family_id TEXT, kind TEXT")
    db.execute("CREATE INDEX sheet_choice_family ON sheet_choice_all (family_id)")
