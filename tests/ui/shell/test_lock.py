"""A locked book shows nothing, wherever it was left, and comes back as it was."""

import shutil
import subprocess

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout

from fieldkit.core.errors import WrongPassphraseError
from fieldkit.ui.shell import clipboard, lock
from fieldkit.ui.shell.clipboard import ClipboardWatch
from fieldkit.ui.shell.lock import Outcome, Ways
from fieldkit.ui.shell.sleep import SleepWatch
from fieldkit.ui.shell.unlock import UnlockDialog

NIK = "9901014101900001"


@pytest.fixture
def ways(monkeypatch):
    monkeypatch.setattr(lock, "_DRAFTS_MS", 0)
    told = []

    def open_book(secret):
        told.append(secret)
        if secret != "right":
            raise WrongPassphraseError
        return True

    return told, Ways(
        close=lambda: told.append("closed"),
        open_book=open_book,
        open_with_pin=None,
        seconds_left=lambda: 0,
    )


@pytest.fixture
def answer(monkeypatch):
    """Answer the unlock box as told, one answer for each time it is shown."""

    def with_(*answers):
        waiting = list(answers)

        def act(dialog):
            waiting.pop(0)(dialog)

        monkeypatch.setattr(UnlockDialog, "exec", act)
        return waiting

    return with_


def typed(words):
    def act(dialog):
        dialog.secret_edit.setText(words)
        dialog._on_open_clicked()

    return act


def given_up(dialog):
    dialog.reject()


def other(dialog):
    dialog.other_button.click()


def test_the_window_is_gone_while_it_is_locked_and_comes_back(window, ways, answer):
    told, how = ways
    seen = []
    answer(lambda d: (seen.append(window.isVisible()), typed("right")(d)))
    assert lock.hold(window, "My book", how) is Outcome.OPENED
    assert seen == [False]
    assert told == ["closed", "right"]
    assert window.isVisible()


def test_giving_up_quits_only_when_nothing_is_typed(window, ways, answer):
    _told, how = ways
    answer(given_up)
    assert lock.hold(window, "My book", how) is Outcome.QUIT
    assert not window.isVisible()
    window.show()
    form = window.current_screen.form
    form.editor("name").setText("Mawar")
    form._on_edited()
    left = answer(given_up, given_up, typed("right"))
    assert lock.hold(window, "My book", how) is Outcome.OPENED
    assert left == []
    form.mark_clean()


def test_another_book_never_shows_the_locked_one(window, ways, answer):
    _told, how = ways
    answer(other)
    assert lock.hold(window, "My book", how) is Outcome.OTHER_BOOK
    assert not window.isVisible()


def test_an_open_box_is_covered_and_keeps_what_was_typed(window, qtbot, ways, answer):
    _told, how = ways
    box = QDialog(window)
    box.setWindowTitle("Siti Aminah")
    edit = QLineEdit("setengah jadi")
    QVBoxLayout(box).addWidget(edit)
    box.setModal(True)
    box.resize(400, 200)
    box.show()
    seen = []

    def look(dialog):
        picture = box.grab().toImage()
        cover = box.findChild(lock._Cover)
        seen.append((cover.geometry() == box.rect(), box.windowTitle(), window.isVisible()))
        cover.findChild(QLabel).hide()
        plain = box.grab().toImage()
        colours = {plain.pixel(x, y) for x in range(0, 400, 7) for y in range(0, 200, 7)}
        seen.append(len(colours))
        assert not picture.isNull()
        assert not dialog.other_button.isVisible()
        typed("right")(dialog)

    answer(look)
    assert lock.hold(window, "My book", how) is Outcome.OPENED
    assert seen == [(True, "FieldKit", True), 1]
    assert box.isVisible()
    assert box.windowTitle() == "Siti Aminah"
    assert edit.text() == "setengah jadi"
    assert not any(cover.isVisible() for cover in box.findChildren(lock._Cover))


@pytest.fixture
def copying(qtbot):
    board = QGuiApplication.clipboard()
    board.clear()
    ours = [True]
    watch = ClipboardWatch(owns=lambda: ours[0])  # offscreen, nobody owns it
    watch.ours = ours
    heard = []
    watch.copied.connect(lambda: heard.append("copied"))
    watch.cleared.connect(lambda: heard.append("cleared"))
    yield board, watch, heard
    watch._timer.stop()
    board.dataChanged.disconnect(watch._on_changed)


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        (NIK, True),
        (f"Siti Aminah\t{NIK}\tKp. Baru", True),
        ("9901 0141 0190 0001", True),
        ("9901.0141.0190.0001", True),
        ("ABCDE-FGHJK-MNPQR-STVWX-YZ012-3", True),
        ("Rapat 12 Mei di rumah Bu Siti", False),
        ("Rp1.500.000", False),
        ("08123456789", False),
        ("12345678901234567890", False),
        ("", False),
    ],
)
def test_numbers_of_people_are_known_among_other_words(text, personal):
    assert clipboard.is_personal(text) is personal


def test_a_copied_nik_leaves_the_clipboard_after_a_minute(copying):
    board, watch, heard = copying
    edit = QLineEdit(NIK)
    edit.selectAll()
    edit.copy()
    assert board.text() == NIK
    assert watch._timer.interval() == 60_000
    assert watch.is_waiting
    watch._timer.timeout.emit()
    assert board.text() == ""
    assert heard == ["copied", "cleared"]


def test_a_copied_nik_is_kept_out_of_clipboard_histories(copying):
    board, _watch, _heard = copying
    board.setText(NIK)
    kinds = board.mimeData().formats()
    assert "x-kde-passwordManagerHint" in kinds
    assert any("ExcludeClipboardContent" in kind for kind in kinds)
    assert board.text() == NIK


def test_what_was_copied_since_is_left_alone(copying):
    board, watch, heard = copying
    board.setText(NIK)
    board.setText("Rapat 12 Mei")
    assert not watch.is_waiting
    watch.clear()
    assert board.text() == "Rapat 12 Mei"
    assert heard == ["copied"]


def test_what_other_programs_copy_is_not_our_business(copying):
    board, watch, heard = copying
    watch.ours[0] = False
    board.setText(NIK)
    assert not watch.is_waiting
    assert heard == []


def test_the_lock_takes_a_copied_nik_away_at_once(copying):
    board, watch, _heard = copying
    board.setText(NIK)
    watch.clear()
    assert board.text() == ""


@pytest.fixture
def message_bus(tmp_path):
    """A message bus of our own, as the system's would be."""
    daemon = shutil.which("dbus-daemon")
    if not daemon:
        pytest.skip("no dbus-daemon here")
    config = tmp_path / "bus.conf"
    config.write_text(
        "<busconfig><type>session</type>"
        f"<listen>unix:path={tmp_path / 'bus'}</listen><policy context='default'>"
        "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>"
        "<allow own='*'/></policy></busconfig>"
    )
    process = subprocess.Popen(
        [daemon, f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()
    process.stdout.close()


def test_the_login_manager_says_when_the_laptop_sleeps(qtbot, message_bus):
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.connectToBus(message_bus, "listener")
    manager = QDBusConnection.connectToBus(message_bus, "manager")
    assert manager.registerService("org.freedesktop.login1")
    watch = SleepWatch()
    assert watch.listen_on(bus)
    for path, interface, name, more in (
        ("/org/freedesktop/login1", "Manager", "PrepareForSleep", [True]),
        ("/org/freedesktop/login1/session/_31", "Session", "Lock", []),
    ):
        told = QDBusMessage.createSignal(path, f"org.freedesktop.login1.{interface}", name)
        told.setArguments(more)
        with qtbot.waitSignal(watch.sleeping):
            assert manager.send(told)
    for name in ("listener", "manager"):
        QDBusConnection.disconnectFromBus(name)


def test_without_a_message_bus_nothing_breaks(qtbot):
    from PySide6.QtDBus import QDBusConnection

    watch = SleepWatch()
    assert not watch.listen_on(QDBusConnection("none"))
    QTimer.singleShot(0, watch.deleteLater)
