"""The words with which a group is reminded of its homework, to copy and send."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldkit.core.i18n import _, ngettext
from fieldkit.features.homework.model import Reminder
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box


class ReminderDialog(Box):
    """Accepted when the text was copied; the screen then notes who was reminded."""

    def __init__(self, reminder: Reminder, parent: QWidget | None = None) -> None:
        count = len(reminder.family_ids)
        told = ngettext(
            "{count} family has not handed in its sheet.",
            "{count} families have not handed in their sheets.",
            count,
        ).format(count=count)
        super().__init__(_("Remind of the homework"), told, parent)
        self.text_edit = QPlainTextEdit(reminder.text)
        self.text_edit.setAccessibleName(_("Text to send"))
        self.content.addWidget(self.text_edit, 1)
        self.copy_button = buttons.button(
            _("Copy and note it"), self._on_copy_clicked, icon="copy", kind="primary"
        )
        self.add_button(buttons.button(_("Cancel"), self.reject))
        self.add_button(self.copy_button)
        self.fit(520, 420)
        self.text_edit.setMinimumHeight(style.row_height() * 4)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text_edit.toPlainText())
        self.accept()
