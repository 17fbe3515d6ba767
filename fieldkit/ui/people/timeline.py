"""Everything that ever happened with a family, from the rooms that know of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import service as homework
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.growth import service as growth
from fieldkit.features.p2k2.model import Mark
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family
from fieldkit.features.visits import service as visits
from fieldkit.ui.people import words
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen, OpenSession, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a family's story; `role` colours beside the word, never alone."""

    day: date
    icon: str
    kind: str
    text: str
    detail: str = ""
    role: str = "secondary"
    target: Target | None = None


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
    for one in p2k2.attendance_of_family(ctx, family.id):
        if one.held_on is not None and one.status in marks:
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
    sessions = {one.session_id: one for one in p2k2.attendance_of_family(ctx, family.id)}
    for one in catch_ups.of_family(ctx, family.id):
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
    for one in visits.visits_of(ctx, family.id):
        if one.visited_on is not None:
            told = one.problem or one.family_condition or one.house_condition or one.education
            yield Event(
                day=one.visited_on,
                icon="map-pin",
                kind=_("Home visit"),
                text=_("Met {name}").format(name=one.met_name) if one.met_name else _("Visited"),
                detail=words.joined((told, one.follow_up)),
                role="accent",
                target=OpenScreen("visits", OpenFamily(family.id)),
            )


def _money(ctx: Context, family: Family) -> Iterator[Event]:
    for one in homework.months_of(ctx, family.id):
        day = one.checked_on or one.collected_on or one.assigned_on
        if day is None:
            continue
        step = _("Given out")
        if one.checked_on:
            step = _("Checked")
        elif one.collected_on:
            step = _("Handed in")
        saved = one.saving_paid
        told = _("saved {amount}").format(amount=format_rupiah(saved)) if saved else ""
        yield Event(
            day=day,
            icon="notebook-pen",
            kind=_("Homework"),
            text=step,
            detail=words.joined((format_month(one.month), told, one.checker_note)),
            target=OpenScreen("homework", OpenFamily(family.id)),
        )


def _status(_ctx: Context, family: Family) -> Iterator[Event]:
    if family.status_on is not None:
        yield Event(
            day=family.status_on,
            icon="flag",
            kind=_("Status"),
            text=_(people.STATUS_NAMES[family.status]),
            role=words.status_role(family.status),
        )
    if family.verified_on is not None:
        text = _("Data checked with the family")
        yield Event(day=family.verified_on, icon="badge-check", kind=_("Data"), text=text)


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


PROVIDERS: tuple[tuple[Permission, Provider], ...] = (
    (Permission.SEE_SESSIONS, _sessions),
    (Permission.SEE_SESSIONS, _catch_ups),
    (Permission.SEE_SESSIONS, _changes),
    (Permission.SEE_VISITS, _visits),
    (Permission.SEE_HOMEWORK, _money),
    (Permission.SEE_FAMILIES, _status),
    (Permission.SEE_FAMILIES, _businesses),
)
