"""Meja selisih: fields on which laptops disagree, and how they are settled."""

from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.db.oplog import Operation, fold
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.sync import store
from fieldkit.features.sync.model import Conflict, Side


def conflicts(ctx: Context) -> list[Conflict]:
    """Every disagreement, with who wrote what and when; never blocking."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    return [_conflict(ctx, r["tbl"], r["row"], r["col"]) for r in store.conflicts(ctx.db)]


def settle(ctx: Context, conflict_id: str, keep: str) -> Conflict:
    """Keep `ours` or `theirs`; both stay in the history. Raises NotFoundError."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    found = next((c for c in conflicts(ctx) if c.id == conflict_id), None)
    if found is None:
        raise NotFoundError
    side = found.ours if keep == "ours" else next(iter(found.theirs), None)
    value = side.value if side else found.shown
    with ctx.db.write(Step(N_("Settle a difference"))) as writer:
        writer.settle(found.table, found.row, found.column, value)
    return replace(found, shown=value)


def _conflict(ctx: Context, table: str, row: str, column: str) -> Conflict:
    operations = [
        Operation(*r.values())
        for r in ctx.db.rows(
            "SELECT * FROM op WHERE tbl = :table AND row = :row AND state = 0 ORDER BY hlc, dev",
            table=table,
            row=row,
        )
    ]
    record = fold(operations)
    sides = [
        Side(value=value, who=_who(ctx, dev), device=dev, at_ms=hlc >> 16)
        for (hlc, dev), value in sorted(record.heads.get(column, {}).items(), reverse=True)
    ]
    return Conflict(
        id=derived_id("conflict", table, row, column)[:10],
        table=table,
        row=row,
        column=column,
        title=store.title_of(ctx, table, row),
        shown=record.value(column),
        ours=next((s for s in sides if s.device == ctx.me.device), None),
        theirs=tuple(s for s in sides if s.device != ctx.me.device),
    )


def _who(ctx: Context, device: int) -> str:
    if device == ctx.me.device:
        return ctx.me.name
    peer = store.peer_of_device(ctx.db, device)
    return peer.name if peer else ""
