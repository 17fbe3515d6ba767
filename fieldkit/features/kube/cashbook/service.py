"""What people do with the money of a KUBE, and what they ask of its books."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.kube.cashbook import audit, model, store
from fieldkit.features.kube.cashbook.model import (
    Account,
    CashEntry,
    Correction,
    Kind,
    Ledger,
    MoneySummary,
    Pot,
    Restated,
)
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube

SENTENCES: dict[str, str] = {
    "zero_amount": N_("The amount can not be zero."),
    "entry_out_of_balance": N_("What comes in and what it is for do not add up."),
    "unknown_account": N_("This book knows no account “{account}”."),
    "no_pot": N_("The entry names no pot of money."),
    "pot_below_zero": N_(
        "{pot} holds {balance} on {day}, so {amount} can not be taken from it."
        " Check the amount and the date, or write down how that could be."
    ),
    "reason_required": N_("Write down why the entry is corrected; the book keeps both."),
    "already_corrected": N_("This entry has been corrected already."),
    "is_correction": N_("This line is itself a correction. Correct the entry it belongs to."),
    "opening_exists": N_("{pot} already has its first balance. Correct that entry instead."),
    "entry_unbalanced": N_("{kube}: entry {proof} does not add up to zero."),
    "entry_unknown_account": N_(
        "{kube}: entry {proof} uses an account this program does not know."
    ),
    "reversal_differs": N_("{kube}: the correction of {proof} does not undo it exactly."),
    "reversal_waits": N_("{kube}: a correction has arrived before the entry it belongs to."),
    "pot_is_negative": N_("{kube}: {pot} fell to {balance} on {day} and no reason is written."),
    "pot_fell_with_reason": N_(
        "{kube}: {pot} stands at {balance} on {day}. An entry or a correction before that day"
        " explains it by a written reason; look whether it is right."
    ),
    "period_closed": N_(
        "The books are closed to the end of {month}. Book it from {day} on; what it was for"
        " can be written into the description."
    ),
    "proof_used_twice": N_("{kube}: the proof number {proof} is used twice."),
}
sentences.register(SENTENCES)

POTS: dict[Pot, str] = {
    Pot.KAS: N_("Cash"),
    Pot.IKS: N_("IKS"),
    Pot.LOANS: N_("Savings and loans"),
    Pot.BANK: N_("Bank account"),
}
ACCOUNTS: dict[Account, str] = {
    Account.DUES: N_("Dues"),
    Account.IKS: N_("IKS contribution"),
    Account.SALES: N_("Sales"),
    Account.ORDERS: N_("Orders (PMT, catering)"),
    Account.GRANT: N_("Grant or prize"),
    Account.DONATION: N_("Donation"),
    Account.SERVICE: N_("Service on loans"),
    Account.INTEREST: N_("Bank interest"),
    Account.FOUND: N_("Cash count: too much"),
    Account.OTHER_INCOME: N_("Other income"),
    Account.OPENING: N_("Opening balance"),
    Account.SUPPLIES: N_("Supplies"),
    Account.EQUIPMENT: N_("Tools and equipment"),
    Account.WAGES: N_("Wages"),
    Account.TRANSPORT: N_("Transport"),
    Account.HELP_ILLNESS: N_("Help in illness"),
    Account.HELP_BEREAVEMENT: N_("Help in bereavement"),
    Account.HELP_URGENT: N_("Help in urgent need"),
    Account.MEETING: N_("Meeting"),
    Account.SHARE: N_("Shared among members"),
    Account.BANK_COST: N_("Bank charges"),
    Account.LOSS: N_("Loan written off"),
    Account.MISSING: N_("Cash count: missing"),
    Account.OTHER: N_("Other expense"),
    Account.LOAN: N_("Loans to members"),
    Account.SAVINGS: N_("Savings of members"),
    Account.WAIVED_DUES: N_("Dues written off"),
    Account.WAIVED_IKS: N_("IKS written off"),
}
# As the book and the forms of a KUBE call them, whatever the window speaks.
ACCOUNT_TITLES = {
    Account.DUES: "Iuran", Account.IKS: "Iuran IKS", Account.SALES: "Penjualan",
    Account.ORDERS: "Pesanan (PMT, katering)", Account.GRANT: "Bantuan atau hadiah",
    Account.DONATION: "Sumbangan", Account.SERVICE: "Jasa pinjaman",
    Account.INTEREST: "Bunga bank", Account.FOUND: "Selisih lebih hitungan kas",
    Account.OTHER_INCOME: "Pemasukan lain", Account.OPENING: "Saldo awal buku",
    Account.SUPPLIES: "Belanja bahan", Account.EQUIPMENT: "Alat dan perlengkapan",
    Account.WAGES: "Upah", Account.TRANSPORT: "Transportasi",
    Account.HELP_ILLNESS: "Bantuan sakit", Account.HELP_BEREAVEMENT: "Bantuan duka",
    Account.HELP_URGENT: "Bantuan mendesak", Account.MEETING: "Rapat",
    Account.SHARE: "Dibagikan kepada anggota", Account.BANK_COST: "Biaya bank",
    Account.LOSS: "Pinjaman dihapuskan", Account.MISSING: "Selisih kurang hitungan kas",
    Account.OTHER: "Pengeluaran lain",
}  # fmt: skip
PREFIX = "BK"
_LEADERS_LETTERS = "BCDEFGHJKLMNPRSTUVWXYZ"
_FRESH = timedelta(hours=24)


def record_entry(ctx: Context, wanted: CashEntry) -> str:
    """Put an entry into the book, in a step of its own, and return its id."""
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, wanted.kube_id)
    amount = format_rupiah(max((abs(line.amount) for line in wanted.lines), default=0))
    with ctx.db.write(Step(_step_name(wanted), amount=amount, kube=kube.name)) as writer:
        return post(ctx, writer, wanted)


def _step_name(entry: CashEntry) -> str:
    if entry.kind is Kind.TRANSFER:
        return N_("{amount} from pot to pot, {kube}")
    came_in = sum(entry.into(pot) for pot in Pot) > 0
    return N_("Money in {amount}, {kube}") if came_in else N_("Money out {amount}, {kube}")


def post(ctx: Context, writer: Writer, wanted: CashEntry, *, may_be_late: bool = False) -> str:
    """Put an entry into the book inside an open step; refuse it whole when anything is wrong.

    The proof number and the time of recording are given here. What `may_be_late`, such as the
    money of a meeting typed after its month was closed, counts in the next open month.
    """
    ctx.require(Permission.POST_CASH)
    tidy = replace(
        wanted,
        description=" ".join(wanted.description.split()),
        reason=_bare(wanted.reason),
        party=_bare(wanted.party),
        basis=_bare(wanted.basis),
    )
    found = model.problems(tidy, ctx.today)
    if not may_be_late and store.is_closed(ctx.db, tidy.kube_id, tidy.booked_on, ctx.today):
        found.append(_closed_problem(ctx, tidy.kube_id))
    if not found and tidy.kind is Kind.OPENING:
        found = _opening_problems(ctx, tidy)
    if not found and tidy.reason is None:
        found = _pot_problems(ctx, tidy)
    if found:
        raise InvalidInputError(found)
    return store.post(
        writer,
        replace(
            tidy,
            id=tidy.id or new_id(),
            proof_no=_next_proof(ctx, tidy.kube_id),
            recorded_at=ctx.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        ),
    )


def _bare(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _closed_problem(ctx: Context, kube_id: str) -> Problem:
    until = Month.parse(store.closed_until(ctx.db, kube_id, ctx.today) or str(Month.of(ctx.today)))
    details: dict[str, object] = {
        "month": format_month(until), "day": format_date(until.next().first),
    }  # fmt: skip
    return Problem("booked_on", "period_closed", details)


def closed_until(ctx: Context, kube_id: str) -> Month | None:
    """The last month of a group's books that was closed."""
    ctx.require(Permission.SEE_KUBE)
    found = store.closed_until(ctx.db, kube_id, ctx.today)
    return Month.parse(found) if found else None


def _opening_problems(ctx: Context, entry: CashEntry) -> list[Problem]:
    return [
        Problem("pot", "opening_exists", {"pot": _(POTS[pot])})
        for pot in entry.pots
        if store.has_opening(ctx.db, entry.kube_id, pot)
    ]


def _pot_problems(ctx: Context, entry: CashEntry) -> list[Problem]:
    found = []
    for pot in entry.pots:
        change = entry.into(pot)
        if change >= 0:
            continue
        lowest, on_day = store.lowest_from(ctx.db, entry.kube_id, pot, entry.booked_on)
        if lowest + change < 0:
            day = date.fromisoformat(on_day) if on_day else entry.booked_on
            details: dict[str, object] = {
                "pot": _(POTS[pot]), "balance": format_rupiah(lowest),
                "amount": format_rupiah(-change), "day": format_date(day),
            }  # fmt: skip
            found.append(Problem("reason", "pot_below_zero", details))
    return found


def proof_letter(ctx: Context) -> str:
    """The letter in this book's proof numbers: A for facilitators, another for leaders.

    It follows from the role and the device, so it needs no keeping; two books that still
    share a letter and number are told by `verify`.
    """
    if ctx.role is Role.LEADER:
        return _LEADERS_LETTERS[ctx.me.device % len(_LEADERS_LETTERS)]
    return "A"


def _next_proof(ctx: Context, kube_id: str) -> str:
    prefix = f"{PREFIX}-{proof_letter(ctx)}-"
    return f"{prefix}{store.last_number(ctx.db, kube_id, prefix) + 1:04}"


def correct_entry(
    ctx: Context,
    entry_id: str,
    reason: str,
    replacement: CashEntry | None = None,
    *,
    booked_on: date | None = None,
) -> Correction:
    """Take an entry back by a further one and put the right one beside it, in one step."""
    ctx.require(Permission.POST_CASH)
    former = entry(ctx, entry_id)
    kube = group.kube(ctx, former.kube_id)
    found = _correction_problems(ctx, former, reason)
    if booked_on and booked_on > ctx.today:
        found.append(Problem("booked_on", "in_future"))
    if found:
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Correct the cash book of {kube}"), kube=kube.name)) as writer:
        back = take_back(ctx, writer, former, reason, booked_on=booked_on)
        if replacement is None:
            return Correction(reversal_id=back)
        ready = replace(
            replacement,
            kube_id=former.kube_id,
            meeting_id=replacement.meeting_id or former.meeting_id,
        )
        return Correction(reversal_id=back, replacement_id=post(ctx, writer, ready))


def take_back(
    ctx: Context, writer: Writer, former: CashEntry, reason: str, *, booked_on: date | None = None
) -> str:
    """Reverse an entry inside an open step; return the id of the reversing entry."""
    ctx.require(Permission.POST_CASH)
    day = booked_on or correction_day(ctx, former)
    return writer.reverse(
        "cash_entry", former.id, booked_on=day.isoformat(), reason=" ".join(reason.split())
    )


def restate(
    ctx: Context, writer: Writer, wanted: CashEntry, meeting_id: str, reason: str
) -> Restated:
    """Bring the book to what was collected at a meeting, inside an open step.

    Nothing is written while nothing differs; else the former entries of this kind are taken
    back, for this reason, and the wanted one is booked anew. The first booking lands on the
    day of the meeting; two laptops that wrote the same make one entry.
    """
    ctx.require(Permission.POST_CASH)
    found = entries_of_meeting(ctx, meeting_id)
    standing = [entry for entry in found if entry.kind is wanted.kind]
    if _says(standing, wanted):
        return Restated(entry_id=standing[0].id if standing else None)
    booked_on = wanted.booked_on
    for former in standing:
        day = correction_day(ctx, former)
        booked_on = max(booked_on, day) if day != former.booked_on else booked_on
        take_back(ctx, writer, former, reason, booked_on=day)
    if not wanted.lines:
        return Restated(has_changed=True, is_correction=bool(standing))
    revision = str(store.revisions(ctx.db, meeting_id, wanted.kind) + 1)
    ready = replace(
        wanted,
        id=derived_id(wanted.kind.value, meeting_id, revision, model.lines_text(wanted.lines)),
        meeting_id=meeting_id,
        booked_on=booked_on,
    )
    posted = post(ctx, writer, ready, may_be_late=True)
    return Restated(entry_id=posted, has_changed=True, is_correction=bool(standing))


def _says(standing: list[CashEntry], wanted: CashEntry) -> bool:
    if not standing:
        return not wanted.lines
    return (
        len(standing) == 1
        and set(standing[0].lines) == set(wanted.lines)
        and standing[0].description == wanted.description
    )


def correction_day(ctx: Context, former: CashEntry) -> date:
    """The day a correction is booked on: today, for what has been printed stays true.

    A slip put right within a day of typing goes to the entry's own day instead, unless its
    month has been closed meanwhile.
    """
    ctx.require(Permission.SEE_KUBE)
    is_closed = store.is_closed(ctx.db, former.kube_id, former.booked_on, ctx.today)
    if former.recorded_at and not is_closed:
        recorded = datetime.fromisoformat(former.recorded_at)
        if ctx.clock.now() - recorded < _FRESH:
            return former.booked_on
    return max(ctx.today, former.booked_on)


def _correction_problems(ctx: Context, former: CashEntry, reason: str) -> list[Problem]:
    if former.reverses is not None:
        return [Problem("entry", "is_correction")]
    if not store.stands(ctx.db, former.id):
        return [Problem("entry", "already_corrected")]
    if not reason.strip():
        return [Problem("reason", "reason_required")]
    if len(reason) > model.LONGEST_TEXT:
        details: dict[str, object] = {"limit": model.LONGEST_TEXT, "length": len(reason)}
        return [Problem("reason", "too_long", details)]
    return []


def entry(ctx: Context, entry_id: str) -> CashEntry:
    """One entry; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    found = store.by_id(ctx.db, entry_id)
    if found is None:
        raise NotFoundError
    return found


def versions(ctx: Context, entry_id: str) -> list[CashEntry]:
    """One entry as each laptop wrote it: more than one where two took back the same."""
    ctx.require(Permission.SEE_KUBE)
    return store.versions(ctx.db, entry_id)


def stands(ctx: Context, entry_id: str) -> bool:
    """Whether an entry counts and may be corrected."""
    known = entry(ctx, entry_id)
    return known.reverses is None and store.stands(ctx.db, known.id)


def entries_of_meeting(ctx: Context, meeting_id: str) -> list[CashEntry]:
    """List the entries of a meeting that stand, in the order of the book."""
    ctx.require(Permission.SEE_KUBE)
    return store.counting(ctx.db, meeting_id)


def all_entries(ctx: Context, kube_id: str) -> list[CashEntry]:
    """List everything ever booked for a group, corrections too."""
    ctx.require(Permission.SEE_KUBE)
    return store.all_entries(ctx.db, kube_id)


def entries_of_month(ctx: Context, kube_id: str, month: Month) -> list[CashEntry]:
    """List every entry that counts in a month, by day and id."""
    ctx.require(Permission.SEE_KUBE)
    first, last = month.first.isoformat(), month.last.isoformat()
    return store.entries_between(ctx.db, kube_id, first, last)


def ledger_of(
    ctx: Context,
    kube_id: str,
    pot: Pot = Pot.KAS,
    first: date | None = None,
    last: date | None = None,
) -> Ledger:
    """A pot's cash book for a period, with the balance carried into it."""
    ctx.require(Permission.SEE_KUBE)
    brought, rows = store.ledger(ctx.db, kube_id, pot, first, last)
    return Ledger(pot=pot, rows=tuple(rows), brought=brought)


def balances(ctx: Context, kube_id: str, at: date | None = None) -> dict[Pot, int]:
    """What each pot holds, now or at the end of a day."""
    ctx.require(Permission.SEE_KUBE)
    return {pot: _at_end(ctx, kube_id, pot, at) for pot in Pot}


def balances_before(ctx: Context, kube_id: str, day: date) -> dict[Pot, int]:
    """What each pot held when a day began."""
    ctx.require(Permission.SEE_KUBE)
    return {pot: store.total(ctx.db, kube_id, pot, before=day)[0] for pot in Pot}


def first_month(ctx: Context, kube_id: str) -> Month | None:
    """The month of the first entry of a group's books."""
    ctx.require(Permission.SEE_KUBE)
    found = store.first_day(ctx.db, kube_id)
    return Month.of(found) if found else None


def cash_in_hand(ctx: Context, kube_id: str, at: date | None = None) -> int:
    """What the cash box should hold, now or at the end of a day: every pot but the bank."""
    return sum(held for pot, held in balances(ctx, kube_id, at).items() if pot.is_counted)


def pots_in_use(ctx: Context, kube: Kube) -> list[Pot]:
    """The pots a group keeps: its cash, what it agreed on, and whatever holds money."""
    held = balances(ctx, kube.id)
    agreed = {
        Pot.KAS: True,
        Pot.IKS: kube.iks_amount is not None,
        Pot.LOANS: kube.has_loans,
        Pot.BANK: bool(kube.bank_name or kube.bank_account),
    }
    return [pot for pot in Pot if agreed[pot] or held[pot] or store.is_used(ctx.db, kube.id, pot)]


def is_begun(ctx: Context, kube_id: str, pot: Pot) -> bool:
    """Whether anything was ever booked in a pot."""
    ctx.require(Permission.SEE_KUBE)
    return store.is_used(ctx.db, kube_id, pot)


def _at_end(ctx: Context, kube_id: str, account: str, day: date | None) -> int:
    before = None if day is None or day == date.max else day + timedelta(days=1)
    return store.total(ctx.db, kube_id, account, before=before)[0]


def month_summary(ctx: Context, kube_id: str, month: Month) -> MoneySummary:
    """A month's money by pot and by account."""
    return summary(ctx, kube_id, month.first, month.last)


def summary(ctx: Context, kube_id: str, first: date, last: date) -> MoneySummary:
    """A period's money by pot and by account."""
    ctx.require(Permission.SEE_KUBE)
    sums = store.sums_by_account(ctx.db, kube_id, first, last)
    return MoneySummary(
        opening=balances_before(ctx, kube_id, first),
        closing=balances(ctx, kube_id, last),
        income={a: -sums[a] for a in Account if a.is_income and sums.get(a)},
        expense={a: sums[a] for a in Account if a.is_expense and sums.get(a)},
    )


def monthly_balances(
    ctx: Context, kube_id: str, until: Month, months: int = 12
) -> list[tuple[Month, dict[Pot, int] | None]]:
    """What the pots held at the end of each month; None before the book was begun."""
    ctx.require(Permission.SEE_KUBE)
    begun = store.first_day(ctx.db, kube_id)
    wanted = [until.plus(back) for back in range(1 - months, 1)]
    return [
        (m, balances(ctx, kube_id, m.last) if begun and begun <= m.last else None) for m in wanted
    ]


def latest_month(ctx: Context, kube_id: str | None = None) -> Month | None:
    """The last month with an entry, of one group or of all."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db, kube_id)
    return Month.of(found) if found else None


def latest_receipt_month(ctx: Context) -> Month | None:
    """The last month with an entry that names who paid or was paid."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_party_day(ctx.db)
    return Month.of(found) if found else None


def verify(ctx: Context) -> list[Problem]:
    """What does not add up in any cash book; `field` names the entry, warnings are for a look."""
    ctx.require(Permission.CHECK_BOOK)
    names = (
        {kube.id: kube.name for kube in group.kubes(ctx)} if ctx.may(Permission.SEE_KUBE) else {}
    )
    found = [
        Problem(
            known.id,
            code,
            {"kube": names.get(known.kube_id, ""), "proof": known.proof_no or "–"},
            is_warning=code in audit.FOR_A_LOOK,
        )
        for known, code in audit.findings(store.all_entries(ctx.db))
    ]
    return found + _negative_pots(ctx, names)


def _negative_pots(ctx: Context, names: dict[str, str]) -> list[Problem]:
    found = []
    for kube_id in store.kube_ids(ctx.db):
        for pot in Pot:
            days = sorted(
                store.days_below_zero(ctx.db, kube_id, pot), key=lambda day: day.is_explained
            )
            for below in days[:1]:
                details: dict[str, object] = {
                    "kube": names.get(kube_id, ""), "pot": _(POTS[pot]),
                    "balance": format_rupiah(below.balance), "day": format_date(below.day),
                }  # fmt: skip
                code = "pot_fell_with_reason" if below.is_explained else "pot_is_negative"
                is_warning = code in audit.FOR_A_LOOK
                found.append(Problem(below.entry_id, code, details, is_warning=is_warning))
    return found
