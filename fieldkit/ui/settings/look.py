"""Language, text size and theme of this laptop."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from fieldkit.core import settings as preferences
from fieldkit.core.i18n import N_, _
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.page import Page

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))
TEXT_SIZES = (
    (100, N_("Normal (100%)")),
    (125, N_("Large (125%)")),
    (150, N_("Very large (150%)")),
)
THEMES = (("light", N_("Light")), ("dark", N_("Dark")), ("system", N_("As the computer")))


class LookPage(Page):
    """Each choice takes effect at once."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            lead=_("For this laptop only. A choice takes effect at once."), parent=parent
        )
        self._groups: dict[str, QButtonGroup] = {}
        chosen = preferences.load()
        self._add_choice("language", _("Language"), "languages", LANGUAGES, chosen.language)
        self._add_choice("text_size", _("Text size"), "type", TEXT_SIZES, chosen.text_size)
        self._add_choice("theme", _("Colours"), "sun", THEMES, chosen.theme)
        self.finish()

    def _add_choice(
        self,
        name: str,
        title: str,
        icon: str,
        choices: tuple[tuple[object, str], ...],
        chosen: object,
    ) -> None:
        card = Card(title, icon=icon)
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        group = QButtonGroup(self)
        for value, label in choices:
            chip = buttons.button(_(label), kind="chip")
            chip.setCheckable(True)
            chip.setChecked(value == chosen)
            chip.setProperty("choice", value)
            chip.setObjectName(name)
            chip.clicked.connect(self._on_chip_clicked)
            group.addButton(chip)
            flow.addWidget(chip)
        self._groups[name] = group
        card.add(holder)
        self.add(card)

    def choose(self, name: str, value: object) -> None:
        """Keep a choice and let the window dress itself anew."""
        chosen = preferences.load().changed(**{name: value})
        preferences.save(chosen)
        self.changed.emit(chosen)

    @Slot()
    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.choose(chip.objectName(), chip.property("choice"))
