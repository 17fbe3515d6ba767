"""A session's material as a book words it, the habits of a facilitator, and their rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from fieldkit.core.errors import Problem
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.curriculum import Topic

LONGEST_TITLE = 100
LONGEST_LINE = 160
LONGEST_TEXT = 1000
MOST_LINES = 12
MOST_MINUTES = 480
LISTS = ("steps", "aims", "messages", "questions", "methods", "media")
TEXTS = ("title", "background", "homework")
OWN_WORDS = (*TEXTS, *LISTS, "minutes")
WORKDAYS = (1, 2, 3, 4, 5)
MOST_A_DAY = 6
MOST_DAYS_OFF = 200


class ExcusedAs(StrEnum):
    """Where an excused family goes in a portal that knows only present, sick and absent."""

    SICK = auto()
    ABSENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How this book plans and reports: what was chosen once and holds until it is changed.

    `categories` names the portal's category of a module where the official map does not or
    where the district wants another; `days_off` are leave and local holidays, `days_on` are
    national holidays on which P2K2 is held all the same;
    `shows_numbers` prints whole NIK and No KK on the sheets that go round a room.
    """

    stunting: str = curriculum.STUNTING_LISTS[0]
    focus: str = ""
    weekdays: tuple[int, ...] = WORKDAYS
    most_a_day: int = 2
    excused_as: ExcusedAs | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    days_off: tuple[date, ...] = ()
    days_on: tuple[date, ...] = ()
    shows_numbers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """A video or picture file of a session that lies on this laptop and is not in the book."""

    id: str
    code: str
    path: Path


def words_of(topic: Topic) -> dict[str, Any]:
    """Return what a book may word itself."""
    return {name: getattr(topic, name) for name in OWN_WORDS}


def overlaid(topic: Topic, words: Mapping[str, Any]) -> Topic:
    """Return a topic under a book's own words; what is blank there stays official."""
    return replace(topic, **{name: value for name, value in words.items() if value})


def differing(topic: Topic, official: Topic) -> dict[str, Any]:
    """Return what a book words differently; None takes the official words back."""
    return {
        name: None if value == getattr(official, name) or not value else value
        for name, value in words_of(topic).items()
    }


def tidied(topic: Topic) -> Topic:
    """Return the topic without stray blanks and empty lines."""
    texts: dict[str, Any] = {name: " ".join(getattr(topic, name).split()) for name in TEXTS}
    lists: dict[str, Any] = {
        name: tuple(line for raw in getattr(topic, name) if (line := " ".join(raw.split())))
        for name in LISTS
    }
    return replace(topic, **texts, **lists)


def topic_problems(topic: Topic) -> list[Problem]:
    """List what is wrong with a session's own words."""
    found = [] if topic.title else [Problem("title", "required")]
    found += _too_long("title", topic.title, LONGEST_TITLE)
    for name in ("background", "homework"):
        found += _too_long(name, getattr(topic, name), LONGEST_TEXT)
    for name in LISTS:
        lines = getattr(topic, name)
        if len(lines) > MOST_LINES:
            details: dict[str, object] = {"limit": MOST_LINES, "count": len(lines)}
            found.append(Problem(name, "too_many_lines_here", details))
        for line in lines:
            found += _too_long(name, line, LONGEST_LINE)
    if not 0 <= topic.minutes <= MOST_MINUTES:
        found.append(Problem("minutes", "unknown_choice"))
    return found


def habits_problems(habits: Habits, categories: Iterable[str]) -> list[Problem]:
    """List what is wrong with the habits; `categories` are the codes the portal knows."""
    found = []
    if habits.stunting not in curriculum.STUNTING_LISTS:
        found.append(Problem("stunting", "unknown_choice"))
    if habits.focus and curriculum.module(habits.focus) is None:
        found.append(Problem("focus", "unknown_choice"))
    if not habits.weekdays:
        found.append(Problem("weekdays", "no_weekday"))
    if not 1 <= habits.most_a_day <= MOST_A_DAY:
        found.append(Problem("most_a_day", "odd_number_a_day", {"limit": MOST_A_DAY}))
    for name in ("days_off", "days_on"):
        count = len(getattr(habits, name))
        if count > MOST_DAYS_OFF:
            details: dict[str, object] = {"limit": MOST_DAYS_OFF, "count": count}
            found.append(Problem(name, "too_many_lines_here", details))
    known = set(categories)
    if any(category not in known for category in habits.categories.values() if category):
        found.append(Problem("categories", "unknown_choice"))
    return found


def _too_long(name: str, text: str, limit: int) -> list[Problem]:
    if len(text) <= limit:
        return []
    return [Problem(name, "too_long", {"limit": limit, "length": len(text)})]
