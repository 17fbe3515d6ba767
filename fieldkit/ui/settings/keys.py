"""The ways into the book: passphrase, recovery code, PIN, keeping; and when it locks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QWidget

from fieldkit.core import paths, settings
from fieldkit.core.context import Context
from fieldkit.core.errors import UsageError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.keys import service as keys
from fieldkit.ui.settings.code_box import CodeBox
from fieldkit.ui.settings.lines import button_line
from fieldkit.ui.shell.passphrase import NewPassphrase, NewPin
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.shell.unlock import waiting
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.dialogs import FormDialog, tell
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.form import ChoiceField, CustomField, Form, TextField
from fieldkit.ui.widgets.page import Page

_MINUTES = (
    (5, N_("5 minutes")),
    (15, N_("15 minutes")),
    (30, N_("30 minutes")),
    (0, N_("Never")),
)


class _Way(Card):
    """One way into the book: what it is good for, how it stands, and what can be done."""

    def __init__(self, title: str, icon: str, hint: str, *made: QPushButton) -> None:
        super().__init__(title, icon=icon, hint=hint)
        self.state = Notice("", role="good", icon="circle-check")
        self.add(self.state)
        self.add(button_line(*made))

    def show_state(self, text: str, *, is_good: bool) -> None:
        """Say how this way stands now."""
        role, icon = ("good", "circle-check") if is_good else ("attention", "triangle-alert")
        self.state.show_text(text, role=role, icon=icon)


class KeysPage(Page):
    """A card for each way into the book, and one for when it locks by itself."""

    book_left = Signal()

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(
            lead=_("Whatever opens this book, and when it closes by itself."), parent=parent
        )
        self._ctx, self._screen = ctx, screen
        self._add_passphrase()
        self._add_recovery()
        self._add_pin()
        self._add_keeping()
        self._add_lock()
        if ctx.may(Permission.RESCUE_BOOKS):
            self._add_rescue()
        self.finish()
        self.reload()

    def reload(self) -> None:
        """Show which ways there are now."""
        if not self._ctx.db.is_on_disk:
            return
        ways = keys.ways(self._ctx)
        self._show_recovery(ways)
        self._show_pin(ways)
        self._show_keeping(ways)

    # -- cards -----------------------------------------------------------------------------

    def _add_passphrase(self) -> None:
        self.passphrase_button = buttons.button(
            _("Change the passphrase…"), self._on_passphrase_clicked, icon="key-round"
        )
        card = _Way(
            _("Passphrase"),
            "key-round",
            _("Opens the book everywhere. The recovery code stays the same when it changes."),
            self.passphrase_button,
        )
        self.add(card)

    def _add_recovery(self) -> None:
        self.recovery_button = buttons.button(
            _("Make a new code and emergency kit…"), self._on_recovery_clicked, icon="qr-code"
        )
        self.burn_recovery_button = buttons.button(
            _("Take the code away…"), self._on_burn_recovery_clicked, icon="ban", kind="quiet"
        )
        self._recovery = _Way(
            _("Recovery code"),
            "qr-code",
            _(
                "Opens the book when the passphrase is forgotten. It stands nowhere but on paper:"
                " the emergency kit is one page with the code in letters and as a QR code."
            ),
            self.recovery_button,
            self.burn_recovery_button,
        )
        self.add(self._recovery)

    def _show_recovery(self, ways: keys.Ways) -> None:
        self.burn_recovery_button.setVisible(ways.has_recovery)
        self._recovery.show_state(
            _("There is a code. Is its emergency kit still where you put it?")
            if ways.has_recovery
            else _("No code opens this book: a forgotten passphrase would lose it."),
            is_good=ways.has_recovery,
        )

    def _add_pin(self) -> None:
        self.pin_button = buttons.button(_("Set a PIN…"), self._on_pin_clicked, icon="keyboard")
        self.remove_pin_button = buttons.button(
            _("Remove the PIN…"), self._on_remove_pin_clicked, icon="ban", kind="quiet"
        )
        self._pin = _Way(
            _("PIN on this laptop"),
            "keyboard",
            _(
                "Six or more digits for every day. It works on this laptop only, for its other"
                " half lies in the laptop's key ring; five wrong tries take it away."
            ),
            self.pin_button,
            self.remove_pin_button,
        )
        self.add(self._pin)

    def _show_pin(self, ways: keys.Ways) -> None:
        has_pin = ways.pin_tries is not None
        self.pin_button.setText(_("Change the PIN…") if has_pin else _("Set a PIN…"))
        self.pin_button.setEnabled(ways.may_have_pin)
        self.remove_pin_button.setVisible(has_pin)
        if ways.pin_tries is not None:
            text = ngettext(
                "Set. {count} try is left.", "Set. {count} tries are left.", ways.pin_tries
            ).format(count=ways.pin_tries)
        elif ways.may_have_pin:
            text = _("Not set. The passphrase opens the book.")
        else:
            text = _("This laptop has no key ring, so it can not have a PIN.")
        self._pin.show_state(text, is_good=has_pin or ways.may_have_pin)

    def _add_keeping(self) -> None:
        self.entrust_button = buttons.button(
            _("Give into keeping…"), self._on_entrust_clicked, icon="handshake"
        )
        self.withdraw_button = buttons.button(
            _("Take back…"), self._on_withdraw_clicked, icon="ban", kind="quiet"
        )
        self._keeping = _Way(
            _("In a coordinator's keeping"),
            "handshake",
            _(
                "Your coordinator can open this book, or a backup of it, and give it new words"
                " when you have lost yours. They need the book itself for it: the key alone"
                " opens nothing."
            ),
            self.entrust_button,
            self.withdraw_button,
        )
        self.add(self._keeping)

    def _show_keeping(self, ways: keys.Ways) -> None:
        self.withdraw_button.setVisible(bool(ways.keeper))
        self._keeping.show_state(
            _("{name} holds a key to this book.").format(name=ways.keeper)
            if ways.keeper
            else _("Nobody else holds a key to this book."),
            is_good=bool(ways.keeper),
        )

    def _add_lock(self) -> None:
        chosen = settings.load()
        card = Card(
            _("Locking by itself"),
            icon="lock",
            hint=_(
                "A locked book shows nothing and forgets its key; what was typed stays as typed."
                " Ctrl+Shift+L locks at once."
            ),
        )
        self.lock_edit = ChoiceEdit([*_MINUTES], blank=None)
        self.lock_edit.set_value(chosen.lock_minutes)
        label = QLabel(_("When nobody works for"))
        label.setBuddy(self.lock_edit)
        self.lock_edit.setAccessibleName(label.text())
        self.sleep_check = QCheckBox(_("When the laptop goes to sleep or its screen is locked"))
        self.sleep_check.setChecked(chosen.lock_on_sleep)
        self.lock_edit.edited.connect(self._on_lock_edited)
        self.sleep_check.toggled.connect(self._on_sleep_toggled)
        self.leave_button = buttons.button(
            _("Lock, or open another book"), self._on_leave_clicked, icon="lock"
        )
        card.add(button_line(label, self.lock_edit))
        card.add(self.sleep_check)
        card.add(button_line(self.leave_button))
        self.add(card)

    def _add_rescue(self) -> None:
        card = Card(
            _("Help somebody who forgot"),
            icon="archive-restore",
            hint=_(
                "For books that were given into your keeping: choose the book's folder or a backup,"
                " let its keeper type a new passphrase, and print the new emergency kit for them."
            ),
        )
        self.rescue_book_button = buttons.button(
            _("Their book's folder…"), self._on_rescue_book_clicked, icon="folder"
        )
        self.rescue_backup_button = buttons.button(
            _("A backup of it…"), self._on_rescue_backup_clicked, icon="archive"
        )
        card.add(button_line(self.rescue_book_button, self.rescue_backup_button))
        self.add(card)

    # -- doing -----------------------------------------------------------------------------

    def _ask(
        self,
        heading: str,
        save: Callable[[str, dict[str, Any]], object],
        *more: Any,
        sentence: str = "",
        label: str = "",
    ) -> bool:
        """Ask for the passphrase (or code) and what else is needed; False when left."""
        form = Form(
            TextField(
                "present",
                N_("Present passphrase or recovery code"),
                required=True,
                secret=True,
                wide=True,
            ),
            *more,
            columns=1,
        )

        def act(values: dict[str, Any]) -> None:
            expect_agreement(form)
            with waiting():
                save(values["present"] or "", values)

        dialog = FormDialog(
            heading, form, act, sentence=sentence, save_label=label, parent=self.window()
        )
        done = bool(dialog.exec())
        form.clear()
        return done

    @Slot()
    def _on_passphrase_clicked(self) -> None:
        done = self._ask(
            _("Change the passphrase"),
            lambda present, values: keys.change_passphrase(
                self._ctx, present, values["passphrase"]
            ),
            CustomField("passphrase", wide=True, make=NewPassphrase),
        )
        if done:
            self._screen.say(_("The new passphrase opens the book from now on."))

    @Slot()
    def _on_recovery_clicked(self) -> None:
        codes: list[str] = []
        done = self._ask(
            _("Make a new recovery code"),
            lambda present, _values: codes.append(keys.new_recovery(self._ctx, present)),
            sentence=_("The former code, and every kit printed with it, opens nothing any more."),
            label=_("Make the code"),
        )
        if done:
            self.show_code(codes[0])
            self.reload()

    def show_code(self, code: str) -> None:
        """Show a code once, with what prints its kit."""
        keeper = keys.ways(self._ctx).keeper
        kit = keys.emergency_kit(self._ctx, code, keeper=keeper)
        CodeBox(self._ctx, code, kit, self.window()).exec()

    @Slot()
    def _on_burn_recovery_clicked(self) -> None:
        done = self._ask(
            _("Take the recovery code away"),
            lambda present, _values: keys.burn_recovery(self._ctx, present),
            sentence=_(
                "Afterwards a forgotten passphrase loses the book, unless it is in keeping."
            ),
            label=_("Take it away"),
        )
        if done:
            self.reload()
            self._screen.say(_("No recovery code opens this book any more."), role="attention")

    @Slot()
    def _on_pin_clicked(self) -> None:
        done = self._ask(
            _("A PIN for this laptop"),
            lambda present, values: keys.set_pin(self._ctx, present, values["pin"]),
            CustomField("pin", wide=True, make=NewPin),
        )
        if done:
            self.reload()
            self._screen.say(_("The PIN opens the book on this laptop from now on."))

    @Slot()
    def _on_remove_pin_clicked(self) -> None:
        done = self._ask(
            _("Remove the PIN"),
            lambda present, _values: keys.remove_pin(self._ctx, present),
            label=_("Remove it"),
        )
        if done:
            self.reload()
            self._screen.say(_("No PIN opens this book any more."))

    @Slot()
    def _on_entrust_clicked(self) -> None:
        known = keys.holders(self._ctx)
        if not known:
            tell(
                self.window(),
                _("Nobody is known yet"),
                _(
                    "Take the contact card of your coordinator first, under Exchange → Contacts."
                    " Then the key can be given into their keeping."
                ),
            )
            return
        done = self._ask(
            _("Give into keeping"),
            lambda present, values: keys.entrust(self._ctx, present, values["holder"]),
            ChoiceField(
                "holder",
                N_("Who shall hold the key"),
                choices=[(one.id, one.name) for one in known],
                blank=None,
                default=known[0].id,
                wide=True,
            ),
            label=_("Give the key"),
        )
        if done:
            self.reload()
            self._screen.say(_("They can help when your words are lost."))

    @Slot()
    def _on_withdraw_clicked(self) -> None:
        done = self._ask(
            _("Take the key back"),
            lambda present, _values: keys.withdraw(self._ctx, present),
            sentence=_(
                "Backups made before today still open for them: a backup keeps the ways into the"
                " book that were in force when it was made."
            ),
            label=_("Take it back"),
        )
        if done:
            self.reload()
            self._screen.say(_("Nobody else holds a key to this book."))

    @Slot()
    def _on_rescue_book_clicked(self) -> None:
        start = str(paths.documents_folder())
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the book's folder"), start)
        if chosen:
            self.rescue(Path(chosen))

    @Slot()
    def _on_rescue_backup_clicked(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Choose the backup"), "", _("Backups (*.fkbackup);;All files (*)")
        )
        if chosen:
            self.rescue(Path(chosen))

    def rescue(self, place: Path) -> None:
        """Let the keeper of a book in our keeping type new words, and show their new code."""
        form = Form(CustomField("passphrase", wide=True, make=NewPassphrase), columns=1)
        codes: list[str] = []

        def act(values: dict[str, Any]) -> None:
            expect_agreement(form)
            with waiting():
                codes.append(keys.rescue(self._ctx, place, values["passphrase"]))

        dialog = FormDialog(
            _("New words for {book}").format(book=place.stem),
            form,
            act,
            sentence=_("The keeper of the book types them; you need not know them."),
            save_label=_("Give the book new words"),
            parent=self.window(),
        )
        if dialog.exec():
            form.clear()
            kit = keys.emergency_kit(self._ctx, codes[0], keeper=self._ctx.me.name)
            CodeBox(self._ctx, codes[0], kit, self.window()).exec()
            self._screen.say(_("The book opens with its new words."))

    @Slot()
    def _on_lock_edited(self) -> None:
        settings.save(settings.load().changed(lock_minutes=self.lock_edit.value()))
        self._screen.say(_("Saved."))

    @Slot()
    def _on_leave_clicked(self) -> None:
        self.book_left.emit()

    @Slot(bool)
    def _on_sleep_toggled(self, wanted: bool) -> None:  # noqa: FBT001 -- Qt's signal
        settings.save(settings.load().changed(lock_on_sleep=wanted))
        self._screen.say(_("Saved."))


def expect_agreement(form: Form) -> None:
    """Refuse two fields of a form that do not say the same, or too little."""
    for name in ("passphrase", "pin"):
        if form.has_field(name) and (trouble := form.editor(name).trouble()):
            raise NotYetError(trouble)


class NotYetError(UsageError):
    """What was typed twice does not fit yet."""

    code = "as_said"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence=sentence)
