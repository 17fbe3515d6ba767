"""The grid of the semester form: two judgements, or one stage's signs, family by family."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.core.i18n import N_, _
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.growth.model import Facts, Line, Review, Seen
from fieldkit.features.p2k2.growth.service import SEEN_WORDS
from fieldkit.features.p2k2.model import Understanding
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import entry_grid
from fieldkit.ui.widgets.entry_grid import EntryGrid, EntryRow, MarkColumn, TextColumn

BEHAVIOUR, POTENTIAL, NOTE = "behaviour", "potential", "note"
JUDGED = (BEHAVIOUR, POTENTIAL, NOTE)
_NOTE_LENGTH = 500
_LETTERS = "abcdefgh"
_JUDGEMENTS: dict[str, Any] = {BEHAVIOUR: Understanding, POTENTIAL: Understanding, NOTE: str}


def signs(stage: int) -> tuple[tuple[str, str, str], ...]:
    """Return the short name, the code and the words of each sign of a stage."""
    found = next(one for one in curriculum.stages() if one.number == stage)
    return tuple(
        (f"{stage}{letter}", choice.code, choice.shown)
        for letter, choice in zip(_LETTERS, found.indicators, strict=False)
    )


class GrowthGrid(EntryGrid):
    """Shows the columns of one view; what is typed in the others stays."""

    def __init__(self) -> None:
        super().__init__(*_columns(), row_title=N_("Family"), name=N_("Change over time"))
        self.counter_label.hide()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show a group's semester; the grid is clean afterwards."""
        self.set_rows([_entry(line) for line in lines])

    def show_view(self, stage: int) -> None:
        """Show the signs of a stage; 0 shows the judgements."""
        wanted = JUDGED if not stage else tuple(code for _short, code, _words in signs(stage))
        self.show_only(wanted)
        row = self.current_row()
        if row is not None:
            self.go_to(row.id, wanted[0])

    def reviews(self) -> list[Review]:
        """Return the judgements of every family in which one was changed."""
        values = self.values()
        return [
            Review(
                family_id=family,
                behaviour=values[family][BEHAVIOUR],
                potential=values[family][POTENTIAL],
                note=values[family][NOTE] or "",
            )
            for family, changed in self.changes().items()
            if set(JUDGED).intersection(changed)
        ]

    def marks(self) -> dict[str, dict[str, Seen | None]]:
        """Return the signs that were changed, by family."""
        found = {
            family: {code: mark for code, mark in changed.items() if code not in JUDGED}
            for family, changed in self.changes().items()
        }
        return {family: changed for family, changed in found.items() if changed}

    def judged(self) -> tuple[int, int]:
        """Return how many are judged in their behaviour, and in their potential."""
        rows = len(self.model.rows)
        return rows - self.counts(BEHAVIOUR)[None], rows - self.counts(POTENTIAL)[None]


def as_values(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Read the cells of a draft; a word this program does not know is left out."""
    found: dict[str, Any] = {}
    for key, value in cells.items():
        kind = _JUDGEMENTS.get(key, Seen)
        try:
            found[key] = None if value is None else kind(value)
        except (ValueError, TypeError):
            continue
    return found


def told(facts: Facts) -> str:
    """Return what the sessions of the semester tell, for judging by."""
    counts = facts.counts
    parts = []
    if counts.marked:
        came = _("came {present} of {total}")
        parts.append(came.format(present=counts.present, total=counts.marked))
    parts += [
        _("{count} {mark}").format(count=count, mark=_(words.GRADES[grade]).lower())
        for grade, count in sorted(facts.grades.items(), key=_order)
    ]
    if facts.caught_up:
        parts.append(_("{count} caught up").format(count=facts.caught_up))
    return " · ".join(parts)


def _order(item: tuple[Understanding, int]) -> int:
    return list(Understanding).index(item[0])


def _columns() -> list[entry_grid.EntryColumn]:
    mark = entry_grid.Mark
    grades = tuple(
        mark(grade, str(number), words.GRADES[grade], "accent")
        for number, grade in enumerate(Understanding, start=1)
    )
    seen = (
        mark(Seen.SEEN, "Y", SEEN_WORDS[Seen.SEEN], "good"),
        mark(Seen.NOT_YET, "B", SEEN_WORDS[Seen.NOT_YET], "attention"),
    )
    found: list[entry_grid.EntryColumn] = [
        MarkColumn(BEHAVIOUR, N_("Changed behaviour"), marks=grades),
        MarkColumn(POTENTIAL, N_("Sees own potential"), marks=grades),
    ]
    for stage in curriculum.stages():
        found += [
            MarkColumn(code, short, marks=seen) for short, code, _words in signs(stage.number)
        ]
    return [*found, TextColumn(NOTE, N_("Note"), max_length=_NOTE_LENGTH, width=20)]


def _entry(line: Line) -> EntryRow:
    review = line.review
    values: dict[str, Any] = {
        BEHAVIOUR: review.behaviour, POTENTIAL: review.potential, NOTE: review.note or None,
    }  # fmt: skip
    return EntryRow(
        line.family_id, f"{line.code}  {line.name}", told(line.facts), values | dict(line.marks)
    )
