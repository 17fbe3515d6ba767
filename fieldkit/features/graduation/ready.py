"""How families stand: each criterion with its reason, the rules, and what families own."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import facts, readiness, store
from fieldkit.features.graduation.model import Stage
from fieldkit.features.graduation.readiness import Asset, AssetKind, Facts, Readiness, Rule
from fieldkit.features.people import service as people
from fieldkit.features.people import takings

_BUSINESS_MONTHS = 2 * takings.WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyLine:
    """A family and how it stands; `stage` is None off the path."""

    family_id: str
    name: str
    row_code: str
    group_id: str
    group_name: str
    stage: Stage | None
    readiness: Readiness

    @property
    def id(self) -> str:
        """The family's id."""
        return self.family_id


def rules(ctx: Context) -> list[Rule]:
    """The criteria with their weights and lines."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.rules(ctx.db)


def save_rule(ctx: Context, rule: Rule) -> None:
    """Change the weight or the line of a criterion."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    if found := readiness.rule_problems(rule):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change a criterion of readiness"))) as writer:
        store.save_rule(writer, rule)


def facts_of(ctx: Context, family_ids: Sequence[str], until: Month | None = None) -> list[Facts]:
    """What is known of families up to a month (this one)."""
    ctx.require(Permission.SEE_GRADUATION)
    ctx.require(Permission.SEE_FAMILIES)
    now = until or Month.of(ctx.today)
    first = now.plus(1 - _BUSINESS_MONTHS)
    ids = list(family_ids)
    narrow = ids if len(ids) < _MANY else None
    courses = people.business_courses(ctx, now, narrow)
    months = people.business_months(ctx, first, now, narrow)
    return facts.read(ctx.db, ids, now, courses, months)


_MANY = 500


def readiness_of(ctx: Context, family_id: str, until: Month | None = None) -> Readiness:
    """How one family stands, criterion by criterion."""
    ctx.require(Permission.SEE_GRADUATION)
    (found,) = facts_of(ctx, [family_id], until)
    return readiness.judge(found, [rule for rule in store.rules(ctx.db) if rule.is_used])


def readiness_list(ctx: Context, group: str | None = None) -> list[ReadyLine]:
    """Every family still served, those that meet most first; "" is without a group."""
    ctx.require(Permission.SEE_GRADUATION)
    ids = facts.served_ids(ctx.db, group)
    used = store.rules(ctx.db)
    stages = {card.id: card.case.stage for card in store.cards(ctx.db)}
    names = facts.names(ctx.db, ids)
    lines = [
        ReadyLine(
            family_id=one.family_id, stage=stages.get(one.family_id),
            readiness=readiness.judge(one, used), **names[one.family_id],
        )
        for one in facts_of(ctx, ids)
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.readiness.order, line.name.casefold()))


# -- what families own -----------------------------------------------------------------------


def assets_of(ctx: Context, family_id: str) -> list[Asset]:
    """What a family told of its goods."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.assets_of(ctx.db, family_id)


def save_asset(ctx: Context, asset: Asset) -> str:
    """Note something a family owns and return its id; "owns nothing" is forgotten by it."""
    ctx.require(Permission.EDIT_GRADUATION)
    if found := readiness.asset_problems(asset, ctx.today):
        raise InvalidInputError(found)
    homes = store.homes(ctx.db, [asset.family_id])
    if asset.family_id not in homes:
        raise NotFoundError
    none = [
        known.id
        for known in store.assets_of(ctx.db, asset.family_id)
        if known.kind is AssetKind.NONE and known.id != asset.id
    ]
    with ctx.db.write(Step(N_("Note what a family owns"))) as writer:
        for asset_id in none:
            writer.remove(store.ASSET, asset_id)
        return store.save_asset(writer, asset, homes[asset.family_id][0])


def remove_asset(ctx: Context, asset_id: str) -> None:
    """Put what was noted into the bin."""
    ctx.require(Permission.EDIT_GRADUATION)
    if store.asset(ctx.db, asset_id) is None:
        raise NotFoundError
    with ctx.db.write(Step(N_("Remove what a family owns"))) as writer:
        writer.remove(store.ASSET, asset_id)
