"""How visits are said on screen: how long ago, why due, where, and what for."""

import json
from collections.abc import Sequence
from datetime import date

from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Due, Place, Purpose, Reason, Visit

_ROLES = {
    Reason.FOLLOW_UP_OVERDUE: "danger",
    Reason.NEVER_VISITED: "attention",
    Reason.LONG_AGO: "attention",
    Reason.FOLLOW_UP_DUE: "accent",
    Reason.GRADUATION_CANDIDATE: "accent",
}


def how_long_ago(days: int | None) -> str:
    """Return `132 days ago`, `today`, or that nobody came yet."""
    if days is None:
        return _("Never visited")
    if days <= 0:
        return _("Visited today")
    if days == 1:
        return _("Visited yesterday")
    return ngettext("{count} day ago", "{count} days ago", days).format(count=days)


def role_of_days(days: int | None) -> str:
    """Return the colour role of so many days; the words always stand beside it."""
    return "attention" if days is None or days > model.RECENT_DAYS else "secondary"


def reason(reason_word: Reason) -> str:
    """Return one reason in words."""
    return _(service.REASONS[reason_word])


def reason_role(reason_word: Reason) -> str:
    """Return the colour role of a reason."""
    return _ROLES.get(reason_word, "secondary")


def other_reasons(due: Due, today: date) -> list[Reason]:
    """Return the reasons that the days since the last visit do not say already."""
    said = {Reason.NEVER_VISITED, Reason.LONG_AGO}
    return [found for found in model.reasons(due, today) if found not in said]


def area(place: Place) -> str:
    """Return RT and RW as `003/009`; blank when neither is known."""
    return f"{place.rt or '-'}/{place.rw or '-'}" if place.rt or place.rw else ""


def place(found: Place) -> str:
    """Return a neighbourhood in words."""
    numbers = _("RT {rt}/RW {rw}").format(rt=found.rt or "-", rw=found.rw or "-")
    words = numbers if found.rt or found.rw else ""
    return " ".join(part for part in (words, found.village) if part) or _("No RT/RW")


def place_of_key(key: str) -> Place:
    """Return the neighbourhood a line of coverage is about."""
    village, rw, rt = json.loads(key)
    return Place(village=village, rw=rw, rt=rt)


def share(value: float | None) -> str:
    """Return a share as `64 %`; blank where there is nothing to share."""
    return "" if value is None else f"{round(value * 100)}\u00a0%"


def purposes(chosen: Sequence[str]) -> str:
    """Return the purposes of a visit, commas between."""
    known = [_(service.PURPOSES[word]) for word in Purpose if word in chosen]
    return ", ".join(known)


def day(visit: Visit) -> str:
    """Return the date of a visit."""
    return format_date(visit.visited_on, "medium") if visit.visited_on else ""
