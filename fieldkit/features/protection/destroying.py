"""Pemusnahan: the data of families that left is destroyed by an act, before two witnesses."""

from collections.abc import Collection, Sequence
from contextlib import suppress

from fieldkit.core import access
from fieldkit.core.access import Act as Noted
from fieldkit.core.context import Context
from fieldkit.core.db import destruction, handed, passages
from fieldkit.core.db.passages import Passage, Report
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import BookInUseError, InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.protection import store
from fieldkit.features.protection.model import Act, Wanted, wanted_problems

# The fact by which backups know that they still hold what was destroyed.
_FORGET_BEFORE = "forget_before"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def acts(ctx: Context) -> list[Act]:
    """The acts of destruction, those of other laptops among them."""
    ctx.require(Permission.SEE_PROTECTION)
    return store.acts(ctx.db)


def passages_of(
    ctx: Context, family_ids: Sequence[str], report: Report | None = None
) -> list[Passage]:
    """Find where other records name these families or their members: to be judged beforehand."""
    ctx.require(Permission.DESTROY_DATA)
    return passages.find(ctx.db, destruction.named(ctx.db, family_ids), report)


def expect_destroyable(ctx: Context, family_ids: Sequence[str], wanted: Wanted) -> None:
    """Raise InvalidInputError where an act lacks something, or one of these is still served."""
    ctx.require(Permission.DESTROY_DATA)
    problems = wanted_problems(wanted)
    if served := store.served_among(ctx.db, family_ids):
        problems.append(Problem("families", "still_served", {"count": served}))
    if problems:
        raise InvalidInputError(problems)


def destroy(
    ctx: Context,
    family_ids: Sequence[str],
    wanted: Wanted,
    redacted: Collection[str] | None = None,
    report: Report | None = None,
) -> Act:
    """Destroy what the book holds of families that left; it can not be undone.

    `redacted` are the passages in other records to be made unreadable, by their ids; without
    it those that certainly mean them. Their content keys go, so that nobody can read what signed
    pages elsewhere still hold; whoever shares their group is told with the next file. Backups
    made before today hold it still: the next proved backup of each place throws them away.
    `report` is told how far it is; what it raises (Cancelled) leaves the book as it was.
    Raises InvalidInputError.
    """
    ctx.require(Permission.DESTROY_DATA)
    expect_destroyable(ctx, family_ids, wanted)
    number = _next_number(ctx)
    step = Step(N_("Destroy the data of {count} families"), count=len(family_ids))
    # Not a step that undo finds: its values are gone. The backup before it goes, once the
    # book without them is proved (decision 57).
    with ctx.db.write(step, kind="begin", is_risky=True) as writer:
        written = {}
        for family in family_ids:
            scope = store.scope_of(ctx.db, family) or ctx.db.own_scope
            written[family] = store.save_act(writer, family, number, ctx.today, wanted, scope)
        # Before the pages are sealed, so that none is signed with a passage in it.
        who = destruction.named(ctx.db, family_ids)
        told = passages.redact(ctx.db, writer, who, redacted, report)
        holders = handed.holders(ctx.db, set(store.scopes_of(ctx.db, family_ids)))
        for act in [*written.values()][:1]:
            store.note_passages(writer, act, *told)
            store.note_holders(writer, act, holders)
        gone = destruction.destroy(ctx.db, writer, ctx.identity.sign, family_ids)
        for family, act in written.items():
            store.count_act(writer, act, *gone.of[family])
        writer.meta_put(_FORGET_BEFORE, ctx.clock.now().isoformat())
    _finish(ctx, gone.files, number)
    return next(act for act in store.acts(ctx.db) if act.number == number)


def obey(ctx: Context, number: str, report: Report | None = None) -> int:
    """Destroy here too what an act elsewhere has destroyed; return of how many families.

    Raises NotFoundError when nothing of it is left here, InvalidInputError when one of them is
    served here now: it moved, and only its former facilitator need not keep it any more.
    """
    ctx.require(Permission.EDIT_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    families = store.ordered(ctx.db, number)
    if not families:
        raise NotFoundError
    if served := store.served_here(ctx.db, families):
        raise InvalidInputError([Problem("families", "still_served", {"count": served})])
    step = Step(N_("Destroy the data of {count} families"), count=len(families))
    with ctx.db.write(step, kind="begin", is_risky=True) as writer:
        writer.record_step()
        passages.redact(ctx.db, writer, destruction.named(ctx.db, families), None, report)
        gone = destruction.destroy(ctx.db, writer, ctx.identity.sign, families)
        writer.meta_put(_FORGET_BEFORE, ctx.clock.now().isoformat())
    _finish(ctx, gone.files, number)
    return len(families)


def _finish(ctx: Context, files: Sequence[str], number: str) -> None:
    for name in files:
        ctx.files.forget(name)
    access.note(ctx, Noted.DESTROY, number)
    with suppress(BookInUseError):  # a job still reads; the freed pages stay encrypted
        ctx.db.compact()


def _next_number(ctx: Context) -> str:
    """Return a number that no act has: 1/BA-PMD/XI/2026-K3F, for two laptops may act at once."""
    taken, day = store.numbers(ctx.db), ctx.today
    ending = f"BA-PMD/{_ROMAN[day.month - 1]}/{day.year}-{ctx.me.book_id[:3].upper()}"
    count = 1
    while f"{count}/{ending}" in taken:
        count += 1
    return f"{count}/{ending}"
