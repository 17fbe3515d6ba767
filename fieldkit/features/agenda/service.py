"""What people do with the agenda: look at a day or a week, note, tick, take it along."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from fieldkit.core import access, files, sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.core.render import calendar_file
from fieldkit.core.render.calendar_file import Event
from fieldkit.core.security.roles import Permission
from fieldkit.features.agenda import gathering, model, store
from fieldkit.features.agenda.gathering import Span
from fieldkit.features.agenda.model import DAYS, Appointment, Day, Item, Kind
from fieldkit.features.commitments import service as commitments
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.office import service as office
from fieldkit.features.referrals import service as referrals
from fieldkit.features.visits import service as visits

KINDS: dict[Kind, str] = {
    Kind.SESSION: N_("P2K2"),
    Kind.MEETING: N_("KUBE meeting"),
    Kind.VISIT: N_("Home visit"),
    Kind.APPOINTMENT: N_("Appointment"),
    Kind.VISIT_FOLLOW_UP: N_("Follow-up of a visit"),
    Kind.COMMITMENT: N_("Follow-up of a duty"),
    Kind.GRADUATION: N_("Step to graduation"),
    Kind.REFERRAL: N_("Ask about a referral"),
    Kind.COMPLAINT: N_("Answer to a complaint"),
    Kind.ADVOCACY: N_("Follow-up with a partner"),
    Kind.CONTACT: N_("Follow-up of a contact"),
    Kind.KUBE_FOLLOW_UP: N_("Follow-up of a KUBE"),
    Kind.PROGRAMME: N_("Registration closes"),
    Kind.BUSINESS_ROUND: N_("Ask about businesses"),
    Kind.REPORT: N_("Monthly report due"),
}
SENTENCES: dict[str, str] = {
    "no_such_rhk": N_("Choose an RHK between 1 and {highest}, or leave it blank."),
    "not_ticked_here": N_("This is ticked on its own page. Open it there."),
}
sentences.register(SENTENCES)
# What the agenda itself can tick; everything else wants more than a tick.
TICKED = (
    Kind.APPOINTMENT, Kind.VISIT_FOLLOW_UP, Kind.COMMITMENT, Kind.ADVOCACY, Kind.CONTACT,
    Kind.KUBE_FOLLOW_UP,
)  # fmt: skip
_PLAIN = (Kind.SESSION, Kind.MEETING, Kind.APPOINTMENT, Kind.PROGRAMME, Kind.KUBE_FOLLOW_UP)
OF_A_MONTH = (Kind.REPORT, Kind.BUSINESS_ROUND)
BACKLOG_DAYS = 400


# -- looking ---------------------------------------------------------------------------------


def items(ctx: Context, first: date, last: date) -> list[Item]:
    """Everything held or due on these days, in order."""
    ctx.require(Permission.SEE_AGENDA)
    span = Span(first, last)
    return model.in_order([*gathering.appointments(ctx, span), *gathering.deadlines(ctx, span)])


def held(ctx: Context, first: date, last: date) -> list[Item]:
    """What is held on these days, in order; what is only due is left out."""
    ctx.require(Permission.SEE_AGENDA)
    return model.in_order(gathering.appointments(ctx, Span(first, last)))


def week(ctx: Context, day: date | None = None) -> tuple[Day, ...]:
    """The seven days of a week from Monday on, each with its lines."""
    ctx.require(Permission.SEE_AGENDA)
    first = model.monday(day or ctx.today)
    last = first + timedelta(days=DAYS - 1)
    return model.by_day(items(ctx, first, last), first, last)


def day(ctx: Context, wanted: date | None = None) -> Day:
    """One day with its lines."""
    ctx.require(Permission.SEE_AGENDA)
    asked = wanted or ctx.today
    return model.by_day(items(ctx, asked, asked), asked, asked)[0]


def overdue(ctx: Context, before: date | None = None) -> list[Item]:
    """What was due before a day (today) and is still open, the oldest first."""
    ctx.require(Permission.SEE_AGENDA)
    last = (before or ctx.today) - timedelta(days=1)
    late = gathering.deadlines(ctx, Span(last - timedelta(days=BACKLOG_DAYS), last, True))
    for one in store.unfinished(ctx.db, last + timedelta(days=1)):
        late += gathering.own_item(one)
    return model.in_order(late)


def title(item: Item) -> str:
    """Say what a line is about: its month where it has no title of its own."""
    if item.kind in OF_A_MONTH:
        return format_month(Month.parse(item.record))
    return item.title


# -- one's own appointments ------------------------------------------------------------------


def appointment(ctx: Context, record: str) -> Appointment:
    """One appointment of one's own; raises NotFoundError."""
    ctx.require(Permission.SEE_AGENDA)
    found = store.by_id(ctx.db, record)
    if found is None:
        raise NotFoundError
    return found


def save_appointment(ctx: Context, wanted: Appointment) -> str:
    """Save an appointment of one's own and return its id."""
    ctx.require(Permission.EDIT_AGENDA)
    if found := model.problems(wanted, ctx.today):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Save an appointment"))) as writer:
        return store.save(writer, wanted, ctx.db.own_scope)


def remove_appointment(ctx: Context, record: str) -> None:
    """Put an appointment of one's own into the bin."""
    ctx.require(Permission.EDIT_AGENDA)
    if store.by_id(ctx.db, record) is None:
        raise NotFoundError
    with ctx.db.write(Step(N_("Remove an appointment"))) as writer:
        writer.remove(store.TABLE, record)


def tick(ctx: Context, item: Item) -> None:
    """Note today that a line is done, in the room it comes from."""
    ctx.require(Permission.EDIT_AGENDA)
    match item.kind:
        case Kind.APPOINTMENT:
            save_appointment(ctx, replace(appointment(ctx, item.record), done_on=ctx.today))
        case Kind.VISIT_FOLLOW_UP:
            visits.finish_follow_up(ctx, item.record)
        case Kind.COMMITMENT:
            _tick_commitment(ctx, item)
        case Kind.ADVOCACY | Kind.CONTACT:
            referrals.finish_follow_up(ctx, item.record)
        case Kind.KUBE_FOLLOW_UP:
            meetings.settle_follow_up(ctx, item.record, ctx.today)
        case _:
            raise InvalidInputError([Problem("kind", "not_ticked_here")])


def _tick_commitment(ctx: Context, item: Item) -> None:
    for action in commitments.actions_of(ctx, item.subject):
        if action.id == item.record:
            commitments.save_action(ctx, replace(action, follow_up_done_on=ctx.today))
            return
    raise NotFoundError


# -- taking it along -------------------------------------------------------------------------


def calendar(ctx: Context, first: date, last: date) -> str:
    """Return these days as an iCalendar file; families stand in it by their code only."""
    ctx.require(Permission.SEE_AGENDA)
    open_ones = [one for one in items(ctx, first, last) if not one.is_done]
    events = [
        Event(
            id=one.id.replace(":", "-"), day=one.day, summary=_summary(one), starts=one.starts,
            ends=one.ends, place=one.place if one.kind in _PLAIN else "", is_task=one.is_deadline,
        )
        for one in open_ones
    ]  # fmt: skip
    return calendar_file.text(events, "FieldKit", office.profile(ctx).zone, ctx.clock.now())


def write_calendar(ctx: Context, first: date, last: date, path: Path) -> int:
    """Write these days as an iCalendar file; return how many lines are in it."""
    ctx.require(Permission.SEE_AGENDA)
    content = calendar(ctx, first, last)
    files.write_bytes(path, content.encode())
    access.note(ctx, access.Act.EXPORT, "calendar")
    return content.count("BEGIN:VEVENT")


def _summary(item: Item) -> str:
    kind = _(KINDS[item.kind])
    if item.kind is Kind.SESSION:
        return f"{kind} {item.title}: {item.detail}".rstrip(": ")
    if item.kind is Kind.APPOINTMENT:
        return item.title
    named = title(item) if item.kind in (*_PLAIN, *OF_A_MONTH) else item.code
    return f"{kind}: {named}" if named else kind
