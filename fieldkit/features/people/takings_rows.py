"""The business_month table: rows in, months of business out."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.people.takings import BusinessMonth, RoundLine
from fieldkit.features.people.words import SERVED

TABLE = "business_month"
_FIELDS = (
    "business_id", "family_id", "month", "turnover", "cost", "profit", "asked_on", "note",
)  # fmt: skip
_COLUMNS = ", ".join(f"m.{name}" for name in _FIELDS)
_SERVED = "coalesce(f.status, 'active') IN ({})".format(", ".join(f"'{s.value}'" for s in SERVED))
_IN_CODE_ORDER = (
    "g.code IS NULL, length(g.code), g.code, f.row_code IS NULL, length(f.row_code),"
    " f.row_code, f.name COLLATE NOCASE, f.id, b.started_on, b.kind, b.id"
)


def id_of(business_id: str, month: Month) -> str:
    """Return the one id that two laptops give a month of a business."""
    return derived_id(TABLE, business_id, str(month))


def row_of(told: BusinessMonth) -> Row:
    """Return a month as the writer takes it."""
    row: Row = {name: getattr(told, name) for name in _FIELDS}
    row |= {"id": id_of(told.business_id, told.month), "month": str(told.month)}
    row["note"] = told.note.strip() or None
    return row


def save(writer: Writer, told: Sequence[tuple[BusinessMonth, str]]) -> None:
    """Write months, each with its scope."""
    writer.put_many(TABLE, [{**row_of(one), "_scope": scope} for one, scope in told])


def by_month(db: Database, business_id: str, month: Month) -> BusinessMonth | None:
    """Read one month of a business."""
    sql = f"SELECT {_COLUMNS} FROM business_month m WHERE id = :id"
    row = db.row(sql, id=id_of(business_id, month))
    return None if row is None else _month(row)


def of_family(db: Database, family_id: str) -> list[BusinessMonth]:
    """Read every month of a family's businesses, oldest first."""
    sql = f"""SELECT {_COLUMNS} FROM business_month m
        WHERE family_id = :id ORDER BY month, business_id"""
    return [_month(row) for row in db.rows(sql, id=family_id)]


def between(
    db: Database, first: Month, last: Month, family_ids: Sequence[str] | None = None
) -> list[BusinessMonth]:
    """Read every month told in a stretch, of all families or of these, oldest first."""
    chosen = "" if family_ids is None else "AND family_id IN (SELECT value FROM json_each(:ids))"
    sql = f"""SELECT {_COLUMNS} FROM business_month m
        WHERE month BETWEEN :first AND :last {chosen} ORDER BY month, business_id"""
    found = db.rows(sql, first=str(first), last=str(last), ids=json.dumps(family_ids))
    return [_month(row) for row in found]


def businesses(db: Database, ids: Sequence[str]) -> dict[str, tuple[str, str, date | None]]:
    """Return the family, scope and closing day of businesses, by id."""
    sql = """SELECT b.id, b.family_id, coalesce(f._scope, b._scope) AS scope, b.closed_on
        FROM business b LEFT JOIN family f ON f.id = b.family_id
        WHERE b.id IN (SELECT value FROM json_each(:ids))"""
    return {
        row["id"]: (row["family_id"], row["scope"], _day(row["closed_on"]))
        for row in db.rows(sql, ids=json.dumps(list(ids)))
    }


def round_lines(db: Database, month: Month, group_id: str | None) -> list[RoundLine]:
    """Read the businesses of served families that were open in a month, and what was told."""
    chosen = ""
    if group_id is not None:
        chosen = "AND f.group_id = :group" if group_id else "AND f.group_id IS NULL"
    sql = f"""SELECT b.id AS business_id, b.kind, f.id AS family_id, f.name AS family_name,
            f.row_code, f.group_id, g.name AS group_name
        FROM business b JOIN family f ON f.id = b.family_id
        LEFT JOIN kpm_group g ON g.id = f.group_id
        WHERE {_SERVED} AND (b.closed_on IS NULL OR b.closed_on >= :first)
            AND (b.started_on IS NULL OR b.started_on <= :last) {chosen}
        ORDER BY {_IN_CODE_ORDER}"""
    found = db.rows(sql, first=month.first.isoformat(), last=month.last.isoformat(), group=group_id)
    now = {one.business_id: one for one in between(db, month, month)}
    last = _last_told(db, month)
    return [_line(row, month, now, last) for row in found]


def _last_told(db: Database, before: Month) -> dict[str, BusinessMonth]:
    """Return, by business, the newest month before one that a family was asked about."""
    sql = f"""SELECT {_COLUMNS} FROM business_month m JOIN (
            SELECT business_id, max(month) AS month FROM business_month
            WHERE month < :before AND asked_on IS NOT NULL GROUP BY business_id
        ) AS told ON told.business_id = m.business_id AND told.month = m.month"""
    return {row["business_id"]: _month(row) for row in db.rows(sql, before=str(before))}


def _line(
    row: Row, month: Month, now: Mapping[str, BusinessMonth], last: Mapping[str, BusinessMonth]
) -> RoundLine:
    business_id = row["business_id"]
    blank = BusinessMonth(business_id=business_id, family_id=row["family_id"], month=month)
    texts = ("family_name", "row_code", "group_id", "group_name", "kind")
    return RoundLine(
        business_id=business_id,
        family_id=row["family_id"],
        **{name: row[name] or "" for name in texts},
        month=now.get(business_id, blank),
        last=last.get(business_id),
    )


def _month(row: Mapping[str, Any]) -> BusinessMonth:
    values = {name: row[name] for name in _FIELDS}
    values |= {"month": Month.parse(row["month"]), "asked_on": _day(row["asked_on"])}
    values["note"] = row["note"] or ""
    return BusinessMonth(**values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def latest(db: Database) -> Month | None:
    """Return the newest month in which anything was told."""
    newest = db.value("SELECT max(month) FROM business_month WHERE asked_on IS NOT NULL")
    return Month.parse(newest) if newest else None
