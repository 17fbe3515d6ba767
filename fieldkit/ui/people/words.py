"""How the screens of families put values into words."""

from collections.abc import Iterable

from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Status

SHORT_COMPONENTS = {
    Component.PREGNANT: N_("Preg"),
    Component.TODDLER: N_("Tod"),
    Component.PRIMARY: N_("Prim"),
    Component.JUNIOR: N_("Jun"),
    Component.SENIOR: N_("Sen"),
    Component.ELDERLY: N_("Eld"),
    Component.DISABLED: N_("Dis"),
    Component.VICTIM: N_("HRA"),
}
STATUS_ROLES = {
    Status.ACTIVE: "good",
    Status.CANDIDATE_GRADUATION: "accent",
    Status.CANDIDATE_PPSE: "accent",
    Status.GRADUATED: "accent",
    Status.GRADUATED_PPSE: "accent",
}


def components(counts: dict[Component, int]) -> str:
    """Return `2 SD · 1 Lansia`; components that are none are left out."""
    shown = ((c, counts.get(c)) for c in Component)
    return " · ".join(f"{many} {_(SHORT_COMPONENTS[c])}" for c, many in shown if many)


def status(value: Status) -> str:
    """Return a status in words."""
    return _(people.STATUS_NAMES[value])


def status_role(value: Status) -> str:
    """Return the colour that goes with a status."""
    return STATUS_ROLES.get(value, "attention")


def families(count: int) -> str:
    """Return `350 families`."""
    return ngettext("{count} family", "{count} families", count).format(count=count)


def joined(parts: Iterable[str | None]) -> str:
    """Return the parts that are there, a dot between."""
    return " · ".join(part for part in parts if part)
