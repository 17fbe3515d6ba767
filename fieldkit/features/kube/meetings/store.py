"""The tables of meetings, agendas, promises and attendance: rows in, records out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.kube import rows
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    FollowUp,
    Meeting,
    Seal,
    SealKind,
    Status,
    Summary,
    Template,
)

DRAFTS = Drafts("kube_meeting")

_MEETING = tuple(Meeting.__dataclass_fields__)
_SUMMARY = """SELECT m.*,
    (SELECT count(*) FROM meeting_attendance a
     WHERE a.meeting_id = m.id AND a.status = 'present') AS present,
    (SELECT count(*) FROM meeting_attendance a
     WHERE a.meeting_id = m.id AND a.status <> 'unmarked') AS marked,
    (SELECT count(*) FROM agenda_item i
     WHERE i.meeting_id = m.id AND coalesce(i.decision, '') <> '') AS decisions,
    (SELECT count(*) FROM follow_up f
     WHERE f.meeting_id = m.id AND f.done_on IS NULL) AS open_follow_ups,
    (SELECT coalesce(-sum(json_extract(l.value, '$.amount')), 0)
     FROM cash_entry e, json_each(e.lines) l
     WHERE e.meeting_id = m.id AND json_extract(l.value, '$.account') = 'income:dues'
       AND json_extract(l.value, '$.meeting') = m.id) AS dues
    FROM meeting m"""


def save(writer: Writer, meeting: Meeting) -> None:
    """Write a meeting's own facts."""
    row: Row = {column: getattr(meeting, column) for column in _MEETING}
    row["starts"], row["ends"] = _hour(meeting.starts), _hour(meeting.ends)
    counted = meeting.cash_counted
    row["cash_counted"] = (
        None if counted is None else {str(k): counted[k] for k in sorted(counted, reverse=True)}
    )
    writer.put("meeting", row, scope=meeting.kube_id)


def _hour(moment: time | None) -> str | None:
    return None if moment is None else f"{moment:%H:%M}"


def meeting_of(row: Mapping[str, Any]) -> Meeting:
    """Return a meeting from its row."""
    values = {column: row[column] for column in _MEETING}
    values["kube_id"] = row["kube_id"] or ""
    values["held_on"], values["next_on"] = _day(row["held_on"]), _day(row["next_on"])
    values["starts"], values["ends"] = _time(row["starts"]), _time(row["ends"])
    known = {status.value for status in Status}
    values["status"] = Status(row["status"]) if row["status"] in known else Status.HELD
    counted = row["cash_counted"]
    values["cash_counted"] = counted and {int(k): int(n) for k, n in json.loads(counted).items()}
    values["absent_agree"] = None if row["absent_agree"] is None else bool(row["absent_agree"])
    return Meeting(**values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def by_id(db: Database, meeting_id: str) -> Meeting | None:
    """Read one meeting."""
    row = db.row("SELECT * FROM meeting WHERE id = :id", id=meeting_id)
    return meeting_of(row) if row else None


def summaries(
    db: Database, kube_id: str | None, first: date | None = None, last: date | None = None
) -> list[Summary]:
    """Read the meetings of one group, or of all, with their figures, the newest first."""
    sql = f"""{_SUMMARY} WHERE (m.kube_id = :kube OR :kube IS NULL)
        AND coalesce(m.held_on, '') BETWEEN coalesce(:first, '') AND coalesce(:last, '9999')
        ORDER BY m.held_on DESC, m.id"""
    found = db.rows(
        sql,
        kube=kube_id,
        first=first.isoformat() if first else None,
        last=last.isoformat() if last else None,
    )
    return [
        Summary(
            meeting=meeting_of(row),
            present=row["present"],
            marked=row["marked"],
            dues=row["dues"],
            decisions=row["decisions"],
            open_follow_ups=row["open_follow_ups"],
        )
        for row in found
    ]


def last_held(db: Database, kube_id: str, before: date | None = None) -> Meeting | None:
    """Read the last meeting that was held, before a day where one is given."""
    row = db.row(
        """SELECT * FROM meeting WHERE kube_id = :kube AND status = 'held'
        AND held_on < coalesce(:before, '9999') ORDER BY held_on DESC, id DESC LIMIT 1""",
        kube=kube_id,
        before=before.isoformat() if before else None,
    )
    return meeting_of(row) if row else None


def first_planned(db: Database, kube_id: str) -> Meeting | None:
    """Read the earliest meeting that is still only planned."""
    row = db.row(
        """SELECT * FROM meeting WHERE kube_id = :kube AND status = 'planned'
        ORDER BY held_on, id LIMIT 1""",
        kube=kube_id,
    )
    return meeting_of(row) if row else None


def on_day(db: Database, kube_id: str, day: date) -> Meeting | None:
    """Read the meeting of one day that was held or planned."""
    row = db.row(
        """SELECT * FROM meeting WHERE kube_id = :kube AND held_on = :day
        AND status <> 'not_held' ORDER BY status = 'planned', id LIMIT 1""",
        kube=kube_id,
        day=day.isoformat(),
    )
    return meeting_of(row) if row else None


def last_day(db: Database, kube_id: str | None = None) -> date | None:
    """Return the day of the last meeting held, of one group or of all."""
    sql = """SELECT max(held_on) FROM meeting
        WHERE status = 'held' AND (kube_id = :kube OR :kube IS NULL)"""
    return _day(db.value(sql, kube=kube_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who was noted how at a meeting, who owes nothing there, and who agrees from afar.

    `noted` are all who have a line, the unmarked among them.
    """

    marks: Mapping[str, Attendance | None] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()
    agreeing: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()


def attendance_of(db: Database, meeting_id: str) -> dict[str, Attendance]:
    """Read who was noted how; unmarked members are left out."""
    return {member: mark for member, mark in roll_of(db, meeting_id).marks.items() if mark}


def marks_of(db: Database, member_id: str) -> list[tuple[date, Attendance]]:
    """Read how a member was noted at each meeting held; unmarked ones are left out."""
    known = {status.value for status in Attendance} - {Attendance.UNMARKED}
    found = db.rows(
        """SELECT m.held_on, a.status FROM meeting_attendance AS a
        JOIN meeting AS m ON m.id = a.meeting_id
        WHERE a.member_id = :member AND m.held_on IS NOT NULL ORDER BY m.held_on DESC""",
        member=member_id,
    )
    return [
        (date.fromisoformat(row["held_on"]), Attendance(row["status"]))
        for row in found
        if row["status"] in known
    ]


def attendance_between(
    db: Database, kube_id: str, first: date, last: date
) -> dict[str, dict[str, Attendance]]:
    """Read who was noted how at each meeting held in a period, by day; unmarked are left out."""
    known = {status.value for status in Attendance} - {Attendance.UNMARKED}
    sql = """SELECT m.id, a.member_id, a.status FROM meeting AS m
        LEFT JOIN meeting_attendance AS a ON a.meeting_id = m.id
        WHERE m.kube_id = :kube AND m.status = 'held' AND m.held_on >= :first
          AND m.held_on <= :last ORDER BY m.held_on, m.id"""
    found: dict[str, dict[str, Attendance]] = {}
    days = {"first": first.isoformat(), "last": last.isoformat()}
    for row in db.rows(sql, kube=kube_id, **days):
        came = found.setdefault(row["id"], {})
        if row["status"] in known:
            came[row["member_id"]] = Attendance(row["status"])
    return found


def roll_of(db: Database, meeting_id: str) -> Roll:
    """Read a meeting's roll; unmarked members have no mark in it."""
    known = {status.value for status in Attendance} - {Attendance.UNMARKED}
    found = db.rows("SELECT * FROM meeting_attendance WHERE meeting_id = :id", id=meeting_id)
    return Roll(
        marks={r["member_id"]: Attendance(r["status"]) for r in found if r["status"] in known},
        excused=frozenset(r["member_id"] for r in found if r["is_excused"]),
        agreeing=frozenset(r["member_id"] for r in found if r["agrees"]),
        noted=frozenset(r["member_id"] for r in found),
    )


def save_roll(writer: Writer, meeting: Meeting, wanted: Roll, known: Roll) -> None:
    """Write a roll; a member noted before whose mark is gone becomes unmarked."""
    named = {m for m, mark in wanted.marks.items() if mark} | wanted.excused | wanted.agreeing
    rows: list[Row] = [
        {
            "id": derived_id("meeting_attendance", meeting.id, member_id),
            "meeting_id": meeting.id,
            "member_id": member_id,
            "status": (wanted.marks.get(member_id) or Attendance.UNMARKED).value,
            "is_excused": 1 if member_id in wanted.excused else None,
            "agrees": 1 if member_id in wanted.agreeing else None,
        }
        for member_id in named | known.noted
    ]
    writer.put_many("meeting_attendance", sorted(rows, key=_by_id), scope=meeting.kube_id)


def _by_id(row: Row) -> str:
    return str(row["id"])


def agenda_of(db: Database, meeting_id: str) -> list[AgendaItem]:
    """Read a meeting's agenda in its order."""
    sql = "SELECT * FROM agenda_item WHERE meeting_id = :id ORDER BY position, id"
    return [
        AgendaItem(
            id=row["id"],
            title=row["title"] or "",
            discussion=row["discussion"],
            decision=row["decision"],
            decision_no=row["decision_no"],
        )
        for row in db.rows(sql, id=meeting_id)
    ]


def save_item(writer: Writer, meeting: Meeting, item: AgendaItem, position: int) -> str:
    """Write one point of the agenda."""
    row: Row = {
        "id": item.id,
        "meeting_id": meeting.id,
        "position": position,
        "title": item.title,
        "discussion": item.discussion,
        "decision": item.decision,
        "decision_no": item.decision_no,
    }
    return writer.put("agenda_item", row, scope=meeting.kube_id)


def last_decision_number(db: Database, kube_id: str, behind: str) -> int:
    """Return the highest number given to a decision of a group, of those that end alike."""
    sql = """SELECT max(CAST(i.decision_no AS INTEGER)) FROM agenda_item i
        JOIN meeting m ON m.id = i.meeting_id
        WHERE m.kube_id = :kube AND i.decision_no = CAST(i.decision_no AS INTEGER) || :behind"""
    return int(db.value(sql, kube=kube_id, behind=behind) or 0)


def decisions_numbered_twice(db: Database) -> list[dict[str, Any]]:
    """Read the numbers that two decisions of a group share, with one of their meetings."""
    sql = """SELECT m.kube_id, i.decision_no, min(m.id) AS meeting_id FROM agenda_item i
        JOIN meeting m ON m.id = i.meeting_id WHERE i.decision_no IS NOT NULL
        GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2"""
    return db.rows(sql)


# -- seals, templates, hosts ---------------------------------------------------------------


def save_seal(writer: Writer, seal: Seal) -> str:
    """Write what happened to a meeting's page."""
    return rows.save(writer, "meeting_seal", seal, scope=seal.kube_id)


def seals_of(db: Database, meeting_id: str) -> list[Seal]:
    """Read a meeting's seals, the oldest first; what this program does not know is left out."""
    sql = "SELECT * FROM meeting_seal WHERE meeting_id = :id ORDER BY at, id"
    known = {kind.value for kind in SealKind}
    found = db.rows(sql, id=meeting_id)
    return [rows.thing_of(Seal, row) for row in found if row["kind"] in known]


def confirmed_meetings(db: Database) -> list[Seal]:
    """Read the last seal of every meeting whose page is shut."""
    sql = """SELECT * FROM (SELECT *, row_number() OVER (
            PARTITION BY meeting_id ORDER BY at DESC, id DESC) AS back FROM meeting_seal)
        WHERE back = 1 AND kind = 'confirmed' ORDER BY meeting_id"""
    return [rows.thing_of(Seal, row) for row in db.rows(sql)]


def save_template(writer: Writer, template: Template) -> str:
    """Write an agenda under its name."""
    return rows.save(writer, "agenda_template", template, scope=template.kube_id)


def templates_of(db: Database, kube_id: str) -> list[Template]:
    """Read a group's own agendas by name."""
    where = "WHERE kube_id = :kube ORDER BY name COLLATE NOCASE, id"
    return rows.all_of(db, Template, "agenda_template", where, kube=kube_id)


def last_hosted(db: Database, kube_id: str) -> dict[str, date]:
    """Read when the group last met at each member's."""
    sql = """SELECT host_id, max(held_on) AS day FROM meeting WHERE kube_id = :kube
        AND host_id IS NOT NULL AND status = 'held' AND held_on IS NOT NULL GROUP BY host_id"""
    return {r["host_id"]: date.fromisoformat(r["day"]) for r in db.rows(sql, kube=kube_id)}


def follow_up_of(row: Mapping[str, Any]) -> FollowUp:
    """Return a promise from its row."""
    return FollowUp(
        id=row["id"],
        kube_id=row["kube_id"] or "",
        meeting_id=row["meeting_id"],
        item_id=row["item_id"],
        what=row["what"] or "",
        member_id=row["member_id"],
        who=row["who"],
        due=_day(row["due"]),
        done_on=_day(row["done_on"]),
    )


def follow_ups_of(db: Database, meeting_id: str) -> list[FollowUp]:
    """Read what was promised at a meeting."""
    sql = "SELECT * FROM follow_up WHERE meeting_id = :id ORDER BY position, id"
    return [follow_up_of(row) for row in db.rows(sql, id=meeting_id)]


def follow_up_by_id(db: Database, follow_up_id: str) -> FollowUp | None:
    """Read one promise."""
    row = db.row("SELECT * FROM follow_up WHERE id = :id", id=follow_up_id)
    return follow_up_of(row) if row else None


def earlier_follow_ups(
    db: Database, kube_id: str, *, before: date, but: str, since: date | None
) -> list[FollowUp]:
    """Read what earlier meetings promised and is open, or was done since a day."""
    sql = """SELECT f.* FROM follow_up f LEFT JOIN meeting m ON m.id = f.meeting_id
        WHERE f.kube_id = :kube AND coalesce(f.meeting_id, '') <> :but
          AND coalesce(m.held_on, '') < :before
          AND (f.done_on IS NULL OR f.done_on > coalesce(:since, ''))
        ORDER BY f.due IS NULL, f.due, m.held_on, f.position, f.id"""
    found = db.rows(
        sql,
        kube=kube_id,
        but=but,
        before=before.isoformat(),
        since=since.isoformat() if since else None,
    )
    return [follow_up_of(row) for row in found]


def open_follow_ups(db: Database, kube_id: str) -> list[FollowUp]:
    """Read everything promised in a group that is not done."""
    sql = """SELECT * FROM follow_up WHERE kube_id = :kube AND done_on IS NULL
        ORDER BY due IS NULL, due, position, id"""
    return [follow_up_of(row) for row in db.rows(sql, kube=kube_id)]


def save_follow_up(writer: Writer, promise: FollowUp, position: int) -> str:
    """Write one promise."""
    row: Row = {
        "id": promise.id,
        "kube_id": promise.kube_id,
        "meeting_id": promise.meeting_id,
        "item_id": promise.item_id,
        "what": promise.what,
        "member_id": promise.member_id,
        "who": promise.who,
        "due": promise.due,
        "done_on": promise.done_on,
        "position": position,
    }
    return writer.put("follow_up", row, scope=promise.kube_id)


def settle(writer: Writer, follow_up_id: str, done_on: date | None) -> None:
    """Write when a promise was kept, None opens it again."""
    writer.put("follow_up", {"id": follow_up_id, "done_on": done_on})
