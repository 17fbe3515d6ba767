"""What the law wants gone for good: a person's content key, and every plain copy of their data.

Hashes and chains still verify afterwards: signed pages stay as they were written, and what they
hold of the person can be read by nobody any more (decision 8).
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from fieldkit.core.db import passages, segments
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import CREATION, restated_value
from fieldkit.core.db.passages import Named
from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.db.writer import Writer

_IN = "IN (SELECT value FROM json_each(?))"


class Gone(NamedTuple):
    """What was destroyed: records and photos of each, and the files nothing needs any more."""

    of: dict[str, tuple[int, int]]
    files: tuple[str, ...]


def destroy(
    db: Database, writer: Writer, sign: Callable[[bytes], bytes], subjects: Sequence[str]
) -> Gone:
    """Destroy what the book holds of people: keys, values in log and tables, drafts.

    What they did stays as bare counts under an id that names nobody. It can not be undone.
    """
    rows = _rows_of(db, subjects)
    photos = _photos_of(db, rows)
    rows["photo"] = photos
    files = _files_of(db, [*photos])
    for scope in _open_scopes(db, rows):  # a chain must hold all that was ever written
        segments.seal(db, writer, sign, scope)
    _forget_keys(db, [*subjects, *photos])
    for table, ids in rows.items():
        _blank(db, table, [*ids])
        writer.project(table, [*ids])
        _forget_drafts(db, [*ids])
    for table in ("family", "member", "business", "photo"):
        for row_id in rows.get(table, ()):
            writer.remove(table, row_id)
    return Gone(
        of=_counted(subjects, rows),
        files=tuple(name for name in files if not _is_used(db, name)),
    )


def named(db: Database, subjects: Sequence[str]) -> Named:
    """Return how people are named elsewhere in the book; ask before they are destroyed."""
    rows = _rows_of(db, subjects)
    rows["photo"] = _photos_of(db, rows)
    return passages.named(db, rows)


def is_destroyed(db: Database, subject: str) -> bool:
    """Whether somebody's data was destroyed here."""
    return bool(db.value("SELECT 1 FROM destroyed WHERE subject = :s", s=subject))


def _counted(
    subjects: Sequence[str], rows: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[int, int]]:
    photos = Counter(rows["photo"].values())
    records = Counter(s for table, of in rows.items() if table != "photo" for s in of.values())
    return {subject: (records[subject], photos[subject]) for subject in subjects}


def _open_scopes(db: Database, rows: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the scopes in which this laptop said something of these records on no page yet."""
    sql = f"SELECT DISTINCT scope FROM op WHERE tbl = ? AND row {_IN} AND dev = ? AND seg IS NULL"
    found: set[str] = set()
    for table, ids in rows.items():
        for part in chunked_json([*ids]):
            found |= {scope for (scope,) in db.raw.execute(sql, (table, part, db.device))}
    return sorted(found)


def _rows_of(db: Database, subjects: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the records that say something of these people, by table, each with whose it is."""
    found: dict[str, dict[str, str]] = {}
    for table in SYNCED:
        column = TABLES[table].subject
        if column is None:
            continue
        sql = f'SELECT id, "{column}" FROM "{table}_all" WHERE "{column}" {_IN} ORDER BY id'
        for ids in chunked_json(list(subjects)):
            found.setdefault(table, {}).update(db.raw.execute(sql, (ids,)).fetchall())
    return {table: ids for table, ids in found.items() if ids}


def _photos_of(db: Database, rows: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    sql = f"SELECT id, owner_id FROM photo_all WHERE owner_table = ? AND owner_id {_IN} ORDER BY id"
    return {
        photo: ids[owner]
        for table, ids in rows.items()
        for part in chunked_json([*ids])
        for photo, owner in db.raw.execute(sql, (table, part))
    }


def _files_of(db: Database, photos: Sequence[str]) -> list[str]:
    sql = f"SELECT DISTINCT sha256 FROM photo_all WHERE sha256 <> '' AND id {_IN}"
    return [n for ids in chunked_json(list(photos)) for (n,) in db.raw.execute(sql, (ids,))]


def _is_used(db: Database, sha256: str) -> bool:
    return bool(db.value("SELECT 1 FROM photo WHERE sha256 = :s", s=sha256))


def _forget_keys(db: Database, people: Sequence[str]) -> None:
    many = db.raw.conn.executemany
    many("DELETE FROM subject_key WHERE subject = ?", [(one,) for one in people])
    many("INSERT OR IGNORE INTO destroyed VALUES (?)", [(one,) for one in people])


def _blank(db: Database, table: str, ids: Sequence[str]) -> None:
    """Blank the personal values in the log: a page read without its key would say the same."""
    personal = TABLES[table].personal
    fields = ", ".join(f"'{column}'" for column in personal)
    execute = db.raw.execute
    for part in chunked_json(list(ids)):
        execute(
            f"UPDATE op SET val = NULL WHERE tbl = ? AND row {_IN} AND col IN ({fields})",
            (table, part),
        )
        creations = execute(
            f"SELECT hlc, dev, val FROM op WHERE tbl = ? AND row {_IN} AND col = ?",
            (table, part, CREATION),
        ).fetchall()
        db.raw.conn.executemany(
            "UPDATE op SET val = ? WHERE hlc = ? AND dev = ?",
            [(_without(val, personal), hlc, dev) for hlc, dev, val in creations],
        )


def _without(value: str, personal: Sequence[str]) -> str:
    fields = json.loads(value)
    return restated_value({k: v for k, v in fields.items() if k not in personal})


def _forget_drafts(db: Database, ids: Sequence[str]) -> None:
    for part in chunked_json(ids):
        db.raw.execute(
            "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM json_each(?)"
            " WHERE value = record OR instr(data, value) > 0)",
            (part,),
        )
