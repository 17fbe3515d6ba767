"""What people do with savings and loans: lend, take instalments, put by, give up, ask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind, Pot, Restated
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.loans import model, store
from fieldkit.features.kube.loans.model import Every, Loan, LoanState, Paid, Saver, Service, Sheet

SENTENCES: dict[str, str] = {
    "choose_borrower": N_("Choose the member who borrows."),
    "choose_saver": N_("Choose the member."),
    "instalment_count": N_("Write a number of instalments from 1 to {most}."),
    "due_before_lent": N_("The first instalment can not be due before the loan was given."),
    "service_rate": N_("Write the service as a share above 0 and up to {most} %."),
    "pays_too_much": N_(
        "{name} owes {left} in all. Write at most that; what is more can be put by as savings."
    ),
    "owes_nothing": N_("{name} has no loan that is still owed."),
    "split_differs": N_("Principal and service must add up to what was paid: {amount}."),
    "loan_is_paid_back": N_("Nothing of this loan is owed any more."),
    "loan_has_payments": N_(
        "Something was paid back on this loan already. Correct those lines in the cash book"
        " first, or write off what is left."
    ),
    "loan_is_fixed": N_("What was lent, to whom and when stands in the cash book as it is."),
    "saved_less": N_("{name} has {saved} put by; more than that can not be taken out."),
    "loan_differs": N_("{kube}: the loan of {name} was agreed as {agreed}, the book says {lent}."),
    "loan_overpaid": N_("{kube}: {name} has paid back {amount} more than was lent."),
}
sentences.register(SENTENCES)

EVERY: dict[Every, str] = {Every.WEEK: N_("Every week"), Every.MONTH: N_("Every month")}
SERVICES: dict[Service, str] = {
    Service.NONE: N_("None"),
    Service.AMOUNT: N_("A fixed amount"),
    Service.PERCENT: N_("Per cent of the principal"),
}
# The words of the cash book, which is Indonesian (decision 13).
LENT, RUNNING, PAID = "Pinjaman anggota", "Pinjaman yang sudah berjalan", "Angsuran pinjaman"
LOST, SAVED, WITHDRAWN = "Pinjaman dihapuskan", "Simpanan anggota", "Pengambilan simpanan"
REASON = "Angsuran rapat diperbaiki"


def lend(
    ctx: Context, wanted: Loan, *, was_running: bool = False, reason: str | None = None
) -> str:
    """Give a loan: what was agreed and the entry of the cash book, in one step; return its id.

    One that `was_running` when the book was begun takes nothing from a pot; its principal is
    what was then still owed. `reason` lets the pot fall below zero.
    """
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, wanted.kube_id)
    everyone = group.everyone(ctx, kube.id)
    tidy = model.tidied(replace(wanted, id=new_id()))
    if found := model.problems(tidy, everyone, ctx.today):
        raise InvalidInputError(found)
    step = Step(
        N_("Loan of {amount}, {kube}"), amount=format_rupiah(tidy.principal), kube=kube.name
    )
    with ctx.db.write(step) as writer:
        note_loan(ctx, writer, tidy, was_running=was_running, reason=reason)
    return tidy.id


def note_loan(
    ctx: Context,
    writer: Writer,
    loan: Loan,
    *,
    was_running: bool = False,
    reason: str | None = None,
) -> None:
    """Write a loan and its entry inside an open step."""
    ctx.require(Permission.POST_CASH)
    store.save(writer, loan)
    entry = CashEntry(
        kube_id=loan.kube_id,
        booked_on=loan.lent_on or ctx.today,
        kind=Kind.OPENING if was_running else Kind.LOAN,
        description=RUNNING if was_running else LENT,
        lines=model.loan_lines(loan, was_running=was_running),
        basis=loan.basis,
        reason=reason,
    )
    cashbook.post(ctx, writer, entry)


def change_terms(ctx: Context, wanted: Loan) -> None:
    """Agree anew on instalments, service, purpose; what was lent stays as the book has it."""
    ctx.require(Permission.POST_CASH)
    known = loan(ctx, wanted.id)
    tidy = model.tidied(wanted)
    fixed = ("kube_id", "member_id", "lent_on", "principal", "pot")
    if any(getattr(known, name) != getattr(tidy, name) for name in fixed):
        raise InvalidInputError([Problem("principal", "loan_is_fixed")])
    if found := model.problems(tidy, group.everyone(ctx, known.kube_id), ctx.today):
        raise InvalidInputError(found)
    step = Step(N_("Terms of a loan, {kube}"), kube=group.kube(ctx, known.kube_id).name)
    with ctx.db.write(step) as writer:
        store.save(writer, tidy)


def pay(
    ctx: Context, loan_id: str, amount: int | None, paid_on: date, *, service: int | None = None
) -> str:
    """Take an instalment; without a `service` the one that is due is taken first."""
    ctx.require(Permission.POST_CASH)
    known = state(ctx, loan_id, paid_on)
    kube = group.kube(ctx, known.loan.kube_id)
    ready = amount or 0
    principal, part = model.split(known, ready) if service is None else (ready - service, service)
    if found := _payment_problems(known, ready, principal, part):
        raise InvalidInputError(found)
    entry = payment(known.loan, principal, part, paid_on)
    step = Step(N_("Instalment of {amount}, {kube}"), amount=format_rupiah(ready), kube=kube.name)
    with ctx.db.write(step) as writer:
        return cashbook.post(ctx, writer, entry)


def payment(loan: Loan, principal: int, service: int, paid_on: date) -> CashEntry:
    """Return the entry of an instalment."""
    return CashEntry(
        kube_id=loan.kube_id,
        booked_on=paid_on,
        kind=Kind.INSTALMENT,
        description=PAID,
        lines=model.payment_lines(loan, principal, service),
    )


def _payment_problems(known: LoanState, amount: int, principal: int, service: int) -> list[Problem]:
    if amount <= 0:
        return [Problem("amount", "negative" if amount < 0 else "required")]
    if known.is_finished:
        return [Problem("amount", "loan_is_paid_back")]
    if principal < 0 or service < 0:
        return [Problem("service", "split_differs", {"amount": format_rupiah(amount)})]
    if principal > known.left:
        left = format_rupiah(known.left + service)
        return [typed.problem("amount", "pays_too_much", name=known.name, left=left)]
    return []


def write_off(ctx: Context, loan_id: str, given_up_on: date, basis: str) -> str:
    """Give up what is left of a loan; the decision it rests on is written down."""
    ctx.require(Permission.POST_CASH)
    known = state(ctx, loan_id)
    kube = group.kube(ctx, known.loan.kube_id)
    if not basis.strip():
        raise InvalidInputError([Problem("basis", "required")])
    if known.is_finished:
        raise InvalidInputError([Problem("given_up_on", "loan_is_paid_back")])
    entry = CashEntry(
        kube_id=kube.id,
        booked_on=given_up_on,
        kind=Kind.ENTRY,
        description=LOST,
        lines=model.loss_lines(known.loan, known.left),
        basis=basis,
    )
    amount = format_rupiah(known.left)
    with ctx.db.write(Step(N_("Write off {amount}, {kube}"), amount=amount, kube=kube.name)) as w:
        return cashbook.post(ctx, w, entry)


def cancel(ctx: Context, loan_id: str, reason: str) -> None:
    """Take back a loan given by mistake: its entry is reversed, the loan goes into the bin."""
    ctx.require(Permission.POST_CASH)
    known = state(ctx, loan_id)
    kube = group.kube(ctx, known.loan.kube_id)
    if not reason.strip():
        raise InvalidInputError([Problem("reason", "reason_required")])
    if known.paid.principal or known.paid.service or known.paid.lost:
        raise InvalidInputError([Problem("reason", "loan_has_payments")])
    with ctx.db.write(Step(N_("Take back a loan, {kube}"), kube=kube.name)) as writer:
        for entry_id in store.entries_of(ctx.db, loan_id):
            if cashbook.stands(ctx, entry_id):
                cashbook.take_back(ctx, writer, cashbook.entry(ctx, entry_id), reason)
        writer.remove("loan", loan_id)


# -- savings ---------------------------------------------------------------------------------


def put_by(
    ctx: Context, kube_id: str, member_id: str | None, amount: int | None, paid_on: date,
    *, reason: str | None = None,
) -> str:  # fmt: skip
    """Take money a member puts by, or give it back where the amount is below zero."""
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, kube_id)
    people = {m.id: m.name for m in group.everyone(ctx, kube_id)}
    if member_id not in people:
        raise InvalidInputError([Problem("member", "choose_saver")])
    if not amount:
        raise InvalidInputError([Problem("amount", "required")])
    held = store.saved(ctx.db, kube_id).get(member_id, 0)
    if amount < -held:
        saved = format_rupiah(held)
        found = typed.problem("amount", "saved_less", name=people[member_id], saved=saved)
        raise InvalidInputError([found])
    entry = CashEntry(
        kube_id=kube_id,
        booked_on=paid_on,
        kind=Kind.SAVING,
        description=SAVED if amount > 0 else WITHDRAWN,
        lines=model.saving_lines(member_id, amount),
        reason=reason,
    )
    name = (
        N_("Savings of {amount}, {kube}") if amount > 0 else N_("{amount} saved taken out, {kube}")
    )
    step = Step(name, amount=format_rupiah(abs(amount)), kube=kube.name)
    with ctx.db.write(step) as writer:
        return cashbook.post(ctx, writer, entry)


def savings(ctx: Context, kube_id: str, month: Month | None = None) -> list[Saver]:
    """What each member has put by: those who belong to the group, and whoever has some."""
    ctx.require(Permission.SEE_KUBE)
    shown = month or Month.of(ctx.today)
    held = store.saved(ctx.db, kube_id, str(month) if month else None)
    moved = store.moved(ctx.db, kube_id, shown.first.isoformat(), shown.last.isoformat())
    found = []
    for member in group.everyone(ctx, kube_id):
        has, (put, taken) = held.get(member.id, 0), moved.get(member.id, (0, 0))
        if has or put or taken or member.is_member_on(min(shown.last, ctx.today)):
            found.append(Saver(member=member, held=has, put_in=put, taken_out=taken))
    return found


# -- at a meeting ----------------------------------------------------------------------------


def post_sheet(ctx: Context, writer: Writer, sheet: Sheet, reason: str = REASON) -> Restated:
    """Bring the book to what borrowers paid at a meeting, inside an open step.

    What one pays goes to the oldest loan first, service before principal. An amount that is
    not changed stays shared out as it was: what was paid since is no reason to correct it.
    """
    ctx.require(Permission.POST_CASH)
    known = running(ctx, sheet.kube_id, sheet.held_on, without_meeting=sheet.meeting_id)
    standing = _taken_at(ctx, sheet.meeting_id)
    payments: list[tuple[Loan, int, int]] = []
    for member_id, amount in sorted(sheet.paid.items()):
        parts = standing.get(member_id, [])
        if amount == sum(principal + service for _loan, principal, service in parts):
            payments += parts
            continue
        own = [one for one in known if one.loan.member_id == member_id]
        payments += _shared_out(ctx, sheet, member_id, amount, own)
    entry = CashEntry(
        kube_id=sheet.kube_id,
        booked_on=sheet.held_on,
        kind=Kind.INSTALMENT,
        description=f"Angsuran rapat {format_date(sheet.held_on, language='id')}",
        lines=model.sheet_lines(payments),
    )
    return cashbook.restate(ctx, writer, entry, sheet.meeting_id, reason)


def _taken_at(ctx: Context, meeting_id: str) -> dict[str, list[tuple[Loan, int, int]]]:
    """Return {member: [(loan, principal, service)]} of what stands as paid at a meeting."""
    found: dict[str, list[tuple[Loan, int, int]]] = {}
    for loan_id, parts in _paid_at(ctx, meeting_id).items():
        known = store.by_id(ctx.db, loan_id)
        if known is not None:
            service = sum(amount for _member, amount, is_service in parts if is_service)
            total = sum(amount for _member, amount, _is_service in parts)
            taken = (known, total - service, service)
            found.setdefault(parts[0][0], []).append(taken)
    return found


def _shared_out(
    ctx: Context, sheet: Sheet, member_id: str, amount: int, own: Sequence[LoanState]
) -> list[tuple[Loan, int, int]]:
    name = next((m.name for m in group.everyone(ctx, sheet.kube_id) if m.id == member_id), "")
    if amount < 0:
        raise InvalidInputError([Problem("instalments", "negative")])
    if not own:
        raise InvalidInputError([Problem("instalments", "owes_nothing", {"name": name})])
    found, rest = [], amount
    for one in own:
        principal, service = model.split(one, rest)
        principal = min(principal, one.left)
        if principal or service:
            found.append((one.loan, principal, service))
        rest -= principal + service
    if rest:
        left = format_rupiah(amount - rest)
        wrong = typed.problem("instalments", "pays_too_much", name=name, left=left)
        raise InvalidInputError([wrong])
    return found


def paid_at(ctx: Context, meeting_id: str) -> dict[str, int]:
    """What each borrower paid at one meeting; who paid nothing is left out."""
    found: dict[str, int] = {}
    for parts in _paid_at(ctx, meeting_id).values():
        for member_id, amount, _is_service in parts:
            found[member_id] = found.get(member_id, 0) + amount
    return found


def _paid_at(ctx: Context, meeting_id: str) -> dict[str, list[tuple[str, int, bool]]]:
    """Return {loan: [(member, amount, whether it is service)]} of a meeting."""
    found: dict[str, list[tuple[str, int, bool]]] = {}
    for entry in cashbook.entries_of_meeting(ctx, meeting_id):
        for line in entry.lines if entry.kind is Kind.INSTALMENT else ():
            if line.ref and line.member:
                part = (line.member, -line.amount, line.account == Account.SERVICE)
                found.setdefault(line.ref, []).append(part)
    return found


# -- asking ----------------------------------------------------------------------------------


def loan(ctx: Context, loan_id: str) -> Loan:
    """One loan as it was agreed; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    found = store.by_id(ctx.db, loan_id)
    if found is None:
        raise NotFoundError
    return found


def state(ctx: Context, loan_id: str, at: date | None = None) -> LoanState:
    """One loan with what is still owed, today or as things are due on another day."""
    known = loan(ctx, loan_id)
    found = _states(ctx, known.kube_id, [known], at or ctx.today)
    return found[0]


def loans(ctx: Context, kube_id: str, at: date | None = None) -> list[LoanState]:
    """List a group's loans, those still owed first; `at` is the day they are looked at."""
    ctx.require(Permission.SEE_KUBE)
    found = _states(
        ctx, kube_id, store.loans_of(ctx.db, kube_id), at or ctx.today, is_past=bool(at)
    )
    known = [one for one in found if at is None or (one.loan.lent_on or at) <= at]
    return sorted(known, key=lambda one: one.is_finished)


def running(
    ctx: Context, kube_id: str, at: date | None = None, *, without_meeting: str = ""
) -> list[LoanState]:
    """List what is still owed, the oldest first; what one meeting brought may be left out."""
    ctx.require(Permission.SEE_KUBE)
    day = at or ctx.today
    taken = _paid_at(ctx, without_meeting) if without_meeting else {}
    found = [
        replace(one, paid=_without(one.paid, taken.get(one.id, ())))
        for one in _states(ctx, kube_id, store.loans_of(ctx.db, kube_id), day)
    ]
    open_ones = [one for one in found if not one.is_finished]
    return sorted(open_ones, key=lambda one: (one.loan.lent_on or day, one.id))


def _without(paid: Paid, parts: Sequence[tuple[str, int, bool]]) -> Paid:
    service = sum(amount for _member, amount, is_service in parts if is_service)
    principal = sum(amount for _member, amount, is_service in parts if not is_service)
    return replace(paid, principal=paid.principal - principal, service=paid.service - service)


def wanted_at(ctx: Context, kube_id: str, held_on: date, meeting_id: str = "") -> dict[str, int]:
    """What each borrower is to pay at a meeting: the arrears, or else the next instalment."""
    found: dict[str, int] = {}
    for one in running(ctx, kube_id, held_on, without_meeting=meeting_id):
        member_id = one.loan.member_id
        found[member_id] = found.get(member_id, 0) + one.wanted
    return found


def _states(
    ctx: Context, kube_id: str, known: Sequence[Loan], day: date, *, is_past: bool = False
) -> list[LoanState]:
    people = {member.id: member for member in group.everyone(ctx, kube_id)}
    paid: Mapping[str, Paid] = store.paid(ctx.db, kube_id, day.isoformat() if is_past else None)
    return [
        LoanState(
            loan=one, member=people.get(one.member_id), paid=paid.get(one.id, Paid()), today=day
        )
        for one in known
    ]


def history(ctx: Context, loan_id: str) -> list[CashEntry]:
    """List the entries of a loan, corrections too, in the order of their days."""
    ctx.require(Permission.SEE_KUBE)
    return [cashbook.entry(ctx, entry_id) for entry_id in store.entries_of(ctx.db, loan_id)]


def is_kept(ctx: Context, kube_id: str) -> bool:
    """Whether a group saves or lends: by its own rule, or because it has done so."""
    kube = group.kube(ctx, kube_id)
    return kube.has_loans or cashbook.is_begun(ctx, kube_id, Pot.LOANS)


def latest_month(ctx: Context, kube_id: str | None = None) -> Month | None:
    """The last month anything was lent, paid back or saved."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_month(ctx.db, kube_id)
    return Month.parse(found) if found else None


def verify(ctx: Context) -> list[Problem]:
    """What does not fit between loans and the cash book; `field` names the loan."""
    ctx.require(Permission.CHECK_BOOK)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    names = {kube.id: kube.name for kube in group.kubes(ctx)}
    found = [
        Problem(
            loan_id, "loan_differs",
            {
                "kube": names.get(kube_id, ""), "name": state(ctx, loan_id).name,
                "agreed": format_rupiah(agreed), "lent": format_rupiah(lent),
            },
        )
        for kube_id, loan_id, agreed, lent in store.lent_otherwise(ctx.db)
    ]  # fmt: skip
    overpaid = [
        Problem(
            one.id, "loan_overpaid",
            {"kube": name, "name": one.name, "amount": format_rupiah(-one.left)}, is_warning=True,
        )
        for kube_id, name in names.items() for one in loans(ctx, kube_id) if one.left < 0
    ]  # fmt: skip
    return found + overpaid
