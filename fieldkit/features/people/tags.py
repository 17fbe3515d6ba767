"""Tags: a person's own words on families, such as "perlu kursi roda"."""

from collections.abc import Sequence
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step, changes_many
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import store

LONGEST_TAG = 40


def tag_row(family_id: str, name: str, scope: str) -> dict[str, Any]:
    """Return the row of one tag on one family: two laptops that set it make one of it."""
    bare = tidy(name)
    row = {"family_id": family_id, "name": bare, "_scope": scope}
    return {**row, "id": derived_id("family_tag", family_id, bare)}


def tidy(name: str) -> str:
    """Return a tag as it is kept."""
    return " ".join(name.replace(";", " ").split())


def tags(ctx: Context) -> list[str]:
    """Return every tag in use, by name."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.all_tags(ctx.db)


def tags_of(ctx: Context, family_id: str) -> list[str]:
    """Return the tags of one family."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.tags_of(ctx.db, [family_id]).get(family_id, [])


def tags_of_all(ctx: Context, family_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of each family that has any, by family."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.tags_of(ctx.db, family_ids)


def add_tag(ctx: Context, family_ids: Sequence[str], name: str) -> int:
    """Put a tag on families; return how many did not have it."""
    ctx.require(Permission.EDIT_FAMILIES)
    bare = tidy(name)
    if not bare:
        raise InvalidInputError([Problem("name", "required")])
    if len(bare) > LONGEST_TAG:
        told: dict[str, object] = {"limit": LONGEST_TAG, "length": len(bare)}
        raise InvalidInputError([Problem("name", "too_long", told)])
    bare = next((one for one in tags(ctx) if one.casefold() == bare.casefold()), bare)
    has = store.tags_of(ctx.db, family_ids)
    fresh = [one for one in family_ids if bare not in has.get(one, ())]
    scopes = store.scopes(ctx.db, fresh)
    with ctx.db.write(Step(N_("Tag {count} families"), count=len(fresh))) as writer:
        writer.put_many(
            "family_tag", [tag_row(one, bare, scopes[one][1]) for one in fresh if one in scopes]
        )
    return len(fresh)


def remove_tag(ctx: Context, family_ids: Sequence[str], name: str) -> int:
    """Take a tag off families; return how many had it."""
    ctx.require(Permission.EDIT_FAMILIES)
    found = store.tag_ids(ctx.db, family_ids, name)
    step = Step(N_("Take a tag off {count} families"), count=len(found))
    with ctx.db.write(step, is_risky=changes_many(len(found))) as writer:
        for tag_id in found:
            writer.remove("family_tag", tag_id)
    return len(found)
