"""Dues: what each member paid at each meeting, what is due, and what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fieldkit.core.errors import Problem
from fieldkit.features.kube.cashbook.model import Account, Line, Pot
from fieldkit.features.kube.group.model import KubeMember

FUNDS: dict[Account, Pot] = {Account.DUES: Pot.KAS, Account.IKS: Pot.IKS}
_FIELDS = {Account.DUES: "dues", Account.IKS: "iks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was collected at one meeting, by member; who is not named paid nothing."""

    kube_id: str
    meeting_id: str
    held_on: date
    dues: Mapping[str, int] = field(default_factory=dict)
    iks: Mapping[str, int] = field(default_factory=dict)

    def paid(self, fund: Account) -> Mapping[str, int]:
        """Return what was paid into one of the two funds."""
        return self.dues if fund is Account.DUES else self.iks

    @property
    def total(self) -> int:
        """Everything that was collected."""
        return sum(self.dues.values()) + sum(self.iks.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of a sheet: the entry that stands, and whether the book changed."""

    total: int
    entry_id: str | None = None
    has_changed: bool = False
    is_correction: bool = False


def problems(sheet: Sheet, members: Sequence[KubeMember]) -> list[Problem]:
    """List what is wrong with a sheet; `members` are all who ever belonged to the group."""
    known = {member.id: member.name for member in members}
    found = []
    for fund, name in _FIELDS.items():
        for member_id, amount in sheet.paid(fund).items():
            if member_id not in known:
                found.append(Problem(name, "not_a_member"))
            elif amount < 0:
                found.append(Problem(name, "negative_dues", {"name": known[member_id]}))
    return found


def lines(sheet: Sheet) -> tuple[Line, ...]:
    """Return the legs of the sheet's one entry: the pots, then a line for each who paid."""
    pots, people = [], []
    for fund, pot in FUNDS.items():
        paid = {m: a for m, a in sorted(sheet.paid(fund).items()) if a}
        if paid:
            pots.append(Line(account=pot, amount=sum(paid.values())))
        people += [
            Line(account=fund, amount=-amount, member=member_id, meeting=sheet.meeting_id)
            for member_id, amount in paid.items()
        ]
    return (*pots, *people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a member paid (or had taken back), for a meeting or without one."""

    member_id: str
    amount: int
    booked_on: date
    meeting_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesMeeting:
    """A meeting that was held; `due` is None where nobody noted any dues."""

    id: str
    held_on: date
    due: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesRow:
    """A member's line: `brought` was owed before the period, below zero when paid ahead.

    `paid` holds None for a meeting without dues or before the member joined.
    """

    member: KubeMember
    brought: int
    paid: Mapping[str, int | None]
    due: int
    other: int

    @property
    def paid_total(self) -> int:
        """Everything paid in the period."""
        return sum(amount or 0 for amount in self.paid.values()) + self.other

    @property
    def arrears(self) -> int:
        """What is owed at the end; below zero when the member has paid ahead."""
        return self.brought + self.due - self.paid_total


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesGrid:
    """Members by meetings for a period."""

    meetings: tuple[DuesMeeting, ...]
    rows: tuple[DuesRow, ...]

    def collected(self, meeting_id: str) -> int:
        """Return what one meeting brought in."""
        return sum(row.paid.get(meeting_id) or 0 for row in self.rows)

    @property
    def paid_total(self) -> int:
        """Everything paid in the period."""
        return sum(row.paid_total for row in self.rows)

    @property
    def due_total(self) -> int:
        """Everything due in the period."""
        return sum(row.due for row in self.rows)

    @property
    def arrears_total(self) -> int:
        """What is owed by those who owe; what others paid ahead does not lessen it."""
        return sum(max(row.arrears, 0) for row in self.rows)

    @property
    def ahead_total(self) -> int:
        """What has been paid ahead."""
        return sum(max(-row.arrears, 0) for row in self.rows)


def grid(
    members: Sequence[KubeMember],
    meetings: Sequence[DuesMeeting],
    payments: Sequence[Payment],
    first: date,
    last: date,
) -> DuesGrid:
    """Lay payments out by member and meeting for the days from `first` to `last`."""
    known = {meeting.id: meeting.held_on for meeting in meetings}
    shown = tuple(m for m in meetings if first <= m.held_on <= last)
    rows = []
    for member in members:
        own = [p for p in payments if p.member_id == member.id]
        row = _row(member, [m for m in meetings if m.held_on <= last], own, known, first, last)
        was_here = any(member.is_member_on(m.held_on) for m in shown) or member.is_member_on(last)
        if was_here or row.paid_total or row.brought:
            rows.append(row)
    return DuesGrid(meetings=shown, rows=tuple(rows))


def _row(
    member: KubeMember,
    meetings: Sequence[DuesMeeting],
    own: Sequence[Payment],
    known: Mapping[str, date],
    first: date,
    last: date,
) -> DuesRow:
    by_meeting: dict[str, int] = {}
    before = other = 0
    for payment in own:
        meeting_id = payment.meeting_id or ""
        day = known.get(meeting_id, payment.booked_on)
        if day < first:
            before += payment.amount
        elif day <= last and meeting_id in known:
            by_meeting[meeting_id] = by_meeting.get(meeting_id, 0) + payment.amount
        elif day <= last:
            other += payment.amount
    owed_before = due = 0
    paid: dict[str, int | None] = {}
    for meeting in meetings:
        is_due = meeting.due is not None and member.is_member_on(meeting.held_on)
        amount = meeting.due or 0 if is_due else 0
        if meeting.held_on < first:
            owed_before += amount
        else:
            due += amount
            sum_paid = by_meeting.get(meeting.id, 0)
            paid[meeting.id] = sum_paid if is_due or sum_paid else None
    return DuesRow(member=member, brought=owed_before - before, paid=paid, due=due, other=other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrear:
    """A member who owes dues."""

    member: KubeMember
    amount: int
