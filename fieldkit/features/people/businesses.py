"""Following the families' businesses: the month's round, its entries, and who grows or is stuck."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import takings, takings_rows
from fieldkit.features.people.takings import BusinessMonth, Course, RoundLine, Trend

SENTENCES = {
    "business_month_in_future": N_("This month has not begun yet."),
    "business_amount_too_large": N_(
        "This is more than a family's business can turn over. Please check the zeros."
    ),
    "profit_disagrees": N_("Turnover less cost is not the profit told. Please ask again."),
    "business_unknown": N_("This business no longer exists. It may lie in the bin."),
}
sentences.register(SENTENCES)

TREND_NAMES = {
    Trend.GROWING: N_("Growing"),
    Trend.STEADY: N_("Steady"),
    Trend.SHRINKING: N_("Shrinking"),
    Trend.UNKNOWN: N_("Not enough months yet to see where it goes"),
}


def note_business_months(ctx: Context, months: Sequence[BusinessMonth]) -> int:
    """Save what families told of their businesses, in one step; return how many changed.

    A month without any figure and note is saved only where something stood before: the
    family was not asked then. Problems name the business: `InvalidInputError` with
    `business_id` in the details.
    """
    ctx.require(Permission.EDIT_FAMILIES)
    owners = takings_rows.businesses(ctx.db, [told.business_id for told in months])
    ready, found = [], []
    for told in months:
        if told.business_id not in owners:
            found.append(_named(Problem("business_id", "business_unknown"), told))
            continue
        found += [_named(problem, told) for problem in takings.month_problems(told, ctx.today)]
        family_id, scope, _closed = owners[told.business_id]
        before = takings_rows.by_month(ctx.db, told.business_id, told.month)
        asked = _dated(ctx, replace(told, family_id=family_id, note=told.note.strip()), before)
        if asked != (before or _blank(asked)):
            ready.append((asked, scope))
    if blocking := [problem for problem in found if not problem.is_warning]:
        raise InvalidInputError(blocking)
    if ready:
        step = Step(N_("Record the month of {count} businesses"), count=len(ready))
        with ctx.db.write(step) as writer:
            takings_rows.save(writer, ready)
    return len(ready)


def business_round(ctx: Context, month: Month, group: str | None = None) -> list[RoundLine]:
    """The businesses to ask about in a month, by group and row code; "" is without a group."""
    ctx.require(Permission.SEE_FAMILIES)
    return takings_rows.round_lines(ctx.db, month, group)


def business_months_of(ctx: Context, family_id: str) -> list[BusinessMonth]:
    """Every month told of a family's businesses, oldest first."""
    ctx.require(Permission.SEE_FAMILIES)
    return takings_rows.of_family(ctx.db, family_id)


def business_months(
    ctx: Context, first: Month, last: Month, families: Sequence[str] | None = None
) -> list[BusinessMonth]:
    """Every month told in a stretch, of all families or of these, oldest first."""
    ctx.require(Permission.SEE_FAMILIES)
    return takings_rows.between(ctx.db, first, last, families)


def business_courses(
    ctx: Context, until: Month | None = None, families: Sequence[str] | None = None
) -> dict[str, Course]:
    """Where each business is going, by its id; businesses nobody asked about are left out."""
    ctx.require(Permission.SEE_FAMILIES)
    last = until or Month.of(ctx.today)
    first = last.plus(1 - 2 * takings.WINDOW)
    by_business: dict[str, list[BusinessMonth]] = {}
    for told in takings_rows.between(ctx.db, first, last, families):
        by_business.setdefault(told.business_id, []).append(told)
    return {one: takings.course(months, last) for one, months in by_business.items()}


def business_course(ctx: Context, business_id: str, until: Month | None = None) -> Course:
    """Where one business is going; raises NotFoundError for one that is gone."""
    ctx.require(Permission.SEE_FAMILIES)
    owner = takings_rows.businesses(ctx.db, [business_id]).get(business_id)
    if owner is None:
        raise NotFoundError
    unknown = Course(trend=Trend.UNKNOWN)
    return business_courses(ctx, until, [owner[0]]).get(business_id, unknown)


def latest_business_month(ctx: Context) -> Month | None:
    """Return the newest month any family told of."""
    ctx.require(Permission.SEE_FAMILIES)
    return takings_rows.latest(ctx.db)


def total_by_month(months: Sequence[BusinessMonth], name: str) -> Mapping[Month, int]:
    """Add up one amount (`turnover`, `cost`, `earned`) of several businesses, month by month."""
    sums: dict[Month, int] = {}
    for told in months:
        amount = getattr(told, name)
        if amount is not None:
            sums[told.month] = sums.get(told.month, 0) + amount
    return sums


def _dated(ctx: Context, told: BusinessMonth, before: BusinessMonth | None) -> BusinessMonth:
    """Note the day on which the family was asked, the first time anything was told."""
    if not told.has_figures and not told.note:
        return replace(told, asked_on=None)
    kept = before.asked_on if before else None
    return replace(told, asked_on=told.asked_on or kept or ctx.today)


def _blank(told: BusinessMonth) -> BusinessMonth:
    return BusinessMonth(business_id=told.business_id, family_id=told.family_id, month=told.month)


def _named(problem: Problem, told: BusinessMonth) -> Problem:
    details = {**problem.details, "business_id": told.business_id}
    return Problem(problem.field, problem.code, details, is_warning=problem.is_warning)
