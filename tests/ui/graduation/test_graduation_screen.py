"""The graduation screen alone: the board by keys, how families stand, businesses, speakers."""

from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.graduation import service
from fieldkit.features.graduation.model import Stage, Way
from fieldkit.features.graduation.readiness import AssetKind, Criterion
from fieldkit.features.graduation.speakers import Speaker
from fieldkit.features.people import service as people
from fieldkit.features.people.words import Status
from fieldkit.ui.graduation import board_page as board_module
from fieldkit.ui.graduation.screen import BOARD, READY, RULES, SPEAKERS, TRADE, GraduationScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.family_finder import FamilyFinder
from fieldkit.ui.shell.navigation import OpenFamily
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.money_edit import MoneyEdit

KEY = Qt.Key
NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(make, group):
    return {
        name: make.family(group, name, row_code=f"A{n}")
        for n, name in enumerate(("Ani", "Budi", "Cici"), 1)
    }


@pytest.fixture
def screen(families, open_screen):
    built = open_screen(GraduationScreen)
    yield built
    built.trade_page._draft_timer.stop()
    built.trade_page._course_timer.stop()
    built.ready_page._detail_timer.stop()


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def answer(kind, act):
    """Do `act` to the box of a kind as soon as it opens."""

    def look():
        box = next((w for w in QApplication.topLevelWidgets() if isinstance(w, kind)), None)
        if box is not None and box.isVisible():
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def texts(widget):
    QApplication.processEvents()
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def names(table):
    return [card.name for card in table.rows()]


# -- the board -------------------------------------------------------------------------------


def test_an_empty_board_says_how_to_begin(screen):
    board = screen.board_page
    assert board.target_label.text() == "November 2026: 0 graduated. No target is set."
    assert not board.move_button.isEnabled()
    assert "Choose a family" in texts(board.detail)


def test_families_are_put_on_the_path_and_the_target_is_set(ctx, screen, families, told):
    board = screen.board_page

    def put(box):
        box.search_edit.setText("Ani")
        box._show("Ani")
        box.go_button.click()

    answer(FamilyFinder, put)
    board.add_button.click()
    assert told[-1].text == "On the path to graduation."
    assert names(board.tables[Stage.CANDIDATE]) == ["Ani"]
    assert people.family(ctx, families["Ani"]).status is Status.CANDIDATE_GRADUATION

    def set_target(box):
        box.form.editor("target").set_value(2)
        box.save_button.click()

    answer(FormDialog, set_target)
    board.target_button.click()
    assert board.target_label.text() == (
        "November 2026: 0 of 2 graduated. 2026 so far: 0 of 2, by nature 0."
    )


def test_who_is_on_the_path_already_is_not_offered_again(ctx, screen, families):
    service.put_on_path(ctx, [families["Ani"]])
    screen.reload()
    seen = []

    def look(box):
        seen.extend(row.name for row in box.table.rows())
        box.reject()

    answer(FamilyFinder, look)
    screen.board_page.add_button.click()
    assert seen == ["Budi", "Cici"]


def test_a_family_agrees_is_moved_and_takes_it_back(ctx, screen, families, told):
    service.put_on_path(ctx, [families["Ani"]], on=date(2026, 11, 1))
    screen.reload()
    board = screen.board_page
    assert board.current().name == "Ani"
    answer(FormDialog, lambda box: box.save_button.click())
    board.agree_button.click()
    assert service.case_of(ctx, families["Ani"]).case.has_agreed
    assert board.agree_button.text() == "Take agreement back"

    def propose(box):
        assert box.form.values()["stage"] is Stage.GUIDED  # the next stage is offered
        box.form.editor("stage").set_value(Stage.PROPOSED)
        box.save_button.click()

    answer(FormDialog, propose)
    board.move_button.click()
    assert told[-1].text == "Ani was moved."
    assert names(board.tables[Stage.PROPOSED]) == ["Ani"]
    assert board.current().name == "Ani"

    def take_back(box):
        box.form.editor("agreement_end_reason").set_value("The stall burnt down")
        box.save_button.click()

    answer(FormDialog, take_back)
    board.agree_button.click()
    assert not service.case_of(ctx, families["Ani"]).case.has_agreed
    assert "The stall burnt down" in texts(board.detail)


def test_a_move_that_can_not_be_is_said_in_the_box(ctx, screen, families):
    service.put_on_path(ctx, [families["Ani"]], on=date(2026, 11, 1))
    screen.reload()
    said = []

    def graduate(box):
        box.form.editor("stage").set_value(Stage.GRADUATED)
        box.save_button.click()
        said.append(texts(box))
        box.form.mark_clean()
        box.reject()

    answer(FormDialog, graduate)
    screen.board_page.move_button.click()
    assert "has not agreed yet" in said[0]
    assert service.case_of(ctx, families["Ani"]).case.stage is Stage.CANDIDATE


def test_arrows_walk_the_columns_and_enter_moves(ctx, qtbot, screen, families):
    for name in ("Ani", "Budi"):
        service.put_on_path(ctx, [families[name]], on=date(2026, 11, 1))
    service.move(ctx, families["Budi"], Stage.GUIDED, date(2026, 11, 2))
    screen.reload()
    board = screen.board_page
    board.focus()
    QTest.keyClick(board.tables[Stage.CANDIDATE].view, KEY.Key_Right)
    assert board.current().name == "Budi"
    assert "Budi" in texts(board.detail)
    QTest.keyClick(board.tables[Stage.GUIDED].view, KEY.Key_Left)
    assert board.current().name == "Ani"
    opened = []

    def look(box):
        opened.append(box.heading_label.text())
        box.form.mark_clean()
        box.reject()

    answer(FormDialog, look)
    QTest.keyClick(board.tables[Stage.CANDIDATE].view, KEY.Key_Return)
    assert opened == ["Move Ani"]


def test_the_reasons_and_their_sources_stand_beside_the_family(ctx, make, screen, group, families):
    ani = families["Ani"]
    service.put_on_path(ctx, [ani], on=date(2026, 11, 1))
    make.put("money_month", scope=group, family_id=ani, month="2026-10", in_wage=900_000,
             out_food=700_000)  # fmt: skip
    screen.reload()
    shown = texts(screen.board_page.detail)
    assert "earns Rp900.000 without the aid and spends Rp700.000" in shown
    assert "Source: month of money (homework), Oct 2026" in shown
    assert "25 of 100 met, 50 not known" in shown
    assert "Note at the next visit what the family owns." in shown


def test_letters_of_a_family_are_shown(ctx, screen, families, monkeypatch):
    service.put_on_path(ctx, [families["Ani"]], on=date(2026, 11, 1))
    screen.reload()
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent):
            shown.extend(document.kind for document in documents)

        def exec(self):
            return 0

    monkeypatch.setattr(board_module, "PreviewDialog", Preview)
    screen.board_page.letters_button.click()
    assert shown == [
        "readiness_sheet", "talk_sheet", "graduation_statement", "graduation_minutes",
    ]  # fmt: skip


def test_next_step_and_goods_are_noted(ctx, screen, families):
    ani = families["Ani"]
    service.put_on_path(ctx, [ani], Way.PPSE, date(2026, 11, 1))
    screen.reload()

    def step(box):
        box.form.editor("next_step").set_value("Bring the bank book")
        box.form.editor("next_step_due").set_value(date(2026, 11, 18))
        box.form.editor("statements").set_value(("work",))
        box.save_button.click()

    answer(FormDialog, step)
    screen.board_page.edit_button.click()
    case = service.case_of(ctx, ani).case
    assert (case.next_step, case.way, len(case.statements)) == ("Bring the bank book", Way.PPSE, 1)
    assert "Next: Bring the bank book (18 Nov 2026)" in texts(screen.board_page.detail)

    def goods(box):
        box.form.editor("kind").set_value(AssetKind.GOLD)
        box.save_button.click()

    answer(FormDialog, goods)
    screen.board_page.goods_button.click()
    assert [one.kind for one in service.assets_of(ctx, ani)] == [AssetKind.GOLD]


def test_a_family_is_opened_from_elsewhere(ctx, screen, families):
    service.put_on_path(ctx, [families["Budi"]])
    screen.open(OpenFamily(families["Budi"]))
    assert screen.pages.currentIndex() == BOARD
    assert screen.board_page.current().name == "Budi"
    screen.open(OpenFamily(families["Cici"]))
    assert screen.pages.currentIndex() == READY
    assert screen.ready_page.current().name == "Cici"


# -- how families stand ----------------------------------------------------------------------


def test_the_list_is_filtered_and_families_go_on_the_path(ctx, screen, families, told):
    service.agree(ctx, families["Cici"], date(2026, 11, 1))
    screen.pages.setCurrentIndex(READY)
    page = screen.ready_page
    assert names(page.table) == ["Cici", "Ani", "Budi"]
    page.chips.choose("agreed", value=True)
    assert names(page.table) == ["Cici"]
    page.chips.choose("agreed", value=True, is_set=False)
    page.chips.choose("criterion", Criterion.CONSENT)
    assert names(page.table) == ["Ani", "Budi"]
    page.table.view.selectAll()
    page.add_button.click()
    assert told[-1].text == "2 families are candidates now."
    page.chips.choose("stage", value=True)
    assert names(page.table) == []


# -- businesses ------------------------------------------------------------------------------


@pytest.fixture
def shops(make, group, families):
    return {
        name: make.put("business", scope=group, family_id=families[name], kind=kind)
        for name, kind in (("Ani", "Warung"), ("Budi", "Sate"))
    }


def test_the_months_round_is_typed_by_keys_alone(ctx, shops, screen, families, told):
    screen.pages.setCurrentIndex(TRADE)
    page = screen.trade_page
    grid = page.grid
    grid.setFocus()
    for amount in ("1500000", "600000"):
        QTest.keyClicks(grid.view, amount[0])
        editor = grid.view.viewport().findChildren(MoneyEdit)[-1]
        QTest.keyClicks(editor, amount[1:])
        QTest.keyClick(editor, KEY.Key_Return)
        QApplication.processEvents()
    page.save()
    assert told[-1].text == "2 businesses saved."
    (month,) = people.business_months_of(ctx, families["Ani"])
    assert (month.turnover, month.cost, month.asked_on) == (1_500_000, None, ctx.today)
    assert page.told_label.text().startswith("November 2026: 2 of 2 asked.")


def test_eighty_businesses_are_asked_about_on_one_grid_by_keys(ctx, make, group, screen, told):
    for number in range(80):
        family = make.family(group, f"Keluarga {number:02}", row_code=f"B{number}")
        make.put("business", scope=group, family_id=family, kind="Warung")
    screen.pages.setCurrentIndex(TRADE)
    page = screen.trade_page
    page.show_month(NOVEMBER)
    view = page.grid.view
    page.grid.setFocus()
    for _number in range(80):
        QTest.keyClicks(view, "5")
        editor = view.viewport().findChildren(MoneyEdit)[-1]
        QTest.keyClicks(editor, "00000")
        QTest.keyClick(editor, KEY.Key_Return)
        QApplication.processEvents()
    page.save()
    assert told[-1].text == "80 businesses saved."
    lines = people.business_round(ctx, NOVEMBER)
    assert [line.month.turnover for line in lines] == [500_000] * 80
    assert page.told_label.text().startswith("November 2026: 80 of 80 asked.")


def test_what_is_typed_stays_when_the_list_is_filtered(ctx, make, shops, screen):
    make.put("business_month", scope="x", business_id=shops["Budi"], family_id="", month="2026-11",
             turnover=5, asked_on="2026-11-02")  # fmt: skip
    screen.pages.setCurrentIndex(TRADE)
    page = screen.trade_page
    page.grid.set_value(shops["Ani"], "turnover", 900)
    page.chips.choose("unasked", value=True)
    assert [row.id for row in page.grid.model.rows] == [shops["Ani"]]
    assert page.grid.values()[shops["Ani"]]["turnover"] == 900
    page.chips.choose("unasked", value=True, is_set=False)
    assert page.grid.values()[shops["Ani"]]["turnover"] == 900
    page.save()
    assert page.grid.values()[shops["Ani"]]["turnover"] == 900
    assert not page.is_dirty


def test_a_business_says_where_it_is_going(ctx, make, group, shops, screen, families):
    for number in range(6):
        make.put(
            "business_month", scope=group, business_id=shops["Ani"], family_id=families["Ani"],
            month=f"2026-{6 + number:02d}", turnover=100_000 * (number + 1), cost=0,
            asked_on="2026-11-02",
        )  # fmt: skip
    screen.pages.setCurrentIndex(TRADE)
    page = screen.trade_page
    page.grid.go_to(shops["Ani"])
    page._show_course()
    assert page.course_label.text() == "Ani – Warung: Growing"
    assert (
        "October 2026: Turnover Rp500.000, Costs Rp0, Profit Rp500.000" in page.basis_label.text()
    )
    assert "Rp500.000; of the three before: Rp200.000" in page.basis_label.text()


def test_an_amount_that_can_not_be_names_the_business(ctx, shops, screen, told):
    screen.pages.setCurrentIndex(TRADE)
    page = screen.trade_page
    page.grid.set_value(shops["Budi"], "turnover", 10**13)
    page.save()
    assert told[-1].text.startswith("Budi, Sate: This is more than")
    assert page.grid.current_row().name == "Budi"


def test_typing_comes_back_after_the_screen_was_left(ctx, shops, screen, open_screen):
    screen.pages.setCurrentIndex(TRADE)
    screen.trade_page.grid.set_value(shops["Ani"], "note", "ramai")
    assert screen.has_unsaved() is False
    other = open_screen(GraduationScreen)
    other.pages.setCurrentIndex(TRADE)
    assert other.trade_page.grid.values()[shops["Ani"]]["note"] == "ramai"
    other.trade_page.notice.action_requested.emit()
    assert other.trade_page.grid.values()[shops["Ani"]]["note"] is None
    other.trade_page._draft_timer.stop()
    other.trade_page._course_timer.stop()
    other.ready_page._detail_timer.stop()


def test_without_businesses_the_page_says_where_they_come_from(screen):
    screen.pages.setCurrentIndex(TRADE)
    assert not screen.trade_page.empty.isHidden()


# -- speakers and rules ----------------------------------------------------------------------


def test_a_speaker_is_named_speaks_and_goes_into_the_bin(ctx, screen, families, told):
    screen.pages.setCurrentIndex(SPEAKERS)
    page = screen.speakers_page

    def name_one(box):
        box._show("Budi")
        box._form.editor("topic").set_value("Saving")
        box._form.editor("agreed_on").set_value(date(2026, 11, 1))
        box.go_button.click()

    answer(FamilyFinder, name_one)
    page.add_button.click()
    assert [line.name for line in page.table.rows()] == ["Budi"]

    def spoke(box):
        box.form.editor("audience").set_value("Anggrek")
        box.save_button.click()

    answer(FormDialog, spoke)
    page.talk_button.click()
    assert "20 Nov 2026: Anggrek" in page.story_label.text()
    page.remove_button.click()
    assert page.table.rows() == []
    assert told[-1].text == "The speaker lies in the bin."


def test_a_speaker_without_consent_is_refused_in_the_box(ctx, screen, families):
    screen.pages.setCurrentIndex(SPEAKERS)
    said = []

    def name_one(box):
        box._show("Budi")
        box._form.editor("topic").set_value("Saving")
        box.go_button.click()
        said.append(texts(box))
        box._form.mark_clean()
        box.reject()

    answer(FamilyFinder, name_one)
    screen.speakers_page.add_button.click()
    assert "Ask the family first" in said[0]
    assert service.speakers(ctx) == []


def test_weights_and_amounts_are_changed(ctx, screen):
    screen.pages.setCurrentIndex(RULES)
    page = screen.rules_page

    def weigh(box):
        box.form.editor("weight").set_value(40)
        box.save_button.click()

    answer(FormDialog, weigh)
    page.rule_button.click()
    assert service.rules(ctx)[0].weight == 40

    page.tabs.setCurrentIndex(1)

    def add(box):
        box.form.editor("valid_from").set_value(date(2027, 1, 1))
        box.form.editor("yearly").set_value(3_200_000)
        box.save_button.click()

    answer(FormDialog, add)
    page.add_button.click()
    newest = people.benefit_rates(ctx)[0]
    assert (newest.yearly, newest.is_given) == (3_200_000, False)
    page.rates_table.select(newest.id)
    page.remove_button.click()
    assert people.benefit_rates(ctx)[0].yearly == 3_000_000


def test_a_rule_of_the_programme_is_added_and_taken_back(ctx, screen):
    screen.pages.setCurrentIndex(RULES)
    page = screen.rules_page
    page.tabs.setCurrentIndex(2)
    table = page.rulings.table
    elderly = next(one for one in table.rows() if one.component is people.Component.ELDERLY)
    table.select(elderly.id)
    assert not page.rulings.remove_button.isEnabled()

    def add(box):
        box.form.editor("low").set_value(70)
        box.form.editor("valid_from").set_value(date(2026, 1, 1))
        box.save_button.click()

    answer(FormDialog, add)
    page.rulings.add_button.click()
    assert people.rules(ctx).ages[people.Component.ELDERLY][0] == 70
    newer = next(one for one in table.rows() if not one.is_given)
    assert newer.component is people.Component.ELDERLY
    table.select(newer.id)
    page.rulings.remove_button.click()
    assert people.rules(ctx).ages[people.Component.ELDERLY][0] == 60


def test_a_rule_asks_only_for_what_its_kind_holds(ctx, screen):
    screen.pages.setCurrentIndex(RULES)
    page = screen.rules_page
    page.tabs.setCurrentIndex(2)
    page.rulings.table.select_first()

    def asked(box):
        names = ("component", "counts", "low", "high", "figure")
        return {name for name in names if box.form.editor(name).isVisible()}

    def add(box):
        assert asked(box) == {"component", "low", "high"}
        QTest.keyClick(box.form.editor("kind"), Qt.Key.Key_End)
        assert asked(box) == {"component", "counts"}
        QTest.keyClick(box.form.editor("kind"), Qt.Key.Key_Up)
        assert asked(box) == {"figure"}
        box.form.editor("figure").set_value(13)
        box.form.editor("valid_from").set_value(date(2026, 1, 1))
        box.save_button.click()
        assert people.rules(ctx).stages == 4
        box.form.editor("figure").set_value(3)
        box.save_button.click()

    answer(FormDialog, add)
    page.rulings.add_button.click()
    assert people.rules(ctx).stages == 3
    page.tabs.setCurrentIndex(1)
    assert {rate.stages for rate in page.rates_table.rows()} == {3}


# -- the screen ------------------------------------------------------------------------------


def test_keys_turn_the_pages(screen):
    for page in (READY, TRADE, SPEAKERS, RULES, BOARD):
        QTest.keyClick(screen, KEY.Key_1 + page, Qt.KeyboardModifier.AltModifier)
        assert screen.pages.currentIndex() == page
        assert screen.print_documents()


def test_who_only_looks_sees_no_buttons_to_write(qtbot, book, navigate, kept):
    other = book(role=Role.COORDINATOR)
    built = GraduationScreen(other, Changes(other), navigate)
    qtbot.addWidget(built)
    kept.append(built)
    built.show()
    board = built.board_page
    for button in (board.add_button, board.move_button, board.agree_button):
        assert not button.isVisible()
    built.pages.setCurrentIndex(RULES)
    assert not built.rules_page.rule_button.isHidden()  # the coordinator keeps the tables
    built.ready_page._detail_timer.stop()


def test_speaker_rows_name_who_can_not_come(ctx, screen, families):
    service.save_speaker(
        ctx,
        Speaker(family_id=families["Ani"], topic="Saving", agreed_on=date(2026, 1, 1),
                is_available=False),
    )  # fmt: skip
    screen.pages.setCurrentIndex(SPEAKERS)
    table = screen.speakers_page.table
    assert table.model.index(0, 5).data() == "not at present"
