"""A semester's judgement of a family, what was seen of the stages, and the facts beside both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from fieldkit.core.dates import Month
from fieldkit.core.errors import Problem
from fieldkit.features.p2k2.model import Counts, Understanding

LONGEST_NOTE = 500
_SEMESTER = r"([0-9]{4})-([12])"


class Semester(NamedTuple):
    """Half a calendar year, written `2026-2`."""

    year: int
    half: int

    def __str__(self) -> str:
        """Return `2026-2`."""
        return f"{self.year:04}-{self.half}"

    @classmethod
    def of(cls, month: Month) -> "Semester":
        """Return the semester a month lies in."""
        return cls(month.year, 1 if month.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> "Semester | None":
        """Read `2026-2`, None for anything else."""
        found = re.fullmatch(_SEMESTER, text or "")
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def last_month(self) -> Month:
        """Its last month."""
        return Month.of(self.last)


class Seen(StrEnum):
    """What is known of an indicator; without a mark nobody has looked."""

    SEEN = auto()
    NOT_YET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a facilitator judged of one family in one semester; None is not judged."""

    family_id: str
    behaviour: Understanding | None = None
    potential: Understanding | None = None
    note: str = ""
    reviewed_on: date | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was judged or written."""
        return self.behaviour is None and self.potential is None and not self.note.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the sessions of a semester tell of a family: who came, what was understood."""

    counts: Counts = field(default_factory=Counts)
    grades: Mapping[Understanding, int] = field(default_factory=dict)
    caught_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One family on the semester form, with the facts to judge by; nothing is judged for it."""

    family_id: str
    code: str
    name: str
    review: Review
    marks: Mapping[str, Seen] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How many indicators of one stage were seen, of those anybody looked at, and of all."""

    number: int
    seen: int
    looked_at: int
    all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Yard:
    """One semester on a family's yardstick."""

    semester: Semester
    review: Review
    stages: tuple[StageCount, ...]
    facts: Facts

    @property
    def seen(self) -> int | None:
        """Indicators seen in all; None where nobody looked."""
        looked_at = sum(stage.looked_at for stage in self.stages)
        return sum(stage.seen for stage in self.stages) if looked_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a group's semester form is filled."""

    group_id: str
    group_name: str
    families: int
    reviewed: int


def stage_counts(
    marks: Mapping[str, Seen], stages: Mapping[int, tuple[str, ...]]
) -> tuple[StageCount, ...]:
    """Count marks by stage; `stages` are the indicator codes of each."""
    found = []
    for number, codes in stages.items():
        known = [marks[code] for code in codes if code in marks]
        found.append(
            StageCount(
                number=number,
                seen=known.count(Seen.SEEN),
                looked_at=len(known),
                all=len(codes),
            )
        )
    return tuple(found)


def problems(review: Review) -> list[Problem]:
    """List what must be put right before a review can be saved."""
    length = len(review.note)
    if length <= LONGEST_NOTE:
        return []
    return [Problem("note", "too_long", {"limit": LONGEST_NOTE, "length": length})]
