"""The tables of groups and their members: rows in, records out."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube.group.model import Kube, KubeMember, Position, Status

Word = TypeVar("Word", bound=StrEnum)

_KUBE = tuple(Kube.__dataclass_fields__)
_MEMBER = tuple(KubeMember.__dataclass_fields__)
_IN_ORDER = "ORDER BY row_no IS NULL, row_no, name COLLATE NOCASE, id"


def day(text: str | None) -> date | None:
    """Return a stored date, None for a blank one."""
    return date.fromisoformat(text) if text else None


def word(kind: type[Word], text: str | None, default: Word) -> Word:
    """Return a stored code word; one this program does not know reads as the default."""
    return kind(text) if text in {known.value for known in kind} else default


def texts(stored: str | None) -> tuple[str, ...]:
    """Return a stored list of words; what is no list reads as none."""
    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return ()
    return tuple(w for w in found if isinstance(w, str)) if isinstance(found, list) else ()


def kube_of(row: Mapping[str, Any]) -> Kube:
    """Return a group from its row."""
    values = {column: row[column] for column in _KUBE}
    values["name"] = row["name"] or ""
    values["formed_on"] = day(row["formed_on"])
    values["status"] = word(Status, row["status"], Status.ACTIVE)
    values["excused_when"] = texts(row["excused_when"])
    values["has_loans"] = bool(row["has_loans"])
    return Kube(**values)


def member_of(row: Mapping[str, Any]) -> KubeMember:
    """Return a member from its row."""
    values = {column: row[column] for column in _MEMBER}
    values |= {"name": row["name"] or "", "kube_id": row["kube_id"] or ""}
    values |= {"joined_on": day(row["joined_on"]), "left_on": day(row["left_on"])}
    values["position"] = word(Position, row["position"], Position.MEMBER)
    return KubeMember(**values)


def save_kube(writer: Writer, kube: Kube) -> None:
    """Write a group; it is its own scope."""
    row: dict[str, Any] = {column: getattr(kube, column) for column in _KUBE}
    row["excused_when"] = list(kube.excused_when) or None
    row["has_loans"] = 1 if kube.has_loans else None
    writer.put("kube", row, scope=kube.id)


def save_member(writer: Writer, member: KubeMember) -> str:
    """Write a member and return the id."""
    row = {column: getattr(member, column) for column in _MEMBER}
    return writer.put("kube_member", row, scope=member.kube_id)


def all_kubes(db: Database) -> list[Kube]:
    """Read every group by name, those still at work first."""
    sql = "SELECT * FROM kube ORDER BY status = 'inactive', name COLLATE NOCASE, id"
    return [kube_of(row) for row in db.rows(sql)]


def kube_by_id(db: Database, kube_id: str) -> Kube | None:
    """Read one group."""
    row = db.row("SELECT * FROM kube WHERE id = :id", id=kube_id)
    return kube_of(row) if row else None


def members_of(db: Database, kube_id: str) -> list[KubeMember]:
    """Read everybody who ever belonged to a group, in the order of the member book."""
    sql = f"SELECT * FROM kube_member WHERE kube_id = :kube {_IN_ORDER}"
    return [member_of(row) for row in db.rows(sql, kube=kube_id)]


def member_by_id(db: Database, member_id: str) -> KubeMember | None:
    """Read one member."""
    row = db.row("SELECT * FROM kube_member WHERE id = :id", id=member_id)
    return member_of(row) if row else None


def has_left_traces(db: Database, member: KubeMember) -> bool:
    """Whether a member stands in minutes or in the cash book."""
    sql = """SELECT EXISTS (SELECT 1 FROM meeting_attendance WHERE member_id = :member)
        OR EXISTS (SELECT 1 FROM cash_entry WHERE kube_id = :kube AND instr(lines, :member) > 0)"""
    return bool(db.value(sql, member=member.id, kube=member.kube_id))
