"""Where files are dropped or chosen: one, sixty, or a folder."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from fieldkit.core.i18n import _
from fieldkit.features.sync import qr
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, icon_label


class DropArea(QFrame):
    """Takes files and folders that are dropped on it, or chosen with its buttons."""

    taken = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Drop exchange files here"))
        words_label = QLabel(_("Drop one file, sixty files or a whole folder here."))
        words_label.setWordWrap(True)
        words_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        style.set_role(words_label, "secondary")
        self.files_button = buttons.button(
            _("Choose files…"),
            self._on_files_clicked,
            icon="file-down",
            kind="primary",
            key="Ctrl+O",
        )
        self.folder_button = buttons.button(
            _("Choose a folder…"), self._on_folder_clicked, icon="folder", key="Ctrl+Shift+O"
        )
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addStretch(1)
        line.addWidget(self.files_button)
        line.addWidget(self.folder_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(10))
        layout.addStretch(1)
        layout.addWidget(icon_label("inbox", "accent", 32), alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(words_label)
        layout.addLayout(line)
        layout.addStretch(1)
        self.setMinimumHeight(style.px(180))
        self._show_hover(is_over=False)

    def _show_hover(self, *, is_over: bool) -> None:
        style.set_role(self, "accent" if is_over else "", of_text=False)
        self.setProperty("frame", "" if is_over else "tile")
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._show_hover(is_over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._show_hover(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._show_hover(is_over=False)
        event.acceptProposedAction()
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        self.taken.emit(paths)

    @Slot()
    def _on_files_clicked(self) -> None:
        pictures = " ".join(f"*{ending}" for ending in qr.PICTURES)
        chosen, _filter = QFileDialog.getOpenFileNames(
            self,
            _("Choose exchange files"),
            "",
            _("Exchange files and photos of codes ({patterns});;All files (*)").format(
                patterns=f"*.fkx {pictures}"
            ),
        )
        if chosen:
            self.taken.emit([Path(name) for name in chosen])

    @Slot()
    def _on_folder_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the folder with the files"))
        if chosen:
            self.taken.emit([Path(chosen)])


class ReceiveCard(Card):
    """The place to drop files, and how much a file may do before it stops to ask."""

    brake_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Receive"),
            icon="download",
            hint=_("Nothing is merged before you have seen what each file would bring."),
        )
        self.drop_area = DropArea()
        self.brake_button = buttons.button("", self.brake_wanted.emit, icon="shield", kind="link")
        self.brake_button.setToolTip(
            _("From which share of the records here a file stops and asks first.")
        )
        self.add(self.drop_area, 1)
        self.add(self.brake_button)

    def show_shares(self, removed: int, changed: int) -> None:
        """Say from which shares a file stops."""
        said = _("Stops and asks above {removed} % removed or {changed} % changed").format(
            removed=removed, changed=changed
        )
        self.brake_button.setText(said)
        self.brake_button.setAccessibleName(said)
