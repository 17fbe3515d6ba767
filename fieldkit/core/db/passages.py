"""Passages elsewhere in the book that name somebody whose data is destroyed (decision 57).

Numbers and whole names that nobody else has are certain; single names, which may mean somebody
else, are for a person to judge. What is redacted is so in every former value of the log too.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from fieldkit.core.db import pages, segments
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.mentions import LEAST_DIGITS, Mentions, mentions, words
from fieldkit.core.db.oplog import CREATION, MAX_INTEGER, restated_value
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
_LEAST_LETTERS = 4
_AROUND = 60
_TOLD_EVERY = 2000
# A single name that stands in more places is an ordinary word, or many people's.
MOST_OF_A_WORD = 25
# Told how far the search is: done, of how many.
Report = Callable[[int, int], None]


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
    """How people to be destroyed are named, and the records that are theirs."""

    certain: Mentions | None
    doubtful: Mentions | None
    either: Mentions | None
    own: Mapping[str, Collection[str]]


def named(db: Database, own: Mapping[str, Collection[str]]) -> Named:
    """Return how the people of these families are named."""
    names, numbers = _words_of(db, own)
    others = _names_of_others(db, own)
    words_of_others = {word for name in others for word in words(name)}
    whole = [n for n in names if len(words(n)) > 1 and _plain(n) not in others]
    single = {n for n in names if len(words(n)) == 1 or _plain(n) in others}
    single |= {
        word
        for name in names
        for word in words(name)
        if len(word) >= _LEAST_LETTERS and word not in words_of_others
    }
    doubtful = {name for name in single if len(name) >= _LEAST_LETTERS}
    return Named(
        certain=mentions(whole, numbers),
        doubtful=mentions(doubtful, ()),
        either=mentions(doubtful.union(whole), numbers),
        own=own,
    )


def find(db: Database, who: Named, report: Report | None = None) -> list[Passage]:
    """Return the passages that stand in other records now, the certain ones first."""
    found: list[Passage] = []
    doubtful: dict[str, list[Passage]] = {}
    counter = _Counter(report, _count_rows(db))
    for table in filter(_is_searched, SYNCED):
        for passage, word in _found_in(db, table, who, counter):
            (found if passage.is_certain else doubtful.setdefault(word, [])).append(passage)
    few = (several for several in doubtful.values() if len(several) <= MOST_OF_A_WORD)
    return [*found, *chain.from_iterable(few)]


def redact(
    db: Database,
    writer: Writer,
    who: Named,
    chosen: Collection[str] | None,
    report: Report | None = None,
) -> Redacted:
    """Redact the chosen passages (None: the certain ones), and what is certain in the log.

    What is redacted now travels to others as a change like any other; former values, names of
    steps, drafts and other notes of this laptop are rewritten where they stand.
    """
    if who.either is None:
        return Redacted(0, 0, 0)
    changes = int(db.value("SELECT count(*) FROM op WHERE typeof(val) = 'text'"))
    counter = _Counter(report, _count_rows(db) + changes)
    found = find(db, who, counter.told)
    wanted = [
        p for p in found if not p.is_bound and (p.is_certain if chosen is None else p.id in chosen)
    ]
    _change_now(db, writer, who, wanted)
    ids = {p.id for p in wanted}
    touched = _rewrite_log(db, who, ids, counter, is_judged=chosen is not None)
    for table, rows in touched.items():
        writer.project(table, sorted(rows))
    _rewrite_notes(db, writer, who)
    _open_unseen_pages(db)
    return Redacted(len(found), len(wanted), _pages_with(db, who))


class _Counter:
    """Counts what was looked at, and tells it now and then."""

    def __init__(self, report: Report | None, total: int) -> None:
        self._report, self._total, self._done = report, total, 0
        self.told(0, total)

    def one(self) -> None:
        self._done += 1
        if self._done % _TOLD_EVERY == 0:
            self.told(self._done, self._total)

    def told(self, done: int, _total: int) -> None:
        """Take over how far a part of the search is."""
        self._done = done
        if self._report is not None:
            self._report(done, self._total)


def _is_searched(table: str) -> bool:
    return table not in _LEFT_ALONE


def _count_rows(db: Database) -> int:
    tables = filter(_is_searched, SYNCED)
    return sum(int(db.value(f'SELECT count(*) FROM "{table}_all"')) for table in tables)


# -- finding ---------------------------------------------------------------------------------


def _words_of(db: Database, own: Mapping[str, Collection[str]]) -> tuple[set[str], set[str]]:
    names: set[str] = set()
    numbers: set[str] = set()
    for table, columns in _PEOPLE.items():
        for row in _rows(db, table, (*columns, *_NUMBERS[table]), own.get(table, ())):
            names |= {" ".join(row[c].split()) for c in columns if row[c]}
            digits = (re.sub(r"\D", "", row[c] or "") for c in _NUMBERS[table])
            numbers |= {d for d in digits if len(d) >= LEAST_DIGITS}
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


def _plain(name: str) -> str:
    return " ".join(words(name))


def _found_in(
    db: Database, table: str, who: Named, counter: _Counter
) -> Iterator[tuple[Passage, str]]:
    """Yield each passage with the word that was found, in small letters."""
    columns = _text_columns(db, table)
    if not columns:
        return
    own, is_bound = who.own.get(table, ()), TABLES[table].kind == "ledger"
    names = ", ".join(f'"{c}"' for c in columns)
    for row_id, *values in db.raw.execute(f'SELECT id, {names} FROM "{table}_all" ORDER BY id'):
        counter.one()
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
    if who.either is None or not who.either.may_hold(text):
        return None
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
    db: Database, who: Named, chosen: Collection[str], counter: _Counter, *, is_judged: bool
) -> dict[str, set[str]]:
    """Rewrite former values; return the records touched, by table."""
    columns = {table: set(_text_columns(db, table)) for table in SYNCED if _may_rewrite(table)}
    touched: dict[str, set[str]] = {}
    changed = []
    for hlc, dev, table, row_id, column, value in db.raw.execute(
        "SELECT hlc, dev, tbl, row, col, val FROM op WHERE typeof(val) = 'text'"
    ):
        counter.one()
        if table not in columns or row_id in who.own.get(table, ()):
            continue
        if not _names(who, value, is_json=column == CREATION):
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


def _names(who: Named, text: str, *, is_json: bool) -> bool:
    """Whether a value of the log names them; an escape in JSON would hide where a word begins."""
    if is_json and "\\" in text:
        fields = json.loads(text).values()
        return any(_hit(who, field) for field in fields if isinstance(field, str))
    return _hit(who, text) is not None


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
                if isinstance(text, str) and (new := _note_without(who, text)) != text:
                    sql = f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?'
                    db.raw.execute(sql, (new, row_id))
                    writer.touched.add(table)


def _note_without(who: Named, text: str) -> str:
    """Return a note without them; JSON is read first, for its escapes hide where words begin."""
    if "\\" in text and text[0] in "{[":
        try:
            kept = json.loads(text)
        except ValueError:
            return _without(who, text, doubtful=False)
        new = _value_without(who, kept)
        return text if new == kept else json.dumps(new, ensure_ascii=False)
    return _without(who, text, doubtful=False)


def _value_without(who: Named, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _value_without(who, one) for name, one in value.items()}
    if isinstance(value, list):
        return [_value_without(who, one) for one in value]
    return _without(who, value, doubtful=False) if isinstance(value, str) else value


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
    """Count the signed pages, shared long since, in which a certain passage can still be read.

    What is sealed for them alone does not count: its key goes. What others' keys open does.
    """
    if who.certain is None:
        return 0
    gone = {*who.own.get("family", ()), *who.own.get("photo", ())}

    def keys_of(subjects: list[str]) -> dict[str, list[bytes]]:
        return segments.keys_of(db, [one for one in subjects if one not in gone])

    pages.learn_columns(db)
    return sum(_is_in_page(who, page, keys_of) for page in _pages(db))


def _pages(db: Database) -> Iterator[segments.Segment]:
    for dev, scope, number in db.raw.execute("SELECT dev, scope, number FROM segment").fetchall():
        sql = (
            "SELECT prev, hash, signature, operations, body FROM segment"
            " WHERE dev = ? AND scope = ? AND number = ?"
        )
        row = db.raw.execute(sql, (dev, scope, number)).fetchone()
        prev, page_hash, signature, operations, body = row
        yield segments.Segment(
            dev, scope, number, bytes(prev), bytes(page_hash), bytes(signature), operations,
            bytes(body),
        )  # fmt: skip


def _is_in_page(who: Named, segment: segments.Segment, keys_of: pages.KeysOf) -> bool:
    try:
        page = pages.read_page(segment, keys_of, MAX_INTEGER)
    except pages.SegmentError:
        return False
    certain = who._replace(doubtful=None)
    if any(_note_without(certain, step["args"]) != step["args"] for step in page.steps):
        return True
    return any(
        isinstance(op.val, str) and _names(certain, op.val, is_json=op.col == CREATION)
        for op in page.operations
    )
