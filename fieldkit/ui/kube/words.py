"""Words, colours and small lists the KUBE screens share."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import EXPENSE, INCOME, Account, LedgerRow, Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import KubeMember
from fieldkit.features.kube.meetings.model import Attendance, Recorded, Seal, Status

MARK_KEYS: tuple[tuple[Attendance, str, str], ...] = (
    (Attendance.PRESENT, "H", "good"),
    (Attendance.SICK, "S", "attention"),
    (Attendance.EXCUSED, "I", "accent"),
    (Attendance.ABSENT, "A", "danger"),
)
STATUS_ROLES = {Status.PLANNED: "accent", Status.HELD: "good", Status.NOT_HELD: "attention"}
WEEKDAYS: tuple[tuple[int, str], ...] = (
    (1, N_("Monday")), (2, N_("Tuesday")), (3, N_("Wednesday")), (4, N_("Thursday")),
    (5, N_("Friday")), (6, N_("Saturday")), (7, N_("Sunday")),
)  # fmt: skip


def income_choices() -> list[tuple[Account, str]]:
    """Return what money may come in for."""
    return [(account, cashbook.ACCOUNTS[account]) for account in INCOME]


def expense_choices() -> list[tuple[Account, str]]:
    """Return what money may go out for."""
    return [(account, cashbook.ACCOUNTS[account]) for account in EXPENSE]


def pot_choices() -> list[tuple[Pot, str]]:
    """Return every pot to choose from."""
    return [(pot, cashbook.POTS[pot]) for pot in Pot]


def pots_of(ctx: Context, kube_id: str) -> list[tuple[Pot, str]]:
    """Return the pots a group keeps, to choose from."""
    kept = cashbook.pots_in_use(ctx, group.kube(ctx, kube_id))
    return [(pot, cashbook.POTS[pot]) for pot in kept]


def member_choices(members: Sequence[KubeMember]) -> list[tuple[str, str]]:
    """Return members to choose from, by name."""
    return [(member.id, member.name) for member in members]


def members_count(count: int) -> str:
    """Return `10 members`."""
    return ngettext("{count} member", "{count} members", count).format(count=count)


def day(value: date | None) -> str:
    """Return a day as lists show it."""
    return format_date(value, "medium") if value else ""


def confirmed(ctx: Context, seal: Seal) -> str:
    """Say who confirmed a meeting, and when."""
    people = {member.id: member.name for member in group.everyone(ctx, seal.kube_id)}
    names = [people.get(one or "", "–") for one in (seal.member_id, seal.other_id)]
    text = _("Confirmed by {first} and {second} on {date}.")
    return text.format(first=names[0], second=names[1], date=day(seal.sealed_on))


def recorded(done: Recorded) -> str:
    """Say in counted facts what recording a meeting did."""
    parts = [_("{count} present").format(count=done.present)]
    if done.dues:
        parts.append(_("dues {amount} recorded").format(amount=format_rupiah(done.dues)))
    if done.iks:
        parts.append(_("IKS {amount} recorded").format(amount=format_rupiah(done.iks)))
    if done.instalments:
        amount = format_rupiah(done.instalments)
        parts.append(_("instalments {amount} recorded").format(amount=amount))
    if done.decisions:
        parts.append(
            ngettext("{count} decision", "{count} decisions", done.decisions).format(
                count=done.decisions
            )
        )
    if done.follow_ups:
        parts.append(
            ngettext("{count} follow-up", "{count} follow-ups", done.follow_ups).format(
                count=done.follow_ups
            )
        )
    if done.entries:
        parts.append(
            ngettext("{count} cash entry", "{count} cash entries", done.entries).format(
                count=done.entries
            )
        )
    sentence = _("{facts}.").format(facts=", ".join(parts))
    if done.has_corrected_dues:
        taken_back = _("The former dues entry was taken back.")
        sentence = f"{sentence} {taken_back}"
    return sentence


def ledger_words(row: LedgerRow) -> str:
    """Return what a line of the cash book says."""
    if row.is_correction:
        return _("Correction: {description}").format(description=row.words)
    return row.words


def ledger_state(row: LedgerRow) -> str:
    """Return what became of a line, with the reason written for it."""
    if row.is_late:
        return _("Came late: dated {date}").format(date=format_date(row.booked_on, "medium"))
    if row.is_correction:
        return row.reason or _("Correction")
    if not row.counts:
        return _("Taken back")
    return row.reason or row.party or ""
