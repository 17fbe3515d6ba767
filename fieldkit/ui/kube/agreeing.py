"""Who was away and has said they agree with what was decided: only as somebody notes it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.editors import MultiChoiceEdit


class AgreeingEdit(QWidget):
    """A chip for each member noted as away; nobody agrees until the chip is pressed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: frozenset[str] = frozenset()
        self._offered: list[str] = []
        caption = QLabel(_("Away, and agrees with what was decided:"))
        style.set_role(caption, "secondary")
        self.all_button = buttons.button(_("All of them"), self._on_all_clicked, kind="link")
        self.chips = MultiChoiceEdit(())
        self.chips.setAccessibleName(_("Away, and agrees with what was decided:"))
        self.chips.edited.connect(self._on_edited)
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        head.addWidget(caption)
        head.addWidget(self.all_button)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(4), 0, 0)
        layout.setSpacing(style.px(4))
        layout.addLayout(head)
        layout.addWidget(self.chips)
        self.hide()

    def offer(self, away: Sequence[tuple[str, str]]) -> None:
        """Offer those who are away; who came after all no longer agrees from afar."""
        self._offered = [member for member, _name in away]
        self.chips.set_choices(away)
        self.chips.set_value([m for m in self._offered if m in self._kept])
        self.setVisible(bool(away))

    def value(self) -> frozenset[str]:
        """Return who agrees."""
        return frozenset(self.chips.value())

    def set_value(self, members: frozenset[str]) -> None:
        """Show who agrees."""
        self._kept = members
        self.chips.set_value([m for m in self._offered if m in members])

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the chips, or open them again."""
        self.setEnabled(not read_only)

    @Slot()
    def _on_all_clicked(self) -> None:
        self.set_value(frozenset(self._offered))
        self.edited.emit()

    @Slot()
    def _on_edited(self) -> None:
        self._kept = self.value()
        self.edited.emit()
