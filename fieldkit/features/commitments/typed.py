"""Half-typed grids of schools and duties, kept on this laptop until they are saved."""

from collections.abc import Mapping
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.drafts import Draft, Drafts
from fieldkit.core.security.roles import Permission

DRAFTS = Drafts("commitments")


def keep_draft(ctx: Context, record: str, data: Mapping[str, Any]) -> None:
    """Keep what was typed for a school's quarter or a duty's period, as typed."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    DRAFTS.keep(ctx.db, record, data, ctx.clock.now())


def draft(ctx: Context, record: str) -> Draft | None:
    """Return what was typed and not saved, and when."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return DRAFTS.kept(ctx.db, record)


def drop_draft(ctx: Context, record: str) -> None:
    """Forget what was typed."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    with ctx.db.local() as writer:
        DRAFTS.drop(writer, record)
