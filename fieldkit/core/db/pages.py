"""Reading signed pages: every value is checked before anything of a page counts."""

import base64
import json
import math
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any
from weakref import WeakKeyDictionary

from fieldkit.core.db.database import Database
from fieldkit.core.db.ledger import reversal_id
from fieldkit.core.db.oplog import (
    COUNTS,
    CREATION,
    MAX_INTEGER,
    MAX_TEXT,
    MIN_INTEGER,
    WAITS,
    Operation,
)
from fieldkit.core.db.segments import PAGE_OPERATIONS, Segment
from fieldkit.core.db.tables import SYNCED, TABLES

# More than a page can hold when it is sealed; a bomb stops here.
MAX_BODY = 12 * 1024 * 1024
MAX_RUPIAH = 10**15
_COLUMNS = "HTRVPS"
_STAMPS = {"_del": "INTEGER", "_scope": "TEXT"}
_FITS: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,)}
_ANY = (int, float, str)
_PLAIN_NAME = re.compile(r"(?:[^{}]|\{[a-z_]{1,30}\}){0,200}")
_Columns = dict[str, dict[str, tuple[type, ...]]]
_KNOWN: _Columns = {}
_LEARNT: WeakKeyDictionary[Database, _Columns] = WeakKeyDictionary()
_SPOILT = (
    KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError,
    zlib.error,
)  # fmt: skip


KeysOf = Callable[[list[str]], dict[str, list[bytes]]]


class SegmentError(Exception):
    """A page is not what it says it is; the argument is a code word."""


@dataclass(frozen=True, slots=True)
class Page:
    """The contents of a segment."""

    operations: list[Operation]
    steps: list[dict[str, Any]]
    subjects: list[str]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field of a table as a page names it once."""

    table: str
    column: str
    fits: tuple[type, ...]
    is_creation: bool
    is_ledger: bool
    is_known: bool


def learn_columns(db: Database, *, anew: bool = False) -> None:
    """Remember which columns this program has and what they hold, so that newer ones can wait."""
    if anew or db not in _LEARNT:
        _LEARNT[db] = {table: _columns(db, table) for table in SYNCED}
    _KNOWN.update(_LEARNT[db])


def _columns(db: Database, table: str) -> dict[str, tuple[type, ...]]:
    types = {n: kind for n, kind in db.kinds(table).items() if n != "id"} | _STAMPS
    return {name: _FITS[kind] for name, kind in types.items()}


def known_columns() -> dict[str, list[str]]:
    """Return the columns this program has, by table."""
    return {table: sorted(columns) for table, columns in _KNOWN.items()}


def is_known(table: str, column: str) -> bool:
    """Whether this program has the table and the field an operation writes.

    A creation is known with its table: fields of a newer program stay in the log and show
    once this program has them.
    """
    if table not in SYNCED:
        return False
    return column == CREATION or table not in _KNOWN or column in _KNOWN[table]


def subjects_of(segment: Segment) -> list[str]:
    """Return whose data a page holds sealed."""
    try:
        return [_text(subject) for subject, _sealed in _content(segment.body)["sealed"]]
    except _SPOILT as error:
        raise SegmentError("unreadable") from error


def instants(body: bytes) -> list[int]:
    """Return when the operations of a page that was taken before were written."""
    return list(accumulate(_content(body)["H"]))


def read_page(segment: Segment, keys_of: KeysOf, latest: int) -> Page:
    """Return the contents of a page whose signature was checked.

    `keys_of` is asked for the content keys of those whose data the page holds sealed.
    Every value is checked for type and size; SegmentError names what is wrong. What this
    program does not know, and what lies after the `latest` instant, is marked to wait.
    Values whose person's key was destroyed stay out.
    """
    if not 0 < segment.operations <= PAGE_OPERATIONS:
        raise SegmentError("wrong_count")
    content = _content(segment.body)
    try:
        return _read(segment, content, keys_of, latest)
    except _SPOILT as error:
        raise SegmentError("unreadable") from error


def _refuse_constant(_name: str) -> None:
    raise SegmentError("bad_number")


def _content(body: bytes) -> dict[str, Any]:
    opener = zlib.decompressobj()
    try:
        raw = opener.decompress(body, MAX_BODY)
        if opener.unconsumed_tail or not opener.eof or opener.unused_data:
            raise SegmentError("too_big")
        content = json.loads(raw, parse_constant=_refuse_constant)
    except (zlib.error, ValueError, RecursionError) as error:
        raise SegmentError("unreadable") from error
    wanted = {"cells", "rows", "steps", "sealed", *_COLUMNS}
    if not isinstance(content, dict) or not wanted <= set(content):
        raise SegmentError("unreadable")
    return content


def _read(segment: Segment, content: dict[str, Any], keys_of: KeysOf, latest: int) -> Page:
    if not all(
        isinstance(content[k], list) and len(content[k]) == segment.operations for k in _COLUMNS
    ):
        raise SegmentError("wrong_count")
    subjects = [_text(subject) for subject, _sealed in content["sealed"]]
    secrets = _open_sealed(segment, content["sealed"], keys_of(subjects))
    cells = [_cell(_text(table), _text(column)) for table, column in content["cells"]]
    rows = [_text(row) for row in content["rows"]]
    steps = [_step(segment.dev, step) for step in content["steps"]]
    operations = []
    clock = 0
    for index, (delta, cell_no, row_no, value, prev, step_no) in enumerate(
        zip(*(content[k] for k in _COLUMNS), strict=True)
    ):
        clock += _integer(delta)
        cell = cells[_index(cell_no)]
        row = rows[_index(row_no)]
        text = _value(cell, row, value, secrets.get(index))
        operations.append(
            Operation(
                clock, segment.dev, segment.scope, segment.number, cell.table, row, cell.column,
                text, _prev(prev) if prev else None, steps[_index(step_no)]["id"],
                COUNTS if cell.is_known and clock <= latest else WAITS,
            )
        )  # fmt: skip
    _integer(clock)
    return Page(operations, steps, subjects)


def _cell(table: str, column: str) -> _Cell:
    is_ledger = table in TABLES and TABLES[table].kind == "ledger"
    if is_ledger and column != CREATION:
        raise SegmentError("ledger_edited")
    return _Cell(
        table=table,
        column=column,
        fits=_KNOWN.get(table, {}).get(column, _ANY),
        is_creation=column == CREATION,
        is_ledger=is_ledger,
        is_known=is_known(table, column),
    )


def _value(cell: _Cell, row: str, value: Any, secret: Any) -> Any:
    """Return an operation's value as the log keeps it, sealed parts put back."""
    if not cell.is_creation:
        if secret is not None:
            (value,) = secret
        _expect(value, cell.fits)
        return value
    known = _KNOWN.get(cell.table, {})
    fields: dict[str, Any] = {**value, **secret} if secret else value
    for name, one in fields.items():
        _expect(one, known.get(name) or _named(name))
    if cell.is_ledger:
        _expect_balance(row, fields)
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _named(name: str) -> tuple[type, ...]:
    _text(name)
    return _ANY


def _expect(value: Any, fits: tuple[type, ...]) -> None:
    """Refuse what the table could not hold, or would hold as something else."""
    if value is None:
        return
    kind = type(value)
    if kind not in fits:
        raise SegmentError("bad_text" if str in fits and fits is not _ANY else "bad_number")
    if kind is str:
        _text(value)
    elif kind is int:
        if not MIN_INTEGER <= value <= MAX_INTEGER:
            raise SegmentError("bad_number")
    elif not math.isfinite(value):
        raise SegmentError("bad_number")


def _expect_balance(row: str, fields: dict[str, Any]) -> None:
    """Refuse an entry whose legs do not add up, and a reversal under another's name."""
    lines = json.loads(fields.get("lines") or "[]", parse_constant=_refuse_constant)
    total = 0
    for line in lines:
        amount = line["amount"]
        if type(amount) is not int or type(line["account"]) is not str or abs(amount) > MAX_RUPIAH:
            raise SegmentError("bad_number")
        total += amount
    if total:
        raise SegmentError("unbalanced")
    date.fromisoformat(fields.get("booked_on") or "1900-01-01")
    if fields.get("reverses") and row != reversal_id(fields["reverses"]):
        raise SegmentError("ledger_edited")


def _step(dev: int, step: Any) -> dict[str, Any]:
    """Return a step's name; one that could not be shown safely stays without."""
    name, args = _text(step[2]), _text(step[3])
    facts = json.loads(args, parse_constant=_refuse_constant)
    is_plain = _PLAIN_NAME.fullmatch(name) and isinstance(facts, dict)
    if not is_plain or not all(type(v) in _ANY and len(str(v)) <= 200 for v in facts.values()):
        name, args = "", "{}"
    return {
        "id": _text(step[0]), "dev": dev, "hlc": _integer(step[1]), "name": name, "args": args,
    }  # fmt: skip


def _open_sealed(segment: Segment, sealed: Any, keys: dict[str, list[bytes]]) -> dict[int, Any]:
    from nacl.exceptions import CryptoError
    from nacl.secret import Aead

    found: dict[int, Any] = {}
    place = f"{segment.dev}|{segment.scope}|{segment.number}"
    room = MAX_BODY
    for subject, text in sealed:
        for key in keys.get(_text(subject), ()):
            try:
                raw = Aead(key).decrypt(base64.b64decode(text), f"{place}|{subject}".encode())
            except (CryptoError, ValueError):
                continue
            opened = zlib.decompressobj().decompress(bytes(raw), room)
            room -= len(opened)
            if room <= 0:
                raise SegmentError("too_big")
            secrets = json.loads(opened, parse_constant=_refuse_constant)
            found.update((int(index), value) for index, value in secrets.items())
            break
    return found


def _integer(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_INTEGER:
        raise SegmentError("bad_number")
    return value


def _index(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise SegmentError("bad_number")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > MAX_TEXT:
        raise SegmentError("bad_text")
    if not value.isascii():
        value.encode()
    return value


def _prev(value: Any) -> str:
    if len(value) == 1:
        ((hlc, dev),) = value
        return f"[[{_integer(hlc)},{_integer(dev)}]]"
    pairs = [[_integer(hlc), _integer(dev)] for hlc, dev in value]
    return json.dumps(pairs, separators=(",", ":"))
