"""The layouts this laptop has met: which column meant what, remembered by their headers."""

import json
from collections.abc import Mapping

from fieldkit.core.context import Context
from fieldkit.core.ids import derived_id
from fieldkit.features.people.lists import columns
from fieldkit.features.people.lists.layout import Layout


def remembered(ctx: Context) -> dict[str, Mapping[int, str]]:
    """Return the mappings people corrected before, by fingerprint."""
    rows = ctx.db.rows("SELECT fingerprint, mapping FROM import_layout")
    return {
        row["fingerprint"]: {int(c): f for c, f in json.loads(row["mapping"]).items()}
        for row in rows
    }


def remember(ctx: Context, layout: Layout) -> None:
    """Keep a mapping that differs from what the headers say by themselves."""
    if not any(layout.titles) or layout.mapping == columns.mapping_of(layout.titles):
        return
    row = {
        "id": derived_id("import_layout", layout.fingerprint),
        "fingerprint": layout.fingerprint,
        "mapping": {str(column): name for column, name in layout.mapping.items()},
        "used_at": ctx.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    with ctx.db.local() as writer:
        writer.local_put("import_layout", row)
