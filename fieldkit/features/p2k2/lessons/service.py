"""What is needed to give a session: its slides with the group's own last meeting and next day."""

from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import Session, SessionStatus, bare_group
from fieldkit.features.p2k2.teaching import flipchart
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.flipchart import Lesson, Slide
from fieldkit.features.photos import service as photos


def topic_of(ctx: Context, session: Session) -> Topic:
    """Return what a session teaches, under the title of the day; a free topic has only that."""
    ctx.require(Permission.SEE_SESSIONS)
    known = teaching.topic(ctx, session.code)
    if known is not None:
        return replace(known, title=session.title or known.title)
    module = session.module or curriculum.FREE
    return Topic(
        code=session.code, title=session.title, module=module,
        module_title=curriculum.module_title(module), number=0, is_local=True,
    )  # fmt: skip


def slides_of_session(ctx: Context, session_id: str) -> list[Slide]:
    """Return the slides of one meeting, the last meeting's material asked back first."""
    ctx.require(Permission.SEE_SESSIONS)
    session = p2k2.session(ctx, session_id)
    last = p2k2.last_session(ctx, session.group_id, session.held_on, session.id)
    lesson = Lesson(
        group=bare_group(p2k2.group_of(ctx, session_id)["name"]),
        last=topic_of(ctx, last) if last is not None and last.title else None,
        next_on=_next_day(ctx, session),
    )
    topic = topic_of(ctx, session)
    return flipchart.slides(topic, _with_media(ctx, topic.code, lesson))


def slides_of_topic(ctx: Context, code: str) -> list[Slide]:
    """Return the slides of a session for any group; raises NotFoundError."""
    ctx.require(Permission.SEE_SESSIONS)
    topic = teaching.topic(ctx, code)
    if topic is None:
        raise NotFoundError
    return flipchart.slides(topic, _with_media(ctx, code, Lesson()))


def minutes_of(ctx: Context, session: Session | None, topic: Topic | None) -> int:
    """Return how long a session takes: as planned, as the material says, or as usual."""
    ctx.require(Permission.SEE_SESSIONS)
    if session is not None and session.starts and session.ends:
        begins, ends = session.starts, session.ends
        return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    return (topic.minutes if topic else 0) or curriculum.default_minutes()


def sessions_to_prepare(
    ctx: Context, month: Month, group_id: str | None = None
) -> list[list[Session]]:
    """Return the planned sessions of a month by material, oldest first; else those given."""
    ctx.require(Permission.SEE_SESSIONS)
    lines = p2k2.sessions_of_month(ctx, month, group_id)
    planned = [line.session for line in lines if line.session.status is SessionStatus.PLANNED]
    given = [line.session for line in lines if line.session.is_given]
    chosen: dict[str, list[Session]] = {}
    for session in planned or given:
        chosen.setdefault(session.code or session.title, []).append(session)
    return list(chosen.values())


def _with_media(ctx: Context, code: str, lesson: Lesson) -> Lesson:
    owner = teaching.picture_owner(ctx, code)
    kept = [
        (photo.caption, content)
        for photo in photos.photos_of(ctx, "topic", owner)
        if (content := photos.jpeg(ctx, photo)) is not None
    ]
    films = tuple(one.path for one in teaching.files(ctx, code))
    return replace(lesson, pictures=tuple(kept), videos=films)


def _next_day(ctx: Context, session: Session) -> date | None:
    """Return the day of the group's next plan, None where there is none yet."""
    if session.held_on is None:
        return None
    days = [
        line.session.held_on
        for line in p2k2.sessions_of_group(ctx, session.group_id)
        if line.session.status is SessionStatus.PLANNED
        and line.session.held_on is not None
        and line.session.held_on > session.held_on
    ]
    return min(days, default=None)
