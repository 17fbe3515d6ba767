"""Asks every room the role may see what it has for a stretch of days."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Permission
from fieldkit.features.agenda import store
from fieldkit.features.agenda.model import RHK, Appointment, Item, Kind
from fieldkit.features.commitments import service as commitments
from fieldkit.features.graduation import service as graduation
from fieldkit.features.kube.group import service as kubes
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Status as MeetingStatus
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import SessionStatus
from fieldkit.features.people import service as people
from fieldkit.features.programmes import service as programmes
from fieldkit.features.referrals import service as referrals
from fieldkit.features.rounds import service as rounds
from fieldkit.features.rounds.model import State
from fieldkit.features.visits import service as visits

REPORT_DAY = 3


class Span(NamedTuple):
    """A stretch of days; deadlines before `first` belong to it when `is_backlog`."""

    first: date
    last: date
    is_backlog: bool = False

    def has(self, day: date | None) -> bool:
        """Whether a day belongs to it."""
        if day is None or day > self.last:
            return False
        return self.is_backlog or day >= self.first


Provider = Callable[[Context, Span], Iterable[Item]]


def appointments(ctx: Context, span: Span) -> list[Item]:
    """Everything held on these days, in every room the role may see."""
    return _asked(ctx, span, _HELD)


def deadlines(ctx: Context, span: Span) -> list[Item]:
    """Everything due on these days and open, in every room the role may see."""
    return [one for one in _asked(ctx, span, _DUE) if span.has(one.day)]


def _asked(
    ctx: Context, span: Span, providers: Iterable[tuple[Permission, Provider]]
) -> list[Item]:
    return [
        item
        for permission, provider in providers
        if ctx.may(permission)
        for item in provider(ctx, span)
    ]


# -- what is held ----------------------------------------------------------------------------


def _sessions(ctx: Context, span: Span) -> Iterator[Item]:
    for line in p2k2.sessions_between(ctx, span.first, span.last):
        one = line.session
        if one.held_on is not None and one.status is not SessionStatus.NOT_HELD:
            yield Item(
                kind=Kind.SESSION, record=one.id, day=one.held_on, title=line.group_name,
                detail=one.title, starts=one.starts, ends=one.ends, place=one.place,
                subject=one.group_id, rhk=RHK[Kind.SESSION],
                is_done=one.status is not SessionStatus.PLANNED,
            )  # fmt: skip


def _visits(ctx: Context, span: Span) -> Iterator[Item]:
    planned = set()
    for one in rounds.planned_between(ctx, span.first, span.last):
        if one.day is not None:
            planned.add((one.family_id, one.visited_on))
            area = f"RT {one.place.rt}" if one.place.rt else ""
            made_on = one.visited_on
            day = made_on if made_on is not None and span.has(made_on) else one.day
            yield Item(
                kind=Kind.VISIT, record=one.id, day=day, title=one.name,
                detail=one.group_name, place=", ".join(p for p in (one.address, area) if p),
                subject=one.family_id, code=one.row_code, is_done=one.state is State.DONE,
            )  # fmt: skip
    for month in _months(span):
        for line in visits.visits_of_month(ctx, month):
            made = line.visit
            if (
                made.visited_on is not None
                and span.has(made.visited_on)
                and (made.family_id, made.visited_on) not in planned
            ):
                yield Item(
                    kind=Kind.VISIT, record=made.id, day=made.visited_on, title=line.family_name,
                    detail=line.group_name, starts=made.starts, ends=made.ends,
                    place=line.address, subject=made.family_id, is_done=True,
                )  # fmt: skip


def _meetings(ctx: Context, span: Span) -> Iterator[Item]:
    known = {kube.id: kube for kube in kubes.kubes(ctx)}
    seen = set()
    for line in meetings.meetings_of(ctx, None, span.first, span.last):
        one = line.meeting
        if one.held_on is not None and one.status is not MeetingStatus.NOT_HELD:
            seen.add((one.kube_id, one.held_on))
            kube = known.get(one.kube_id)
            yield Item(
                kind=Kind.MEETING, record=one.id, day=one.held_on,
                title=kube.name if kube else "", detail=one.title or "", starts=one.starts,
                ends=one.ends, place=one.place or "", subject=one.kube_id,
                is_done=one.status is MeetingStatus.HELD,
            )  # fmt: skip
    for kube_id, kube in known.items():
        following = meetings.next_meeting(ctx, kube_id)
        if (
            following is not None
            and span.has(following.held_on)
            and (kube_id, following.held_on) not in seen
        ):
            host = following.host.name if following.host else ""
            yield Item(
                kind=Kind.MEETING, record=f"{kube_id}:{following.held_on}", day=following.held_on,
                title=kube.name, detail=host, place=following.place or "", subject=kube_id,
            )  # fmt: skip


def _own(ctx: Context, span: Span) -> Iterator[Item]:
    for one in store.appointments(ctx.db, span.first, span.last):
        yield from own_item(one)


def own_item(one: Appointment) -> Iterator[Item]:
    """Yield one's own appointment as a line; one without a day is none."""
    if one.held_on is not None:
        yield Item(
            kind=Kind.APPOINTMENT, record=one.id, day=one.held_on, title=one.title,
            detail=one.note, starts=one.starts, ends=one.ends, place=one.place, rhk=one.rhk,
            is_done=one.done_on is not None,
        )  # fmt: skip


# -- what is due -----------------------------------------------------------------------------


def _visit_follow_ups(ctx: Context, span: Span) -> Iterator[Item]:
    for line in visits.follow_ups_due(ctx, span.last):
        one = line.visit
        if one.follow_up_due is not None:
            yield Item(
                kind=Kind.VISIT_FOLLOW_UP, record=one.id, day=one.follow_up_due,
                title=line.family_name, detail=one.follow_up, subject=one.family_id,
            )  # fmt: skip


def _commitments(ctx: Context, span: Span) -> Iterator[Item]:
    for one, family, _group in commitments.actions_due(ctx, span.last):
        if one.follow_up_due is not None:
            yield Item(
                kind=Kind.COMMITMENT, record=one.id, day=one.follow_up_due, title=family,
                detail=one.what, subject=one.family_id, rhk=RHK[Kind.COMMITMENT],
            )  # fmt: skip


def _graduations(ctx: Context, span: Span) -> Iterator[Item]:
    for one in graduation.next_steps_due(ctx, span.last):
        yield Item(
            kind=Kind.GRADUATION, record=one.family_id, day=one.due, title=one.family_name,
            detail=one.text, subject=one.family_id, rhk=RHK[Kind.GRADUATION],
        )  # fmt: skip


def _referrals(ctx: Context, span: Span) -> Iterator[Item]:
    for line in referrals.referrals_due(ctx, span.last):
        one = line.referral
        if one.follow_up_due is not None:
            where = ", ".join(p for p in (line.institution_name, line.service_name) if p)
            yield Item(
                kind=Kind.REFERRAL, record=one.id, day=one.follow_up_due, title=line.family_name,
                detail=where, subject=one.family_id, code=line.row_code,
            )  # fmt: skip


def _complaints(ctx: Context, span: Span) -> Iterator[Item]:
    for line in referrals.complaints_due(ctx, span.last):
        one = line.complaint
        if one.due_on is not None:
            yield Item(
                kind=Kind.COMPLAINT, record=one.id, day=one.due_on, title=one.name,
                detail=one.text, subject=one.family_id, rhk=RHK[Kind.COMPLAINT],
            )  # fmt: skip


def _advocacies(ctx: Context, span: Span) -> Iterator[Item]:
    for line in referrals.advocacies_due(ctx, span.last):
        one = line.advocacy
        if one.follow_up_due is not None:
            yield Item(
                kind=Kind.ADVOCACY, record=one.id, day=one.follow_up_due, title=line.with_whom,
                detail=one.follow_up, subject=one.family_id,
            )  # fmt: skip


def _contacts(ctx: Context, span: Span) -> Iterator[Item]:
    for line in referrals.contacts_due(ctx, span.last):
        one = line.contact
        if one.follow_up_due is not None:
            yield Item(
                kind=Kind.CONTACT, record=one.id, day=one.follow_up_due, title=line.family_name,
                detail=one.follow_up, subject=one.family_id, code=line.row_code,
            )  # fmt: skip


def _kube_follow_ups(ctx: Context, span: Span) -> Iterator[Item]:
    del span
    for kube in kubes.kubes(ctx):
        for one in meetings.open_follow_ups(ctx, kube.id):
            if one.due is not None:
                yield Item(
                    kind=Kind.KUBE_FOLLOW_UP, record=one.id, day=one.due, title=kube.name,
                    detail=one.what, subject=kube.id,
                )  # fmt: skip


def _programmes(ctx: Context, span: Span) -> Iterator[Item]:
    for one in programmes.programmes(ctx, used_only=True):
        if one.register_until is not None and not span.is_backlog:
            yield Item(
                kind=Kind.PROGRAMME, record=one.code, day=one.register_until, title=one.name,
                detail=one.organiser, rhk=RHK[Kind.PROGRAMME],
            )  # fmt: skip


def _business_rounds(ctx: Context, span: Span) -> Iterator[Item]:
    """Yield the month's round of businesses; of what is over, only the month before this one."""
    this = Month.of(ctx.today)
    months = [this.previous()] if span.is_backlog else _months(span)
    for month in months:
        lines = people.business_round(ctx, month) if month <= this else []
        asked = sum(line.is_asked for line in lines)
        if lines and not (span.is_backlog and asked == len(lines)):
            yield Item(
                kind=Kind.BUSINESS_ROUND, record=str(month), day=month.last,
                detail=f"{asked}/{len(lines)}", is_done=asked == len(lines),
            )  # fmt: skip


def _reports(ctx: Context, span: Span) -> Iterator[Item]:
    del ctx
    if not span.is_backlog:
        for month in _months(span):
            day = month.first.replace(day=REPORT_DAY)
            yield Item(
                kind=Kind.REPORT, record=str(month.plus(-1)), day=day, rhk=RHK[Kind.REPORT]
            )  # fmt: skip


def _months(span: Span) -> list[Month]:
    found, month = [], Month.of(span.first)
    while month <= Month.of(span.last):
        found.append(month)
        month = month.plus(1)
    return found


_HELD: tuple[tuple[Permission, Provider], ...] = (
    (Permission.SEE_SESSIONS, _sessions),
    (Permission.SEE_VISITS, _visits),
    (Permission.SEE_KUBE, _meetings),
    (Permission.SEE_AGENDA, _own),
)
_DUE: tuple[tuple[Permission, Provider], ...] = (
    (Permission.SEE_VISITS, _visit_follow_ups),
    (Permission.SEE_COMMITMENTS, _commitments),
    (Permission.SEE_GRADUATION, _graduations),
    (Permission.SEE_PARTNERS, _referrals),
    (Permission.SEE_PARTNERS, _complaints),
    (Permission.SEE_PARTNERS, _advocacies),
    (Permission.SEE_PARTNERS, _contacts),
    (Permission.SEE_KUBE, _kube_follow_ups),
    (Permission.SEE_GRADUATION, _programmes),
    (Permission.SEE_FAMILIES, _business_rounds),
    (Permission.PRINT_REPORTS, _reports),
)
