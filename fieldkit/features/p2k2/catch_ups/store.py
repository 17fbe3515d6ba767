"""The catch_up table, and the question who missed what."""

import json
from collections.abc import Sequence
from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.p2k2 import store
from fieldkit.features.p2k2.catch_ups.model import CatchUp, Missed, Way
from fieldkit.features.p2k2.model import GIVEN, Mark, Understanding
from fieldkit.features.people.words import SERVED

_GIVEN = ", ".join(f"'{status}'" for status in GIVEN)
_SERVED = ", ".join(f"'{status}'" for status in SERVED)
_AWAY = "('sick', 'excused', 'absent')"


def id_of(session_id: str, family_id: str) -> str:
    """Return the one id that two laptops give a family's catch-up of a session."""
    return derived_id("catch_up", session_id, family_id)


def save(writer: Writer, catch_up: CatchUp, scope: str) -> str:
    """Write a catch-up and return its id."""
    understanding = catch_up.understanding
    row: Row = {
        "id": id_of(catch_up.session_id, catch_up.family_id),
        "session_id": catch_up.session_id,
        "family_id": catch_up.family_id,
        "done_on": catch_up.done_on,
        "way": catch_up.way.value,
        "at_session_id": catch_up.at_session_id or None,
        "visit_id": catch_up.visit_id or None,
        "understanding": understanding.value if understanding else None,
        "note": catch_up.note.strip() or None,
    }
    return writer.put("catch_up", row, scope=scope)


def remove(writer: Writer, session_id: str, family_id: str) -> None:
    """Put a catch-up into the bin."""
    writer.remove("catch_up", id_of(session_id, family_id))


def missed(db: Database, since: date, *, group_id: str = "", family_id: str = "") -> list[Missed]:
    """Return what served families missed since a day and have not had in any way."""
    chosen = "AND f.group_id = :group" if group_id else ""
    chosen += " AND f.id = :family" if family_id else ""
    sql = f"""WITH served AS (
            SELECT f.id, f.name, f.row_code, f.group_id FROM family AS f
            WHERE coalesce(f.status, 'active') IN ({_SERVED}) {chosen}),
        had AS (
            SELECT a.family_id, {_material("t")} AS material
            FROM served AS f JOIN attendance AS a ON a.family_id = f.id
            JOIN session AS t ON t.id = a.session_id
            WHERE a.status = 'present' AND t.status IN ({_GIVEN})
            UNION
            SELECT c.family_id, {_material("u")} FROM served AS f
            JOIN catch_up AS c ON c.family_id = f.id JOIN session AS u ON u.id = c.session_id)
        SELECT a.family_id, coalesce(f.name, '') AS family_name,
            coalesce(f.row_code, '') AS row_code, coalesce(f.group_id, '') AS group_id,
            coalesce(g.name, '') AS group_name, s.id AS session_id, s.held_on,
            coalesce(s.code, '') AS code, coalesce(s.title, '') AS title, a.status
        FROM served AS f JOIN attendance AS a ON a.family_id = f.id
        JOIN session AS s ON s.id = a.session_id
        LEFT JOIN kpm_group AS g ON g.id = f.group_id
        WHERE s.status IN ({_GIVEN}) AND s.held_on >= :since AND a.status IN {_AWAY}
            AND NOT EXISTS (SELECT 1 FROM had
                WHERE had.family_id = a.family_id AND had.material = {_material("s")})"""
    rows = db.rows(sql, since=since.isoformat(), group=group_id, family=family_id)
    return [
        Missed(
            **{
                **row,
                "held_on": date.fromisoformat(row["held_on"]),
                "status": store.word(Mark, row["status"]) or Mark.UNMARKED,
            }
        )
        for row in rows
    ]


def _material(session: str) -> str:
    """Return SQL for what a session taught: its code, else its title, else itself."""
    return f"coalesce({session}.code, 't:' || lower({session}.title), {session}.id)"


def counts(db: Database, session_ids: Sequence[str]) -> dict[str, int]:
    """Return how many families made up for each session; sessions without any are left out."""
    sql = """SELECT session_id, count(*) AS n FROM catch_up
        WHERE session_id IN (SELECT value FROM json_each(:ids)) GROUP BY session_id"""
    rows = db.rows(sql, ids=json.dumps(list(session_ids)))
    return {row["session_id"]: row["n"] for row in rows}


def of_meeting(db: Database, at_session_id: str) -> list[CatchUp]:
    """Return what was made up for at a meeting."""
    return [
        _catch_up(row) for row in db.rows(f"{_SELECT} WHERE at_session_id = :id", id=at_session_id)
    ]


def of_family(db: Database, family_id: str) -> list[CatchUp]:
    """Return what a family has made up for, the newest first."""
    sql = f"{_SELECT} WHERE family_id = :id ORDER BY done_on DESC, id"
    return [_catch_up(row) for row in db.rows(sql, id=family_id)]


_SELECT = """SELECT session_id, family_id, done_on, way, at_session_id, visit_id, understanding,
    note
    FROM catch_up"""


def _catch_up(row: Row) -> CatchUp:
    return CatchUp(
        family_id=row["family_id"] or "",
        session_id=row["session_id"] or "",
        done_on=date.fromisoformat(row["done_on"]) if row["done_on"] else None,
        way=store.word(Way, row["way"]) or Way.OTHER,
        at_session_id=row["at_session_id"] or "",
        visit_id=row["visit_id"] or "",
        understanding=store.word(Understanding, row["understanding"]),
        note=row["note"] or "",
    )
