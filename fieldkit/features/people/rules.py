"""What the programme rules of components and families: a dated table that can be edited."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from fieldkit.core import paths, sentences
from fieldkit.core.context import Context
from fieldkit.core.db.database import Database
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people.words import Component

COMMON = "common"
TABLE = "programme_rule"
OLDEST = 150
LONGEST_SOURCE = 200

SENTENCES = {
    "rule_limits": N_("Give a figure from {least} to {limit}, the lower one first."),
    "rule_limit": N_("Give a figure from {least} to {limit}."),
    "rule_without_component": N_("Say which component the rule is for."),
    "rule_without_answer": N_("Say whether the component counts from that day on."),
    "rule_is_given": N_("This rule came with the program. Add a newer one instead."),
}
sentences.register(SENTENCES)


class RuleKind(StrEnum):
    """What a rule is about."""

    AGES = "ages"
    MOST_COUNTED = "most_counted"
    MEMBERSHIP = "membership"
    STAGES = "stages"
    COUNTS = "counts"


RULE_NAMES: dict[RuleKind, str] = {
    RuleKind.AGES: N_("Ages of a component"),
    RuleKind.MOST_COUNTED: N_("Most components counted in a family"),
    RuleKind.MEMBERSHIP: N_("Years a family stays in the programme"),
    RuleKind.STAGES: N_("Stages of payment a year"),
    RuleKind.COUNTS: N_("A component counts, or no longer"),
}
OF_COMPONENTS = (RuleKind.AGES, RuleKind.COUNTS)
# The figures a rule may hold, from and to.
_LIMITS = {
    RuleKind.AGES: (0, OLDEST),
    RuleKind.MOST_COUNTED: (1, 20),
    RuleKind.MEMBERSHIP: (1, 30),
    RuleKind.STAGES: (1, 12),
    RuleKind.COUNTS: (0, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One rule from a day on; only ages have a lower figure.

    Whether a component counts is 1 or 0 in `high`.
    """

    kind: RuleKind
    valid_from: date
    component: Component | None = None
    low: int | None = None
    high: int | None = None
    source: str = ""
    is_given: bool = False

    @property
    def id(self) -> str:
        """The one id that two laptops give the same line."""
        component = self.component.value if self.component else ""
        return derived_id(TABLE, self.kind.value, component, self.valid_from.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one day; a component without a rule may have any age, and counts."""

    ages: Mapping[Component, tuple[int, int]] = field(default_factory=dict)
    most_counted: int = 4
    membership_years: int = 5
    stages: int = 4
    uncounted: frozenset[Component] = frozenset()


def rules(ctx: Context, on: date | None = None) -> Rules:
    """The rules in force on a day (today)."""
    ctx.require(Permission.SEE_FAMILIES)
    return rules_on(ctx.db, on or ctx.today)


def rulings(ctx: Context) -> list[Ruling]:
    """Every rule, the newest of each kind first."""
    ctx.require(Permission.SEE_FAMILIES)
    return all_rulings(ctx.db)


def save_ruling(ctx: Context, ruling: Ruling, before: Ruling | None = None) -> None:
    """Add a rule or change one; `before` is the line it takes the place of."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    if found := ruling_problems(ruling):
        raise InvalidInputError(found)
    is_of_ages, is_of_one = ruling.kind is RuleKind.AGES, ruling.kind in OF_COMPONENTS
    with ctx.db.write(Step(N_("Change the rules of the programme"))) as writer:
        if before is not None and before.id != ruling.id and not before.is_given:
            writer.remove(TABLE, before.id)
        row = {
            "id": ruling.id, "rule": ruling.kind.value,
            "component": ruling.component.value if ruling.component and is_of_one else None,
            "valid_from": ruling.valid_from, "low": ruling.low if is_of_ages else None,
            "high": ruling.high, "source": ruling.source.strip() or None,
        }  # fmt: skip
        writer.put(TABLE, row, scope=COMMON)


def remove_ruling(ctx: Context, ruling: Ruling) -> None:
    """Put a rule into the bin; the given ones stay."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    known = next((one for one in all_rulings(ctx.db) if one.id == ruling.id), None)
    if known is None:
        raise NotFoundError
    if known.is_given:
        raise InvalidInputError([Problem("kind", "rule_is_given")])
    with ctx.db.write(Step(N_("Remove a rule of the programme"))) as writer:
        writer.remove(TABLE, ruling.id)


def ruling_problems(ruling: Ruling) -> list[Problem]:
    """List what is wrong with a rule."""
    found = []
    least, limit = _LIMITS[ruling.kind]
    told: dict[str, object] = {"least": least, "limit": limit}
    if ruling.kind in OF_COMPONENTS and ruling.component is None:
        found.append(Problem("component", "rule_without_component"))
    if ruling.kind is RuleKind.AGES:
        low, high = ruling.low, ruling.high
        if low is None and high is None:
            found.append(Problem("low", "rule_limits", told))
        if any(one is not None and not least <= one <= limit for one in (low, high)) or (
            low is not None and high is not None and low > high
        ):
            found.append(Problem("high", "rule_limits", told))
    elif ruling.kind is RuleKind.COUNTS and ruling.high is None:
        found.append(Problem("counts", "rule_without_answer"))
    elif ruling.high is None or not least <= ruling.high <= limit:
        found.append(Problem("figure", "rule_limit", told))
    if len(ruling.source) > LONGEST_SOURCE:
        too_long: dict[str, object] = {"limit": LONGEST_SOURCE, "length": len(ruling.source)}
        found.append(Problem("source", "too_long", too_long))
    return found


def rules_on(db: Database, day: date) -> Rules:
    """Read the rules in force on a day."""
    return in_force(all_rulings(db), day)


def in_force(found: Sequence[Ruling], day: date) -> Rules:
    """Return what of many rules holds on a day: of each kind the newest begun by then."""
    ages: dict[Component, tuple[int, int]] = {}
    counts: dict[Component, int] = {}
    figures: dict[RuleKind, int] = {}
    for one in sorted(found, key=lambda ruling: ruling.valid_from):
        if one.valid_from > day:
            continue
        if one.kind is RuleKind.AGES and one.component is not None:
            high = OLDEST if one.high is None else one.high
            ages[one.component] = (one.low or 0, high)
        elif one.kind is RuleKind.COUNTS and one.component is not None:
            counts[one.component] = 1 if one.high is None else one.high
        elif one.high is not None:
            figures[one.kind] = one.high
    usual = Rules()
    return Rules(
        ages=ages,
        most_counted=figures.get(RuleKind.MOST_COUNTED, usual.most_counted),
        membership_years=figures.get(RuleKind.MEMBERSHIP, usual.membership_years),
        stages=max(figures.get(RuleKind.STAGES, usual.stages), 1),
        uncounted=frozenset(component for component, said in counts.items() if not said),
    )


@cache
def given_rulings() -> tuple[Ruling, ...]:
    """Read the rules every book begins with."""
    text = (paths.resources() / "programmes" / "rules.json").read_text(encoding="utf-8")
    return tuple(_ruling(row, is_given=True) for row in json.loads(text))


def all_rulings(db: Database) -> list[Ruling]:
    """Read every rule: the given ones, and a book's own in their place."""
    found = {one.id: one for one in given_rulings()}
    kinds, components = set(map(str, RuleKind)), set(map(str, Component))
    sql = "SELECT rule, component, valid_from, low, high, source FROM programme_rule"
    for row in db.rows(sql):
        is_known = row["rule"] in kinds and (row["component"] or "") in {"", *components}
        if is_known and row["valid_from"]:
            kept = _ruling(row)
            found[kept.id] = kept
    order, parts = list(RuleKind), [None, *Component]
    return sorted(
        found.values(),
        key=lambda one: (
            order.index(one.kind), parts.index(one.component), -one.valid_from.toordinal()
        ),
    )  # fmt: skip


def _ruling(row: Mapping[str, Any], *, is_given: bool = False) -> Ruling:
    return Ruling(
        kind=RuleKind(row["rule"]),
        component=Component(row["component"]) if row["component"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        low=row["low"], high=row["high"], source=row["source"] or "", is_given=is_given,
    )  # fmt: skip
