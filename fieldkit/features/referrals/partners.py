"""The map of resources: institutions are noted, asked again, and taken off."""

from datetime import date
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.referrals import model, store
from fieldkit.features.referrals.model import Entry, Institution, Need, Offer, Person, Service


def institutions(ctx: Context) -> list[Entry]:
    """Every institution with its people and services."""
    ctx.require(Permission.SEE_PARTNERS)
    return store.entries(ctx.db)


def institution(ctx: Context, record: str) -> Entry:
    """One institution; raises NotFoundError."""
    ctx.require(Permission.SEE_PARTNERS)
    found = store.entries(ctx.db, record)
    if not found:
        raise NotFoundError
    return found[0]


def offers(ctx: Context, need: Need | None = None) -> list[Offer]:
    """The services open today, those that meet a need and have seats first."""
    ctx.require(Permission.SEE_PARTNERS)
    known = [offer for entry in store.entries(ctx.db) for offer in entry.offers]
    if need is not None:
        return model.suited(known, need, ctx.today)
    return [one for one in known if one.is_open(ctx.today)]


def save_institution(ctx: Context, wanted: Institution) -> str:
    """Save an institution and return its id."""
    ctx.require(Permission.EDIT_PARTNERS)
    _refuse(model.institution_problems(wanted, ctx.today))
    return _save(ctx, wanted, N_("Save an institution on the map"))


def save_person(ctx: Context, wanted: Person) -> str:
    """Save whom one speaks to at an institution."""
    ctx.require(Permission.EDIT_PARTNERS)
    _known(ctx, wanted.institution_id)
    _refuse(model.person_problems(wanted))
    return _save(ctx, wanted, N_("Save a person at an institution"))


def save_service(ctx: Context, wanted: Service) -> str:
    """Save what an institution offers."""
    ctx.require(Permission.EDIT_PARTNERS)
    _known(ctx, wanted.institution_id)
    _refuse(model.service_problems(wanted))
    return _save(ctx, wanted, N_("Save a service of an institution"))


def note_checked(ctx: Context, record: str, on: date | None = None) -> None:
    """Note that somebody asked and everything on the map about it is still so."""
    ctx.require(Permission.EDIT_PARTNERS)
    _known(ctx, record)
    day = on or ctx.today
    if day > ctx.today:
        raise InvalidInputError([Problem("checked_on", "in_future")])
    with ctx.db.write(Step(N_("Note that the map is still right"))) as writer:
        writer.put(store.TABLE[Institution], {"id": record, "checked_on": day})


def remove_institution(ctx: Context, record: str) -> None:
    """Put an institution nobody was sent to into the bin, with its people and services."""
    ctx.require(Permission.EDIT_PARTNERS)
    known = _known(ctx, record)
    if known.referred:
        details: dict[str, object] = {"count": known.referred}
        raise InvalidInputError([Problem("id", "institution_is_used", details)])
    with ctx.db.write(Step(N_("Remove an institution from the map"))) as writer:
        for table, ids in store.hanging(ctx.db, record).items():
            for one in ids:
                writer.remove(table, one)
        writer.remove(store.TABLE[Institution], record)


def remove_person(ctx: Context, record: str) -> None:
    """Put somebody at an institution into the bin."""
    ctx.require(Permission.EDIT_PARTNERS)
    if store.by_id(ctx.db, Person, record) is None:
        raise NotFoundError
    with ctx.db.write(Step(N_("Remove a person at an institution"))) as writer:
        writer.remove(store.TABLE[Person], record)


def remove_service(ctx: Context, record: str) -> None:
    """Put a service nobody was sent to into the bin."""
    ctx.require(Permission.EDIT_PARTNERS)
    if store.by_id(ctx.db, Service, record) is None:
        raise NotFoundError
    used = len(store.referrals(ctx.db, "WHERE x.service_id = :id", id=record))
    if used:
        raise InvalidInputError([Problem("id", "service_is_used", {"count": used})])
    with ctx.db.write(Step(N_("Remove a service of an institution"))) as writer:
        writer.remove(store.TABLE[Service], record)


def _save(ctx: Context, thing: Any, name: str) -> str:
    with ctx.db.write(Step(name)) as writer:
        return store.save(writer, thing, ctx.db.own_scope)


def _known(ctx: Context, record: str) -> Entry:
    found = store.entries(ctx.db, record)
    if not found:
        raise NotFoundError
    return found[0]


def _refuse(found: list[Problem]) -> None:
    if found:
        raise InvalidInputError(found)
