"""Kirim: to whom, what is new for them, one file written and read back."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.money import format_number
from fieldkit.features.sync import contacts, qr, service
from fieldkit.features.sync.model import Contact, Peer, Sent
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.sync import words
from fieldkit.ui.sync.codes_box import CodesBox
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice, facts
from fieldkit.ui.widgets.editors import CheckEdit, ChoiceEdit
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen

_KINDS_SHOWN = 6
# What a mail takes, the usual, and what a stick or a messenger takes.
_PART_SIZES = (5_000_000, 15_000_000, 60_000_000)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the next file to somebody would hold; `asked` is whom and how."""

    asked: tuple[str, bool]
    by_table: dict[str, int]
    photos: int
    photo_bytes: int


class SendCard(Card):
    """Chooses a receiver, says what is new for them and writes the file."""

    card_wanted = Signal()

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(
            _("Send"),
            icon="upload",
            hint=_("One file for one person, sealed so that only they can read it."),
        )
        self._screen = screen
        self._contacts: dict[str, Contact] = {}
        self._asked: tuple[str, bool] | None = None
        self._photos = 0
        self._folder = ""
        self.to_edit = ChoiceEdit((), searchable=True)
        self.to_edit.setAccessibleName(_("Send to"))
        self.outlook_label = QLabel()
        self.outlook_label.setWordWrap(True)
        self.outlook_label.setFont(style.strong_font())
        self.confirmed_label = QLabel()
        self.confirmed_label.setWordWrap(True)
        style.set_role(self.confirmed_label, "secondary")
        self._counts_holder = QVBoxLayout()
        self.everything_edit = CheckEdit(_("Write everything again (a file was lost)"))
        self.everything_edit.setAccessibleName(self.everything_edit.text())
        self.photos_edit = CheckEdit("")
        self.photos_edit.setChecked(True)
        parts = [(str(size), _part_name(size)) for size in _PART_SIZES]
        self.part_edit = ChoiceEdit(parts)
        self.part_edit.setMinimumContentsLength(max(len(name) for _size, name in parts))
        self.part_edit.set_value(str(_PART_SIZES[1]))
        self.part_edit.setAccessibleName(_("Largest file of photos"))
        self.photos_line = QWidget()
        self.send_button = buttons.button(
            _("Choose the stick or folder and send…"),
            self._on_send_clicked,
            icon="usb",
            kind="primary",
            key="Ctrl+E",
        )
        self.result = _Result(screen)
        self.empty = EmptyState(
            "user-plus",
            _("You know nobody to exchange files with yet. Take their contact card first."),
            _("Take a contact card…"),
            hint=_("Everybody writes a card once under “Contacts” and gives it to the others."),
        )
        self.form = QWidget()
        self._lay_out()
        self.to_edit.edited.connect(self._on_receiver_edited)
        self.everything_edit.edited.connect(self._on_receiver_edited)
        self.empty.action_requested.connect(self.card_wanted)

    @property
    def _ctx(self) -> Context:
        return self._screen.ctx

    @property
    def peer(self) -> Peer | None:
        """The receiver chosen."""
        found = self._contacts.get(self.to_edit.chosen() or "")
        return found.peer if found else None

    def _lay_out(self) -> None:
        caption = QLabel(_("Send to"))
        caption.setBuddy(self.to_edit)
        style.set_role(caption, "secondary")
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(caption)
        column.addWidget(self.to_edit)
        column.addWidget(self.outlook_label)
        column.addWidget(self.confirmed_label)
        column.addLayout(self._counts_holder)
        photos = FlowLayout(self.photos_line, gap=8)
        photos.addWidget(self.photos_edit)
        photos.addWidget(self.part_edit)
        column.addWidget(self.photos_line)
        column.addWidget(self.everything_edit)
        column.addWidget(self.send_button)
        self.add(self.result.notice)
        self.add(self.form)
        self.add(self.empty)
        self.add(self.result)
        self.body.addStretch(1)

    def reload(self) -> None:
        """Read the receivers and what is new for the one chosen again."""
        known = [c for c in contacts.contacts(self._ctx) if not c.peer.is_revoked]
        self._contacts = {c.id: c for c in known}
        focused = self.focusWidget()
        was_at_first = focused is not None and self.empty.isAncestorOf(focused)
        self.form.setVisible(bool(known))
        self.empty.setVisible(not known)
        if known and was_at_first:
            self.to_edit.setFocus()
        chosen = self.to_edit.chosen()
        self.to_edit.set_choices([(c.id, _named(c.peer)) for c in known])
        self.to_edit.set_value(known[0].id if len(known) == 1 else chosen)
        self._ask()

    def choose(self, peer_id: str) -> None:
        """Choose a receiver, as from the list of contacts."""
        self.to_edit.set_value(peer_id)
        self._on_receiver_edited()
        self.to_edit.setFocus()

    def _ask(self) -> None:
        """Ask what the next file would hold, beside the window's work: the log may be long."""
        peer = self.peer
        self.send_button.setEnabled(peer is not None)
        self._show_counts({})
        self.confirmed_label.hide()
        self.photos_line.hide()
        if peer is None:
            self._asked = None
            self.outlook_label.setText(_("Choose who the file is for."))
            return
        everything = self.everything_edit.isChecked()
        self._asked = (peer.id, everything)

        def count(ctx: Context, job: Job) -> _Counted:
            job.report(0, 0)
            by_table = service.outlook(ctx, peer, everything=everything)
            return _Counted((peer.id, everything), by_table, *service.outlook_photos(ctx, peer))

        self._screen.run_job(_("Counting what is new…"), count, self._on_counted)

    def _show_counts(self, by_table: dict[str, int]) -> None:
        while (item := self._counts_holder.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        named = words.counts(by_table)
        rows = [(name, format_number(number)) for name, number in named[:_KINDS_SHOWN]]
        if len(named) > _KINDS_SHOWN:
            rest = sum(number for _name, number in named[_KINDS_SHOWN:])
            rows.append((_("Everything else"), format_number(rest)))
        if rows:
            self._counts_holder.addWidget(facts(rows))

    @Slot(object)
    def _on_counted(self, counted: "_Counted") -> None:
        contact = self._contacts.get(counted.asked[0])
        if counted.asked != self._asked or contact is None:
            return
        changes = sum(counted.by_table.values())
        said = _outlook_sentence(changes, contact, counted.asked[1])
        if changes:
            size = words.size(service.estimated_bytes(counted.by_table))
            about = _("The file will be about {size}.").format(size=size)
            said = f"{said} {about}"
        self.outlook_label.setText(said)
        self.confirmed_label.setText(_confirmed_sentence(self._ctx, contact))
        self.confirmed_label.show()
        self._show_counts(counted.by_table)
        self.photos_line.setVisible(counted.photos > 0)
        self.photos_edit.setText(_photos_sentence(counted.photos, counted.photo_bytes))
        self.photos_edit.setAccessibleName(self.photos_edit.text())

    @Slot()
    def _on_receiver_edited(self) -> None:
        self.result.put_away()
        self._ask()

    @Slot()
    def _on_send_clicked(self) -> None:
        if self.peer is None:
            return
        folder = QFileDialog.getExistingDirectory(
            self, _("Choose the stick or folder"), self._folder
        )
        if folder:
            self.send_into(Path(folder))

    def send_into(self, folder: Path) -> None:
        """Write the file for the chosen receiver into a folder."""
        peer = self.peer
        if peer is None:
            return
        self._folder = str(folder)
        everything, photos = self.everything_edit.isChecked(), self.photos_edit.isChecked()
        part = int(self.part_edit.value() or service.PART_BYTES)

        def work(ctx: Context, job: Job) -> tuple[Peer, Sent]:
            job.report(0, 0)
            sent = service.send(
                ctx, peer, folder, everything=everything, photos=photos, part_bytes=part
            )
            return peer, sent

        self.result.put_away()
        self._screen.run_job(_("Writing the file…"), work, self._on_sent)

    @Slot(object)
    def _on_sent(self, answer: tuple[Peer, Sent]) -> None:
        peer, sent = answer
        self.everything_edit.set_value(False)
        self.result.show_sent(peer, sent)
        self.reload()
        QTimer.singleShot(0, self.result, self.result.bring_into_view)
        self._screen.say(
            ngettext(
                "{count} change for {name} is written and read back.",
                "{count} changes for {name} are written and read back.",
                sent.changes,
            ).format(count=format_number(sent.changes), name=peer.name)
        )


class _Result(QWidget):
    """What was written, proved by reading it back; the notice stands above all else."""

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self._file, self._sequence = "", 0
        self._peer: Peer | None = None
        self.notice = Notice("", role="good", icon="circle-check")
        self.left_out = Notice("", icon="info")
        self.facts_holder = QVBoxLayout()
        self.open_button = buttons.button(
            _("Open the folder"), self._on_open_clicked, icon="folder", kind="link"
        )
        self.codes_button = buttons.button(
            _("Show as codes…"), self._on_codes_clicked, icon="qr-code", kind="link"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, style.px(4), 0, 0)
        column.setSpacing(style.px(8))
        column.addLayout(self.facts_holder)
        column.addWidget(self.left_out)
        column.addWidget(self.open_button)
        column.addWidget(self.codes_button)
        self.hide()

    def put_away(self) -> None:
        """Say nothing more of the last file."""
        self.notice.show_text("")
        self.hide()

    def show_sent(self, peer: Peer, sent: Sent) -> None:
        """Show one file's facts."""
        self._file, self._peer, self._sequence = sent.file, peer, sent.sequence
        self.codes_button.setVisible(sent.bytes <= qr.MOST_BYTES)
        self.notice.show_text(
            _("The file reads back 100%. It is safe to take the stick out."),
            role="good",
            icon="circle-check",
        )
        while (item := self.facts_holder.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = [
            (_("File"), Path(sent.file).name),
            (_("Meant for"), _named(peer)),
            (_("Changes"), format_number(sent.changes)),
            (_("Size"), words.size(sent.bytes)),
            (_("File number"), str(sent.sequence)),
        ]
        if sent.photo_files:
            shown.append((_("Files of photos"), _photo_files(sent)))
        self.facts_holder.addWidget(facts(shown))
        self.left_out.show_text(words.left_out(sent.left_out), icon="info")
        self.show()

    @Slot()
    def bring_into_view(self) -> None:
        """Let what is said of the file be read, however low it stands."""
        around = self.notice.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(self.notice)
            around = around.parentWidget()

    @Slot()
    def _on_codes_clicked(self) -> None:
        peer, file, number = self._peer, Path(self._file), self._sequence
        if peer is None:
            return
        ctx, found = self._screen.ctx, list[bytes]()
        if self._screen.attempt(lambda: found.extend(qr.file_codes(ctx, file))):
            CodesBox(
                self._screen,
                _("The file as codes"),
                _(
                    "{name} takes a photo of each code and chooses all photos together under"
                    " “Receive”. Only they can open it."
                ).format(name=peer.name),
                found,
                lambda: qr.file_paper(ctx, file, peer, number),
            ).exec()

    @Slot()
    def _on_open_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._file).parent)))


def _named(peer: Peer) -> str:
    return _("{name} ({role})").format(name=peer.name, role=words.role(peer.role))


def _outlook_sentence(changes: int, contact: Contact, everything: bool) -> str:  # noqa: FBT001
    number = format_number(changes)
    if everything:
        return ngettext(
            "The file holds everything {name} may see: {count} change.",
            "The file holds everything {name} may see: {count} changes.",
            changes,
        ).format(name=contact.peer.name, count=number)
    if not changes:
        return _(
            "Nothing is new for {name}. The file would only confirm what you received."
        ).format(name=words.before_stop(contact.peer.name))
    if not contact.confirmed_at:
        return ngettext(
            "{count} change goes to {name}.", "{count} changes go to {name}.", changes
        ).format(name=words.before_stop(contact.peer.name), count=number)
    return ngettext(
        "{count} change is new for {name}.", "{count} changes are new for {name}.", changes
    ).format(name=words.before_stop(contact.peer.name), count=number)


def _confirmed_sentence(ctx: Context, contact: Contact) -> str:
    if not contact.last_sent_at:
        return _("No file was written for them yet.")
    said = []
    if contact.confirmed_at:
        held = _("Received by {name} on {received}: your file of {date}.")
        said.append(
            held.format(
                name=contact.peer.name,
                received=words.day(ctx, contact.receipt_at),
                date=words.day(ctx, contact.confirmed_at),
            )
        )
    if contact.last_sent_at > contact.confirmed_at:
        open_file = _("Last file written on {date}; not confirmed yet.")
        said.append(open_file.format(date=words.day(ctx, contact.last_sent_at)))
    return " ".join(said)


def _photos_sentence(count: int, size: int) -> str:
    return ngettext(
        "Write {count} photo too ({size})", "Write {count} photos too ({size})", count
    ).format(count=format_number(count), size=words.size(size))


def _photo_files(sent: Sent) -> str:
    files = len(sent.photo_files)
    return ngettext(
        "{files} file with {count} photos, {size}",
        "{files} files with {count} photos, {size}",
        files,
    ).format(files=files, count=format_number(sent.photos), size=words.size(sent.photo_bytes))


def _part_name(size: int) -> str:
    return _("in files of at most {size}").format(size=words.size(size))
