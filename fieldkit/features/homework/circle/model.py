"""A saving circle and its entries: each family's money, kept by somebody the group chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem

LONGEST_NAME = 80
LONGEST_NOTE = 500
MOST_RUPIAH = 10**9
POT, FAMILY = "pot", "family"


class Kind(StrEnum):
    """What an entry is; `correction` is what taking one back becomes."""

    DUES = auto()
    DEPOSIT = auto()
    WITHDRAWAL = auto()
    CORRECTION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A group's circle: who keeps the money and where, and what is usual at a meeting."""

    group_id: str
    name: str = ""
    amount: int | None = None
    keeper: str = ""
    place: str = ""
    started_on: date | None = None
    closed_on: date | None = None
    note: str = ""
    id: str = ""

    @property
    def is_open(self) -> bool:
        """Whether money is still collected."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: what each family brought (below zero: took out), and the meeting it was at."""

    circle_id: str
    booked_on: date
    kind: Kind
    amounts: Mapping[str, int] = field(default_factory=dict)
    description: str = ""
    session_id: str = ""
    id: str = ""
    reverses: str = ""
    reason: str = ""
    recorded_at: str = ""

    @property
    def total(self) -> int:
        """What went into the circle, or out of it."""
        return sum(self.amounts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What one family has in the circle, and what it brought at the last meetings."""

    family_id: str
    name: str
    row_code: str
    amount: int
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One family on a circle's sheet: what changed month by month, and what it has at the end."""

    family_id: str
    name: str
    row_code: str
    balance: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """One line of the sheet."""
        return self.family_id

    @property
    def named(self) -> str:
        """The name behind its row code."""
        return f"{self.row_code} – {self.name}" if self.row_code else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a family's statement, with the balance after it.

    `is_standing` while the entry was not taken back; only one noted by hand, outside a meeting,
    can be taken back here.
    """

    booked_on: date
    kind: Kind
    description: str
    amount: int
    balance: int
    reason: str = ""
    entry_id: str = ""
    session_id: str = ""
    is_standing: bool = True

    @property
    def id(self) -> str:
        """One line of the statement."""
        return self.entry_id

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it stands and was noted by hand."""
        return self.is_standing and not self.session_id and self.kind is not Kind.CORRECTION


def legs(amounts: Mapping[str, int]) -> list[dict[str, object]]:
    """Return an entry's legs: the pot against each family; they add up to nothing."""
    known = {family: amount for family, amount in sorted(amounts.items()) if amount}
    pot: list[dict[str, object]] = [{"account": POT, "amount": sum(known.values())}]
    return pot + [
        {"account": FAMILY, "amount": -amount, "member": family} for family, amount in known.items()
    ]


def problems(circle: Circle, today: date) -> list[Problem]:
    """List what must be put right before a circle can be saved."""
    found = [] if circle.name.strip() else [Problem("name", "required")]
    if not circle.group_id:
        found.append(Problem("group_id", "required"))
    if circle.amount is not None and not 0 < circle.amount <= MOST_RUPIAH:
        code = "circle_amount_small" if circle.amount <= 0 else "amount_too_large"
        found.append(Problem("amount", code))
    for name in ("started_on", "closed_on"):
        day = getattr(circle, name)
        if day is not None and day > today:
            found.append(Problem(name, "in_future"))
    if circle.started_on and circle.closed_on and circle.closed_on < circle.started_on:
        found.append(Problem("closed_on", "ends_before_start"))
    limits = {"name": LONGEST_NAME, "keeper": LONGEST_NAME, "place": LONGEST_NAME}
    for name, limit in (limits | {"note": LONGEST_NOTE}).items():
        length = len(getattr(circle, name))
        if length > limit:
            found.append(Problem(name, "too_long", {"limit": limit, "length": length}))
    return found


def sheet_problems(paid: Mapping[str, int], families: Mapping[str, str]) -> list[Problem]:
    """List what is wrong with what was collected; `families` are all who may pay, by name."""
    found = []
    for family, amount in paid.items():
        if family not in families:
            found.append(Problem("circle", "not_in_this_group"))
        elif amount < 0:
            found.append(Problem("circle", "negative_saving", {"name": families[family]}))
        elif amount > MOST_RUPIAH:
            found.append(Problem("circle", "amount_too_large"))
    return found


def withdrawal_problems(
    amount: int | None, balance: int, day: date | None, today: date
) -> list[Problem]:
    """List what is wrong with taking money out: never more than the family has in."""
    found = []
    if amount is None:
        found.append(Problem("amount", "required"))
    elif amount <= 0:
        found.append(Problem("amount", "circle_amount_small"))
    elif amount > balance:
        found.append(Problem("amount", "more_than_saved"))
    if day is None:
        found.append(Problem("booked_on", "required"))
    elif day > today:
        found.append(Problem("booked_on", "in_future"))
    return found
