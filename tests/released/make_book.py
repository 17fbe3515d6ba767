"""Makes the fixture of a released schema; run once with the program that is being released.

    .venv/bin/python -m tests.released.make_book

It writes `<version>.fkbackup` and `<version>.json` beside itself: an encrypted book of invented
people in which every kind of row occurs, and what a later program must still find in it.
"""

import hashlib
import json
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import fieldkit
from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.context import Context
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.migrations import STEPS
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import LOCAL, SYNCED, TABLES
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.practice import service as practice
from fieldkit.features.records import undoing
from fieldkit.features.sync import service as exchange

HERE = Path(__file__).parent
WORDS = "kata sandi coba saja"
CLOCK = FixedClock(datetime(2026, 11, 21, 3, tzinfo=UTC))


def main() -> None:
    """Make the fixture of this program's version."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "Rilis.fieldkit"
        size = practice.Size(families=5, groups=2, months=2, seed=4, kube=1)
        practice.make_book(folder, passphrase=WORDS, size=size, until=date(2026, 11, 20))
        code = vault.new_recovery(folder, WORDS)
        ctx = vault.open_book(folder, WORDS, clock=CLOCK)
        work(ctx, place)
        made = backup.back_up(ctx, place)
        facts = facts_of(ctx) | {"passphrase": WORDS, "recovery_code": code}
        vault.close_book(ctx, folder)
        version = fieldkit.__version__
        (HERE / f"{version}.fkbackup").write_bytes(Path(made.file).read_bytes())
        (HERE / f"{version}.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")
        sys.stdout.write(f"{version}: {sum(t['rows'] for t in facts['tables'].values())} rows\n")


def work(ctx: Context, place: Path) -> None:
    """Do what leaves a row in every table: exchange, undo, bin, correction, draft."""
    other = vault.memory_context(CLOCK, name="Koordinator", role=Role.COORDINATOR)
    for one, trusting in ((ctx, other), (other, ctx)):
        card = place / f"{one.me.device}.fkcard"
        exchange.write_card(one, card)
        exchange.trust(trusting, card)
    for one, peer in ((ctx, other), (other, ctx)):
        to = next(p for p in exchange.peers(one) if p.device == peer.me.device)
        exchange.receive(peer, [Path(exchange.send(one, to, place).file)])
    first, second = [r["id"] for r in ctx.db.rows("SELECT id FROM family ORDER BY id LIMIT 2")]
    with ctx.db.write(Step("Change")) as writer:
        business = {"family_id": first, "kind": "Warung nasi uduk", "turnover": 1_500_000}
        writer.put("business", business, scope=ctx.db.own_scope)
        writer.put("family", {"id": first, "note": "Rumah dekat pos ronda", "phone": None})
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", second)
    with ctx.db.write(Step("Correct")) as writer:
        entry = ctx.db.value("SELECT id FROM cash_entry WHERE reverses IS NULL ORDER BY id LIMIT 1")
        writer.reverse("cash_entry", entry, booked_on="2026-11-21", reason="salah catat")
    with ctx.db.write(Step("Change again")) as writer:
        writer.put("family", {"id": first, "note": "Pindah"})
    undoing.undo(ctx)
    Drafts("visit").keep(ctx.db, first, {"problem": "belum selesai diketik"}, CLOCK.now())
    with ctx.db.local() as writer:
        local = {"at": "2026-11-21T03:00:00Z", "what": "full_ids", "detail": first}
        writer.local_put("access", local)


def facts_of(ctx: Context) -> dict[str, object]:
    """Return what a later program must still find: rows by table, balances by account."""
    tables = {}
    for table in SYNCED:
        columns = ["id", "_scope", "_del", *ctx.db.columns(table)]
        tables[f"{table}_all"] = {"columns": columns, **table_facts(ctx, f"{table}_all", columns)}
    for table in (*LOCAL, "op", "step", "segment", "subject_key"):
        columns = [r["name"] for r in ctx.db.rows(f"SELECT name FROM pragma_table_info('{table}')")]
        tables[table] = {"columns": columns, **table_facts(ctx, table, columns)}
    return {"steps": list(STEPS), "tables": tables, "balances": balances(ctx)}


def table_facts(ctx: Context, table: str, columns: list[str]) -> dict[str, object]:
    """Return how many rows a table has and a digest of these columns."""
    listed = ", ".join(f'"{c}"' for c in columns)
    rows = sorted(repr(tuple(r.values())) for r in ctx.db.rows(f"SELECT {listed} FROM {table}"))
    return {"rows": len(rows), "digest": hashlib.sha256("\n".join(rows).encode()).hexdigest()}


def balances(ctx: Context) -> dict[str, int]:
    """Return the sum of every account of every ledger."""
    sums: dict[str, int] = {}
    for table in (t for t in SYNCED if TABLES[t].kind == "ledger"):
        for row in ctx.db.rows(f"SELECT _scope, lines FROM {table}"):
            for line in json.loads(row["lines"]):
                account = f"{row['_scope']} {line['account']}"
                sums[account] = sums.get(account, 0) + line["amount"]
    return sums


if __name__ == "__main__":
    main()
