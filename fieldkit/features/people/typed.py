"""What was typed into a family's form and not saved: kept on this laptop only."""

import json
from collections.abc import Mapping
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission

FORM = "family"


def keep_draft(ctx: Context, record: str, data: Mapping[str, Any]) -> None:
    """Keep what was typed for a family, or for a new one ("new")."""
    ctx.require(Permission.EDIT_FAMILIES)
    row = {
        "id": _id(record),
        "form": FORM,
        "record": record,
        "data": json.dumps(dict(data), ensure_ascii=False),
        "saved_at": ctx.clock.now().isoformat(),
    }
    with ctx.db.local() as writer:
        writer.local_put("draft", row)


def draft(ctx: Context, record: str) -> dict[str, Any] | None:
    """Return what was typed; None when there is nothing."""
    ctx.require(Permission.SEE_FAMILIES)
    kept = ctx.db.value("SELECT data FROM draft WHERE id = :id", id=_id(record))
    found = json.loads(kept) if kept else None
    return found if isinstance(found, dict) else None


def drop_draft(ctx: Context, record: str) -> None:
    """Forget what was typed."""
    ctx.require(Permission.EDIT_FAMILIES)
    if draft(ctx, record) is not None:
        with ctx.db.local() as writer:
            writer.local_remove("draft", _id(record))


def _id(record: str) -> str:
    return derived_id("draft", FORM, record)
