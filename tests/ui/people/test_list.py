"""The register on screen."""

import pytest
from PySide6.QtCore import Qt

from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Status
from fieldkit.ui.people.screen import SCREEN, PeopleScreen
from fieldkit.ui.shell.navigation import OpenFamily


@pytest.fixture
def told():
    return []


@pytest.fixture
def screen(ctx, make, open_screen, told):
    group = make.group("Mawar")
    for number, name in enumerate(["Siti Aminah", "Euis", "Omah"], start=1):
        make.family(group, name, row_code=f"A{number}", rt=f"00{number}")
    make.family(None, "Kokom", status="moved", n_elderly=1)
    made = open_screen(PeopleScreen)
    made.told.connect(told.append)
    return made


def names(screen):
    return [row.name for row in screen.list_page.table.rows()]


def test_an_empty_register_offers_the_import_first(open_screen, qtbot):
    screen = open_screen(PeopleScreen)
    page = screen.list_page
    assert page.stack.currentWidget() is page.empty
    qtbot.mouseClick(page.empty.action_button, Qt.MouseButton.LeftButton)
    assert screen.stack.currentWidget() is screen.import_page


def test_typing_narrows_the_list_at_every_key_and_enter_opens_the_first(screen, qtbot):
    edit = screen.list_page.search_edit
    qtbot.keyClicks(edit, "om")
    assert names(screen) == ["Omah"]
    assert screen.list_page.count_label.text() == "1 family of 4"
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert screen.stack.currentWidget() is screen.family_page
    assert screen.family_page.head.name_label.text() == "Omah"


def test_down_goes_into_the_list_and_enter_opens_and_escape_comes_back(screen, qtbot):
    page = screen.list_page
    qtbot.keyClick(page.search_edit, Qt.Key.Key_Down)
    assert page.table.view.hasFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert screen.family_page.head.name_label.text() == "Euis"
    qtbot.keyClick(screen.family_page, Qt.Key.Key_Escape)
    assert screen.stack.currentWidget() is page


def test_chips_filter_by_component_status_area_and_group(screen, ctx):
    page = screen.list_page
    page.chips.choose("component", Component.ELDERLY)
    assert names(screen) == ["Kokom"]
    page.chips.choose("component", None, is_set=False)
    page.chips.choose("status", Status.ACTIVE)
    assert "Kokom" not in names(screen)
    page.chips.choose("area", ("002", "009"))
    assert names(screen) == ["Euis"]
    screen.open({"group": "-"})
    assert names(screen) == ["Kokom"]
    screen.open({"group": people.groups(ctx)[0].id})
    assert len(names(screen)) == 3
    screen.open({"long_ago": True})
    assert len(names(screen)) >= 3
    screen.open({"business": True})
    assert names(screen) == []


def test_a_click_on_a_title_sorts_in_the_database(screen):
    screen.list_page.table.sort_requested.emit("row_code", True)
    assert names(screen)[0] == "Omah"
    screen.list_page.table.sort_requested.emit("phone", False)
    assert names(screen)[0] == "Omah"


def test_chosen_families_get_a_status_or_move_together(screen, ctx, told):
    page = screen.list_page
    page.table.view.selectAll()
    assert page.selected_button.isVisible()
    menu = page.selection_menu()
    status_menu, group_menu = (action.menu() for action in menu.actions())
    [moved] = [a for a in status_menu.actions() if a.text() == "Moved away"]
    moved.trigger()
    assert told[-1].text == "3 families are now “Moved away”."
    assert told[-1].undo
    assert people.overview(ctx).served == 0
    page.table.view.selectAll()
    group_menu.actions()[-1].trigger()
    assert told[-1].text == "3 families moved."
    assert people.overview(ctx).without_group == 4


def test_the_list_is_printed_for_the_group_in_the_filter(screen, ctx):
    assert screen.print_documents()[0].kind == "families"
    screen.open({"group": people.groups(ctx)[0].id})
    (document,) = screen.print_documents()
    assert len([b for b in document.blocks if type(b).__name__ == "Table"]) == 1


def test_a_family_opened_from_elsewhere_that_is_gone_says_so(screen, told):
    screen.open(OpenFamily("gone"))
    assert told[-1].role == "danger"
    screen.open(None)
    assert screen.stack.currentWidget() is screen.list_page


def test_a_reader_gets_no_buttons_that_would_be_refused(qtbot, book, navigate):
    from fieldkit.ui.shell.changes import Changes

    reader = book(role=Role.READER)
    screen = PeopleScreen(reader, Changes(reader), navigate)
    qtbot.addWidget(screen)
    screen.show()
    page = screen.list_page
    assert not page.new_button.isVisible()
    assert not page.import_button.isVisible()
    screen.open("import")
    screen.open("new")
    assert screen.stack.currentWidget() is page
    assert SCREEN.key == "people"


def test_the_columns_can_be_chosen(screen):
    menu = screen.list_page.table.column_menu()
    assert {"NIK", "No KK", "Phone"} <= {action.text() for action in menu.actions()}
