"""What people do with what was earned: look at a sharing, post it, take it back, ask."""

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
from fieldkit.features.kube.cashbook.model import CashEntry
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance
from fieldkit.features.kube.sharing import model, store
from fieldkit.features.kube.sharing.model import Plan, Proposal, Rule, Shared, Sharing

SENTENCES: dict[str, str] = {
    "more_than_earned": N_(
        "Only {open} of what these days earned is not shared yet. Share at most that."
    ),
    "nobody_gets_anything": N_(
        "By this rule nobody gets anything. Choose another rule or a larger amount."
    ),
    "shared_too_much": N_(
        "{kube}: more was paid out on {day} than was decided: {paid} of {amount}."
    ),
    "shared_twice": N_(
        "{kube}: {first} to {last} earned {profit}, and {shared} of it was shared out. Look"
        " whether it was shared twice, such as on two laptops."
    ),
    "already_taken_back": N_("This sharing was taken back already."),
}
sentences.register(SENTENCES)

RULES: dict[Rule, str] = {
    Rule.EQUAL: N_("The same for everybody"),
    Rule.ATTENDANCE: N_("By meetings attended"),
    Rule.WEIGHTS: N_("By parts the group writes down"),
}
# As the forms of a KUBE print them, whatever the window speaks.
RULE_TITLES: dict[Rule, str] = {
    Rule.EQUAL: "sama rata",
    Rule.ATTENDANCE: "menurut kehadiran rapat",
    Rule.WEIGHTS: "menurut bagian yang disepakati",
}


def proposal(ctx: Context, plan: Plan) -> Proposal:
    """How a plan would share out what its days earned; nothing is written.

    Without an amount it is all that was earned and not shared yet.
    """
    ctx.require(Permission.SEE_KUBE)
    first, last = plan.first_day or date.min, plan.last_day or ctx.today
    earned, cost = _earned(ctx, plan.kube_id, first, last)
    before = sum(
        one.sharing.amount or 0
        for one in sharings(ctx, plan.kube_id)
        if one.paid and one.id != plan.instead_of and _overlaps(one.sharing, first, last)
    )
    amount = plan.amount if plan.amount is not None else max(earned - cost - before, 0)
    people = group.members(ctx, plan.kube_id, at=last)
    kept, shares = model.shares(people, amount, plan.kas_permille, _weights(ctx, plan, first, last))
    return Proposal(
        earned=earned, cost=cost, shared_before=before, amount=amount, kept=kept, shares=shares
    )


def _earned(ctx: Context, kube_id: str, first: date, last: date) -> tuple[int, int]:
    """Return what days earned, and what that cost."""
    money = cashbook.summary(ctx, kube_id, first, last)
    earned = sum(money.income.get(account, 0) for account in model.EARNING)
    return earned, sum(money.expense.get(account, 0) for account in model.COSTS)


def _overlaps(sharing: Sharing, first: date, last: date) -> bool:
    begun, ended = sharing.first_day or date.min, sharing.last_day or date.max
    return begun <= last and first <= ended


def _weights(ctx: Context, plan: Plan, first: date, last: date) -> dict[str, int]:
    people = [member.id for member in group.members(ctx, plan.kube_id, at=last)]
    if plan.rule is Rule.EQUAL:
        return dict.fromkeys(people, 1)
    if plan.rule is Rule.WEIGHTS:
        return dict(plan.weights or {})
    return attended(ctx, plan.kube_id, first, last)


def attended(ctx: Context, kube_id: str, first: date, last: date) -> dict[str, int]:
    """How many meetings each member came to in a period."""
    ctx.require(Permission.SEE_KUBE)
    found: dict[str, int] = {}
    for came in meetings.attendance_between(ctx, kube_id, first, last).values():
        for member_id, mark in came.items():
            found[member_id] = found.get(member_id, 0) + (mark is Attendance.PRESENT)
    return found


def share(ctx: Context, plan: Plan) -> str:
    """Pay the shares out of the cash pot, in one step with what was decided; return its id."""
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, plan.kube_id)
    tidy = typed.tidied(plan, "basis")
    found = model.plan_problems(tidy, ctx.today)
    if found or tidy.amount is None or tidy.first_day is None or tidy.last_day is None:
        raise InvalidInputError(found)
    shown = _possible(ctx, tidy, tidy.amount)
    with ctx.db.write(Step(N_("Profit shared out, {kube}"), kube=kube.name)) as writer:
        return note_sharing(ctx, writer, tidy, shown)


def _possible(ctx: Context, plan: Plan, amount: int) -> Proposal:
    """Return how a plan would share; refuse more than was earned, or a rule that pays nobody."""
    shown = proposal(ctx, plan)
    if amount > shown.open:
        text = format_rupiah(shown.open)
        raise InvalidInputError([typed.problem("amount", "more_than_earned", open=text)])
    if not shown.paid_out:
        raise InvalidInputError([Problem("rule", "nobody_gets_anything")])
    return shown


def correct(ctx: Context, sharing_id: str, reason: str | None, plan: Plan) -> str:
    """Take a sharing back and post the right one beside it, in one step; return its id."""
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, plan.kube_id)
    tidy = replace(typed.tidied(plan, "basis"), instead_of=sharing_id)
    found = model.plan_problems(tidy, ctx.today)
    if not (reason or "").strip():
        found.append(Problem("why", "required"))
    former = _standing(ctx, sharing_id)
    if found or tidy.amount is None:
        raise InvalidInputError(found)
    shown = _possible(ctx, tidy, tidy.amount)
    with ctx.db.write(Step(N_("Profit sharing put right, {kube}"), kube=kube.name)) as writer:
        cashbook.take_back(ctx, writer, former, reason or "")
        return note_sharing(ctx, writer, tidy, shown)


def of_entry(ctx: Context, entry: CashEntry) -> str | None:
    """The sharing an entry paid out; None where it is none of this book."""
    ctx.require(Permission.SEE_KUBE)
    ref = next((line.ref for line in entry.lines if line.ref), None)
    return ref if ref and store.by_id(ctx.db, ref) else None


def plan_of(ctx: Context, sharing_id: str) -> Plan:
    """The plan a sharing was posted from; parts are what each got in relation to the others."""
    ctx.require(Permission.SEE_KUBE)
    one = sharing(ctx, sharing_id)
    known = one.sharing
    return Plan(
        kube_id=known.kube_id, first_day=known.first_day, last_day=known.last_day,
        shared_on=known.shared_on, amount=known.amount, kas_permille=known.kas_permille or 0,
        rule=known.rule, weights=model.parts(one.paid), basis=known.basis, instead_of=sharing_id,
    )  # fmt: skip


def note_sharing(ctx: Context, writer: Writer, plan: Plan, shown: Proposal) -> str:
    """Write what was decided and pay it out, inside an open step; return its id."""
    ctx.require(Permission.POST_CASH)
    first, last = plan.first_day or date.min, plan.last_day or ctx.today
    known = Sharing(
        id=new_id(), kube_id=plan.kube_id, shared_on=plan.shared_on, first_day=first,
        last_day=last, rule=plan.rule, profit=shown.profit, amount=shown.amount,
        kas_permille=plan.kas_permille, basis=plan.basis,
    )  # fmt: skip
    store.save(writer, known)
    cashbook.post(ctx, writer, model.entry(plan, known.id, shown.shares, _words(first, last)))
    return known.id


def _words(first: date, last: date) -> str:
    """Return what the cash book calls it; it is Indonesian (decision 13)."""
    days = f"{format_date(first, 'short', 'id')}–{format_date(last, 'short', 'id')}"
    return f"Pembagian hasil usaha {days}"


def take_back(ctx: Context, sharing_id: str, reason: str) -> None:
    """Take a sharing back: its entry is reversed, what was decided stays in the list."""
    ctx.require(Permission.POST_CASH)
    cashbook.correct_entry(ctx, _standing(ctx, sharing_id).id, reason)


def _standing(ctx: Context, sharing_id: str) -> CashEntry:
    paid = store.entry_of(ctx.db, sharing_id)
    if paid is None:
        raise NotFoundError
    if not cashbook.stands(ctx, paid[0]):
        raise InvalidInputError([Problem("reason", "already_taken_back")])
    return cashbook.entry(ctx, paid[0])


def sharings(ctx: Context, kube_id: str) -> list[Shared]:
    """List what a group shared, by day, with what each member got."""
    ctx.require(Permission.SEE_KUBE)
    paid = store.paid(ctx.db, kube_id)
    found = []
    for one in store.of_kube(ctx.db, kube_id):
        entry = store.entry_of(ctx.db, one.id)
        found.append(
            Shared(
                sharing=one, paid=paid.get(one.id, {}), entry_id=entry[0] if entry else None,
                proof_no=entry[1] if entry else "",
            )
        )  # fmt: skip
    return found


def sharing(ctx: Context, sharing_id: str) -> Shared:
    """One sharing; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    known = store.by_id(ctx.db, sharing_id)
    if known is None:
        raise NotFoundError
    return next(one for one in sharings(ctx, known.kube_id) if one.id == sharing_id)


def whole_month(kube_id: str, month: Month, today: date) -> Plan:
    """Return the plan that shares a month, as far as it has gone."""
    last = min(month.last, today)
    return Plan(kube_id=kube_id, first_day=month.first, last_day=last, shared_on=today)


def latest_month(ctx: Context) -> Month | None:
    """The last month anything was shared in."""
    ctx.require(Permission.SEE_KUBE)
    days = [
        one.sharing.shared_on
        for kube in group.kubes(ctx)
        for one in sharings(ctx, kube.id)
        if one.paid and one.sharing.shared_on
    ]
    return Month.of(max(days)) if days else None


def verify(ctx: Context) -> list[Problem]:
    """What was paid out beyond what was decided; `field` names the sharing."""
    ctx.require(Permission.CHECK_BOOK)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    found = []
    for kube in group.kubes(ctx):
        for one in sharings(ctx, kube.id):
            if one.total > (one.sharing.amount or 0):
                details: dict[str, object] = {
                    "kube": kube.name, "day": format_date(one.sharing.shared_on or ctx.today),
                    "paid": format_rupiah(one.total),
                    "amount": format_rupiah(one.sharing.amount or 0),
                }  # fmt: skip
                found.append(Problem(one.id, "shared_too_much", details))
        found += _shared_twice(ctx, kube)
    return found


def _shared_twice(ctx: Context, kube: Kube) -> list[Problem]:
    """Return the days of which more was shared than they earned, such as on two laptops."""
    standing = {one.id: one.sharing for one in sharings(ctx, kube.id) if one.paid}
    found = {}
    for known in standing.values():
        first, last = known.first_day or date.min, known.last_day or ctx.today
        shared = sum(
            other.amount or 0 for other in standing.values()
            if first <= (other.first_day or date.min) and (other.last_day or ctx.today) <= last
        )  # fmt: skip
        earned, cost = _earned(ctx, kube.id, first, last)
        if shared > earned - cost:
            details: dict[str, object] = {
                "kube": kube.name, "first": format_date(first), "last": format_date(last),
                "shared": format_rupiah(shared), "profit": format_rupiah(earned - cost),
            }  # fmt: skip
            found[first, last] = Problem(known.id, "shared_twice", details, is_warning=True)
    return list(found.values())
