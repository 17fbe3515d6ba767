"""The first start: language, then a new book, one handed out, an existing one or a practice one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import i18n, paths, sentences
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Role
from fieldkit.ui.shell.gate import Gate, Made
from fieldkit.ui.shell.passphrase import NewPassphrase
from fieldkit.ui.shell.unlock import waiting
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.card import Notice, Tile, TileGrid
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.file_picker import FilePicker
from fieldkit.ui.widgets.form import ChoiceField, CustomField, Form, TextField

ROLES = (
    (Role.FACILITATOR, N_("PKH facilitator")),
    (Role.KUBE_FACILITATOR, N_("KUBE facilitator")),
    (Role.COORDINATOR, N_("Coordinator")),
    (Role.READER, N_("Social office (reads reports)")),
)


class WelcomeDialog(Box):
    """Leads to a book: afterwards either `made` or `existing` (a folder to unlock) is set.

    `restart` is set when another language was chosen and the dialog must be built again.
    """

    def __init__(self, gate: Gate, parent: QWidget | None = None) -> None:
        super().__init__(_("Welcome to FieldKit"), "", parent)
        self.made: Made | None = None
        self.existing: Path | None = None
        self.restart = False
        self._gate = gate
        self._step = ""
        self.stack = QStackedWidget()
        self.trouble = Notice("", role="danger", icon="circle-alert")
        self.content.addWidget(self.trouble)
        self.content.addWidget(self.stack, 1)
        self.back_button = buttons.button(_("Back"), self._on_back_clicked, icon="arrow-left")
        self.next_button = buttons.button("", self._on_next_clicked, kind="primary")
        self.next_button.setDefault(True)
        self.add_button(self.back_button)
        self.add_button(self.next_button)
        self._choice_page = self._make_choice_page()
        self._new_form, self._new_page = self._make_new_page()
        self._hand_form, self._hand_page = self._make_hand_page()
        self._restore_form, self._restore_page = self._make_restore_page()
        self._code_page = self._make_code_page()
        self.fit(680, 640)
        self._go("choice")

    def tell_missed(self, folder: Path) -> None:
        """Say that the book wanted could not be opened here, and that this harms nothing."""
        if folder.exists():
            self._refuse(sentences.reason_sentence("not_a_book", path=folder.name))
            return
        words = _(
            "The book “{name}” is not in its place: {folder}. Is it on a stick? Plug the stick in,"
            " then choose “{way}”. Nothing in the book has changed."
        )
        self.trouble.show_text(
            words.format(name=folder.stem, folder=folder.parent, way=_("Open an existing book")),
            role="attention",
            icon="circle-alert",
        )

    # -- pages -----------------------------------------------------------------------------

    def _make_choice_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(16))
        languages = QHBoxLayout()
        languages.setSpacing(style.px(8))
        for code, name in (("id", "Bahasa Indonesia"), ("en", "English")):
            chip = buttons.button(name, kind="chip")
            chip.setCheckable(True)
            chip.setChecked(i18n.language() == code)
            chip.setObjectName(code)
            chip.clicked.connect(self._on_language_clicked)
            languages.addWidget(chip)
        languages.addStretch(1)
        lead = QLabel(
            _(
                "FieldKit keeps your families, meetings and reports in one encrypted book on this"
                " laptop. It needs no internet. How do you want to begin?"
            )
        )
        lead.setWordWrap(True)
        layout.addLayout(languages)
        layout.addWidget(lead)
        grid = TileGrid(least=260)
        ways = self._ways()
        for tile, slot in ways:
            tile.clicked.connect(slot)
            grid.add(tile)
        self._first_way = ways[0][0]
        layout.addWidget(grid)
        layout.addStretch(1)
        return self._scrolled(page)

    def _ways(self) -> list[tuple[Tile, Callable[[], None]]]:
        ways = [
            (
                Tile(
                    _("Make a new book"),
                    _("For facilitators, coordinators and the social office."),
                    state=_("Begin"),
                    icon="file-plus",
                    role="accent",
                ),
                self._on_new_clicked,
            ),
            (
                Tile(
                    _("Open an existing book"),
                    _("A folder whose name ends in .fieldkit."),
                    state=_("Choose the folder"),
                    icon="folder",
                    role="accent",
                ),
                self._on_existing_clicked,
            ),
        ]
        if self._gate.take_hand_out is not None:
            tile = Tile(
                _("I got a file from my facilitator"),
                _("For chairs, secretaries and treasurers of a KUBE."),
                state=_("Choose the file"),
                icon="hand-coins",
                role="accent",
            )
            ways.append((tile, self._on_hand_out_clicked))
        if self._gate.restore is not None:
            tile = Tile(
                _("Restore a backup"),
                _("After a lost or broken laptop."),
                state=_("Choose the file"),
                icon="archive-restore",
                role="accent",
            )
            ways.append((tile, self._on_restore_clicked))
        if self._gate.practise is not None:
            tile = Tile(
                _("Practise first"),
                _("A book full of invented people; nothing can go wrong."),
                state=_("Open the practice book"),
                icon="graduation-cap",
                role="accent",
            )
            ways.append((tile, self._on_practise_clicked))
        return ways

    def _make_new_page(self) -> tuple[Form, QWidget]:
        form = Form(
            TextField("name", N_("Your name"), required=True, max_length=120),
            ChoiceField("role", N_("Your task"), choices=ROLES, blank=None),
            TextField(
                "position",
                N_("Position"),
                max_length=120,
                help=N_("Stands under your name on every paper."),
            ),
            TextField("office", N_("Office"), max_length=120, placeholder=N_("Dinas Sosial …")),
            TextField("regency", N_("Regency or city"), max_length=120),
            TextField("district", N_("District"), max_length=120),
            TextField(
                "book",
                N_("Name of the book"),
                required=True,
                max_length=60,
                help=N_("Its folder lies in your documents. Use no person's name here."),
            ),
            CustomField("passphrase", wide=True, make=NewPassphrase),
        )
        self._usual = self._gate.usual_position(Role.FACILITATOR)
        form.fill(
            {
                "role": Role.FACILITATOR,
                "book": self._gate.suggested_name(),
                "position": self._usual,
            }
        )
        form.changed.connect(self._on_new_form_changed)
        return form, self._scrolled(form)

    def _make_hand_page(self) -> tuple[Form, QWidget]:
        form = Form(
            CustomField("file", N_("File from the facilitator"), wide=True, make=_hand_out_picker),
            TextField(
                "first_key",
                N_("First key, as the facilitator told you"),
                required=True,
                wide=True,
            ),
            CustomField("passphrase", wide=True, make=NewPassphrase),
        )
        return form, self._scrolled(form)

    def _make_restore_page(self) -> tuple[Form, QWidget]:
        form = Form(
            CustomField("file", N_("Backup file"), wide=True, make=_backup_picker),
            TextField(
                "secret",
                N_("Passphrase when the backup was made, or recovery code"),
                required=True,
                wide=True,
                secret=True,
            ),
        )
        return form, self._scrolled(form)

    def _make_code_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(16))
        words = QLabel(
            _(
                "This code opens the book when the passphrase is forgotten. It is shown only this"
                " once. Write it down and keep it away from the laptop; nobody, not even the maker"
                " of FieldKit, can make another."
            )
        )
        words.setWordWrap(True)
        self.code_label = QLabel()
        self.code_label.setFont(style.large_font())
        self.code_label.setWordWrap(True)
        self.code_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code_label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code_label.setAccessibleName(_("Recovery code"))
        frame = QFrame()
        frame.setProperty("frame", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*[style.px(20)] * 4)
        inside.addWidget(self.code_label)
        self.copy_button = buttons.button(_("Copy"), self._on_copy_clicked, icon="copy")
        self.print_button = buttons.button(
            _("Print the emergency kit…"), self._on_print_clicked, icon="printer"
        )
        style.hide_unless(self.print_button, wanted=self._gate.kit is not None)
        self.kept_check = QCheckBox(_("I have written the code down and keep it safe"))
        self.kept_check.toggled.connect(self._on_kept_toggled)
        layout.addWidget(words)
        layout.addWidget(frame)
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.print_button)
        line.addWidget(self.copy_button)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(self.kept_check)
        layout.addStretch(1)
        self.stack.addWidget(page)
        return page

    def _scrolled(self, form: QWidget) -> QWidget:
        holder = QWidget()
        holder.setProperty("page", True)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, style.px(8), 0)
        inside.addWidget(form)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(holder)
        self.stack.addWidget(scroll)
        return scroll

    # -- going on --------------------------------------------------------------------------

    def _go(self, step: str) -> None:
        pages = {
            "choice": (self._choice_page, _("Welcome to FieldKit"), ""),
            "new": (self._new_page, _("A new book"), _("Make the book")),
            "hand": (self._hand_page, _("The book of your KUBE"), _("Open")),
            "restore": (self._restore_page, _("Restore a backup"), _("Restore")),
            "code": (self._code_page, _("Your recovery code"), _("Continue")),
        }
        page, heading, label = pages[step]
        self._step = step
        self.heading_label.setText(heading)
        self.trouble.show_text("")
        self.stack.setCurrentWidget(page)
        self.next_button.setText(label)
        self.next_button.setAccessibleName(label)
        self.next_button.setVisible(bool(label))
        self.back_button.setVisible(step in {"new", "hand", "restore"})
        self.next_button.setEnabled(step != "code" or self.kept_check.isChecked())
        forms = {"new": self._new_form, "hand": self._hand_form, "restore": self._restore_form}
        if step in forms:
            forms[step].focus()
        elif step == "choice":
            self._first_way.setFocus()

    def _show_code(self, made: Made) -> None:
        self.made = made
        self.code_label.setText(made.recovery_code)
        if made.recovery_code:
            self._go("code")
        else:
            self.accept()

    def reject(self) -> None:
        """Leave, but never past a recovery code that is not kept yet."""
        if self._step != "code":
            super().reject()

    def _refuse(self, sentence: str) -> None:
        self.trouble.show_text(sentence, role="danger", icon="circle-alert")

    def _try(self, make: Callable[[], Made]) -> None:
        try:
            with waiting():
                made = make()
        except InvalidInputError as error:
            self._refuse("\n".join(sentences.problem_sentence(p) for p in error.problems))
        except FieldKitError as error:
            self._refuse(sentences.sentence(error))
        else:
            self._show_code(made)

    def _checked(self, form: Form) -> dict[str, Any] | None:
        missing = form.missing()
        form.show_problems(missing)
        editor = form.editor("passphrase") if form.has_field("passphrase") else None
        trouble = editor.trouble() if isinstance(editor, NewPassphrase) else ""
        if missing or trouble:
            self._refuse(trouble or _("Some fields are still empty."))
            return None
        return form.values()

    @Slot()
    def _on_next_clicked(self) -> None:
        steps = {
            "new": self._make_new,
            "hand": self._take_hand_out,
            "restore": self._restore,
            "code": self.accept,
        }
        steps[self._step]()

    def _make_new(self) -> None:
        values = self._checked(self._new_form)
        if values is not None:
            self._try(lambda: self._gate.create(values))

    def _take_hand_out(self) -> None:
        values = self._checked(self._hand_form)
        take = self._gate.take_hand_out
        if values is None or take is None:
            return
        if values["file"] is None:
            self._refuse(_("Choose the file first."))
            return
        self._try(lambda: take(values["file"], values["first_key"], values["passphrase"]))

    def _restore(self) -> None:
        values = self._checked(self._restore_form)
        restore = self._gate.restore
        if values is None or restore is None:
            return
        if values["file"] is None:
            self._refuse(_("Choose the file first."))
            return
        self._try(lambda: restore(values["file"], values["secret"]))

    @Slot()
    def _on_new_form_changed(self) -> None:
        """Follow the task with its usual title, until another one is typed."""
        usual = self._gate.usual_position(self._new_form.value("role"))
        if usual != self._usual and (self._new_form.value("position") or "") == self._usual:
            self._new_form.fill({"position": usual or None})
        self._usual = usual

    @Slot()
    def _on_new_clicked(self) -> None:
        self._go("new")

    @Slot()
    def _on_hand_out_clicked(self) -> None:
        self._go("hand")

    @Slot()
    def _on_restore_clicked(self) -> None:
        self._go("restore")

    @Slot()
    def _on_practise_clicked(self) -> None:
        if self._gate.practise is not None:
            self._try(self._gate.practise)

    @Slot()
    def _on_existing_clicked(self) -> None:
        books = paths.documents_folder()
        start = str(books if books.is_dir() else books.parent)
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the book's folder"), start)
        if chosen:
            self.take_existing(Path(chosen))

    def take_existing(self, folder: Path) -> None:
        """Go on with an existing book, or say that the folder is none."""
        if self._gate.is_book(folder):
            self.existing = folder
            self.accept()
        else:
            self._refuse(sentences.reason_sentence("not_a_book", path=folder.name))

    @Slot()
    def _on_back_clicked(self) -> None:
        self._go("choice")

    @Slot()
    def _on_print_clicked(self) -> None:
        if self.made is not None and self._gate.kit is not None:
            from fieldkit.ui.shell.preview import PreviewDialog

            PreviewDialog(self.made.ctx, [self._gate.kit(self.made)], self).exec()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.code_label.text())
        self.copy_button.setText(_("Copied"))
        self.copy_button.setAccessibleName(_("Copied"))
        self.copy_button.setIcon(icons.icon("check", "good"))

    @Slot(bool)
    def _on_kept_toggled(self, kept: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self.next_button.setEnabled(kept)

    @Slot()
    def _on_language_clicked(self) -> None:
        chip = self.sender()
        if not isinstance(chip, QAbstractButton):
            return
        if chip.objectName() == i18n.language():
            chip.setChecked(True)
        else:
            self._gate.choose_language(chip.objectName())
            self.restart = True
            self.accept()


def _hand_out_picker() -> QWidget:
    return FilePicker(_("Choose the file"), _("Hand-outs (*.fkbook);;All files (*)"))


def _backup_picker() -> QWidget:
    return FilePicker(_("Choose the file"), _("Backups (*.fkbackup);;All files (*)"))
