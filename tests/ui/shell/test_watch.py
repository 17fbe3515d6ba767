"""A pause brings a quiet backup, a long one the lock."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

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
    watch.slept.connect(lambda: heard.append("slept"))
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


def test_a_laptop_that_slept_is_noticed_by_the_clock_on_the_wall(watched):
    _window, watch, heard = watched
    began = watch._looked_at
    watch.look(1000, now=began + 15)
    watch.look(1000, now=began + 30)
    assert heard == []
    watch.look(1000, now=began + 30 + 3600)
    assert heard == ["slept"]
    watch.look(1000, now=began + 30 + 3615)
    assert heard == ["slept"]


def test_an_open_box_neither_hides_from_the_lock_nor_counts_as_a_pause(watched, qtbot):
    _window, watch, heard = watched
    box = QDialog()
    qtbot.addWidget(box)
    box.setModal(True)
    box.show()
    watch.look(50_000)
    assert heard == []
    QTest.keyClick(box.windowHandle(), Qt.Key.Key_A)
    watch.look()
    assert heard == []
    watch.look(15 * MINUTE)
    assert heard == ["idle"]
