"""A member's own page: every line of the cash book that names the member, and what is owed.

The code on a slip is the digest of what the slip says. Whoever brings a slip back can have it
checked: the same member, day and amounts give the same code, a changed amount gives another.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.group.model import KubeMember

CODE_DIGITS = 12
# Each amount of a pass-book stands in the column of its account, as the member sees it.
COLUMNS: tuple[tuple[str, tuple[Account, ...]], ...] = (
    ("dues", (Account.DUES,)),
    ("iks", (Account.IKS,)),
    ("savings", (Account.SAVINGS,)),
    ("loan", (Account.LOAN,)),
    ("service", (Account.SERVICE,)),
    ("got", (Account.SHARE, Account.HELP_ILLNESS, Account.HELP_BEREAVEMENT, Account.HELP_URGENT)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLine:
    """One line of the pass-book; amounts as the member gave (dues, savings) or got them."""

    day: date
    proof_no: str
    words: str
    dues: int = 0
    iks: int = 0
    savings: int = 0
    loan: int = 0
    service: int = 0
    got: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PassBook:
    """A member's year with what was brought into it."""

    member: KubeMember
    first: date
    last: date
    lines: tuple[PassLine, ...]
    saved_before: int = 0
    owed_before: int = 0

    def total(self, name: str) -> int:
        """Return what one column comes to."""
        return sum(getattr(line, name) for line in self.lines)

    @property
    def saved(self) -> int:
        """What is put by at the end."""
        return self.saved_before + self.total("savings")

    @property
    def owed(self) -> int:
        """The principal owed at the end."""
        return self.owed_before + self.total("loan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a member owes on a day; below zero is paid ahead."""

    kube_id: str
    member: KubeMember
    day: date
    dues: int
    iks: int
    loan: int
    service: int
    saved: int

    @property
    def total(self) -> int:
        """Everything that is open."""
        return max(self.dues, 0) + max(self.iks, 0) + self.loan + self.service

    @property
    def code(self) -> str:
        """The code printed on the slip."""
        said = (
            self.kube_id, self.member.id, self.day.isoformat(), self.dues, self.iks, self.loan,
            self.service, self.saved,
        )  # fmt: skip
        digest = hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()[:CODE_DIGITS]
        shown = digest.upper()
        return "-".join(shown[n : n + 4] for n in range(0, CODE_DIGITS, 4))


def same_code(one: str, other: str) -> bool:
    """Whether two codes are the same, however they were typed."""
    return _bare(one) == _bare(other)


def _bare(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def lines(found: Sequence[PassLine]) -> tuple[PassLine, ...]:
    """Return the lines that move anything of the member's."""
    names = [name for name, _accounts in COLUMNS]
    return tuple(line for line in found if any(getattr(line, name) for name in names))
