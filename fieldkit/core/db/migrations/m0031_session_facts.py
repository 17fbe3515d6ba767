"""Why a session was planned, what stood in its way in words of a list, and the portal's desk."""

from fieldkit.core.db.driver import SqliteDatabase

_COLUMNS = (
    "why", "obstacle_codes", "follow_up_codes", "guest_names", "not_held_code", "portal_name",
    "portal_category", "portal_text", "portal_basis", "portal_entered_on",
)  # fmt: skip


def up(db: SqliteDatabase) -> None:
    """Add columns to session."""
    for column in _COLUMNS:
        db.execute(f"ALTER TABLE session_all ADD COLUMN {column} TEXT")
