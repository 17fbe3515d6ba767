"""Referrals: from a family's need to a service, with a letter, a follow-up and an outcome."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.words import Component
from fieldkit.features.people.words import Need as BusinessNeed
from fieldkit.features.referrals import model, store
from fieldkit.features.referrals.model import (
    Institution,
    Need,
    Outcome,
    Referral,
    ReferralLine,
    Service,
    Source,
    Wish,
)
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Risk

_OF_BUSINESS = {
    BusinessNeed.CAPITAL: Need.CAPITAL, BusinessNeed.TOOLS: Need.TOOLS,
    BusinessNeed.TRAINING: Need.TRAINING, BusinessNeed.MARKETING: Need.MARKETING,
    BusinessNeed.PACKAGING: Need.MARKETING, BusinessNeed.LICENCE: Need.LICENCE,
    BusinessNeed.PLACE: Need.MARKETING, BusinessNeed.OTHER: Need.OTHER,
}  # fmt: skip
_OF_RISK: dict[str, Need] = {
    Risk.SCHOOL: Need.EDUCATION, Risk.NUTRITION: Need.NUTRITION, Risk.ILLNESS: Need.HEALTH,
    Risk.VIOLENCE: Need.PROTECTION, Risk.NEGLECT: Need.PROTECTION, Risk.DEBT: Need.DEBT,
    Risk.HOUSING: Need.HOUSING, Risk.OTHER: Need.OTHER,
}  # fmt: skip
_OF_COMPONENT = {
    Component.PREGNANT: (Need.HEALTH, Source.PREGNANT),
    Component.DISABLED: (Need.DISABILITY, Source.DISABLED),
    Component.ELDERLY: (Need.ELDERLY, Source.ELDERLY),
}
_VISITS_READ = 3


def wishes(ctx: Context, family_id: str) -> list[Wish]:
    """The needs that are recorded of a family, each with where it stands written."""
    ctx.require(Permission.SEE_PARTNERS)
    ctx.require(Permission.SEE_FAMILIES)
    found = [*_business_wishes(ctx, family_id), *_risk_wishes(ctx, family_id)]
    for member in people.members_of(ctx, family_id):
        if member.component in _OF_COMPONENT:
            need, source = _OF_COMPONENT[member.component]
            found.append(Wish(need=need, source=source, text=member.name))
    return found


def referrals(
    ctx: Context, *, family_id: str | None = None, first: date | None = None,
    last: date | None = None,
) -> list[ReferralLine]:  # fmt: skip
    """Referrals of all families or one, the newest first; of a stretch of days if named."""
    ctx.require(Permission.SEE_PARTNERS)
    if family_id is not None:
        return store.referrals(ctx.db, "WHERE x.family_id = :family", family=family_id)
    if first is None:
        return store.referrals(ctx.db)
    where = "WHERE x.referred_on BETWEEN :first AND :last"
    until = last or ctx.today
    return store.referrals(ctx.db, where, first=first.isoformat(), last=until.isoformat())


def referral(ctx: Context, record: str) -> ReferralLine:
    """One referral; raises NotFoundError."""
    ctx.require(Permission.SEE_PARTNERS)
    found = store.referrals(ctx.db, "WHERE x.id = :id", id=record)
    if not found:
        raise NotFoundError
    return found[0]


def refer(ctx: Context, wanted: Referral) -> str:
    """Refer a family to a service and return the referral's id."""
    ctx.require(Permission.EDIT_PARTNERS)
    return _save(ctx, replace(wanted, id=""), N_("Refer a family"))


def save_referral(ctx: Context, wanted: Referral) -> None:
    """Change a referral, or note what came of it."""
    ctx.require(Permission.EDIT_PARTNERS)
    if store.by_id(ctx.db, Referral, wanted.id) is None:
        raise NotFoundError
    _save(ctx, wanted, N_("Note what became of a referral"))


def note_outcome(
    ctx: Context, record: str, outcome: Outcome, on: date | None = None, note: str = ""
) -> None:
    """Note what came of a referral; whoever waits is asked about again."""
    ctx.require(Permission.EDIT_PARTNERS)
    known = store.by_id(ctx.db, Referral, record)
    if known is None:
        raise NotFoundError
    day = on or ctx.today
    changed = replace(known, outcome=outcome, outcome_on=day, outcome_note=note)
    if outcome is Outcome.WAITING_LIST:
        changed = replace(changed, follow_up_due=model.usual_follow_up(day), follow_up_done_on=None)
    elif known.follow_up_done_on is None:
        changed = replace(changed, follow_up_done_on=day)
    _save(ctx, changed, N_("Note what became of a referral"))


def remove_referral(ctx: Context, record: str) -> None:
    """Put a referral into the bin."""
    ctx.require(Permission.EDIT_PARTNERS)
    if store.by_id(ctx.db, Referral, record) is None:
        raise NotFoundError
    with ctx.db.write(Step(N_("Remove a referral"))) as writer:
        writer.remove(store.TABLE[Referral], record)


def referrals_due(ctx: Context, until: date | None = None) -> list[ReferralLine]:
    """Open referrals somebody must ask about by a day, the oldest first."""
    ctx.require(Permission.SEE_PARTNERS)
    day = until or ctx.today
    where = """WHERE x.follow_up_due <= :until AND x.follow_up_done_on IS NULL
        AND coalesce(x.outcome, 'waiting_list') = 'waiting_list'"""
    found = store.referrals(ctx.db, where, until=day.isoformat())
    return sorted(found, key=lambda line: line.referral.follow_up_due or day)


def next_letter_no(ctx: Context, day: date | None = None) -> str:
    """The number after the highest one given to a referral this year, in the same form."""
    ctx.require(Permission.SEE_PARTNERS)
    on = day or ctx.today
    given = store.letter_numbers(ctx.db, "referral", "referred_on", on.year)
    serials = [_serial(text) for text in given]
    return f"{max(serials, default=0) + 1:03}/RJK/{_ROMAN[on.month - 1]}/{on.year}"


def _serial(text: str) -> int:
    head = text.split("/", 1)[0].strip()
    return int(head) if head.isascii() and head.isdecimal() and len(head) < 7 else 0


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _save(ctx: Context, wanted: Referral, name: str) -> str:
    homes = store.homes(ctx.db, [wanted.family_id])
    if wanted.family_id not in homes:
        raise NotFoundError
    found = model.referral_problems(wanted, ctx.today)
    found += list(_place_problems(ctx, wanted))
    if found:
        raise InvalidInputError(found)
    with ctx.db.write(Step(name)) as writer:
        return store.save(writer, wanted, homes[wanted.family_id])


def _place_problems(ctx: Context, wanted: Referral) -> Iterable[Problem]:
    if wanted.institution_id and store.by_id(ctx.db, Institution, wanted.institution_id) is None:
        raise NotFoundError
    if wanted.service_id:
        offered = store.by_id(ctx.db, Service, wanted.service_id)
        if offered is None or offered.institution_id != wanted.institution_id:
            yield Problem("service_id", "service_elsewhere")
    if wanted.person_id and wanted.person_id not in {
        member.id for member in people.members_of(ctx, wanted.family_id)
    }:
        yield Problem("person_id", "person_elsewhere")


def _business_wishes(ctx: Context, family_id: str) -> list[Wish]:
    return [
        Wish(need=_OF_BUSINESS[need], source=Source.BUSINESS, text=business.kind)
        for business in people.businesses_of(ctx, family_id)
        if business.closed_on is None
        for need in business.needs
    ]


def _risk_wishes(ctx: Context, family_id: str) -> list[Wish]:
    found: dict[Need, Wish] = {}
    seen = [one for one in visits.visits_of(ctx, family_id) if one.visited_on and one.risks]
    for visit in seen[:_VISITS_READ]:
        for risk in visit.risks:
            need = _OF_RISK.get(risk, Need.OTHER)
            wish = Wish(need=need, source=Source.RISK, day=visit.visited_on, text=risk)
            found.setdefault(need, wish)
    return list(found.values())
