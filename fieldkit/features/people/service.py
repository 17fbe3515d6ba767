"""What people do with families, members, groups and businesses: the room's only door."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fieldkit.core import access
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.errors import NotFoundError, Problem
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import register, store
from fieldkit.features.people.alike import LIKENESS_NAMES, Likely, likely_twins
from fieldkit.features.people.asked import marks, understood
from fieldkit.features.people.benefits import (
    Benefit,
    Rate,
    benefit_of,
    benefit_rates,
    membership_ends,
    remove_benefit_rate,
    save_benefit_rate,
)
from fieldkit.features.people.businesses import (
    TREND_NAMES,
    business_course,
    business_courses,
    business_months,
    business_months_of,
    business_round,
    latest_business_month,
    note_business_months,
    total_by_month,
)
from fieldkit.features.people.doctor import (
    Finding,
    Weight,
    counted,
    examine,
    fill_in,
    likely_birth,
    number_checked,
    repair,
    taken_apart,
)
from fieldkit.features.people.editing import (
    move_families,
    put_status,
    remove_business,
    remove_family,
    remove_member,
    save_business,
    save_family,
    save_member,
    set_status,
)
from fieldkit.features.people.events import change_event, events_of, last_checks, verify
from fieldkit.features.people.fields import FIELD_NAMES, field_name, value_text
from fieldkit.features.people.filters import (
    SavedFilter,
    forget_filter,
    keep_filter,
    saved_filters,
)
from fieldkit.features.people.finder import finder_of
from fieldkit.features.people.groups import (
    GroupMove,
    GroupRow,
    choose_leader,
    group,
    group_moves,
    group_rows,
    groups,
    remove_group,
    save_group,
)
from fieldkit.features.people.lists.exporting import (
    AUDIENCE_NAMES,
    CONTENT_NAMES,
    FAMILY_TITLES,
    USUAL,
    Audience,
    Content,
    Exported,
    Wish,
    export_families,
    exports,
    shown_columns,
)
from fieldkit.features.people.lists.importing import (
    ALL_SHEETS,
    ImportPlan,
    ImportResult,
    Way,
    Workbook,
    apply_import,
    look_at,
    open_workbook,
    plan_import,
    result_of,
)
from fieldkit.features.people.lists.matching import Decision, Outcome, Verdict
from fieldkit.features.people.lists.reasons import OUTCOME_NAMES, reason_sentence, row_sentences
from fieldkit.features.people.lists.results import (
    Side,
    absent_families,
    save_results,
    side_by_side,
)
from fieldkit.features.people.model import Business, Event, Family, Member, family_problems
from fieldkit.features.people.nik import mask as mask_id
from fieldkit.features.people.register import FamilyFilter, FamilyRow, Hit, HitKind, Sort
from fieldkit.features.people.rules import (
    RULE_NAMES,
    RuleKind,
    Rules,
    Ruling,
    remove_ruling,
    rules,
    rulings,
    save_ruling,
)
from fieldkit.features.people.sentences import (
    CLUSTER_NAMES,
    COMPONENT_NAMES,
    NEED_NAMES,
    PART_NAMES,
    POSITION_NAMES,
    RELATION_NAMES,
    SENTENCES,
    SEX_NAMES,
    STATUS_NAMES,
)
from fieldkit.features.people.tags import add_tag, remove_tag, tags, tags_of, tags_of_all
from fieldkit.features.people.typed import draft, drop_draft, keep_draft
from fieldkit.features.people.words import SERVED, Component, Part

__all__ = [
    "ALL_SHEETS",
    "AUDIENCE_NAMES",
    "CLUSTER_NAMES",
    "COMPONENT_NAMES",
    "CONTENT_NAMES",
    "FAMILY_TITLES",
    "FIELD_NAMES",
    "LIKENESS_NAMES",
    "NEED_NAMES",
    "OUTCOME_NAMES",
    "PART_NAMES",
    "POSITION_NAMES",
    "RELATION_NAMES",
    "RULE_NAMES",
    "SENTENCES",
    "SERVED",
    "SEX_NAMES",
    "STATUS_NAMES",
    "TREND_NAMES",
    "USUAL",
    "Audience",
    "Benefit",
    "Content",
    "Decision",
    "Event",
    "Exported",
    "FamilyFilter",
    "FamilyRow",
    "Finding",
    "GroupMove",
    "GroupRow",
    "Hit",
    "HitKind",
    "ImportPlan",
    "ImportResult",
    "Likely",
    "Outcome",
    "Overview",
    "Part",
    "Rate",
    "RuleKind",
    "Rules",
    "Ruling",
    "SavedFilter",
    "Side",
    "Sort",
    "Verdict",
    "Way",
    "Weight",
    "Wish",
    "Workbook",
    "absent_families",
    "add_tag",
    "apply_import",
    "areas",
    "benefit_of",
    "benefit_rates",
    "business_course",
    "business_courses",
    "business_months",
    "business_months_of",
    "business_round",
    "businesses_of",
    "change_event",
    "choose_leader",
    "component_counts",
    "count_families",
    "count_incomplete",
    "counted",
    "draft",
    "drop_draft",
    "events_of",
    "examine",
    "export_families",
    "exports",
    "families",
    "families_of_group",
    "family",
    "family_ids",
    "family_rows",
    "field_name",
    "fill_in",
    "forget_filter",
    "group",
    "group_moves",
    "group_rows",
    "groups",
    "keep_draft",
    "keep_filter",
    "last_checks",
    "latest_business_month",
    "likely_birth",
    "likely_twins",
    "look_at",
    "marks",
    "mask_id",
    "member",
    "members_of",
    "membership_ends",
    "move_families",
    "note_business_months",
    "note_ids_seen",
    "number_checked",
    "open_workbook",
    "overview",
    "plan_import",
    "prepare_search",
    "problems_of",
    "put_status",
    "reason_sentence",
    "remove_benefit_rate",
    "remove_business",
    "remove_family",
    "remove_group",
    "remove_member",
    "remove_ruling",
    "remove_tag",
    "repair",
    "result_of",
    "row_sentences",
    "rules",
    "rulings",
    "save_benefit_rate",
    "save_business",
    "save_family",
    "save_group",
    "save_member",
    "save_results",
    "save_ruling",
    "saved_filters",
    "set_status",
    "shown_columns",
    "side_by_side",
    "tags",
    "tags_of",
    "tags_of_all",
    "taken_apart",
    "total_by_month",
    "understood",
    "value_text",
    "verify",
]


def families(
    ctx: Context,
    wanted: FamilyFilter | None = None,
    sort: Sort = Sort.NAME,
    offset: int = 0,
    limit: int = 200,
    *,
    descending: bool = False,
) -> list[FamilyRow]:
    """Return one page of the register; numbers are masked for roles that may not see them."""
    ctx.require(Permission.SEE_FAMILIES)
    sought = _for_role(ctx, wanted)
    found = register.page(ctx.db, sought, sort, descending=descending, offset=offset, limit=limit)
    return _shown(ctx, found)


def count_families(ctx: Context, wanted: FamilyFilter | None = None) -> int:
    """Return how many families pass the filter."""
    ctx.require(Permission.SEE_FAMILIES)
    return register.count(ctx.db, _for_role(ctx, wanted))


def family_ids(ctx: Context, wanted: FamilyFilter) -> list[str]:
    """Return the ids of all families that pass the filter, by name."""
    ctx.require(Permission.SEE_FAMILIES)
    return register.ids(ctx.db, _for_role(ctx, wanted))


def _for_role(ctx: Context, wanted: FamilyFilter | None) -> FamilyFilter:
    """Let nobody find out a hidden number by seeking it digit after digit."""
    sought = wanted or FamilyFilter()
    if ctx.may(Permission.SEE_FULL_IDS) or not any(map(str.isdigit, sought.text)):
        return sought
    words = (w for w in sought.text.split() if not (w.isdigit() and len(w) > 3))
    return replace(sought, text=" ".join(words))


def prepare_search(ctx: Context) -> None:
    """Read what the search looks through, so that the first key is as fast as the next."""
    ctx.require(Permission.SEE_FAMILIES)
    register.ids(ctx.db, FamilyFilter())
    finder_of(ctx.db).prepare(ctx.db)


def families_of_group(
    ctx: Context, group_id: str | None, *, served_only: bool = False
) -> list[FamilyRow]:
    """Return a group's families in the order of their row codes; None means without a group.

    `served_only` leaves out families that have graduated, moved or fallen away.
    """
    ctx.require(Permission.SEE_FAMILIES)
    served = [status.value for status in SERVED] if served_only else None
    return _shown(ctx, register.of_group(ctx.db, group_id, served))


def family_rows(ctx: Context, ids: Sequence[str]) -> dict[str, FamilyRow]:
    """Return light rows by id."""
    ctx.require(Permission.SEE_FAMILIES)
    return {row.id: row for row in _shown(ctx, register.by_ids(ctx.db, ids))}


def family(ctx: Context, family_id: str) -> Family:
    """Return one family, its numbers masked for roles that may not see them."""
    ctx.require(Permission.SEE_FAMILIES)
    found = store.by_id(ctx.db, Family, family_id)
    if found is None:
        raise NotFoundError
    if ctx.may(Permission.SEE_FULL_IDS):
        return found
    return replace(
        found,
        no_kk=mask_id(found.no_kk) or None,
        nik=mask_id(found.nik) or None,
        kks_no=mask_id(found.kks_no) or None,
        account_no=mask_id(found.account_no) or None,
    )


def members_of(ctx: Context, family_id: str) -> list[Member]:
    """Return a family's members, the oldest first."""
    ctx.require(Permission.SEE_FAMILIES)
    found = store.of_family(ctx.db, Member, family_id)
    if ctx.may(Permission.SEE_FULL_IDS):
        return found
    return [replace(m, nik=mask_id(m.nik) or None, nisn=mask_id(m.nisn) or None) for m in found]


def member(ctx: Context, member_id: str) -> Member:
    """Return one member."""
    ctx.require(Permission.SEE_FAMILIES)
    found = store.by_id(ctx.db, Member, member_id)
    if found is None:
        raise NotFoundError
    return found if ctx.may(Permission.SEE_FULL_IDS) else replace(found, nik=mask_id(found.nik))


def businesses_of(ctx: Context, family_id: str) -> list[Business]:
    """Return what a family earns its own money with."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.of_family(ctx.db, Business, family_id)


def component_counts(ctx: Context, family_id: str) -> dict[Component, int]:
    """Return the components that are known of a family."""
    rows = family_rows(ctx, [family_id])
    return rows[family_id].counts if family_id in rows else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The register in figures."""

    families: int
    served: int
    groups: int
    without_group: int
    with_business: int


def overview(ctx: Context) -> Overview:
    """Return the register in figures, for cards and empty states."""
    ctx.require(Permission.SEE_FAMILIES)
    sizes = store.group_sizes(ctx.db, [status.value for status in SERVED])
    return Overview(
        families=sum(size[0] for size in sizes.values()),
        served=sum(size[1] for size in sizes.values()),
        groups=len(store.all_groups(ctx.db)),
        without_group=sizes.get(None, (0, 0))[0],
        with_business=register.count(ctx.db, FamilyFilter(has_business=True)),
    )


def areas(ctx: Context) -> list[tuple[str | None, str | None]]:
    """Return the (RT, RW) in which families live, by RW."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.areas(ctx.db)


def count_incomplete(ctx: Context) -> int:
    """Return how many families lack a NIK or a No KK."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.count_incomplete(ctx.db)


def problems_of(ctx: Context, family: Family) -> list[Problem]:
    """List problems and warnings of a family as typed, twins in the register among them."""
    ctx.require(Permission.SEE_FAMILIES)
    found = family_problems(family, ctx.today, is_practice=ctx.is_practice)
    for twin in store.twins(ctx.db, nik=family.nik, no_kk=family.no_kk, but=family.id):
        for column, code in (("nik", "nik_taken"), ("no_kk", "kk_taken")):
            if getattr(family, column) and twin[column] == getattr(family, column):
                found.append(Problem(column, code, {"family": twin["name"]}, is_warning=True))
    return found


def note_ids_seen(ctx: Context, family_id: str) -> None:
    """Note in this laptop's access log that somebody looked at a family's full numbers."""
    ctx.require(Permission.SEE_FULL_IDS)
    access.note(ctx, Act.FULL_IDS, family_id)


def _shown(ctx: Context, rows: list[FamilyRow]) -> list[FamilyRow]:
    if ctx.may(Permission.SEE_FULL_IDS):
        return rows
    return [
        replace(row, no_kk=mask_id(row.no_kk) or None, nik=mask_id(row.nik) or None) for row in rows
    ]
