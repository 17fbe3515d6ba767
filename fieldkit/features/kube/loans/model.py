"""A loan with its instalments: what is due when, what was paid, what is still owed.

What was lent, paid back and taken as service stands in the cash book alone; a loan only says
what was agreed. So the two can never disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook.model import Account, Line, Pot
from fieldkit.features.kube.group.model import KubeMember

MOST_INSTALMENTS = 120
MOST_PERMILLE = 500
# Instalments are paid in notes and coins: parts are rounded up to this, the last is the rest.
ROUND_TO = 100


class Every(StrEnum):
    """How far apart instalments are."""

    WEEK = auto()
    MONTH = auto()


class Service(StrEnum):
    """How a group reckons the service (jasa) on a loan, for each instalment."""

    NONE = auto()
    AMOUNT = auto()
    PERCENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What was agreed; `service_permille` is of the principal, 10 for one per cent.

    `pot` is where the money came from and where instalments go.
    """

    kube_id: str
    member_id: str
    lent_on: date | None = None
    principal: int = 0
    instalments: int = 1
    every: Every = Every.MONTH
    first_due: date | None = None
    service: Service = Service.NONE
    service_amount: int | None = None
    service_permille: int | None = None
    purpose: str | None = None
    basis: str | None = None
    note: str | None = None
    pot: Pot = Pot.LOANS
    id: str = ""

    @property
    def service_each(self) -> int:
        """The service of one instalment."""
        if self.service is Service.AMOUNT:
            return self.service_amount or 0
        if self.service is Service.PERCENT:
            part = self.principal * (self.service_permille or 0)
            return -(-part // (1000 * ROUND_TO)) * ROUND_TO
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One line of the schedule."""

    number: int
    due_on: date
    principal: int
    service: int

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.principal + self.service


def schedule(loan: Loan) -> tuple[Instalment, ...]:
    """Return the instalments as they were agreed."""
    if loan.first_due is None or loan.instalments < 1:
        return ()
    each = -(-loan.principal // (loan.instalments * ROUND_TO)) * ROUND_TO
    found, left = [], loan.principal
    for number in range(1, loan.instalments + 1):
        part = left if number == loan.instalments else min(each, left)
        left -= part
        found.append(
            Instalment(
                number=number, due_on=_due(loan, number), principal=part,
                # Rounding may have paid a small loan before the last: nothing left, no service.
                service=loan.service_each if part else 0,
            )
        )  # fmt: skip
    return tuple(found)


def _due(loan: Loan, number: int) -> date:
    first = loan.first_due or date.min
    if loan.every is Every.WEEK:
        return first + timedelta(weeks=number - 1)
    month = Month.of(first).plus(number - 1)
    return min(month.last, month.first.replace(day=min(first.day, month.last.day)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What the cash book says of a loan: lent, paid back, service taken, written off."""

    lent: int = 0
    principal: int = 0
    service: int = 0
    lost: int = 0
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanState:
    """A loan on a day: what is still owed, what should have been paid, what comes next."""

    loan: Loan
    member: KubeMember | None
    paid: Paid
    today: date

    @property
    def id(self) -> str:
        """The loan's id."""
        return self.loan.id

    @property
    def left(self) -> int:
        """The principal still owed."""
        return self.paid.lent - self.paid.principal - self.paid.lost

    @property
    def is_taken_back(self) -> bool:
        """Whether the lending itself was taken back: nothing was lent after all."""
        return self.paid.lent == 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing of the principal is left."""
        return self.left <= 0

    @property
    def name(self) -> str:
        """Whose loan it is."""
        return self.member.name if self.member else ""

    @property
    def arrears(self) -> int:
        """The principal that was due and is not paid."""
        due = sum(i.principal for i in schedule(self.loan) if i.due_on <= self.today)
        return max(min(due - self.paid.principal - self.paid.lost, self.left), 0)

    @property
    def service_arrears(self) -> int:
        """The service that was due and is not paid; a loan paid back owes none."""
        if self.is_finished:
            return 0
        due = sum(i.service for i in schedule(self.loan) if i.due_on <= self.today)
        return max(due - self.paid.service, 0)

    @property
    def number_paid(self) -> int:
        """How many instalments are paid in full."""
        covered, count = self.paid.principal + self.paid.lost, 0
        for instalment in schedule(self.loan):
            covered -= instalment.principal
            if covered < 0:
                break
            count += 1
        return count

    @property
    def following(self) -> Instalment | None:
        """The instalment to be paid next: what is left of it, with its service."""
        if self.is_finished:
            return None
        covered, served = self.paid.principal + self.paid.lost, self.paid.service
        for instalment in schedule(self.loan):
            if covered < instalment.principal:
                return replace(
                    instalment,
                    principal=instalment.principal - max(covered, 0),
                    service=max(instalment.service - max(served, 0), 0),
                )
            covered -= instalment.principal
            served -= instalment.service
        return Instalment(number=0, due_on=self.today, principal=self.left, service=0)

    @property
    def wanted(self) -> int:
        """What would bring the loan up to date: arrears, or else the next instalment."""
        owed = self.arrears + self.service_arrears
        return owed or (self.following.total if self.following else 0)


def split(state: LoanState, amount: int) -> tuple[int, int]:
    """Return how an amount is taken, as principal and service.

    It goes to one instalment after the other, the service of each before its principal; what
    is more than the whole loan is principal.
    """
    covered, served = state.paid.principal + state.paid.lost, state.paid.service
    principal = service = 0
    for instalment in schedule(state.loan):
        owed = max(instalment.principal - max(covered, 0), 0)
        asked = max(instalment.service - max(served, 0), 0) if owed else 0
        covered, served = covered - instalment.principal, served - instalment.service
        taken = min(asked, amount - principal - service)
        service += taken
        principal += min(owed, amount - principal - service)
    return amount - service, service


def loan_lines(loan: Loan, *, was_running: bool) -> tuple[Line, ...]:
    """Return the legs of lending; one that was running before the book takes from no pot."""
    source = Account.OPENING if was_running else loan.pot
    return (_leg(loan, Account.LOAN, loan.principal), Line(account=source, amount=-loan.principal))


def payment_lines(loan: Loan, principal: int, service: int) -> tuple[Line, ...]:
    """Return the legs of an instalment: the pot's first."""
    legs = [Line(account=loan.pot, amount=principal + service)]
    if principal:
        legs.append(_leg(loan, Account.LOAN, -principal))
    if service:
        legs.append(_leg(loan, Account.SERVICE, -service))
    return tuple(legs)


def loss_lines(loan: Loan, amount: int) -> tuple[Line, ...]:
    """Return the legs of a loan that is given up."""
    return (_leg(loan, Account.LOSS, amount), _leg(loan, Account.LOAN, -amount))


def _leg(loan: Loan, account: Account, amount: int) -> Line:
    return Line(account=account, amount=amount, member=loan.member_id, ref=loan.id)


def sheet_lines(payments: Sequence[tuple[Loan, int, int]]) -> tuple[Line, ...]:
    """Return the legs of all instalments of a meeting (loan, principal, service): one per pot."""
    pots: dict[str, int] = {}
    people: list[Line] = []
    for loan, principal, service in payments:
        into, *others = payment_lines(loan, principal, service)
        pots[into.account] = pots.get(into.account, 0) + into.amount
        people += others
    return (*(Line(account=pot, amount=amount) for pot, amount in sorted(pots.items())), *people)


def saving_lines(member_id: str, amount: int) -> tuple[Line, ...]:
    """Return the legs of money a member puts by, below zero for what is taken out again."""
    return (
        Line(account=Pot.LOANS, amount=amount),
        Line(account=Account.SAVINGS, amount=-amount, member=member_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What borrowers paid at one meeting, by member."""

    kube_id: str
    meeting_id: str
    held_on: date
    paid: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saver:
    """What a member has saved at the end of a month, and what came and went in it."""

    member: KubeMember
    held: int
    put_in: int = 0
    taken_out: int = 0

    @property
    def id(self) -> str:
        """The member's id."""
        return self.member.id

    @property
    def brought(self) -> int:
        """What was saved when the month began."""
        return self.held - self.put_in + self.taken_out


def tidied(loan: Loan) -> Loan:
    """Return the loan without stray blanks and without the rate that is not used."""
    amount = loan.service_amount if loan.service is Service.AMOUNT else None
    share = loan.service_permille if loan.service is Service.PERCENT else None
    tidy = typed.tidied(loan, "purpose", "basis", "note")
    return replace(tidy, service_amount=amount, service_permille=share)


def problems(loan: Loan, members: Sequence[KubeMember], today: date) -> list[Problem]:
    """List what is wrong with what was agreed; `members` are all who ever belonged."""
    found = []
    if loan.member_id not in {member.id for member in members}:
        found.append(Problem("member_id", "choose_borrower"))
    found += typed.missing(loan, "lent_on", "first_due") + typed.in_future(loan, today, "lent_on")
    if not 0 < loan.principal <= typed.MOST_MONEY:
        found.append(Problem("principal", "not_money" if loan.principal else "required"))
    if not 1 <= loan.instalments <= MOST_INSTALMENTS:
        found.append(Problem("instalments", "instalment_count", {"most": MOST_INSTALMENTS}))
    if loan.lent_on and loan.first_due and loan.first_due < loan.lent_on:
        found.append(Problem("first_due", "due_before_lent"))
    return found + _service_problems(loan) + typed.too_long(loan, "purpose", "basis", "note")


def _service_problems(loan: Loan) -> list[Problem]:
    if loan.service is Service.AMOUNT and (loan.service_amount or 0) <= 0:
        return [Problem("service_amount", "required")]
    if loan.service is Service.PERCENT and not 0 < (loan.service_permille or 0) <= MOST_PERMILLE:
        return [Problem("service_permille", "service_rate", {"most": MOST_PERMILLE // 10})]
    return []
