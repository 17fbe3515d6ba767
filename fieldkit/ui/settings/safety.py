"""Keeping the book safe: backups, the health check, the passphrase."""

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from fieldkit.core import settings, vault
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import UsageError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.backup import service as backup
from fieldkit.features.backup.service import BackedUp
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.passphrase import NewPassphrase
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.shell.unlock import waiting
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import CustomField, Form, TextField
from fieldkit.ui.widgets.page import Page


def _line(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder, gap=8)
    for widget in widgets:
        flow.addWidget(widget)
    return holder


class SafetyPage(Page):
    """Cards for backup, health check, passphrase and leaving the book."""

    book_left = Signal()

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx, self._screen = ctx, screen
        self._add_backup()
        self._add_check()
        self._add_passphrase()
        self._add_leaving()
        self.finish()
        self.reload()

    def reload(self) -> None:
        """Show when the last backup was proved."""
        proved = backup.last_proved(self._ctx)
        if proved is None:
            text = _("There is no backup yet. A lost laptop would mean lost work.")
            self._backup_state.show_text(text, role="attention", icon="shield-alert")
            return
        day = format_date(date.fromisoformat(proved), "full")
        text = _("Last backup, proved by restoring it: {day}.").format(day=day)
        self._backup_state.show_text(text, role="good", icon="shield-check")

    def _add_backup(self) -> None:
        card = Card(
            _("Backup"),
            icon="archive",
            hint=_(
                "A backup is one encrypted file. It is restored once for proof before it counts."
                " Keep a copy on a USB stick."
            ),
        )
        self._backup_state = Notice("", role="attention", icon="shield-alert")
        self.backup_button = buttons.button(
            _("Back up now"), self._on_backup_clicked, icon="shield-check", kind="primary"
        )
        self.backup_to_button = buttons.button(
            _("Back up to a USB stick…"), self._on_backup_to_clicked, icon="usb"
        )
        card.add(self._backup_state)
        card.add(_line(self.backup_button, self.backup_to_button))
        self.add(card)

    def _add_check(self) -> None:
        card = Card(
            _("Check the book"),
            icon="stethoscope",
            hint=_("Compares every record with its history and looks for damage."),
        )
        self.check_button = buttons.button(_("Check now"), self._on_check_clicked, icon="activity")
        self.findings_label = QLabel()
        self.findings_label.setWordWrap(True)
        self.findings_label.hide()
        card.add(_line(self.check_button))
        card.add(self.findings_label)
        self.add(card)

    def _add_passphrase(self) -> None:
        card = Card(
            _("Passphrase"),
            icon="key-round",
            hint=_("The recovery code stays the same when the passphrase changes."),
        )
        self.passphrase_button = buttons.button(
            _("Change the passphrase…"), self._on_passphrase_clicked, icon="key-round"
        )
        card.add(_line(self.passphrase_button))
        self.add(card)

    def _add_leaving(self) -> None:
        card = Card(_("This book"), icon="book")
        facts = QLabel(
            _("{book} · kept by {name}").format(book=self._book_name(), name=self._ctx.me.name)
        )
        facts.setWordWrap(True)
        style.set_role(facts, "secondary")
        self.leave_button = buttons.button(
            _("Lock, or open another book"), self._on_leave_clicked, icon="lock"
        )
        self.lock_edit = ChoiceEdit(
            [
                (5, N_("5 minutes")),
                (15, N_("15 minutes")),
                (30, N_("30 minutes")),
                (0, N_("Never")),
            ],
            blank=None,
        )
        self.lock_edit.set_value(settings.load().lock_minutes)
        lock_label = QLabel(_("Lock by itself when nobody works for"))
        lock_label.setBuddy(self.lock_edit)
        self.lock_edit.setAccessibleName(lock_label.text())
        self.lock_edit.edited.connect(self._on_lock_edited)
        card.add(facts)
        card.add(_line(lock_label, self.lock_edit))
        card.add(_line(self.leave_button))
        self.add(card)

    def _book_name(self) -> str:
        folder = self._folder()
        return folder.stem if folder is not None else _("Book in memory")

    def _folder(self) -> Path | None:
        try:
            return self._ctx.db.folder
        except ValueError:
            return None

    def back_up(self, folder: Path | None) -> None:
        """Write a backup beside the book, or into a folder."""

        def work(ctx: Context, _job: Job) -> BackedUp:
            return backup.back_up(ctx, folder)

        self._screen.run_job(_("Backing up and proving it"), work, self._on_backed_up)

    def _on_backed_up(self, made: Any) -> None:
        text = ngettext(
            "Backed up and proved: {count} record, in {file}.",
            "Backed up and proved: {count} records, in {file}.",
            made.records,
        ).format(count=made.records, file=made.file)
        self.reload()
        self._screen.say(text)

    def show_findings(self, found: Any) -> None:
        """Say what the check found."""
        healthy = _("The book is healthy: every record agrees with its history.")
        self.findings_label.setText("\n".join(f"• {text}" for text in found) or healthy)
        style.set_role(self.findings_label, "danger" if found else "good")
        self.findings_label.show()

    @Slot()
    def _on_lock_edited(self) -> None:
        settings.save(settings.load().changed(lock_minutes=self.lock_edit.value()))
        self._screen.say(_("Saved."))

    @Slot()
    def _on_backup_clicked(self) -> None:
        self.back_up(None)

    @Slot()
    def _on_backup_to_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Where shall the backup go?"))
        if chosen:
            self.back_up(Path(chosen))

    @Slot()
    def _on_check_clicked(self) -> None:
        def work(ctx: Context, _job: Job) -> list[str]:
            return backup.check(ctx, is_full=True)

        self._screen.run_job(_("Checking the book"), work, self.show_findings)

    @Slot()
    def _on_passphrase_clicked(self) -> None:
        folder = self._folder()
        if folder is None:
            return
        form = Form(
            TextField(
                "present",
                N_("Present passphrase or recovery code"),
                required=True,
                secret=True,
                wide=True,
            ),
            CustomField("passphrase", wide=True, make=NewPassphrase),
            columns=1,
        )

        def save(values: dict[str, Any]) -> None:
            editor: NewPassphrase = form.editor("passphrase")
            if editor.trouble():
                raise _NotYetError(editor.trouble())
            with waiting():
                vault.change_passphrase(folder, values["present"] or "", values["passphrase"])

        dialog = FormDialog(_("Change the passphrase"), form, save, parent=self)
        if dialog.exec():
            self._screen.say(_("The new passphrase opens the book from now on."))

    @Slot()
    def _on_leave_clicked(self) -> None:
        self.book_left.emit()


class _NotYetError(UsageError):
    """The two new passphrases do not fit yet."""

    code = "as_said"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence=sentence)
