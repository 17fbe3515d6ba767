"""A family's month of money, its sums, and what deserves a talk when it is checked.

FieldKit records savings; it never holds money. A blank amount is not known and never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.core.money import format_rupiah
from fieldkit.features.homework import daily
from fieldkit.features.homework.daily import Entry

IN_FIELDS = ("in_pkh", "in_wage", "in_business", "in_other")
OUT_FIELDS = (
    "out_food",
    "out_education",
    "out_health",
    "out_instalment",
    "out_transport",
    "out_cigarettes",
    "out_other",
)
SAVING_FIELDS = ("saving_target", "saving_paid", "saving_balance")
AMOUNTS = (*IN_FIELDS, *OUT_FIELDS, "out_wants", "debt", *SAVING_FIELDS)

MOST_INSTALMENTS = 0.30
MOST_RUPIAH = 10**12
PLACE_LIMIT = 80
NOTE_LIMIT = 1000


class SheetKind(StrEnum):
    """Which sheet a family can fill in: with words, or with pictures to colour."""

    WORDS = auto()
    PICTURES = auto()


class Status(StrEnum):
    """How far a family's homework of a month is; none of these means not given yet."""

    ASSIGNED = auto()
    COLLECTED = auto()
    CHECKED = auto()
    NEEDS_WORK = auto()


HANDED_IN = (Status.COLLECTED, Status.CHECKED, Status.NEEDS_WORK)
JUDGED = (Status.CHECKED, Status.NEEDS_WORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMonth:
    """What one family earned, spent and saved in a month, as it wrote it down itself.

    `out_wants` is the part of the spending the family itself calls wanted and not needed;
    `opening` the money left over from the month before; `log` the daily notes.
    """

    family_id: str
    month: Month
    status: Status | None = None
    session_id: str = ""
    in_pkh: int | None = None
    in_wage: int | None = None
    in_business: int | None = None
    in_other: int | None = None
    out_food: int | None = None
    out_education: int | None = None
    out_health: int | None = None
    out_instalment: int | None = None
    out_transport: int | None = None
    out_cigarettes: int | None = None
    out_other: int | None = None
    out_wants: int | None = None
    opening: int | None = None
    debt: int | None = None
    saving_target: int | None = None
    saving_paid: int | None = None
    saving_balance: int | None = None
    saving_place: str = ""
    assigned_on: date | None = None
    collected_on: date | None = None
    checked_on: date | None = None
    reminded_on: date | None = None
    returned_on: date | None = None
    checker_note: str = ""
    log: tuple[Entry, ...] = ()

    @property
    def money_in(self) -> int | None:
        """The sum of what was written under income; None where nothing was."""
        return total(getattr(self, name) for name in IN_FIELDS)

    @property
    def money_out(self) -> int | None:
        """The sum of what was written under spending; None where nothing was."""
        return total(getattr(self, name) for name in OUT_FIELDS)

    @property
    def remainder(self) -> int | None:
        """Income less spending; not known while one side is blank."""
        money_in, money_out = self.money_in, self.money_out
        return None if money_in is None or money_out is None else money_in - money_out

    @property
    def needs(self) -> int | None:
        """Spending less what was only wanted; not known while either is blank."""
        money_out, wants = self.money_out, self.out_wants
        return None if money_out is None or wants is None else max(money_out - wants, 0)

    @property
    def has_figures(self) -> bool:
        """Whether any amount was written."""
        return bool(self.log) or any(getattr(self, name) is not None for name in AMOUNTS)


class Told(NamedTuple):
    """What a family's story says of a month: its last step, and what was saved."""

    month: Month
    assigned_on: date | None = None
    collected_on: date | None = None
    checked_on: date | None = None
    saved: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLine:
    """One family of a group with its homework of the month."""

    id: str
    name: str
    row_code: str
    money: MoneyMonth
    uses_pictures: bool = False

    @property
    def status(self) -> Status | None:
        """How far the homework is; None where it was not given."""
        return self.money.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a group is with the homework of a month; `given` counts every status."""

    group_id: str
    group_name: str
    month: Month
    families: int
    assigned: int = 0
    collected: int = 0
    checked: int = 0
    needs_work: int = 0
    returned: int = 0
    saved: int | None = None

    @property
    def given(self) -> int:
        """Families that were given the homework."""
        return self.assigned + self.collected + self.checked + self.needs_work

    @property
    def not_given(self) -> int:
        """Families that were not."""
        return self.families - self.given

    @property
    def handed_in(self) -> int:
        """Families whose sheet came back."""
        return self.collected + self.checked + self.needs_work

    @property
    def share_handed_in(self) -> float | None:
        """The share of the sheets given that came back."""
        return self.handed_in / self.given if self.given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMonth:
    """One month of a group's homework: how many sheets, and what was saved together."""

    month: Month
    given: int = 0
    handed_in: int = 0
    saved: int | None = None
    balance: int | None = None
    wants: int | None = None
    money_out: int | None = None

    @property
    def share(self) -> float | None:
        """The share of the sheets given that came back."""
        return self.handed_in / self.given if self.given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Who has not handed in the sheets of a month, and the words to remind them with."""

    family_ids: tuple[str, ...]
    names: tuple[str, ...]
    text: str


def total(amounts: Iterable[int | None]) -> int | None:
    """Add up the amounts that are known; None where none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def problems(money: MoneyMonth, today: date) -> list[Problem]:
    """List what must be put right before the month can be saved."""
    found = [*_amount_problems(money), *_month_problems(money, today)]
    found += daily.problems(money.log, money.month.last.day)
    if not money.family_id:
        found.append(Problem("family_id", "money_without_family"))
    for name, limit in (("saving_place", PLACE_LIMIT), ("checker_note", NOTE_LIMIT)):
        length = len(getattr(money, name))
        if length > limit:
            found.append(Problem(name, "too_long", {"limit": limit, "length": length}))
    if money.status is Status.NEEDS_WORK and not money.checker_note.strip():
        found.append(Problem("checker_note", "needs_work_without_note"))
    return found


def _amount_problems(money: MoneyMonth) -> list[Problem]:
    found = []
    for name in (*AMOUNTS, "opening"):
        amount = getattr(money, name)
        if amount is not None and amount < 0:
            found.append(Problem(name, "negative"))
        elif amount is not None and amount > MOST_RUPIAH:
            found.append(Problem(name, "amount_too_large"))
    return found


def _month_problems(money: MoneyMonth, today: date) -> list[Problem]:
    """A sheet may be given for the coming month; only a month that has begun has figures."""
    this_month = Month.of(today)
    is_filled = money.has_figures or money.status in HANDED_IN
    if money.month > (this_month if is_filled else this_month.next()):
        return [Problem("month", "month_in_future")]
    return [
        Problem(name, "in_future")
        for name in ("assigned_on", "collected_on", "checked_on", "reminded_on", "returned_on")
        if (day := getattr(money, name)) is not None and day > today
    ]


def warnings(money: MoneyMonth, before: MoneyMonth | None = None) -> list[Problem]:
    """List what deserves a talk with the family; `before` is the month before this one."""
    return [*_spending_warnings(money), *_want_warnings(money), *_saving_warnings(money, before)]


def _spending_warnings(money: MoneyMonth) -> list[Problem]:
    found = []
    remainder, money_in = money.remainder, money.money_in
    if remainder is not None and remainder < 0:
        found.append(_warning("out_other", "spent_more_than_earned", rupiah=-remainder))
    instalment = money.out_instalment
    if instalment and money_in is not None and instalment > money_in * MOST_INSTALMENTS:
        share = (instalment * 200 + money_in) // (2 * money_in) if money_in else None
        code = "instalments_heavy" if share is not None else "instalments_without_income"
        found.append(_warning("out_instalment", code, share=share))
    cigarettes, school = money.out_cigarettes, money.out_education
    if cigarettes and school is not None and cigarettes > school:
        found.append(_warning("out_cigarettes", "cigarettes_over_school"))
    return found


def _want_warnings(money: MoneyMonth) -> list[Problem]:
    found = []
    wants, money_out = money.out_wants, money.money_out
    if wants is not None and money_out is not None and wants > money_out:
        found.append(_warning("out_wants", "wants_over_spending"))
    elif wants and money.saving_paid is not None and wants > money.saving_paid:
        found.append(_warning("out_wants", "wants_over_saving", rupiah=wants))
    differing = [
        name for name, sum_ in daily.totals(money.log).items() if getattr(money, name) != sum_
    ]
    if differing:
        found.append(_warning(differing[0], "log_differs"))
    return found


def _saving_warnings(money: MoneyMonth, before: MoneyMonth | None) -> list[Problem]:
    found = []
    target, paid, balance = money.saving_target, money.saving_paid, money.saving_balance
    if target is not None and paid is not None and paid < target:
        found.append(_warning("saving_paid", "saved_less_than_target", rupiah=target - paid))
    remainder = money.remainder
    if paid and remainder is not None and paid > max(remainder, 0):
        found.append(_warning("saving_paid", "saved_more_than_left"))
    if balance is not None and paid is not None and balance < paid:
        found.append(_warning("saving_balance", "balance_below_saving"))
    if before is None:
        return found
    old = before.saving_balance
    if old is not None and balance is not None and paid is not None and balance != old + paid:
        found.append(_warning("saving_balance", "balance_differs", rupiah=old + paid))
    if money.debt is not None and before.debt is not None and money.debt > before.debt:
        found.append(_warning("debt", "debt_grew", rupiah=money.debt - before.debt))
    return found


def _warning(
    field: str, code: str, *, rupiah: int | None = None, share: int | None = None
) -> Problem:
    details: dict[str, object] = {}
    if rupiah is not None:
        details["amount"] = format_rupiah(rupiah)
    if share is not None:
        details["share"] = share
    return Problem(field, code, details, is_warning=True)
