"""Several short lines in a form, each of the same few editors: places of an order, goods, parts.

    CustomField("posts", N_("Places"), wide=True, make=lambda: RowsEdit(
        RowColumn("name", N_("Place"), partial(TextEdit, max_length=80), stretch=3),
        RowColumn("boxes", N_("Boxes"), NumberEdit),
        add=_("Another place"),
    ))

The value is a tuple of plain mappings; a line in which nothing is written is left out, facts
no column shows (such as an id) are kept with their line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.editors import Editor

_BLANK = (None, "", (), False)
# How many letters an editor shows at least, and how many more for each part of the width.
_LEAST, _MORE = 4, 3


@dataclass(frozen=True, kw_only=True)
class RowColumn:
    """One editor of every line; a `usual` value alone does not make a line."""

    name: str = field(kw_only=False)
    label: str = field(kw_only=False)
    make: Callable[[], QWidget] = field(kw_only=False)
    stretch: int = 1
    usual: Any = None


class RowsEdit(QWidget):
    """Lines with their editors in columns; Enter goes on, the last line adds another."""

    edited = Signal()

    def __init__(
        self, *columns: RowColumn, add: str = "", is_fixed: bool = False, least: int = 1
    ) -> None:
        super().__init__()
        self._columns = columns
        self._least = least
        self._is_fixed = is_fixed
        self._lines: list[RowLine] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(style.px(8))
        self._grid.setVerticalSpacing(style.px(6))
        for place, column in enumerate(columns):
            label = QLabel(_(column.label))
            label.setFont(style.small_font())
            style.set_role(label, "secondary")
            self._grid.addWidget(label, 0, place)
            self._grid.setColumnStretch(place, column.stretch)
        self.add_button = buttons.button(add or _("Another line"), self._on_add, icon="plus")
        style.hide_unless(self.add_button, wanted=not is_fixed)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(6))
        layout.addLayout(self._grid)
        layout.addLayout(foot)
        self.set_value(())

    @property
    def lines(self) -> Sequence["RowLine"]:
        """The lines as they stand."""
        return tuple(self._lines)

    def value(self) -> tuple[dict[str, Any], ...]:
        """Return the lines that say something; ValueError where one can not be read."""
        return tuple(line.value() for line in self._lines if self._is_fixed or not line.is_blank())

    def set_value(self, value: Sequence[Mapping[str, Any]] | None) -> None:
        """Show these lines, and an empty one where there is room to write."""
        while self._lines:
            self._drop(self._lines[-1])
        for facts in value or ():
            self._add(facts)
        while not self._is_fixed and len(self._lines) < self._least:
            self._add({})

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Go to the first editor."""
        if self._lines:
            self._lines[0].focus(reason)
        else:
            super().setFocus(reason)

    def _add(self, facts: Mapping[str, Any]) -> "RowLine":
        line = RowLine(self, self._columns, facts)
        row = self._grid.rowCount()
        for place, widget in enumerate(line.widgets):
            self._grid.addWidget(widget, row, place)
        if not self._is_fixed:
            self._grid.addWidget(line.remove_button, row, len(self._columns))
        line.edited.connect(self.edited)
        line.removed.connect(self._on_removed)
        self._lines.append(line)
        self._name_lines()
        return line

    def _name_lines(self) -> None:
        for number, line in enumerate(self._lines, start=1):
            for column, widget in zip(self._columns, line.widgets, strict=True):
                widget.setAccessibleName(f"{number}: {_(column.label)}")

    def _drop(self, line: "RowLine") -> None:
        self._lines.remove(line)
        for widget in (*line.widgets, line.remove_button):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        line.deleteLater()

    @Slot()
    def _on_add(self) -> None:
        self._add({}).focus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    @Slot()
    def _on_removed(self) -> None:
        line = self.sender()
        if isinstance(line, RowLine):
            self._drop(line)
            if not self._lines:
                self._add({})
            self._name_lines()
            self.edited.emit()


class RowLine(QWidget):
    """The editors of one line, and what it holds that no column shows."""

    edited = Signal()
    removed = Signal()

    def __init__(
        self, parent: QWidget, columns: Sequence[RowColumn], facts: Mapping[str, Any]
    ) -> None:
        super().__init__(parent)
        self.hide()
        self._columns = columns
        self._facts = dict(facts)
        self.widgets = [column.make() for column in columns]
        for column, widget in zip(columns, self.widgets, strict=True):
            widget.setMinimumWidth(style.text_width(_LEAST + _MORE * column.stretch))
            editor = cast("Editor", widget)
            editor.set_value(facts.get(column.name, column.usual))
            editor.edited.connect(self.edited)
        self.remove_button = buttons.icon_button("x", _("Remove this line"), self._on_remove)

    def editor(self, name: str) -> Any:
        """Return one of the editors."""
        names = [column.name for column in self._columns]
        return self.widgets[names.index(name)]

    def is_blank(self) -> bool:
        """Whether nobody wrote anything in it."""
        for column, widget in zip(self._columns, self.widgets, strict=True):
            try:
                value = cast("Editor", widget).value()
            except ValueError:
                return False
            if value not in _BLANK and value != column.usual:
                return False
        return True

    def value(self) -> dict[str, Any]:
        """Return what the line says."""
        read = {
            column.name: cast("Editor", widget).value()
            for column, widget in zip(self._columns, self.widgets, strict=True)
        }
        return self._facts | read

    def focus(self, reason: Qt.FocusReason) -> None:
        """Go to the first editor."""
        self.widgets[0].setFocus(reason)

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit()
