"""How what was earned is shared: a part stays with the group, the rest goes to its members.

The shares are paid out of the cash pot; what each got stands in the cash book alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from math import gcd

from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind, Line, Pot
from fieldkit.features.kube.group.model import KubeMember

# Shares are paid in notes and coins: each is rounded down to this, the rest stays in the pot.
ROUND_TO = 100
MOST_WEIGHT = 1_000
EARNING = (Account.SALES, Account.ORDERS)
COSTS = (Account.SUPPLIES, Account.WAGES, Account.TRANSPORT)


class Rule(StrEnum):
    """By what the members' part is divided."""

    EQUAL = auto()
    ATTENDANCE = auto()
    WEIGHTS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the group wants to share: a period, an amount, the part that stays, the rule.

    `instead_of` names the sharing it puts right, whose amount is free again.
    """

    kube_id: str
    first_day: date | None = None
    last_day: date | None = None
    shared_on: date | None = None
    amount: int | None = None
    kas_permille: int = 0
    rule: Rule = Rule.EQUAL
    weights: Mapping[str, int] | None = None
    basis: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one member would get, and by which weight."""

    member: KubeMember
    weight: int
    amount: int

    @property
    def id(self) -> str:
        """The member's id."""
        return self.member.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """How an amount would be shared, before anything is posted."""

    earned: int
    cost: int
    shared_before: int
    amount: int
    kept: int
    shares: tuple[Share, ...]

    @property
    def profit(self) -> int:
        """What the period earned."""
        return self.earned - self.cost

    @property
    def open(self) -> int:
        """What of it has not been shared yet; the group may keep it."""
        return max(self.profit - self.shared_before, 0)

    @property
    def paid_out(self) -> int:
        """What the members get together."""
        return sum(share.amount for share in self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """A sharing that was posted: what was decided; what was paid stands in the cash book."""

    kube_id: str
    shared_on: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    rule: Rule = Rule.EQUAL
    profit: int | None = None
    amount: int | None = None
    kas_permille: int | None = None
    basis: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A sharing with what the cash book says of it; one taken back paid nothing."""

    sharing: Sharing
    paid: Mapping[str, int]
    entry_id: str | None = None
    proof_no: str = ""

    @property
    def id(self) -> str:
        """The sharing's id."""
        return self.sharing.id

    @property
    def total(self) -> int:
        """What the members got together."""
        return sum(self.paid.values())

    @property
    def kept(self) -> int:
        """What stayed with the group."""
        return (self.sharing.amount or 0) - self.total if self.paid else 0


def shares(
    members: Sequence[KubeMember], amount: int, kas_permille: int, weights: Mapping[str, int]
) -> tuple[int, tuple[Share, ...]]:
    """Divide an amount: (what stays, what each gets); rounding down stays with the group."""
    part = amount * (1000 - kas_permille) // 1000
    total = sum(max(weights.get(member.id, 0), 0) for member in members)
    found = []
    for member in members:
        weight = max(weights.get(member.id, 0), 0)
        got = part * weight // (total * ROUND_TO) * ROUND_TO if total else 0
        found.append(Share(member=member, weight=weight, amount=got))
    return amount - sum(share.amount for share in found), tuple(found)


def parts(paid: Mapping[str, int]) -> dict[str, int]:
    """Return the smallest whole parts that stand to each other as what was paid."""
    shared = gcd(*paid.values()) or 1
    least = max(max(paid.values(), default=0) // shared // MOST_WEIGHT + 1, 1)
    return {member: amount // shared // least for member, amount in paid.items()}


def entry(plan: Plan, sharing_id: str, shares_: Sequence[Share], words: str) -> CashEntry:
    """Return the entry that pays the shares out of the cash pot."""
    paid = [share for share in shares_ if share.amount]
    legs = [
        Line(account=Account.SHARE, amount=one.amount, member=one.member.id, ref=sharing_id)
        for one in paid
    ]
    out = Line(account=Pot.KAS, amount=-sum(one.amount for one in paid))
    return CashEntry(
        kube_id=plan.kube_id, booked_on=plan.shared_on or date.min, kind=Kind.SHARE,
        description=words, lines=(*legs, out), basis=plan.basis,
    )  # fmt: skip


def plan_problems(plan: Plan, today: date) -> list[Problem]:
    """List what is wrong with a plan, apart from what the period earned."""
    found = typed.missing(plan, "first_day", "last_day", "shared_on", "amount")
    found += typed.in_future(plan, today, "shared_on", "last_day")
    if plan.first_day and plan.last_day and plan.last_day < plan.first_day:
        found.append(Problem("last_day", "ends_before_start"))
    found += typed.no_money(plan, "amount")
    found += typed.out_of_range(plan, "kas_permille", 0, 999)
    if any(not 0 <= weight <= MOST_WEIGHT for weight in (plan.weights or {}).values()):
        found.append(Problem("weights", "between", {"least": 0, "most": MOST_WEIGHT}))
    return found + typed.too_long(plan, "basis")
