"""Backups: when the last one was proved, where they lie, what they would bring back."""

from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from fieldkit.core import settings, vault
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.features.backup import service as backup
from fieldkit.features.backup.service import BackedUp, Difference, Kept, TableDifference
from fieldkit.features.records import moments, wording
from fieldkit.ui.settings.lines import button_line
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.dialogs import Box, FormDialog, ask
from fieldkit.ui.widgets.form import Form, TextField
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

REASONS = {
    "": N_("Every day, or by hand"),
    "before": N_("Before a step that changes much"),
    "upgrade": N_("Before a new FieldKit"),
}


def second_place() -> Path | None:
    """The second place for backups, None where none is chosen."""
    chosen = settings.load().backup_place
    return Path(chosen) if chosen else None


class BackupsPage(Page):
    """The shield's page: make, see, compare and restore backups."""

    book_wanted = Signal(object)

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx, self._screen = ctx, screen
        self._state = Notice("", role="attention", icon="shield-alert")
        self._second_state = Notice("", role="attention", icon="usb")
        self._add_making()
        self._add_second_place()
        self._add_list()
        self.finish()
        self.reload()

    def reload(self) -> None:
        """Show when the last backup was proved, and every backup that can be reached."""
        proved = backup.last_proved(self._ctx)
        if proved is None:
            text = _("There is no backup yet. A lost laptop would mean lost work.")
            self._state.show_text(text, role="attention", icon="shield-alert")
        else:
            text = _("Last backup, proved by restoring it: {day}.").format(day=_day(proved))
            self._state.show_text(text, role="good", icon="shield-check")
        self._show_second_place()
        if self._ctx.db.is_on_disk:
            self.table.show_rows(backup.kept(self._ctx, second_place()))
        self._show_choice()

    def _add_making(self) -> None:
        card = Card(
            _("Backup"),
            icon="archive",
            hint=_(
                "FieldKit backs up by itself once a day in a pause, and before each step that"
                " changes much: import, merge, hand-over, undoing one of them, destruction."
                " Each backup is encrypted and restored once for proof before it counts."
            ),
        )
        self.backup_button = buttons.button(
            _("Back up now"), self._on_backup_clicked, icon="shield-check", kind="primary"
        )
        self.backup_to_button = buttons.button(
            _("Back up to a USB stick…"), self._on_backup_to_clicked, icon="usb"
        )
        card.add(self._state)
        card.add(button_line(self.backup_button, self.backup_to_button))
        self.add(card)

    def _add_second_place(self) -> None:
        card = Card(
            _("Second place"),
            icon="usb",
            hint=_(
                "A stick or another disk that gets its own copy on every day it is there, photos"
                " too. A backup on the laptop alone is lost with the laptop."
            ),
        )
        self.place_label = QLabel()
        self.place_label.setWordWrap(True)
        self.choose_button = buttons.button(
            _("Choose the second place…"), self._on_choose_clicked, icon="folder"
        )
        self.forget_button = buttons.button(
            _("Use no second place"), self._on_forget_clicked, icon="x", kind="quiet"
        )
        card.add(self._second_state)
        card.add(self.place_label)
        card.add(button_line(self.choose_button, self.forget_button))
        self.add(card)

    def _show_second_place(self) -> None:
        place = second_place()
        self.forget_button.setVisible(place is not None)
        self.place_label.setText(str(place or ""))
        self.place_label.setVisible(place is not None)
        day = backup.last_proved_second(self._ctx)
        if place is None and day is None:
            text, role = _("None chosen yet."), "attention"
        elif day is None:
            text, role = _("Nothing was copied there yet."), "attention"
        else:
            text = _("Last copy outside this laptop: {day}.").format(day=_day(day))
            role = "good"
        if place is not None and not place.is_dir():
            text, role = _("It is not plugged in now. {rest}").format(rest=text), "attention"
        self._second_state.show_text(text, role=role, icon="usb")

    def _add_list(self) -> None:
        card = Card(_("Backups that can be reached now"), icon="history")
        self.table = RecordTable(
            Column(N_("Made"), self._moment, width=24, bold=True),
            Column(N_("Why"), _reason, width=26),
            Column(N_("Where"), _place, width=18),
            Column(N_("Records"), attrgetter("records"), text=format_number, align="right"),
            Column(N_("Size"), _size, align="right", width=10),
            name=N_("Backups"),
        )
        self.table.setMinimumHeight(style.row_height() * 7)
        self.table.set_empty(_("No backup can be reached."), icon="archive")
        self.compare_button = buttons.button(
            _("What would change…"), self._on_compare_clicked, icon="scale"
        )
        self.restore_button = buttons.button(
            _("Restore into a new book…"), self._on_restore_clicked, icon="archive-restore"
        )
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_compare_clicked)
        card.add(self.table)
        card.add(button_line(self.compare_button, self.restore_button))
        self.add(card)

    def _moment(self, kept: Kept) -> str:
        local = moments.local(self._ctx, kept.made_at.isoformat())
        return f"{format_date(local.date(), 'medium')}, {format_time(local.time())}"

    def _show_choice(self) -> None:
        has_choice = self.table.current() is not None
        self.compare_button.setEnabled(has_choice)
        self.restore_button.setEnabled(has_choice)

    # -- doing -----------------------------------------------------------------------------

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
        ).format(count=format_number(made.records), file=made.file)
        self.reload()
        self._screen.say(text)

    def choose_place(self, place: Path | None) -> None:
        """Keep the second place, and copy there at once."""
        settings.save(settings.load().changed(backup_place=str(place or "")))
        self.reload()
        if place is not None:

            def work(ctx: Context, _job: Job) -> list[BackedUp]:
                return backup.routine(ctx, place)

            self._screen.run_job(_("Backing up and proving it"), work, self._on_copied)

    def _on_copied(self, made: Any) -> None:
        self.reload()
        if made:
            self._screen.say(_("The second place has a proved copy."))

    def compare(self, kept: Kept) -> None:
        """Say what a backup would bring back."""

        def work(ctx: Context, _job: Job) -> Difference:
            return backup.difference(ctx, kept.file)

        def show(found: Any) -> None:
            box = DifferenceBox(self._moment(kept), found, self.window())
            if box.exec():
                self.restore(kept)

        self._screen.run_job(_("Comparing with the book"), work, show)

    def restore(self, kept: Kept) -> None:
        """Ask for a name and make a new book of a backup, beside this one."""
        form = Form(
            TextField(
                "book",
                N_("Name of the new book"),
                required=True,
                max_length=60,
                wide=True,
                help=N_("This book stays as it is; the new one lies beside it."),
            ),
            columns=1,
        )
        day = f"{kept.made_at:%Y-%m-%d}"
        form.fill({"book": f"{self._ctx.db.folder.stem} {day}"})
        made: list[Path] = []

        def act(values: dict[str, Any]) -> None:
            folder = vault.book_folder(self._ctx.db.folder.parent / str(values["book"]).strip())
            backup.restore_beside(self._ctx, kept.file, folder)
            made.append(folder)

        dialog = FormDialog(
            _("Restore the backup of {moment}").format(moment=self._moment(kept)),
            form,
            act,
            save_label=_("Restore"),
            parent=self.window(),
        )
        if dialog.exec():
            self._offer(made[0])

    def _offer(self, folder: Path) -> None:
        wants = ask(
            self.window(),
            _("The book is restored"),
            _(
                "“{book}” opens with the words of this book. Go on in only one of the two: what"
                " is written in both has to be settled by hand."
            ).format(book=folder.stem),
            _("Open it now"),
        )
        if wants:
            self.book_wanted.emit(folder)
        else:
            self._screen.say(_("Restored: {book}.").format(book=folder.stem))

    @Slot()
    def _on_backup_clicked(self) -> None:
        self.back_up(None)

    @Slot()
    def _on_backup_to_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Where shall the backup go?"))
        if chosen:
            self.back_up(Path(chosen))

    @Slot()
    def _on_choose_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Where shall the second copy go?"))
        if chosen:
            self.choose_place(Path(chosen))

    @Slot()
    def _on_forget_clicked(self) -> None:
        self.choose_place(None)

    @Slot()
    def _on_compare_clicked(self) -> None:
        kept = self.table.current()
        if kept is not None:
            self.compare(kept)

    @Slot()
    def _on_restore_clicked(self) -> None:
        kept = self.table.current()
        if kept is not None:
            self.compare(kept)

    @Slot(object)
    def _on_chosen(self, _kept: Kept | None) -> None:
        self._show_choice()


class DifferenceBox(Box):
    """What a restored backup would hold against the book as it is now."""

    def __init__(self, moment: str, found: Difference, parent: QWidget | None = None) -> None:
        super().__init__(_("The backup of {moment}").format(moment=moment), _lead(found), parent)
        self.table = RecordTable(
            Column(N_("Kind"), lambda one: wording.table(one.table), stretch=True, bold=True),
            Column(N_("In the backup"), attrgetter("backup"), text=format_number, align="right"),
            Column(N_("In the book"), attrgetter("book"), text=format_number, align="right"),
            Column(N_("Would come back"), _count_of("only_backup"), align="right", width=14),
            Column(N_("Would be missing"), _count_of("only_book"), align="right", width=15),
            Column(N_("Would be older"), _count_of("differing"), align="right", width=14),
            name=N_("Differences"),
        )
        self.table.show_rows(sorted(found.tables, key=_weight, reverse=True))
        self.content.addWidget(self.table, 1)
        self.close_button = buttons.button(_("Close"), self.reject)
        self.restore_button = buttons.button(
            _("Restore into a new book…"), self.accept, icon="archive-restore", kind="primary"
        )
        self.add_button(self.close_button)
        self.add_button(self.restore_button)
        self.fit(860, 560)


def _lead(found: Difference) -> str:
    if found.is_none:
        return _("The backup holds the same as the book.")
    said = [_("A new book made of it would differ from this one as follows.")]
    if found.steps_missing:
        said.append(
            ngettext(
                "{count} step was made since and is not in it.",
                "{count} steps were made since and are not in it.",
                found.steps_missing,
            ).format(count=format_number(found.steps_missing))
        )
    return " ".join(said)


def _weight(one: TableDifference) -> int:
    return one.only_backup + one.only_book + one.differing


def _count_of(name: str) -> Any:
    def shown(one: TableDifference) -> str:
        count = getattr(one, name)
        return format_number(count) if count else "–"

    return shown


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "full")


def _reason(kept: Kept) -> str:
    return _(REASONS.get(kept.reason, REASONS[""]))


def _place(kept: Kept) -> str:
    return _("Second place") if kept.is_second else _("This laptop")


def _size(kept: Kept) -> str:
    return _("{size} MB").format(size=f"{kept.bytes / 1_000_000:.1f}".replace(".", ","))
