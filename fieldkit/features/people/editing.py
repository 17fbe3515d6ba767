"""Changing the register: families, members and businesses are saved, moved and removed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import codes, register, store
from fieldkit.features.people.model import (
    Business,
    Family,
    Member,
    business_problems,
    family_problems,
    member_problems,
    padded,
    plain_phone,
)
from fieldkit.features.people.words import Position, Status

# What the register itself hangs on a family; it moves and lies in the bin with it.
HANGING = ("member", "business", "business_month", "family_tag", "family_event")


def save_family(ctx: Context, family: Family) -> str:
    """Save a family and return its id; a change of group takes members and businesses along."""
    ctx.require(Permission.EDIT_FAMILIES)
    family = tidy(family)
    before = store.by_id(ctx.db, Family, family.id) if family.id else None
    _refuse(family_problems(family, ctx.today, is_practice=ctx.is_practice), family, before)
    scope = _scope(ctx, family.group_id)
    family = _with_code(ctx, family, before)
    if before is not None and before.status is not family.status:
        family = replace(family, status_on=family.status_on or ctx.today)
    name = N_("Change a family") if before else N_("Add a family")
    with ctx.db.write(Step(name)) as writer:
        family_id = store.save(writer, family, scope)
        if before is not None and before.group_id != family.group_id:
            _move(ctx, writer, [family_id], scope)
            _leave_post(ctx, writer, [family_id])
    return family_id


def save_member(ctx: Context, member: Member) -> str:
    """Save a member of a family and return its id."""
    ctx.require(Permission.EDIT_FAMILIES)
    before = store.by_id(ctx.db, Member, member.id) if member.id else None
    _refuse(member_problems(member, ctx.today, is_practice=ctx.is_practice), member, before)
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
    ctx: Context, family_ids: Sequence[str], status: Status, on: date | None = None
) -> int:
    """Give families a status from a day on; return how many changed."""
    ctx.require(Permission.EDIT_FAMILIES)
    if on is not None and on > ctx.today:
        raise InvalidInputError([Problem("status_on", "in_future")])
    rows = [r for r in register.by_ids(ctx.db, family_ids) if r.status is not status]
    day = on or ctx.today
    with ctx.db.write(Step(N_("Change the status of {count} families"), count=len(rows))) as writer:
        writer.put_many("family", [{"id": r.id, "status": status, "status_on": day} for r in rows])
    return len(rows)


def move_families(ctx: Context, family_ids: Sequence[str], group_id: str | None) -> int:
    """Move families into a group (None: out of any); return how many moved."""
    ctx.require(Permission.EDIT_FAMILIES)
    scope = _scope(ctx, group_id)
    rows = [r for r in register.by_ids(ctx.db, family_ids) if r.group_id != group_id]
    fresh = _fresh_codes(ctx, group_id, len(rows))
    changes = [
        {"id": row.id, "group_id": group_id, "row_code": code}
        for row, code in zip(rows, fresh, strict=True)
    ]
    with ctx.db.write(Step(N_("Move {count} families"), count=len(rows))) as writer:
        writer.put_many("family", changes)
        moved = [row.id for row in rows]
        _move(ctx, writer, moved, scope)
        _leave_post(ctx, writer, moved)
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


def _move(ctx: Context, writer: Writer, family_ids: Sequence[str], scope: str) -> None:
    writer.move("family", family_ids, scope)
    for table in HANGING:
        writer.move(table, store.dependants(ctx.db, table, family_ids), scope)


def _leave_post(ctx: Context, writer: Writer, family_ids: Sequence[str]) -> None:
    """Take the leader's post from families that no longer belong to the group."""
    for left in store.all_groups(ctx.db):
        if left.leader_id in family_ids:
            writer.put("kpm_group", {"id": left.id, "leader_id": None})
            writer.put("family", {"id": left.leader_id, "position": None})
