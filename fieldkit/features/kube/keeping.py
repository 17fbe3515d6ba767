"""How the plain records of a group are kept: checked, written in a step of their own, binned."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.ids import new_id
from fieldkit.features.kube import rows
from fieldkit.features.kube.group import service as group


def keep(ctx: Context, table: str, thing: Any, found: Sequence[Problem], name: str) -> str:
    """Write a record of a group in a step called `name` and return its id; refuse a wrong one."""
    kube = group.kube(ctx, thing.kube_id)
    if found:
        raise InvalidInputError(list(found))
    ready = replace(thing, id=thing.id or new_id())
    with ctx.db.write(Step(name, kube=kube.name)) as writer:
        rows.save(writer, table, ready, scope=kube.id)
    return str(ready.id)


def drop(ctx: Context, table: str, thing: Any, name: str) -> None:
    """Put a record of a group into the bin, in a step called `name`."""
    with ctx.db.write(Step(name, kube=group.kube(ctx, thing.kube_id).name)) as writer:
        writer.remove(table, thing.id)


def keep_lines(
    writer: Writer, table: str, lines: Iterable[Any], known: Iterable[Any], owner: dict[str, str]
) -> None:
    """Bring the lines under a record to these, in this order; lines no longer named are binned.

    `owner` are the fields that say what they belong to.
    """
    kept = set()
    for position, line in enumerate(lines, start=1):
        ready = replace(line, id=line.id or new_id(), position=position, **owner)
        rows.save(writer, table, ready, scope=owner["kube_id"])
        kept.add(ready.id)
    for line in known:
        if line.id not in kept:
            writer.remove(table, line.id)


def one(found: Any) -> Any:
    """Return what was found; raises NotFoundError where it is nothing."""
    if found is None:
        raise NotFoundError
    return found
