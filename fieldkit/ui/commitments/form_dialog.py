"""What taking a school's form would do, line by line, before anything is written."""

from operator import attrgetter

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.core import sentences
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.commitments import service
from fieldkit.features.commitments.model import Outcome
from fieldkit.features.commitments.service import Judged, SchoolPlan
from fieldkit.ui.commitments import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.record_table import Column, RecordTable


class FormPreview(Box):
    """A list of every line with its outcome; `exec` is true when the form shall be taken."""

    def __init__(self, plan: SchoolPlan, parent: QWidget | None = None) -> None:
        title = plan.form.school or plan.form.npsn or _("A school's form")
        super().__init__(title, words.quarter(plan.quarter), parent=parent)
        self.table = RecordTable(
            Column(N_("Line"), attrgetter("row.number"), align="right", width=6),
            Column(N_("Result"), attrgetter("outcome"), text=_outcome, width=15, role=_role,
                   icon=_icon),
            Column(N_("Pupil"), _itself, text=_name, width=22, bold=True),
            Column(N_("What it says"), _itself, text=_says, stretch=True, width=34),
            name=N_("Lines of the form"),
            empty=N_("The form holds no pupil."),
        )  # fmt: skip
        self.table.show_rows(list(plan.lines))
        self.table.setMinimumHeight(style.px(260))
        counts = [
            f"{_(service.OUTCOMES[outcome])}: {plan.count(outcome)}"
            for outcome in Outcome
            if plan.count(outcome)
        ]
        summary = QLabel(" · ".join(counts))
        summary.setWordWrap(True)
        style.set_role(summary, "secondary")
        self.content.addWidget(self.table, 1)
        self.content.addWidget(summary)
        taken = plan.count(Outcome.NEW) + plan.count(Outcome.CHANGED)
        label = ngettext("Take {count} pupil", "Take {count} pupils", taken).format(count=taken)
        self.take_button = buttons.button(
            label, self._on_take_clicked, kind="primary", key="Ctrl+Return"
        )
        self.take_button.setEnabled(bool(taken))
        self.add_button(buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)")))
        self.add_button(self.take_button)
        self.fit(860, 560)

    @Slot()
    def _on_take_clicked(self) -> None:
        self.accept()


def _itself(line: Judged) -> Judged:
    return line


def _outcome(outcome: Outcome) -> str:
    return _(service.OUTCOMES[outcome])


def _role(line: Judged) -> str:
    return words.OUTCOME_ROLES[line.outcome]


def _icon(line: Judged) -> str:
    return words.OUTCOME_ICONS[line.outcome]


def _name(line: Judged) -> str:
    return line.pupil.name if line.pupil else line.row.name or line.row.nisn


def _says(line: Judged) -> str:
    if line.problems:
        return " ".join(sentences.problem_sentence(problem) for problem in line.problems)
    return " · ".join(words.month_told(month) for month in line.months)
