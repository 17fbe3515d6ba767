"""The operation log, its steps and segments, the search index, and what stays on this laptop."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Create the spine."""
    for statement in _STATEMENTS:
        db.execute(statement)


_STATEMENTS = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID",
    # One operation: at `hlc` the device `dev` gave the field `col` of a record a value, having
    # seen the operations in `prev`. col '*' creates the record. state: 0 counts, 1 waits for a
    # newer program or a better clock, 2 was withheld by undoing the merge that brought it.
    """CREATE TABLE op (
        hlc INTEGER NOT NULL, dev INTEGER NOT NULL, scope TEXT NOT NULL, seg INTEGER,
        tbl TEXT NOT NULL, row TEXT NOT NULL, col TEXT NOT NULL, val ANY, prev TEXT,
        step TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (hlc, dev)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX op_row ON op (tbl, row)",
    "CREATE INDEX op_step ON op (step)",
    "CREATE INDEX op_tail ON op (dev, scope) WHERE seg IS NULL",
    """CREATE TABLE step (
        id TEXT PRIMARY KEY, dev INTEGER NOT NULL, hlc INTEGER NOT NULL, name TEXT NOT NULL,
        args TEXT NOT NULL, kind TEXT NOT NULL, undoes TEXT,
        undone_by TEXT) STRICT, WITHOUT ROWID""",
    "CREATE INDEX step_time ON step (hlc)",
    """CREATE TABLE conflict (
        tbl TEXT NOT NULL, row TEXT NOT NULL, col TEXT NOT NULL,
        PRIMARY KEY (tbl, row, col)) STRICT, WITHOUT ROWID""",
    # Signed pages of the log, exactly as they travel; never changed, passed on as they are.
    """CREATE TABLE segment (
        dev INTEGER NOT NULL, scope TEXT NOT NULL, number INTEGER NOT NULL, prev BLOB NOT NULL,
        hash BLOB NOT NULL, signature BLOB NOT NULL, operations INTEGER NOT NULL,
        body BLOB NOT NULL, merge_step TEXT, withheld INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (dev, scope, number)) STRICT, WITHOUT ROWID""",
    # Each person's own content key; destroying it makes every sealed copy unreadable.
    """CREATE TABLE subject_key (
        subject TEXT NOT NULL, key BLOB NOT NULL,
        PRIMARY KEY (subject, key)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE search_doc (
        docid INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row TEXT NOT NULL, folded TEXT NOT NULL,
        UNIQUE (tbl, row)) STRICT""",
    """CREATE VIRTUAL TABLE search_index USING fts5(
        folded, content='search_doc', content_rowid='docid', tokenize='trigram')""",
    """CREATE TABLE draft (
        id TEXT PRIMARY KEY, form TEXT NOT NULL, record TEXT NOT NULL, data TEXT NOT NULL,
        saved_at TEXT NOT NULL, UNIQUE (form, record)) STRICT""",
    """CREATE TABLE access (
        id TEXT PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL) STRICT""",
)
