"""The search index: folded words and numbers of records, kept by the writer."""

from collections.abc import Iterable, Sequence
from typing import Any

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.tables import TABLES
from fieldkit.core.text import digits, fold

_SHORTEST_INDEXED = 3


def searched_text(table: str, row: dict[str, Any]) -> str:
    """Return what of a row can be found: folded words, then numbers."""
    spec = TABLES[table]
    words = " ".join(str(row[c]) for c in spec.search if row.get(c))
    numbers = (digits(str(row[c])) for c in spec.search_numbers if row.get(c))
    return " ".join([fold(words), *numbers]).strip()


def index_rows(db: SqliteDatabase, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Bring the index up to date for rows as they now stand (`_del` rows leave it)."""
    spec = TABLES[table]
    if not (spec.search or spec.search_numbers):
        return
    wanted = {r["id"]: "" if r.get("_del") else searched_text(table, r) for r in rows}
    known = _known(db, table, list(wanted))
    stale = [(docid, old) for row, (docid, old) in known.items() if old != wanted[row]]
    fresh = [
        (table, row, text) for row, text in wanted.items() if known.get(row, (0, ""))[1] != text
    ]
    run = db.conn.executemany
    if stale:
        run("INSERT INTO search_index (search_index, rowid, folded) VALUES ('delete', ?, ?)", stale)
        run("DELETE FROM search_doc WHERE docid = ?", [(docid,) for docid, _old in stale])
    fresh = [doc for doc in fresh if doc[2]]
    if fresh:
        last = db.execute("SELECT coalesce(max(docid), 0) FROM search_doc").fetchone()[0]
        run("INSERT INTO search_doc (tbl, row, folded) VALUES (?, ?, ?)", fresh)
        db.execute(
            "INSERT INTO search_index (rowid, folded)"
            " SELECT docid, folded FROM search_doc WHERE docid > ?",
            (last,),
        )


def forget_rows(db: SqliteDatabase, table: str, rows: Sequence[str]) -> None:
    """Take rows out of the index."""
    index_rows(db, table, [{"id": row, "_del": 1} for row in rows])


def condition(table: str, id_column: str, text: str) -> tuple[str, dict[str, str]]:
    """Return SQL that is true where a row of `table` matches, and its parameters.

    Each word must occur; words of one or two letters must begin a word. An empty text
    matches everything. The words may hold anything a person types.
    """
    words = fold(text).split()
    if not words:
        return "1", {}
    params: dict[str, str] = {"_tbl": table}
    clauses = ["tbl = :_tbl"]
    long = [w for w in words if len(w) >= _SHORTEST_INDEXED]
    if long:
        params["_match"] = " ".join(f'"{w}"' for w in long)
        clauses.append("docid IN (SELECT rowid FROM search_index WHERE search_index MATCH :_match)")
    for number, word in enumerate(w for w in words if len(w) < _SHORTEST_INDEXED):
        params[f"_w{number}"] = f"{word}%"
        params[f"_x{number}"] = f"% {word}%"
        clauses.append(f"(folded LIKE :_w{number} OR folded LIKE :_x{number})")
    return f"{id_column} IN (SELECT row FROM search_doc WHERE {' AND '.join(clauses)})", params


def rebuild(db: SqliteDatabase) -> None:
    """Make the whole index anew from the tables."""
    db.execute("DELETE FROM search_doc")
    db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    for table, spec in TABLES.items():
        if spec.search or spec.search_numbers:
            index_rows(db, table, list(db.query(f'SELECT * FROM "{table}"')))


def is_whole(db: SqliteDatabase) -> bool:
    """Whether the index says what the tables say."""
    for table, spec in TABLES.items():
        if not (spec.search or spec.search_numbers):
            continue
        shown = {
            r["id"]: text
            for r in db.query(f'SELECT * FROM "{table}"')
            if (text := searched_text(table, r))
        }
        kept = db.execute("SELECT row, folded FROM search_doc WHERE tbl = ?", (table,)).fetchall()
        if shown != dict(kept):
            return False
    return True


def _known(db: SqliteDatabase, table: str, rows: list[str]) -> dict[str, tuple[int, str]]:
    from fieldkit.core.db.chunks import chunked_json

    found: dict[str, tuple[int, str]] = {}
    for ids in chunked_json(rows):
        for row, docid, folded in db.execute(
            "SELECT row, docid, folded FROM search_doc"
            " WHERE tbl = ? AND row IN (SELECT value FROM json_each(?))",
            (table, ids),
        ):
            found[row] = (docid, folded)
    return found
