"""Who serves a group or a KUBE from which day: signed records that travel with its pages."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the grants, and the histories that families bring from a former facilitator.

    `kind` is `hand_over` (the former server stops) or `substitute` (both serve). `lines` of a
    quoted history is a JSON list of what was done before the family came.
    """
    create_synced(
        db,
        "steward",
        "book_id TEXT, person TEXT, kind TEXT, since TEXT, letter_no TEXT, reason TEXT",
    )
    create_synced(
        db,
        "quoted_history",
        "family_id TEXT, tbl TEXT, record TEXT, lines TEXT",
    )
    db.execute("CREATE INDEX steward_scope ON steward_all (_scope)")
    db.execute("CREATE INDEX quoted_history_record ON quoted_history_all (record)")
