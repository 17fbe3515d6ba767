"""What an import found, put side by side for a person to decide, and saved as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import register, store
from fieldkit.features.people.fields import field_name, value_text
from fieldkit.features.people.lists import columns, outbox
from fieldkit.features.people.lists.families import member_values
from fieldkit.features.people.lists.importing import ImportPlan
from fieldkit.features.people.lists.lines import Line
from fieldkit.features.people.lists.matching import Verdict, is_same, member_actions
from fieldkit.features.people.lists.reasons import OUTCOME_NAMES, reason_sentence
from fieldkit.features.people.model import Family
from fieldkit.features.people.register import FamilyRow

_RESULT_TITLES = (
    N_("Row"),
    N_("Sheet"),
    N_("Result"),
    N_("Name"),
    N_("Group"),
    N_("Why"),
    N_("Old → new"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One field of a row and of the family it may mean."""

    field: str
    said: Any
    known: Any
    is_same: bool

    @property
    def id(self) -> str:
        """What a table knows the line by."""
        return self.field


def side_by_side(ctx: Context, plan: ImportPlan, verdict: Verdict) -> list[Side]:
    """Return what the file says beside what the register knows, field by field."""
    ctx.require(Permission.IMPORT_FAMILIES)
    if verdict.changes:
        return [
            Side(field=name, said=after, known=before, is_same=False)
            for name, before, after in verdict.changes
        ]
    said = _said(plan, verdict)
    known = _known(ctx, plan, verdict)
    names = ("name", "no_kk", "nik", "group", *columns.FAMILY_FIELDS, *columns.MEMBER_FIELDS)
    return [
        Side(
            field=name,
            said=said.get(name),
            known=known.get(name),
            is_same=not known or said.get(name) is None or is_same(known.get(name), said[name]),
        )
        for name in dict.fromkeys(names)
        if said.get(name) is not None or (name in said and known.get(name) is not None)
    ]


def _found(plan: ImportPlan, verdict: Verdict) -> tuple[int | None, Line | None]:
    """Return the family of the file a row is about, and its line where it is about one member."""
    families = plan.judgement.families
    if verdict.place in families.places:
        return families.places.index(verdict.place), None
    for index, lines in enumerate(families.lines):
        for line in lines:
            if line.place == verdict.place:
                return index, line
    return None, None


def _said(plan: ImportPlan, verdict: Verdict) -> dict[str, Any]:
    """Return what a row says, whether it is about a family or about one member."""
    families = plan.judgement.families
    index, line = _found(plan, verdict)
    if index is None:
        return {}
    if line is not None:
        own = member_values(line)
        return {**families.values(index), **own} if families.head(index) is line else own
    said = dict.fromkeys((n for n in families.fields if n in columns.FAMILY_FIELDS), None)
    return {**said, **families.values(index), "group": families.groups[index]}


def _known(ctx: Context, plan: ImportPlan, verdict: Verdict) -> dict[str, Any]:
    """Return what the register knows of whom a row means, or may mean; nothing of a new one."""
    families = plan.judgement.families
    index, line = _found(plan, verdict)
    family_id = verdict.candidate
    if family_id is None and index is not None:
        family_id = plan.judgement.known.get(index)
    found = store.by_id(ctx.db, Family, family_id) if family_id else None
    if found is None or index is None:
        return {}
    own = _known_member(ctx, found.id, line, families.lines[index]) if line is not None else {}
    if line is not None and families.head(index) is not line:
        return own
    known = {name: getattr(found, name) for name in columns.FAMILY_FIELDS}
    return {**known, **own, "group": register.group_names(ctx.db).get(found.group_id or "")}


def _known_member(
    ctx: Context, family_id: str, line: Line, beside: Sequence[Line]
) -> dict[str, Any]:
    members = store.members_of_families(ctx.db, [family_id]).get(family_id, [])
    actions = member_actions(members, beside)
    member_id = next((member_id for one, member_id, *_rest in actions if one is line), None)
    member = next((one for one in members if one.id == member_id), None)
    return {name: getattr(member, name) for name in columns.MEMBER_FIELDS} if member else {}


def absent_families(ctx: Context, plan: ImportPlan) -> list[FamilyRow]:
    """Return the families of the list's groups that it does not name, by name."""
    ctx.require(Permission.IMPORT_FAMILIES)
    found = {row.id: row for row in register.by_ids(ctx.db, plan.absent)}
    return [found[family_id] for family_id in plan.absent if family_id in found]


def save_results(ctx: Context, verdicts: Sequence[Verdict], path: Path) -> int:
    """Write what became of every row as a list; return how many rows it has."""
    ctx.require(Permission.IMPORT_FAMILIES)
    rows = [
        (
            verdict.row,
            verdict.sheet,
            _(OUTCOME_NAMES[verdict.outcome]),
            verdict.name,
            verdict.group,
            reason_sentence(verdict),
            "; ".join(_change(*change) for change in verdict.changes),
        )
        for verdict in verdicts
    ]
    titles = [_(title) for title in _RESULT_TITLES]
    outbox.write(ctx, path, titles, rows, name=_("Result of the import"), what="import_result")
    return len(rows)


def _change(name: str, before: Any, after: Any) -> str:
    return _("{field}: {before} → {after}").format(
        field=field_name(name), before=value_text(before), after=value_text(after)
    )
