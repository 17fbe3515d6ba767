"""The tables of data protection: rows in, values out."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from fieldkit.core.db.database import Database
from fieldkit.core.db.handed import Holder
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.people.words import SERVED
from fieldkit.features.protection.model import (
    Act,
    Asked,
    Consent,
    Expired,
    Incident,
    Kept,
    Mishap,
    Processing,
    Purpose,
    Request,
    Rule,
    Wanted,
    Way,
)

_SERVED = ", ".join(f"'{status.value}'" for status in SERVED)
_JOINED = "SELECT r.*, f.name AS family FROM {} r LEFT JOIN family f ON f.id = r.family_id"
_NOBODY = "-"
_SHOWN_ONLY = {"id", "family"}
Word = TypeVar("Word", bound=StrEnum)


def scope_of(db: Database, family_id: str) -> str | None:
    """Return the scope of a family, None when there is no such family."""
    found = db.value("SELECT _scope FROM family WHERE id = :id", id=family_id)
    return str(found) if found else None


def scopes_of(db: Database, ids: Sequence[str]) -> list[str]:
    """Return the scopes in which anything of these families was ever written."""
    sql = (
        "SELECT DISTINCT scope FROM op WHERE tbl = 'family'"
        " AND row IN (SELECT value FROM json_each(:ids)) ORDER BY scope"
    )
    return [row["scope"] for row in db.rows(sql, ids=json.dumps(list(ids)))]


def family_names(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of families by id; ids of anything else are left out."""
    sql = "SELECT id, name FROM family WHERE id IN (SELECT value FROM json_each(:ids))"
    return {row["id"]: row["name"] or "" for row in db.rows(sql, ids=json.dumps(list(ids)))}


def family_choices(db: Database) -> list[tuple[str, str]]:
    """Return every family with its group's name, by name, to choose from."""
    rows = db.rows(
        """SELECT f.id, f.name, g.name AS group_name FROM family f
        LEFT JOIN kpm_group g ON g.id = f.group_id ORDER BY f.name COLLATE NOCASE, f.id"""
    )
    return [(row["id"], " · ".join(filter(None, (row["name"], row["group_name"])))) for row in rows]


# -- consents and requests -------------------------------------------------------------------


def save_consent(writer: Writer, consent: Consent, scope: str) -> str:
    """Write a consent; return its id."""
    return writer.put("consent", _row(consent), scope=scope)


def consents(db: Database, family_id: str = "") -> list[Consent]:
    """Read the consents of a family, or of all; those that stand first, the newest on top."""
    sql = f"""{_JOINED.format("consent")} WHERE :f IN ('', r.family_id)
        ORDER BY r.withdrawn_on IS NOT NULL, r.given_on DESC, r.id"""
    return [_consent(row) for row in db.rows(sql, f=family_id)]


def consent_by_id(db: Database, consent_id: str) -> Consent | None:
    """Read one consent."""
    row = db.row(f"{_JOINED.format('consent')} WHERE r.id = :id", id=consent_id)
    return _consent(row) if row else None


def save_request(writer: Writer, request: Request, scope: str) -> str:
    """Write a request; return its id."""
    return writer.put("data_request", _row(request), scope=scope)


def requests(db: Database, family_id: str = "") -> list[Request]:
    """Read the requests of a family, or of all; those still open first, the oldest on top."""
    sql = f"""{_JOINED.format("data_request")} WHERE :f IN ('', r.family_id)
        ORDER BY r.done_on IS NOT NULL, r.done_on DESC, r.asked_at, r.id"""
    return [_request(row) for row in db.rows(sql, f=family_id)]


def _consent(row: Row) -> Consent:
    return Consent(
        **_texts(row, "id", "family_id", "family", "given_by", "guardian", "receivers", "note"),
        withdrawal=row["withdrawal"] or "",
        purpose=_word(Purpose, row["purpose"], Purpose.OTHER),
        way=_word(Way, row["way"], Way.SIGNED),
        given_on=_day(row["given_on"]),
        withdrawn_on=_day(row["withdrawn_on"]),
    )


def _request(row: Row) -> Request:
    return Request(
        **_texts(row, "id", "family_id", "family", "asked_by", "what", "answer"),
        kind=_word(Asked, row["kind"], Asked.ACCESS),
        asked_at=_moment(row["asked_at"]),
        done_on=_day(row["done_on"]),
    )


# -- incidents -------------------------------------------------------------------------------


def save_incident(writer: Writer, incident: Incident, scope: str) -> str:
    """Write an incident; return its id."""
    return writer.put("incident", _row(incident), scope=scope)


def incidents(db: Database) -> list[Incident]:
    """Read the incidents: those still open first, the newest on top."""
    sql = "SELECT * FROM incident ORDER BY closed_on IS NOT NULL, noticed_at DESC, id"
    return [_incident(row) for row in db.rows(sql)]


def _incident(row: Row) -> Incident:
    return Incident(
        **_texts(row, "id", "what", "data_kinds", "cause", "measures", "contact"),
        kind=_word(Mishap, row["kind"], Mishap.OTHER),
        happened_on=_day(row["happened_on"]),
        noticed_at=_moment(row["noticed_at"]),
        families=row["families"],
        agency_told_on=_day(row["agency_told_on"]),
        people_told_on=_day(row["people_told_on"]),
        closed_on=_day(row["closed_on"]),
    )


# -- the record of processing and the times of keeping -----------------------------------------


def save_processing(writer: Writer, line: Processing, scope: str) -> None:
    """Write one line; two laptops that change a given one change the same."""
    row = _row(line) | {"id": derived_id("processing", scope, line.code)}
    writer.put("processing", row, scope=scope)


def processing(db: Database, scope: str) -> dict[str, Processing]:
    """Read the lines that were changed or added, by code."""
    sql = "SELECT * FROM processing WHERE _scope = :s AND code <> '' ORDER BY position, code"
    names = ("code", "name", "purpose", "basis", "people", "fields", "receivers", "retention")
    return {
        row["code"]: Processing(
            **_texts(row, *names), is_used=bool(row["is_used"]), position=row["position"] or 0
        )
        for row in db.rows(sql, s=scope)
    }


def save_rule(writer: Writer, rule: Rule, scope: str) -> None:
    """Write a time of keeping."""
    row = _row(rule) | {"id": derived_id("retention_rule", scope, rule.kind.value)}
    writer.put("retention_rule", row, scope=scope)


def rules(db: Database, scope: str) -> dict[Kept, Rule]:
    """Read the times of keeping that were changed, by kind."""
    rows = db.rows("SELECT * FROM retention_rule WHERE _scope = :s", s=scope)
    found = (
        Rule(
            kind=_word(Kept, row["kind"], Kept.EXITED),
            years=row["years"] or 0,
            basis=row["basis"] or "",
        )
        for row in rows
    )
    return {rule.kind: rule for rule in found if rule.years}


# -- what is over ------------------------------------------------------------------------------


def left_before(db: Database, day: date) -> list[Expired]:
    """Read the families that left the programme on or before a day, the longest gone first."""
    sql = f"""SELECT id, name, status, status_on FROM family
        WHERE coalesce(status, 'active') NOT IN ({_SERVED}) AND status_on <= :day
        ORDER BY status_on, name COLLATE NOCASE, id"""
    return [
        Expired(
            id=row["id"],
            name=row["name"] or "",
            status=row["status"],
            left_on=date.fromisoformat(row["status_on"]),
            kept_until=day,
        )
        for row in db.rows(sql, day=day.isoformat())
    ]


def served_among(db: Database, family_ids: Sequence[str]) -> int:
    """Count the families among these that are still served, or unknown."""
    sql = f"""SELECT count(*) FROM json_each(:ids) AS asked WHERE NOT EXISTS (
        SELECT 1 FROM family WHERE id = asked.value AND status NOT IN ({_SERVED}))"""
    return int(db.value(sql, ids=json.dumps(list(family_ids))))


def served_here(db: Database, family_ids: Sequence[str]) -> int:
    """Count the families among these that this book serves now."""
    sql = f"""SELECT count(*) FROM family WHERE coalesce(status, 'active') IN ({_SERVED})
        AND id IN (SELECT value FROM json_each(:ids))"""
    return int(db.value(sql, ids=json.dumps(list(family_ids))))


def oldest_money(db: Database, day: date) -> tuple[int, date | None]:
    """Count the cash entries of KUBE booked on or before a day, with the oldest's day."""
    sql = "SELECT count(*) AS n, min(booked_on) AS oldest FROM cash_entry WHERE booked_on <= :day"
    row = db.row(sql, day=day.isoformat()) or {"n": 0, "oldest": None}
    return int(row["n"]), _day(row["oldest"])


def oldest_access(db: Database, day: date) -> tuple[int, date | None]:
    """Count the lines of the access log noted on or before a day, with the oldest's day."""
    sql = "SELECT count(*) AS n, min(at) AS oldest FROM access WHERE substr(at, 1, 10) <= :day"
    row = db.row(sql, day=day.isoformat()) or {"n": 0, "oldest": None}
    return int(row["n"]), _day(str(row["oldest"])[:10] if row["oldest"] else None)


def access_before(db: Database, day: date) -> list[str]:
    """Read the ids of the lines of the access log noted on or before a day."""
    rows = db.rows("SELECT id FROM access WHERE substr(at, 1, 10) <= :day", day=day.isoformat())
    return [row["id"] for row in rows]


# -- acts of destruction -----------------------------------------------------------------------


def save_act(
    writer: Writer, family_id: str, number: str, day: date, wanted: Wanted, scope: str
) -> str:
    """Write that a family's data is destroyed by an act; return the record's id."""
    row = _row(wanted) | {"family_id": family_id, "number": number, "destroyed_on": day.isoformat()}
    return writer.put("destruction", row, scope=scope)


def count_act(writer: Writer, act_id: str, records: int, photos: int) -> None:
    """Write how much an act destroyed."""
    writer.put("destruction", {"id": act_id, "records": records, "photos": photos})


def note_passages(writer: Writer, act_id: str, passages: int, redacted: int, pages: int) -> None:
    """Write how many passages elsewhere named the families, and what became of them."""
    found = {"passages": passages, "redacted": redacted, "pages": pages}
    writer.put("destruction", {"id": act_id, **found})


def note_holders(writer: Writer, act_id: str, holders: Sequence[Holder]) -> None:
    """Write who held a copy on the day of the act, a line for each; a dash is nobody."""
    lines = [f"{one.day} {one.name}" for one in holders]
    writer.put("destruction", {"id": act_id, "receivers": "\n".join(lines) or _NOBODY})


def acts(db: Database) -> list[Act]:
    """Read the acts of destruction, the newest first."""
    rows = db.rows(
        """SELECT number, min(destroyed_on) AS day, min(basis) AS basis, min(reason) AS reason,
            count(*) AS families, coalesce(sum(records), 0) AS records,
            coalesce(sum(photos), 0) AS photos, sum(passages) AS passages,
            sum(redacted) AS redacted, sum(pages) AS pages, max(receivers) AS receivers,
            min(first_witness) AS first_witness, min(second_witness) AS second_witness,
            min(EXISTS (SELECT 1 FROM destroyed WHERE subject = family_id)) AS is_done_here
        FROM destruction WHERE number <> '' GROUP BY number ORDER BY day DESC, number DESC"""
    )
    return [
        Act(
            **_texts(row, "number", "basis", "reason", "first_witness", "second_witness"),
            destroyed_on=date.fromisoformat(row["day"]),
            families=row["families"],
            records=row["records"],
            photos=row["photos"],
            passages=row["passages"],
            redacted=row["redacted"],
            pages=row["pages"],
            holders=_holders(row["receivers"]),
            is_done_here=bool(row["is_done_here"]),
        )
        for row in rows
    ]


def _holders(text: str | None) -> tuple[Holder, ...] | None:
    if text is None:
        return None
    lines = (line.partition(" ") for line in text.splitlines() if line != _NOBODY)
    return tuple(Holder(name, day) for day, _space, name in lines)


def ordered(db: Database, number: str) -> list[str]:
    """Read whose data an act of somebody else destroyed and this book still holds."""
    rows = db.rows(
        """SELECT DISTINCT family_id FROM destruction WHERE number = :n AND NOT EXISTS
            (SELECT 1 FROM destroyed WHERE subject = family_id) ORDER BY family_id""",
        n=number,
    )
    return [row["family_id"] for row in rows]


def families_of(db: Database, number: str) -> list[str]:
    """Read whose data an act destroyed: ids that name nobody."""
    rows = db.rows(
        "SELECT DISTINCT family_id FROM destruction WHERE number = :n ORDER BY family_id", n=number
    )
    return [row["family_id"] for row in rows]


def numbers(db: Database) -> set[str]:
    """Read every number an act has had."""
    return {row["number"] for row in db.rows("SELECT DISTINCT number FROM destruction")}


# -- inside ------------------------------------------------------------------------------------


def _row(thing: Any) -> Row:
    names = [field.name for field in fields(thing) if field.name not in _SHOWN_ONLY]
    row = {name: _kept(getattr(thing, name)) for name in names}
    return {"id": thing.id, **row} if getattr(thing, "id", "") else row


def _kept(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def _texts(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] or "" for name in names}


def _word(words: type[Word], text: str | None, otherwise: Word) -> Word:
    return words(text) if text in set(words) else otherwise


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
