"""What waits is found at once; each file tells of its sender's program, clock and rest."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Add the index of waiting operations, and what an exchange file says of its sender.

    `clock_seconds` is how far the sender's clock is known to be ahead, negative behind;
    `facts` is a JSON object of what the file says and left out; `part` counts photo files.
    """
    for statement in (
        "CREATE INDEX op_waits ON op (state) WHERE state = 1",
        "ALTER TABLE exchange ADD COLUMN part TEXT",
        "ALTER TABLE exchange ADD COLUMN written_at TEXT",
        "ALTER TABLE exchange ADD COLUMN app TEXT",
        "ALTER TABLE exchange ADD COLUMN clock_seconds INTEGER",
        "ALTER TABLE exchange ADD COLUMN facts TEXT",
        # Somebody a coordinator expects a file from, with or without a card yet.
        """CREATE TABLE expected_sender (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, area TEXT, phone TEXT,
            book_id TEXT) STRICT""",
        # Two records that somebody looked at and found to be two things, not twins.
        """CREATE TABLE looked_at (
            id TEXT PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)
