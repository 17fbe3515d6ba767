"""The tables of sessions, presenters and attendance: rows in, sessions out."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from fieldkit.core.db.database import Database
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id, id_beside
from fieldkit.features.p2k2.model import (
    GIVEN,
    Attendance,
    Counts,
    Mark,
    Presenter,
    Session,
    SessionStatus,
    Told,
    Understanding,
    codes,
)

DRAFTS = Drafts("p2k2_session")

Word = TypeVar("Word", bound=StrEnum)

_TEXTS = (
    "place", "module", "code", "title", "not_held_reason", "recap", "process", "material",
    "participation", "result", "obstacles", "follow_up", "note", "why", "guest_names",
    "not_held_code", "portal_name", "portal_category", "portal_text", "portal_basis",
)  # fmt: skip
_LISTS = ("methods", "media", "guests", "obstacle_codes", "follow_up_codes")
_DATES = ("held_on", "portal_entered_on")
_COLUMNS = ", ".join(
    f"session.{name}"
    for name in (
        "id", "group_id", "starts", "ends", "status", "latitude", "longitude",
        *_TEXTS, *_LISTS, *_DATES,
    )
)  # fmt: skip
_IN_ORDER = "session.held_on IS NULL, session.held_on, session.starts, session.id"
_GIVEN_SQL = ", ".join(f"'{status}'" for status in GIVEN)
_IS_HELD = f"session.status IN ({_GIVEN_SQL})"


# -- out -------------------------------------------------------------------------------------


def save(writer: Writer, session: Session, scope: str) -> str:
    """Write a session's own fields and return its id."""
    row: Row = {name: getattr(session, name) or None for name in _TEXTS}
    row |= {name: list(getattr(session, name)) or None for name in _LISTS}
    row |= {
        "id": session.id,
        "group_id": session.group_id,
        "held_on": session.held_on,
        "portal_entered_on": session.portal_entered_on,
        "starts": f"{session.starts:%H:%M}" if session.starts else None,
        "ends": f"{session.ends:%H:%M}" if session.ends else None,
        "status": session.status.value,
        "latitude": session.latitude,
        "longitude": session.longitude,
    }
    return writer.put("session", row, scope=scope)


def save_presenters(
    writer: Writer, db: Database, session_id: str, presenters: Sequence[Presenter], scope: str
) -> None:
    """Write the presenters in their order; those who are gone from the list go to the bin."""
    rows = [
        {
            "id": derived_id("presenter", session_id, str(position)),
            "session_id": session_id,
            "position": position,
            "name": presenter.name,
            "institution": presenter.institution or None,
        }
        for position, presenter in enumerate(presenters, start=1)
    ]
    wanted = {row["id"] for row in rows}
    known = db.rows("SELECT id FROM presenter WHERE session_id = :s", s=session_id)
    for row in known:
        if row["id"] not in wanted:
            writer.remove("presenter", row["id"])
    if rows:
        writer.put_many("presenter", rows, scope)


def save_attendance(
    writer: Writer, db: Database, session_id: str, marks: Iterable[Attendance], scope: str
) -> None:
    """Write what is known of each family; only what changed becomes an operation."""
    known = attendance_ids(db, session_id)
    rows = [
        {
            "id": known.get(mark.family_id) or attendance_id(session_id, mark.family_id),
            "session_id": session_id,
            "family_id": mark.family_id,
            "status": mark.status.value,
            "understanding": mark.understanding.value if mark.understanding else None,
            "note": mark.note or None,
        }
        for mark in marks
    ]
    if rows:
        writer.put_many("attendance", rows, scope)


def attendance_id(session_id: str, family_id: str) -> str:
    """Return the identity a family's attendance at a session is given.

    The marks of one session lie together on the disk: saving them changes half the pages.
    """
    return id_beside(session_id, "attendance", family_id)


def attendance_ids(db: Database, session_id: str) -> dict[str, str]:
    """Return the identities of a session's marks, by family.

    Older books gave them others than `attendance_id` does; a mark keeps the one it has.
    """
    sql = "SELECT family_id, id FROM attendance WHERE session_id = :s"
    return {row["family_id"]: row["id"] for row in db.rows(sql, s=session_id)}


# -- in --------------------------------------------------------------------------------------


def by_id(db: Database, session_id: str) -> Session | None:
    """Return one session with its presenters."""
    found = _sessions(db, "session.id = :id", id=session_id)
    return found[0] if found else None


def between(db: Database, first: date, last: date, group_id: str | None = None) -> list[Session]:
    """Return the sessions of a stretch of days, oldest first."""
    where = "session.held_on BETWEEN :first AND :last"
    params = {"first": first.isoformat(), "last": last.isoformat()}
    if group_id is not None:
        return _sessions(db, f"{where} AND session.group_id = :g", g=group_id, **params)
    return _sessions(db, where, **params)


def of_group(db: Database, group_id: str) -> list[Session]:
    """Return all sessions of a group, oldest first."""
    return _sessions(db, "session.group_id = :g", g=group_id)


def last_given(db: Database, group_id: str, before: date, apart_from: str) -> Session | None:
    """Return the newest session a group was given up to a day."""
    where = f"session.group_id = :g AND {_IS_HELD} AND session.held_on <= :d AND session.id <> :id"
    found = _sessions(db, where, g=group_id, d=before.isoformat(), id=apart_from)
    return found[-1] if found else None


def given_topics(db: Database) -> list[Row]:
    """Return, in order, the group, date, code and title of every session given."""
    return db.rows(
        "SELECT id, group_id, held_on, coalesce(code, '') AS code, coalesce(title, '') AS title"
        f" FROM session WHERE {_IS_HELD} ORDER BY {_IN_ORDER}"
    )


def groups(db: Database) -> list[Row]:
    """Return the id, name, code and meeting place of every group, in the order of its letter."""
    return db.rows(
        "SELECT id, coalesce(name, '') AS name, coalesce(code, '') AS code,"
        " coalesce(meeting_place, '') AS meeting_place, meeting_day FROM kpm_group"
        " ORDER BY code IS NULL, length(code), code, name COLLATE NOCASE, id"
    )


def counts(db: Database, session_ids: Sequence[str]) -> dict[str, Counts]:
    """Return who came, by session; a session nobody recorded is left out."""
    sql = """SELECT session_id, status, count(*) AS n FROM attendance
        WHERE session_id IN (SELECT value FROM json_each(:ids)) GROUP BY session_id, status"""
    found: dict[str, dict[str, int]] = {}
    for row in db.rows(sql, ids=json.dumps(list(session_ids))):
        numbers = found.setdefault(row["session_id"], {})
        mark = word(Mark, row["status"]) or Mark.UNMARKED
        numbers[mark.value] = numbers.get(mark.value, 0) + row["n"]
    return {session_id: Counts(**numbers) for session_id, numbers in found.items()}


def monthly_counts(db: Database, first: date, last: date) -> dict[str, Counts]:
    """Return who came, by month (`2026-11`), over the sessions that took place."""
    sql = f"""SELECT substr(session.held_on, 1, 7) AS month, attendance.status, count(*) AS n
        FROM attendance JOIN session ON session.id = attendance.session_id
        WHERE {_IS_HELD} AND session.held_on BETWEEN :first AND :last GROUP BY 1, 2"""
    found: dict[str, dict[str, int]] = {}
    for row in db.rows(sql, first=first.isoformat(), last=last.isoformat()):
        mark = word(Mark, row["status"]) or Mark.UNMARKED
        numbers = found.setdefault(row["month"], {})
        numbers[mark.value] = numbers.get(mark.value, 0) + row["n"]
    return {month: Counts(**numbers) for month, numbers in found.items()}


def attendance(db: Database, session_ids: Sequence[str]) -> dict[str, dict[str, Attendance]]:
    """Return what was recorded, by session and family."""
    sql = """SELECT session_id, family_id, status, understanding, note FROM attendance
        WHERE session_id IN (SELECT value FROM json_each(:ids))"""
    found: dict[str, dict[str, Attendance]] = {}
    for row in db.rows(sql, ids=json.dumps(list(session_ids))):
        kept = Attendance(
            family_id=row["family_id"] or "",
            status=word(Mark, row["status"]) or Mark.UNMARKED,
            understanding=word(Understanding, row["understanding"]),
            note=row["note"] or "",
        )
        found.setdefault(row["session_id"], {})[kept.family_id] = kept
    return found


def of_family(db: Database, family_id: str) -> list[Row]:
    """Return the sessions a family was on the roll of, newest first."""
    sql = """SELECT session.id, session.held_on, coalesce(session.code, '') AS code,
            coalesce(session.title, '') AS title, coalesce(kpm_group.name, '') AS group_name,
            attendance.status, attendance.understanding, coalesce(attendance.note, '') AS note
        FROM attendance JOIN session ON session.id = attendance.session_id
        LEFT JOIN kpm_group ON kpm_group.id = session.group_id
        WHERE attendance.family_id = :f
        ORDER BY session.held_on DESC, session.starts DESC, session.id"""
    return db.rows(sql, f=family_id)


def told_of(db: Database, family_id: str) -> list[Told]:
    """Read what a family's story says of its sessions; whoever was not marked is left out."""
    sql = """SELECT session.id, session.held_on, coalesce(session.title, '') AS title,
            attendance.status, coalesce(attendance.note, '') AS note
        FROM attendance JOIN session ON session.id = attendance.session_id
        WHERE attendance.family_id = :f AND session.held_on IS NOT NULL"""
    marks = {mark.value: mark for mark in Mark}
    return [
        Told(
            session_id=row["id"],
            held_on=date.fromisoformat(row["held_on"]),
            title=row["title"],
            status=marks[row["status"]],
            note=row["note"],
        )
        for row in db.rows(sql, f=family_id)
        if row["status"] in marks
    ]


def known_presenters(db: Database) -> list[Presenter]:
    """Return everybody who ever presented, the most frequent first, with the last institution."""
    sql = """SELECT presenter.name, presenter.institution, count(*) AS n,
            max(coalesce(session.held_on, '')) AS latest
        FROM presenter JOIN session ON session.id = presenter.session_id
        WHERE coalesce(presenter.name, '') <> ''
        GROUP BY presenter.name COLLATE NOCASE ORDER BY n DESC, presenter.name"""
    return [
        Presenter(name=row["name"], institution=row["institution"] or "") for row in db.rows(sql)
    ]


def latest_month(db: Database, *, given: bool) -> str | None:
    """Return the month of the newest session, `2026-11`."""
    where = _IS_HELD if given else "session.held_on IS NOT NULL"
    found = db.value(f"SELECT max(held_on) FROM session WHERE {where}")
    return str(found)[:7] if found else None


def word(kind: type[Word], text: str | None) -> Word | None:
    """Read a code word; one this program does not know counts as none."""
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def _sessions(db: Database, where: str, **params: Any) -> list[Session]:
    rows = db.rows(f"SELECT {_COLUMNS} FROM session WHERE {where} ORDER BY {_IN_ORDER}", **params)
    presenters = _presenters(db, [row["id"] for row in rows])
    return [_session(row, presenters.get(row["id"], ())) for row in rows]


def _presenters(db: Database, session_ids: Sequence[str]) -> dict[str, tuple[Presenter, ...]]:
    sql = """SELECT id, session_id, name, institution FROM presenter
        WHERE session_id IN (SELECT value FROM json_each(:ids)) ORDER BY position, id"""
    found: dict[str, tuple[Presenter, ...]] = {}
    for row in db.rows(sql, ids=json.dumps(list(session_ids))):
        presenter = Presenter(
            id=row["id"], name=row["name"] or "", institution=row["institution"] or ""
        )
        found[row["session_id"]] = (*found.get(row["session_id"], ()), presenter)
    return found


def _session(row: Row, presenters: tuple[Presenter, ...]) -> Session:
    texts: dict[str, Any] = {name: row[name] or "" for name in _TEXTS}
    texts |= {name: codes(row[name]) for name in _LISTS}
    texts |= {name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    return Session(
        id=row["id"],
        group_id=row["group_id"] or "",
        starts=time.fromisoformat(row["starts"]) if row["starts"] else None,
        ends=time.fromisoformat(row["ends"]) if row["ends"] else None,
        status=word(SessionStatus, row["status"]) or SessionStatus.PLANNED,
        latitude=row["latitude"],
        longitude=row["longitude"],
        presenters=presenters,
        **texts,
    )
