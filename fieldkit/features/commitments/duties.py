"""The duties families commit to: the given list as it was changed, and local ones."""

from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model, store
from fieldkit.features.commitments.model import SCHOOL, SCHOOL_LINE, Duty


def duties(ctx: Context, *, used_only: bool = False) -> list[Duty]:
    """Every duty, the given ones first."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return [duty for duty in store.duties(ctx.db) if duty.is_used or not used_only]


def duty(ctx: Context, code: str) -> Duty:
    """One duty; raises NotFoundError."""
    found = next((one for one in duties(ctx) if one.code == code), None)
    if found is None:
        raise NotFoundError
    return found


def save_duty(ctx: Context, wanted: Duty) -> str:
    """Save a duty, given or local, and return its code."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    if found := model.duty_problems(wanted):
        raise InvalidInputError(found)
    known = store.duties(ctx.db)
    code = wanted.code or f"local-{new_id()[:8]}"
    position = wanted.position if wanted.code else len(known)
    ready = replace(wanted, code=code, position=position)
    with ctx.db.write(Step(N_("Save the duty “{duty}”"), duty=ready.name)) as writer:
        store.save_duty(writer, ready)
    return code


def remove_duty(ctx: Context, code: str) -> None:
    """Put a local duty into the bin; a given one can only be switched off."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    found = duty(ctx, code)
    if any(given.code == code for given in store.given_duties()):
        raise InvalidInputError([Problem("code", "duty_is_given")])
    with ctx.db.write(Step(N_("Remove the duty “{duty}”"), duty=found.name)) as writer:
        writer.remove("duty", found.id)


def school_line(ctx: Context) -> int:
    """The least share of effective days at school, in per cent."""
    found = next((one for one in duties(ctx) if one.code == SCHOOL), None)
    return found.line if found and found.line else SCHOOL_LINE
