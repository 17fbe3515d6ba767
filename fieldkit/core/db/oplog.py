"""State is a function of the set of operations: how a record is folded from its log.

An operation gives one field a value and names, in `prev`, the operations it had seen there.
The heads of a field are the operations nobody has replaced; the highest (hlc, dev) among
them is shown, and more than one distinct value is a conflict for a person to settle.
"""

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from fieldkit.core.text import printable

CREATION = "*"
COUNTS, WAITS, WITHHELD = 0, 1, 2
DRIFT_MS = 48 * 3600 * 1000
# What a value may be: the same for what is written here and what comes in a file.
MAX_TEXT = 64 * 1024
MIN_INTEGER, MAX_INTEGER = -(1 << 63), (1 << 63) - 1

_WIRE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Dot = tuple[int, int]


class Operation(NamedTuple):
    """One row of the log, in the order of its columns."""

    hlc: int
    dev: int
    scope: str
    seg: int | None
    tbl: str
    row: str
    col: str
    val: Any
    prev: str | None
    step: str
    state: int = COUNTS


class Record:
    """A record folded from its operations."""

    __slots__ = ("exists", "heads", "scope")

    def __init__(self) -> None:
        self.scope, self.exists = "", False
        self.heads: dict[str, dict[Dot, Any]] = {}

    def value(self, column: str) -> Any:
        """Return the value shown, None where nobody wrote."""
        heads = self.heads.get(column)
        return heads[max(heads)] if heads else None

    def conflicts(self) -> list[str]:
        """Return the columns whose heads disagree."""
        return [c for c, h in self.heads.items() if len(h) > 1 and len(set(h.values())) > 1]

    def seen(self, column: str) -> str | None:
        """Return the heads of a column as `prev` of the next operation."""
        heads = self.heads.get(column)
        return json.dumps(sorted(heads), separators=(",", ":")) if heads else None


def fold(
    operations: Iterable[Operation],
    *,
    is_ledger: bool = False,
    only: Collection[str] | None = None,
) -> Record:
    """Fold one record's operations, given in the order of (hlc, dev), or `only` some fields.

    What an operation replaces is gone whatever their clocks say. A creation that replaces
    something restates the record in another scope. A ledger entry is what its oldest
    creation says, for ever.
    """
    record = Record()
    replaced: dict[str, set[Dot]] = {}
    for op in operations:
        if op.col == CREATION:
            if not (is_ledger and record.exists):
                _create(record, op, replaced, only)
        elif not is_ledger:
            record.heads.setdefault(op.col, {})[op.hlc, op.dev] = op.val
            if op.prev:
                replaced.setdefault(op.col, set()).update(map(tuple, json.loads(op.prev)))
            record.scope = record.scope or op.scope
    for column, gone in replaced.items():
        heads = record.heads[column]
        for dot in gone:
            heads.pop(dot, None)
    moved = record.value("_scope")
    if moved:
        record.scope = str(moved)
    return record


def _create(
    record: Record,
    op: Operation,
    replaced: dict[str, set[Dot]],
    only: Collection[str] | None,
) -> None:
    if not record.exists:
        record.scope, record.exists = op.scope, True
    gone: set[Dot] = set(map(tuple, json.loads(op.prev))) if op.prev else set()
    fields = json.loads(op.val)
    if only is not None:
        fields = {column: fields[column] for column in only if column in fields}
    for column, value in fields.items():
        record.heads.setdefault(column, {})[op.hlc, op.dev] = value
        if gone:
            replaced.setdefault(column, set()).update(gone)


def creation_value(row: dict[str, Any]) -> str:
    """Return the wire text of a creation: its filled fields only (blank is not zero)."""
    filled = {k: v for k, v in row.items() if v is not None}
    return _WIRE.encode(filled)


def creation_values(columns: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Return the wire texts of many creations, given as columns: each value is written once."""
    written = []
    for name, values in columns.items():
        head = f"{_WIRE.encode(name)}:"
        distinct = set(values) - {None}
        kinds = set(map(type, distinct))
        if len(kinds) > 1:  # 1 and 1.0 are one in a set
            said = ["" if value is None else head + _WIRE.encode(value) for value in values]
        else:
            encode = encode_basestring if kinds == {str} else _WIRE.encode
            known = {value: head + encode(value) for value in distinct} | {None: ""}
            said = list(map(known.__getitem__, values))
        if any(said):
            written.append(said)
    if not written:
        return repeat("{}")
    rows = zip(*written, strict=True)
    return (f"{{{','.join(filter(None, row))}}}" for row in rows)


def restated_value(row: dict[str, Any]) -> str:
    """Return the wire text of a restatement: blanks too, for each replaces what stood there."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """Return a value as SQLite, JSON and paper keep it: text, int, float or None."""
    if value is None or type(value) is int:
        return value
    if isinstance(value, str):
        return printable(str.__str__(value))
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool):
        return int(value)
    return printable(_text_of(value))


_LISTS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain)


def _text_of(value: Any) -> str:
    if isinstance(value, list | tuple | dict):
        return _LISTS.encode(value)
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def dots(pairs: Sequence[Dot]) -> str | None:
    """Return heads as the text of `prev`."""
    return json.dumps(sorted(pairs), separators=(",", ":")) if pairs else None
