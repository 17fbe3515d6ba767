"""Guessing what a column holds from its contents, where its header does not say."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.core.render.sheets import DamagedNumber
from fieldkit.features.people.lists import cells

Row = Sequence[Any]

_LOOKED_AT = 200
_MOSTLY = 0.7
_NAME = re.compile(r"[^\W\d_][^\d_]{2,60}")
_AREA = re.compile(r"0?[0-9]{1,3} ?/ ?0?[0-9]{1,3}")
_WOMAN = re.compile(r"[0-9]{6}[4-7][0-9]")


def filled_in(
    mapping: Mapping[int, str], rows: Sequence[Row], *, has_header: bool
) -> dict[int, str]:
    """Add to a mapping what the contents of unnamed columns make plain.

    Without a header only a list with long numbers is taken for one of people.
    """
    found = dict(mapping)
    sample = rows[:_LOOKED_AT]
    width = max((len(row) for row in sample), default=0)
    free = {
        c: [row[c] for row in sample if c < len(row) and row[c] is not None]
        for c in range(width)
        if c not in found
    }
    _guess_numbers(found, free)
    if not (has_header or {"nik", "no_kk"} & set(found.values())):
        return found
    if not {"name", "head_name"} & set(found.values()):
        _guess_name(found, free)
    if not {"rt", "rw", "rt_rw"} & set(found.values()):
        _guess_one(found, free, "rt_rw", _is_area)
    return found


def _guess_numbers(found: dict[int, str], free: dict[int, list[Any]]) -> None:
    """Tell NIK from No KK: only a NIK adds 40 to the day, and only a No KK repeats."""
    long = {c: _sixteens(values) for c, values in free.items() if _share(values, _is_sixteen)}
    fields = set(found.values())
    for column, numbers in long.items():
        has_women = sum(bool(_WOMAN.match(n)) for n in numbers) >= len(numbers) * 0.1
        wanted = "nik" if has_women else "no_kk"
        other = "no_kk" if has_women else "nik"
        for choice in (wanted, other):
            if choice not in fields and not (choice == "nik" and "head_nik" in fields):
                found[column] = choice
                fields.add(choice)
                break


def _sixteens(values: Sequence[Any]) -> list[str]:
    found = (cells.number(value, "nik") for value in values)
    return [text for text, problem in found if text and problem is None]


def _guess_name(found: dict[int, str], free: dict[int, list[Any]]) -> None:
    """Take the column of words that repeats the least."""
    best, best_share = None, 0.0
    for column, values in free.items():
        if column in found or not _share(values, _is_name):
            continue
        distinct = len({str(value) for value in values}) / len(values)
        if distinct > best_share:
            best, best_share = column, distinct
    if best is not None:
        found[best] = "name"


def _guess_one(found: dict[int, str], free: dict[int, list[Any]], field: str, fits: Any) -> None:
    for column, values in free.items():
        if column not in found and _share(values, fits):
            found[column] = field
            return


def _share(values: Sequence[Any], fits: Any) -> bool:
    return bool(values) and sum(map(bool, map(fits, values))) >= len(values) * _MOSTLY


def _is_sixteen(value: Any) -> bool:
    if isinstance(value, DamagedNumber):
        return len(value.text) == 16
    found, problem = cells.number(value, "nik")
    return found is not None and problem is None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value.strip()) is not None


def _is_area(value: Any) -> bool:
    return isinstance(value, str) and _AREA.fullmatch(value.strip()) is not None
