"""What people do with home visits: record them, plan them, and see whom they miss."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.drafts import Draft
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Waiting
from fieldkit.features.visits import model, store
from fieldkit.features.visits.model import (
    REACH_MONTHS,
    RECENT_DAYS,
    Coverage,
    Due,
    MonthReach,
    Place,
    Purpose,
    Reach,
    Reason,
    Risk,
    Told,
    Visit,
    VisitLine,
    Wanted,
)

SENTENCES: dict[str, str] = {
    "visit_without_family": N_("Choose the family that was visited."),
    "visit_without_purpose": N_("Choose at least one purpose."),
    "visit_without_agreement": N_(
        "Write what was agreed with the family; “nothing agreed” is an answer too."
    ),
    "due_without_follow_up": N_("Write what has to be done by that date."),
    "follow_up_without_due": N_("Without a date nobody is reminded of this follow-up."),
    "due_before_visit": N_("The follow-up can not be due before the visit."),
    "done_before_visit": N_("The follow-up can not be done before the visit."),
    "half_a_position": N_("A position needs both latitude and longitude."),
    "no_such_position": N_("There is no such place on earth."),
    "position_abroad": N_("This position lies outside Indonesia. Please check it."),
    "visited_twice_that_day": N_("Another visit to this family is already recorded for that day."),
}
sentences.register(SENTENCES)

# What is half-typed on the page for many visits is kept under this name.
QUICK = "quick"
_CHOICES = 8
PURPOSES: dict[Purpose, str] = {
    Purpose.BUSINESS: N_("Business monitoring"),
    Purpose.COMMITMENT_CHECK: N_("Commitment check"),
    Purpose.DATA_UPDATE: N_("Data update"),
    Purpose.CATCH_UP_SESSION: N_("Catch-up P2K2 session"),
    Purpose.CASE: N_("Case work"),
    Purpose.GRADUATION_CANDIDATE: N_("Graduation candidate"),
    Purpose.OTHER: N_("Something else"),
}
RISKS: dict[Risk, str] = {
    Risk.SCHOOL: N_("A child out of school"),
    Risk.NUTRITION: N_("Poor nutrition or stunting"),
    Risk.ILLNESS: N_("Serious illness"),
    Risk.VIOLENCE: N_("Violence"),
    Risk.NEGLECT: N_("Somebody not cared for"),
    Risk.DEBT: N_("Crushing debt"),
    Risk.HOUSING: N_("Unsafe house"),
    Risk.OTHER: N_("Another risk"),
}
REASONS: dict[Reason, str] = {
    Reason.NEVER_VISITED: N_("Never visited"),
    Reason.LONG_AGO: N_("More than 90 days ago"),
    Reason.FOLLOW_UP_OVERDUE: N_("Follow-up overdue"),
    Reason.FOLLOW_UP_DUE: N_("Follow-up agreed"),
    Reason.GRADUATION_CANDIDATE: N_("Graduation candidate"),
    Reason.PREGNANT: N_("Pregnant mother"),
    Reason.DISABLED: N_("Disability"),
    Reason.ELDERLY: N_("Elderly"),
    Reason.NOT_VERIFIED: N_("Data not verified for a year"),
}


def record_visit(ctx: Context, visit: Visit, pictures: Sequence[Waiting] = ()) -> str:
    """Save a new visit with its photos (picture, caption), one step; return its id.

    Raises `InvalidInputError` when it is not valid. A blank visitor is the keeper of this book.
    """
    ctx.require(Permission.RECORD_VISIT)
    with ctx.db.write(Step(N_("Record a visit of {date}"), date=_shown(visit))) as writer:
        return put_visit(ctx, writer, visit, pictures)


def put_visit(ctx: Context, writer: Writer, visit: Visit, pictures: Sequence[Waiting] = ()) -> str:
    """Do as `record_visit` inside another room's transaction."""
    ctx.require(Permission.RECORD_VISIT)
    ready = replace(visit, visitor=visit.visitor.strip() or ctx.me.name)
    scope = _checked(ctx, ready)
    visit_id = store.save(writer, ready, scope)
    for one in pictures:
        photos.attach_waiting(ctx, writer, store.TABLE, visit_id, one, scope=scope)
    store.DRAFTS.drop(writer, visit.family_id)
    return visit_id


def record_visits(ctx: Context, visits: Sequence[Visit]) -> int:
    """Save several new visits, as typed from one paper, in one step; return how many.

    Nothing is saved while one of them is not valid: every problem names its line, counted
    from 1, in the details.
    """
    ctx.require(Permission.RECORD_VISIT)
    ready, found = [], []
    for number, visit in enumerate(visits, start=1):
        line = replace(visit, visitor=visit.visitor.strip() or ctx.me.name)
        try:
            ready.append((line, _checked(ctx, line)))
        except InvalidInputError as error:
            found += [p._replace(details={**p.details, "line": number}) for p in error.problems]
    if found:
        raise InvalidInputError(found)
    if ready:
        with ctx.db.write(Step(N_("Record {count} visits"), count=len(ready))) as writer:
            for line, scope in ready:
                store.save(writer, line, scope)
            store.DRAFTS.drop(writer, QUICK)
    return len(ready)


def save_visit(ctx: Context, visit: Visit) -> None:
    """Change a recorded visit."""
    ctx.require(Permission.RECORD_VISIT)
    if store.by_id(ctx.db, visit.id) is None:
        raise NotFoundError
    scope = _checked(ctx, visit)
    with ctx.db.write(Step(N_("Change the visit of {date}"), date=_shown(visit))) as writer:
        store.save(writer, visit, scope)
        store.DRAFTS.drop(writer, visit.id)


def remove_visit(ctx: Context, visit_id: str) -> None:
    """Put a visit into the bin."""
    ctx.require(Permission.RECORD_VISIT)
    visit = _existing(ctx, visit_id)
    with ctx.db.write(Step(N_("Remove the visit of {date}"), date=_shown(visit))) as writer:
        writer.remove(store.TABLE, visit_id)


def finish_follow_up(ctx: Context, visit_id: str, done_on: date | None = None) -> None:
    """Note that what was agreed has been done, today unless another day is given."""
    ctx.require(Permission.RECORD_VISIT)
    visit = replace(_existing(ctx, visit_id), follow_up_done_on=done_on or ctx.today)
    scope = _checked(ctx, visit)
    with ctx.db.write(Step(N_("Finish the follow-up of {date}"), date=_shown(visit))) as writer:
        store.save(writer, visit, scope)


def warnings(ctx: Context, visit: Visit) -> list[Problem]:
    """List what looks odd about a visit but may be so."""
    ctx.require(Permission.SEE_VISITS)
    found = [p for p in model.problems(visit, ctx.today) if p.is_warning]
    if visit.visited_on and visit.family_id and store.same_day(ctx.db, visit):
        found.append(Problem("visited_on", "visited_twice_that_day", is_warning=True))
    return found


def visit(ctx: Context, visit_id: str) -> Visit:
    """One visit."""
    ctx.require(Permission.SEE_VISITS)
    return _existing(ctx, visit_id)


def visit_line(ctx: Context, visit_id: str) -> VisitLine:
    """One visit with its family's name and address, as a sheet prints it."""
    ctx.require(Permission.SEE_VISITS)
    found = store.line_of(ctx.db, visit_id)
    if found is None:
        raise NotFoundError
    return found


def visits_of(ctx: Context, family_id: str) -> list[Visit]:
    """The visits of one family, newest first."""
    ctx.require(Permission.SEE_VISITS)
    return store.of_family(ctx.db, family_id)


def told_of(ctx: Context, family_id: str) -> list[Told]:
    """What a family's story says of its visits, newest first."""
    ctx.require(Permission.SEE_VISITS)
    return store.told_of(ctx.db, family_id)


def visits_of_month(ctx: Context, month: Month, group: str | None = None) -> list[VisitLine]:
    """The visits of a month in their order; `group` "" asks for families without a group."""
    ctx.require(Permission.SEE_VISITS)
    return store.between(ctx.db, month.first, month.last, group)


def visit_count(ctx: Context, month: Month, group: str | None = None) -> int:
    """How many visits were made in a month."""
    ctx.require(Permission.SEE_VISITS)
    return store.visit_count(ctx.db, month.first, month.last, group)


def latest_month(ctx: Context) -> Month | None:
    """The month of the newest visit."""
    ctx.require(Permission.SEE_VISITS)
    newest = store.latest_day(ctx.db)
    return Month.of(newest) if newest else None


def least_recently_visited(
    ctx: Context,
    *,
    limit: int = 50,
    offset: int = 0,
    group: str | None = None,
    wanted: Wanted | None = None,
) -> list[Due]:
    """One page of the planner: never visited first, then the longest ago; limit -1 reads all."""
    ctx.require(Permission.SEE_VISITS)
    asked = _asked(wanted, group)
    as_of = asked.as_of or ctx.today
    return store.due(ctx.db, asked, as_of, _edge(as_of), limit=limit, offset=offset)


def due_count(ctx: Context, *, group: str | None = None, wanted: Wanted | None = None) -> int:
    """How many families the planner lists."""
    ctx.require(Permission.SEE_VISITS)
    asked = _asked(wanted, group)
    as_of = asked.as_of or ctx.today
    return store.due_count(ctx.db, asked, as_of, _edge(as_of))


def planned(ctx: Context, family_id: str) -> Due:
    """One family as the planner shows it, whatever its status."""
    found = least_recently_visited(ctx, limit=1, wanted=Wanted(family_ids=(family_id,)))
    if not found:
        raise NotFoundError
    return found[0]


def found_by_code(ctx: Context, text: str) -> list[Due]:
    """Whom a row code or a few letters mean, as typed from paper: one family, or the choices."""
    ctx.require(Permission.SEE_VISITS)
    if not text.strip():
        return []
    family_id = store.with_code(ctx.db, text)
    if family_id is not None:
        return [planned(ctx, family_id)]
    return least_recently_visited(ctx, limit=_CHOICES, wanted=Wanted(text=text))


def not_visited_since(ctx: Context, days: int = RECENT_DAYS) -> list[str]:
    """The ids of served families whom nobody visited within so many days."""
    ctx.require(Permission.SEE_VISITS)
    return store.unvisited(ctx.db, ctx.today - timedelta(days=days))


def follow_ups_due(
    ctx: Context, until: date | None = None, group: str | None = None
) -> list[VisitLine]:
    """Visits whose follow-up is due by a day (today) and not yet done, oldest first."""
    ctx.require(Permission.SEE_VISITS)
    return store.open_follow_ups(ctx.db, until or ctx.today, group)


def coverage(
    ctx: Context,
    month: Month | None = None,
    *,
    by: Literal["group", "place"] = "group",
    days: int = RECENT_DAYS,
    group: str | None = None,
) -> list[Coverage]:
    """How many families were visited, by group or RT: ever, within the days, in the month.

    An earlier month is looked at from its last day; later visits do not count there.
    """
    ctx.require(Permission.SEE_VISITS)
    asked = month or Month.of(ctx.today)
    as_of = min(asked.last, ctx.today)
    return store.coverage(
        ctx.db,
        by_place=by == "place",
        as_of=as_of,
        edge=as_of - timedelta(days=days),
        first=asked.first,
        group_id=group,
    )


def reach(ctx: Context, last: Month | None = None, months: int = REACH_MONTHS) -> Reach:
    """How evenly visits fell over the months up to one: by month, and by family."""
    ctx.require(Permission.SEE_VISITS)
    until = last or Month.of(ctx.today)
    first = until.plus(1 - months)
    known = store.months_visited(ctx.db, first, until)
    counts = store.visits_per_family(ctx.db, first.first, until.last)
    lines = []
    for number in range(months):
        month = first.plus(number)
        row = known.get(str(month), {"visits": 0, "families": 0})
        lines.append(MonthReach(month=month, visits=row["visits"], families=row["families"]))
    return Reach(
        months=tuple(lines),
        families=len(counts),
        unvisited=counts.count(0),
        fewest=min(counts, default=None),
        most=max(counts, default=None),
        mean=sum(counts) / len(counts) if counts else None,
        gini=model.gini(counts),
    )


def places(ctx: Context, group: str | None = None) -> list[Place]:
    """The neighbourhoods (village, RW, RT) where served families live."""
    ctx.require(Permission.SEE_VISITS)
    return store.places(ctx.db, group)


def groups(ctx: Context) -> list[tuple[str, str]]:
    """The groups that have served families, as (id, name)."""
    ctx.require(Permission.SEE_VISITS)
    return store.groups(ctx.db)


def keep_draft(ctx: Context, record: str, data: Mapping[str, Any]) -> None:
    """Keep what was typed for a family's new visit, or for a visit under change, as typed."""
    ctx.require(Permission.RECORD_VISIT)
    store.DRAFTS.keep(ctx.db, record, data, ctx.clock.now())


def draft(ctx: Context, record: str) -> Draft | None:
    """What was typed for a family or visit and not saved, and when."""
    ctx.require(Permission.SEE_VISITS)
    return store.DRAFTS.kept(ctx.db, record)


def drafts(ctx: Context) -> set[str]:
    """The families and visits for which something is typed and not saved."""
    ctx.require(Permission.SEE_VISITS)
    return store.DRAFTS.records(ctx.db)


def drop_draft(ctx: Context, record: str) -> None:
    """Forget what was typed."""
    ctx.require(Permission.RECORD_VISIT)
    with ctx.db.local() as writer:
        store.DRAFTS.drop(writer, record)


def _checked(ctx: Context, visit: Visit) -> str:
    """Return the scope of a valid visit; raise what is wrong with any other."""
    scope = store.scope_of(ctx.db, visit.family_id)
    found = model.problems(visit, ctx.today)
    if scope is None and visit.family_id:
        found.append(Problem("family_id", "visit_without_family"))
    blocking = [p for p in found if not p.is_warning]
    if blocking or scope is None:
        raise InvalidInputError(blocking)
    return scope


def _existing(ctx: Context, visit_id: str) -> Visit:
    found = store.by_id(ctx.db, visit_id)
    if found is None:
        raise NotFoundError
    return found


def _asked(wanted: Wanted | None, group: str | None) -> Wanted:
    asked = wanted or Wanted()
    return asked if group is None else replace(asked, group_id=group)


def _edge(as_of: date) -> date:
    return as_of - timedelta(days=RECENT_DAYS)


def _shown(visit: Visit) -> str:
    return f"{visit.visited_on:%d/%m/%Y}" if visit.visited_on else ""
