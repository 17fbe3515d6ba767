"""The half-typed meeting page: kept on this laptop until it is saved or dropped."""

import json
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.writer import Writer
from fieldkit.core.ids import derived_id

_FORM = "p2k2_session"


def keep(ctx: Context, record: str, data: dict[str, Any]) -> None:
    """Keep what was typed, as it was typed."""
    row = {
        "id": _id(record),
        "form": _FORM,
        "record": record,
        "data": json.dumps(data, ensure_ascii=False),
        "saved_at": ctx.clock.now().isoformat(),
    }
    with ctx.db.local() as writer:
        writer.local_put("draft", row)


def kept(ctx: Context, record: str) -> dict[str, Any] | None:
    """Return what was typed; None when there is nothing or it can not be read."""
    text = ctx.db.value("SELECT data FROM draft WHERE id = :id", id=_id(record))
    try:
        found = json.loads(text) if text else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else None


def records(ctx: Context) -> set[str]:
    """Return which records have something half-typed."""
    rows = ctx.db.rows("SELECT record FROM draft WHERE form = :form", form=_FORM)
    return {row["record"] for row in rows}


def drop(writer: Writer, record: str) -> None:
    """Forget what was typed."""
    writer.local_remove("draft", _id(record))


def _id(record: str) -> str:
    return derived_id("draft", _FORM, record)
