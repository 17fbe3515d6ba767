"""Undo and redo of whole steps, in words."""

from fieldkit.core.context import Context
from fieldkit.core.db import undo as spine
from fieldkit.core.db.steps import step_sentence
from fieldkit.core.db.undo import StepInfo, Undone
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.security.roles import Permission

__all__ = ["Undone", "next_redo", "next_undo", "redo", "step_name", "undo", "undone_sentence"]


def next_undo(ctx: Context) -> str | None:
    """The name of the step undo would take back, None when there is none."""
    return _name(spine.next_undo(ctx.db)) if ctx.may(Permission.UNDO) else None


def next_redo(ctx: Context) -> str | None:
    """The name of the step redo would do again, None when there is none."""
    return _name(spine.next_redo(ctx.db)) if ctx.may(Permission.UNDO) else None


def undo(ctx: Context, step_id: str | None = None) -> Undone:
    """Take back the last step or a named one; raises NotFoundError when there is none."""
    ctx.require(Permission.UNDO)
    return spine.undo(ctx.db, today=ctx.today, reason=_("Undone"), step_id=step_id)


def redo(ctx: Context) -> Undone:
    """Do again what the last undo took back; raises NotFoundError when there is none."""
    ctx.require(Permission.UNDO)
    return spine.redo(ctx.db, today=ctx.today, reason=_("Done again"))


def undone_sentence(result: Undone) -> str:
    """Say what an undo did, and how many fields stay because they changed since."""
    name = _name(result.step)
    if result.standing:
        count = len(result.standing)
        return ngettext(
            "Undone: {step}. {count} field was changed since and stays.",
            "Undone: {step}. {count} fields were changed since and stay.",
            count,
        ).format(step=name, count=count)
    return _("Undone: {step}.").format(step=name)


def step_name(step: StepInfo) -> str:
    """Return a step's name as people read it."""
    return step_sentence(step.name, step.args)


def _name(step: StepInfo | None) -> str | None:
    return step_name(step) if step else None
