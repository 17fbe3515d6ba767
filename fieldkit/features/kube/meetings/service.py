"""What people do with meetings: plan, hold and read them; a meeting is one page and one step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.dues.model import Posted
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import model, recording, store
from fieldkit.features.kube.meetings.model import (
    Attendance,
    CashCheck,
    FollowUp,
    Meeting,
    MeetingPage,
    NextMeeting,
    Recorded,
    SealKind,
    Status,
    Summary,
)

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
SEALS: dict[SealKind, str] = {
    SealKind.CONFIRMED: N_("Confirmed"),
    SealKind.REOPENED: N_("Opened again"),
}


# -- recording -------------------------------------------------------------------------------


def record_meeting(ctx: Context, wanted: MeetingPage) -> Recorded:
    """Save a whole meeting in one step: attendance, dues, money, agenda, promises, cash count.

    Raises InvalidInputError and saves nothing when any part is wrong.
    """
    ctx.require(Permission.RECORD_MEETING)
    page = _checked(ctx, replace(wanted, meeting=replace(wanted.meeting, status=Status.HELD)))
    kube = group.kube(ctx, page.meeting.kube_id)
    meeting = recording.with_due(page, kube)
    step = Step(N_("Meeting of {date}, {kube}"), date=_spoken(meeting.held_on), kube=kube.name)
    with ctx.db.write(step) as writer:
        store.save(writer, meeting)
        recording.save_attendance(ctx, writer, meeting, page)
        decisions = recording.save_agenda(ctx, writer, meeting, page)
        promised = recording.save_promises(ctx, writer, meeting, page)
        posted = recording.post_dues(ctx, writer, meeting, page)
        for entry in page.entries:
            recording.post_entry(ctx, writer, meeting, entry)
        _expect_counted(ctx, meeting)
        store.DRAFTS.drop(writer, wanted.meeting.id or _new_record(kube.id))
    marks = store.attendance_of(ctx.db, meeting.id)
    return Recorded(
        meeting_id=meeting.id,
        present=sum(mark is Attendance.PRESENT for mark in marks.values()),
        marked=len(marks),
        dues=_collected(page.dues),
        iks=_collected(page.iks),
        entries=len(page.entries),
        decisions=decisions,
        follow_ups=promised,
        has_corrected_dues=posted.is_correction,
    )


def _collected(paid: Mapping[str, int | None] | None) -> int:
    return sum(amount or 0 for amount in (paid or {}).values())


def record_dues(ctx: Context, meeting_id: str, paid: dict[str, int | None]) -> Posted:
    """Write down again what members paid at a meeting; the book gets a correction if it differs."""
    ctx.require(Permission.RECORD_MEETING)
    known = meeting(ctx, meeting_id)
    kube = group.kube(ctx, known.kube_id)
    page = MeetingPage(meeting=known, dues=paid)
    ready = recording.with_due(page, kube)
    step = Step(N_("Dues of {date}, {kube}"), date=_spoken(known.held_on), kube=kube.name)
    with ctx.db.write(step) as writer:
        store.save(writer, ready)
        return recording.post_dues(ctx, writer, ready, page)


def plan_meeting(ctx: Context, wanted: MeetingPage) -> str:
    """Save a meeting that is still to come, with its agenda, and return its id."""
    ctx.require(Permission.RECORD_MEETING)
    page = _checked(ctx, replace(wanted, meeting=replace(wanted.meeting, status=Status.PLANNED)))
    kube = group.kube(ctx, page.meeting.kube_id)
    step = Step(
        N_("Plan the meeting of {date}, {kube}"),
        date=_spoken(page.meeting.held_on),
        kube=kube.name,
    )
    with ctx.db.write(step) as writer:
        store.save(writer, page.meeting)
        recording.save_agenda(ctx, writer, page.meeting, page)
    return page.meeting.id


def mark_not_held(ctx: Context, meeting_id: str, reason: str) -> None:
    """Note that a planned meeting did not take place, and why."""
    ctx.require(Permission.RECORD_MEETING)
    known = meeting(ctx, meeting_id)
    if known.status is Status.HELD:
        raise InvalidInputError([Problem("status", "not_planned")])
    kube = group.kube(ctx, known.kube_id)
    step = Step(
        N_("Meeting of {date} not held, {kube}"), date=_spoken(known.held_on), kube=kube.name
    )
    with ctx.db.write(step) as writer:
        store.save(
            writer, replace(known, status=Status.NOT_HELD, note=reason.strip() or known.note)
        )


def remove_meeting(ctx: Context, meeting_id: str, reason: str = "") -> None:
    """Put a meeting into the bin; the money booked at it is taken back, which needs a reason."""
    ctx.require(Permission.RECORD_MEETING)
    known = meeting(ctx, meeting_id)
    booked = cashbook.entries_of_meeting(ctx, meeting_id)
    if booked and not reason.strip():
        raise InvalidInputError([Problem("reason", "money_needs_reason")])
    kube = group.kube(ctx, known.kube_id)
    step = Step(
        N_("Remove the meeting of {date}, {kube}"), date=_spoken(known.held_on), kube=kube.name
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
    page = model.tidied(wanted)
    kube_id = page.meeting.kube_id
    found = model.problems(page, group.everyone(ctx, kube_id), ctx.today)
    found += _same_day_problems(ctx, page.meeting)
    if found:
        raise InvalidInputError(found)
    return replace(page, meeting=replace(page.meeting, id=page.meeting.id or new_id()))


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


def _spoken(day: date | None) -> str:
    return format_date(day) if day else ""


def _expect_counted(ctx: Context, meeting: Meeting) -> None:
    check = cash_check(ctx, meeting)
    if check is None or not check.difference or meeting.cash_difference_reason:
        return
    details: dict[str, object] = {
        "counted": format_rupiah(check.counted),
        "book": format_rupiah(check.book),
        "difference": format_rupiah(check.difference),
    }
    raise InvalidInputError([Problem("cash_difference_reason", "count_differs", details)])


# -- asking ----------------------------------------------------------------------------------


def meeting(ctx: Context, meeting_id: str) -> Meeting:
    """One meeting; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    found = store.by_id(ctx.db, meeting_id)
    if found is None:
        raise NotFoundError
    return found


def page(ctx: Context, meeting_id: str) -> MeetingPage:
    """Everything of one meeting; what was booked there is asked of `entries_at`."""
    known = meeting(ctx, meeting_id)
    marks: dict[str, Attendance | None] = dict(store.attendance_of(ctx.db, meeting_id))
    return MeetingPage(
        meeting=known,
        attendance=marks,
        dues=_noted(ctx, known, Account.DUES, known.dues_amount, marks),
        iks=_noted(ctx, known, Account.IKS, known.iks_amount, marks),
        agenda=tuple(store.agenda_of(ctx.db, meeting_id)),
        follow_ups=tuple(store.follow_ups_of(ctx.db, meeting_id)),
    )


def _noted(
    ctx: Context,
    known: Meeting,
    fund: Account,
    due: int | None,
    marks: dict[str, Attendance | None],
) -> dict[str, int | None]:
    """Return what each paid: 0 for members who came and gave nothing, blank for the others."""
    noted: dict[str, int | None] = {}
    if due is not None:
        came = (member for member, mark in marks.items() if mark is Attendance.PRESENT)
        noted = dict.fromkeys(came, 0)
    noted.update(dues.paid_at(ctx, known.id, fund))
    return noted


def new_page(ctx: Context, kube_id: str) -> MeetingPage:
    """An empty page for the next meeting; only what the group agreed before stands in it.

    A meeting planned for today or earlier is taken up; else day, place and host come from
    what the last meeting agreed, once that day has come.
    """
    ctx.require(Permission.SEE_KUBE)
    planned = store.first_planned(ctx.db, kube_id)
    if planned is not None and planned.held_on is not None and planned.held_on <= ctx.today:
        return page(ctx, planned.id)
    last = store.last_held(ctx.db, kube_id)
    agreed = last.next_on if last else None
    is_due = agreed is not None and agreed <= ctx.today
    fresh = Meeting(
        kube_id=kube_id,
        held_on=agreed if is_due else ctx.today,
        place=last.next_place if last and is_due else None,
        host_id=last.next_host_id if last and is_due else None,
    )
    return MeetingPage(meeting=fresh, attendance={}, dues={}, iks={}, agenda=(), follow_ups=())


def entries_at(ctx: Context, meeting_id: str) -> list[CashEntry]:
    """The further entries booked at a meeting that stand, dues left out."""
    booked = cashbook.entries_of_meeting(ctx, meeting_id)
    return [entry for entry in booked if entry.kind is not Kind.DUES]


def meeting_on(ctx: Context, kube_id: str, day: date) -> Meeting | None:
    """The meeting of one day, held or planned."""
    ctx.require(Permission.SEE_KUBE)
    return store.on_day(ctx.db, kube_id, day)


def meetings_of(
    ctx: Context, kube_id: str | None, first: date | None = None, last: date | None = None
) -> list[Summary]:
    """The meetings of one group, or of all, with their figures, the newest first."""
    ctx.require(Permission.SEE_KUBE)
    return store.summaries(ctx.db, kube_id, first, last)


def last_meeting(ctx: Context, kube_id: str) -> Meeting | None:
    """The last meeting that was held."""
    ctx.require(Permission.SEE_KUBE)
    return store.last_held(ctx.db, kube_id)


def next_meeting(ctx: Context, kube_id: str) -> NextMeeting | None:
    """When the group meets next, planned or only agreed; it may have passed unrecorded."""
    ctx.require(Permission.SEE_KUBE)
    people = {member.id: member for member in group.everyone(ctx, kube_id)}
    planned = store.first_planned(ctx.db, kube_id)
    if planned is not None and planned.held_on is not None:
        return NextMeeting(
            held_on=planned.held_on,
            place=planned.place,
            host=people.get(planned.host_id or ""),
            meeting_id=planned.id,
        )
    last = store.last_held(ctx.db, kube_id)
    if last is None or last.next_on is None:
        return None
    host = people.get(last.next_host_id or "")
    return NextMeeting(held_on=last.next_on, place=last.next_place, host=host)


def earlier_follow_ups(ctx: Context, kube_id: str, known: Meeting) -> list[FollowUp]:
    """What earlier meetings promised: still open, or done since the meeting before this one."""
    ctx.require(Permission.SEE_KUBE)
    day = known.held_on or ctx.today
    before = store.last_held(ctx.db, kube_id, before=day)
    since = before.held_on if before else None
    return store.earlier_follow_ups(ctx.db, kube_id, before=day, but=known.id, since=since)


def open_follow_ups(ctx: Context, kube_id: str) -> list[FollowUp]:
    """Everything promised in a group that is not done."""
    ctx.require(Permission.SEE_KUBE)
    return store.open_follow_ups(ctx.db, kube_id)


def cash_check(ctx: Context, known: Meeting) -> CashCheck | None:
    """Counted money beside the book at the end of the meeting's day; None where nobody counted."""
    ctx.require(Permission.SEE_KUBE)
    counted = known.counted_total
    if counted is None:
        return None
    book = cashbook.cash_in_hand(ctx, known.kube_id, known.held_on)
    return CashCheck(counted=counted, book=book)


def latest_month(ctx: Context, kube_id: str | None = None) -> Month | None:
    """The month of the last meeting held, of one group or of all."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db, kube_id)
    return Month.of(found) if found else None


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
