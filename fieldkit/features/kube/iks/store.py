"""The table of rules, and the help that stands in the cash book."""

from datetime import date
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube import rows
from fieldkit.features.kube.iks.model import CAUSES, Rule


def save_rule(writer: Writer, rule: Rule) -> str:
    """Write a rule and return its id."""
    return rows.save(writer, "iks_rule", rule, scope=rule.kube_id)


def rules_of(db: Database, kube_id: str) -> list[Rule]:
    """Read a group's rules."""
    return rows.all_of(db, Rule, "iks_rule", "WHERE kube_id = :kube ORDER BY id", kube=kube_id)


def given(db: Database, kube_id: str, first: date, last: date) -> list[dict[str, Any]]:
    """Read the help that was given in a period and was not taken back, by day."""
    sql = f"""SELECT e.id, l.day, l.account, l.member, l.amount, e.proof_no, e.description, e.basis
        FROM ledger_leg l JOIN cash_entry e ON e.id = l.entry
        WHERE l.book = :kube AND l.day >= :first AND l.day <= :last
          AND l.account IN ({_ACCOUNTS}) AND e.reverses IS NULL
        ORDER BY l.day, e.recorded_at, e.id"""
    facts = {"first": first.isoformat(), "last": last.isoformat()}
    return list(db.rows(sql, kube=kube_id, **facts))


_ACCOUNTS = ", ".join(f"'{account}'" for account in CAUSES)
