"""What can be found of a record: folded words and numbers, kept by the writer."""

from collections.abc import Iterable, Mapping, Sequence
from types import NoneType
from typing import Any

from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.tables import TABLES
from fieldkit.core.text import digits, folds, sought

# Raise it, with a migration, whenever folding or the searched columns change.
VERSION = 3
_SHORTEST_ANYWHERE = 3
_KEEP = "INSERT OR REPLACE INTO search_doc (tbl, row, folded) VALUES (?, ?, ?)"


def is_searched(table: str) -> bool:
    """Whether records of a table can be found by typing."""
    spec = TABLES[table]
    return bool(spec.search or spec.search_numbers)


def searched_texts(table: str, columns: Mapping[str, Sequence[Any]], count: int) -> list[str]:
    """Return what of many rows can be found, given as columns: folded words, then numbers."""
    spec = TABLES[table]
    parts = [_words(columns[name]) for name in spec.search if name in columns]
    parts += [_numbers(columns[name]) for name in spec.search_numbers if name in columns]
    if not parts:
        return [""] * count
    return [" ".join(filter(None, row)) for row in zip(*parts, strict=True)]


def _words(values: Sequence[Any]) -> list[str]:
    """Read every different value once: streets and villages repeat."""
    distinct = {value for value in values if value}
    known = folds({str(value) for value in distinct})
    return [known[str(value)] if value else "" for value in values]


def _numbers(values: Sequence[Any]) -> list[str]:
    """Read the digits of each value: numbers hardly ever repeat and are mostly bare."""
    if set(map(type, values)) <= {str, NoneType} and _are_bare("".join(filter(None, values))):
        return [value or "" for value in values]
    return [digits(str(value)) if value else "" for value in values]


def _are_bare(texts: str) -> bool:
    return texts.isascii() and (texts.isdecimal() or not texts)


def add_texts(db: SqliteDatabase, table: str, rows: Iterable[str], texts: Iterable[str]) -> None:
    """Make new records findable."""
    found = zip(rows, texts, strict=True)
    db.conn.executemany(_KEEP, ((table, row, text) for row, text in found if text))


def index_rows(db: SqliteDatabase, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Bring the texts up to date for rows as they now stand (`_del` rows leave them)."""
    if not is_searched(table):
        return
    found = list(rows)
    names = (*TABLES[table].search, *TABLES[table].search_numbers)
    columns = {name: [row.get(name) for row in found] for name in names}
    texts = searched_texts(table, columns, len(found))
    wanted = {r["id"]: "" if r.get("_del") else t for r, t in zip(found, texts, strict=True)}
    known = _known(db, table, list(wanted))
    stale = [(table, row) for row in known if not wanted[row]]
    fresh = [(table, row, text) for row, text in wanted.items() if text and known.get(row) != text]
    if stale:
        db.conn.executemany("DELETE FROM search_doc WHERE tbl = ? AND row = ?", stale)
    if fresh:
        db.conn.executemany(_KEEP, fresh)


def forget_rows(db: SqliteDatabase, table: str, rows: Sequence[str]) -> None:
    """Take rows out of the search."""
    index_rows(db, table, [{"id": row, "_del": 1} for row in rows])


def condition(table: str, id_column: str, text: str) -> tuple[str, dict[str, str]]:
    """Return SQL that is true where a row of `table` matches, and its parameters.

    Each word must occur; words of one or two letters must begin a word. An empty text
    matches everything. The words may hold anything a person types: folding leaves letters
    and digits only.
    """
    words = sought(text)
    if not words:
        return "1", {}
    params: dict[str, str] = {"_tbl": table}
    clauses = ["tbl = :_tbl"]
    for number, word in enumerate(words):
        if len(word) >= _SHORTEST_ANYWHERE:
            params[f"_w{number}"] = word
            clauses.append(f"instr(folded, :_w{number})")
        else:
            params[f"_w{number}"] = f" {word}"
            clauses.append(f"instr(' ' || folded, :_w{number})")
    return f"{id_column} IN (SELECT row FROM search_doc WHERE {' AND '.join(clauses)})", params


def rebuild(db: SqliteDatabase) -> None:
    """Make all texts anew from the tables."""
    db.execute("DELETE FROM search_doc")
    for table in filter(is_searched, TABLES):
        rows, texts = _shown(db, table)
        add_texts(db, table, rows, texts)


def refresh(db: SqliteDatabase) -> None:
    """Make the texts anew where an older program wrote them."""
    found = db.execute("SELECT value FROM meta WHERE key = 'search_version'").fetchone()
    if found is None or found[0] != VERSION:
        rebuild(db)
        db.execute("INSERT OR REPLACE INTO meta VALUES ('search_version', ?)", (VERSION,))


def is_whole(db: SqliteDatabase) -> bool:
    """Whether the texts say what the tables say."""
    for table in filter(is_searched, TABLES):
        shown = {row: text for row, text in zip(*_shown(db, table), strict=True) if text}
        kept = db.execute("SELECT row, folded FROM search_doc WHERE tbl = ?", (table,)).fetchall()
        if shown != dict(kept):
            return False
    return True


def _shown(db: SqliteDatabase, table: str) -> tuple[list[str], list[str]]:
    spec = TABLES[table]
    names = (*spec.search, *spec.search_numbers)
    listed = ", ".join(f'"{name}"' for name in ("id", *names))
    rows = db.execute(f'SELECT {listed} FROM "{table}" ORDER BY id').fetchall()
    ids, *values = zip(*rows, strict=True) if rows else ((), *((),) * len(names))
    columns = dict(zip(names, values, strict=True))
    return list(ids), searched_texts(table, columns, len(ids))


def _known(db: SqliteDatabase, table: str, rows: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ids in chunked_json(rows):
        found |= dict(
            db.execute(
                "SELECT row, folded FROM search_doc"
                " WHERE tbl = ? AND row IN (SELECT value FROM json_each(?))",
                (table, ids),
            ).fetchall()
        )
    return found
