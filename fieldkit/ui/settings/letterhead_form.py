"""The editors of one letterhead: its lines and its logos."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _
from fieldkit.core.sentences import sentence
from fieldkit.features.office.model import LONGEST, MOST_LINES, Line
from fieldkit.ui.widgets import buttons, style

_SIZES = (7.5, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 16.0, 18.0)
_USUAL = 11.0


class LinesEdit(QWidget):
    """Up to five centred lines, each with its size and weight."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(style.px(6))
        grid.setColumnStretch(0, 1)
        self._rows: list[tuple[QLineEdit, QComboBox, QCheckBox]] = []
        for number in range(MOST_LINES):
            text = QLineEdit()
            text.setMaxLength(LONGEST)
            text.setAccessibleName(_("Line {number}").format(number=number + 1))
            text.setPlaceholderText(_("Line {number}").format(number=number + 1))
            size = QComboBox()
            size.setAccessibleName(_("Letter size"))
            for points in _SIZES:
                size.addItem(
                    _("{points} pt").format(points=f"{points:g}".replace(".", ",")), points
                )
            bold = QCheckBox(_("Bold"))
            for column, widget in enumerate((text, size, bold)):
                grid.addWidget(widget, number, column)
            text.textEdited.connect(self._on_edited)
            size.activated.connect(self._on_edited)
            bold.clicked.connect(self._on_edited)
            self._rows.append((text, size, bold))

    def value(self) -> tuple[Line, ...]:
        """Return the lines that hold text."""
        return tuple(
            Line(text.text().strip(), float(size.currentData()), is_bold=bold.isChecked())
            for text, size, bold in self._rows
            if text.text().strip()
        )

    def set_value(self, value: tuple[Line, ...] | None) -> None:
        """Show lines."""
        lines = [*(value or ())]
        for number, (text, size, bold) in enumerate(self._rows):
            line = lines[number] if number < len(lines) else Line("", _USUAL)
            text.setText(line.text)
            if size.findData(line.points) < 0:
                size.addItem(_("{points} pt").format(points=line.points), line.points)
            size.setCurrentIndex(size.findData(line.points))
            bold.setChecked(line.is_bold)

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()


class LogoEdit(QWidget):
    """One logo, chosen from a picture file; `keep` turns bytes into the hash that is stored."""

    edited = Signal()
    refused = Signal(str)

    def __init__(
        self,
        keep: Callable[[bytes], str],
        content: Callable[[str], bytes | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keep, self._content = keep, content
        self._sha256 = ""
        self._picture = QLabel()
        self._picture.setFixedSize(style.px(64), style.px(64))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = buttons.button(_("Choose…"), self._on_choose_clicked, icon="image")
        self.remove_button = buttons.icon_button("x", _("No logo"), self._on_remove_clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._picture)
        line.addWidget(self.choose_button)
        line.addWidget(self.remove_button)
        line.addStretch(1)
        self.setFocusProxy(self.choose_button)

    def value(self) -> str:
        """Return the hash of the picture, blank for none."""
        return self._sha256

    def set_value(self, value: str | None) -> None:
        """Show a picture by its hash."""
        self._sha256 = value or ""
        picture = QPixmap()
        raw = self._content(self._sha256) if self._sha256 else None
        if raw is not None and picture.loadFromData(raw):
            side = style.px(64)
            ratio = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._picture.setPixmap(picture.scaled(side, side, ratio, smooth))
        else:
            self._picture.setPixmap(QPixmap())
            self._picture.setText("–")
        self.remove_button.setVisible(bool(self._sha256))

    def take_file(self, file: Path) -> None:
        """Take a picture file, or say why not."""
        try:
            self.set_value(self._keep(file.read_bytes()))
        except FieldKitError as error:
            self.refused.emit(sentence(error))
        except OSError:
            self.refused.emit(_("The file {file} can not be read.").format(file=file.name))
        else:
            self.edited.emit()

    @Slot()
    def _on_choose_clicked(self) -> None:
        words = _("Pictures (*.png *.jpg *.jpeg)")
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose a logo"), "", words)
        if chosen:
            self.take_file(Path(chosen))

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.set_value("")
        self.edited.emit()
