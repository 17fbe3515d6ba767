import gc

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid, ownedByPython

from fieldkit.ui.shell.undo_keys import UndoKeys
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit, NoteEdit, TextEdit
from fieldkit.ui.widgets.form import Form, TextField
from fieldkit.ui.widgets.lifetime import let_go

_CTRL = Qt.KeyboardModifier.ControlModifier


class Asking(FormDialog):
    """Refers to itself, as every box with a command of its own does."""

    def __init__(self, parent):
        super().__init__("Ask", Form(TextField("name", "Name")), self._keep, parent=parent)

    def _keep(self, values):
        self.kept = values


def _deferred():
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_box_stays_with_its_parent_until_qt_deletes_it(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    box = Asking(parent)
    QTimer.singleShot(0, box.accept)
    assert box.exec() == QDialog.DialogCode.Accepted
    assert not ownedByPython(box)
    gc.collect()
    assert isValid(box)
    _deferred()
    assert not isValid(box)


def test_a_window_that_nobody_holds_outlives_the_garbage_collector(qtbot):
    let_go(Asking(None))
    gc.collect()
    _deferred()
    gc.collect()


def test_a_box_whose_parent_goes_is_given_up(qtbot):
    parent = QWidget()
    box = Asking(parent)
    QTimer.singleShot(0, parent.deleteLater)
    assert box.exec() == QDialog.DialogCode.Rejected


def test_a_key_acts_before_the_next_one_is_typed(qtbot):
    clicks = []
    page = QWidget()
    qtbot.addWidget(page)
    buttons.button("Save", lambda: clicks.append(1), key="Ctrl+S", parent=page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, "s", modifier=_CTRL)
    assert clicks == [1]


def test_a_field_with_nothing_to_take_back_leaves_the_key_to_the_window(qtbot):
    undone = []
    page = QWidget()
    qtbot.addWidget(page)
    buttons.button("Undo", lambda: undone.append(1), key="Ctrl+Z", parent=page)
    line, note = TextEdit(page), NoteEdit(page)
    note.move(0, 60)
    page.show()
    page.activateWindow()
    keys = UndoKeys(page)
    qtbot.waitUntil(page.isActiveWindow)
    for field in (line, note.text_edit):
        field.setFocus()
        QTest.keyClick(field, "z", _CTRL)
        count = len(undone)
        QTest.keyClicks(field, "a")
        QTest.keyClick(field, "z", _CTRL)
        assert len(undone) == count
    assert undone == [1, 1]
    assert line.text() == note.text_edit.toPlainText() == ""
    del keys


def test_the_search_key_is_the_windows_and_cuts_nothing_off_a_field(qtbot):
    found = []
    page = QWidget()
    qtbot.addWidget(page)
    buttons.button("Search", lambda: found.append(1), key="Ctrl+K", parent=page)
    line, choice = TextEdit(page), ChoiceEdit([("a", "Melati")], page, searchable=True)
    choice.set_value("a")
    line.setText("Siti")
    page.show()
    page.activateWindow()
    keys = UndoKeys(page)
    qtbot.waitUntil(page.isActiveWindow)
    for field in (line, choice):
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Home)
        QTest.keyClick(field, "k", _CTRL)
    assert found == [1, 1]
    assert (line.text(), choice.currentText()) == ("Siti", "Melati")
    del keys
