"""The tables of commitments: duties, months at school, checks, and what was done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from fieldkit.core import paths
from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.commitments.model import (
    PUPILS,
    Action,
    Check,
    Domain,
    Duty,
    Period,
    Pupil,
    Quarter,
    Result,
    SchoolMonth,
    Subject,
)
from fieldkit.features.people.nik import age
from fieldkit.features.people.words import SERVED, Component

COMMON = "common"
_SCHOOL, _CHECK, _ACTION, _DUTY = "school_month", "duty_check", "commitment_action", "duty"
_SERVED = "coalesce(f.status, 'active') IN ({})".format(", ".join(f"'{s.value}'" for s in SERVED))
_LEVELS = ", ".join(f"'{c.value}'" for c in PUPILS)
_IN_CODE_ORDER = (
    "g.code IS NULL, length(g.code), g.code, f.row_code IS NULL, length(f.row_code),"
    " f.row_code, f.name COLLATE NOCASE, f.id, m.birth_date, m.name COLLATE NOCASE, m.id"
)
_PEOPLE = f"""SELECT m.id AS person_id, m.family_id, m.name, m.nik, m.nisn, m.school, m.npsn,
        m.grade, m.component, m.birth_date, m.health_facility, f.name AS carer,
        f.nik AS carer_nik, f.group_id, f.row_code, g.name AS group_name
    FROM member m JOIN family f ON f.id = m.family_id
    LEFT JOIN kpm_group g ON g.id = f.group_id WHERE {_SERVED}"""
_SCHOOL_FIELDS = tuple(field.name for field in fields(SchoolMonth))
_CHECK_FIELDS = tuple(field.name for field in fields(Check))
_ACTION_FIELDS = tuple(field.name for field in fields(Action))


# -- duties ----------------------------------------------------------------------------------


@cache
def given_duties() -> tuple[Duty, ...]:
    """Read the list every book begins with."""
    text = (paths.resources() / "commitments" / "duties.json").read_text(encoding="utf-8")
    return tuple(
        _duty({**row, "components": json.dumps(row["components"]), "position": place, "is_used": 1})
        for place, row in enumerate(json.loads(text))
    )


def duties(db: Database) -> list[Duty]:
    """Read every duty: the given ones as they were changed, and local ones after them."""
    kept = {row["code"]: _duty(row) for row in db.rows("SELECT * FROM duty WHERE code <> ''")}
    given = [kept.pop(duty.code, duty) for duty in given_duties()]
    local = sorted(kept.values(), key=lambda duty: (duty.position, duty.name.casefold()))
    return [*given, *local]


def save_duty(writer: Writer, duty: Duty) -> str:
    """Write one duty; two laptops that change a given one change the same."""
    row = {
        "id": derived_id(_DUTY, duty.code), "code": duty.code, "domain": duty.domain.value,
        "components": [c.value for c in duty.components], "name": " ".join(duty.name.split()),
        "period": duty.period.value, "times": duty.times, "line": duty.line,
        "source": duty.source.strip() or None, "is_used": int(duty.is_used),
        "position": duty.position,
    }  # fmt: skip
    return writer.put(_DUTY, row, scope=COMMON)


def _duty(row: Mapping[str, Any]) -> Duty:
    known = {c.value for c in Component}
    return Duty(
        id=row.get("id") or "",
        code=row["code"],
        domain=Domain(row["domain"]) if row["domain"] in set(Domain) else Domain.SOCIAL,
        components=tuple(Component(c) for c in json.loads(row["components"] or "[]") if c in known),
        name=row["name"] or "",
        period=Period(row["period"]) if row["period"] in set(Period) else Period.QUARTER,
        times=row["times"] or 1,
        line=row.get("line"),
        source=row.get("source") or "",
        is_used=bool(row["is_used"]),
        position=row["position"] or 0,
    )


# -- school ----------------------------------------------------------------------------------


def pupils(db: Database, quarter: Quarter, group_id: str | None = None) -> list[Pupil]:
    """Read every pupil of served families with the months of a quarter, in code order."""
    chosen = _in_group(group_id)
    sql = f"{_PEOPLE} AND m.component IN ({_LEVELS}) {chosen} ORDER BY {_IN_CODE_ORDER}"
    months = school_months(db, quarter.months[0], quarter.months[2])
    told = {(one.person_id, one.month): one for one in months}
    return [_pupil(row, quarter, told) for row in db.rows(sql, group=group_id)]


def school_months(db: Database, first: Month, last: Month) -> list[SchoolMonth]:
    """Read what schools told of a stretch of months."""
    columns = ", ".join(_SCHOOL_FIELDS)
    sql = f"SELECT {columns} FROM school_month WHERE month BETWEEN :first AND :last"
    return [_school_month(row) for row in db.rows(sql, first=str(first), last=str(last))]


def school_months_of(db: Database, family_id: str) -> list[SchoolMonth]:
    """Read what schools told of a family's children, the newest month first."""
    columns = ", ".join(_SCHOOL_FIELDS)
    sql = f"""SELECT {columns} FROM school_month WHERE family_id = :id
        ORDER BY month DESC, person_id"""
    return [_school_month(row) for row in db.rows(sql, id=family_id)]


def save_school(writer: Writer, months: Sequence[tuple[SchoolMonth, str]]) -> None:
    """Write pupils' months, each with its scope."""
    rows = []
    for told, scope in months:
        row: Row = {name: getattr(told, name) for name in _SCHOOL_FIELDS}
        row |= {"month": str(told.month), "note": told.note.strip() or None, "_scope": scope}
        row["id"] = derived_id(_SCHOOL, told.person_id, str(told.month))
        rows.append(row)
    writer.put_many(_SCHOOL, rows)


def latest_school_month(db: Database) -> Month | None:
    """Return the newest month any school told of."""
    newest = db.value("SELECT max(month) FROM school_month")
    return Month.parse(newest) if newest else None


# -- checks ----------------------------------------------------------------------------------


def subjects(
    db: Database, duty: Duty, period: str, today: date, group_id: str | None = None
) -> list[Subject]:
    """Read everybody a duty is for, with what was found in a period, in code order."""
    chosen = _in_group(group_id)
    sql = f"""{_PEOPLE} AND m.component IN (SELECT value FROM json_each(:components)) {chosen}
        ORDER BY {_IN_CODE_ORDER}"""
    components = json.dumps([c.value for c in duty.components])
    found = {one.person_id: one for one in checks(db, duty.code, period)}
    return [
        _subject(row, duty, period, found, today)
        for row in db.rows(sql, components=components, group=group_id)
    ]


def checks(db: Database, duty: str, period: str) -> list[Check]:
    """Read what was found of a duty in a period."""
    columns = ", ".join(_CHECK_FIELDS)
    sql = f"SELECT {columns} FROM duty_check WHERE duty = :duty AND period = :period"
    return [_check(row) for row in db.rows(sql, duty=duty, period=period)]


def checks_of(db: Database, family_id: str) -> list[Check]:
    """Read every check of a family's people, the newest first."""
    columns = ", ".join(_CHECK_FIELDS)
    sql = f"""SELECT {columns} FROM duty_check WHERE family_id = :id
        ORDER BY coalesce(checked_on, '') DESC, period DESC"""
    return [_check(row) for row in db.rows(sql, id=family_id)]


def save_checks(writer: Writer, found: Sequence[tuple[Check, str]]) -> None:
    """Write checks, each with its scope."""
    rows = []
    for check, scope in found:
        row: Row = {name: getattr(check, name) for name in _CHECK_FIELDS}
        row |= {name: row[name].strip() or None for name in ("place", "note")}
        row["id"] = derived_id(_CHECK, check.person_id, check.duty, check.period)
        rows.append({**row, "_scope": scope})
    writer.put_many(_CHECK, rows)


# -- what was done ---------------------------------------------------------------------------


def actions(
    db: Database, *, period: str | None = None, family_id: str | None = None
) -> list[Action]:
    """Read what was done, in a period or for a family, the oldest first."""
    columns = ", ".join(_ACTION_FIELDS)
    where = "period = :period" if period is not None else "family_id = :family"
    sql = f"SELECT {columns} FROM commitment_action WHERE {where} ORDER BY done_on, id"
    return [_action(row) for row in db.rows(sql, period=period, family=family_id)]


def action(db: Database, action_id: str) -> Action | None:
    """Read one action."""
    columns = ", ".join(_ACTION_FIELDS)
    row = db.row(f"SELECT {columns} FROM commitment_action WHERE id = :id", id=action_id)
    return None if row is None else _action(row)


def open_actions(db: Database, until: date) -> list[tuple[Action, str, str]]:
    """Read actions whose follow-up is due by a day and open, with family and group names."""
    columns = ", ".join(f"a.{name}" for name in _ACTION_FIELDS)
    sql = f"""SELECT {columns}, f.name AS family_name, g.name AS group_name
        FROM commitment_action a JOIN family f ON f.id = a.family_id
        LEFT JOIN kpm_group g ON g.id = f.group_id
        WHERE a.follow_up_due <= :until AND a.follow_up_done_on IS NULL
        ORDER BY a.follow_up_due, f.name COLLATE NOCASE, a.id"""
    return [
        (_action(row), row["family_name"] or "", row["group_name"] or "")
        for row in db.rows(sql, until=until.isoformat())
    ]


def save_action(writer: Writer, done: Action, scope: str) -> str:
    """Write one action and return its id."""
    row: Row = {name: getattr(done, name) for name in _ACTION_FIELDS}
    row |= {name: row[name].strip() or None for name in ("what", "outcome")}
    if not row["id"]:
        del row["id"]
    return writer.put(_ACTION, row, scope=scope)


# -- people ----------------------------------------------------------------------------------


def homes(db: Database, person_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the family and scope of members, by their id."""
    sql = """SELECT m.id, m.family_id, f._scope AS scope FROM member m
        JOIN family f ON f.id = m.family_id
        WHERE m.id IN (SELECT value FROM json_each(:ids))"""
    found = db.rows(sql, ids=json.dumps(list(person_ids)))
    return {row["id"]: (row["family_id"], row["scope"]) for row in found}


def uncounted(db: Database) -> int:
    """Count served families that have components by number but nobody recorded by name."""
    sql = f"""SELECT count(*) FROM family f WHERE {_SERVED}
        AND coalesce(n_pregnant, 0) + coalesce(n_toddler, 0) + coalesce(n_primary, 0)
            + coalesce(n_junior, 0) + coalesce(n_senior, 0) + coalesce(n_elderly, 0)
            + coalesce(n_disabled, 0) > 0
        AND NOT EXISTS (SELECT 1 FROM member m WHERE m.family_id = f.id
            AND m.component IS NOT NULL)"""
    return int(db.value(sql))


def _in_group(group_id: str | None) -> str:
    if group_id is None:
        return ""
    return "AND f.group_id = :group" if group_id else "AND f.group_id IS NULL"


def _pupil(row: Row, quarter: Quarter, told: Mapping[tuple[str, Month], SchoolMonth]) -> Pupil:
    member, family = row["person_id"], row["family_id"]
    first, second, third = (
        told.get((member, month)) or SchoolMonth(person_id=member, family_id=family, month=month)
        for month in quarter.months
    )
    texts = ("name", "nik", "nisn", "school", "npsn", "grade", "carer", "carer_nik", "group_id",
             "group_name", "row_code")  # fmt: skip
    return Pupil(
        person_id=member,
        family_id=family,
        level=Component(row["component"]),
        months=(first, second, third),
        **{name: row[name] or "" for name in texts},
    )


def _subject(row: Row, duty: Duty, period: str, found: Mapping[str, Check], today: date) -> Subject:
    member, family = row["person_id"], row["family_id"]
    born = _day(row["birth_date"])
    blank = Check(person_id=member, family_id=family, duty=duty.code, period=period)
    return Subject(
        person_id=member,
        family_id=family,
        name=row["name"] or "",
        age=age(born, today) if born and born <= today else None,
        facility=row["health_facility"] or "",
        carer=row["carer"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        row_code=row["row_code"] or "",
        check=found.get(member, blank),
    )


def _school_month(row: Mapping[str, Any]) -> SchoolMonth:
    values = {name: row[name] for name in _SCHOOL_FIELDS}
    return SchoolMonth(**{**values, "month": Month.parse(row["month"]), "note": row["note"] or ""})


def _check(row: Mapping[str, Any]) -> Check:
    values = {name: row[name] for name in _CHECK_FIELDS}
    values |= {name: row[name] or "" for name in ("place", "note")}
    values["checked_on"] = _day(row["checked_on"])
    values["result"] = Result(row["result"]) if row["result"] in set(Result) else None
    return Check(**values)


def _action(row: Mapping[str, Any]) -> Action:
    values = {name: row[name] for name in _ACTION_FIELDS}
    days = ("done_on", "follow_up_due", "follow_up_done_on")
    values |= {name: _day(row[name]) for name in days}
    values |= {name: row[name] or "" for name in ("what", "outcome", "duty", "period")}
    return Action(**values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
