"""The register as a list: filtered, sorted and paged by the database."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.core.text import digits, fold
from fieldkit.features.people import store
from fieldkit.features.people.asked import Asked, holds, understood
from fieldkit.features.people.finder import finder_of
from fieldkit.features.people.nik import mask
from fieldkit.features.people.words import COUNT_COLUMNS, Component, Position, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFilter:
    """Which families to list; what is left out does not filter.

    `among` keeps only these ids: other rooms' answers, such as "not visited for 90 days".
    """

    text: str = ""
    group_ids: Collection[str] = ()
    without_group: bool = False
    rt: str | None = None
    rw: str | None = None
    components: Collection[Component] = ()
    statuses: Collection[Status] = ()
    tags: Collection[str] = ()
    has_business: bool | None = None
    among: Collection[str] | None = None


class HitKind(StrEnum):
    """Where what was sought stands, when it is not the carer's name."""

    MEMBER = auto()
    NIK = auto()
    NO_KK = auto()
    PHONE = auto()
    ADDRESS = auto()
    CODE = auto()
    ALIKE = auto()


@dataclass(frozen=True, slots=True)
class Hit:
    """Why a family was found: the kind, and the words to show."""

    kind: HitKind
    text: str


class Sort(StrEnum):
    """By what the list is ordered."""

    NAME = auto()
    ROW_CODE = auto()
    GROUP = auto()
    AREA = auto()
    STATUS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """One line of a list.

    `counts` holds the components that are known, from the members recorded one by one or
    else from the imported figures; what is not there is not known.
    """

    id: str
    name: str
    row_code: str | None
    group_id: str | None
    group_name: str | None
    position: Position | None
    address: str | None
    hamlet: str | None
    rt: str | None
    rw: str | None
    village: str | None
    phone: str | None
    no_kk: str | None
    nik: str | None
    status: Status
    counts: dict[Component, int] = field(default_factory=dict)
    businesses: int = 0
    hit: Hit | None = None

    @property
    def area(self) -> str:
        """RT and RW as `003/009`; blank when neither is known."""
        return f"{self.rt or '-'}/{self.rw or '-'}" if self.rt or self.rw else ""


# Further down, skipping rows in SQL costs more than the order kept for searching.
_FAR = 2000
_COLUMNS = """family.id, family.name, family.row_code, family.group_id, family.position,
    family.address, family.hamlet, family.rt, family.rw, family.village, family.phone,
    family.no_kk, family.nik, family.status, family.n_pregnant, family.n_toddler,
    family.n_primary, family.n_junior, family.n_senior, family.n_elderly, family.n_disabled,
    kpm_group.name AS group_name"""
_FROM = "FROM family LEFT JOIN kpm_group ON kpm_group.id = family.group_id"
_BY_NAME = "family.name COLLATE NOCASE {d}, family.id {d}"
_BY_CODE = "length(family.row_code) {d}, family.row_code {d}"
_BY_GROUP = "kpm_group.code IS NULL, length(kpm_group.code) {d}, kpm_group.code {d}"
_ORDER = {
    Sort.NAME: _BY_NAME,
    Sort.ROW_CODE: f"{_BY_GROUP}, {_BY_CODE}, {_BY_NAME}",
    Sort.GROUP: f"{_BY_GROUP}, {_BY_NAME}",
    Sort.AREA: f"family.rw IS NULL, family.rw {{d}}, family.rt {{d}}, {_BY_NAME}",
    Sort.STATUS: f"family.status {{d}}, {_BY_NAME}",
}
_WITH_COMPONENT = """(family.id IN (SELECT family_id FROM member WHERE component = :{p})
    OR ({column} > 0 AND family.id NOT IN
        (SELECT family_id FROM member WHERE component IS NOT NULL AND family_id IS NOT NULL)))"""


def count(db: Database, wanted: FamilyFilter) -> int:
    """Return how many families pass the filter."""
    if wanted.text.strip():
        return len(_found(db, wanted, Sort.NAME, descending=False, is_ranked=True))
    where, params = condition(wanted)
    return int(db.value(f"SELECT count(*) FROM family WHERE {where}", **params))


def page(
    db: Database,
    wanted: FamilyFilter,
    sort: Sort,
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> list[FamilyRow]:
    """Return one page of the families that pass the filter."""
    if wanted.text.strip() or sort is not Sort.NAME or offset > _FAR:
        is_ranked = sort is Sort.NAME and not descending
        every = _found(db, wanted, sort, descending=descending, is_ranked=is_ranked)
        found = every[offset : offset + limit]
        places = {family_id: place for place, family_id in enumerate(found)}
        rows = sorted(by_ids(db, found), key=lambda row: places[row.id])
        asked = understood(wanted.text)
        return _with_hits(db, rows, asked) if asked.words else rows
    where, params = condition(wanted)
    order = _order(sort, descending=descending)
    sql = f"""SELECT {_COLUMNS} FROM (SELECT * FROM family WHERE {where} ORDER BY {order}
        LIMIT :_limit OFFSET :_offset) AS family
        LEFT JOIN kpm_group ON kpm_group.id = family.group_id ORDER BY {order}"""
    return light_rows(db, db.rows(sql, _limit=limit, _offset=offset, **params))


def ids(db: Database, wanted: FamilyFilter) -> list[str]:
    """Return the ids of all families that pass the filter, by name."""
    return list(_found(db, wanted, Sort.NAME, descending=False))


def _found(
    db: Database,
    wanted: FamilyFilter,
    sort: Sort,
    *,
    descending: bool,
    is_ranked: bool = False,
) -> list[str]:
    asked = understood(wanted.text)
    if asked.rt or asked.rw:  # the finder keeps every family's area; what is typed rules the chips
        wanted = replace(
            wanted, rt=None if asked.rt else wanted.rt, rw=None if asked.rw else wanted.rw
        )
    where, params = condition(wanted)

    def read_order() -> list[str]:
        order = _order(sort, descending=descending)
        return [row["id"] for row in db.rows(f"SELECT family.id AS id {_FROM} ORDER BY {order}")]

    def read_allowed() -> list[str] | None:
        if where == "1":
            return None
        return [row["id"] for row in db.rows(f"SELECT id FROM family WHERE {where}", **params)]

    rest = (where, tuple(sorted(params.items())))
    order = (sort, descending)
    return finder_of(db).find(db, asked, order, read_order, rest, read_allowed, is_ranked=is_ranked)


def _with_hits(db: Database, rows: list[FamilyRow], asked: Asked) -> list[FamilyRow]:
    """Say of each family why it was found, where its own name does not say it."""
    unclear = [row.id for row in rows if not holds(fold(row.name), asked.words)]
    members = store.member_names(db, unclear)
    return [
        replace(row, hit=_hit(row, members.get(row.id, ()), asked)) if row.id in members else row
        for row in rows
    ]


def _hit(row: FamilyRow, members: Sequence[tuple[str, str | None]], asked: Asked) -> Hit:
    words = asked.words
    for name, nik in members:
        if holds(" ".join(filter(None, (fold(name), nik))), words):
            return Hit(HitKind.MEMBER, name)
    typed = "".join(words)
    for kind, number in ((HitKind.NIK, row.nik), (HitKind.NO_KK, row.no_kk)):
        if number and typed.isdecimal() and typed in number:
            return Hit(kind, mask(number))
    if row.phone and typed.isdecimal() and typed in digits(row.phone):
        return Hit(HitKind.PHONE, row.phone)
    if row.row_code and row.row_code.casefold().startswith(typed):
        return Hit(HitKind.CODE, row.row_code)
    where = " ".join(filter(None, (row.address, row.hamlet)))
    if holds(fold(f"{row.name} {where}"), words):
        return Hit(HitKind.ADDRESS, where)
    names = (row.name, *(name for name, _nik in members))
    return Hit(HitKind.ALIKE, next((name for name in names if asked.is_like(fold(name))), ""))


def _order(sort: Sort, *, descending: bool) -> str:
    return _ORDER[sort].format(d="DESC" if descending else "ASC")


def of_group(db: Database, group_id: str | None, served: Sequence[str] | None) -> list[FamilyRow]:
    """Return a group's families in the order of their row codes."""
    where = "family.group_id = :g" if group_id else "family.group_id IS NULL"
    if served is not None:
        where += " AND coalesce(family.status, 'active') IN (SELECT value FROM json_each(:served))"
    sql = f"""SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY family.row_code IS NULL,
        {_BY_CODE.format(d="")}, {_BY_NAME.format(d="")}"""
    return light_rows(db, db.rows(sql, g=group_id, served=json.dumps(served)))


def by_ids(db: Database, family_ids: Sequence[str]) -> list[FamilyRow]:
    """Return the lines of these families."""
    sql = f"""SELECT {_COLUMNS} {_FROM}
        WHERE family.id IN (SELECT value FROM json_each(:ids))"""
    return light_rows(db, db.rows(sql, ids=json.dumps(list(family_ids))))


def group_names(db: Database) -> dict[str, str]:
    """Return the names of all groups, by id."""
    return {group.id: group.name for group in store.all_groups(db)}


def light_rows(db: Database, rows: Sequence[Row]) -> list[FamilyRow]:
    """Return lines with their component and business counts."""
    found = [row["id"] for row in rows]
    counted = store.component_counts(db, found)
    businesses = store.business_counts(db, found)
    return [
        _light(row, counted.get(row["id"]) or _imported(row), businesses.get(row["id"], 0))
        for row in rows
    ]


def _imported(row: Row) -> dict[Component, int]:
    return {c: row[column] for c, column in COUNT_COLUMNS.items() if row[column] is not None}


def _light(row: Row, counts: dict[Component, int], businesses: int) -> FamilyRow:
    kept = {c: row[c] for c in FamilyRow.__dataclass_fields__ if c in row}
    kept["name"] = row["name"] or ""
    kept["status"] = row["status"] if row["status"] in _STATUSES else Status.ACTIVE
    kept["status"] = Status(kept["status"])
    kept["position"] = Position.CHAIR if row["position"] == Position.CHAIR else None
    return FamilyRow(**kept, counts=counts, businesses=businesses)


_STATUSES = {status.value for status in Status}


def condition(wanted: FamilyFilter) -> tuple[str, dict[str, Any]]:
    """Return SQL that is true where a family passes all but the text, and its parameters."""
    clauses: list[str] = []
    params: dict[str, Any] = {}
    for clause, more in (
        _place(wanted),
        _components(wanted.components),
        _listed("statuses", "coalesce(family.status, 'active')", wanted.statuses),
        _listed("among", "family.id", wanted.among),
        _tagged(wanted.tags),
    ):
        if clause:
            clauses.append(clause)
            params.update(more)
    if wanted.has_business is not None:
        inside = "IN" if wanted.has_business else "NOT IN"
        clauses.append(
            f"family.id {inside} (SELECT family_id FROM business WHERE family_id IS NOT NULL)"
        )
    return " AND ".join(clauses) or "1", params


def _place(wanted: FamilyFilter) -> tuple[str, dict[str, Any]]:
    clauses, params = [], {}
    groups = []
    if wanted.group_ids:
        groups.append("family.group_id IN (SELECT value FROM json_each(:groups))")
        params["groups"] = json.dumps(list(wanted.group_ids))
    if wanted.without_group:
        groups.append("family.group_id IS NULL")
    if groups:
        clauses.append(f"({' OR '.join(groups)})")
    for column in ("rt", "rw"):
        value = getattr(wanted, column)
        if value:
            clauses.append(f"family.{column} = :{column}")
            params[column] = value
    return " AND ".join(clauses), params


def _components(components: Collection[Component]) -> tuple[str, dict[str, Any]]:
    clauses, params = [], {}
    for number, component in enumerate(sorted(components)):
        name = f"component{number}"
        params[name] = component.value
        column = COUNT_COLUMNS.get(component)
        clauses.append(_WITH_COMPONENT.format(p=name, column=f"family.{column}" if column else "0"))
    return f"({' OR '.join(clauses)})" if clauses else "", params


def _tagged(tags: Collection[str]) -> tuple[str, dict[str, Any]]:
    if not tags:
        return "", {}
    clause = """family.id IN (SELECT family_id FROM family_tag
        WHERE name IN (SELECT value FROM json_each(:tags)))"""
    return clause, {"tags": json.dumps(sorted(tags))}


def _listed(name: str, column: str, values: Collection[str] | None) -> tuple[str, dict[str, Any]]:
    if values is None or (not values and name != "among"):
        return "", {}
    return (
        f"{column} IN (SELECT value FROM json_each(:{name}))",
        {name: json.dumps([str(value) for value in values])},
    )
