"""Reading the data rows of a sheet, column by column: each different cell is looked at once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from fieldkit.core.errors import Problem
from fieldkit.core.text import digits, fold
from fieldkit.features.people.lists import cells, columns
from fieldkit.features.people.lists.layout import Layout
from fieldkit.features.people.model import LONGEST_NAME, LONGEST_NOTE, LONGEST_TEXT, padded
from fieldkit.features.people.model import plain_phone as phone_of
from fieldkit.features.people.nik import PLACEHOLDERS, is_sixteen_digits, names_a_day
from fieldkit.features.people.words import Position

Values = dict[str, Any]
Column = list[Any]
# What a cell says: its values in the order of the fields it fills, and what is wrong last.
Read = Callable[[Any], tuple[Any, ...]]

_PLAIN_LENGTHS = frozenset(range(9, 26))
_AT_ONCE = 1000
_MEMBERS_REPEAT = 0.3
_LEAST = 8
_LONGEST = {"name": LONGEST_NAME, "head_name": LONGEST_NAME, "note": LONGEST_NOTE}
_TEXTS = (
    "bank", "address", "hamlet", "village", "district", "regency", "province", "postcode",
    "birth_place", "joined", "school", "npsn", "nisn", "grade", "health_facility", "note",
    "rt", "rw", "household", "pkh_id", "kks_no", "account_no", "phone",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Rows:
    """The data rows of one or several sheets as columns; a blank is None.

    `remarks` are what is wrong in a row, by its place; what is wrong in a field that can be
    left out is no reason to refuse a family.
    """

    numbers: list[int]
    sheets: list[str]
    fields: dict[str, Column]
    remarks: dict[int, list[Problem]] = field(default_factory=dict)
    is_by_member: bool = False

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, name: str) -> Column:
        """Return a column, blank where no sheet has it."""
        return self.fields.get(name) or [None] * len(self)

    def values(self, place: int) -> Values:
        """Return what one row says."""
        return {n: column[place] for n, column in self.fields.items() if column[place] is not None}


@dataclass(slots=True, kw_only=True)
class Line:
    """One row about one person, with its place among all rows of the file."""

    place: int
    row: int
    values: Values
    sheet: str = ""
    problem: Problem | None = None
    remarks: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """Whom the line is about."""
        return self.values.get("name") or self.values.get("head_name") or ""


def read_rows(layout: Layout, today: date, *, group_column: int | None) -> Rows:
    """Read all data rows of a layout."""
    rows = Rows(numbers=layout.numbers, sheets=[layout.sheet] * len(layout.numbers), fields={})
    columns_of = list(zip(*layout.rows, strict=True)) if layout.rows else []
    for column, name in layout.mapping.items():
        if column < len(columns_of):
            _read_column(rows, columns_of[column], *_read_of(name, today, layout.titles[column]))
    _read_group(rows, layout, columns_of, group_column)
    _add_blocks(rows, layout)
    rows.is_by_member = is_by_member(layout, rows)
    if rows.is_by_member:
        rows.fields.pop("status", None)
    _gather_area(rows)
    _place_numbers(rows)
    _remark_days(rows, today)
    return rows


def _read_column(rows: Rows, found: Sequence[Any], names: tuple[str, ...], read: Read) -> None:
    """Read each different cell of a column once, and spread what it says over the rows."""
    if not names:
        return
    known: dict[Any, tuple[Any, ...]]
    cells_: Sequence[Any] = found
    if bool in set(map(type, found)):  # True is 1 and would be read as it
        cells_ = range(len(found))
        known = {place: _blank_or(cell, names, read) for place, cell in enumerate(found)}
    else:
        distinct = set(found)
        are_plain = _PLAIN.get(names[0])
        odd = _odd(distinct, are_plain) if are_plain else distinct
        if are_plain and odd <= {None}:
            if distinct - odd:
                rows.fields[names[0]] = list(found)
            return
        blank = (None,) * len(names)
        known = {cell: (cell, *blank) for cell in distinct - odd}
        known |= {cell: _blank_or(cell, names, read) for cell in odd}
    for part, name in enumerate(names):
        values = {cell: said[part] for cell, said in known.items()}
        if any(value is not None for value in values.values()):
            rows.fields[name] = list(map(values.__getitem__, cells_))
    wrong = {cell: said[-1] for cell, said in known.items() if said[-1] is not None}
    if wrong:
        for place, cell in enumerate(cells_):
            if cell in wrong:
                rows.remarks.setdefault(place, []).append(wrong[cell])


def _odd(cells_: set[Any], are_plain: Callable[[Collection[str]], bool]) -> set[Any]:
    """Return the cells of a column that need reading.

    A long list has forty thousand different numbers with hardly one that is not as it should
    be, so a thousand are looked at in one go, and one by one only where something is wrong.
    """
    texts = [cell for cell in cells_ if cell.__class__ is str]
    odd = cells_.difference(texts) if len(texts) < len(cells_) else set()
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        if not are_plain(some):
            odd.update(text for text in some if not are_plain([text]))
    return odd


def _are_plain_kks(texts: Collection[str]) -> bool:
    whole = "".join(texts)
    return (
        set(map(len, texts)) == {16}
        and whole.isascii()
        and whole.isdecimal()
        and PLACEHOLDERS.isdisjoint(texts)
    )


def _are_plain_niks(texts: Collection[str]) -> bool:
    return _are_plain_kks(texts) and all(map(names_a_day, texts))


def _are_plain_numbers(texts: Collection[str]) -> bool:
    whole = "".join(texts)
    return whole.isascii() and whole.isalnum() and {*map(len, texts)} <= _PLAIN_LENGTHS


def _are_mobiles(texts: Collection[str]) -> bool:
    return (
        _are_plain_numbers(texts)
        and "".join(texts).isdecimal()
        and all(text[0] == "0" for text in texts)
    )


_PLAIN: dict[str, Callable[[Collection[str]], bool]] = {
    "no_kk": _are_plain_kks,
    "nik": _are_plain_niks,
    "head_nik": _are_plain_niks,
    "phone": _are_mobiles,
    "pkh_id": _are_plain_numbers,
    "kks_no": _are_plain_numbers,
    "account_no": _are_plain_numbers,
}


def _blank_or(cell: Any, names: tuple[str, ...], read: Read) -> tuple[Any, ...]:
    return (None,) * (len(names) + 1) if cell is None else read(cell)


def _read_of(name: str, today: date, title: str) -> tuple[tuple[str, ...], Read]:
    """Return which fields a column fills, and how one of its cells is read."""
    if name in columns.COUNTS:
        return (name,), partial(_count, name, title)
    if name in ("number", "group"):
        return (), _text
    several: dict[str, tuple[tuple[str, ...], Read]] = {
        "name": (("name", "beside"), partial(_name, "name")),
        "head_name": (("head_name", "beside"), partial(_name, "head_name")),
        "address": (("address", "_rt", "_rw"), _address),
        "rt": (("rt", "_rw2"), partial(_area_number, first=True)),
        "rw": (("_rt2", "rw"), partial(_area_number, first=False)),
        "rt_rw": (("_rt1", "_rw1"), _area),
        "no_kk": (("no_kk", "damaged_kk"), _kk),
        "birth": (("birth_place", "birth_date"), partial(_place_and_day, today)),
    }
    if name in several:
        return several[name]
    if name in ("birth_date", "status_on", "verified_on"):
        return (name,), partial(_day, name, today)
    if name in ("nik", "head_nik"):
        return (name,), partial(_nik, name)
    single: dict[str, Callable[[Any], Any]] = {
        "sex": cells.sex,
        "relation": cells.relation,
        "status": cells.status,
        "decile": cells.decile,
        "bpnt": cells.yes,
        "component": cells.components,
        "position": _position,
        "note": _note,
        "tags": cells.listed,
        "business": cells.listed,
        "phone": _phone,
        **dict.fromkeys(("household", "pkh_id", "kks_no", "account_no"), cells.plain_number),
    }
    return (name,), partial(_one, name, single.get(name, cells.text))


def _one(name: str, read: Callable[[Any], Any], cell: Any) -> tuple[Any, ...]:
    found = read(cell)
    if name in _TEXTS and found is not None:
        return _fitting(name, found)
    return found or None if name == "component" else found, None


def _fitting(name: str, found: str) -> tuple[Any, ...]:
    limit = _LONGEST.get(name, LONGEST_TEXT)
    if len(found) <= limit:
        return found, None
    return None, Problem(name, "too_long", {"limit": limit, "length": len(found)})


def _text(cell: Any) -> tuple[Any, ...]:
    return cells.text(cell), None


def _name(name: str, cell: Any) -> tuple[Any, ...]:
    """Read a name; one too long for any form is kept, so that its row can say so."""
    found, beside = cells.name_and_number(cell)
    if found and len(found) > LONGEST_NAME:
        told: dict[str, object] = {"limit": LONGEST_NAME, "length": len(found)}
        return found, beside, Problem(name, "too_long", told)
    return found, beside, None


def _nik(name: str, cell: Any) -> tuple[Any, ...]:
    found, problem = cells.number(cell, name)
    if problem is None and found and not names_a_day(found):
        problem = Problem(name, "nik_date", {"day": found[6:8], "month": found[8:10]})
    return found, problem


def _kk(cell: Any) -> tuple[Any, ...]:
    found, problem = cells.number(cell, "no_kk")
    return found, cells.damaged_key(cell) if found is None else None, problem


def _address(cell: Any) -> tuple[Any, ...]:
    bare = cells.text(cell)
    if bare is None or not cells.may_hold_area(bare):
        area: tuple[str | None, str | None] = (None, None)
    else:
        area, bare = cells.area(bare), cells.without_area(bare)
    kept, problem = (None, None) if bare is None else _fitting("address", bare)
    return kept, *area, problem


def _area_number(cell: Any, *, first: bool) -> tuple[Any, ...]:
    bare = cells.text(cell)
    if bare is None:
        return None, None, None
    if "/" in bare:
        return _area(cell)
    found = padded(bare if bare.isdecimal() else digits(bare) or bare)
    kept, problem = _fitting("rt" if first else "rw", found) if found else (None, None)
    return (kept, None, problem) if first else (None, kept, problem)


def _area(cell: Any) -> tuple[Any, ...]:
    return *cells.area(cell), None


def _day(name: str, today: date, cell: Any) -> tuple[Any, ...]:
    found, is_read = cells.day(cell, today)
    return found, None if is_read else Problem(name, "not_a_date")


def _place_and_day(today: date, cell: Any) -> tuple[Any, ...]:
    place, found, is_read = cells.place_and_day(cell, today)
    return place, found, None if is_read else Problem("birth_date", "not_a_date")


def _count(name: str, title: str, cell: Any) -> tuple[Any, ...]:
    found, is_read = cells.count(cell)
    return found, None if is_read else Problem(name, "not_a_count", {"column": title})


def _note(cell: Any) -> str | None:
    """Return a note with its lines, which everything else is put on one of."""
    return "\n".join(cells.lines(cell)) or None


def _phone(cell: Any) -> str | None:
    return phone_of(cells.text(cell))


def _position(cell: Any) -> Position | None:
    bare = (cells.text(cell) or "").lower()
    if "ketua" in bare:
        return Position.CHAIR
    return Position.MEMBER if "anggota" in bare else None


# -- what several columns say together ---------------------------------------------------------


def _read_group(
    rows: Rows, layout: Layout, columns_of: Sequence[Sequence[Any]], chosen: int | None
) -> None:
    column = layout.column("group") if chosen is None else chosen
    if column is None or column >= len(columns_of):
        return
    title = layout.titles[column] or "Kelompok"
    shown = title.capitalize() if len(title) > 2 else title.upper()
    known: dict[Any, str | None] = {}
    for cell in set(columns_of[column]):
        name = cells.text(cell)
        known[cell] = f"{shown} {name}" if name and name.isdecimal() else name
    rows.fields["group"] = [known[cell] for cell in columns_of[column]]


def _add_blocks(rows: Rows, layout: Layout) -> None:
    """Let what the line above a family says fill what its own rows leave blank."""
    if not any(layout.blocks):
        return
    for name in ("no_kk", "address", "hamlet", "rt", "rw"):
        said = [block.get(name) for block in layout.blocks]
        own = rows.column(name)
        rows.fields[name] = [a if a is not None else b for a, b in zip(own, said, strict=True)]


def _gather_area(rows: Rows) -> None:
    """Take RT and RW from their own columns first, then from a joint one, then the address."""
    for name in ("rt", "rw"):
        sources = [rows.fields.pop(f"_{name}{n}", None) for n in ("1", "2", "")]
        for other in filter(None, sources):
            own = rows.column(name)
            rows.fields[name] = [a if a is not None else b for a, b in zip(own, other, strict=True)]


def _place_numbers(rows: Rows) -> None:
    """Give a number found beside a name to No KK, or to NIK where there is a No KK."""
    beside = rows.fields.pop("beside", None)
    if beside is None:
        return
    no_kk, nik = rows.column("no_kk"), rows.column("nik")
    for place, found in enumerate(beside):
        if found and not no_kk[place]:
            no_kk[place] = found
        elif found and found != no_kk[place] and not nik[place]:
            nik[place] = found
    rows.fields["no_kk"] = no_kk
    if any(nik):
        rows.fields["nik"] = nik


def _remark_days(rows: Rows, today: date) -> None:
    """Leave out birth dates that lie in the future."""
    column = rows.fields.get("birth_date")
    if column is None or max(filter(None, column)) <= today:
        return
    for place, born in enumerate(column):
        if born and born > today:
            column[place] = None
            rows.remarks.setdefault(place, []).append(Problem("birth_date", "in_future"))


def is_by_member(layout: Layout, rows: Rows) -> bool:
    """Whether each row is one member, and not one family."""
    fields = set(layout.mapping.values())
    if "name" not in fields:
        return False
    if "relation" in fields or any(layout.blocks[:50]):
        return True
    if {"head_name", "name"} <= fields and fields & {"component", "head_nik"}:
        return True
    return "no_kk" in rows.fields and _numbers_repeat(rows)


def _numbers_repeat(rows: Rows) -> bool:
    carriers: dict[str, set[str]] = {}
    for no_kk, name in zip(rows.column("no_kk"), rows.column("name"), strict=True):
        if no_kk and is_sixteen_digits(no_kk):
            carriers.setdefault(no_kk, set()).add(name or "")
    sharing = 0
    for names in carriers.values():
        if len(names) > 1 and len(folded := {fold(name) for name in names}) > 1:
            sharing += len(folded)
    return len(rows) >= _LEAST and sharing > len(rows) * _MEMBERS_REPEAT


def joined(parts: Sequence[Rows]) -> Rows:
    """Put the rows of several sheets of one layout under each other."""
    whole = Rows(numbers=[], sheets=[], fields={}, is_by_member=parts[0].is_by_member)
    names = dict.fromkeys(name for part in parts for name in part.fields)
    for name in names:
        whole.fields[name] = [value for part in parts for value in part.column(name)]
    for part in parts:
        start = len(whole.numbers)
        whole.numbers += part.numbers
        whole.sheets += part.sheets
        whole.remarks |= {start + place: found for place, found in part.remarks.items()}
    return whole


def lines_of(rows: Rows, start: int = 0) -> list[Line]:
    """Return the rows one by one, as lists of members are read."""
    return [
        Line(
            place=start + place,
            row=number,
            sheet=rows.sheets[place],
            values=rows.values(place),
            remarks=tuple(rows.remarks.get(place, ())),
        )
        for place, number in enumerate(rows.numbers)
    ]
