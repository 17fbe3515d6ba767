"""The goods of a group: what, how many, where they came from, in which condition, with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed

MOST_QUANTITY = 100_000
EARLIEST_YEAR = 1950


class Origin(StrEnum):
    """Where something came from."""

    PURCHASE = auto()
    TRAINING = auto()
    CONTEST = auto()
    AID = auto()
    DONATION = auto()
    MEMBER = auto()
    OTHER = auto()


class Condition(StrEnum):
    """How something is; what is lost or given away stays in the list."""

    GOOD = auto()
    WORN = auto()
    BROKEN = auto()
    LOST = auto()
    GIVEN = auto()

    @property
    def is_gone(self) -> bool:
        """Whether the group no longer has it."""
        return self in (Condition.LOST, Condition.GIVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One line of the inventory; `source` names who gave it, `event_id` where it was received."""

    kube_id: str
    got_on: date | None = None
    code: str | None = None
    name: str = ""
    brand: str | None = None
    quantity: int | None = 1
    unit: str | None = None
    year: int | None = None
    origin: Origin = Origin.PURCHASE
    source: str | None = None
    price: int | None = None
    condition: Condition = Condition.GOOD
    keeper_id: str | None = None
    event_id: str | None = None
    gone_on: date | None = None
    note: str | None = None
    id: str = ""


_LINES = ("name", "code", "brand", "unit", "source", "note")


def problems(asset: Asset, members: Iterable[str], today: date) -> list[Problem]:
    """List what is wrong with a line; `members` are all who ever belonged to the group."""
    found = typed.missing(asset, "name", "quantity") + typed.too_long(asset, *_LINES)
    found += typed.out_of_range(asset, "quantity", 1, MOST_QUANTITY)
    found += typed.out_of_range(asset, "year", EARLIEST_YEAR, today.year)
    found += typed.no_money(asset, "price", may_be_zero=True)
    found += typed.in_future(asset, today, "got_on", "gone_on")
    if asset.got_on and asset.gone_on and asset.gone_on < asset.got_on:
        found.append(Problem("gone_on", "ends_before_start"))
    if asset.keeper_id and asset.keeper_id not in set(members):
        found.append(Problem("keeper_id", "not_a_member"))
    return found


def worth(assets: Iterable[Asset]) -> int:
    """Return what the goods cost that the group still has; blank prices are left out."""
    return sum(
        (one.price or 0) * (one.quantity or 0) for one in assets if not one.condition.is_gone
    )
