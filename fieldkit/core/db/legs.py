"""The legs of all ledger entries, and their running sums by month: derived, kept by the writer.

A balance is one look-up and a month's book reads that month alone, however old the book is.
An entry that arrives for a month closed without it counts in the first month that is open, or
that was closed with it. A correction that two laptops wrote, each on a day of its own, counts
where a closed page already has it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.tables import TABLES

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
_KNOWN = ("account", "amount", "member", "meeting", "ref")
_INSERT = "INSERT INTO ledger_leg VALUES (?,?,?,?,?,?,?,?,?,?)"
_SUM_UP = """INSERT INTO ledger_sum
    SELECT book, account, member, month, amount,
        sum(amount) OVER running + coalesce((SELECT p.total FROM ledger_sum p
            WHERE p.book = m.book AND p.account = m.account AND p.member = m.member
              AND p.month < :month ORDER BY p.month DESC LIMIT 1), 0),
        sum(legs) OVER running + coalesce((SELECT p.legs FROM ledger_sum p
            WHERE p.book = m.book AND p.account = m.account AND p.member = m.member
              AND p.month < :month ORDER BY p.month DESC LIMIT 1), 0)
    FROM (SELECT book, account, coalesce(member, '') AS member, substr(day, 1, 7) AS month,
              sum(amount) AS amount, count(*) AS legs
          FROM ledger_leg WHERE book = :book AND day >= :month GROUP BY 1, 2, 3, 4) m
    WINDOW running AS (PARTITION BY account, member ORDER BY month ROWS UNBOUNDED PRECEDING)"""


def refresh(db: SqliteDatabase, table: str, ids: Sequence[str]) -> None:
    """Bring legs and sums to what these rows of a ledger, or of its closed pages, now say."""
    if TABLES[table].book is not None:
        _refresh_entries(db, table, ids)
    elif TABLES[table].closes is not None:
        _refresh_pages(db, table, ids)


def rebuild(db: SqliteDatabase) -> None:
    """Make all legs and sums anew from the entries."""
    db.execute("DELETE FROM ledger_leg")
    db.execute("DELETE FROM ledger_sum")
    for table, spec in TABLES.items():
        if spec.book is not None:
            ids = [row[0] for row in db.execute(f'SELECT id FROM "{table}_all"')]
            _refresh_entries(db, table, ids)


def is_whole(db: SqliteDatabase) -> bool:
    """Whether legs and sums say what the entries say."""
    for table, spec in TABLES.items():
        if spec.book is None:
            continue
        closed = _Closed(db, table)
        wanted = {leg[:2]: leg for row in _entries(db, table) for leg in _legs(row, closed)}
        kept = {tuple(leg)[:2]: tuple(leg) for leg in db.execute("SELECT * FROM ledger_leg")}
        if wanted != kept:
            return False
    return not db.execute(_DIFFERING).fetchone()


_DIFFERING = """WITH expected AS (
        SELECT book, account, coalesce(member, '') AS member, substr(day, 1, 7) AS month,
            sum(amount) AS amount FROM ledger_leg GROUP BY 1, 2, 3, 4),
    running AS (
        SELECT book, account, member, month, amount, sum(amount) OVER (
            PARTITION BY book, account, member ORDER BY month) AS total FROM expected)
    SELECT * FROM (SELECT * FROM running EXCEPT
        SELECT book, account, member, month, amount, total FROM ledger_sum)
    UNION ALL SELECT * FROM (SELECT book, account, member, month, amount, total FROM ledger_sum
        EXCEPT SELECT * FROM running) LIMIT 1"""


def _refresh_entries(db: SqliteDatabase, table: str, ids: Sequence[str]) -> None:
    closed = _Closed(db, table)
    since: dict[str, str] = {}
    for chunk in chunked_json(list(ids)):
        within = "(SELECT value FROM json_each(?))"
        for book, day in db.execute(
            f"SELECT book, min(day) FROM ledger_leg WHERE entry IN {within} GROUP BY book", (chunk,)
        ).fetchall():
            _earliest(since, book, day[:7])
        db.execute(f"DELETE FROM ledger_leg WHERE entry IN {within}", (chunk,))
        legs = [
            leg
            for row in _entries(db, table, f"AND id IN {within}", (chunk,))
            for leg in _legs(row, closed)
        ]
        db.conn.executemany(_INSERT, legs)
        for leg in legs:
            _earliest(since, leg[2], leg[3][:7])
    for book, month in since.items():
        db.execute("DELETE FROM ledger_sum WHERE book = ? AND month >= ?", (book, month))
        db.execute(_SUM_UP, {"book": book, "month": month})


def _earliest(since: dict[str, str], book: str, month: str) -> None:
    since[book] = min(month, since.get(book, month))


def _refresh_pages(db: SqliteDatabase, table: str, ids: Sequence[str]) -> None:
    """Look again at every entry that a changed page could take in or push away.

    An entry older than the first page counts behind it, so those are looked at too.
    """
    ledger = str(TABLES[table].closes)
    column = TABLES[ledger].book
    since: dict[str, str] = {}
    for chunk in chunked_json(list(ids)):
        for book, month in db.execute(
            f'SELECT "{column}", month FROM "{table}_all"'
            " WHERE id IN (SELECT value FROM json_each(?))",
            (chunk,),
        ).fetchall():
            if book and month:
                _earliest(since, book, month)
    for book, month in since.items():
        found = db.execute(
            f'SELECT id FROM "{ledger}_all" WHERE "{column}" = ?1 AND (booked_on >= ?2'
            f' OR booked_on < (SELECT min(month) FROM "{table}_all" WHERE "{column}" = ?1))'
            " UNION SELECT entry FROM ledger_leg WHERE book = ?1 AND day >= ?2",
            (book, month),
        ).fetchall()
        _refresh_entries(db, ledger, [row[0] for row in found])


def _entries(
    db: SqliteDatabase, table: str, where: str = "", values: tuple[Any, ...] = ()
) -> Iterator[tuple[str, str, str, str]]:
    column = TABLES[table].book
    sql = f"""SELECT id, "{column}", booked_on, lines FROM "{table}_all"
        WHERE _del = 0 AND "{column}" IS NOT NULL AND booked_on IS NOT NULL {where}"""
    yield from db.execute(sql, values).fetchall()


def _legs(row: tuple[str, str, str, str], closed: "_Closed") -> Iterator[tuple[Any, ...]]:
    entry, book, booked_on, lines = row
    day = closed.day_of(entry, book, booked_on)
    for number, line in enumerate(json.loads(lines or "[]")):
        member, meeting, ref = (_word(line.get(name)) for name in _KNOWN[2:])
        more = {k: v for k, v in line.items() if k not in _KNOWN}
        facts = json.dumps(more, ensure_ascii=False, separators=(",", ":")) if more else None
        yield (
            entry, number, book, day, str(line["account"]), int(line["amount"]),
            member, meeting, ref, facts,
        )  # fmt: skip


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None


class _Closed:
    """The closed pages of a ledger; of two closings of a month the first one stands."""

    def __init__(self, db: SqliteDatabase, table: str) -> None:
        self._db = db
        closings = next((t for t, spec in TABLES.items() if spec.closes == table), "")
        of_book = f'FROM "{closings}_all" WHERE "{TABLES[table].book}" = ? AND _del = 0'
        self._page_sql = f"SELECT entries {of_book} AND month = ? ORDER BY closed_at, id LIMIT 1"
        self._first_sql = f"SELECT coalesce(min(month), '') {of_book}"
        self._days_sql = f"""SELECT DISTINCT json_extract(val, '$.booked_on') FROM op
            WHERE tbl = '{table}' AND row = ? AND col = '*'"""
        self._pages: dict[tuple[str, str], frozenset[str] | None] = {}
        self._firsts: dict[str, str] = {}

    def day_of(self, entry: str, book: str, booked_on: str) -> str:
        """Return the day an entry counts on: its own, or the first of the month it fell into."""
        if not self._first(book):
            return booked_on
        written = [str(day) for (day,) in self._db.execute(self._days_sql, (entry,)) if day]
        found = [self._fallen(entry, book, day) for day in sorted(written)]
        closed = [day for day in found if self._page(book, day[:7]) is not None]
        if len(written) > 1 and closed:
            return min(closed)
        return self._fallen(entry, book, booked_on)

    def _fallen(self, entry: str, book: str, booked_on: str) -> str:
        month = booked_on[:7]
        if self._page(book, month) is None:
            month = max(month, self._first(book))
        while (page := self._page(book, month)) is not None and entry not in page:
            former, month = month, _next(month)
            if month == former:
                break
        return booked_on if month == booked_on[:7] else f"{month}-01"

    def _page(self, book: str, month: str) -> frozenset[str] | None:
        if (book, month) not in self._pages:
            row = self._db.execute(self._page_sql, (book, month)).fetchone()
            self._pages[book, month] = None if row is None else _ids(row[0])
        return self._pages[book, month]

    def _first(self, book: str) -> str:
        if book not in self._firsts:
            first = str(self._db.execute(self._first_sql, (book,)).fetchone()[0])
            self._firsts[book] = first if _MONTH.fullmatch(first) else ""
        return self._firsts[book]


def _ids(text: str | None) -> frozenset[str]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return frozenset()
    return frozenset(i for i in found if isinstance(i, str)) if isinstance(found, list) else _NONE


_NONE: frozenset[str] = frozenset()


def _next(month: str) -> str:
    if not _MONTH.fullmatch(month):
        return "9999-12"
    year, number = int(month[:4]), int(month[5:7])
    if (year, number) >= (9999, 12):
        return month
    return f"{year + number // 12:04}-{number % 12 + 1:02}"
