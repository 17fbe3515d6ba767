"""What each column of the file means: guessed from headers, corrected by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.features.people import service as people
from fieldkit.features.people.lists.layout import Layout
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.record_table import Column, RecordTable

_SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    id: str
    number: int
    letter: str
    title: str
    sample: str
    field: str | None


class ColumnsTab(QWidget):
    """Emits `mapping_changed` with the whole mapping."""

    mapping_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapping: dict[int, str] = {}
        self.table = RecordTable(
            Column(N_("Column"), attrgetter("letter"), width=8),
            Column(N_("Header"), attrgetter("title"), width=24, bold=True),
            Column(N_("Means"), attrgetter("field"), text=people.field_name, width=30, role=_role),
            Column(N_("Examples"), attrgetter("sample"), stretch=True, width=30),
            name=N_("Columns of the file"),
        )
        self.meaning_label = QLabel(_("Choose a column; then say what it means:"))
        self.meaning_edit = ChoiceEdit(
            [(field, _(name)) for field, name in people.FIELD_NAMES.items()],
            blank=_("Leave out"),
            searchable=True,
        )
        self.meaning_edit.setAccessibleName(_("Meaning of the column"))
        self.meaning_edit.setMinimumWidth(style.text_width(30))
        self.meaning_label.setBuddy(self.meaning_edit)
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.meaning_label)
        line.addWidget(self.meaning_edit)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.table, 1)
        layout.addLayout(line)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)
        self.meaning_edit.edited.connect(self._on_meaning_edited)

    def show_layout(self, layout: Layout) -> None:
        """Show the columns of a file and what they are taken for."""
        self._mapping = dict(layout.mapping)
        samples = layout.rows[:_SAMPLES]
        lines = [
            _Line(
                id=str(number),
                number=number,
                letter=_letter(number),
                title=title,
                sample=_sample(samples, number),
                field=self._mapping.get(number),
            )
            for number, title in enumerate(layout.titles)
        ]
        self.table.show_rows([one for one in lines if one.title or one.sample])
        if self.table.current() is None:
            self.table.select_first()

    @Slot(object)
    def _on_chosen(self, line: _Line | None) -> None:
        self.meaning_edit.setEnabled(line is not None)
        if line is not None:
            self.meaning_edit.set_value(line.field)

    @Slot(object)
    def _on_activated(self, _line: _Line) -> None:
        self.meaning_edit.setFocus()
        self.meaning_edit.showPopup()

    @Slot()
    def _on_meaning_edited(self) -> None:
        line = self.table.current()
        if line is None:
            return
        field = self.meaning_edit.chosen()
        mapping = {c: f for c, f in self._mapping.items() if c != line.number and f != field}
        if field:
            mapping[line.number] = field
        self.mapping_changed.emit(mapping)


def _role(line: _Line) -> str | None:
    return "accent" if line.field else None


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sample(rows: Sequence[Sequence[object]], number: int) -> str:
    shown = (row[number] for row in rows if number < len(row) and row[number] is not None)
    return " · ".join(" ".join(str(value).split()) for value in shown)
