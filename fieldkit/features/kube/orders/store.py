"""The tables of orders, and what the cash book says of each."""

from collections import defaultdict
from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.features.kube import rows
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.orders.model import Order, OrderState, Post, Task

_BETWEEN = """WHERE kube_id = :kube AND deliver_on >= :first AND deliver_on <= :last
    ORDER BY deliver_on, starts, id"""


def by_id(db: Database, order_id: str) -> Order | None:
    """Read one order."""
    return rows.one_of(db, Order, "catering_order", order_id)


def orders_of(db: Database, kube_id: str, first: date, last: date) -> list[OrderState]:
    """Read the orders to be delivered from one day to another, with all that belongs to them."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    found = rows.all_of(db, Order, "catering_order", _BETWEEN, kube=kube_id, **days)
    return states(db, kube_id, found)


def states(db: Database, kube_id: str, orders: list[Order]) -> list[OrderState]:
    """Read what belongs to these orders of one group."""
    more = "WHERE kube_id = :kube ORDER BY position, id"
    posts: dict[str, list[Post]] = defaultdict(list)
    tasks: dict[str, list[Task]] = defaultdict(list)
    for post in rows.all_of(db, Post, "order_post", more, kube=kube_id):
        posts[post.order_id].append(post)
    for task in rows.all_of(db, Task, "order_task", more, kube=kube_id):
        tasks[task.order_id].append(task)
    money = _money(db, kube_id)
    return [
        OrderState(
            order=order, posts=tuple(posts[order.id]), tasks=tuple(tasks[order.id]),
            paid=money.get(order.id, (0, 0))[0], spent=money.get(order.id, (0, 0))[1],
        )
        for order in orders
    ]  # fmt: skip


def _money(db: Database, kube_id: str) -> dict[str, tuple[int, int]]:
    """Read what was paid and spent, by what the legs name."""
    sql = """SELECT ref, -sum(CASE WHEN account = :orders THEN amount ELSE 0 END) AS paid,
            sum(CASE WHEN account LIKE 'expense:%' THEN amount ELSE 0 END) AS spent
        FROM ledger_leg WHERE book = :kube AND ref IS NOT NULL GROUP BY ref"""
    found = db.rows(sql, kube=kube_id, orders=str(Account.ORDERS))
    return {row["ref"]: (row["paid"], row["spent"]) for row in found}


def last_day(db: Database) -> date | None:
    """Return the last day anything is to be delivered."""
    return rows.day(db.value("SELECT max(deliver_on) FROM catering_order"))
