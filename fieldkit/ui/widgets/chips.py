"""Filters as chips: some switch on and off, some open a short list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, icons
from fieldkit.ui.widgets.flow_layout import FlowLayout


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter; with `choices` (value, label) it opens a list, without it is on or off."""

    key: str
    label: str
    choices: Sequence[tuple[Any, str]] = ()
    icon: str = ""


class FilterChips(QWidget):
    """A wrapping line of chips; `active()` names only the filters that are set."""

    changed = Signal()

    def __init__(self, *chips: Chip, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or _("Filters"))
        self._layout = FlowLayout(self, gap=6)
        self._buttons: dict[str, QPushButton] = {}
        self._chips: dict[str, Chip] = {}
        self._chosen: dict[str, Any] = {}
        self._clear_button = buttons.button(_("Clear filters"), kind="link")
        self._clear_button.clicked.connect(self._on_clear_clicked)
        for chip in chips:
            self._add(chip)
        self._layout.addWidget(self._clear_button)
        self._show()

    def active(self) -> dict[str, Any]:
        """Return the set filters: True for switches, the chosen value for lists."""
        return dict(self._chosen)

    def set_active(self, chosen: dict[str, Any]) -> None:
        """Set these filters and no others, without a signal."""
        self._chosen = {key: value for key, value in chosen.items() if key in self._chips}
        self._show()

    def set_choices(self, key: str, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer another list; a choice that is gone is dropped."""
        chip = self._chips[key]
        self._chips[key] = Chip(chip.key, chip.label, tuple(choices), chip.icon)
        if self._chosen.get(key) not in {value for value, _label in choices}:
            self._chosen.pop(key, None)
        self._show()

    def offer(self, key: str, *, is_offered: bool) -> None:
        """Show a chip only where it can filter anything; one put away is lifted."""
        if not is_offered:
            self._chosen.pop(key, None)
        self._buttons[key].setVisible(is_offered)
        self._show()

    def _add(self, chip: Chip) -> None:
        made = buttons.button(_(chip.label), kind="chip", icon=chip.icon or None)
        made.setCheckable(True)
        made.setProperty("chip", chip.key)
        made.clicked.connect(self._on_chip_clicked)
        self._chips[chip.key] = chip
        self._buttons[chip.key] = made
        self._layout.addWidget(made)

    def _show(self) -> None:
        for key, made in self._buttons.items():
            chip = self._chips[key]
            text = _(chip.label)
            if key in self._chosen and self._is_list(chip):
                labels = dict(chip.choices)
                choice = _(labels.get(self._chosen[key], ""))
                text = _("{filter}: {choice}").format(filter=text, choice=choice)
            made.setText(text)
            made.setAccessibleName(text)
            made.setChecked(key in self._chosen)
            if self._is_list(chip):
                role = "accent" if key in self._chosen else "secondary"
                made.setIcon(icons.icon("chevron-down", role))
                made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._clear_button.setVisible(bool(self._chosen))
        self._layout.invalidate()
        self.updateGeometry()

    def _is_list(self, chip: Chip) -> bool:
        return bool(chip.choices)

    def _open_list(self, chip: Chip, made: QPushButton) -> None:
        menu = QMenu(self)
        everything = menu.addAction(_("All"))
        everything.setData((chip.key, None, False))
        menu.addSeparator()
        for value, label in chip.choices:
            action = menu.addAction(_(label))
            action.setCheckable(True)
            action.setChecked(chip.key in self._chosen and self._chosen[chip.key] == value)
            action.setData((chip.key, value, True))
        menu.triggered.connect(self._on_choice_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(made.mapToGlobal(made.rect().bottomLeft()))

    def sizeHint(self) -> QSize:
        """Return the size of the lines the present width needs."""
        width = max(self.width(), self._layout.minimumSize().width())
        return QSize(width, self._layout.heightForWidth(width))

    @Slot()
    def _on_chip_clicked(self) -> None:
        made = self.sender()
        if not isinstance(made, QPushButton):
            return
        chip = self._chips[made.property("chip")]
        if self._is_list(chip):
            made.setChecked(chip.key in self._chosen)
            self._open_list(chip, made)
            return
        if made.isChecked():
            self._chosen[chip.key] = True
        else:
            self._chosen.pop(chip.key, None)
        self._show()
        self.changed.emit()

    @Slot(QAction)
    def _on_choice_triggered(self, action: QAction) -> None:
        key, value, is_set = action.data()
        self.choose(key, value, is_set=is_set)

    def choose(self, key: str, value: Any, *, is_set: bool = True) -> None:
        """Set or lift one filter as the user would."""
        if is_set:
            self._chosen[key] = value
        else:
            self._chosen.pop(key, None)
        self._show()
        self.changed.emit()

    @Slot()
    def _on_clear_clicked(self) -> None:
        self._chosen = {}
        self._show()
        self.changed.emit()
