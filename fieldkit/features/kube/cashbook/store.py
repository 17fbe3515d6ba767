"""The ledger of cash entries: in as rows, out as books with running balances."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.kube.cashbook.model import CashEntry, Kind, LedgerRow, Line, Pot, lines_text

# Every entry with the one it began as (`root`), how often it was turned (`depth`), and the
# root's stamps: a correction sorts right behind what it corrects when both share a day.
_CHAIN = """WITH RECURSIVE chain (id, root, depth, stamp, proof) AS (
    SELECT id, id, 0, coalesce(recorded_at, ''), coalesce(proof_no, '') FROM cash_entry
    WHERE kube_id = :kube
      AND (reverses IS NULL OR reverses NOT IN (SELECT id FROM cash_entry WHERE kube_id = :kube))
    UNION ALL
    SELECT e.id, c.root, c.depth + 1, c.stamp, c.proof FROM chain c
    JOIN cash_entry e ON e.reverses = c.id)"""
_ORDER = "booked_on, stamp, length(proof), proof, root, depth"
_LEDGER = f"""{_CHAIN},
legs AS (
    SELECT e.id, e.booked_on, e.kind, e.description, e.reason, e.meeting_id, e.reverses,
        c.root, c.depth, c.stamp, c.proof, sum(json_extract(l.value, '$.amount')) AS net
    FROM chain c JOIN cash_entry e ON e.id = c.id, json_each(e.lines) l
    WHERE json_extract(l.value, '$.account') = :pot GROUP BY e.id),
book AS (
    SELECT *, row_number() OVER in_order AS no, sum(net) OVER in_order AS balance
    FROM legs WINDOW in_order AS (ORDER BY {_ORDER} ROWS UNBOUNDED PRECEDING))"""
_LAST_TURN = "(SELECT max(depth) FROM chain t WHERE t.root = book.root)"


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
        "recorded_at": entry.recorded_at,
    }


def lines_of(text: str | None) -> tuple[Line, ...]:
    """Return stored legs."""
    return tuple(
        Line(
            account=str(leg.get("account", "")), amount=int(leg.get("amount", 0)),
            member=leg.get("member"), meeting=leg.get("meeting"),
        )
        for leg in json.loads(text or "[]")
    )  # fmt: skip


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
        recorded_at=row["recorded_at"],
    )


def _kind(text: str | None) -> Kind:
    return Kind(text) if text in {kind.value for kind in Kind} else Kind.ENTRY


def by_id(db: Database, entry_id: str) -> CashEntry | None:
    """Read one entry."""
    row = db.row("SELECT * FROM cash_entry WHERE id = :id", id=entry_id)
    return entry_of(row) if row else None


def all_entries(db: Database, kube_id: str | None = None) -> list[CashEntry]:
    """Read every entry, of one group or of all."""
    sql = "SELECT * FROM cash_entry WHERE kube_id = :kube OR :kube IS NULL ORDER BY id"
    return [entry_of(row) for row in db.rows(sql, kube=kube_id)]


def counting(db: Database, kube_id: str, meeting_id: str) -> list[CashEntry]:
    """Read the entries of a meeting that stand, in the order of the book."""
    sql = f"""{_CHAIN} SELECT e.* FROM chain c JOIN cash_entry e ON e.id = c.id
        WHERE e.meeting_id = :meeting AND c.depth = 0 AND e.reverses IS NULL
          AND (SELECT max(depth) FROM chain t WHERE t.root = c.root) % 2 = 0
        ORDER BY {_ORDER}"""
    return [entry_of(row) for row in db.rows(sql, kube=kube_id, meeting=meeting_id)]


def stands(db: Database, kube_id: str, entry_id: str) -> bool:
    """Whether an entry counts: never taken back, or taken back and let stand again."""
    sql = f"{_CHAIN} SELECT max(depth) % 2 = 0 FROM chain WHERE root = :id"
    return bool(db.value(sql, kube=kube_id, id=entry_id))


def has_opening(db: Database, kube_id: str, pot: Pot) -> bool:
    """Whether a pot's first balance is already in the book and stands."""
    sql = f"""{_CHAIN} SELECT EXISTS (SELECT 1 FROM chain c JOIN cash_entry e ON e.id = c.id
        WHERE e.kind = 'opening' AND c.depth = 0 AND instr(e.lines, :pot) > 0
          AND (SELECT max(depth) FROM chain t WHERE t.root = c.root) % 2 = 0)"""
    return bool(db.value(sql, kube=kube_id, pot=f'"{pot}"'))


def ledger(
    db: Database, kube_id: str, pot: Pot, first: date | None, last: date | None
) -> list[LedgerRow]:
    """Read a pot's book with its running balance."""
    sql = f"""{_LEDGER} SELECT book.*, {_LAST_TURN} AS last_turn,
        (SELECT id FROM cash_entry r WHERE r.reverses = book.id LIMIT 1) AS reversed_by
        FROM book WHERE booked_on >= coalesce(:first, '') AND booked_on <= coalesce(:last, '9999')
        ORDER BY no"""
    found = db.rows(sql, kube=kube_id, pot=str(pot), first=_iso(first), last=_iso(last))
    return [_ledger_row(row) for row in found]


def _ledger_row(row: Mapping[str, Any]) -> LedgerRow:
    return LedgerRow(
        id=row["id"],
        no=row["no"],
        booked_on=date.fromisoformat(row["booked_on"]),
        proof_no=f"{row['proof']}{turn_mark(row['depth'])}",
        description=row["description"] or "",
        money_in=max(row["net"], 0),
        money_out=max(-row["net"], 0),
        balance=row["balance"],
        kind=_kind(row["kind"]),
        is_correction=row["reverses"] is not None,
        reversed_by=row["reversed_by"],
        counts=row["last_turn"] % 2 == 0 and row["depth"] == 0,
        reason=row["reason"],
        meeting_id=row["meeting_id"],
    )


def turn_mark(depth: int) -> str:
    """Return what stands behind the proof number of a correction."""
    return "" if depth == 0 else "-K" if depth == 1 else f"-K{depth}"


def balance_before(db: Database, kube_id: str, pot: Pot, day: date | None) -> int:
    """Return what a pot held when a day began, 0 where the book has no beginning given."""
    if day is None:
        return 0
    return _sum(db, kube_id, pot, "booked_on < :day", day)


def balance_at(db: Database, kube_id: str, pot: Pot, day: date | None) -> int:
    """Return what a pot holds at the end of a day, or now."""
    return _sum(db, kube_id, pot, "booked_on <= coalesce(:day, '9999')", day)


def _sum(db: Database, kube_id: str, pot: Pot, condition: str, day: date | None) -> int:
    sql = f"""SELECT coalesce(sum(json_extract(l.value, '$.amount')), 0)
        FROM cash_entry e, json_each(e.lines) l
        WHERE e.kube_id = :kube AND {condition} AND json_extract(l.value, '$.account') = :pot"""
    return int(db.value(sql, kube=kube_id, pot=str(pot), day=_iso(day)))


def lowest_from(db: Database, kube_id: str, pot: Pot, day: date) -> tuple[int, str | None]:
    """Return the lowest balance a pot has from the end of a day on, and the day it has it."""
    sql = f"""{_LEDGER} SELECT balance, booked_on FROM book WHERE booked_on > :day
        ORDER BY balance, no LIMIT 1"""
    at_end = balance_at(db, kube_id, pot, day)
    later = db.row(sql, kube=kube_id, pot=str(pot), day=_iso(day))
    if later is not None and later["balance"] < at_end:
        return int(later["balance"]), str(later["booked_on"])
    return at_end, None


def sums_by_account(
    db: Database, kube_id: str, first: date | None, last: date | None
) -> dict[str, int]:
    """Return the sum of each account's legs in a period."""
    sql = """SELECT json_extract(l.value, '$.account') AS account,
        sum(json_extract(l.value, '$.amount')) AS total
        FROM cash_entry e, json_each(e.lines) l WHERE e.kube_id = :kube
          AND e.booked_on >= coalesce(:first, '') AND e.booked_on <= coalesce(:last, '9999')
        GROUP BY account"""
    found = db.rows(sql, kube=kube_id, first=_iso(first), last=_iso(last))
    return {row["account"]: row["total"] for row in found}


def last_number(db: Database, kube_id: str, prefix: str) -> int:
    """Return the highest proof number used with a prefix."""
    sql = """SELECT max(CAST(substr(proof_no, :skip) AS INTEGER)) FROM cash_entry
        WHERE kube_id = :kube AND proof_no GLOB :pattern"""
    found = db.value(sql, kube=kube_id, skip=len(prefix) + 1, pattern=f"{prefix}[0-9]*")
    return int(found or 0)


def last_day(db: Database, kube_id: str | None = None) -> date | None:
    """Return the latest day with an entry, of one group or of all."""
    sql = "SELECT max(booked_on) FROM cash_entry WHERE kube_id = :kube OR :kube IS NULL"
    found = db.value(sql, kube=kube_id)
    return date.fromisoformat(found) if found else None


def first_day(db: Database, kube_id: str) -> date | None:
    """Return the day of the first entry."""
    found = db.value("SELECT min(booked_on) FROM cash_entry WHERE kube_id = :kube", kube=kube_id)
    return date.fromisoformat(found) if found else None


def kube_ids(db: Database) -> list[str]:
    """Return the groups that have entries."""
    return [row["kube_id"] for row in db.rows("SELECT DISTINCT kube_id FROM cash_entry ORDER BY 1")]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
