from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QMenu, QPushButton

from fieldkit.core.dates import Month
from fieldkit.core.errors import DiskFullError, InvalidInputError, Problem
from fieldkit.ui.widgets import dialogs
from fieldkit.ui.widgets.chart import BarChart, HeatCell, HeatStrip, Series
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.date_edit import DateEdit, TimeEdit
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.form import Form, TextField
from fieldkit.ui.widgets.month_switcher import MonthSwitcher
from fieldkit.ui.widgets.photo_strip import PhotoStrip

TODAY = date(2026, 11, 20)


@pytest.fixture
def show(qtbot):
    def shown(widget, width=600, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown


def test_the_calendar_opens_on_the_date_and_gives_another(show, qtbot):
    edit = show(DateEdit(today=lambda: TODAY))
    edit.setText("nonsense")
    qtbot.keyClick(edit, Qt.Key.Key_F4)
    menu = edit.findChild(QMenu)
    calendar = menu.findChild(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 11, 20)
    with qtbot.waitSignal(edit.edited):
        calendar.clicked.emit(QDate(2026, 12, 24))
    assert edit.value() == date(2026, 12, 24)
    assert not menu.isVisible()


def test_a_date_says_why_it_is_none(show):
    edit = show(DateEdit(today=lambda: TODAY))
    assert edit.unreadable_sentence() == ""
    edit.setText("31/2/2026")
    assert edit.unreadable_sentence() == "There is no 31 February 2026."
    edit.setText("soon")
    assert "not a date" in edit.unreadable_sentence()
    edit.step(days=1)
    assert edit.text() == "soon"


def test_a_time_is_written_out_when_left(show, qtbot):
    edit = show(TimeEdit())
    edit.setText("930")
    assert edit.unreadable_sentence() == ""
    edit.setText("9")
    QApplication.sendEvent(edit, _focus_out())
    assert edit.text() == "09:00"
    edit.setText("noon")
    assert edit.unreadable_sentence()


def _focus_out():
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusOut)


def test_a_chip_with_choices_opens_them(show, qtbot):
    chips = show(FilterChips(Chip("group", "Group", (("a", "Mawar"), ("b", "Melati")), "users")))
    chips._buttons["group"].click()
    menu = chips.findChild(QMenu)
    assert [a.text() for a in menu.actions() if a.text()] == ["All", "Mawar", "Melati"]
    menu.actions()[-1].trigger()
    assert chips.active() == {"group": "b"}
    chips._buttons["group"].click()
    chips.findChildren(QMenu)[-1].actions()[0].trigger()
    assert chips.active() == {}
    chips.set_active({"group": "a", "unknown": 1})
    assert chips.active() == {"group": "a"}


def test_a_month_is_chosen_from_a_year(show, qtbot):
    switcher = show(MonthSwitcher(Month(2026, 11), today=lambda: TODAY))
    switcher.name_button.click()
    menu = switcher._menu
    buttons = {b.text(): b for b in menu.findChildren(QPushButton)}
    menu.findChildren(type(switcher.previous_button))[0].click()
    with qtbot.waitSignal(switcher.changed) as chosen:
        buttons["March"].click()
    assert chosen.args == [Month(2025, 3)]


class Answer:
    def __init__(self, accept: bool) -> None:
        self.accept, self.seen = accept, []

    def __call__(self, box) -> int:
        self.seen.append(box)
        (box.accept if self.accept else box.reject)()
        return box.result()


@pytest.mark.parametrize("answer", [True, False])
def test_a_question_names_the_deed(monkeypatch, answer, qtbot):
    given = Answer(answer)
    monkeypatch.setattr(dialogs.Box, "exec", lambda box: given(box))  # noqa: PLW0108
    assert dialogs.ask(None, "Remove?", "It cannot be undone.", "Remove", danger=True) is answer
    labels = [b.text() for b in given.seen[0].findChildren(QPushButton)]
    assert labels == ["Cancel", "Remove"]


def test_a_word_is_told(monkeypatch, qtbot):
    given = Answer(True)
    monkeypatch.setattr(dialogs.Box, "exec", lambda box: given(box))  # noqa: PLW0108
    dialogs.tell(None, "Done", "All well.")
    assert given.seen[0].sentence_label.text() == "All well."


def test_a_form_in_a_box_saves_or_says_why_not(qtbot, show):
    saved, refuse = [], []

    def save(values):
        if refuse:
            raise refuse.pop()
        saved.append(values)

    box = show(FormDialog("New", Form(TextField("name", "Name")), save))
    qtbot.keyClicks(box.form.editor("name"), "Siti")
    refuse.append(InvalidInputError([Problem("name", "required"), Problem("x", "in_future")]))
    box.save_button.click()
    assert box.form.editor("name").property("problem") is True
    assert box._trouble.text_label.text() == "The date lies in the future."
    refuse.append(DiskFullError())
    box.save_button.click()
    assert "disk is full" in box._trouble.text_label.text()
    box.save_button.click()
    assert saved == [{"name": "Siti"}]
    assert not box.isVisible()


def test_leaving_typed_words_is_asked_about(qtbot, show, monkeypatch):
    asked = []
    monkeypatch.setattr(dialogs, "ask", lambda *_a, **_k: asked.append(1) or len(asked) > 1)
    box = show(FormDialog("New", Form(TextField("name", "Name")), lambda _values: None))
    qtbot.keyClicks(box.form.editor("name"), "Siti")
    box.reject()
    assert box.isVisible()
    box.reject()
    assert not box.isVisible()


def test_a_bar_is_named_under_the_pointer_and_picked_by_a_click(show, qtbot):
    chart = show(BarChart("Attendance"))
    chart.show_data(["Jan", "Feb"], Series("Present", [80, 20]))
    spot = chart._place_of(1).toPoint()
    qtbot.mouseMove(chart, spot)
    chart._hover(1)
    chart.grab()
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [1]
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart._hovered == -1
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Up)


def test_a_cell_of_the_strip_is_picked(show, qtbot):
    strip = show(HeatStrip("Coverage"))
    strip.show_cells([HeatCell("RT 01", 0.2), HeatCell("RT 02", 0.9)])
    with qtbot.waitSignal(strip.picked) as picked:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._place_of(1).toPoint())
    assert picked.args == [1]


def test_files_are_dropped_on_the_photos(show, qtbot, tmp_path):
    strip = show(PhotoStrip())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.jpg"))])
    where, action = QPoint(10, 10), Qt.DropAction.CopyAction
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    strip.dragEnterEvent(QDragEnterEvent(where, action, data, button, none))
    strip.dragLeaveEvent(QDragLeaveEvent())
    with qtbot.waitSignal(strip.files_added) as added:
        strip.dropEvent(QDropEvent(QPointF(where), action, data, button, none))
    assert added.args == [[Path(tmp_path / "a.jpg")]]


def test_a_long_list_is_searched_by_typing(show, qtbot):
    combo = show(ChoiceEdit([("a", "Mawar"), ("b", "Melati")], searchable=True))
    combo.setEditText("melati")
    with qtbot.waitSignal(combo.edited):
        combo._on_typed()
    assert combo.value() == "b"
    combo.setEditText("unknown")
    combo._on_typed()
    assert combo.currentText() == "unknown"
    assert combo.chosen() is None
    with pytest.raises(ValueError, match="not offered"):
        combo.value()
    combo.set_value("b")
    assert combo.currentText() == "Melati"
    with qtbot.waitSignal(combo.edited):
        combo._on_completed("Mawar")
    assert combo.value() == "a"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("melati", "b"), ("wangi", "c"), ("  Mawar ", "a"), ("Melati Wangi", "c"), ("", None)],
)
def test_a_name_counts_before_the_cursor_leaves_it(show, typed, meant):
    choices = [("a", "Mawar"), ("b", "Melati"), ("c", "Melati Wangi")]
    combo = show(ChoiceEdit(choices, searchable=True))
    combo.setEditText(typed)
    assert combo.value() == meant


def test_a_part_that_several_names_have_is_no_choice(show):
    combo = show(ChoiceEdit([("a", "Mawar"), ("b", "Melati")], searchable=True))
    combo.setEditText("m")
    assert combo.chosen() is None
    combo.setEditText("mel")
    combo._on_typed()
    assert combo.currentText() == "Melati"


def test_a_part_that_one_name_begins_with_means_that_name(show):
    combo = show(ChoiceEdit([("a", "Anggrek"), ("k", "Kenanga"), ("m", "Mangga")], searchable=True))
    combo.setEditText("ang")
    combo._on_typed()
    assert combo.currentText() == "Anggrek"
    combo.setEditText("ng")
    assert combo.chosen() is None
