"""Visits typed from paper: codes and letters, Enter from field to field, one step, no loss."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.features.visits import service
from fieldkit.features.visits.model import Purpose
from fieldkit.ui.visits.paper_page import FIRST_LINES
from fieldkit.ui.visits.screen import PAPER, VisitsScreen

KEY = Qt.Key
NOVEMBER = Month(2026, 11)


@pytest.fixture
def families(make):
    group = make.group("Mawar")
    names = ("Ani Rohmah", "Budi", "Ani Lestari")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def screen(families, open_screen):
    built = open_screen(VisitsScreen)
    yield built
    built.panel._draft_timer.stop()
    if built.paper_page is not None:
        built.paper_page._draft_timer.stop()


@pytest.fixture
def page(screen):
    screen.pages.setCurrentIndex(PAPER)
    return screen.paper_page


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def typed(page, *texts):
    """Type into the field with the cursor, Enter after each, as hands do."""
    for text in texts:
        field = page.focusWidget()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, KEY.Key_Return)


def test_ten_visits_are_typed_without_the_mouse_and_saved_as_one_step(ctx, page, families, told):
    page.focus()
    typed(page, "a1", "18", "vk", "Anak sakit", "Ke puskesmas", "Cek obat", "30/11/2026")
    typed(page, "A02", "", "u", "", "Catat penjualan", "", "")
    typed(page, "a3", "", "L", "", "ya", "", "")
    page.save()
    assert told[-1].text == "3 visits are saved."
    lines = service.visits_of_month(ctx, NOVEMBER)
    assert {line.visit.visited_on for line in lines} == {date(2026, 11, 18)}
    (first,) = [line.visit for line in lines if line.family_name == "Ani Rohmah"]
    assert first.purposes == (Purpose.COMMITMENT_CHECK, Purpose.CASE)
    assert (first.follow_up, first.follow_up_due) == ("Cek obat", date(2026, 11, 30))
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert service.visit_count(ctx, NOVEMBER) == 0


def test_the_date_of_the_line_above_is_taken_on_only_where_a_family_is_named(page):
    page.focus()
    typed(page, "a1", "18", "k", "", "ya", "", "")
    typed(page, "a2")
    assert page.lines[1].date_edit.text() == page.lines[0].date_edit.text()
    assert page.lines[2].date_edit.text() == ""


def test_whom_a_code_means_is_said_at_once(page, families):
    line = page.lines[0]
    QTest.keyClicks(line.code_edit, "a2")
    assert (line.name_label.text(), line.family_id) == ("Budi", families[1])
    line.code_edit.clear()
    QTest.keyClicks(line.code_edit, "tidak ada")
    assert line.name_label.text() == "nobody found"
    line.code_edit.clear()
    QTest.keyClicks(line.code_edit, "ani")
    assert line.family_id == ""
    assert {due.name for due in line.choices} == {"Ani Rohmah", "Ani Lestari"}


def test_one_of_several_is_chosen_from_a_list(page, families):
    line = page.lines[0]
    line.code_edit.setFocus()
    typed(page, "ani")
    menu = next(m for m in page.findChildren(QMenu) if m.isVisible())
    next(action for action in menu.actions() if "Lestari" in action.text()).trigger()
    menu.close()
    assert line.code_edit.text() == "A3"
    assert line.family_id == families[2]


def test_what_is_wrong_is_named_by_line_and_nothing_is_saved(ctx, page, told):
    page.focus()
    typed(page, "a1", "18", "x", "", "ya", "", "")
    typed(page, "zz", "", "k", "", "ya", "", "")
    page.save()
    said = told[-1].text
    assert "Line 1: The letters X stand for no purpose." in said
    assert "Line 2: Choose the family that was visited." in said
    assert page.focusWidget() is page.lines[0].purposes_edit
    assert service.visit_count(ctx, NOVEMBER) == 0


def test_the_rules_of_a_visit_hold_on_paper_too(ctx, page, told):
    page.focus()
    typed(page, "a1", "30/12/2026", "k", "", "", "", "")
    page.save()
    assert "Line 1:" in told[-1].text
    assert page.lines[0].date_edit.property("problem")
    assert page.lines[0].agreement_edit.property("problem")


def test_a_date_that_is_none_is_marked(page, told):
    page.focus()
    typed(page, "a1", "31/2", "k", "", "ya", "", "kapan-kapan")
    page.save()
    assert page.lines[0].date_edit.property("problem")
    assert page.lines[0].due_edit.property("problem")


def test_many_wrong_lines_are_counted(page, told):
    for line in page.lines[:6]:
        line.code_edit.setText("zz")
    page.save()
    assert "and 3 more lines" in told[-1].text


def test_nothing_typed_saves_nothing(page, told):
    page.save()
    assert told[-1].text == "Nothing is typed yet."


def test_what_is_typed_comes_back_after_the_window_closed(ctx, screen, page, open_screen):
    page.focus()
    typed(page, "a2", "18")
    assert not screen.has_unsaved()
    again = open_screen(VisitsScreen)
    again.pages.setCurrentIndex(PAPER)
    line = again.paper_page.lines[0]
    assert (line.code_edit.text(), line.name_label.text()) == ("a2", "Budi")
    assert again.paper_page.notice.isVisible()
    again.paper_page.notice.action_button.click()
    assert line.is_blank
    assert service.draft(ctx, service.QUICK) is None
    again.paper_page._draft_timer.stop()


def test_the_sheet_grows_when_its_last_line_is_full(page):
    page.lines[-1].due_edit.setFocus()
    QTest.keyClick(page.lines[-1].due_edit, KEY.Key_Return)
    assert len(page.lines) == FIRST_LINES + 1
    assert page.focusWidget() is page.lines[-1].code_edit


def test_the_arrows_go_up_and_down_a_column(page):
    page.lines[2].agreement_edit.setFocus()
    QTest.keyClick(page.lines[2].agreement_edit, KEY.Key_Down)
    assert page.focusWidget() is page.lines[3].agreement_edit
    QTest.keyClick(page.lines[3].agreement_edit, KEY.Key_Up)
    assert page.focusWidget() is page.lines[2].agreement_edit
