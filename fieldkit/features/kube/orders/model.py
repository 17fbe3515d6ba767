"""An order: for whom and when, so many boxes for each post, the menu, and who does what.

What was paid and spent stands in the cash book alone, on legs that name the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook.model import Account

MOST_BOXES = 100_000
# What an order may be spent on.
SPENDING = (Account.SUPPLIES, Account.TRANSPORT, Account.WAGES, Account.EQUIPMENT, Account.OTHER)


class OrderKind(StrEnum):
    """PMT is paid by the kelurahan and its menu comes from the puskesmas."""

    PMT = auto()
    CATERING = auto()


class Target(StrEnum):
    """For whom the boxes of a post are."""

    TODDLERS = auto()
    MOTHERS = auto()
    POSBINDU = auto()
    ELDERLY = auto()
    OTHER = auto()


class State(StrEnum):
    """How far an order is; it follows from what is noted and paid."""

    PLANNED = auto()
    DELIVERED = auto()
    PAID = auto()
    CANCELLED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was ordered; `budget` is the money promised for it, `price` what a box costs."""

    kube_id: str
    kind: OrderKind = OrderKind.PMT
    customer: str = ""
    ordered_on: date | None = None
    deliver_on: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str | None = None
    menu: str | None = None
    menu_from: str | None = None
    budget: int | None = None
    price: int | None = None
    delivered_on: date | None = None
    received_by: str | None = None
    is_cancelled: bool = False
    note: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place that gets boxes; `delivered` is what really came there."""

    kube_id: str = ""
    order_id: str = ""
    position: int = 0
    name: str | None = None
    target: Target = Target.TODDLERS
    boxes: int | None = None
    delivered: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one member does for an order."""

    kube_id: str = ""
    order_id: str = ""
    position: int = 0
    member_id: str | None = None
    what: str | None = None
    is_done: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """An order with its posts and tasks, and what the cash book says of it."""

    order: Order
    posts: tuple[Post, ...] = ()
    tasks: tuple[Task, ...] = ()
    paid: int = 0
    spent: int = 0

    @property
    def id(self) -> str:
        """The order's id."""
        return self.order.id

    @property
    def boxes(self) -> int:
        """How many boxes were ordered."""
        return sum(post.boxes or 0 for post in self.posts)

    @property
    def delivered(self) -> int | None:
        """How many boxes came there; None while nobody has counted any."""
        counted = [post.delivered for post in self.posts if post.delivered is not None]
        return sum(counted) if counted else None

    @property
    def worth(self) -> int | None:
        """What is to be paid for it: the budget, or the price of its boxes."""
        if self.order.budget is not None:
            return self.order.budget
        return None if self.order.price is None else self.order.price * self.boxes

    @property
    def owed(self) -> int:
        """What the customer still has to pay."""
        return 0 if self.order.is_cancelled else max((self.worth or 0) - self.paid, 0)

    @property
    def margin(self) -> int:
        """What is left of what was paid."""
        return self.paid - self.spent

    @property
    def state(self) -> State:
        """How far it is."""
        if self.order.is_cancelled:
            return State.CANCELLED
        if self.paid and not self.owed:
            return State.PAID
        return State.DELIVERED if self.order.delivered_on else State.PLANNED

    def is_late(self, today: date) -> bool:
        """Whether the day has passed and nothing was delivered."""
        day = self.order.deliver_on
        return self.state is State.PLANNED and day is not None and day < today


def tidied(order: Order) -> Order:
    """Return the order without stray blanks."""
    return typed.tidied(
        replace(order, customer=typed.bare(order.customer) or ""), "place", "menu_from",
        "received_by", notes=("menu", "note"),
    )  # fmt: skip


def tidied_lines(
    posts: Iterable[Post], tasks: Iterable[Task]
) -> tuple[tuple[Post, ...], tuple[Task, ...]]:
    """Return the lines without stray blanks; what says nothing at all is left out."""
    tidy_posts = [typed.tidied(post, "name") for post in posts]
    tidy_tasks = [typed.tidied(task, "what") for task in tasks]
    return (
        tuple(p for p in tidy_posts if p.name or p.boxes is not None or p.delivered is not None),
        tuple(t for t in tidy_tasks if t.what or t.member_id),
    )


def problems(
    order: Order, posts: Sequence[Post], tasks: Sequence[Task], members: set[str], today: date
) -> list[Problem]:
    """List what is wrong with an order; `members` are all who ever belonged to the group."""
    found = typed.missing(order, "customer", "deliver_on")
    found += typed.too_long(order, "customer", "place", "menu_from", "received_by")
    found += typed.too_long(order, "menu", "note", limit=typed.LONGEST_NOTE)
    found += typed.no_money(order, "budget", "price")
    found += typed.in_future(order, today, "ordered_on", "delivered_on")
    if order.ordered_on and order.deliver_on and order.deliver_on < order.ordered_on:
        found.append(Problem("deliver_on", "delivered_before_ordered"))
    if order.starts and order.ends and order.ends < order.starts:
        found.append(Problem("ends", "ends_before_start"))
    found += _post_problems(posts)
    for number, task in enumerate(tasks, start=1):
        if not task.what or (task.member_id and task.member_id not in members):
            found.append(Problem("tasks", "task_is_wrong", {"number": number}))
    return found


def _post_problems(posts: Sequence[Post]) -> list[Problem]:
    if not posts:
        return [Problem("posts", "no_posts")]
    return [
        Problem("posts", "post_is_wrong", {"number": number, "most": MOST_BOXES})
        for number, post in enumerate(posts, start=1)
        if not post.name
        or not 0 < (post.boxes or 0) <= MOST_BOXES
        or not 0 <= (post.delivered or 0) <= MOST_BOXES
    ]


def delivered(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return the posts with what was ordered taken as delivered, where nobody counted."""
    return tuple(
        replace(post, delivered=post.boxes if post.delivered is None else post.delivered)
        for post in posts
    )
