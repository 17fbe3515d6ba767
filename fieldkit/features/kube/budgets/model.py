"""A budget (RAB): what is to be bought, how much of it, at which price, from whose money.

A sum is always reckoned; `stated` keeps what a paper says, so that a wrong one is found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube import typed

MOST_VOLUME = 1_000_000


class Source(StrEnum):
    """Whose money pays a line."""

    AID = auto()
    OWN = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One budget; `ceiling` is the most its aid may come to, blank for no limit."""

    kube_id: str
    title: str = ""
    made_on: date | None = None
    ceiling: int | None = None
    programme: str | None = None
    note: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One line: what, how much of it, at which price."""

    kube_id: str = ""
    budget_id: str = ""
    position: int = 0
    section: str | None = None
    item: str | None = None
    specification: str | None = None
    volume: float | None = None
    unit: str | None = None
    price: int | None = None
    stated: int | None = None
    source: Source = Source.AID
    note: str | None = None
    id: str = ""

    @property
    def amount(self) -> int | None:
        """What the line comes to; None while volume or price is open."""
        if self.volume is None or self.price is None:
            return None
        return round(self.volume * self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPage:
    """A budget with its lines."""

    budget: Budget
    lines: tuple[BudgetLine, ...] = ()

    @property
    def id(self) -> str:
        """The budget's id."""
        return self.budget.id

    @property
    def total(self) -> int:
        """What all lines come to."""
        return sum(line.amount or 0 for line in self.lines)

    def of_source(self, source: Source) -> int:
        """Return what one kind of money pays."""
        return sum(line.amount or 0 for line in self.lines if line.source is source)

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings in the order in which they come."""
        return tuple(dict.fromkeys(line.section or "" for line in self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """A budget beside what the cash book says was spent on it.

    `spent` is by line; `loose` was spent on the budget without naming a line.
    """

    page: BudgetPage
    spent: Mapping[str, int]
    loose: int = 0

    @property
    def id(self) -> str:
        """The budget's id."""
        return self.page.id

    @property
    def total(self) -> int:
        """Everything that was spent on it."""
        return sum(self.spent.get(line.id, 0) for line in self.page.lines) + self.loose

    @property
    def left(self) -> int:
        """What of the plan is left; below zero when more was spent."""
        return self.page.total - self.total

    def of(self, line: BudgetLine) -> int:
        """Return what was spent on a line."""
        return self.spent.get(line.id, 0)

    def left_of(self, line: BudgetLine) -> int | None:
        """Return what is left of a line; None while nobody said what it comes to."""
        return None if line.amount is None else line.amount - self.of(line)


def overspent(known: Spending) -> list[Problem]:
    """List the lines on which more was spent than planned, and the whole where it is more."""
    found = []
    for number, line in enumerate(known.page.lines, start=1):
        left = known.left_of(line)
        if left is not None and left < 0:
            details: dict[str, object] = {
                "number": number, "item": line.item or "", "spent": format_rupiah(known.of(line)),
                "over": format_rupiah(-left),
            }  # fmt: skip
            found.append(Problem("lines", "budget_line_overspent", details, is_warning=True))
    if known.left < 0:
        sums: dict[str, object] = {
            "spent": format_rupiah(known.total), "planned": format_rupiah(known.page.total),
            "over": format_rupiah(-known.left),
        }  # fmt: skip
        found.append(Problem("lines", "budget_overspent", sums, is_warning=True))
    return found


def tidied(budget: Budget, lines: Iterable[BudgetLine]) -> tuple[Budget, tuple[BudgetLine, ...]]:
    """Return the budget without stray blanks; lines that say nothing are left out."""
    named = replace(budget, title=typed.bare(budget.title) or "")
    tidy = [typed.tidied(one, "section", "item", "specification", "unit", "note") for one in lines]
    kept = tuple(one for one in tidy if one.item or one.price is not None)
    return typed.tidied(named, "programme", "note"), kept


def problems(budget: Budget, lines: Sequence[BudgetLine]) -> list[Problem]:
    """List what keeps a budget from being saved; what only looks wrong is a finding."""
    found = typed.missing(budget, "title", "made_on")
    found += typed.too_long(budget, "title", "programme", "note")
    found += typed.no_money(budget, "ceiling")
    for number, line in enumerate(lines, start=1):
        is_measured = line.volume is None or 0 < line.volume <= MOST_VOLUME
        is_priced = line.price is None or 0 <= line.price <= typed.MOST_MONEY
        has_sum = line.stated is None or 0 <= line.stated <= typed.MOST_MONEY
        if not line.item or not is_measured or not is_priced or not has_sum:
            found.append(Problem("lines", "budget_line_is_wrong", {"number": number}))
    return found


def findings(page: BudgetPage) -> list[Problem]:
    """List what does not add up or is still open; nothing of it keeps a budget from being saved."""
    found: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(page.lines, start=1):
        details: dict[str, object] = {"number": number, "item": line.item or ""}
        if line.amount is None:
            found.append(Problem("lines", "budget_line_open", details, is_warning=True))
        elif line.stated is not None and line.stated != line.amount:
            sums = {"stated": format_rupiah(line.stated), "amount": format_rupiah(line.amount)}
            found.append(Problem("lines", "budget_sum_differs", details | sums, is_warning=True))
        key = f"{line.item}|{line.specification}".casefold()
        if key in seen:
            twice = details | {"first": seen[key]}
            found.append(Problem("lines", "budget_line_twice", twice, is_warning=True))
        seen.setdefault(key, number)
    aid, ceiling = page.of_source(Source.AID), page.budget.ceiling
    if ceiling is not None and aid > ceiling:
        over: dict[str, object] = {
            "aid": format_rupiah(aid), "ceiling": format_rupiah(ceiling),
            "over": format_rupiah(aid - ceiling),
        }  # fmt: skip
        found.append(Problem("ceiling", "budget_above_ceiling", over, is_warning=True))
    return found
