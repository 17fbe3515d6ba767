"""Fixtures for screens: the look put on once, changes kept alive, places remembered."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from fieldkit.ui.shell import theme, translator
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.widgets.form import Form

_PATIENCE = 60_000


class _PatientBot(QtBot):
    """Waits as long as a busy machine may need; what comes at once is seen at once."""

    def waitUntil(self, callback, *, timeout=_PATIENCE):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=_PATIENCE, **how):
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp, request):
    """Wait patiently, in place of pytest-qt's five seconds."""
    return _PatientBot(request)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path, monkeypatch):
    """Keep the tester's own settings out of the way."""
    from fieldkit.core import paths

    monkeypatch.setattr(paths, "settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(paths, "documents_folder", lambda: tmp_path / "documents")


@pytest.fixture(autouse=True)
def _no_keeper(monkeypatch):
    """Let boxes keep what is typed only where a test opens a whole window for it."""
    from fieldkit.ui.widgets.dialogs import FormDialog

    monkeypatch.setattr(FormDialog, "keeper", None)


@pytest.fixture(autouse=True)
def _look(qapp):
    """Dress the application as the program does."""
    if not qapp.property("dressed"):
        theme.apply(qapp)
        translator.install(qapp)
        qapp.setProperty("dressed", True)


@pytest.fixture
def changes(ctx):
    """The change signal, kept alive for the whole test as the window does."""
    return Changes(ctx)


class Travel(list):
    """Remembers where a screen wanted to go."""

    def __call__(self, target) -> None:
        self.append(target)


@pytest.fixture
def navigate():
    """Stand in for the window: `navigate` is a list of the targets asked for."""
    return Travel()


@pytest.fixture
def kept(qapp):
    """What a test builds, kept alive until Qt itself has deleted it.

    Python's garbage collector would take a screen apart piece by piece.
    """
    things = []
    yield things
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    things.clear()


@pytest.fixture(autouse=True)
def _keeps_widgets(qtbot, kept, monkeypatch):
    """Keep every widget a test gives to `qtbot`, which itself remembers them weakly only.

    What was typed into it is let go before it is closed: nobody is there to be asked.
    """
    add = qtbot.addWidget

    def add_and_keep(widget, **more):
        kept.append(widget)
        add(widget, **{"before_close_func": _let_typing_go, **more})

    monkeypatch.setattr(qtbot, "addWidget", add_and_keep)


def _let_typing_go(widget):
    for form in widget.findChildren(Form):
        form.mark_clean()


@pytest.fixture
def open_screen(qtbot, ctx, changes, navigate):
    """Build, size and show a screen: `open_screen(VisitsScreen)`."""

    def build(kind, width: int = 1100, height: int = 700):
        screen = kind(ctx, changes, navigate)
        qtbot.addWidget(screen)
        screen.resize(width, height)
        screen.show()
        return screen

    return build
