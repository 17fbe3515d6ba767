"""Runs random real commands on a book and says each one that was acknowledged; to be killed."""

import random
import sys
from pathlib import Path

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import new_id
from fieldkit.features.records import undoing


def main() -> None:
    """Write until killed: after each commit one line `id marker` goes to standard output."""
    folder, key, seed = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
    ctx = vault.open_with_key(folder, key)
    dice = random.Random(seed)
    known = [r["id"] for r in ctx.db.rows("SELECT id FROM family")]
    number = seed * 1_000_000
    while True:
        number += 1
        kind = dice.choice("cccuumpz")
        if kind == "c" or not known:
            rows = [{"id": new_id(), "name": f"K{number}", "note": str(number)} for _n in range(5)]
            with ctx.db.write(Step("Create")) as writer:
                writer.put_many("family", rows, scope="g")
            known += [r["id"] for r in rows]
            say(number, *(r["id"] for r in rows))
        elif kind == "u":
            chosen = dice.sample(known, min(3, len(known)))
            with ctx.db.write(Step("Change")) as writer:
                writer.put_many("family", [{"id": i, "note": str(number)} for i in chosen])
            say(number, *chosen)
        elif kind == "p":
            lines = [
                {"account": "pot:kas", "amount": number},
                {"account": "income:dues", "amount": -number},
            ]
            row = {"id": new_id(), "kube_id": "k", "booked_on": "2026-11-01", "lines": lines}
            with ctx.db.write(Step("Post")) as writer:
                writer.post("cash_entry", row, scope="k")
            say(number, "cash", row["id"])
        elif kind == "m":
            ctx.files.keep(str(number).encode() * 50)
        elif dice.random() < 0.3:
            undoing.undo(ctx)
            undoing.redo(ctx)


def say(number: int, *ids: str) -> None:
    """Acknowledge, unbuffered."""
    sys.stdout.write(f"{number} {' '.join(ids)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
