"""What FieldKit is, its version, and the licences of what it is made of."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

import fieldkit
from fieldkit.core import paths
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.page import Page

LICENCES = (
    ("FieldKit – Apache License 2.0", "licences/Apache-2.0.txt"),
    ("SQLCipher – BSD", "licences/SQLCipher.txt"),
    ("Qt, PySide6 – LGPL 3", "licences/Qt.txt"),
    ("GNU LGPL 3", "licences/LGPL-3.0.txt"),
    ("GNU GPL 3", "licences/GPL-3.0.txt"),
    ("Plus Jakarta Sans – SIL OFL 1.1", "fonts/OFL.txt"),
    ("Lucide – ISC", "icons/LICENSE"),
    ("idn-area-data – ODbL 1.0", "regions/ODbL.txt"),
)


def licence_text(name: str) -> str:
    """Return the text of one licence that ships with the program."""
    return (paths.resources() / Path(name)).read_text(encoding="utf-8")


class AboutPage(Page):
    """Words about the program, then one licence at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        card = Card("FieldKit", icon="notebook-pen")
        words = QLabel(
            _(
                "Version {version}. Workbook for social-work facilitators. It works without the"
                " internet and sends nothing anywhere; your data stays in your book."
            ).format(version=fieldkit.__version__)
        )
        words.setWordWrap(True)
        card.add(words)
        self.add(card)
        licences = Card(_("Licences"), icon="scale")
        self.licence_combo = QComboBox()
        self.licence_combo.setAccessibleName(_("Licence"))
        for name, _file in LICENCES:
            self.licence_combo.addItem(name)
        self.text_edit = QPlainTextEdit()
        self.text_edit.setReadOnly(True)
        self.text_edit.setAccessibleName(_("Text of the licence"))
        self.text_edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text_edit.setMinimumHeight(style.px(280))
        licences.add(self.licence_combo)
        licences.add(self.text_edit)
        self.add(licences, 1)
        self.licence_combo.currentIndexChanged.connect(self._on_licence_chosen)
        self._on_licence_chosen(0)

    @Slot(int)
    def _on_licence_chosen(self, number: int) -> None:
        self.text_edit.setPlainText(licence_text(LICENCES[number][1]))
