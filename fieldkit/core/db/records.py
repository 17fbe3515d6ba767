"""Rows in and records out, by the fields a record declares: dates, words, lists, yes and no.

A value that this program can not read (a newer word, a date that is none) reads as the
field's own default: one odd cell never keeps a whole book from opening.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer

Record = TypeVar("Record")
Word = TypeVar("Word", bound=StrEnum)


def save(writer: Writer, table: str, thing: Any, *, scope: str, **more: Any) -> str:
    """Write a record by its fields and return its id."""
    return writer.put(table, row_of(thing) | more, scope=scope)


def row_of(thing: Any) -> Row:
    """Return a record as its table keeps it; no and empty lists are blank."""
    return {field.name: _kept(getattr(thing, field.name)) for field in fields(thing)}


def _kept(value: Any) -> Any:
    if isinstance(value, bool):
        return 1 if value else None
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Mapping):
        return {str(k): _kept(v) for k, v in value.items()} or None
    if isinstance(value, tuple | frozenset | list):
        listed = sorted(value) if isinstance(value, frozenset) else value
        return [_kept(one) for one in listed] or None
    return value.value if isinstance(value, StrEnum) else value


def thing_of(kind: type[Record], row: Mapping[str, Any]) -> Record:
    """Return a record of this kind from its row."""
    known: dict[str, tuple[Any, Field[Any]]] = _fields(cast("Any", kind))
    return kind(**{name: _read(of, row[name], field) for name, (of, field) in known.items()})


def all_of(
    db: Database, kind: type[Record], table: str, more: str = "", **params: Any
) -> list[Record]:
    """Read the records of a table; `more` is what follows its name in the query."""
    return [thing_of(kind, row) for row in db.rows(f'SELECT * FROM "{table}" {more}', **params)]


def one_of(db: Database, kind: type[Record], table: str, record: str) -> Record | None:
    """Read one record by its id."""
    row = db.row(f'SELECT * FROM "{table}" WHERE id = :id', id=record)
    return thing_of(kind, row) if row else None


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, Field[Any]]]:
    hints = get_type_hints(kind)
    return {field.name: (_bare(hints[field.name]), field) for field in fields(kind)}


def _bare(hint: Any) -> Any:
    """Return a type without its "or None"."""
    if isinstance(hint, UnionType) or get_origin(hint) is UnionType:
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _read(wanted: Any, value: Any, field: Field[Any]) -> Any:
    if value is not None:
        with suppress(ValueError, TypeError):
            return _value(wanted, value)
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return _BLANKS[wanted]() if wanted in _BLANKS else None


_BLANKS: dict[Any, Any] = {str: str, bool: bool, int: int, tuple: tuple}


def _value(wanted: Any, value: Any) -> Any:
    if wanted is bool:
        return bool(value)
    if wanted in (date, time):
        return wanted.fromisoformat(value)
    if isinstance(wanted, type):
        return wanted(value) if issubclass(wanted, StrEnum) else value
    origin = get_origin(wanted)
    if origin in (tuple, frozenset):
        return origin(_listed(get_args(wanted)[0], value))
    if origin is not None and issubclass(origin, Mapping):
        return _mapped(get_args(wanted), value)
    return value


def _listed(wanted: Any, text: str) -> Iterable[Any]:
    found = json.loads(text)
    for one in found if isinstance(found, list) else ():
        with suppress(ValueError, TypeError):
            yield _value(wanted, one)


def _mapped(kinds: tuple[Any, ...], text: str) -> dict[Any, Any]:
    found = json.loads(text)
    items = found.items() if isinstance(found, dict) else ()
    return {kinds[0](key): _value(kinds[1], one) for key, one in items}


def day(text: str | None) -> date | None:
    """Return a stored date, None for a blank one."""
    return date.fromisoformat(text) if text else None


def texts(stored: str | None) -> tuple[str, ...]:
    """Return a stored list of words; what is no list reads as none."""
    with suppress(ValueError):
        found = json.loads(stored or "[]")
        return tuple(w for w in found if isinstance(w, str)) if isinstance(found, list) else ()
    return ()
