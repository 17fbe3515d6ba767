"""The meeting page is filled without the mouse, keeps what is typed, and says what it saved."""

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Mark, Presenter, Session, SessionStatus, Understanding
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.shell.navigation import OpenSession

NAMES = ("Aminah", "Badriah", "Chasanah", "Darsih", "Euis", "Fatonah")


@pytest.fixture
def group(make) -> str:
    group = make.group()
    for number, name in enumerate(NAMES, start=1):
        make.family(group, name, row_code=f"A{number}")
    return group


@pytest.fixture
def planned(ctx, group) -> str:
    return p2k2.plan_session(
        ctx,
        Session(
            group_id=group,
            held_on=date(2026, 11, 20),
            starts=time(9),
            ends=time(11),
            place="Balai",
            code="M2S1",
            presenters=(Presenter(name="Sri", institution="Pendamping PKH"),),
        ),
    )


@pytest.fixture
def screen(open_screen, planned):
    screen = open_screen(P2k2Screen)
    screen.open(OpenSession(planned))
    told = []
    screen.told.connect(told.append)
    screen.heard = told
    return screen


def press(screen, keys: str) -> None:
    view = screen.meeting_page.attendance.grid.view
    for key in keys:
        QTest.keyClick(view, key)


def statuses(ctx, session_id):
    return [row.status for row in p2k2.attendance_grid(ctx, session_id)]


def test_a_whole_group_is_marked_with_one_key_each(ctx, screen, planned):
    page = screen.meeting_page
    press(screen, "hhsiah")
    assert page.attendance.count_label.text() == (
        "3 present · 1 sick · 1 excused · 1 absent · 0 not marked"
    )
    page.head.save_button.click()
    assert statuses(ctx, planned) == [
        Mark.PRESENT, Mark.PRESENT, Mark.SICK, Mark.EXCUSED, Mark.ABSENT, Mark.PRESENT,
    ]  # fmt: skip
    assert screen.heard[-1].text.startswith("Mawar: 3 present, 1 sick, 1 excused, 1 absent saved.")
    assert screen.heard[-1].undo


def test_understanding_takes_one_more_key_and_shows_presence(ctx, screen, planned):
    press(screen, "2h3h4a")
    screen.meeting_page.head.save_button.click()
    rows = p2k2.attendance_grid(ctx, planned)
    assert [row.status for row in rows[:3]] == [Mark.PRESENT, Mark.PRESENT, Mark.ABSENT]
    assert [row.understanding for row in rows[:3]] == [
        Understanding.GOOD,
        Understanding.VERY_GOOD,
        None,
    ]
    assert [row.status for row in rows[3:]] == [Mark.UNMARKED] * 3


def test_a_grade_alone_shows_that_somebody_was_there(screen):
    press(screen, "1")
    [row] = [r for r in screen.meeting_page.attendance.rows() if r.code == "A1"]
    assert (row.status, row.understanding) == (Mark.PRESENT, Understanding.POOR)


def test_who_was_not_there_shows_as_not_assessable_and_one_undo_takes_it_back(screen):
    attendance = screen.meeting_page.attendance
    press(screen, "a")
    [row] = [r for r in attendance.rows() if r.code == "A1"]
    assert row.understanding is Understanding.NOT_ASSESSABLE
    attendance.grid.undo()
    [row] = [r for r in attendance.rows() if r.code == "A1"]
    assert (row.status, row.understanding) == (Mark.UNMARKED, None)


def test_coming_after_all_lifts_the_not_assessable(screen):
    attendance = screen.meeting_page.attendance
    press(screen, "a")
    QTest.keyClick(attendance.grid.view, Qt.Key.Key_Up)
    press(screen, "h")
    [row] = [r for r in attendance.rows() if r.code == "A1"]
    assert (row.status, row.understanding) == (Mark.PRESENT, None)


def test_b_takes_a_mark_back(screen):
    press(screen, "h")
    QTest.keyClick(screen.meeting_page.attendance.grid.view, Qt.Key.Key_Up)
    press(screen, "b")
    assert screen.meeting_page.attendance.counts().unmarked == 6


def test_f4_marks_everybody_but_those_named(ctx, screen, planned):
    attendance = screen.meeting_page.attendance
    QTest.keyClick(attendance.grid.view, Qt.Key.Key_F4)
    QTest.keyClicks(attendance.except_edit, "A2 5s chas")
    QTest.keyClick(attendance.except_edit, Qt.Key.Key_Return)
    screen.meeting_page.head.save_button.click()
    assert statuses(ctx, planned) == [
        Mark.PRESENT, Mark.ABSENT, Mark.ABSENT, Mark.PRESENT, Mark.SICK, Mark.PRESENT,
    ]  # fmt: skip
    assert not attendance.except_edit.isVisible()


def test_a_name_nobody_has_marks_nobody(screen):
    attendance = screen.meeting_page.attendance
    attendance.except_button.click()
    QTest.keyClicks(attendance.except_edit, "A99 zul")
    QTest.keyClick(attendance.except_edit, Qt.Key.Key_Return)
    assert "A99, zul" in attendance.trouble.text_label.text()
    assert attendance.counts().marked == 0
    QTest.keyClick(attendance.except_edit, Qt.Key.Key_Escape)
    assert not attendance.except_edit.isVisible()


def test_a_row_code_is_found_by_typing_it(screen):
    grid = screen.meeting_page.attendance.grid
    QTest.keyClick(grid.view, "/")
    QTest.keyClicks(grid.find_edit, "a5")
    QTest.keyClick(grid.find_edit, Qt.Key.Key_Return)
    press(screen, "i")
    [row] = [r for r in screen.meeting_page.attendance.rows() if r.code == "A5"]
    assert row.status is Mark.EXCUSED


def test_a_plan_stays_a_plan_while_nobody_is_marked(ctx, screen, planned):
    page = screen.meeting_page
    page.facts.form.editor("place").setText("Rumah ketua")
    page.facts.form.editor("place").textEdited.emit("Rumah ketua")
    page.head.save_button.click()
    kept = p2k2.session(ctx, planned)
    assert (kept.status, kept.place) == (SessionStatus.PLANNED, "Rumah ketua")
    assert "nobody is marked yet" in screen.heard[-1].text


def test_what_is_typed_survives_a_kill_and_comes_back_with_a_word(
    ctx, screen, planned, open_screen, changes
):
    page = screen.meeting_page
    press(screen, "2ha")
    QTest.keyClicks(page.narrative.form.editor("process").text_edit, "Dibuka dengan doa")
    page.keep_draft()
    again = open_screen(P2k2Screen)
    again.open(OpenSession(planned))
    restored = again.meeting_page
    assert restored.head.draft_notice.text_label.text()
    assert restored.attendance.counts().present == 1
    assert restored.attendance.counts().absent == 1
    assert restored.narrative.joined() == "Dibuka dengan doa."
    restored.head.save_button.click()
    assert p2k2.draft(ctx, planned) is None
    assert p2k2.session(ctx, planned).process == "Dibuka dengan doa"


def test_the_draft_writes_itself_after_a_moment(ctx, qtbot, screen, planned):
    press(screen, "h")
    qtbot.waitUntil(lambda: p2k2.draft(ctx, planned) is not None, timeout=3000)
    assert planned in p2k2.drafted(ctx)


def test_what_was_typed_can_be_forgotten(ctx, screen, planned):
    press(screen, "h")
    screen.meeting_page.keep_draft()
    screen.meeting_page.head.draft_notice.action_requested.emit()
    assert p2k2.draft(ctx, planned) is None
    assert screen.meeting_page.attendance.counts().marked == 0
    assert not screen.meeting_page.is_dirty


def test_leaving_asks_nothing_because_nothing_is_lost(ctx, screen, planned):
    press(screen, "h")
    assert not screen.has_unsaved()
    assert p2k2.draft(ctx, planned) is not None


def test_typing_is_never_overwritten_by_a_change_elsewhere(ctx, screen, planned, make, group):
    press(screen, "h")
    make.family(group, "Gayatri")
    assert screen.meeting_page.attendance.counts().present == 1


def test_what_is_wrong_is_said_where_it_stands(ctx, screen, planned):
    page = screen.meeting_page
    press(screen, "h")
    page.facts.form.fill({"ends": time(8), "place": None})
    page.head.save_button.click()
    assert screen.heard[-1].role == "danger"
    assert "must end after it starts" in screen.heard[-1].text
    assert page.tabs.currentIndex() == 1
    assert p2k2.session(ctx, planned).status is SessionStatus.PLANNED


def test_the_narrative_counts_live_and_turns_red_past_the_limit(screen):
    narrative = screen.meeting_page.narrative
    narrative.form.editor("process").text_edit.setPlainText("a" * 600)
    assert narrative.count_label.text() == "601 of 1000 characters"
    narrative.form.editor("result").text_edit.setPlainText("b" * 600)
    assert narrative.count_label.property("role") == "danger"


def test_a_field_of_the_portal_is_copied_as_it_stands(screen):
    page = screen.meeting_page
    page.tabs.setCurrentIndex(4)
    page.portal.card.findChildren(type(page.head.save_button))[0].click()
    assert QGuiApplication.clipboard().text() == (
        "P2K2 MAWAR - Pengelolaan Keuangan dan Perencanaan Usaha"
    )
    assert "copied" in screen.heard[-1].text


def test_last_months_session_is_there_to_be_asked_back(ctx, screen, planned):
    session = replace(
        p2k2.session(ctx, planned), id="", held_on=date(2026, 10, 9), code="M1S2", title=""
    )
    p2k2.record_session(ctx, session, [])
    assert "Memahami Perkembangan dan Perilaku Anak" in (
        screen.meeting_page.head.recap_notice.text_label.text()
    )


def test_attendance_waits_for_the_day(ctx, screen, planned):
    session = replace(p2k2.session(ctx, planned), held_on=date(2026, 11, 27))
    p2k2.plan_session(ctx, session)
    screen.meeting_page.reload()
    press(screen, "h")
    assert screen.meeting_page.attendance.counts().marked == 0
    assert screen.meeting_page.attendance.reason.text_label.text()


def test_tabs_answer_to_keys(screen, qtbot):
    page = screen.meeting_page
    qtbot.waitExposed(screen)
    screen.activateWindow()
    QTest.keyClick(page.attendance.grid.view, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert page.tabs.currentIndex() == 2


def test_the_papers_of_a_plan_are_blank_and_of_a_meeting_are_reports(ctx, screen, planned):
    assert [d.kind for d in screen.print_documents()] == ["attendance", "attendance_portrait"]
    press(screen, "hhhhhh")
    screen.meeting_page.head.save_button.click()
    kinds = [d.kind for d in screen.print_documents()]
    assert kinds == ["attendance", "attendance_portrait", "p2k2", "p2k2_monitoring", "attendance"]


def test_more_can_be_done_with_a_session(ctx, screen, planned):
    page = screen.meeting_page
    labels = [action.text() for action in page.more_menu().actions()]
    assert labels == ["It was not held…", "Remove the session…"]
    page._mark_not_held({"not_held_reason": "Sungai meluap", "not_held_code": "weather"})
    assert p2k2.session(ctx, planned).not_held_reason == "Cuaca buruk atau banjir: Sungai meluap"
    assert p2k2.session(ctx, planned).status is SessionStatus.NOT_HELD
    told = page.attendance.reason.text_label.text()
    assert told == "Not held: Bad weather or flood: Sungai meluap"
    press(screen, "h")
    assert page.attendance.counts().marked == 0


def test_a_reported_session_says_so(ctx, screen, planned):
    press(screen, "hhhhhh")
    page = screen.meeting_page
    page.head.save_button.click()
    report = next(a for a in page.more_menu().actions() if "handed in" in a.text())
    report.trigger()
    assert p2k2.session(ctx, planned).status is SessionStatus.REPORTED
    assert page.head.state_badge.text() == "Reported"


def test_a_session_removed_elsewhere_leaves_the_page(ctx, screen, planned):
    p2k2.remove_session(ctx, planned)
    assert not screen.shows_meeting


def test_photos_are_made_small_and_a_reused_one_is_warned_of(ctx, qtbot, screen, planned, tmp_path):
    from tests.features.photos.test_photos import noted, picture

    strip = screen.meeting_page.photos.strip
    (tmp_path / "satu.jpg").write_bytes(noted())
    (tmp_path / "rusak.jpg").write_bytes(picture()[:2000])
    strip.take_files([tmp_path / "satu.jpg", tmp_path / "rusak.jpg"])
    qtbot.waitUntil(lambda: bool(screen.heard), timeout=10000)
    assert "1 photo added." in screen.heard[-1].text
    assert "rusak.jpg" in screen.heard[-1].text
    assert screen.meeting_page.photos.count() == 1
    strip.take_files([tmp_path / "catatan.docx"])
    assert "catatan.docx" in screen.heard[-1].text
    screen.heard.clear()
    strip.take_files([tmp_path / "satu.jpg"])
    qtbot.waitUntil(lambda: bool(screen.heard), timeout=10000)
    [card] = [c for c in strip._cards.values() if c.photo.warning][-1:]
    assert card.photo.warning == "Used before: Mawar, 20 Nov 2026"
    card.caption_changed.emit(card.photo.id, "Pembukaan")
    card.removed.emit(card.photo.id)
    assert screen.meeting_page.photos.count() == 1


def test_a_reader_sees_the_grid_locked(qtbot, book, navigate):
    from fieldkit.ui.shell.changes import Changes

    reader = book(role=Role.READER)
    screen = P2k2Screen(reader, Changes(reader), navigate)
    qtbot.addWidget(screen)
    assert not screen.meeting_page.head.save_button.isVisible()
    assert screen.month_page.plan_button.isHidden()
    assert screen.month == Month(2026, 11)


def test_saving_without_typing_changes_nothing(ctx, screen, planned):
    p2k2.mark_not_held(ctx, planned, "Banjir")
    screen.meeting_page.head.save_button.click()
    assert p2k2.session(ctx, planned).status is SessionStatus.NOT_HELD
    assert "Nothing has changed" in screen.heard[-1].text
