"""A record, or a group with its people, as it was at any instant; and back to it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from fieldkit.core.clock import ZONES
from fieldkit.core.context import Context
from fieldkit.core.db.oplog import Record, fold
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import TABLES
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import kinds, naming, sight, store, wording
from fieldkit.features.records.fields import HIDDEN
from fieldkit.features.records.model import Belonging, FieldThen, Then

# What belongs to a record and is shown with it, by the column that says so.
_BELONGING = {
    "kpm_group": ("family", "group_id"),
    "kube": ("kube_member", "kube_id"),
    "family": ("member", "family_id"),
    "meeting": ("agenda_item", "meeting_id"),
}


def milliseconds(instant: datetime) -> int:
    """Return an instant as operations count it."""
    return int(instant.astimezone(UTC).timestamp() * 1000)


def at(ctx: Context, table: str, record: str, at_ms: int, *, full_ids: bool = False) -> Then:
    """Return a record as it was right after an instant, beside what it is now."""
    ctx.require(Permission.SEE_HISTORY)
    sight.expect(ctx, table)
    then, now = (_folded(ctx, table, record, limit) for limit in (at_ms, None))
    belonging = _BELONGING.get(table)
    return Then(
        table=table,
        id=record,
        at_ms=at_ms,
        exists=then.exists and not then.value("_del"),
        fields=tuple(_fields(ctx, table, then, now, full_ids=full_ids)),
        belonging=tuple(_belonging(ctx, *belonging, record, at_ms)) if belonging else (),
        belonging_table=belonging[0] if belonging else "",
    )


def end_of(ctx: Context, day: date) -> int:
    """Return the last instant of a day where the book is, as operations count it."""
    zone = timezone(timedelta(hours=ZONES.get(str(ctx.db.meta("zone")), 7)))
    return milliseconds(datetime.combine(day, time.max, zone))


def on_day(ctx: Context, table: str, record: str, day: date) -> Then:
    """Return a record as it was at the end of a day, beside what it is now."""
    ctx.require(Permission.SEE_HISTORY)
    return at(ctx, table, record, end_of(ctx, day))


def bring_back(ctx: Context, table: str, record: str, at_ms: int) -> int:
    """Give a record the values it had at an instant, as a new step; return how many changed.

    What it belongs to stays, and what was typed since can be had back by undo.
    """
    if TABLES[table].kind != "record" or table not in kinds.EDIT:
        raise NotFoundError
    ctx.require(kinds.EDIT[table])
    then, now = (_folded(ctx, table, record, limit) for limit in (at_ms, None))
    if not then.exists or not now.exists:
        raise NotFoundError
    kept = kinds.FIXED.get(table, set()) | {parent for parent, _to in [_parent(table)] if parent}
    values = {column: then.value(column) for column in ctx.db.columns(table) if column not in kept}
    differing = {c: v for c, v in values.items() if v != now.value(c)}
    if differing:
        step = Step(N_("Put a record back as it was on {day}"), day=_day(at_ms))
        with ctx.db.write(step) as writer:
            writer.put(table, {"id": record, **differing})
    return len(differing)


def _parent(table: str) -> tuple[str, str]:
    return kinds.PARENT.get(table, ("", ""))


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()


def _folded(ctx: Context, table: str, record: str, at_ms: int | None) -> Record:
    operations = store.history_of(ctx.db, table, record, at_ms)
    return fold(operations, is_ledger=TABLES[table].kind == "ledger")


def _fields(
    ctx: Context, table: str, then: Record, now: Record, *, full_ids: bool
) -> list[FieldThen]:
    before, after = (
        sight.masked(
            ctx,
            table,
            {column: record.value(column) for column in ctx.db.columns(table)},
            is_full=full_ids,
        )
        for record in (then, now)
    )
    return [
        FieldThen(
            field=column,
            label=wording.column(table, column),
            then=_text(ctx, table, column, before[column]),
            now=_text(ctx, table, column, after[column]),
        )
        for column in ctx.db.columns(table)
        if column not in HIDDEN and (before[column] is not None or after[column] is not None)
    ]


def _text(ctx: Context, table: str, column: str, value: object) -> str:
    return naming.reference(ctx.db, table, column, value) or wording.value(table, column, value)


def _belonging(ctx: Context, table: str, column: str, record: str, at_ms: int) -> list[Belonging]:
    """Return who belonged to a record then, who still does, and who came since."""
    sight.expect(ctx, table)
    then = _with(store.members_then(ctx.db, table, column, record, at_ms), table, column, record)
    now = _with(store.members_then(ctx.db, table, column, record, None), table, column, record)
    found = [
        Belonging(
            id=row_id,
            name=str(values.get("name") or values.get("title") or ""),
            was_there=row_id in then,
            is_there=row_id in now,
        )
        for row_id, values in {**now, **then}.items()
    ]
    return sorted(found, key=lambda one: (not one.was_there, one.name.casefold(), one.id))


def _with(
    records: Mapping[str, Any], table: str, column: str, record: str
) -> dict[str, dict[str, Any]]:
    found = {}
    for row_id, operations in records.items():
        folded = fold(operations, is_ledger=TABLES[table].kind == "ledger")
        is_there = folded.exists and not folded.value("_del") and folded.value(column) == record
        if is_there:
            found[row_id] = {name: folded.value(name) for name in ("name", "title")}
    return found
