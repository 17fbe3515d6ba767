"""The table of loans, and what the legs of the cash book say of them."""

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube import rows
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.loans.model import Loan, Paid

# The legs of loans, and the kind of the entry each correction began with.
_ROOTED = """WITH RECURSIVE legs AS (
    SELECT l.* FROM loan k JOIN ledger_leg l ON l.ref = k.id
    WHERE (k.kube_id = :kube OR :kube IS NULL) AND l.day <= coalesce(:at, '9999-12-31')),
up (id, at) AS (
    SELECT DISTINCT entry, entry FROM legs
    UNION ALL SELECT up.id, e.reverses FROM up JOIN cash_entry e ON e.id = up.at
    WHERE e.reverses IS NOT NULL),
root AS (SELECT up.id, e.kind FROM up JOIN cash_entry e ON e.id = up.at
    WHERE e.reverses IS NULL)"""
_LENT = """CASE WHEN legs.account = 'loan' AND root.kind IN ('loan', 'opening')
    THEN legs.amount ELSE 0 END"""


def save(writer: Writer, loan: Loan) -> str:
    """Write what was agreed and return the loan's id."""
    return rows.save(writer, "loan", loan, scope=loan.kube_id)


def by_id(db: Database, loan_id: str) -> Loan | None:
    """Read one loan."""
    return rows.one_of(db, Loan, "loan", loan_id)


def loans_of(db: Database, kube_id: str, member_id: str | None = None) -> list[Loan]:
    """Read a group's loans, or a member's, the newest first."""
    where = """WHERE kube_id = :kube AND (member_id = :member OR :member IS NULL)
        ORDER BY lent_on DESC, id"""
    return rows.all_of(db, Loan, "loan", where, kube=kube_id, member=member_id)


def paid(db: Database, kube_id: str, at: str | None = None) -> dict[str, Paid]:
    """Read what the cash book says of each loan, up to the end of a day where one is given."""
    sql = f"""{_ROOTED} SELECT legs.ref,
            sum(CASE WHEN legs.account = 'loan' THEN amount ELSE 0 END) AS left,
            -sum(CASE WHEN legs.account = :service THEN amount ELSE 0 END) AS service,
            sum(CASE WHEN legs.account = :loss THEN amount ELSE 0 END) AS lost,
            sum({_LENT}) AS lent, max(legs.day) AS last_on
        FROM legs LEFT JOIN root ON root.id = legs.entry GROUP BY legs.ref"""
    found = db.rows(sql, kube=kube_id, at=at, service=str(Account.SERVICE), loss=str(Account.LOSS))
    return {
        row["ref"]: Paid(
            lent=row["lent"], principal=row["lent"] - row["left"] - row["lost"],
            service=row["service"], lost=row["lost"], last_on=rows.day(row["last_on"]),
        )
        for row in found
    }  # fmt: skip


def entries_of(db: Database, loan_id: str) -> list[str]:
    """Read the entries that touch a loan, in the order of their days."""
    sql = """SELECT DISTINCT l.entry, l.day FROM ledger_leg l WHERE l.ref = :loan
        ORDER BY l.day, l.entry"""
    return [row["entry"] for row in db.rows(sql, loan=loan_id)]


def saved(db: Database, kube_id: str, month: str | None = None) -> dict[str, int]:
    """Read what each member has saved, now or at the end of a month."""
    sql = """SELECT m.id, (SELECT -total FROM ledger_sum WHERE book = :kube AND account = :savings
            AND member = m.id AND (month <= :month OR :month IS NULL)
            ORDER BY month DESC LIMIT 1) AS held
        FROM kube_member m WHERE m.kube_id = :kube"""
    found = db.rows(sql, kube=kube_id, savings=str(Account.SAVINGS), month=month)
    return {row["id"]: row["held"] or 0 for row in found}


def moved(db: Database, kube_id: str, first: str, last: str) -> dict[str, tuple[int, int]]:
    """Read what each member put by and took out in a period; what was taken back is neither."""
    sql = """SELECT l.member, sum(max(-l.amount, 0)) AS put, sum(max(l.amount, 0)) AS taken
        FROM ledger_leg l WHERE l.book = :kube AND l.day >= :first AND l.day <= :last
          AND l.account = :savings AND l.member IS NOT NULL GROUP BY l.member"""
    found = db.rows(sql, kube=kube_id, first=first, last=last, savings=str(Account.SAVINGS))
    return {row["member"]: (row["put"], row["taken"]) for row in found}


def lent_otherwise(db: Database) -> list[tuple[str, str, int, int]]:
    """Read the loans whose agreed principal is not what was lent: (kube, id, agreed, lent).

    One whose lending was taken back is none of them.
    """
    sql = f"""{_ROOTED} SELECT k.kube_id, k.id, k.principal, coalesce(sum({_LENT}), 0) AS lent
        FROM loan k LEFT JOIN legs ON legs.ref = k.id LEFT JOIN root ON root.id = legs.entry
        GROUP BY k.id"""
    read = db.rows(sql, kube=None, at=None)
    found = [(row["kube_id"], row["id"], row["principal"] or 0, row["lent"]) for row in read]
    return [one for one in found if one[3] not in {0, one[2]}]


def last_month(db: Database, kube_id: str | None = None) -> str | None:
    """Return the last month anything was lent, paid back or saved, of one group or of all."""
    sql = """SELECT max(month) FROM ledger_sum WHERE account IN ('loan', 'savings')
        AND (book = :kube OR :kube IS NULL)"""
    found = db.value(sql, kube=kube_id)
    return str(found) if found else None
