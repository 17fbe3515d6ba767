"""Graduates who tell others how they did it: topic, story, consent, and where they spoke."""

from dataclasses import dataclass
from datetime import date

from fieldkit.core.errors import Problem

LONGEST_STORY = 4000
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One time a speaker spoke."""

    family_id: str
    spoke_on: date
    audience: str = ""
    note: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A family that is willing to tell its story."""

    family_id: str
    topic: str = ""
    story: str = ""
    agreed_on: date | None = None
    is_available: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLine:
    """A speaker with name, place and what was spoken so far."""

    speaker: Speaker
    name: str
    row_code: str = ""
    group_name: str = ""
    phone: str = ""
    graduated_on: date | None = None
    businesses: str = ""
    talks: tuple[Talk, ...] = ()

    @property
    def id(self) -> str:
        """The family's id."""
        return self.speaker.family_id

    @property
    def last_spoke(self) -> date | None:
        """When the family last spoke."""
        return max((talk.spoke_on for talk in self.talks), default=None)


def speaker_problems(speaker: Speaker, today: date) -> list[Problem]:
    """List what is wrong; nobody is named as a speaker without having agreed."""
    found = []
    if speaker.agreed_on is None:
        found.append(Problem("agreed_on", "speaker_must_agree"))
    elif speaker.agreed_on > today:
        found.append(Problem("agreed_on", "in_future"))
    if not speaker.topic.strip():
        found.append(Problem("topic", "required"))
    for name, limit in (("topic", LONGEST_TEXT), ("story", LONGEST_STORY), ("note", LONGEST_STORY)):
        text = getattr(speaker, name)
        if len(text) > limit:
            found.append(Problem(name, "too_long", {"limit": limit, "length": len(text)}))
    return found


def talk_problems(talk: Talk, today: date) -> list[Problem]:
    """List what is wrong with a talk."""
    found = []
    if talk.spoke_on > today:
        found.append(Problem("spoke_on", "in_future"))
    if not talk.audience.strip():
        found.append(Problem("audience", "required"))
    for name in ("audience", "note"):
        text = getattr(talk, name)
        if len(text) > LONGEST_TEXT:
            found.append(Problem(name, "too_long", {"limit": LONGEST_TEXT, "length": len(text)}))
    return found
