"""What people do with dues, and what they ask: one entry for each meeting."""

from datetime import date, timedelta

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind
from fieldkit.features.kube.dues import model, store
from fieldkit.features.kube.dues.model import Arrear, DuesGrid, Moved, Posted, Sheet
from fieldkit.features.kube.group import service as group

SENTENCES: dict[str, str] = {
    "not_a_member": N_("Somebody in this list does not belong to the group."),
    "negative_dues": N_("What {name} paid can not be below zero."),
}
sentences.register(SENTENCES)

REASON = "Iuran rapat diperbaiki"


def post(ctx: Context, writer: Writer, sheet: Sheet, reason: str = REASON) -> Posted:
    """Bring the book to what was collected at a meeting, inside an open step.

    Nothing is written while nothing differs; see `cashbook.service.restate`.
    """
    ctx.require(Permission.POST_CASH)
    if found := model.problems(sheet, group.everyone(ctx, sheet.kube_id)):
        raise InvalidInputError(found)
    entry = CashEntry(
        kube_id=sheet.kube_id,
        booked_on=sheet.held_on,
        kind=Kind.DUES,
        description=entry_description(sheet.held_on),
        lines=model.lines(sheet),
    )
    done = cashbook.restate(ctx, writer, entry, sheet.meeting_id, reason)
    return Posted(
        total=sheet.total,
        entry_id=done.entry_id,
        has_changed=done.has_changed,
        is_correction=done.is_correction,
    )


def entry_description(held_on: date) -> str:
    """The words of a meeting's dues in the cash book."""
    return f"Iuran rapat {format_date(held_on, language='id')}"


def dues_entries(ctx: Context, meeting_id: str) -> list[CashEntry]:
    """The dues entries of a meeting that stand: one, or more where two laptops wrote."""
    found = cashbook.entries_of_meeting(ctx, meeting_id)
    return [entry for entry in found if entry.kind is Kind.DUES]


def paid_at(ctx: Context, meeting_id: str, fund: Account) -> dict[str, int]:
    """What each member paid at one meeting; who paid nothing is left out."""
    ctx.require(Permission.SEE_KUBE)
    return store.paid_at(ctx.db, meeting_id, fund)


def dues_grid(
    ctx: Context,
    kube_id: str,
    year: int | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    fund: Account = Account.DUES,
) -> DuesGrid:
    """Members by meetings for a year, or from one day to another."""
    ctx.require(Permission.SEE_KUBE)
    shown_year = year or ctx.today.year
    begin, end = first or date(shown_year, 1, 1), last or date(shown_year, 12, 31)
    known = store.period(ctx.db, kube_id, fund, begin, end)
    return model.grid(group.everyone(ctx, kube_id), known, end)


def standings(
    ctx: Context, kube_id: str, before: date | None = None, *, fund: Account = Account.DUES
) -> dict[str, int]:
    """What each member owes before a day, or now; below zero when paid ahead."""
    ctx.require(Permission.SEE_KUBE)
    day = before or ctx.today + timedelta(days=1)
    known = store.period(ctx.db, kube_id, fund, day, day)
    return model.standings(group.everyone(ctx, kube_id), known)


def arrears(ctx: Context, kube_id: str) -> list[Arrear]:
    """Who of the present members owes dues today, the highest amount first."""
    ctx.require(Permission.SEE_KUBE)
    owed = standings(ctx, kube_id)
    owing = [
        Arrear(member=member, amount=owed[member.id])
        for member in group.members(ctx, kube_id)
        if owed[member.id] > 0
    ]
    return sorted(owing, key=lambda one: (-one.amount, one.member.row_no or 0, one.member.name))


def moved_by(ctx: Context, kube_id: str, member_id: str) -> list[Moved]:
    """What a member paid in and received: dues, savings, loans, help; the newest first."""
    ctx.require(Permission.SEE_KUBE)
    return store.moved_by(ctx.db, kube_id, member_id)


def latest_month(ctx: Context, kube_id: str | None = None) -> Month | None:
    """The last month with a meeting, of one group or of all."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db, kube_id)
    return Month.of(found) if found else None
