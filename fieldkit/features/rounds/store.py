"""What the book knows of every family when a month of visits is planned, and the plan itself."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.people.words import SERVED
from fieldkit.features.rounds import model
from fieldkit.features.rounds.model import (
    Budget,
    Facts,
    Place,
    Planned,
    Reason,
    Source,
    State,
    Why,
)

PLAN, BUDGET = "visit_plan", "visit_budget"
DROPPED = "dropped"
_SERVED = "coalesce(f.status, 'active') IN ({})".format(", ".join(f"'{s.value}'" for s in SERVED))
_SESSION_DAYS = 200

_FAMILIES = f"""SELECT f.id, f.name, f.row_code, f.group_id, g.name AS group_name, f.address,
        f.village, f.rw, f.rt, f.status, f.status_on, f.verified_on, f.n_pregnant, f.n_elderly,
        f.n_disabled
    FROM family f LEFT JOIN kpm_group g ON g.id = f.group_id WHERE {_SERVED}
    ORDER BY f.name COLLATE NOCASE, f.id"""
# The newest visit of each family, once: SQLite takes the other columns from the row of the max.
_VISITS = """SELECT family_id, max(visited_on) AS visited_on, risks FROM visit
    WHERE visited_on <= :until GROUP BY family_id"""
_PLACES = """SELECT family_id, max(visited_on) AS visited_on, latitude, longitude FROM visit
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL GROUP BY family_id"""
_FOLLOW_UPS = """SELECT family_id, min(follow_up_due) AS due, follow_up FROM visit
    WHERE follow_up_due IS NOT NULL AND follow_up_done_on IS NULL AND visited_on <= :until
    GROUP BY family_id"""
_MISSED = """SELECT family_id, count(*) AS sessions, sum(status <> 'present') AS missed FROM (
        SELECT a.family_id, a.status,
            row_number() OVER (PARTITION BY a.family_id ORDER BY s.held_on DESC, s.id) AS place
        FROM session s JOIN attendance a ON a.session_id = s.id
        WHERE s.status IN ('held', 'reported') AND s.held_on BETWEEN :since AND :until
            AND coalesce(a.status, 'unmarked') <> 'unmarked')
    WHERE place <= :looked GROUP BY family_id"""
_HOMEWORK = """SELECT family_id, count(*) AS months FROM money_month
    WHERE status = 'assigned' AND month BETWEEN :first AND :last GROUP BY family_id"""
_BELOW = """SELECT family_id, count(DISTINCT person_id) AS people FROM school_month
    WHERE month BETWEEN :first AND :last AND effective_days > 0
        AND coalesce(absent, 0) + coalesce(excused, 0) + coalesce(sick, 0)
            > effective_days * (100 - :line) / 100.0
    GROUP BY family_id"""
_LINE = "SELECT line FROM duty WHERE code = 'school' AND is_used = 1"
_SCHOOL_LINE = 85
_SCHOOL_MONTHS = 4
_COMPONENTS = """SELECT family_id, max(component = 'pregnant') AS pregnant,
        max(component = 'elderly') AS elderly, max(component = 'disabled') AS disabled
    FROM member WHERE component IS NOT NULL GROUP BY family_id"""


def facts(db: Database, month: Month, today: date) -> list[Facts]:
    """Read what speaks for a visit of each served family; what comes after today is not known."""
    until = min(today, month.last)
    visited = _by_family(db, _VISITS, until=until.isoformat())
    placed = _by_family(db, _PLACES)
    agreed = _by_family(db, _FOLLOW_UPS, until=until.isoformat())
    missed = _by_family(
        db,
        _MISSED,
        since=(until - timedelta(days=_SESSION_DAYS)).isoformat(),
        until=until.isoformat(),
        looked=model.SESSIONS_LOOKED_AT,
    )
    now = Month.of(until)
    homework = _by_family(
        db, _HOMEWORK, first=str(now.plus(-model.HOMEWORK_MONTHS)), last=str(now.previous())
    )
    below = _by_family(
        db,
        _BELOW,
        first=str(now.plus(-_SCHOOL_MONTHS)),
        last=str(now),
        line=db.value(_LINE) or _SCHOOL_LINE,
    )
    components = _by_family(db, _COMPONENTS)
    blank: Row = {}
    return [
        _facts(
            row,
            visited.get(row["id"], blank),
            placed.get(row["id"], blank),
            agreed.get(row["id"], blank),
            missed.get(row["id"], blank),
            homework.get(row["id"], blank),
            below.get(row["id"], blank),
            components.get(row["id"]),
        )
        for row in db.rows(_FAMILIES)
    ]


def _by_family(db: Database, sql: str, **params: Any) -> dict[str, Row]:
    return {row["family_id"]: row for row in db.rows(sql, **params)}


def _facts(
    row: Row,
    visit: Row,
    place: Row,
    agreed: Row,
    missed: Row,
    homework: Row,
    below: Row,
    known: Row | None,
) -> Facts:
    counts = {name: (row[f"n_{name}"] or 0) > 0 for name in ("pregnant", "elderly", "disabled")}
    has = counts if known is None else {name: bool(known[name]) for name in counts}
    is_candidate = (row["status"] or "").startswith("candidate_")
    return Facts(
        id=row["id"],
        name=row["name"] or "",
        place=_place(row),
        row_code=row["row_code"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        address=row["address"] or "",
        last_visited=_day(visit.get("visited_on")),
        follow_up_due=_day(agreed.get("due")),
        follow_up=agreed.get("follow_up") or "",
        risks=tuple(json.loads(visit.get("risks") or "[]")),
        risks_on=_day(visit.get("visited_on")) if visit.get("risks") else None,
        is_candidate=is_candidate,
        candidate_since=_day(row["status_on"]) if is_candidate else None,
        missed=missed.get("missed") or 0,
        sessions=missed.get("sessions") or 0,
        homework_missing=homework.get("months") or 0,
        below_line=below.get("people") or 0,
        verified_on=_day(row["verified_on"]),
        has_pregnant=has["pregnant"],
        has_disabled=has["disabled"],
        has_elderly=has["elderly"],
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
    )


# -- the plan --------------------------------------------------------------------------------


def plan_id(family_id: str, month: Month) -> str:
    """Return the one id that two laptops give a family's planned visit of a month."""
    return derived_id(PLAN, family_id, str(month))


def save_plan(writer: Writer, rows: Sequence[Row]) -> None:
    """Write planned visits; each row names its family, month and scope."""
    writer.put_many(PLAN, rows)


def plan_row(
    family_id: str, month: Month, day: date, source: Source, reasons: Sequence[Reason], scope: str
) -> Row:
    """Return a planned visit as the writer takes it."""
    return {
        "id": plan_id(family_id, month),
        "_scope": scope,
        "family_id": family_id,
        "month": str(month),
        "planned_on": day,
        "source": source.value,
        "status": State.PLANNED.value,
        "reasons": [_reason_row(reason) for reason in reasons] or None,
    }


_PLANNED = """SELECT p.id, p.family_id, p.month, p.planned_on, p.source, p.status, p.reasons,
        p.note, f.name, f.row_code, f.group_id, g.name AS group_name, f.address, f.village,
        f.rw, f.rt, (SELECT max(v.visited_on) FROM visit v WHERE v.family_id = p.family_id
            AND substr(v.visited_on, 1, 7) = p.month) AS visited_on,
        (SELECT v.latitude || ' ' || v.longitude FROM visit v WHERE v.family_id = p.family_id
            AND v.latitude IS NOT NULL AND v.longitude IS NOT NULL
            ORDER BY v.visited_on DESC LIMIT 1) AS position
    FROM visit_plan p JOIN family f ON f.id = p.family_id
    LEFT JOIN kpm_group g ON g.id = f.group_id"""


def planned(
    db: Database, first: date, last: date, today: date, *, month: Month | None = None
) -> list[Planned]:
    """Read the visits planned for a stretch of days (or for a month), with what became of them."""
    where = "p.month = :month" if month else "p.planned_on BETWEEN :first AND :last"
    sql = f"""{_PLANNED} WHERE {where}
        ORDER BY p.planned_on, f.village, f.rw, f.rt, f.name COLLATE NOCASE, f.id"""
    found = db.rows(sql, month=str(month), first=first.isoformat(), last=last.isoformat())
    return [_planned(row, today) for row in found]


def by_id(db: Database, plan_id: str, today: date) -> Planned | None:
    """Read one planned visit."""
    row = db.row(f"{_PLANNED} WHERE p.id = :id", id=plan_id)
    return None if row is None else _planned(row, today)


def latest_month(db: Database) -> Month | None:
    """Return the newest month that has a plan."""
    newest = db.value("SELECT max(month) FROM visit_plan WHERE status <> 'dropped'")
    return Month.parse(newest) if newest else None


def scopes(db: Database, family_ids: Sequence[str]) -> dict[str, str]:
    """Return the scope of families that are there, by id."""
    sql = """SELECT id, _scope AS scope FROM family
        WHERE id IN (SELECT value FROM json_each(:ids))"""
    return {row["id"]: row["scope"] for row in db.rows(sql, ids=json.dumps(list(family_ids)))}


# -- the budget ------------------------------------------------------------------------------


def save_budget(writer: Writer, budget: Budget, book_id: str, scope: str) -> None:
    """Write how much time this book's keeper has for visits."""
    row = {
        "id": derived_id(BUDGET, book_id),
        "per_day": budget.per_day,
        "weekdays": sorted(budget.weekdays),
    }
    writer.put(BUDGET, row, scope=scope)


def budget(db: Database, book_id: str) -> Budget | None:
    """Read how much time this book's keeper has for visits."""
    sql = "SELECT per_day, weekdays FROM visit_budget WHERE id = :id"
    row = db.row(sql, id=derived_id(BUDGET, book_id))
    if row is None or not row["per_day"]:
        return None
    return Budget(per_day=row["per_day"], weekdays=tuple(json.loads(row["weekdays"] or "[]")))


def _planned(row: Row, today: date) -> Planned:
    day, visited_on = _day(row["planned_on"]), _day(row["visited_on"])
    latitude, longitude = _position(row["position"])
    return Planned(
        id=row["id"],
        family_id=row["family_id"],
        name=row["name"] or "",
        row_code=row["row_code"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        address=row["address"] or "",
        place=_place(row),
        month=Month.parse(row["month"]),
        day=day,
        source=Source.OWN if row["source"] == Source.OWN else Source.PROPOSED,
        state=_state(row["status"], day, visited_on, today),
        reasons=tuple(_reason(one) for one in json.loads(row["reasons"] or "[]")),
        note=row["note"] or "",
        visited_on=visited_on,
        latitude=latitude,
        longitude=longitude,
    )


def _state(status: str, day: date | None, visited_on: date | None, today: date) -> State:
    if visited_on is not None:
        return State.DONE
    if status == DROPPED:
        return State.DROPPED
    return State.LATE if day is not None and day < today else State.PLANNED


def _position(text: str | None) -> tuple[float | None, float | None]:
    if not text:
        return None, None
    latitude, longitude = text.split()
    return float(latitude), float(longitude)


def _place(row: Mapping[str, Any]) -> Place:
    return Place(village=row["village"] or "", rw=row["rw"] or "", rt=row["rt"] or "")


def _reason_row(reason: Reason) -> dict[str, Any]:
    row = {
        "why": reason.why.value,
        "day": reason.day.isoformat() if reason.day else None,
        "count": reason.count,
        "of": reason.of,
        "text": reason.text or None,
    }
    return {name: value for name, value in row.items() if value is not None}


def _reason(row: Mapping[str, Any]) -> Reason:
    known = {why.value for why in Why}
    return Reason(
        why=Why(row["why"]) if row.get("why") in known else Why.OWN_CHOICE,
        day=_day(row.get("day")),
        count=row.get("count"),
        of=row.get("of"),
        text=row.get("text") or "",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
