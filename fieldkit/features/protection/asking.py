"""Consents with their withdrawal, and what families ask for."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from fieldkit.core.clock import ZONES
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.protection import store
from fieldkit.features.protection.model import (
    Asked,
    Consent,
    Request,
    consent_problems,
    request_problems,
)


def now_here(ctx: Context) -> datetime:
    """Return the time on the wall where the book is, to the minute."""
    ctx.require(Permission.SEE_PROTECTION)
    zone = timezone(timedelta(hours=ZONES.get(str(ctx.db.meta("zone")), 7)))
    return ctx.clock.now().astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


def families(ctx: Context) -> list[tuple[str, str]]:
    """Every family with its group, to choose from."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.family_choices(ctx.db)


def consents(ctx: Context, family_id: str = "") -> list[Consent]:
    """The consents of one family, or of all."""
    ctx.require(Permission.SEE_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    return store.consents(ctx.db, family_id)


def save_consent(ctx: Context, consent: Consent) -> str:
    """Write a consent down, or change one; raises InvalidInputError."""
    ctx.require(Permission.EDIT_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    scope = _scope(ctx, consent.family_id)
    if found := consent_problems(consent, ctx.today):
        raise InvalidInputError(found)
    name = N_("Change a consent") if consent.id else N_("Record a consent")
    with ctx.db.write(Step(name)) as writer:
        return store.save_consent(writer, consent, scope)


def withdraw_consent(ctx: Context, consent_id: str, day: date, words: str = "") -> None:
    """Note that a consent was taken back; from then on it stands no more.

    A request to stop is written with it, for the law gives 3 × 24 hours to act.
    """
    ctx.require(Permission.EDIT_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    consent = store.consent_by_id(ctx.db, consent_id)
    if consent is None:
        raise NotFoundError
    if not consent.stands:
        raise InvalidInputError([Problem("withdrawn_on", "already_withdrawn")])
    taken_back = replace(consent, withdrawn_on=day, withdrawal=words)
    if found := consent_problems(taken_back, ctx.today):
        raise InvalidInputError(found)
    scope = _scope(ctx, consent.family_id)
    request = Request(
        family_id=consent.family_id,
        kind=Asked.STOP,
        asked_at=now_here(ctx),
        asked_by=consent.given_by,
        what=words.strip() or "Persetujuan ditarik.",
    )
    with ctx.db.write(Step(N_("Take back a consent"))) as writer:
        store.save_consent(writer, taken_back, scope)
        store.save_request(writer, request, scope)


def may_show(ctx: Context, family_id: str, *purposes: str) -> bool:
    """Whether a consent to every one of these purposes stands for a family."""
    ctx.require(Permission.SEE_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    standing = {c.purpose.value for c in store.consents(ctx.db, family_id) if c.stands}
    return standing.issuperset(purposes)


def requests(ctx: Context, family_id: str = "") -> list[Request]:
    """What one family, or any, has asked for."""
    ctx.require(Permission.SEE_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    return store.requests(ctx.db, family_id)


def save_request(ctx: Context, request: Request) -> str:
    """Write down what a family asked for, or what was done about it."""
    ctx.require(Permission.EDIT_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    scope = _scope(ctx, request.family_id)
    if found := request_problems(request, now_here(ctx)):
        raise InvalidInputError(found)
    name = N_("Record a request about data")
    if request.id:
        name = N_("Answer a request about data") if request.done_on else N_("Change a request")
    with ctx.db.write(Step(name)) as writer:
        return store.save_request(writer, request, scope)


def _scope(ctx: Context, family_id: str) -> str:
    if not family_id:
        raise InvalidInputError([Problem("family_id", "required")])
    scope = store.scope_of(ctx.db, family_id)
    if scope is None:
        raise NotFoundError
    return scope
