"""Help from the solidarity pot: the group's own rule for each cause, and what it says of a grant.

What was given stands in the cash book alone; a rule only says what the group agreed on. There
is no official ceiling, so a group without a rule may give what it decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube import typed
from fieldkit.features.kube.cashbook.model import Account, Line, Pot
from fieldkit.features.kube.group.model import KubeMember

# The description of the cash book holds the cause as well.
LONGEST_WHY = 150
MOST_TIMES, MOST_MONTHS = 99, 120


class Cause(StrEnum):
    """Why a member is helped."""

    ILLNESS = auto()
    BEREAVEMENT = auto()
    URGENT = auto()

    @property
    def account(self) -> Account:
        """The account of the cash book."""
        return _ACCOUNTS[self]


_ACCOUNTS = {
    Cause.ILLNESS: Account.HELP_ILLNESS,
    Cause.BEREAVEMENT: Account.HELP_BEREAVEMENT,
    Cause.URGENT: Account.HELP_URGENT,
}
CAUSES = {account: cause for cause, account in _ACCOUNTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a group agreed on for a cause; blank is not limited.

    `per_year` is how often a member may be helped in a year, `after_months` how long a member
    must have belonged to the group.
    """

    kube_id: str
    cause: Cause = Cause.ILLNESS
    ceiling: int | None = None
    per_year: int | None = None
    after_months: int | None = None
    needs_decision: bool = False
    note: str | None = None
    id: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        limits = (self.ceiling, self.per_year, self.after_months, self.note)
        return not self.needs_decision and all(limit is None for limit in limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Help to be given; `exception` says why the group goes beyond its own rule."""

    kube_id: str
    member_id: str | None = None
    cause: Cause | None = None
    amount: int | None = None
    given_on: date | None = None
    why: str | None = None
    basis: str | None = None
    exception: str | None = None
    pot: Pot = Pot.IKS
    pot_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Help that was given and stands in the book."""

    id: str
    given_on: date
    proof_no: str
    member: KubeMember | None
    cause: Cause
    amount: int
    description: str
    basis: str | None = None


def tidied_rule(rule: Rule) -> Rule:
    """Return the rule without stray blanks."""
    return typed.tidied(rule, "note")


def tidied(grant: Grant) -> Grant:
    """Return the grant without stray blanks."""
    return typed.tidied(grant, "why", "basis", "exception", "pot_reason")


def rule_problems(rule: Rule) -> list[Problem]:
    """List what is wrong with a rule."""
    return [
        *typed.no_money(rule, "ceiling"),
        *typed.out_of_range(rule, "per_year", 1, MOST_TIMES),
        *typed.out_of_range(rule, "after_months", 1, MOST_MONTHS),
        *typed.too_long(rule, "note"),
    ]


def problems(grant: Grant, members: Sequence[KubeMember], today: date) -> list[Problem]:
    """List what is wrong with a grant, apart from what the group's rule says of it."""
    found = typed.missing(grant, "member_id", "cause", "amount", "given_on", "why")
    if grant.member_id and grant.member_id not in {member.id for member in members}:
        found.append(Problem("member_id", "not_a_member"))
    found += typed.no_money(grant, "amount")
    found += typed.in_future(grant, today, "given_on")
    return found + typed.too_long(grant, "why", "basis", "exception", limit=LONGEST_WHY)


def rule_says(
    rule: Rule | None, grant: Grant, member: KubeMember | None, given: Sequence[Given]
) -> list[Problem]:
    """List where a grant goes beyond the group's rule; `given` is all help of that cause."""
    if rule is None or grant.given_on is None:
        return []
    found = []
    if rule.ceiling is not None and (grant.amount or 0) > rule.ceiling:
        details: dict[str, object] = {"ceiling": format_rupiah(rule.ceiling)}
        found.append(Problem("amount", "iks_above_ceiling", details))
    year = [
        one for one in given
        if one.member and one.member.id == grant.member_id
        and one.given_on.year == grant.given_on.year
    ]  # fmt: skip
    if rule.per_year is not None and len(year) >= rule.per_year:
        details = {"times": rule.per_year, "had": len(year), "year": grant.given_on.year}
        found.append(Problem("member_id", "iks_too_often", details))
    if rule.after_months is not None and member is not None and member.joined_on:
        first = Month.of(member.joined_on).plus(rule.after_months)
        if (Month.of(grant.given_on), grant.given_on.day) < (first, member.joined_on.day):
            details = {"months": rule.after_months}
            found.append(Problem("member_id", "iks_too_early", details))
    return found


def lines(grant: Grant, cause: Cause) -> tuple[Line, ...]:
    """Return the legs of a grant."""
    amount = grant.amount or 0
    return (
        Line(account=cause.account, amount=amount, member=grant.member_id),
        Line(account=grant.pot, amount=-amount),
    )


def identified(rule: Rule, kube_id: str, rule_id: str) -> Rule:
    """Return the rule under the id of its group and cause: two laptops write one rule."""
    return replace(rule, kube_id=kube_id, id=rule_id)


def basis_text(grant: Grant) -> str | None:
    """Return what the grant rests on, with why the group went beyond its rule."""
    return " – ".join(part for part in (grant.basis, grant.exception) if part) or None
