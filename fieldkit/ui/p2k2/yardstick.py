"""One family over the semesters: what was judged, and the signs of each stage."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.growth.model import Semester, Yard
from fieldkit.features.p2k2.model import Understanding
from fieldkit.ui.p2k2 import growth_grid, words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.chart import BarChart, Series
from fieldkit.ui.widgets.page import Page

_ROLES = ("attention", "accent", "good")
_MOST_SIGNS = 4


class Yardstick(QWidget):
    """A chart of the signs seen, and a line for each semester, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = Card(_("Over time"))
        self.chart = BarChart(_("Signs of change by semester"), most=_MOST_SIGNS, height=150)
        self.text_label = QLabel()
        self.text_label.setWordWrap(True)
        style.set_role(self.text_label, "secondary")
        self.card.add(self.chart)
        lines = Page()
        lines.body.setContentsMargins(0, 0, style.px(8), 0)
        lines.add(self.text_label)
        lines.finish()
        self.card.add(lines, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)

    def show_family(self, name: str, yards: Sequence[Yard]) -> None:
        """Show a family's semesters, oldest first as they come."""
        self.card.title_label.setText(name)
        labels = [f"{yard.semester.half}/{yard.semester.year}" for yard in yards]
        series = [
            Series(
                _("Stage {number}").format(number=stage.number),
                [
                    yard.stages[place].seen if yard.stages[place].looked_at else None
                    for yard in yards
                ],
                _ROLES[place],
            )
            for place, stage in enumerate(curriculum.stages())
        ]
        self.chart.show_data(labels, *series)
        self.chart.setVisible(any(yard.seen is not None for yard in yards))
        told = [_told(yard) for yard in reversed(yards)]
        self.text_label.setText("\n\n".join(told) or _("Nothing is noted of this family yet."))


def semester_words(semester: Semester) -> str:
    """Return `Semester 2, 2026`."""
    return _("Semester {half}, {year}").format(half=semester.half, year=semester.year)


def _told(yard: Yard) -> str:
    review = yard.review
    lines = [semester_words(yard.semester)]
    lines += [
        _("{what}: {grade}").format(what=what, grade=_grade(grade))
        for what, grade in (
            (_("Changed behaviour"), review.behaviour), (_("Sees own potential"), review.potential),
        )
        if grade is not None
    ]  # fmt: skip
    lines += [
        _("Stage {number}: {seen} of {all} signs").format(
            number=stage.number, seen=stage.seen, all=stage.all
        )
        for stage in yard.stages
        if stage.looked_at
    ]
    lines += [text for text in (growth_grid.told(yard.facts), review.note) if text]
    return "\n".join(lines)


def _grade(grade: Understanding) -> str:
    return _(words.GRADES[grade]).lower()
