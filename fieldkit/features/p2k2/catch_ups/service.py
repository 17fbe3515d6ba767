"""What people do about missed sessions: see who missed what, and note who made up for it."""

from collections.abc import Iterable, Sequence
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import model, store
from fieldkit.features.p2k2.catch_ups.model import MONTHS_BACK, CatchUp, Missed, Way

SENTENCES: dict[str, str] = {
    "catch_up_before_session": N_("The catch-up can not lie before the session itself."),
}
sentences.register(SENTENCES)

WAYS: dict[Way, str] = {
    Way.MEETING: N_("At a meeting"),
    Way.VISIT: N_("At a home visit"),
    Way.OTHER: N_("In another way"),
}


def record(ctx: Context, catch_ups: Sequence[CatchUp]) -> int:
    """Note that families made up for sessions, all in one step; return how many."""
    ctx.require(Permission.RECORD_SESSION)
    step = Step(N_("Note catch-ups: {count}"), count=len(catch_ups))
    if catch_ups:
        with ctx.db.write(step) as writer:
            put(ctx, writer, catch_ups)
    return len(catch_ups)


def put(ctx: Context, writer: Writer, catch_ups: Iterable[CatchUp]) -> None:
    """Do as `record` inside another room's transaction."""
    ctx.require(Permission.RECORD_SESSION)
    for catch_up in catch_ups:
        session = p2k2.session(ctx, catch_up.session_id)
        if found := model.problems(catch_up, session.held_on, ctx.today):
            raise InvalidInputError(found)
        store.save(writer, catch_up, session.group_id)


def take_back(ctx: Context, session_id: str, family_id: str) -> None:
    """Say that a family has not made up for a session after all."""
    ctx.require(Permission.RECORD_SESSION)
    with ctx.db.write(Step(N_("Take back a catch-up"))) as writer:
        store.remove(writer, session_id, family_id)


def drop(ctx: Context, writer: Writer, catch_ups: Iterable[CatchUp]) -> None:
    """Take catch-ups back inside another room's transaction."""
    ctx.require(Permission.RECORD_SESSION)
    for catch_up in catch_ups:
        store.remove(writer, catch_up.session_id, catch_up.family_id)


def missed(ctx: Context, group_id: str = "", *, since: date | None = None) -> list[Missed]:
    """Return who still lacks which session, each material once; without a group everybody."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.missed(ctx.db, since or _since(ctx), group_id=group_id)
    return model.newest_of_each(found)


def missed_by_family(ctx: Context, family_id: str) -> list[Missed]:
    """Return what one family still lacks, the newest first."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.missed(ctx.db, _since(ctx), family_id=family_id)
    return model.newest_of_each(found)


def counts(ctx: Context, session_ids: Sequence[str]) -> dict[str, int]:
    """Return how many families made up for each session, apart from who was there."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.counts(ctx.db, session_ids)


def at_meeting(ctx: Context, at_session_id: str) -> list[CatchUp]:
    """Return what was made up for at a meeting."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.of_meeting(ctx.db, at_session_id)


def of_family(ctx: Context, family_id: str) -> list[CatchUp]:
    """Return what a family has made up for."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.of_family(ctx.db, family_id)


def _since(ctx: Context) -> date:
    return Month.of(ctx.today).plus(-MONTHS_BACK).first
