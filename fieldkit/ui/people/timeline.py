"""Everything that ever happened with a family, from the rooms that know of it."""

from collections.abc import Callable, Iterable, Iterator

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import service as commitments
from fieldkit.features.commitments.model import Result
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.growth import service as growth
from fieldkit.features.p2k2.model import Mark
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family, Status
from fieldkit.features.people.words import EventKind
from fieldkit.features.visits import service as visits
from fieldkit.ui.people import story_help, story_kube, story_path, words
from fieldkit.ui.people.story import Event
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen, OpenSession

Provider = Callable[[Context, Family], Iterable[Event]]


def events(ctx: Context, family: Family) -> list[Event]:
    """Return the story of a family, the newest first."""
    found: list[Event] = []
    for permission, provider in PROVIDERS:
        if ctx.may(permission):
            found += provider(ctx, family)
    return sorted(found, key=lambda event: event.day, reverse=True)


def _marks() -> dict[Mark, tuple[str, str]]:
    return {
        Mark.PRESENT: (_("Present"), "good"),
        Mark.SICK: (_("Sick"), "attention"),
        Mark.EXCUSED: (_("Excused"), "attention"),
        Mark.ABSENT: (_("Absent"), "danger"),
    }


def _sessions(ctx: Context, family: Family) -> Iterator[Event]:
    marks = _marks()
    for one in p2k2.told_of(ctx, family.id):
        if one.status in marks:
            word, role = marks[one.status]
            yield Event(
                day=one.held_on,
                icon="presentation",
                kind=_("P2K2"),
                text=word,
                detail=words.joined((one.title, one.note)),
                role=role,
                target=OpenSession(one.session_id),
            )


def _catch_ups(ctx: Context, family: Family) -> Iterator[Event]:
    made_up = catch_ups.of_family(ctx, family.id)
    if not made_up:
        return
    sessions = {one.session_id: one for one in p2k2.attendance_of_family(ctx, family.id)}
    for one in made_up:
        missed = sessions.get(one.session_id)
        if one.done_on is not None:
            yield Event(
                day=one.done_on,
                icon="history",
                kind=_("P2K2"),
                text=_("Made up for"),
                detail=words.joined((missed.title if missed else "", one.note)),
                role="good",
                target=OpenSession(one.session_id),
            )


def _changes(ctx: Context, family: Family) -> Iterator[Event]:
    for one in growth.yardstick(ctx, family.id):
        review = one.review
        if review.reviewed_on is not None:
            judged = (review.behaviour, review.potential)
            told = [_(p2k2.GRADES[grade]) if grade else "–" for grade in judged]
            yield Event(
                day=review.reviewed_on,
                icon="trending-up",
                kind=_("Change over time"),
                text=_("Behaviour {behaviour}, potential {potential}").format(
                    behaviour=told[0].lower(), potential=told[1].lower()
                ),
                detail=words.joined((str(one.semester), review.note)),
            )


def _visits(ctx: Context, family: Family) -> Iterator[Event]:
    target = OpenScreen("visits", OpenFamily(family.id))
    for one in visits.told_of(ctx, family.id):
        yield Event(
            day=one.visited_on,
            icon="map-pin",
            kind=_("Home visit"),
            text=_("Met {name}").format(name=one.met_name) if one.met_name else _("Visited"),
            detail=words.joined((one.found, one.follow_up)),
            role="accent",
            target=target,
        )


def _money(ctx: Context, family: Family) -> Iterator[Event]:
    target = OpenScreen("homework", OpenFamily(family.id))
    for one in homework.told_of(ctx, family.id):
        day = one.checked_on or one.collected_on or one.assigned_on
        if day is None:
            continue
        step = _("Given out")
        if one.checked_on:
            step = _("Checked")
        elif one.collected_on:
            step = _("Handed in")
        saved = _("saved {amount}").format(amount=format_rupiah(one.saved)) if one.saved else ""
        yield Event(
            day=day,
            icon="notebook-pen",
            kind=_("Homework"),
            text=step,
            detail=words.joined((format_month(one.month), saved, one.note)),
            target=target,
        )


def _story(ctx: Context, family: Family) -> Iterator[Event]:
    """What happened to the family in the register: status, group, checks, merging."""
    told = people.events_of(ctx, family.id)
    for one in told:
        yield _told(one)
    statuses = {e.happened_on for e in told if e.kind is EventKind.STATUS}
    if family.status_on is not None and family.status_on not in statuses:
        yield Event(
            day=family.status_on,
            icon="flag",
            kind=_("Status"),
            text=_(people.STATUS_NAMES[family.status]),
            role=words.status_role(family.status),
        )
    checks = {e.happened_on for e in told if e.kind is EventKind.VERIFIED}
    if family.verified_on is not None and family.verified_on not in checks:
        text = _("Data checked with the family")
        yield Event(day=family.verified_on, icon="badge-check", kind=_("Data"), text=text)


def _told(one: people.Event) -> Event:
    detail = one.reason or ""
    match one.kind:
        case EventKind.STATUS:
            known = Status(one.after) if one.after in set(Status) else Status.OTHER
            before = Status(one.before) if one.before in set(Status) else None
            was = _("was {status}").format(status=words.status(before)) if before else ""
            return Event(
                day=one.happened_on, icon="flag", kind=_("Status"), text=words.status(known),
                detail=words.joined((was, detail)), role=words.status_role(known), source=one,
            )  # fmt: skip
        case EventKind.GROUP:
            was = _("from {group}").format(group=one.before or _("No group"))
            return Event(
                day=one.happened_on, icon="users-round", kind=_("Group"),
                text=one.after or _("No group"), detail=words.joined((was, detail)), source=one,
            )  # fmt: skip
        case EventKind.MERGED:
            text = _("Merged with “{name}”").format(name=one.before or "–")
            return Event(
                day=one.happened_on, icon="git-merge", kind=_("Data"), text=text, detail=detail
            )
        case EventKind.HANDED_OVER:
            return Event(
                day=one.happened_on, icon="handshake", kind=_("Data"), text=_("Handed over"),
                detail=words.joined((one.after, detail)),
            )  # fmt: skip
    part = _(people.PART_NAMES[one.part]) if one.part else _("NIK or No KK held against the card")
    return Event(
        day=one.happened_on, icon="badge-check", kind=_("Data"),
        text=_("Checked with the family"), detail=words.joined((part, detail)), role="good",
        source=one,
    )  # fmt: skip


def _businesses(ctx: Context, family: Family) -> Iterator[Event]:
    for one in people.businesses_of(ctx, family.id):
        if one.started_on is not None:
            yield Event(
                day=one.started_on,
                icon="briefcase-business",
                kind=_("Business"),
                text=_("Started"),
                detail=one.kind,
            )


def _savings(ctx: Context, family: Family) -> Iterator[Event]:
    if not family.group_id:
        return
    for circle in circles.circles(ctx, family.group_id):
        for line in circles.statement(ctx, circle.id, family.id):
            yield Event(
                day=line.booked_on,
                icon="piggy-bank",
                kind=_("Saving circle"),
                text=format_rupiah(line.amount),
                detail=words.joined((circle.name, line.description, line.reason)),
                role="good" if line.amount > 0 else "attention",
            )


def _duties(ctx: Context, family: Family) -> Iterator[Event]:
    names = {m.id: m.name for m in people.members_of(ctx, family.id)}
    duties = {one.code: one.name for one in commitments.duties(ctx)}
    results = {Result.MET: "good", Result.NOT_MET: "danger"}
    for one in commitments.checks_of(ctx, family.id):
        if one.checked_on is not None and one.result is not None:
            yield Event(
                day=one.checked_on,
                icon="list-checks",
                kind=_("Commitments"),
                text=_(commitments.RESULTS[one.result]),
                detail=words.joined((names.get(one.person_id), duties.get(one.duty), one.note)),
                role=results.get(one.result, "secondary"),
                target=OpenScreen("commitments"),
            )
    for done in commitments.actions_of(ctx, family.id):
        if done.done_on is not None:
            yield Event(
                day=done.done_on,
                icon="list-checks",
                kind=_("Commitments"),
                text=done.what,
                detail=words.joined((names.get(done.person_id), done.outcome)),
                target=OpenScreen("commitments"),
            )


def _takings(ctx: Context, family: Family) -> Iterator[Event]:
    kinds = {one.id: one.kind for one in people.businesses_of(ctx, family.id)}
    for told in people.business_months_of(ctx, family.id):
        if told.asked_on is not None and told.turnover is not None:
            yield Event(
                day=told.asked_on,
                icon="briefcase-business",
                kind=_("Business"),
                text=_("Turnover {amount}").format(amount=format_rupiah(told.turnover)),
                detail=words.joined((kinds.get(told.business_id), format_month(told.month))),
            )


PROVIDERS: tuple[tuple[Permission, Provider], ...] = (
    (Permission.SEE_SESSIONS, _sessions),
    (Permission.SEE_SESSIONS, _catch_ups),
    (Permission.SEE_SESSIONS, _changes),
    (Permission.SEE_VISITS, _visits),
    (Permission.SEE_HOMEWORK, _money),
    (Permission.SEE_HOMEWORK, _savings),
    (Permission.SEE_COMMITMENTS, _duties),
    (Permission.SEE_PARTNERS, story_help.events),
    (Permission.SEE_GRADUATION, story_path.events),
    (Permission.SEE_KUBE, story_kube.events),
    (Permission.SEE_FAMILIES, _story),
    (Permission.SEE_FAMILIES, _businesses),
    (Permission.SEE_FAMILIES, _takings),
)
