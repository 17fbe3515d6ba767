"""Passages elsewhere in the book that name somebody whose data is destroyed (decision 57).

Numbers and whole names that nobody else has are certain; single names, which may mean somebody
else, are for a person to judge. What is redacted is so in every former value of the log too.
"""

import json
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import CREATION, restated_value
from fieldkit.core.db.tables import LOCAL, SYNCED, TABLES
from fieldkit.core.db.writer import Writer

GONE = "[dihapus]"
_IN = "IN (SELECT value FROM json_each(?))"
_PEOPLE = {"family": ("name",), "member": ("name",)}
_NUMBERS = {
    "family": ("nik", "no_kk", "phone", "pkh_id", "kks_no", "account_no"),
    "member": ("nik", "nisn"),
}
# Whose names these are stays: those who sign, serve and are partners; and the acts themselves.
_LEFT_ALONE = {"destruction", "profile", "letterhead", "steward", "peer", "expected_sender"}
_OTHERS = ("family", "member", "kube_member", "partner_person", "profile")
_NOT_WORDS = re.compile(r"^_|(^|_)id$|^(sha256|fingerprint|thumbnail|status|kind|code)$")
_LEAST_DIGITS, _LEAST_LETTERS = 6, 4
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AROUND = 60
# A single name that stands in more places is an ordinary word, or many people's.
MOST_OF_A_WORD = 25
_GAP = r"[\s.\-]?"


class Passage(NamedTuple):
    """One field that names somebody; `is_bound` stands in a money book and stays as it is."""

    table: str
    row: str
    column: str
    excerpt: str
    is_certain: bool
    is_bound: bool

    @property
    def id(self) -> str:
        """What names the passage in a list."""
        return f"{self.table}|{self.row}|{self.column}"


class Redacted(NamedTuple):
    """How many passages were found and redacted, and how many signed pages still hold one."""

    found: int
    redacted: int
    pages: int


class Named(NamedTuple):
    """How people to be destroyed are named: patterns, and the records that are theirs."""

    certain: re.Pattern[str] | None
    doubtful: re.Pattern[str] | None
    own: Mapping[str, Collection[str]]


def named(db: Database, own: Mapping[str, Collection[str]]) -> Named:
    """Return how the people of these families are named."""
    names, numbers = _words_of(db, own)
    others = _names_of_others(db, own)
    words_of_others = {word for name in others for word in _words(name)}
    whole = [n for n in names if len(_words(n)) > 1 and _plain(n) not in others]
    single = {n for n in names if len(_words(n)) == 1 or _plain(n) in others}
    single |= {
        word
        for name in names
        for word in _words(name)
        if len(word) >= _LEAST_LETTERS and word not in words_of_others
    }
    certain = [*map(_name_pattern, whole), *map(_number_pattern, numbers)]
    doubtful = [_name_pattern(name) for name in single if len(name) >= _LEAST_LETTERS]
    return Named(_any(certain), _any(doubtful), own)


def find(db: Database, who: Named) -> list[Passage]:
    """Return the passages that stand in other records now, the certain ones first."""
    found: list[Passage] = []
    doubtful: dict[str, list[Passage]] = {}
    for table in SYNCED:
        if table not in _LEFT_ALONE:
            for passage, word in _found_in(db, table, who):
                (found if passage.is_certain else doubtful.setdefault(word, [])).append(passage)
    few = (several for several in doubtful.values() if len(several) <= MOST_OF_A_WORD)
    return [*found, *chain.from_iterable(few)]


def redact(db: Database, writer: Writer, who: Named, chosen: Collection[str] | None) -> Redacted:
    """Redact the chosen passages (None: the certain ones), and what is certain in the log.

    What is redacted now travels to others as a change like any other; former values, names of
    steps, drafts and other notes of this laptop are rewritten where they stand.
    """
    if who.certain is None and who.doubtful is None:
        return Redacted(0, 0, 0)
    found = find(db, who)
    wanted = [
        p for p in found if not p.is_bound and (p.is_certain if chosen is None else p.id in chosen)
    ]
    _change_now(db, writer, who, wanted)
    touched = _rewrite_log(db, who, {p.id for p in wanted}, is_judged=chosen is not None)
    for table, rows in touched.items():
        writer.project(table, sorted(rows))
    _rewrite_notes(db, writer, who)
    _open_unseen_pages(db)
    return Redacted(len(found), len(wanted), _pages_with(db, who))


# -- finding ---------------------------------------------------------------------------------


def _words_of(db: Database, own: Mapping[str, Collection[str]]) -> tuple[set[str], set[str]]:
    names: set[str] = set()
    numbers: set[str] = set()
    for table, columns in _PEOPLE.items():
        for row in _rows(db, table, (*columns, *_NUMBERS[table]), own.get(table, ())):
            names |= {" ".join(row[c].split()) for c in columns if row[c]}
            digits = (re.sub(r"\D", "", row[c] or "") for c in _NUMBERS[table])
            numbers |= {d for d in digits if len(d) >= _LEAST_DIGITS}
    return names, numbers


def _names_of_others(db: Database, own: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    for table in _OTHERS:
        mine = set(own.get(table, ()))
        rows = db.rows(f"SELECT id, name FROM \"{table}_all\" WHERE name <> ''")
        found |= {_plain(row["name"]) for row in rows if row["id"] not in mine}
    return found


def _rows(
    db: Database, table: str, columns: Sequence[str], ids: Collection[str]
) -> Iterator[dict[str, Any]]:
    names = ", ".join(f'"{c}"' for c in columns)
    for part in chunked_json(list(ids)):
        for values in db.raw.execute(f'SELECT {names} FROM "{table}_all" WHERE id {_IN}', (part,)):
            yield dict(zip(columns, values, strict=True))


def _found_in(db: Database, table: str, who: Named) -> Iterator[tuple[Passage, str]]:
    """Yield each passage with the word that was found, in small letters."""
    columns = _text_columns(db, table)
    if not columns:
        return
    own, is_bound = set(who.own.get(table, ())), TABLES[table].kind == "ledger"
    names = ", ".join(f'"{c}"' for c in columns)
    for row_id, *values in db.raw.execute(f'SELECT id, {names} FROM "{table}_all" ORDER BY id'):
        if row_id in own:
            continue
        for column, text in zip(columns, values, strict=True):
            if text and (hit := _hit(who, text)):
                match, is_certain = hit
                if not is_certain and column == "name" and table in _OTHERS:
                    continue  # somebody else of that name
                shown = _excerpt(text, match.start())
                passage = Passage(table, row_id, column, shown, is_certain, is_bound)
                yield passage, match[0].casefold()


def _text_columns(db: Database, table: str) -> list[str]:
    return [c for c, kind in db.kinds(table).items() if kind == "TEXT" and not _NOT_WORDS.search(c)]


def _hit(who: Named, text: str) -> tuple[re.Match[str], bool] | None:
    if who.certain is not None and (found := who.certain.search(text)):
        return found, True
    if who.doubtful is not None and (found := who.doubtful.search(text)):
        return found, False
    return None


def _excerpt(text: str, at: int) -> str:
    begin, end = max(0, at - _AROUND), at + _AROUND
    cut = " ".join(text[begin:end].split())
    return f"{'…' if begin else ''}{cut}{'…' if end < len(text) else ''}"


# -- redacting -------------------------------------------------------------------------------


def _change_now(db: Database, writer: Writer, who: Named, wanted: Sequence[Passage]) -> None:
    """Write what stands now anew; what lies in the bin stays there."""
    by_row: dict[tuple[str, str], list[Passage]] = {}
    for passage in wanted:
        by_row.setdefault((passage.table, passage.row), []).append(passage)
    for (table, row_id), several in by_row.items():
        now = db.row(f'SELECT * FROM "{table}" WHERE id = :id', id=row_id)
        if now is not None:
            fields = {p.column: _without(who, now[p.column], doubtful=True) for p in several}
            writer.put(table, {"id": row_id, **fields})


def _rewrite_log(
    db: Database, who: Named, chosen: Collection[str], *, is_judged: bool
) -> dict[str, set[str]]:
    """Rewrite former values; return the records touched, by table."""
    columns = {table: set(_text_columns(db, table)) for table in SYNCED if _may_rewrite(table)}
    touched: dict[str, set[str]] = {}
    changed = []
    for hlc, dev, table, row_id, column, value in db.raw.execute(
        "SELECT hlc, dev, tbl, row, col, val FROM op WHERE typeof(val) = 'text'"
    ).fetchall():
        if table not in columns or row_id in who.own.get(table, ()) or not _hit(who, value):
            continue
        fields = json.loads(value) if column == CREATION else {column: value}
        new = dict(fields)
        for name, text in fields.items():
            if isinstance(text, str) and name in columns[table]:
                is_chosen = f"{table}|{row_id}|{name}" in chosen
                # Whoever looked at the list and left a passage alone meant it.
                if is_chosen or not (is_judged and _stands(db, table, row_id, name, text)):
                    new[name] = _without(who, text, doubtful=is_chosen)
        if new != fields:
            text = restated_value(new) if column == CREATION else new[column]
            changed.append((text, hlc, dev))
            touched.setdefault(table, set()).add(row_id)
    db.raw.conn.executemany("UPDATE op SET val = ? WHERE hlc = ? AND dev = ?", changed)
    return touched


def _may_rewrite(table: str) -> bool:
    return table not in _LEFT_ALONE and TABLES[table].kind == "record"


def _stands(db: Database, table: str, row_id: str, column: str, text: str) -> bool:
    sql = f'SELECT "{column}" FROM "{table}_all" WHERE id = :id'
    return bool(db.value(sql, id=row_id) == text)


def _rewrite_notes(db: Database, writer: Writer, who: Named) -> None:
    """Rewrite names of steps and what only this laptop keeps: drafts, filters, layouts."""
    if who.certain is None:
        return
    places = [("step", "id", ("args",)), *((t, "id", _local_texts(db, t)) for t in LOCAL)]
    for table, key, columns in places:
        if table in _LEFT_ALONE or not columns:
            continue
        names = ", ".join(f'"{c}"' for c in columns)
        for row_id, *values in db.raw.execute(f'SELECT "{key}", {names} FROM "{table}"').fetchall():
            for column, text in zip(columns, values, strict=True):
                if isinstance(text, str) and who.certain.search(text):
                    sql = f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?'
                    db.raw.execute(sql, (_without(who, text, doubtful=False), row_id))
                    writer.touched.add(table)


def _local_texts(db: Database, table: str) -> list[str]:
    info = db.raw.execute(f'PRAGMA table_info("{table}")').fetchall()
    return [c[1] for c in info if c[2] == "TEXT" and not _NOT_WORDS.search(c[1])]


def _without(who: Named, text: str, *, doubtful: bool) -> str:
    if who.certain is not None:
        text = who.certain.sub(GONE, text)
    if doubtful and who.doubtful is not None:
        text = who.doubtful.sub(GONE, text)
    return text


def _open_unseen_pages(db: Database) -> None:
    """Let own pages that nobody ever received be sealed anew: nobody's chain breaks."""
    shared = "SELECT EXISTS (SELECT 1 FROM exchange) OR EXISTS (SELECT 1 FROM peer)"
    if not db.value(shared):
        db.raw.execute("DELETE FROM segment WHERE dev = ?", (db.device,))
        db.raw.execute("UPDATE op SET seg = NULL WHERE dev = ?", (db.device,))


def _pages_with(db: Database, who: Named) -> int:
    """Count the signed pages, shared long since, in which a certain passage can still be read."""
    if who.certain is None:
        return 0
    count = 0
    for (body,) in db.raw.execute("SELECT body FROM segment"):
        try:
            text = zlib.decompress(bytes(body)).decode("utf-8", "replace")
        except zlib.error:
            continue
        count += bool(who.certain.search(text))
    return count


# -- patterns --------------------------------------------------------------------------------


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name)]


def _plain(name: str) -> str:
    return " ".join(_words(name))


def _name_pattern(name: str) -> str:
    words = r"[\s.,]+".join(re.escape(word) for word in _WORD.findall(name)) or re.escape(name)
    return rf"(?<![^\W_]){words}(?![^\W_])"


def _number_pattern(digits: str) -> str:
    """Return the pattern of a number, however it was grouped; a phone's with either beginning."""
    local = re.match(r"(?:62|0)(8\d{7,12})$", digits)
    begin, rest = (rf"(?:\+?62{_GAP}|0)", local[1]) if local else ("", digits)
    return rf"(?<!\d){begin}{_GAP.join(rest)}(?!\d)"


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first, so that a whole name goes before a part of it.
    ready = sorted(set(patterns), key=len, reverse=True)
    return re.compile("|".join(ready), re.IGNORECASE) if ready else None
