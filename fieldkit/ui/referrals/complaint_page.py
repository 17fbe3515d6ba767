"""Complaints (RHK 6): who complained, how far it is, and the sheet for it."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.referrals import letters, report, service
from fieldkit.features.referrals.diary import ComplaintLine
from fieldkit.ui.referrals import forms, words
from fieldkit.ui.referrals.log_page import MONTH, LogPage
from fieldkit.ui.shell.record_photos import RecordPhotos
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.record_table import Column


class ComplaintPage(LogPage):
    """Lists complaints; each step taken stays."""

    name = N_("Complaints")
    empty = N_("No complaint is noted. When somebody complains, note it here (Ctrl+N).")
    add_word = N_("Complaint of a family")
    step_word = N_("Next step")

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return (
            Column(N_("Came on"), attrgetter("complaint.received_on"), width=13),
            Column(N_("Who complains"), attrgetter("complaint.name"), width=18, bold=True),
            Column(N_("About"), attrgetter("complaint.topic"), text=_topic, width=20),
            Column(N_("The complaint"), attrgetter("complaint.text"), stretch=True, width=22),
            Column(N_("Stands now"), _itself, text=_state, width=24, role=_state_role),
            Column(N_("Answer due"), attrgetter("complaint.due_on"), width=14, role=self._role),
        )

    def chip_list(self) -> tuple[Chip, ...]:
        """Return the filters of the list."""
        return (
            Chip("open", _("Not settled yet")),
            Chip("state", _("Stands now"), tuple(service.PROGRESS.items())),
            Chip("topic", _("About"), tuple(service.TOPICS.items())),
        )

    def lines(self) -> list[ComplaintLine]:
        """Read the complaints."""
        return service.complaints(self.ctx)

    def fits(self, line: ComplaintLine, chosen: dict[str, Any]) -> bool:
        """Whether a complaint passes the filters."""
        if chosen.get("open") and not line.is_open:
            return False
        if "state" in chosen and line.state is not chosen["state"]:
            return False
        if "topic" in chosen and line.complaint.topic is not chosen["topic"]:
            return False
        day = line.complaint.received_on
        return not chosen.get(MONTH) or (day is not None and Month.of(day) == self.month)

    def words(self, line: ComplaintLine) -> str:
        """Return the text in which the search looks."""
        one = line.complaint
        return words.joined((one.name, one.text, one.analysis, one.letter_no, one.village), " ")

    def detail(self, line: ComplaintLine) -> str:
        """Return the steps taken and what was found."""
        steps = [
            words.joined((words.day(step.done_on), _(service.PROGRESS[step.state]), step.note), " ")
            for step in line.steps
        ]
        return "\n".join(part for part in (line.complaint.analysis, " → ".join(steps)) if part)

    def told_above(self, lines: Any) -> str:
        """Return how many still wait for an answer."""
        still = [line for line in lines if line.is_open]
        late = sum(
            line.complaint.due_on is not None and line.complaint.due_on < self.ctx.today
            for line in still
        )
        said = ngettext(
            "{count} complaint still open, {late} past its day.",
            "{count} complaints still open, {late} past their day.",
            len(still),
        )
        return said.format(count=len(still), late=late) if lines else ""

    def family_of(self, line: ComplaintLine) -> str:
        """Return the family that complained, if it is one of the register."""
        return line.complaint.family_id

    def may_step(self, line: ComplaintLine) -> bool:
        """Whether a step can be taken: always, for a closed one may open again."""
        del line
        return True

    def add(self) -> bool:
        """Ask for a complaint of a family."""
        return forms.new_complaint(self.ctx, self.window(), of_family=True)

    def edit(self, line: ComplaintLine) -> bool:
        """Change a complaint."""
        return forms.edit_complaint(self.ctx, line.complaint, self.window())

    def step(self, line: ComplaintLine) -> bool:
        """Ask for the next step."""
        return forms.take_step(self.ctx, line, self.window())

    def remove(self, line: ComplaintLine) -> None:
        """Put a complaint into the bin."""
        service.remove_complaint(self.ctx, line.id)

    def papers_of(self, line: ComplaintLine) -> list[Document]:
        """Return the sheet of the complaint."""
        return [letters.complaint_sheets(self.ctx, [line])]

    def documents(self, month: Month) -> list[Document]:
        """Return the month's list, its sheets, and a blank one."""
        lines = service.complaints(self.ctx, month.first, month.last)
        sheets = [letters.complaint_sheets(self.ctx, lines)] if lines else []
        blank = letters.complaint_sheets(self.ctx, [])
        return [report.complaints(self.ctx, month), *sheets, blank]

    def bar_buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons with one more: whoever is in no register may complain."""
        self.other_button = buttons.button(
            _("Of somebody else"), self._on_other_clicked, icon="user-plus",
            key="Ctrl+Shift+N",
        )  # fmt: skip
        self.other_button.setVisible(self.may_edit)
        self.photos_button = buttons.button(
            _("Photos"), self._on_photos_clicked, icon="camera", key="Ctrl+Shift+F"
        )
        first, *rest = super().bar_buttons()
        return (first, self.other_button, *rest[:2], self.photos_button, *rest[2:])

    @Slot()
    def show_chosen(self) -> None:
        """Show the chosen complaint, and what can be done with it."""
        super().show_chosen()
        self.photos_button.setEnabled(self.current() is not None)

    @Slot()
    def _on_photos_clicked(self) -> None:
        line = self.current()
        if line is not None:
            ComplaintPhotos(self.host, line, self.window()).exec()

    @Slot()
    def _on_other_clicked(self) -> None:
        if forms.new_complaint(self.ctx, self.window(), of_family=False):
            self.done()

    def _role(self, line: ComplaintLine) -> str:
        due = line.complaint.due_on
        if not line.is_open or due is None:
            return "secondary"
        return "danger" if due < self.ctx.today else "accent"


class ComplaintPhotos(Box):
    """The pictures that belong to a complaint: the KTP, a screenshot; they follow its sheet."""

    def __init__(self, host: Screen, line: ComplaintLine, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Photos: {name}").format(name=line.complaint.name),
            _("The KTP, a screenshot of Cek Bansos, or a letter. They are printed with the sheet."),
            parent,
        )
        self.photos = RecordPhotos(host.ctx, host.run_job, "complaint", _("Photos of a complaint"))
        self.photos.show_record(line.id)
        self.photos.set_read_only(not host.ctx.may(Permission.EDIT_PARTNERS))
        self.told_label = QLabel()
        self.content.addWidget(self.photos, 1)
        self.content.addWidget(self.told_label)
        self.add_button(buttons.button(_("Close"), self.accept, kind="primary"))
        self.fit(720, 480)
        self.photos.said.connect(self._on_said)

    @Slot(str, str)
    def _on_said(self, text: str, role: str) -> None:
        self.told_label.setText(text)
        style.set_role(self.told_label, role)


def _itself(line: ComplaintLine) -> ComplaintLine:
    return line


def _topic(topic: Any) -> str:
    return _(service.TOPICS[topic])


def _state(line: ComplaintLine) -> str:
    return words.joined((_(service.PROGRESS[line.state]), words.day(line.since)), " ")


def _state_role(line: ComplaintLine) -> str:
    return words.progress_role(line.state)
