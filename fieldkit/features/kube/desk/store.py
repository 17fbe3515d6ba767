"""The tables of guests and letters."""

from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.features.kube import rows
from fieldkit.features.kube.desk.model import Guest, Letter


def guests_of(db: Database, kube_id: str) -> list[Guest]:
    """Read a group's guests, by day."""
    return rows.all_of(
        db, Guest, "guest", "WHERE kube_id = :kube ORDER BY came_on, id", kube=kube_id
    )


def guest(db: Database, guest_id: str) -> Guest | None:
    """Read one guest."""
    return rows.one_of(db, Guest, "guest", guest_id)


def letters_of(db: Database, kube_id: str) -> list[Letter]:
    """Read a group's letters, by day."""
    return rows.all_of(
        db, Letter, "letter", "WHERE kube_id = :kube ORDER BY noted_on, id", kube=kube_id
    )


def letter(db: Database, letter_id: str) -> Letter | None:
    """Read one letter."""
    return rows.one_of(db, Letter, "letter", letter_id)


def last_day(db: Database) -> date | None:
    """Return the latest day anything was noted in either book."""
    sql = """SELECT max(day) FROM (SELECT max(came_on) AS day FROM guest
        UNION ALL SELECT max(noted_on) FROM letter)"""
    return rows.day(db.value(sql))
