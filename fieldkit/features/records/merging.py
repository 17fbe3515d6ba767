"""Two records of one family become one, field by field, with everything that hangs on them.

The one that goes lies in the bin and names where it went, so that what another laptop still
writes for it finds its way. Undo takes the whole of it back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.bin import binned
from fieldkit.core.db.database import Database
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import fold
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.people import service as people
from fieldkit.features.people.events import event_row
from fieldkit.features.people.model import Family, Member
from fieldkit.features.people.nik import is_placeholder
from fieldkit.features.people.words import EventKind, Position
from fieldkit.features.records import hanging
from fieldkit.features.records.hanging import Rehanging

_KEPT = ("id", "group_id", "row_code", "position")
FIELDS = tuple(name for name in Family.__dataclass_fields__ if name not in _KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One field of both families; `is_other` proposes the value of the one that goes."""

    field: str
    kept: Any
    other: Any
    is_other: bool

    @property
    def is_open(self) -> bool:
        """Whether both say something, and not the same."""
        return self.kept is not None and self.other is not None and self.kept != self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two families side by side, and what would move along, by table."""

    kept: Family
    other: Family
    choices: tuple[Choice, ...]
    hanging: Mapping[str, int]
    same_members: tuple[str, ...]


def compare(ctx: Context, kept_id: str, other_id: str) -> Pair:
    """Put two families side by side; what only one of them says is proposed."""
    ctx.require(Permission.EDIT_FAMILIES)
    ctx.require(Permission.SEE_FULL_IDS)
    kept, other = _both(ctx, kept_id, other_id)
    choices = []
    for name in FIELDS:
        one, two = getattr(kept, name), getattr(other, name)
        if one is not None or two is not None:
            choices.append(Choice(field=name, kept=one, other=two, is_other=one is None))
    return Pair(
        kept=kept,
        other=other,
        choices=tuple(choices),
        hanging=hanging.count(ctx.db, "family", other_id),
        same_members=tuple(one.name for one, _two in _same_members(ctx, kept_id, other_id)),
    )


def merge_families(
    ctx: Context, kept_id: str, other_id: str, take: Sequence[str] = ()
) -> dict[str, int]:
    """Make one family of two; `take` names the fields the one that goes says better.

    What the kept family does not say is filled in. Return what moved along, by table.
    """
    ctx.require(Permission.EDIT_FAMILIES)
    ctx.require(Permission.SEE_FULL_IDS)
    kept, other = _both(ctx, kept_id, other_id)
    if unknown := set(take) - set(FIELDS):
        raise InvalidInputError([Problem(name, "unknown_column") for name in sorted(unknown)])
    moved = hanging.count(ctx.db, "family", other_id)
    values = {
        name: getattr(other, name)
        for name in FIELDS
        if getattr(other, name) is not None and (name in take or getattr(kept, name) is None)
    }
    scope = kept.group_id or ctx.db.own_scope
    with ctx.db.write(Step(N_("Merge two families into one")), is_risky=True) as writer:
        writer.put("family", {"id": kept_id, **values})
        _keep_post(ctx.db, writer, kept, other_id)
        _merge_members(ctx, writer, scope, kept_id, other_id)
        Rehanging(ctx.db, writer, scope).rehang("family", other_id, kept_id)
        circles.book_over(ctx, writer, other_id, kept_id)
        event = event_row(kept_id, scope, EventKind.MERGED, ctx.today, before=other.name)
        writer.put("family_event", event)
        writer.put("family", {"id": other_id, "merged_into": kept_id})
        writer.remove("family", other_id)
    return moved


def follow_merged(ctx: Context, writer: Writer) -> int:
    """Hang what other laptops wrote for a family that was merged away on the one it became.

    It is part of the step that brought it. Return how many records followed. Two laptops that
    merged a pair in opposite directions left nobody: then the older of both comes back.
    """
    ctx.require(Permission.RECEIVE_FILES)
    if not (ctx.may(Permission.EDIT_FAMILIES) and ctx.may(Permission.SEE_FULL_IDS)):
        return 0
    gone = binned(ctx.db, "family", "merged_into")
    targets = {old: _target(gone, old) for old in gone}
    back = {new for new, is_back in targets.values() if is_back}
    wanted = [
        (old, new)
        for old, (new, _is_back) in targets.items()
        if old != new
        and (new in back or new in people.family_rows(ctx, [new]))
        and (new in back or hanging.count(ctx.db, "family", old))
    ]
    writer.put_many("family", [{"id": new, "merged_into": None} for new in sorted(back)])
    followed = 0
    for old, new in wanted:
        scope = people.family(ctx, new).group_id or ctx.db.own_scope
        _merge_members(ctx, writer, scope, new, old)
        followed += Rehanging(ctx.db, writer, scope).rehang("family", old, new)
        circles.book_over(ctx, writer, old, new)
    return followed


def _both(ctx: Context, kept_id: str, other_id: str) -> tuple[Family, Family]:
    if kept_id == other_id:
        raise InvalidInputError([Problem("other", "same_record")])
    return people.family(ctx, kept_id), people.family(ctx, other_id)


def _keep_post(db: Database, writer: Writer, kept: Family, other_id: str) -> None:
    """Let the leader of a group stay its leader, unless the kept family is in another one."""
    for row in db.rows("SELECT id FROM kpm_group WHERE leader_id = :id", id=other_id):
        is_here = row["id"] == kept.group_id
        writer.put("kpm_group", {"id": row["id"], "leader_id": kept.id if is_here else None})
        if is_here:
            writer.put("family", {"id": kept.id, "position": Position.CHAIR})


def _same_members(ctx: Context, kept_id: str, other_id: str) -> Iterator[tuple[Member, Member]]:
    """Yield the members who stand in both families; a name alone needs the same birth date."""
    known = people.members_of(ctx, kept_id)
    taken: set[str] = set()
    for other in people.members_of(ctx, other_id):
        for one in known:
            if one.id not in taken and _is_same(one, other):
                taken.add(one.id)
                yield one, other
                break


def _is_same(one: Member, other: Member) -> bool:
    if one.nik and other.nik and not is_placeholder(one.nik):
        return one.nik == other.nik
    if fold(one.name) != fold(other.name):
        return False
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return one.relation is not None and one.relation is other.relation


def _merge_members(ctx: Context, writer: Writer, scope: str, kept_id: str, other_id: str) -> None:
    db = ctx.db
    hands = Rehanging(db, writer, scope)
    for one, other in list(_same_members(ctx, kept_id, other_id)):
        rows = [db.row("SELECT * FROM member WHERE id = :id", id=m.id) for m in (one, other)]
        known, more = rows
        if known is None or more is None:
            continue
        hands.fill("member", known, {k: v for k, v in more.items() if k != "family_id"})
        hands.rehang("member", other.id, one.id)
        writer.put("member", {"id": other.id, "merged_into": one.id})
        writer.remove("member", other.id)


def _target(gone: Mapping[str, str], old: str) -> tuple[str, bool]:
    """Return where a merged family leads in the end, and whether that one must come back."""
    seen = [old]
    while (new := gone.get(seen[-1])) is not None:
        if new in seen:
            return min(seen[seen.index(new) :]), True
        seen.append(new)
    return seen[-1], False
