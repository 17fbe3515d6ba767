"""Records that refer to something this book has never heard of: they wait, visibly."""

from dataclasses import dataclass

from fieldkit.core.context import Context
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.security.roles import Role
from fieldkit.features.records import kinds, store

# A leader's book holds no families by design; what would point to one does not wait.
_FAMILIES = {"family", "kpm_group", "session"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Records that refer to something that has not arrived."""

    table: str
    target: str
    count: int


def waiting(ctx: Context) -> list[Waiting]:
    """Records the role may see whose reference leads nowhere yet, by kind, counted."""
    absent = _FAMILIES if ctx.role is Role.LEADER else set()
    found = []
    for table in SYNCED:
        if table not in kinds.SEE or not ctx.may(kinds.SEE[table]):
            continue
        for column in ctx.db.columns(table):
            target = kinds.REFERENCES.get(column)
            if target is None or target in absent or target not in SYNCED:
                continue
            if count := store.orphans(ctx.db, table, column, target):
                found.append(Waiting(table=table, target=target, count=count))
    return found
