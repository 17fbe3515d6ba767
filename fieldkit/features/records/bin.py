"""What lies in the bin, each with what hangs on it, and the way back."""

import json
from collections.abc import Sequence
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.oplog import CREATION
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import TABLES
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import kinds, naming, store
from fieldkit.features.records.model import Binned, Restored
from fieldkit.features.records.people_of import authors

_OWN = ("name", "title", "what", "kind", "description", "caption")
Place = tuple[str, str]


def bin_of(ctx: Context) -> list[Binned]:
    """Return what lies in the bin and this role may see, newest first.

    What hangs on a record that lies there too is counted with it, not listed by itself.
    """
    ctx.require(Permission.SEE_HISTORY)
    names = authors(ctx)
    removed = {
        (row["table"], row["record"]): row
        for row in store.removed(ctx.db)
        if row["table"] in kinds.SEE and ctx.may(kinds.SEE[row["table"]])
    }
    values = {place: _values(ctx, place) for place in removed}
    gone = store.destroyed(ctx.db)
    for place, known in values.items():
        if gone and not gone.isdisjoint({place[1], str(known.get("family_id"))}):
            del removed[place]  # what the law had destroyed does not come back
    parents = {place: _parent(place, values[place]) for place in removed}
    hanging: dict[Place, list[Place]] = {}
    for place, parent in parents.items():
        if parent in removed:
            hanging.setdefault(parent, []).append(place)
    return [
        Binned(
            table=place[0],
            id=place[1],
            title=_title(ctx, place, values[place]),
            at_ms=row["hlc"] >> 16,
            who=names.get(row["dev"], ""),
            with_it=tuple(_below(place, hanging)),
        )
        for place, row in removed.items()
        if parents[place] not in removed
    ]


def restore(ctx: Context, table: str, record: str) -> Restored:
    """Take a record out of the bin with what hangs on it; raises NotFoundError."""
    return restore_many(ctx, [(table, record)])


def restore_many(ctx: Context, places: Sequence[Place]) -> Restored:
    """Take records out of the bin with what hangs on them, in one step.

    Raises NotFoundError when one of them does not lie there.
    """
    ctx.require(Permission.SEE_HISTORY)
    for table, _record in places:
        if table not in kinds.EDIT or TABLES[table].kind != "record":
            raise NotFoundError
        ctx.require(kinds.EDIT[table])
    lying = {(one.table, one.id): one for one in _every(bin_of(ctx))}
    if not all(place in lying for place in places):
        raise NotFoundError
    more = [below for place in places for below in lying[place].with_it]
    by_table: dict[str, list[str]] = {}
    for table, record in dict.fromkeys([*places, *more]):
        if table in kinds.EDIT and ctx.may(kinds.EDIT[table]):
            by_table.setdefault(table, []).append(record)
    name = N_("Take a record out of the bin")
    with ctx.db.write(Step(name)) as writer:
        for table, records in by_table.items():
            writer.put_many(table, [{"id": record} for record in records])
    count = sum(map(len, by_table.values()))
    return Restored(records=len(places), with_them=count - len(places))


def _every(found: list[Binned]) -> list[Binned]:
    """Return what is listed, and what hangs on it as if it were listed too."""
    more = [
        Binned(table=table, id=record, title="", at_ms=one.at_ms)
        for one in found
        for table, record in one.with_it
    ]
    return [*found, *more]


def _values(ctx: Context, place: Place) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for op in store.operations(ctx.db, *place):
        values |= json.loads(op["val"]) if op["col"] == CREATION else {op["col"]: op["val"]}
    return values


def _parent(place: Place, values: dict[str, Any]) -> Place:
    table, record = place
    if table == "photo":
        return str(values.get("owner_table")), str(values.get("owner_id"))
    if table not in kinds.PARENT or table == "family":
        return "", record
    column, parent = kinds.PARENT[table]
    return parent, str(values.get(column))


def _below(place: Place, hanging: dict[Place, list[Place]]) -> list[Place]:
    found: list[Place] = []
    waiting = list(hanging.get(place, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.append(one)
            waiting += hanging.get(one, ())
    return found


def _title(ctx: Context, place: Place, values: dict[str, Any]) -> str:
    named = naming.title(ctx.db, place[0], values)
    if named:
        return named
    own = next((str(values[name]) for name in _OWN if values.get(name)), "")
    return own or _("(without a name)")
