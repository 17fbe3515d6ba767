"""Cash entries: double entry underneath, plain money in and out on top.

An entry's lines add up to zero. A pot's line is positive when money comes in; an income
line is then negative, an expense line positive. Whoever reads the pot's lines alone reads
a cash book.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem

LONGEST_TEXT = 200
MOST = 10**12


class Pot(StrEnum):
    """Where the money lies; the value is the account's code word."""

    KAS = "pot:kas"
    IKS = "pot:iks"


class Account(StrEnum):
    """What money came from or went to."""

    DUES = "income:dues"
    IKS = "income:iks"
    SALES = "income:sales"
    GRANT = "income:grant"
    DONATION = "income:donation"
    OTHER_INCOME = "income:other"
    OPENING = "income:opening"
    SUPPLIES = "expense:supplies"
    TRANSPORT = "expense:transport"
    HELP_ILLNESS = "expense:help_illness"
    HELP_BEREAVEMENT = "expense:help_bereavement"
    MEETING = "expense:meeting"
    OTHER = "expense:other"

    @property
    def is_income(self) -> bool:
        """Whether money comes in through this account."""
        return self.value.startswith("income:")


INCOME = tuple(a for a in Account if a.is_income and a is not Account.OPENING)
EXPENSE = tuple(a for a in Account if not a.is_income)
_KNOWN = frozenset({*(p.value for p in Pot), *(a.value for a in Account)})


class Kind(StrEnum):
    """What an entry is; the core writes `correction` itself."""

    ENTRY = "entry"
    DUES = "dues"
    TRANSFER = "transfer"
    OPENING = "opening"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One leg; a line of dues says whose and for which meeting."""

    account: str
    amount: int
    member: str | None = None
    meeting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashEntry:
    """One transaction; what is set by the book itself is blank in a new one.

    `reason` lets a pot fall below zero, or says why an entry was corrected.
    """

    kube_id: str
    booked_on: date
    description: str
    lines: tuple[Line, ...]
    kind: Kind = Kind.ENTRY
    meeting_id: str | None = None
    reason: str | None = None
    id: str = ""
    proof_no: str | None = None
    reverses: str | None = None
    recorded_at: str | None = None

    def into(self, pot: Pot) -> int:
        """Return what the entry brings into a pot, below zero for what it takes."""
        return sum(line.amount for line in self.lines if line.account == pot)

    @property
    def pots(self) -> tuple[Pot, ...]:
        """The pots it touches."""
        return tuple(pot for pot in Pot if any(line.account == pot for line in self.lines))

    @property
    def account(self) -> Account | None:
        """The one account it books against, None where there are several or none."""
        others = {line.account for line in self.lines} - {pot.value for pot in Pot}
        only = next(iter(others)) if len(others) == 1 else None
        return Account(only) if only in _KNOWN else None


def money_in(
    kube_id: str,
    booked_on: date,
    account: Account,
    amount: int,
    description: str,
    *,
    pot: Pot = Pot.KAS,
    member: str | None = None,
    meeting_id: str | None = None,
    reason: str | None = None,
) -> CashEntry:
    """Return the entry for money that comes into a pot."""
    lines = (Line(account=pot, amount=amount), Line(account=account, amount=-amount, member=member))
    return CashEntry(
        kube_id=kube_id, booked_on=booked_on, description=description, lines=lines,
        kind=Kind.OPENING if account is Account.OPENING else Kind.ENTRY,
        meeting_id=meeting_id, reason=reason,
    )  # fmt: skip


def money_out(
    kube_id: str,
    booked_on: date,
    account: Account,
    amount: int,
    description: str,
    *,
    pot: Pot = Pot.KAS,
    member: str | None = None,
    meeting_id: str | None = None,
    reason: str | None = None,
) -> CashEntry:
    """Return the entry for money that leaves a pot."""
    lines = (Line(account=account, amount=amount, member=member), Line(account=pot, amount=-amount))
    return CashEntry(
        kube_id=kube_id, booked_on=booked_on, description=description, lines=lines,
        meeting_id=meeting_id, reason=reason,
    )  # fmt: skip


def transfer(
    kube_id: str,
    booked_on: date,
    amount: int,
    description: str,
    *,
    source: Pot,
    target: Pot,
    reason: str | None = None,
) -> CashEntry:
    """Return the entry that moves money from one pot to the other."""
    lines = (Line(account=source, amount=-amount), Line(account=target, amount=amount))
    return CashEntry(
        kube_id=kube_id, booked_on=booked_on, description=description, lines=lines,
        kind=Kind.TRANSFER, reason=reason,
    )  # fmt: skip


def opening(kube_id: str, booked_on: date, amount: int, description: str, *, pot: Pot) -> CashEntry:
    """Return the entry for what a pot already held when the book was begun."""
    return money_in(kube_id, booked_on, Account.OPENING, amount, description, pot=pot)


def problems(entry: CashEntry, today: date) -> list[Problem]:
    """List what is wrong with an entry, apart from what the pots hold."""
    found = []
    if not entry.description.strip():
        found.append(Problem("description", "required"))
    elif len(entry.description) > LONGEST_TEXT:
        details: dict[str, object] = {"limit": LONGEST_TEXT, "length": len(entry.description)}
        found.append(Problem("description", "too_long", details))
    if entry.booked_on > today:
        found.append(Problem("booked_on", "in_future"))
    return found + line_problems(entry.lines)


def line_problems(lines: Sequence[Line]) -> list[Problem]:
    """List what is wrong with an entry's legs."""
    unknown = sorted({line.account for line in lines} - _KNOWN)
    if unknown:
        return [Problem("account", "unknown_account", {"account": name}) for name in unknown]
    code = next((code for code, is_wrong in _LINE_RULES if is_wrong(lines)), None)
    return [Problem("amount", code)] if code else []


def lines_text(lines: Sequence[Line]) -> str:
    """Return legs as they are stored: blank members and meetings are left out."""
    legs = []
    for line in lines:
        leg: dict[str, object] = {"account": str(line.account), "amount": line.amount}
        legs.append(leg | {k: v for k in ("member", "meeting") if (v := getattr(line, k))})
    return json.dumps(legs, separators=(",", ":"))


def _has_no_pot(lines: Sequence[Line]) -> bool:
    return len(lines) < 2 or not any(line.account in set(Pot) for line in lines)


def _has_zero(lines: Sequence[Line]) -> bool:
    return any(line.amount == 0 for line in lines)


def _is_unbalanced(lines: Sequence[Line]) -> bool:
    return sum(line.amount for line in lines) != 0


def _is_turned_round(lines: Sequence[Line]) -> bool:
    """Whether an amount was below zero, or a pot gives to itself."""
    pots = [line.account for line in lines if line.account in set(Pot)]
    return len(pots) != len(set(pots)) or any(x.amount * _sign(x.account) < 0 for x in lines)


def _is_beyond_measure(lines: Sequence[Line]) -> bool:
    return any(abs(line.amount) > MOST for line in lines)


_LINE_RULES = (
    ("no_pot", _has_no_pot),
    ("zero_amount", _has_zero),
    ("entry_out_of_balance", _is_unbalanced),
    ("negative", _is_turned_round),
    ("not_money", _is_beyond_measure),
)


def _sign(account: str) -> int:
    """Return the sign a leg of this account has, 0 where both are right."""
    if account in set(Pot):
        return 0
    return -1 if account.startswith("income:") else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One line of a pot's cash book.

    `counts` is False for an entry that was taken back and for what takes it back; both stay.
    """

    id: str
    no: int
    booked_on: date
    proof_no: str
    description: str
    money_in: int
    money_out: int
    balance: int
    kind: Kind
    is_correction: bool = False
    reversed_by: str | None = None
    counts: bool = True
    reason: str | None = None
    meeting_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A pot's cash book for a period, with what was carried over."""

    pot: Pot
    rows: tuple[LedgerRow, ...]
    brought: int

    @property
    def total_in(self) -> int:
        """Everything that came in."""
        return sum(row.money_in for row in self.rows)

    @property
    def total_out(self) -> int:
        """Everything that went out."""
        return sum(row.money_out for row in self.rows)

    @property
    def closing(self) -> int:
        """What the pot holds at the end."""
        return self.brought + self.total_in - self.total_out


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSummary:
    """A month of the cash book, by pot and by account; transfers are in the pots only."""

    month: Month
    opening: Mapping[Pot, int] = field(default_factory=dict)
    closing: Mapping[Pot, int] = field(default_factory=dict)
    income: Mapping[Account, int] = field(default_factory=dict)
    expense: Mapping[Account, int] = field(default_factory=dict)

    @property
    def total_income(self) -> int:
        """Everything that came in from outside."""
        return sum(self.income.values())

    @property
    def total_expense(self) -> int:
        """Everything that went out."""
        return sum(self.expense.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a correction wrote."""

    reversal_id: str
    replacement_id: str | None = None
