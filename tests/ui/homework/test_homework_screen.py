"""The homework screen alone: sheets given, typed downwards, judged and printed by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.homework import service
from fieldkit.features.homework.model import MoneyMonth, Status
from fieldkit.ui.homework import screen as screen_module
from fieldkit.ui.homework.screen import HomeworkScreen
from fieldkit.ui.shell.navigation import OpenFamily, OpenGroup, OpenScreen

KEY = Qt.Key
NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(make, group):
    names = ("Ani", "Budi", "Cici")
    return [make.family(group, name, row_code=f"A0{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def homework(families, open_screen):
    screen = open_screen(HomeworkScreen)
    yield screen
    screen.panel._draft_timer.stop()


@pytest.fixture
def told(homework):
    heard = []
    homework.told.connect(heard.append)
    return heard


def money_of(ctx, family, month=NOVEMBER):
    return service.month_of(ctx, family, month)


def press(widget, *keys):
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(widget, key)
        else:
            QTest.keyClick(widget, key)


def names(screen):
    return [line.name for line in screen.sheets.table.rows()]


def test_before_a_group_is_chosen_every_group_shows_how_far_it_is(ctx, homework, families, group):
    service.assign_to_group(ctx, group, NOVEMBER)
    (progress,) = homework.overview.table.rows()
    assert (progress.group_name, progress.assigned) == ("Mawar", 3)
    assert names(homework) == []
    homework.overview.table.activated.emit(progress)
    assert names(homework) == ["Ani", "Budi", "Cici"]


def test_the_whole_group_is_given_the_homework_at_once(ctx, homework, families, group, told):
    assert not homework.sheets.assign_button.isEnabled()
    homework.open(OpenGroup(group))
    homework.sheets.assign_button.click()
    assert [money_of(ctx, f).status for f in families] == [Status.ASSIGNED] * 3
    assert told[-1].text == "The homework is given to 3 families."
    assert told[-1].undo
    assert not homework.sheets.assign_button.isEnabled()


def test_a_month_is_typed_downwards_and_the_next_family_opens(ctx, homework, families, told):
    homework.open(OpenFamily(families[0]))
    grid = homework.panel.grid
    assert homework.sheets.group_id
    press(grid.edits["in_pkh"], "600000", KEY.Key_Return)
    press(grid.edits["in_wage"], "900rb", KEY.Key_Down)
    press(grid.edits["out_food"], "800.000", KEY.Key_Up)
    assert grid.in_label.text() == "Rp1.500.000"
    assert grid.remainder_label.text() == "Rp700.000"
    homework.panel.save_button.click()
    saved = money_of(ctx, families[0])
    assert (saved.in_pkh, saved.in_wage, saved.in_business) == (600_000, 900_000, None)
    assert saved.status is Status.COLLECTED
    assert homework.name_label.text() == "Budi"
    assert grid.edits["in_pkh"].text() == ""
    assert told[-1].text == "The month is saved."


def test_after_the_last_family_the_screen_says_so(homework, families, told):
    homework.open(OpenFamily(families[2]))
    press(homework.panel.grid.edits["saving_paid"], "5000")
    homework.panel.save_button.click()
    assert "last family" in told[-1].text


def test_enter_goes_from_amount_to_amount(homework, families, qtbot):
    homework.open(OpenFamily(families[0]))
    grid = homework.panel.grid
    order = grid._order
    went = []
    for edit in order:
        edit.setFocus = lambda _reason=None, edit=edit: went.append(edit)
    press(order[0], KEY.Key_Return)
    press(order[3], KEY.Key_Down)
    press(order[5], KEY.Key_Up)
    press(order[0], KEY.Key_Up)
    assert went == [order[1], order[4], order[4]]
    press(order[-1], KEY.Key_Return)


def test_what_deserves_a_talk_stands_under_the_grid_and_does_not_block(ctx, homework, families):
    homework.open(OpenFamily(families[0]))
    grid = homework.panel.grid
    press(grid.edits["in_wage"], "100000")
    press(grid.edits["out_food"], "150000")
    assert homework.panel.talk_notice.text_label.text() == (
        "Spending is Rp50.000 more than income."
    )
    assert homework.panel.save()
    assert money_of(ctx, families[0]).money_out == 150_000


def test_an_amount_that_can_not_be_read_is_named_and_nothing_is_saved(ctx, homework, families):
    homework.open(OpenFamily(families[0]))
    grid = homework.panel.grid
    press(grid.edits["out_food"], "12x")
    press(grid.edits["in_pkh"], "-5")
    homework.panel.save_button.click()
    text = homework.panel.trouble_notice.text_label.text()
    assert "Food: Write a whole amount" in text
    assert "PKH aid: The amount can not be below zero." in text
    assert grid.edits["out_food"].property("problem") is True
    assert not money_of(ctx, families[0]).has_figures
    assert grid.out_label.text() == "–"


def test_stages_are_set_by_their_buttons(ctx, homework, families, told):
    homework.open(OpenFamily(families[0]))
    stages = homework.panel.stage_buttons
    stages[Status.ASSIGNED].click()
    assert money_of(ctx, families[0]).status is Status.ASSIGNED
    stages[Status.CHECKED].click()
    assert money_of(ctx, families[0]).status is Status.ASSIGNED
    assert "not been handed in" in homework.panel.trouble_notice.text_label.text()
    assert stages[Status.ASSIGNED].isChecked()
    stages[Status.ASSIGNED].click()
    assert money_of(ctx, families[0]).status is None
    press(homework.panel.grid.edits["in_pkh"], "5000")
    stages[Status.NEEDS_WORK].click()
    assert "put right" in homework.panel.trouble_notice.text_label.text()
    press(homework.panel.grid.note_edit.text_edit, "Belanja belum ditulis")
    stages[Status.NEEDS_WORK].click()
    judged = money_of(ctx, families[0])
    assert (judged.status, judged.checker_note) == (Status.NEEDS_WORK, "Belanja belum ditulis")
    assert told[-1].text == "Noted: needs work."
    stages[Status.CHECKED].click()
    assert money_of(ctx, families[0]).checked_on == ctx.today


def test_keys_in_the_list_note_several_sheets_in_one_step(ctx, homework, families, group, told):
    homework.open(OpenGroup(group))
    table = homework.sheets.table
    table.view.selectAll()
    actions = {action.shortcut().toString(): action for action in table.view.actions()}
    actions["2"].trigger()
    assert [money_of(ctx, f).status for f in families] == [Status.COLLECTED] * 3
    assert told[-1].text == "3 sheets are noted."
    table.view.selectAll()
    actions["0"].trigger()
    assert [money_of(ctx, f).status for f in families] == [None] * 3


def test_typing_survives_a_change_of_family_and_a_crash(ctx, homework, families, open_screen):
    homework.open(OpenFamily(families[0]))
    press(homework.panel.grid.edits["in_pkh"], "75")
    press(homework.panel.grid.note_edit.text_edit, "tanya lagi")
    homework.open(OpenFamily(families[1]))
    assert homework.panel.grid.edits["in_pkh"].text() == ""
    again = open_screen(HomeworkScreen)
    again.open(OpenFamily(families[0]))
    assert again.panel.grid.edits["in_pkh"].text() == "75"
    assert again.panel.draft_notice.isVisible()
    again.panel.draft_notice.action_requested.emit()
    assert again.panel.grid.edits["in_pkh"].text() == ""
    assert service.draft(ctx, families[0], NOVEMBER) is None
    assert again.has_unsaved() is False


def test_typing_is_kept_after_a_moment(ctx, homework, families, qtbot):
    homework.open(OpenFamily(families[0]))
    homework.panel._draft_timer.setInterval(10)
    press(homework.panel.grid.edits["in_pkh"], "75")
    qtbot.waitUntil(lambda: service.draft(ctx, families[0], NOVEMBER) is not None)


def test_a_month_under_edit_is_not_reloaded(ctx, homework, families):
    homework.open(OpenFamily(families[0]))
    press(homework.panel.grid.edits["in_pkh"], "75")
    service.set_status(ctx, families[0], NOVEMBER, Status.ASSIGNED)
    assert homework.panel.grid.edits["in_pkh"].text() == "75"
    assert homework.panel.stage_buttons[Status.ASSIGNED].isChecked()


def test_another_month_shows_its_own_figures(ctx, homework, families):
    october = NOVEMBER.previous()
    service.save_month(ctx, MoneyMonth(family_id=families[0], month=october, in_pkh=7_000))
    homework.open(OpenFamily(families[0]))
    assert homework.panel.grid.edits["in_pkh"].text() == ""
    homework.set_month(october)
    assert homework.panel.grid.edits["in_pkh"].text() == "7.000"
    assert "October 2026" in homework.detail_label.text()


def test_months_stand_side_by_side_and_open(ctx, homework, families):
    for number in (7, 9):
        money = MoneyMonth(family_id=families[0], month=Month(2026, number), saving_paid=number)
        service.save_month(ctx, money)
    homework.open(OpenFamily(families[0]))
    assert [money.month.month for money in homework.trend.table.rows()] == [9, 7]
    assert len(homework.trend._span) == 3
    homework.trend.chart.picked.emit(0)
    assert homework.month == Month(2026, 7)
    homework.trend.table.activated.emit(homework.trend.table.rows()[0])
    assert homework.month == Month(2026, 9)


def test_search_and_stage_narrow_the_list(ctx, homework, families, group):
    homework.open(OpenGroup(group))
    service.set_status(ctx, families[1], NOVEMBER, Status.ASSIGNED)
    homework.sheets.search_edit.setText("a03")
    assert names(homework) == ["Cici"]
    press(homework.sheets.search_edit, KEY.Key_Return)
    assert homework.name_label.text() == "Cici"
    homework.sheets.search_edit.setText("bud")
    assert names(homework) == ["Budi"]
    homework.sheets.search_edit.clear()
    homework.sheets.chips.choose("stage", "none")
    assert names(homework) == ["Ani", "Cici"]
    homework.sheets.chips.choose("stage", "assigned")
    assert names(homework) == ["Budi"]


def test_choosing_another_group_closes_the_family(make, homework, families):
    other = make.group("Melati")
    make.family(other, "Yuyun")
    homework.reload()
    homework.open(OpenFamily(families[0]))
    homework.sheets.choose_group(other)
    homework.sheets.group_edit.edited.emit()
    assert homework.right.currentIndex() == 0
    assert names(homework) == ["Yuyun"]


def test_escape_goes_back_and_the_family_page_is_one_click_away(homework, families, navigate):
    homework.open(OpenFamily(families[0]))
    homework.family_button.click()
    assert navigate == [OpenFamily(families[0])]
    homework.close_button.click()
    assert homework.right.currentIndex() == 0
    homework.family_button.click()
    assert len(navigate) == 1


def test_a_family_that_is_gone_closes_its_page(ctx, homework, families, told):
    from fieldkit.core.db.steps import Step

    homework.open(OpenFamily(families[0]))
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", families[0])
    assert homework.right.currentIndex() == 0
    homework.open("nobody")
    assert told[-1].role == "danger"


def test_what_is_on_screen_can_be_printed(homework, families, group, monkeypatch):
    kinds = [document.kind for document in homework.print_documents()]
    assert kinds == ["homework", "homework_sheet", "homework_slips"]
    homework.open(OpenFamily(families[0]))
    kinds = [document.kind for document in homework.print_documents()]
    assert kinds == ["homework_family", "homework_sheet", "savings_card", "homework_slips"]
    shown = []
    monkeypatch.setattr(homework, "_preview", shown.append)
    homework.sheets.blank_button.click()
    homework.sheets.choose_group(None)
    homework.sheets.blank_button.click()
    assert [len(documents) for documents in shown] == [2, 1]


def test_a_reader_looks_and_does_not_write(book, qtbot, navigate):
    from fieldkit.ui.shell.changes import Changes

    other = book(role=Role.READER)
    screen = HomeworkScreen(other, Changes(other), navigate)
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.sheets.assign_button.isVisible()
    assert not screen.panel.save_button.isVisible()
    assert not screen.panel.grid.edits["in_pkh"].isEnabled()
    assert screen.panel.save() is False


def test_one_side_at_a_time_where_there_is_little_room(homework, families):
    homework.resize(560, 300)
    assert not homework.right.isVisible()
    homework.open(OpenFamily(families[0]))
    assert homework.right.isVisible()
    assert not homework.sheets.isVisible()
    homework.resize(1100, 700)
    assert homework.sheets.isVisible()


def test_seven_hundred_families_of_one_group_are_shown(ctx, group, open_screen):
    from fieldkit.core.db.steps import Step

    rows = [{"name": f"Ibu {n:03}", "group_id": group} for n in range(700)]
    with ctx.db.write(Step("Prepare")) as writer:
        writer.put_many("family", rows, scope=group)
    screen = open_screen(HomeworkScreen)
    screen.open(OpenGroup(group))
    assert screen.sheets.table.model.rowCount() == 700


def test_an_empty_book_says_what_comes_here_and_leads_to_the_import(open_screen, navigate):
    screen = open_screen(HomeworkScreen)
    state = screen.overview.table._empty_state
    assert state.isVisible()
    state.action_button.click()
    assert navigate == [OpenScreen("people", "import")]


def test_the_screen_is_announced_with_its_permission():
    assert screen_module.SCREEN.screen_class() is HomeworkScreen
    assert screen_module.SCREEN.permission == "see_homework"
