"""The book as plain files: one CSV per kind of record, the same bytes for the same content."""

import csv
import io
from pathlib import Path
from typing import Any

from fieldkit.core import access
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.errors import NotWritableError
from fieldkit.core.files import write_bytes
from fieldkit.core.security.roles import Permission
from fieldkit.features.people.service import mask_id
from fieldkit.features.records import kinds, store
from fieldkit.features.records.cells import shown


def dump(ctx: Context, folder: Path) -> dict[str, int]:
    """Write every record the role may see; return how many rows each table has."""
    ctx.require(Permission.DUMP)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritableError from error
    written: dict[str, int] = {}
    for table in kinds.DUMPED:
        if ctx.may(kinds.SEE[table]):
            text, rows = as_csv(ctx, table)
            write_bytes(folder / f"{table}.csv", text.encode())
            written[table] = rows
    access.note(ctx, Act.DUMP)
    return written


def as_csv(ctx: Context, table: str) -> tuple[str, int]:
    """Return a table as the text of its file, and how many rows it has."""
    names = list(store.columns(ctx.db, table))
    hidden = set() if ctx.may(Permission.SEE_FULL_IDS) else set(kinds.MASKED.get(table, ()))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for values in store.records(ctx.db, table, names):
        if table == "photo" and not _may_see_photo(ctx, values[names.index("owner_table")]):
            continue
        cells = zip(names, values, strict=True)
        writer.writerow([shown(mask_id(v) if n in hidden and v else v) for n, v in cells])
        count += 1
    return out.getvalue(), count


def _may_see_photo(ctx: Context, owner_table: Any) -> bool:
    needed = kinds.PHOTO_OWNERS.get(owner_table)
    return needed is not None and ctx.may(needed)
