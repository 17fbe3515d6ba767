"""The month's round on screen: proposed, overruled, kept and printed without the mouse."""

from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.rounds import service as rounds
from fieldkit.features.rounds.model import Budget, State
from fieldkit.features.visits import service
from fieldkit.features.visits.model import Purpose, Visit
from fieldkit.ui.visits import plan_dialogs
from fieldkit.ui.visits import screen as screen_module
from fieldkit.ui.visits.plan_lines import PROPOSED
from fieldkit.ui.visits.screen import PLAN, VISITS, VisitsScreen

KEY = Qt.Key
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
EIGHTH = date(2026, 12, 8)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(make, group):
    names = ("Ani", "Budi", "Cici", "Dewi")
    return [
        make.family(group, name, rt=f"00{n}", row_code=f"A{n}", verified_on="2026-11-01")
        for n, name in enumerate(names, 1)
    ]


@pytest.fixture
def screen(families, open_screen):
    built = open_screen(VisitsScreen)
    built.set_month(DECEMBER)
    yield built
    built.panel._draft_timer.stop()


@pytest.fixture
def page(screen):
    screen.pages.setCurrentIndex(PLAN)
    return screen.plan_page


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def lines(page):
    return page.table.rows()


def answer(kind, act):
    """Do `act` to the box of a kind as soon as it opens."""

    def look():
        box = next((w for w in QApplication.topLevelWidgets() if isinstance(w, kind)), None)
        if box is not None and box.isVisible():
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def test_a_month_without_a_plan_is_proposed_at_once_and_nothing_is_written(ctx, page):
    assert [line.name for line in lines(page)] == ["Ani", "Budi", "Cici", "Dewi"]
    assert {line.state for line in lines(page)} == {PROPOSED}
    assert page.accept_button.isVisible()
    assert "4 visits are proposed" in page.notice.text_label.text()
    assert rounds.month_plan(ctx, DECEMBER) == []


def test_every_line_says_why(page):
    page.table.select_first()
    assert "Never visited" in page.detail_label.text()
    shown = page.table.model.index(0, 3).data()
    assert shown.startswith("Never visited")


def test_the_promise_is_told_in_words(page):
    assert "at the latest every 2 months" in page.promise_label.text()
    assert "4 families were never visited" in page.promise_label.text()


def test_the_plan_is_kept_with_one_key(ctx, page, told, qtbot):
    QTest.keyClick(page.table.view, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(rounds.month_plan(ctx, DECEMBER)) == 4)
    assert told[-1].text == "4 visits are planned."
    assert not page.accept_button.isVisible()
    assert {line.state for line in lines(page)} == {State.PLANNED}


def test_what_does_not_fit_is_taken_off_before_keeping(ctx, page):
    page.table.select_first()
    (drop,) = page.table.view.actions()
    assert drop.shortcut().toString() == "Del"
    drop.trigger()
    assert [line.name for line in lines(page)] == ["Budi", "Cici", "Dewi"]
    page.accept()
    assert len(rounds.month_plan(ctx, DECEMBER)) == 3


def test_a_kept_visit_is_taken_off_with_undo_at_hand(ctx, page, told):
    page.accept()
    page.table.select_first()
    page.drop_button.click()
    assert told[-1].text == "1 visit taken off the plan."
    assert told[-1].undo
    assert [one.state for one in rounds.month_plan(ctx, DECEMBER)].count(State.DROPPED) == 1
    assert not page.drop_button.isEnabled()


def test_discarding_the_proposal_leaves_an_empty_month(ctx, page):
    page.cancel_button.click()
    assert lines(page) == []
    assert page.table._empty_state.isVisible()
    page.propose_button.click()
    assert len(lines(page)) == 4


def test_visits_move_to_another_day(ctx, page):
    page.accept()
    page.table.view.selectAll()
    day = date(2026, 12, 17)

    def choose(box):
        box.day_edit.set_value(day)
        box._on_go_clicked()

    answer(plan_dialogs.MoveDialog, choose)
    page.move_button.click()
    assert {one.day for one in rounds.month_plan(ctx, DECEMBER)} == {day}


def test_a_proposed_visit_moves_too(page):
    page.table.select_first()
    name = page.table.current().name
    answer(
        plan_dialogs.MoveDialog, lambda box: (box.day_edit.set_value(EIGHTH), box._on_go_clicked())
    )
    page.move_button.click()
    assert next(one.day for one in page.proposal if one.facts.name == name) == EIGHTH


def test_a_family_is_added_by_a_few_letters(ctx, page, families, told):
    page.cancel_button.click()

    def choose(box):
        QTest.keyClicks(box.search_edit, "cici")
        QTest.keyClick(box.search_edit, KEY.Key_Return)
        box.day_edit.set_value(EIGHTH)
        box.go_button.click()

    answer(plan_dialogs.AddDialog, choose)
    page.add_button.click()
    (kept,) = rounds.month_plan(ctx, DECEMBER)
    assert (kept.name, kept.day) == ("Cici", EIGHTH)
    assert "8 December 2026" in told[-1].text
    assert "Your choice" in page.table.model.index(0, 3).data()


def test_the_add_box_leaves_out_who_is_on_the_plan_and_says_when_nobody_fits(ctx, page):
    seen = []

    def look(box):
        seen.append([due.name for due in box.table.rows()])
        QTest.keyClicks(box.search_edit, "zzz")
        seen.append(box.go_button.isEnabled())
        box.reject()

    answer(plan_dialogs.AddDialog, look)
    page.add_button.click()
    assert seen == [[], False]


def test_days_switched_off_are_not_used(page):
    for day in page.time_card.days():
        if day != EIGHTH:
            page.time_card.day_picker.button(day).click()
    assert {line.day for line in lines(page)} == {EIGHTH}
    assert "1 day, 4 visits" in page.time_card.sum_label.text()


def test_another_weekday_and_fewer_visits_are_kept_as_the_budget(ctx, page, qtbot):
    page.time_card.day_picker.weekday_button(2).click()
    page.time_card.day_picker.weekday_button(5).click()
    page.time_card.per_day_edit.set_value(2)
    page.time_card.per_day_edit.edited.emit()
    qtbot.waitUntil(lambda: rounds.budget(ctx) == Budget(per_day=2, weekdays=(4, 5)))
    assert {day.isoweekday() for day in page.time_card.days()} == {4, 5}
    assert {line.day.isoweekday() for line in lines(page)} <= {4, 5}


def test_no_weekday_at_all_is_said_to_be_wrong(ctx, page, told, qtbot):
    for number in (2, 4):
        page.time_card.day_picker.weekday_button(number).click()
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1].text == "Choose at least one weekday for visits."


def test_a_month_that_is_over_can_only_be_looked_at(ctx, screen, page, families):
    screen.set_month(Month(2026, 10))
    assert lines(page) == []
    assert page.time_card.days() == []
    assert page.propose_button.isVisible()
    page.propose_button.click()
    assert lines(page) == []


def test_a_made_visit_shows_when_it_was_made(ctx, clock, screen, page, families):
    page.accept()
    clock.advance(days=20)
    service.record_visit(
        ctx,
        Visit(
            family_id=families[0], visited_on=date(2026, 12, 9), purposes=(Purpose.CASE,),
            agreement="ya",
        ),
    )  # fmt: skip
    shown = {line.name: line.state for line in lines(page)}
    assert shown["Ani"] is State.DONE
    assert "1 of 4 visits made" in page.notice.text_label.text()


def test_enter_opens_the_family_on_the_first_page(screen, page, families):
    page.table.select_first()
    page.table.activated.emit(page.table.current())
    assert screen.pages.currentIndex() == VISITS
    assert screen.panel.family_id == families[0]


def test_sessions_are_marked_in_the_calendar(ctx, make, screen, group):
    make.put("session", scope=group, group_id=group, held_on="2026-12-08", status="planned")
    screen.pages.setCurrentIndex(PLAN)
    button = screen.plan_page.time_card.day_picker.button(EIGHTH)
    assert "P2K2: Mawar" in button.toolTip()
    assert button.text() == "8•"


def test_the_calendar_is_walked_with_the_arrows(page):
    picker = page.time_card.day_picker
    picker.button(EIGHTH).setFocus()
    QTest.keyClick(picker.button(EIGHTH), KEY.Key_Right)
    QTest.keyClick(picker.button(date(2026, 12, 9)), KEY.Key_Down)
    assert picker.focusWidget() is picker.button(date(2026, 12, 16))


def test_routes_and_sheets_are_shown_before_they_are_printed(monkeypatch, page):
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent=None):
            shown.append([document.kind for document in documents])

        def exec(self):
            return 1

    monkeypatch.setattr(screen_module, "PreviewDialog", Preview)
    page.accept()
    page.table.select_first()
    page.route_button.click()
    page.sheet_button.click()
    assert shown == [["visit_route"], ["visit_quick_sheet"]]


def test_what_is_printed_is_the_page_in_front(screen, page):
    kinds = [document.kind for document in screen.print_documents()]
    assert kinds == ["visit_plan", "visit_route", "visit_quick_sheet"]


def test_a_narrow_window_shows_time_or_plan(screen, page):
    screen.resize(620, 500)
    assert page.time_button.isVisible()
    assert page.table.isVisible()
    page.time_button.click()
    assert not page.table.isVisible()
    assert page.time_card.isVisible()


def test_a_coordinator_looks_and_does_not_plan(book, open_screen, changes):
    other = book(role=Role.COORDINATOR)
    from fieldkit.ui.shell.changes import Changes

    screen = VisitsScreen(other, Changes(other), lambda _target: None)
    screen.resize(1100, 700)
    screen.show()
    screen.pages.setCurrentIndex(PLAN)
    assert not screen.plan_page.propose_button.isVisible()
    assert not screen.plan_page.add_button.isVisible()
    screen.close()


def test_the_pages_have_keys(screen, qtbot):
    QTest.keyClick(screen, KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    assert screen.pages.currentIndex() == PLAN
    screen.open("paper")
    assert screen.paper_page is not None
