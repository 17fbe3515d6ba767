"""Dues: what each member paid at each meeting, what is due, and what is still open."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from fieldkit.core.errors import Problem
from fieldkit.features.kube.cashbook.model import Account, Line, Pot
from fieldkit.features.kube.group.model import KubeMember

FUNDS: dict[Account, Pot] = {Account.DUES: Pot.KAS, Account.IKS: Pot.IKS}
WAIVED: dict[Account, Account] = {
    Account.DUES: Account.WAIVED_DUES, Account.IKS: Account.WAIVED_IKS,
}  # fmt: skip
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
class DuesMeeting:
    """A meeting that was held; `due` is None where nobody noted any dues."""

    id: str
    held_on: date
    due: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What the books say of a fund in a period.

    `paid` is by member and meeting, "" for what was paid without one; `excused` are (meeting,
    member) who owe nothing there by the group's rule; `past` are days before the period with
    what each member was to pay from there to the next; `paid_before`,
    `excused_before`, `waived` and `waived_before` are by member.
    """

    meetings: tuple[DuesMeeting, ...] = ()
    paid: Mapping[tuple[str, str], int] = field(default_factory=dict)
    excused: frozenset[tuple[str, str]] = frozenset()
    past: tuple[tuple[str, int], ...] = ()
    paid_before: Mapping[str, int] = field(default_factory=dict)
    excused_before: Mapping[str, int] = field(default_factory=dict)
    waived: Mapping[str, int] = field(default_factory=dict)
    waived_before: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesRow:
    """A member's line: `brought` was owed before the period, below zero when paid ahead.

    `paid` holds None for a meeting without dues, before the member joined, or where the
    member was `excused` and paid nothing; `waived` was written off in the period.
    """

    member: KubeMember
    brought: int
    paid: Mapping[str, int | None]
    due: int
    other: int
    excused: frozenset[str] = frozenset()
    waived: int = 0

    @property
    def paid_total(self) -> int:
        """Everything paid in the period."""
        return sum(amount or 0 for amount in self.paid.values()) + self.other

    @property
    def arrears(self) -> int:
        """What is owed at the end; below zero when the member has paid ahead."""
        return self.brought + self.due - self.paid_total - self.waived


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
    def waived_total(self) -> int:
        """Everything written off in the period."""
        return sum(row.waived for row in self.rows)

    @property
    def arrears_total(self) -> int:
        """What is owed by those who owe; what others paid ahead does not lessen it."""
        return sum(max(row.arrears, 0) for row in self.rows)

    @property
    def ahead_total(self) -> int:
        """What has been paid ahead."""
        return sum(max(-row.arrears, 0) for row in self.rows)


def grid(members: Sequence[KubeMember], known: Period, last: date) -> DuesGrid:
    """Lay a period out by member and meeting; `last` is its last day."""
    owed = _Past(known)
    rows = []
    for member in members:
        row = _row(member, known, owed.brought(member))
        was_here = any(member.is_member_on(m.held_on) for m in known.meetings)
        if was_here or member.is_member_on(last) or row.paid_total or row.brought or row.waived:
            rows.append(row)
    return DuesGrid(meetings=known.meetings, rows=tuple(rows))


def _row(member: KubeMember, known: Period, brought: int) -> DuesRow:
    due = 0
    paid: dict[str, int | None] = {}
    excused = set()
    for meeting in known.meetings:
        is_asked = meeting.due is not None and member.is_member_on(meeting.held_on)
        amount = known.paid.get((member.id, meeting.id), 0)
        if is_asked and (meeting.id, member.id) in known.excused:
            is_asked = False
            excused.add(meeting.id)
        due += (meeting.due or 0) if is_asked else 0
        paid[meeting.id] = amount if is_asked or amount else None
    other = known.paid.get((member.id, ""), 0)
    return DuesRow(
        member=member, brought=brought, paid=paid, due=due, other=other,
        excused=frozenset(excused), waived=known.waived.get(member.id, 0),
    )  # fmt: skip


def standings(members: Sequence[KubeMember], known: Period) -> dict[str, int]:
    """Return what each member owes when a period begins, below zero when paid ahead."""
    owed = _Past(known)
    return {member.id: owed.brought(member) for member in members}


class _Past:
    """What was due before a period: running sums over the days, asked by membership."""

    def __init__(self, known: Period) -> None:
        self._known = known
        self._days = [day for day, _due in known.past]
        self._sums = [0, *accumulate(due for _day, due in known.past)]

    def brought(self, member: KubeMember) -> int:
        """Return what a member owes from before."""
        first = bisect_left(self._days, member.joined_on.isoformat()) if member.joined_on else 0
        last = len(self._days)
        if member.left_on:
            last = bisect_left(self._days, member.left_on.isoformat())
        due = self._sums[last] - self._sums[first] if last > first else 0
        excused = self._known.excused_before.get(member.id, 0)
        settled = self._known.paid_before.get(member.id, 0)
        return due - excused - settled - self._known.waived_before.get(member.id, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrear:
    """A member who owes dues."""

    member: KubeMember
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a member paid in on a day under one kind; below zero what the member received."""

    day: date
    account: Account
    paid: int
