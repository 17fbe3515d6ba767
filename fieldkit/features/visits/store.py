"""The visit table: rows in, visits out; who was visited when is counted by the database."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.people.model import SERVED
from fieldkit.features.visits.model import (
    Coverage,
    Due,
    Place,
    Told,
    Visit,
    VisitLine,
    Wanted,
    Which,
)

TABLE = "visit"
DRAFTS = Drafts(TABLE)
ALL_ROWS = -1
_FIELDS = tuple(field.name for field in fields(Visit))
_DATES = ("visited_on", "follow_up_due", "follow_up_done_on")
_TIMES = ("starts", "ends")
_NUMBERS = ("latitude", "longitude")
_LISTS = ("purposes", "risks")
_COLUMNS = ", ".join(f"v.{name}" for name in _FIELDS)

_SERVED = "coalesce(f.status, 'active') IN ({})".format(", ".join(f"'{s.value}'" for s in SERVED))
_LAST = "(SELECT max(visited_on) FROM visit WHERE family_id = f.id AND visited_on <= :as_of)"
_OPEN = "follow_up_due IS NOT NULL AND follow_up_done_on IS NULL"
_DUE = f"(SELECT min(follow_up_due) FROM visit WHERE family_id = f.id AND {_OPEN})"
_BY_AGE = "last, f.name COLLATE NOCASE, f.id"
_BY_PLACE = (
    "coalesce(f.village, ''), coalesce(f.rw, ''), coalesce(f.rt, ''), last,"
    " f.name COLLATE NOCASE, f.id"
)
_BY_GROUP = "g.code IS NULL, length(g.code), g.code, g.name COLLATE NOCASE, key"
_PLACE = "coalesce(f.village, ''), coalesce(f.rw, ''), coalesce(f.rt, '')"
_ROW_CODE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,4})")
_HAS_CODE = "upper(f.row_code) IN (SELECT value FROM json_each(:_codes))"
_WHICH = {
    Which.ALL: "1",
    Which.NEVER: f"{_LAST} IS NULL",
    Which.LONG_AGO: f"{_LAST} < :edge",
    Which.FOLLOW_UP: f"f.id IN (SELECT family_id FROM visit WHERE {_OPEN})",
}
_HAS = """(EXISTS (SELECT 1 FROM member m WHERE m.family_id = f.id AND m.component = '{0}')
    OR (coalesce(f.n_{0}, 0) > 0 AND NOT EXISTS
        (SELECT 1 FROM member m WHERE m.family_id = f.id AND m.component IS NOT NULL)))"""


def save(writer: Writer, visit: Visit, scope: str) -> str:
    """Write one visit and return its id."""
    row = {name: getattr(visit, name) for name in _FIELDS}
    row |= {name: str(row[name])[:5] if row[name] else None for name in _TIMES}
    row |= {name: row[name].strip() or None for name in _texts()}
    row["purposes"] = list(visit.purposes)
    row["risks"] = list(visit.risks) or None
    return writer.put(TABLE, row, scope=scope)


def scope_of(db: Database, family_id: str) -> str | None:
    """Return the scope a family's visits belong to, None when there is no such family."""
    found = db.value("SELECT _scope FROM family WHERE id = :id", id=family_id)
    return None if found is None else str(found)


def by_id(db: Database, visit_id: str) -> Visit | None:
    """Read one visit, None when it does not exist or lies in the bin."""
    row = db.row(f"SELECT {_COLUMNS} FROM visit v WHERE id = :id", id=visit_id)
    return None if row is None else _visit(row)


def of_family(db: Database, family_id: str) -> list[Visit]:
    """Read the visits of one family, newest first."""
    sql = f"""SELECT {_COLUMNS} FROM visit v WHERE family_id = :id
        ORDER BY visited_on DESC, starts DESC, id"""
    return [_visit(row) for row in db.rows(sql, id=family_id)]


def told_of(db: Database, family_id: str) -> list[Told]:
    """Read what a family's story says of its visits; far less than the visits themselves."""
    sql = """SELECT visited_on, coalesce(met_name, '') AS met_name,
            coalesce(nullif(problem, ''), nullif(family_condition, ''),
                nullif(house_condition, ''), education, '') AS found,
            coalesce(follow_up, '') AS follow_up
        FROM visit WHERE family_id = :id AND visited_on IS NOT NULL ORDER BY visited_on DESC"""
    return [
        Told(
            visited_on=date.fromisoformat(row["visited_on"]),
            met_name=row["met_name"],
            found=row["found"],
            follow_up=row["follow_up"],
        )
        for row in db.rows(sql, id=family_id)
    ]


def between(db: Database, first: date, last: date, group_id: str | None) -> list[VisitLine]:
    """Read the visits of a period in their order, with the families' names."""
    where = "v.visited_on BETWEEN :first AND :last"
    if group_id is not None:
        where += f" AND {_in_group(group_id)}"
    return _lines(
        db,
        f"{where} ORDER BY v.visited_on, v.starts, f.name COLLATE NOCASE, v.id",
        first=first.isoformat(),
        last=last.isoformat(),
        group=group_id,
    )


def line_of(db: Database, visit_id: str) -> VisitLine | None:
    """Read one visit with its family's name."""
    return next(iter(_lines(db, "v.id = :id", id=visit_id)), None)


def open_follow_ups(db: Database, until: date, group_id: str | None) -> list[VisitLine]:
    """Read the visits whose follow-up is due by a day and not done, the oldest due first."""
    where = f"{_OPEN} AND v.follow_up_due <= :until"
    if group_id is not None:
        where += f" AND {_in_group(group_id)}"
    order = "v.follow_up_due, f.name COLLATE NOCASE, v.id"
    return _lines(db, f"{where} ORDER BY {order}", until=until.isoformat(), group=group_id)


def same_day(db: Database, visit: Visit) -> bool:
    """Whether another visit to this family was recorded for the same day."""
    sql = """SELECT 1 FROM visit
        WHERE family_id = :family AND visited_on = :day AND id <> :id LIMIT 1"""
    day = visit.visited_on.isoformat() if visit.visited_on else ""
    return db.value(sql, family=visit.family_id, day=day, id=visit.id) is not None


def latest_day(db: Database) -> date | None:
    """Return the day of the newest visit."""
    return _day(db.value("SELECT max(visited_on) FROM visit"))


def visit_count(db: Database, first: date, last: date, group_id: str | None) -> int:
    """Count the visits of a period."""
    where = "visited_on BETWEEN :first AND :last"
    if group_id is not None:
        where += f" AND family_id IN (SELECT id FROM family f WHERE {_in_group(group_id)})"
    return int(
        db.value(
            f"SELECT count(*) FROM visit WHERE {where}",
            first=first.isoformat(),
            last=last.isoformat(),
            group=group_id,
        )
    )


def due(
    db: Database, wanted: Wanted, as_of: date, edge: date, *, limit: int, offset: int
) -> list[Due]:
    """Read one page of the planner."""
    where, params = _condition(db, wanted)
    order = _BY_PLACE if wanted.by_place else _BY_AGE
    if "_codes" in params:  # who bears the code typed comes before who only begins with it
        order = f"{_HAS_CODE} IS NOT 1, {order}"
    sql = f"""WITH page AS (SELECT f.id AS page_id, {_LAST} AS last FROM family f
            WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset)
        SELECT f.id, f.name, f.row_code, f.group_id, f.address, f.village, f.rw, f.rt, f.status,
            f.verified_on, g.name AS group_name, last, {_DUE} AS follow_up_due,
            {_HAS.format("pregnant")} AS has_pregnant, {_HAS.format("elderly")} AS has_elderly,
            {_HAS.format("disabled")} AS has_disabled
        FROM page JOIN family f ON f.id = page_id LEFT JOIN kpm_group g ON g.id = f.group_id
        ORDER BY {order}"""
    found = db.rows(
        sql, as_of=as_of.isoformat(), edge=edge.isoformat(), limit=limit, offset=offset, **params
    )
    return [_due(row, as_of) for row in found]


def due_count(db: Database, wanted: Wanted, as_of: date, edge: date) -> int:
    """Count the families the planner lists."""
    where, params = _condition(db, wanted)
    sql = f"SELECT count(*) FROM family f WHERE {where}"
    return int(db.value(sql, as_of=as_of.isoformat(), edge=edge.isoformat(), **params))


def unvisited(db: Database, edge: date) -> list[str]:
    """Return the ids of served families without a visit since a day."""
    sql = f"""SELECT id FROM family f WHERE {_SERVED}
        AND NOT EXISTS (SELECT 1 FROM visit WHERE family_id = f.id AND visited_on >= :edge)"""
    return [row["id"] for row in db.rows(sql, edge=edge.isoformat())]


def coverage(
    db: Database, *, by_place: bool, as_of: date, edge: date, first: date, group_id: str | None
) -> list[Coverage]:
    """Count served families by group or neighbourhood, and how many were visited."""
    key = f"json_array({_PLACE})" if by_place else "coalesce(f.group_id, '')"
    name, join, order = (
        ("''", "", "key")
        if by_place
        else ("g.name", "LEFT JOIN kpm_group g ON g.id = key", _BY_GROUP)
    )
    where = _SERVED if group_id is None else f"{_SERVED} AND {_in_group(group_id)}"
    sql = f"""WITH
        each AS MATERIALIZED (SELECT {key} AS key, {_LAST} AS last FROM family f WHERE {where}),
        counted AS (SELECT key, count(*) AS families, count(last) AS visited_ever,
                coalesce(sum(last >= :edge), 0) AS recent FROM each GROUP BY key),
        monthly AS (SELECT {key} AS in_key, count(DISTINCT v.family_id) AS in_month,
                count(*) AS visits
            FROM visit v JOIN family f ON f.id = v.family_id
            WHERE v.visited_on BETWEEN :first AND :as_of AND {where} GROUP BY 1)
        SELECT key, {name} AS name, families, visited_ever, recent,
            coalesce(in_month, 0) AS in_month, coalesce(visits, 0) AS visits
        FROM counted LEFT JOIN monthly ON in_key = key {join} ORDER BY {order}"""
    found = db.rows(
        sql,
        as_of=as_of.isoformat(),
        edge=edge.isoformat(),
        first=first.isoformat(),
        group=group_id,
    )
    return [Coverage(**{**row, "name": row["name"] or ""}) for row in found]


def months_visited(db: Database, first: Month, last: Month) -> dict[str, Row]:
    """Return, by month, how many visits were made and how many families seen."""
    sql = """SELECT substr(visited_on, 1, 7) AS month, count(*) AS visits,
            count(DISTINCT family_id) AS families FROM visit
        WHERE visited_on BETWEEN :first AND :last GROUP BY 1"""
    found = db.rows(sql, first=first.first.isoformat(), last=last.last.isoformat())
    return {row["month"]: row for row in found}


def visits_per_family(db: Database, first: date, last: date) -> list[int]:
    """Return how often each served family was visited in a stretch of days."""
    sql = f"""SELECT count(v.id) AS visits FROM family f LEFT JOIN visit v
        ON v.family_id = f.id AND v.visited_on BETWEEN :first AND :last
        WHERE {_SERVED} GROUP BY f.id"""
    found = db.rows(sql, first=first.isoformat(), last=last.isoformat())
    return [row["visits"] for row in found]


def places(db: Database, group_id: str | None) -> list[Place]:
    """List the neighbourhoods where served families live."""
    where = _SERVED if group_id is None else f"{_SERVED} AND {_in_group(group_id)}"
    sql = f"""SELECT DISTINCT coalesce(village, '') AS village, coalesce(rw, '') AS rw,
        coalesce(rt, '') AS rt FROM family f WHERE {where} ORDER BY 1, 2, 3"""
    return [Place(**row) for row in db.rows(sql, group=group_id)]


def groups(db: Database) -> list[tuple[str, str]]:
    """List the groups (id, name) that have served families."""
    sql = f"""SELECT id, coalesce(name, '') AS name FROM kpm_group g
        WHERE EXISTS (SELECT 1 FROM family f WHERE f.group_id = g.id AND {_SERVED})
        ORDER BY code IS NULL, length(code), code, name COLLATE NOCASE, id"""
    return [(row["id"], row["name"]) for row in db.rows(sql)]


def _in_group(group_id: str) -> str:
    """Return SQL for a group's families; a blank id means those without a group."""
    return "f.group_id = :group" if group_id else "f.group_id IS NULL"


def _condition(db: Database, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    clauses: list[str] = []
    params: dict[str, Any] = {}
    if wanted.family_ids is None:
        clauses.append(_SERVED)
    else:
        clauses.append("f.id IN (SELECT value FROM json_each(:ids))")
        params["ids"] = json.dumps(wanted.family_ids)
    if wanted.group_id is not None:
        clauses.append(_in_group(wanted.group_id))
        params["group"] = wanted.group_id
    if wanted.place is not None:
        for name in ("village", "rw", "rt"):
            clauses.append(f"coalesce(f.{name}, '') = :{name}")
            params[name] = getattr(wanted.place, name)
    if wanted.text.strip():
        clause, more = _matching(db, wanted.text)
        clauses.append(clause)
        params |= more
    clauses.append(_WHICH[wanted.which])
    return " AND ".join(clauses), params


def _matching(db: Database, text: str) -> tuple[str, dict[str, Any]]:
    """Match names and numbers; a row code such as A07 is found too."""
    clause, params = db.matching("family", "f.id", text)
    codes = _row_codes(text)
    if not codes:
        return clause, dict(params)
    return f"({clause} OR {_HAS_CODE})", {**params, "_codes": json.dumps(codes)}


def _row_codes(text: str) -> list[str]:
    """Return how a row code may be kept: `a07` means A7 or A07; nothing for what is none."""
    found = _ROW_CODE.fullmatch(text.strip())
    return [text.strip().upper(), f"{found[1].upper()}{int(found[2])}"] if found else []


def with_code(db: Database, text: str) -> str | None:
    """Return the id of the one served family with a row code; None where none or several have."""
    codes = _row_codes(text)
    sql = f"SELECT id FROM family f WHERE {_HAS_CODE} AND {_SERVED} LIMIT 2"
    found = db.rows(sql, _codes=json.dumps(codes)) if codes else []
    return found[0]["id"] if len(found) == 1 else None


def _lines(db: Database, where: str, **params: Any) -> list[VisitLine]:
    sql = f"""SELECT {_COLUMNS}, f.name AS family_name, g.name AS group_name,
            f.address AS family_address, f.rt, f.rw
        FROM visit v LEFT JOIN family f ON f.id = v.family_id
        LEFT JOIN kpm_group g ON g.id = f.group_id WHERE {where}"""
    return [
        VisitLine(
            visit=_visit(row),
            family_name=row["family_name"] or "",
            group_name=row["group_name"] or "",
            address=row["address"] or row["family_address"] or "",
            rt=row["rt"] or "",
            rw=row["rw"] or "",
        )
        for row in db.rows(sql, **params)
    ]


def _due(row: Row, as_of: date) -> Due:
    last = _day(row["last"])
    return Due(
        id=row["id"],
        name=row["name"] or "",
        row_code=row["row_code"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        address=row["address"] or "",
        place=Place(village=row["village"] or "", rw=row["rw"] or "", rt=row["rt"] or ""),
        status=row["status"] or "active",
        last_visited=last,
        days=None if last is None else (as_of - last).days,
        follow_up_due=_day(row["follow_up_due"]),
        verified_on=_day(row["verified_on"]),
        has_pregnant=bool(row["has_pregnant"]),
        has_elderly=bool(row["has_elderly"]),
        has_disabled=bool(row["has_disabled"]),
    )


def _visit(row: Mapping[str, Any]) -> Visit:
    values = {name: row[name] for name in _FIELDS}
    values |= {name: _day(row[name]) for name in _DATES}
    values |= {name: _time(row[name]) for name in _TIMES}
    values |= {name: row[name] or "" for name in _texts()}
    for name in _LISTS:
        values[name] = tuple(json.loads(row[name] or "[]"))
    return Visit(**values)


def _texts() -> tuple[str, ...]:
    typed = {*_DATES, *_TIMES, *_NUMBERS, *_LISTS, "id", "family_id"}
    return tuple(name for name in _FIELDS if name not in typed)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
