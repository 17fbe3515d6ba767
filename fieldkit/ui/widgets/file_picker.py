"""A field that holds one file."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style


class FilePicker(QWidget):
    """A field that holds one file, chosen in the system's dialog."""

    edited = Signal()

    def __init__(self, caption: str, pattern: str) -> None:
        super().__init__()
        self._file: Path | None = None
        self._caption, self._pattern = caption, pattern
        self._name_label = QLabel(_("No file chosen yet"))
        self._name_label.setWordWrap(True)
        style.set_role(self._name_label, "secondary")
        self.choose_button = buttons.button(_("Choose…"), self._on_choose_clicked, icon="folder")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choose_button)
        layout.addWidget(self._name_label, 1)
        self.setFocusProxy(self.choose_button)

    def value(self) -> Path | None:
        """Return the chosen file."""
        return self._file

    def set_value(self, file: Path | None) -> None:
        """Show a file."""
        self._file = file
        self._name_label.setText(file.name if file else _("No file chosen yet"))

    @Slot()
    def _on_choose_clicked(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, self._caption, "", self._pattern)
        if chosen:
            self.set_value(Path(chosen))
            self.edited.emit()
            self.focusNextPrevChild(True)
