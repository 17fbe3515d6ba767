"""What people do with the material: word it, add their own, and choose how they plan.

topic = teaching.topic(ctx, "M2S1")
teaching.save_topic(ctx, replace(topic, title="Mengatur Uang Belanja"))
"""

from pathlib import Path

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.teaching import model, store
from fieldkit.features.p2k2.teaching.model import Habits, LocalFile

SENTENCES: dict[str, str] = {
    "too_many_lines_here": N_("There is room for {limit} lines; these are {count}."),
    "no_weekday": N_("Choose at least one day of the week."),
    "not_days": N_("These are no days: {words}. Write them like 20/3/2026, with commas between."),
    "odd_number_a_day": N_("Choose between 1 and {limit} sessions a day."),
}
sentences.register(SENTENCES)

_CODE_LETTERS = 7
VIDEOS = frozenset({".mp4", ".mkv", ".avi", ".mov", ".webm", ".mpg", ".mpeg", ".3gp", ".wmv"})


# -- what people do --------------------------------------------------------------------------


def save_topic(ctx: Context, wanted: Topic) -> str:
    """Save a session under the book's own words; return its code.

    A topic without a code is new local material. Official words that were not changed are not
    copied, so that a better program brings better words. Plans follow a new title; what was
    held keeps the title of its day.
    """
    ctx.require(Permission.EDIT_CURRICULUM)
    tidy = model.tidied(wanted)
    found = model.topic_problems(tidy)
    if curriculum.module(tidy.module) is None:
        found.append(Problem("module", "unknown_choice"))
    if found:
        raise InvalidInputError(found)
    official = curriculum.topic(tidy.code)
    code = tidy.code or f"{curriculum.LOCAL}{new_id()[:_CODE_LETTERS]}"
    former = topic(ctx, tidy.code)
    step = Step(N_("Word the material of {topic}"), topic=tidy.title)
    with ctx.db.write(step) as writer:
        if official is None:
            words = model.words_of(tidy)
            if not store.has_topic(ctx.db, code):
                words["position"] = store.next_position(ctx.db)
            store.save_topic(writer, code, tidy.module, words)
        else:
            store.save_topic(writer, code, official.module, model.differing(tidy, official))
        if former is not None and former.title != tidy.title:
            store.rename_plans(ctx.db, writer, code, former.title, tidy.title)
    return code


def take_back(ctx: Context, code: str) -> None:
    """Take the official words of a session back, or put local material into the bin."""
    ctx.require(Permission.EDIT_CURRICULUM)
    known = topic(ctx, code)
    if known is None or not store.has_topic(ctx.db, code):
        raise NotFoundError
    name = N_("Remove the material {topic}") if known.is_local else N_("Official words of {topic}")
    official = curriculum.topic(code)
    with ctx.db.write(Step(name, topic=known.title)) as writer:
        store.remove_topic(writer, code)
        if official is not None and official.title != known.title:
            store.rename_plans(ctx.db, writer, code, known.title, official.title)


def record_of(ctx: Context, code: str) -> str:
    """Return the id of a session's record, made when it is not there: pictures hang on it."""
    ctx.require(Permission.EDIT_CURRICULUM)
    known = topic(ctx, code)
    if known is None:
        raise NotFoundError
    if not store.has_topic(ctx.db, code):
        with ctx.db.write(Step(N_("Word the material of {topic}"), topic=known.title)) as writer:
            store.save_topic(writer, code, known.module, {})
    return store.id_of(code)


def save_habits(ctx: Context, wanted: Habits) -> None:
    """Save how this book plans and reports."""
    ctx.require(Permission.EDIT_CURRICULUM)
    codes = [code for code, _title in curriculum.portal().categories]
    if found := model.habits_problems(wanted, codes):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Choose how P2K2 is planned"))) as writer:
        store.save_habits(writer, wanted, ctx.me.book_id, ctx.db.own_scope)


def add_file(ctx: Context, code: str, path: Path) -> None:
    """Remember a video of a session; the file stays where it is and is not in the book."""
    ctx.require(Permission.EDIT_CURRICULUM)
    if path.suffix.casefold() not in VIDEOS:
        raise InvalidInputError([Problem("path", "unknown_choice")])
    with ctx.db.local() as writer:
        store.add_file(writer, code, path)


def forget_file(ctx: Context, file_id: str) -> None:
    """Forget where a video lies; the file itself stays."""
    ctx.require(Permission.EDIT_CURRICULUM)
    with ctx.db.local() as writer:
        writer.local_remove("topic_file", file_id)


# -- what people ask -------------------------------------------------------------------------


def habits(ctx: Context) -> Habits:
    """Return how this book plans and reports."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.habits(ctx.db, ctx.me.book_id)


def topics(ctx: Context) -> list[Topic]:
    """Return what can be taught: the official sessions in their order, local material last."""
    ctx.require(Permission.SEE_SESSIONS)
    words = store.own_words(ctx.db)
    official = curriculum.topics(store.habits(ctx.db, ctx.me.book_id).stunting)
    worded = [model.overlaid(one, words.get(one.code, {})) for one in official]
    return [*worded, *store.local_topics(ctx.db)]


def topic(ctx: Context, code: str | None) -> Topic | None:
    """Return one session under the book's words, on whichever list it stands."""
    ctx.require(Permission.SEE_SESSIONS)
    official = curriculum.topic(code)
    if official is not None:
        return model.overlaid(official, store.own_words(ctx.db).get(official.code, {}))
    return next((one for one in store.local_topics(ctx.db) if one.code == code), None)


def has_own_words(ctx: Context, code: str) -> bool:
    """Whether a session is worded by this book."""
    ctx.require(Permission.SEE_SESSIONS)
    found = store.own_words(ctx.db).get(code)
    return found is not None and any(found.values())


def portal_category(ctx: Context, module: str) -> tuple[str, str]:
    """Return code and title of the portal's category of a module; blank where none is chosen."""
    ctx.require(Permission.SEE_SESSIONS)
    portal = curriculum.portal()
    chosen = store.habits(ctx.db, ctx.me.book_id).categories.get(module)
    code = portal.category_of_module.get(module) if chosen is None else chosen
    return code or "", dict(portal.categories).get(code or "", "")


def picture_owner(ctx: Context, code: str) -> str:
    """Return the id under which a session's pictures are kept, whether or not there are any."""
    ctx.require(Permission.SEE_SESSIONS)
    return store.id_of(code)


def files(ctx: Context, code: str) -> list[LocalFile]:
    """Return the videos of a session that are really there now."""
    ctx.require(Permission.SEE_SESSIONS)
    return [one for one in store.files(ctx.db, code) if one.path.is_file()]


def missing_files(ctx: Context, code: str) -> list[LocalFile]:
    """Return the videos that were moved or lie on a stick that is not plugged in."""
    ctx.require(Permission.SEE_SESSIONS)
    return [one for one in store.files(ctx.db, code) if not one.path.is_file()]
