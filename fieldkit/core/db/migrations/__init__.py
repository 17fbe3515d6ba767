"""The history of the schema: append a step, never edit one that was released."""

from collections.abc import Iterable

from sqlite_utils import Database, Migrations

from fieldkit.core.db.migrations import (
    m0001_spine,
    m0002_office,
    m0003_people,
    m0004_p2k2,
    m0005_visits,
    m0006_homework,
    m0007_kube,
    m0008_month,
    m0009_exchange,
)
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import NewerBookError

STEPS = (
    m0001_spine,
    m0002_office,
    m0003_people,
    m0004_p2k2,
    m0005_visits,
    m0006_homework,
    m0007_kube,
    m0008_month,
    m0009_exchange,
)


def _name(step: object) -> str:
    return str(step.__name__).rpartition(".")[2]  # type: ignore[attr-defined]


def migrate(db: Database, steps: Iterable[object] = STEPS) -> bool:
    """Bring the schema up to date; return whether anything was done.

    Raises NewerBookError when the book knows steps this program does not.
    """
    history = Migrations("fieldkit")
    known = set()
    for step in steps:
        history(name=_name(step))(step.up)  # type: ignore[attr-defined]
        known.add(_name(step))
    done = {row.name for row in history.applied(db)}
    if done - known:
        raise NewerBookError
    if done == known:
        return False
    with db.atomic():
        history.apply(db)
        _draw_views(db)
    return True


def _draw_views(db: Database) -> None:
    """Show each synced table without its bin, under the plain name."""
    for table in SYNCED:
        columns = ", ".join(
            f'"{c.name}"' for c in db.table(f"{table}_all").columns if c.name != "_del"
        )
        db.execute(f'DROP VIEW IF EXISTS "{table}"')
        db.execute(f'CREATE VIEW "{table}" AS SELECT {columns} FROM "{table}_all" WHERE _del = 0')
