"""The NIK doctor on screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from fieldkit.features.people import service as people
from fieldkit.features.people.service import Weight
from fieldkit.ui.people.screen import DOCTOR, PeopleScreen


@pytest.fixture
def screen(make, open_screen):
    make.family(None, "Omah", nik="32731601O1900000", no_kk="3273160101100000")
    make.family(None, "Euis", nik="3273160201900000", no_kk="3273163201100000")
    screen = open_screen(PeopleScreen)
    screen.open(DOCTOR)
    return screen


def kinds(page):
    return [(f.person.name, f.weight) for f in page.table.rows()]


def test_the_gravest_stands_first_and_one_click_mends_it(screen, qtbot, ctx):
    page = screen.doctor_page
    assert screen.stack.currentWidget() is page
    assert kinds(page)[0] == ("Omah", Weight.ERROR)
    assert page.number_label.text() == "327316 01O190 0000"
    button = [b for b in page.findChildren(QPushButton) if b.text() == "327316 010190 0000"][-1]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert ("Omah", Weight.ERROR) not in kinds(page)


def test_chips_tell_errors_from_warnings(screen):
    page = screen.doctor_page
    page.narrow_to({"weight": Weight.WARNING})
    assert {weight for _name, weight in kinds(page)} == {Weight.WARNING}
    page.narrow_to({"weight": Weight.ERROR})
    assert {weight for _name, weight in kinds(page)} == {Weight.ERROR}


def test_enter_opens_the_family_and_a_checked_number_is_marked(screen, qtbot, ctx):
    page = screen.doctor_page
    page.narrow_to({"weight": Weight.WARNING})
    qtbot.mouseClick(page.checked_button, Qt.MouseButton.LeftButton)
    assert any(f.checked_on == ctx.today for f in people.examine(ctx))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert screen.stack.currentWidget() is screen.family_page


def test_what_niks_tell_is_filled_in_with_one_click(screen, qtbot, ctx):
    page = screen.doctor_page
    assert page.fill_button.isVisibleTo(page)
    qtbot.mouseClick(page.fill_button, Qt.MouseButton.LeftButton)
    assert people.counted(people.examine(ctx))[Weight.HINT] == 0
    assert not page.fill_button.isVisibleTo(page)
