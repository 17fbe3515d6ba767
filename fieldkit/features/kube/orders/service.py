"""What people do with orders: take, deliver, be paid, spend, repeat; and what they ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, rows, typed
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_in, money_out
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.orders import model, store
from fieldkit.features.kube.orders.model import (
    Order,
    OrderKind,
    OrderState,
    Post,
    State,
    Target,
    Task,
)

SENTENCES: dict[str, str] = {
    "delivered_before_ordered": N_("The day of delivery lies before the day of the order."),
    "no_posts": N_("Write at least one place with the number of boxes."),
    "post_is_wrong": N_("Line {number}: write the place, and from 1 to {most} boxes."),
    "task_is_wrong": N_("Line {number}: write what is to be done, and choose a member."),
    "order_has_money": N_(
        "Money of this order stands in the cash book. Mark the order as cancelled instead."
    ),
    "order_overpaid": N_(
        "{kube}: {customer} paid {paid} for the order of {day}, which is worth {worth}."
    ),
    "order_cancelled": N_("This order was cancelled."),
    "pays_more_than_owed": N_("Only {owed} is still to be paid for this order."),
}
sentences.register(SENTENCES)

KINDS: dict[OrderKind, str] = {OrderKind.PMT: N_("PMT"), OrderKind.CATERING: N_("Catering")}
TARGETS: dict[Target, str] = {
    Target.TODDLERS: N_("Toddlers"),
    Target.MOTHERS: N_("Expectant mothers"),
    Target.POSBINDU: N_("Posbindu"),
    Target.ELDERLY: N_("Elderly"),
    Target.OTHER: N_("Others"),
}
# As the forms of a KUBE print them, whatever the window speaks.
TARGET_TITLES: dict[Target, str] = {
    Target.TODDLERS: "Balita",
    Target.MOTHERS: "Ibu hamil",
    Target.POSBINDU: "Posbindu",
    Target.ELDERLY: "Lansia",
    Target.OTHER: "Lain-lain",
}
STATES: dict[State, str] = {
    State.PLANNED: N_("Planned"),
    State.DELIVERED: N_("Delivered"),
    State.PAID: N_("Paid"),
    State.CANCELLED: N_("Cancelled"),
}


def save_order(
    ctx: Context, wanted: Order, posts: Sequence[Post], tasks: Sequence[Task] = ()
) -> str:
    """Save an order with its places and tasks, in one step; return its id."""
    ctx.require(Permission.RECORD_MEETING)
    kube = group.kube(ctx, wanted.kube_id)
    tidy = model.tidied(wanted)
    tidy_posts, tidy_tasks = model.tidied_lines(posts, tasks)
    members = {member.id for member in group.everyone(ctx, kube.id)}
    if found := model.problems(tidy, tidy_posts, tidy_tasks, members, ctx.today):
        raise InvalidInputError(found)
    ready = replace(tidy, id=tidy.id or new_id())
    known = order(ctx, tidy.id) if tidy.id else OrderState(order=ready)
    owner = {"kube_id": kube.id, "order_id": ready.id}
    day = format_date(ready.deliver_on or ctx.today, "medium")
    with ctx.db.write(Step(N_("Order for {date}, {kube}"), date=day, kube=kube.name)) as writer:
        rows.save(writer, "catering_order", ready, scope=kube.id)
        keeping.keep_lines(writer, "order_post", tidy_posts, known.posts, owner)
        keeping.keep_lines(writer, "order_task", tidy_tasks, known.tasks, owner)
    return ready.id


def repeat_order(ctx: Context, order_id: str, deliver_on: date) -> str:
    """Take the same order again for another day: places, boxes, menu and tasks, nothing done."""
    ctx.require(Permission.RECORD_MEETING)
    known = order(ctx, order_id)
    fresh = replace(
        known.order, id="", deliver_on=deliver_on, ordered_on=None, delivered_on=None,
        received_by=None, is_cancelled=False,
    )  # fmt: skip
    posts = [replace(post, id="", delivered=None) for post in known.posts]
    tasks = [replace(task, id="", is_done=False) for task in known.tasks]
    return save_order(ctx, fresh, posts, tasks)


def deliver(
    ctx: Context, order_id: str, delivered_on: date | None, received_by: str | None = None,
    posts: Sequence[Post] = (),
) -> None:  # fmt: skip
    """Note that an order was delivered; a place nobody counted got what was ordered."""
    ctx.require(Permission.RECORD_MEETING)
    known = order(ctx, order_id)
    if delivered_on is None:
        raise InvalidInputError([Problem("delivered_on", "required")])
    ready = replace(known.order, delivered_on=delivered_on, received_by=received_by)
    save_order(ctx, ready, model.delivered(posts or known.posts), known.tasks)


def cancel(ctx: Context, order_id: str) -> None:
    """Mark an order as cancelled; it stays in the list."""
    ctx.require(Permission.RECORD_MEETING)
    known = order(ctx, order_id)
    save_order(ctx, replace(known.order, is_cancelled=True), known.posts, known.tasks)


def remove(ctx: Context, order_id: str) -> None:
    """Put an order noted by mistake into the bin; one with money in the cash book stays."""
    ctx.require(Permission.RECORD_MEETING)
    known = order(ctx, order_id)
    if known.paid or known.spent:
        raise InvalidInputError([Problem("order", "order_has_money")])
    name = group.kube(ctx, known.order.kube_id).name
    with ctx.db.write(Step(N_("Remove an order of {kube}"), kube=name)) as writer:
        for table, lines in (("order_post", known.posts), ("order_task", known.tasks)):
            for line in lines:
                writer.remove(table, line.id)
        writer.remove("catering_order", order_id)


def take_payment(
    ctx: Context, order_id: str, amount: int | None, paid_on: date, *, pot: Pot = Pot.KAS
) -> str:
    """Book what the customer pays and return the entry's id."""
    ctx.require(Permission.POST_CASH)
    known = order(ctx, order_id)
    if amount is None or amount <= 0:
        raise InvalidInputError([Problem("amount", "negative" if amount else "required")])
    if known.order.is_cancelled:
        raise InvalidInputError([Problem("amount", "order_cancelled")])
    if known.worth is not None and amount > known.owed:
        owed = format_rupiah(known.owed)
        raise InvalidInputError([typed.problem("amount", "pays_more_than_owed", owed=owed)])
    entry = money_in(
        known.order.kube_id, paid_on, Account.ORDERS, amount, _words("Pembayaran", known), pot=pot,
        ref=order_id, party=known.order.customer,
    )  # fmt: skip
    return cashbook.record_entry(ctx, entry)


def spend(
    ctx: Context,
    order_id: str,
    account: Account,
    amount: int | None,
    spent_on: date,
    words: str | None = None,
    *,
    pot: Pot = Pot.KAS,
    reason: str | None = None,
) -> str:
    """Book what was spent on an order and return the entry's id."""
    ctx.require(Permission.POST_CASH)
    known = order(ctx, order_id)
    if amount is None or amount <= 0:
        raise InvalidInputError([Problem("amount", "negative" if amount else "required")])
    entry = money_out(
        known.order.kube_id, spent_on, account, amount, words or _words("Belanja", known), pot=pot,
        ref=order_id, reason=reason,
    )  # fmt: skip
    return cashbook.record_entry(ctx, entry)


def _words(deed: str, known: OrderState) -> str:
    """Return what the cash book calls it; it is Indonesian (decision 13)."""
    kind = "PMT" if known.order.kind is OrderKind.PMT else "katering"
    day = known.order.deliver_on
    return f"{deed} {kind} {format_date(day, language='id')}" if day else f"{deed} {kind}"


def order(ctx: Context, order_id: str) -> OrderState:
    """One order with its places, tasks and money; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    known: Order = keeping.one(store.by_id(ctx.db, order_id))
    return store.states(ctx.db, known.kube_id, [known])[0]


def orders(
    ctx: Context, kube_id: str, first: date | None = None, last: date | None = None
) -> list[OrderState]:
    """List the orders to be delivered in a period, or all, by day."""
    ctx.require(Permission.SEE_KUBE)
    return store.orders_of(ctx.db, kube_id, first or date.min, last or date.max)


def orders_of_month(ctx: Context, kube_id: str, month: Month) -> list[OrderState]:
    """List the orders to be delivered in a month, by day."""
    ctx.require(Permission.SEE_KUBE)
    return orders(ctx, kube_id, month.first, month.last)


def latest_month(ctx: Context) -> Month | None:
    """The month of the last order that is not in the future."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db)
    return Month.of(min(found, ctx.today)) if found else None


def verify(ctx: Context) -> list[Problem]:
    """Orders that were paid beyond their worth, as warnings; `field` names the order."""
    ctx.require(Permission.CHECK_BOOK)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    found = []
    for kube in group.kubes(ctx):
        for one in orders(ctx, kube.id):
            if one.worth is not None and one.paid > one.worth:
                details: dict[str, object] = {
                    "kube": kube.name, "customer": one.order.customer,
                    "day": format_date(one.order.deliver_on or ctx.today),
                    "paid": format_rupiah(one.paid), "worth": format_rupiah(one.worth),
                }  # fmt: skip
                found.append(Problem(one.id, "order_overpaid", details, is_warning=True))
    return found
