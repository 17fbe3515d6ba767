"""A pause brings a quiet backup, a long one the lock."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldkit.core import settings
from fieldkit.ui.shell.watch import Watch

MINUTE = 60_000


@pytest.fixture
def watched(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("fieldkit.core.paths.settings_folder", lambda: tmp_path)
    while (left_open := QApplication.activeModalWidget()) is not None:
        left_open.hide()
    window = QLineEdit()
    qtbot.addWidget(window)
    window.show()
    watch = Watch(window)
    heard = []
    watch.calmed.connect(lambda: heard.append("calm"))
    watch.idled.connect(lambda: heard.append("idle"))
    return window, watch, heard


def test_a_short_pause_is_said_once_and_a_long_one_locks(watched):
    _window, watch, heard = watched
    watch.look(10_000)
    watch.look(50_000)
    watch.look(65_000)
    watch.look(15 * MINUTE)
    assert heard == ["calm", "idle"]


def test_work_starts_the_counting_anew(watched):
    window, watch, heard = watched
    watch.look(50_000)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    watch.look()
    watch.look(50_000)
    assert heard == ["calm", "calm"]


def test_never_means_never_and_a_hidden_window_is_not_locked_again(watched):
    window, watch, heard = watched
    settings.save(settings.Settings(lock_minutes=0))
    watch.look(600 * MINUTE)
    assert heard == ["calm"]
    settings.save(settings.Settings(lock_minutes=5))
    window.hide()
    watch.look(600 * MINUTE)
    assert heard == ["calm"]
