"""The month by groups: what is given, planned and due, and where each line leads."""

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.core.dates import Month
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session, SessionStatus
from fieldkit.ui.p2k2 import plan_dialog
from fieldkit.ui.p2k2 import screen as screens
from fieldkit.ui.p2k2.plan_dialog import PlanDialog
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.shell.navigation import OpenGroup, OpenScreen
from fieldkit.ui.widgets.dialogs import FormDialog


@pytest.fixture
def month(ctx, make) -> dict[str, str]:
    """One group given, one planned, one due."""
    given, planned, due = (make.group(name) for name in ("Anggrek", "Bougenville", "Cempaka"))
    family = make.family(given)
    make.family(given)
    session = Session(
        group_id=given,
        held_on=date(2026, 11, 12),
        starts=time(9),
        ends=time(11),
        place="Balai",
        code="M3S1",
        presenters=(Presenter(name="Bidan Nur", institution="Puskesmas"),),
    )
    held = p2k2.record_session(ctx, session, [Attendance(family_id=family, status=Mark.PRESENT)])
    plan = p2k2.plan_session(
        ctx, Session(group_id=planned, held_on=date(2026, 11, 27), code="M2S1")
    )
    return {"given": given, "planned": planned, "due": due, "held": held, "plan": plan}


def test_the_sentence_over_the_month_counts_groups(open_screen, month):
    page = open_screen(P2k2Screen).month_page
    assert page.lead_label.text() == (
        "1 of 3 groups have had their P2K2 in November 2026. 1 is planned. 1 has no plan yet."
    )


def test_every_group_has_its_line(open_screen, month):
    rows = open_screen(P2k2Screen).month_page.table.rows()
    assert [(row.name, row.state) for row in rows] == [
        ("Anggrek", SessionStatus.HELD),
        ("Bougenville", SessionStatus.PLANNED),
        ("Cempaka", None),
    ]
    assert rows[0].came == "1 of 1 · 100%"
    assert rows[0].unmarked == 1
    assert rows[2].state_words == "No session yet"


def test_enter_opens_the_meeting_and_the_month_comes_back(open_screen, month):
    screen = open_screen(P2k2Screen)
    table = screen.month_page.table
    table.select(month["held"])
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert screen.shows_meeting
    assert screen.meeting_page.session_id == month["held"]
    screen.meeting_page.head.back_button.click()
    assert not screen.shows_meeting


def test_enter_on_a_group_that_waits_plans_its_session(ctx, open_screen, month, monkeypatch):
    def fill(dialog: PlanDialog) -> bool:
        assert dialog.form.value("group_id") == month["due"]
        dialog.form.fill({"code": "M4S1", "held_on": date(2026, 11, 25)})
        dialog.save_button.click()
        return bool(dialog.saved_id)

    monkeypatch.setattr(PlanDialog, "exec", fill)
    screen = open_screen(P2k2Screen)
    told = []
    screen.told.connect(told.append)
    screen.month_page.table.select(month["due"])
    QTest.keyClick(screen.month_page.table.view, Qt.Key.Key_Return)
    [row] = [r for r in screen.month_page.table.rows() if r.group_id == month["due"]]
    assert row.state is SessionStatus.PLANNED
    assert told[-1].text == "Session of Cempaka planned."


def test_a_plan_offers_the_usual_place_length_and_presenter(qtbot, ctx, make):
    group = make.group(meeting_place="Rumah ketua")
    dialog = PlanDialog(ctx, group)
    qtbot.addWidget(dialog)
    dialog.show()
    form = dialog.form
    assert form.value("place") == "Rumah ketua"
    assert form.value("presenters")[0][0] == ctx.me.name
    form.editor("starts").setFocus()
    QTest.keyClicks(form.editor("starts"), "9")
    form.editor("held_on").setFocus()
    form.editor("held_on").set_value(date(2026, 12, 1))
    form.editor("held_on").edited.emit()
    assert form.value("ends") == time(11)


def test_a_plan_without_a_topic_says_what_is_missing(qtbot, ctx, make):
    dialog = PlanDialog(ctx, make.group())
    qtbot.addWidget(dialog)
    dialog.save_button.click()
    assert dialog.saved_id == ""
    assert p2k2.sessions_of_month(ctx, Month(2026, 11)) == []


def test_a_free_topic_asks_for_its_title(qtbot, ctx, make):
    dialog = PlanDialog(ctx, make.group())
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.form.editor("title").isVisible()
    dialog.form.editor("code").set_value("T")
    dialog.form.editor("code").edited.emit()
    assert dialog.form.editor("title").isVisible()
    dialog.form.fill({"title": "Bahaya judi online", "held_on": date(2026, 11, 25)})
    dialog.save_button.click()
    assert p2k2.session(ctx, dialog.saved_id).title == "Bahaya judi online"


def test_a_plan_of_a_small_group_says_so(ctx, qtbot, make, month):
    dialog = PlanDialog(ctx, month["given"])
    qtbot.addWidget(dialog)
    assert dialog.reminder.text_label.text().splitlines() == [
        "Last time: Pentingnya Gizi dan Layanan Kesehatan Ibu Hamil",
        "This group has 2 families; groups usually have 10 to 40.",
    ]
    usual = make.group("Dahlia")
    for _family in range(12):
        make.family(usual)
    dialog = PlanDialog(ctx, usual)
    qtbot.addWidget(dialog)
    assert dialog.reminder.text_label.text() == ""


def test_a_plan_says_while_it_is_typed_what_stands_in_its_way(ctx, qtbot, month):
    dialog = PlanDialog(ctx, month["due"])
    qtbot.addWidget(dialog)
    session = p2k2.session(ctx, month["plan"])
    p2k2.plan_session(ctx, replace(session, starts=time(9), ends=time(11)))
    form = dialog.form
    form.editor("starts").set_value(time(10))
    form.editor("held_on").set_value(date(2026, 11, 27))
    form.changed.emit()
    assert dialog.clash.text_label.text() == "At the same time as Bougenville"
    form.editor("held_on").set_value(date(2026, 12, 25))
    form.changed.emit()
    assert dialog.clash.text_label.text() == "A holiday: Christmas Day"
    form.editor("held_on").set_value(date(2026, 11, 26))
    form.changed.emit()
    assert not dialog.clash.text_label.text()
    assert not dialog.clash.isVisibleTo(dialog)


def test_closing_a_typed_plan_asks(qtbot, ctx, make, monkeypatch):
    dialog = PlanDialog(ctx, make.group())
    qtbot.addWidget(dialog)
    dialog.form.restore({"place": "Balai"})
    asked = []
    monkeypatch.setattr(plan_dialog, "ask", lambda *a, **_more: asked.append(a) or False)
    dialog.reject()
    assert asked


def test_a_month_without_a_session_can_be_explained(ctx, open_screen, month, monkeypatch):
    def fill(dialog: FormDialog) -> bool:
        dialog.form.fill({"not_held_reason": "Banjir"})
        dialog.save_button.click()
        return True

    monkeypatch.setattr(FormDialog, "exec", fill)
    screen = open_screen(P2k2Screen)
    for group in ("due", "plan", "held"):
        screen.month_page.table.select(month[group])
        row = screen.month_page.current_row()
        screen.month_page.not_held_wanted.emit(row.id)
    states = [row.state for row in screen.month_page.table.rows()]
    assert states == [SessionStatus.HELD, SessionStatus.NOT_HELD, SessionStatus.NOT_HELD]


def test_every_page_of_the_month_has_its_key(qtbot, open_screen, month):
    screen = open_screen(P2k2Screen)
    page = screen.month_page
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    for number in (8, 3, 2, 1):
        assert page.tabs.tabToolTip(number - 1) == f"Alt+{number}"
        QTest.keyClick(screen, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        assert page.tabs.currentIndex() == number - 1
        assert page.tabs.currentWidget().isAncestorOf(screen.focusWidget())
    page.table.select(month["held"])
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    QTest.keyClick(screen, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert screen.shows_meeting
    assert screen.meeting_page.tabs.currentIndex() == 1
    assert page.tabs.currentIndex() == 0


def test_the_matrices_show_months_and_sessions(open_screen, month):
    page = open_screen(P2k2Screen).month_page
    page.tabs.setCurrentWidget(page.year_page)
    model = page.year_matrix.model()
    assert model.index(0, 10).data() == "M3S1"
    assert model.headerData(0, Qt.Orientation.Vertical) == "Anggrek"
    opened = []
    page.opened.connect(opened.append)
    page.year_matrix.setCurrentIndex(model.index(0, 10))
    QTest.keyClick(page.year_matrix, Qt.Key.Key_Return)
    assert opened == [month["held"]]
    page.tabs.setCurrentWidget(page.topic_page)
    topics = page.topic_matrix.model()
    assert topics.headerData(7, Qt.Orientation.Horizontal) == "M3S1"
    assert topics.index(0, 7).data() == "Nov"
    assert topics.index(1, 4).data() == "27/11"
    assert topics.index(2, 0).data() == "next"
    assert "given on 12 Nov 2026" in topics.index(0, 7).data(Qt.ItemDataRole.ToolTipRole)
    assert "not given yet" in topics.index(1, 7).data(Qt.ItemDataRole.ToolTipRole)


def test_a_matrix_in_front_is_what_prints(open_screen, month):
    screen = open_screen(P2k2Screen)
    for page in (screen.month_page.year_page, screen.month_page.topic_page):
        screen.month_page.tabs.setCurrentWidget(page)
        assert [document.kind for document in screen.print_documents()] == ["p2k2_year"]


def test_an_empty_cell_plans_what_it_stands_for(open_screen, month, monkeypatch):
    screen = open_screen(P2k2Screen)
    page = screen.month_page
    seen = []
    monkeypatch.setattr(PlanDialog, "exec", lambda box: bool(seen.append(box)))
    page.tabs.setCurrentWidget(page.topic_page)
    page.topic_matrix.setCurrentIndex(page.topic_matrix.model().index(2, 0))
    QTest.keyClick(page.topic_matrix, Qt.Key.Key_Return)
    page.tabs.setCurrentWidget(page.year_page)
    page.year_matrix.setCurrentIndex(page.year_matrix.model().index(2, 11))
    QTest.keyClick(page.year_matrix, Qt.Key.Key_Return)
    asked = [
        {name: box.form.value(name) for name in ("group_id", "code", "held_on")} for box in seen
    ]
    assert asked == [
        {"group_id": month["due"], "code": "M1S1", "held_on": None},
        {"group_id": month["due"], "code": None, "held_on": date(2026, 12, 1)},
    ]


def test_a_group_without_a_session_offers_to_say_why(open_screen, month):
    page = open_screen(P2k2Screen).month_page
    shown = {}
    for row in page.table.rows():
        page.table.select(row.id)
        shown[row.name] = page.not_held_button.isVisible()
    assert shown == {"Anggrek": False, "Bougenville": True, "Cempaka": True}
    page.tabs.setCurrentWidget(page.plan)
    assert not page.not_held_button.isVisible()


def test_what_nobody_explained_stands_in_its_line(ctx, open_screen, month):
    screen = open_screen(P2k2Screen)
    screen.set_month(Month(2026, 10))
    table = screen.month_page.table
    assert table.model.index(0, 6).data() == "no reason written"
    p2k2.plan_session(ctx, replace(p2k2.session(ctx, month["plan"]), held_on=date(2026, 11, 2)))
    screen.set_month(Month(2026, 11))
    assert [table.model.index(n, 6).data() for n in range(3)] == [
        "1 not marked", "not recorded yet", "",
    ]  # fmt: skip


def test_a_month_gone_by_says_why_and_who_wrote_nothing(ctx, open_screen, month):
    p2k2.note_not_held(ctx, month["due"], date(2026, 10, 8), "", "weather")
    screen = open_screen(P2k2Screen)
    screen.set_month(Month(2026, 10))
    assert screen.month_page.lead_label.text() == (
        "0 of 3 groups have had their P2K2 in October 2026. 2 had none, and nobody wrote why."
        " 1 was not held: Cempaka – Bad weather or flood."
    )


def test_another_month_is_another_page(open_screen, month):
    screen = open_screen(P2k2Screen)
    screen.open(OpenGroup(month["given"]))
    assert screen.shows_meeting
    screen.set_month(Month(2026, 10))
    assert not screen.shows_meeting
    assert all(row.state is None for row in screen.month_page.table.rows())


def test_the_month_prints_its_papers(open_screen, month):
    kinds = [d.kind for d in open_screen(P2k2Screen).print_documents()]
    assert kinds == [
        "attendance", "attendance", "attendance_portrait", "p2k2", "p2k2_monitoring",
    ]  # fmt: skip


def test_printing_opens_the_preview(open_screen, month, monkeypatch):
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent):
            shown.append([document.kind for document in documents])

        def exec(self):
            return 0

    monkeypatch.setattr(screens, "PreviewDialog", Preview)
    screen = open_screen(P2k2Screen)
    screen.month_page.sheets_button.click()
    screen.open(OpenGroup(month["given"]))
    screen.meeting_page.head.report_button.click()
    screen.meeting_page.head.sheet_button.click()
    assert shown == [
        ["attendance", "attendance_portrait"],
        ["p2k2", "attendance", "p2k2_monitoring", "attendance_portrait"],
        ["attendance", "attendance_portrait"],
    ]


def test_a_book_without_groups_says_where_to_begin(open_screen, navigate):
    screen = open_screen(P2k2Screen)
    page = screen.month_page
    assert page.empty.isVisible()
    assert not page.tabs.isVisible()
    page.empty.action_button.click()
    assert navigate == [OpenScreen("people")]
