"""The table of closed months: rows in, pages out."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.closing.model import BookPage, ClosedPot


def save(writer: Writer, page: BookPage) -> str:
    """Write a closed month."""
    pots = {pot.value: [held.balance, held.digest] for pot, held in page.pots.items()}
    row = {
        "id": page.id,
        "kube_id": page.kube_id,
        "month": str(page.month),
        "closed_on": page.closed_on,
        "closed_at": page.closed_at,
        "closed_by": page.closed_by,
        "entries": list(page.entries),
        "pots": pots,
        "is_year": 1 if page.is_year else None,
    }
    return writer.put("book_page", row, scope=page.kube_id)


def pages(db: Database, kube_id: str | None = None) -> list[BookPage]:
    """Read the closed months of a group, or of all, the first closing of each first."""
    sql = """SELECT * FROM book_page WHERE kube_id = :kube OR :kube IS NULL
        ORDER BY kube_id, month, closed_at, id"""
    found = (_page_of(row) for row in db.rows(sql, kube=kube_id))
    return [page for page in found if page is not None]


def last_before(db: Database, kube_id: str, month: Month) -> BookPage | None:
    """Read the last closed month before another one."""
    row = db.row(
        """SELECT * FROM book_page WHERE kube_id = :kube AND month < :month
        ORDER BY month DESC, closed_at, id LIMIT 1""",
        kube=kube_id,
        month=str(month),
    )
    return _page_of(row) if row else None


def of_month(db: Database, kube_id: str, month: Month) -> BookPage | None:
    """Read a month's closing; of two the first one stands."""
    row = db.row(
        """SELECT * FROM book_page WHERE kube_id = :kube AND month = :month
        ORDER BY closed_at, id LIMIT 1""",
        kube=kube_id,
        month=str(month),
    )
    return _page_of(row) if row else None


def _page_of(row: Mapping[str, Any]) -> BookPage | None:
    """Return a page from its row; one that can not be read closes nothing."""
    with suppress(ValueError, TypeError, KeyError):
        pots = json.loads(row["pots"] or "{}")
        known = {pot.value: pot for pot in Pot}
        return BookPage(
            id=row["id"],
            kube_id=row["kube_id"],
            month=Month.parse(row["month"]),
            closed_on=date.fromisoformat(row["closed_on"]),
            closed_at=row["closed_at"] or "",
            closed_by=row["closed_by"] or "",
            entries=tuple(map(str, json.loads(row["entries"] or "[]"))),
            pots={
                known[name]: ClosedPot(balance=int(held[0]), digest=str(held[1]))
                for name, held in pots.items()
                if name in known
            },
            is_year=bool(row["is_year"]),
        )
    return None


def late_in(db: Database, kube_id: str, first: str, last: str) -> dict[str, int]:
    """Count, by month, the entries that counted there after their own month was closed."""
    sql = """SELECT substr(l.day, 1, 7) AS month, count(DISTINCT l.entry) AS late
        FROM ledger_leg l JOIN cash_entry e ON e.id = l.entry
        WHERE l.book = :kube AND l.day >= :first AND l.day <= :last AND l.day > e.booked_on
        GROUP BY 1"""
    found = db.rows(sql, kube=kube_id, first=first, last=last)
    return {row["month"]: row["late"] for row in found}


def months(db: Database, kube_id: str) -> list[dict[str, Any]]:
    """Read what each month moved in all pots together, transfers left out of in and out."""
    sql = """SELECT substr(day, 1, 7) AS month, count(*) AS entries,
            sum(max(net, 0)) AS money_in, sum(max(-net, 0)) AS money_out
        FROM (SELECT entry, day, sum(amount) AS net FROM ledger_leg
              WHERE book = :kube AND account GLOB 'pot:*' GROUP BY entry)
        GROUP BY 1 ORDER BY 1"""
    return db.rows(sql, kube=kube_id)
