"""How the agenda says its lines, and where each leads."""

from collections.abc import Callable

from fieldkit.core.dates import format_date, format_time, weekday_name
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.agenda import service
from fieldkit.features.agenda.model import Day, Item, Kind
from fieldkit.ui.shell.navigation import (
    OpenFamily,
    OpenKube,
    OpenScreen,
    OpenSession,
    Target,
)

ICONS: dict[Kind, str] = {
    Kind.SESSION: "presentation", Kind.MEETING: "store", Kind.VISIT: "map-pin",
    Kind.APPOINTMENT: "calendar", Kind.VISIT_FOLLOW_UP: "map-pin", Kind.COMMITMENT: "badge-check",
    Kind.GRADUATION: "graduation-cap", Kind.REFERRAL: "send", Kind.COMPLAINT: "message-square",
    Kind.ADVOCACY: "handshake", Kind.CONTACT: "phone", Kind.KUBE_FOLLOW_UP: "store",
    Kind.PROGRAMME: "hand-coins", Kind.BUSINESS_ROUND: "briefcase-business",
    Kind.REPORT: "file-text",
}  # fmt: skip


def kind(item: Item) -> str:
    """Return from which room a line comes."""
    return _(service.KINDS[item.kind])


def hours(item: Item) -> str:
    """Return when a line is held; that it is due where it is a deadline."""
    if item.starts is not None:
        begun = format_time(item.starts)
        return f"{begun}–{format_time(item.ends)}" if item.ends else begun
    return _("due") if item.is_deadline else ""


def weekday(day: Day) -> str:
    """Return a day as its tile says it, short enough for seven beside each other."""
    return f"{weekday_name(day.day)[:3]} {day.day.day}"


def counted(day: Day) -> str:
    """Return what a day holds, in words."""
    if not day.items:
        return _("nothing")
    parts = []
    if day.appointments:
        said = ngettext("{count} held", "{count} held", day.appointments)
        parts.append(said.format(count=day.appointments))
    if day.deadlines:
        said = ngettext("{count} due", "{count} due", day.deadlines)
        parts.append(said.format(count=day.deadlines))
    return ", ".join(parts) or _("all done")


def span(days: tuple[Day, ...]) -> str:
    """Return the first and last day of a week."""
    first, last = days[0].day, days[-1].day
    return f"{format_date(first, 'medium')} – {format_date(last, 'medium')}"


def target(item: Item) -> Target | None:
    """Return where a line leads; one's own appointment leads nowhere."""
    make = _TARGETS.get(item.kind)
    return make(item) if make is not None else None


def _session(item: Item) -> Target:
    return OpenSession(item.record)


def _kube(item: Item) -> Target:
    return OpenKube(item.subject)


def _visit(item: Item) -> Target:
    return OpenScreen("visits", OpenFamily(item.subject))


def _duty(_item: Item) -> Target:
    return OpenScreen("commitments", "below")


def _path(item: Item) -> Target:
    return OpenScreen("graduation", OpenFamily(item.subject))


def _programme(_item: Item) -> Target:
    return OpenScreen("graduation", "programmes")


def _round(_item: Item) -> Target:
    return OpenScreen("graduation", "businesses")


def _shelf(_item: Item) -> Target:
    return OpenScreen("reports")


def _partner(item: Item) -> Target:
    return OpenScreen("referrals", (_PAGES[item.kind], item.record))


_PAGES = {
    Kind.REFERRAL: "referrals", Kind.COMPLAINT: "complaints", Kind.ADVOCACY: "advocacy",
    Kind.CONTACT: "contacts",
}  # fmt: skip
_TARGETS: dict[Kind, Callable[[Item], Target]] = {
    Kind.SESSION: _session, Kind.MEETING: _kube, Kind.KUBE_FOLLOW_UP: _kube, Kind.VISIT: _visit,
    Kind.VISIT_FOLLOW_UP: _visit, Kind.COMMITMENT: _duty, Kind.GRADUATION: _path,
    Kind.PROGRAMME: _programme, Kind.BUSINESS_ROUND: _round, Kind.REPORT: _shelf,
    **dict.fromkeys(_PAGES, _partner),
}  # fmt: skip
