"""A value as a cell of a dump file, and back; what can not be is told by a code."""

import json
import re
from datetime import date
from typing import Any

from fieldkit.core.dates import Month, parse_time
from fieldkit.core.errors import Problem
from fieldkit.features.people.nik import kk_problems, nik_problems
from fieldkit.features.records import kinds

_GUARDED = re.compile(r"'*[=+\-@\t\r]")
_IS_GUARDED = re.compile(r"'+[=+\-@\t\r]")


class CellError(Exception):
    """A cell holds what the column can not; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def shown(value: Any) -> str:
    """Return a value as a cell; a text that a spreadsheet would run gets a leading '."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if _GUARDED.match(value) else value


def unguarded(cell: str) -> str:
    """Return a cell without the ' that was put before it."""
    return cell[1:] if _IS_GUARDED.match(cell) else cell


def value_of(table: str, column: str, kind: str, cell: str, today: date) -> Any:
    """Return what a cell means, None for a blank one; raises CellError."""
    text = unguarded(cell.strip())
    if not text:
        if (table, column) in kinds.REQUIRED:
            raise _refused(column, "required")
        return None
    if kind in ("INTEGER", "REAL"):
        return _whole(table, column, text) if kind == "INTEGER" else _real(column, text)
    if (word := kinds.WORDS.get((table, column))) is not None:
        if text not in {known.value for known in word}:
            raise _refused(column, "unknown_word", word=text)
        return text
    if kinds.is_day(column):
        return _day(column, text)
    if (table, column) in kinds.LISTS:
        return _listed(column, text)
    return _text(table, column, text, today)


def _whole(table: str, column: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise _refused(column, "not_a_number") from error
    if number < 0 and (table, column) not in kinds.SIGNED:
        raise _refused(column, "negative")
    if abs(number) >= 1 << 63:
        raise _refused(column, "not_a_number")
    return number


def _real(column: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise _refused(column, "not_a_number") from error
    limit = 90 if column == "latitude" else 180
    if not -limit <= number <= limit:
        raise _refused(column, "not_a_number")
    return number


def _day(column: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _refused(column, "not_an_iso_day") from error


def _listed(column: str, text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise _refused(column, "not_a_list") from error
    if not isinstance(found, list | dict):
        raise _refused(column, "not_a_list")
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _text(table: str, column: str, text: str, today: date) -> str:
    if column == "month":
        try:
            return str(Month.parse(text))
        except ValueError as error:
            raise _refused(column, "not_an_iso_month") from error
    if column in ("starts", "ends"):
        try:
            return f"{parse_time(text):%H:%M}"
        except ValueError as error:
            raise _refused(column, "not_an_iso_time") from error
    if len(text) > kinds.longest(column):
        raise _refused(column, "too_long", limit=kinds.longest(column), length=len(text))
    found: list[Problem] = []
    if column == "nik" and table in ("family", "member"):
        found = nik_problems(text, today)
    elif column == "no_kk":
        found = kk_problems(text)
    for problem in found:
        if not problem.is_warning:
            raise CellError(problem)
    return text


def _refused(column: str, code: str, **details: object) -> CellError:
    return CellError(Problem(column, code, details))
