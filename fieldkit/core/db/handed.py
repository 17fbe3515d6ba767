"""Who holds copies of what this book holds: known from the files that went and came."""

import json
from collections.abc import Collection
from typing import NamedTuple

from fieldkit.core.db.database import Database


class Holder(NamedTuple):
    """Somebody who holds pages of a scope: by which day at the latest, as an ISO date."""

    name: str
    day: str


def holders(db: Database, scopes: Collection[str]) -> list[Holder]:
    """Return who was given pages of these scopes or had them already, by name."""
    found: dict[str, str] = {}
    for row in db.rows(
        "SELECT coalesce(p.name, '?') AS name, e.at, e.heads FROM exchange e"
        " LEFT JOIN peer p ON p.device = e.peer_device WHERE e.part IS NULL"
    ):
        if any(stream.split("|", 1)[-1] in scopes for stream in json.loads(row["heads"])):
            found[row["name"]] = max(found.get(row["name"], ""), row["at"][:10])
    return [Holder(name, day) for name, day in sorted(found.items())]
