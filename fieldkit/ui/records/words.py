"""Instants, kinds of step and who did them, as they are shown."""

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.i18n import N_, _
from fieldkit.features.records import moments
from fieldkit.features.records.model import Entry, StepLine
from fieldkit.features.sync.model import device_code

KINDS = {
    "created": (N_("Made"), "good"),
    "changed": (N_("Changed"), "text"),
    "removed": (N_("Put into the bin"), "danger"),
    "restored": (N_("Taken out of the bin"), "good"),
    "undo": (N_("Undone"), "attention"),
    "redo": (N_("Done again"), "attention"),
    "merge": (N_("Merged"), "accent"),
}


def moment(ctx: Context, at_ms: int) -> str:
    """Return date and time of an instant where the book is."""
    local = moments.of_milliseconds(ctx, at_ms)
    return f"{format_date(local.date(), 'medium')}, {format_time(local.time())}"


def kind(entry: Entry) -> str:
    """Return what an entry did."""
    return _(KINDS[entry.kind][0]) if entry.kind in KINDS else _("Changed")


def role(entry: Entry) -> str:
    """Return the colour that goes with it, beside the word."""
    return KINDS[entry.kind][1] if entry.kind in KINDS else "text"


def who(ctx: Context, entry: Entry) -> str:
    """Return who did it, and on which laptop."""
    name = entry.who or _("Somebody unknown")
    if not entry.device:
        return name
    if entry.device == ctx.me.device:
        return _("{name}, this laptop").format(name=name)
    return _("{name}, laptop {code}").format(name=name, code=device_code(entry.device))


def state(step: StepLine) -> str:
    """Return what became of a step, blank for one that simply stands."""
    if step.is_undone:
        return _("Undone")
    if step.kind == "undo":
        return _("Takes back")
    if step.kind == "redo":
        return _("Does again")
    return ""
