"""A settings screen over a book on disk, and answers to its boxes."""

import pytest

from fieldkit.core.security.roles import Role
from fieldkit.core.vault import close_book, create_book
from fieldkit.ui.settings.screen import SettingsScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.widgets.dialogs import FormDialog

WORDS = "three odd words"


@pytest.fixture
def on_disk(tmp_path, clock, qtbot, navigate, monkeypatch):
    """The settings of a book on disk; `on_disk.said` is what was told at the bottom."""
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    folder = tmp_path / "books" / "trial.fieldkit"
    ctx, _code = create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    made = SettingsScreen(ctx, Changes(ctx), navigate)
    made.said = []
    made.told.connect(made.said.append)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    yield made
    close_book(ctx, folder)


@pytest.fixture
def answer(monkeypatch):
    """Answer the next form boxes: `answer(present="…", pin="…")` types and saves."""

    def with_(*steps, **fields):
        said = []

        def fill(dialog):
            for typed in (*steps, fields):
                for name, value in typed.items():
                    editor = dialog.form.editor(name)
                    if isinstance(value, tuple):
                        editor.first_edit.setText(value[0])
                        editor.second_edit.setText(value[1])
                    elif hasattr(editor, "setText"):
                        editor.setText(value)
                    else:
                        editor.set_value(value)
                dialog._on_save_clicked()
                said.append(dialog._trouble.text_label.text())
            return dialog.result() or not said[-1]

        monkeypatch.setattr(FormDialog, "exec", fill)
        return said

    return with_
