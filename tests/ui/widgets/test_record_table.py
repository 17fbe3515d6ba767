from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from fieldkit.core.money import format_rupiah
from fieldkit.ui.widgets.record_table import Column, RecordTable


@dataclass
class Row:
    id: str
    name: str
    paid: int | None
    day: date = date(2026, 11, 20)


ROWS = [Row("1", "Siti", 5000), Row("2", "Euis", None), Row("3", "=cmd()", 0)]


@pytest.fixture
def table(qtbot):
    made = RecordTable(
        Column("Date", attrgetter("day"), key="day"),
        Column("Name", attrgetter("name"), key="name", stretch=True, bold=True),
        Column("Paid", attrgetter("paid"), text=format_rupiah, align="right", key="paid"),
        Column("State", lambda r: "paid" if r.paid else "open", role=lambda _row: "good"),
        name="Dues",
        multi=True,
        empty="Nobody has paid yet.",
    )
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    return made


def cells(table, row):
    return [table.model.index(row, c).data() for c in range(table.model.columnCount())]


def test_rows_are_shown_and_blank_is_not_zero(table):
    table.show_rows(ROWS)
    assert cells(table, 0) == ["20 Nov 2026", "Siti", "Rp5.000", "paid"]
    assert cells(table, 1)[2] == ""
    assert cells(table, 2)[2] == "Rp0"


def test_an_empty_table_says_what_it_is_for(table):
    assert table._empty_state.isVisible()
    seen = [part.isVisible() for part in table._empty_state._parts]
    assert seen == [True, True, False, False]
    table.show_rows(ROWS)
    assert not table._empty_state.isVisible()


def test_the_keys_stand_on_the_first_action_until_there_are_rows(table):
    asked = []
    table.set_empty("Nobody yet", action="Add somebody").action_requested.connect(
        lambda: asked.append(1)
    )
    table.setFocus()
    assert table.window().focusWidget() is table._empty_state.action_button
    table._empty_state.action_button.click()
    table.show_rows(ROWS)
    assert asked == [1]
    assert table.window().focusWidget() is table.view
    table.show_rows([])
    table.set_empty("Nobody yet")
    table.setFocus()
    assert table.window().focusWidget() is table.view


def test_forty_thousand_rows_are_read_only_where_they_are_looked_at(table):
    asked = []

    def fetch(offset, limit):
        asked.append((offset, limit))
        return [Row(str(n), f"Name {n}", n) for n in range(offset, min(offset + limit, 40_000))]

    table.set_source(40_000, fetch)
    table.view.scrollToBottom()
    QGuiApplication.processEvents()
    assert table.model.rowCount() == 40_000
    assert cells(table, 39_999)[1] == "Name 39999"
    assert len(asked) <= 4


def test_the_chosen_row_stays_chosen_after_a_reload(table, qtbot):
    table.show_rows(ROWS)
    assert table.select("2")
    table.show_rows(list(reversed(ROWS)))
    assert table.current().id == "2"


def test_enter_and_a_header_click_are_handed_on(table, qtbot):
    table.show_rows(ROWS)
    table.select("1")
    with qtbot.waitSignal(table.activated) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args[0].id == "1"
    asked = []
    table.sort_requested.connect(lambda key, down: asked.append((key, down)))
    table._on_header_clicked(1)
    table._on_header_clicked(1)
    table._on_header_clicked(3)
    assert asked == [("name", False), ("name", True)]


def test_copied_rows_paste_as_a_table_and_never_as_a_formula(table, qtbot):
    table.show_rows(ROWS)
    table.view.selectAll()
    table.view.copy(with_titles=True)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Date\tName\tPaid\tState"
    assert lines[1] == "20 Nov 2026\tSiti\tRp5.000\tpaid"
    assert lines[3].split("\t")[1] == "'=cmd()"


def test_columns_are_put_away_and_brought_back(table):
    table.show_rows(ROWS)
    table.hide_columns(["day"])
    assert table.hidden_columns() == ["day"]
    action = table.column_menu().actions()[0]
    action.setChecked(True)
    table._on_column_toggled(action)
    assert table.hidden_columns() == []


def test_rows_do_not_wrap_and_are_high_enough_for_a_finger(table):
    assert not table.view.wordWrap()
    assert table.view.verticalHeader().defaultSectionSize() >= 32


def test_titles_are_announced(table):
    horizontal = Qt.Orientation.Horizontal
    assert [table.model.headerData(c, horizontal) for c in range(4)] == [
        "Date",
        "Name",
        "Paid",
        "State",
    ]
    assert table.view.accessibleName() == "Dues"


LONG = [
    Row(str(n), f"Siti Nurhasanah Handayani {n}", 1_234_567, date(2026, 11, 20)) for n in range(30)
]


@pytest.fixture
def crowded(qtbot):
    made = RecordTable(
        Column("Name", attrgetter("name"), key="name", stretch=True, width=22, bold=True),
        Column("Address", lambda r: f"Jl. Cendrawasih Dalam No. {r.id}", width=24, spare=2,
               key="address"),
        Column("Group", lambda _r: "Kelompok Wijaya Kusuma", width=20, key="group"),
        Column("NIK", lambda r: f"99010141019{r.id:0>5}", width=18, whole=True),
        Column("Since", attrgetter("day"), width=14),
        Column("Paid", attrgetter("paid"), text=format_rupiah, align="right", width=14),
        Column("Note", lambda _r: "", width=12, spare=1, key="note"),
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(1400, 400)
    made.show_rows(LONG)
    made.show()
    return made


def shown(table):
    return [c.title for n, c in enumerate(table.model.columns) if not table.view.isColumnHidden(n)]


def is_whole(table, title):
    number = [c.title for c in table.model.columns].index(title)
    return table.view.columnWidth(number) >= table.view.sizeHintForColumn(number)


@pytest.mark.parametrize("width", [1400, 1100, 900, 760, 640])
def test_a_narrow_table_never_slides_sideways(crowded, qtbot, width):
    crowded.resize(width, 400)
    qtbot.waitUntil(lambda: crowded.view.viewport().width() <= width)
    assert crowded.view.horizontalScrollBar().maximum() == 0
    assert {"Name", "Group", "NIK", "Since", "Paid"} <= set(shown(crowded))
    for title in ("NIK", "Since", "Paid"):
        assert is_whole(crowded, title)


def test_what_had_no_room_comes_back_with_it_and_was_never_put_away(crowded):
    crowded.resize(640, 400)
    assert "Address" not in shown(crowded)
    assert crowded.hidden_columns() == []
    crowded.resize(1400, 400)
    assert "Address" in shown(crowded)


def test_a_column_somebody_asks_for_stays_however_narrow(crowded):
    crowded.resize(640, 400)
    action = next(a for a in crowded.column_menu().actions() if a.text() == "Address")
    assert not action.isChecked()
    action.trigger()
    assert "Address" in shown(crowded)
    assert crowded.hidden_columns() == []


def test_a_column_put_away_stays_so_at_any_width(crowded):
    crowded.hide_columns(["address"])
    for width in (640, 1400):
        crowded.resize(width, 400)
        assert "Address" not in shown(crowded)
    assert crowded.hidden_columns() == ["address"]


def test_a_spare_column_that_says_nothing_goes_first_and_names_are_cut_last(crowded):
    crowded.show_rows([Row(r.id, "Siti Handayani", r.paid, r.day) for r in LONG])
    for width in range(1400, 640, -20):
        crowded.resize(width, 400)
        if "Note" not in shown(crowded):
            break
    assert "Address" in shown(crowded)
    assert is_whole(crowded, "Name")
    while is_whole(crowded, "Name"):
        width -= 20
        crowded.resize(width, 400)
    assert "Address" not in shown(crowded)
    assert not is_whole(crowded, "Group")


def test_a_column_that_was_put_away_comes_back_with_its_whole_title(qtbot):
    table = RecordTable(
        Column("Name", attrgetter("name"), stretch=True, width=12),
        Column("Handed in by the family", lambda _r: 0, align="right"),
        Column("In need of more work", lambda _r: 0, align="right", spare=1),
    )
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show_rows(LONG)
    table.show()
    before = table.view.columnWidth(2)
    table.resize(260, 300)
    assert table.view.isColumnHidden(2)
    table.show_rows(LONG)
    table.resize(900, 300)
    assert not table.view.isColumnHidden(2)
    assert table.view.columnWidth(2) == before
    assert table.view.horizontalScrollBar().maximum() == 0


def test_the_tip_of_a_cell_that_may_be_cut_says_it_whole_and_what_is_added(qtbot):
    table = RecordTable(
        Column("Name", attrgetter("name"), tooltip=lambda _r: "RT 001", stretch=True),
        Column("Paid", attrgetter("paid"), tooltip=lambda r: f"Rp{r.paid} since May"),
    )
    qtbot.addWidget(table)
    table.show_rows(LONG[:1])
    tips = [table.model.index(0, n).data(Qt.ItemDataRole.ToolTipRole) for n in (0, 1)]
    assert tips == ["Siti Nurhasanah Handayani 0\nRT 001", "Rp1234567 since May"]
