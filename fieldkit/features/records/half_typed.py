"""What was being typed when the program ended without being closed, and boxes under edit.

The rooms keep what is typed into their pages; boxes are kept here, whatever room they are of.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.drafts import Draft, Drafts
from fieldkit.core.security.roles import Permission

BOX = "box"
_CLOSED = "closed_at"
_BOXES = Drafts(BOX)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfTyped:
    """The form that was in front, the record it was about, and when it was last kept.

    For a box `heading` says what stood over it.
    """

    form: str
    record: str
    kept_at: datetime
    heading: str = ""


def interrupted(ctx: Context) -> HalfTyped | None:
    """What was typed last in a run that was never closed; None where it was closed."""
    ctx.require(Permission.SEE_HISTORY)
    row = ctx.db.row("SELECT * FROM draft ORDER BY saved_at DESC LIMIT 1")
    if row is None or row["saved_at"] <= str(ctx.db.meta(_CLOSED) or ""):
        return None
    heading = ""
    if row["form"] == BOX:
        kept = _BOXES.kept(ctx.db, row["record"])
        heading = str(kept.typed.get("heading", "")) if kept else ""
    return HalfTyped(
        form=row["form"],
        record=row["record"],
        kept_at=datetime.fromisoformat(row["saved_at"]),
        heading=heading,
    )


def note_closed(ctx: Context) -> None:
    """Note that the program was closed: what is half-typed was left so on purpose."""
    ctx.require(Permission.SEE_HISTORY)
    ctx.db.set_meta(**{_CLOSED: ctx.clock.now().isoformat()})


def keep_box(ctx: Context, key: str, heading: str, typed: Mapping[str, Any]) -> None:
    """Keep what was typed into a box so far, on this laptop."""
    ctx.require(Permission.SEE_HISTORY)
    try:
        kept = json.loads(json.dumps({"heading": heading, "typed": dict(typed)}))
    except TypeError:  # an editor of its own kind, such as a picture's
        return
    _BOXES.keep(ctx.db, key, kept, ctx.clock.now())


def box(ctx: Context, key: str) -> Draft | None:
    """What was typed into a box and neither saved nor thrown away, and when."""
    ctx.require(Permission.SEE_HISTORY)
    kept = _BOXES.kept(ctx.db, key)
    typed = kept.typed.get("typed") if kept else None
    return Draft(typed, kept.kept_at) if kept and isinstance(typed, dict) else None


def drop_box(ctx: Context, key: str) -> None:
    """Forget what was typed into a box: it was saved, or thrown away."""
    ctx.require(Permission.SEE_HISTORY)
    if _BOXES.kept(ctx.db, key) is not None:
        with ctx.db.local() as writer:
            _BOXES.drop(writer, key)
