"""How the exchange is said on screen: states, people, kinds of record, fields and values."""

from collections.abc import Mapping, Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.core.security.roles import Role
from fieldkit.features.records import moments, wording
from fieldkit.features.sync import model
from fieldkit.features.sync import service as sync
from fieldkit.features.sync.model import FileReport, FileState, LeftOut, MassChange, Side
from fieldkit.features.sync.senders import Sender

ROLES = sync.ROLES
_LOOKS: dict[FileState, tuple[str, str]] = {
    FileState.NEW: ("circle-check", "good"),
    FileState.PARTIAL: ("triangle-alert", "attention"),
    FileState.ALREADY: ("check", "secondary"),
    FileState.OLDER: ("history", "secondary"),
    FileState.GAP: ("unlink", "attention"),
    FileState.DAMAGED: ("circle-x", "danger"),
    FileState.UNKNOWN_SENDER: ("circle-help", "attention"),
    FileState.NOT_FOR_YOU: ("ban", "attention"),
    FileState.NEWER_VERSION: ("arrow-up", "attention"),
}
STATES = {state: (sync.STATES[state], *look) for state, look in _LOOKS.items()}
DONE_STATES: dict[FileState, str] = {
    FileState.NEW: N_("Merged"),
    FileState.PARTIAL: N_("Partly merged"),
    FileState.GAP: N_("Merged; one is missing"),
}
MERGEABLE = (FileState.NEW, FileState.PARTIAL, FileState.GAP)
_MOST_SHOWN = 160
_NOTEWORTHY_MINUTES = 15


def left_out(found: Sequence[LeftOut]) -> str:
    """Return what stayed out of a file and why, a sentence for each reason."""
    return " ".join(_left_out(one) for one in found)


def _left_out(one: LeftOut) -> str:
    counted = {
        "confirmed": ngettext(
            "{count} change is not written again: they confirmed it.",
            "{count} changes are not written again: they confirmed them.",
            one.count,
        ),
        "other_scopes": ngettext(
            "{count} group or KUBE stays here: it is not theirs to see.",
            "{count} groups and KUBE stay here: they are not theirs to see.",
            one.count,
        ),
        "withheld": ngettext(
            "{count} change stays here: its merge was undone.",
            "{count} changes stay here: their merge was undone.",
            one.count,
        ),
        "photos_later": ngettext(
            "{count} photo is not in it and can follow any time.",
            "{count} photos are not in it and can follow any time.",
            one.count,
        ),
        "photos_elsewhere": ngettext(
            "{count} photo is not in it: it has not reached this laptop yet.",
            "{count} photos are not in it: they have not reached this laptop yet.",
            one.count,
        ),
    }
    return counted[one.reason].format(count=format_number(one.count))


def mass(found: Sequence[MassChange]) -> str:
    """Return what a file that stopped would remove and change."""
    said = []
    for one in found:
        facts = {"kind": wording.table(one.table), "total": format_number(one.total)}
        if one.removed:
            removes = _("It would put {count} of {total} records of “{kind}” into the bin.")
            said.append(removes.format(count=format_number(one.removed), **facts))
        if one.changed:
            changes = _("It would write over {count} of {total} records of “{kind}”.")
            said.append(changes.format(count=format_number(one.changed), **facts))
    return " ".join(said)


def told(report: FileReport) -> list[str]:
    """Return what else a file tells: its clock, what its sender left out, what never came."""
    said = []
    minutes = abs(report.clock_seconds) // 60
    if minutes >= _NOTEWORTHY_MINUTES:
        said.append(clock(report.clock_seconds))
    if report.missing_files and report.missing_pages:
        numbers = ", ".join(map(str, report.missing_files))
        said.append(_("File no. {numbers} of the sender never came.").format(numbers=numbers))
    later = report.facts.get("photos_later", 0)
    if later:
        said.append(
            ngettext(
                "The sender says: {count} photo follows.",
                "The sender says: {count} photos follow.",
                later,
            ).format(count=format_number(later))
        )
    return said


def clock(seconds: int) -> str:
    """Return how wrong a sender's clock is."""
    span = _span(abs(seconds))
    if seconds > 0:
        return _("The sender's clock is {span} ahead.").format(span=span)
    return _("The sender's clock is {span} behind.").format(span=span)


def clock_short(seconds: int) -> str:
    """Return how wrong a clock is, for a narrow column."""
    span = _span(abs(seconds))
    return _("{span} fast").format(span=span) if seconds > 0 else _("{span} slow").format(span=span)


def sender(one: Sender) -> str:
    """Return in sentences what is to be asked of somebody who sends here."""
    said = []
    if not one.peer_id:
        said.append(_("Take the contact card of {name} first.").format(name=one.name))
    if one.missing_pages:
        said.append(
            _("Something before the last file never came. Ask {name} for everything.").format(
                name=one.name
            )
        )
    if one.unsent:
        said.append(
            ngettext(
                "{count} photo or half-typed form is still with them.",
                "{count} photos and half-typed forms are still with them.",
                one.unsent,
            ).format(count=format_number(one.unsent))
        )
    if one.has_wrong_clock:
        said.append(clock(one.clock_seconds))
    if one.has_old_program:
        said.append(_("Their FieldKit {version} is older than this one.").format(version=one.app))
    return " ".join(said)


def _span(seconds: int) -> str:
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    hours = minutes // 60
    if hours < 48:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", hours // 24).format(count=hours // 24)


def role(found: Role) -> str:
    """Return what somebody does, in words."""
    return _(ROLES[found])


def state(found: FileState, *, is_done: bool = False) -> str:
    """Return what became, or would become, of a file."""
    done = DONE_STATES.get(found) if is_done else None
    return _(done or STATES[found][0])


def value(table_name: str, name: str, side: Side | None) -> str:
    """Return one side's value as a person would read it; a blank says that it is blank."""
    if side is None:
        return ""
    return side.label or wording.value(table_name, name, side.value)


def day(ctx: Context, instant: str) -> str:
    """Return the date of an instant, blank for none."""
    return format_date(moments.local(ctx, instant).date(), "medium") if instant else ""


def moment(ctx: Context, instant: str) -> str:
    """Return date and time of an instant, blank for none."""
    if not instant:
        return ""
    local = moments.local(ctx, instant)
    return f"{format_date(local.date(), 'medium')}, {format_time(local.time())}"


def when(ctx: Context, at_ms: int) -> str:
    """Return date and time of an operation."""
    written = moments.of_milliseconds(ctx, at_ms)
    return f"{format_date(written.date(), 'medium')}, {format_time(written.time())}"


def author(ctx: Context, side: Side) -> str:
    """Return who wrote a value, when, and on which laptop."""
    at = when(ctx, side.at_ms)
    laptop = model.device_code(side.device)
    if side.device == ctx.me.device:
        return _("{who}, {when}, this laptop ({laptop})").format(
            who=side.who, when=at, laptop=laptop
        )
    return _("{who}, {when}, laptop {laptop}").format(
        who=side.who or _("Somebody unknown"), when=at, laptop=laptop
    )


def before_stop(name: str) -> str:
    """Return a name that ends a sentence: the stop of a degree (S.Sos.) is stop enough."""
    return name.removesuffix(".")


def size(count: int) -> str:
    """Return a file's size as people say it."""
    if count < 1_000_000:
        return _("{size} kB").format(size=format_number(max(1, round(count / 1000))))
    return _("{size} MB").format(size=f"{count / 1_000_000:.1f}".replace(".", ","))


def counts(by_table: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return kinds of record with their numbers, the largest first."""
    named: dict[str, int] = {}
    for name, number in by_table.items():
        named[wording.table(name)] = named.get(wording.table(name), 0) + number
    return sorted(named.items(), key=lambda item: (-item[1], item[0]))


def counts_line(by_table: Mapping[str, int]) -> str:
    """Return kinds of record with their numbers on one line."""
    return ", ".join(f"{name} {format_number(n)}" for name, n in counts(by_table))
