"""The history of the schema: append a step, never edit one that was released."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from fieldkit.core.db import search
from fieldkit.core.db.driver import SqliteDatabase, connect, driver, wrapped
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import DamagedBookError, NewerBookError

SET = "fieldkit"
_BROKEN = "PRAGMA foreign_key_check"
STEPS = (
    "m0001_spine",
    "m0002_office",
    "m0003_people",
    "m0004_p2k2",
    "m0005_visits",
    "m0006_homework",
    "m0007_kube",
    "m0008_month",
    "m0009_exchange",
    "m0050_business_months",
    "m0030_teaching",
    "m0031_session_facts",
    "m0032_catch_ups",
    "m0033_circle",
    "m0034_growth",
    "m0035_homework_life",
    "m0015_exchange_facts",
    "m0016_stewards",
    "m0065_served",
    "m0066_marks",
    "m0051_rounds",
    "m0020_search",
    "m0021_register",
    "m0040_ledger",
    "m0041_kube_rules",
    "m0052_commitments",
    "m0042_seal_day",
    "m0022_merged",
    "m0053_graduation",
    "m0054_benefits",
    "m0043_loans",
    "m0055_programmes",
    "m0010_protection",
    "m0044_business",
    "m0056_partners",
    "m0023_rules",
    "m0045_registers",
    "m0057_agenda",
    "m0046_mentoring",
    "m0017_quarantine",
    "m0024_areas",
    "m0011_consented",
    "m0047_kube_rulings",
    "m0048_leg_indexes",
    "m0012_passages",
    "m0036_photo_told",
    "m0074_short_names",
    "m0070_holders",
)


def is_current(connection: Any, steps: Sequence[str] = STEPS) -> bool:
    """Whether a book needs no migration.

    Raises NewerBookError when the book knows steps this program does not.
    """
    try:
        rows = connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,)
        ).fetchall()
    except driver.OperationalError:
        return False
    done = {name for (name,) in rows}
    if done - set(steps):
        raise NewerBookError
    return done == set(steps)


def has_history(connection: Any) -> bool:
    """Whether any step was ever applied: else the book is being made just now."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
    return connection.execute(sql).fetchone() is not None


def migrate(connection: Any, steps: Sequence[str] = STEPS) -> None:
    """Bring the schema up to date, all steps or none."""
    db = wrapped(connection)
    from sqlite_utils import Migrations

    history = Migrations(SET)
    for name in steps:
        history(name=name)(_step(name))
    # References are checked once at the end: a step may rebuild a table others point to.
    connection.execute("PRAGMA foreign_keys = OFF")
    before = set(connection.execute(_BROKEN).fetchall())
    try:
        with db.atomic():
            history.apply(db)
            _draw_views(db)
            search.refresh(db)
            if set(connection.execute(_BROKEN).fetchall()) - before:
                raise DamagedBookError
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


@cache
def blank() -> Any:
    """Return an up-to-date, empty book in memory: every other one there begins as its copy."""
    connection = connect(None)
    migrate(connection)
    return connection


def _step(name: str) -> Callable[[SqliteDatabase], None]:
    up: Callable[[SqliteDatabase], None] = import_module(f"{__name__}.{name}").up
    return up


def _draw_views(db: SqliteDatabase) -> None:
    """Show each synced table without its bin, under the plain name."""
    for table in SYNCED:
        columns = ", ".join(
            f'"{c.name}"' for c in db.table(f"{table}_all").columns if c.name != "_del"
        )
        db.execute(f'DROP VIEW IF EXISTS "{table}"')
        db.execute(f'CREATE VIEW "{table}" AS SELECT {columns} FROM "{table}_all" WHERE _del = 0')
