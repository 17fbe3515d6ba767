"""What people do with change: judge a semester, note what was seen, look back over the years.

lines = growth.lines(ctx, group_id, Semester(2026, 2))
growth.save(ctx, group_id, Semester(2026, 2), [Review(...)], {family_id: {"recalls": Seen.SEEN}})
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.growth import model, store
from fieldkit.features.p2k2.growth.model import (
    Facts,
    Line,
    Progress,
    Review,
    Seen,
    Semester,
    StageCount,
    Yard,
)

SENTENCES: dict[str, str] = {
    "semester_ahead": N_("This semester has not begun yet."),
}
sentences.register(SENTENCES)

SEEN_WORDS: dict[Seen, str] = {Seen.SEEN: N_("Seen"), Seen.NOT_YET: N_("Not seen yet")}


def lines(ctx: Context, group_id: str, semester: Semester) -> list[Line]:
    """Return the families of a group with what is noted of a semester, and its facts."""
    ctx.require(Permission.SEE_SESSIONS)
    roll = p2k2.blank_grid(ctx, group_id)
    ids = [row.family_id for row in roll]
    known = store.reviews(ctx.db, semester, ids)
    marks = store.marks(ctx.db, semester, ids)
    facts = store.facts(ctx.db, semester.first, semester.last, ids)
    return [
        Line(
            family_id=row.family_id,
            code=row.code,
            name=row.name,
            review=known.get(row.family_id, Review(family_id=row.family_id)),
            marks=marks.get(row.family_id, {}),
            facts=facts.get(row.family_id, Facts()),
        )
        for row in roll
    ]


def save(
    ctx: Context,
    group_id: str,
    semester: Semester,
    reviews: Iterable[Review],
    marks: Mapping[str, Mapping[str, Seen | None]],
) -> int:
    """Note what was judged and seen, in one step; return how many families it is about."""
    ctx.require(Permission.RECORD_SESSION)
    judged = [
        replace(review, reviewed_on=None if review.is_blank else ctx.today) for review in reviews
    ]
    found = [problem for review in judged for problem in model.problems(review)]
    if semester > Semester.of(Month.of(ctx.today)):
        found.append(Problem("semester", "semester_ahead"))
    known = {code for codes in stage_codes().values() for code in codes}
    if any(code not in known for codes in marks.values() for code in codes):
        found.append(Problem("indicator", "unknown_choice"))
    if found:
        raise InvalidInputError(found)
    families = {review.family_id for review in judged} | marks.keys()
    name = p2k2.group_name(ctx, group_id)
    step = Step(
        N_("Note the change in {group}, semester {semester}"), group=name, semester=str(semester)
    )
    with ctx.db.write(step) as writer:
        store.save(writer, semester, judged, group_id)
        store.save_marks(writer, semester, marks, ctx.today, group_id)
        store.DRAFTS.drop(writer, _record(group_id, semester))
    return len(families)


def yardstick(ctx: Context, family_id: str) -> list[Yard]:
    """Return a family's semesters in which anything was noted, oldest first."""
    ctx.require(Permission.SEE_SESSIONS)
    found = []
    for semester in store.semesters_of(ctx.db, family_id):
        marks = store.marks(ctx.db, semester, [family_id]).get(family_id, {})
        facts = store.facts(ctx.db, semester.first, semester.last, [family_id])
        reviews = store.reviews(ctx.db, semester, [family_id])
        found.append(
            Yard(
                semester=semester,
                review=reviews.get(family_id, Review(family_id=family_id)),
                stages=counted(marks),
                facts=facts.get(family_id, Facts()),
            )
        )
    return found


def counted(marks: Mapping[str, Seen]) -> tuple[StageCount, ...]:
    """Count marks stage by stage."""
    return model.stage_counts(marks, stage_codes())


def stage_codes() -> dict[int, tuple[str, ...]]:
    """Return the indicators of each stage, by its number."""
    return {
        stage.number: tuple(choice.code for choice in stage.indicators)
        for stage in curriculum.stages()
    }


def progress(ctx: Context, semester: Semester) -> list[Progress]:
    """Return how far each group's form of a semester is filled."""
    ctx.require(Permission.SEE_SESSIONS)
    return [Progress(**row) for row in store.progress(ctx.db, semester)]


def latest_semester(ctx: Context) -> Semester | None:
    """Return the newest semester anybody was judged in."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.latest_semester(ctx.db)


def keep_draft(ctx: Context, group_id: str, semester: Semester, typed: Mapping[str, Any]) -> None:
    """Keep a half-filled form on this laptop."""
    ctx.require(Permission.RECORD_SESSION)
    store.DRAFTS.keep(ctx.db, _record(group_id, semester), typed, ctx.clock.now())


def draft(ctx: Context, group_id: str, semester: Semester) -> dict[str, Any] | None:
    """Return what was half-filled, None when nothing was."""
    ctx.require(Permission.RECORD_SESSION)
    kept = store.DRAFTS.kept(ctx.db, _record(group_id, semester))
    return kept.typed if kept else None


def drop_draft(ctx: Context, group_id: str, semester: Semester) -> None:
    """Forget what was half-filled."""
    ctx.require(Permission.RECORD_SESSION)
    with ctx.db.local() as writer:
        store.DRAFTS.drop(writer, _record(group_id, semester))


def _record(group_id: str, semester: Semester) -> str:
    return f"{group_id}:{semester}"
