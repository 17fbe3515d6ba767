"""The tables of budgets and their lines."""

from collections import defaultdict

from fieldkit.core.db.database import Database
from fieldkit.features.kube import rows
from fieldkit.features.kube.budgets.model import Budget, BudgetLine, BudgetPage


def by_id(db: Database, budget_id: str) -> Budget | None:
    """Read one budget."""
    return rows.one_of(db, Budget, "budget", budget_id)


def spent(db: Database, kube_id: str) -> dict[str, int]:
    """Read what was spent on anything a leg names, such as a budget or its line."""
    sql = """SELECT ref, sum(amount) AS amount FROM ledger_leg WHERE book = :kube
        AND account LIKE 'expense:%' AND ref IS NOT NULL GROUP BY ref HAVING sum(amount) <> 0"""
    return {row["ref"]: row["amount"] for row in db.rows(sql, kube=kube_id)}


def pages_of(db: Database, kube_id: str) -> list[BudgetPage]:
    """Read a group's budgets with their lines, the oldest first."""
    lines: dict[str, list[BudgetLine]] = defaultdict(list)
    more = "WHERE kube_id = :kube ORDER BY position, id"
    for line in rows.all_of(db, BudgetLine, "budget_line", more, kube=kube_id):
        lines[line.budget_id].append(line)
    found = rows.all_of(
        db, Budget, "budget", "WHERE kube_id = :kube ORDER BY made_on, id", kube=kube_id
    )
    return [BudgetPage(budget=one, lines=tuple(lines[one.id])) for one in found]
