"""Short forms of names (Md., M., Ach.) are found as the names they stand for."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Change no table: the texts of the search are made anew, as after every migration."""
