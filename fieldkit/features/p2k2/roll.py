"""The roll of a session: who belongs on the attendance sheet, in the order of the row codes."""

import json
from collections.abc import Sequence
from dataclasses import replace

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.features.p2k2 import store
from fieldkit.features.p2k2.model import Attendance, AttendanceRow
from fieldkit.features.people.words import COUNT_COLUMNS, SERVED, Component, Position

Sheet = tuple[str, str]
_COUNTS = ", ".join(f"family.{column}" for column in COUNT_COLUMNS.values())
_COLUMNS = f"""family.id, family.name, family.row_code, family.group_id, family.position,
    family.no_kk, family.nik, family.address, family.rt, family.rw, {_COUNTS}"""
_IS_SERVED = "coalesce(family.status, 'active') IN (SELECT value FROM json_each(:served))"


def rolls(db: Database, sheets: Sequence[Sheet]) -> dict[Sheet, list[AttendanceRow]]:
    """Return the lines of each sheet, a pair of group and session (blank: a sheet to fill in).

    A session that was recorded keeps the roll of that day: families who left since stay,
    families who came since stand apart with `is_on_roll` false.
    """
    group_ids = sorted({group for group, _session in sheets})
    session_ids = [session for _group, session in sheets if session]
    members = _members(db, group_ids)
    marks = store.attendance(db, session_ids) if session_ids else {}
    known = {family["id"]: family for rows in members.values() for family in rows}
    absentees = {f for found in marks.values() for f in found} - set(known)
    known |= _families(db, absentees)
    components = _components(db, known)
    codes = {row["id"]: row["code"] for row in store.groups(db)}
    made = {}
    for group, session in sheets:
        lines = _lines(members.get(group, []), marks.get(session, {}), known, components, group)
        made[group, session] = _in_order(lines, codes.get(group, ""))
    return made


def begun(db: Database, group_id: str, session_id: str) -> list[str]:
    """Return who goes on the roll of a session that has none yet; nobody where it has one."""
    if db.value("SELECT 1 FROM attendance WHERE session_id = :s LIMIT 1", s=session_id):
        return []
    sql = f"SELECT id FROM family WHERE family.group_id = :g AND {_IS_SERVED}"
    return [row["id"] for row in db.rows(sql, g=group_id, served=json.dumps(SERVED))]


def _lines(
    members: list[Row],
    marks: dict[str, Attendance],
    known: dict[str, Row],
    components: dict[str, dict[Component, int]],
    group_id: str,
) -> list[AttendanceRow]:
    on_roll = list(marks) if marks else [family["id"] for family in members]
    later = [family["id"] for family in members if marks and family["id"] not in marks]
    made = []
    for family_id in (*on_roll, *later):
        family = known.get(family_id, {})
        mark = marks.get(family_id) or Attendance(family_id=family_id)
        made.append(
            AttendanceRow(
                family_id=family_id,
                code=family.get("row_code") or "",
                name=family.get("name") or "",
                status=mark.status,
                understanding=mark.understanding,
                note=mark.note,
                no_kk=family.get("no_kk") or "",
                nik=family.get("nik") or "",
                address=family.get("address") or "",
                rt=family.get("rt") or "",
                rw=family.get("rw") or "",
                is_chair=family.get("position") == Position.CHAIR,
                counts=components.get(family_id),
                is_on_roll=family_id not in later,
                has_left=family.get("group_id") != group_id,
            )
        )
    return made


def _in_order(lines: list[AttendanceRow], group_code: str) -> list[AttendanceRow]:
    """Sort by row code; a family without one gets the next free number of its group."""
    coded = sorted((line for line in lines if line.code), key=_code_order)
    bare = sorted((line for line in lines if not line.code), key=_name_order)
    numbers = [int(digits) for line in coded if (digits := _digits(line.code))]
    first = max(numbers, default=0) + 1
    numbered = [
        replace(line, code=f"{group_code}{number}") for number, line in enumerate(bare, first)
    ]
    return sorted((*coded, *numbered), key=_apart_order)


def _code_order(line: AttendanceRow) -> tuple[int, str]:
    return len(line.code), line.code


def _name_order(line: AttendanceRow) -> tuple[str, str]:
    return line.name.casefold(), line.family_id


def _apart_order(line: AttendanceRow) -> bool:
    return not line.is_on_roll


def _digits(code: str) -> str:
    return code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def _members(db: Database, group_ids: Sequence[str]) -> dict[str, list[Row]]:
    sql = f"""SELECT {_COLUMNS} FROM family
        WHERE family.group_id IN (SELECT value FROM json_each(:groups))
        AND {_IS_SERVED}"""
    found: dict[str, list[Row]] = {}
    for row in db.rows(sql, groups=json.dumps(group_ids), served=json.dumps(SERVED)):
        found.setdefault(row["group_id"], []).append(row)
    return found


def _families(db: Database, ids: set[str]) -> dict[str, Row]:
    if not ids:
        return {}
    sql = f"SELECT {_COLUMNS} FROM family WHERE id IN (SELECT value FROM json_each(:ids))"
    return {row["id"]: row for row in db.rows(sql, ids=json.dumps(sorted(ids)))}


def _components(db: Database, families: dict[str, Row]) -> dict[str, dict[Component, int]]:
    """Return what is known of each family's components: from members, else as imported."""
    found = {
        family_id: {c: row[name] for c, name in COUNT_COLUMNS.items() if row[name] is not None}
        for family_id, row in families.items()
    }
    sql = """SELECT family_id, component, count(*) AS n FROM member WHERE component IS NOT NULL
        AND family_id IN (SELECT value FROM json_each(:ids)) GROUP BY 1, 2"""
    counted: dict[str, dict[Component, int]] = {}
    for row in db.rows(sql, ids=json.dumps(list(families))):
        component = store.word(Component, row["component"])
        if component is not None:
            counted.setdefault(row["family_id"], {})[component] = row["n"]
    return found | counted
