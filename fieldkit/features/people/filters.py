"""Filters that are kept under a name, on this laptop only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import store
from fieldkit.features.people.model import name_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A filter by its name; `wanted` is what the list page remembers of it."""

    id: str
    name: str
    wanted: dict[str, Any]


def saved_filters(ctx: Context) -> list[SavedFilter]:
    """Return the kept filters, by name; one that can no longer be read is left out."""
    ctx.require(Permission.SEE_FAMILIES)
    found = []
    for row in store.filter_rows(ctx.db):
        try:
            wanted = json.loads(row["wanted"])
        except ValueError:
            continue
        if isinstance(wanted, dict):
            found.append(SavedFilter(id=row["id"], name=row["name"], wanted=wanted))
    return found


def keep_filter(ctx: Context, name: str, wanted: Mapping[str, Any]) -> str:
    """Keep a filter under a name, in place of the one that had it; return its id."""
    ctx.require(Permission.SEE_FAMILIES)
    bare = " ".join(name.split())
    if found := name_problems(bare):
        raise InvalidInputError(found)
    row = {
        "id": derived_id("saved_filter", bare.casefold()),
        "name": bare,
        "wanted": json.dumps(dict(wanted), ensure_ascii=False),
        "saved_at": ctx.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    with ctx.db.local() as writer:
        return writer.local_put("saved_filter", row)


def forget_filter(ctx: Context, filter_id: str) -> None:
    """Forget a kept filter."""
    ctx.require(Permission.SEE_FAMILIES)
    with ctx.db.local() as writer:
        writer.local_remove("saved_filter", filter_id)
