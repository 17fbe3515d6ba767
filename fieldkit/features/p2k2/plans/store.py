"""What the plan needs to know of the past, read set by set."""

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.features.p2k2 import store
from fieldkit.features.p2k2.model import GIVEN, Counts
from fieldkit.features.p2k2.plans.model import Given, Past, Slot

_GIVEN = ", ".join(f"'{status}'" for status in GIVEN)
_ASSESSED = "('poor', 'good', 'very_good')"


def pasts(db: Database, month: Month, today: date) -> list[Past]:
    """Return what each group had before a month ends; a plan before it counts as given."""
    stories: dict[str, list[Row]] = {}
    sql = f"""SELECT id, group_id, held_on, starts, ends, coalesce(place, '') AS place,
            coalesce(code, '') AS code, status IN ({_GIVEN}) AS is_given, status
        FROM session WHERE held_on <= :last AND status IS NOT NULL
            AND (status IN ({_GIVEN}) OR status = 'not_held'
                OR (status = 'planned' AND held_on >= :today AND held_on < :first))
        ORDER BY held_on, starts, id"""
    span = {"first": month.first, "last": month.last, "today": today}
    for row in db.rows(sql, **{key: day.isoformat() for key, day in span.items()}):
        stories.setdefault(row["group_id"], []).append(row)
    lasts = {
        group: next((r for r in reversed(rows) if r["is_given"]), None)
        for group, rows in stories.items()
    }
    ids = [row["id"] for row in lasts.values() if row is not None]
    counts, grades = store.counts(db, ids), _grades(db, ids)
    return [
        _past(group, stories.get(group["id"], []), lasts.get(group["id"]), counts, grades)
        for group in store.groups(db)
    ]


def _past(
    group: Row,
    story: list[Row],
    last: Row | None,
    counts: Mapping[str, Counts],
    grades: Mapping[str, Row],
) -> Past:
    taught = [row for row in story if row["status"] != "not_held"]
    times: dict[str, int] = {}
    latest: dict[str, date] = {}
    for row in taught:
        if row["code"]:
            times[row["code"]] = times.get(row["code"], 0) + 1
            latest[row["code"]] = date.fromisoformat(row["held_on"])
    is_newest = last is not None and taught[-1] is last
    usual = last or {}
    return Past(
        group_id=group["id"],
        group_name=group["name"],
        group_code=group["code"],
        place=group["meeting_place"] or usual.get("place", ""),
        usual_day=group["meeting_day"] or _day_of(last),
        starts=_time(usual.get("starts")),
        ends=_time(usual.get("ends")),
        times=times,
        latest=latest,
        last=_given(last, counts, grades) if last is not None and is_newest else None,
        in_a_row=_in_a_row(taught),
        postponed=_postponed(story),
    )


def _given(row: Row, counts: Mapping[str, Counts], grades: Mapping[str, Row]) -> Given:
    found = grades.get(row["id"], {"assessed": 0, "poor": 0})
    return Given(
        code=row["code"],
        held_on=date.fromisoformat(row["held_on"]),
        counts=counts.get(row["id"], Counts()),
        assessed=found["assessed"],
        poor=found["poor"],
    )


def _in_a_row(taught: list[Row]) -> int:
    """Return how often the last session's material was given without another between."""
    count = 0
    for row in reversed(taught):
        if not row["code"] or row["code"] != taught[-1]["code"]:
            break
        count += 1
    return count


def _postponed(story: list[Row]) -> str:
    """Return the material of the newest session that was not held and not made up for since."""
    for row in reversed(story):
        if row["status"] != "not_held":
            return ""
        if row["code"]:
            return str(row["code"])
    return ""


def _grades(db: Database, session_ids: list[str]) -> dict[str, Row]:
    sql = f"""SELECT session_id, count(*) AS assessed, sum(understanding = 'poor') AS poor
        FROM attendance WHERE status = 'present' AND understanding IN {_ASSESSED}
            AND session_id IN (SELECT value FROM json_each(:ids)) GROUP BY session_id"""
    return {row["session_id"]: row for row in db.rows(sql, ids=json.dumps(session_ids))}


def topic_days(db: Database, year: int) -> list[Row]:
    """Return each session with a code that was given up to a year's end or is planned in it."""
    sql = f"""SELECT id, group_id, held_on, code, status IN ({_GIVEN}) AS is_given FROM session
        WHERE code IS NOT NULL AND held_on <= :last
            AND (status IN ({_GIVEN}) OR (status = 'planned' AND held_on >= :first))
        ORDER BY held_on, starts, id"""
    return db.rows(sql, first=f"{year:04}-01-01", last=f"{year:04}-12-31")


def slots(db: Database, month: Month, *, planned: bool) -> list[Slot]:
    """Return the sessions planned in a month, or those that took place in it."""
    wanted = "session.status = 'planned'" if planned else f"session.status IN ({_GIVEN})"
    sql = f"""SELECT session.id, session.group_id, held_on, starts, ends,
            coalesce(kpm_group.name, '') AS name
        FROM session LEFT JOIN kpm_group ON kpm_group.id = session.group_id
        WHERE held_on BETWEEN :first AND :last AND {wanted} ORDER BY held_on, starts, session.id"""
    return [
        Slot(
            id=row["id"],
            group_id=row["group_id"] or "",
            day=date.fromisoformat(row["held_on"]),
            starts=_time(row["starts"]),
            ends=_time(row["ends"]),
            name=row["name"],
        )
        for row in db.rows(sql, first=month.first.isoformat(), last=month.last.isoformat())
    ]


def _day_of(row: Row | None) -> int | None:
    return date.fromisoformat(row["held_on"]).day if row is not None else None


def _time(text: Any) -> time | None:
    return time.fromisoformat(text) if text else None
