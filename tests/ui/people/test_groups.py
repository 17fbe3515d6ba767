"""Groups on screen."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from fieldkit.features.people import service as people
from fieldkit.ui.people.screen import PeopleScreen
from fieldkit.ui.shell.navigation import OpenGroup, OpenScreen


@pytest.fixture
def told():
    return []


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


@pytest.fixture
def screen(open_screen, told):
    made = open_screen(PeopleScreen)
    made.told.connect(told.append)
    return made


def test_the_first_group_is_made_at_once(screen, qtbot, ctx, told):
    screen.open("groups")
    page = screen.groups_page
    qtbot.keyClicks(page.form.editor("name"), "Mawar")
    click(qtbot, page.save_button)
    assert [(g.code, g.name) for g in people.groups(ctx)] == [("A", "Mawar")]
    assert told[-1].undo
    click(qtbot, page.new_button)
    click(qtbot, page.save_button)
    assert page.form.editor("name").property("problem")
    assert screen.has_unsaved() is page.form.is_dirty


def test_a_group_is_changed_and_gets_a_leader(screen, qtbot, ctx, make):
    group = make.group("Mawar")
    siti = make.family(group, "Siti", row_code="A1")
    screen.open(OpenGroup(group))
    page = screen.groups_page
    assert [row.name for row in page.families.rows()] == ["Siti"]
    page.tabs.setCurrentIndex(1)
    page.form.fill({"meeting_place": "Balai RW 03", "leader_id": siti})
    click(qtbot, page.save_button)
    saved = people.group(ctx, group)
    assert (saved.meeting_place, saved.leader_id) == ("Balai RW 03", siti)
    assert page.table.rows()[0].leader == "Siti"
    (document,) = screen.print_documents()
    assert document.kind == "families"


def test_choosing_another_group_shows_its_families(screen, ctx, make, qtbot):
    group = make.group("Mawar")
    make.family(group, "Siti")
    melati = make.put("kpm_group", scope="g", id="g", name="Melati", code="B")
    screen.open("groups")
    page = screen.groups_page
    page.table.select(melati)
    assert page.title_label.text() == "Melati"
    assert not page.remove_button.isHidden()
    page.tabs.setCurrentIndex(1)
    click(qtbot, page.remove_button)
    assert [g.name for g in people.groups(ctx)] == ["Mawar"]
    page.table.select_first()
    page.table.activated.emit(page.table.current())
    assert page.tabs.currentIndex() == 1
    page.families.activated.emit(page.families.rows()[0])
    assert screen.stack.currentWidget() is screen.family_page


def test_who_came_and_who_left_stands_with_day_and_reason(screen, ctx, make):
    mawar = make.group("Mawar")
    siti = make.family(mawar, "Siti")
    melati = make.put("kpm_group", scope="g", id="g", name="Melati", code="B")
    people.move_families(ctx, [siti], melati, date(2026, 11, 2), "Pindah rumah")
    screen.open("groups")
    page = screen.groups_page
    page.table.select(mawar)
    (left,) = page.moves.rows()
    assert (left.family, left.has_come, left.other) == ("Siti", False, "Melati")
    page.table.select(melati)
    (came,) = page.moves.rows()
    assert (came.on, came.has_come, came.other) == (date(2026, 11, 2), True, "Mawar")
    assert came.reason == "Pindah rumah"
    page.moves.activated.emit(came)
    assert screen.stack.currentWidget() is screen.family_page


def test_escape_leads_back_and_a_group_that_is_gone_says_so(screen, qtbot, make, told):
    make.group("Mawar")
    screen.open("groups")
    qtbot.keyClick(screen.groups_page, Qt.Key.Key_Escape)
    assert screen.stack.currentWidget() is screen.list_page
    screen.open(OpenGroup("gone"))
    assert told[-1].role == "danger"
    assert screen.stack.currentWidget() is screen.list_page


def test_the_groups_page_leads_to_the_hand_over(screen, qtbot, navigate, make):
    make.group("Mawar")
    screen.open("groups")
    click(qtbot, screen.groups_page.hand_over_button)
    assert navigate == [OpenScreen("sync", "hand_over")]
