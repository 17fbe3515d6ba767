"""The table of what was shared, and what the cash book says of it."""

from collections import defaultdict

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube import rows
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.sharing.model import Sharing


def save(writer: Writer, sharing: Sharing) -> str:
    """Write what was decided and return its id."""
    return rows.save(writer, "sharing", sharing, scope=sharing.kube_id)


def by_id(db: Database, sharing_id: str) -> Sharing | None:
    """Read one sharing."""
    return rows.one_of(db, Sharing, "sharing", sharing_id)


def of_kube(db: Database, kube_id: str) -> list[Sharing]:
    """Read what a group shared, by day."""
    more = "WHERE kube_id = :kube ORDER BY shared_on, id"
    return rows.all_of(db, Sharing, "sharing", more, kube=kube_id)


def paid(db: Database, kube_id: str) -> dict[str, dict[str, int]]:
    """Read what each member got, by sharing; what was taken back is nothing."""
    sql = """SELECT ref, member, sum(amount) AS amount FROM ledger_leg
        WHERE book = :kube AND account = :share AND ref IS NOT NULL AND member IS NOT NULL
        GROUP BY ref, member HAVING sum(amount) <> 0"""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in db.rows(sql, kube=kube_id, share=str(Account.SHARE)):
        found[row["ref"]][row["member"]] = row["amount"]
    return found


def entry_of(db: Database, sharing_id: str) -> tuple[str, str] | None:
    """Return the entry that paid a sharing out: (id, proof number)."""
    row = db.row(
        """SELECT e.id, e.proof_no FROM ledger_leg l JOIN cash_entry e ON e.id = l.entry
        WHERE l.ref = :sharing AND e.reverses IS NULL ORDER BY e.id LIMIT 1""",
        sharing=sharing_id,
    )
    return (row["id"], row["proof_no"] or "") if row else None
