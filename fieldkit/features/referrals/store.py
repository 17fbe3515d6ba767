"""The tables of partners, referrals, complaints, advocacy and contacts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from fieldkit.core.db import records
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.referrals.diary import (
    Advocacy,
    AdvocacyLine,
    Complaint,
    ComplaintLine,
    Contact,
    ContactLine,
    QuietFamily,
    Step,
    in_order,
)
from fieldkit.features.referrals.model import (
    FREES_SEAT,
    Entry,
    Institution,
    Offer,
    Person,
    Referral,
    ReferralLine,
    Service,
)

Thing = TypeVar("Thing")
TABLE: dict[type[Any], str] = {
    Institution: "institution", Person: "partner_person", Service: "partner_service",
    Referral: "referral", Advocacy: "advocacy", Complaint: "complaint", Step: "complaint_step",
    Contact: "contact",
}  # fmt: skip
_FREES = ", ".join(f"'{outcome.value}'" for outcome in FREES_SEAT)
_NAMED = "f.name AS family_name, f.row_code, f.group_id, g.name AS group_name"
_FROM_FAMILY = "LEFT JOIN family f ON f.id = x.family_id LEFT JOIN kpm_group g ON g.id = f.group_id"
_TAKEN = f"""SELECT r.service_id, count(*) AS taken FROM referral r
    JOIN partner_service s ON s.id = r.service_id
    WHERE coalesce(r.outcome, '') NOT IN ({_FREES})
        AND (s.quota_from IS NULL OR r.referred_on >= s.quota_from)
    GROUP BY r.service_id"""


# -- any record of the room ------------------------------------------------------------------


def save(writer: Writer, thing: Any, scope: str) -> str:
    """Write one record of this room and return its id."""
    return writer.put(TABLE[type(thing)], _row(thing), scope=scope)


def save_all(writer: Writer, things: Sequence[tuple[Any, str]]) -> None:
    """Write records of one kind, each with its scope."""
    rows = [{**_row(thing), "_scope": scope} for thing, scope in things]
    if rows:
        writer.put_many(TABLE[type(things[0][0])], rows)


def by_id(db: Database, kind: type[Thing], record: str) -> Thing | None:
    """Read one record."""
    return records.one_of(db, kind, TABLE[kind], record)


def scope_of(db: Database, kind: type[Any], record: str) -> str:
    """Return the scope in which a record is kept."""
    found = db.value(f'SELECT _scope FROM "{TABLE[kind]}" WHERE id = :id', id=record)
    return str(found or "")


def _row(thing: Any) -> Row:
    row = records.row_of(thing)
    tidy = {k: v.strip() or None if isinstance(v, str) else v for k, v in row.items()}
    if not tidy["id"]:
        del tidy["id"]
    return tidy


# -- the map ---------------------------------------------------------------------------------


def entries(db: Database, record: str | None = None) -> list[Entry]:
    """Read institutions with their people and services, by name; one of them by its id."""
    one = "" if record is None else "WHERE id = :id"
    of = "" if record is None else "WHERE institution_id = :id"
    people: dict[str, list[Person]] = {}
    for person in records.all_of(
        db, Person, "partner_person", f"{of} ORDER BY name COLLATE NOCASE, id", id=record
    ):
        people.setdefault(person.institution_id, []).append(person)
    offered: dict[str, list[Service]] = {}
    for service in records.all_of(
        db, Service, "partner_service", f"{of} ORDER BY name COLLATE NOCASE, id", id=record
    ):
        offered.setdefault(service.institution_id, []).append(service)
    taken = {row["service_id"]: int(row["taken"]) for row in db.rows(_TAKEN)}
    referred = _referred(db)
    return [
        Entry(
            institution=found,
            people=tuple(people.get(found.id, ())),
            offers=tuple(
                Offer(service=s, institution=found, taken=taken.get(s.id, 0))
                for s in offered.get(found.id, ())
            ),
            referred=referred.get(found.id, 0),
        )
        for found in records.all_of(
            db, Institution, "institution", f"{one} ORDER BY name COLLATE NOCASE, id", id=record
        )
    ]


def hanging(db: Database, institution: str) -> dict[str, list[str]]:
    """Return the ids of the people and services of an institution, by table."""
    return {
        table: [
            row["id"]
            for row in db.rows(
                f'SELECT id FROM "{table}" WHERE institution_id = :id', id=institution
            )
        ]
        for table in ("partner_person", "partner_service")
    }


def _referred(db: Database) -> dict[str, int]:
    sql = "SELECT institution_id, count(*) AS n FROM referral GROUP BY institution_id"
    return {row["institution_id"]: int(row["n"]) for row in db.rows(sql)}


# -- families --------------------------------------------------------------------------------


def homes(db: Database, family_ids: Sequence[str]) -> dict[str, str]:
    """Return the scope of families by id."""
    sql = "SELECT id, _scope AS scope FROM family WHERE id IN (SELECT value FROM json_each(:ids))"
    return {
        row["id"]: row["scope"]
        for chunk in chunked_json(list(family_ids))
        for row in db.rows(sql, ids=chunk)
    }


# -- referrals -------------------------------------------------------------------------------


def referrals(db: Database, where: str = "", **params: Any) -> list[ReferralLine]:
    """Read referrals with their names, the newest first."""
    sql = f"""SELECT x.*, {_NAMED}, m.name AS person_name, i.name AS institution_name,
            s.name AS service_name
        FROM referral x {_FROM_FAMILY} LEFT JOIN member m ON m.id = x.person_id
        LEFT JOIN institution i ON i.id = x.institution_id
        LEFT JOIN partner_service s ON s.id = x.service_id {where}
        ORDER BY x.referred_on DESC, f.name COLLATE NOCASE, x.id"""
    return [_referral_line(row) for row in db.rows(sql, **params)]


def _referral_line(row: Mapping[str, Any]) -> ReferralLine:
    names = ("row_code", "group_id", "group_name", "person_name", "institution_name",
             "service_name")  # fmt: skip
    return ReferralLine(
        referral=records.thing_of(Referral, row),
        family_name=row["family_name"] or "",
        **{name: row[name] or "" for name in names},
    )


def letter_numbers(db: Database, table: str, day_column: str, year: int) -> list[str]:
    """Read the numbers given to letters of a year."""
    sql = f"""SELECT letter_no FROM "{table}" WHERE letter_no IS NOT NULL
        AND substr("{day_column}", 1, 4) = :year"""
    return [row["letter_no"] for row in db.rows(sql, year=f"{year:04}")]


# -- the diary -------------------------------------------------------------------------------


def advocacies(db: Database, where: str = "", **params: Any) -> list[AdvocacyLine]:
    """Read what was done in the four roles, the newest first."""
    sql = f"""SELECT x.*, i.name AS institution_name, f.name AS family_name,
            coalesce(g.name, fg.name) AS group_name
        FROM advocacy x LEFT JOIN institution i ON i.id = x.institution_id
        LEFT JOIN family f ON f.id = x.family_id LEFT JOIN kpm_group g ON g.id = x.group_id
        LEFT JOIN kpm_group fg ON fg.id = f.group_id {where} ORDER BY x.done_on DESC, x.id"""
    return [
        AdvocacyLine(
            advocacy=records.thing_of(Advocacy, row),
            institution_name=row["institution_name"] or "",
            family_name=row["family_name"] or "",
            group_name=row["group_name"] or "",
        )
        for row in db.rows(sql, **params)
    ]


def complaints(db: Database, where: str = "", **params: Any) -> list[ComplaintLine]:
    """Read complaints with their steps, the newest first."""
    steps: dict[str, list[Step]] = {}
    for step in records.all_of(db, Step, "complaint_step"):
        steps.setdefault(step.complaint_id, []).append(step)
    sql = f"""SELECT x.*, f.group_id, g.name AS group_name FROM complaint x {_FROM_FAMILY} {where}
        ORDER BY x.received_on DESC, x.id"""
    return [
        ComplaintLine(
            complaint=records.thing_of(Complaint, row),
            steps=in_order(steps.get(row["id"], ())),
            group_id=row["group_id"] or "",
            group_name=row["group_name"] or "",
        )
        for row in db.rows(sql, **params)
    ]


def contacts(db: Database, where: str = "", **params: Any) -> list[ContactLine]:
    """Read contacts with families' names, the newest first."""
    sql = f"""SELECT x.*, {_NAMED}, CASE WHEN x.gathering IS NULL THEN 1 ELSE
            (SELECT count(*) FROM contact o WHERE o.gathering = x.gathering) END AS company
        FROM contact x {_FROM_FAMILY} {where}
        ORDER BY x.contacted_on DESC, f.name COLLATE NOCASE, x.id"""
    return [
        ContactLine(
            contact=records.thing_of(Contact, row),
            family_name=row["family_name"] or "",
            company=int(row["company"] or 1),
            **{name: row[name] or "" for name in ("row_code", "group_id", "group_name")},
        )
        for row in db.rows(sql, **params)
    ]


def quiet(db: Database, family_ids: Sequence[str], since: date) -> list[QuietFamily]:
    """Read those of these families with whom there was no contact since a day, by name."""
    sql = """SELECT f.id, f.name, f.row_code, g.name AS group_name,
            (SELECT max(contacted_on) FROM contact c WHERE c.family_id = f.id) AS last_on
        FROM family f LEFT JOIN kpm_group g ON g.id = f.group_id
        WHERE f.id IN (SELECT value FROM json_each(:ids))"""
    found = [
        QuietFamily(
            id=row["id"], name=row["name"] or "", row_code=row["row_code"] or "",
            group_name=row["group_name"] or "", last_on=records.day(row["last_on"]),
        )
        for chunk in chunked_json(list(family_ids))
        for row in db.rows(sql, ids=chunk)
    ]  # fmt: skip
    silent = [one for one in found if one.last_on is None or one.last_on < since]
    return sorted(silent, key=lambda one: (one.last_on or date.min, one.name.casefold(), one.id))


def latest_day(db: Database, table: str, column: str) -> date | None:
    """Read the newest day of a table."""
    found = db.value(f'SELECT max("{column}") FROM "{table}"')
    return date.fromisoformat(found) if found else None
