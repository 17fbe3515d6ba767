"""A session a family missed, and how it was made up for; never counted as attendance."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.p2k2.model import Mark, Understanding

LONGEST_NOTE = 500
MONTHS_BACK = 12


class Way(StrEnum):
    """Where a family made up for a session."""

    MEETING = auto()
    VISIT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A session a family was not at and has not had since, in any way."""

    family_id: str
    family_name: str
    row_code: str
    group_id: str
    group_name: str
    session_id: str
    held_on: date
    code: str
    title: str
    status: Mark

    @property
    def id(self) -> str:
        """One line of the list."""
        return f"{self.session_id}:{self.family_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """One session made up for: by whom, when, where, and what was understood."""

    family_id: str
    session_id: str
    done_on: date | None = None
    way: Way = Way.MEETING
    at_session_id: str = ""
    visit_id: str = ""
    understanding: Understanding | None = None
    note: str = ""


def problems(catch_up: CatchUp, held_on: date | None, today: date) -> list[Problem]:
    """List what is wrong with a catch-up of a session held on a day."""
    found = []
    if catch_up.done_on is None:
        found.append(Problem("done_on", "required"))
    elif catch_up.done_on > today:
        found.append(Problem("done_on", "in_future"))
    elif held_on is not None and catch_up.done_on < held_on:
        found.append(Problem("done_on", "catch_up_before_session"))
    if len(catch_up.note) > LONGEST_NOTE:
        details: dict[str, object] = {"limit": LONGEST_NOTE, "length": len(catch_up.note)}
        found.append(Problem("note", "too_long", details))
    return found


def newest_of_each(missed: list[Missed]) -> list[Missed]:
    """Return each family's missed material once: a repeat that was missed too counts as one."""
    kept: dict[tuple[str, str], Missed] = {}
    for one in sorted(missed, key=lambda m: m.held_on):
        kept[one.family_id, one.code or one.title.casefold()] = one
    return sorted(kept.values(), key=_order)


def _order(one: Missed) -> tuple[str, int, str, str, int]:
    return (
        one.group_name.casefold(), len(one.row_code), one.row_code, one.family_name.casefold(),
        -one.held_on.toordinal(),
    )  # fmt: skip
