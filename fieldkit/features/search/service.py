"""What Ctrl+K finds, across the rooms the role may enter."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import fold, sought
from fieldkit.features.kube.group import service as kubes
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.people import service as people
from fieldkit.features.referrals import service as referrals

_MONTHS_AROUND = range(-3, 2)


class HitKind(StrEnum):
    """What was found."""

    FAMILY = auto()
    GROUP = auto()
    SESSION = auto()
    KUBE = auto()
    PARTNER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: what to show, and where it is."""

    kind: HitKind
    id: str
    title: str
    detail: str = ""


def find(ctx: Context, text: str, *, families: int = 8, others: int = 3) -> list[Hit]:
    """Return what a few letters mean: groups, KUBE, sessions and partners first, then families.

    Sessions are sought among those of the last three months and what is planned.
    """
    words = sought(text)
    if not words:
        return []
    found: list[Hit] = []
    if ctx.may(Permission.SEE_FAMILIES):
        found += _first(_groups(ctx, words), others)
    if ctx.may(Permission.SEE_KUBE):
        found += _first(_kubes(ctx, words), others)
    if ctx.may(Permission.SEE_SESSIONS):
        found += _first(_sessions(ctx, words), others)
    if ctx.may(Permission.SEE_PARTNERS):
        found += _first(_partners(ctx, words), others)
    if ctx.may(Permission.SEE_FAMILIES):
        found += _families(ctx, text, families)
    return found


def _first(hits: Iterator[Hit], most: int) -> list[Hit]:
    return [hit for _place, hit in zip(range(most), hits, strict=False)]


def _holds(words: list[str], *texts: str | None) -> bool:
    """Whether every word begins a word of the texts, or is inside one when it is long."""
    folded = f" {fold(' '.join(t for t in texts if t))}"
    return all((word if len(word) > 2 else f" {word}") in folded for word in words)


def _groups(ctx: Context, words: list[str]) -> Iterator[Hit]:
    for row in people.group_rows(ctx):
        if _holds(words, row.name, row.group.village):
            detail = " · ".join(filter(None, (row.group.village, row.leader)))
            yield Hit(kind=HitKind.GROUP, id=row.id, title=row.name, detail=detail)


def _kubes(ctx: Context, words: list[str]) -> Iterator[Hit]:
    for kube in kubes.kubes(ctx):
        if _holds(words, kube.name, kube.village):
            yield Hit(kind=HitKind.KUBE, id=kube.id, title=kube.name, detail=kube.village or "")


def _sessions(ctx: Context, words: list[str]) -> Iterator[Hit]:
    this_month = Month.of(ctx.today)
    for step in reversed(_MONTHS_AROUND):
        for line in reversed(p2k2.sessions_of_month(ctx, this_month.plus(step))):
            session = line.session
            if session.held_on and _holds(words, line.group_name, session.title, session.place):
                day = format_date(session.held_on, "medium")
                detail = f"{line.group_name} · {day}"
                yield Hit(kind=HitKind.SESSION, id=session.id, title=session.title, detail=detail)


def _partners(ctx: Context, words: list[str]) -> Iterator[Hit]:
    for entry in referrals.institutions(ctx):
        one = entry.institution
        offers = [offer.service.name for offer in entry.offers]
        people_there = [person.name for person in entry.people]
        if _holds(words, one.name, one.field, *offers, *people_there):
            detail = " · ".join(filter(None, (one.field, *offers[:1])))
            yield Hit(kind=HitKind.PARTNER, id=entry.id, title=one.name, detail=detail)


def _families(ctx: Context, text: str, most: int) -> list[Hit]:
    rows = people.families(ctx, people.FamilyFilter(text=text), limit=most)
    return [
        Hit(
            kind=HitKind.FAMILY,
            id=row.id,
            title=row.name,
            detail=" · ".join(filter(None, (row.row_code, row.group_name, row.area))),
        )
        for row in rows
    ]
