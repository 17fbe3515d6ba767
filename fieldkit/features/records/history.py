"""What was done to a record, step by step, in words."""

import json
from dataclasses import replace
from typing import Any

from fieldkit.core import access
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.db.oplog import CREATION
from fieldkit.core.db.steps import step_sentence
from fieldkit.core.errors import (
    InvalidInputError,
    Problem,
)
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import naming, sight, store, wording
from fieldkit.features.records.fields import HIDDEN
from fieldkit.features.records.model import Change, Entry, Found, Said
from fieldkit.features.records.people_of import authors

_KINDS = {
    "family": ("family", "name"),
    "group": ("kpm_group", "name"),
    "session": ("session", "title"),
    "kube": ("kube", "name"),
}


def find(ctx: Context, kind: str, name: str) -> Found:
    """Return a family, group, session or kube by its id or name; raises InvalidInputError."""
    table, column = _KINDS[kind]
    sight.expect(ctx, table)
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
    return Found(table=table, id=row["id"], values=sight.masked(ctx, table, values))


def history(ctx: Context, table: str, record: str) -> list[Entry]:
    """Return what was done to a record, newest first."""
    ctx.require(Permission.SEE_HISTORY)
    sight.expect(ctx, table)
    names = authors(ctx)
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
                device=op["dev"],
                record=record,
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


def said(ctx: Context, table: str, entry: Entry, *, full_ids: bool = False) -> list[Said]:
    """Return what an entry changed, as a person would tell it: the field, from, to.

    Numbers of people are hidden unless they are asked for; asking for them is noted.
    """
    ctx.require(Permission.SEE_HISTORY)
    changes = entry.changes or _first_values(ctx, table, entry)
    before = {change.field: change.before for change in changes}
    after = {change.field: change.after for change in changes}
    before, after = (
        sight.masked(ctx, table, values, is_full=full_ids) for values in (before, after)
    )
    return [
        Said(
            label=wording.column(table, name),
            before=_text(ctx, table, name, before[name]),
            after=_text(ctx, table, name, after[name]),
        )
        for name in before
    ]


def note_ids_seen(ctx: Context, record: str) -> None:
    """Note in this laptop's access log that somebody looked at full numbers in a history."""
    ctx.require(Permission.SEE_FULL_IDS)
    access.note(ctx, Act.FULL_IDS, record)


def _first_values(ctx: Context, table: str, entry: Entry) -> tuple[Change, ...]:
    """Return what a record was made with, where an entry made it."""
    if entry.kind != "created":
        return ()
    found = store.creation(ctx.db, table, entry.record, entry.step_id)
    given = {name: v for name, v in found.items() if name not in HIDDEN}
    return _changes(ctx, table, {}, given)


def title(ctx: Context, table: str, record: str) -> str:
    """Return what a person calls a record, wherever it lies now."""
    ctx.require(Permission.SEE_HISTORY)
    sight.expect(ctx, table)
    values: dict[str, Any] = {}
    for op in store.operations(ctx.db, table, record):
        values |= json.loads(op["val"]) if op["col"] == CREATION else {op["col"]: op["val"]}
    return naming.title(ctx.db, table, values) or _("(without a name)")


def _text(ctx: Context, table: str, column: str, value: object) -> str:
    return naming.reference(ctx.db, table, column, value) or wording.value(table, column, value)


def _changes(
    ctx: Context, table: str, current: dict[str, Any], given: dict[str, Any]
) -> tuple[Change, ...]:
    before = sight.masked(ctx, table, {name: current.get(name) for name in given})
    after = sight.masked(ctx, table, given)
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
