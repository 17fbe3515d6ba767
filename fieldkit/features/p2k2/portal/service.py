"""What people do at the portal desk: see a session as the portal wants it, edit, copy, tick.

desk = portal.desk(ctx, session_id)
portal.mark_entered(ctx, session_id)
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import access, sentences
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import model as sessions
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import AttendanceRow, Mark, Session, SessionSummary
from fieldkit.features.p2k2.portal import model
from fieldkit.features.p2k2.portal.composing import compose
from fieldkit.features.p2k2.portal.model import Desk, Field, Participant, Waiting
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.photos import service as photos

SENTENCES: dict[str, str] = {
    "not_held_yet": N_("Only a session that took place can be entered in the portal."),
}
sentences.register(SENTENCES)

FIELD_NAMES: dict[str, str] = {
    "name": N_("Name of the activity"),
    "category": N_("Category"),
    "narrative": N_("Narrative"),
    "date": N_("Date"),
    "starts": N_("Starts"),
    "ends": N_("Ends"),
    "place": N_("Place"),
    "presenter": N_("Presenter {number}"),
    "institution": N_("Institution {number}"),
    "attendance": N_("Attendance"),
    "photo": N_("Photo"),
}


# -- what people do --------------------------------------------------------------------------


def word(
    ctx: Context, session_id: str, *, name: str = "", category: str = "", text: str = ""
) -> None:
    """Keep the portal's wording of a session; what is blank or as proposed is not kept apart."""
    ctx.require(Permission.RECORD_SESSION)
    known = desk(ctx, session_id)
    wanted = worded(ctx, known, name=name, category=category, text=text)
    if found := sessions.portal_problems(wanted):
        raise InvalidInputError(found)
    kept = ("portal_name", "portal_category", "portal_text", "portal_basis")
    changed = {column: getattr(wanted, column) or None for column in kept}
    step = Step(N_("Word the P2K2 of {group} for the portal"), group=known.group_name)
    with ctx.db.write(step) as writer:
        writer.put("session", {"id": session_id} | changed)


def worded(
    ctx: Context,
    known: Desk,
    *,
    name: str | None = None,
    category: str | None = None,
    text: str | None = None,
) -> Session:
    """Return a desk's session with other words for the portal; None leaves a word as it is.

    An edited narrative remembers the facts it was made from, so that it can be said when they
    move on.
    """
    session = known.session
    if name is not None:
        proposed = _name(replace(session, portal_name=""), known.group_name)
        bare = " ".join(name.split())
        session = replace(session, portal_name="" if bare == proposed else bare)
    if category is not None:
        proposed = _category(ctx, replace(session, portal_category=""))[0]
        session = replace(session, portal_category="" if category == proposed else category)
    if text is not None:
        bare = " ".join(text.split())
        is_own = bool(bare) and bare != known.composed
        session = replace(
            session,
            portal_text=bare if is_own else "",
            portal_basis=known.composed if is_own else "",
        )
    return session


def mark_entered(ctx: Context, session_ids: Sequence[str], on: date | None) -> None:
    """Note that sessions stand in the portal since a day; None takes the note back."""
    ctx.require(Permission.RECORD_SESSION)
    known = [p2k2.session(ctx, session_id) for session_id in session_ids]
    found = []
    if not all(session.is_given for session in known):
        found.append(Problem("portal_entered_on", "not_held_yet"))
    if on is not None and on > ctx.today:
        found.append(Problem("portal_entered_on", "in_future"))
    if found:
        raise InvalidInputError(found)
    words = N_("P2K2 in the portal: {count}") if on else N_("P2K2 not in the portal: {count}")
    if known:
        with ctx.db.write(Step(words, count=len(known))) as writer:
            for session_id in session_ids:
                writer.put("session", {"id": session_id, "portal_entered_on": on})


# -- what people ask -------------------------------------------------------------------------


def desk(ctx: Context, session_id: str) -> Desk:
    """Return a session as the portal wants it."""
    ctx.require(Permission.SEE_SESSIONS)
    return desk_of(ctx, p2k2.session(ctx, session_id), _on_roll(ctx, session_id))


def desk_of(ctx: Context, session: Session, rows: list[AttendanceRow]) -> Desk:
    """Return the same of a session as it stands on a page, saved or not."""
    ctx.require(Permission.SEE_SESSIONS)
    group_name = p2k2.group_name(ctx, session.group_id)
    counts = sessions.counts_of(rows)
    grades = Counter(r.understanding for r in rows if r.status is Mark.PRESENT and r.understanding)
    limits = curriculum.portal()
    composed = compose(session, group_name, counts, grades, limits.narrative_limit)
    pictures = photos.photos_of(ctx, "session", session.id) if session.id else []
    return Desk(
        session=session,
        group_name=group_name,
        counts=counts,
        fields=_fields(ctx, session, group_name, composed),
        composed=composed,
        attendance=model.attendance(counts, teaching.habits(ctx).excused_as),
        photos=len(pictures),
        photos_with_place=sum(picture.has_place for picture in pictures),
    )


def participants(ctx: Context, session_id: str) -> list[Participant]:
    """Return who belongs to a session with numbers and attendance, for the portal's list.

    Numbers are masked for roles that may not see them.
    """
    ctx.require(Permission.SEE_SESSIONS)
    excused_as = teaching.habits(ctx).excused_as
    return [
        Participant(
            name=row.name,
            nik=row.nik,
            no_kk=row.no_kk,
            attendance=model.word(row.status, excused_as),
        )
        for row in _on_roll(ctx, session_id)
    ]


def copied_participants(ctx: Context, session_id: str) -> str:
    """Return the list as lines with tabs, and note that numbers left the book."""
    lines = [
        f"{one.name}\t{one.nik}\t{one.no_kk}\t{one.attendance}"
        for one in participants(ctx, session_id)
    ]
    if ctx.may(Permission.SEE_FULL_IDS):
        access.note(ctx, Act.COPY, session_id)
    return "\n".join(lines)


def to_enter(ctx: Context, *, with_entered: bool = False) -> list[Waiting]:
    """Return the sessions of the last months that are not in the portal, the oldest first."""
    ctx.require(Permission.SEE_SESSIONS)
    first = Month.of(ctx.today).plus(-model.MONTHS_BACK).first
    summaries = [
        summary
        for summary in p2k2.sessions_between(ctx, first, ctx.today)
        if summary.session.is_given and (with_entered or summary.session.portal_entered_on is None)
    ]
    ids = [summary.session.id for summary in summaries]
    pictures = photos.photo_counts(ctx, "session", ids)
    return [
        Waiting(
            session_id=summary.session.id,
            group_name=summary.group_name,
            held_on=summary.session.held_on or ctx.today,
            title=summary.session.title,
            code=summary.session.code,
            lacks=_lacks(ctx, summary, has_photo=summary.session.id in pictures),
            entered_on=summary.session.portal_entered_on,
        )
        for summary in summaries
    ]


def _lacks(ctx: Context, summary: SessionSummary, *, has_photo: bool) -> tuple[str, ...]:
    """Return what a session still lacks, without looking at each family's line."""
    session = summary.session
    fields = _fields(ctx, session, summary.group_name, session.portal_text or "…")
    found = [f.key for f in fields if not f.text.strip() or f.is_too_long]
    found += ["attendance"] * (summary.counts.unmarked > 0 or not summary.counts.marked)
    return (*found, *(() if has_photo else ("photo",)))


def _on_roll(ctx: Context, session_id: str) -> list[AttendanceRow]:
    return [row for row in p2k2.attendance_grid(ctx, session_id) if row.is_on_roll]


def _fields(ctx: Context, session: Session, group_name: str, composed: str) -> tuple[Field, ...]:
    limits = curriculum.portal()
    found = [
        Field("name", _name(session, group_name), limits.name_limit),
        Field("category", _category(ctx, session)[1]),
        Field("narrative", session.portal_text or composed, limits.narrative_limit),
        Field("date", session.held_on.isoformat() if session.held_on else ""),
        Field("starts", f"{session.starts:%H:%M}" if session.starts else ""),
        Field("ends", f"{session.ends:%H:%M}" if session.ends else ""),
        Field("place", session.place),
    ]
    presenters = session.presenters[: limits.presenter_limit]
    for number, presenter in enumerate(presenters, start=1):
        found.append(Field("presenter", presenter.name, number=number))
        found.append(Field("institution", presenter.institution, number=number))
    if not presenters:
        found.append(Field("presenter", "", number=1))
    return tuple(found)


def _name(session: Session, group_name: str) -> str:
    if session.portal_name:
        return session.portal_name
    module = curriculum.module_title(session.module) if session.code else session.title
    limit = curriculum.portal().name_limit
    return sessions.portal_name(group_name, module, limit) if module else ""


def _category(ctx: Context, session: Session) -> tuple[str, str]:
    if session.portal_category:
        titles = dict(curriculum.portal().categories)
        return session.portal_category, titles.get(session.portal_category, "")
    return teaching.portal_category(ctx, session.module)
