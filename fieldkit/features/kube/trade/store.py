"""The tables of products and of the kitchen, and the sales that stand in the cash book."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.features.kube import rows
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.trade.model import Cost, Ingredient, Price, Product, StockMove


def products_of(db: Database, kube_id: str) -> list[Product]:
    """Read what a group sells, by name; what is no longer made comes last."""
    more = "WHERE kube_id = :kube ORDER BY is_stopped IS NOT NULL, name COLLATE NOCASE, id"
    return rows.all_of(db, Product, "product", more, kube=kube_id)


def product(db: Database, product_id: str) -> Product | None:
    """Read one product."""
    return rows.one_of(db, Product, "product", product_id)


def prices_of(db: Database, kube_id: str) -> list[Price]:
    """Read a group's list of prices."""
    more = "WHERE kube_id = :kube ORDER BY product_id, channel, pack"
    return rows.all_of(db, Price, "product_price", more, kube=kube_id)


def costs_of(db: Database, kube_id: str) -> list[Cost]:
    """Read what units cost, from which day on."""
    return rows.all_of(db, Cost, "product_cost", "WHERE kube_id = :kube", kube=kube_id)


def ingredients_of(db: Database, kube_id: str) -> list[Ingredient]:
    """Read what the kitchen keeps, by name."""
    more = "WHERE kube_id = :kube ORDER BY name COLLATE NOCASE, id"
    return rows.all_of(db, Ingredient, "ingredient", more, kube=kube_id)


def ingredient(db: Database, ingredient_id: str) -> Ingredient | None:
    """Read one ingredient."""
    return rows.one_of(db, Ingredient, "ingredient", ingredient_id)


def moves_of(db: Database, kube_id: str, until: date | None = None) -> list[StockMove]:
    """Read what came and went, by day; a count of a day stands after what happened on it."""
    more = """WHERE kube_id = :kube AND (:until IS NULL OR moved_on <= :until)
        ORDER BY moved_on, kind = 'counted', id"""
    last = until.isoformat() if until else None
    return rows.all_of(db, StockMove, "stock_move", more, kube=kube_id, until=last)


def move(db: Database, move_id: str) -> StockMove | None:
    """Read one move."""
    return rows.one_of(db, StockMove, "stock_move", move_id)


def sold(db: Database, kube_id: str, first: date, last: date) -> Iterator[dict[str, Any]]:
    """Read the lines of sales that name a product, by day; what was taken back is marked."""
    sql = """SELECT e.id, l.day, l.amount, l.facts, l.ref, e.proof_no, e.party,
            EXISTS (SELECT 1 FROM cash_entry r WHERE r.reverses = e.id) AS is_turned
        FROM ledger_leg l JOIN cash_entry e ON e.id = l.entry
        WHERE l.book = :kube AND l.day >= :first AND l.day <= :last AND l.account = :sales
          AND l.facts IS NOT NULL AND e.reverses IS NULL
        ORDER BY l.day, e.recorded_at, e.id, l.no"""
    facts = {"first": first.isoformat(), "last": last.isoformat(), "sales": str(Account.SALES)}
    yield from db.rows(sql, kube=kube_id, **facts)


def is_sold(db: Database, product_id: str) -> bool:
    """Whether a sale in the cash book names a product."""
    sql = "SELECT EXISTS (SELECT 1 FROM ledger_leg WHERE facts LIKE '%' || :product || '%')"
    return bool(db.value(sql, product=product_id))


def last_sold(db: Database) -> date | None:
    """Return the last day anything was sold."""
    found = db.value(
        "SELECT max(day) FROM ledger_leg WHERE account = :sales", sales=str(Account.SALES)
    )
    return rows.day(found)
