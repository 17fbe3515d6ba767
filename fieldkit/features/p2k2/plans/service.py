"""What people do with the plan of a month: have it proposed, keep it, move it, take it along.

for proposal in plans.propose(ctx, month):
    print(proposal.group_name, proposal.title, [plans.reason_words(r) for r in proposal.reasons])
plans.accept(ctx, month, proposals)
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from fieldkit.core import access, files, sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import GroupState, Presenter, Session, SessionStatus
from fieldkit.features.p2k2.plans import calendar_file, model, store
from fieldkit.features.p2k2.plans.model import (
    Conflict,
    GroupTopics,
    Proposal,
    Reason,
    Slot,
    TopicCell,
    Trouble,
    Week,
    Why,
)
from fieldkit.features.p2k2.teaching import service as teaching

SENTENCES: dict[str, str] = {
    "only_plans_move": N_("Only a session that is still planned can be moved."),
    "no_day_left": N_("This month has no day left on which you go out."),
}
sentences.register(SENTENCES)

TROUBLES: dict[Trouble, str] = {
    Trouble.OVERLAP: N_("At the same time as {other}"),
    Trouble.TAKEN: N_("At the same time as {other}"),
    Trouble.CROWDED: N_("More sessions on this day than you chose"),
    Trouble.OFF_DAY: N_("Not one of the days you chose for sessions"),
    Trouble.HOLIDAY: N_("A holiday: {other}"),
    Trouble.DAY_OFF: N_("You have taken this day off"),
    Trouble.TWICE: N_("This group has another session this month"),
    Trouble.GONE_BY: N_("This day has gone by"),
}


# -- what people do --------------------------------------------------------------------------


def propose(ctx: Context, month: Month, *, taken: Sequence[Slot] = ()) -> list[Proposal]:
    """Propose one session for every group that has neither had nor planned one this month.

    Nothing is saved. `taken` is what else stands in the month, from other rooms.
    """
    ctx.require(Permission.RECORD_SESSION)
    waiting = {
        group.group_id
        for group in p2k2.group_months(ctx, month)
        if group.state in (GroupState.DUE, GroupState.NOT_HELD)
    }
    pasts = [p for p in store.pasts(ctx.db, month, ctx.today) if p.group_id in waiting]
    habits = teaching.habits(ctx)
    sessions = [*_slots(ctx, month, planned=True), *_slots(ctx, month, planned=False)]
    found = model.proposals(
        pasts,
        teaching.topics(ctx),
        month,
        week(ctx),
        focus=habits.focus,
        taken=[*sessions, *taken],
        from_day=ctx.today if month == Month.of(ctx.today) else None,
    )
    if pasts and not found:
        raise InvalidInputError([Problem("month", "no_day_left")])
    return found


def accept(ctx: Context, month: Month, proposals: Sequence[Proposal]) -> int:
    """Keep proposals as plans, all in one step; return how many."""
    ctx.require(Permission.RECORD_SESSION)
    step = Step(
        N_("Plan P2K2 of {month}: {count} groups"),
        month=str(month),
        count=len(proposals),
    )
    if proposals:
        with ctx.db.write(step) as writer:
            for proposal in proposals:
                p2k2.put_plan(ctx, writer, _session(ctx, proposal))
    return len(proposals)


def move(ctx: Context, session_id: str, day: date, starts: time | None = None) -> None:
    """Move a plan to another day, and to other hours where `starts` is given."""
    ctx.require(Permission.RECORD_SESSION)
    known = p2k2.session(ctx, session_id)
    if known.status is not SessionStatus.PLANNED:
        raise InvalidInputError([Problem("held_on", "only_plans_move")])
    moved = replace(known, held_on=day)
    if starts is not None:
        moved = replace(moved, starts=starts, ends=_same_length(known, starts))
    group = p2k2.group_of(ctx, session_id)["name"]
    step = Step(
        N_("Move the P2K2 of {group} to {date}"), group=group, date=format_date(day, "medium")
    )
    with ctx.db.write(step) as writer:
        p2k2.put_plan(ctx, writer, moved)


def write_calendar(ctx: Context, month: Month, path: Path) -> int:
    """Write a month's plans as an iCalendar file; return how many are in it."""
    ctx.require(Permission.SEE_SESSIONS)
    content = calendar(ctx, month)
    files.write_bytes(path, content.encode())
    access.note(ctx, access.Act.EXPORT, "calendar")
    return content.count("BEGIN:VEVENT")


def drop(ctx: Context, session_id: str) -> None:
    """Take a plan back; one that was held is removed on its own page."""
    ctx.require(Permission.RECORD_SESSION)
    if p2k2.session(ctx, session_id).status is not SessionStatus.PLANNED:
        raise InvalidInputError([Problem("held_on", "only_plans_move")])
    p2k2.remove_session(ctx, session_id)


# -- what people ask -------------------------------------------------------------------------


def week(ctx: Context) -> Week:
    """Return the days the facilitator goes out."""
    habits = teaching.habits(ctx)
    return Week(
        weekdays=habits.weekdays,
        most_a_day=habits.most_a_day,
        days_off=frozenset(habits.days_off),
        days_on=frozenset(habits.days_on),
    )


def days_off(ctx: Context, month: Month) -> dict[date, str]:
    """Return the days of a month on which nobody is met, each with the reason in words."""
    ctx.require(Permission.SEE_SESSIONS)
    kept = week(ctx)
    found = {day: _("day off") for day in month.days if day in kept.days_off}
    return found | {day: name for day in month.days if (name := kept.holiday(day))}


def conflicts(
    ctx: Context,
    month: Month,
    *,
    proposals: Sequence[Proposal] = (),
    taken: Sequence[Slot] = (),
) -> dict[str, tuple[Conflict, ...]]:
    """Return what is wrong with the plans of a month, by session id (a proposal's by group id)."""
    ctx.require(Permission.SEE_SESSIONS)
    plans = [*_slots(ctx, month, planned=True), *(proposal.slot for proposal in proposals)]
    given = _slots(ctx, month, planned=False)
    return model.conflicts(plans, week(ctx), ctx.today, taken=[*given, *taken])


def troubles(ctx: Context, wanted: Slot, *, taken: Sequence[Slot] = ()) -> tuple[Conflict, ...]:
    """Return what would be wrong with a plan that is only typed so far."""
    ctx.require(Permission.SEE_SESSIONS)
    month = Month.of(wanted.day)
    others = [slot for slot in _slots(ctx, month, planned=True) if slot.id != wanted.id]
    given = _slots(ctx, month, planned=False)
    found = model.conflicts([*others, wanted], week(ctx), ctx.today, taken=[*given, *taken])
    return found.get(wanted.id, ())


def due_codes(ctx: Context, month: Month | None = None) -> dict[str, str]:
    """Return, by group, the code of the session it is due next."""
    ctx.require(Permission.SEE_SESSIONS)
    topics, focus = teaching.topics(ctx), teaching.habits(ctx).focus
    found = {}
    for past in store.pasts(ctx.db, month or Month.of(ctx.today), ctx.today):
        topic, _reasons = model.due_topic(past, topics, focus)
        if topic is not None:
            found[past.group_id] = topic.code
    return found


def year_matrix(ctx: Context, year: int) -> list[GroupTopics]:
    """Return every group with what it was given, has planned and is due, session by session."""
    ctx.require(Permission.SEE_SESSIONS)
    cells: dict[str, dict[str, TopicCell]] = {}
    for row in store.topic_days(ctx.db, year):
        of_group = cells.setdefault(row["group_id"], {})
        of_group[row["code"]] = _with_day(of_group.get(row["code"], TopicCell()), row, year)
    is_now = year == ctx.today.year
    due = due_codes(ctx) if is_now else {}
    for group_id, code in due.items():
        of_group = cells.setdefault(group_id, {})
        of_group[code] = replace(of_group.get(code, TopicCell()), is_due=True)
    return [
        GroupTopics(
            group_id=group["id"],
            group_name=group["name"],
            group_code=group["code"],
            cells=cells.get(group["id"], {}),
        )
        for group in p2k2.group_choices(ctx)
    ]


def _with_day(cell: TopicCell, row: Row, year: int) -> TopicCell:
    day = date.fromisoformat(row["held_on"])
    if not row["is_given"]:
        first = cell.planned is None
        session_id = row["id"] if first else cell.session_id
        return replace(cell, planned=cell.planned or day, session_id=session_id)
    session_id = cell.session_id if cell.planned else row["id"]
    if day.year < year:
        return replace(cell, before=cell.before + 1, session_id=session_id)
    return replace(cell, given=(*cell.given, day), session_id=session_id)


def calendar(ctx: Context, month: Month) -> str:
    """Return a month's plans as an iCalendar file: groups, places and topics, no family."""
    ctx.require(Permission.SEE_SESSIONS)
    sessions = [
        (line.session, line.group_name)
        for line in p2k2.sessions_of_month(ctx, month)
        if line.session.status is SessionStatus.PLANNED
    ]
    return calendar_file.text(sessions, office.profile(ctx).zone, ctx.clock.now())


def reason_words(reason: Reason) -> str:
    """Say in the window's language why a session is proposed."""
    if reason.why is Why.REPEATED_ENOUGH:
        return ngettext(
            "Given {count} time in a row; whoever missed it catches up",
            "Given {count} times in a row; whoever missed it catches up",
            reason.value or 0,
        ).format(count=reason.value)
    return _(_REASONS[reason.why]).format(percent=reason.value)


def reasons_of(session: Session) -> tuple[Reason, ...]:
    """Return why a session was planned."""
    return model.read_reasons(session.why)


def conflict_words(conflict: Conflict) -> str:
    """Say in the window's language what is wrong with a plan."""
    return _(TROUBLES[conflict.trouble]).format(other=conflict.other)


_REASONS: dict[Why, str] = {
    Why.LOW_ATTENDANCE: N_("Repeat: only {percent}% came"),
    Why.WEAK_UNDERSTANDING: N_("Repeat: {percent}% understood little"),
    Why.POSTPONED: N_("Was not held last time"),
    Why.FOCUS: N_("Next of the chosen focus"),
    Why.FIRST: N_("First session of this group"),
    Why.NEXT: N_("Next session not given yet"),
    Why.AGAIN: N_("Everything was given; this one longest ago"),
}


def _session(ctx: Context, proposal: Proposal) -> Session:
    signer = office.signer(ctx)
    return Session(
        group_id=proposal.group_id,
        held_on=proposal.held_on,
        starts=proposal.starts,
        ends=proposal.ends,
        place=proposal.place,
        code=proposal.code,
        why=model.kept_reasons(proposal.reasons),
        presenters=(Presenter(name=signer.name, institution=signer.role_lines[-1]),),
    )


def _same_length(session: Session, starts: time) -> time | None:
    if session.starts is None or session.ends is None:
        return session.ends
    minutes = _minutes(session.ends) - _minutes(session.starts) + _minutes(starts)
    return time(*divmod(minutes, 60)) if minutes < 24 * 60 else None


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _slots(ctx: Context, month: Month, *, planned: bool) -> list[Slot]:
    return store.slots(ctx.db, month, planned=planned)
