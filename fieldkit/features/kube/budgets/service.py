"""What people do with budgets (RAB), and what they ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, rows, typed
from fieldkit.features.kube.budgets import model, store
from fieldkit.features.kube.budgets.model import Budget, BudgetLine, BudgetPage, Source, Spending
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_out
from fieldkit.features.kube.group import service as group

SENTENCES: dict[str, str] = {
    "budget_line_is_wrong": N_(
        "Line {number}: write what it is, a volume above zero, and the price of one."
    ),
    "budget_line_open": N_("Line {number} ({item}): volume or price is still open."),
    "budget_sum_differs": N_(
        "Line {number} ({item}): the paper says {stated}, volume times price is {amount}."
    ),
    "budget_line_twice": N_("Line {number} ({item}) stands in line {first} already."),
    "budget_line_overspent": N_(
        "Line {number} ({item}): {spent} was spent, {over} more than planned."
    ),
    "budget_overspent": N_(
        "In all {spent} was spent of {planned} planned: {over} too much. Note the decision that"
        " allowed it."
    ),
    "budget_is_spent_on": N_(
        "Money in the cash book names this. Correct it there first, or leave the line as it is."
    ),
    "budget_above_ceiling": N_(
        "The lines paid by aid come to {aid}. That is {over} above the ceiling of {ceiling}."
    ),
}
sentences.register(SENTENCES)

SOURCES: dict[Source, str] = {
    Source.AID: N_("Aid"),
    Source.OWN: N_("The group itself"),
    Source.OTHER: N_("Other money"),
}
SOURCE_TITLES: dict[Source, str] = {
    Source.AID: "Bantuan", Source.OWN: "Swadaya", Source.OTHER: "Lain-lain",
}  # fmt: skip


def save_budget(ctx: Context, wanted: Budget, lines: Sequence[BudgetLine]) -> str:
    """Save a budget with its lines, in one step; return its id."""
    ctx.require(Permission.RECORD_MEETING)
    kube = group.kube(ctx, wanted.kube_id)
    tidy, kept = model.tidied(wanted, lines)
    if found := model.problems(tidy, kept):
        raise InvalidInputError(found)
    ready = replace(tidy, id=tidy.id or new_id())
    known = budget(ctx, tidy.id).lines if tidy.id else ()
    gone = {line.id for line in known} - {line.id for line in kept}
    if gone & store.spent(ctx.db, kube.id).keys():
        raise InvalidInputError([Problem("lines", "budget_is_spent_on")])
    owner = {"kube_id": kube.id, "budget_id": ready.id}
    with ctx.db.write(Step(N_("Budget of {kube}"), kube=kube.name)) as writer:
        rows.save(writer, "budget", ready, scope=kube.id)
        keeping.keep_lines(writer, "budget_line", kept, known, owner)
    return ready.id


def remove_budget(ctx: Context, budget_id: str) -> None:
    """Put a budget into the bin, with its lines."""
    ctx.require(Permission.RECORD_MEETING)
    known = budget(ctx, budget_id)
    if spending(ctx, known).total:
        raise InvalidInputError([Problem("budget", "budget_is_spent_on")])
    name = group.kube(ctx, known.budget.kube_id).name
    with ctx.db.write(Step(N_("Remove a budget of {kube}"), kube=name)) as writer:
        for line in known.lines:
            writer.remove("budget_line", line.id)
        writer.remove("budget", budget_id)


def budget(ctx: Context, budget_id: str) -> BudgetPage:
    """One budget with its lines; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    known = store.by_id(ctx.db, budget_id)
    if known is None:
        raise NotFoundError
    return next(p for p in store.pages_of(ctx.db, known.kube_id) if p.id == budget_id)


def budgets(ctx: Context, kube_id: str) -> list[BudgetPage]:
    """List a group's budgets, the oldest first."""
    ctx.require(Permission.SEE_KUBE)
    return store.pages_of(ctx.db, kube_id)


def findings(ctx: Context, page: BudgetPage) -> list[Problem]:
    """What does not add up in a budget or was spent beyond it, as warnings."""
    ctx.require(Permission.SEE_KUBE)
    return [*model.findings(page), *model.overspent(spending(ctx, page))]


def spending(ctx: Context, page: BudgetPage) -> Spending:
    """What was spent on a budget by the cash book, beside what was planned."""
    ctx.require(Permission.SEE_KUBE)
    spent = store.spent(ctx.db, page.budget.kube_id)
    return Spending(page=page, spent=spent, loose=spent.get(page.id, 0))


def places(ctx: Context, kube_id: str) -> list[tuple[str, str]]:
    """What money can be spent on: each budget, the newest first, and its lines; (id, words)."""
    ctx.require(Permission.SEE_KUBE)
    found = []
    for page in store.pages_of(ctx.db, kube_id)[::-1]:
        found.append((page.id, page.budget.title))
        found += [(line.id, f"{page.budget.title} · {line.item}") for line in page.lines]
    return found


def spend(
    ctx: Context, place_id: str, account: Account, amount: int | None, spent_on: date,
    words: str | None = None, *, kube_id: str, pot: Pot = Pot.KAS, reason: str | None = None,
) -> str:  # fmt: skip
    """Book what was bought by a budget or one of its lines; return the entry's id."""
    ctx.require(Permission.POST_CASH)
    named = dict(places(ctx, kube_id))
    if place_id not in named:
        raise NotFoundError
    if amount is None or amount <= 0:
        raise InvalidInputError([Problem("amount", "negative" if amount else "required")])
    told = words or f"Belanja RAB {named[place_id]}"[: typed.LONGEST_LINE]
    entry = money_out(
        kube_id, spent_on, account, amount, told, pot=pot, ref=place_id, reason=reason
    )
    return cashbook.record_entry(ctx, entry)


def latest_month(ctx: Context) -> Month | None:
    """The month of the latest budget."""
    ctx.require(Permission.SEE_KUBE)
    days = [
        page.budget.made_on
        for kube in group.kubes(ctx)
        for page in store.pages_of(ctx.db, kube.id)
        if page.budget.made_on
    ]
    return Month.of(max(days)) if days else None
