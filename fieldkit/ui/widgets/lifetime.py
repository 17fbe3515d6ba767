"""Windows and boxes end by Qt's hand: Python would destroy their widgets in any order."""

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

_leaving: list[QWidget] = []


def let_go(widget: QWidget) -> None:
    """Delete a widget soon, and keep its Python side until that has happened.

    A tree of widgets without a parent belongs to Python. Where it is part of a reference cycle,
    as every form with a bound method is, the garbage collector would take it apart piece by
    piece while Qt still walks through it, and the program would crash.
    """
    _leaving[:] = [kept for kept in _leaving if isValid(kept)]
    _leaving.append(widget)
    widget.hide()
    widget.deleteLater()


def run_modal(dialog: QDialog) -> int:
    """Show a box until it is closed and return its result.

    PySide's own `exec` takes the box from its parent, which leaves it to the garbage collector.
    """
    loop = QEventLoop()
    dialog.finished.connect(loop.quit)
    dialog.destroyed.connect(loop.quit)
    dialog.setModal(True)
    dialog.show()
    loop.exec()
    if not isValid(dialog):
        return QDialog.DialogCode.Rejected.value
    let_go(dialog)
    return dialog.result()
