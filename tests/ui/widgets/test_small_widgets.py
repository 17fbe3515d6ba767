from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QListWidget, QWidget

from fieldkit.core.dates import Month
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.card import Card, Notice, StatCard, Tile, TileGrid, facts
from fieldkit.ui.widgets.chart import (
    BarChart,
    HeatCell,
    HeatStrip,
    LineChart,
    Ring,
    Series,
    compact_rupiah,
    percent,
    plain,
)
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.month_switcher import MonthSwitcher
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.photo_strip import PhotoItem, PhotoStrip
from fieldkit.ui.widgets.search_edit import SearchEdit


@pytest.fixture
def show(qtbot):
    def shown(widget, width=600, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown


def test_tiles_wrap_to_the_room_there_is(show):
    grid = TileGrid(least=150)
    for number in range(6):
        grid.add(Tile(f"Group {number}", "20 families", state="held", role="good", icon="check"))
    show(grid, 700, 400)
    assert len({tile.x() for tile in grid.tiles()}) == 4
    grid.resize(340, 600)
    assert len({tile.x() for tile in grid.tiles()}) == 2
    assert len({tile.width() for tile in grid.tiles()}) == 1
    grid.clear()
    assert grid.tiles() == []


def test_a_figure_is_clicked_by_mouse_and_keys_and_spoken(show, qtbot):
    card = show(StatCard("Families", "350", "12 not visited", icon="users"))
    with qtbot.waitSignal(card.clicked):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert card.accessibleName() == "Families: 350"
    assert card.accessibleDescription() == "12 not visited"


def test_a_card_is_filled_and_emptied(show):
    card = show(Card("Today", icon="sun", hint="Friday"))
    card.add(QLabel("one"))
    card.clear()
    card.set_hint("")
    assert card.body.count() == 0
    assert not card.hint_label.isVisible()


def test_a_notice_without_words_is_not_there(show, qtbot):
    notice = show(Notice("Locked", action="Open"))
    with qtbot.waitSignal(notice.action_requested):
        notice.action_button.click()
    notice.show_text("")
    assert not notice.isVisible()


def test_chips_switch_and_choose(show, qtbot):
    chips = show(
        FilterChips(Chip("group", "Group", (("a", "Mawar"),)), Chip("business", "Business"))
    )
    with qtbot.waitSignal(chips.changed):
        chips._buttons["business"].click()
    chips.choose("group", "a")
    assert chips.active() == {"business": True, "group": "a"}
    assert chips._buttons["group"].text() == "Group: Mawar"
    chips.set_choices("group", (("b", "Melati"),))
    assert chips.active() == {"business": True}
    chips._clear_button.click()
    assert chips.active() == {}


def test_the_month_moves_by_keys(show, qtbot):
    switcher = show(MonthSwitcher(Month(2026, 1)))
    with qtbot.waitSignal(switcher.changed) as moved:
        switcher.previous_button.click()
    assert moved.args[0] == Month(2025, 12)
    switcher.next_button.click()
    assert switcher.month == Month(2026, 1)
    assert switcher.previous_button.shortcut().toString() == "Ctrl+Left"
    switcher._on_chosen(Month(2027, 5))
    assert switcher.name_button.text() == "May 2027"


def test_search_answers_at_once_and_down_goes_into_the_list(show, qtbot):
    holder = show(QWidget())
    edit, view = SearchEdit(parent=holder), QListWidget(holder)
    view.addItems(["one", "two"])
    edit.lead_to(view)
    edit.show()
    view.show()
    heard = []
    edit.searched.connect(heard.append)
    qtbot.keyClicks(edit, "si ")
    assert heard == ["s", "si"]
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert view.currentRow() == 0
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == ""


def test_an_empty_state_offers_the_first_action(show, qtbot):
    state = show(EmptyState("users", "Nobody yet.", "Import"))
    with qtbot.waitSignal(state.action_requested):
        state.action_button.click()
    state.set_content("users", "Nothing found.")
    assert not state.action_button.isVisible()


def test_a_chart_says_its_numbers_and_leaves_out_what_is_not_known(show, qtbot):
    chart = show(BarChart("Attendance", text=percent, most=100))
    chart.show_data(
        ["Jan", "Feb"], Series("Present", [80, None]), Series("Absent", [20, 5], "danger")
    )
    assert chart.accessibleDescription() == (
        "Jan: Present 80%, Absent 20%; Feb: Present not known, Absent 5%"
    )
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert picked.args == [0]
    chart.grab()


@pytest.mark.parametrize("values", [[], [0, 0], [None, None], [-5, 10], [1_000_000_000], [0.4]])
def test_any_values_can_be_drawn(show, values):
    chart = show(LineChart("Cash", text=compact_rupiah))
    chart.show_data([str(n) for n in range(len(values))], Series("In", values))
    chart.grab()


def test_a_heat_strip_writes_its_numbers(show):
    strip = show(HeatStrip("Coverage"))
    strip.show_cells([HeatCell("RT 01", 0.5), HeatCell("RT 02", None), HeatCell("RT 03", 1, "9/9")])
    assert strip.accessibleDescription() == "RT 01: 50%; RT 02: not known; RT 03: 9/9"
    assert strip.heightForWidth(100) > strip.heightForWidth(600)
    strip.grab()


def test_a_ring_that_knows_nothing_says_so(show):
    ring = show(Ring("Visited"))
    ring.show_share(None, 350)
    assert ring.accessibleDescription() == "not known"
    ring.show_share(120, 350)
    assert ring.accessibleDescription() == "120 of 350"
    ring.grab()


def test_numbers_are_written_the_indonesian_way():
    assert plain(1500) == "1.500"
    assert plain(12.5) == "12,5"
    assert compact_rupiah(500) == "Rp500"


def test_an_icon_button_has_a_name_and_its_key(show):
    button = show(buttons.icon_button("printer", "Print", key="Ctrl+P"))
    assert button.accessibleName() == "Print"
    assert "Ctrl+P" in button.toolTip()
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_photos_are_taken_refused_captioned_and_removed(show, qtbot):
    strip = show(PhotoStrip())
    with qtbot.waitSignals([strip.files_added, strip.files_refused]):
        strip.take_files([Path("a.JPG"), Path("b.pdf")])
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImage(8, 8, QImage.Format.Format_RGB32).save(buffer, "PNG")
    photo = PhotoItem("p1", bytes(buffer.data().data()), "Before", "09.30", "used before")
    strip.show_photos([photo])
    card = strip._cards["p1"]
    with qtbot.waitSignal(strip.caption_changed) as changed:
        card._caption_edit.setText("After")
        card._caption_edit.editingFinished.emit()
    assert changed.args == ["p1", "After"]
    with qtbot.waitSignal(strip.removed):
        card._remove_button.click()
    strip.set_read_only(True)
    assert not strip.acceptDrops()
    strip.show_photos([])


def test_a_page_scrolls_and_shows_its_sentence(show):
    page = Page(lead="Nine of thirteen.")
    page.add(facts([("Name", "Siti"), ("Phone", "")]))
    page.add_action(buttons.button("Add"))
    page.finish()
    show(page)
    assert page.lead_label.isVisible()
    page.set_lead("")
    page.set_heading("Head")
    assert not page.lead_label.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_space_and_enter(show, qtbot, key):
    for made in (buttons.button("Choose"), buttons.icon_button("x", "Close")):
        show(made)
        with qtbot.waitSignal(made.clicked):
            qtbot.keyClick(made, key)


def test_every_key_of_a_button_presses_it(show, qtbot):
    page = QWidget()
    save = buttons.button("Save", key=buttons.SAVE_KEYS, parent=page)
    edit = SearchEdit("Find")
    edit.setParent(page)
    with qtbot.waitActive(page):
        show(page)
        page.activateWindow()
    edit.setFocus()
    for key in (Qt.Key.Key_S, Qt.Key.Key_Return):
        with qtbot.waitSignal(save.clicked):
            qtbot.keyClick(edit, key, Qt.KeyboardModifier.ControlModifier)
    assert save.toolTip() == "Save (Ctrl+S)"
    save.setText("Save the visit")
    with qtbot.waitSignal(save.clicked):
        qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("typed", "endings", "kept"),
    [
        ("Kartu", (".fkcard",), "Kartu.fkcard"),
        ("Kartu 28.11.2026", (".fkcard",), "Kartu 28.11.2026.fkcard"),
        ("Kartu Siti S.Sos", (".fkcard",), "Kartu Siti S.Sos.fkcard"),
        ("KARTU.FKCARD", (".fkcard",), "KARTU.FKCARD"),
        ("daftar.csv", (".xlsx", ".csv"), "daftar.csv"),
    ],
)
def test_a_file_gets_its_ending_whatever_its_name_has_after_a_dot(typed, endings, kept):
    assert with_ending(Path("a") / typed, *endings) == Path("a") / kept


def test_a_buttons_tip_names_its_key_once():
    assert buttons.button("Save", key="Ctrl+S").toolTip() == "Save (Ctrl+S)"
    assert buttons.button("Save (Ctrl+Enter)", key="Ctrl+S").toolTip() == "Save (Ctrl+Enter)"
    assert buttons.button("Save (all)", key="Ctrl+S").toolTip() == "Save (all) (Ctrl+S)"
    assert buttons.button("", key="Ctrl+S").toolTip() == "Ctrl+S"


def test_a_click_into_a_choice_lets_another_name_be_typed_over_it(show, qtbot):
    page = show(QWidget())
    choice = ChoiceEdit([("a", "Bu Rina"), ("b", "Pak Hendra")], page, searchable=True)
    choice.set_value("a")
    choice.resize(300, 34)
    choice.show()
    qtbot.waitUntil(choice.isVisible)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.mouseClick(choice.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(choice.lineEdit(), "Hendra")
    assert choice.value() == "b"
