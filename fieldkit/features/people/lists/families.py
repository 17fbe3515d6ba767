"""From the rows of a file to families, held as columns: forty thousand objects cost more."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldkit.core.errors import Problem
from fieldkit.core.text import fold
from fieldkit.features.people.lists import columns
from fieldkit.features.people.lists.lines import Column, Line, Rows, Values, lines_of
from fieldkit.features.people.model import Member, member_problems, name_problems
from fieldkit.features.people.nik import is_sixteen_digits
from fieldkit.features.people.words import COUNT_COLUMNS, Component, Relation

_OF_FAMILY = columns.FAMILY_FIELDS
_OF_PERSON = {"name", "nik", "birth_date", "birth_place", "sex", "note", "phone"}
# What a row says of a family beside its fields: who it is, and what is hung on it.
_BESIDE = ("record", "row_code", "tags", "business", "damaged_kk")
# A damaged number comes last: several families may share what is left of it.
_KEYS = ("record", "no_kk", "household", "head_nik", "damaged_kk")
# What forbids taking a row. A number that can not be one is among it, until a person says that
# the row counts all the same; everything else that is wrong is only told.
_NEEDED = {"name", "group_id"}
_SHAPES = {"nik_digits", "nik_length", "kk_digits", "kk_length"}


@dataclass(slots=True, kw_only=True)
class Families:
    """The families of a file; every list has one entry for each family.

    `places` are where a family's own row stands among all rows, None where it has none;
    `lines` are the rows about single members. `problems` forbid taking a family, `remarks`
    only tell what was left out of it or must be repaired.
    """

    fields: dict[str, Column] = field(default_factory=dict)
    groups: list[str | None] = field(default_factory=list)
    places: list[int | None] = field(default_factory=list)
    lines: list[list[Line]] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    remarks: dict[int, tuple[Problem, ...]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.groups)

    def column(self, name: str) -> Column:
        """Return a column, blank where the file has none."""
        return self.fields.get(name) or [None] * len(self)

    def values(self, index: int) -> Values:
        """Return what the file says of one family."""
        return {n: column[index] for n, column in self.fields.items() if column[index] is not None}

    def has_members(self, index: int) -> bool:
        """Whether single members of the family are in the file."""
        return bool(self.lines[index])

    def head(self, index: int) -> Line | None:
        """Return the line that stands for the family, where it has no row of its own."""
        if self.places[index] is not None or not self.lines[index]:
            return None
        return next((line for line in self.lines[index] if is_head(line)), self.lines[index][0])

    def row(self, index: int) -> int:
        """Return the number of the row a family begins in."""
        place = self.places[index]
        return self.numbers[place] if place is not None else self.lines[index][0].row


def families_of(rows: Rows, today: date, *, is_practice: bool) -> Families:
    """Return the families of one list, in the order of their first rows."""
    found = Families(numbers=rows.numbers, sheets=rows.sheets)
    if rows.is_by_member:
        lines = lines_of(rows)
        gathered = [(_values_of(group), group) for group in _gathered(lines)]
        _append(found, gathered, today, is_practice=is_practice)
    else:
        _take_rows(found, rows)
    return found


# -- a row for each family ---------------------------------------------------------------------


def _take_rows(found: Families, rows: Rows) -> None:
    if "head_name" in rows.fields:
        rows.fields["name"] = _first_of(rows, "head_name", "name")
        rows.fields["nik"] = _first_of(rows, "head_nik", "nik")
    if "household" in rows.fields:
        rows.fields["pkh_id"] = _first_of(rows, "pkh_id", "household")
    _count_components(rows)
    found.fields = {
        name: rows.fields[name] for name in (*_BESIDE, *_OF_FAMILY) if name in rows.fields
    }
    found.groups = rows.column("group")
    found.places = list(range(len(rows)))
    found.lines = [[] for _row in range(len(rows))]
    for place, remarks in rows.remarks.items():
        _note(found, place, [_of_head(problem) for problem in remarks])
    for place, name in enumerate(rows.column("name")):
        if not name:
            found.problems[place] = Problem("name", "no_name")
    _check_groups(found)


def _first_of(rows: Rows, first: str, second: str) -> Column:
    pairs = zip(rows.column(first), rows.column(second), strict=True)
    return [a if a is not None else b for a, b in pairs]


def _of_head(problem: Problem) -> Problem:
    """Tell of the carer's own field, whatever the column was called."""
    bare = problem.field.removeprefix("head_")
    return problem if bare == problem.field else Problem(bare, problem.code, problem.details)


def _note(found: Families, index: int, problems: Sequence[Problem]) -> None:
    """Keep what is wrong: what a family can not do without forbids taking it."""
    blocking = [p for p in problems if blocks(p)]
    if blocking:
        found.problems.setdefault(index, min(blocking, key=may_be_forgiven))
    if others := tuple(p for p in problems if p.field not in _NEEDED):
        found.remarks[index] = others


def blocks(problem: Problem) -> bool:
    """Whether a row with this problem is refused."""
    return problem.field in _NEEDED or problem.code in _SHAPES


def may_be_forgiven(problem: Problem | None) -> bool:
    """Whether a person may take a row in spite of its problem, to repair it later."""
    return problem is not None and problem.code in _SHAPES


def _count_components(rows: Rows) -> None:
    """Let components named in words fill the counts that have no column of their own."""
    named: list[dict[Component, int] | None] = rows.fields.get("component") or []
    if not any(named):
        return
    for component, name in COUNT_COLUMNS.items():
        said = [one.get(component) if one else None for one in named]
        own = rows.column(name)
        rows.fields[name] = [a if a is not None else b for a, b in zip(own, said, strict=True)]


def _check_groups(found: Families) -> None:
    wrong = {
        name: problems[0]
        for name in set(found.groups)
        if name and (problems := name_problems(name, "group_id"))
    }
    if wrong:
        for index, name in enumerate(found.groups):
            if name in wrong:
                found.problems.setdefault(index, wrong[name])


# -- a row for each member ---------------------------------------------------------------------


def _gathered(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Put the lines of one family together, whether they stand side by side or not."""
    families: dict[object, list[Line]] = {}
    current: object = None
    latest: dict[object, object] = {}
    headed: set[object] = set()
    for line in lines:
        key = key_of(line.values)
        is_head_line = line.values.get("relation") is Relation.HEAD
        if is_damaged(key):
            # Two heads are two families, whatever is left of their numbers.
            shared, key = key, latest.get(key, key)
            if is_head_line and key in headed:
                key = (shared, line.place)
            latest[shared] = key
            if is_head_line:
                headed.add(key)
        if key is None and (is_head_line or "relation" not in line.values):
            key = ("row", line.place)
        if key is None:
            key = current if current is not None else ("row", line.place)
        families.setdefault(key, []).append(line)
        current = key
    yield from families.values()


def key_of(values: Values) -> object:
    """Return what tells the family of a row from others in the same file, None for nothing."""
    for name in _KEYS:
        if values.get(name):
            return name, values[name]
    if values.get("head_name"):
        return "head", fold(values["head_name"]), values.get("rt"), values.get("rw")
    return None


def is_damaged(key: object) -> bool:
    """Whether a key is what is left of a damaged number."""
    return isinstance(key, tuple) and key[0] == "damaged_kk"


def is_head(line: Line) -> bool:
    """Whether a line is about the carer."""
    values = line.values
    if values.get("head_name"):
        if values.get("head_nik") and values.get("nik"):
            return bool(values["head_nik"] == values["nik"])
        return fold(values["head_name"]) == fold(values.get("name") or "")
    return values.get("relation") is Relation.HEAD


def _values_of(lines: Sequence[Line]) -> Values:
    """Return what the lines of one family say of the family itself."""
    first = lines[0].values
    head = next((one for one in lines if is_head(one)), None)
    own = head.values if head is not None else {} if first.get("head_name") else first
    found: Values = {
        "name": first.get("head_name") or own.get("name"),
        "nik": first.get("head_nik") or own.get("nik"),
        **{name: own.get(name) for name in ("birth_date", "birth_place", "sex")},
    }
    for name in ("group", *_BESIDE, *_OF_FAMILY):
        if name not in _OF_PERSON and found.get(name) is None:
            said = (line.values.get(name) for line in lines)
            found[name] = next((value for value in said if value is not None), None)
    if not found.get("pkh_id"):
        found["pkh_id"] = first.get("household")
    return {name: value for name, value in found.items() if value is not None}


def _append(
    found: Families,
    gathered: Sequence[tuple[Values, list[Line]]],
    today: date,
    *,
    is_practice: bool,
) -> None:
    """Add families known by their members alone."""
    before = len(found)
    names = dict.fromkeys(n for values, _lines in gathered for n in values if n != "group")
    for name in names:
        column = found.column(name)
        found.fields[name] = column + [values.get(name) for values, _lines in gathered]
    for name, column in found.fields.items():
        if name not in names:
            found.fields[name] = column + [None] * len(gathered)
    for index, (values, lines) in enumerate(gathered, start=before):
        found.groups.append(values.get("group"))
        found.places.append(None)
        found.lines.append(lines)
        judge_lines(lines, today, is_practice=is_practice)
        _judge_head(found, index, values)
    _check_groups(found)


def _judge_head(found: Families, index: int, values: Values) -> None:
    """Say what forbids a family of members, and what its head's own line must tell of it."""
    head = found.head(index)
    if not values.get("name"):
        found.problems[index] = Problem("name", "no_name")
    elif problems := name_problems(values["name"]):
        found.problems[index] = problems[0]
    said = dict.fromkeys(
        _of_head(p)
        for line in found.lines[index]
        for p in line.remarks
        if p.field in ("no_kk", "head_nik") or (line is head and p.field != "name")
    )
    if said:
        _note(found, index, tuple(said))


def judge_lines(lines: Sequence[Line], today: date, *, is_practice: bool) -> None:
    """Note what forbids taking single members."""
    for line in lines:
        if not line.values.get("name"):
            line.problem = Problem("name", "no_name")
            continue
        own = (p for p in line.remarks if blocks(p) and p.field in ("name", "nik"))
        line.problem = next(own, None)
        if line.problem is not None:
            continue
        member = Member(**{"family_id": "", "name": "", **member_values(line)})
        found = member_problems(member, today, is_practice=is_practice)
        line.problem = next((p for p in found if not p.is_warning and p.field == "name"), None)


def member_values(line: Line) -> Values:
    """Return what a line says about its own person."""
    found = {name: line.values.get(name) for name in columns.MEMBER_FIELDS}
    named: dict[Component, int] = line.values.get("component") or {}
    found["component"] = next(iter(named), None)
    return {name: value for name, value in found.items() if value is not None}


# -- further sheets of the same workbook -------------------------------------------------------


def add_members(found: Families, rows: Rows, today: date, *, is_practice: bool) -> None:
    """Hang the members on a sheet of their own under the families of the main list."""
    lines = lines_of(rows, start=len(found.numbers))
    found.numbers = found.numbers + rows.numbers
    found.sheets = found.sheets + rows.sheets
    known = _by_keys(found)
    strangers = []
    for group in _gathered(lines):
        index = next((known[key] for key in _all_keys(group[0].values) if key in known), None)
        if index is None:
            strangers.append((_values_of(group), group))
        else:
            found.lines[index] = found.lines[index] + group
            judge_lines(group, today, is_practice=is_practice)
    _append(found, strangers, today, is_practice=is_practice)


def fill_in(found: Families, rows: Rows) -> tuple[int, int]:
    """Fill what the main list leaves blank from a sheet with further facts.

    Return how many of its rows name a family of the list, and how many said something new.
    """
    known = _by_keys(found)
    wanted = [n for n in _OF_FAMILY if n not in (*_OF_PERSON, *_KEYS) or n == "phone"]
    wanted = [name for name in wanted if name in rows.fields]
    named = filled = 0
    for name in wanted:
        found.fields[name] = list(found.column(name))
    for place in range(len(rows)):
        values = rows.values(place)
        index = next((known[key] for key in _all_keys(values) if key in known), None)
        if index is None:
            continue
        named += 1
        fresh = [n for n in wanted if n in values and found.fields[n][index] is None]
        for name in fresh:
            found.fields[name][index] = values[name]
        filled += bool(fresh)
    return named, filled


def _by_keys(found: Families) -> dict[object, int]:
    """Return the families by what names them; a damaged number that several share names none."""
    known: dict[object, int] = {}
    shared: set[object] = set()
    for index in range(len(found)):
        head = found.head(index)
        values = found.values(index)
        if head is not None:
            values = {**head.values, **values}
        else:
            values |= {"head_name": values.get("name"), "head_nik": values.get("nik")}
        for key in _all_keys(values):
            if known.setdefault(key, index) != index and is_damaged(key):
                shared.add(key)
    return {key: index for key, index in known.items() if key not in shared}


def _all_keys(values: Values) -> Iterator[object]:
    for name in _KEYS:
        if values.get(name):
            yield name, values[name]
    if values.get("pkh_id"):
        yield "household", values["pkh_id"]
    if values.get("head_name"):
        yield "head", fold(values["head_name"]), values.get("rt"), values.get("rw")


# -- what can be said of families --------------------------------------------------------------


def good_number(number: Any) -> bool:
    """Whether a NIK or No KK may find somebody: sixteen digits, as on the card."""
    return isinstance(number, str) and is_sixteen_digits(number)


def agreed_village(villages: Sequence[str | None]) -> str | None:
    """Return the village all families of a group share."""
    found = Counter(villages)
    return next(iter(found)) if len(found) == 1 else None
