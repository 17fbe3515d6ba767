"""The import wizard on screen."""

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from fieldkit.features.people import service as people
from fieldkit.features.people.service import Outcome
from fieldkit.ui.people.screen import PeopleScreen
from fieldkit.ui.shell import theme

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
    ["A" * 300, KK.format(3), "001", "Mawar"],
]


def test_every_row_shows_its_result_before_anything_changes(screen, workbook, ctx):
    page = screen.import_page
    page.take_file(workbook(ROWS))
    shown = [(v.row, v.outcome, people.reason_sentence(v)) for v in page.preview.table.rows()]
    assert shown == [
        (2, Outcome.CREATED, ""),
        (3, Outcome.CREATED, ""),
        (4, Outcome.REFUSED, "At most 100 characters fit here; this has 300."),
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


@pytest.fixture
def large_text(qapp):
    """The text at 150 %, put back afterwards."""
    theme.apply(qapp, text_size=150)
    yield
    theme.apply(qapp)


@pytest.mark.usefixtures("large_text")
def test_a_row_is_read_whole_with_large_text_on_a_small_laptop(open_screen, workbook, qtbot):
    screen = open_screen(PeopleScreen, 1054, 670)  # what sidebar and bar leave of 1366 × 768
    screen.open("import")
    page = screen.import_page
    page.take_file(workbook([HEADER, ["Siti Aminah " * 8, "9901", "001", "Mawar"]]))
    page.tabs.setCurrentIndex(1)
    detail = page.preview.detail
    for label in (detail.title_label_row, detail.reason_label):
        qtbot.waitUntil(lambda label=label: label.height() >= label.heightForWidth(label.width()))
    assert page.facts_label.geometry().bottom() < page.apply_button.geometry().top()


def test_results_are_filtered_by_what_became_of_them(screen, workbook, qtbot):
    page = screen.import_page
    page.take_file(workbook([*ROWS, ["Omah", "9901011201101", "001", "Mawar"]]))
    click(qtbot, page.preview.filter_buttons[Outcome.REFUSED])
    assert [v.row for v in page.preview.table.rows()] == [4, 5]
    page.preview.table.view.selectRow(1)
    click(qtbot, page.preview.detail.take_button)
    click(qtbot, page.preview.filter_buttons["repair"])
    (omah,) = page.preview.table.rows()
    assert people.reason_sentence(omah) == "A No KK has 16 digits; this has 13."
    assert page.preview.filter_buttons["repair"].text() == "To repair: 1"
    click(qtbot, page.preview.filter_buttons[None])
    assert page.apply_button.text() == "Import 3 rows"


def test_a_doubtful_row_stands_beside_the_family_it_may_mean(screen, workbook, qtbot, ctx, make):
    group = make.group("Mawar")
    known = make.family(group, "Siti", no_kk=KK.format(9), nik=None, rt="001", rw=None)
    page = screen.import_page
    page.take_file(workbook([HEADER, ["SITI", "", "001", "Mawar"], ["Ani", KK.format(2), "", ""]]))
    preview = page.preview
    preview.table.view.selectRow(0)
    sides = {side.field: (side.said, side.known) for side in preview.detail.sides.rows()}
    assert sides["no_kk"] == (None, KK.format(9))
    assert sides["name"] == ("SITI", "Siti")
    assert page.apply_button.text() == "Import 1 row"
    click(qtbot, preview.detail.new_button)
    assert page.apply_button.text() == "Import 2 rows"
    click(qtbot, preview.detail.open_button)
    assert page.apply_button.text() == "Import 1 row"
    click(qtbot, preview.detail.same_button)
    assert preview.table.rows()[0].outcome is Outcome.SAME
    click(qtbot, page.apply_button)
    assert people.count_families(ctx) == 2
    assert people.family(ctx, known).no_kk == KK.format(9)


def test_many_doubtful_rows_are_taken_at_once(screen, workbook, qtbot, make):
    for name in ("Siti", "Euis"):
        make.family(None, name, no_kk=None, nik=None, rt="001", rw=None, address=None)
    header = ["Nama Pengurus", "No KK", "RT"]
    page = screen.import_page
    page.take_file(workbook([header, ["Siti", KK.format(1), "001"], ["Euis", KK.format(2), "001"]]))
    assert not page.apply_button.isEnabled()
    page.preview.table.view.selectAll()
    click(qtbot, page.preview.take_button)
    assert page.apply_button.text() == "Import 2 rows"


def test_old_and_new_values_are_shown_cell_by_cell(screen, workbook, qtbot):
    page = screen.import_page
    page.take_file(workbook(ROWS[:2]))
    click(qtbot, page.apply_button)
    screen.open("import")
    page.take_file(workbook([HEADER, ["Siti", KK.format(1), "002", "Mawar"]]))
    page.preview.table.view.selectRow(0)
    (side,) = page.preview.detail.sides.rows()
    assert (side.field, side.known, side.said) == ("rt", "001", "002")


def test_families_the_file_does_not_name_are_told_and_left_alone(screen, workbook, qtbot, ctx):
    page = screen.import_page
    page.take_file(workbook(ROWS[:3]))
    click(qtbot, page.apply_button)
    screen.open("import")
    page.take_file(workbook([HEADER, ["Siti", KK.format(1), "002", "Mawar"]]))
    assert page.tabs.tabText(2) == "3  Not in this file (1)"
    assert [row.name for row in page.absent.table.rows()] == ["Euis"]
    click(qtbot, page.apply_button)
    assert people.count_families(ctx) == 2


def test_the_result_is_saved_as_a_list(screen, workbook, monkeypatch, tmp_path, told):
    from PySide6.QtWidgets import QFileDialog

    from fieldkit.core.render.sheets import read_workbook

    page = screen.import_page
    page.take_file(workbook(ROWS))
    target = tmp_path / "hasil.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(target), ""))
    page.save_button.click()
    assert told[-1].text == "3 rows saved as hasil.xlsx."
    (sheet,) = read_workbook(target)
    assert sheet.rows[0][:4] == ["Row", "Sheet", "Result", "Name"]
    assert [row[2] for row in sheet.rows[1:4]] == ["New", "New", "Refused"]
    assert "Diekspor oleh Sri" in sheet.rows[-1][0]


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


def test_a_row_that_says_the_same_stands_beside_what_the_register_says(screen, workbook, ctx, make):
    group = make.group("Mawar")
    make.family(group, "Siti", no_kk=KK.format(1), rt="001")
    page = screen.import_page
    page.take_file(workbook([HEADER, ["Siti", KK.format(1), "001", "Mawar"]]))
    page.preview.table.view.selectRow(0)
    sides = {side.field: side for side in page.preview.detail.sides.rows()}
    assert (sides["no_kk"].said, sides["no_kk"].known) == (KK.format(1), KK.format(1))
    assert (sides["group"].said, sides["group"].known) == ("Mawar", "Mawar")
    assert all(side.is_same for side in sides.values())
