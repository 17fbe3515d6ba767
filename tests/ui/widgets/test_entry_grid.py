import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from fieldkit.ui.widgets.entry_grid import (
    EntryGrid,
    EntryRow,
    Mark,
    MarkColumn,
    MoneyColumn,
    NumberColumn,
    TextColumn,
    mark_box,
)

ATTENDANCE = (
    Mark("present", "H", "Present", "good"),
    Mark("sick", "S", "Sick", "attention"),
    Mark("excused", "I", "Excused"),
    Mark("absent", "A", "Absent", "danger"),
)
NAMES = ("Aminah", "Badriah", "Chasanah", "Darsih", "Euis")


@pytest.fixture
def grid(qtbot):
    made = EntryGrid(
        MarkColumn("status", "Attendance", marks=ATTENDANCE),
        MarkColumn(
            "grasp", "Grasp", marks=tuple(Mark(n, str(n), f"level {n}") for n in range(1, 5))
        ),
        MoneyColumn("dues", "Dues", default=lambda _row: 5000),
        NumberColumn("children", "Children"),
        TextColumn("note", "Note", max_length=20),
        row_title="Member",
        name="Meeting",
    )
    qtbot.addWidget(made)
    made.set_rows([EntryRow(str(n), name) for n, name in enumerate(NAMES)])
    made.resize(900, 400)
    made.show()
    made.view.setFocus()
    return made


def column(grid, key):
    return [grid.values()[str(n)][key] for n in range(len(NAMES))]


def test_a_fresh_grid_is_blank_and_clean(grid):
    assert set(column(grid, "status")) == {None}
    assert grid.changes() == {}


def test_letters_set_the_mark_and_go_down(qtbot, grid):
    qtbot.keyClicks(grid.view, "hsia")
    assert column(grid, "status") == ["present", "sick", "excused", "absent", None]
    assert grid.current_row().id == "4"


def test_a_letter_of_another_column_stays_in_the_row(qtbot, grid):
    qtbot.keyClicks(grid.view, "3h4")
    assert column(grid, "grasp")[:2] == [3, 4]
    assert column(grid, "status")[:2] == ["present", None]


def test_enter_takes_the_usual_amount_only_where_nothing_stands(qtbot, grid):
    grid.set_value("1", "dues", 2000)
    grid.go_to("0", "dues")
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert column(grid, "dues") == [5000, 2000, 5000, None, None]
    assert grid.total("dues") == 12_000


def test_enter_on_a_mark_without_default_marks_nobody(qtbot, grid):
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert column(grid, "status")[0] is None
    assert grid.current_row().id == "1"


def test_an_amount_is_typed_and_left_with_enter(qtbot, grid):
    grid.go_to("0", "dues")
    qtbot.keyClicks(grid.view, "7")
    [editor] = grid.view.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, "500")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert column(grid, "dues")[0] == 7500
    assert grid.current_row().id == "1"
    assert grid.view.hasFocus()


def test_delete_empties_and_ctrl_z_brings_back(qtbot, grid):
    qtbot.keyClicks(grid.view, "h")
    grid.go_to("0", "status")
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete)
    assert column(grid, "status")[0] is None
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert column(grid, "status")[0] == "present"
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert column(grid, "status")[0] is None
    qtbot.keyClick(grid.view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert column(grid, "status")[0] == "present"


def test_all_present_except_fills_only_blanks_and_is_one_step(qtbot, grid):
    grid.set_value("2", "status", "absent")
    assert grid.set_all("status", "present") == 4
    assert grid.counts("status") == {"present": 4, "absent": 1}
    grid.undo()
    assert grid.counts("status") == {None: 4, "absent": 1}


def test_a_slash_and_a_name_go_to_the_row(qtbot, grid):
    qtbot.keyClicks(grid.view, "/")
    assert grid.find_edit.isVisible()
    qtbot.keyClicks(grid.find_edit, "dar")
    qtbot.keyClick(grid.find_edit, Qt.Key.Key_Return)
    assert grid.current_row().name == "Darsih"
    assert not grid.find_edit.isVisible()
    qtbot.keyClicks(grid.view, "a")
    assert grid.values()["3"]["status"] == "absent"


def test_a_click_on_a_mark_sets_it_and_again_lifts_it(qtbot, grid):
    index = grid.model.index(1, 1)
    spot = mark_box(grid.view.visualRect(index).toRectF(), 3).center().toPoint()
    qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert grid.values()["1"]["status"] == "absent"
    qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert grid.values()["1"]["status"] is None
    qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


def test_the_counter_says_what_stands_and_what_is_blank(qtbot, grid):
    qtbot.keyClicks(grid.view, "hha")
    text = grid.counter_label.text()
    assert "5 rows" in text
    assert "2 present, 1 absent, 2 still blank" in text


def test_a_locked_row_and_a_locked_grid_change_nothing(qtbot, grid):
    grid.set_rows([EntryRow("0", "Aminah", locked=True), EntryRow("1", "Badriah")])
    qtbot.keyClicks(grid.view, "hh")
    assert grid.values()["0"]["status"] is None
    assert grid.values()["1"]["status"] == "present"
    grid.set_read_only(True)
    grid.set_value("1", "status", "absent")
    assert grid.values()["1"]["status"] == "present"
    grid.view.setCurrentIndex(grid.model.index(0, 1))
    qtbot.keyClicks(grid.view, "hs2")
    assert grid.view.currentIndex().row() == 0
    assert grid.values()["1"]["status"] == "present"


def test_kept_changes_come_back(grid):
    grid.set_value("1", "note", "late")
    kept = grid.changes()
    grid.set_rows([EntryRow(str(n), name) for n, name in enumerate(NAMES)])
    grid.restore(kept)
    assert grid.changes() == {"1": {"note": "late"}}


def test_sixty_rows_are_filled_by_sixty_keys(qtbot, grid):
    grid.set_rows([EntryRow(str(n), f"Name {n}") for n in range(60)])
    qtbot.keyClicks(grid.view, "h" * 60)
    assert grid.counts("status") == {"present": 60}


def test_an_amount_typed_beside_the_mark_is_the_amount(qtbot):
    grid = EntryGrid(
        MarkColumn("status", "Attendance", marks=ATTENDANCE), MoneyColumn("dues", "Dues")
    )
    qtbot.addWidget(grid)
    grid.set_rows([EntryRow(str(n), name) for n, name in enumerate(NAMES)])
    grid.show()
    grid.view.setFocus()
    qtbot.keyClicks(grid.view, "7")
    [editor] = grid.view.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, "500")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert column(grid, "dues")[:2] == [7500, None]
    qtbot.keyClicks(grid.view, "h")
    assert column(grid, "status")[:2] == [None, "present"]


def test_an_amount_that_can_not_be_read_stays_open(qtbot, grid):
    grid.go_to("0", "dues")
    qtbot.keyClicks(grid.view, "5")
    [editor] = grid.view.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, " apples")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        qtbot.keyClick(editor, key)
        assert editor.isVisible()
        assert editor.property("problem")
    assert "rupiah" in editor.accessibleDescription()
    editor.setText("5000")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert column(grid, "dues")[0] == 5000
