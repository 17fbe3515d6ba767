"""What people do with meetings: plan, hold and read them; a meeting is one page and one step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.dues.model import Posted
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import model, recording, store
from fieldkit.features.kube.meetings.agendas import (
    TEMPLATES,
    hosts,
    remove_template,
    save_template,
    templates,
)
from fieldkit.features.kube.meetings.asking import (
    attendance_between,
    attended_by,
    cash_check,
    earlier_follow_ups,
    entries_at,
    last_meeting,
    latest_month,
    meeting,
    meeting_on,
    meetings_of,
    new_page,
    next_meeting,
    open_follow_ups,
    page,
    spoken,
)
from fieldkit.features.kube.meetings.confirming import (
    SEALS,
    confirm_meeting,
    expect_open,
    is_as_confirmed,
    reopen_meeting,
    seal,
    seal_of,
    seals,
    verify,
)
from fieldkit.features.kube.meetings.model import (
    Attendance,
    Meeting,
    MeetingPage,
    Recorded,
    Status,
)

__all__ = [
    "ATTENDANCE", "SEALS", "STATUSES", "TEMPLATES", "attendance_between", "attended_by",
    "cash_check", "confirm_meeting", "draft",
    "drop_draft", "earlier_follow_ups", "entries_at", "hosts", "is_as_confirmed", "keep_draft",
    "last_meeting", "latest_month", "mark_not_held", "meeting", "meeting_on", "meetings_of",
    "new_page", "next_meeting", "open_follow_ups", "page", "plan_meeting", "record_dues",
    "record_meeting", "remove_meeting", "remove_template", "reopen_meeting", "save_template",
    "seal", "seal_of", "seals", "settle_follow_up", "templates", "verify",
]  # fmt: skip

SENTENCES: dict[str, str] = {
    "meeting_in_future": N_("A meeting that lies in the future can be planned, not recorded."),
    "next_not_later": N_("The next meeting must come after this one."),
    "agenda_without_title": N_("Point {number} of the agenda has no title."),
    "follow_up_without_words": N_("Write what is to be done."),
    "count_differs": N_(
        "The counted money is {counted}, the book says {book}: {difference} apart."
        " Write the reason, or “not known yet”."
    ),
    "meeting_exists": N_("There is already a meeting of this group on {day}. Open that one."),
    "money_needs_reason": N_("Money was booked at this meeting. Write why it is taken back."),
    "not_planned": N_("This meeting has been held already."),
}
sentences.register(SENTENCES)

ATTENDANCE: dict[Attendance, str] = {
    Attendance.UNMARKED: N_("Not marked"),
    Attendance.PRESENT: N_("Present"),
    Attendance.SICK: N_("Sick"),
    Attendance.EXCUSED: N_("Excused"),
    Attendance.ABSENT: N_("Absent"),
}
STATUSES: dict[Status, str] = {
    Status.PLANNED: N_("Planned"),
    Status.HELD: N_("Held"),
    Status.NOT_HELD: N_("Not held"),
}


# -- recording -------------------------------------------------------------------------------


def record_meeting(ctx: Context, wanted: MeetingPage) -> Recorded:
    """Save a whole meeting in one step: who came, money, agenda, promises, cash count.

    Raises InvalidInputError and saves nothing when any part is wrong.
    """
    ctx.require(Permission.RECORD_MEETING)
    ready = _checked(ctx, replace(wanted, meeting=replace(wanted.meeting, status=Status.HELD)))
    kube = group.kube(ctx, ready.meeting.kube_id)
    known = recording.with_due(ready, kube)
    last = seal_of(ctx, known.id)
    step = Step(N_("Meeting of {date}, {kube}"), date=spoken(known.held_on), kube=kube.name)
    with ctx.db.write(step) as writer:
        store.save(writer, known)
        recording.save_attendance(ctx, writer, known, ready, kube)
        decisions = recording.save_agenda(ctx, writer, known, ready)
        promised = recording.save_promises(ctx, writer, known, ready)
        reason = last.reason if last else None
        posted = recording.post_dues(ctx, writer, known, ready, reason)
        repaid = recording.post_instalments(ctx, writer, known, ready, reason)
        for entry in ready.entries:
            recording.post_entry(ctx, writer, known, entry)
        _expect_counted(ctx, known)
        store.DRAFTS.drop(writer, wanted.meeting.id or _new_record(kube.id))
    marks = store.attendance_of(ctx.db, known.id)
    return Recorded(
        meeting_id=known.id,
        present=sum(mark is Attendance.PRESENT for mark in marks.values()),
        marked=len(marks),
        dues=_collected(ready.dues),
        iks=_collected(ready.iks),
        instalments=_collected(ready.instalments),
        entries=len(ready.entries),
        decisions=decisions,
        follow_ups=promised,
        has_corrected_dues=posted.is_correction or repaid.is_correction,
    )


def _collected(paid: Mapping[str, int | None] | None) -> int:
    return sum(amount or 0 for amount in (paid or {}).values())


def record_dues(ctx: Context, meeting_id: str, paid: dict[str, int | None]) -> Posted:
    """Write down again what members paid at a meeting; the book gets a correction if it differs."""
    ctx.require(Permission.RECORD_MEETING)
    known = meeting(ctx, meeting_id)
    expect_open(ctx, meeting_id)
    kube = group.kube(ctx, known.kube_id)
    wanted = MeetingPage(meeting=known, dues=paid)
    ready = recording.with_due(wanted, kube)
    step = Step(N_("Dues of {date}, {kube}"), date=spoken(known.held_on), kube=kube.name)
    with ctx.db.write(step) as writer:
        store.save(writer, ready)
        return recording.post_dues(ctx, writer, ready, wanted)


def plan_meeting(ctx: Context, wanted: MeetingPage) -> str:
    """Save a meeting that is still to come, with its agenda, and return its id."""
    ctx.require(Permission.RECORD_MEETING)
    ready = _checked(ctx, replace(wanted, meeting=replace(wanted.meeting, status=Status.PLANNED)))
    kube = group.kube(ctx, ready.meeting.kube_id)
    day = spoken(ready.meeting.held_on)
    step = Step(N_("Plan the meeting of {date}, {kube}"), date=day, kube=kube.name)
    with ctx.db.write(step) as writer:
        store.save(writer, ready.meeting)
        recording.save_agenda(ctx, writer, ready.meeting, ready)
    return ready.meeting.id


def mark_not_held(ctx: Context, meeting_id: str, reason: str) -> None:
    """Note that a planned meeting did not take place, and why."""
    ctx.require(Permission.RECORD_MEETING)
    known = meeting(ctx, meeting_id)
    if known.status is Status.HELD:
        raise InvalidInputError([Problem("status", "not_planned")])
    kube = group.kube(ctx, known.kube_id)
    step = Step(
        N_("Meeting of {date} not held, {kube}"), date=spoken(known.held_on), kube=kube.name
    )
    with ctx.db.write(step) as writer:
        store.save(
            writer, replace(known, status=Status.NOT_HELD, note=reason.strip() or known.note)
        )


def remove_meeting(ctx: Context, meeting_id: str, reason: str = "") -> None:
    """Put a meeting into the bin; the money booked at it is taken back, which needs a reason."""
    ctx.require(Permission.RECORD_MEETING)
    known = meeting(ctx, meeting_id)
    expect_open(ctx, meeting_id)
    booked = cashbook.entries_of_meeting(ctx, meeting_id)
    if booked and not reason.strip():
        raise InvalidInputError([Problem("reason", "money_needs_reason")])
    kube = group.kube(ctx, known.kube_id)
    step = Step(
        N_("Remove the meeting of {date}, {kube}"), date=spoken(known.held_on), kube=kube.name
    )
    with ctx.db.write(step) as writer:
        for entry in booked:
            cashbook.take_back(ctx, writer, entry, reason)
        writer.remove("meeting", meeting_id)


def settle_follow_up(ctx: Context, follow_up_id: str, done_on: date | None) -> None:
    """Note when a promise was kept; None opens it again."""
    ctx.require(Permission.RECORD_MEETING)
    known = store.follow_up_by_id(ctx.db, follow_up_id)
    if known is None:
        raise NotFoundError
    if done_on and done_on > ctx.today:
        raise InvalidInputError([Problem("settled", "in_future")])
    kube = group.kube(ctx, known.kube_id)
    with ctx.db.write(Step(N_("Follow-up of {kube}"), kube=kube.name)) as writer:
        store.settle(writer, follow_up_id, done_on)


def _checked(ctx: Context, wanted: MeetingPage) -> MeetingPage:
    tidy = model.tidied(wanted)
    found = model.problems(tidy, group.everyone(ctx, tidy.meeting.kube_id), ctx.today)
    found += _same_day_problems(ctx, tidy.meeting)
    if found:
        raise InvalidInputError(found)
    expect_open(ctx, tidy.meeting.id)
    return replace(tidy, meeting=replace(tidy.meeting, id=tidy.meeting.id or new_id()))


def _same_day_problems(ctx: Context, wanted: Meeting) -> list[Problem]:
    """Refuse a second meeting on a day; two that a merge brought together may both be mended."""
    day = wanted.held_on
    known = store.by_id(ctx.db, wanted.id) if wanted.id else None
    if day is None or (known is not None and known.held_on == day):
        return []
    same = store.on_day(ctx.db, wanted.kube_id, day)
    if same is None or same.id == wanted.id:
        return []
    return [Problem("held_on", "meeting_exists", {"day": format_date(day)})]


def _expect_counted(ctx: Context, known: Meeting) -> None:
    check = cash_check(ctx, known)
    if check is None or not check.difference or known.cash_difference_reason:
        return
    details: dict[str, object] = {
        "counted": format_rupiah(check.counted),
        "book": format_rupiah(check.book),
        "difference": format_rupiah(check.difference),
    }
    raise InvalidInputError([Problem("cash_difference_reason", "count_differs", details)])


# -- drafts ----------------------------------------------------------------------------------


def keep_draft(ctx: Context, kube_id: str, meeting_id: str, typed: dict[str, Any]) -> None:
    """Keep a page as typed so far, on this laptop; a blank meeting id means a new meeting."""
    ctx.require(Permission.RECORD_MEETING)
    store.DRAFTS.keep(ctx.db, meeting_id or _new_record(kube_id), typed, ctx.clock.now())


def draft(ctx: Context, kube_id: str, meeting_id: str) -> dict[str, Any] | None:
    """A page kept as typed, None where there is none."""
    ctx.require(Permission.SEE_KUBE)
    kept = store.DRAFTS.kept(ctx.db, meeting_id or _new_record(kube_id))
    return kept.typed if kept else None


def drop_draft(ctx: Context, kube_id: str, meeting_id: str) -> None:
    """Forget a kept page."""
    ctx.require(Permission.RECORD_MEETING)
    with ctx.db.local() as writer:
        store.DRAFTS.drop(writer, meeting_id or _new_record(kube_id))


def _new_record(kube_id: str) -> str:
    return f"new:{kube_id}"
