"""What of data protection is said at the start: what is late at once, the rest once a month."""

from dataclasses import dataclass

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.protection.keeping import due
from fieldkit.features.protection.model import Due

_TOLD = "protection_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """What is to be said, and whether the law's time for it is over."""

    sentence: str
    is_late: bool


def reminder(ctx: Context) -> Reminding | None:
    """What is to be said at this start; None where nothing is, or it was said this month."""
    ctx.require(Permission.SEE_PROTECTION)
    found = due(ctx)
    is_late = bool(found.requests_late or found.incidents_late)
    month = str(Month.of(ctx.today))
    if not found.is_anything or (not is_late and ctx.db.meta(_TOLD) == month):
        return None
    ctx.db.set_meta(**{_TOLD: month})
    return Reminding(sentence=" ".join(waiting(found)), is_late=is_late)


def waiting(due: Due) -> list[str]:
    """Say in sentences what waits for somebody."""
    said = []
    if due.requests:
        said.append(
            ngettext(
                "{count} request waits for an answer.", "{count} requests wait for an answer.",
                due.requests,
            ).format(count=due.requests)
        )  # fmt: skip
    if due.incidents:
        said.append(
            ngettext(
                "{count} incident is open.", "{count} incidents are open.", due.incidents
            ).format(count=due.incidents)
        )
    if due.requests_late or due.incidents_late:
        said.append(_("The 3 × 24 hours are over: act today."))
    if due.expired:
        said.append(
            ngettext(
                "{count} family has outlived its time of keeping.",
                "{count} families have outlived their time of keeping.",
                due.expired,
            ).format(count=due.expired)
        )
    if due.orders:
        said.append(
            ngettext(
                "{count} act of destruction has still to be carried out here.",
                "{count} acts of destruction have still to be carried out here.",
                due.orders,
            ).format(count=due.orders)
        )
    return said
