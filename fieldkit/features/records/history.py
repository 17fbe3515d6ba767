"""What was done to a record, step by step, and what lies in the bin."""

import json
from dataclasses import replace
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.oplog import CREATION
from fieldkit.core.db.steps import Step, step_sentence
from fieldkit.core.db.tables import TABLES
from fieldkit.core.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    Problem,
)
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people.service import mask_id
from fieldkit.features.records import kinds, store
from fieldkit.features.records.model import Binned, Change, Entry, Found

_KINDS = {
    "family": ("family", "name"),
    "group": ("kpm_group", "name"),
    "session": ("session", "title"),
    "kube": ("kube", "name"),
}
_TITLES = ("name", "title", "what", "kind", "description", "caption", "held_on", "visited_on")


def find(ctx: Context, kind: str, name: str) -> Found:
    """Return a family, group, session or kube by its id or name; raises InvalidInputError."""
    table, column = _KINDS[kind]
    _expect_sight(ctx, table)
    row = store.by_id(ctx.db, table, name)
    if row is None:
        found = store.named(ctx.db, table, column, name.strip())
        if not found:
            raise InvalidInputError([Problem("name", "nobody_so_called", {"name": name})])
        if len(found) > 1:
            details: dict[str, object] = {"name": name, "count": len(found)}
            raise InvalidInputError([Problem("name", "several_so_called", details)])
        row = found[0]
    values = {name: row[name] for name in store.columns(ctx.db, table)}
    return Found(table=table, id=row["id"], values=_masked(ctx, table, values))


def history(ctx: Context, table: str, record: str) -> list[Entry]:
    """Return what was done to a record, newest first."""
    ctx.require(Permission.SEE_HISTORY)
    _expect_sight(ctx, table)
    names = store.authors(ctx.db) | {ctx.me.device: ctx.me.name}
    current: dict[str, Any] = {}
    entries: list[Entry] = []
    for op in store.operations(ctx.db, table, record):
        given = json.loads(op["val"]) if op["col"] == CREATION else {op["col"]: op["val"]}
        changes = _changes(ctx, table, current, given)
        current |= given
        if entries and entries[-1].step_id == op["step"]:
            former = entries.pop()
            entries.append(replace(former, changes=(*former.changes, *changes)))
            continue
        entries.append(
            Entry(
                at_ms=op["hlc"] >> 16,
                who=names.get(op["dev"], ""),
                step=step_sentence(op["name"], json.loads(op["args"])) if op["name"] else "",
                step_id=op["step"],
                kind=_kind(op, given),
                changes=() if op["col"] == CREATION else changes,
            )
        )
    return [*entries[::-1], *_quoted(ctx, table, record)]


def _quoted(ctx: Context, table: str, record: str) -> list[Entry]:
    """Return what a former facilitator quoted of a record's history, newest first."""
    found = []
    for lines in store.quoted(ctx.db, table, record):
        for line in lines:
            given = {str(field): after for field, _before, after in line["changes"]}
            before = {str(field): value for field, value, _after in line["changes"]}
            found.append(
                Entry(
                    at_ms=int(line["at"]),
                    who=str(line["who"]),
                    step=str(line["step"]),
                    step_id="",
                    kind=str(line["kind"]),
                    changes=_changes(ctx, table, before, given),
                )
            )
    return found


def bin_of(ctx: Context) -> list[Binned]:
    """Return what lies in the bin and this role may see, newest first."""
    ctx.require(Permission.SEE_HISTORY)
    return [
        Binned(
            table=row["table"],
            id=row["record"],
            title=_title(store.operations(ctx.db, row["table"], row["record"])),
            at_ms=row["hlc"] >> 16,
        )
        for row in store.removed(ctx.db)
        if row["table"] in kinds.SEE and ctx.may(kinds.SEE[row["table"]])
    ]


def restore(ctx: Context, table: str, record: str) -> None:
    """Take a record out of the bin; raises NotFoundError when it does not lie there."""
    if table not in kinds.EDIT or TABLES[table].kind != "record":
        raise NotFoundError
    ctx.require(kinds.EDIT[table])
    if not any(b.table == table and b.id == record for b in bin_of(ctx)):
        raise NotFoundError
    with ctx.db.write(Step(N_("Take a record out of the bin"))) as writer:
        writer.put(table, {"id": record})


def _expect_sight(ctx: Context, table: str) -> None:
    if table not in kinds.SEE:
        raise NotFoundError
    if not ctx.may(kinds.SEE[table]):
        raise PermissionDeniedError


def _masked(ctx: Context, table: str, values: dict[str, Any]) -> dict[str, Any]:
    if ctx.may(Permission.SEE_FULL_IDS):
        return values
    hidden = kinds.MASKED.get(table, ())
    return {name: mask_id(v) if name in hidden and v else v for name, v in values.items()}


def _changes(
    ctx: Context, table: str, current: dict[str, Any], given: dict[str, Any]
) -> tuple[Change, ...]:
    before = _masked(ctx, table, {name: current.get(name) for name in given})
    after = _masked(ctx, table, given)
    return tuple(
        Change(field=name, before=before[name], after=after[name])
        for name in given
        if name not in ("_del", "_scope") and before[name] != after[name]
    )


def _kind(op: dict[str, Any], given: dict[str, Any]) -> str:
    if op["kind"] in ("undo", "redo", "merge"):
        return str(op["kind"])
    if op["col"] == CREATION:
        return "created"
    if "_del" in given:
        return "removed" if given["_del"] else "restored"
    return "changed"


def _title(operations: list[dict[str, Any]]) -> str:
    values: dict[str, Any] = {}
    for op in operations:
        values |= json.loads(op["val"]) if op["col"] == CREATION else {op["col"]: op["val"]}
    for name in _TITLES:
        if values.get(name):
            return str(values[name])
    return _("(without a name)")
