"""What people do with contests, bazaars and trainings, and what they ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, rows, typed
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_in, money_out
from fieldkit.features.kube.events import model, store
from fieldkit.features.kube.events.model import Event, EventKind, EventPage, EventState, Taker
from fieldkit.features.kube.group import service as group

SENTENCES: dict[str, str] = {
    "taker_is_wrong": N_("Line {number}: choose a member of the group."),
    "taker_named_twice": N_("Line {number}: this member stands in the list already."),
    "event_has_money": N_(
        "Money of this event stands in the cash book. Mark the event as cancelled instead."
    ),
}
sentences.register(SENTENCES)

KINDS: dict[EventKind, str] = {
    EventKind.TRAINING: N_("Training"),
    EventKind.BAZAAR: N_("Bazaar"),
    EventKind.CONTEST: N_("Contest"),
    EventKind.OTHER: N_("Other activity"),
}
KIND_TITLES: dict[EventKind, str] = {
    EventKind.TRAINING: "Pelatihan", EventKind.BAZAAR: "Bazar", EventKind.CONTEST: "Lomba",
    EventKind.OTHER: "Kegiatan lain",
}  # fmt: skip
STATES: dict[EventState, str] = {
    EventState.PLANNED: N_("Planned"),
    EventState.HELD: N_("Took place"),
    EventState.CANCELLED: N_("Cancelled"),
}
STATE_TITLES: dict[EventState, str] = {
    EventState.PLANNED: "Terjadwal", EventState.HELD: "Selesai", EventState.CANCELLED: "Dibatalkan",
}  # fmt: skip


def save_event(ctx: Context, wanted: Event, takers: Sequence[Taker] = ()) -> str:
    """Save an event with who took part, in one step; return its id."""
    ctx.require(Permission.RECORD_MEETING)
    kube = group.kube(ctx, wanted.kube_id)
    tidy = model.tidied(wanted)
    named = [
        typed.tidied(taker, "task", "certificate")
        for taker in takers
        if taker.member_id or taker.task or taker.certificate
    ]
    members = [member.id for member in group.everyone(ctx, kube.id)]
    if found := model.problems(tidy, named, members, ctx.today):
        raise InvalidInputError(found)
    ready = replace(tidy, id=tidy.id or new_id())
    known = event(ctx, tidy.id).takers if tidy.id else ()
    owner = {"kube_id": kube.id, "event_id": ready.id}
    with ctx.db.write(Step(N_("{event}, {kube}"), event=ready.title, kube=kube.name)) as writer:
        rows.save(writer, "kube_event", ready, scope=kube.id)
        keeping.keep_lines(writer, "event_member", named, known, owner)
    return ready.id


def remove_event(ctx: Context, event_id: str) -> None:
    """Put an event noted by mistake into the bin; one with money in the cash book stays."""
    ctx.require(Permission.RECORD_MEETING)
    known = event(ctx, event_id)
    if known.income or known.expense:
        raise InvalidInputError([Problem("event", "event_has_money")])
    name = group.kube(ctx, known.event.kube_id).name
    with ctx.db.write(Step(N_("Remove an event of {kube}"), kube=name)) as writer:
        for taker in known.takers:
            writer.remove("event_member", taker.id)
        writer.remove("kube_event", event_id)


def take_prize(
    ctx: Context, event_id: str, amount: int | None, got_on: date, *, pot: Pot = Pot.KAS
) -> str:
    """Book the money an event brought, such as a prize, and return the entry's id."""
    ctx.require(Permission.POST_CASH)
    known = event(ctx, event_id).event
    if amount is None or amount <= 0:
        raise InvalidInputError([Problem("amount", "negative" if amount else "required")])
    entry = money_in(
        known.kube_id, got_on, Account.GRANT, amount, _words("Hadiah/hasil", known), pot=pot,
        ref=event_id, party=known.organiser,
    )  # fmt: skip
    return cashbook.record_entry(ctx, entry)


def spend(
    ctx: Context, event_id: str, account: Account, amount: int | None, spent_on: date,
    words: str | None = None, *, pot: Pot = Pot.KAS, reason: str | None = None,
) -> str:  # fmt: skip
    """Book what an event cost and return the entry's id."""
    ctx.require(Permission.POST_CASH)
    known = event(ctx, event_id).event
    if amount is None or amount <= 0:
        raise InvalidInputError([Problem("amount", "negative" if amount else "required")])
    entry = money_out(
        known.kube_id, spent_on, account, amount, words or _words("Biaya", known), pot=pot,
        ref=event_id, reason=reason,
    )  # fmt: skip
    return cashbook.record_entry(ctx, entry)


def _words(deed: str, known: Event) -> str:
    """Return what the cash book calls it; it is Indonesian (decision 13)."""
    return f"{deed} {known.title}"[: typed.LONGEST_LINE]


def event(ctx: Context, event_id: str) -> EventPage:
    """One event with who took part and its money; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    known: Event = keeping.one(store.by_id(ctx.db, event_id))
    return store.pages(ctx.db, known.kube_id, [known])[0]


def events(
    ctx: Context, kube_id: str, first: date | None = None, last: date | None = None
) -> list[EventPage]:
    """List the events that began in a period, or all, by day."""
    ctx.require(Permission.SEE_KUBE)
    found = store.events_of(ctx.db, kube_id, first or date.min, last or date.max)
    return store.pages(ctx.db, kube_id, found)


def latest_month(ctx: Context) -> Month | None:
    """The month of the latest event that is not in the future."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db)
    return Month.of(min(found, ctx.today)) if found else None
