"""When each part of a family's data was last checked with the family, and a click to say today."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Part
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout


class ChecksBar(QWidget):
    """Emits `checked` with the part that was looked at together with the family."""

    checked = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._may_edit = ctx.may(Permission.EDIT_FAMILIES)
        heading = QLabel(_("Checked together with the family"))
        style.set_role(heading, "secondary")
        self.buttons = {
            part: buttons.button("", partial(self._on_part_clicked, part), kind="chip")
            for part in Part
        }
        holder = QWidget()
        flow = FlowLayout(holder, gap=6)
        for button in self.buttons.values():
            button.setEnabled(self._may_edit)
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(6))
        layout.addWidget(heading)
        layout.addWidget(holder)

    def show_family(self, family_id: str) -> None:
        """Show the days of one family."""
        for part, day in people.last_checks(self._ctx, family_id).items():
            name = _(people.PART_NAMES[part])
            when = format_date(day, "medium") if day else _("not yet")
            button = self.buttons[part]
            button.setText(_("{part}: {day}").format(part=name, day=when))
            icon = icons.icon("badge-check" if day else "circle", "good" if day else "secondary")
            button.setIcon(icon)
            button.setToolTip(_("Click when it was checked with the family today."))

    def _on_part_clicked(self, part: Part) -> None:
        self.checked.emit(part)
