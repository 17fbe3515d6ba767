"""What people do with P2K2 sessions: plan, record, report; and what they ask about them.

session_id = p2k2.plan_session(ctx, Session(group_id=..., held_on=..., code="M2S1"))
rows = p2k2.attendance_grid(ctx, session_id)
p2k2.record_session(ctx, replace(session, starts=..., ...), [row.kept for row in rows])
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum, model, overview, roll, store, story
from fieldkit.features.p2k2.model import (
    Attendance,
    AttendanceRow,
    Counts,
    Coverage,
    FamilyAttendance,
    GroupMonth,
    GroupYear,
    Mark,
    Presenter,
    Session,
    SessionStatus,
    SessionSummary,
    Told,
    Understanding,
)
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.people.nik import mask

SENTENCES = {
    "session_in_future": N_(
        "A session that took place can not lie in the future. Save it as a plan instead."
    ),
    "session_ends_before_start": N_("The session must end after it starts."),
    "presenter_required": N_("Write at least one presenter."),
    "presenter_nameless": N_("Presenter {number} has no name."),
    "presenter_without_institution": N_(
        "The portal asks for every presenter's position or institution."
    ),
    "too_many_presenters": N_("There is room for {limit} presenters."),
    "too_many_for_portal": N_(
        "The portal takes {limit} presenters; there are {count}. The others stay in the report."
    ),
    "narrative_too_long": N_(
        "The joined narrative has {length} characters; the portal takes {limit}."
    ),
    "unusual_group_size": N_("This group has {count} families; groups usually have 10 to 40."),
    "group_is_fixed": N_("A session stays with its group. Plan a new one for the other group."),
    "already_held": N_("This session has already taken place."),
}
sentences.register(SENTENCES)

GRADES: dict[Understanding, str] = {
    Understanding.POOR: N_("Poor"),
    Understanding.GOOD: N_("Good"),
    Understanding.VERY_GOOD: N_("Very good"),
    Understanding.NOT_ASSESSABLE: N_("Can not be assessed"),
}


# -- what people do --------------------------------------------------------------------------


def plan_session(ctx: Context, session: Session) -> str:
    """Save a plan, new or changed, and return its id; the date may lie ahead."""
    ctx.require(Permission.RECORD_SESSION)
    name = _group(ctx, session.group_id)["name"] if session.group_id else ""
    with ctx.db.write(Step(N_("Plan a P2K2 session of {group}"), group=name)) as writer:
        return put_plan(ctx, writer, session)


def put_plan(ctx: Context, writer: Writer, session: Session) -> str:
    """Do as `plan_session` inside an open step."""
    ctx.require(Permission.RECORD_SESSION)
    former = _former(ctx, session)
    if former is not None and former.is_given:
        raise InvalidInputError([Problem("held_on", "already_held")])
    ready = replace(
        _completed(ctx, session),
        status=SessionStatus.PLANNED,
        not_held_reason="",
        not_held_code="",
    )
    if found := model.plan_problems(ready):
        raise InvalidInputError(found)
    _group(ctx, ready.group_id)
    return _put(ctx, writer, ready)


def record_session(
    ctx: Context, session: Session, marks: Iterable[Attendance] | None = None
) -> str:
    """Save a session that took place, its presenters and its attendance; return its id.

    Families of the group not among `marks` go on the roll as unmarked. Without `marks` the
    attendance stays as it is.
    """
    ctx.require(Permission.RECORD_SESSION)
    kept = None if marks is None else list(marks)
    name = _group(ctx, session.group_id)["name"]
    counts = model.counts_of(kept or ())
    step = Step(
        N_("Record the P2K2 of {group}: {present} present"), group=name, present=counts.present
    )
    with ctx.db.write(step) as writer:
        return put_session(ctx, writer, session, kept)


def put_session(
    ctx: Context, writer: Writer, session: Session, marks: Iterable[Attendance] | None = None
) -> str:
    """Do as `record_session` inside another room's transaction."""
    ctx.require(Permission.RECORD_SESSION)
    _former(ctx, session)
    was_reported = session.status is SessionStatus.REPORTED
    status = SessionStatus.REPORTED if was_reported else SessionStatus.HELD
    ready = replace(_completed(ctx, session), status=status, not_held_reason="", not_held_code="")
    kept = None if marks is None else list(marks)
    found = model.record_problems(ready, ctx.today) + model.attendance_problems(kept or ())
    if found:
        raise InvalidInputError(found)
    session_id = _put(ctx, writer, ready)
    if kept is not None:
        known = {mark.family_id for mark in kept}
        begun = roll.begun(ctx.db, ready.group_id, session_id)
        rest = [Attendance(family_id=family) for family in begun if family not in known]
        store.save_attendance(writer, ctx.db, session_id, [*kept, *rest], ready.group_id)
    store.DRAFTS.drop(writer, session_id)
    return session_id


def mark_not_held(ctx: Context, session_id: str, reason: str, code: str = "") -> None:
    """Say that a planned session did not take place, and why.

    `code` names a reason of the list; `reason` adds to it, or stands alone.
    """
    ctx.require(Permission.RECORD_SESSION)
    known = session(ctx, session_id)
    told = _not_held_words(reason, code)
    name = _group(ctx, known.group_id)["name"]
    with ctx.db.write(Step(N_("P2K2 of {group} was not held"), group=name)) as writer:
        changed = {
            "status": SessionStatus.NOT_HELD.value,
            "not_held_reason": told,
            "not_held_code": code or None,
        }
        writer.put("session", {"id": session_id, **changed})


def note_not_held(ctx: Context, group_id: str, on: date, reason: str, code: str = "") -> str:
    """Note that a group had no session, planned or not, and why; return the note's id."""
    ctx.require(Permission.RECORD_SESSION)
    told = _not_held_words(reason, code)
    name = _group(ctx, group_id)["name"]
    noted = Session(
        group_id=group_id,
        held_on=on,
        status=SessionStatus.NOT_HELD,
        not_held_reason=told,
        not_held_code=code,
    )
    with ctx.db.write(Step(N_("P2K2 of {group} was not held"), group=name)) as writer:
        return _put(ctx, writer, noted)


def mark_reported(ctx: Context, session_id: str) -> None:
    """Note that a session's report was handed in."""
    ctx.require(Permission.RECORD_SESSION)
    known = session(ctx, session_id)
    if not known.is_given:
        raise InvalidInputError([Problem("status", "unknown_choice")])
    name = _group(ctx, known.group_id)["name"]
    with ctx.db.write(Step(N_("Hand in the P2K2 report of {group}"), group=name)) as writer:
        writer.put("session", {"id": session_id, "status": SessionStatus.REPORTED.value})


def remove_session(ctx: Context, session_id: str) -> None:
    """Put a session with its presenters and attendance into the bin."""
    ctx.require(Permission.RECORD_SESSION)
    known = session(ctx, session_id)
    name = _group(ctx, known.group_id)["name"]
    with ctx.db.write(Step(N_("Remove a P2K2 session of {group}"), group=name)) as writer:
        marks = store.attendance_ids(ctx.db, session_id)
        for family_id in store.attendance(ctx.db, [session_id]).get(session_id, {}):
            writer.remove("attendance", marks[family_id])
        for presenter in known.presenters:
            writer.remove("presenter", presenter.id)
        writer.remove("session", session_id)
        store.DRAFTS.drop(writer, session_id)


def keep_draft(ctx: Context, record: str, data: dict[str, Any]) -> None:
    """Keep a half-typed meeting page on this laptop, whatever happens next."""
    ctx.require(Permission.RECORD_SESSION)
    store.DRAFTS.keep(ctx.db, record, data, ctx.clock.now())


def draft(ctx: Context, record: str) -> dict[str, Any] | None:
    """Return what was half-typed on a meeting page, None when nothing was."""
    ctx.require(Permission.RECORD_SESSION)
    kept = store.DRAFTS.kept(ctx.db, record)
    return kept.typed if kept else None


def drafted(ctx: Context) -> set[str]:
    """Return the sessions whose meeting page holds typing that is not saved."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.DRAFTS.records(ctx.db)


def drop_draft(ctx: Context, record: str) -> None:
    """Forget what was half-typed."""
    ctx.require(Permission.RECORD_SESSION)
    with ctx.db.local() as writer:
        store.DRAFTS.drop(writer, record)


# -- what people ask -------------------------------------------------------------------------


def session(ctx: Context, session_id: str) -> Session:
    """Return one session; raises NotFoundError."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.by_id(ctx.db, session_id)
    if found is None:
        raise NotFoundError
    return found


def group_of(ctx: Context, session_id: str) -> dict[str, Any]:
    """Return the id, name, code and meeting place of a session's group."""
    ctx.require(Permission.SEE_SESSIONS)
    return _group(ctx, session(ctx, session_id).group_id)


def group_name(ctx: Context, group_id: str) -> str:
    """Return a group's name; raises InvalidInputError for a group that is not there."""
    ctx.require(Permission.SEE_SESSIONS)
    return str(_group(ctx, group_id)["name"])


def group_choices(ctx: Context) -> list[dict[str, Any]]:
    """Return the id, name, code and meeting place of every group, in the order of its letter."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.groups(ctx.db)


def size_warning(ctx: Context, group_id: str) -> Problem | None:
    """Return a warning about a group far smaller or larger than groups usually are."""
    ctx.require(Permission.SEE_SESSIONS)
    return model.group_size_warning(len(_roll(ctx, group_id, "")))


def warnings(session: Session) -> list[Problem]:
    """Return what the ministry's portal will not take as it stands; none of it blocks."""
    limits = curriculum.portal()
    found = model.presenter_warnings(session, limits.presenter_limit)
    length = len(story.joined(session))
    if length > limits.narrative_limit:
        details: dict[str, object] = {"limit": limits.narrative_limit, "length": length}
        found.append(Problem("process", "narrative_too_long", details, is_warning=True))
    return found


def sessions_of_month(
    ctx: Context, month: Month, group_id: str | None = None
) -> list[SessionSummary]:
    """Return a month's sessions, planned ones too, oldest first, with who came."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.between(ctx.db, month.first, month.last, group_id)
    return overview.summaries(ctx.db, found)


def sessions_between(ctx: Context, first: date, last: date) -> list[SessionSummary]:
    """Return the sessions of a stretch of days, oldest first, with who came."""
    ctx.require(Permission.SEE_SESSIONS)
    return overview.summaries(ctx.db, store.between(ctx.db, first, last))


def sessions_of_group(ctx: Context, group_id: str) -> list[SessionSummary]:
    """Return every session of a group, oldest first."""
    ctx.require(Permission.SEE_SESSIONS)
    return overview.summaries(ctx.db, store.of_group(ctx.db, group_id))


def attendance_grid(ctx: Context, session_id: str) -> list[AttendanceRow]:
    """Return every family of the session's group; nobody is marked who was not marked by hand.

    Families on the roll who have left since stay; families who came since stand last.
    """
    ctx.require(Permission.SEE_SESSIONS)
    known = session(ctx, session_id)
    return _shown(ctx, _roll(ctx, known.group_id, session_id))


def blank_grid(ctx: Context, group_id: str) -> list[AttendanceRow]:
    """Return the lines of a sheet for a group that has no session yet."""
    ctx.require(Permission.SEE_SESSIONS)
    return _shown(ctx, _roll(ctx, group_id, ""))


def grids(
    ctx: Context, sheets: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[AttendanceRow]]:
    """Return many grids at once, by (group, session); a blank session is a blank sheet."""
    ctx.require(Permission.SEE_SESSIONS)
    found = roll.rolls(ctx.db, sheets)
    return {sheet: _shown(ctx, rows) for sheet, rows in found.items()}


def attendance_of_family(ctx: Context, family_id: str) -> list[FamilyAttendance]:
    """Return the sessions a family was on the roll of, newest first."""
    ctx.require(Permission.SEE_SESSIONS)
    return [
        FamilyAttendance(
            session_id=row["id"],
            held_on=date.fromisoformat(row["held_on"]) if row["held_on"] else None,
            group_name=row["group_name"],
            code=row["code"],
            title=row["title"],
            status=store.word(Mark, row["status"]) or Mark.UNMARKED,
            understanding=store.word(Understanding, row["understanding"]),
            note=row["note"],
        )
        for row in store.of_family(ctx.db, family_id)
    ]


def told_of(ctx: Context, family_id: str) -> list[Told]:
    """What a family's story says of its sessions."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.told_of(ctx.db, family_id)


def group_months(ctx: Context, month: Month) -> list[GroupMonth]:
    """Return every group with its sessions of one month."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.between(ctx.db, month.first, month.last)
    return overview.by_group(store.groups(ctx.db), found)


def coverage(ctx: Context, month: Month) -> Coverage:
    """Return how many groups had their session, planned one, or wait for one."""
    return overview.coverage(group_months(ctx, month))


def month_matrix(ctx: Context, year: int) -> list[GroupYear]:
    """Return every group with its sessions of each month of a year."""
    ctx.require(Permission.SEE_SESSIONS)
    return overview.year(ctx.db, year)


def times_given(ctx: Context) -> dict[str, dict[str, int]]:
    """Return, by group, how often each official session was given (by code)."""
    ctx.require(Permission.SEE_SESSIONS)
    return overview.times_given(ctx.db)


def repeat_number(ctx: Context, wanted: Session) -> int:
    """Return 1 for the first time the group is given this session, 2 for the second."""
    ctx.require(Permission.SEE_SESSIONS)
    return overview.repeats(ctx.db, [wanted])[0]


def last_session(
    ctx: Context, group_id: str, before: date | None = None, apart_from: str = ""
) -> Session | None:
    """Return the newest session a group was given, to ask back its material."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.last_given(ctx.db, group_id, before or ctx.today, apart_from)


def monthly_attendance(ctx: Context, first: Month, last: Month) -> list[tuple[Month, Counts]]:
    """Return who came, month by month; a month without any session has zero on the roll."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.monthly_counts(ctx.db, first.first, last.last)
    months = []
    month = first
    while month <= last:
        months.append((month, found.get(str(month), Counts())))
        month = month.next()
    return months


def known_presenters(ctx: Context) -> list[Presenter]:
    """Return everybody who ever presented, the most frequent first."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.known_presenters(ctx.db)


def latest_month(ctx: Context) -> Month | None:
    """Return the last month in which a session took place."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.latest_month(ctx.db, given=True)
    return Month.parse(found) if found else None


def latest_planned_month(ctx: Context) -> Month | None:
    """Return the last month that has any session, planned ones too."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.latest_month(ctx.db, given=False)
    return Month.parse(found) if found else None


# -- inside ----------------------------------------------------------------------------------


def _put(ctx: Context, writer: Writer, ready: Session) -> str:
    session_id = ready.id or new_id()
    saved = replace(ready, id=session_id)
    store.save(writer, saved, ready.group_id)
    store.save_presenters(writer, ctx.db, session_id, ready.presenters, ready.group_id)
    return session_id


def _completed(ctx: Context, session: Session) -> Session:
    """Give a session the title its code stands for, unless it carries its own.

    Material that has since been removed keeps code, module and title of the day.
    """
    tidy = model.tidied(session)
    topic = teaching.topic(ctx, tidy.code)
    if topic is not None:
        return replace(tidy, module=topic.module, title=tidy.title or topic.title)
    if tidy.code and tidy.title and tidy.module:
        return tidy
    return replace(tidy, code="", module=curriculum.FREE if tidy.title else tidy.module)


def _not_held_words(reason: str, code: str) -> str:
    """Return the reason as forms print it; raises InvalidInputError where there is none."""
    if found := model.not_held_problems(reason, code):
        raise InvalidInputError(found)
    known = {choice.code: choice.title for choice in curriculum.not_held_reasons()}
    if code and code not in known:
        raise InvalidInputError([Problem("not_held_code", "unknown_choice")])
    listed = known[code] if code not in ("", model.OTHER_REASON) else ""
    return ": ".join(part for part in (listed, reason.strip()) if part)


def _former(ctx: Context, session: Session) -> Session | None:
    former = store.by_id(ctx.db, session.id) if session.id else None
    if former is not None and former.group_id != session.group_id:
        raise InvalidInputError([Problem("group_id", "group_is_fixed")])
    return former


def _group(ctx: Context, group_id: str) -> dict[str, Any]:
    found = next((g for g in store.groups(ctx.db) if g["id"] == group_id), None)
    if found is None:
        raise InvalidInputError([Problem("group_id", "required")])
    return found


def _roll(ctx: Context, group_id: str, session_id: str) -> list[AttendanceRow]:
    return roll.rolls(ctx.db, [(group_id, session_id)])[group_id, session_id]


def _shown(ctx: Context, rows: list[AttendanceRow]) -> list[AttendanceRow]:
    """Mask the numbers for roles that may not see them."""
    if ctx.may(Permission.SEE_FULL_IDS):
        return rows
    return [replace(row, no_kk=mask(row.no_kk), nik=mask(row.nik)) for row in rows]
