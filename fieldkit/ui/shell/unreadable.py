"""What stands where a screen would be when the book can not be read for it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import DamagedBookError, FieldKitError
from fieldkit.core.i18n import _
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenScreen
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets.empty_state import EmptyState


class UnreadableScreen(Screen):
    """Says why the screen stays shut, and offers what helps: the rescue, or another try."""

    is_stand_in = True

    def __init__(
        self,
        ctx: Context,
        changes: Changes,
        navigate: Navigate,
        error: FieldKitError,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self._is_damaged = isinstance(error, DamagedBookError)
        action = _("Rescue the book…") if self._is_damaged else _("Try again")
        self.state = EmptyState(
            "circle-alert",
            _("This screen can not be read now."),
            action,
            hint=sentences.sentence(error),
        )
        self.state.action_requested.connect(self._on_action)
        QVBoxLayout(self).addWidget(self.state)

    @Slot()
    def _on_action(self) -> None:
        if self._is_damaged:
            self.rescue_wanted.emit()
        else:
            self.navigate(OpenScreen(self.objectName()))
