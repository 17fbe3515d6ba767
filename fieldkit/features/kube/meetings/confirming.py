"""Two people confirm a meeting's page, which shuts it; it is opened again with a reason."""

from contextlib import suppress
from datetime import datetime, timedelta

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import asking, model, store
from fieldkit.features.kube.meetings.model import Seal, SealKind, Status

SENTENCES: dict[str, str] = {
    "meeting_confirmed": N_(
        "Two members have confirmed this meeting. Open it again, with the reason, to change it."
    ),
    "not_confirmed": N_("Nobody has confirmed this meeting; it can be changed as it is."),
    "two_people": N_("Two different members confirm a meeting. Choose both."),
    "only_held_meetings": N_("Only a meeting that was held can be confirmed."),
    "reopening_needs_reason": N_("Write why the meeting is opened again; the minutes keep it."),
    "decision_no_twice": N_("{kube}: two decisions have the number {number}."),
    "confirmed_changed": N_(
        "{kube}: the meeting of {day} is no longer what two members confirmed. Open it again"
        " and let it be confirmed anew."
    ),
}
sentences.register(SENTENCES)

SEALS: dict[SealKind, str] = {
    SealKind.CONFIRMED: N_("Confirmed"),
    SealKind.REOPENED: N_("Opened again"),
}


def confirm_meeting(ctx: Context, meeting_id: str, member_id: str, other_id: str) -> None:
    """Shut a meeting's page: two different members have read and confirmed it."""
    ctx.require(Permission.RECORD_MEETING)
    known = asking.meeting(ctx, meeting_id)
    expect_open(ctx, meeting_id)
    people = {one.id for one in group.members(ctx, known.kube_id, at=known.held_on)}
    if known.status is not Status.HELD:
        raise InvalidInputError([Problem("meeting", "only_held_meetings")])
    if len({member_id, other_id} & people) != 2:
        raise InvalidInputError([Problem("other_id", "two_people")])
    kube = group.kube(ctx, known.kube_id)
    day = asking.spoken(known.held_on)
    step = Step(N_("Meeting of {date} confirmed, {kube}"), date=day, kube=kube.name)
    with ctx.db.write(step) as writer:
        seal(ctx, writer, meeting_id, member_id, other_id)


def seal(ctx: Context, writer: Writer, meeting_id: str, member_id: str, other_id: str) -> str:
    """Write that two members confirmed a meeting's page, inside an open step."""
    ctx.require(Permission.RECORD_MEETING)
    known = asking.meeting(ctx, meeting_id)
    return store.save_seal(
        writer,
        Seal(
            meeting_id=meeting_id, kube_id=known.kube_id, kind=SealKind.CONFIRMED,
            at=_moment(ctx, meeting_id), sealed_on=ctx.today, member_id=member_id,
            other_id=other_id, digest=_digest(ctx, meeting_id),
        ),
    )  # fmt: skip


def reopen_meeting(ctx: Context, meeting_id: str, reason: str) -> None:
    """Open a confirmed meeting again; what is then changed carries this reason."""
    ctx.require(Permission.RECORD_MEETING)
    known = asking.meeting(ctx, meeting_id)
    last = seal_of(ctx, meeting_id)
    if last is None or not last.is_confirmed:
        raise InvalidInputError([Problem("meeting", "not_confirmed")])
    said = " ".join(reason.split())
    if not said:
        raise InvalidInputError([Problem("reason", "reopening_needs_reason")])
    if len(said) > model.LONGEST_LINE:
        details: dict[str, object] = {"limit": model.LONGEST_LINE, "length": len(said)}
        raise InvalidInputError([Problem("reason", "too_long", details)])
    opened = Seal(
        meeting_id=meeting_id, kube_id=known.kube_id, kind=SealKind.REOPENED,
        at=_moment(ctx, meeting_id),
        sealed_on=ctx.today, reason=said,
    )  # fmt: skip
    kube = group.kube(ctx, known.kube_id)
    day = asking.spoken(known.held_on)
    step = Step(N_("Meeting of {date} opened again, {kube}"), date=day, kube=kube.name)
    with ctx.db.write(step) as writer:
        store.save_seal(writer, opened)


def _moment(ctx: Context, meeting_id: str) -> str:
    """Return the instant, later than whatever happened to the page before."""
    last = seal_of(ctx, meeting_id)
    now = ctx.clock.now()
    if last is not None:
        with suppress(ValueError):
            now = max(now, datetime.fromisoformat(last.at) + timedelta(milliseconds=1))
    return now.isoformat(timespec="milliseconds")


def _digest(ctx: Context, meeting_id: str) -> str:
    return model.digest(asking.page(ctx, meeting_id), asking.sealed_entries(ctx, meeting_id))


def expect_open(ctx: Context, meeting_id: str) -> None:
    """Refuse to change a page that two members have confirmed."""
    last = seal_of(ctx, meeting_id)
    if last is not None and last.is_confirmed:
        raise InvalidInputError([Problem("meeting", "meeting_confirmed")])


def seal_of(ctx: Context, meeting_id: str) -> Seal | None:
    """What happened last to a meeting's page: confirmed, or opened again."""
    return next(iter(reversed(seals(ctx, meeting_id))), None)


def seals(ctx: Context, meeting_id: str) -> list[Seal]:
    """Everything that happened to a meeting's page, the oldest first."""
    ctx.require(Permission.SEE_KUBE)
    return store.seals_of(ctx.db, meeting_id) if meeting_id else []


def is_as_confirmed(ctx: Context, confirmed: Seal) -> bool:
    """Whether a confirmed page still says what was confirmed."""
    ctx.require(Permission.SEE_KUBE)
    return confirmed.digest == _digest(ctx, confirmed.meeting_id)


def verify(ctx: Context) -> list[Problem]:
    """What minutes no longer say as they should; warnings are for a look."""
    ctx.require(Permission.CHECK_BOOK)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    names = {kube.id: kube.name for kube in group.kubes(ctx)}
    found = []
    for row in store.decisions_numbered_twice(ctx.db):
        details: dict[str, object] = {
            "kube": names.get(row["kube_id"], ""), "number": row["decision_no"],
        }  # fmt: skip
        found.append(Problem(row["meeting_id"], "decision_no_twice", details, is_warning=True))
    for confirmed in store.confirmed_meetings(ctx.db):
        known = store.by_id(ctx.db, confirmed.meeting_id)
        if known is not None and not is_as_confirmed(ctx, confirmed):
            day = asking.spoken(known.held_on)
            details = {"kube": names.get(known.kube_id, ""), "day": day}
            found.append(Problem(known.id, "confirmed_changed", details, is_warning=True))
    return found
