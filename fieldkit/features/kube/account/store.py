"""The legs of the cash book that name a member."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fieldkit.core.db.database import Database


def legs_of(
    db: Database, kube_id: str, member_id: str, first: date, last: date
) -> Iterator[dict[str, Any]]:
    """Read what names a member, by day; a correction stands right behind what it corrects."""
    sql = """SELECT l.entry, l.day, l.account, sum(l.amount) AS amount, e.proof_no, e.description,
            e.reverses, former.proof_no AS former_no
        FROM ledger_leg l JOIN cash_entry e ON e.id = l.entry
        LEFT JOIN cash_entry former ON former.id = e.reverses
        WHERE l.book = :kube AND l.member = :member AND l.day >= :first AND l.day <= :last
        GROUP BY l.entry, l.account
        ORDER BY l.day, coalesce(former.recorded_at, e.recorded_at, ''),
            coalesce(e.reverses, e.id), e.reverses IS NOT NULL, l.account"""
    facts = {"first": first.isoformat(), "last": last.isoformat()}
    yield from db.rows(sql, kube=kube_id, member=member_id, **facts)


def held_before(db: Database, kube_id: str, member_id: str, day: date) -> dict[str, int]:
    """Return what each account of a member came to before a day."""
    sql = """SELECT account, sum(amount) AS amount FROM ledger_leg
        WHERE book = :kube AND member = :member AND day < :day GROUP BY account"""
    found = db.rows(sql, kube=kube_id, member=member_id, day=day.isoformat())
    return {row["account"]: row["amount"] for row in found}
