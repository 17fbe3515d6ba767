"""Forms are declared, not built: a list of fields becomes labels, editors and problems.

    form = Form(
        TextField("name", N_("Name"), required=True, max_length=80),
        DateField("visited_on", N_("Date of the visit"), required=True),
        Section(N_("Notes")),
        NoteField("note", N_("Note"), counter=1000),
        today=lambda: ctx.today,
    )
    form.fill({"name": visit.name})
    try:
        service.record(ctx, Visit(**form.values()))
    except InvalidInputError as error:
        form.show_problems(error.problems)

A blank field is None in `values()`; nothing is ever 0 or today unless `default` says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.clock import SystemClock
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.ui.widgets import editors, style, tab_order
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.date_text import NoSuchDayError
from fieldkit.ui.widgets.editors import Choices, Editor
from fieldkit.ui.widgets.fields import (
    CheckField,
    ChoiceField,
    CustomField,
    DateField,
    Field,
    MoneyField,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
    TextField,
    TimeField,
    Today,
    YesNoField,
)

__all__ = [
    "CheckField",
    "ChoiceField",
    "CustomField",
    "DateField",
    "Field",
    "Form",
    "MoneyField",
    "MultiChoiceField",
    "NoteField",
    "NumberField",
    "Section",
    "TextField",
    "TimeField",
    "YesNoField",
]

_SECRETS = frozenset({"passphrase", "pin", "present", "secret"})


class Form(QWidget):
    """Fields in one or two columns, by the room there is; problems appear under their field."""

    changed = Signal()

    def __init__(
        self,
        *fields: Field,
        today: Today | None = None,
        columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today or SystemClock().today
        self.columns = columns
        self._placed_columns = 0
        self._cells: dict[str, _Cell] = {}
        self._is_dirty = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(style.px(16))
        self._grid.setVerticalSpacing(style.px(10))
        for declared in fields:
            cell = _Cell(declared, self._today, self)
            self._cells[declared.name] = cell
            if not cell.is_heading:
                cell.editor.edited.connect(self._on_edited)
        self._place(self.columns)
        self.clear()

    def values(self) -> dict[str, Any]:
        """Return every field's value; raises InvalidInputError naming what can not be read."""
        read: dict[str, Any] = {}
        problems = []
        for name, cell in self._fields():
            problem = cell.input_problem()
            if problem is not None:
                problems.append(problem)
            else:
                read[name] = cell.editor.value()
        if problems:
            raise InvalidInputError(problems)
        return read

    def value(self, name: str) -> Any:
        """Return one field's value, None when it is blank or can not be read."""
        try:
            return self._cells[name].editor.value()
        except ValueError:
            return None

    def missing(self) -> list[Problem]:
        """Return a problem for each required field left blank."""
        return [
            Problem(name, "required")
            for name, cell in self._fields()
            if cell.declared.required and self.value(name) in (None, "", ())
        ]

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values; fields not named keep theirs. The form is clean afterwards."""
        with QSignalBlocker(self):
            for name, value in values.items():
                if name in self._cells:
                    self._cells[name].editor.set_value(value)
        self._is_dirty = False
        self.show_problems(())

    def clear(self) -> None:
        """Empty every field to its declared default."""
        self.fill({name: cell.declared.default for name, cell in self._fields()})

    @property
    def is_dirty(self) -> bool:
        """Whether somebody typed since the last fill, clear or `mark_clean`."""
        return self._is_dirty

    def mark_clean(self) -> None:
        """Take the present values as saved."""
        self._is_dirty = False

    def show_problems(self, problems: Sequence[Problem], *, leads_there: bool = True) -> None:
        """Write each problem under its field and go to the first; none clears them all.

        While somebody types, `leads_there=False` leaves the cursor where it is.
        """
        first = None
        for name, cell in self._fields():
            mine = [p for p in problems if p.field == name]
            cell.show_problems(mine)
            first = first or (cell if mine else None)
        if first is not None and leads_there:
            first.editor_widget.setFocus(Qt.FocusReason.OtherFocusReason)
            _bring_into_view(first)

    def unplaced(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return the problems that belong to none of the form's fields."""
        return [p for p in problems if p.field not in self._cells]

    def editor(self, name: str) -> Any:
        """Return a field's own widget, for the rare thing a declaration can not say."""
        return self._cells[name].editor_widget

    def has_field(self, name: str) -> bool:
        """Whether the form declares this field."""
        return name in self._cells

    def set_choices(self, name: str, choices: Choices) -> None:
        """Offer another list in a choice field."""
        cast("editors.ChoiceEdit", self._cells[name].editor_widget).set_choices(choices)

    def show_field(self, name: str, shown: bool) -> None:  # noqa: FBT001 -- as in setVisible
        """Show or hide a field; a hidden one keeps its value."""
        self._cells[name].is_wanted = shown
        self._place(self._placed_columns or 1)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock every field, or open them again."""
        for _name, cell in self._fields():
            cell.editor_widget.setEnabled(not read_only)

    def focus(self, name: str = "") -> None:
        """Put the cursor into a field, or into the first."""
        wanted = name or next(iter(dict(self._fields())), "")
        if wanted:
            self._cells[wanted].editor_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> dict[str, Any]:
        """Return what is typed so far as plain texts and values fit for a draft."""
        return {name: cell.draft() for name, cell in self._fields()}

    @property
    def holds_secrets(self) -> bool:
        """Whether a passphrase, a PIN or a code is typed here: that is never kept."""
        return any(
            getattr(cell.declared, "secret", False) or name in _SECRETS
            for name, cell in self._fields()
        )

    def fingerprint(self, heading: str) -> str:
        """Return what tells this form, as it stands now, from any other: what it is about.

        Dates and times do not count: they may be filled with today.
        """
        import hashlib
        import json

        standing = {
            name: cell.draft()
            for name, cell in self._fields()
            if not isinstance(cell.declared, DateField | TimeField)
        }
        text = json.dumps([heading, standing], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:26]

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Show a kept draft again; the form is dirty afterwards."""
        with QSignalBlocker(self):
            for name, kept in draft.items():
                if name in self._cells and not self._cells[name].is_heading:
                    self._cells[name].restore(kept)
        self._is_dirty = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the next field with Enter, as in a spreadsheet.

        After the last one a box takes the key for its button; on a page the button is next.
        """
        keypad = Qt.KeyboardModifier.KeypadModifier
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not is_enter or event.modifiers() & ~keypad:
            super().keyPressEvent(event)
            return
        fields = tab_order.stops(self)
        is_last = bool(fields) and fields[-1].hasFocus()
        if is_last and isinstance(self.window(), QDialog):
            event.ignore()
        else:
            self.focusNextChild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one column where two would be cramped."""
        super().resizeEvent(event)
        fitting = 2 if event.size().width() >= style.px(560) else 1
        wanted = min(self.columns, fitting)
        if wanted != self._placed_columns:
            self._place(wanted)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of one column only; two are taken when there is room."""
        widest = max((c.minimumSizeHint().width() for c in self._cells.values()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def _fields(self) -> list[tuple[str, "_Cell"]]:
        return [(name, cell) for name, cell in self._cells.items() if not cell.is_heading]

    def _place(self, columns: int) -> None:
        self._placed_columns = columns
        row, column = 0, 0
        for cell in self._cells.values():
            self._grid.removeWidget(cell)
            cell.setVisible(cell.is_wanted)
            if not cell.is_wanted:
                continue
            span = columns if cell.is_wide else 1
            if column + span > columns:
                row, column = row + 1, 0
            self._grid.addWidget(cell, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for index in range(2):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
        self._grid.setHorizontalSpacing(style.px(16) if columns > 1 else 0)

    @Slot()
    def _on_edited(self) -> None:
        if not self.signalsBlocked():
            self._is_dirty = True
            self.changed.emit()


class _Cell(QWidget):
    """A label, its editor and the line for help or problems."""

    def __init__(self, declared: Field, today: Today, parent: QWidget) -> None:
        super().__init__(parent)
        self.declared = declared
        self.is_heading = isinstance(declared, Section)
        self.is_wide = declared.wide or self.is_heading
        self.is_wanted = True
        self._is_wrong = False
        self.editor_widget = declared.editor(today)
        self._note_label = QLabel()
        self._note_label.setWordWrap(True)
        self._note_label.setFont(style.small_font())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8) if self.is_heading else 0, 0, 0)
        layout.setSpacing(style.px(3))
        self._add_label(layout)
        self._add_editor(layout)
        layout.addWidget(self._note_label)
        self.show_problems(())
        if isinstance(self.editor_widget, QLineEdit):
            self.editor_widget.installEventFilter(self)
        if not self.is_heading:
            self.editor.edited.connect(self._on_edited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say at once, when the field is left, why what was typed can not be read."""
        if event.type() == QEvent.Type.FocusOut and watched is self.editor_widget:
            problem = self.input_problem()
            if problem is not None:
                self.show_problems([problem])
        return super().eventFilter(watched, event)

    @property
    def editor(self) -> Editor:
        """The editor, as a form talks to it."""
        return cast("Editor", self.editor_widget)

    def _add_label(self, layout: QVBoxLayout) -> None:
        if self.is_heading or not self.declared.label:
            return
        label = _(self.declared.label)
        self.editor_widget.setAccessibleName(label)
        if isinstance(self.editor_widget, editors.NoteEdit):
            self.editor_widget.text_edit.setAccessibleName(label)
        if isinstance(self.editor_widget, editors.CheckEdit):
            return
        shown = _("{label} *").format(label=label) if self.declared.required else label
        caption = QLabel(shown)
        caption.setBuddy(self.editor_widget)
        style.set_role(caption, "secondary")
        layout.addWidget(caption)

    def _add_editor(self, layout: QVBoxLayout) -> None:
        if not self.declared.unit:
            layout.addWidget(self.editor_widget)
            return
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.editor_widget, 1)
        unit = QLabel(_(self.declared.unit))
        style.set_role(unit, "secondary")
        line.addWidget(unit)
        layout.addLayout(line)
        self.editor_widget.setAccessibleDescription(_(self.declared.unit))

    def input_problem(self) -> Problem | None:
        """Return why the typed text can not be read, if it can not."""
        try:
            self.editor.value()
        except NoSuchDayError:
            spoken = cast("DateEdit", self.editor_widget).unreadable_sentence()
            return Problem(self.declared.name, "as_said", {"sentence": spoken})
        except ValueError as error:
            code = "negative" if str(error) == "below zero" else self.declared.unreadable
            return Problem(self.declared.name, code)
        return None

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Write the problems, or the help text when there are none."""
        texts = [sentences.problem_sentence(p) for p in problems]
        blocking = [p for p in problems if not p.is_warning]
        self._is_wrong = bool(blocking)
        role = "danger" if blocking else ("attention" if problems else "secondary")
        help_text = _(self.declared.help) if self.declared.help else ""
        self._note_label.setText("\n".join(texts) or help_text)
        self._note_label.setVisible(bool(self._note_label.text()))
        style.set_role(self._note_label, role)
        target = self.editor_widget
        if isinstance(target, editors.NoteEdit):
            target = target.text_edit
        target.setProperty("problem", bool(blocking))
        target.setAccessibleDescription(" ".join(texts) or help_text)
        style.set_role(target, "text")

    @Slot()
    def _on_edited(self) -> None:
        if self._is_wrong:
            self.show_problems(())

    def draft(self) -> Any:
        """Return the typed text, or the value of what is not text."""
        widget = self.editor_widget
        if isinstance(widget, QLineEdit):
            return widget.text()
        try:
            value = self.editor.value()
        except ValueError:  # words that are none of the choices
            return None
        return list(value) if isinstance(value, tuple) else value

    def restore(self, kept: Any) -> None:
        """Show what `draft` returned."""
        if isinstance(self.editor_widget, QLineEdit):
            self.editor_widget.setText(str(kept))
        else:
            self.editor.set_value(kept)


def _bring_into_view(cell: QWidget) -> None:
    around = cell.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(cell, 0, style.px(48))
        around = around.parentWidget()


sentences.register({"as_said": N_("{sentence}")})
