"""Changing the register: families, members and businesses are saved, moved and removed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step, changes_many
from fieldkit.core.db.tables import TABLES
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import codes, register, store
from fieldkit.features.people.events import event_row, note_moves, reason_problems
from fieldkit.features.people.model import (
    LONGEST_TEXT,
    Business,
    Family,
    Member,
    business_problems,
    family_problems,
    member_problems,
    padded,
    plain_phone,
)
from fieldkit.features.people.register import FamilyRow
from fieldkit.features.people.rules import rules_on
from fieldkit.features.people.words import EventKind, Position, Status

# What the register itself hangs on a family; it lies in the bin with it.
HANGING = ("member", "business", "business_month", "family_tag", "family_event")
# What is a family's own in any room, and moves with it into another group. Who came to a session
# stays with that session; a KUBE is a scope of its own.
_STAYS = {"attendance", "kube_member"}
MOVING = tuple(
    name
    for name, table in TABLES.items()
    if table.subject == "family_id" and table.kind == "record" and name not in _STAYS
)


def save_family(ctx: Context, family: Family) -> str:
    """Save a family and return its id; a change of group takes members and businesses along."""
    ctx.require(Permission.EDIT_FAMILIES)
    family = tidy(family)
    before = store.by_id(ctx.db, Family, family.id) if family.id else None
    _refuse(family_problems(family, ctx.today, is_practice=ctx.is_practice), family, before)
    scope = _scope(ctx, family.group_id)
    family = _with_code(ctx, family, before)
    has_new_status = before is not None and before.status is not family.status
    if before is not None and has_new_status:
        day = family.status_on if family.status_on != before.status_on else None
        family = replace(family, status_on=day or ctx.today)
    name = N_("Change a family") if before else N_("Add a family")
    with ctx.db.write(Step(name)) as writer:
        family_id = store.save(writer, family, scope)
        if before is not None and before.group_id != family.group_id:
            move_hanging(ctx, writer, [family_id], scope)
            _leave_post(ctx, writer, [family_id])
            note_moves(ctx, writer, [family_id], {family_id: before.group_id}, family.group_id)
        if before is not None and has_new_status:
            day = family.status_on or ctx.today
            writer.put_many("family_event", [_status_event(before, family.status, scope, day)])
    return family_id


def save_member(ctx: Context, member: Member) -> str:
    """Save a member of a family and return its id."""
    ctx.require(Permission.EDIT_FAMILIES)
    before = store.by_id(ctx.db, Member, member.id) if member.id else None
    ages = rules_on(ctx.db, ctx.today).ages
    found = member_problems(member, ctx.today, is_practice=ctx.is_practice, ages=ages)
    _refuse(found, member, before)
    name = N_("Change a family member") if member.id else N_("Add a family member")
    scope = _scope_of(ctx, member.family_id)
    with ctx.db.write(Step(name)) as writer:
        return store.save(writer, member, scope)


def save_business(ctx: Context, business: Business) -> str:
    """Save a family's business and return its id."""
    ctx.require(Permission.EDIT_FAMILIES)
    _refuse(business_problems(business, ctx.today))
    name = N_("Change a business") if business.id else N_("Add a business")
    scope = _scope_of(ctx, business.family_id)
    with ctx.db.write(Step(name)) as writer:
        return store.save(writer, business, scope)


def remove_family(ctx: Context, family_id: str) -> None:
    """Put a family with its members and businesses into the bin."""
    ctx.require(Permission.EDIT_FAMILIES)
    with ctx.db.write(Step(N_("Remove a family"))) as writer:
        _leave_post(ctx, writer, [family_id])
        for table in HANGING:
            for row_id in store.dependants(ctx.db, table, [family_id]):
                writer.remove(table, row_id)
        writer.remove("family", family_id)


def remove_member(ctx: Context, member_id: str) -> None:
    """Put a member into the bin."""
    ctx.require(Permission.EDIT_FAMILIES)
    with ctx.db.write(Step(N_("Remove a family member"))) as writer:
        writer.remove("member", member_id)


def remove_business(ctx: Context, business_id: str) -> None:
    """Put a business into the bin."""
    ctx.require(Permission.EDIT_FAMILIES)
    with ctx.db.write(Step(N_("Remove a business"))) as writer:
        writer.remove("business", business_id)


def set_status(
    ctx: Context,
    family_ids: Sequence[str],
    status: Status,
    on: date | None = None,
    reason: str | None = None,
) -> int:
    """Give families a status from a day on, and say why; return how many changed."""
    ctx.require(Permission.EDIT_FAMILIES)
    found = reason_problems(reason)
    if on is not None and on > ctx.today:
        found.append(Problem("status_on", "in_future"))
    _refuse(found)
    rows = [r for r in register.by_ids(ctx.db, family_ids) if r.status is not status]
    day = on or ctx.today
    step = Step(N_("Change the status of {count} families"), count=len(rows))
    with ctx.db.write(step, is_risky=changes_many(len(rows))) as writer:
        _write_status(ctx, writer, rows, status, day, reason)
    return len(rows)


def put_status(
    ctx: Context,
    writer: Writer,
    family_ids: Sequence[str],
    status: Status,
    on: date,
    reason: str = "",
) -> None:
    """Give families a status inside another room's transaction."""
    ctx.require(Permission.EDIT_FAMILIES)
    rows = [r for r in register.by_ids(ctx.db, family_ids) if r.status is not status]
    _write_status(ctx, writer, rows, status, on, reason[:LONGEST_TEXT])


def _write_status(
    ctx: Context,
    writer: Writer,
    rows: Sequence[FamilyRow],
    status: Status,
    day: date,
    reason: str | None,
) -> None:
    writer.put_many("family", [{"id": r.id, "status": status, "status_on": day} for r in rows])
    own = ctx.db.own_scope
    events = [_status_event(r, status, r.group_id or own, day, reason) for r in rows]
    writer.put_many("family_event", events)


def _status_event(
    before: Family | FamilyRow, status: Status, scope: str, day: date, reason: str | None = None
) -> Row:
    return event_row(
        before.id, scope, EventKind.STATUS, day, before=before.status, after=status, reason=reason
    )


def move_families(
    ctx: Context,
    family_ids: Sequence[str],
    group_id: str | None,
    on: date | None = None,
    reason: str | None = None,
) -> int:
    """Move families into a group (None: out of any) from a day on; return how many moved.

    What the families own moves with them; who came to which session stays as it was.
    """
    ctx.require(Permission.EDIT_FAMILIES)
    found = reason_problems(reason)
    if on is not None and on > ctx.today:
        found.append(Problem("happened_on", "in_future"))
    _refuse(found)
    scope = _scope(ctx, group_id)
    rows = [r for r in register.by_ids(ctx.db, family_ids) if r.group_id != group_id]
    fresh = _fresh_codes(ctx, group_id, len(rows))
    changes = [
        {"id": row.id, "group_id": group_id, "row_code": code}
        for row, code in zip(rows, fresh, strict=True)
    ]
    step = Step(N_("Move {count} families"), count=len(rows))
    with ctx.db.write(step, is_risky=changes_many(len(rows))) as writer:
        writer.put_many("family", changes)
        moved = [row.id for row in rows]
        move_hanging(ctx, writer, moved, scope)
        _leave_post(ctx, writer, moved)
        before = {row.id: row.group_id for row in rows}
        note_moves(ctx, writer, moved, before, group_id, on=on, reason=reason)
    return len(rows)


def tidy(family: Family) -> Family:
    """Return a family with RT, RW and phone as forms write them."""
    return replace(
        family,
        name=" ".join(family.name.split()),
        rt=padded(family.rt),
        rw=padded(family.rw),
        phone=plain_phone(family.phone),
    )


def _refuse(
    found: list[Problem], now: Family | Member | None = None, before: object = None
) -> None:
    """Refuse what is wrong, but not what was wrong before and is left as it was.

    A family whose NIK still has to be repaired may change its phone number meanwhile.
    """
    blocking = [
        p
        for p in found
        if not p.is_warning
        and (before is None or getattr(now, p.field) != getattr(before, p.field))
    ]
    if blocking:
        raise InvalidInputError(blocking)


def _scope(ctx: Context, group_id: str | None) -> str:
    if group_id is None:
        return ctx.db.own_scope
    if not store.group_exists(ctx.db, group_id):
        raise InvalidInputError([Problem("group_id", "unknown_group")])
    return group_id


def _scope_of(ctx: Context, family_id: str) -> str:
    found = store.by_id(ctx.db, Family, family_id)
    if found is None:
        raise NotFoundError
    return found.group_id or ctx.db.own_scope


def _with_code(ctx: Context, family: Family, before: Family | None) -> Family:
    has_moved = before is not None and before.group_id != family.group_id
    if before is not None and not has_moved:
        return replace(family, row_code=family.row_code or before.row_code)
    if family.row_code and not has_moved:
        return family
    position = None if has_moved and family.position is Position.CHAIR else family.position
    code = _fresh_codes(ctx, family.group_id, 1)[0]
    return replace(family, row_code=code, position=position)


def _fresh_codes(ctx: Context, group_id: str | None, count: int) -> list[str | None]:
    """Return the next free row codes of a group."""
    if group_id is None:
        return [None] * count
    found = store.group_code(ctx.db, group_id)
    highest = store.highest_numbers(ctx.db).get(group_id, 0)
    return [codes.row_code(found, highest + number) for number in range(1, count + 1)]


def move_hanging(ctx: Context, writer: Writer, family_ids: Sequence[str], scope: str) -> None:
    """Give families, and in every room what is theirs, to another scope."""
    writer.move("family", family_ids, scope)
    pictured: list[str] = list(family_ids)
    for table in MOVING:
        ids = store.dependants(ctx.db, table, family_ids)
        writer.move(table, ids, scope)
        pictured += ids
    writer.move("photo", store.photos_of(ctx.db, pictured), scope)


def _leave_post(ctx: Context, writer: Writer, family_ids: Sequence[str]) -> None:
    """Take the leader's post from families that no longer belong to the group."""
    for left in store.all_groups(ctx.db):
        if left.leader_id in family_ids:
            writer.put("kpm_group", {"id": left.id, "leader_id": None})
            writer.put("family", {"id": left.leader_id, "position": None})
