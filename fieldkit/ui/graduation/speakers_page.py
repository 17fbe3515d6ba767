"""Graduates who tell others how they did it."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import report, service
from fieldkit.features.graduation.speakers import Speaker, SpeakerLine
from fieldkit.features.people.words import Status
from fieldkit.ui.graduation import forms, words
from fieldkit.ui.shell.family_finder import FamilyFinder
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.record_table import Column, RecordTable

_DONE = (Status.GRADUATED, Status.GRADUATED_PPSE, Status.INACTIVE, Status.ACTIVE,
         Status.CANDIDATE_GRADUATION, Status.CANDIDATE_PPSE)  # fmt: skip


class SpeakersPage(QWidget):
    """Lists speakers; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._may_edit = self._ctx.may(Permission.EDIT_GRADUATION)
        lead = QLabel(
            _(
                "Families that made it convince others better than we do. Invite the one who has"
                " not spoken for the longest time."
            )
        )
        lead.setWordWrap(True)
        style.set_role(lead, "secondary")
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("name"), width=18, bold=True),
            Column(N_("Group"), attrgetter("group_name"), width=14),
            Column(N_("Has graduated"), attrgetter("graduated_on"), text=words.day, width=13),
            Column(N_("Business"), attrgetter("businesses"), width=18),
            Column(N_("Speaks about"), attrgetter("speaker.topic"), stretch=True, width=24),
            Column(N_("Last spoke"), _itself, text=_last, width=18, role=_role),
            name=N_("Speakers"),
            empty=N_("Nobody yet. Name a family that has agreed to tell its story (Ctrl+N)."),
        )
        self.story_label = QLabel()
        self.story_label.setWordWrap(True)
        self.add_button = buttons.button(
            _("Name a speaker"), self._on_add_clicked, icon="plus", key="Ctrl+N", kind="primary"
        )
        self.talk_button = buttons.button(
            _("Has spoken"), self._on_talk_clicked, icon="message-square", key="Ctrl+D"
        )
        self.edit_button = buttons.button(
            _("Change"), self._on_edit_clicked, icon="pencil", key="F2"
        )
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        for button in (self.add_button, self.talk_button, self.edit_button, self.remove_button):
            button.setVisible(self._may_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(lead)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.story_label)
        layout.addWidget(
            flow_layout.bar(
                self.add_button, self.talk_button, self.edit_button, self.print_button,
                self.remove_button,
            )
        )  # fmt: skip
        self.table.selection_changed.connect(self._show_chosen)
        self.table.activated.connect(self._on_activated)

    def reload(self) -> None:
        """Read the speakers again."""
        self.table.show_rows(service.speakers(self._ctx))
        if self.table.current() is None:
            self.table.select_first()
        self._show_chosen()

    def show_month(self, _month: Month) -> None:
        """Read the page again; it knows no months."""
        self.reload()

    def documents(self, _month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [report.speakers(self._ctx)]

    def current(self) -> SpeakerLine | None:
        """Return the speaker under the cursor."""
        found = self.table.current()
        return found if isinstance(found, SpeakerLine) else None

    @Slot()
    def _show_chosen(self) -> None:
        line = self.current()
        for button in (self.talk_button, self.edit_button, self.remove_button):
            button.setEnabled(line is not None)
        self.print_button.setEnabled(line is not None)
        if line is None:
            self.story_label.setText("")
            return
        talks = [
            f"{words.day(talk.spoke_on)}: {talk.audience}" for talk in reversed(line.talks[-3:])
        ]
        self.story_label.setText("\n".join(part for part in (line.speaker.story, *talks) if part))

    @Slot(object)
    def _on_activated(self, line: SpeakerLine) -> None:
        if self._may_edit:
            self._on_edit_clicked()
        else:
            self.family_opened.emit(line.id)

    @Slot()
    def _on_add_clicked(self) -> None:
        def save(ids: list[str], values: dict[str, Any]) -> None:
            speaker = Speaker(family_id=ids[0])
            service.save_speaker(self._ctx, forms.composed_speaker(speaker, values))

        taken = {line.id for line in self.table.rows() if isinstance(line, SpeakerLine)}
        box = FamilyFinder(
            self._ctx, _("Name a speaker"), save, action=_("Save"), multi=False, taken=taken,
            form=forms.speaker_form(self._ctx), statuses=_DONE, parent=self.window(),
        )  # fmt: skip
        if box.exec():
            self._done()

    @Slot()
    def _on_edit_clicked(self) -> None:
        line = self.current()
        if line is not None and forms.edit_speaker(
            self._ctx, line.speaker, line.name, self.window()
        ):
            self._done()

    @Slot()
    def _on_talk_clicked(self) -> None:
        line = self.current()
        if line is not None and forms.note_talk(self._ctx, line.id, line.name, self.window()):
            self._done()

    @Slot()
    def _on_remove_clicked(self) -> None:
        line = self.current()
        if line is not None and self._screen.attempt(
            lambda: service.remove_speaker(self._ctx, line.id)
        ):
            self._screen.say(_("The speaker lies in the bin."), undo=True)
            self.reload()

    @Slot()
    def _on_print_clicked(self) -> None:
        PreviewDialog(self._ctx, [report.speakers(self._ctx)], self.window()).exec()

    def _done(self) -> None:
        self._screen.say(_("It is noted."), undo=True)
        self.reload()


def _itself(line: SpeakerLine) -> SpeakerLine:
    return line


def _last(line: SpeakerLine) -> str:
    if not line.speaker.is_available:
        return _("not at present")
    return words.day(line.last_spoke) or _("never yet")


def _role(line: SpeakerLine) -> str:
    return "secondary" if not line.speaker.is_available or line.last_spoke else "accent"
