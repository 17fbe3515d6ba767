"""Lists of a KUBE behind chips: one row of a list, its buttons, its figures, all by keyboard."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import _
from fieldkit.features.kube.group.model import Kube
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import Form
from fieldkit.ui.widgets.record_table import Column, RecordTable


class Section(QWidget):
    """One list or page of a group; it asks the screen for what leaves it."""

    said = Signal(str, str, bool)
    report_wanted = Signal(str, str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.kube = Kube(name="")
        self.month = Month.of(ctx.today)

    def show_kube(self, kube: Kube, month: Month) -> None:
        """Show a group and a month."""
        self.kube, self.month = kube, month
        self.fill()

    def fill(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    def ask(
        self,
        heading: str,
        form: Form,
        save: Callable[[dict[str, Any]], object],
        told: str,
        *,
        sentence: str = "",
        save_label: str = "",
        width: int = 0,
    ) -> bool:
        """Show a form in a box and say, once it is saved, what was done."""

        def checked(values: dict[str, Any]) -> None:
            if missing := form.missing():
                raise InvalidInputError(missing)
            save(values)

        dialog = FormDialog(
            heading, form, checked, sentence=sentence, save_label=save_label, parent=self.window()
        )
        if width:
            dialog.fit(width, 560)
        if not dialog.exec():
            return False
        self.said.emit(told, "good", True)
        return True

    def attempt(self, command: Callable[[], object], told: str) -> bool:
        """Run a command and say what it did, or why it could not."""
        try:
            command()
        except InvalidInputError as error:
            text = "\n".join(sentences.problem_sentence(p) for p in error.problems)
            self.said.emit(text, "attention", False)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
        else:
            self.said.emit(told, "good", True)
            return True
        return False

    def today(self) -> Any:
        """Return today, as forms ask for it."""
        return self.ctx.today


class ListSection(Section):
    """A table with buttons above it; those about a row wait until one is chosen."""

    def __init__(
        self,
        ctx: Context,
        *columns: Column,
        name: str,
        lead: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(ctx, parent)
        self.table = RecordTable(*columns, name=name)
        self.sum_label = QLabel()
        self.sum_label.setWordWrap(True)
        self.lead_label = QLabel(_(lead) if lead else "")
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        style.hide_unless(self.lead_label, wanted=bool(lead))
        self._holder = QWidget()
        self._bar = FlowLayout(self._holder, gap=8)
        self._of_rows: list[QPushButton] = []
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, style.px(12), 0, style.px(16))
        self.body.setSpacing(style.px(8))
        self.body.addWidget(self._holder)
        self.body.addWidget(self.lead_label)
        self.body.addWidget(self.sum_label)
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.selection_changed.connect(self.show_buttons)

    def add_button(
        self,
        text: str,
        slot: Callable[[], object],
        *,
        icon: str,
        key: str = "",
        kind: buttons.Kind = "plain",
        of_row: bool = False,
        wanted: bool = True,
    ) -> QPushButton:
        """Append a button; one `of_row` also stands in the menu of the rows."""
        made = buttons.button(text, slot, icon=icon, key=None if of_row else key or None, kind=kind)
        style.hide_unless(made, wanted=wanted)
        self._bar.addWidget(made)
        if of_row:
            self._of_rows.append(made)
            if key:
                made.setToolTip(f"{text} ({key})")
            if wanted:
                action = self.table.add_action(text, icon=icon, key=key)
                action.triggered.connect(made.click)
        return made

    def show_list(self, rows: Sequence[Any], figures: str = "") -> None:
        """Show the rows and what they come to."""
        self.table.show_rows(rows)
        if self.table.current() is None:
            self.table.select_first()
        self.sum_label.setText(figures)
        self.sum_label.setVisible(bool(figures))
        self.show_buttons()

    @Slot()
    def show_buttons(self) -> None:
        """Enable what can be done with the row under the cursor."""
        has_row = self.table.current() is not None
        for button in self._of_rows:
            button.setEnabled(has_row)


class SectionTabs(QWidget):
    """Chips above a stack of sections; one is built when it is first looked at."""

    said = Signal(str, str, bool)
    report_wanted = Signal(str, str)

    def __init__(
        self,
        ctx: Context,
        *sections: tuple[str, Callable[[Context], Any]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._makers = [maker for _title, maker in sections]
        self._built: dict[int, Any] = {}
        self._shown: tuple[Kube, Month] | None = None
        self.stack = QStackedWidget()
        self.chips = QButtonGroup(self)
        self.chips.setExclusive(True)
        holder = QWidget()
        holder.setAccessibleName(name)
        bar = FlowLayout(holder, gap=6)
        for number, (title, _maker) in enumerate(sections):
            chip = buttons.button(_(title), kind="chip")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self.chips.addButton(chip, number)
            bar.addWidget(chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder)
        layout.addWidget(self.stack, 1)
        self.chips.idClicked.connect(self._on_chip_clicked)
        style.hide_unless(holder, wanted=len(sections) > 1)

    @property
    def current(self) -> Any:
        """The section in front."""
        return self.section(self.chips.checkedId())

    def section(self, number: int) -> Any:
        """Return a section, built now if nobody looked at it before."""
        if number not in self._built:
            made = self._makers[number](self._ctx)
            made.said.connect(self.said)
            made.report_wanted.connect(self.report_wanted)
            self.stack.addWidget(made)
            self._built[number] = made
        return self._built[number]

    def show_kube(self, kube: Kube, month: Month) -> None:
        """Show a group in the section in front."""
        self._shown = (kube, month)
        self.stack.setCurrentWidget(self.current)
        self.setFocusProxy(self.current)
        self.current.show_kube(kube, month)

    def go_to(self, number: int) -> None:
        """Bring a section to the front."""
        self.chips.button(number).setChecked(True)
        if self._shown is not None:
            self.show_kube(*self._shown)

    @Slot(int)
    def _on_chip_clicked(self, number: int) -> None:
        self.go_to(number)
        self.current.setFocus()
