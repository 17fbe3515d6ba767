"""Daily notes, reminders, sheets handed back, pictures, and the saving circle on screen."""

from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.homework import service
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.model import MoneyMonth, SheetKind, Status
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Session
from fieldkit.ui.homework import screen as screen_module
from fieldkit.ui.homework.reminder_dialog import ReminderDialog
from fieldkit.ui.homework.screen import HomeworkScreen
from fieldkit.ui.shell.navigation import OpenCircle, OpenFamily, OpenGroup

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
    screen.heard = []
    screen.told.connect(screen.heard.append)
    yield screen
    screen.panel._draft_timer.stop()


def type_lines(daily, *lines):
    for line in lines:
        QTest.keyClicks(daily.line_edit, line)
        QTest.keyClick(daily.line_edit, Qt.Key.Key_Return)


def month_of(ctx, family):
    return service.month_of(ctx, family, NOVEMBER)


class TestDailyNotes:
    @pytest.fixture
    def daily(self, homework, families):
        homework.open(OpenFamily(families[0]))
        homework.tabs.setCurrentIndex(1)
        return homework.panel.daily

    def test_lines_are_typed_one_after_the_other_and_what_is_left_runs_along(self, daily):
        QTest.keyClicks(daily.opening_edit, "20000")
        type_lines(daily, "1 gaji 500rb", "2 makan 45rb", "jajan 10rb k", "9 nabung 50rb")
        assert [row.left for row in daily.table.rows()] == [520_000, 475_000, 465_000, 415_000]
        assert daily.left_label.text() == "Left in hand: Rp415.000"
        assert [row.entry.day for row in daily.table.rows()] == [1, 2, 2, 9]

    def test_the_recap_follows_and_both_are_saved_together(self, ctx, homework, daily, families):
        type_lines(daily, "1 gaji 500rb", "2 makan 45rb", "3 makan 5rb", "jajan 10rb k")
        grid = homework.panel.grid
        assert grid.edits["out_food"].value() == 50_000
        assert grid.edits["out_wants"].value() == 10_000
        daily.save_button.click()
        found = month_of(ctx, families[0])
        assert (found.in_wage, found.out_food, found.out_wants) == (500_000, 50_000, 10_000)
        assert len(found.log) == 4
        assert found.status is Status.COLLECTED

    def test_a_kind_whose_last_line_is_removed_is_blank_again(self, homework, daily):
        type_lines(daily, "1 gaji 500rb", "2 makan 45rb")
        daily.table.view.setFocus()
        daily.table.view.selectRow(1)
        QTest.keyClick(daily.table.view, Qt.Key.Key_Delete)
        assert homework.panel.grid.edits["out_food"].value() is None
        assert homework.panel.grid.edits["in_wage"].value() == 500_000

    def test_a_line_is_taken_back_into_the_field_to_be_written_anew(self, daily):
        type_lines(daily, "2 makan siang 45rb k")
        daily.table.activated.emit(daily.table.rows()[0])
        assert daily.line_edit.text() == "2 makan siang 45.000 k"
        assert daily.table.rows() == []

    def test_what_a_line_means_is_told_before_enter_and_what_is_wrong_after(self, daily):
        QTest.keyClicks(daily.line_edit, "9 galon 6rb")
        assert daily.echo_label.text() == (
            "Day 9: other spending, Rp6.000 (no kind is known for this word)"
        )
        daily.line_edit.setText("31 makan 5rb")
        QTest.keyClick(daily.line_edit, Qt.Key.Key_Return)
        assert daily.trouble.text_label.text() == "This month has no such day."
        assert daily.line_edit.text() == "31 makan 5rb"

    def test_it_survives_a_kill(self, homework, daily, families, open_screen):
        type_lines(daily, "1 gaji 500rb")
        QTest.keyClicks(daily.line_edit, "2 mak")
        homework.panel.flush()
        again = open_screen(HomeworkScreen)
        again.open(OpenFamily(families[0]))
        restored = again.panel.daily
        assert [row.entry.amount for row in restored.table.rows()] == [500_000]
        assert restored.line_edit.text() == "2 mak"
        assert not again.panel.draft_notice.isHidden()
        again.panel.draft_notice.action_requested.emit()
        assert restored.table.rows() == []
        again.panel._draft_timer.stop()

    def test_a_reader_types_nothing(self, daily):
        daily.set_read_only(True)
        type_lines(daily, "1 gaji 500rb")
        assert daily.table.rows() == []


class TestReminding:
    @pytest.fixture
    def given(self, ctx, homework, group):
        service.assign_to_group(ctx, group, NOVEMBER)
        homework.open(OpenGroup(group))
        return homework

    def labels(self, homework):
        return {a.text(): a for a in homework.sheets.more_menu().actions()}

    def test_the_words_are_copied_and_who_was_reminded_is_noted(
        self, ctx, given, families, monkeypatch
    ):
        p2k2.plan_session(
            ctx,
            Session(
                group_id=p2k2.group_choices(ctx)[0]["id"], held_on=date(2026, 12, 2),
                starts=time(9), code="M2S1",
            ),
        )  # fmt: skip

        def exec_(dialog: ReminderDialog) -> bool:
            dialog.copy_button.click()
            return True

        monkeypatch.setattr(screen_module.ReminderDialog, "exec", exec_)
        self.labels(given)["Remind…"].trigger()
        text = QGuiApplication.clipboard().text()
        assert "1. Ani" in text
        assert "Rabu, 2 Desember 2026" in text
        assert month_of(ctx, families[0]).reminded_on == ctx.today
        assert given.sheets.table.model.index(0, 2).data() == "Reminded 20/11"
        assert "3 families are noted as reminded" in given.heard[-1].text

    def test_closing_the_words_notes_nobody(self, ctx, given, families, monkeypatch):
        monkeypatch.setattr(screen_module.ReminderDialog, "exec", lambda _self: False)
        self.labels(given)["Remind…"].trigger()
        assert month_of(ctx, families[0]).reminded_on is None

    def test_when_nobody_owes_a_sheet_there_is_nobody_to_remind(self, ctx, given, families):
        service.note_statuses(ctx, NOVEMBER, dict.fromkeys(families, Status.COLLECTED))
        assert not self.labels(given)["Remind…"].isEnabled()


def test_checked_sheets_are_handed_back_by_a_key(ctx, homework, group, families):
    service.save_month(ctx, MoneyMonth(family_id=families[0], month=NOVEMBER, in_wage=5))
    service.check(ctx, families[0], NOVEMBER, "Rapi")
    homework.open(OpenGroup(group))
    table = homework.sheets.table
    table.select_first()
    QTest.keyClick(table.view, Qt.Key.Key_4)
    assert month_of(ctx, families[0]).returned_on == ctx.today
    assert table.model.index(0, 2).data() == "Handed back"


def test_families_are_given_the_picture_sheet_from_the_list(ctx, homework, group, families):
    homework.open(OpenGroup(group))
    homework.sheets.sheet_chosen.emit(families[:1], SheetKind.PICTURES)
    [line, *_rest] = homework.sheets.table.rows()
    assert line.uses_pictures
    assert homework.heard[-1].text == "Noted: the picture sheet."


def test_months_of_a_group_are_shown_as_the_view_is_chosen(ctx, homework, group, families):
    service.save_month(
        ctx,
        MoneyMonth(
            family_id=families[0], month=NOVEMBER, out_food=90, out_wants=10, saving_paid=30
        ),
    )
    overview = homework.overview
    assert not overview.chart.isHidden()
    assert "Nov: Given out 1, Handed in 1" in overview.chart.accessibleDescription()
    overview.view_edit.set_value("wants")
    overview.view_edit.edited.emit()
    assert overview.chart.isHidden()
    assert "Nov: Needs Rp80, Wants Rp10" in overview.money_chart.accessibleDescription()
    overview.view_edit.set_value("saved")
    overview.view_edit.edited.emit()
    assert "Saved up Rp30" in overview.money_chart.accessibleDescription()


FACTS = {
    "name": "Tabungan Mawar", "amount": 5000, "keeper": "Bu Ani", "place": None,
    "started_on": None, "closed_on": None, "note": None,
}  # fmt: skip


class TestCircle:
    @pytest.fixture
    def page(self, homework, group):
        homework.open(OpenCircle(group))
        return homework.circle

    def test_a_group_without_one_is_told_what_it_is_for(self, homework, page):
        assert homework.group_tabs.currentWidget() is page
        assert not page.empty.isHidden()
        page.save_facts(FACTS)
        assert page.empty.isHidden()
        assert page.facts_label.text() == "Rp0 in all · kept by Bu Ani · usually Rp5.000"

    def test_money_brought_and_taken_stands_in_the_familys_lines(self, page):
        page.save_facts(FACTS)
        values = {"amount": 20_000, "booked_on": date(2026, 11, 3), "note": "Titip"}
        page.note_money(values, is_taken=False)
        taken = {"amount": 5_000, "booked_on": date(2026, 11, 4), "note": "Sekolah"}
        page.note_money(taken, is_taken=True)
        assert [line.balance for line in page.lines.rows()] == [15_000, 20_000]
        assert page.table.rows()[0].balance == 15_000
        assert "Rp15.000 in all" in page.facts_label.text()
        with pytest.raises(InvalidInputError):
            page.note_money({**values, "amount": 50_000}, is_taken=True)

    def test_an_entry_is_taken_back_with_a_reason(self, page):
        page.save_facts(FACTS)
        page.note_money(
            {"amount": 20_000, "booked_on": date(2026, 11, 3), "note": ""}, is_taken=False
        )
        page.take_back(page.lines.rows()[0], "Salah keluarga")
        assert page.table.rows()[0].balance == 0
        assert len(page.lines.rows()) == 2

    def test_it_prints_and_the_meeting_page_leads_here(self, homework, page, monkeypatch):
        page.save_facts(FACTS)
        shown = []
        monkeypatch.setattr(homework, "_preview", shown.append)
        page.print_button.click()
        assert [document.kind for document in shown[0]] == ["circle", "circle"]
        assert [document.kind for document in homework.print_documents()] == ["circle"]

    def test_the_circle_of_another_group_is_another(self, ctx, make, homework, page, group):
        page.save_facts(FACTS)
        other = make.group("Melati")
        make.family(other, "Dedeh")
        homework.open(OpenCircle(other))
        assert not page.empty.isHidden()
        assert circles.open_circle(ctx, group).name == "Tabungan Mawar"
