"""Reading one row of a sheet: each cell by what its column means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from fieldkit.core.errors import Problem
from fieldkit.core.text import digits, fold
from fieldkit.features.people import cells, columns
from fieldkit.features.people.layout import Layout, Row
from fieldkit.features.people.model import padded, plain_phone
from fieldkit.features.people.words import Position

Values = dict[str, Any]
Read = Callable[[Any, Values], Problem | None]

_MEMBERS_REPEAT = 0.3
_LEAST = 8


@dataclass(slots=True, kw_only=True)
class Line:
    """One data row: what it says, and the first thing that forbids taking it."""

    row: int
    values: Values
    problem: Problem | None = None

    @property
    def name(self) -> str:
        """Whom the line is about."""
        return self.values.get("name") or self.values.get("head_name") or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How the rows of one layout are read."""

    layout: Layout
    today: date
    is_practice: bool
    group_column: int | None
    is_by_member: bool
    has_head_name: bool
    reads: tuple[tuple[int, Read], ...]


def is_by_member(layout: Layout) -> bool:
    """Whether each row is one member, and not one family."""
    fields = set(layout.mapping.values())
    if "name" not in fields:
        return False
    if "relation" in fields or any(block for _number, _row, block in layout.rows[:50]):
        return True
    if {"head_name", "name"} <= fields and fields & {"component", "head_nik"}:
        return True
    kk, name = layout.column("no_kk"), layout.column("name")
    return kk is not None and name is not None and _numbers_repeat(layout, kk, name)


def _numbers_repeat(layout: Layout, kk: int, name: int) -> bool:
    names: dict[str, set[str]] = {}
    for _number, row, _block in layout.rows:
        found = cells.number(row[kk], "no_kk")[0]
        if found:
            names.setdefault(found, set()).add(fold(str(row[name] or "")))
    sharing = sum(len(of_one) for of_one in names.values() if len(of_one) > 1)
    return len(layout.rows) >= _LEAST and sharing > len(layout.rows) * _MEMBERS_REPEAT


def reader_of(
    layout: Layout, today: date, *, is_practice: bool, group_column: int | None
) -> Reader:
    """Prepare to read the rows of a layout."""
    fields = set(layout.mapping.values())
    by_member = is_by_member(layout)
    reads: list[tuple[int, Read]] = []
    for column, name in layout.mapping.items():
        if by_member and name == "status":
            continue
        if read := _read_of(name, today, layout.titles[column]):
            reads.append((column, read))
    return Reader(
        layout=layout,
        today=today,
        is_practice=is_practice,
        group_column=layout.column("group") if group_column is None else group_column,
        is_by_member=by_member,
        has_head_name="head_name" in fields,
        reads=tuple(reads),
    )


def read_line(reader: Reader, number: int, row: Row, block: Mapping[str, str]) -> Line:
    """Read one row; `block` is what the line above a family says of it."""
    values: Values = dict(block)
    problem = None
    for column, read in reader.reads:
        cell = row[column] if column < len(row) else None
        if cell is not None:
            problem = read(cell, values) or problem
    if reader.group_column is not None and reader.group_column < len(row):
        values["group"] = _group_name(reader, row[reader.group_column])
    if not reader.is_by_member and reader.has_head_name:
        values["name"] = values.get("head_name") or values.get("name")
        values["nik"] = values.get("head_nik") or values.get("nik")
    _number_beside_name(values)
    if values.get("phone"):
        values["phone"] = plain_phone(values["phone"])
    return Line(row=number, values=values, problem=problem)


def _number_beside_name(values: Values) -> None:
    """Give a number found beside a name to No KK, or to NIK where there is a No KK."""
    found = values.pop("beside", None)
    if found and not values.get("no_kk"):
        values["no_kk"] = found
    elif found and found != values.get("no_kk") and not values.get("nik"):
        values["nik"] = found


def _group_name(reader: Reader, cell: Any) -> str | None:
    name = cells.text(cell)
    if name is None or not name.isdecimal():
        return name
    title = reader.layout.titles[reader.group_column or 0] or "Kelompok"
    return f"{title.capitalize() if len(title) > 2 else title.upper()} {name}"


def _read_of(name: str, today: date, title: str) -> Read | None:
    if name in columns.COUNTS:
        return partial(_read_count, name, title)
    special: dict[str, Read] = {
        "name": partial(_read_name, "name"),
        "head_name": partial(_read_name, "head_name"),
        "nik": partial(_read_number, "nik"),
        "head_nik": partial(_read_number, "head_nik"),
        "no_kk": partial(_read_number, "no_kk"),
        "address": _read_address,
        "rt": partial(_read_area_number, "rt"),
        "rw": partial(_read_area_number, "rw"),
        "rt_rw": _read_area,
        "birth_date": partial(_read_day, today),
        "birth": partial(_read_place_and_day, today),
        "component": _read_components,
    }
    if name in special:
        return special[name]
    plain: dict[str, Callable[[Any], Any] | None] = {
        "number": None,
        "group": None,
        "sex": cells.sex,
        "relation": cells.relation,
        "status": cells.status,
        "decile": cells.decile,
        "bpnt": cells.yes,
        "position": _position,
        **dict.fromkeys(("household", "pkh_id", "kks_no", "account_no"), cells.plain_number),
    }
    read = plain.get(name, cells.text)
    return partial(_read_plain, name, read) if read else None


def _read_plain(name: str, read: Callable[[Any], Any], cell: Any, values: Values) -> Problem | None:
    found = read(cell)
    if found is not None:
        values[name] = found
    return None


def _read_name(name: str, cell: Any, values: Values) -> Problem | None:
    values[name], found = cells.name_and_number(cell)
    if found:
        values["beside"] = found
    return None


def _read_number(name: str, cell: Any, values: Values) -> Problem | None:
    found, problem = cells.number(cell, name)
    if found:
        values[name] = found
    return problem


def _read_address(cell: Any, values: Values) -> Problem | None:
    bare = cells.text(cell)
    if bare is None:
        return None
    if not cells.may_hold_area(bare):
        values["address"] = bare
        return None
    for name, found in zip(("rt", "rw"), cells.area(bare), strict=True):
        if found and name not in values:
            values[name] = found
    values["address"] = cells.without_area(bare)
    return None


def _read_area_number(name: str, cell: Any, values: Values) -> Problem | None:
    bare = cells.text(cell)
    if bare is None:
        return None
    if "/" in bare:
        return _read_area(cell, values)
    found = padded(bare if bare.isdecimal() else digits(bare) or bare)
    if found:
        values[name] = found
    return None


def _read_area(cell: Any, values: Values) -> Problem | None:
    for name, found in zip(("rt", "rw"), cells.area(cell), strict=True):
        if found:
            values[name] = found
    return None


def _read_day(today: date, cell: Any, values: Values) -> Problem | None:
    found, is_read = cells.day(cell, today)
    if found:
        values["birth_date"] = found
    return None if is_read else Problem("birth_date", "not_a_date")


def _read_place_and_day(today: date, cell: Any, values: Values) -> Problem | None:
    place, found, is_read = cells.place_and_day(cell, today)
    if place:
        values["birth_place"] = place
    if found:
        values["birth_date"] = found
    return None if is_read else Problem("birth_date", "not_a_date")


def _read_components(cell: Any, values: Values) -> Problem | None:
    values["components"] = cells.components(cell)
    return None


def _read_count(name: str, title: str, cell: Any, values: Values) -> Problem | None:
    found, is_read = cells.count(cell)
    if found is not None:
        values[name] = found
    return None if is_read else Problem(name, "not_a_count", {"column": title})


def _position(cell: Any) -> Position | None:
    bare = (cells.text(cell) or "").lower()
    if "ketua" in bare:
        return Position.CHAIR
    return Position.MEMBER if "anggota" in bare else None
