"""How homework is said on screen: stages with their words, colours and icons; amounts."""

from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.features.homework import service
from fieldkit.features.homework.model import FamilyLine, Status

LABELS: dict[str, str] = {
    "in_pkh": N_("PKH aid"),
    "in_wage": N_("Wages"),
    "in_business": N_("Business"),
    "in_other": N_("Other income"),
    "out_food": N_("Food"),
    "out_education": N_("Schooling"),
    "out_health": N_("Health"),
    "out_instalment": N_("Instalments"),
    "out_transport": N_("Transport, phone"),
    "out_cigarettes": N_("Cigarettes"),
    "out_other": N_("Other spending"),
    "out_wants": N_("For wants"),
    "debt": N_("Debt left"),
    "saving_target": N_("Saving target"),
    "saving_paid": N_("Saved this month"),
    "saving_balance": N_("Saving balance"),
}
_ROLES: dict[Status | None, str] = {
    None: "secondary",
    Status.ASSIGNED: "accent",
    Status.COLLECTED: "attention",
    Status.CHECKED: "good",
    Status.NEEDS_WORK: "danger",
}
_ICONS: dict[Status | None, str] = {
    None: "circle",
    Status.ASSIGNED: "send",
    Status.COLLECTED: "inbox",
    Status.CHECKED: "circle-check",
    Status.NEEDS_WORK: "circle-alert",
}


def status(found: Status | None) -> str:
    """Return a stage in words."""
    return _(service.STATUSES[found])


def stage(line: FamilyLine) -> str:
    """Return a family's stage, or what was done about it since; its icon tells the stage."""
    money = line.money
    if line.status is Status.ASSIGNED and money.reminded_on is not None:
        day = format_date(money.reminded_on, "short")[:5]
        return _("Reminded {day}").format(day=day)
    if money.returned_on is not None and line.status is Status.CHECKED:
        return _("Handed back")
    return status(line.status)


def role(found: Status | None) -> str:
    """Return the colour role of a stage; its word and icon always stand beside it."""
    return _ROLES[found]


def icon(found: Status | None) -> str:
    """Return the icon of a stage."""
    return _ICONS[found]


def rupiah(amount: int | None) -> str:
    """Return an amount, a dash where it is not known."""
    return "–" if amount is None else format_rupiah(amount)


def figure(amount: int | None) -> str:
    """Return an amount for a table's cell, blank where it is not known."""
    return "" if amount is None else format_number(amount)
