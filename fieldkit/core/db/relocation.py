"""A book that goes on at another laptop: what no page holds yet is the new laptop's."""

import json

from fieldkit.core.db.database import Database


def relocate(db: Database, device: int) -> None:
    """Give operations that were never sealed, and steps made of them alone, to a new device.

    The former laptop may still seal and send the same ones: they then say the same twice,
    where two pages of one number would part the chain for ever.
    """
    former = db.device
    with db.local():
        run = db.raw.conn.execute
        tail = run("SELECT hlc, prev FROM op WHERE dev = ? AND seg IS NULL", (former,)).fetchall()
        moved = {hlc for hlc, _prev in tail}
        db.raw.conn.executemany(
            "UPDATE op SET dev = ?, prev = ? WHERE hlc = ? AND dev = ?",
            [(device, _seen(prev, moved, former, device), hlc, former) for hlc, prev in tail],
        )
        run(
            "UPDATE step SET dev = ? WHERE dev = ? AND NOT EXISTS"
            " (SELECT 1 FROM op WHERE op.step = step.id AND op.seg IS NOT NULL)",
            (device, former),
        )


def _seen(prev: str | None, moved: set[int], former: int, device: int) -> str | None:
    if prev is None:
        return None
    pairs = [
        [hlc, device if dev == former and hlc in moved else dev] for hlc, dev in json.loads(prev)
    ]
    return json.dumps(sorted(pairs), separators=(",", ":"))
