"""Up to four presenters, each a name and where the person comes from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.features.p2k2.model import LONGEST_NAME, MOST_PRESENTERS, Presenter
from fieldkit.ui.widgets import buttons, style


class PresentersEdit(QWidget):
    """An editor for a form: its value is pairs of name and institution, as a draft keeps them."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(6))
        for number in range(1, MOST_PRESENTERS + 1):
            line = _Line(number)
            line.edited.connect(self.edited)
            self._lines.append(line)
            layout.addWidget(line)
        self.add_button = buttons.button(
            _("Add a presenter"), self._on_add_clicked, icon="plus", kind="link"
        )
        layout.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._lines[0].name_edit)
        self._show(1)

    def value(self) -> tuple[tuple[str, str], ...]:
        """Return (name, institution) pairs; a line with neither is left out."""
        return tuple(found for line in self._lines if any(found := line.value()))

    def set_value(self, value: Sequence[Sequence[str]] | None) -> None:
        """Show these pairs."""
        known = list(value or ())
        for number, line in enumerate(self._lines):
            line.set_value(known[number] if number < len(known) else ("", ""))
        self._show(max(1, len(known)))

    def set_suggestions(self, people: Sequence[Presenter]) -> None:
        """Offer names used before; choosing one fills in the institution."""
        for line in self._lines:
            line.set_suggestions(people)

    def _show(self, count: int) -> None:
        for number, line in enumerate(self._lines):
            line.setVisible(number < count)
        self.add_button.setVisible(count < len(self._lines))

    @Slot()
    def _on_add_clicked(self) -> None:
        shown = sum(not line.isHidden() for line in self._lines)
        self._show(shown + 1)
        self._lines[shown].name_edit.setFocus(Qt.FocusReason.OtherFocusReason)


class _Line(QWidget):
    edited = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self._institutions: dict[str, str] = {}
        self.name_edit = QLineEdit()
        self.institution_edit = QLineEdit()
        self.name_edit.setPlaceholderText(_("Name"))
        self.institution_edit.setPlaceholderText(_("Position or institution"))
        self.name_edit.setAccessibleName(_("Name of presenter {number}").format(number=number))
        self.institution_edit.setAccessibleName(
            _("Position or institution of presenter {number}").format(number=number)
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        for edit in (self.name_edit, self.institution_edit):
            edit.setMaxLength(LONGEST_NAME)
            edit.textEdited.connect(self.edited)
            layout.addWidget(edit, 1)
        self.name_edit.editingFinished.connect(self._on_name_finished)

    def value(self) -> tuple[str, str]:
        name, institution = self.name_edit.text(), self.institution_edit.text()
        return " ".join(name.split()), " ".join(institution.split())

    def set_value(self, pair: Sequence[str]) -> None:
        self.name_edit.setText(str(pair[0]))
        self.institution_edit.setText(str(pair[1]))

    def set_suggestions(self, people: Sequence[Presenter]) -> None:
        self._institutions = {p.name: p.institution for p in people}
        completer = QCompleter(list(self._institutions), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name_edit.setCompleter(completer)

    @Slot()
    def _on_name_finished(self) -> None:
        known = self._institutions.get(self.name_edit.text().strip())
        if known and not self.institution_edit.text().strip():
            self.institution_edit.setText(known)
            self.edited.emit()
