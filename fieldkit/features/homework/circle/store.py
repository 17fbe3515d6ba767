"""The circle table and the ledger of its entries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id, new_id
from fieldkit.features.homework.circle.model import (
    FAMILY,
    Balance,
    Circle,
    Entry,
    Kind,
    Line,
    legs,
)
from fieldkit.features.people.words import SERVED

_FIELDS = tuple(f.name for f in fields(Circle))
_DATES = ("started_on", "closed_on")
_TEXTS = ("name", "keeper", "place", "note")
_COLUMNS = ", ".join(_FIELDS)


def save(writer: Writer, circle: Circle) -> str:
    """Write a circle and return its id."""
    row: Row = {name: getattr(circle, name) for name in _FIELDS}
    row |= {name: row[name].strip() or None for name in _TEXTS}
    row["id"] = circle.id or new_id()
    return writer.put("circle", row, scope=circle.group_id)


def by_id(db: Database, circle_id: str) -> Circle | None:
    """Read one circle."""
    row = db.row(f"SELECT {_COLUMNS} FROM circle WHERE id = :id", id=circle_id)
    return _circle(row) if row else None


def of_group(db: Database, group_id: str) -> list[Circle]:
    """Read a group's circles, the open one first, then the newest."""
    sql = f"""SELECT {_COLUMNS} FROM circle WHERE group_id = :group
        ORDER BY closed_on IS NOT NULL, closed_on DESC, started_on DESC, id"""
    return [_circle(row) for row in db.rows(sql, group=group_id)]


def every(db: Database) -> list[Circle]:
    """Read the circles of all groups."""
    return [_circle(row) for row in db.rows(f"SELECT {_COLUMNS} FROM circle ORDER BY id")]


def _circle(row: Mapping[str, Any]) -> Circle:
    values = dict(row)
    values |= {name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    values |= {name: row[name] or "" for name in (*_TEXTS, "group_id")}
    return Circle(**values)


def post(writer: Writer, entry: Entry, scope: str) -> str:
    """Write an entry and return its id; the same sheet on two laptops is one entry."""
    row: Row = {
        "id": entry.id,
        "circle_id": entry.circle_id,
        "session_id": entry.session_id or None,
        "booked_on": entry.booked_on,
        "kind": entry.kind.value,
        "description": entry.description or None,
        "lines": _legs_text(entry.amounts),
        "reason": entry.reason or None,
        "recorded_at": entry.recorded_at or None,
    }
    return writer.post("circle_entry", row, scope=scope)


def sheet_id(session_id: str, revision: int, amounts: Mapping[str, int]) -> str:
    """Return the id two laptops give the same sheet."""
    return derived_id("circle_entry", session_id, str(revision), _legs_text(amounts))


def _legs_text(amounts: Mapping[str, int]) -> str:
    return json.dumps(legs(amounts), separators=(",", ":"))


def paid_at(db: Database, session_id: str) -> dict[str, int]:
    """Read what each family brought to a meeting, as it stands now."""
    sql = f"""SELECT json_extract(l.value, '$.member') AS family,
            -sum(json_extract(l.value, '$.amount')) AS amount
        FROM circle_entry AS e, json_each(e.lines) AS l
        WHERE e.session_id = :id AND json_extract(l.value, '$.account') = '{FAMILY}'
        GROUP BY 1 HAVING amount <> 0"""
    return {row["family"]: row["amount"] for row in db.rows(sql, id=session_id)}


def standing(db: Database, session_id: str) -> list[str]:
    """Return the entries of a meeting that stand: never taken back, or let stand again."""
    rows = db.rows(
        "SELECT id, reverses FROM circle_entry WHERE session_id = :id ORDER BY id", id=session_id
    )
    return _standing(rows)


def standing_by_hand(db: Database, circle_id: str) -> set[str]:
    """Return the entries noted outside a meeting that stand."""
    rows = db.rows(
        "SELECT id, reverses FROM circle_entry WHERE circle_id = :id AND session_id IS NULL"
        " ORDER BY id",
        id=circle_id,
    )
    return set(_standing(rows))


def _standing(rows: Sequence[Row]) -> list[str]:
    reversed_by = {row["reverses"]: row["id"] for row in rows if row["reverses"]}
    found = []
    for row in rows:
        if row["reverses"]:
            continue
        turns, last = 0, row["id"]
        while last in reversed_by:
            turns, last = turns + 1, reversed_by[last]
        if turns % 2 == 0:
            found.append(row["id"])
    return found


def revisions(db: Database, session_id: str) -> int:
    """Count how often a meeting's sheet was written down, corrections left out."""
    sql = "SELECT count(*) FROM circle_entry WHERE session_id = :id AND kind = 'dues'"
    return int(db.value(sql, id=session_id))


def balance_of(db: Database, circle_id: str, family_id: str) -> int:
    """Return what a family has in a circle."""
    sql = f"""SELECT coalesce(-sum(json_extract(l.value, '$.amount')), 0)
        FROM circle_entry AS e, json_each(e.lines) AS l
        WHERE e.circle_id = :circle AND json_extract(l.value, '$.account') = '{FAMILY}'
            AND json_extract(l.value, '$.member') = :family"""
    return int(db.value(sql, circle=circle_id, family=family_id))


def balances(db: Database, circle_id: str) -> list[Balance]:
    """Return what every family of the circle has in it, in the order of the row codes."""
    sql = f"""SELECT json_extract(l.value, '$.member') AS family_id,
            coalesce(f.name, '') AS name, coalesce(f.row_code, '') AS row_code,
            -sum(json_extract(l.value, '$.amount')) AS amount, max(e.booked_on) AS last_on
        FROM circle_entry AS e, json_each(e.lines) AS l
        LEFT JOIN family AS f ON f.id = json_extract(l.value, '$.member')
        WHERE e.circle_id = :circle AND json_extract(l.value, '$.account') = '{FAMILY}'
        GROUP BY 1
        ORDER BY f.row_code IS NULL, length(f.row_code), f.row_code, f.name COLLATE NOCASE, 1"""
    return [
        Balance(**{**row, "last_on": date.fromisoformat(row["last_on"])})
        for row in db.rows(sql, circle=circle_id)
    ]


def statement(db: Database, circle_id: str, family_id: str) -> list[Line]:
    """Return a family's lines, oldest first, with the balance after each."""
    by_hand = standing_by_hand(db, circle_id)
    sql = f"""SELECT e.id, coalesce(e.session_id, '') AS session_id, e.booked_on, e.kind,
            coalesce(e.description, '') AS description, coalesce(e.reason, '') AS reason,
            -json_extract(l.value, '$.amount') AS amount
        FROM circle_entry AS e, json_each(e.lines) AS l
        WHERE e.circle_id = :circle AND json_extract(l.value, '$.account') = '{FAMILY}'
            AND json_extract(l.value, '$.member') = :family
        ORDER BY e.booked_on, CASE WHEN e.reason IS NULL THEN 0
            WHEN e.reverses IS NOT NULL THEN 1 ELSE 2 END, coalesce(e.recorded_at, ''), e.id"""
    found: list[Line] = []
    balance = 0
    for row in db.rows(sql, circle=circle_id, family=family_id):
        balance += row["amount"]
        found.append(
            Line(
                booked_on=date.fromisoformat(row["booked_on"]),
                kind=Kind(row["kind"]) if row["kind"] in set(Kind) else Kind.CORRECTION,
                description=row["description"],
                amount=row["amount"],
                balance=balance,
                reason=row["reason"],
                entry_id=row["id"],
                session_id=row["session_id"],
                is_standing=row["id"] in by_hand,
            )
        )
    return found


def by_family_and_month(db: Database, circle_id: str, until: str) -> list[Row]:
    """Return what each family's money changed by, month by month up to one."""
    sql = f"""SELECT json_extract(l.value, '$.member') AS family,
            substr(e.booked_on, 1, 7) AS month, -sum(json_extract(l.value, '$.amount')) AS n
        FROM circle_entry AS e, json_each(e.lines) AS l
        WHERE e.circle_id = :circle AND json_extract(l.value, '$.account') = '{FAMILY}'
            AND e.booked_on <= :until
        GROUP BY 1, 2"""
    return db.rows(sql, circle=circle_id, until=until)


def all_open(db: Database) -> list[tuple[Circle, str]]:
    """Read every open circle with its group's name, in the order of the groups."""
    columns = ", ".join(f"c.{name}" for name in _FIELDS)
    sql = f"""SELECT {columns}, g.name AS group_name
        FROM circle AS c JOIN kpm_group AS g ON g.id = c.group_id WHERE c.closed_on IS NULL
        ORDER BY g.code IS NULL, length(g.code), g.code, g.name COLLATE NOCASE, c.id"""
    found = []
    for row in db.rows(sql):
        group_name = row.pop("group_name") or ""
        found.append((_circle(row), group_name))
    return found


def served(db: Database, group_id: str) -> list[Row]:
    """Return the served families of a group in the order of their row codes."""
    statuses = ", ".join(f"'{status}'" for status in SERVED)
    sql = f"""SELECT id AS family_id, coalesce(name, '') AS name,
            coalesce(row_code, '') AS row_code
        FROM family WHERE group_id = :group AND coalesce(status, 'active') IN ({statuses})
        ORDER BY row_code IS NULL, length(row_code), row_code, name COLLATE NOCASE, id"""
    return db.rows(sql, group=group_id)


def latest_day(db: Database) -> str | None:
    """Return the day of the newest entry of any circle."""
    found = db.value("SELECT max(booked_on) FROM circle_entry")
    return str(found) if found else None


def by_month(db: Database, circle_id: str) -> dict[str, int]:
    """Return what came in and went out by month (`2026-11`)."""
    sql = """SELECT substr(e.booked_on, 1, 7) AS month, sum(json_extract(l.value, '$.amount')) AS n
        FROM circle_entry AS e, json_each(e.lines) AS l
        WHERE e.circle_id = :circle AND json_extract(l.value, '$.account') = 'pot'
        GROUP BY 1 ORDER BY 1"""
    return {row["month"]: row["n"] for row in db.rows(sql, circle=circle_id)}


def families(db: Database, group_id: str) -> dict[str, str]:
    """Return the names of everybody who is or was in a group's circle."""
    sql = """SELECT id, coalesce(name, '') AS name FROM family WHERE group_id = :group
        UNION SELECT f.id, coalesce(f.name, '') FROM circle AS c
        JOIN circle_entry AS e ON e.circle_id = c.id, json_each(e.lines) AS l
        JOIN family AS f ON f.id = json_extract(l.value, '$.member') WHERE c.group_id = :group"""
    return {row["id"]: row["name"] for row in db.rows(sql, group=group_id)}


def group_name(db: Database, group_id: str) -> str:
    """Return a group's name, blank when there is no such group."""
    return str(db.value("SELECT name FROM kpm_group WHERE id = :id", id=group_id) or "")
