"""What programmes and offices ask of a KUBE: a dated table with sources that can be edited.

A line of one's own takes the place of a given one from its day on; one that names a programme
counts for the groups of that programme alone, and there before the others (decision 62).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from typing import Any

from fieldkit.core import paths, sentences
from fieldkit.core.context import Context
from fieldkit.core.db.database import Database
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import rows, typed

TABLE, COMMON = "kube_ruling", "common"
MOST = 1_000


class Asked(StrEnum):
    """What is asked of a group."""

    SIZE = auto()
    AGES = auto()
    VILLAGE = auto()
    ONE_GROUP = auto()
    ACCOUNT = auto()


WITH_LIMITS = (Asked.SIZE, Asked.AGES)
NAMES: dict[Asked, str] = {
    Asked.SIZE: N_("Number of members"),
    Asked.AGES: N_("Ages of members"),
    Asked.VILLAGE: N_("All from one village"),
    Asked.ONE_GROUP: N_("One group for a family"),
    Asked.ACCOUNT: N_("Bank account of the group"),
}
SENTENCES: dict[str, str] = {
    "ruling_is_wrong": N_(
        "Line {number}: write from which day it holds and who says so; numbers and ages need a"
        " lower or an upper limit that fit each other."
    ),
}
sentences.register(SENTENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is asked from a day on, and who says so; only size and ages have limits.

    One that does not `apply` says that nothing is asked any more.
    """

    rule: Asked = Asked.SIZE
    programme: str | None = None
    valid_from: date | None = None
    low: int | None = None
    high: int | None = None
    applies: bool = True
    source: str | None = None
    id: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it came with the program."""
        return not self.id

    def allows(self, number: int) -> bool:
        """Whether a number is within the limits."""
        return (self.low is None or number >= self.low) and (
            self.high is None or number <= self.high
        )


def rules_for(db: Database, programme: str | None, day: date) -> dict[Asked, Ruling]:
    """Return what is asked of a group of this programme on a day, by what it is about."""
    return in_force((*given(), *own(db)), programme, day)


def in_force(lines: Iterable[Ruling], programme: str | None, day: date) -> dict[Asked, Ruling]:
    """Return what of many lines holds: of each kind the newest, those of the programme first."""
    found: dict[Asked, Ruling] = {}
    mine = (programme or "").strip().casefold()
    for line in lines:
        named = (line.programme or "").strip().casefold()
        if line.valid_from is None or line.valid_from > day or named not in ("", mine):
            continue
        former = found.get(line.rule)
        if former is None or _rank(former) <= _rank(line):
            found[line.rule] = line
    return {kind: line for kind, line in found.items() if line.applies}


def _rank(line: Ruling) -> tuple[bool, date, bool]:
    return (bool(line.programme), line.valid_from or date.min, not line.is_given)


def given() -> tuple[Ruling, ...]:
    """Return the lines every book begins with."""
    text = (paths.resources() / "programmes" / "kube_rules.json").read_text(encoding="utf-8")
    return tuple(_given(line) for line in json.loads(text))


def _given(line: Mapping[str, Any]) -> Ruling:
    return Ruling(
        rule=Asked(line["rule"]), valid_from=date.fromisoformat(line["valid_from"]),
        low=line.get("low"), high=line.get("high"), source=line["source"],
    )  # fmt: skip


def own(db: Database) -> list[Ruling]:
    """Read the lines written in this book or received from above; unknown kinds are left out."""
    known = ", ".join(f"'{kind}'" for kind in Asked)
    return [
        replace(line, applies=line.applies is not False)
        for line in rows.all_of(
            db, Ruling, TABLE, f"WHERE rule IN ({known}) ORDER BY rule, valid_from, id"
        )
    ]


def rulings(ctx: Context) -> list[Ruling]:
    """List the lines of one's own."""
    ctx.require(Permission.SEE_KUBE)
    return own(ctx.db)


def save_rulings(ctx: Context, wanted: Sequence[Ruling]) -> None:
    """Keep these lines, in one step; those no longer named go into the bin."""
    ctx.require(Permission.MENTOR_KUBE)
    tidy = [typed.tidied(_limited(one), "programme", "source") for one in wanted]
    if found := problems(tidy):
        raise InvalidInputError(found)
    kept = [replace(one, id=one.id or new_id()) for one in tidy]
    gone = {one.id for one in own(ctx.db)} - {one.id for one in kept}
    with ctx.db.write(Step(N_("What is asked of KUBE"))) as writer:
        for one in kept:
            row = {
                "id": one.id, "rule": one.rule.value, "programme": one.programme,
                "valid_from": one.valid_from, "low": one.low, "high": one.high,
                "applies": one.applies, "source": one.source,
            }  # fmt: skip
            writer.put(TABLE, row, scope=COMMON)
        for line_id in gone:
            writer.remove(TABLE, line_id)


def _limited(one: Ruling) -> Ruling:
    return one if one.rule in WITH_LIMITS else replace(one, low=None, high=None)


def problems(lines: Sequence[Ruling]) -> list[Problem]:
    """List the lines that can not be kept, by their number."""
    return [
        Problem("rulings", "ruling_is_wrong", {"number": number})
        for number, line in enumerate(lines, start=1)
        if _is_wrong(line)
    ]


def _is_wrong(line: Ruling) -> bool:
    limits = [one for one in (line.low, line.high) if one is not None]
    if line.valid_from is None or not line.source or len(line.source) > typed.LONGEST_LINE:
        return True
    if any(not 0 <= one <= MOST for one in limits):
        return True
    if line.low is not None and line.high is not None and line.low > line.high:
        return True
    return line.applies and line.rule in WITH_LIMITS and not limits
