"""The meeting page is filled without the mouse, keeps what is typed, and says what it saved."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle
from fieldkit.features.homework.model import Status
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.model import (
    Attendance,
    Mark,
    Presenter,
    Session,
    SessionStatus,
    Understanding,
)
from fieldkit.features.photos import service as photo_room
from fieldkit.ui.p2k2.plan_dialog import PlanDialog
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.shell import theme
from fieldkit.ui.shell.navigation import OpenSession
from fieldkit.ui.widgets.dialogs import FormDialog

NAMES = ("Aminah", "Badriah", "Chasanah", "Darsih", "Euis", "Fatonah")


@pytest.fixture
def group(make) -> str:
    group = make.group()
    for number, name in enumerate(NAMES, start=1):
        make.family(group, name, row_code=f"A{number}")
    return group


@pytest.fixture
def ready_session() -> Session:
    return Session(
        group_id="",
        held_on=date(2026, 11, 20),
        starts=time(9),
        ends=time(11),
        place="Balai",
        code="M2S1",
        presenters=(Presenter(name="Sri", institution="Pendamping PKH"),),
    )


@pytest.fixture
def planned(ctx, group, ready_session) -> str:
    return p2k2.plan_session(ctx, replace(ready_session, group_id=group))


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
    qtbot.waitUntil(lambda: p2k2.draft(ctx, planned) is not None)
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
    assert labels == ["It was not held…", "Saving circle…", "Remove the session…"]
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
    qtbot.waitUntil(lambda: bool(screen.heard))
    assert "1 photo added." in screen.heard[-1].text
    assert "rusak.jpg" in screen.heard[-1].text
    assert screen.meeting_page.photos.count() == 1
    strip.take_files([tmp_path / "catatan.docx"])
    assert "catatan.docx" in screen.heard[-1].text
    screen.heard.clear()
    strip.take_files([tmp_path / "satu.jpg"])
    qtbot.waitUntil(lambda: bool(screen.heard))
    [card] = [c for c in strip._cards.values() if c.photo.warning][-1:]
    assert card.photo.warning.startswith("Used before: Mawar, 20 Nov 2026")
    card.caption_changed.emit(card.photo.id, "Pembukaan")
    card.removed.emit(card.photo.id)
    assert screen.meeting_page.photos.count() == 1


def test_photos_are_dropped_anywhere_on_the_page(qtbot, screen, tmp_path):
    from tests.features.photos.test_photos import noted

    (tmp_path / "satu.jpg").write_bytes(noted())
    page = screen.meeting_page
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "satu.jpg"))])
    how = (Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    enter = QDragEnterEvent(QPoint(40, 40), *how)
    QGuiApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QGuiApplication.sendEvent(page, QDropEvent(QPointF(40, 40), *how))
    qtbot.waitUntil(lambda: page.photos.count() == 1)
    assert page.tabs.currentWidget() is page.photos


def test_when_and_where_a_photo_was_taken_is_typed(ctx, qtbot, screen, planned, monkeypatch):
    from tests.features.photos.test_photos import picture

    photos = screen.meeting_page.photos
    photo_room.add_photo(ctx, "session", planned, picture())
    photos.show_session(planned)
    [card] = photos.strip._cards.values()
    assert card.photo.detail == "Time and place are not known"

    def fill(box) -> None:
        box.form.editor("told_on").set_value(date(2026, 11, 19))
        box.form.editor("told_place").setText("Balai RW 03")
        box.save_button.click()

    monkeypatch.setattr(FormDialog, "exec", fill)
    card.told_button.click()
    [card] = photos.strip._cards.values()
    assert card.photo.detail == "Typed: 19 Nov 2026, Balai RW 03"
    assert card.photo.warning == "Not taken on the day of the meeting"
    assert screen.heard[-1].text == "Noted, as typed by hand."
    photos.set_read_only(True)
    assert card.told_button.isHidden()


def test_a_photo_of_another_day_says_so(ctx, screen, planned):
    from tests.features.photos.test_photos import noted

    photos = screen.meeting_page.photos
    picture = photo_room.prepare(noted())
    taken = picture.taken_at.date()
    photo_room.add_picture(ctx, "session", planned, picture)
    seen = {}
    for day in (taken, taken + timedelta(days=1)):
        p2k2.plan_session(ctx, replace(p2k2.session(ctx, planned), held_on=day))
        photos.show_session(planned)
        [card] = photos.strip._cards.values()
        seen[day] = card.photo.warning
    assert list(seen.values()) == ["", "Not taken on the day of the meeting"]


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


def test_the_lines_of_the_paper_are_typed_as_they_stand(ctx, screen, planned):
    attendance = screen.meeting_page.attendance
    QTest.keyClick(attendance.grid.view, Qt.Key.Key_F3)
    QTest.keyClicks(attendance.lines_edit, "A1 H 3 A2 S 3h2")
    assert attendance.echo_label.text() == (
        "A1 Aminah: present, very good · A2 Badriah: sick · A3 Chasanah: present, good"
    )
    QTest.keyClick(attendance.lines_edit, Qt.Key.Key_Return)
    assert attendance.lines_edit.text() == ""
    assert not attendance.lines_edit.isHidden()  # the next lines follow here
    QTest.keyClicks(attendance.lines_edit, "a6 a")
    QTest.keyClick(attendance.lines_edit, Qt.Key.Key_Return)
    QTest.keyClick(attendance.lines_edit, Qt.Key.Key_Return)
    assert attendance.lines_edit.isHidden()
    screen.meeting_page.head.save_button.click()
    rows = p2k2.attendance_grid(ctx, planned)
    assert [(row.status, row.understanding) for row in rows] == [
        (Mark.PRESENT, Understanding.VERY_GOOD), (Mark.SICK, None),
        (Mark.PRESENT, Understanding.GOOD), (Mark.UNMARKED, None), (Mark.UNMARKED, None),
        (Mark.ABSENT, None),
    ]  # fmt: skip


def test_a_line_without_a_mark_marks_nobody_and_stays_to_be_mended(screen):
    attendance = screen.meeting_page.attendance
    attendance.lines_button.click()
    QTest.keyClicks(attendance.lines_edit, "A1 H A2")
    QTest.keyClick(attendance.lines_edit, Qt.Key.Key_Return)
    assert attendance.trouble.text_label.text() == "No mark behind: a2. Write H, S, I or A."
    assert attendance.lines_edit.text() == "A1 H A2"
    assert attendance.counts().marked == 0


def test_typing_without_a_pause_is_kept_all_the_same(ctx, qtbot, screen, planned):
    timer = screen.meeting_page._draft_timer
    timer.setInterval(60_000)
    press(screen, "h")
    left = timer.remainingTime()
    qtbot.waitUntil(lambda: timer.remainingTime() < left)
    press(screen, "h")
    assert 0 < timer.remainingTime() < left


def test_who_needs_the_chips_finds_them_in_the_joined_text(ctx, screen, planned):
    page = screen.meeting_page
    press(screen, "hhhhhh")
    page.narrative.form.editor("obstacle_codes").set_value(("working_hours",))
    page.narrative.form.editor("obstacles").text_edit.setPlainText("Panen raya")
    joined = page.narrative.joined()
    assert joined == "Kendala: Waktu pertemuan bertepatan dengan jam kerja KPM. Panen raya."
    page.head.save_button.click()
    kept = p2k2.session(ctx, planned)
    assert (kept.obstacle_codes, kept.obstacles) == (("working_hours",), "Panen raya")


def test_a_group_without_homework_or_circle_is_asked_for_neither(screen):
    grid = screen.meeting_page.attendance.grid
    assert _columns(grid) == ["Attendance", "Understanding", "Note"]


class TestEverythingInOnePass:
    """Homework, a missed session and the saving circle stand beside the attendance."""

    @pytest.fixture
    def families(self, ctx, group) -> list[str]:
        return [row.family_id for row in p2k2.blank_grid(ctx, group)]

    @pytest.fixture
    def full(self, ctx, group, families, planned, open_screen):
        homework.assign_to_group(ctx, group, Month(2026, 10))
        circles.save_circle(ctx, Circle(group_id=group, name="Tabungan Mawar", amount=5000))
        former = replace(
            p2k2.session(ctx, planned), id="", held_on=date(2026, 10, 7), code="M1S2", title="",
            presenters=(Presenter(name="Sri"),),
        )  # fmt: skip
        p2k2.record_session(ctx, former, [Attendance(family_id=families[1], status=Mark.SICK)])
        screen = open_screen(P2k2Screen)
        screen.heard = []
        screen.told.connect(screen.heard.append)
        screen.open(OpenSession(planned))
        return screen

    def test_what_the_group_has_is_asked_beside_the_attendance(self, full):
        assert _columns(full.meeting_page.attendance.grid) == [
            "Attendance", "Understanding", "Homework", "Catch-up", "Saved", "Note",
        ]  # fmt: skip

    def test_it_is_typed_in_the_row_and_counted_live(self, ctx, full, families, planned):
        attendance = full.meeting_page.attendance
        press(full, "t2dhuh")
        told = attendance.more_label.text()
        assert "Homework of October 2026: 1 of 6" in told
        assert "Catch-up: 1 of 1" in told
        attendance.grid.set_value(families[0], "saved", 5000)
        attendance.assign_edit.set_value("next")
        attendance.assign_edit.edited.emit()
        full.meeting_page.head.save_button.click()
        assert full.heard[-1].text.startswith(
            "Mawar: 2 present, 4 not marked, 1 sheet noted, homework given to 2 families,"
            " Rp5.000 saved up, 1 catch-up saved."
        )
        assert homework.month_of(ctx, families[0], Month(2026, 10)).status is Status.CHECKED
        assert homework.month_of(ctx, families[0], Month(2026, 12)).status is Status.ASSIGNED
        assert circles.paid_at(ctx, planned) == {families[0]: 5000}
        assert catch_ups.of_family(ctx, families[1])[0].at_session_id == planned

    def test_nobody_can_make_up_for_what_they_did_not_miss(self, full):
        press(full, "u")
        attendance = full.meeting_page.attendance
        assert attendance.counts().present == 0
        assert "Catch-up: 0 of 1" in attendance.more_label.text()

    def test_all_of_it_survives_a_kill(self, ctx, full, families, planned, open_screen):
        attendance = full.meeting_page.attendance
        press(full, "d2h")
        attendance.grid.set_value(families[0], "saved", 7500)
        attendance.assign_edit.set_value("this")
        attendance.assign_edit.edited.emit()
        full.meeting_page.keep_draft()
        again = open_screen(P2k2Screen)
        again.open(OpenSession(planned))
        page = again.meeting_page.attendance.page(p2k2.session(ctx, planned))
        assert page.homework == {families[0]: Status.CHECKED}
        assert page.paid == {families[0]: 7500}
        assert page.assign == Month(2026, 11)
        assert page.marks[0].understanding is Understanding.GOOD

    def test_a_stage_emptied_goes_back_to_given(self, ctx, full, families, planned):
        homework.set_status(ctx, families[0], Month(2026, 10), Status.COLLECTED)
        page = full.meeting_page
        page.open(planned)
        page.attendance.grid.set_value(families[0], "homework", None)
        wanted = page.attendance.page(p2k2.session(ctx, planned))
        assert wanted.homework == {families[0]: Status.ASSIGNED}


def _columns(grid) -> list[str]:
    hidden = grid.view.isColumnHidden
    titles = [column.title for column in grid.model.columns]
    return [title for number, title in enumerate(titles, 1) if not hidden(number)]


def test_a_group_of_27_takes_two_keys_a_family_and_nothing_else(
    ctx, make, open_screen, ready_session
):
    group = make.group("Dahlia")
    for number in range(1, 28):
        make.family(group, f"Ibu {number:02}", row_code=f"A{number}")
    session_id = p2k2.plan_session(ctx, replace(ready_session, group_id=group))
    screen = open_screen(P2k2Screen)
    screen.open(OpenSession(session_id))
    counted = KeyCounter()
    view = screen.meeting_page.attendance.grid.view
    view.installEventFilter(counted)
    for number in range(27):
        press(screen, "a" if number % 9 == 8 else "3h" if number % 2 else "2h")
    QTest.keyClick(view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    screen.meeting_page.save()
    rows = p2k2.attendance_grid(ctx, session_id)
    assert [row.status for row in rows].count(Mark.PRESENT) == 24
    assert [row.status for row in rows].count(Mark.ABSENT) == 3
    assert all(row.understanding for row in rows if row.status is Mark.PRESENT)
    assert counted.keys - 1 <= 2 * 27


def test_homework_noted_elsewhere_is_seen_at_the_meeting(ctx, screen, planned, group):
    [first, *_rest] = [row.family_id for row in p2k2.attendance_grid(ctx, planned)]
    homework.assign_to_group(ctx, group, Month(2026, 10))
    homework.set_status(ctx, first, Month(2026, 10), Status.CHECKED)
    told = screen.meeting_page.attendance.more_label.text()
    assert "Homework of October 2026: 1 of 6" in told


class KeyCounter(QObject):
    """Counts the keys that really reach the grid."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0

    def eventFilter(self, _watched, event) -> bool:
        self.keys += event.type() == QEvent.Type.KeyPress
        return False


def test_one_key_a_family_is_enough_in_the_column_of_grades(ctx, make, open_screen, ready_session):
    group = make.group("Dahlia")
    for number in range(1, 28):
        make.family(group, f"Ibu {number:02}", row_code=f"A{number}")
    session_id = p2k2.plan_session(ctx, replace(ready_session, group_id=group))
    screen = open_screen(P2k2Screen)
    screen.open(OpenSession(session_id))
    grid = screen.meeting_page.attendance.grid
    grid.go_to(grid.model.rows[0].id, "understanding")
    press(screen, "223" * 9)
    assert screen.meeting_page.attendance.counts().present == 27


@pytest.fixture
def large_text(qapp):
    """The text at 150 %, put back afterwards."""
    theme.apply(qapp, text_size=150)
    yield
    theme.apply(qapp)


@pytest.mark.usefixtures("large_text")
def test_eight_families_are_seen_at_once_with_large_text_on_a_small_laptop(
    ctx, make, open_screen, ready_session, qtbot
):
    group = make.group("Dahlia")
    for number in range(1, 28):
        make.family(group, f"Ibu {number:02}", row_code=f"A{number}")
    circles.save_circle(ctx, Circle(group_id=group, name="Tabungan Dahlia", amount=5000))
    homework.assign_to_group(ctx, group, Month(2026, 10))
    former = replace(ready_session, group_id=group, held_on=date(2026, 10, 7), code="M1S2")
    p2k2.record_session(ctx, former, [])
    session_id = p2k2.plan_session(ctx, replace(ready_session, group_id=group))
    screen = open_screen(P2k2Screen, 1054, 670)  # what sidebar and top bar leave of 1366 × 768
    screen.open(OpenSession(session_id))
    page = screen.meeting_page
    view = page.attendance.grid.view
    qtbot.waitUntil(lambda: view.viewport().height() // view.rowHeight(0) >= 8)
    assert page.head.recap_notice.isVisible()
    assert not page.head.facts_label.isVisible()
    assert page.brief_label.text().startswith("Planned · Friday, 20 November 2026")
    assert page.head.present_button.text() == ""
    assert page.head.present_button.accessibleName() == "Slides"
    screen.resize(1354, 1100)
    assert page.head.present_button.text() == "Slides"
    assert page.head.facts_label.isVisible()


@pytest.mark.usefixtures("large_text")
def test_the_plans_box_leaves_its_buttons_on_the_screen(ctx, qtbot):
    dialog = PlanDialog(ctx)
    qtbot.addWidget(dialog)
    assert dialog.height() < dialog.screen().availableSize().height()
