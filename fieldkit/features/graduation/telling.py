"""Graduates who speak: named with their consent, and noted each time they spoke."""

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import speakers as model
from fieldkit.features.graduation import store
from fieldkit.features.graduation.speakers import Speaker, SpeakerLine, Talk


def speakers(ctx: Context, *, available_only: bool = False) -> list[SpeakerLine]:
    """Families willing to tell their story, who spoke least lately first."""
    ctx.require(Permission.SEE_GRADUATION)
    found = store.speakers(ctx.db)
    return [line for line in found if line.speaker.is_available or not available_only]


def talks_of(ctx: Context, family_id: str) -> list[Talk]:
    """When a family told its story, and to whom."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.talks_of(ctx.db, family_id)


def save_speaker(ctx: Context, speaker: Speaker) -> None:
    """Name a family as a speaker, or change what it speaks about."""
    ctx.require(Permission.EDIT_GRADUATION)
    if found := model.speaker_problems(speaker, ctx.today):
        raise InvalidInputError(found)
    scope = _scope(ctx, speaker.family_id)
    with ctx.db.write(Step(N_("Save a speaker"))) as writer:
        store.save_speaker(writer, speaker, scope)


def remove_speaker(ctx: Context, family_id: str) -> None:
    """Put a speaker into the bin; what the family spoke stays."""
    ctx.require(Permission.EDIT_GRADUATION)
    with ctx.db.write(Step(N_("Remove a speaker"))) as writer:
        store.remove_speaker(writer, family_id)


def note_talk(ctx: Context, talk: Talk) -> str:
    """Note that a family told its story to somebody; return the note's id."""
    ctx.require(Permission.EDIT_GRADUATION)
    if found := model.talk_problems(talk, ctx.today):
        raise InvalidInputError(found)
    scope = _scope(ctx, talk.family_id)
    with ctx.db.write(Step(N_("Note a speaker's talk"))) as writer:
        return store.save_talk(writer, talk, scope)


def _scope(ctx: Context, family_id: str) -> str:
    homes = store.homes(ctx.db, [family_id])
    if family_id not in homes:
        raise NotFoundError
    return homes[family_id][0]
