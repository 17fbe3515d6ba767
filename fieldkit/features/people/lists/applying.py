"""Writing what was judged: groups, families and members, all in one step."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_ids
from fieldkit.features.people import codes, store
from fieldkit.features.people.editing import move_hanging
from fieldkit.features.people.events import event_row, note_moves
from fieldkit.features.people.groups import group_key
from fieldkit.features.people.lists import columns
from fieldkit.features.people.lists.families import agreed_village
from fieldkit.features.people.lists.judging import Judgement
from fieldkit.features.people.tags import tag_row
from fieldkit.features.people.words import EventKind, Position, Status

Row = dict[str, Any]

_ROW_CODE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was written, counted after it was read back."""

    families: int = 0
    members: int = 0
    groups: int = 0
    step_id: str | None = None


def apply(ctx: Context, judgement: Judgement) -> Done:
    """Write everything in one transaction; then read back and count."""
    if judgement.is_empty:
        return Done()
    touched = {judgement.known[i] for i, _m, _v in judgement.members if i in judgement.known}
    touched |= {changed.family_id for changed in judgement.changed}
    hung = (*judgement.tags, *judgement.businesses)
    touched |= {judgement.known[index] for index in hung if index in judgement.known}
    count = len(judgement.created) + len(touched)
    step = Step(N_("Import {count} families"), count=count)
    with ctx.db.write(step, is_risky=True) as writer:
        work = _Work(ctx, writer, judgement)
        work.make_groups()
        work.create_families()
        work.change_families()
        work.write_members()
        work.hang_on()
    _read_back(ctx, [*work.ids.values(), *touched])
    return Done(
        families=count,
        members=len(judgement.members),
        groups=len(judgement.new_groups),
        step_id=writer.step_id if writer.has_step else None,
    )


def _read_back(ctx: Context, ids: Sequence[str]) -> None:
    """Never say that something was imported before it was seen in the book."""
    sql = "SELECT count(*) FROM family WHERE id IN (SELECT value FROM json_each(:ids))"
    if ctx.db.value(sql, ids=json.dumps(ids)) != len(set(ids)):
        raise RuntimeError("an import was written and is not there")


class _Work:
    """The writing of one import; `ids` are those of new families, by their place."""

    def __init__(self, ctx: Context, writer: Writer, judgement: Judgement) -> None:
        self._ctx, self._writer, self._judgement = ctx, writer, judgement
        self._families = judgement.families
        self._group_ids = dict(judgement.group_ids)
        self._letters = {group.id: group.code for group in store.all_groups(ctx.db)}
        self._highest = defaultdict(int, store.highest_numbers(ctx.db))
        created = judgement.created
        self.ids = dict(zip(created, new_ids(len(created)), strict=True))

    def make_groups(self) -> None:
        """Make the groups that do not exist yet, under the letters their row codes begin with."""
        wanted: dict[str, list[int]] = {key: [] for key in self._judgement.new_groups}
        keys = {name: group_key(name) for name in set(self._families.groups) if name}
        for index in self._judgement.created if wanted else ():
            group = self._families.groups[index]
            if group and keys[group] in wanted:
                wanted[keys[group]].append(index)
        taken = {letter for letter in self._letters.values() if letter}
        own = self._own_letters(wanted)
        agreed = [letter for letter in own.values() if letter]
        usable = {k: v for k, v in own.items() if v and v not in taken and agreed.count(v) == 1}
        free = codes.free_letters([*taken, *usable.values()])
        villages = self._families.column("village")
        new = self._judgement.new_groups
        ids = new_ids(len(new))
        self._group_ids |= dict(zip(new, ids, strict=True))
        letters = [usable.get(key) or next(free) for key in new]
        self._letters |= dict(zip(ids, letters, strict=True))
        agreed_on = [agreed_village([villages[index] for index in wanted[key]]) for key in new]
        rows: dict[str, Sequence[Any]] = {
            "name": list(new.values()),
            "code": letters,
            "village": agreed_on,
            "leader_id": self._leaders([wanted[key] for key in new]),
        }
        self._writer.create_many("kpm_group", ids, ids, rows)

    def _leaders(self, groups: Sequence[Sequence[int]]) -> list[str | None]:
        """Return the one family of each new group that the list calls its leader."""
        said = self._families.column("position")
        chairs = [[index for index in g if said[index] is Position.CHAIR] for g in groups]
        return [self.ids[found[0]] if len(found) == 1 else None for found in chairs]

    def _own_letters(self, groups: Mapping[str, Sequence[int]]) -> dict[str, str | None]:
        """Return the letter that all row codes a list brings for a new group begin with."""
        said = self._families.fields.get("row_code") or ()
        if not any(said):
            return dict.fromkeys(groups)
        letters = [m[1] if (m := _ROW_CODE.fullmatch(code or "")) else None for code in said]
        found = {key: {letters[place] for place in places} for key, places in groups.items()}
        return {key: next(iter(one)) if len(one) == 1 else None for key, one in found.items()}

    def create_families(self) -> None:
        """Make the new families, all at once."""
        created = self._judgement.created
        keys = {name: group_key(name) for name in set(self._families.groups) if name}
        by_name = {
            name: self._group_ids[key] for name, key in keys.items() if key in self._group_ids
        }
        groups = [by_name.get(self._families.groups[i] or "") for i in created]
        own = self._ctx.db.own_scope
        rows: dict[str, Sequence[Any]] = {
            name: self._chosen(column)
            for name, column in self._families.fields.items()
            if name in columns.FAMILY_FIELDS
        }
        said = rows.get("status") or [None] * len(created)
        rows["status"] = [status or Status.ACTIVE for status in said]
        rows["group_id"] = groups
        rows["row_code"] = self._row_codes(groups)
        scopes = [group or own for group in groups]
        self._writer.create_many("family", list(self.ids.values()), scopes, rows)

    def _chosen(self, column: Sequence[Any]) -> Sequence[Any]:
        created = self._judgement.created
        return column if len(created) == len(column) else [column[index] for index in created]

    def _row_codes(self, groups: Sequence[str | None]) -> list[str | None]:
        """Keep the row codes a list of ours brings; give out the next ones after the highest."""
        before = dict(self._highest)
        said = self._chosen(self._families.column("row_code"))
        kept: list[str | None] = [None] * len(groups)
        seen: set[tuple[str, int]] = set()
        for place, (group, code) in enumerate(zip(groups, said, strict=True)):
            match = _ROW_CODE.fullmatch(code) if code and group else None
            if match is None or group is None or match[1] != self._letters.get(group):
                continue
            number = int(code[len(match[1]) :])
            if number > before.get(group, 0) and (group, number) not in seen:
                seen.add((group, number))
                self._highest[group] = max(self._highest[group], number)
                kept[place] = code
        return [code or self._next_code(group) for group, code in zip(groups, kept, strict=True)]

    def _next_code(self, group_id: str | None) -> str | None:
        if group_id is None:
            return None
        self._highest[group_id] += 1
        return codes.row_code(self._letters.get(group_id), self._highest[group_id])

    def change_families(self) -> None:
        """Write changed fields, and move families that the list has in another group."""
        changed = self._judgement.changed
        now = store.scopes(self._ctx.db, [one.family_id for one in changed])
        rows: list[Row] = []
        moved: dict[str, list[str]] = defaultdict(list)
        for one in changed:
            row: Row = {**one.values, "id": one.family_id}
            group_id = self._group_ids.get(group_key(one.group)) if one.group else None
            if group_id is not None and group_id != now[one.family_id][0]:
                row |= {"group_id": group_id, "row_code": self._next_code(group_id)}
                moved[group_id].append(one.family_id)
            rows.append(row)
        self._note_statuses(now)
        self._writer.put_many("family", rows)
        before = {one.family_id: now[one.family_id][0] for one in changed}
        for scope, ids in moved.items():
            move_hanging(self._ctx, self._writer, ids, scope)
            note_moves(self._ctx, self._writer, ids, before, scope)

    def _note_statuses(self, now: Mapping[str, tuple[str | None, str]]) -> None:
        """Note which families the list gives another status, as any change of status is noted."""
        found = {one.family_id: one for one in self._judgement.changed if "status" in one.values}
        former = store.family_rows_by_id(self._ctx.db, list(found), ["status"])
        events = [
            event_row(
                family_id,
                now[family_id][1],
                EventKind.STATUS,
                self._ctx.today,
                before=former[family_id]["status"],
                after=one.values["status"],
            )
            for family_id, one in found.items()
        ]
        self._writer.put_many("family_event", events)

    def write_members(self) -> None:
        """Make new members and change known ones."""
        judgement = self._judgement
        fresh = [(i, values) for i, member_id, values in judgement.members if member_id is None]
        family_ids = [self._id_of(index) for index, _values in fresh]
        scopes = store.scopes(self._ctx.db, sorted(set(family_ids)))
        names = dict.fromkeys(name for _i, values in fresh for name in values)
        rows = {name: [values.get(name) for _i, values in fresh] for name in names}
        self._writer.create_many(
            "member",
            new_ids(len(fresh)),
            [scopes[family_id][1] for family_id in family_ids],
            {"family_id": family_ids, **rows},
        )
        known = [{**v, "id": member_id} for _i, member_id, v in judgement.members if member_id]
        self._writer.put_many("member", known)

    def hang_on(self) -> None:
        """Hang tags and businesses on their families."""
        judgement = self._judgement
        tagged = [(self._id_of(i), name) for i, names in judgement.tags.items() for name in names]
        kinds = [(self._id_of(i), k) for i, found in judgement.businesses.items() for k in found]
        ids = sorted({family_id for family_id, _name in (*tagged, *kinds)})
        scopes = {
            family_id: scope for family_id, (_g, scope) in store.scopes(self._ctx.db, ids).items()
        }
        self._writer.put_many("family_tag", [tag_row(f, name, scopes[f]) for f, name in tagged])
        self._writer.create_many(
            "business",
            new_ids(len(kinds)),
            [scopes[family_id] for family_id, _kind in kinds],
            {"family_id": [f for f, _kind in kinds], "kind": [kind for _f, kind in kinds]},
        )

    def _id_of(self, index: int) -> str:
        return self.ids.get(index) or self._judgement.known[index]
