"""The ledger of cash entries: in as rows, out as books with running balances."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.ledger import versions as written_versions
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.kube.cashbook.model import (
    CashEntry,
    DayBelowZero,
    Kind,
    LedgerRow,
    Line,
    Pot,
    lines_text,
)

# The rows of a pot's book in a period, each with the entry it began as (`root`) and how often
# that was turned: a correction sorts right behind what it corrects when both share a day.
_SHOWN = """WITH RECURSIVE shown AS (
    SELECT entry, day, sum(amount) AS net FROM ledger_leg WHERE book = :kube AND account = :pot
      AND day >= :first AND day <= :last GROUP BY entry),
up (id, at, depth) AS (
    SELECT entry, entry, 0 FROM shown
    UNION ALL SELECT up.id, former.id, up.depth + 1 FROM up
    JOIN cash_entry e ON e.id = up.at JOIN cash_entry former ON former.id = e.reverses),
root AS (SELECT id, at, max(depth) AS depth FROM up GROUP BY id),
down (id, at, turns) AS (
    SELECT entry, entry, 0 FROM shown
    UNION ALL SELECT down.id, e.id, down.turns + 1 FROM down JOIN cash_entry e
    ON e.reverses = down.at),
turned AS (SELECT id, max(turns) AS turns FROM down GROUP BY id)
SELECT e.*, shown.day, shown.net, root.depth, root.depth + turned.turns AS last_turn,
    coalesce(first.proof_no, '') AS proof,
    (SELECT id FROM cash_entry r WHERE r.reverses = e.id LIMIT 1) AS reversed_by
FROM shown JOIN cash_entry e ON e.id = shown.entry
JOIN root ON root.id = e.id JOIN turned ON turned.id = e.id
JOIN cash_entry first ON first.id = root.at
ORDER BY shown.day, coalesce(first.recorded_at, ''), length(proof), proof, root.at, root.depth"""
# An entry stands when it was never taken back, or taken back and let stand again.
_STANDS = """(WITH RECURSIVE turn (at, turns) AS (
    SELECT {entry}, 0 UNION ALL
    SELECT r.id, turn.turns + 1 FROM turn JOIN cash_entry r ON r.reverses = turn.at)
    SELECT max(turns) % 2 = 0 FROM turn)"""
# The days that end below zero with nothing but unexplained money out, and how much of that was
# taken for a written reason, on those days or before: an entry with a reason with all that turned
# it, what turned income, and what let money out stand again. `origin` follows each correction
# to the entry it began with.
_BELOW_ZERO = """WITH RECURSIVE origin (id, root, depth) AS (
    SELECT id, id, 0 FROM cash_entry WHERE kube_id = :kube AND reverses IS NULL
    UNION ALL SELECT e.id, origin.root, origin.depth + 1
    FROM origin JOIN cash_entry e ON e.reverses = origin.id),
leg AS (SELECT entry, day, sum(amount) AS net FROM ledger_leg
    WHERE book = :kube AND account = :pot GROUP BY entry),
told AS (
    SELECT leg.day, leg.net, CASE WHEN first.net > 0 THEN origin.depth >= 1
        ELSE origin.depth >= 2 OR root.reason IS NOT NULL END AS is_reasoned
    FROM leg LEFT JOIN origin ON origin.id = leg.entry
    LEFT JOIN leg first ON first.entry = origin.root
    LEFT JOIN cash_entry root ON root.id = origin.root),
days AS (
    SELECT day, sum(sum(net)) OVER (ORDER BY day) AS balance,
        sum(sum(CASE WHEN is_reasoned THEN net ELSE 0 END)) OVER (ORDER BY day) AS reasoned
    FROM told GROUP BY day)
SELECT days.day, days.balance, days.reasoned, min(leg.entry) AS entry
FROM days JOIN leg ON leg.day = days.day AND leg.net < 0 JOIN cash_entry e ON e.id = leg.entry
WHERE days.balance < 0 GROUP BY days.day HAVING max(e.reason IS NOT NULL) = 0 ORDER BY days.day"""
_EARLIEST, _LATEST = "", "9999-12-31"


def post(writer: Writer, entry: CashEntry) -> str:
    """Write an entry and return its id."""
    return writer.post("cash_entry", _row_of(entry), scope=entry.kube_id)


def _row_of(entry: CashEntry) -> Row:
    return {
        "id": entry.id,
        "kube_id": entry.kube_id,
        "meeting_id": entry.meeting_id,
        "booked_on": entry.booked_on,
        "kind": entry.kind.value,
        "proof_no": entry.proof_no,
        "description": entry.description,
        "lines": lines_text(entry.lines),
        "reason": entry.reason,
        "party": entry.party,
        "basis": entry.basis,
        "recorded_at": entry.recorded_at,
    }


def lines_of(text: str | None) -> tuple[Line, ...]:
    """Return stored legs; facts of a newer program are left out."""
    return tuple(
        Line(
            account=str(leg.get("account", "")), amount=int(leg.get("amount", 0)),
            **{name: leg.get(name) for name in _FACTS},
        )
        for leg in json.loads(text or "[]")
    )  # fmt: skip


_FACTS = tuple(name for name in Line.__dataclass_fields__ if name not in {"account", "amount"})


def entry_of(row: Mapping[str, Any]) -> CashEntry:
    """Return an entry from its row."""
    return CashEntry(
        id=row["id"],
        kube_id=row["kube_id"],
        meeting_id=row["meeting_id"],
        booked_on=date.fromisoformat(row["booked_on"]),
        kind=_kind(row["kind"]),
        proof_no=row["proof_no"],
        description=row["description"] or "",
        lines=lines_of(row["lines"]),
        reverses=row["reverses"],
        reason=row["reason"],
        party=row["party"],
        basis=row["basis"],
        recorded_at=row["recorded_at"],
    )


def _kind(text: str | None) -> Kind:
    return Kind(text) if text in {kind.value for kind in Kind} else Kind.ENTRY


def by_id(db: Database, entry_id: str) -> CashEntry | None:
    """Read one entry."""
    row = db.row("SELECT * FROM cash_entry WHERE id = :id", id=entry_id)
    return entry_of(row) if row else None


def versions(db: Database, entry_id: str) -> list[CashEntry]:
    """Read an entry as each laptop wrote it; two may have taken back the same."""
    blank = dict.fromkeys(CashEntry.__dataclass_fields__)
    written = written_versions(db.raw, "cash_entry", entry_id)
    return [entry_of({**blank, **row, "id": entry_id}) for row in written]


def all_entries(db: Database, kube_id: str | None = None) -> list[CashEntry]:
    """Read every entry, of one group or of all."""
    sql = "SELECT * FROM cash_entry WHERE kube_id = :kube OR :kube IS NULL ORDER BY id"
    return [entry_of(row) for row in db.rows(sql, kube=kube_id)]


def entries_between(db: Database, kube_id: str, first: str, last: str) -> list[CashEntry]:
    """Read the entries that count on days from `first` to `last`, by day and id."""
    sql = """SELECT e.*, l.day FROM (
            SELECT DISTINCT entry, day FROM ledger_leg
            WHERE book = :kube AND day >= :first AND day <= :last) l
        JOIN cash_entry e ON e.id = l.entry ORDER BY l.day, e.id"""
    return [entry_of(row) for row in db.rows(sql, kube=kube_id, first=first, last=last)]


def counting(db: Database, meeting_id: str) -> list[CashEntry]:
    """Read the entries of a meeting that stand, in the order of the book."""
    sql = f"""SELECT e.* FROM cash_entry e WHERE e.meeting_id = :meeting AND e.reverses IS NULL
        AND {_STANDS.format(entry="e.id")}
        ORDER BY e.booked_on, coalesce(e.recorded_at, ''), length(e.proof_no), e.proof_no, e.id"""
    return [entry_of(row) for row in db.rows(sql, meeting=meeting_id)]


def stands(db: Database, entry_id: str) -> bool:
    """Whether an entry counts: never taken back, or taken back and let stand again."""
    return bool(db.value(f"SELECT {_STANDS.format(entry=':id')}", id=entry_id))


def has_opening(db: Database, kube_id: str, pot: Pot) -> bool:
    """Whether a pot's first balance is already in the book and stands."""
    sql = f"""SELECT EXISTS (SELECT 1 FROM cash_entry e WHERE e.kube_id = :kube
        AND e.kind = 'opening' AND e.reverses IS NULL AND instr(e.lines, :pot) > 0
        AND {_STANDS.format(entry="e.id")})"""
    return bool(db.value(sql, kube=kube_id, pot=f'"{pot}"'))


def ledger(
    db: Database, kube_id: str, pot: Pot, first: date | None, last: date | None
) -> tuple[int, list[LedgerRow]]:
    """Read what a pot held before a period, and its rows with their running balance."""
    before = total(db, kube_id, pot, before=first) if first else (0, 0)
    balance, number = before
    rows = []
    names = _names(db, kube_id)
    for row in db.rows(
        _SHOWN,
        kube=kube_id, pot=str(pot), first=_iso(first) or _EARLIEST, last=_iso(last) or _LATEST,
    ):  # fmt: skip
        balance, number = balance + row["net"], number + 1
        rows.append(replace(_ledger_row(row, number, balance), member=_whom(row, names)))
    return before[0], rows


def _names(db: Database, kube_id: str) -> dict[str, str]:
    sql = "SELECT id, name FROM kube_member WHERE kube_id = :kube"
    return {row["id"]: row["name"] for row in db.rows(sql, kube=kube_id)}


def _whom(row: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    """Return the one member an entry is about; dues are the meeting's, however few paid."""
    if row["kind"] == Kind.DUES.value or '"member"' not in (row["lines"] or ""):
        return None
    members = {line.member for line in lines_of(row["lines"]) if line.member}
    return names.get(members.pop()) if len(members) == 1 else None


def _ledger_row(row: Mapping[str, Any], number: int, balance: int) -> LedgerRow:
    return LedgerRow(
        id=row["id"],
        no=number,
        booked_on=date.fromisoformat(row["booked_on"]),
        proof_no=f"{row['proof']}{turn_mark(row['depth'])}",
        description=row["description"] or "",
        money_in=max(row["net"], 0),
        money_out=max(-row["net"], 0),
        balance=balance,
        kind=_kind(row["kind"]),
        is_correction=row["reverses"] is not None,
        reversed_by=row["reversed_by"],
        counts=row["last_turn"] % 2 == 0 and row["depth"] == 0,
        reason=row["reason"],
        meeting_id=row["meeting_id"],
        party=row["party"],
        counted_on=date.fromisoformat(row["day"]),
    )


def turn_mark(depth: int) -> str:
    """Return what stands behind the proof number of a correction."""
    return "" if depth == 0 else "-K" if depth == 1 else f"-K{depth}"


def total(
    db: Database, kube_id: str, account: str, *, before: date | None = None
) -> tuple[int, int]:
    """Return the sum of an account's legs and their number, all or those before a day."""
    month = before.isoformat()[:7] if before else _LATEST
    row = db.row(
        """SELECT total, legs FROM ledger_sum WHERE book = :kube AND account = :account
        AND member = '' AND month < :month ORDER BY month DESC LIMIT 1""",
        kube=kube_id, account=str(account), month=month,
    )  # fmt: skip
    found = (row["total"], row["legs"]) if row else (0, 0)
    if before is None or before.day == 1:
        return found
    rest = db.row(
        """SELECT coalesce(sum(amount), 0) AS amount, count(*) AS legs FROM ledger_leg
        WHERE book = :kube AND account = :account AND day >= :first AND day < :day""",
        kube=kube_id, account=str(account), first=month, day=before.isoformat(),
    )  # fmt: skip
    return (found[0] + rest["amount"], found[1] + rest["legs"]) if rest else found


def lowest_from(db: Database, kube_id: str, pot: Pot, day: date) -> tuple[int, str | None]:
    """Return the lowest balance a pot has at the end of a day from this one on, and the day."""
    at_end, _legs = total(db, kube_id, pot, before=day + timedelta(days=1))
    later = db.row(
        """SELECT balance, day FROM (
            SELECT day, sum(sum(amount)) OVER (ORDER BY day) AS balance FROM ledger_leg
            WHERE book = :kube AND account = :pot AND day > :day GROUP BY day)
        ORDER BY balance, day LIMIT 1""",
        kube=kube_id, pot=str(pot), day=day.isoformat(),
    )  # fmt: skip
    if later is not None and later["balance"] < 0:
        return at_end + int(later["balance"]), str(later["day"])
    return at_end, None


def days_below_zero(db: Database, kube_id: str, pot: Pot) -> list[DayBelowZero]:
    """Read the days a pot ends below zero by money taken out without any reason given."""
    return [
        DayBelowZero(
            entry_id=row["entry"],
            day=date.fromisoformat(row["day"]),
            balance=row["balance"],
            but_for_reasons=row["balance"] - row["reasoned"],
        )
        for row in db.rows(_BELOW_ZERO, kube=kube_id, pot=str(pot))
    ]


def sums_by_account(
    db: Database, kube_id: str, first: date | None, last: date | None
) -> dict[str, int]:
    """Return the sum of each account's legs in a period."""
    sql = """SELECT account, sum(amount) AS total FROM ledger_leg WHERE book = :kube
        AND day >= :first AND day <= :last GROUP BY account"""
    found = db.rows(sql, kube=kube_id, first=_iso(first) or _EARLIEST, last=_iso(last) or _LATEST)
    return {row["account"]: row["total"] for row in found}


def last_number(db: Database, kube_id: str, prefix: str) -> int:
    """Return the highest proof number used with a prefix; most have four digits."""
    sql = """SELECT proof_no FROM cash_entry WHERE kube_id = :kube AND proof_no >= :prefix
        AND proof_no < :prefix || ':' {more} DESC LIMIT 1"""
    found = db.value(sql.format(more="ORDER BY proof_no"), kube=kube_id, prefix=prefix)
    if found and set(found.removeprefix(prefix)) == {"9"}:
        longest = "ORDER BY length(proof_no) DESC, proof_no"
        found = db.value(sql.format(more=longest), kube=kube_id, prefix=prefix)
    digits = str(found or "").removeprefix(prefix)
    return int(digits) if digits.isdecimal() and digits.isascii() else 0


def is_closed(db: Database, kube_id: str, day: date, today: date) -> bool:
    """Whether a day lies in a month that was closed, or before one."""
    until = closed_until(db, kube_id, today)
    return until is not None and day.isoformat()[:7] <= until


def closed_until(db: Database, kube_id: str, today: date) -> str | None:
    """Return the last month that was closed, as `2026-05`."""
    found = db.value(
        """SELECT max(month) FROM book_page WHERE kube_id = :kube
        AND month GLOB '[12][0-9][0-9][0-9]-[01][0-9]' AND substr(month, 6) BETWEEN '01' AND '12'
        AND month <= :now""",
        kube=kube_id,
        now=today.isoformat()[:7],
    )
    return str(found) if found else None


def last_day(db: Database, kube_id: str | None = None) -> date | None:
    """Return the latest day with an entry, of one group or of all."""
    sql = """SELECT max((SELECT max(day) FROM ledger_leg WHERE book = k.id)) FROM kube k
        WHERE k.id = :kube OR :kube IS NULL"""
    found = db.value(sql, kube=kube_id)
    return date.fromisoformat(found) if found else None


def last_party_day(db: Database) -> date | None:
    """Return the latest day with an entry that names who paid or was paid."""
    found = db.value("SELECT max(booked_on) FROM cash_entry WHERE party IS NOT NULL")
    return date.fromisoformat(found) if found else None


def first_day(db: Database, kube_id: str) -> date | None:
    """Return the day of the first entry."""
    found = db.value("SELECT min(day) FROM ledger_leg WHERE book = :kube", kube=kube_id)
    return date.fromisoformat(found) if found else None


def is_used(db: Database, kube_id: str, account: str) -> bool:
    """Whether an account was ever booked."""
    sql = "SELECT EXISTS (SELECT 1 FROM ledger_sum WHERE book = :kube AND account = :account)"
    return bool(db.value(sql, kube=kube_id, account=str(account)))


def kube_ids(db: Database) -> list[str]:
    """Return the groups that have entries."""
    return [row["kube_id"] for row in db.rows("SELECT DISTINCT kube_id FROM cash_entry ORDER BY 1")]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def revisions(db: Database, meeting_id: str, kind: Kind) -> int:
    """Count how often a meeting's money of a kind was written down, corrections left out."""
    sql = "SELECT count(*) FROM cash_entry WHERE meeting_id = :id AND kind = :kind"
    return int(db.value(sql, id=meeting_id, kind=kind.value))
