"""People we exchange files with, what each has confirmed, and who serves which scope."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Create the local tables of the exchange."""
    for statement in (
        """CREATE TABLE peer (
            id TEXT PRIMARY KEY, device INTEGER NOT NULL UNIQUE, book_id TEXT NOT NULL,
            name TEXT NOT NULL, role TEXT NOT NULL, sign_key BLOB NOT NULL, box_key TEXT NOT NULL,
            card TEXT NOT NULL, scope TEXT, trusted_at TEXT, revoked_at TEXT,
            vouched_by INTEGER) STRICT""",
        """CREATE TABLE scope_owner (
            id TEXT PRIMARY KEY, scope TEXT NOT NULL, device INTEGER NOT NULL,
            since TEXT NOT NULL, UNIQUE (scope, device)) STRICT""",
        # One file written or taken: what its sender held, and which photos they lacked.
        """CREATE TABLE exchange (
            id TEXT PRIMARY KEY, direction TEXT NOT NULL, peer_device INTEGER NOT NULL,
            sequence INTEGER NOT NULL, at TEXT NOT NULL, file_hash TEXT NOT NULL,
            changes INTEGER NOT NULL, state TEXT NOT NULL, heads TEXT NOT NULL,
            missing TEXT, step TEXT) STRICT""",
        "CREATE INDEX exchange_peer ON exchange (peer_device, direction, sequence)",
    ):
        db.execute(statement)
