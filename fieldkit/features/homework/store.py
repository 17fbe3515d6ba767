"""The money_month table: rows in, months of money out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.homework import daily
from fieldkit.features.homework.model import (
    OUT_FIELDS,
    FamilyLine,
    GroupMonth,
    MoneyMonth,
    Progress,
    SheetKind,
    Status,
    Told,
)
from fieldkit.features.people.model import SERVED

TABLE = "money_month"
DRAFTS = Drafts(TABLE)
_FIELDS = tuple(field.name for field in fields(MoneyMonth))
_DATES = ("assigned_on", "collected_on", "checked_on", "reminded_on", "returned_on")
_TEXTS = ("session_id", "saving_place", "checker_note")
_COLUMNS = ", ".join(f"m.{name}" for name in _FIELDS)
_SERVED = "coalesce(f.status, 'active') IN ({})".format(", ".join(f"'{s.value}'" for s in SERVED))
_SPENT = " + ".join(f"coalesce(m.{name}, 0)" for name in OUT_FIELDS)
_IN_CODE_ORDER = "f.row_code IS NULL, length(f.row_code), f.row_code, f.name COLLATE NOCASE, f.id"


def id_of(family_id: str, month: Month) -> str:
    """Return the one id that two laptops give a family's month."""
    return derived_id(TABLE, family_id, str(month))


def row_of(money: MoneyMonth) -> Row:
    """Return a month as the writer takes it."""
    row: Row = {name: getattr(money, name) for name in _FIELDS}
    row |= {name: row[name].strip() or None for name in _TEXTS}
    row |= {"id": id_of(money.family_id, money.month), "month": str(money.month)}
    row["log"] = daily.packed(money.log)
    return row


def save(writer: Writer, money: MoneyMonth, scope: str) -> None:
    """Write one month."""
    writer.put(TABLE, row_of(money), scope=scope)


def assign(
    writer: Writer, family_ids: Sequence[str], month: Month, scope: str, facts: Mapping[str, Any]
) -> None:
    """Give these families the homework of a month; other fields stay as they are."""
    writer.put_many(
        TABLE,
        [
            {"id": id_of(family_id, month), "family_id": family_id, "month": str(month), **facts}
            for family_id in family_ids
        ],
        scope=scope,
    )


def by_month(db: Database, family_id: str, month: Month) -> MoneyMonth | None:
    """Read one family's month."""
    row = db.row(f"SELECT {_COLUMNS} FROM money_month m WHERE id = :id", id=id_of(family_id, month))
    return None if row is None else _money(row)


def of_family(db: Database, family_id: str) -> list[MoneyMonth]:
    """Read every month of one family, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM money_month m WHERE family_id = :id ORDER BY month"
    return [_money(row) for row in db.rows(sql, id=family_id)]


def told_of(db: Database, family_id: str) -> list[Told]:
    """Read what a family's story says of its months; far less than the months themselves."""
    sql = """SELECT month, assigned_on, collected_on, checked_on, saving_paid AS saved,
            coalesce(checker_note, '') AS note
        FROM money_month WHERE family_id = :id ORDER BY month"""
    return [
        Told(
            month=Month.parse(row["month"]),
            assigned_on=_day(row["assigned_on"]),
            collected_on=_day(row["collected_on"]),
            checked_on=_day(row["checked_on"]),
            saved=row["saved"],
            note=row["note"],
        )
        for row in db.rows(sql, id=family_id)
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def scope_of(db: Database, family_id: str) -> str | None:
    """Return the scope a family's records belong to, None when there is no such family."""
    found = db.value("SELECT _scope FROM family WHERE id = :id", id=family_id)
    return None if found is None else str(found)


def lines(db: Database, group_id: str, month: Month) -> list[FamilyLine]:
    """Read a group's served families, and whoever else has a sheet for the month."""
    columns = _COLUMNS.replace("m.family_id, m.month, ", "")
    sql = f"""SELECT f.id AS family_id, f.name, f.row_code, {columns},
            coalesce(c.kind = '{SheetKind.PICTURES}', 0) AS uses_pictures
        FROM family f LEFT JOIN money_month m ON m.family_id = f.id AND m.month = :month
        LEFT JOIN sheet_choice c ON c.family_id = f.id
        WHERE {_in_group(group_id)} AND ({_SERVED} OR m.id IS NOT NULL)
        ORDER BY {_IN_CODE_ORDER}"""
    return [
        FamilyLine(
            id=row["family_id"],
            name=row["name"] or "",
            row_code=row["row_code"] or "",
            money=_money({**row, "month": str(month)}),
            uses_pictures=bool(row["uses_pictures"]),
        )
        for row in db.rows(sql, group=group_id, month=str(month))
    ]


def not_given(db: Database, group_id: str, month: Month) -> list[tuple[str, str]]:
    """Return (family id, scope) of a group's served families without homework in the month."""
    sql = f"""SELECT f.id, f._scope AS scope FROM family f
        LEFT JOIN money_month m ON m.family_id = f.id AND m.month = :month
        WHERE {_in_group(group_id)} AND {_SERVED} AND m.status IS NULL
        ORDER BY {_IN_CODE_ORDER}"""
    return [(row["id"], row["scope"]) for row in db.rows(sql, group=group_id, month=str(month))]


def _in_group(group_id: str) -> str:
    """Return SQL for a group's families; a blank id means those without a group."""
    return "f.group_id = :group" if group_id else "f.group_id IS NULL"


def progress(db: Database, month: Month, group_id: str | None) -> list[Progress]:
    """Count families by group and status; a blank group id is the families without a group."""
    words = ", ".join(f"coalesce(sum(m.status = '{s.value}'), 0) AS {s.value}" for s in Status)
    known = ", ".join(f"coalesce({s.value}, 0) AS {s.value}" for s in Status)
    chosen = f"AND {_in_group(group_id)}" if group_id is not None else ""
    sql = f"""WITH
        served AS (SELECT coalesce(f.group_id, '') AS group_id, count(*) AS families
            FROM family f WHERE {_SERVED} {chosen} GROUP BY 1),
        sheets AS (SELECT coalesce(f.group_id, '') AS group_id, sum(NOT {_SERVED}) AS left_us,
                sum(m.saving_paid) AS saved, sum(m.returned_on IS NOT NULL) AS returned, {words}
            FROM money_month m JOIN family f ON f.id = m.family_id
            WHERE m.month = :month {chosen} GROUP BY 1),
        every AS (SELECT group_id FROM served UNION SELECT group_id FROM sheets)
        SELECT every.group_id, g.name AS group_name, saved, coalesce(returned, 0) AS returned,
            {known},
            coalesce(families, 0) + coalesce(left_us, 0) AS families
        FROM every LEFT JOIN served USING (group_id) LEFT JOIN sheets USING (group_id)
        LEFT JOIN kpm_group g ON g.id = every.group_id
        ORDER BY g.code IS NULL, length(g.code), g.code, g.name COLLATE NOCASE, every.group_id"""
    found = db.rows(sql, month=str(month), group=group_id)
    return [
        Progress(**{**row, "group_name": row["group_name"] or "", "month": month}) for row in found
    ]


def mark(
    writer: Writer, family_ids: Sequence[str], month: Month, scope: str, facts: Mapping[str, Any]
) -> None:
    """Note something of these families' sheets; other fields stay as they are."""
    rows = [{"id": id_of(family_id, month), **facts} for family_id in family_ids]
    for row in rows:
        writer.put(TABLE, row, scope=scope)


def group_months(db: Database, group_id: str, first: Month, last: Month) -> list[GroupMonth]:
    """Count a group's sheets month by month; without a group everybody's."""
    chosen = f"AND {_in_group(group_id)}" if group_id else ""
    sql = f"""SELECT m.month, count(m.status) AS given,
            coalesce(sum(m.status IN ('collected', 'checked', 'needs_work')), 0) AS handed_in,
            sum(m.saving_paid) AS saved, sum(m.saving_balance) AS balance,
            sum(m.out_wants) AS wants,
            sum(CASE WHEN m.out_wants IS NOT NULL THEN {_SPENT} END) AS money_out
        FROM money_month m JOIN family f ON f.id = m.family_id
        WHERE m.month BETWEEN :first AND :last {chosen} GROUP BY 1 ORDER BY 1"""
    rows = db.rows(sql, group=group_id, first=str(first), last=str(last))
    return [GroupMonth(**{**row, "month": Month.parse(row["month"])}) for row in rows]


def uses_pictures(db: Database, family_id: str) -> bool:
    """Whether a family fills in the sheet with pictures."""
    found = db.value("SELECT kind FROM sheet_choice WHERE family_id = :id", id=family_id)
    return bool(found == SheetKind.PICTURES)


def choose_sheet(writer: Writer, family_id: str, kind: SheetKind, scope: str) -> None:
    """Note which sheet a family fills in."""
    row: Row = {
        "id": derived_id("sheet_choice", family_id), "family_id": family_id, "kind": kind.value,
    }  # fmt: skip
    writer.put("sheet_choice", row, scope=scope)


def month_to_collect(db: Database, group_id: str, month: Month) -> Month | None:
    """Return the newest month before one with sheets of a group, else that month itself."""
    sql = """SELECT max(m.month) FROM money_month AS m JOIN family AS f ON f.id = m.family_id
        WHERE f.group_id = :group AND m.status IS NOT NULL AND m.month """
    for bound in ("< :month", "= :month"):
        found = db.value(f"{sql}{bound}", group=group_id, month=str(month))
        if found:
            return Month.parse(found)
    return None


def unchecked(db: Database, until: Month) -> int:
    """Count the sheets handed in up to a month and not checked yet."""
    sql = "SELECT count(*) FROM money_month WHERE status = 'collected' AND month <= :month"
    return int(db.value(sql, month=str(until)))


def latest_month(db: Database) -> Month | None:
    """Return the newest month for which homework was given."""
    newest = db.value("SELECT max(month) FROM money_month WHERE status IS NOT NULL")
    return Month.parse(newest) if newest else None


def group_name(db: Database, group_id: str) -> str | None:
    """Return a group's name, None when there is no such group."""
    row = db.row("SELECT name FROM kpm_group WHERE id = :id", id=group_id)
    return None if row is None else row["name"] or ""


def family_of(db: Database, family_id: str) -> Row | None:
    """Return the name, row code and group of a family."""
    return db.row(
        """SELECT f.id, f.name, f.row_code, f.group_id, g.name AS group_name
        FROM family f LEFT JOIN kpm_group g ON g.id = f.group_id WHERE f.id = :id""",
        id=family_id,
    )


def _money(row: Mapping[str, Any]) -> MoneyMonth:
    values = {name: row[name] for name in _FIELDS}
    values |= {name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    values |= {name: row[name] or "" for name in _TEXTS}
    values["month"] = Month.parse(row["month"])
    values["status"] = Status(row["status"]) if row["status"] in set(Status) else None
    values["log"] = daily.unpacked(row["log"])
    return MoneyMonth(**values)
