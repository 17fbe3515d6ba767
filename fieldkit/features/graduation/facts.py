"""What the book holds of families that says how they stand, read for many at once."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.features.graduation import readiness
from fieldkit.features.graduation.readiness import HELPING, Facts
from fieldkit.features.people.takings import BusinessMonth, Course
from fieldkit.features.people.words import SERVED

_SERVED = ", ".join(f"'{status.value}'" for status in SERVED)
_OUT = ("out_food", "out_education", "out_health", "out_instalment", "out_transport",
        "out_cigarettes", "out_other")  # fmt: skip
_SPENT = " + ".join(f"coalesce({name}, 0)" for name in _OUT)
_ANY_SPENT = " OR ".join(f"{name} IS NOT NULL" for name in _OUT)
_SCHOOL_LINE = 85


def heads(db: Database, ids: str) -> dict[str, int]:
    """Count who lives in each family; a family without recorded members is not known."""
    sql = f"SELECT family_id, count(*) AS n FROM member {_chosen()} GROUP BY family_id"
    return {row["family_id"]: row["n"] for row in db.rows(sql, ids=ids)}


def served_ids(db: Database, group: str | None = None) -> list[str]:
    """Return the families still served, of one group or all ("" is without a group)."""
    chosen = ""
    if group is not None:
        chosen = "AND group_id = :group" if group else "AND group_id IS NULL"
    sql = f"""SELECT id FROM family WHERE coalesce(status, 'active') IN ({_SERVED}) {chosen}
        ORDER BY name COLLATE NOCASE, id"""
    return [row["id"] for row in db.rows(sql, group=group)]


def read(
    db: Database,
    family_ids: Sequence[str],
    now: Month,
    courses: Mapping[str, Course],
    months: Sequence[BusinessMonth],
) -> list[Facts]:
    """Read what is known of families up to a month; businesses come from their own room."""
    ids = json.dumps(list(family_ids))
    money = _money(db, ids, now)
    savings = _savings(db, ids, now)
    owned = _owned(db, ids)
    attended = _attended(db, ids, now)
    school = _school(db, ids, now)
    agreed = _by_family(db, _AGREED.format(_chosen()), ids=ids)
    trades = _trades(db, ids)
    counted = heads(db, ids)
    told: dict[str, list[BusinessMonth]] = {}
    for one in months:
        told.setdefault(one.family_id, []).append(one)
    line = db.value(_LINE) or _SCHOOL_LINE
    blank: Row = {}
    return [
        _facts(
            family_id,
            counted.get(family_id),
            money.get(family_id, []),
            savings.get(family_id, blank),
            owned.get(family_id, []),
            attended.get(family_id, blank),
            school.get(family_id, blank),
            agreed.get(family_id, blank),
            trades.get(family_id, []),
            told.get(family_id, []),
            courses,
            line,
        )
        for family_id in family_ids
    ]


_AGREED = "SELECT family_id, agreed_on, agreement_ended_on FROM graduation {}"
_LINE = "SELECT line FROM duty WHERE code = 'school' AND is_used = 1"


def _facts(
    family_id: str,
    counted: int | None,
    money: list[Row],
    savings: Row,
    owned: list[Row],
    attended: Row,
    school: Row,
    agreed: Row,
    trades: list[Row],
    told: list[BusinessMonth],
    courses: Mapping[str, Course],
    line: int,
) -> Facts:
    income = [row["income"] for row in money if row["income"] is not None]
    spent = [row["spent"] for row in money if row["spent"] is not None]
    figures = [one for one in told if one.has_figures]
    recent = sorted({one.month for one in figures})
    running = [row["id"] for row in trades]
    main = [courses[one] for one in running if one in courses]
    best = max(main, key=lambda course: course.recent or 0, default=None)
    asked = [row["noted_on"] for row in owned if row["noted_on"]]
    kinds = {row["kind"] for row in owned if row["gone_on"] is None}
    return Facts(
        family_id=family_id,
        heads=counted,
        income=_average(income),
        wage_months=sum((row["in_wage"] or 0) > 0 for row in money),
        spending=_average(spent),
        money_months=tuple(Month.parse(row["month"]) for row in reversed(money)),
        saved_months=savings.get("saved") or 0,
        told_savings=savings.get("told") or 0,
        balance=savings.get("balance"),
        businesses=len(trades),
        business_kinds=tuple(row["kind"] or "" for row in trades),
        earned=_earned(figures, recent),
        **({"trend": best.trend} if best is not None else {}),
        business_months=tuple(recent),
        helping=tuple(kind for kind in HELPING if kind.value in kinds),
        assets_asked_on=date.fromisoformat(max(asked)) if asked else None,
        attended=attended.get("attended") or 0,
        sessions=attended.get("sessions") or 0,
        pupils_told=school.get("told") or 0,
        pupils_below=school.get("below") or 0,
        school_line=line,
        agreed_on=_day(agreed.get("agreed_on")),
        agreement_ended_on=_day(agreed.get("agreement_ended_on")),
    )


def _earned(figures: Sequence[BusinessMonth], recent: Sequence[Month]) -> int | None:
    """Return what all businesses together earned a month, on average of the last three told."""
    looked = set(recent[-readiness.FEWEST_BUSINESS_MONTHS :])
    sums: dict[Month, int] = {}
    for one in figures:
        if one.month in looked and one.earned is not None:
            sums[one.month] = sums.get(one.month, 0) + one.earned
    return _average(list(sums.values()))


def _average(amounts: Sequence[int]) -> int | None:
    return round(sum(amounts) / len(amounts)) if amounts else None


def _money(db: Database, ids: str, now: Month) -> dict[str, list[Row]]:
    """Return each family's newest three months of money that were told, the newest first."""
    sql = f"""SELECT * FROM (
            SELECT family_id, month, in_wage,
                CASE WHEN in_wage IS NULL AND in_business IS NULL AND in_other IS NULL THEN NULL
                    ELSE coalesce(in_wage, 0) + coalesce(in_business, 0) + coalesce(in_other, 0)
                END AS income,
                CASE WHEN {_ANY_SPENT} THEN {_SPENT} END AS spent,
                row_number() OVER (PARTITION BY family_id ORDER BY month DESC) AS place
            FROM money_month WHERE month BETWEEN :first AND :last
                AND (in_wage IS NOT NULL OR in_business IS NOT NULL OR in_other IS NOT NULL)
                {_chosen("AND")})
        WHERE place <= :most ORDER BY family_id, place"""
    found: dict[str, list[Row]] = {}
    first = now.plus(1 - readiness.LOOK_BACK)
    rows = db.rows(sql, first=str(first), last=str(now), ids=ids, most=readiness.MONEY_MONTHS)
    for row in rows:
        found.setdefault(row["family_id"], []).append(row)
    return found


def _savings(db: Database, ids: str, now: Month) -> dict[str, Row]:
    sql = f"""SELECT family_id, sum(saving_paid > 0) AS saved, count(*) AS told,
            (SELECT m.saving_balance FROM money_month m WHERE m.family_id = s.family_id
                AND m.saving_balance IS NOT NULL AND m.month <= :last
                ORDER BY m.month DESC LIMIT 1) AS balance
        FROM money_month s WHERE month BETWEEN :first AND :last AND saving_paid IS NOT NULL
            {_chosen("AND")} GROUP BY family_id"""
    first = now.plus(1 - readiness.SAVING_MONTHS)
    return _by_family(db, sql, first=str(first), last=str(now), ids=ids)


def _owned(db: Database, ids: str) -> dict[str, list[Row]]:
    sql = f"SELECT family_id, kind, noted_on, gone_on FROM family_asset {_chosen()}"
    found: dict[str, list[Row]] = {}
    for row in db.rows(sql, ids=ids):
        found.setdefault(row["family_id"], []).append(row)
    return found


def _attended(db: Database, ids: str, now: Month) -> dict[str, Row]:
    sql = f"""SELECT a.family_id, count(*) AS sessions, sum(a.status = 'present') AS attended
        FROM session s JOIN attendance a ON a.session_id = s.id
        WHERE s.status IN ('held', 'reported') AND s.held_on BETWEEN :first AND :last
            AND a.status IS NOT NULL AND a.status <> 'unmarked' {_chosen("AND", "a.")}
        GROUP BY a.family_id"""
    first = now.plus(1 - readiness.ATTENDANCE_MONTHS).first
    return _by_family(db, sql, first=first.isoformat(), last=now.last.isoformat(), ids=ids)


def _school(db: Database, ids: str, now: Month) -> dict[str, Row]:
    sql = f"""SELECT family_id, count(DISTINCT person_id) AS told,
            count(DISTINCT CASE WHEN coalesce(absent, 0) + coalesce(excused, 0)
                + coalesce(sick, 0) > effective_days * (100 - :line) / 100.0
                THEN person_id END) AS below
        FROM school_month WHERE month BETWEEN :first AND :last AND effective_days > 0
            {_chosen("AND")} GROUP BY family_id"""
    first = now.plus(1 - readiness.SCHOOL_MONTHS)
    line = db.value(_LINE) or _SCHOOL_LINE
    return _by_family(db, sql, first=str(first), last=str(now), line=line, ids=ids)


def _trades(db: Database, ids: str) -> dict[str, list[Row]]:
    sql = f"""SELECT family_id, id, kind FROM business
        WHERE closed_on IS NULL {_chosen("AND")} ORDER BY started_on, kind, id"""
    found: dict[str, list[Row]] = {}
    for row in db.rows(sql, ids=ids):
        found.setdefault(row["family_id"], []).append(row)
    return found


def _by_family(db: Database, sql: str, **params: Any) -> dict[str, Row]:
    return {row["family_id"]: row for row in db.rows(sql, **params)}


def _chosen(word: str = "WHERE", prefix: str = "") -> str:
    return f"{word} {prefix}family_id IN (SELECT value FROM json_each(:ids))"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def names(db: Database, family_ids: Sequence[str]) -> dict[str, Row]:
    """Return name, row code and group of families, by id."""
    sql = """SELECT f.id, coalesce(f.name, '') AS name, coalesce(f.row_code, '') AS row_code,
            coalesce(f.group_id, '') AS group_id, coalesce(g.name, '') AS group_name
        FROM family f LEFT JOIN kpm_group g ON g.id = f.group_id
        WHERE f.id IN (SELECT value FROM json_each(:ids))"""
    rows = db.rows(sql, ids=json.dumps(list(family_ids)))
    return {row.pop("id"): row for row in map(dict, rows)}
