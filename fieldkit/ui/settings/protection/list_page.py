"""What the pages of data protection share: a sentence, a table, and a line of buttons."""

from datetime import date, datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import flow_layout, style
from fieldkit.ui.widgets.record_table import RecordTable


class ListPage(QScrollArea):
    """One table; the buttons that need a chosen row are told when there is none.

    Where there is no room for everything, as with large letters, the page scrolls.
    """

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ctx, self.screen_of = ctx, screen
        self.may_edit = ctx.may(Permission.EDIT_PROTECTION)
        self.table: RecordTable
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        self._of_row: tuple[QPushButton, ...] = ()

    def lay_out(
        self,
        *made: QPushButton,
        of_row: tuple[QPushButton, ...] = (),
        above: QWidget | None = None,
        below: QWidget | None = None,
    ) -> None:
        """Put the table over its buttons; those `of_row` work on the chosen row."""
        self._of_row = of_row
        inside = QWidget()
        inside.setProperty("page", True)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, style.px(12), 0, style.px(8))
        layout.setSpacing(style.px(8))
        layout.addWidget(self.lead_label)
        if above is not None:
            layout.addWidget(above)
        layout.addWidget(self.table, 1)
        if made:
            layout.addWidget(flow_layout.bar(*made))
        if below is not None:
            layout.addWidget(below)
        self.table.setMinimumHeight(style.row_height() * 5)
        self.setWidget(inside)
        self.setFocusProxy(self.table)
        self.table.selection_changed.connect(self.show_buttons)

    def reload(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def preview(self, *documents: Document) -> None:
        """Show papers as they will be printed."""
        PreviewDialog(self.ctx, documents, self.window()).exec()

    @Slot()
    def show_buttons(self) -> None:
        """Let only those buttons act that have something to act on."""
        for button in self._of_row:
            button.setEnabled(self.table.current() is not None)


def day(value: date | None) -> str:
    """Return a day as tables show it, blank for none."""
    return format_date(value, "medium") if value else ""


def instant(value: datetime | None) -> str:
    """Return a day with its hour, blank for none."""
    return f"{format_date(value.date(), 'medium')}, {format_time(value.time())}" if value else ""
