"""The tables of groups and their members: rows in, records out."""

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube import rows
from fieldkit.features.kube.group.model import Kube, KubeMember

_IN_ORDER = "ORDER BY row_no IS NULL, row_no, name COLLATE NOCASE, id"


def save_kube(writer: Writer, kube: Kube) -> None:
    """Write a group; it is its own scope."""
    rows.save(writer, "kube", kube, scope=kube.id)


def save_member(writer: Writer, member: KubeMember) -> str:
    """Write a member and return the id."""
    return rows.save(writer, "kube_member", member, scope=member.kube_id)


def all_kubes(db: Database) -> list[Kube]:
    """Read every group by name, those still at work first."""
    order = "ORDER BY status = 'inactive', name COLLATE NOCASE, id"
    return rows.all_of(db, Kube, "kube", order)


def kube_by_id(db: Database, kube_id: str) -> Kube | None:
    """Read one group."""
    return rows.one_of(db, Kube, "kube", kube_id)


def members_of(db: Database, kube_id: str) -> list[KubeMember]:
    """Read everybody who ever belonged to a group, in the order of the member book."""
    where = f"WHERE kube_id = :kube {_IN_ORDER}"
    return rows.all_of(db, KubeMember, "kube_member", where, kube=kube_id)


def members_of_family(db: Database, family_id: str) -> list[KubeMember]:
    """Read the memberships of a family in any group."""
    return rows.all_of(
        db,
        KubeMember,
        "kube_member",
        "WHERE family_id = :family ORDER BY joined_on, id",
        family=family_id,
    )


def member_by_id(db: Database, member_id: str) -> KubeMember | None:
    """Read one member."""
    return rows.one_of(db, KubeMember, "kube_member", member_id)


def family_villages(db: Database, kube_id: str) -> dict[str, str]:
    """Read where the families of members live, by member, as far as they are linked and known."""
    sql = """SELECT k.id, f.village FROM kube_member k JOIN family f ON f.id = k.family_id
        WHERE k.kube_id = :kube AND f.village IS NOT NULL"""
    return {row["id"]: row["village"] for row in db.rows(sql, kube=kube_id)}


def families(db: Database) -> list[tuple[str, str]]:
    """Read the register by name, to choose from: (id, name with RT and RW)."""
    sql = "SELECT id, name, rt, rw FROM family ORDER BY name COLLATE NOCASE, id"
    return [
        (row["id"], f"{row['name'] or '–'} · RT {row['rt'] or '–'} RW {row['rw'] or '–'}")
        for row in db.rows(sql)
    ]


def has_left_traces(db: Database, member: KubeMember) -> bool:
    """Whether a member stands in minutes or in the cash book."""
    sql = """SELECT EXISTS (SELECT 1 FROM meeting_attendance WHERE member_id = :member)
        OR EXISTS (SELECT 1 FROM cash_entry WHERE kube_id = :kube AND instr(lines, :member) > 0)"""
    return bool(db.value(sql, member=member.id, kube=member.kube_id))
