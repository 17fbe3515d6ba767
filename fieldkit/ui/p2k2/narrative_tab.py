"""The aspects of a session's story, the text they join into, and its count."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.features.p2k2 import curriculum, story
from fieldkit.features.p2k2.model import Session
from fieldkit.features.p2k2.story import ASPECTS
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.form import Form, MultiChoiceField, NoteField
from fieldkit.ui.widgets.page import Page

_CODES = ("obstacle_codes", "follow_up_codes")


class NarrativeTab(QWidget):
    """Left the aspects, below them the joined text with its live count."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(
            _aspect("process", N_("Process"), N_("How the meeting went, from opening to closing")),
            _aspect("material", N_("Material"), N_("What the session was about")),
            _aspect("participation", N_("Participation"), N_("How the families took part")),
            _aspect("result", N_("Result"), N_("What they now know or can do")),
            MultiChoiceField(
                "obstacle_codes",
                N_("Obstacles"),
                wide=True,
                choices=words.listed(curriculum.obstacles()),
            ),
            _aspect("obstacles", N_("Obstacles in your words"), N_("What stood in the way")),
            MultiChoiceField(
                "follow_up_codes",
                N_("Follow-up"),
                wide=True,
                choices=words.listed(curriculum.follow_ups()),
            ),
            _aspect(
                "follow_up", N_("Follow-up in your words"), N_("What comes next, and who does it")
            ),
        )
        self.joined_edit = QPlainTextEdit()
        self.joined_edit.setReadOnly(True)
        self.joined_edit.setAccessibleName(_("The joined text"))
        self.joined_edit.setFixedHeight(style.px(92))
        self.joined_edit.setTabChangesFocus(True)
        self.count_label = QLabel()
        self.count_label.setFont(style.strong_font())
        card = Card(_("Joined for the report and the portal"))
        card.head.addWidget(self.count_label)
        card.add(self.joined_edit)
        page = Page()
        page.body.setContentsMargins(0, style.px(8), style.px(8), style.px(8))
        page.add(self.form)
        page.add(card)
        page.finish()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.form.changed.connect(self._on_changed)
        self._show_joined()

    def fill(self, session: Session) -> None:
        """Show a session's aspects."""
        texts = {aspect: getattr(session, aspect) or None for aspect in ASPECTS}
        self.form.fill(texts | {name: getattr(session, name) for name in _CODES})
        self._show_joined()

    def read(self, session: Session) -> Session:
        """Return the session with what stands here."""
        values = {name: self.form.value(name) for name in (*ASPECTS, *_CODES)}
        typed: dict[str, Any] = {aspect: values[aspect] or "" for aspect in ASPECTS}
        typed |= {name: tuple(values[name]) for name in _CODES}
        return replace(session, **typed)

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.form.restore(kept)
        self._show_joined()

    def joined(self) -> str:
        """Return the joined text."""
        return story.joined(self.read(Session(group_id="")))

    def _show_joined(self) -> None:
        text = self.joined()
        limit = curriculum.portal().narrative_limit
        self.joined_edit.setPlainText(text)
        self.count_label.setText(
            _("{used} of {limit} characters").format(used=len(text), limit=limit)
        )
        style.set_role(self.count_label, "danger" if len(text) > limit else "secondary")

    @Slot()
    def _on_changed(self) -> None:
        self._show_joined()
        self.changed.emit()


def _aspect(name: str, label: str, help_text: str) -> NoteField:
    return NoteField(name, label, help=help_text, lines=2, wide=False)
