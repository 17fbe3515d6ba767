"""What the programme pays for each component: a dated table that can be edited, and sums of it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from fieldkit.features.people import register
from fieldkit.features.people.rules import Rules, all_rulings, in_force, rules_on
from fieldkit.features.people.words import Component

COMMON = "common"
TABLE = "benefit_rate"
MOST_RUPIAH = 10**9
LONGEST_SOURCE = 200
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2}|19[0-9]{2})(?![0-9])")

SENTENCES = {
    "benefit_unlikely": N_("A benefit lies between 0 and {limit} rupiah a year."),
    "benefit_is_given": N_("This amount came with the program. Add a newer one instead."),
}
sentences.register(SENTENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What is paid for a component a year, from a day on; `stages` is how many times a year."""

    component: Component
    valid_from: date
    yearly: int
    source: str = ""
    is_given: bool = False
    stages: int = 4

    @property
    def id(self) -> str:
        """The one id that two laptops give the same line."""
        return derived_id(TABLE, self.component.value, self.valid_from.isoformat())

    @property
    def each_stage(self) -> int:
        """What is paid at each stage."""
        return self.yearly // self.stages


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitLine:
    """One component of a family with what is paid for it; None where no amount is known."""

    component: Component
    count: int
    rate: Rate | None
    counted: int = 0

    @property
    def yearly(self) -> int | None:
        """What the counted ones make a year."""
        return None if self.rate is None else self.counted * self.rate.yearly


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What a family can expect a year, as the table says: shown, never decided."""

    lines: tuple[BenefitLine, ...]
    on: date

    @property
    def components(self) -> int:
        """How many components the family has."""
        return sum(line.count for line in self.lines)

    @property
    def yearly(self) -> int:
        """The sum of the counted components."""
        return sum(line.yearly or 0 for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether an amount is known of every component."""
        return all(line.rate is not None for line in self.lines)


def benefit_rates(ctx: Context) -> list[Rate]:
    """Every amount, by component, the newest first; paid as often as from its day, or today."""
    ctx.require(Permission.SEE_FAMILIES)
    found = all_rulings(ctx.db)
    return [
        replace(rate, stages=in_force(found, max(rate.valid_from, ctx.today)).stages)
        for rate in _rates(ctx.db)
    ]


def save_benefit_rate(ctx: Context, rate: Rate, before: Rate | None = None) -> None:
    """Add an amount or change one; `before` is the line it takes the place of."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    found = []
    if not 0 <= rate.yearly <= MOST_RUPIAH:
        found.append(Problem("yearly", "benefit_unlikely", {"limit": MOST_RUPIAH}))
    if len(rate.source) > LONGEST_SOURCE:
        told: dict[str, object] = {"limit": LONGEST_SOURCE, "length": len(rate.source)}
        found.append(Problem("source", "too_long", told))
    if found:
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change the amounts of aid"))) as writer:
        if before is not None and before.id != rate.id and not before.is_given:
            writer.remove(TABLE, before.id)
        row = {
            "id": rate.id, "component": rate.component.value, "valid_from": rate.valid_from,
            "yearly": rate.yearly, "source": rate.source.strip() or None,
        }  # fmt: skip
        writer.put(TABLE, row, scope=COMMON)


def remove_benefit_rate(ctx: Context, rate: Rate) -> None:
    """Put an amount into the bin; the given ones stay."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    known = next((one for one in _rates(ctx.db) if one.id == rate.id), None)
    if known is None:
        raise NotFoundError
    if known.is_given:
        raise InvalidInputError([Problem("component", "benefit_is_given")])
    with ctx.db.write(Step(N_("Remove an amount of aid"))) as writer:
        writer.remove(TABLE, rate.id)


def benefit_of(ctx: Context, family_id: str, on: date | None = None) -> Benefit:
    """What the tables say of a family's components on a day: the best paid count."""
    ctx.require(Permission.SEE_FAMILIES)
    day = on or ctx.today
    rows = register.by_ids(ctx.db, [family_id])
    if not rows:
        raise NotFoundError
    return benefit(rows[0].counts, _rates(ctx.db), day, rules_on(ctx.db, day))


def benefit(
    counts: Mapping[Component, int], rates: Sequence[Rate], on: date, rules: Rules
) -> Benefit:
    """Put a family's components, and the amounts and rules of a day, together."""
    valid: dict[Component, Rate] = {}
    for rate in sorted(rates, key=lambda one: one.valid_from):
        if rate.valid_from <= on:
            valid[rate.component] = replace(rate, stages=rules.stages)
    may_count = {c: count for c, count in counts.items() if c not in rules.uncounted}
    best = sorted(
        (component for component, count in may_count.items() for _one in range(count)),
        key=lambda component: -valid[component].yearly if component in valid else 0,
    )
    counted = best[: rules.most_counted]
    lines = tuple(
        BenefitLine(
            component=component, count=count, rate=valid.get(component),
            counted=counted.count(component),
        )
        for component, count in counts.items()
        if count
    )  # fmt: skip
    return Benefit(lines=lines, on=on)


def membership_ends(ctx: Context, joined: str | None) -> tuple[int, int] | None:
    """Return the year a family joined and the year its time ends; None if not told."""
    found = _YEAR.search(joined or "")
    if found is None:
        return None
    began = int(found[1])
    return began, began + rules_on(ctx.db, date(began, 12, 31)).membership_years


@cache
def given_rates() -> tuple[Rate, ...]:
    """Read the amounts every book begins with."""
    text = (paths.resources() / "programmes" / "benefits.json").read_text(encoding="utf-8")
    return tuple(_rate(row, is_given=True) for row in json.loads(text))


def _rates(db: Database) -> list[Rate]:
    found = {rate.id: rate for rate in given_rates()}
    known = {component.value for component in Component}
    for row in db.rows("SELECT component, valid_from, yearly, source FROM benefit_rate"):
        if row["component"] in known and row["valid_from"] and row["yearly"] is not None:
            kept = _rate(row)
            found[kept.id] = kept
    order = list(Component)
    return sorted(
        found.values(), key=lambda one: (order.index(one.component), -one.valid_from.toordinal())
    )


def _rate(row: Mapping[str, Any], *, is_given: bool = False) -> Rate:
    return Rate(
        component=Component(row["component"]), valid_from=date.fromisoformat(row["valid_from"]),
        yearly=row["yearly"], source=row["source"] or "", is_given=is_given,
    )  # fmt: skip
