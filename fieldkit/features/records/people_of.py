"""Whose laptops have written in this book."""

import json

from fieldkit.core.context import Context
from fieldkit.features.records import store


def authors(ctx: Context) -> dict[int, str]:
    """Return the names behind the laptops known here, those this book lived on among them."""
    former = json.loads(ctx.db.meta("former") or "[]")
    own = {int(one["device"]): ctx.me.name for one in former}
    return store.authors(ctx.db) | own | {ctx.me.device: ctx.me.name}
