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
