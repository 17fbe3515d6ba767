"""The diary: advocacy in four roles, complaints step by step, and every other contact."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.referrals import diary, store
from fieldkit.features.referrals.diary import (
    Advocacy,
    AdvocacyLine,
    Complaint,
    ComplaintLine,
    Contact,
    ContactLine,
    Progress,
    QuietFamily,
)
from fieldkit.features.referrals.diary import Step as ComplaintStep
from fieldkit.features.referrals.model import Referral
from fieldkit.features.visits import service as visits

QUIET_DAYS = 90


# -- advocacy --------------------------------------------------------------------------------


def advocacies(
    ctx: Context, first: date | None = None, last: date | None = None
) -> list[AdvocacyLine]:
    """What was done in the four roles, the newest first; of a stretch of days if named."""
    ctx.require(Permission.SEE_PARTNERS)
    where, days = _between("x.done_on", first, last)
    return store.advocacies(ctx.db, where, **days)


def save_advocacy(ctx: Context, wanted: Advocacy) -> str:
    """Save something done in a role and return its id."""
    ctx.require(Permission.EDIT_PARTNERS)
    _refuse(diary.advocacy_problems(wanted, ctx.today))
    scope = _scope(ctx, wanted.family_id, wanted.group_id)
    with ctx.db.write(Step(N_("Note what was done in a role"))) as writer:
        return store.save(writer, wanted, scope)


def remove_advocacy(ctx: Context, record: str) -> None:
    """Put something done in a role into the bin."""
    ctx.require(Permission.EDIT_PARTNERS)
    _remove(ctx, Advocacy, record, N_("Remove what was done in a role"))


# -- complaints ------------------------------------------------------------------------------


def complaints(
    ctx: Context, first: date | None = None, last: date | None = None
) -> list[ComplaintLine]:
    """Complaints with their steps, the newest first; those received in a stretch if named."""
    ctx.require(Permission.SEE_PARTNERS)
    where, days = _between("x.received_on", first, last)
    return _masked(ctx, store.complaints(ctx.db, where, **days))


def complaints_of(ctx: Context, family_id: str) -> list[ComplaintLine]:
    """The complaints of a family, the newest first."""
    ctx.require(Permission.SEE_PARTNERS)
    return _masked(ctx, store.complaints(ctx.db, "WHERE x.family_id = :family", family=family_id))


def complaint(ctx: Context, record: str) -> ComplaintLine:
    """One complaint; raises NotFoundError."""
    ctx.require(Permission.SEE_PARTNERS)
    found = store.complaints(ctx.db, "WHERE x.id = :id", id=record)
    if not found:
        raise NotFoundError
    return _masked(ctx, found)[0]


def blank_complaint(ctx: Context, family_id: str) -> Complaint:
    """A complaint with what the register knows of a family."""
    ctx.require(Permission.SEE_PARTNERS)
    ctx.require(Permission.SEE_FAMILIES)
    family = people.family(ctx, family_id)
    placed = [one for one in visits.visits_of(ctx, family_id) if one.latitude is not None]
    area = (family.rt and f"RT {family.rt}", family.rw and f"RW {family.rw}")
    return Complaint(
        family_id=family_id,
        name=family.name,
        nik=(family.nik or "") if ctx.may(Permission.SEE_FULL_IDS) else "",
        phone=family.phone or "",
        address=", ".join(part for part in (family.address, "/".join(filter(None, area))) if part),
        village=family.village or "",
        district=family.district or "",
        regency=family.regency or "",
        latitude=placed[0].latitude if placed else None,
        longitude=placed[0].longitude if placed else None,
    )


def save_complaint(ctx: Context, wanted: Complaint) -> str:
    """Save a complaint and return its id; a new one begins as received."""
    ctx.require(Permission.EDIT_PARTNERS)
    _refuse(diary.complaint_problems(wanted, ctx.today))
    scope = _scope(ctx, wanted.family_id)
    with ctx.db.write(Step(N_("Save a complaint"))) as writer:
        record = store.save(writer, wanted, scope)
        if not wanted.id:
            begun = ComplaintStep(
                complaint_id=record, family_id=wanted.family_id, done_on=wanted.received_on
            )
            store.save(writer, begun, scope)
    return record


def take_step(
    ctx: Context, record: str, state: Progress, on: date | None = None, note: str = ""
) -> None:
    """Note the next step of a complaint; steps taken stay."""
    ctx.require(Permission.EDIT_PARTNERS)
    line = complaint(ctx, record)
    wanted = ComplaintStep(
        complaint_id=record, family_id=line.complaint.family_id, state=state,
        done_on=on or ctx.today, note=note, position=len(line.steps),
    )  # fmt: skip
    _refuse(diary.step_problems(wanted, line, ctx.today))
    with ctx.db.write(Step(N_("Note a step of a complaint"))) as writer:
        store.save(writer, wanted, store.scope_of(ctx.db, Complaint, record))


def remove_complaint(ctx: Context, record: str) -> None:
    """Put a complaint into the bin with its steps."""
    ctx.require(Permission.EDIT_PARTNERS)
    line = complaint(ctx, record)
    with ctx.db.write(Step(N_("Remove a complaint"))) as writer:
        for step in line.steps:
            writer.remove(store.TABLE[ComplaintStep], step.id)
        writer.remove(store.TABLE[Complaint], record)


def complaints_due(ctx: Context, until: date | None = None) -> list[ComplaintLine]:
    """Open complaints that want an answer by a day, the oldest first."""
    ctx.require(Permission.SEE_PARTNERS)
    day = until or ctx.today
    where = "WHERE x.due_on <= :until"
    found = _masked(ctx, store.complaints(ctx.db, where, until=day.isoformat()))
    return sorted(
        (one for one in found if one.is_open), key=lambda one: one.complaint.due_on or day
    )


# -- contacts --------------------------------------------------------------------------------


def contacts(
    ctx: Context, first: date | None = None, last: date | None = None
) -> list[ContactLine]:
    """Contacts with families, the newest first; of a stretch of days if named."""
    ctx.require(Permission.SEE_PARTNERS)
    where, days = _between("x.contacted_on", first, last)
    return store.contacts(ctx.db, where, **days)


def contacts_of(ctx: Context, family_id: str) -> list[ContactLine]:
    """The contacts with one family, the newest first."""
    ctx.require(Permission.SEE_PARTNERS)
    return store.contacts(ctx.db, "WHERE x.family_id = :family", family=family_id)


def note_contact(ctx: Context, family_ids: Sequence[str], wanted: Contact) -> int:
    """Note one contact with these families in one step; several are a small gathering."""
    ctx.require(Permission.EDIT_PARTNERS)
    _refuse(diary.contact_problems(wanted, ctx.today))
    homes = store.homes(ctx.db, family_ids)
    known = [one for one in dict.fromkeys(family_ids) if one in homes]
    if not known:
        raise InvalidInputError([Problem("family_id", "required")])
    gathering = new_id() if len(known) > 1 else ""
    ready = [
        (replace(wanted, id="", family_id=one, gathering=gathering), homes[one]) for one in known
    ]
    with ctx.db.write(Step(N_("Note a contact with {count} families"), count=len(known))) as writer:
        store.save_all(writer, ready)
    return len(known)


def save_contact(ctx: Context, wanted: Contact) -> None:
    """Change a contact, or note that its follow-up is done."""
    ctx.require(Permission.EDIT_PARTNERS)
    if store.by_id(ctx.db, Contact, wanted.id) is None:
        raise NotFoundError
    _refuse(diary.contact_problems(wanted, ctx.today))
    with ctx.db.write(Step(N_("Change a contact"))) as writer:
        store.save(writer, wanted, store.scope_of(ctx.db, Contact, wanted.id))


def remove_contact(ctx: Context, record: str) -> None:
    """Put a contact into the bin."""
    ctx.require(Permission.EDIT_PARTNERS)
    _remove(ctx, Contact, record, N_("Remove a contact"))


def quiet_families(ctx: Context, days: int = QUIET_DAYS) -> list[QuietFamily]:
    """Served families nobody visited, met or wrote to for so many days, the quietest first."""
    ctx.require(Permission.SEE_PARTNERS)
    ctx.require(Permission.SEE_FAMILIES)
    since = ctx.today - timedelta(days=days)
    return store.quiet(ctx.db, visits.not_visited_since(ctx, days), since)


# -- what is due -----------------------------------------------------------------------------


def advocacies_due(ctx: Context, until: date | None = None) -> list[AdvocacyLine]:
    """Follow-ups of the four roles due by a day and open, the oldest first."""
    ctx.require(Permission.SEE_PARTNERS)
    day = until or ctx.today
    found = store.advocacies(ctx.db, _DUE, until=day.isoformat())
    return sorted(found, key=lambda line: line.advocacy.follow_up_due or day)


def contacts_due(ctx: Context, until: date | None = None) -> list[ContactLine]:
    """Follow-ups of contacts due by a day and open, the oldest first."""
    ctx.require(Permission.SEE_PARTNERS)
    day = until or ctx.today
    found = store.contacts(ctx.db, _DUE, until=day.isoformat())
    return sorted(found, key=lambda line: line.contact.follow_up_due or day)


def finish_follow_up(ctx: Context, record: str, on: date | None = None) -> None:
    """Note that the follow-up of a contact or of something done in a role is done."""
    ctx.require(Permission.EDIT_PARTNERS)
    day = on or ctx.today
    if day > ctx.today:
        raise InvalidInputError([Problem("follow_up_done_on", "in_future")])
    table = next(
        (
            store.TABLE[kind]
            for kind in (Advocacy, Contact)
            if store.by_id(ctx.db, kind, record) is not None
        ),
        None,
    )
    if table is None:
        raise NotFoundError
    with ctx.db.write(Step(N_("Note that a follow-up is done"))) as writer:
        writer.put(table, {"id": record, "follow_up_done_on": day})


def latest_month(ctx: Context, kind: type[Any]) -> Month | None:
    """The newest month with a record of a kind."""
    ctx.require(Permission.SEE_PARTNERS)
    found = store.latest_day(ctx.db, store.TABLE[kind], _DAY[kind])
    return Month.of(found) if found else None


_DUE = "WHERE x.follow_up_due <= :until AND x.follow_up_done_on IS NULL"
_DAY = {
    Referral: "referred_on", Advocacy: "done_on", Complaint: "received_on",
    Contact: "contacted_on",
}  # fmt: skip


def _between(column: str, first: date | None, last: date | None) -> tuple[str, dict[str, str]]:
    if first is None or last is None:
        return "", {}
    where = f"WHERE {column} BETWEEN :first AND :last"
    return where, {"first": first.isoformat(), "last": last.isoformat()}


def _masked(ctx: Context, lines: list[ComplaintLine]) -> list[ComplaintLine]:
    """Hide the NIK from roles that may not see it in full."""
    if ctx.may(Permission.SEE_FULL_IDS):
        return lines
    return [
        replace(line, complaint=replace(line.complaint, nik=people.mask_id(line.complaint.nik)))
        if line.complaint.nik
        else line
        for line in lines
    ]


def _scope(ctx: Context, family_id: str, group_id: str = "") -> str:
    if family_id:
        homes = store.homes(ctx.db, [family_id])
        if family_id not in homes:
            raise NotFoundError
        return homes[family_id]
    return group_id or ctx.db.own_scope


def _remove(ctx: Context, kind: type[Any], record: str, name: str) -> None:
    if store.by_id(ctx.db, kind, record) is None:
        raise NotFoundError
    with ctx.db.write(Step(name)) as writer:
        writer.remove(store.TABLE[kind], record)


def _refuse(found: list[Problem]) -> None:
    if found:
        raise InvalidInputError(found)
