"""What people do with the month's round: ask for a proposal, overrule it, keep and walk it."""

from collections.abc import Mapping, Sequence
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.rounds import model, planner, store
from fieldkit.features.rounds.model import (
    Budget,
    Facts,
    Planned,
    Promise,
    Proposal,
    Reason,
    Source,
    State,
    Suggestion,
    Why,
)

SENTENCES: dict[str, str] = {
    "visits_a_day": N_("Between 1 and {limit} visits fit into a day."),
    "no_visiting_weekday": N_("Choose at least one weekday for visits."),
    "no_visiting_days": N_("None of the chosen days is left in this month. Choose others."),
    "visit_outside_month": N_("Choose a day of the month that is planned."),
    "visit_day_is_past": N_("This day is over. Choose today or a later day."),
    "visit_already_made": N_("This family has been visited this month already."),
}
sentences.register(SENTENCES)


# -- the budget ------------------------------------------------------------------------------


def budget(ctx: Context) -> Budget:
    """How much time the keeper of this book has for visits."""
    ctx.require(Permission.SEE_VISITS)
    return store.budget(ctx.db, ctx.me.book_id) or Budget()


def save_budget(ctx: Context, wanted: Budget) -> None:
    """Keep how much time there is for visits."""
    ctx.require(Permission.RECORD_VISIT)
    if found := model.budget_problems(wanted):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change the time for visits"))) as writer:
        store.save_budget(writer, wanted, ctx.me.book_id, ctx.db.own_scope)


# -- proposing -------------------------------------------------------------------------------


def families(ctx: Context, month: Month | None = None) -> list[Facts]:
    """What speaks for a visit of each served family."""
    ctx.require(Permission.SEE_VISITS)
    return store.facts(ctx.db, month or Month.of(ctx.today), ctx.today)


def visiting_days(ctx: Context, month: Month, wanted: Budget | None = None) -> list[date]:
    """The days of a month that are left for visits, by the budget's weekdays."""
    return model.visiting_days(wanted or budget(ctx), month, ctx.today)


def propose(
    ctx: Context,
    month: Month,
    days: Sequence[date] | None = None,
    wanted: Budget | None = None,
) -> Proposal:
    """Propose whom to visit on the days of a month that still have room; nothing is saved.

    What is planned already stays; families taken off the plan are not proposed again.
    """
    ctx.require(Permission.SEE_VISITS)
    time = wanted or budget(ctx)
    if found := model.budget_problems(time):
        raise InvalidInputError(found)
    chosen = visiting_days(ctx, month, time) if days is None else list(days)
    if found := model.day_problems(chosen, month, ctx.today):
        raise InvalidInputError(found)
    plan = month_plan(ctx, month)
    kept = [one for one in plan if one.state in (State.PLANNED, State.LATE)]
    dropped = {one.family_id for one in plan if one.state is State.DROPPED}
    found_facts = store.facts(ctx.db, month, ctx.today)
    return planner.propose(found_facts, month, ctx.today, chosen, time, kept=kept, dropped=dropped)


def promise(ctx: Context, month: Month | None = None, wanted: Budget | None = None) -> Promise:
    """What the budget promises from a month on, whatever is planned."""
    ctx.require(Permission.SEE_VISITS)
    asked = month or Month.of(ctx.today)
    time = wanted or budget(ctx)
    last = [one.last_visited for one in store.facts(ctx.db, asked, ctx.today)]
    return planner.promise(last, asked, time.for_turns, time.for_turns)


# -- the plan --------------------------------------------------------------------------------


def accept(ctx: Context, month: Month, suggestions: Sequence[Suggestion]) -> int:
    """Put proposed visits on the plan, in one step; return how many."""
    ctx.require(Permission.RECORD_VISIT)
    _refuse(model.day_problems([one.day for one in suggestions], month, ctx.today))
    return _plan(ctx, month, {one.id: (one.day, one.source, one.reasons) for one in suggestions})


def plan_visits(ctx: Context, days: Mapping[str, date]) -> int:
    """Plan visits of one's own choice (family id, day), all of one month; return how many."""
    ctx.require(Permission.RECORD_VISIT)
    if not days:
        return 0
    month = Month.of(min(days.values()))
    _refuse(model.day_problems(list(days.values()), month, ctx.today))
    facts = {one.id: one for one in store.facts(ctx.db, month, ctx.today)}
    wanted = {}
    for family_id, day in days.items():
        known = facts.get(family_id)
        reasons = model.reasons_of(known, month, ctx.today) if known else []
        own = Reason(why=Why.OWN_CHOICE)
        wanted[family_id] = (day, Source.OWN, (*reasons, own))
    return _plan(ctx, month, wanted)


def move_visits(ctx: Context, plan_ids: Sequence[str], day: date) -> int:
    """Give planned visits another day of their month; return how many changed."""
    ctx.require(Permission.RECORD_VISIT)
    found = [_existing(ctx, plan_id) for plan_id in plan_ids]
    moved = [one for one in found if one.day != day]
    for one in moved:
        _refuse(model.day_problems([day], one.month, ctx.today))
        _refuse_made(one)
    if moved:
        with ctx.db.write(Step(N_("Move {count} planned visits"), count=len(moved))) as writer:
            rows = [{"id": one.id, "planned_on": day} for one in moved]
            store.save_plan(writer, rows)
    return len(moved)


def drop_visits(ctx: Context, plan_ids: Sequence[str], reason: str = "") -> int:
    """Take visits off the plan; they are not proposed again this month. Return how many."""
    ctx.require(Permission.RECORD_VISIT)
    dropped = [one for plan_id in plan_ids if (one := _existing(ctx, plan_id)).state in _OPEN]
    if dropped:
        step = Step(N_("Take {count} visits off the plan"), count=len(dropped))
        with ctx.db.write(step) as writer:
            note = reason.strip() or None
            rows = [{"id": one.id, "status": store.DROPPED, "note": note} for one in dropped]
            store.save_plan(writer, rows)
    return len(dropped)


def clear_plan(ctx: Context, month: Month) -> int:
    """Take every proposed visit that was not made off the plan, so that it can be made anew."""
    ctx.require(Permission.RECORD_VISIT)
    found = [
        one
        for one in month_plan(ctx, month)
        if one.state in _OPEN and one.source is Source.PROPOSED
    ]
    if found:
        step = Step(N_("Clear the plan: {count} visits"), count=len(found))
        with ctx.db.write(step) as writer:
            for one in found:
                writer.remove(store.PLAN, one.id)
    return len(found)


def month_plan(ctx: Context, month: Month) -> list[Planned]:
    """The plan of a month by day, those taken off among them, and what became of each."""
    ctx.require(Permission.SEE_VISITS)
    return store.planned(ctx.db, month.first, month.last, ctx.today, month=month)


def planned_between(ctx: Context, first: date, last: date) -> list[Planned]:
    """The visits planned for a stretch of days, without those taken off."""
    ctx.require(Permission.SEE_VISITS)
    found = store.planned(ctx.db, first, last, ctx.today)
    return [one for one in found if one.state is not State.DROPPED]


def latest_month(ctx: Context) -> Month | None:
    """The newest month that has a plan."""
    ctx.require(Permission.SEE_VISITS)
    return store.latest_month(ctx.db)


_OPEN = (State.PLANNED, State.LATE)


def _plan(
    ctx: Context, month: Month, wanted: Mapping[str, tuple[date, Source, Sequence[Reason]]]
) -> int:
    scopes = store.scopes(ctx.db, list(wanted))
    made = {one.family_id for one in month_plan(ctx, month) if one.state is State.DONE}
    rows = [
        store.plan_row(family_id, month, day, source, reasons, scopes[family_id])
        for family_id, (day, source, reasons) in wanted.items()
        if family_id in scopes and family_id not in made
    ]
    if not rows and wanted:
        raise InvalidInputError([Problem("family_id", "visit_already_made")])
    if rows:
        name = N_("Plan {count} visits of {month}")
        with ctx.db.write(Step(name, count=len(rows), month=str(month))) as writer:
            store.save_plan(writer, rows)
    return len(rows)


def _existing(ctx: Context, plan_id: str) -> Planned:
    found = store.by_id(ctx.db, plan_id, ctx.today)
    if found is None:
        raise NotFoundError
    return found


def _refuse(found: Sequence[Problem]) -> None:
    if found:
        raise InvalidInputError(found)


def _refuse_made(one: Planned) -> None:
    if one.state is State.DONE:
        raise InvalidInputError([Problem("planned_on", "visit_already_made")])
