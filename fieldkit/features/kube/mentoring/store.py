"""The tables of a pendamping's log, of months and of levels."""

from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.kube import rows
from fieldkit.features.kube.mentoring.model import Level, Mentoring, Noted

COMMON = "common"


def deeds_of(db: Database, kube_id: str, first: date, last: date) -> list[Mentoring]:
    """Read what was done for a group in a period, by day."""
    more = """WHERE kube_id = :kube AND done_on >= :first AND done_on <= :last
        ORDER BY done_on, id"""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return rows.all_of(db, Mentoring, "mentoring", more, kube=kube_id, **days)


def deed(db: Database, deed_id: str) -> Mentoring | None:
    """Read one line of the log."""
    return rows.one_of(db, Mentoring, "mentoring", deed_id)


def months_of(db: Database, kube_id: str) -> dict[str, Noted]:
    """Read what was written about each month."""
    found = rows.all_of(db, Noted, "kube_month", "WHERE kube_id = :kube", kube=kube_id)
    return {one.month: one for one in found}


def levels(db: Database) -> list[Level]:
    """Read the levels in their order."""
    return rows.all_of(db, Level, "kube_level", "ORDER BY position, id")


def save_level(writer: Writer, level: Level) -> str:
    """Write a level, which every book of the district shares."""
    return rows.save(writer, "kube_level", level, scope=COMMON)


def last_day(db: Database) -> date | None:
    """Return the latest day anything was done for a group."""
    return rows.day(db.value("SELECT max(done_on) FROM mentoring"))
