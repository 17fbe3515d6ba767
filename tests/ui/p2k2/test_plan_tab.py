"""The month's plan: proposed with reasons, moved by keys or by the mouse, kept in one step."""

from datetime import date, time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import (
    Attendance,
    Mark,
    Presenter,
    Session,
    SessionStatus,
)
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.records import undoing
from fieldkit.ui.p2k2 import screen as screens
from fieldkit.ui.p2k2.habits_dialog import HabitsDialog
from fieldkit.ui.p2k2.plan_dialog import PlanDialog
from fieldkit.ui.p2k2.screen import P2k2Screen

DECEMBER = Month(2026, 12)


@pytest.fixture
def groups(ctx, make) -> list[str]:
    """Three groups; the first met in November and hardly anybody came."""
    made = [
        make.group(name, meeting_day=day)
        for name, day in (("Anggrek", 8), ("Mawar", 9), ("Melati", 10))
    ]
    families = [make.family(made[0]) for _n in range(4)]
    session = Session(
        group_id=made[0], held_on=date(2026, 11, 10), starts=time(9), ends=time(11), place="Balai",
        code="M3S1", presenters=(Presenter(name="Sri"),),
    )  # fmt: skip
    marks = [Attendance(family_id=f, status=Mark.ABSENT) for f in families[1:]]
    marks.append(Attendance(family_id=families[0], status=Mark.PRESENT))
    p2k2.record_session(ctx, session, marks)
    return made


@pytest.fixture
def screen(open_screen, groups):
    screen = open_screen(P2k2Screen)
    screen.set_month(DECEMBER)
    screen.month_page.tabs.setCurrentWidget(screen.month_page.plan)
    told = []
    screen.told.connect(told.append)
    screen.heard = told
    return screen


@pytest.fixture
def plan(screen):
    screen.month_page.plan.propose_button.click()
    return screen.month_page.plan


def planned(ctx) -> dict[str, date]:
    return {line.group_name: line.session.held_on for line in p2k2.sessions_of_month(ctx, DECEMBER)}


def test_every_group_is_proposed_with_its_reason_and_nothing_is_kept_yet(ctx, plan):
    rows = {row.group: row for row in plan.table.rows()}
    assert rows["Anggrek"].reason == "Repeat: only 25% came"
    assert (rows["Anggrek"].topic, rows["Anggrek"].day) == ("M3S1", date(2026, 12, 8))
    assert rows["Mawar"].reason == "First session of this group"
    assert "3 proposals, not kept yet" in plan.lead_label.text()
    assert planned(ctx) == {}


def test_the_proposals_are_kept_by_one_key_and_undone_as_one_step(ctx, screen, plan, qtbot):
    qtbot.waitExposed(screen)
    QTest.keyClick(plan.board, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    plan.keep_button.click()
    assert planned(ctx) == {
        "Anggrek": date(2026, 12, 8), "Mawar": date(2026, 12, 9), "Melati": date(2026, 12, 10),
    }  # fmt: skip
    assert screen.heard[-1].text == "3 sessions planned."
    undoing.undo(ctx)
    assert planned(ctx) == {}


def test_shift_and_arrows_move_a_proposal_and_show_what_collides(plan):
    plan.board.setFocus()
    first = plan.board.current()
    assert first.text == "Anggrek"
    QTest.keyClick(plan.board, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert plan.board.current().day == date(2026, 12, 9)
    [row] = [row for row in plan.table.rows() if row.group == "Anggrek"]
    assert row.trouble.startswith("At the same time as Mawar")
    assert "2 plans collide." in plan.lead_label.text()
    QTest.keyClick(plan.board, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert plan.board.current().day == date(2026, 12, 16)


def test_arrows_walk_from_session_to_session(plan):
    QTest.keyClick(plan.board, Qt.Key.Key_Right)
    assert plan.board.current().text == "Mawar"
    assert plan.table.current().group == "Mawar"
    QTest.keyClick(plan.board, Qt.Key.Key_Left)
    assert plan.board.current().text == "Anggrek"
    assert "Tuesday, 8 December 2026" in plan.board.accessibleDescription()


def test_a_plan_is_dragged_to_another_day(ctx, screen, plan):
    plan.keep_button.click()
    board = plan.board
    [chip] = [c for c in board._chips if c.text == "Melati"]
    start = board.place_of(chip.id).toPoint()
    goal = board.place_of_day(date(2026, 12, 17)).toPoint()
    QTest.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(board, start + QPoint(20, 5))
    QTest.mouseMove(board, goal)
    QTest.mouseRelease(board, Qt.MouseButton.LeftButton, pos=goal)
    assert planned(ctx)["Melati"] == date(2026, 12, 17)
    assert screen.heard[-1].text == "Melati moved to Thursday, 17 December 2026."
    assert screen.heard[-1].undo


def test_delete_takes_a_proposal_off_and_a_plan_back(ctx, screen, plan):
    QTest.keyClick(plan.board, Qt.Key.Key_Delete)
    assert [p.group_name for p in plan.proposals] == ["Mawar", "Melati"]
    plan.keep_button.click()
    QTest.keyClick(plan.board, Qt.Key.Key_Delete)
    assert list(planned(ctx)) == ["Melati"]
    assert screen.heard[-1].text == "Plan of Mawar taken back."


def test_a_session_that_was_held_does_not_move(ctx, screen):
    screen.set_month(Month(2026, 11))
    plan = screen.month_page.plan
    QTest.keyClick(plan.board, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(plan.board, Qt.Key.Key_Delete)
    [line] = p2k2.sessions_of_month(ctx, Month(2026, 11))
    assert line.session.held_on == date(2026, 11, 10)
    assert "can be moved" in screen.heard[-1].text


def test_enter_changes_a_proposal_in_the_form_and_keeps_its_reason(ctx, screen, plan, monkeypatch):
    def fill(dialog: PlanDialog) -> bool:
        assert dialog.form.value("code") == "M3S1"
        assert "Repeat" in dialog.reminder.text_label.text()
        dialog.form.fill({"held_on": date(2026, 12, 21)})
        dialog.save_button.click()
        return bool(dialog.saved_id)

    monkeypatch.setattr(PlanDialog, "exec", fill)
    QTest.keyClick(plan.board, Qt.Key.Key_Return)
    assert planned(ctx) == {"Anggrek": date(2026, 12, 21)}
    [line] = p2k2.sessions_of_month(ctx, DECEMBER)
    assert line.session.why == "low_attendance:25"
    assert [p.group_name for p in plan.proposals] == ["Mawar", "Melati"]


def test_enter_on_a_plan_opens_its_meeting(screen, plan):
    plan.keep_button.click()
    QTest.keyClick(plan.board, Qt.Key.Key_Return)
    assert screen.shows_meeting
    assert screen.meeting_page.session.status is SessionStatus.PLANNED


def test_days_and_focus_are_chosen_in_a_box(ctx, screen, monkeypatch):
    def fill(dialog: HabitsDialog) -> bool:
        dialog.form.fill({"weekdays": (2, 4), "focus": "M2", "stunting": "8", "category_M1": "5"})
        dialog.save_button.click()
        return True

    monkeypatch.setattr(HabitsDialog, "exec", fill)
    screen.month_page.plan.habits_button.click()
    habits = teaching.habits(ctx)
    assert (habits.weekdays, habits.focus, habits.stunting) == ((2, 4), "M2", "8")
    assert habits.categories == {"M1": "5"}
    screen.month_page.plan.propose_button.click()
    days = {p.held_on.isoweekday() for p in screen.month_page.plan.proposals}
    assert days <= {2, 4}


def test_days_off_are_typed_as_they_come(ctx, qtbot):
    dialog = HabitsDialog(ctx)
    qtbot.addWidget(dialog)
    days = dialog.form.editor("days_off")
    days.set_value("24 Desember 2026; besok")
    dialog.form.editor("shows_numbers").click()
    dialog.save_button.click()
    assert teaching.habits(ctx).days_off == ()
    assert any("besok" in label.text() for label in dialog.findChildren(QLabel))
    days.set_value("24 Desember 2026;\n20/3/2026, 20-3-2026")
    dialog.save_button.click()
    kept = teaching.habits(ctx)
    assert kept.days_off == (date(2026, 3, 20), date(2026, 12, 24))
    assert kept.shows_numbers
    again = HabitsDialog(ctx)
    qtbot.addWidget(again)
    assert again.form.value("days_off") == "20/03/2026, 24/12/2026"
    again.form.editor("days_on").set_value("25 Desember")
    again.save_button.click()
    assert teaching.habits(ctx).days_on == ()
    again.form.editor("days_on").set_value("25/12/2026")
    again.save_button.click()
    assert teaching.habits(ctx).days_on == (date(2026, 12, 25),)


def test_the_calendar_file_is_written_and_counted(screen, plan, tmp_path):
    plan.keep_button.click()
    screen.save_calendar(tmp_path / "rencana")
    assert (tmp_path / "rencana.ics").read_bytes().count(b"BEGIN:VEVENT") == 3
    assert screen.heard[-1].text == "3 plans saved in rencana.ics."
    screen.save_calendar(tmp_path / "Rencana 28.11.2026")
    assert (tmp_path / "Rencana 28.11.2026.ics").exists()


def test_the_plan_is_what_prints_while_it_is_in_front(screen, plan, monkeypatch):
    assert [d.kind for d in screen.print_documents()] == ["p2k2_plan"]
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent):
            shown.extend(document.kind for document in documents)

        def exec(self):
            return 0

    monkeypatch.setattr(screens, "PreviewDialog", Preview)
    plan.print_button.click()
    assert shown == ["p2k2_plan"]


def test_discarding_leaves_nothing_behind(ctx, plan):
    plan.forget_button.click()
    assert plan.proposals == []
    assert planned(ctx) == {}
    assert plan.propose_button.isVisible()


def test_a_reader_sees_the_plan_and_can_not_touch_it(qtbot, book, navigate):
    from fieldkit.ui.shell.changes import Changes

    reader = book(role=Role.READER)
    screen = P2k2Screen(reader, Changes(reader), navigate)
    qtbot.addWidget(screen)
    screen.month_page.plan.reload(DECEMBER)
    assert screen.month_page.plan.propose_button.isHidden()
    assert screen.month_page.plan.habits_button.isHidden()
