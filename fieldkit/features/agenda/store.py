"""The table of one's own appointments."""

from datetime import date

from fieldkit.core.db import records
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.features.agenda.model import Appointment

TABLE = "appointment"


def appointments(db: Database, first: date, last: date) -> list[Appointment]:
    """Read the appointments of a stretch of days."""
    return records.all_of(
        db, Appointment, TABLE, "WHERE held_on BETWEEN :first AND :last ORDER BY held_on, starts",
        first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip


def unfinished(db: Database, before: date) -> list[Appointment]:
    """Read appointments before a day that nobody ticked, the oldest first."""
    return records.all_of(
        db, Appointment, TABLE, "WHERE held_on < :day AND done_on IS NULL ORDER BY held_on, starts",
        day=before.isoformat(),
    )  # fmt: skip


def by_id(db: Database, record: str) -> Appointment | None:
    """Read one appointment."""
    return records.one_of(db, Appointment, TABLE, record)


def save(writer: Writer, wanted: Appointment, scope: str) -> str:
    """Write one appointment and return its id."""
    row = records.row_of(wanted)
    row |= {name: row[name].strip() or None for name in ("title", "place", "note")}
    if not row["id"]:
        del row["id"]
    return writer.put(TABLE, row, scope=scope)
