"""What the pages of this screen share: a searchable list, its detail, and the same keys."""

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import _
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

MONTH = "month"


class LogPage(QWidget):
    """A list with one frequent deed; a page says what it lists and what its buttons do.

    Ctrl+N adds, F2 changes, Ctrl+D does the next step, Ctrl+R prints the line, Ctrl+F searches.
    """

    family_opened = Signal(str)

    name: ClassVar[str] = ""
    empty: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    add_word: ClassVar[str] = ""
    step_word: ClassVar[str] = ""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.host = screen
        self.ctx = screen.ctx
        self.month = Month.of(screen.ctx.today)
        self.may_edit = self.ctx.may(Permission.EDIT_PARTNERS)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        self.search_edit = SearchEdit(_("Search (Ctrl+F)"))
        self.chips = FilterChips(*self.chip_list(), Chip(MONTH, _("Of this month")))
        self.table = RecordTable(*self.columns(), name=self.name, empty=self.empty)
        self.detail_label = QLabel()
        self.detail_label.setWordWrap(True)
        self.add_button = buttons.button(
            _(self.add_word), self._on_add_clicked, icon="plus", key="Ctrl+N", kind="primary"
        )
        self.edit_button = buttons.button(
            _("Change"), self._on_edit_clicked, icon="pencil", key="F2"
        )
        self.step_button = buttons.button(
            _(self.step_word), self._on_step_clicked, icon="circle-check", key="Ctrl+D"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        for button in (self.add_button, self.edit_button, self.step_button, self.remove_button):
            button.setVisible(self.may_edit)
        self._lay_out()
        self.search_edit.lead_to(self.table.view)
        self.search_edit.searched.connect(self.reload)
        self.chips.changed.connect(self.reload)
        self.table.selection_changed.connect(self.show_chosen)
        self.table.activated.connect(self._on_activated)

    # -- what a page says --------------------------------------------------------------------

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        raise NotImplementedError

    def chip_list(self) -> tuple[Chip, ...]:
        """Return the filters of the list."""
        return ()

    def lines(self) -> Sequence[Any]:
        """Read the lines."""
        raise NotImplementedError

    def fits(self, line: Any, chosen: dict[str, Any]) -> bool:
        """Whether a line passes the filters."""
        raise NotImplementedError

    def words(self, line: Any) -> str:
        """Return the text in which the search looks."""
        raise NotImplementedError

    def detail(self, line: Any) -> str:
        """Return what stands beneath the list about the chosen line."""
        raise NotImplementedError

    def family_of(self, line: Any) -> str:
        """Return the family a line concerns."""
        raise NotImplementedError

    def may_step(self, line: Any) -> bool:
        """Whether the next step is open."""
        raise NotImplementedError

    def add(self) -> bool:
        """Ask for a new line; say whether one was saved."""
        raise NotImplementedError

    def edit(self, line: Any) -> bool:
        """Change a line; say whether it was saved."""
        raise NotImplementedError

    def step(self, line: Any) -> bool:
        """Do the next step of a line; say whether it was saved."""
        raise NotImplementedError

    def remove(self, line: Any) -> None:
        """Put a line into the bin."""
        raise NotImplementedError

    def papers_of(self, line: Any) -> list[Document]:
        """Return what is printed of the chosen line."""
        raise NotImplementedError

    def documents(self, month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        raise NotImplementedError

    def told_above(self, lines: Sequence[Any]) -> str:
        """Return what stands above the list."""
        del lines
        return _(self.lead)

    # -- what every page does ----------------------------------------------------------------

    def show_month(self, month: Month) -> None:
        """Read the list again."""
        self.month = month
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the list again and keep the line chosen."""
        known = self.lines()
        chosen = self.chips.active()
        text = self.search_edit.text().strip().casefold()
        shown = [
            line
            for line in known
            if self.fits(line, chosen) and (not text or text in self.words(line).casefold())
        ]
        self.lead_label.setText(self.told_above(known))
        self.lead_label.setVisible(bool(self.lead_label.text()))
        self.table.show_rows(shown)
        if self.table.current() is None:
            self.table.select_first()
        self.show_chosen()

    def current(self) -> Any:
        """Return the line under the cursor, None without one."""
        return self.table.current()

    @Slot()
    def show_chosen(self) -> None:
        """Show the chosen line's detail and what can be done with it."""
        line = self.current()
        for button in self._line_buttons():
            button.setEnabled(line is not None)
        if line is None:
            self.detail_label.setText("")
            return
        self.detail_label.setText(self.detail(line))
        self.step_button.setEnabled(self.may_step(line))
        self.family_button.setEnabled(bool(self.family_of(line)))

    def bar_buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons beneath the list, in reading order."""
        return (
            self.add_button, self.step_button, self.edit_button, self.print_button,
            self.family_button, self.remove_button,
        )  # fmt: skip

    def done(self) -> None:
        """Say that it is noted, and read again."""
        self.host.say(_("It is noted."), undo=True)
        self.reload()

    def _line_buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.edit_button, self.step_button, self.print_button, self.family_button,
            self.remove_button,
        )  # fmt: skip

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.lead_label)
        layout.addWidget(self.search_edit)
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail_label)
        layout.addWidget(flow_layout.bar(*self.bar_buttons()))

    @Slot()
    def _on_add_clicked(self) -> None:
        if self.add():
            self.done()

    @Slot()
    def _on_edit_clicked(self) -> None:
        line = self.current()
        if line is not None and self.edit(line):
            self.done()

    @Slot()
    def _on_step_clicked(self) -> None:
        line = self.current()
        if line is not None and self.may_step(line) and self.step(line):
            self.done()

    @Slot()
    def _on_print_clicked(self) -> None:
        line = self.current()
        if line is not None:
            PreviewDialog(self.ctx, self.papers_of(line), self.window()).exec()

    @Slot()
    def _on_family_clicked(self) -> None:
        line = self.current()
        if line is not None:
            self.family_opened.emit(self.family_of(line))

    @Slot()
    def _on_remove_clicked(self) -> None:
        line = self.current()
        if line is not None and self.host.attempt(lambda: self.remove(line)):
            self.host.say(_("It lies in the bin."), undo=True)
            self.reload()

    @Slot(object)
    def _on_activated(self, _line: object) -> None:
        if self.may_edit:
            self._on_edit_clicked()
