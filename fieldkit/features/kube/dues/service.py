"""What people do with dues, and what they ask: one entry for each meeting."""

from datetime import date, timedelta

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind, waiver
from fieldkit.features.kube.dues import model, store
from fieldkit.features.kube.dues.model import Arrear, DuesGrid, Moved, Posted, Sheet
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import KubeMember

SENTENCES: dict[str, str] = {
    "not_a_member": N_("Somebody in this list does not belong to the group."),
    "negative_dues": N_("What {name} paid can not be below zero."),
    "more_than_owed": N_("{name} owes {owed} on that day. Write off at most that."),
    "waived_too_much": N_(
        "{kube}: {name} has arrears of {amount} written off and is ahead with the dues. Look"
        " whether it was written off twice."
    ),
    "nothing_waived": N_("Nothing is written off for this member."),
}
sentences.register(SENTENCES)

REASON = "Iuran rapat diperbaiki"
# What the cash book calls it; it is Indonesian (decision 13).
WAIVED_WORDS = {Account.DUES: "Tunggakan iuran", Account.IKS: "Tunggakan IKS"}


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


def waive(
    ctx: Context, member_id: str, amount: int | None, day: date | None, basis: str | None,
    reason: str | None, *, fund: Account = Account.DUES,
) -> str:  # fmt: skip
    """Let a member off what is owed, by a decision and with a reason; return the entry's id.

    No money moves, so no pot changes: the entry stands in the book for whoever asks why.
    """
    ctx.require(Permission.POST_CASH)
    member = group.member(ctx, member_id)
    wanted = {"amount": amount, "day": day, "basis": typed.bare(basis), "reason": reason}
    found = [Problem(name, "required") for name, value in wanted.items() if not value]
    if not found and day is not None and amount is not None:
        found = _waiver_problems(ctx, member, amount, day, fund)
    if found or amount is None or day is None:
        raise InvalidInputError(found)
    words = f"{WAIVED_WORDS[fund]} {member.name} dihapuskan"
    entry = waiver(
        member.kube_id, day, model.WAIVED[fund], amount, words, member=member.id, basis=basis,
        reason=reason,
    )  # fmt: skip
    name = group.kube(ctx, member.kube_id).name
    step = Step(N_("{amount} of arrears written off, {kube}"), amount=format_rupiah(amount),
                kube=name)  # fmt: skip
    with ctx.db.write(step) as writer:
        return cashbook.post(ctx, writer, entry)


def _waiver_problems(
    ctx: Context, member: KubeMember, amount: int, day: date, fund: Account
) -> list[Problem]:
    if amount < 0:
        return [Problem("amount", "negative")]
    owed = standings(ctx, member.kube_id, day + timedelta(days=1), fund=fund)[member.id]
    now = standings(ctx, member.kube_id, fund=fund)[member.id]
    most = max(min(owed, now), 0)
    if amount <= most:
        return []
    return [typed.problem("amount", "more_than_owed", name=member.name, owed=format_rupiah(most))]


def take_waiver_back(
    ctx: Context, member_id: str, reason: str, *, fund: Account = Account.DUES
) -> None:
    """Ask a member again for what was written off last."""
    ctx.require(Permission.POST_CASH)
    member = group.member(ctx, member_id)
    known = store.waiver_of(ctx.db, member.kube_id, member.id, fund)
    if known is None:
        raise InvalidInputError([Problem("reason", "nothing_waived")])
    cashbook.correct_entry(ctx, known, reason)


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
    """Who owes dues today, the highest amount first; who left owes until it is settled."""
    ctx.require(Permission.SEE_KUBE)
    owed = standings(ctx, kube_id)
    owing = [
        Arrear(member=member, amount=owed[member.id])
        for member in group.everyone(ctx, kube_id)
        if owed[member.id] > 0
    ]
    return sorted(owing, key=lambda one: (-one.amount, one.member.row_no or 0, one.member.name))


def verify(ctx: Context) -> list[Problem]:
    """Whose arrears may have been written off twice, such as on two laptops; for a look."""
    ctx.require(Permission.CHECK_BOOK)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    found = []
    for kube in group.kubes(ctx):
        for fund in model.WAIVED:
            grid = dues_grid(ctx, kube.id, first=date.min, last=ctx.today, fund=fund)
            found += [
                Problem(
                    row.member.id, "waived_too_much",
                    {"kube": kube.name, "name": row.member.name,
                     "amount": format_rupiah(row.waived)},
                    is_warning=True,
                )
                for row in grid.rows
                if row.waived and row.arrears < 0
            ]  # fmt: skip
    return found


def moved_by(ctx: Context, kube_id: str, member_id: str) -> list[Moved]:
    """What a member paid in and received: dues, savings, loans, help; the newest first."""
    ctx.require(Permission.SEE_KUBE)
    return store.moved_by(ctx.db, kube_id, member_id)


def latest_month(ctx: Context, kube_id: str | None = None) -> Month | None:
    """The last month with a meeting, of one group or of all."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db, kube_id)
    return Month.of(found) if found else None
