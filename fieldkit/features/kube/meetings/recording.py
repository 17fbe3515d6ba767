"""Writes the parts of a meeting's page inside the one step that holds them all."""

from collections.abc import Mapping
from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.ids import new_id
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Restated
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.dues.model import Posted, Sheet
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.loans.model import Sheet as Instalments
from fieldkit.features.kube.meetings import store
from fieldkit.features.kube.meetings.model import Meeting, MeetingPage
from fieldkit.features.kube.meetings.store import Roll


def with_due(page: MeetingPage, kube: Kube) -> Meeting:
    """Fix, with the first noted payment, what each member was to pay at this meeting."""
    meeting = page.meeting
    if page.dues is not None:
        usual = meeting.dues_amount if meeting.dues_amount is not None else kube.dues_amount
        meeting = replace(meeting, dues_amount=usual if _is_noted(page.dues) else None)
    if page.iks is not None:
        usual = meeting.iks_amount if meeting.iks_amount is not None else kube.iks_amount
        meeting = replace(meeting, iks_amount=usual if _is_noted(page.iks) else None)
    return meeting


def _is_noted(paid: Mapping[str, int | None]) -> bool:
    return any(amount is not None for amount in paid.values())


def save_attendance(
    ctx: Context, writer: Writer, meeting: Meeting, page: MeetingPage, kube: Kube
) -> None:
    """Write who came, who owes nothing and who agrees; a part not noted stays as it is."""
    if page.attendance is None and page.excused is None and page.agreeing is None:
        return
    known = store.roll_of(ctx.db, meeting.id)
    marks = known.marks if page.attendance is None else page.attendance
    excused = page.excused
    if excused is None:
        ruled = {m for m, mark in marks.items() if mark and mark.value in kube.excused_when}
        excused = known.excused if page.attendance is None else frozenset(ruled)
    agreeing = known.agreeing if page.agreeing is None else page.agreeing
    wanted = Roll(marks=marks, excused=excused, agreeing=agreeing)
    store.save_roll(writer, meeting, wanted, known)


def save_agenda(ctx: Context, writer: Writer, meeting: Meeting, page: MeetingPage) -> int:
    """Write the agenda; a decision gets its number once and keeps it, even when withdrawn."""
    if page.agenda is None or meeting.held_on is None:
        return 0
    known = {item.id: item for item in store.agenda_of(ctx.db, meeting.id)}
    kept = {item.id for item in page.agenda}
    withdrawn = [
        replace(item, decision=None)
        for item in known.values()
        if item.id not in kept and item.decision_no
    ]
    for item in known.values():
        if item.id not in kept and not item.decision_no:
            writer.remove("agenda_item", item.id)
    year = meeting.held_on.year
    letter = cashbook.proof_letter(ctx)
    behind = f"/{year}" if letter == "A" else f"-{letter}/{year}"
    last = store.last_decision_number(ctx.db, meeting.kube_id, behind)
    for position, item in enumerate((*page.agenda, *withdrawn), start=1):
        number = known[item.id].decision_no if item.id in known else None
        if item.decision and number is None:
            last += 1
            number = f"{last}{behind}"
        ready = replace(item, id=item.id or new_id(), decision_no=number)
        store.save_item(writer, meeting, ready, position)
    return sum(item.decision is not None for item in page.agenda)


def save_promises(ctx: Context, writer: Writer, meeting: Meeting, page: MeetingPage) -> int:
    """Write what was promised now, and what became of earlier promises."""
    for follow_up_id, done_on in page.settled.items():
        store.settle(writer, follow_up_id, done_on)
    if page.follow_ups is None:
        return 0
    kept = {promise.id for promise in page.follow_ups}
    for known in store.follow_ups_of(ctx.db, meeting.id):
        if known.id not in kept:
            writer.remove("follow_up", known.id)
    for position, promise in enumerate(page.follow_ups, start=1):
        ready = replace(
            promise, id=promise.id or new_id(), kube_id=meeting.kube_id, meeting_id=meeting.id
        )
        store.save_follow_up(writer, ready, position)
    return len(page.follow_ups)


def post_dues(
    ctx: Context, writer: Writer, meeting: Meeting, page: MeetingPage, reason: str | None = None
) -> Posted:
    """Bring the cash book to what the page says was paid; funds not noted stay as they are.

    `reason` says why a page is changed that two people had confirmed.
    """
    if meeting.held_on is None or (page.dues is None and page.iks is None):
        return Posted(total=0)
    sheet = Sheet(
        kube_id=meeting.kube_id,
        meeting_id=meeting.id,
        held_on=meeting.held_on,
        dues=_paid(ctx, meeting, page.dues, Account.DUES),
        iks=_paid(ctx, meeting, page.iks, Account.IKS),
    )
    return dues.post(ctx, writer, sheet, reason or dues.REASON)


def post_instalments(
    ctx: Context, writer: Writer, meeting: Meeting, page: MeetingPage, reason: str | None = None
) -> Restated:
    """Bring the cash book to what borrowers paid at this meeting; not noted stays as it is."""
    if meeting.held_on is None or page.instalments is None:
        return Restated()
    sheet = Instalments(
        kube_id=meeting.kube_id,
        meeting_id=meeting.id,
        held_on=meeting.held_on,
        paid={member_id: amount for member_id, amount in page.instalments.items() if amount},
    )
    return loans.post_sheet(ctx, writer, sheet, reason or loans.REASON)


def _paid(
    ctx: Context, meeting: Meeting, typed: Mapping[str, int | None] | None, fund: Account
) -> dict[str, int]:
    if typed is None:
        return dues.paid_at(ctx, meeting.id, fund)
    return {member_id: amount for member_id, amount in typed.items() if amount}


def post_entry(ctx: Context, writer: Writer, meeting: Meeting, entry: CashEntry) -> None:
    """Book one further entry of the page."""
    ready = replace(entry, kube_id=meeting.kube_id, meeting_id=meeting.id)
    try:
        cashbook.post(ctx, writer, ready, may_be_late=True)
    except InvalidInputError as error:
        placed = [Problem("entries", p.code, p.details) for p in error.problems]
        raise InvalidInputError(placed) from error
