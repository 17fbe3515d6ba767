"""The door through which lists leave the book: what is written is noted, and can be read again."""

import json
from collections.abc import Sequence
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

from fieldkit.core.clock import ZONES
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.ids import new_id
from fieldkit.core.render import xlsx
from fieldkit.core.render.xlsx import PlainList
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office

CONFIDENTIAL = "Rahasia: memuat data pribadi (UU 27/2022)."


def write(
    ctx: Context,
    path: Path,
    titles: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    name: str,
    what: str,
) -> None:
    """Write one list as .xlsx or .csv, by the file's name."""
    write_lists(ctx, path, [PlainList(name=name, header=titles, rows=rows)], what=what)


def write_lists(
    ctx: Context,
    path: Path,
    lists: Sequence[PlainList],
    *,
    what: str,
    details: dict[str, object] | None = None,
) -> None:
    """Write lists and note it; a CSV file holds the first one only, as local Excel reads it."""
    ctx.require(Permission.SEE_FAMILIES)
    written = footer(ctx)
    if path.suffix.lower() == ".csv":
        first = lists[0]
        xlsx.write_rows_csv(path, first.header, first.rows, delimiter=";", bom=True, footer=written)
    else:
        xlsx.write_lists_xlsx(path, lists, footer=written)
    note(ctx, what, {"rows": sum(len(one.rows) for one in lists), **(details or {})})


def footer(ctx: Context) -> str:
    """Return who wrote a list and when, as it stands under it."""
    keeper = office.profile(ctx)
    who = ", ".join(part for part in (keeper.name, keeper.office) if part)
    hours = ZONES.get(keeper.zone, ZONES["WIB"])
    now = ctx.clock.now().astimezone(timezone(timedelta(hours=hours)))
    when = f"{format_date(now.date(), 'long', 'id')} pukul {format_time(now.time(), 'id')}"
    return f"Diekspor oleh {who} pada {when} {keeper.zone}. {CONFIDENTIAL}"


def note(ctx: Context, what: str, details: dict[str, object]) -> None:
    """Note in this laptop's access log that records left the book, never whose."""
    at = ctx.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    row = {"id": new_id(), "at": at, "what": what, "detail": json.dumps(details)}
    with ctx.db.local() as writer:
        writer.local_put("access", row)
