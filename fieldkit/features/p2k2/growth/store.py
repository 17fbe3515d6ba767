"""The semester_review and stage_mark tables, and the sessions of a semester counted by family."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.p2k2 import store
from fieldkit.features.p2k2.growth.model import Facts, Review, Seen, Semester
from fieldkit.features.p2k2.model import GIVEN, Counts, Mark, Understanding
from fieldkit.features.people.words import SERVED

DRAFTS = Drafts("p2k2_growth")
_GIVEN = ", ".join(f"'{status}'" for status in GIVEN)
_SERVED = ", ".join(f"'{status}'" for status in SERVED)


def save(writer: Writer, semester: Semester, reviews: Iterable[Review], scope: str) -> None:
    """Write reviews."""
    rows: list[Row] = [
        {
            "id": derived_id("semester_review", review.family_id, str(semester)),
            "family_id": review.family_id,
            "semester": str(semester),
            "behaviour": review.behaviour.value if review.behaviour else None,
            "potential": review.potential.value if review.potential else None,
            "note": review.note.strip() or None,
            "reviewed_on": review.reviewed_on,
        }
        for review in reviews
    ]
    writer.put_many("semester_review", rows, scope)


def save_marks(
    writer: Writer,
    semester: Semester,
    marks: Mapping[str, Mapping[str, Seen | None]],
    on: date,
    scope: str,
) -> None:
    """Write what was seen, by family and indicator."""
    rows: list[Row] = [
        {
            "id": derived_id("stage_mark", family_id, str(semester), indicator),
            "family_id": family_id,
            "semester": str(semester),
            "indicator": indicator,
            "mark": mark.value if mark else None,
            "marked_on": on if mark else None,
        }
        for family_id, found in marks.items()
        for indicator, mark in found.items()
    ]
    writer.put_many("stage_mark", rows, scope)


def reviews(db: Database, semester: Semester, ids: Sequence[str]) -> dict[str, Review]:
    """Read the reviews of a semester, by family."""
    sql = """SELECT * FROM semester_review WHERE semester = :semester
        AND family_id IN (SELECT value FROM json_each(:ids))"""
    rows = db.rows(sql, semester=str(semester), ids=json.dumps(list(ids)))
    return {row["family_id"]: _review(row) for row in rows}


def marks(db: Database, semester: Semester, ids: Sequence[str]) -> dict[str, dict[str, Seen]]:
    """Read what was seen in a semester, by family and indicator."""
    sql = """SELECT family_id, indicator, mark FROM stage_mark WHERE semester = :semester
        AND mark IS NOT NULL AND family_id IN (SELECT value FROM json_each(:ids))"""
    found: dict[str, dict[str, Seen]] = {}
    for row in db.rows(sql, semester=str(semester), ids=json.dumps(list(ids))):
        if (mark := store.word(Seen, row["mark"])) is not None:
            found.setdefault(row["family_id"], {})[row["indicator"]] = mark
    return found


def facts(db: Database, first: date, last: date, ids: Sequence[str]) -> dict[str, Facts]:
    """Count who came and what was understood in a stretch of days, by family."""
    sql = f"""SELECT a.family_id, a.status, a.understanding, count(*) AS n
        FROM attendance AS a JOIN session AS s ON s.id = a.session_id
        WHERE s.status IN ({_GIVEN}) AND s.held_on BETWEEN :first AND :last
            AND a.family_id IN (SELECT value FROM json_each(:ids))
        GROUP BY 1, 2, 3"""
    span = {"first": first.isoformat(), "last": last.isoformat()}
    by_family: dict[str, list[Row]] = {}
    for row in db.rows(sql, **span, ids=json.dumps(list(ids))):
        by_family.setdefault(row["family_id"], []).append(row)
    later = """SELECT family_id, count(*) AS n FROM catch_up
        WHERE done_on BETWEEN :first AND :last
            AND family_id IN (SELECT value FROM json_each(:ids)) GROUP BY 1"""
    made_up = {
        row["family_id"]: row["n"] for row in db.rows(later, **span, ids=json.dumps(list(ids)))
    }
    return {
        family_id: _facts(by_family.get(family_id, []), made_up.get(family_id, 0))
        for family_id in by_family.keys() | made_up.keys()
    }


def _facts(rows: Iterable[Row], caught_up: int) -> Facts:
    counts = dict.fromkeys(Mark, 0)
    grades: dict[Understanding, int] = {}
    for row in rows:
        mark = store.word(Mark, row["status"]) or Mark.UNMARKED
        counts[mark] += row["n"]
        grade = store.word(Understanding, row["understanding"])
        if mark is Mark.PRESENT and grade is not None:
            grades[grade] = grades.get(grade, 0) + row["n"]
    numbers = {mark.value: number for mark, number in counts.items()}
    return Facts(counts=Counts(**numbers), grades=grades, caught_up=caught_up)


def semesters_of(db: Database, family_id: str) -> list[Semester]:
    """Return the semesters in which anything was noted of a family, oldest first."""
    sql = """SELECT semester FROM semester_review WHERE family_id = :id
            AND (behaviour IS NOT NULL OR potential IS NOT NULL OR note IS NOT NULL)
        UNION SELECT semester FROM stage_mark WHERE family_id = :id AND mark IS NOT NULL
        ORDER BY 1"""
    found = [Semester.parse(row["semester"]) for row in db.rows(sql, id=family_id)]
    return [semester for semester in found if semester is not None]


def progress(db: Database, semester: Semester) -> list[Row]:
    """Count, group by group, who is served and who was judged in both respects."""
    sql = f"""SELECT g.id AS group_id, g.name AS group_name, count(f.id) AS families,
            coalesce(sum(r.behaviour IS NOT NULL AND r.potential IS NOT NULL), 0) AS reviewed
        FROM kpm_group AS g
        JOIN family AS f ON f.group_id = g.id AND coalesce(f.status, 'active') IN ({_SERVED})
        LEFT JOIN semester_review AS r ON r.family_id = f.id AND r.semester = :semester
        GROUP BY g.id
        ORDER BY g.code IS NULL, length(g.code), g.code, g.name COLLATE NOCASE, g.id"""
    return db.rows(sql, semester=str(semester))


def latest_semester(db: Database) -> Semester | None:
    """Return the newest semester anybody was judged in."""
    sql = "SELECT max(semester) FROM semester_review WHERE behaviour IS NOT NULL"
    return Semester.parse(db.value(sql) or "")


def _review(row: Row) -> Review:
    return Review(
        family_id=row["family_id"],
        behaviour=store.word(Understanding, row["behaviour"]),
        potential=store.word(Understanding, row["potential"]),
        note=row["note"] or "",
        reviewed_on=date.fromisoformat(row["reviewed_on"]) if row["reviewed_on"] else None,
    )
