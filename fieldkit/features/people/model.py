"""Families, members, groups and businesses, and the rules that make one valid."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, get_type_hints

from fieldkit.core.errors import Problem
from fieldkit.core.text import digits
from fieldkit.features.people.nik import age, kk_problems, nik_problems
from fieldkit.features.people.words import (
    COUNT_COLUMNS,
    SERVED,
    Cluster,
    Component,
    EventKind,
    Need,
    Part,
    Position,
    Relation,
    Sex,
    Status,
)

__all__ = [
    "COUNT_COLUMNS",
    "SERVED",
    "Business",
    "Cluster",
    "Component",
    "Family",
    "Group",
    "Member",
    "Need",
    "Position",
    "Relation",
    "Sex",
    "Status",
    "business_problems",
    "family_problems",
    "group_problems",
    "member_problems",
]

LONGEST_NAME = 100
LONGEST_TEXT = 200
LONGEST_NOTE = 2000
Ages = Mapping[Component, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family (KPM), known by the name of its carer (pengurus)."""

    name: str
    id: str = ""
    no_kk: str | None = None
    nik: str | None = None
    group_id: str | None = None
    position: Position | None = None
    pkh_id: str | None = None
    kks_no: str | None = None
    account_no: str | None = None
    bank: str | None = None
    birth_place: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    address: str | None = None
    rt: str | None = None
    rw: str | None = None
    hamlet: str | None = None
    village: str | None = None
    district: str | None = None
    regency: str | None = None
    province: str | None = None
    postcode: str | None = None
    phone: str | None = None
    joined: str | None = None
    decile: int | None = None
    bpnt: bool | None = None
    status: Status = Status.ACTIVE
    status_on: date | None = None
    verified_on: date | None = None
    n_pregnant: int | None = None
    n_toddler: int | None = None
    n_primary: int | None = None
    n_junior: int | None = None
    n_senior: int | None = None
    n_elderly: int | None = None
    n_disabled: int | None = None
    note: str | None = None
    row_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who lives in the family, and the component they are."""

    family_id: str
    name: str
    id: str = ""
    nik: str | None = None
    relation: Relation | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    component: Component | None = None
    school: str | None = None
    npsn: str | None = None
    nisn: str | None = None
    grade: str | None = None
    health_facility: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A P2K2 group; `code` is the letter its families' row codes begin with."""

    name: str
    id: str = ""
    code: str | None = None
    village: str | None = None
    rw: str | None = None
    meeting_place: str | None = None
    meeting_day: int | None = None
    leader_id: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What a family earns its own money with; amounts are rupiah a month."""

    family_id: str
    kind: str
    id: str = ""
    cluster: Cluster | None = None
    started_on: date | None = None
    turnover: int | None = None
    income: int | None = None
    marketing: str | None = None
    needs: tuple[Need, ...] = ()
    closed_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; before and after are a status, or the names of groups."""

    id: str
    family_id: str
    kind: EventKind
    happened_on: date
    part: Part | None = None
    before: str | None = None
    after: str | None = None
    reason: str | None = None


def family_problems(family: Family, today: date, *, is_practice: bool = False) -> list[Problem]:
    """List what is wrong with a family; a family without NIK or No KK is allowed."""
    found = [*name_problems(family.name), *kk_problems(family.no_kk)]
    found += nik_problems(
        family.nik, today, born=family.birth_date, sex=family.sex, is_practice=is_practice
    )
    found += _birth_problems(family.birth_date, today)
    found += _number_problems(family)
    found += _length_problems(family)
    return found


def member_problems(
    member: Member, today: date, *, is_practice: bool = False, ages: Ages | None = None
) -> list[Problem]:
    """List what is wrong with a member; `ages` are those the programme's rules allow."""
    found = [*name_problems(member.name)]
    found += nik_problems(
        member.nik, today, born=member.birth_date, sex=member.sex, is_practice=is_practice
    )
    found += _birth_problems(member.birth_date, today)
    found += _length_problems(member)
    limits = (ages or {}).get(member.component) if member.component else None
    if limits and member.birth_date and member.birth_date <= today:
        years = age(member.birth_date, today)
        if not limits[0] <= years <= limits[1]:
            found.append(Problem("component", "age_unlikely", {"age": years}, is_warning=True))
    if member.npsn and not _is_digits(member.npsn, 8):
        found.append(Problem("npsn", "npsn_length", is_warning=True))
    if member.nisn and not _is_digits(member.nisn, 10):
        found.append(Problem("nisn", "nisn_length", is_warning=True))
    return found


def group_problems(group: Group) -> list[Problem]:
    """List what is wrong with a group."""
    found = [*name_problems(group.name), *_length_problems(group)]
    if group.meeting_day is not None and not 1 <= group.meeting_day <= 31:
        found.append(Problem("meeting_day", "day_of_month"))
    if group.code and not (group.code.isascii() and group.code.isalpha() and len(group.code) <= 3):
        found.append(Problem("code", "group_code"))
    return found


def business_problems(business: Business, today: date) -> list[Problem]:
    """List what is wrong with a business."""
    found = [Problem("kind", p.code, p.details) for p in name_problems(business.kind)]
    if business.started_on and business.started_on > today:
        found.append(Problem("started_on", "in_future"))
    if business.turnover is not None and business.turnover < 0:
        found.append(Problem("turnover", "negative"))
    if business.closed_on and business.closed_on > today:
        found.append(Problem("closed_on", "in_future"))
    elif business.closed_on and business.started_on and business.closed_on < business.started_on:
        found.append(Problem("closed_on", "ends_before_start"))
    return found + _length_problems(business)


def name_problems(name: str, field: str = "name") -> list[Problem]:
    """List what is wrong with a name: it must be there and fit on a form."""
    if not name.strip():
        return [Problem(field, "required")]
    if len(name) > LONGEST_NAME:
        return [Problem(field, "too_long", {"limit": LONGEST_NAME, "length": len(name)})]
    return []


def padded(number: str | None) -> str | None:
    """Return an RT or RW with three digits as forms print it; other text stays as it is."""
    if not number or not number.strip():
        return None
    bare = number.strip()
    if bare.isascii() and bare.isdecimal() and len(bare) <= LONGEST_TEXT:
        return None if int(bare) == 0 else f"{int(bare):03}"
    return bare


def plain_phone(text: str | None) -> str | None:
    """Return a mobile number beginning with 0; what is no number stays as typed."""
    if not text or not text.strip():
        return None
    bare = digits(text)
    if bare.startswith("62") and len(bare) >= 11:
        return f"0{bare[2:]}"
    return bare if bare.startswith("0") and len(bare) >= 9 else text.strip()


def _birth_problems(born: date | None, today: date) -> list[Problem]:
    return [Problem("birth_date", "in_future")] if born and born > today else []


def _number_problems(family: Family) -> Iterator[Problem]:
    for column, count in zip(COUNT_COLUMNS.values(), _COUNTS_OF(family), strict=True):
        if count is not None and count < 0:
            yield Problem(column, "negative")
    if family.decile is not None and not 1 <= family.decile <= 10:
        yield Problem("decile", "decile_range")
    for column in ("rt", "rw"):
        number = getattr(family, column)
        if number and not (number.isascii() and number.isdecimal() and len(number) <= 3):
            yield Problem(column, "rt_rw_digits", is_warning=True)
    if family.postcode and not _is_digits(family.postcode, 5):
        yield Problem("postcode", "postcode_digits", is_warning=True)
    if family.phone and not 9 <= len(digits(family.phone)) <= 14:
        yield Problem("phone", "phone_unlikely", is_warning=True)


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdecimal()


def _length_problems(thing: Family | Member | Group | Business) -> list[Problem]:
    names, read = _TEXTS[type(thing)]
    texts = read(thing)
    if max(map(len, filter(None, texts)), default=0) <= LONGEST_TEXT:
        return []
    found = []
    for column, value in zip(names, texts, strict=True):
        limit = LONGEST_NOTE if column == "note" else LONGEST_TEXT
        if value and len(value) > limit:
            found.append(Problem(column, "too_long", {"limit": limit, "length": len(value)}))
    return found


def _texts_of(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[str | None, ...]]]:
    """Return the names of a record's free texts, and what reads them all at once."""
    hints = get_type_hints(kind)
    free = [n for n, hint in hints.items() if hint in (str, str | None)]
    names = tuple(n for n in free if n not in ("id", "name", "kind", "family_id"))
    return names, attrgetter(*names)


_TEXTS = {kind: _texts_of(kind) for kind in (Family, Member, Group, Business)}
_COUNTS_OF = attrgetter(*COUNT_COLUMNS.values())
