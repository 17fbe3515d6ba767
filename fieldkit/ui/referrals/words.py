"""What this screen says in more than one place."""

from collections.abc import Iterable
from datetime import date

from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.referrals import service
from fieldkit.features.referrals.diary import CLOSED, Advocacy, Contact, Progress
from fieldkit.features.referrals.model import Institution, Offer, Source, State, Wish
from fieldkit.features.visits import service as visits

STATE_ROLES = {State.OPEN: "accent", State.LATE: "danger", State.DONE: "good"}


def day(value: date | None) -> str:
    """Return a day, blank for none."""
    return format_date(value, "medium") if value is not None else ""


def joined(parts: Iterable[str], mark: str = " · ") -> str:
    """Return the parts that say something."""
    return mark.join(part for part in parts if part)


def agreement(one: Institution, today: date) -> str:
    """Return how an agreement stands."""
    if one.agreement_on is None:
        return _("none")
    if one.has_agreement(today):
        if one.agreement_until is None:
            return _("in force")
        return _("until {date}").format(date=day(one.agreement_until))
    if one.agreement_on > today:
        return _("from {date}").format(date=day(one.agreement_on))
    return _("ran out {date}").format(date=day(one.agreement_until))


def seats(offer: Offer) -> str:
    """Return how many seats a service has left."""
    if offer.free is None:
        return ""
    if offer.free == 0:
        return _("no seat left")
    said = ngettext("{count} seat left", "{count} seats left", offer.free)
    return said.format(count=offer.free)


def offer(one: Offer) -> str:
    """Return a service as a list offers it, in signs that can be typed to find it."""
    return joined((f"{one.institution.name}: {one.service.name}", seats(one)), ", ")


def wish(one: Wish) -> str:
    """Return a need with where it stands written."""
    text = one.text
    if one.source is Source.RISK:
        source = _(service.SOURCES[one.source]).format(day=day(one.day))
        return _("{need} ({risk}, {source})").format(
            need=_(service.NEEDS[one.need]), risk=_risk(text), source=source
        )
    source = _(service.SOURCES[one.source]).format(text=text)
    return _("{need} ({source})").format(need=_(service.NEEDS[one.need]), source=source)


def _risk(word: str) -> str:
    known = {risk.value: _(name) for risk, name in visits.RISKS.items()}
    return known.get(word, word)


def progress_role(state: Progress) -> str:
    """Return the colour of a complaint's state."""
    if state is Progress.RESOLVED:
        return "good"
    return "secondary" if state in CLOSED else "accent"


def follow_up(one: Advocacy | Contact) -> str:
    """Return a follow-up with its day."""
    if one.follow_up_done_on is not None:
        return _("done {date}").format(date=day(one.follow_up_done_on))
    if one.follow_up_due is not None:
        return _("due {date}").format(date=day(one.follow_up_due))
    return ""


def follow_up_role(one: Advocacy | Contact, today: date) -> str:
    """Return the colour of a follow-up."""
    if one.follow_up_done_on is not None or one.follow_up_due is None:
        return "secondary"
    return "danger" if one.follow_up_due < today else "accent"
