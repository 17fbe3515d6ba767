"""What speaks for a family standing on its own feet: one finding for each criterion.

Every finding names its figures and where they come from; nothing here decides anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.features.people.takings import Trend

HIGHEST_WEIGHT = 100
MONEY_MONTHS = 3
LOOK_BACK = 6
SAVING_MONTHS = 6
FEWEST_SESSIONS = 4
FEWEST_BUSINESS_MONTHS = 3
ATTENDANCE_MONTHS = 12
SCHOOL_MONTHS = 4
HIGHEST_LINE = 100_000_000


class Criterion(StrEnum):
    """What is looked at."""

    INCOME = auto()
    BUSINESS = auto()
    SAVINGS = auto()
    ASSETS = auto()
    EDUCATION = auto()
    CONSENT = auto()


class Verdict(StrEnum):
    """Whether a criterion is met; unknown is never counted as no."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


class Source(StrEnum):
    """Where figures come from."""

    MONEY = auto()
    BUSINESS = auto()
    ASSETS = auto()
    SCHOOL = auto()
    SESSIONS = auto()
    AGREEMENT = auto()
    NOTHING = auto()


class AssetKind(StrEnum):
    """What a family may own; NONE says that it was asked and has nothing of the kind."""

    NONE = auto()
    TOOLS = auto()
    STOCK = auto()
    LIVESTOCK = auto()
    LAND = auto()
    VEHICLE = auto()
    GOLD = auto()
    DEPOSIT = auto()
    HOUSE = auto()
    OTHER = auto()


# What can earn or be turned into money; a house to live in can not.
HELPING = (
    AssetKind.TOOLS, AssetKind.STOCK, AssetKind.LIVESTOCK, AssetKind.LAND, AssetKind.VEHICLE,
    AssetKind.GOLD, AssetKind.DEPOSIT,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How much a criterion weighs and where its line runs; the line's meaning is its own.

    Income: rupiah a head and month, None for "covers its own spending". Savings: months out of
    six. Assets: how many. Education: per cent of the sessions. The others have none.
    """

    criterion: Criterion
    weight: int
    line: int | None = None
    is_used: bool = True


GIVEN = (
    Rule(criterion=Criterion.INCOME, weight=25),
    Rule(criterion=Criterion.BUSINESS, weight=25),
    Rule(criterion=Criterion.SAVINGS, weight=15, line=3),
    Rule(criterion=Criterion.ASSETS, weight=10, line=1),
    Rule(criterion=Criterion.EDUCATION, weight=10, line=80),
    Rule(criterion=Criterion.CONSENT, weight=15),
)
WITH_LINE = (Criterion.INCOME, Criterion.SAVINGS, Criterion.ASSETS, Criterion.EDUCATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Something a family owns, as it was told on a day."""

    family_id: str
    kind: AssetKind
    id: str = ""
    count: int | None = None
    worth: int | None = None
    noted_on: date | None = None
    gone_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the book holds of a family that says how it stands; None is not known."""

    family_id: str
    heads: int | None = None
    income: int | None = None
    wage_months: int = 0
    spending: int | None = None
    money_months: tuple[Month, ...] = ()
    saved_months: int = 0
    told_savings: int = 0
    balance: int | None = None
    businesses: int = 0
    business_kinds: tuple[str, ...] = ()
    earned: int | None = None
    trend: Trend = Trend.UNKNOWN
    business_months: tuple[Month, ...] = ()
    helping: tuple[AssetKind, ...] = ()
    assets_asked_on: date | None = None
    attended: int = 0
    sessions: int = 0
    pupils_told: int = 0
    pupils_below: int = 0
    school_line: int = 85
    agreed_on: date | None = None
    agreement_ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion of one family: met or not, with the figures and where they stand."""

    criterion: Criterion
    verdict: Verdict
    code: str
    weight: int
    details: dict[str, object] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    months: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """All findings of a family; the weights are only for putting families in order."""

    family_id: str
    findings: tuple[Finding, ...]

    def of(self, criterion: Criterion) -> Finding | None:
        """Return the finding of one criterion, None where it is not in use."""
        return next((one for one in self.findings if one.criterion is criterion), None)

    def weight(self, verdict: Verdict) -> int:
        """Return the sum of the weights with one verdict."""
        return sum(one.weight for one in self.findings if one.verdict is verdict)

    @property
    def whole(self) -> int:
        """The sum of all weights."""
        return sum(one.weight for one in self.findings)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What is not met or not known, the heaviest first."""
        found = [one for one in self.findings if one.verdict is not Verdict.YES]
        return tuple(sorted(found, key=lambda one: -one.weight))

    @property
    def order(self) -> tuple[int, int]:
        """What puts families in order: most met first, then most unknown."""
        return (-self.weight(Verdict.YES), -self.weight(Verdict.UNKNOWN))


def rule_problems(rule: Rule) -> list[Problem]:
    """List what is wrong with a rule."""
    found = []
    if not 0 <= rule.weight <= HIGHEST_WEIGHT:
        found.append(Problem("weight", "weight_range", {"limit": HIGHEST_WEIGHT}))
    limits = {
        Criterion.INCOME: (1, HIGHEST_LINE), Criterion.SAVINGS: (1, SAVING_MONTHS),
        Criterion.ASSETS: (1, 20), Criterion.EDUCATION: (1, 100),
    }  # fmt: skip
    if rule.criterion in limits:
        lowest, highest = limits[rule.criterion]
        if rule.line is None and rule.criterion is not Criterion.INCOME:
            found.append(Problem("line", "required"))
        elif rule.line is not None and not lowest <= rule.line <= highest:
            found.append(Problem("line", "line_range", {"lowest": lowest, "highest": highest}))
    return found


def asset_problems(asset: Asset, today: date) -> list[Problem]:
    """List what is wrong with what was noted of a family's goods."""
    found = [
        Problem(name, "negative") for name in ("count", "worth") if (getattr(asset, name) or 0) < 0
    ]
    for name in ("noted_on", "gone_on"):
        day = getattr(asset, name)
        if day is not None and day > today:
            found.append(Problem(name, "in_future"))
    if asset.noted_on and asset.gone_on and asset.gone_on < asset.noted_on:
        found.append(Problem("gone_on", "gone_before_noted"))
    if asset.kind is AssetKind.OTHER and not asset.note.strip():
        found.append(Problem("note", "required"))
    if len(asset.note) > 400:
        found.append(Problem("note", "too_long", {"limit": 400, "length": len(asset.note)}))
    return found


def judge(facts: Facts, rules: Sequence[Rule]) -> Readiness:
    """Hold every criterion in use against what is known of a family."""
    found = tuple(_JUDGES[rule.criterion](facts, rule) for rule in rules if rule.is_used)
    return Readiness(family_id=facts.family_id, findings=found)


def _income(facts: Facts, rule: Rule) -> Finding:
    sources, months = (Source.MONEY,), facts.money_months
    if facts.income is None:
        return _finding(rule, Verdict.UNKNOWN, "income_unknown", sources=sources)
    told: dict[str, object] = {"income": facts.income, "months": len(months)}
    if rule.line is not None:
        if not facts.heads:
            return _finding(rule, Verdict.UNKNOWN, "heads_unknown", told, sources, months)
        a_head = facts.income // facts.heads
        told |= {"a_head": a_head, "heads": facts.heads, "line": rule.line}
        verdict = Verdict.YES if a_head >= rule.line else Verdict.NO
        code = "income_above_line" if verdict is Verdict.YES else "income_below_line"
        return _finding(rule, verdict, code, told, sources, months)
    if facts.spending is None:
        return _finding(rule, Verdict.UNKNOWN, "spending_unknown", told, sources, months)
    told["spending"] = facts.spending
    if facts.income >= facts.spending:
        return _finding(rule, Verdict.YES, "income_covers", told, sources, months)
    told["gap"] = facts.spending - facts.income
    return _finding(rule, Verdict.NO, "income_falls_short", told, sources, months)


def _business(facts: Facts, rule: Rule) -> Finding:
    if facts.businesses == 0:
        return _wage(facts, rule)
    sources, months = (Source.BUSINESS,), facts.business_months
    told: dict[str, object] = {
        "kinds": ", ".join(facts.business_kinds), "months": len(months), "earned": facts.earned,
    }  # fmt: skip
    if not months:
        return _finding(rule, Verdict.UNKNOWN, "business_not_followed", told, sources)
    if facts.earned is None or len(months) < FEWEST_BUSINESS_MONTHS:
        return _finding(rule, Verdict.UNKNOWN, "business_too_little", told, sources, months)
    if facts.earned <= 0:
        return _finding(rule, Verdict.NO, "business_earns_nothing", told, sources, months)
    verdict = Verdict.NO if facts.trend is Trend.SHRINKING else Verdict.YES
    return _finding(rule, verdict, _TRENDS[facts.trend], told, sources, months)


_TRENDS = {
    Trend.GROWING: "business_grows", Trend.STEADY: "business_steady",
    Trend.SHRINKING: "business_shrinks", Trend.UNKNOWN: "business_earns",
}  # fmt: skip


def _wage(facts: Facts, rule: Rule) -> Finding:
    if facts.wage_months < MONEY_MONTHS:
        return _finding(rule, Verdict.NO, "no_business", sources=(Source.BUSINESS,))
    told: dict[str, object] = {"months": facts.wage_months}
    return _finding(rule, Verdict.YES, "steady_wage", told, (Source.MONEY,), facts.money_months)


def _savings(facts: Facts, rule: Rule) -> Finding:
    line = rule.line or 1
    told: dict[str, object] = {
        "saved": facts.saved_months, "told": facts.told_savings, "of": SAVING_MONTHS, "line": line,
        "balance": facts.balance,
    }  # fmt: skip
    sources = (Source.MONEY,)
    if facts.told_savings == 0:
        return _finding(rule, Verdict.UNKNOWN, "savings_unknown", told, sources)
    if facts.saved_months >= line:
        code = "saves" if facts.balance is None else "saves_balance"
        return _finding(rule, Verdict.YES, code, told, sources)
    if facts.saved_months + SAVING_MONTHS - facts.told_savings >= line:
        return _finding(rule, Verdict.UNKNOWN, "savings_too_little", told, sources)
    return _finding(rule, Verdict.NO, "saves_seldom", told, sources)


def _assets(facts: Facts, rule: Rule) -> Finding:
    line = rule.line or 1
    told: dict[str, object] = {
        "count": len(facts.helping), "line": line, "kinds": facts.helping,
        "date": facts.assets_asked_on,
    }  # fmt: skip
    sources = (Source.ASSETS,)
    if facts.assets_asked_on is None:
        return _finding(rule, Verdict.UNKNOWN, "assets_unknown", told, sources)
    if len(facts.helping) >= line:
        return _finding(rule, Verdict.YES, "assets_enough", told, sources)
    code = "assets_few" if facts.helping else "assets_none"
    return _finding(rule, Verdict.NO, code, told, sources)


def _education(facts: Facts, rule: Rule) -> Finding:
    line = rule.line or 0
    told: dict[str, object] = {
        "attended": facts.attended, "sessions": facts.sessions, "line": line,
        "pupils": facts.pupils_told, "below": facts.pupils_below, "school_line": facts.school_line,
    }  # fmt: skip
    sources = (Source.SESSIONS, Source.SCHOOL)
    if facts.pupils_below:
        return _finding(rule, Verdict.NO, "pupils_below", told, sources)
    if facts.sessions < FEWEST_SESSIONS:
        return _finding(rule, Verdict.UNKNOWN, "sessions_unknown", told, sources)
    is_enough = facts.attended * 100 >= line * facts.sessions
    if not is_enough:
        return _finding(rule, Verdict.NO, "attends_seldom", told, sources)
    code = "attends_and_school" if facts.pupils_told else "attends"
    return _finding(rule, Verdict.YES, code, told, sources)


def _consent(facts: Facts, rule: Rule) -> Finding:
    sources = (Source.AGREEMENT,)
    if facts.agreement_ended_on is not None:
        told: dict[str, object] = {"date": facts.agreement_ended_on}
        return _finding(rule, Verdict.NO, "agreement_ended", told, sources)
    if facts.agreed_on is not None:
        return _finding(rule, Verdict.YES, "agreed", {"date": facts.agreed_on}, sources)
    return _finding(rule, Verdict.UNKNOWN, "agreement_unknown", sources=sources)


def _finding(
    rule: Rule,
    verdict: Verdict,
    code: str,
    details: dict[str, object] | None = None,
    sources: tuple[Source, ...] = (Source.NOTHING,),
    months: tuple[Month, ...] = (),
) -> Finding:
    return Finding(
        criterion=rule.criterion, verdict=verdict, code=code, weight=rule.weight,
        details=details or {}, sources=sources, months=months,
    )  # fmt: skip


_JUDGES: dict[Criterion, Callable[[Facts, Rule], Finding]] = {
    Criterion.INCOME: _income,
    Criterion.BUSINESS: _business,
    Criterion.SAVINGS: _savings,
    Criterion.ASSETS: _assets,
    Criterion.EDUCATION: _education,
    Criterion.CONSENT: _consent,
}
