"""Boxes answered by a test instead of a person: filled, saved, and asked what they said."""

import pytest
from PySide6.QtWidgets import QDialog

from fieldkit.ui.widgets.dialogs import FormDialog


class Answers:
    """What the next boxes are filled with, one after the other; what they refused is kept."""

    def __init__(self) -> None:
        self.waiting: list[dict] = []
        self.headings: list[str] = []
        self.sentences: list[str] = []
        self.refused: list[str] = []

    def __call__(self, **values) -> None:
        self.waiting.append(values)

    def fill(self, dialog: FormDialog) -> int:
        """Fill one box as somebody would and press Save; a refused one is left by Cancel."""
        values = self.waiting.pop(0)
        self.headings.append(dialog.heading_label.text())
        for name, value in values.items():
            editor = dialog.form.editor(name)
            editor.set_value(value)
            dialog.form._on_edited()
        self.sentences.append(dialog.sentence_label.text())
        dialog.save_button.click()
        if dialog.result() == QDialog.DialogCode.Accepted:
            return dialog.result()
        said = [cell._note_label.text() for _name, cell in dialog.form._fields()
                if cell.editor_widget.property("problem")]  # fmt: skip
        self.refused.append("\n".join([*said, dialog._trouble.text_label.text()]).strip())
        return QDialog.DialogCode.Rejected


@pytest.fixture
def answer(monkeypatch):
    answers = Answers()

    def exec_instead(dialog: FormDialog) -> int:
        return answers.fill(dialog)

    monkeypatch.setattr(FormDialog, "exec", exec_instead)
    yield answers
    assert answers.waiting == []
