"""A session as the portal wants it; FieldKit sends nothing, somebody copies field by field."""

from dataclasses import dataclass
from datetime import date

from fieldkit.features.p2k2.model import Counts, Mark, Session
from fieldkit.features.p2k2.teaching.model import ExcusedAs

MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the portal's form; a limit of 0 means that none is known."""

    key: str
    text: str
    limit: int = 0
    number: int = 0

    @property
    def is_too_long(self) -> bool:
        """Whether the portal would cut it."""
        return bool(self.limit) and len(self.text) > self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One line of the portal's list of participants; blank where nobody was marked."""

    name: str
    nik: str
    no_kk: str
    attendance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What the portal can say of who came: those excused have no place of their own there.

    `excused` families are counted under `sick` or `absent` where the book says so, and are
    left out of both while it does not.
    """

    present: int
    sick: int
    absent: int
    excused: int
    unmarked: int
    excused_as: ExcusedAs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything the portal wants of one session.

    `composed` is the narrative as the recorded facts tell it now; `narrative` is what is to be
    copied: the same, or what somebody made of it. `is_outdated` when the facts have moved on
    since it was edited.
    """

    session: Session
    group_name: str
    counts: Counts
    fields: tuple[Field, ...]
    composed: str
    attendance: Attendance
    photos: int = 0
    photos_with_place: int = 0

    @property
    def narrative(self) -> str:
        """What is to be copied."""
        return self.session.portal_text or self.composed

    @property
    def is_edited(self) -> bool:
        """Whether somebody wrote the narrative over."""
        return bool(self.session.portal_text)

    @property
    def is_outdated(self) -> bool:
        """Whether the facts were changed after the narrative was edited."""
        return self.is_edited and self.session.portal_basis != self.composed

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields that are still blank or too long, by key."""
        return tuple(f.key for f in self.fields if not f.text.strip() or f.is_too_long)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A session that took place, and whether it stands in the portal already."""

    session_id: str
    group_name: str
    held_on: date
    title: str
    code: str
    lacks: tuple[str, ...]
    entered_on: date | None

    @property
    def id(self) -> str:
        """One line of the list."""
        return self.session_id


def attendance(counts: Counts, excused_as: ExcusedAs | None) -> Attendance:
    """Fold who came into the portal's three words; nobody unmarked is counted."""
    as_sick = excused_as is ExcusedAs.SICK
    as_absent = excused_as is ExcusedAs.ABSENT
    return Attendance(
        present=counts.present,
        sick=counts.sick + (counts.excused if as_sick else 0),
        absent=counts.absent + (counts.excused if as_absent else 0),
        excused=counts.excused,
        unmarked=counts.unmarked,
        excused_as=excused_as,
    )


def word(mark: Mark, excused_as: ExcusedAs | None) -> str:
    """Return one family's attendance in the portal's word; blank where it has none."""
    if mark is Mark.EXCUSED and excused_as is not None:
        mark = Mark(excused_as.value)
    return {Mark.PRESENT: "HADIR", Mark.SICK: "SAKIT", Mark.ABSENT: "ALFA"}.get(mark, "")
