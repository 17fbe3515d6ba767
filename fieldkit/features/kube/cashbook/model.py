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
from typing import Any

from fieldkit.core.errors import Problem

LONGEST_TEXT = 200
MOST = 10**12


class Pot(StrEnum):
    """Where the money lies; the value is the account's code word."""

    KAS = "pot:kas"
    IKS = "pot:iks"
    LOANS = "pot:loans"
    BANK = "pot:bank"

    @property
    def is_counted(self) -> bool:
        """Whether its money lies in the cash box and is counted at a meeting."""
        return self is not Pot.BANK


class Account(StrEnum):
    """What money came from or went to; what members borrowed or saved stays theirs."""

    DUES = "income:dues"
    IKS = "income:iks"
    SALES = "income:sales"
    ORDERS = "income:orders"
    GRANT = "income:grant"
    DONATION = "income:donation"
    SERVICE = "income:service"
    INTEREST = "income:interest"
    FOUND = "income:found"
    OTHER_INCOME = "income:other"
    OPENING = "income:opening"
    SUPPLIES = "expense:supplies"
    EQUIPMENT = "expense:equipment"
    WAGES = "expense:wages"
    TRANSPORT = "expense:transport"
    HELP_ILLNESS = "expense:help_illness"
    HELP_BEREAVEMENT = "expense:help_bereavement"
    HELP_URGENT = "expense:help_urgent"
    MEETING = "expense:meeting"
    SHARE = "expense:share"
    BANK_COST = "expense:bank"
    LOSS = "expense:loss"
    MISSING = "expense:missing"
    OTHER = "expense:other"
    LOAN = "loan"
    SAVINGS = "savings"
    WAIVED_DUES = "waived:dues"
    WAIVED_IKS = "waived:iks"

    @property
    def is_income(self) -> bool:
        """Whether money comes in through this account."""
        return self.value.startswith("income:")

    @property
    def is_expense(self) -> bool:
        """Whether money goes out through this account for good."""
        return self.value.startswith("expense:")


# What has a page of its own (loans, sharing) is not offered in the plain forms.
INCOME = tuple(a for a in Account if a.is_income and a not in (Account.OPENING, Account.SERVICE))
EXPENSE = tuple(a for a in Account if a.is_expense and a not in (Account.SHARE, Account.LOSS))
HELP = (Account.HELP_ILLNESS, Account.HELP_BEREAVEMENT, Account.HELP_URGENT)
WAIVED = (Account.WAIVED_DUES, Account.WAIVED_IKS)
_HOLDING = frozenset(
    {*(p.value for p in Pot), *(a.value for a in (Account.LOAN, Account.SAVINGS, *WAIVED))}
)
_KNOWN = frozenset({*(p.value for p in Pot), *(a.value for a in Account)})


class Kind(StrEnum):
    """What an entry is; the core writes `correction` itself."""

    ENTRY = "entry"
    DUES = "dues"
    TRANSFER = "transfer"
    OPENING = "opening"
    LOAN = "loan"
    INSTALMENT = "instalment"
    SAVING = "saving"
    SALE = "sale"
    SHARE = "share"
    WAIVER = "waiver"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One leg.

    A line of dues says whose and for which meeting; `ref` names the loan, order, event or
    sharing it belongs to; a line of sales says which product, in what packs and where.
    """

    account: str
    amount: int
    member: str | None = None
    meeting: str | None = None
    ref: str | None = None
    product: str | None = None
    pack: int | None = None
    packs: int | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashEntry:
    """One transaction; what is set by the book itself is blank in a new one.

    `reason` lets a pot fall below zero, or says why an entry was corrected; `party` is who
    paid or was paid from outside the group; `basis` names the decision or rule it rests on.
    """

    kube_id: str
    booked_on: date
    description: str
    lines: tuple[Line, ...]
    kind: Kind = Kind.ENTRY
    meeting_id: str | None = None
    reason: str | None = None
    party: str | None = None
    basis: str | None = None
    id: str = ""
    proof_no: str | None = None
    reverses: str | None = None
    recorded_at: str | None = None

    def into(self, pot: Pot) -> int:
        """Return what the entry brings into a pot, below zero for what it takes."""
        return sum(line.amount for line in self.lines if line.account == pot)

    @property
    def moved(self) -> int:
        """The money that moved: what came in, below zero for what went out."""
        return sum(self.into(pot) for pot in Pot)

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
    ref: str | None = None,
    **more: Any,
) -> CashEntry:
    """Return the entry for money that comes into a pot; `more` are further facts of it."""
    into = Line(account=pot, amount=amount)
    return CashEntry(
        kube_id=kube_id, booked_on=booked_on, description=description,
        lines=(into, Line(account=account, amount=-amount, member=member, ref=ref)),
        kind=Kind.OPENING if account is Account.OPENING else Kind.ENTRY, **more,
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
    ref: str | None = None,
    **more: Any,
) -> CashEntry:
    """Return the entry for money that leaves a pot; `more` are further facts of it."""
    out_of = Line(account=pot, amount=-amount)
    return CashEntry(
        kube_id=kube_id, booked_on=booked_on, description=description,
        lines=(Line(account=account, amount=amount, member=member, ref=ref), out_of), **more,
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


def waiver(
    kube_id: str, booked_on: date, account: Account, amount: int, description: str, *, member: str,
    **more: Any,
) -> CashEntry:  # fmt: skip
    """Return the entry that lets a member off what was owed: no pot moves, both legs stay."""
    lines = (
        Line(account=account, amount=-amount, member=member), Line(account=account, amount=amount),
    )  # fmt: skip
    return CashEntry(
        kube_id=kube_id, booked_on=booked_on, description=description, lines=lines,
        kind=Kind.WAIVER, **more,
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


_FACTS = ("member", "meeting", "ref", "product", "pack", "packs", "channel")


def lines_text(lines: Sequence[Line]) -> str:
    """Return legs as they are stored: blank facts are left out."""
    legs = []
    for line in lines:
        leg: dict[str, object] = {"account": str(line.account), "amount": line.amount}
        legs.append(leg | {k: v for k in _FACTS if (v := getattr(line, k))})
    return json.dumps(legs, ensure_ascii=False, separators=(",", ":"))


def _has_no_pot(lines: Sequence[Line]) -> bool:
    return len(lines) < 2 or not any(line.account in _HOLDING for line in lines)


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
    if account in _HOLDING:
        return 0
    return -1 if account.startswith("income:") else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One line of a pot's cash book.

    `counts` is False for an entry that was taken back and for what takes it back; both stay.
    An entry that came too late for its closed month has a `counted_on` after it.
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
    party: str | None = None
    member: str | None = None
    counted_on: date | None = None

    @property
    def words(self) -> str:
        """What it was for, and whom of the members, where the words do not name them."""
        if self.member and self.member.casefold() not in self.description.casefold():
            return f"{self.description} – {self.member}"
        return self.description

    @property
    def is_late(self) -> bool:
        """Whether it came after its month was closed."""
        return self.counted_on is not None and self.counted_on > self.booked_on

    @property
    def day(self) -> date:
        """The day it stands under in the book."""
        return self.counted_on or self.booked_on


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
class DayBelowZero:
    """A day a pot ends below zero without a reason on that day, in whole rupiah.

    `but_for_reasons` is what it would hold had nothing been taken for a written reason.
    """

    entry_id: str
    day: date
    balance: int
    but_for_reasons: int

    @property
    def is_explained(self) -> bool:
        """Whether an entry or a correction with a written reason, on a day before, explains it."""
        return self.but_for_reasons >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySummary:
    """A period of the cash book, by pot and by account; transfers are in the pots only."""

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
class Restated:
    """What became of what was collected: the entry that stands, and whether the book changed."""

    entry_id: str | None = None
    has_changed: bool = False
    is_correction: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a correction wrote."""

    reversal_id: str
    replacement_id: str | None = None
