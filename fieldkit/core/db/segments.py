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
from typing import Any, NamedTuple

from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import CREATION, Operation
from fieldkit.core.db.tables import TABLES
from fieldkit.core.db.writer import Writer

# A page is small enough that opening a hostile one costs little, and large enough for a month.
PAGE_OPERATIONS = 20_000
PAGE_TEXT = 2 * 1024 * 1024


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
    operations = _within_size([Operation(*row) for row in found])
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


def _within_size(operations: list[Operation]) -> list[Operation]:
    """Return the first operations, as many as a page may hold."""
    room = PAGE_TEXT
    for count, op in enumerate(operations):
        room -= len(op.val) if isinstance(op.val, str) else 8
        if room < 0 and count:
            return operations[:count]
    return operations


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
    keys = _keys_for(db, writer, list(sealed))
    content = {
        "cells": [list(c) for c in cells],
        "rows": list(rows),
        "steps": names,
        **page,
        "sealed": _all_sealed(keys, sealed, place),
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


def _keys_for(db: Database, writer: Writer, subjects: list[str]) -> dict[str, bytes]:
    """Return the content key of each of some people; who had none gets one."""
    from nacl.utils import random

    found = keys_of(db, subjects)
    fresh = {subject: [random(32)] for subject in subjects if subject not in found}
    if fresh:
        keep_keys(writer, db, fresh)
    return {subject: keys[0] for subject, keys in (found | fresh).items()}


def _all_sealed(
    keys: dict[str, bytes], sealed: dict[str, dict[int, Any]], place: str
) -> list[list[str]]:
    """Seal what says something of each person; the page's one nonce is said once (decision 70).

    A key seals once in a page, so it never meets the nonce again; where two people came to
    share a key, the second gets a nonce of its own.
    """
    from nacl.secret import Aead
    from nacl.utils import random

    nonce, used, found = random(Aead.NONCE_SIZE), set[bytes](), []
    for subject, secrets in sealed.items():
        key = keys[subject]
        text = json.dumps(secrets, ensure_ascii=False, separators=(",", ":")).encode()
        bound = f"{place}|{subject}".encode()
        own = random(Aead.NONCE_SIZE) if key in used else nonce
        used.add(key)
        box = bytes(Aead(key).encrypt(zlib.compress(text, 6), bound, own))
        found.append([subject, base64.b64encode(box).decode()])
    return found


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
    """Keep content keys that came with a file; those that were destroyed here stay destroyed."""
    writer.touched.add("subject_key")
    gone = destroyed(db, list(keys))
    db.raw.conn.executemany(
        "INSERT OR IGNORE INTO subject_key VALUES (?, ?)",
        [(s, key) for s, several in keys.items() if s not in gone for key in several],
    )


def destroyed(db: Database, subjects: list[str]) -> set[str]:
    """Return of whom among these the content keys were destroyed."""
    if not db.value("SELECT EXISTS (SELECT 1 FROM destroyed)"):
        return set()
    sql = "SELECT subject FROM destroyed WHERE subject IN (SELECT value FROM json_each(:ids))"
    return {row["subject"] for row in db.rows(sql, ids=json.dumps(subjects))}
