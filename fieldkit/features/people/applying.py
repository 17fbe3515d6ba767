"""Writing what was judged: groups, families and members, all in one step."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.features.people import codes, store
from fieldkit.features.people.drafts import Draft, agreed_village
from fieldkit.features.people.groups import group_key
from fieldkit.features.people.judging import Judgement
from fieldkit.features.people.words import Status

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was written, counted after it was read back."""

    families: int = 0
    members: int = 0
    groups: int = 0
    step_id: str | None = None


def apply(ctx: Context, judgement: Judgement) -> Done:
    """Write everything in one transaction; then read back and count."""
    if not judgement.actions:
        return Done()
    step = Step(N_("Import {count} families"), count=len(judgement.actions))
    with ctx.db.write(step, is_risky=True) as writer:
        group_ids = _groups(ctx, writer, judgement)
        families, members = _rows(ctx, judgement, group_ids)
        moved = _moved(ctx, judgement, group_ids)
        family_ids = writer.put_many("family", families)
        writer.put_many("member", members)
        for scope, ids in moved.items():
            writer.move("family", ids, scope)
            for table in ("member", "business"):
                writer.move(table, store.dependants(ctx.db, table, ids), scope)
    sql = "SELECT count(*) FROM family WHERE id IN (SELECT value FROM json_each(:ids))"
    if ctx.db.value(sql, ids=json.dumps(family_ids)) != len(set(family_ids)):
        raise RuntimeError("an import was written and is not there")
    return Done(
        families=len(families),
        members=len(members),
        groups=len(judgement.new_groups),
        step_id=writer.step_id if writer.has_step else None,
    )


def _groups(ctx: Context, writer: Writer, judgement: Judgement) -> dict[str, str]:
    """Make the groups that do not exist yet; return the ids of all by key."""
    found = dict(judgement.group_ids)
    letters = codes.free_letters([group.code for group in store.all_groups(ctx.db)])
    rows: list[Row] = []
    for key, (name, drafts) in judgement.new_groups.items():
        found[key] = new_id()
        rows.append(
            {
                "id": found[key],
                "_scope": found[key],
                "name": name,
                "code": next(letters),
                "village": agreed_village(drafts),
            }
        )
    writer.put_many("kpm_group", rows)
    return found


class _Codes:
    """Gives out row codes, group by group, after the highest in use."""

    def __init__(self, ctx: Context) -> None:
        self._letters = {group.id: group.code for group in store.all_groups(ctx.db)}
        self._highest = defaultdict(int, store.highest_numbers(ctx.db))

    def next(self, group_id: str | None) -> str | None:
        """Return the next free row code of a group."""
        if group_id is None:
            return None
        self._highest[group_id] += 1
        return codes.row_code(self._letters.get(group_id), self._highest[group_id])


def _rows(
    ctx: Context, judgement: Judgement, group_ids: dict[str, str]
) -> tuple[list[Row], list[Row]]:
    """Return the rows of families and members, new ones with their scope."""
    numbers = _Codes(ctx)
    scopes = store.scopes(ctx.db, [a.family_id for a in judgement.actions if a.family_id])
    families: list[Row] = []
    members: list[Row] = []
    for action in judgement.actions:
        group_id = _group_of(action.draft, group_ids)
        row: Row = dict(action.changes)
        if action.family_id is None:
            row |= {"id": new_id(), "_scope": group_id or ctx.db.own_scope, "group_id": group_id}
            row["row_code"] = numbers.next(group_id)
            row.setdefault("status", Status.ACTIVE)
        else:
            row["id"] = action.family_id
            now_in, scope = scopes[action.family_id]
            row["_scope"] = scope
            if group_id is not None and group_id != now_in:
                row |= {"group_id": group_id, "row_code": numbers.next(group_id)}
        families.append(row)
        members += [_member_row(member_id, m, row) for member_id, m in action.members]
    for row in families:
        if row["id"] in scopes:
            del row["_scope"]
    return families, members


def _member_row(member_id: str | None, changes: Row, family: Row) -> Row:
    if member_id is not None:
        return {**changes, "id": member_id}
    return {**changes, "family_id": family["id"], "_scope": family["_scope"]}


def _group_of(draft: Draft, group_ids: dict[str, str]) -> str | None:
    return group_ids.get(group_key(draft.group)) if draft.group else None


def _moved(ctx: Context, judgement: Judgement, group_ids: dict[str, str]) -> dict[str, list[str]]:
    """Return, by new scope, the known families that change their group."""
    scopes = store.scopes(ctx.db, [a.family_id for a in judgement.actions if a.family_id])
    found: dict[str, list[str]] = defaultdict(list)
    for action in judgement.actions:
        group_id = _group_of(action.draft, group_ids)
        if action.family_id and group_id and scopes[action.family_id][0] != group_id:
            found[group_id].append(action.family_id)
    return found
