"""A page is one month of one pot; its digest holds its entries and the page before it.

A page that was changed, lost or swapped shows: its own digest differs, or the next page's
"before" no longer names it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fieldkit.core.dates import Month
from fieldkit.features.kube.cashbook.model import CashEntry, Pot, lines_text

CODE_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPot:
    """What a pot held at the end of a closed month, and its page's digest."""

    balance: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """A closed month of a group's books; `is_year` where the whole year was closed with it."""

    kube_id: str
    month: Month
    closed_on: date
    closed_at: str
    closed_by: str
    entries: tuple[str, ...]
    pots: Mapping[Pot, ClosedPot] = field(default_factory=dict)
    is_year: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMark:
    """What stands in the foot of a pot's printed page."""

    digest: str
    before: str
    closed_on: date | None = None
    differs: bool = False

    @property
    def code(self) -> str:
        """The digest as people compare it."""
        return code_of(self.digest)

    @property
    def before_code(self) -> str:
        """The code of the page before, blank on the first."""
        return code_of(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthState:
    """One month of the books as the closing page lists it."""

    month: Month
    entries: int
    money_in: int
    money_out: int
    balance: int
    closed_on: date | None = None
    is_year: bool = False
    late: int = 0

    @property
    def id(self) -> str:
        """What a list knows the row by."""
        return str(self.month)


def digest_of(
    kube_id: str, pot: Pot, month: Month, before: str, brought: int, entries: Sequence[CashEntry]
) -> str:
    """Return the digest of a pot's page: what it brought, its entries, and the page before."""
    rows = [
        [
            e.id, e.booked_on.isoformat(), e.kind.value, e.description, e.party, e.reason,
            e.reverses, lines_text(e.lines),
        ]
        for e in sorted(entries, key=_by_day) if e.into(pot)
    ]  # fmt: skip
    page = [kube_id, pot.value, str(month), before, brought, rows]
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _by_day(entry: CashEntry) -> tuple[date, str]:
    return (entry.booked_on, entry.id)


def code_of(digest: str) -> str:
    """Return the first digits of a digest in groups of four, as they are printed."""
    shown = digest[:CODE_DIGITS]
    return "-".join(shown[start : start + 4] for start in range(0, len(shown), 4))


def months_between(first: Month, last: Month) -> list[Month]:
    """Return every month from one to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.plus(number) for number in range(max(count, 0))]
