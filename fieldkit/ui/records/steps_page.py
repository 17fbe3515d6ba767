"""Every step of the book, the newest first; any of one's own can be taken back."""

from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number
from fieldkit.features.records import service as records
from fieldkit.features.records import wording
from fieldkit.features.records.model import StepLine, Touched
from fieldkit.ui.records import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.record_table import Column, RecordTable


class StepsPage(QWidget):
    """Emits which step is to be undone, and which record is to be looked at."""

    undo_wanted = Signal(object)
    record_wanted = Signal(str, str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.table = RecordTable(
            Column(N_("When"), self._moment, width=23, bold=True, whole=True),
            Column(N_("What"), attrgetter("name"), stretch=True, width=40),
            Column(N_("Who"), _who, width=24),
            Column(N_("Records"), attrgetter("records"), text=format_number, align="right"),
            Column(N_("State"), words.state, width=14, role=lambda _step: "attention"),
            name=N_("Steps"),
        )
        self.table.set_empty(
            _("Nothing was written yet. Each saving, import and merge will be a step here."),
            icon="history",
        )
        self.look_button = buttons.button(
            _("What it touched…"), self._on_look_clicked, icon="list", key="Ctrl+Return"
        )
        self.undo_button = buttons.button(_("Undo this step"), self._on_undo_clicked, icon="undo-2")
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.look_button)
        line.addWidget(self.undo_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.table, 1)
        layout.addLayout(line)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_look_clicked)

    def reload(self) -> None:
        """Read the steps again."""
        count = records.count_steps(self._ctx)
        self.table.set_source(
            count, lambda offset, limit: records.steps(self._ctx, offset=offset, limit=limit)
        )
        if self.table.current() is None:
            self.table.select_first()
        self._on_chosen(self.table.current())

    def _moment(self, step: StepLine) -> str:
        return words.moment(self._ctx, step.at_ms)

    @Slot(object)
    def _on_chosen(self, step: StepLine | None) -> None:
        self.look_button.setEnabled(step is not None)
        self.undo_button.setEnabled(step is not None and step.may_undo)
        self.undo_button.setText(_("Undo this step") if step is None else undo_words(step))

    @Slot()
    def _on_undo_clicked(self) -> None:
        step = self.table.current()
        if step is not None:
            self.undo_wanted.emit(step)

    @Slot()
    def _on_look_clicked(self) -> None:
        step = self.table.current()
        if step is None:
            return
        box = TouchedBox(step.name, records.touched(self._ctx, step.id), self.window())
        if box.exec() and box.chosen is not None:
            self.record_wanted.emit(box.chosen.table, box.chosen.id)


def undo_words(step: StepLine) -> str:
    """Return what the button says: undo takes back the whole step."""
    if step.records < 2:
        return _("Undo this step")
    return _("Undo this step ({count} records)").format(count=format_number(step.records))


def _who(step: StepLine) -> str:
    return step.who or _("Somebody unknown")


class TouchedBox(Box):
    """The records a step wrote; one of them leads to its story."""

    def __init__(self, name: str, found: list[Touched], parent: QWidget | None = None) -> None:
        super().__init__(name or _("Step"), "", parent)
        self.chosen: Touched | None = None
        self.table = RecordTable(
            Column(N_("Kind"), lambda one: wording.table(one.table), width=24),
            Column(N_("Record"), attrgetter("title"), stretch=True, bold=True),
            name=N_("Records"),
        )
        self.table.set_empty(_("Your role sees none of the records of this step."), icon="eye-off")
        self.table.show_rows(found)
        self.table.select_first()
        self.content.addWidget(self.table, 1)
        self.close_button = buttons.button(_("Close"), self.reject)
        self.open_button = buttons.button(
            _("Show its history"), self._on_open_clicked, icon="history", kind="primary"
        )
        self.open_button.setEnabled(bool(found))
        self.add_button(self.close_button)
        self.add_button(self.open_button)
        self.table.activated.connect(self._on_open_clicked)
        self.fit(680, 480)
        self.table.setFocus()

    @Slot()
    def _on_open_clicked(self) -> None:
        self.chosen = self.table.current()
        if self.chosen is not None:
            self.accept()
