"""The import wizard on screen."""

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from fieldkit.features.people import service as people
from fieldkit.features.people.service import Outcome
from fieldkit.ui.people.screen import PeopleScreen

KK = "990101120110{:04}"
HEADER = ["Nama Pengurus", "No KK", "RT", "KELOMPOK"]


@pytest.fixture
def told():
    return []


@pytest.fixture
def screen(open_screen, told):
    made = open_screen(PeopleScreen)
    made.told.connect(told.append)
    made.open("import")
    return made


@pytest.fixture
def workbook(tmp_path):
    def write(*sheets):
        path = tmp_path / "daftar.xlsx"
        book = xlsxwriter.Workbook(str(path))
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
        book.close()
        return path

    return write


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


ROWS = [
    HEADER,
    ["Siti", KK.format(1), "001", "Mawar"],
    ["Euis", KK.format(2), "001", "Mawar"],
    ["Omah", "123", "001", "Mawar"],
]


def test_every_row_shows_its_result_before_anything_changes(screen, workbook, ctx):
    page = screen.import_page
    page.take_file(workbook(ROWS))
    shown = [(v.row, v.outcome, people.reason_sentence(v)) for v in page.preview.table.rows()]
    assert shown == [
        (2, Outcome.CREATED, ""),
        (3, Outcome.CREATED, ""),
        (4, Outcome.REFUSED, "A No KK has 16 digits; this has 3."),
    ]
    assert page.apply_button.text() == "Import 2 rows"
    assert "1 new group" in page.facts_label.text()
    assert people.count_families(ctx) == 0


def test_applying_says_counted_facts_and_offers_undo(screen, workbook, qtbot, ctx, told):
    page = screen.import_page
    page.take_file(workbook(ROWS))
    click(qtbot, page.apply_button)
    assert people.count_families(ctx) == 2
    assert told[-1].text == "3 rows: 2 new, 0 changed, 0 the same, 0 in doubt, 1 refused."
    assert told[-1].undo
    assert told[-1].role == "attention"
    assert screen.stack.currentWidget() is screen.list_page


def test_results_are_filtered_and_refused_rows_can_be_taken(screen, workbook, qtbot, ctx):
    page = screen.import_page
    page.take_file(workbook(ROWS))
    click(qtbot, page.preview.filter_buttons[Outcome.REFUSED])
    assert [v.name for v in page.preview.table.rows()] == ["Omah"]
    page.preview.table.view.selectRow(0)
    assert page.preview.take_button.isVisible()
    click(qtbot, page.preview.take_button)
    assert page.apply_button.text() == "Import 3 rows"
    page.preview.table.view.selectRow(2)
    assert page.preview.take_button.text() == "Leave these rows out"
    click(qtbot, page.preview.take_button)
    assert page.apply_button.text() == "Import 2 rows"


def test_old_and_new_values_are_shown(screen, workbook, qtbot):
    page = screen.import_page
    page.take_file(workbook(ROWS[:2]))
    click(qtbot, page.apply_button)
    screen.open("import")
    page.take_file(workbook([HEADER, ["Siti", KK.format(1), "002", "Mawar"]]))
    page.preview.table.select_first()
    page.preview.table.view.selectRow(0)
    assert page.preview.detail_label.text() == "RT: 001 → 002"


def test_a_column_can_be_given_another_meaning(screen, workbook, qtbot):
    page = screen.import_page
    page.take_file(workbook([["Nama", "A", "B"], ["Siti", "x", "Mawar"]]))
    columns = page.columns
    page.tabs.setCurrentIndex(0)
    columns.table.view.selectRow(2)
    columns.meaning_edit.set_value("group")
    columns.meaning_edit.edited.emit()
    assert [row.field for row in columns.table.rows()] == ["name", None, "group"]
    assert page.preview.table.rows()[0].group == "Mawar"
    columns.table.view.selectRow(2)
    columns.meaning_edit.set_value(None)
    columns.meaning_edit.edited.emit()
    assert page.preview.table.rows()[0].group is None
    columns.table.activated.emit(columns.table.current())
    columns.meaning_edit.hidePopup()


def test_sheet_header_and_groups_can_be_chosen(screen, workbook):
    page = screen.import_page
    other = [["Nama", "No KK", "RW"], ["Nama", "No KK", "RW"], ["Ani", KK.format(5), "007"]]
    page.take_file(workbook(ROWS, other))
    page.sheet_edit.set_value("Sheet2")
    page.sheet_edit.edited.emit()
    assert [v.name for v in page.preview.table.rows()] == ["Ani"]
    page.header_edit.set_value(2)
    page.header_edit.edited.emit()
    assert page.header_edit.value() == 2
    page.group_edit.set_value("RW")
    page.group_edit.edited.emit()
    assert page.preview.table.rows()[0].group == "RW 007"


def test_a_file_that_holds_no_people_says_so_and_another_sheet_can_be_tried(
    screen, workbook, tmp_path
):
    page = screen.import_page
    empty = tmp_path / "x.csv"
    empty.write_text("")
    page.take_file(empty)
    assert page.trouble.text_label.text()
    page.take_file(workbook([["Soal", "Bobot"], ["Atap", "1"]], [["Kode"], ["2"]]))
    assert "no column holds" in page.trouble.text_label.text()
    assert not page.apply_button.isEnabled()
    page.header_edit.set_value(1)
    page.header_edit.edited.emit()
    page.columns.table.view.selectRow(0)
    page.columns.meaning_edit.set_value("name")
    page.columns.meaning_edit.edited.emit()
    assert [v.name for v in page.preview.table.rows()] == ["Atap"]


def test_a_file_is_dropped_on_the_page(screen, workbook):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(workbook(ROWS)))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    screen.import_page.dropEvent(event)
    assert len(screen.import_page.preview.table.rows()) == 3


def test_escape_leaves_the_import_and_forgets_the_file(screen, workbook, qtbot):
    page = screen.import_page
    page.take_file(workbook(ROWS))
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert screen.stack.currentWidget() is screen.list_page
    screen.open("import")
    assert page.stack.currentWidget() is page.pick
