"""Selamatkan buku: where to look, then the list of what was saved and what not."""

from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.core import sentences, vault
from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.features.records import wording
from fieldkit.features.rescue import report
from fieldkit.features.rescue import service as rescue
from fieldkit.features.rescue.model import Rescued
from fieldkit.ui.shell.preview import pdf_bytes
from fieldkit.ui.shell.unlock import waiting
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import Form, TextField
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable


class RescueBox(Box):
    """Asks where to look and rescues; afterwards `rescued` is the list and `wants_open` a wish.

    With the key in hand no passphrase is asked.
    """

    def __init__(
        self,
        folder: Path,
        *,
        key: bytes | None = None,
        places: tuple[Path, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Rescue {book}").format(book=folder.stem),
            _(
                "FieldKit makes a new book beside the damaged one: first from the newest whole"
                " backup, then from all that can still be read. The damaged book is not touched."
            ),
            parent,
        )
        self.rescued: Rescued | None = None
        self.wants_open = False
        self._folder, self._key = folder, key
        self._places = [place for place in places if place.is_dir()]
        self._files: list[Path] = []
        self.trouble = Notice("", role="danger", icon="circle-alert")
        self.form = self._make_form()
        self.found_label = QLabel()
        self.found_label.setWordWrap(True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_asking())
        self.result_page = Page()
        self.stack.addWidget(self.result_page)
        self.content.addWidget(self.trouble)
        self.content.addWidget(self.stack, 1)
        self._add_buttons()
        self.fit(760, 620)
        self._show_found()
        self.form.focus()

    def _make_form(self) -> Form:
        secret = TextField(
            "secret", N_("Passphrase or recovery code"), required=True, secret=True, wide=True
        )
        name = TextField(
            "book", N_("Name of the new book"), required=True, max_length=60, wide=True
        )
        form = Form(*([] if self._key else [secret]), name, columns=1)
        form.fill({"book": _("{book} rescued").format(book=self._folder.stem)})
        return form

    def _make_asking(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(12))
        card = Card(_("Where to look"), icon="archive")
        self.more_button = buttons.button(
            _("Another folder with backups…"), self._on_more_clicked, icon="folder"
        )
        self.files_button = buttons.button(
            _("Exchange files from others…"), self._on_files_clicked, icon="arrow-left-right"
        )
        line = QWidget()
        flow = FlowLayout(line, gap=8)
        flow.addWidget(self.more_button)
        flow.addWidget(self.files_button)
        card.add(self.found_label)
        card.add(line)
        layout.addWidget(self.form)
        layout.addWidget(card)
        layout.addStretch(1)
        return page

    def _add_buttons(self) -> None:
        self.close_button = buttons.button(_("Cancel"), self.reject)
        self.print_button = buttons.button(
            _("Save the list as PDF…"), self._on_print_clicked, icon="download"
        )
        self.rescue_button = buttons.button(
            _("Rescue"), self._on_rescue_clicked, icon="archive-restore", kind="primary"
        )
        self.open_button = buttons.button(
            _("Open the rescued book"), self._on_open_clicked, icon="book-open", kind="primary"
        )
        self.rescue_button.setDefault(True)  # for Enter in the last field
        self.print_button.hide()
        self.open_button.hide()
        for made in (self.print_button, self.close_button, self.rescue_button, self.open_button):
            self.add_button(made)

    def _show_found(self) -> None:
        backups = rescue.backups_of(self._folder, self._places)
        if backups:
            text = ngettext(
                "{count} whole backup was found.", "{count} whole backups were found.", len(backups)
            ).format(count=len(backups))
        else:
            text = _(
                "No backup was found beside the book. If there is one on a stick, plug it in and"
                " choose its folder."
            )
        if self._files:
            more = ngettext(
                "{count} exchange file was added.",
                "{count} exchange files were added.",
                len(self._files),
            ).format(count=len(self._files))
            text = f"{text} {more}"
        self.found_label.setText(text)

    # -- doing -----------------------------------------------------------------------------

    def rescue(self) -> None:
        """Rescue with what was typed, and show the list."""
        self.trouble.show_text("")
        missing = self.form.missing()
        self.form.show_problems(missing)
        if missing:
            return
        values: dict[str, Any] = self.form.values()
        into = vault.book_folder(self._folder.parent / str(values["book"]).strip())
        try:
            with waiting():
                self.rescued = rescue.rescue(
                    self._folder,
                    self._key or values["secret"],
                    into,
                    places=self._places,
                    exchange_files=self._files,
                )
        except FieldKitError as error:
            self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
            return
        self._show_result(self.rescued)

    def _show_result(self, found: Rescued) -> None:
        self.heading_label.setText(_("The book is rescued"))
        self.sentence_label.setText(_lead(found))
        self.stack.setCurrentWidget(self.result_page)
        saved = Card(_("What was saved"), icon="circle-check")
        table = RecordTable(
            Column(N_("Kind"), lambda one: wording.table(one.table), stretch=True, bold=True),
            Column(N_("Records"), attrgetter("records"), text=format_number, align="right"),
            Column(
                N_("From the backup"), attrgetter("from_backup"), text=format_number, align="right"
            ),
            name=N_("What was saved"),
        )
        table.show_rows(found.kinds)
        table.setMinimumHeight(style.row_height() * min(8, len(found.kinds) + 1))
        saved.add(table)
        self.result_page.add(saved)
        for text in _losses(found):
            self.result_page.add(Notice(text, role="attention", icon="triangle-alert"))
        if found.lost:
            self.result_page.add(_lost_card(found))
        self.result_page.finish()
        self.rescue_button.hide()
        self.print_button.show()
        self.open_button.show()
        self.close_button.setText(_("Close"))
        self.open_button.setFocus()

    def save_list(self, path: Path) -> None:
        """Write the list as a PDF."""
        if self.rescued is not None:
            try:
                path.write_bytes(pdf_bytes(report.rescue_list(self.rescued)))
            except OSError:
                self.trouble.show_text(
                    _("“{file}” could not be written. Choose another folder.").format(
                        file=path.name
                    ),
                    role="danger",
                    icon="circle-alert",
                )

    @Slot()
    def _on_rescue_clicked(self) -> None:
        self.rescue()

    @Slot()
    def _on_open_clicked(self) -> None:
        self.wants_open = True
        self.accept()

    @Slot()
    def _on_print_clicked(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the list as PDF"), "penyelamatan.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self.save_list(Path(chosen))

    @Slot()
    def _on_more_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Where are the backups?"))
        if chosen:
            self._places.append(Path(chosen))
            self._show_found()

    @Slot()
    def _on_files_clicked(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileNames(
            self, _("Choose exchange files"), "", _("Exchange files (*.fkx);;All files (*)")
        )
        self._files += [Path(name) for name in chosen]
        self._show_found()


def _lead(found: Rescued) -> str:
    said = []
    if found.backup_made_at is not None:
        day = format_date(found.backup_made_at.date(), "full")
        said.append(_("Based on the backup of {day}.").format(day=day))
    said.append(
        _("{changes} changes were read from the damaged book itself.").format(
            changes=format_number(found.changes_since_backup)
        )
    )
    if found.is_everything:
        said.append(_("Nothing is missing."))
    return " ".join(said)


def _losses(found: Rescued) -> list[str]:
    said = []
    if not found.is_log_whole:
        said.append(
            _(
                "Part of the history could not be read. Look through what was written since the"
                " backup with the papers at hand."
            )
        )
    if found.photos_lost:
        said.append(
            ngettext(
                "{count} photo can not be read any more.",
                "{count} photos can not be read any more.",
                found.photos_lost,
            ).format(count=format_number(found.photos_lost))
        )
    for step in found.lost_steps:
        day = format_date(step.at.date(), "medium")
        said.append(_("Nothing was found of “{step}” of {day}.").format(step=step.name, day=day))
    return said


def _lost_card(found: Rescued) -> Card:
    card = Card(_("Records that lost some of their changes"), icon="triangle-alert")
    table = RecordTable(
        Column(N_("Kind"), lambda one: wording.table(one.table), width=24),
        Column(N_("Record"), attrgetter("title"), stretch=True, bold=True),
        name=N_("Records that lost some of their changes"),
    )
    table.show_rows(found.lost)
    table.setMinimumHeight(style.row_height() * min(8, len(found.lost) + 1))
    card.add(table)
    return card
