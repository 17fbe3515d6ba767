"""Meja selisih: fields on which laptops disagree, and how they are settled."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from fieldkit.core.context import Context
from fieldkit.core.db.oplog import CREATION, Dot, Operation, Record, fold
from fieldkit.core.db.steps import Step, changes_many
from fieldkit.core.errors import NotFoundError, PermissionDeniedError
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.records import naming
from fieldkit.features.sync import handover, store
from fieldkit.features.sync.model import Conflict, Side


def conflicts(ctx: Context) -> list[Conflict]:
    """Every disagreement, with who wrote what and when; never blocking."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    return [_conflict(ctx, r["tbl"], r["row"], r["col"]) for r in store.conflicts(ctx.db)]


def count(ctx: Context) -> int:
    """How many fields laptops disagree on."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    return len(store.conflicts(ctx.db))


def settle(ctx: Context, conflict_id: str, keep: str) -> Conflict:
    """Keep `ours`, `theirs` (the newest of theirs), the `owner`'s, the `newest`, or a laptop's.

    A laptop is named by its number. Both stay in the history. Raises NotFoundError and
    PermissionDeniedError.
    """
    ctx.require(Permission.SETTLE_CONFLICTS)
    found = next((c for c in conflicts(ctx) if c.id == conflict_id), None)
    if found is None:
        raise NotFoundError
    return _settle(ctx, [found], keep, Step(N_("Settle a difference")))[0]


def settle_many(ctx: Context, conflict_ids: Sequence[str], keep: str) -> int:
    """Settle several disagreements the same way, in one step; return how many.

    Those that are gone, or belong to somebody else to decide, are left alone.
    """
    ctx.require(Permission.SETTLE_CONFLICTS)
    wanted = set(conflict_ids)
    found = [c for c in conflicts(ctx) if c.id in wanted and c.may_settle and _side(c, keep)]
    if not found:
        return 0
    step = Step(N_("Settle {count} differences"), count=len(found))
    return len(_settle(ctx, found, keep, step))


def _settle(ctx: Context, found: Sequence[Conflict], keep: str, step: Step) -> list[Conflict]:
    if not all(c.may_settle for c in found):
        raise PermissionDeniedError
    settled = []
    with ctx.db.write(step, is_risky=changes_many(len(found))) as writer:
        for conflict in found:
            side = _side(conflict, keep)
            value = side.value if side else conflict.shown
            writer.settle(conflict.table, conflict.row, conflict.column, value)
            settled.append(replace(conflict, shown=value))
    return settled


def _side(conflict: Conflict, keep: str) -> Side | None:
    if keep == "ours":
        return conflict.ours
    if keep == "theirs":
        return next(iter(conflict.theirs), None)
    if keep == "newest":
        return max(conflict.sides, key=_said_at, default=None)
    if keep == "owner":
        owned = [side for side in conflict.sides if side.device in conflict.owners]
        return max(owned, key=_said_at, default=None)
    return next((s for s in conflict.sides if str(s.device) == keep), None)


def _said_at(side: Side) -> tuple[int, int]:
    return side.at_ms, side.device


class _Word(NamedTuple):
    """One value a field was given, and what it replaced."""

    value: object
    seen: tuple[Dot, ...]
    step: str


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
    heads = record.heads.get(column, {})
    words = _words(operations, column)
    said = sorted((_first_said(words, dot, list(heads)) for dot in heads), reverse=True)
    sides = [_side_of(ctx, table, column, dot, words[dot].value) for dot in said]
    origin = _common_origin(words, said)
    base = _side_of(ctx, table, column, origin, words[origin].value) if origin else None
    ours = next((s for s in sides if s.device == ctx.me.device), None)
    return Conflict(
        id=derived_id("conflict", table, row, column)[:10],
        table=table,
        row=row,
        column=column,
        title=naming.title(ctx.db, table, _values(ctx, table, record)),
        shown=record.value(column),
        ours=ours,
        theirs=tuple(s for s in sides if s is not ours),
        base=base,
        may_settle=_may_settle(ctx, record.scope),
        owners=_owners(ctx, record.scope),
    )


def _owners(ctx: Context, scope: str) -> frozenset[int]:
    """Return the laptops whose word stands for a group: its facilitator's, a KUBE's officers'."""
    officers = store.leaders_of(ctx.db, [scope])
    if ctx.role is Role.LEADER and scope == str(ctx.db.meta("kube")):
        officers.add(ctx.me.device)
    if officers:
        return frozenset(officers)
    found = store.devices_of_books(ctx.db, store.serving(ctx.db, scope)) or store.owners(
        ctx.db, scope
    )
    if handover.serves(ctx, scope):
        found = found | {ctx.me.device}
    return frozenset(found)


def _values(ctx: Context, table: str, record: Record) -> dict[str, object]:
    return {column: record.value(column) for column in ctx.db.columns(table)}


def _words(operations: Sequence[Operation], column: str) -> dict[Dot, _Word]:
    """Return every value the field ever had, by the operation that gave it."""
    found: dict[Dot, _Word] = {}
    for op in operations:
        if op.col == column:
            seen = tuple((h, d) for h, d in json.loads(op.prev)) if op.prev else ()
            found[op.hlc, op.dev] = _Word(op.val, seen, op.step)
        elif op.col == CREATION:
            fields = json.loads(op.val)
            if column in fields:
                seen = tuple((h, d) for h, d in json.loads(op.prev)) if op.prev else ()
                found[op.hlc, op.dev] = _Word(fields[column], seen, op.step)
    return found


def _first_said(words: dict[Dot, _Word], dot: Dot, heads: Sequence[Dot]) -> Dot:
    """Return where a value was really said.

    A step that gave one field several values is an undo: it repeats what others had said.
    """
    if sum(words[head].step == words[dot].step for head in heads) < 2:
        return dot
    given = Counter(word.step for word in words.values())
    same = [
        before
        for before in _before(words, dot)
        if words[before].value == words[dot].value and given[words[before].step] == 1
    ]
    return max(same, default=dot)


def _before(words: dict[Dot, _Word], dot: Dot) -> set[Dot]:
    """Return every value that was seen, directly or not, when this one was given."""
    found: set[Dot] = set()
    waiting = list(words[dot].seen)
    while waiting:
        earlier = waiting.pop()
        if earlier not in found and earlier in words:
            found.add(earlier)
            waiting += words[earlier].seen
    return found


def _common_origin(words: dict[Dot, _Word], heads: Sequence[Dot]) -> Dot | None:
    """Return the newest value that all sides have replaced, None when they share none."""
    shared = set.intersection(*(_before(words, head) for head in heads)) if heads else set()
    return max(shared) if shared else None


def _side_of(ctx: Context, table: str, column: str, dot: Dot, value: object) -> Side:
    hlc, device = dot
    return Side(
        value=value,
        who=_who(ctx, device),
        device=device,
        at_ms=hlc >> 16,
        label=naming.reference(ctx.db, table, column, value),
    )


def _who(ctx: Context, device: int) -> str:
    if device == ctx.me.device:
        return ctx.me.name
    peer = store.peer_of_device(ctx.db, device)
    return peer.name if peer else ""


def _may_settle(ctx: Context, scope: str) -> bool:
    """Whether other books would take this book's decision in a scope (as merge judges it)."""
    if scope in ("common", ctx.db.own_scope):
        return ctx.role is not Role.LEADER or scope != "common"
    if ctx.role is Role.LEADER:
        return scope == str(ctx.db.meta("kube"))
    is_serving = ctx.role in (Role.FACILITATOR, Role.KUBE_FACILITATOR)
    return is_serving and handover.serves(ctx, scope)
