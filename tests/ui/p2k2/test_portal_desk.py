"""The portal desk on screen: fields are copied one by one, own words are kept, a tick is noted."""

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session
from fieldkit.features.p2k2.portal import service as portal
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.shell.navigation import OpenSession


@pytest.fixture
def sessions(ctx, make) -> list[str]:
    """Two groups with a session each, both still to be entered."""
    found = []
    for letter, name, code in (("A", "Mawar", "M2S1"), ("B", "Melati", "M4S1")):
        group = make.group(name)
        family = make.family(group, f"Ani {name}", row_code=f"{letter}1")
        session = Session(
            group_id=group, held_on=date(2026, 11, 3 + len(found)), starts=time(9), ends=time(11),
            place="Balai", code=code, process="Dibuka dengan doa",
            presenters=(Presenter(name="Sri", institution="Pendamping PKH"),),
        )  # fmt: skip
        marks = [Attendance(family_id=family, status=Mark.EXCUSED)]
        found.append(p2k2.record_session(ctx, session, marks))
    return found


@pytest.fixture
def screen(sessions, open_screen):
    screen = open_screen(P2k2Screen)
    screen.heard = []
    screen.told.connect(screen.heard.append)
    return screen


@pytest.fixture
def desk(screen, sessions):
    screen.open(OpenSession(sessions[0]))
    screen.meeting_page.show_portal()
    return screen.meeting_page.portal


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_f2_copies_one_field_after_the_other(screen, desk):
    copied = []
    for _number in range(5):
        QTest.keyClick(desk.copy_next_button, Qt.Key.Key_F2)
        desk.copy_next_button.setFocus()
        copied.append(clipboard())
    assert copied[0] == "P2K2 MAWAR - Pengelolaan Keuangan dan Perencanaan Usaha"
    assert copied[1] == "Pengelolaan Keuangan dan Perencanaan Usaha"
    assert copied[2].startswith("Dibuka dengan doa.")
    assert copied[3:] == ["2026-11-03", "09:00"]
    assert "copied" in screen.heard[-1].text


def test_counts_are_live_and_red_past_the_limit(desk):
    assert desk.name_count.text() == "55 of 100"
    desk.text_edit.setPlainText("x" * 1001)
    assert desk.text_count.text() == "1001 of 1000"
    assert desk.text_count.property("role") == "danger"


def test_own_words_are_saved_with_the_meeting_and_survive_a_kill(
    ctx, screen, desk, sessions, open_screen
):
    desk.text_edit.setPlainText("Ditulis sendiri")
    desk.category_edit.set_value("5")
    desk.category_edit.edited.emit()
    screen.meeting_page.keep_draft()
    again = open_screen(P2k2Screen)
    again.open(OpenSession(sessions[0]))
    again.meeting_page.show_portal()
    assert again.meeting_page.portal.text_edit.toPlainText() == "Ditulis sendiri"
    again.meeting_page.save()
    kept = p2k2.session(ctx, sessions[0])
    assert (kept.portal_text, kept.portal_category) == ("Ditulis sendiri", "5")
    assert kept.portal_basis.startswith("Dibuka dengan doa.")


def test_the_narrative_follows_what_is_typed_until_it_is_edited(screen, desk):
    page = screen.meeting_page
    page.tabs.setCurrentIndex(2)
    page.narrative.form.editor("process").text_edit.setPlainText("Dibuka dengan yel-yel")
    page.show_portal()
    assert desk.text_edit.toPlainText().startswith("Dibuka dengan yel-yel.")
    desk.text_edit.setPlainText("Ditulis sendiri")
    page.tabs.setCurrentIndex(2)
    page.show_portal()
    assert desk.text_edit.toPlainText() == "Ditulis sendiri"


def test_facts_that_moved_on_are_told_and_either_text_can_stay(ctx, screen, desk, sessions):
    portal.word(ctx, sessions[0], text="Ditulis sendiri")
    session = p2k2.session(ctx, sessions[0])
    p2k2.record_session(ctx, replace(session, result="Paham"), None)
    screen.meeting_page.open(sessions[0])
    screen.meeting_page.show_portal()
    assert not desk.outdated.isHidden()
    desk.keep_button.click()
    screen.meeting_page.save()
    assert not portal.desk(ctx, sessions[0]).is_outdated
    assert portal.desk(ctx, sessions[0]).narrative == "Ditulis sendiri"
    screen.meeting_page.show_portal()
    desk.back_button.click()
    assert "Paham." in desk.text_edit.toPlainText()
    screen.meeting_page.save()
    assert not portal.desk(ctx, sessions[0]).is_edited


def test_what_the_portal_can_not_take_is_told(desk):
    assert "1 excused: the portal knows only" in desk.warnings.text_label.text()
    assert desk.attendance_label.text() == "HADIR 0 · SAKIT 0 · ALFA 0"


def test_a_module_without_a_category_asks_for_one(screen, desk, sessions):
    screen.open(OpenSession(sessions[1]))
    screen.meeting_page.show_portal()
    assert "no obvious category" in desk.warnings.text_label.text()
    desk.category_edit.set_value("6")
    desk.category_edit.edited.emit()
    assert "no obvious category" not in desk.warnings.text_label.text()


def test_a_tick_is_noted_at_once_and_typing_stays(ctx, screen, desk, sessions):
    desk.text_edit.setPlainText("Ditulis sendiri")
    desk.entered_check.click()
    assert p2k2.session(ctx, sessions[0]).portal_entered_on == ctx.today
    assert desk.text_edit.toPlainText() == "Ditulis sendiri"
    assert screen.meeting_page.is_dirty
    screen.meeting_page.save()
    assert p2k2.session(ctx, sessions[0]).portal_entered_on == ctx.today
    assert desk.entered_check.text() == "In the portal since 20 November 2026"


def test_the_next_session_to_enter_is_one_key_away(screen, desk, sessions):
    desk.next_button.click()
    assert screen.meeting_page.session_id == sessions[1]
    assert screen.meeting_page.tabs.currentIndex() == 4


def test_the_list_of_families_is_copied_with_tabs(screen, desk):
    desk.people_button.click()
    assert clipboard().split("\t")[0] == "Ani Mawar"
    assert "Participants copied" in screen.heard[-1].text


def test_what_is_to_be_entered_is_listed_and_ticked_together(ctx, screen, sessions):
    page = screen.month_page
    page.tabs.setCurrentWidget(page.portal)
    assert page.portal.lead_label.text() == "2 sessions are still to be entered in SIKS-NG."
    assert page.portal.table.model.rowCount() == 2
    page.portal.table.view.selectAll()
    page.portal.enter_button.click()
    assert page.portal.table.rows() == []
    assert screen.heard[-1].text == "2 sessions noted."
    page.portal.chips.set_active({"entered": True})
    page.portal.reload()
    page.portal.table.view.selectAll()
    assert page.portal.enter_button.text() == "Not entered after all"
    page.portal.enter_button.click()
    assert [one.entered_on for one in portal.to_enter(ctx)] == [None, None]


def test_enter_on_the_list_opens_the_desk(screen):
    page = screen.month_page
    page.tabs.setCurrentWidget(page.portal)
    page.portal.table.activated.emit(page.portal.table.rows()[1])
    assert screen.meeting_page.tabs.currentIndex() == 4
    assert "P2K2 MELATI" in screen.meeting_page.portal.name_edit.text()
