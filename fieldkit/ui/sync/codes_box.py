"""Square codes on screen, one after the other, to be photographed; and on paper."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QSizePolicy, QWidget

from fieldkit.core import access
from fieldkit.core.i18n import _
from fieldkit.core.paths import documents_folder
from fieldkit.core.render.codes import DOTS
from fieldkit.core.render.document import Document
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.files import with_ending

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen

_WIDTH, _HEIGHT = 620, 720
_LEAST_DOTS = 2


class CodePicture(QWidget):
    """A square code, whole, as large as there is room for.

    Smoothly drawn, its modules are as wide as each other whatever the size is.
    """

    def __init__(self) -> None:
        super().__init__()
        self._drawn = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_code(self, picture: bytes) -> None:
        """Show a code that `codes.drawn` drew."""
        self._drawn = QImage.fromData(picture)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Ask for as much as can still be photographed."""
        return self._drawn.size() / DOTS * _LEAST_DOTS

    def sizeHint(self) -> QSize:
        """Ask for what is read at arm's length."""
        return self._drawn.size() / DOTS * (_LEAST_DOTS + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the code in the middle."""
        if self._drawn.isNull():
            return
        scale = self.devicePixelRatioF()
        side = min(self.width(), self.height(), self._drawn.width())
        dots = int(side * scale)
        code = self._drawn.scaled(dots, dots, mode=Qt.TransformationMode.SmoothTransformation)
        code.setDevicePixelRatio(scale)
        QPainter(self).drawImage((self.width() - side) // 2, (self.height() - side) // 2, code)


class CodesBox(Box):
    """Shows codes as large as the screen allows; arrows turn from one to the next."""

    def __init__(
        self,
        screen: "SyncScreen",
        heading: str,
        sentence: str,
        codes: Sequence[bytes],
        paper: Callable[[], Document],
    ) -> None:
        super().__init__(heading, sentence, screen)
        self._screen, self._codes, self._paper = screen, list(codes), paper
        self._place = 0
        self.code_picture = CodePicture()
        self.place_label = QLabel()
        self.place_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        style.set_role(self.place_label, "secondary")
        self.before_button = buttons.button(
            _("The one before"), self._on_before_clicked, icon="chevron-left", key="Left"
        )
        self.next_button = buttons.button(
            _("The next"), self._on_next_clicked, icon="chevron-right", key="Right"
        )
        self.paper_button = buttons.button(
            _("Save for printing…"), self._on_paper_clicked, icon="printer"
        )
        self.close_button = buttons.button(_("Close"), self.accept, kind="primary")
        self.content.addWidget(self.code_picture, 1)
        self.content.addWidget(self.place_label)
        for button in (
            self.before_button, self.next_button, self.paper_button, self.close_button,
        ):  # fmt: skip
            self.add_button(button)
        self._show()
        self.fit(_WIDTH, _HEIGHT)

    def _show(self) -> None:
        self.code_picture.show_code(self._codes[self._place])
        place = _("Code {number} of {count}").format(number=self._place + 1, count=len(self._codes))
        self.place_label.setText(place)
        self.code_picture.setAccessibleName(place)
        is_several = len(self._codes) > 1
        self.place_label.setVisible(is_several)
        self.before_button.setVisible(is_several)
        self.next_button.setVisible(is_several)
        self.before_button.setEnabled(self._place > 0)
        self.next_button.setEnabled(self._place + 1 < len(self._codes))

    @Slot()
    def _on_before_clicked(self) -> None:
        self._place = max(0, self._place - 1)
        self._show()

    @Slot()
    def _on_next_clicked(self) -> None:
        self._place = min(len(self._codes) - 1, self._place + 1)
        self._show()

    @Slot()
    def _on_paper_clicked(self) -> None:
        name = _("codes")
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save PDF"), str(documents_folder() / f"{name}.pdf"), "PDF (*.pdf)"
        )
        if chosen:
            self.save_paper(Path(chosen))

    def save_paper(self, path: Path) -> None:
        """Write the codes as PDF and say where."""
        from fieldkit.core.render.pdf import write_pdf

        target = with_ending(path, ".pdf")
        if self._screen.attempt(lambda: write_pdf(self._paper(), target)):
            access.note(self._screen.ctx, access.Act.EXPORT, "codes")
            self._screen.say(_("Saved “{file}”.").format(file=target.name))
