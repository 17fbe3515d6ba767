"""Signed pages of the log, as they travel: sealed once, chained, passed on unchanged.

A page holds the operations of one device in one scope. Its body is columnar JSON under
zlib; values that say something of a person are sealed inside it with that person's own
content key, which travels beside the page, not in it (decision 8).
"""

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import (
    COUNTS,
    CREATION,
    DRIFT_MS,
    MAX_INTEGER,
    MAX_TEXT,
    MIN_INTEGER,
    WAITS,
    WITHHELD,
    Operation,
)
from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.db.writer import Writer

MAX_BODY = 64 * 1024 * 1024
PAGE_OPERATIONS = 20_000
_STAMPS = {"_del": "INTEGER", "_scope": "TEXT"}


class SegmentError(Exception):
    """A page is not what it says it is; the argument is a code word."""


class Segment(NamedTuple):
    """One signed page."""

    dev: int
    scope: str
    number: int
    prev: bytes
    hash: bytes
    signature: bytes
    operations: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """The contents of a segment."""

    operations: list[Operation]
    steps: list[dict[str, Any]]


def digest(dev: int, scope: str, number: int, prev: bytes, body: bytes) -> bytes:
    """Return what a page's author signs: its place, its predecessor and its body."""
    head = b"FK1" + struct.pack(">qq", dev, number) + scope.encode() + b"\0"
    return hashlib.sha256(head + prev + hashlib.sha256(body).digest()).digest()


# -- sealing own pages -----------------------------------------------------------------------


def open_scopes(db: Database) -> list[str]:
    """Return the scopes that have own operations not yet on a page."""
    rows = db.rows("SELECT DISTINCT scope FROM op WHERE dev = :d AND seg IS NULL", d=db.device)
    return sorted(r["scope"] for r in rows)


def seal(db: Database, writer: Writer, sign: Any, scope: str) -> int:
    """Put what this device wrote in a scope since the last page onto new ones; return how many.

    A page has a largest size, so that every receiver can open it.
    """
    pages = 0
    while _seal_page(db, writer, sign, scope):
        pages += 1
    return pages


def _seal_page(db: Database, writer: Writer, sign: Any, scope: str) -> bool:
    execute = db.raw.execute
    found = execute(
        "SELECT * FROM op WHERE dev = ? AND scope = ? AND seg IS NULL ORDER BY hlc LIMIT ?",
        (db.device, scope, PAGE_OPERATIONS),
    ).fetchall()
    if not found:
        return False
    last = execute(
        "SELECT number, hash FROM segment WHERE dev = ? AND scope = ? ORDER BY number DESC LIMIT 1",
        (db.device, scope),
    ).fetchone()
    number, prev = (last[0] + 1, bytes(last[1])) if last else (1, b"")
    operations = [Operation(*row) for row in found]
    body = _pack(db, writer, operations, f"{db.device}|{scope}|{number}")
    page_hash = digest(db.device, scope, number, prev, body)
    segment = Segment(
        db.device, scope, number, prev, page_hash, sign(page_hash), len(operations), body
    )
    execute("INSERT INTO segment VALUES (?,?,?,?,?,?,?,?,NULL,0)", segment)
    execute(
        "UPDATE op SET seg = ? WHERE dev = ? AND scope = ? AND seg IS NULL AND hlc <= ?",
        (number, db.device, scope, operations[-1].hlc),
    )
    return True


def _pack(db: Database, writer: Writer, operations: list[Operation], place: str) -> bytes:
    cells: dict[tuple[str, str], int] = {}
    rows: dict[str, int] = {}
    steps: dict[str, int] = {}
    sealed: dict[str, dict[int, Any]] = {}
    page: dict[str, list[Any]] = {k: [] for k in "HTRVPS"}
    clock = 0
    subjects = _Subjects(db)
    for index, op in enumerate(operations):
        page["H"].append(op.hlc - clock)
        clock = op.hlc
        page["T"].append(cells.setdefault((op.tbl, op.col), len(cells)))
        page["R"].append(rows.setdefault(op.row, len(rows)))
        page["P"].append(json.loads(op.prev) if op.prev else 0)
        page["S"].append(steps.setdefault(op.step, len(steps)))
        open_value, secret = _split(op)
        page["V"].append(open_value)
        if secret is not None:
            sealed.setdefault(subjects.of(op), {})[index] = secret
    names = _step_names(db, list(steps))
    content = {
        "cells": [list(c) for c in cells],
        "rows": list(rows),
        "steps": names,
        **page,
        "sealed": [
            [subject, _sealed(db, writer, subject, secrets, place)]
            for subject, secrets in sealed.items()
        ],
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _split(op: Operation) -> tuple[Any, Any]:
    """Return what of an operation's value travels open and what is sealed."""
    personal = TABLES[op.tbl].personal
    if op.col == CREATION:
        fields = json.loads(op.val)
        secret = {k: v for k, v in fields.items() if k in personal}
        return {k: v for k, v in fields.items() if k not in personal}, secret or None
    if op.col in personal:
        return None, [op.val]
    return op.val, None


class _Subjects:
    """Finds whose data an operation is, asking the table once for each record."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[tuple[str, str], str] = {}

    def of(self, op: Operation) -> str:
        column = TABLES[op.tbl].subject
        if column is None or column == "id":
            return op.row
        if op.col == CREATION:
            return str(json.loads(op.val).get(column) or op.row)
        place = (op.tbl, op.row)
        if place not in self._known:
            sql = f'SELECT "{column}" FROM "{op.tbl}_all" WHERE id = ?'
            found = self._db.raw.execute(sql, (op.row,)).fetchone()
            self._known[place] = str(found[0]) if found and found[0] else op.row
        return self._known[place]


def _sealed(db: Database, writer: Writer, subject: str, secrets: dict[int, Any], place: str) -> str:
    from nacl.secret import Aead
    from nacl.utils import random

    keys = keys_of(db, [subject]).get(subject)
    if not keys:
        keys = [random(32)]
        keep_keys(writer, db, {subject: keys})
    text = json.dumps(secrets, ensure_ascii=False, separators=(",", ":")).encode()
    box = Aead(keys[0])
    return base64.b64encode(
        bytes(box.encrypt(zlib.compress(text, 6), f"{place}|{subject}".encode()))
    ).decode()


def _step_names(db: Database, ids: list[str]) -> list[list[Any]]:
    known = {
        r["id"]: [r["id"], r["hlc"], r["name"], r["args"]]
        for r in db.rows(
            "SELECT id, hlc, name, args FROM step WHERE id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(ids),
        )
    }
    return [known.get(i, [i, 0, "", "{}"]) for i in ids]


# -- content keys ------------------------------------------------------------------------------


def keys_of(db: Database, subjects: list[str]) -> dict[str, list[bytes]]:
    """Return the content keys of people, by their id."""
    from fieldkit.core.db.chunks import chunked_json

    found: dict[str, list[bytes]] = {}
    for ids in chunked_json(subjects):
        for subject, key in db.raw.execute(
            "SELECT subject, key FROM subject_key"
            " WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY subject, key",
            (ids,),
        ):
            found.setdefault(subject, []).append(bytes(key))
    return found


def keep_keys(writer: Writer, db: Database, keys: dict[str, list[bytes]]) -> None:
    """Keep content keys that came with a file."""
    writer.touched.add("subject_key")
    db.raw.conn.executemany(
        "INSERT OR IGNORE INTO subject_key VALUES (?, ?)",
        [(subject, key) for subject, several in keys.items() for key in several],
    )


def subjects_of(segment: Segment) -> list[str]:
    """Return whose data a page holds sealed."""
    return [str(subject) for subject, _sealed_text in _content(segment.body)["sealed"]]


# -- reading pages -----------------------------------------------------------------------------


def _refuse_constant(_name: str) -> None:
    raise SegmentError("bad_number")


def _content(body: bytes) -> dict[str, Any]:
    opener = zlib.decompressobj()
    try:
        raw = opener.decompress(body, MAX_BODY)
        if opener.unconsumed_tail or not opener.eof:
            raise SegmentError("too_big")
        content = json.loads(raw, parse_constant=_refuse_constant)
    except (zlib.error, ValueError, RecursionError) as error:
        raise SegmentError("unreadable") from error
    wanted = {"cells", "rows", "steps", "sealed", *"HTRVPS"}
    if not isinstance(content, dict) or not wanted <= set(content):
        raise SegmentError("unreadable")
    return content


def read_page(segment: Segment, keys: dict[str, list[bytes]], latest: int) -> Page:
    """Return the contents of a page whose signature was checked.

    Every value is checked for type and size; SegmentError names what is wrong. What this
    program does not know, and what lies after the `latest` instant, is marked to wait.
    Values whose person's key was destroyed stay out.
    """
    try:
        return _read_page(segment, _content(segment.body), keys, latest)
    except (KeyError, IndexError, TypeError, ValueError, RecursionError, zlib.error) as error:
        raise SegmentError("unreadable") from error


def _read_page(
    segment: Segment, content: dict[str, Any], keys: dict[str, list[bytes]], latest: int
) -> Page:
    if not all(len(content[k]) == segment.operations for k in "HTRVPS"):
        raise SegmentError("wrong_count")
    secrets = _open_sealed(segment, content["sealed"], keys)
    operations = []
    clock = 0
    for index, (delta, cell, row, value, prev, step) in enumerate(
        zip(*(content[k] for k in "HTRVPS"), strict=True)
    ):
        clock = _integer(clock + _integer(delta))
        table, column = (_text(part) for part in content["cells"][_index(cell)])
        if column == CREATION:
            value = {**_fields(value), **_fields(secrets.get(index, {}))}  # noqa: PLW2901
        elif index in secrets:
            value = _scalar(secrets[index][0])  # noqa: PLW2901
        else:
            value = _scalar(value)  # noqa: PLW2901
        _expect_types(table, column, value)
        state = WAITS if clock > latest or not is_known(table, column, value) else COUNTS
        if TABLES.get(table) and TABLES[table].kind == "ledger" and column != CREATION:
            raise SegmentError("ledger_edited")
        text = json.dumps(value, ensure_ascii=False) if column == CREATION else value
        operations.append(
            Operation(
                clock, segment.dev, segment.scope, segment.number, table,
                _text(content["rows"][_index(row)]), column, text, _prev(prev),
                _text(content["steps"][_index(step)][0]), state,
            )
        )  # fmt: skip
    steps = [
        {
            "id": _text(s[0]), "dev": segment.dev, "hlc": _integer(s[1]), "name": _text(s[2]),
            "args": _text(s[3]),
        }
        for s in content["steps"]
    ]  # fmt: skip
    return Page(operations, steps)


def is_known(table: str, column: str, value: Any) -> bool:
    """Whether this program knows the table and the column(s) an operation writes."""
    if table not in SYNCED:
        return False
    known = _KNOWN.get(table)
    if known is None:
        return True
    names = set(value) if column == CREATION and isinstance(value, dict) else {column}
    return names <= known.keys()


_KNOWN: dict[str, dict[str, str]] = {}
_FITS: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,)}


def learn_columns(db: Database) -> None:
    """Remember which columns this program has and what they hold, so that newer ones can wait."""
    for table in SYNCED:
        info = db.rows("SELECT name, type FROM pragma_table_info(:t)", t=f"{table}_all")
        _KNOWN[table] = {r["name"]: r["type"] for r in info if r["name"] != "id"} | _STAMPS


def _expect_types(table: str, column: str, value: Any) -> None:
    """Refuse what the table could not hold, or would hold as something else."""
    known = _KNOWN.get(table, {})
    given = value if column == CREATION else {column: value}
    for name, one in given.items():
        kind = known.get(name)
        if kind and one is not None and type(one) not in _FITS[kind]:
            raise SegmentError("bad_text" if kind == "TEXT" else "bad_number")
    if column == CREATION and table in TABLES and TABLES[table].kind == "ledger":
        lines = json.loads(value.get("lines") or "[]")
        if not all(type(line["amount"]) is int and type(line["account"]) is str for line in lines):
            raise SegmentError("bad_number")


def _open_sealed(segment: Segment, sealed: Any, keys: dict[str, list[bytes]]) -> dict[int, Any]:
    from nacl.exceptions import CryptoError
    from nacl.secret import Aead

    found: dict[int, Any] = {}
    place = f"{segment.dev}|{segment.scope}|{segment.number}"
    for subject, text in sealed:
        for key in keys.get(_text(subject), ()):
            try:
                raw = Aead(key).decrypt(base64.b64decode(text), f"{place}|{subject}".encode())
            except (CryptoError, ValueError):
                continue
            opener = zlib.decompressobj()
            opened = opener.decompress(bytes(raw), MAX_BODY)
            secrets = json.loads(opened, parse_constant=_refuse_constant)
            found.update((int(index), value) for index, value in secrets.items())
            break
    return found


def _integer(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_INTEGER:
        raise SegmentError("bad_number")
    return value


def _index(value: Any) -> int:
    return _integer(value)


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > MAX_TEXT:
        raise SegmentError("bad_text")
    value.encode()
    return value


def _scalar(value: Any) -> Any:
    if value is None or type(value) is float:
        return value
    if type(value) is int:
        if not MIN_INTEGER <= value <= MAX_INTEGER:
            raise SegmentError("bad_number")
        return value
    return _text(value)


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SegmentError("unreadable")
    return {_text(k): _scalar(v) for k, v in value.items()}


def _prev(value: Any) -> str | None:
    if value == 0:
        return None
    pairs = [[_integer(hlc), _integer(dev)] for hlc, dev in value]
    return json.dumps(pairs, separators=(",", ":"))


# -- taking pages ------------------------------------------------------------------------------


def latest_instant(now_ms: int) -> int:
    """Return the instant up to which an operation counts at once."""
    return (now_ms + DRIFT_MS) << 16


def take(
    db: Database, writer: Writer, segment: Segment, page: Page, latest: int
) -> dict[str, set[str]]:
    """Add a page's operations to the log; return the records to project, by table.

    A page that was withheld by an undo counts again. Our clock follows up to `latest` only.
    """
    execute = db.raw.execute
    execute(
        "INSERT INTO segment VALUES (?,?,?,?,?,?,?,?,?,0) ON CONFLICT DO UPDATE SET"
        " withheld = 0, merge_step = excluded.merge_step",
        (*segment, writer.step_id),
    )
    execute(
        "UPDATE op SET state = 0 WHERE dev = ? AND scope = ? AND seg = ? AND state = ?",
        (segment.dev, segment.scope, segment.number, WITHHELD),
    )
    for step in page.steps:
        writer.step_recorded(step)
    writer.append(page.operations)
    touched: dict[str, set[str]] = {}
    for op in page.operations:
        if op.state == COUNTS:
            touched.setdefault(op.tbl, set()).add(op.row)
    if page.operations:
        near = [op.hlc for op in page.operations if op.state == COUNTS and op.hlc <= latest]
        db.saw(max(near, default=0))
    return touched


def release(
    db: Database, writer: Writer, now_ms: int, vouched: Mapping[str, int] | None = None
) -> int:
    """Let operations count that had to wait and no longer must; return how many.

    `vouched` are the last pages, by `device|scope`, that somebody whose clock is right holds.
    """
    learn_columns(db)
    latest = latest_instant(now_ms)
    waiting = db.raw.execute(
        "SELECT o.* FROM op o LEFT JOIN segment s"
        " ON s.dev = o.dev AND s.scope = o.scope AND s.number = o.seg"
        " WHERE o.state = ? AND coalesce(s.withheld, 0) = 0",
        (WAITS,),
    ).fetchall()
    held = vouched or {}
    ready = [
        op
        for raw in waiting
        if _is_known_now(op := Operation(*raw))
        and (op.hlc <= latest or (op.seg or 0) <= held.get(f"{op.dev}|{op.scope}", -1))
    ]
    db.raw.conn.executemany(
        "UPDATE op SET state = ? WHERE hlc = ? AND dev = ?",
        [(COUNTS, op.hlc, op.dev) for op in ready],
    )
    touched: dict[str, set[str]] = {}
    for op in ready:
        touched.setdefault(op.tbl, set()).add(op.row)
    for table, rows in touched.items():
        writer.project(table, sorted(rows))
    return len(ready)


def _is_known_now(op: Operation) -> bool:
    return is_known(op.tbl, op.col, json.loads(op.val) if op.col == CREATION else op.val)


def set_withheld(db: Database, writer: Writer, merge_step: str, *, is_withheld: bool) -> int:
    """Let the pages a merge brought count no more, or again; return how many records change."""
    touched: dict[str, set[str]] = {}
    pages = db.raw.execute(
        "SELECT dev, scope, number FROM segment WHERE merge_step = ?", (merge_step,)
    ).fetchall()
    for place in pages:
        _set_page_state(db, place, touched, is_withheld=is_withheld)
    for table, rows in touched.items():
        writer.project(table, sorted(rows))
    return sum(map(len, touched.values()))


def _set_page_state(
    db: Database, place: tuple[int, str, int], touched: dict[str, set[str]], *, is_withheld: bool
) -> None:
    execute = db.raw.execute
    former, state = (COUNTS, WITHHELD) if is_withheld else (WITHHELD, COUNTS)
    where = "WHERE dev = ? AND scope = ? AND seg = ? AND state = ?"
    for table, row in execute(f"SELECT DISTINCT tbl, row FROM op {where}", (*place, former)):
        touched.setdefault(table, set()).add(row)
    execute(f"UPDATE op SET state = ? {where}", (state, *place, former))
    execute(
        "UPDATE segment SET withheld = ? WHERE dev = ? AND scope = ? AND number = ?",
        (int(is_withheld), *place),
    )
