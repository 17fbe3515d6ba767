"""Everything that was ever done in the book, step by step."""

import json
from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.db.steps import step_sentence
from fieldkit.core.db.writer import Row
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import kinds, store
from fieldkit.features.records.model import StepLine, Touched
from fieldkit.features.records.people_of import authors

_UNDOABLE = ("do", "merge", "redo")


def steps(ctx: Context, *, offset: int = 0, limit: int = 200) -> list[StepLine]:
    """Return the steps made on any laptop and known here, the newest first."""
    ctx.require(Permission.SEE_HISTORY)
    return _lines(ctx, store.steps(ctx.db, offset, limit))


def steps_named(ctx: Context, ids: Sequence[str]) -> list[StepLine]:
    """Return some steps by their ids."""
    ctx.require(Permission.SEE_HISTORY)
    return _lines(ctx, store.steps_named(ctx.db, ids))


def _lines(ctx: Context, rows: Sequence[Row]) -> list[StepLine]:
    names = authors(ctx)
    may_undo = ctx.may(Permission.UNDO)
    return [
        StepLine(
            id=row["id"],
            at_ms=row["hlc"] >> 16,
            who=names.get(row["dev"], ""),
            name=step_sentence(row["name"], json.loads(row["args"])) if row["name"] else "",
            kind=row["kind"],
            records=row["records"],
            is_undone=row["undone_by"] is not None,
            may_undo=may_undo
            and row["dev"] == ctx.me.device
            and row["undone_by"] is None
            and row["kind"] in _UNDOABLE,
        )
        for row in rows
    ]


def count_steps(ctx: Context) -> int:
    """How many steps are known here."""
    ctx.require(Permission.SEE_HISTORY)
    return store.count_steps(ctx.db)


def touched(ctx: Context, step_id: str, limit: int = 500) -> list[Touched]:
    """Return the records a step wrote that this role may see."""
    ctx.require(Permission.SEE_HISTORY)
    from fieldkit.features.records import naming

    return [
        Touched(
            table=row["tbl"],
            id=row["row"],
            title=naming.short_title(ctx.db, row["tbl"], row["row"]),
        )
        for row in store.touched(ctx.db, step_id, limit)
        if row["tbl"] in kinds.SEE and ctx.may(kinds.SEE[row["tbl"]])
    ]
