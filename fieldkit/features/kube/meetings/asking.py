"""What people ask of meetings: one page, the list, what comes next, what is still promised."""

from collections.abc import Mapping
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.errors import NotFoundError
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import store
from fieldkit.features.kube.meetings.model import (
    Attendance,
    CashCheck,
    FollowUp,
    Meeting,
    MeetingPage,
    NextMeeting,
    Summary,
)


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
    roll = store.roll_of(ctx.db, meeting_id)
    return MeetingPage(
        meeting=known,
        attendance=dict(roll.marks),
        excused=roll.excused,
        agreeing=roll.agreeing,
        dues=_noted(ctx, known, Account.DUES, known.dues_amount, roll.marks),
        iks=_noted(ctx, known, Account.IKS, known.iks_amount, roll.marks),
        instalments=dict(loans.paid_at(ctx, meeting_id)),
        agenda=tuple(store.agenda_of(ctx.db, meeting_id)),
        follow_ups=tuple(store.follow_ups_of(ctx.db, meeting_id)),
    )


def _noted(
    ctx: Context,
    known: Meeting,
    fund: Account,
    due: int | None,
    marks: Mapping[str, Attendance | None],
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
    return MeetingPage(
        meeting=fresh, attendance={}, dues={}, iks={}, instalments={}, agenda=(), follow_ups=()
    )


def entries_at(ctx: Context, meeting_id: str) -> list[CashEntry]:
    """The further entries booked at a meeting that stand; what stands in its grid is left out."""
    booked = cashbook.entries_of_meeting(ctx, meeting_id)
    return [entry for entry in booked if entry.kind not in (Kind.DUES, Kind.INSTALMENT)]


def sealed_entries(ctx: Context, meeting_id: str) -> list[CashEntry]:
    """The money of a meeting that two members confirm beside what was paid as dues."""
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


def attended_by(ctx: Context, member_id: str) -> list[tuple[date, Attendance]]:
    """How a member was noted at the meetings that were held, the newest first."""
    ctx.require(Permission.SEE_KUBE)
    return store.marks_of(ctx.db, member_id)


def attendance_between(
    ctx: Context, kube_id: str, first: date, last: date
) -> dict[str, dict[str, Attendance]]:
    """Who was noted how at each meeting held in a period: {meeting: {member: mark}}, by day."""
    ctx.require(Permission.SEE_KUBE)
    return store.attendance_between(ctx.db, kube_id, first, last)


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


def spoken(day: date | None) -> str:
    """Return a day in words, nothing for none."""
    return format_date(day) if day else ""
