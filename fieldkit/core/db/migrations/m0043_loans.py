"""Loans of a group's members, and what the group agreed on helping each other."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the tables of loans and of the rules of IKS; the money stays in the cash book."""
    create_synced(
        db,
        "loan",
        "kube_id TEXT, member_id TEXT, lent_on TEXT, principal INTEGER, instalments INTEGER,"
        " every TEXT, first_due TEXT, service TEXT, service_amount INTEGER,"
        " service_permille INTEGER, purpose TEXT, basis TEXT, note TEXT, pot TEXT",
    )
    create_synced(
        db,
        "iks_rule",
        "kube_id TEXT, cause TEXT, ceiling INTEGER, per_year INTEGER, after_months INTEGER,"
        " needs_decision INTEGER, note TEXT",
    )
    for statement in _STATEMENTS:
        db.execute(statement)


_STATEMENTS = (
    "CREATE INDEX loan_kube ON loan_all (kube_id, lent_on)",
    "CREATE INDEX iks_rule_kube ON iks_rule_all (kube_id)",
)
