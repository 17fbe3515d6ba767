"""What people do with a saving circle: begin it, note what was brought and taken, and close it.

FieldKit records this money; it lies with the keeper the group has chosen, never with the
facilitator. Entries only grow: a changed sheet takes the former entry back and books anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework.circle import model, store
from fieldkit.features.homework.circle.model import Balance, Circle, Entry, Kind, Line, SheetLine

SENTENCES: dict[str, str] = {
    "circle_amount_small": N_("Write an amount above zero."),
    "not_in_this_group": N_("Somebody in this list does not belong to the group."),
    "negative_saving": N_("What {name} brought can not be below zero."),
    "more_than_saved": N_("This is more than the family has saved here."),
    "circle_is_closed": N_("This circle is closed; open it again first."),
    "circle_entry_gone": N_("This entry was taken back already, or came from a meeting."),
    "circle_exists": N_("This group already has a circle that is not closed."),
}
sentences.register(SENTENCES)

KINDS: dict[Kind, str] = {
    Kind.DUES: N_("Brought to the meeting"),
    Kind.DEPOSIT: N_("Brought"),
    Kind.WITHDRAWAL: N_("Taken out"),
    Kind.CORRECTION: N_("Correction"),
}
REASON = "Setoran pertemuan diperbaiki"


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a meeting's sheet."""

    total: int
    has_changed: bool = False
    is_correction: bool = False


# -- what people do --------------------------------------------------------------------------


def save_circle(ctx: Context, circle: Circle) -> str:
    """Begin a circle or change its facts; a group has one open circle at a time."""
    ctx.require(Permission.CHECK_HOMEWORK)
    found = model.problems(circle, ctx.today)
    others = [c for c in store.of_group(ctx.db, circle.group_id) if c.id != circle.id]
    if circle.is_open and any(other.is_open for other in others):
        found.append(Problem("closed_on", "circle_exists"))
    if found:
        raise InvalidInputError(found)
    name = store.group_name(ctx.db, circle.group_id)
    with ctx.db.write(Step(N_("Note the saving circle of {group}"), group=name)) as writer:
        return store.save(writer, circle)


def post_sheet(
    ctx: Context,
    writer: Writer,
    circle: Circle,
    session_id: str,
    held_on: date,
    paid: Mapping[str, int],
) -> Posted:
    """Bring the circle to what was collected at a meeting, inside an open step.

    Nothing is written while nothing differs; else the former sheet is taken back and booked
    anew. The first sheet is booked on the day of the meeting, a corrected one today.
    """
    ctx.require(Permission.CHECK_HOMEWORK)
    wanted = {family: amount for family, amount in paid.items() if amount}
    if found := model.sheet_problems(wanted, store.families(ctx.db, circle.group_id)):
        raise InvalidInputError(found)
    total = sum(wanted.values())
    if wanted == store.paid_at(ctx.db, session_id):
        return Posted(total)
    former = store.standing(ctx.db, session_id)
    for entry_id in former:
        writer.reverse("circle_entry", entry_id, booked_on=ctx.today.isoformat(), reason=REASON)
    if wanted:
        revision = store.revisions(ctx.db, session_id) + 1
        entry = Entry(
            id=store.sheet_id(session_id, revision, wanted),
            circle_id=circle.id,
            session_id=session_id,
            booked_on=ctx.today if former else held_on,
            kind=Kind.DUES,
            amounts=wanted,
            description=f"Setoran P2K2 {format_date(held_on, language='id')}",
            reason=REASON if former else "",
        )
        store.post(writer, entry, circle.group_id)
    return Posted(total, has_changed=True, is_correction=bool(former))


def record_deposit(
    ctx: Context, circle_id: str, family_id: str, amount: int | None, on: date | None, note: str
) -> str:
    """Note money a family brought outside a meeting."""
    return _record(ctx, circle_id, family_id, amount, on, note, Kind.DEPOSIT)


def record_withdrawal(
    ctx: Context, circle_id: str, family_id: str, amount: int | None, on: date | None, note: str
) -> str:
    """Note money a family took out; never more than it has in."""
    return _record(ctx, circle_id, family_id, amount, on, note, Kind.WITHDRAWAL)


def book_over(ctx: Context, writer: Writer, old: str, new: str) -> None:
    """Book a family's balance in every circle over to another, inside a step.

    Two laptops that do it for the same entries make one entry.
    """
    ctx.require(Permission.EDIT_FAMILIES)
    for circle in store.every(ctx.db):
        if amount := store.balance_of(ctx.db, circle.id, old):
            lines = len(store.statement(ctx.db, circle.id, old))
            entry = Entry(
                id=derived_id("merged_savings", circle.id, old, str(lines), str(amount)),
                circle_id=circle.id,
                booked_on=ctx.today,
                kind=Kind.CORRECTION,
                amounts={new: amount, old: -amount},
                reason="Dua data satu keluarga digabung",
            )
            store.post(writer, entry, circle.group_id)


def _record(
    ctx: Context,
    circle_id: str,
    family_id: str,
    amount: int | None,
    on: date | None,
    note: str,
    kind: Kind,
) -> str:
    ctx.require(Permission.CHECK_HOMEWORK)
    circle = circle_of(ctx, circle_id)
    found = _money_problems(ctx, circle, family_id, amount, on, kind)
    if found or amount is None or on is None:
        raise InvalidInputError(found)
    signed = -amount if kind is Kind.WITHDRAWAL else amount
    entry = Entry(
        id=new_id(),
        circle_id=circle_id,
        booked_on=on,
        kind=kind,
        amounts={family_id: signed},
        description=note.strip(),
        recorded_at=ctx.clock.now().isoformat(),
    )
    words = (
        N_("Saving circle: money taken out") if signed < 0 else N_("Saving circle: money brought")
    )
    with ctx.db.write(Step(words)) as writer:
        return store.post(writer, entry, circle.group_id)


def _money_problems(
    ctx: Context, circle: Circle, family_id: str, amount: int | None, on: date | None, kind: Kind
) -> list[Problem]:
    balance = store.balance_of(ctx.db, circle.id, family_id)
    limit = balance if kind is Kind.WITHDRAWAL else model.MOST_RUPIAH
    found = model.withdrawal_problems(amount, limit, on, ctx.today)
    if family_id not in store.families(ctx.db, circle.group_id):
        found.append(Problem("family_id", "not_in_this_group"))
    if not circle.is_open and kind is not Kind.WITHDRAWAL:
        found.append(Problem("booked_on", "circle_is_closed"))
    return found


def take_back(ctx: Context, circle_id: str, entry_id: str, reason: str) -> None:
    """Take back an entry noted by hand; the reason stands in the book beside it."""
    ctx.require(Permission.CHECK_HOMEWORK)
    circle_of(ctx, circle_id)
    found = [] if reason.strip() else [Problem("reason", "required")]
    if entry_id not in store.standing_by_hand(ctx.db, circle_id):
        found.append(Problem("entry", "circle_entry_gone"))
    if found:
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Saving circle: take back an entry"))) as writer:
        writer.reverse(
            "circle_entry", entry_id, booked_on=ctx.today.isoformat(), reason=reason.strip()
        )


# -- what people ask -------------------------------------------------------------------------


def circle_of(ctx: Context, circle_id: str) -> Circle:
    """Return one circle; raises NotFoundError."""
    ctx.require(Permission.SEE_HOMEWORK)
    found = store.by_id(ctx.db, circle_id)
    if found is None:
        raise NotFoundError
    return found


def open_circle(ctx: Context, group_id: str) -> Circle | None:
    """Return the circle a group collects for, None where it has none."""
    ctx.require(Permission.SEE_HOMEWORK)
    return next((c for c in store.of_group(ctx.db, group_id) if c.is_open), None)


def circles(ctx: Context, group_id: str) -> list[Circle]:
    """Return every circle of a group, the open one first."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.of_group(ctx.db, group_id)


def open_circles(ctx: Context) -> list[tuple[Circle, str]]:
    """Return every open circle with its group's name."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.all_open(ctx.db)


def balance_of(ctx: Context, circle_id: str, family_id: str) -> int:
    """Return what one family has in a circle."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.balance_of(ctx.db, circle_id, family_id)


def sheet(ctx: Context, circle_id: str, first: Month, last: Month) -> list[SheetLine]:
    """Return every family of the group, and whoever else has money in the circle, by month."""
    ctx.require(Permission.SEE_HOMEWORK)
    circle = circle_of(ctx, circle_id)
    changes: dict[str, dict[str, int]] = {}
    for row in store.by_family_and_month(ctx.db, circle_id, last.last.isoformat()):
        changes.setdefault(row["family"], {})[row["month"]] = row["n"]
    owners = {row["family_id"]: row for row in store.served(ctx.db, circle.group_id)}
    for one in store.balances(ctx.db, circle_id):
        owners.setdefault(
            one.family_id,
            {"family_id": one.family_id, "name": one.name, "row_code": one.row_code},
        )
    return [
        SheetLine(
            **owner,
            balance=sum(changes.get(family, {}).values()),
            changes={m: n for m, n in changes.get(family, {}).items() if m >= str(first)},
        )
        for family, owner in owners.items()
    ]


def latest_month(ctx: Context) -> Month | None:
    """Return the last month in which any circle has an entry."""
    ctx.require(Permission.SEE_HOMEWORK)
    day = store.latest_day(ctx.db)
    return Month.parse(day[:7]) if day else None


def paid_at(ctx: Context, session_id: str) -> dict[str, int]:
    """Return what each family brought to a meeting; who brought nothing is left out."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.paid_at(ctx.db, session_id)


def balances(ctx: Context, circle_id: str) -> list[Balance]:
    """Return what every family has in a circle."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.balances(ctx.db, circle_id)


def statement(ctx: Context, circle_id: str, family_id: str) -> list[Line]:
    """Return a family's lines with the balance after each."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.statement(ctx.db, circle_id, family_id)


def months(ctx: Context, circle_id: str) -> list[tuple[Month, int]]:
    """Return what the circle holds at the end of each month since it began."""
    ctx.require(Permission.SEE_HOMEWORK)
    by_month = store.by_month(ctx.db, circle_id)
    if not by_month:
        return []
    found, total = [], 0
    month, last = Month.parse(min(by_month)), Month.parse(max(by_month))
    while month <= last:
        total += by_month.get(str(month), 0)
        found.append((month, total))
        month = month.next()
    return found
