"""What people do with P2K2 groups."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import codes, store
from fieldkit.features.people.model import Family, Group, group_problems, padded
from fieldkit.features.people.words import SERVED, Position

_GROUP = {"kelompok", "klp", "kel"}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group with its size: all families and those still served."""

    group: Group
    families: int
    served: int
    leader: str | None

    @property
    def id(self) -> str:
        """The group's id."""
        return self.group.id

    @property
    def name(self) -> str:
        """The group's name."""
        return self.group.name


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMove:
    """A family that came into a group or left it; `other` is where from, or where to."""

    id: str
    family_id: str
    family: str
    on: date
    has_come: bool
    other: str | None = None
    reason: str = ""


@lru_cache(maxsize=4096)
def group_key(name: str | None) -> str:
    """Return a group's name in one spelling: `KELOMPOK MAWAR 1` is `Mawar 1`.

    Letters are not folded as in people's names: Melati I, II and III are three groups.
    """
    plain = unicodedata.normalize("NFKD", (name or "").casefold())
    found = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    words = [word.lstrip("0") or "0" for word in found]
    return " ".join(words[1:] if words[0:1] and words[0] in _GROUP and words[1:] else words)


def groups(ctx: Context) -> list[Group]:
    """Return every group, in the order of its letter."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.all_groups(ctx.db)


def group_moves(ctx: Context, group_id: str) -> list[GroupMove]:
    """Return who came into a group and who left it, the newest first.

    A move names groups as they were called on its day; what a group was called before it was
    given another name is not looked for.
    """
    ctx.require(Permission.SEE_FAMILIES)
    known = store.by_id(ctx.db, Group, group_id)
    if known is None:
        raise NotFoundError
    return [
        GroupMove(
            id=row["id"], family_id=row["family_id"], family=row["family"] or "",
            on=date.fromisoformat(row["happened_on"]), has_come=row["after"] == known.name,
            other=row["before"] if row["after"] == known.name else row["after"],
            reason=row["reason"] or "",
        )
        for row in store.moves_of_group(ctx.db, known.name)
    ]  # fmt: skip


def group_rows(ctx: Context) -> list[GroupRow]:
    """Return every group with its size and leader's name."""
    ctx.require(Permission.SEE_FAMILIES)
    sizes = store.group_sizes(ctx.db, [status.value for status in SERVED])
    found = store.all_groups(ctx.db)
    leaders = store.family_names(ctx.db, [g.leader_id for g in found if g.leader_id])
    rows = []
    for one in found:
        many, served = sizes.get(one.id, (0, 0))
        leader = leaders.get(one.leader_id) if one.leader_id else None
        rows.append(GroupRow(group=one, families=many, served=served, leader=leader))
    return rows


def group(ctx: Context, group_id: str) -> Group:
    """Return one group."""
    ctx.require(Permission.SEE_FAMILIES)
    found = store.by_id(ctx.db, Group, group_id)
    if found is None:
        raise NotFoundError
    return found


def save_group(ctx: Context, group: Group) -> str:
    """Save a group and return its id; without a letter it gets the next free one."""
    ctx.require(Permission.EDIT_FAMILIES)
    others = [other for other in store.all_groups(ctx.db) if other.id != group.id]
    code = (group.code or "").strip().upper() or codes.free_letter(o.code for o in others)
    group = replace(group, code=code, name=" ".join(group.name.split()), rw=padded(group.rw))
    found = group_problems(group) + _twin_problems(group, others)
    if found:
        raise InvalidInputError(found)
    before = store.by_id(ctx.db, Group, group.id) if group.id else None
    step = Step(
        N_("Change the group {group}") if before else N_("Add the group {group}"), group=group.name
    )
    group = group if group.id else replace(group, id=new_id())
    with ctx.db.write(step) as writer:
        store.save(writer, group, group.id)
        if before is not None and before.code != code:
            writer.put_many(
                "family",
                [
                    {"id": f.id, "row_code": codes.renamed(f.row_code, code)}
                    for f in store.families_in(ctx.db, group.id)
                ],
            )
    return group.id


def _twin_problems(group: Group, others: list[Group]) -> list[Problem]:
    found = []
    for other in others:
        if other.code == group.code:
            found.append(Problem("code", "group_code_taken", {"group": other.name}))
        if group_key(other.name) == group_key(group.name) and other.village == group.village:
            found.append(Problem("name", "group_name_taken"))
    return found


def remove_group(ctx: Context, group_id: str) -> None:
    """Put an empty group into the bin."""
    ctx.require(Permission.EDIT_FAMILIES)
    removed = group(ctx, group_id)
    if store.families_in(ctx.db, group_id):
        raise InvalidInputError([Problem("name", "group_not_empty")])
    with ctx.db.write(Step(N_("Remove the group {group}"), group=removed.name)) as writer:
        writer.remove("kpm_group", group_id)


def choose_leader(ctx: Context, group_id: str, family_id: str | None) -> None:
    """Make a family of the group its leader (ketua kelompok); None leaves the post empty."""
    ctx.require(Permission.EDIT_FAMILIES)
    led = group(ctx, group_id)
    if family_id is not None:
        chosen = store.by_id(ctx.db, Family, family_id)
        if chosen is None or chosen.group_id != group_id:
            raise NotFoundError
    with ctx.db.write(Step(N_("Choose the leader of {group}"), group=led.name)) as writer:
        writer.put("kpm_group", {"id": group_id, "leader_id": family_id})
        if led.leader_id and led.leader_id != family_id:
            former = store.by_id(ctx.db, Family, led.leader_id)
            if former is not None:
                writer.put("family", {"id": former.id, "position": Position.MEMBER})
        if family_id is not None:
            writer.put("family", {"id": family_id, "position": Position.CHAIR})
