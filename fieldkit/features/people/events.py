"""What happened to a family, with its day and its reason: status, group, checks of the data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import store
from fieldkit.features.people.model import LONGEST_TEXT, Event, Family
from fieldkit.features.people.words import EventKind, Part

Row = dict[str, Any]


def event_row(
    family_id: str,
    scope: str,
    kind: EventKind,
    on: date,
    *,
    part: Part | None = None,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
) -> Row:
    """Return the row of one event, to be written in the step that makes it happen."""
    return {
        "id": new_id(), "_scope": scope, "family_id": family_id, "kind": kind,
        "happened_on": on, "part": part, "before": before, "after": after,
        "reason": (reason or "").strip() or None,
    }  # fmt: skip


def reason_problems(reason: str | None) -> list[Problem]:
    """List what is wrong with a reason."""
    if reason and len(reason) > LONGEST_TEXT:
        return [Problem("reason", "too_long", {"limit": LONGEST_TEXT, "length": len(reason)})]
    return []


def events_of(ctx: Context, family_id: str) -> list[Event]:
    """Return everything that happened to a family, the newest first."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.events_of(ctx.db, family_id)


def last_checks(ctx: Context, family_id: str) -> dict[Part, date | None]:
    """Return when each part of a family's data was last checked with the family."""
    ctx.require(Permission.SEE_FAMILIES)
    found: dict[Part, date | None] = dict.fromkeys(Part)
    for event in store.events_of(ctx.db, family_id):
        if event.kind is EventKind.VERIFIED and event.part is not None:
            known = found[event.part]
            found[event.part] = (
                event.happened_on if known is None else max(known, event.happened_on)
            )
    return found


def verify(
    ctx: Context, family_id: str, parts: Sequence[Part], on: date | None = None
) -> date | None:
    """Note that parts of a family's data were checked with the family on a day.

    The family as a whole counts as checked on the day of its oldest part, once every part was.
    Return that day.
    """
    ctx.require(Permission.EDIT_FAMILIES)
    day = on or ctx.today
    if day > ctx.today:
        raise InvalidInputError([Problem("verified_on", "in_future")])
    if not parts:
        raise InvalidInputError([Problem("parts", "required")])
    known = store.by_id(ctx.db, Family, family_id)
    if known is None:
        raise NotFoundError
    checked = last_checks(ctx, family_id) | dict.fromkeys(parts, day)
    whole = min((d for d in checked.values() if d), default=None) if all(checked.values()) else None
    with ctx.db.write(Step(N_("Check a family's data"))) as writer:
        scope = known.group_id or ctx.db.own_scope
        rows = [event_row(family_id, scope, EventKind.VERIFIED, day, part=p) for p in parts]
        writer.put_many("family_event", rows)
        if whole is not None:
            writer.put("family", {"id": family_id, "verified_on": whole})
    return whole


def change_event(
    ctx: Context, event_id: str, *, happened_on: date, reason: str | None = None
) -> None:
    """Mend the day or the reason of something that happened."""
    ctx.require(Permission.EDIT_FAMILIES)
    if found := reason_problems(reason):
        raise InvalidInputError(found)
    if happened_on > ctx.today:
        raise InvalidInputError([Problem("happened_on", "in_future")])
    if not store.event_exists(ctx.db, event_id):
        raise NotFoundError
    row = {"id": event_id, "happened_on": happened_on, "reason": (reason or "").strip() or None}
    with ctx.db.write(Step(N_("Mend a family's history"))) as writer:
        writer.put("family_event", row)


def note_moves(
    ctx: Context,
    writer: Writer,
    family_ids: Sequence[str],
    before: dict[str, str | None],
    after: str | None,
    *,
    on: date | None = None,
    reason: str | None = None,
) -> None:
    """Note, inside a step, that families changed their group; names are kept as they are now."""
    names = {group.id: group.name for group in store.all_groups(ctx.db)}
    scope = after or ctx.db.own_scope
    rows = [
        event_row(
            family_id, scope, EventKind.GROUP, on or ctx.today,
            before=names.get(before.get(family_id) or ""), after=names.get(after or ""),
            reason=reason,
        )
        for family_id in family_ids
    ]  # fmt: skip
    writer.put_many("family_event", rows)
