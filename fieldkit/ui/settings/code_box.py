"""A recovery code, shown once: print its kit before you go on."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.core.render.document import Document
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box


class CodeBox(Box):
    """Shows the code and prints the emergency kit; closes only once it is kept."""

    def __init__(
        self, ctx: Context, code: str, kit: Document, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Your recovery code"),
            _(
                "It is shown only this once. Print the emergency kit, or write the code down, and"
                " keep it away from the laptop. A kit saved as a file opens the book for whoever"
                " finds it."
            ),
            parent,
        )
        self._ctx, self._kit = ctx, kit
        self.code_label = QLabel(code)
        self.code_label.setFont(style.large_font())
        self.code_label.setWordWrap(True)
        self.code_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.code_label.setAccessibleName(_("Recovery code"))
        frame = QFrame()
        frame.setProperty("frame", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*[style.px(20)] * 4)
        inside.addWidget(self.code_label)
        self.print_button = buttons.button(
            _("Print the emergency kit…"), self._on_print_clicked, icon="printer", kind="primary"
        )
        self.kept_check = QCheckBox(_("I have printed it or written it down"))
        self.close_button = buttons.button(_("Done"), self.accept)
        self.close_button.setEnabled(False)
        self.kept_check.toggled.connect(self.close_button.setEnabled)
        self.content.addWidget(frame)
        self.content.addWidget(self.kept_check)
        self.add_button(self.print_button)
        self.add_button(self.close_button)
        self.fit(560, 360)

    def reject(self) -> None:
        """Stay until the code is kept."""
        if self.kept_check.isChecked():
            super().reject()

    def accept(self) -> None:
        """Forget the code."""
        self.code_label.clear()
        super().accept()

    @Slot()
    def _on_print_clicked(self) -> None:
        PreviewDialog(self._ctx, [self._kit], self).exec()
