"""Ledgers only grow: what a correcting entry looks like."""

import json
from typing import Any

from fieldkit.core.ids import derived_id


def reversal_id(entry: str) -> str:
    """Return the id of the entry that reverses another: two laptops make one of it."""
    return derived_id("reverse", entry)


def reversal_of(row: dict[str, Any], *, booked_on: str, reason: str) -> dict[str, Any]:
    """Return the entry that takes back a whole transaction, each leg negated.

    The stamp `recorded_at` is left out: the same reversal made on two laptops is one.
    """
    lines = [{**line, "amount": -line["amount"]} for line in json.loads(row["lines"])]
    kept = {k: v for k, v in row.items() if k not in ("_scope", "_del", "proof_no", "recorded_at")}
    return kept | {
        "id": reversal_id(row["id"]),
        "booked_on": booked_on,
        "kind": "correction",
        "lines": json.dumps(lines, separators=(",", ":")),
        "reverses": row["id"],
        "reason": reason,
    }
