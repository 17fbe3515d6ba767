"""Whom a photo shows: whose record it belongs to, who was there, and whether they agreed.

It is asked by the lowest room of all, which knows no other room (decision 56).
"""

from fieldkit.core.db.database import Database
from fieldkit.core.db.tables import TABLES

# Where a photo shows many people, whoever of them took a consent back.
_PRESENT = {
    "session": """SELECT a.session_id AS owner, a.family_id AS family FROM attendance AS a
        WHERE a.status = 'present' AND a.session_id IN (SELECT value FROM json_each(:ids))""",
    "meeting": """SELECT a.meeting_id AS owner, m.family_id AS family
        FROM meeting_attendance AS a JOIN kube_member AS m ON m.id = a.member_id
        WHERE a.status = 'present' AND a.meeting_id IN (SELECT value FROM json_each(:ids))""",
    "kube": """SELECT kube_id AS owner, family_id AS family FROM kube_member
        WHERE kube_id IN (SELECT value FROM json_each(:ids))""",
}
_CONSENT = """(SELECT max(withdrawn_on IS NULL) FROM consent
    WHERE purpose = 'photo' AND family_id = whose.family)"""


def standing(db: Database, owner_table: str, owner_ids: str) -> dict[str, bool | None]:
    """Return for each record (a JSON list of ids) of one family whether its consent stands.

    None is no consent at all. Records that belong to no single family are left out.
    """
    column = "id" if owner_table == "family" else TABLES[owner_table].subject
    if column == "id" and owner_table != "family":
        column = None
    if column is None:
        return {}
    sql = f"""SELECT owner, {_CONSENT} AS stands FROM
        (SELECT id AS owner, "{column}" AS family FROM "{owner_table}_all"
            WHERE id IN (SELECT value FROM json_each(:ids)) AND "{column}" <> '') AS whose"""
    return {
        row["owner"]: None if row["stands"] is None else bool(row["stands"])
        for row in db.rows(sql, ids=owner_ids)
    }


def objected(db: Database, owner_table: str, owner_ids: str) -> set[str]:
    """Return the records (of a JSON list of ids) where somebody had taken a consent back."""
    if owner_table not in _PRESENT:
        return set()
    sql = f"SELECT DISTINCT owner FROM ({_PRESENT[owner_table]}) AS whose WHERE {_CONSENT} = 0"
    return {row["owner"] for row in db.rows(sql, ids=owner_ids)}
