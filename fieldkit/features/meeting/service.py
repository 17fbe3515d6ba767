"""What people do at a meeting, in one step: attendance, homework, catch-up, the saving circle.

shown = meeting.page(ctx, session_id)
done = meeting.record(ctx, Page(session=..., marks=..., homework_month=..., homework={...}))
"""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.model import Status
from fieldkit.features.meeting.model import Done, Offer, Page, Shown
from fieldkit.features.p2k2 import model as p2k2_model
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import CatchUp, Missed, Way
from fieldkit.features.p2k2.model import Mark, Session
from fieldkit.features.p2k2.plans.model import Slot
from fieldkit.features.photos.model import Waiting
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit


def page(ctx: Context, session_id: str) -> Shown:
    """Return everything the page of a meeting begins with."""
    ctx.require(Permission.SEE_SESSIONS)
    session = p2k2.session(ctx, session_id)
    month = homework.month_to_collect(ctx, session.group_id, session.held_on or ctx.today)
    return Shown(
        session=session,
        rows=tuple(p2k2.attendance_grid(ctx, session_id)),
        homework_month=month,
        homework=_stages(ctx, session.group_id, month),
        circle=circles.open_circle(ctx, session.group_id),
        paid=circles.paid_at(ctx, session_id),
        offers=_offers(ctx, session),
    )


def record(ctx: Context, wanted: Page) -> Done:
    """Save a meeting with all that was done at it, as one step."""
    ctx.require(Permission.RECORD_SESSION)
    counts = p2k2_model.counts_of(wanted.marks)
    name = p2k2.group_name(ctx, wanted.session.group_id)
    step = Step(
        N_("Record the P2K2 of {group}: {present} present"), group=name, present=counts.present
    )
    with ctx.db.write(step) as writer:
        session_id = p2k2.put_session(ctx, writer, wanted.session, wanted.marks)
        return Done(
            session_id=session_id,
            counts=counts,
            homework=_put_homework(ctx, writer, wanted),
            assigned=_put_assignment(ctx, writer, wanted, session_id),
            collected=_put_money(ctx, writer, wanted, session_id),
            caught_up=_put_catch_ups(ctx, writer, wanted, session_id),
        )


def record_visit(
    ctx: Context,
    visit: Visit,
    pictures: Sequence[Waiting] = (),
    session_ids: Sequence[str] = (),
) -> str:
    """Save a home visit at which the family made up for sessions, as one step; return its id."""
    ctx.require(Permission.RECORD_VISIT)
    day = format_date(visit.visited_on, "short", "id") if visit.visited_on else ""
    with ctx.db.write(Step(N_("Record a visit of {date}"), date=day)) as writer:
        visit_id = visits.put_visit(ctx, writer, visit, pictures)
        catch_ups.put(
            ctx,
            writer,
            [
                CatchUp(
                    family_id=visit.family_id,
                    session_id=session_id,
                    done_on=visit.visited_on,
                    way=Way.VISIT,
                    visit_id=visit_id,
                )
                for session_id in session_ids
            ],
        )
    return visit_id


def taken(ctx: Context, month: Month) -> list[Slot]:
    """Return what else stands in a facilitator's month; a day of home visits counts once."""
    # The agenda knows every room: importing them all is for the plan, not for each meeting.
    from fieldkit.features.agenda import service as agenda
    from fieldkit.features.agenda.model import Kind

    ctx.require(Permission.SEE_SESSIONS)
    if not ctx.may(Permission.SEE_AGENDA):
        return []
    others = [
        item for item in agenda.held(ctx, month.first, month.last) if item.kind is not Kind.SESSION
    ]
    visited = {item.day for item in others if item.kind is Kind.VISIT}
    return [
        *(
            Slot(day=item.day, starts=item.starts, ends=item.ends, name=item.title)
            for item in others
            if item.kind is not Kind.VISIT
        ),
        *(Slot(day=day) for day in sorted(visited)),
    ]


def _put_homework(ctx: Context, writer: Writer, wanted: Page) -> int:
    if wanted.homework is None or wanted.homework_month is None:
        return 0
    notes = {mark.family_id: mark.note for mark in wanted.marks if mark.note}
    return homework.put_statuses(ctx, writer, wanted.homework_month, wanted.homework, notes)


def _put_assignment(ctx: Context, writer: Writer, wanted: Page, session_id: str) -> int:
    """Give the new sheets to whoever is there to take them home."""
    if wanted.assign is None:
        return 0
    present = {mark.family_id for mark in wanted.marks if mark.status is Mark.PRESENT}
    group = wanted.session.group_id
    return homework.put_assignment(ctx, writer, group, present, wanted.assign, session_id)


def _put_money(ctx: Context, writer: Writer, wanted: Page, session_id: str) -> int | None:
    circle = circles.open_circle(ctx, wanted.session.group_id)
    held_on = wanted.session.held_on
    if wanted.paid is None or circle is None or held_on is None:
        return None
    return circles.post_sheet(ctx, writer, circle, session_id, held_on, wanted.paid).total


def _put_catch_ups(ctx: Context, writer: Writer, wanted: Page, session_id: str) -> int:
    """Bring this meeting's catch-ups to what the page says; return how many stand."""
    if wanted.caught_up is None:
        return 0
    former = {one.family_id: one for one in catch_ups.at_meeting(ctx, session_id)}
    gone = [one for family, one in former.items() if wanted.caught_up.get(family) != one.session_id]
    catch_ups.drop(ctx, writer, gone)
    graded = {mark.family_id: mark.understanding for mark in wanted.marks}
    catch_ups.put(
        ctx,
        writer,
        [
            CatchUp(
                family_id=family,
                session_id=missed,
                done_on=wanted.session.held_on,
                way=Way.MEETING,
                at_session_id=session_id,
                understanding=graded.get(family),
            )
            for family, missed in wanted.caught_up.items()
        ],
    )
    return len(wanted.caught_up)


def _stages(ctx: Context, group_id: str, month: Month | None) -> dict[str, Status]:
    if month is None:
        return {}
    lines = homework.group_lines(ctx, group_id, month)
    return {line.id: line.status for line in lines if line.status is not None}


def _offers(ctx: Context, session: Session) -> dict[str, Offer]:
    """Return what each family was given here already, else the newest session it lacks."""
    found: dict[str, Offer] = {}
    for one in sorted(catch_ups.missed(ctx, session.group_id), key=_held_on):
        is_other = one.session_id != session.id and (not one.code or one.code != session.code)
        if is_other and (session.held_on is None or one.held_on < session.held_on):
            found[one.family_id] = Offer(session_id=one.session_id, code=one.code, title=one.title)
    for done in catch_ups.at_meeting(ctx, session.id):
        missed = p2k2.session(ctx, done.session_id)
        found[done.family_id] = Offer(
            session_id=missed.id, code=missed.code, title=missed.title, is_done=True
        )
    return found


def _held_on(one: Missed) -> date:
    return one.held_on
