"""The register on screen."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFileDialog

from fieldkit.core.render.document import Table
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Status
from fieldkit.ui.people.export_dialog import ExportDialog
from fieldkit.ui.people.screen import IMPORT, SCREEN, PeopleScreen
from fieldkit.ui.shell.navigation import OpenFamily
from fieldkit.ui.widgets.dialogs import FormDialog


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


def choose(qtbot, page, words, **values):
    """Choose one entry of the menu of chosen families and fill in its box."""
    next(a for a in page.selection_menu().actions() if a.text() == words).trigger()
    dialog = page.window().findChildren(FormDialog)[-1]
    dialog.form.fill({**dialog.form.values(), **values})
    dialog.save_button.click()
    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_chosen_families_get_a_status_or_move_together(screen, ctx, told, qtbot):
    page = screen.list_page
    page.table.view.selectAll()
    assert page.selected_button.isVisible()
    choose(qtbot, page, "Set the status…", status=Status.MOVED, reason="Pindah ke Bogor")
    assert told[-1].text == "3 families are now “Moved away”."
    assert told[-1].undo
    assert people.overview(ctx).served == 0
    page.table.view.selectAll()
    choose(qtbot, page, "Move to a group…", group_id=None)
    assert told[-1].text == "3 families moved."
    assert people.overview(ctx).without_group == 4
    family = page.table.rows()[0]
    events = [(e.kind.value, e.after, e.reason) for e in people.events_of(ctx, family.id)]
    assert ("status", "moved", "Pindah ke Bogor") in events
    assert ("group", None, None) in events


def test_chosen_families_are_tagged_and_found_by_their_tag(screen, ctx, told, qtbot):
    page = screen.list_page
    page.table.view.selectRow(0)
    choose(qtbot, page, "Put a tag on…", name="Kursi roda")
    assert told[-1].text == "1 family tagged."
    page.chips.choose("tag", "Kursi roda")
    assert len(names(screen)) == 1
    page.table.view.selectRow(0)
    (off,) = [a.menu() for a in page.selection_menu().actions() if a.menu()]
    off.actions()[0].trigger()
    assert told[-1].text == "Tag taken off 1 family."
    assert people.tags(ctx) == []


def test_the_chosen_are_reached_by_keys_and_by_the_menu_of_the_row(screen, qtbot):
    page = screen.list_page
    screen.show()
    qtbot.waitExposed(screen)
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search_edit.hasFocus()
    page.table.view.selectRow(0)
    assert not page.selected_button.isHidden()
    opened = []
    page.selection_menu = lambda made=page.selection_menu: opened.append(made()) or opened[-1]
    qtbot.keyClick(page.table.view, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    page.table.view.customContextMenuRequested.emit(page.rect().center())
    assert len(opened) == 2
    texts = {action.text() for action in opened[0].actions()}
    assert {"Move to a group…", "Put a tag on…", "Plan visits…", "Print this list"} <= texts
    for menu in opened:
        menu.close()


def test_visits_to_chosen_families_are_planned(screen, ctx, told, qtbot):
    from fieldkit.core.dates import Month
    from fieldkit.features.rounds import service as rounds

    page = screen.list_page
    page.chips.choose("status", Status.ACTIVE)
    page.table.view.selectRow(0)
    choose(qtbot, page, "Plan visits…")
    assert told[-1].text == "1 visit planned."
    assert len(rounds.month_plan(ctx, Month.of(ctx.today))) == 1


def test_a_filter_is_kept_taken_again_and_forgotten(screen, ctx, qtbot):
    page = screen.list_page
    page.chips.choose("area", ("002", "009"))
    page.search_edit.setText("eu")
    page.filters_menu().actions()[-1].trigger()
    dialog = screen.window().findChild(FormDialog)
    dialog.form.fill({"name": "Dekat masjid"})
    dialog.save_button.click()
    screen.open({})
    assert len(names(screen)) == 4
    page.filters_menu().actions()[0].trigger()
    assert names(screen) == ["Euis"]
    assert page.search_edit.text() == "eu"
    (forget,) = [a.menu() for a in page.filters_menu().actions() if a.menu()]
    forget.actions()[0].trigger()
    assert people.saved_filters(ctx) == []


def test_what_was_sought_is_underlined_and_where_it_was_found_is_told(screen, ctx, qtbot):
    from fieldkit.features.people.model import Member

    page = screen.list_page
    assert page.table.view.isColumnHidden(2)
    omah = next(row.id for row in page.table.rows() if row.name == "Omah")
    people.save_member(ctx, Member(family_id=omah, name="Budi Santoso"))
    qtbot.keyClicks(page.search_edit, "amin")
    assert page.table.view.isColumnHidden(2)
    assert page._marks(page.table.rows()[0]) == [(5, 4)]
    page.search_edit.setText("budi")
    (found,) = page.table.rows()
    assert (found.name, found.hit.text) == ("Omah", "Budi Santoso")
    assert not page.table.view.isColumnHidden(2)
    page.grab()


def test_the_list_is_exported_for_an_audience(screen, ctx, told, tmp_path, monkeypatch):
    from fieldkit.core.render.sheets import read_workbook

    page = screen.list_page
    target = tmp_path / "kpm.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(target), ""))

    def answer(dialog):
        dialog.audience_edit.set_value(people.Audience.NO_NUMBERS)
        dialog.audience_edit.edited.emit()
        dialog.all_button.click()
        assert "nik" not in dialog.checked()
        dialog.save_button.click()
        return True

    monkeypatch.setattr(ExportDialog, "exec", answer)
    next(a for a in page.more_menu().actions() if a.text() == "Export…").trigger()
    assert told[-1].text == "4 families written to kpm.xlsx; the export is noted."
    (sheet,) = read_workbook(target)
    assert "NIK Pengurus" not in sheet.rows[0]
    assert people.exports(ctx)[0]["audience"] == "no_numbers"


def test_the_list_is_printed_for_the_group_in_the_filter(screen, ctx):
    assert screen.print_documents()[0].kind == "families"
    screen.open({"group": people.groups(ctx)[0].id})
    (document,) = screen.print_documents()
    assert len([b for b in document.blocks if type(b).__name__ == "Table"]) == 1


def test_what_is_in_front_is_what_is_printed(screen, ctx, qtbot):
    page = screen.list_page
    qtbot.keyClicks(page.search_edit, "siti")
    (document,) = screen.print_documents()
    rows = [row[2] for block in document.blocks if isinstance(block, Table) for row in block.rows]
    assert rows == ["Siti Aminah"]
    qtbot.keyClick(page.search_edit, Qt.Key.Key_Return)
    (document,) = screen.print_documents()
    assert document.kind == "data_sheets"

    screen.open(IMPORT)
    assert screen.print_documents() == []


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

    screen.open("new")
    assert screen.stack.currentWidget() is page
    assert SCREEN.key == "people"


def test_the_columns_can_be_chosen(screen):
    menu = screen.list_page.table.column_menu()
    assert {"NIK", "No KK", "Phone"} <= {action.text() for action in menu.actions()}
