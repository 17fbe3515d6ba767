"""Kartu kontak: my card, other people's cards, and what each of them has confirmed."""

from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.sync import contacts, directory, qr, service
from fieldkit.features.sync.directory import Taken
from fieldkit.features.sync.model import Contact
from fieldkit.ui.sync import words
from fieldkit.ui.sync.codes_box import CodesBox
from fieldkit.ui.sync.handing_out import fit_height, hand_out_from
from fieldkit.ui.sync.handing_over import hand_over_from
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.dialogs import Box, ask
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


class FingerprintLabel(QLabel):
    """Four made-up words, large, to read out over the telephone."""

    def __init__(self, fingerprint: str = "") -> None:
        super().__init__()
        self.setFont(style.large_font())
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        style.set_role(self, "accent")
        self.show_fingerprint(fingerprint)

    def show_fingerprint(self, fingerprint: str) -> None:
        """Show another one."""
        self.setText("  –  ".join(fingerprint.split("-")))
        self.setAccessibleName(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))


class ContactsPage(Page):
    """My card above, the people I exchange files with below."""

    contact_taken = Signal()
    send_wanted = Signal(str)

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self.fingerprint = FingerprintLabel()
        self.write_button = buttons.button(
            _("Write my card to a file…"), self._on_write_clicked, icon="save"
        )
        self.code_button = buttons.button(
            _("Show my card as a code…"), self._on_code_clicked, icon="qr-code"
        )
        self.hand_out_button = buttons.button(
            _("Hand out a leader's book…"), self._on_hand_out_clicked, icon="hand-coins"
        )
        self.hand_out_button.setToolTip(
            _("Makes one file with which a chair, secretary or treasurer begins their KUBE's book.")
        )
        self.hand_over_button = buttons.button(
            _("Hand over groups or families…"), self._on_hand_over_clicked, icon="handshake"
        )
        self.hand_over_button.setToolTip(
            _("A group, a KUBE or a family goes to another facilitator with its history.")
        )
        self.take_button = buttons.button(
            _("Take a contact card…"),
            self._on_take_clicked,
            icon="user-plus",
            kind="primary",
            key="Ctrl+N",
        )
        self.directory_button = buttons.button(
            _("Write a directory of all cards…"), self._on_directory_clicked, icon="badge-check"
        )
        self.directory_button.setToolTip(
            _("One file with every card you trust, signed by you: who trusts you knows them all.")
        )
        self.send_button = buttons.button(
            _("Send them a file"), self._on_send_clicked, icon="upload"
        )
        self.revoke_button = buttons.button(
            _("Trust no more…"), self._on_revoke_clicked, icon="ban", kind="danger"
        )
        self.table = RecordTable(
            Column(N_("Name"), attrgetter("peer.name"), stretch=True, width=16, bold=True),
            Column(N_("Task"), _role, width=19),
            Column(N_("Last sent"), self._sent, width=15),
            Column(N_("Last received"), self._received, width=15),
            Column(
                N_("They confirmed"), self._confirmed, width=28, icon=_confirmed_icon,
                role=_confirmed_role,
            ),
            Column(N_("Known through"), _introduced, width=16, spare=1),
            name=N_("Contacts"),
        )  # fmt: skip
        self.chosen_label = QLabel()
        self.chosen_label.setWordWrap(True)
        style.set_role(self.chosen_label, "secondary")
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)

    def _lay_out(self) -> None:
        ctx = self._screen.ctx
        mine = Card(
            _("My contact card"),
            icon="badge-check",
            hint=_(
                "Give this card to everybody you exchange files with. By telephone, both read"
                " out these four words: the same words mean that nobody changed the card."
            ),
        )
        who = QLabel(_("{name} ({role})").format(name=ctx.me.name, role=words.role(ctx.role)))
        who.setFont(style.strong_font())
        mine.add(who)
        mine.add(self.fingerprint)
        mine.add(
            _line(self.write_button, self.code_button, self.hand_out_button, self.hand_over_button)
        )
        people = Card(_("People I exchange files with"), icon="users")
        people.add(
            _line(self.take_button, self.send_button, self.directory_button, self.revoke_button)
        )
        people.add(self.table, 1)
        people.add(self.chosen_label)
        self.table.setMinimumHeight(style.row_height() * 6)
        self.table.set_empty(
            _("You know nobody to exchange files with yet. Take their contact card first."),
            icon="user-plus",
        )
        self.add(mine)
        self.add(people, 1)
        self.hand_out_button.setVisible(ctx.may(Permission.HAND_OUT))
        self.directory_button.setVisible(directory.may_write(ctx))
        self.hand_over_button.setVisible(ctx.may(Permission.HAND_OUT))

    def reload(self) -> None:
        """Read everybody again."""
        ctx = self._screen.ctx
        self.fingerprint.show_fingerprint(service.own_fingerprint(ctx))
        self.table.show_rows(contacts.contacts(ctx))
        self._show_choice(self.table.current())

    # -- cells -----------------------------------------------------------------------------

    def _sent(self, contact: Contact) -> str:
        return words.day(self._screen.ctx, contact.last_sent_at)

    def _received(self, contact: Contact) -> str:
        return words.day(self._screen.ctx, contact.last_received_at)

    def _confirmed(self, contact: Contact) -> str:
        if contact.peer.is_revoked:
            return _("No longer trusted")
        if contact.confirmed_at:
            ctx = self._screen.ctx
            return _("{received} (your file of {date})").format(
                received=words.day(ctx, contact.receipt_at),
                date=words.day(ctx, contact.confirmed_at),
            )
        return _("Not confirmed yet") if contact.last_sent_at else ""

    # -- what can be done ------------------------------------------------------------------

    def _show_choice(self, contact: Contact | None) -> None:
        is_live = contact is not None and not contact.peer.is_revoked
        self.revoke_button.setEnabled(is_live)
        self.chosen_label.setVisible(contact is not None)
        if contact is not None:
            self.chosen_label.setText(
                _("Fingerprint of {name}: {fingerprint}").format(
                    name=contact.peer.name, fingerprint=contact.peer.fingerprint
                )
            )
        self.send_button.setEnabled(is_live)
        self.send_button.setVisible(self._screen.ctx.may(Permission.SEND_FILES))

    @Slot(object)
    def _on_chosen(self, contact: Contact | None) -> None:
        self._show_choice(contact)

    @Slot(object)
    def _on_activated(self, contact: Contact) -> None:
        if not contact.peer.is_revoked and self._screen.ctx.may(Permission.SEND_FILES):
            self.send_wanted.emit(contact.id)

    @Slot()
    def _on_send_clicked(self) -> None:
        contact = self.table.current()
        if contact is not None:
            self.send_wanted.emit(contact.id)

    @Slot()
    def _on_write_clicked(self) -> None:
        name = _("contact-card")
        chosen, _filter = QFileDialog.getSaveFileName(
            self,
            _("Write my contact card"),
            f"{name}{service.CARD_SUFFIX}",
            _("Contact cards (*.fkcard)"),
        )
        if chosen:
            self.write_card(Path(chosen))

    def write_card(self, path: Path) -> None:
        """Write this book's card to a file."""
        ready = with_ending(path, service.CARD_SUFFIX)
        if self._screen.attempt(lambda: service.write_card(self._screen.ctx, ready)):
            self._screen.say(
                _("Your contact card is written as {file} and reads back 100%.").format(
                    file=ready.name
                )
            )

    @Slot()
    def _on_code_clicked(self) -> None:
        ctx = self._screen.ctx
        box = CodesBox(
            self._screen,
            _("My contact card as a code"),
            _(
                "The other takes a photo of this code, brings the photo to their laptop and"
                " chooses it under “Take a contact card”."
            ),
            qr.card_codes(ctx),
            lambda: qr.card_paper(ctx),
        )
        box.exec()

    @Slot()
    def _on_take_clicked(self) -> None:
        pictures = " ".join(f"*{ending}" for ending in qr.PICTURES)
        chosen, _filter = QFileDialog.getOpenFileName(
            self,
            _("Take a contact card"),
            "",
            _("Contact cards and photos of codes ({patterns});;All files (*)").format(
                patterns=f"*.fkcard *.fkcards {pictures}"
            ),
        )
        if chosen:
            self._screen.take_files([Path(chosen)])

    @Slot()
    def _on_directory_clicked(self) -> None:
        name = _("directory")
        chosen, _filter = QFileDialog.getSaveFileName(
            self,
            _("Write a directory of all cards"),
            f"{name}{directory.SUFFIX}",
            _("Directories of cards (*.fkcards)"),
        )
        if chosen:
            self.write_directory(Path(chosen))

    def write_directory(self, path: Path) -> None:
        """Write the signed cards of everybody trusted here."""
        ready = with_ending(path, directory.SUFFIX)
        written = list[int]()
        ctx = self._screen.ctx
        if self._screen.attempt(lambda: written.append(directory.write(ctx, ready))):
            self._screen.say(
                ngettext(
                    "{count} card is written into {file}.",
                    "{count} cards are written into {file}.",
                    written[0],
                ).format(count=written[0], file=ready.name)
            )

    def take_directory(self, path: Path) -> None:
        """Know everybody a trusted coordinator signed."""
        taken = list[Taken]()
        if not self._screen.attempt(lambda: taken.append(directory.take(self._screen.ctx, path))):
            return
        found = taken[0]
        said = ngettext(
            "{count} more person is known, signed by {name}.",
            "{count} more people are known, signed by {name}.",
            found.fresh,
        ).format(count=found.fresh, name=words.before_stop(found.by))
        if found.revoked:
            gone = ngettext(
                "{count} is trusted no more.", "{count} are trusted no more.", found.revoked
            ).format(count=found.revoked)
            said = f"{said} {gone}"
        self._screen.say(said)
        self.contact_taken.emit()

    def take_card(self, path: Path) -> None:
        """Show a card's fingerprint and trust it once a person says it is the same."""
        if directory.is_directory(path):
            self.take_directory(path)
            return
        ctx, seen = self._screen.ctx, dict[str, Any]()
        if not self._screen.attempt(lambda: seen.update(service.read_card(ctx, path))):
            return
        box = TrustBox(seen, self)
        if not box.exec():
            self._screen.say(
                _("The card of {name} was not taken.").format(name=seen["name"]), role="attention"
            )
            return
        if self._screen.attempt(lambda: service.trust(ctx, path)):
            self._screen.say(
                _("{name} is known now: you can send to them and take their files.").format(
                    name=seen["name"]
                )
            )
            self.contact_taken.emit()

    @Slot()
    def _on_revoke_clicked(self) -> None:
        contact = self.table.current()
        if contact is None:
            return
        name = contact.peer.name
        sure = ask(
            self,
            _("Trust {name} no more?").format(name=name),
            _(
                "No more files of {name} are taken and none can be written to them. What was"
                " merged stays. Taking their card again makes them known again."
            ).format(name=name),
            _("Trust no more"),
            danger=True,
        )
        if sure and self._screen.attempt(lambda: service.revoke(self._screen.ctx, contact.id)):
            self._screen.say(_("{name} is no longer trusted.").format(name=name), role="attention")

    @Slot()
    def _on_hand_over_clicked(self) -> None:
        hand_over_from(self._screen)

    @Slot()
    def _on_hand_out_clicked(self) -> None:
        hand_out_from(self._screen)


class TrustBox(Box):
    """Asks to compare the fingerprint before a card is trusted."""

    def __init__(self, seen: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Is this really the card of {name}?").format(name=seen["name"]),
            _(
                "Call {name} and compare these four words. They stand in their book under"
                " “Contacts”. Only if all four are the same does the card come from them."
            ).format(name=seen["name"]),
            parent,
        )
        said = words.role(Role(seen["role"]))
        if seen.get("kube"):
            said = _("{role} of {kube}").format(role=said, kube=seen["kube"])
        task = QLabel(said)
        style.set_role(task, "secondary")
        self.fingerprint = FingerprintLabel(seen["fingerprint"])
        self.content.addWidget(task)
        self.content.addWidget(self.fingerprint)
        self.differ_button = buttons.button(_("They differ, or I can not ask"), self.reject)
        self.same_button = buttons.button(
            _("All four are the same"), self.accept, icon="check", kind="primary"
        )
        self.add_button(self.differ_button)
        self.add_button(self.same_button)
        self.differ_button.setFocus()
        fit_height(self, style.text_width(64))


def _line(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = FlowLayout(holder, gap=8)
    for widget in widgets:
        line.addWidget(widget)
    return holder


def _role(contact: Contact) -> str:
    return words.role(contact.peer.role)


def _introduced(contact: Contact) -> str:
    return contact.introduced_by or _("Their own card")


def _confirmed_icon(contact: Contact) -> str | None:
    if contact.peer.is_revoked:
        return "ban"
    return "check" if contact.confirmed_at else None


def _confirmed_role(contact: Contact) -> str | None:
    if contact.peer.is_revoked:
        return "danger"
    return "good" if contact.confirmed_at else "secondary"
