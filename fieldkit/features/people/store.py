"""The tables of families, members, groups and businesses: rows in, records out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_type_hints

from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.people.model import Business, Event, Family, Group, Member
from fieldkit.features.people.words import SERVED, Component, EventKind, Need, Part, Status

Thing = TypeVar("Thing", Family, Member, Group, Business)

TABLES: dict[type, str] = {
    Family: "family",
    Member: "member",
    Group: "kpm_group",
    Business: "business",
}
_COLUMNS = {kind: tuple(kind.__dataclass_fields__) for kind in TABLES}  # type: ignore[attr-defined]
_SELECTED = {kind: ", ".join(columns) for kind, columns in _COLUMNS.items()}
_ALWAYS = ("id", "name", "no_kk", "nik", "group_id", "rt", "rw", "status_on")
_IN_CODE_ORDER = "ORDER BY row_code IS NULL, length(row_code), row_code, name COLLATE NOCASE, id"


def _readers(kind: type) -> dict[str, Any]:
    """Return, by column, what turns a stored value into the record's own type."""
    found: dict[str, Any] = {}
    for column, hint in get_type_hints(kind).items():
        for choice in get_args(hint) or (hint,):
            if choice is date:
                found[column] = date.fromisoformat
            elif choice is bool:
                found[column] = bool
            elif choice is Need:
                found[column] = _needs
            elif isinstance(choice, type) and issubclass(choice, StrEnum):
                found[column] = choice
    return found


def _needs(kept: str) -> tuple[Need, ...]:
    known = {need.value for need in Need}
    return tuple(Need(word) for word in json.loads(kept) if word in known)


_READERS = {kind: _readers(kind) for kind in TABLES}


def to_row(thing: Family | Member | Group | Business) -> Row:
    """Return a record as the writer takes it."""
    row = {column: getattr(thing, column) for column in _COLUMNS[type(thing)]}
    if not row["id"]:
        del row["id"]
    if "needs" in row:
        row["needs"] = row["needs"] or None
    return row


def from_row(kind: type[Thing], row: Mapping[str, Any]) -> Thing:
    """Return a record from its row; a word this program does not know reads as blank."""
    values = {column: row[column] for column in _COLUMNS[kind]}
    for column, read in _READERS[kind].items():
        value = values[column]
        if value is not None:
            try:
                values[column] = read(value)
            except ValueError:
                values[column] = None
    if kind is Family and values["status"] is None:
        values["status"] = Status.OTHER if row["status"] else Status.ACTIVE
    for required in ("name", "family_id", "kind"):
        if required in values and values[required] is None:
            values[required] = ""
    if kind is Business:
        values["needs"] = values["needs"] or ()
    return kind(**values)


def typed(kind: type, column: str, value: Any) -> Any:
    """Return one stored value as the record has it."""
    read = _READERS[kind].get(column)
    if read is None or value is None:
        return value
    try:
        return read(value)
    except ValueError:
        return value


def save(writer: Writer, thing: Family | Member | Group | Business, scope: str) -> str:
    """Write one record and return its id."""
    return writer.put(TABLES[type(thing)], to_row(thing), scope=scope)


def by_id(db: Database, kind: type[Thing], record_id: str) -> Thing | None:
    """Read one record, None when it does not exist or lies in the bin."""
    sql = f'SELECT {_SELECTED[kind]} FROM "{TABLES[kind]}" WHERE id = :id'
    row = db.row(sql, id=record_id)
    return None if row is None else from_row(kind, row)


def of_family(db: Database, kind: type[Thing], family_id: str) -> list[Thing]:
    """Read the members or the businesses of one family."""
    order = "birth_date IS NULL, birth_date, name" if kind is Member else "started_on, kind"
    sql = f'SELECT {_SELECTED[kind]} FROM "{TABLES[kind]}" WHERE family_id = :f ORDER BY {order}'
    return [from_row(kind, row) for row in db.rows(sql, f=family_id)]


def families_in(db: Database, group_id: str) -> list[Family]:
    """Read a group's families in the order of their row codes."""
    sql = f"SELECT {_SELECTED[Family]} FROM family WHERE group_id = :g {_IN_CODE_ORDER}"
    return [from_row(Family, row) for row in db.rows(sql, g=group_id)]


def all_groups(db: Database) -> list[Group]:
    """Read every group, in the order of its letter."""
    order = "ORDER BY code IS NULL, length(code), code, name COLLATE NOCASE, id"
    return [
        from_row(Group, r) for r in db.rows(f"SELECT {_SELECTED[Group]} FROM kpm_group {order}")
    ]


def group_sizes(db: Database, served: Sequence[str]) -> dict[str | None, tuple[int, int]]:
    """Return, by group id (None for no group), how many families there are and are served."""
    sql = """SELECT group_id, count(*) AS n,
        sum(coalesce(status, 'active') IN (SELECT value FROM json_each(:served))) AS served
        FROM family GROUP BY group_id"""
    found = db.rows(sql, served=json.dumps(served))
    return {row["group_id"]: (row["n"], row["served"]) for row in found}


def family_names(db: Database, ids: Iterable[str]) -> dict[str, str]:
    """Return names by id."""
    sql = "SELECT id, name FROM family WHERE id IN (SELECT value FROM json_each(:ids))"
    return {row["id"]: row["name"] or "" for row in db.rows(sql, ids=json.dumps(list(ids)))}


def highest_numbers(db: Database) -> dict[str, int]:
    """Return, by group id, the highest number among its families' row codes."""
    sql = """SELECT group_id, max(CAST(ltrim(row_code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') AS INTEGER))
        AS n FROM family WHERE row_code IS NOT NULL AND group_id IS NOT NULL GROUP BY group_id"""
    return {row["group_id"]: row["n"] or 0 for row in db.rows(sql)}


def component_counts(db: Database, ids: Sequence[str]) -> dict[str, dict[Component, int]]:
    """Return, by family, how many members of each component were recorded one by one."""
    sql = """SELECT family_id, component, count(*) AS n FROM member
        WHERE family_id IN (SELECT value FROM json_each(:ids)) AND component IS NOT NULL
        GROUP BY family_id, component"""
    found: dict[str, dict[Component, int]] = {}
    known = {c.value for c in Component}
    for row in db.rows(sql, ids=json.dumps(ids)):
        if row["component"] in known:
            found.setdefault(row["family_id"], {})[Component(row["component"])] = row["n"]
    return found


def business_counts(db: Database, ids: Sequence[str]) -> dict[str, int]:
    """Return how many businesses each family has; families without one are left out."""
    sql = """SELECT family_id, count(*) AS n FROM business
        WHERE family_id IN (SELECT value FROM json_each(:ids)) GROUP BY family_id"""
    return {row["family_id"]: row["n"] for row in db.rows(sql, ids=json.dumps(ids))}


def business_kinds(db: Database, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return what each family earns its own money with, by family."""
    found: dict[str, list[str]] = {}
    for part in chunked_json(ids):
        sql = """SELECT family_id, kind FROM business WHERE kind IS NOT NULL
            AND family_id IN (SELECT value FROM json_each(:part)) ORDER BY started_on, kind, id"""
        for row in db.rows(sql, part=part):
            found.setdefault(row["family_id"], []).append(row["kind"])
    return found


def tags_of(db: Database, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of each family, by family."""
    found: dict[str, list[str]] = {}
    for part in chunked_json(ids):
        sql = """SELECT family_id, name FROM family_tag WHERE name IS NOT NULL
            AND family_id IN (SELECT value FROM json_each(:part)) ORDER BY name COLLATE NOCASE"""
        for row in db.rows(sql, part=part):
            found.setdefault(row["family_id"], []).append(row["name"])
    return found


def all_tags(db: Database) -> list[str]:
    """Return every tag in use, by name."""
    sql = """SELECT DISTINCT name FROM family_tag WHERE name IS NOT NULL
        ORDER BY name COLLATE NOCASE"""
    return [row["name"] for row in db.rows(sql)]


def tag_ids(db: Database, family_ids: Sequence[str], name: str) -> list[str]:
    """Return the ids of one tag on these families."""
    sql = """SELECT id FROM family_tag WHERE name = :name
        AND family_id IN (SELECT value FROM json_each(:ids)) ORDER BY id"""
    return [row["id"] for row in db.rows(sql, name=name, ids=json.dumps(list(family_ids)))]


def member_names(db: Database, ids: Sequence[str]) -> dict[str, list[tuple[str, str | None]]]:
    """Return name and NIK of the members of each of these families, by family."""
    found: dict[str, list[tuple[str, str | None]]] = {family_id: [] for family_id in ids}
    sql = """SELECT family_id, name, nik FROM member WHERE name IS NOT NULL
        AND family_id IN (SELECT value FROM json_each(:ids)) ORDER BY birth_date, name"""
    for row in db.rows(sql, ids=json.dumps(list(ids))):
        found[row["family_id"]].append((row["name"], row["nik"]))
    return found


def moves_of_group(db: Database, name: str) -> list[Row]:
    """Read the moves into and out of a group of this name, the newest first."""
    return db.rows(
        """SELECT e.id, e.family_id, f.name AS family, e.happened_on, e.before, e.after, e.reason
        FROM family_event e JOIN family f ON f.id = e.family_id
        WHERE e.kind = 'group' AND e.happened_on IS NOT NULL AND :name IN (e.before, e.after)
        ORDER BY e.happened_on DESC, f.name COLLATE NOCASE, e.id""",
        name=name,
    )


def events_of(db: Database, family_id: str) -> list[Event]:
    """Return what happened to a family, the newest first; spoilt entries are left out."""
    sql = """SELECT id, family_id, kind, happened_on, part, before, after, reason
        FROM family_event WHERE family_id = :f AND happened_on IS NOT NULL
        ORDER BY happened_on DESC, id"""
    found = []
    for row in db.rows(sql, f=family_id):
        try:
            found.append(
                Event(
                    **{
                        **row,
                        "kind": EventKind(row["kind"]),
                        "happened_on": date.fromisoformat(row["happened_on"]),
                        "part": Part(row["part"]) if row["part"] else None,
                    }
                )
            )
        except ValueError:
            continue
    return found


def event_exists(db: Database, event_id: str) -> bool:
    """Whether an event is there."""
    return db.value("SELECT 1 FROM family_event WHERE id = :id", id=event_id) is not None


def filter_rows(db: Database) -> list[Row]:
    """Return the filters kept on this laptop, by name."""
    return db.rows("SELECT id, name, wanted FROM saved_filter ORDER BY name COLLATE NOCASE, id")


def member_rows(db: Database, ids: str) -> list[Row]:
    """Return the members of families (a JSON list of ids) with their carer's name and numbers."""
    members = ", ".join(f"member.{name}" for name in _COLUMNS[Member] if name != "id")
    sql = f"""SELECT {members}, family.id AS record, family.name AS head_name,
        family.nik AS head_nik, family.no_kk AS no_kk FROM member
        JOIN family ON family.id = member.family_id
        WHERE member.family_id IN (SELECT value FROM json_each(:ids))
        ORDER BY member.relation <> 'head', member.birth_date IS NULL, member.birth_date,
        member.name COLLATE NOCASE, member.id"""
    return db.rows(sql, ids=ids)


def twins(db: Database, *, nik: str | None, no_kk: str | None, but: str) -> list[Row]:
    """Return other families that carry the same NIK or No KK."""
    sql = """SELECT id, name, nik, no_kk FROM family
        WHERE id <> :but AND (nik = :nik OR no_kk = :no_kk) LIMIT 5"""
    return db.rows(sql, but=but, nik=nik or None, no_kk=no_kk or None)


def dependants(db: Database, table: str, family_ids: Sequence[str]) -> list[str]:
    """Return the ids of the families' rows in `member` or `business`."""
    sql = f'SELECT id FROM "{table}" WHERE family_id IN (SELECT value FROM json_each(:ids))'
    return [row["id"] for row in db.rows(sql, ids=json.dumps(list(family_ids)))]


def photos_of(db: Database, owner_ids: Sequence[str]) -> list[str]:
    """Return the ids of the photos that belong to any of these records."""
    sql = "SELECT id FROM photo WHERE owner_id IN (SELECT value FROM json_each(:ids))"
    return [row["id"] for row in db.rows(sql, ids=json.dumps(list(owner_ids)))]


def group_exists(db: Database, group_id: str) -> bool:
    """Whether a group is there."""
    return db.value("SELECT 1 FROM kpm_group WHERE id = :id", id=group_id) is not None


def group_code(db: Database, group_id: str) -> str | None:
    """Return a group's letter."""
    code: str | None = db.value("SELECT code FROM kpm_group WHERE id = :id", id=group_id)
    return code


def carriers(db: Database, column: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Return (number, family id) where one of these stands in `no_kk`, `nik` or `pkh_id`."""
    found: list[tuple[str, str]] = []
    for part in chunked_json(values):
        sql = f"""SELECT {column} AS value, id FROM family
            WHERE {column} IN (SELECT value FROM json_each(:part)) ORDER BY id"""
        found += [(row["value"], row["id"]) for row in db.rows(sql, part=part)]
    return found


def family_rows_by_id(
    db: Database, ids: Sequence[str], columns: Sequence[str] | None = None
) -> dict[str, Row]:
    """Return the rows of families as the table has them, by id; `columns` beside the usual."""
    wanted = dict.fromkeys((*_ALWAYS, *(columns if columns is not None else _COLUMNS[Family])))
    found: dict[str, Row] = {}
    for part in chunked_json(ids):
        sql = f"""SELECT {", ".join(wanted)} FROM family
            WHERE id IN (SELECT value FROM json_each(:part))"""
        found |= {row["id"]: row for row in db.rows(sql, part=part)}
    return found


def names_and_numbers(db: Database) -> list[Row]:
    """Return what tells families apart, of all of them."""
    return db.rows(f"SELECT {', '.join((*_ALWAYS, 'birth_date', 'phone'))} FROM family")


def others_served(db: Database, ids: Sequence[str]) -> list[str]:
    """Return the families still served in the groups of these, that are not among them."""
    sql = """WITH named AS (SELECT value AS id FROM json_each(:ids))
        SELECT id FROM family WHERE id NOT IN (SELECT id FROM named)
        AND coalesce(status, 'active') IN (SELECT value FROM json_each(:served))
        AND coalesce(group_id, '') IN (SELECT coalesce(f.group_id, '') FROM family f
            WHERE f.id IN (SELECT id FROM named))
        ORDER BY name COLLATE NOCASE, id"""
    served = json.dumps([status.value for status in SERVED])
    return [row["id"] for row in db.rows(sql, ids=json.dumps(list(ids)), served=served)]


def families_of_members(db: Database, niks: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return, by NIK, id and name of the family in which somebody carries it as a member."""
    found: dict[str, tuple[str, str]] = {}
    for part in chunked_json(niks):
        sql = """SELECT member.nik AS nik, family.id AS id, family.name AS name FROM member
            JOIN family ON family.id = member.family_id
            WHERE member.nik IN (SELECT value FROM json_each(:part))"""
        for row in db.rows(sql, part=part):
            found[row["nik"]] = (row["id"], row["name"] or "")
    return found


def members_of_families(db: Database, ids: Sequence[str]) -> dict[str, list[Member]]:
    """Return members by family."""
    found: dict[str, list[Member]] = {}
    for part in chunked_json(ids):
        sql = f"""SELECT {_SELECTED[Member]} FROM member
            WHERE family_id IN (SELECT value FROM json_each(:part)) ORDER BY id"""
        for row in db.rows(sql, part=part):
            found.setdefault(row["family_id"], []).append(from_row(Member, row))
    return found


def scopes(db: Database, ids: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """Return group and scope of families by id."""
    found: dict[str, tuple[str | None, str]] = {}
    for part in chunked_json(ids):
        sql = """SELECT id, group_id, _scope AS scope FROM family
            WHERE id IN (SELECT value FROM json_each(:part))"""
        found |= {row["id"]: (row["group_id"], row["scope"]) for row in db.rows(sql, part=part)}
    return found


def count_incomplete(db: Database) -> int:
    """Return how many families lack a NIK or a No KK."""
    return int(db.value("SELECT count(*) FROM family WHERE nik IS NULL OR no_kk IS NULL"))


def areas(db: Database) -> list[tuple[str | None, str | None]]:
    """Return the (RT, RW) in which families live."""
    sql = "SELECT DISTINCT rt, rw FROM family WHERE rt IS NOT NULL OR rw IS NOT NULL"
    found = [(row["rt"], row["rw"]) for row in db.rows(sql)]
    return sorted(found, key=lambda area: (area[1] or "", area[0] or ""))


def numbers_of_families(db: Database) -> list[Row]:
    """Read what a NIK and a No KK are checked against, of every family."""
    return db.rows("""SELECT id, name, nik, no_kk, birth_date, sex, village, district, regency
        FROM family ORDER BY id""")


def numbers_of_members(db: Database) -> list[Row]:
    """Read what a NIK is checked against, of every member that has one."""
    return db.rows("""SELECT member.id, member.family_id, member.name, member.nik,
        member.birth_date, member.sex, member.component, member.relation,
        family.name AS family, family.district, family.regency
        FROM member JOIN family ON family.id = member.family_id
        WHERE member.nik > '' ORDER BY member.id""")


def checked_numbers(db: Database) -> list[Row]:
    """Read which numbers were held against the card, and when."""
    return db.rows("""SELECT family_id, after, happened_on FROM family_event
        WHERE kind = 'verified' AND after IS NOT NULL ORDER BY happened_on""")


def alike(db: Database, *, but: str, **sought: Any) -> list[Row]:
    """Read families that share a number, a phone, a birth date, a place or the name."""
    sql = """SELECT id, name, nik, no_kk, birth_date, phone, rt, rw,
            id IN (SELECT family_id FROM member WHERE nik = :nik) AS has_member
        FROM family WHERE id <> :but AND (nik = :nik OR no_kk = :no_kk OR phone = :phone
            OR birth_date = :birth_date OR (rt = :rt AND rw = :rw)
            OR name = :name COLLATE NOCASE
            OR id IN (SELECT family_id FROM member WHERE nik = :nik))"""
    values = {key: str(value) if value else None for key, value in sought.items()}
    return db.rows(sql, but=but, **values)
