"""From the rows of a sheet to families and members that are ready to be compared."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from fieldkit.core.errors import Problem
from fieldkit.core.text import fold
from fieldkit.features.people import columns
from fieldkit.features.people.layout import Layout
from fieldkit.features.people.lines import Line, Reader, Values, read_line, reader_of
from fieldkit.features.people.model import (
    Family,
    Member,
    family_problems,
    member_problems,
    name_problems,
)
from fieldkit.features.people.words import COUNT_COLUMNS, Component, Relation


@dataclass(slots=True, kw_only=True)
class Draft:
    """A family as the file has it; in a list of members it has several lines."""

    lines: list[Line]
    head: Line
    family: Values = field(default_factory=dict)
    group: str | None = None
    has_members: bool = False

    @property
    def problem(self) -> Problem | None:
        """What forbids taking the family itself."""
        return self.head.problem


def drafts(
    layout: Layout, today: date, *, is_practice: bool, group_column: int | None
) -> list[Draft]:
    """Return the families of a sheet, in the order of their first rows."""
    reader = reader_of(layout, today, is_practice=is_practice, group_column=group_column)
    lines = [read_line(reader, number, row, block) for number, row, block in layout.rows]
    if reader.is_by_member:
        found = [_family_of_members(reader, group) for group in _gathered(lines)]
    else:
        found = [Draft(lines=[line], head=line) for line in lines]
    for draft in found:
        _complete(reader, draft)
    return found


def _gathered(lines: list[Line]) -> Iterator[list[Line]]:
    """Put the lines of one family together, whether they stand side by side or not."""
    families: dict[object, list[Line]] = {}
    current: object = None
    for line in lines:
        values = line.values
        key = _key(values)
        has_bad_number = line.problem is not None and line.problem.field == "no_kk"
        is_head = values.get("relation") is Relation.HEAD
        if key is None and (is_head or "relation" not in values or has_bad_number):
            key = ("row", line.row)
        if key is None:
            key = current if current is not None else ("row", line.row)
        families.setdefault(key, []).append(line)
        current = key
    yield from families.values()


def _key(values: Values) -> object:
    for name in ("no_kk", "household", "head_nik"):
        if values.get(name):
            return name, values[name]
    if values.get("head_name"):
        return "head", fold(values["head_name"]), values.get("rt"), values.get("rw")
    return None


def _family_of_members(reader: Reader, lines: list[Line]) -> Draft:
    first = lines[0].values
    head = next((one for one in lines if _is_head(reader, one)), None)
    draft = Draft(lines=lines, head=head or lines[0], has_members=True)
    if reader.has_head_name and first.get("head_name"):
        own = head.values if head is not None else {}
        draft.family = {"name": first["head_name"], "nik": first.get("head_nik") or own.get("nik")}
        if head is None:
            draft.head = Line(row=lines[0].row, values={})
    else:
        draft.family = {"name": draft.head.values.get("name"), "nik": draft.head.values.get("nik")}
    for name in ("birth_date", "birth_place", "sex"):
        if head is not None or not reader.has_head_name:
            draft.family[name] = draft.head.values.get(name)
    return draft


def _is_head(reader: Reader, line: Line) -> bool:
    values = line.values
    if reader.has_head_name and values.get("head_name"):
        if values.get("head_nik") and values.get("nik"):
            return bool(values["head_nik"] == values["nik"])
        return fold(values["head_name"]) == fold(values.get("name") or "")
    return values.get("relation") is Relation.HEAD


_OF_FAMILY = frozenset(columns.FAMILY_FIELDS)
_OF_PERSON = {"name", "nik", "birth_date", "birth_place", "sex", "note", "phone"}


def _complete(reader: Reader, draft: Draft) -> None:
    """Fill the family's fields from its lines and note what forbids taking them."""
    wanted = _OF_FAMILY - _OF_PERSON if draft.has_members else _OF_FAMILY
    for line in (draft.head, *draft.lines) if draft.has_members else (draft.head,):
        for name, value in line.values.items():
            if name in wanted and draft.family.get(name) is None:
                draft.family[name] = value
    if not draft.family.get("pkh_id"):
        draft.family["pkh_id"] = draft.lines[0].values.get("household")
    if not draft.has_members:
        for component, many in (draft.head.values.get("components") or {}).items():
            column = COUNT_COLUMNS.get(component)
            if column and draft.family.get(column) is None:
                draft.family[column] = many
    draft.family = {name: v for name, v in draft.family.items() if v is not None}
    draft.group = next((g for one in draft.lines if (g := one.values.get("group"))), None)
    _judge(reader, draft)


def _judge(reader: Reader, draft: Draft) -> None:
    if draft.has_members:
        for line in draft.lines:
            line.problem = line.problem or _member_problem(reader, line)
    if draft.group and (found := name_problems(draft.group, "group_id")):
        draft.head.problem = draft.head.problem or found[0]
    if draft.head.problem is None:
        draft.head.problem = _blocking(
            family_problems(
                Family(**{"name": "", **draft.family}),
                reader.today,
                is_practice=reader.is_practice,
            )
        )


def member_values(line: Line) -> Values:
    """Return what a line says about its own person."""
    found = {name: line.values.get(name) for name in columns.MEMBER_FIELDS}
    named: dict[Component, int] = line.values.get("components") or {}
    found["component"] = next(iter(named), None)
    return {name: value for name, value in found.items() if value is not None}


def _member_problem(reader: Reader, line: Line) -> Problem | None:
    member = Member(**{"family_id": "", "name": "", **member_values(line)})
    found = member_problems(member, reader.today, is_practice=reader.is_practice)
    return _blocking(found)


def _blocking(found: list[Problem]) -> Problem | None:
    problem = next((one for one in found if not one.is_warning), None)
    if problem and problem.field == "name" and problem.code == "required":
        return Problem("name", "no_name")
    return problem


def only_names(draft: Draft) -> bool:
    """Whether a line holds a name and nothing else, as a signature below a list does."""
    known = {name for name in draft.family if name not in ("name", "status")}
    return not known and draft.group is None and len(draft.lines) == 1


def agreed_village(of_group: list[Draft]) -> str | None:
    """Return the village all families of a group share."""
    villages = Counter(draft.family.get("village") for draft in of_group)
    return next(iter(villages)) if len(villages) == 1 else None


_NEEDED = {"name", "group_id"}


def may_be_forgiven(problem: Problem | None) -> bool:
    """Whether a row can be taken without the field that is wrong in it."""
    return problem is not None and problem.field not in _NEEDED


def forgiven(draft: Draft, accepted: Collection[int]) -> Draft:
    """Return a draft without the wrong fields of rows a person has decided to take."""
    rows = {line.row for line in draft.lines if line.row in accepted}
    if not rows:
        return draft
    lines = [_forgiven_line(one) if one.row in rows else one for one in draft.lines]
    family = draft.family
    head = draft.head
    if may_be_forgiven(head.problem) and (head.row in rows or head not in draft.lines):
        field_name = head.problem.field.removeprefix("head_") if head.problem else ""
        family = {name: value for name, value in family.items() if name != field_name}
        head = _forgiven_line(head)
    if draft.head in draft.lines:
        head = lines[draft.lines.index(draft.head)]
    return replace(draft, lines=lines, head=head, family=family)


def _forgiven_line(line: Line) -> Line:
    if line.problem is None or not may_be_forgiven(line.problem):
        return line
    kept = {name: value for name, value in line.values.items() if name != line.problem.field}
    return Line(row=line.row, values=kept)
