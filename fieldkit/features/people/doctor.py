"""The NIK doctor: what is odd about the numbers of the whole book, why, and what would mend it.

A wrong number never blocks anything; it stands here until it is put right or checked.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum, auto
from hashlib import blake2b
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.regions import Region, bare, region
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import fold
from fieldkit.features.people import remedies, store
from fieldkit.features.people.events import event_row
from fieldkit.features.people.model import Family, Member
from fieldkit.features.people.nik import (
    age,
    birth_date,
    is_sixteen_digits,
    kk_problems,
    nik_problems,
    parse,
)
from fieldkit.features.people.remedies import Remedy
from fieldkit.features.people.rules import Rules, rules_on
from fieldkit.features.people.words import Component, EventKind, Relation, Sex

AgeRange = tuple[int, int]

_ADULTS = (Relation.HEAD, Relation.HUSBAND, Relation.WIFE, Relation.PARENT, Relation.PARENT_IN_LAW)
_GROWN = (13, 120)
_ANY_AGE = (0, 120)
_ONE_OF_TWO = (
    Remedy("remedy_blank_kk", {"no_kk": None}),
    Remedy("remedy_blank_nik", {"nik": None}),
)
_CHANGED = {"nik", "no_kk", "sex", "birth_date"}


class Weight(StrEnum):
    """How much a finding matters."""

    ERROR = auto()
    WARNING = auto()
    MISSING = auto()
    HINT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a number: a carer (no member_id) or a member."""

    family_id: str
    family: str
    name: str
    member_id: str | None = None
    nik: str | None = None
    no_kk: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    component: Component | None = None
    relation: Relation | None = None
    village: str | None = None
    district: str | None = None
    regency: str | None = None
    ages: tuple[int, int] = _ANY_AGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is odd about one number of one person."""

    person: Person
    column: str
    number: str | None
    problem: Problem
    weight: Weight
    remedies: tuple[Remedy, ...] = ()
    others: tuple[str, ...] = ()
    checked_on: date | None = None

    @property
    def id(self) -> str:
        """What tells it from every other finding."""
        owner = self.person.member_id or self.person.family_id
        return f"{owner}.{self.column}.{self.problem.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """A number taken apart; `births` holds two dates where the century is open."""

    region: Region
    sex: Sex | None = None
    births: tuple[date, ...] = ()
    day: str = ""
    serial: str = ""


@dataclass(slots=True)
class _Book:
    people: list[Person] = field(default_factory=list)
    by_nik: dict[str, list[Person]] = field(default_factory=dict)
    by_kk: dict[str, list[Person]] = field(default_factory=dict)
    checked: dict[tuple[str, str], date] = field(default_factory=dict)


def examine(ctx: Context) -> list[Finding]:
    """Look at every number of the book; the gravest findings first."""
    ctx.require(Permission.SEE_FAMILIES)
    ctx.require(Permission.SEE_FULL_IDS)
    book = _Book(_people(ctx))
    for row in store.checked_numbers(ctx.db):
        book.checked[row["family_id"], row["after"]] = date.fromisoformat(row["happened_on"])
    for person in book.people:
        if person.nik:
            book.by_nik.setdefault(person.nik, []).append(person)
        if person.no_kk:
            book.by_kk.setdefault(person.no_kk, []).append(person)
    found = [f for person in book.people for f in _findings(ctx, person, book)]
    order = list(Weight)
    return sorted(found, key=lambda f: (order.index(f.weight), fold(f.person.family)))


def counted(found: Sequence[Finding]) -> dict[Weight, int]:
    """Count findings by their weight."""
    tally = Counter(one.weight for one in found)
    return {weight: tally[weight] for weight in Weight}


def taken_apart(text: str | None, column: str = "nik") -> Anatomy | None:
    """Return what sixteen digits say; None when they are not sixteen digits."""
    if not text or not is_sixteen_digits(text):
        return None
    where = region(text[:6])
    nik = parse(text) if column == "nik" else None
    if nik is None:
        return Anatomy(region=where, day=text[6:12], serial=text[12:])
    return Anatomy(region=where, sex=nik.sex, births=nik.births, day=text[6:12], serial=nik.serial)


def likely_birth(ctx: Context, finding: Finding) -> date | None:
    """Return the birth date a NIK tells of this person, None when the century is open."""
    ctx.require(Permission.SEE_FULL_IDS)
    nik = parse(finding.number or "") if finding.column == "nik" else None
    if nik is None:
        return None
    born = finding.person.birth_date
    return (
        born
        if born in nik.births
        else birth_date(finding.number or "", ctx.today, finding.person.ages)
    )


def repair(ctx: Context, finding: Finding, remedy: Remedy) -> None:
    """Put a number right as proposed; what was typed before stays in the history."""
    ctx.require(Permission.EDIT_FAMILIES)
    if remedy not in finding.remedies or not set(remedy.changes) <= _CHANGED:
        raise InvalidInputError([Problem(finding.column, "remedy_unknown")])
    person = finding.person
    table = "family" if person.member_id is None else "member"
    row_id = person.member_id or person.family_id
    known = ctx.db.row(f'SELECT * FROM "{table}" WHERE id = :id', id=row_id)
    if known is None:
        raise NotFoundError
    if (known[finding.column] or None) != finding.number:
        raise InvalidInputError([Problem(finding.column, "changed_meanwhile")])
    with ctx.db.write(Step(N_("Repair a number"))) as writer:
        writer.put(table, {"id": row_id, **remedy.changes})


def fill_in(ctx: Context, found: Sequence[Finding]) -> int:
    """Write down birth dates and sexes the NIKs tell and the records lack; one step for all."""
    ctx.require(Permission.EDIT_FAMILIES)
    wanted = [(f, r) for f in found for r in f.remedies if r.code == "remedy_fill_in"]
    rows: dict[str, list[dict[str, Any]]] = {"family": [], "member": []}
    for one, remedy in wanted:
        table = "member" if one.person.member_id else "family"
        row_id = one.person.member_id or one.person.family_id
        rows[table].append({"id": row_id, **remedy.changes})
    step = Step(N_("Fill in what the NIKs tell of {count} people"), count=len(wanted))
    with ctx.db.write(step) as writer:
        for table, changes in rows.items():
            writer.put_many(table, changes)
    return len(wanted)


def number_checked(ctx: Context, finding: Finding) -> None:
    """Note that the number stands on the card as it stands here, however odd it looks."""
    ctx.require(Permission.EDIT_FAMILIES)
    person = finding.person
    known = store.by_id(ctx.db, Family, person.family_id)
    if known is None:
        raise NotFoundError
    scope = known.group_id or ctx.db.own_scope
    with ctx.db.write(Step(N_("Check a number"))) as writer:
        kind, seen = EventKind.VERIFIED, _trace(finding.number or "")
        row = event_row(person.family_id, scope, kind, ctx.today, after=seen)
        writer.put("family_event", row)


def _findings(ctx: Context, person: Person, book: _Book) -> Iterator[Finding]:
    for one in (*_of_nik(ctx, person, book), *_of_kk(person, book)):
        seen = book.checked.get((person.family_id, _trace(one.number))) if one.number else None
        yield replace(one, checked_on=seen) if seen else one


def _trace(number: str) -> str:
    """Return what recognises a number without telling it."""
    return blake2b(number.encode(), digest_size=8).hexdigest()


def _of_nik(ctx: Context, person: Person, book: _Book) -> Iterator[Finding]:
    if not person.nik:
        if person.member_id is None:
            yield _finding(person, "nik", Problem("nik", "nik_missing"), Weight.MISSING)
        return
    today = ctx.today
    found = nik_problems(
        person.nik, today, born=person.birth_date, sex=person.sex, is_practice=ctx.is_practice
    )
    found += _places(person, found)
    found += _ages(person, today)
    for problem in found:
        weight = Weight.WARNING if problem.is_warning else Weight.ERROR
        yield _finding(person, "nik", problem, weight, _nik_remedies(person, problem, today))
    if person.nik == person.no_kk:
        yield _finding(person, "nik", Problem("nik", "nik_is_kk"), Weight.ERROR, _ONE_OF_TWO)
    others = [one for one in book.by_nik[person.nik] if _is_other(one, person)]
    if others:
        problem = Problem("nik", "nik_shared", {"family": others[0].family, "name": others[0].name})
        twins = tuple(one.family_id for one in others)
        yield _finding(person, "nik", problem, Weight.ERROR, others=twins)
    likely = birth_date(person.nik, today, person.ages)
    told = remedies.unwritten(person.nik, person.birth_date, person.sex, likely)
    if told is not None:
        yield _finding(person, "nik", Problem("nik", "nik_tells"), Weight.HINT, (told,))


def _of_kk(person: Person, book: _Book) -> Iterator[Finding]:
    if person.member_id is not None:
        return
    if not person.no_kk:
        yield _finding(person, "no_kk", Problem("no_kk", "kk_missing"), Weight.MISSING)
        return
    for problem in kk_problems(person.no_kk):
        weight = Weight.WARNING if problem.is_warning else Weight.ERROR
        yield _finding(person, "no_kk", problem, weight, _kk_remedies(person, problem))
    others = [one for one in book.by_kk[person.no_kk] if one.family_id != person.family_id]
    if others:
        problem = Problem("no_kk", "kk_shared", {"family": others[0].family}, is_warning=True)
        twins = tuple(one.family_id for one in others)
        yield _finding(person, "no_kk", problem, Weight.WARNING, others=twins)


def _is_other(one: Person, person: Person) -> bool:
    """Whether a number stands twice for good: a carer is a member of the own family as well."""
    if one is person:
        return False
    if one.family_id != person.family_id:
        return True
    return one.member_id is not None and person.member_id is not None


def _finding(
    person: Person,
    column: str,
    problem: Problem,
    weight: Weight,
    proposals: Sequence[Remedy] = (),
    others: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        person=person,
        column=column,
        number=person.nik if column == "nik" else person.no_kk,
        problem=problem,
        weight=weight,
        remedies=tuple(proposals),
        others=others,
    )


def _nik_remedies(person: Person, problem: Problem, today: date) -> list[Remedy]:
    text, born, sex = person.nik or "", person.birth_date, person.sex
    match problem.code:
        case "nik_digits":
            return list(remedies.misread(text, "nik"))
        case "nik_length":
            return [*remedies.too_long(text, "nik"), *remedies.too_short(text, born, sex)]
        case "nik_date":
            return list(remedies.impossible_date(text, born, sex))
        case "nik_sex_differs" if sex is not None:
            return list(remedies.other_sex(text, sex))
        case "nik_birth_differs" if born is not None:
            likely = birth_date(text, today, person.ages)
            return list(remedies.other_birth(text, born, likely))
    return []


def _kk_remedies(person: Person, problem: Problem) -> list[Remedy]:
    text = person.no_kk or ""
    if problem.code == "kk_digits":
        return list(remedies.misread(text, "no_kk"))
    if problem.code == "kk_length":
        return list(remedies.too_long(text, "no_kk"))
    if problem.code == "kk_date" and parse(text) is not None:
        return [Remedy("remedy_swap", {"nik": text, "no_kk": person.nik})]
    return []


def _places(person: Person, found: Sequence[Problem]) -> list[Problem]:
    """Say where a number was first registered, if that is not where the family lives."""
    if any(p.code in ("nik_digits", "nik_length", "nik_province") for p in found):
        return []
    where = region((person.nik or "")[:6])
    if not where.province:
        return []
    if not where.is_known:
        code = (person.nik or "")[:6]
        return [Problem("nik", "nik_region", {"code": code}, is_warning=True)]
    is_elsewhere = _differs(person.regency, bare(where.regency)) or (
        not person.regency and _differs(person.district, where.district)
    )
    if is_elsewhere:
        return [Problem("nik", "nik_elsewhere", {"place": where.words}, is_warning=True)]
    return []


def _differs(written: str | None, listed: str) -> bool:
    if not written or not written.strip():
        return False
    one, other = fold(written), fold(listed)
    return other not in one and one not in other


def _ages(person: Person, today: date) -> list[Problem]:
    """Say when the NIK alone tells an age that the component or the relation forbids."""
    nik = parse(person.nik or "")
    if nik is None or person.birth_date is not None:
        return []
    low, high = person.ages
    years = [age(born, today) for born in nik.births]
    if any(low <= one <= high for one in years):
        return []
    likeliest = min(years, key=lambda one: abs(one - low) if one >= 0 else 1000)
    return [Problem("nik", "nik_age_unlikely", {"age": max(likeliest, 0)}, is_warning=True)]


def _possible(rules: Rules, component: Component | None, relation: Relation | None) -> AgeRange:
    """Return how old somebody can be, by what is known besides the NIK."""
    if component is not None and component in rules.ages:
        return rules.ages[component]
    return _GROWN if relation in _ADULTS else _ANY_AGE


def _people(ctx: Context) -> list[Person]:
    found, rules = [], rules_on(ctx.db, ctx.today)
    for row in store.numbers_of_families(ctx.db):
        values = {key: store.typed(Family, key, row[key]) for key in ("birth_date", "sex")}
        found.append(
            Person(
                family_id=row["id"], family=row["name"] or "", name=row["name"] or "",
                nik=row["nik"] or None, no_kk=row["no_kk"] or None,
                village=row["village"], district=row["district"], regency=row["regency"],
                ages=_GROWN, **values,
            )
        )  # fmt: skip
    for row in store.numbers_of_members(ctx.db):
        keys = ("birth_date", "sex", "component", "relation")
        values = {key: store.typed(Member, key, row[key]) for key in keys}
        found.append(
            Person(
                family_id=row["family_id"], family=row["family"] or "", name=row["name"] or "",
                member_id=row["id"], nik=row["nik"], regency=row["regency"],
                district=row["district"],
                ages=_possible(rules, values["component"], values["relation"]), **values,
            )
        )  # fmt: skip
    return found
