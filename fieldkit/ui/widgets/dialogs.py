"""The few dialogs there are: a question that cannot be undone, and a form in a box."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style, tab_order
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.form import Form
from fieldkit.ui.widgets.lifetime import run_modal

_KEEP_AFTER_MS = 700


class Box(QDialog):
    """A modal box: heading, sentence, content, and buttons in the reading order."""

    def __init__(self, heading: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setModal(True)
        self.heading_label = QLabel(heading)
        self.heading_label.setFont(style.font(1.2, strong=True))
        self.heading_label.setWordWrap(True)
        self.sentence_label = QLabel(sentence)
        self.sentence_label.setWordWrap(True)
        self.sentence_label.setVisible(bool(sentence))
        self.content = QVBoxLayout()
        self.content.setSpacing(style.px(12))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(style.px(8))
        self.buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(24)] * 4)
        layout.setSpacing(style.px(16))
        layout.addWidget(self.heading_label)
        layout.addWidget(self.sentence_label)
        layout.addLayout(self.content, 1)
        layout.addLayout(self.buttons)
        self.setMinimumWidth(style.text_width(52))

    def fit(self, width: int, height: int) -> None:
        """Take this size in design pixels, or what the screen has room for."""
        room = self.screen().availableSize()
        self.setMinimumWidth(min(self.minimumWidth(), room.width() - 40))
        self.resize(
            min(style.px(width), room.width() - 40), min(style.px(height), room.height() - 60)
        )

    def exec(self) -> int:
        """Stay in front until the user has chosen."""
        return run_modal(self)

    def add_button(self, button: QPushButton) -> None:
        """Append a button at the right."""
        self.buttons.addWidget(button)

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: FBT001 -- as in Qt
        """Go through the box as it is read."""
        return tab_order.step(self, forwards=forwards)


def ask(
    parent: QWidget | None, heading: str, sentence: str, yes: str, *, danger: bool = False
) -> bool:
    """Ask before something that cannot be undone; `yes` names the deed, not just "Yes"."""
    box = Box(heading, sentence, parent)
    cancel = buttons.button(_("Cancel"), box.reject)
    go = buttons.button(yes, box.accept, kind="danger" if danger else "primary")
    box.add_button(cancel)
    box.add_button(go)
    cancel.setFocus()
    go.setAutoDefault(True)
    cancel.setAutoDefault(True)
    return box.exec() == QDialog.DialogCode.Accepted


def tell(parent: QWidget | None, heading: str, sentence: str) -> None:
    """Say something that must be read before going on."""
    box = Box(heading, sentence, parent)
    close = buttons.button(_("Close"), box.accept, kind="primary")
    close.setAutoDefault(True)
    box.add_button(close)
    box.exec()


class KeptBox(NamedTuple):
    """What was typed into a box that was never saved, and the time of day."""

    typed: dict[str, Any]
    time: str


class Keeper(Protocol):
    """Whoever keeps what is typed into boxes; the window brings the book's."""

    def keep(self, key: str, heading: str, typed: dict[str, Any]) -> None:
        """Keep what was typed so far."""
        ...

    def kept(self, key: str) -> KeptBox | None:
        """Return what was kept under a key."""
        ...

    def drop(self, key: str) -> None:
        """Forget it."""
        ...


class FormDialog(Box):
    """A form in a box; `save(values)` runs the command and may refuse with problems.

    Ctrl+Enter saves; leaving a form with typing in it asks first. What is typed is kept a moment
    after the last key and is there again when the same box opens after a kill; secrets never are.
    """

    keeper: ClassVar[Keeper | None] = None

    def __init__(
        self,
        heading: str,
        form: Form,
        save: Callable[[dict[str, Any]], object],
        *,
        save_label: str = "",
        sentence: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(heading, sentence, parent)
        self.form = form
        self._save = save
        self._trouble = Notice("", role="danger", icon="circle-alert")
        self._heading, self._key = heading, ""
        self.kept_notice = Notice("", role="attention", icon="history", action=_("Throw it away"))
        self.kept_notice.action_requested.connect(self._on_throw_away)
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(_KEEP_AFTER_MS)
        self._keep_timer.timeout.connect(self._on_keep)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        holder = QWidget()
        holder.setProperty("page", True)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, style.px(8), 0)
        inside.addWidget(form)
        inside.addStretch(1)
        scroll.setWidget(holder)
        self.content.addWidget(self._trouble)
        self.content.addWidget(self.kept_notice)
        self.content.addWidget(scroll, 1)
        self.save_button = buttons.button(
            save_label or _("Save"), self._on_save_clicked, kind="primary", key=buttons.SAVE_KEYS
        )
        self.save_button.setDefault(True)  # for Enter in the last field
        self.cancel_button = buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)"))
        self.add_button(self.cancel_button)
        self.add_button(self.save_button)
        hint = form.sizeHint()
        width = 720 if form.columns > 1 else 520
        height = (hint.height() + self._more_lines(width)) / style.scale() + 190
        self.fit(width, round(min(height, 640)))
        form.focus()

    def exec(self) -> int:
        """Stay in front until the form is saved or left; show again what a kill left behind."""
        if self.keeper is not None and not self.form.holds_secrets:
            self._key = self.form.fingerprint(self._heading)
            self._untouched = self.form.draft()
            self._bring_back(self.keeper.kept(self._key))
            self.form.changed.connect(self._keep_timer.start)
        return super().exec()

    def _more_lines(self, width: int) -> int:
        """Return how much taller than one line the sentence over the form is."""
        label = self.sentence_label
        if not label.text():
            return 0
        room = style.px(width) - 2 * style.px(24)
        return max(label.heightForWidth(room) - label.fontMetrics().lineSpacing(), 0)

    def _bring_back(self, kept: KeptBox | None) -> None:
        if kept is not None:
            self.form.restore(kept.typed)
            self.kept_notice.show_text(
                _("What was typed until {time} and not saved is here again.").format(
                    time=kept.time
                ),
                role="attention",
                icon="history",
            )

    def _forget(self) -> None:
        self._keep_timer.stop()
        if self._key and self.keeper is not None:
            self.keeper.drop(self._key)

    @Slot()
    def _on_keep(self) -> None:
        if self._key and self.keeper is not None and self.form.is_dirty:
            self.keeper.keep(self._key, self._heading, self.form.draft())

    @Slot()
    def _on_throw_away(self) -> None:
        self._forget()
        self.form.restore(self._untouched)
        self.form.mark_clean()
        self.kept_notice.show_text("")
        self.form.focus()

    def reject(self) -> None:
        """Close, asking first when something was typed."""
        if self.form.is_dirty and not ask(
            self,
            _("Close without saving?"),
            _("What you typed in this form has not been saved."),
            _("Close without saving"),
            danger=True,
        ):
            return
        self._forget()
        super().reject()

    @Slot()
    def _on_save_clicked(self) -> None:
        self.form.show_problems(())
        self._trouble.show_text("")
        try:
            self._save(self.form.values())
        except InvalidInputError as error:
            self.form.show_problems(error.problems)
            loose = self.form.unplaced(error.problems)
            text = "\n".join(sentences.problem_sentence(p) for p in loose)
            self._trouble.show_text(text, role="danger", icon="circle-alert")
        except FieldKitError as error:
            self._trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
        else:
            self._forget()
            self.form.mark_clean()
            self.accept()
