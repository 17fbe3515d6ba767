"""What a group makes and sells, its kitchen's stock, its orders, and what it shared out."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced

_TABLES = {
    "product": "kube_id TEXT, name TEXT, unit TEXT, is_stopped INTEGER, note TEXT",
    "product_price": (
        "kube_id TEXT, product_id TEXT, channel TEXT, pack INTEGER, price INTEGER, note TEXT"
    ),
    "product_cost": "kube_id TEXT, product_id TEXT, since TEXT, cost INTEGER",
    "ingredient": "kube_id TEXT, name TEXT, unit TEXT, least REAL, note TEXT",
    "stock_move": (
        "kube_id TEXT, ingredient_id TEXT, moved_on TEXT, kind TEXT, quantity REAL,"
        " price INTEGER, note TEXT"
    ),
    "sharing": (
        "kube_id TEXT, shared_on TEXT, first_day TEXT, last_day TEXT, rule TEXT, profit INTEGER,"
        " amount INTEGER, kas_permille INTEGER, basis TEXT"
    ),
    "catering_order": (
        "kube_id TEXT, kind TEXT, customer TEXT, ordered_on TEXT, deliver_on TEXT, starts TEXT,"
        " ends TEXT, place TEXT, menu TEXT, menu_from TEXT, budget INTEGER, price INTEGER,"
        " delivered_on TEXT, received_by TEXT, is_cancelled INTEGER, note TEXT"
    ),
    "order_post": (
        "kube_id TEXT, order_id TEXT, position INTEGER, name TEXT, target TEXT, boxes INTEGER,"
        " delivered INTEGER"
    ),
    "order_task": (
        "kube_id TEXT, order_id TEXT, position INTEGER, member_id TEXT, what TEXT, is_done INTEGER"
    ),
}
_INDEXES = (
    "CREATE INDEX product_price_product ON product_price_all (product_id)",
    "CREATE INDEX product_cost_product ON product_cost_all (product_id)",
    "CREATE INDEX stock_move_ingredient ON stock_move_all (ingredient_id, moved_on)",
    "CREATE INDEX catering_order_kube ON catering_order_all (kube_id, deliver_on)",
    "CREATE INDEX order_post_order ON order_post_all (order_id)",
    "CREATE INDEX order_task_order ON order_task_all (order_id)",
)


def up(db: SqliteDatabase) -> None:
    """Create the tables; the money of all of it stays in the cash book."""
    for table, columns in _TABLES.items():
        create_synced(db, table, columns)
    for statement in _INDEXES:
        db.execute(statement)
