"""The further books of a group: goods, events and who took part, budgets, guests, letters."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced

_TABLES = {
    "asset": (
        "kube_id TEXT, got_on TEXT, code TEXT, name TEXT, brand TEXT, quantity INTEGER, unit TEXT,"
        " year INTEGER, origin TEXT, source TEXT, price INTEGER, condition TEXT, keeper_id TEXT,"
        " event_id TEXT, gone_on TEXT, note TEXT"
    ),
    "kube_event": (
        "kube_id TEXT, kind TEXT, title TEXT, organiser TEXT, place TEXT, first_on TEXT,"
        " last_on TEXT, state TEXT, result TEXT, note TEXT"
    ),
    "event_member": (
        "kube_id TEXT, event_id TEXT, position INTEGER, member_id TEXT, task TEXT, certificate TEXT"
    ),
    "budget": (
        "kube_id TEXT, title TEXT, made_on TEXT, ceiling INTEGER, programme TEXT, note TEXT"
    ),
    "budget_line": (
        "kube_id TEXT, budget_id TEXT, position INTEGER, section TEXT, item TEXT,"
        " specification TEXT, volume REAL, unit TEXT, price INTEGER, stated INTEGER, source TEXT,"
        " note TEXT"
    ),
    "guest": (
        "kube_id TEXT, came_on TEXT, name TEXT, office TEXT, address TEXT, purpose TEXT,"
        " impression TEXT"
    ),
    "letter": (
        "kube_id TEXT, way TEXT, noted_on TEXT, number TEXT, dated TEXT, party TEXT,"
        " subject TEXT, note TEXT"
    ),
}
_INDEXES = (
    "CREATE INDEX asset_kube ON asset_all (kube_id)",
    "CREATE INDEX kube_event_kube ON kube_event_all (kube_id, first_on)",
    "CREATE INDEX event_member_event ON event_member_all (event_id)",
    "CREATE INDEX budget_line_budget ON budget_line_all (budget_id)",
    "CREATE INDEX guest_kube ON guest_all (kube_id, came_on)",
    "CREATE INDEX letter_kube ON letter_all (kube_id, noted_on)",
)


def up(db: SqliteDatabase) -> None:
    """Create the tables."""
    for table, columns in _TABLES.items():
        create_synced(db, table, columns)
    for statement in _INDEXES:
        db.execute(statement)
