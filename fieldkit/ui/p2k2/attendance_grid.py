"""The grid of a meeting: who came, what was understood, homework, catch-up and savings."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fieldkit.core.i18n import N_, _
from fieldkit.features.homework.model import Status
from fieldkit.features.meeting.model import Shown
from fieldkit.features.p2k2.model import AttendanceRow, Mark, Understanding
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import entry_grid
from fieldkit.ui.widgets.entry_grid import (
    EntryGrid,
    EntryRow,
    MarkColumn,
    MoneyColumn,
    TextColumn,
)

STATUS, GRADE, NOTE = "status", "understanding", "note"
HOMEWORK, CATCH_UP, SAVED = "homework", "catch_up", "saved"
_AWAY = (Mark.SICK, Mark.EXCUSED, Mark.ABSENT)
_NOTE_LENGTH = 120
_GRADES_SHOW_PRESENCE = (Understanding.POOR, Understanding.GOOD, Understanding.VERY_GOOD)
_KINDS: dict[str, Any] = {
    STATUS: Mark, GRADE: Understanding, NOTE: str, HOMEWORK: Status, CATCH_UP: bool, SAVED: int,
}  # fmt: skip


def columns(usual_amount: Any) -> tuple[entry_grid.EntryColumn, ...]:
    """Return the grid's columns; B takes a mark back to not marked."""
    mark = entry_grid.Mark
    return (
        MarkColumn(
            STATUS,
            N_("Attendance"),
            marks=(
                mark(Mark.PRESENT, "H", words.MARKS[Mark.PRESENT], "good"),
                mark(Mark.SICK, "S", words.MARKS[Mark.SICK], "attention"),
                mark(Mark.EXCUSED, "I", words.MARKS[Mark.EXCUSED], "accent"),
                mark(Mark.ABSENT, "A", words.MARKS[Mark.ABSENT], "danger"),
                mark(None, "B", words.MARKS[Mark.UNMARKED], "secondary"),
            ),
        ),
        MarkColumn(
            GRADE,
            N_("Understanding"),
            marks=tuple(
                mark(grade, str(number), words.GRADES[grade], "accent")
                for number, grade in enumerate(Understanding, start=1)
            ),
        ),
        MarkColumn(
            HOMEWORK,
            N_("Homework"),
            marks=(
                mark(Status.COLLECTED, "T", N_("Handed in"), "attention"),
                mark(Status.CHECKED, "D", N_("Checked"), "good"),
                mark(Status.NEEDS_WORK, "P", N_("Needs work"), "danger"),
            ),
        ),
        MarkColumn(
            CATCH_UP, N_("Catch-up"), marks=(mark(True, "U", N_("Made up for here"), "good"),)
        ),
        MoneyColumn(SAVED, N_("Saved"), default=usual_amount, width=10),
        TextColumn(NOTE, N_("Note"), max_length=_NOTE_LENGTH, width=16),
    )


class AttendanceGrid(EntryGrid):
    """A grid in which one mark may settle its neighbour, in the same step of its undo.

    A grade shows that somebody was there; who was not there can not be assessed; only who
    missed a session can make up for it.
    """

    def __init__(self) -> None:
        self._usual: int | None = None
        super().__init__(
            *columns(self._usual_amount), row_title=N_("Family"), name=N_("Attendance")
        )
        self.counter_label.hide()
        self._put_plainly = self.model.put
        self.model.put = self._put_with_consequences  # type: ignore[method-assign]

    def show_page(self, shown: Shown) -> None:
        """Show a meeting with what every room knows of it; columns nobody needs stay away."""
        self._usual = shown.circle.amount if shown.circle else None
        self.set_rows([entry(row, shown) for row in shown.rows])
        wanted = [STATUS, GRADE, NOTE]
        wanted += [HOMEWORK] * (shown.homework_month is not None)
        wanted += [CATCH_UP] * bool(shown.offers)
        wanted += [SAVED] * (shown.circle is not None)
        self.show_only(wanted)

    def _usual_amount(self, _row: EntryRow) -> int | None:
        return self._usual

    def _put_with_consequences(self, changes: Iterable[tuple[int, str, Any]]) -> int:
        settled = []
        for number, key, value in changes:
            row = self.model.rows[number]
            if key in row.without:
                continue
            settled.append((number, key, value))
            cells = self.model.cells[row.id]
            settled += [(number, other, v) for other, v in _consequences(key, value, cells)]
        return self._put_plainly(settled)


def _consequences(key: str, value: Any, cells: Mapping[str, Any]) -> list[tuple[str, Any]]:
    is_there = key == GRADE and value in _GRADES_SHOW_PRESENCE
    is_there = is_there or (key == CATCH_UP and bool(value))
    if is_there and cells[STATUS] is None:
        return [(STATUS, Mark.PRESENT)]
    if key != STATUS:
        return []
    if value in _AWAY:
        return [(GRADE, Understanding.NOT_ASSESSABLE), (CATCH_UP, None)]
    was_settled = cells[STATUS] in _AWAY and cells[GRADE] is Understanding.NOT_ASSESSABLE
    return [(GRADE, None)] if was_settled else []


def entry(row: AttendanceRow, shown: Shown) -> EntryRow:
    """Return a line of the grid with what is known of it."""
    offer = shown.offers.get(row.family_id)
    details = [_("catch-up {code}").format(code=offer.code or offer.title)] if offer else []
    details += [f"{row.rt or '-'}/{row.rw or '-'}"] if row.rt or row.rw else []
    if row.is_chair:
        details.append(_("group leader"))
    if row.has_left:
        details.append(_("has left the group"))
    if not row.is_on_roll:
        details.append(_("joined later"))
    stage = shown.homework.get(row.family_id)
    values = {
        STATUS: None if row.status is Mark.UNMARKED else row.status,
        GRADE: row.assessed,
        NOTE: row.note or None,
        HOMEWORK: None if stage is Status.ASSIGNED else stage,
        CATCH_UP: True if offer is not None and offer.is_done else None,
        SAVED: shown.paid.get(row.family_id),
    }
    name = row.name or _("(in the bin)")
    without = frozenset() if offer is not None else frozenset({CATCH_UP})
    return EntryRow(
        row.family_id, f"{row.code}  {name}", " · ".join(details), values, without=without
    )


def marked(row: AttendanceRow, cells: Mapping[str, Any]) -> AttendanceRow:
    """Return a line of the roll as the grid has it now."""
    return replace(
        row,
        status=cells[STATUS] or Mark.UNMARKED,
        understanding=cells[GRADE],
        note=cells[NOTE] or "",
    )


def as_marks(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Read the cells of a draft; a word this program does not know is left out."""
    found: dict[str, Any] = {}
    for key, value in cells.items():
        if key not in _KINDS:
            continue
        try:
            found[key] = None if value is None else _KINDS[key](value)
        except (ValueError, TypeError):
            continue
    return found
