"""Ledgers only grow: how an entry is taken back, and the chain that binds the entries of a page.

Each entry carries a link: the laptop that wrote it, the page (a month of one book), its number
on that page and the digest of everything before it. Two laptops write two chains on one page,
so a merge keeps both; a changed, lost or swapped entry breaks its own.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.ids import derived_id

LINK = ("chain_by", "chain_page", "chain_no", "chain_prev", "chain_hash")
_DIGITS = 32
_Chain = dict[int, tuple[str, dict[str, Any]]]
_LAST = """SELECT json_extract(val, '$.chain_no'), json_extract(val, '$.chain_hash') FROM op
    WHERE tbl = ? AND col = '*' AND json_extract(val, '$.chain_by') = ? AND scope = ?
      AND json_extract(val, '$.chain_page') = ?
    ORDER BY json_extract(val, '$.chain_no') DESC LIMIT 1"""

_WRITTEN = "SELECT val FROM op WHERE tbl = ? AND row = ? AND col = '*' ORDER BY hlc, dev"


def reversal_id(entry: str) -> str:
    """Return the id of the entry that reverses another: two laptops make one of it."""
    return derived_id("reverse", entry)


def reversal_of(row: dict[str, Any], *, booked_on: str, reason: str) -> dict[str, Any]:
    """Return the entry that takes back a whole transaction, each leg negated.

    The stamp `recorded_at` is left out: the same reversal made on two laptops is one.
    """
    lines = [{**line, "amount": -line["amount"]} for line in json.loads(row["lines"])]
    stamps = ("_scope", "_del", "proof_no", "recorded_at", *LINK)
    kept = {k: v for k, v in row.items() if k not in stamps}
    return kept | {
        "id": reversal_id(row["id"]),
        "booked_on": booked_on,
        "kind": "correction",
        "lines": json.dumps(lines, separators=(",", ":")),
        "reverses": row["id"],
        "reason": reason,
    }


def linked(
    db: SqliteDatabase, table: str, device: int, scope: str, row: dict[str, Any]
) -> dict[str, Any]:
    """Return a new entry with its link to the entry this laptop wrote before it on the page."""
    page = str(row.get("booked_on") or "")[:7]
    last = db.execute(_LAST, (table, device, scope, page)).fetchone()
    number, prev = (int(last[0]) + 1, str(last[1])) if last else (1, "")
    place = {"chain_by": device, "chain_page": page, "chain_no": number, "chain_prev": prev}
    ready = {k: v for k, v in row.items() if k not in LINK} | place
    return ready | {"chain_hash": link_digest(ready)}


def link_digest(row: dict[str, Any]) -> str:
    """Return the digest of an entry as it was written, with everything before it."""
    import hashlib

    stamps = ("_scope", "_del", "chain_hash")
    said = {k: v for k, v in row.items() if v is not None and k not in stamps}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def versions(db: SqliteDatabase, table: str, entry: str) -> list[dict[str, Any]]:
    """Return an entry as each laptop wrote it: more than one where two took back the same."""
    written = db.execute(_WRITTEN, (table, entry)).fetchall()
    found = {str(val): json.loads(val) for (val,) in written}
    return [{k: v for k, v in row.items() if k not in LINK} for row in found.values()]


def broken_links(written: Iterable[tuple[str, str, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    """Yield (id, page) of each entry whose link does not hold.

    `written` are (scope, id, fields) of the operations that made the entries. An entry written
    before there were links has none; one that two laptops wrote stands in both chains.
    """
    chains: dict[tuple[str, int, str], _Chain] = {}
    for scope, entry, fields in written:
        by, page, number, prev, digest = (fields.get(name) for name in LINK)
        if digest is None:
            continue
        if by is None or page is None or number is None or prev is None:
            yield entry, str(page)
            continue
        chain = chains.setdefault((scope, by, page), {})
        if chain.setdefault(number, (entry, fields))[1] != fields:
            yield entry, str(page)
    for (_scope, _by, page), chain in chains.items():
        yield from _broken_in(page, chain)


def _broken_in(page: str, chain: _Chain) -> Iterator[tuple[str, str]]:
    former, prev = 0, ""
    for number in sorted(chain):
        entry, fields = chain[number]
        own = link_digest({"id": entry, **fields})
        if number != former + 1 or fields["chain_prev"] != prev or fields["chain_hash"] != own:
            yield entry, page
        former, prev = number, fields["chain_hash"]
