"""Searching looks through folded texts; the index of letter triples is gone (decision 32)."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Keep the folded texts under their records alone; they are made anew after the step."""
    for statement in (
        "DROP TABLE search_index",
        "DROP TABLE search_doc",
        """CREATE TABLE search_doc (
            tbl TEXT NOT NULL, row TEXT NOT NULL, folded TEXT NOT NULL,
            PRIMARY KEY (tbl, row)) STRICT, WITHOUT ROWID""",
    ):
        db.execute(statement)
