"""The KUBE screens alone, offscreen: built, filled by keyboard, and asked what is stored."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_in, opening
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    FollowUp,
    Meeting,
    MeetingPage,
    Status,
)
from fieldkit.ui.kube import group_page as tabs
from fieldkit.ui.kube.closing_dialog import ClosingDialog
from fieldkit.ui.kube.entry_dialogs import (
    CorrectDialog,
    EntryDialog,
    OpeningDialog,
    TransferDialog,
)
from fieldkit.ui.kube.group_forms import KubeDialog, MemberDialog, NamesDialog
from fieldkit.ui.kube.screen import KubeScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import OpenKube
from fieldkit.ui.widgets import tab_order
from fieldkit.ui.widgets.dialogs import FormDialog

TODAY = date(2026, 11, 20)
PRESENT = Attendance.PRESENT


@pytest.fixture
def melati(make):
    return make.kube("Melati 3", members=10, village="Galur", iks_amount=1000)


@pytest.fixture
def told(monkeypatch):
    return []


@pytest.fixture
def screen(open_screen, melati, told):
    made = open_screen(KubeScreen, width=1150)
    made.told.connect(told.append)
    return made


@pytest.fixture
def meeting(screen, melati):
    """The page of a new meeting, in front."""
    screen.group_page.new_button.click()
    return screen.meeting_view


def a_meeting(melati, day=TODAY, **more):
    kube_id, people = melati
    facts = {
        "meeting": Meeting(kube_id=kube_id, held_on=day),
        "attendance": dict.fromkeys(people, PRESENT),
        "dues": dict.fromkeys(people, 5000),
    }
    return MeetingPage(**(facts | more))


def press(qtbot, widget, *keys):
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(widget, key)
        else:
            qtbot.keyClick(widget, key)


# -- the group --------------------------------------------------------------------------------


def test_an_empty_book_says_what_a_kube_is_and_offers_the_first(open_screen, ctx):
    screen = open_screen(KubeScreen)
    assert screen.stack.currentWidget() is screen.list_page
    assert "run a business together" in screen.list_page.table._empty_state.sentence
    assert screen.print_documents()


def test_one_group_opens_at_once_and_several_in_a_list(open_screen, melati, make):
    assert open_screen(KubeScreen).group_page.isVisible()
    make.kube("Kenanga")
    screen = open_screen(KubeScreen)
    assert [line.kube.name for line in screen.list_page.table.rows()] == ["Kenanga", "Melati 3"]
    screen.list_page.table.activated.emit(screen.list_page.table.rows()[1])
    assert screen.group_page.title_label.text() == "KUBE Melati 3"
    screen.group_page.back_button.click()
    assert screen.list_page.isVisible()
    screen.open(OpenKube(melati[0]))
    assert screen.group_page.isVisible()


def test_the_summary_shows_pots_arrears_next_meeting_and_members(ctx, screen, melati):
    kube_id, people = melati
    page = a_meeting(
        melati, dues={people[0]: 5000}, iks={people[0]: 1000},
        meeting=Meeting(
            kube_id=kube_id, held_on=date(2026, 11, 17), next_on=date(2026, 11, 24),
            next_host_id=people[2],
        ),
        follow_ups=(FollowUp(what="Beli beras", member_id=people[1]),),
    )  # fmt: skip
    meetings.record_meeting(ctx, page)
    overview = screen.group_page.overview
    assert overview.kas_stat.accessibleName() == "Cash: Rp5.000"
    assert overview.iks_stat.accessibleName() == "IKS: Rp1.000"
    assert overview.arrears_stat.accessibleName() == "Dues in arrears: Rp45.000"
    assert overview.next_stat.accessibleName() == "Next meeting: 24 Nov 2026"
    assert "Chasanah" in overview.next_stat.accessibleDescription()
    assert len(overview.members_table.rows()) == 10
    overview.arrears_stat.clicked.emit()
    assert screen.group_page.tabs.currentIndex() == tabs.DUES
    overview.iks_stat.clicked.emit()
    assert screen.group_page.cash.pot is Pot.IKS
    screen.group_page.go_to(tabs.OVERVIEW)
    (_promise, check) = next(iter(overview.promises._checks.values()))
    check.click()
    assert meetings.open_follow_ups(ctx, kube_id) == []


def test_a_meeting_that_is_late_is_said(ctx, screen, melati):
    kube_id, _people = melati
    late = Meeting(kube_id=kube_id, held_on=date(2026, 11, 3), next_on=date(2026, 11, 10))
    meetings.record_meeting(ctx, a_meeting(melati, meeting=late))
    assert "not recorded yet" in screen.group_page.overview.next_stat.accessibleDescription()


def test_a_small_group_is_warned_of_with_the_rule(open_screen, make):
    make.kube("Kecil", members=3)
    screen = open_screen(KubeScreen)
    assert "Permensos 2/2019" in screen.group_page.overview.warning.text_label.text()


def test_a_new_kube_is_made_in_its_box(qtbot, ctx):
    dialog = KubeDialog(ctx)
    qtbot.addWidget(dialog)
    dialog.save_button.click()
    assert dialog.isHidden() or not dialog.saved_id
    dialog.form.fill({"name": "Anggrek", "dues_amount": 2000, "meeting_day": 2})
    dialog.save_button.click()
    assert group.kube(ctx, dialog.saved_id).dues_amount == 2000


def test_members_are_added_one_by_one_or_by_a_list(qtbot, ctx, melati):
    kube_id, people = melati
    names = NamesDialog(ctx, kube_id)
    qtbot.addWidget(names)
    names.form.fill({"names": "Wati\n\nYuni"})
    names.save_button.click()
    assert names.count == 2
    one = MemberDialog(ctx, group.member(ctx, people[0]))
    qtbot.addWidget(one)
    one.form.fill({"birth_year": 1978, "main_business": "Katering"})
    one.save_button.click()
    assert group.member(ctx, people[0]).birth_year == 1978
    wrong = MemberDialog(ctx, KubeMember(kube_id=kube_id, name=""))
    qtbot.addWidget(wrong)
    wrong.save_button.click()
    assert len(group.members(ctx, kube_id)) == 12


def test_a_member_with_money_is_not_removed_and_the_screen_says_why(ctx, screen, melati, told):
    kube_id, people = melati
    cashbook.record_entry(
        ctx, money_in(kube_id, TODAY, Account.DUES, 5000, "Iuran", member=people[0])
    )
    table = screen.group_page.overview.members_table
    table.select(people[0])
    screen.group_page.overview._on_remove_triggered()
    assert "day of leaving" in told[-1].text
    table.select(people[1])
    screen.group_page.overview._on_remove_triggered()
    assert told[-1].text == "Member removed."
    assert len(group.members(ctx, kube_id)) == 9


# -- the meeting ------------------------------------------------------------------------------


def test_a_whole_meeting_is_recorded_without_the_mouse(qtbot, ctx, melati, meeting, told):
    kube_id, people = melati
    view = meeting.body.grid.view
    view.setFocus()
    for _member in people:
        press(qtbot, view, Qt.Key.Key_Return)
    assert meeting.count_label.text() == "10 of 10 present · dues Rp50.000 · IKS Rp10.000"
    assert meeting.save()
    assert told[-1].text == "10 present, dues Rp50.000 recorded, IKS Rp10.000 recorded."
    assert told[-1].undo
    (summary,) = meetings.meetings_of(ctx, kube_id)
    assert (summary.present, summary.dues) == (10, 50_000)
    held = cashbook.balances(ctx, kube_id)
    assert (held[Pot.KAS], held[Pot.IKS]) == (50_000, 10_000)
    assert meeting.state_badge.text() == "Held"
    assert not meeting.is_dirty


def test_nothing_is_present_or_paid_before_somebody_says_so(meeting, melati):
    grid = meeting.body.grid
    assert set(grid.attendance().values()) == {None}
    assert meeting.count_label.text() == "0 of 10 present · dues Rp0 · IKS Rp0"


def test_keys_mark_who_was_away_and_another_amount_is_typed(qtbot, meeting, melati):
    _kube_id, people = melati
    grid = meeting.body.grid
    view = grid.view
    view.setFocus()
    press(qtbot, view, "s", "i", "a", "h")
    assert [grid.values()[p]["status"] for p in people[:4]] == [
        Attendance.SICK, Attendance.EXCUSED, Attendance.ABSENT, PRESENT,
    ]  # fmt: skip
    grid.go_to(people[0], "status")
    press(qtbot, view, Qt.Key.Key_Return)
    assert grid.values()[people[0]]["dues"] is None
    grid.go_to(people[3], "status")
    press(qtbot, view, Qt.Key.Key_Return)
    typed = grid.values()[people[3]]
    assert (typed["status"], typed["dues"], typed["iks"]) == (PRESENT, 5000, 1000)
    grid.go_to(people[4], "dues")
    press(qtbot, view, "2")
    editor = QApplication.focusWidget()
    press(qtbot, editor, "0000", Qt.Key.Key_Return)
    assert grid.values()[people[4]]["dues"] == 20_000
    assert grid.values()[people[4]]["status"] is None


def test_everybody_present_pays_with_one_key(qtbot, meeting, melati):
    _kube_id, people = melati
    grid = meeting.body.grid
    grid.set_all("status", PRESENT)
    grid.set_value(people[0], "status", Attendance.SICK)
    grid.set_value(people[1], "dues", 0)
    meeting.body.pay_button.click()
    assert grid.total("dues") == 40_000
    press(qtbot, grid.view, Qt.Key.Key_Delete)


def test_agenda_decisions_promises_and_money_go_with_the_page(ctx, melati, meeting, told):
    kube_id, people = melati
    body = meeting.body
    body.grid.set_all("status", PRESENT)
    body.pay_button.click()
    point = body.agenda.points[0]
    point.title_edit.setText("PMT")
    point.decision_edit.set_value("Bubur 400 kotak")
    body.agenda.add_button.click()
    body.agenda.points[1].title_edit.setText("Seragam")
    promise = body.promises.lines[0]
    promise.what_edit.setText("Beli beras")
    promise.who_edit.setText("chasanah")
    promise.due_edit.setText("27/11/2026")
    body.promises.add_button.click()
    body.promises.lines[1].what_edit.setText("Tanya puskesmas")
    body.promises.lines[1].who_edit.setText("Bu Nunung")
    body.money.in_button.click()
    line = body.money.lines[0]
    line.account_edit.set_value(Account.SALES)
    line.amount_edit.setText("30.000")
    line.words_edit.setText("Bir pletok 4 botol")
    body.next.fill({"next_on": date(2026, 11, 27), "next_host_id": people[3]})
    body.count.edits[50_000].setText("1")
    body.count.edits[20_000].setText("2")
    body.count._on_edited()
    assert body.count.reason_edit.isHidden()
    assert meeting.save(), told[-1].text
    page = meetings.page(ctx, meeting.meeting.id)
    assert [(i.title, i.decision_no) for i in page.agenda] == [("PMT", "1/2026"), ("Seragam", None)]
    assert [(f.what, f.member_id, f.who) for f in page.follow_ups] == [
        ("Beli beras", people[2], None), ("Tanya puskesmas", None, "Bu Nunung"),
    ]  # fmt: skip
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 80_000
    assert page.meeting.next_host_id == people[3]
    assert page.meeting.cash_counted == {50_000: 1, 20_000: 2}
    assert "1 decision, 2 follow-ups, 1 cash entry" in told[-1].text


def test_counted_money_that_differs_asks_for_the_reason(meeting, told):
    body = meeting.body
    body.count.edits[1000].setText("3")
    body.count._on_edited()
    assert not body.count.reason_edit.isHidden()
    assert "too much" in body.count.notice.text_label.text()
    assert not meeting.save()
    assert "counted money is Rp3.000" in told[-1].text
    body.count.reason_edit.setText("Uang parkir")
    assert meeting.save()


def test_what_can_not_be_read_is_said_and_nothing_is_saved(ctx, melati, meeting, told):
    kube_id, _people = melati
    body = meeting.body
    for put, expected in (
        (lambda: body.count.edits[500].setText("x"), "whole number"),
        (lambda: body.facts.editor("held_on").setText("31/2/2026"), ""),
    ):
        put()
        assert not meeting.save()
        assert expected in told[-1].text
    body.count.edits[500].setText("")
    body.facts.editor("held_on").set_value(TODAY)
    body.promises.lines[0].what_edit.setText("x")
    body.promises.lines[0].due_edit.setText("besok-besok")
    assert not meeting.save()
    body.promises.lines[0].remove_button.click()
    body.money.out_button.click()
    body.money.lines[0].amount_edit.setText("seribu")
    assert not meeting.save()
    body.money.lines[0].amount_edit.setText("1.000")
    body.money.lines[0].words_edit.setText("Parkir")
    assert not meeting.save()
    assert "Cash holds Rp0" in told[-1].text
    body.money.lines[0].remove_button.click()
    assert meeting.save()
    assert len(meetings.meetings_of(ctx, kube_id)) == 1


def test_a_page_half_typed_comes_back_and_can_be_forgotten(qtbot, ctx, screen, melati, meeting):
    _kube_id, people = melati
    body = meeting.body
    body.grid.set_value(people[0], "status", Attendance.SICK)
    body.agenda.points[0].title_edit.setText("PMT")
    body.promises.lines[0].what_edit.setText("Beli beras")
    body.money.in_button.click()
    body.money.lines[0].amount_edit.setText("30.000")
    body.count.edits[1000].setText("2")
    body.opening_edit.set_value("Doa")
    body.facts.editor("place").setText("Rumah Ibu Euis")
    meeting.back_button.click()
    assert screen.group_page.isVisible()
    screen.group_page.new_button.click()
    assert meeting.draft_notice.isVisible()
    assert body.grid.values()[people[0]]["status"] is Attendance.SICK
    assert body.agenda.items()[0].title == "PMT"
    assert body.money.lines[0].amount_edit.text() == "30.000"
    assert body.facts.value("place") == "Rumah Ibu Euis"
    assert body.count.edits[1000].text() == "2"
    assert not screen.has_unsaved()
    meeting.draft_notice.action_button.click()
    assert not meeting.is_dirty
    assert body.grid.values()[people[0]]["status"] is None


def test_a_meeting_to_come_is_planned_and_later_not_held(ctx, screen, melati, meeting, told):
    kube_id, _people = melati
    meeting.body.facts.editor("held_on").set_value(date(2026, 11, 27))
    assert meeting.save()
    assert told[-1].text == "Meeting of 27 November 2026 planned."
    assert meeting.meeting.status is Status.PLANNED
    texts = [action.text() for action in meeting.more_menu().actions()]
    assert "It was not held…" in texts
    meeting._mark_not_held({"note": "Banjir"})
    assert meetings.meetings_of(ctx, kube_id)[0].meeting.status is Status.NOT_HELD
    assert screen.group_page.isVisible()


def test_a_meeting_with_money_is_removed_with_a_reason(ctx, screen, melati, told):
    kube_id, _people = melati
    done = meetings.record_meeting(ctx, a_meeting(melati))
    screen._on_meeting_opened(done.meeting_id)
    view = screen.meeting_view
    assert view.body.grid.present_count() == 10
    view._remove({"reason": "dicatat dua kali"})
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    assert told[-1].text == "Meeting removed."


def test_promises_of_before_are_ticked_at_the_next_meeting(ctx, screen, melati):
    kube_id, people = melati
    meetings.record_meeting(
        ctx,
        a_meeting(
            melati, date(2026, 11, 13), follow_ups=(FollowUp(what="Beli beras"),),
            agenda=(AgendaItem(title="a"),),
        ),
    )  # fmt: skip
    screen.group_page.new_button.click()
    body = screen.meeting_view.body
    assert body.earlier_card.isVisible()
    (_promise, check) = next(iter(body.earlier._checks.values()))
    check.click()
    body.grid.set_value(people[0], "status", PRESENT)
    assert screen.meeting_view.save()
    assert meetings.open_follow_ups(ctx, kube_id) == []


def test_a_changed_page_is_left_alone_when_the_book_changes(ctx, screen, melati):
    done = meetings.record_meeting(ctx, a_meeting(melati))
    screen._on_meeting_opened(done.meeting_id)
    body = screen.meeting_view.body
    body.facts.editor("place").setText("Rumah")
    body.facts.changed.emit()
    group.save_member(ctx, KubeMember(kube_id=melati[0], name="Baru"))
    assert body.facts.value("place") == "Rumah"
    documents = screen.print_documents()
    assert [d.kind for d in documents] == ["kube_minutes", "kube_minutes"]


def test_the_parts_of_the_page_are_reached_by_key(screen, meeting):
    for number, button in enumerate(meeting.section_buttons):
        button.click()
        assert button.shortcut().toString() == f"Alt+{number + 1}"
    assert meeting.body.next.editor("next_on").hasFocus()


def test_points_of_the_agenda_move_and_go(meeting):
    agenda = meeting.body.agenda
    agenda.set_items([AgendaItem(title="a"), AgendaItem(title="b")])
    agenda.points[1].up_button.click()
    assert [item.title for item in agenda.items()] == ["b", "a"]
    agenda.points[0].remove_button.click()
    agenda.points[0].remove_button.click()
    assert agenda.items() == ()
    assert len(agenda.points) == 1


def test_tab_goes_through_a_point_before_its_tools_and_removing_keeps_the_keys(qtbot, meeting):
    agenda = meeting.body.agenda
    agenda.set_items([AgendaItem(title="a"), AgendaItem(title="b")])
    second = agenda.points[1]
    fields = (second.title_edit, second.discussion_edit.text_edit, second.decision_edit.text_edit)
    assert tab_order.stops(second) == [*fields, second.up_button, second.remove_button]
    second.remove_button.setFocus()
    second.remove_button.click()
    assert meeting.window().focusWidget() is agenda.points[0].title_edit
    meeting.body.money.out_button.click()
    meeting.body.money.lines[0].remove_button.click()
    assert meeting.window().focusWidget() is meeting.body.money.out_button
    meeting.body.promises.lines[0].remove_button.click()
    assert meeting.window().focusWidget() is meeting.body.promises.lines[0].what_edit


# -- the cash book ----------------------------------------------------------------------------


def test_the_cash_book_runs_a_balance_and_prints(ctx, screen, melati):
    kube_id, _people = melati
    cashbook.record_entry(ctx, opening(kube_id, date(2026, 10, 1), 100_000, "Awal", pot=Pot.KAS))
    cashbook.record_entry(ctx, money_in(kube_id, TODAY, Account.SALES, 50_000, "Kue"))
    cash = screen.group_page.cash
    screen.group_page.go_to(tabs.CASH)
    assert cash.sum_label.text().startswith("November 2026: carried over Rp100.000")
    assert [row.balance for row in cash.table.rows()] == [150_000]
    cash.whole_button.click()
    assert [row.balance for row in cash.table.rows()] == [100_000, 150_000]
    assert not cash.opening_button.isVisible()
    assert screen.print_documents()[0].kind == "cash_book"
    screen.set_month(Month(2026, 10))
    assert screen.print_documents()[0].blocks[4].text == "Bulan Oktober 2026"


def test_money_is_entered_in_a_box_and_a_debt_asks_how(qtbot, ctx, melati):
    kube_id, people = melati
    box = EntryDialog(ctx, kube_id, is_income=False)
    qtbot.addWidget(box)
    box.save_button.click()
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    box.form.fill({
        "account": Account.HELP_ILLNESS, "amount": 50_000, "description": "Bantuan",
        "member": people[4],
    })  # fmt: skip
    box.form.changed.emit()
    box.save_button.click()
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    box.form.fill({"reason": "Ditalangi bendahara"})
    box.save_button.click()
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == -50_000
    row = cashbook.ledger_of(ctx, kube_id).rows[0]
    assert cashbook.entry(ctx, row.id).lines[0].member == people[4]


def test_money_moves_from_pot_to_pot_and_a_pot_is_opened(qtbot, ctx, melati):
    kube_id, _people = melati
    first = OpeningDialog(ctx, kube_id, Pot.KAS)
    qtbot.addWidget(first)
    first.save_button.click()
    first.form.fill({"booked_on": TODAY, "amount": 80_000})
    first.save_button.click()
    move = TransferDialog(ctx, kube_id)
    qtbot.addWidget(move)
    move.save_button.click()
    move.form.fill({"way": (Pot.KAS, Pot.IKS), "amount": 30_000, "description": "Ke IKS"})
    move.save_button.click()
    held = cashbook.balances(ctx, kube_id)
    assert (held[Pot.KAS], held[Pot.IKS]) == (50_000, 30_000)


def test_a_correction_asks_why_and_shows_both(qtbot, ctx, screen, melati, told):
    kube_id, _people = melati
    wrong = cashbook.record_entry(ctx, money_in(kube_id, TODAY, Account.GRANT, 910_000, "Hadiah"))
    box = CorrectDialog(ctx, cashbook.entry(ctx, wrong))
    qtbot.addWidget(box)
    box.save_button.click()
    assert cashbook.stands(ctx, wrong)
    box.form.fill({"why": "kurang nol", "amount": 9_100_000})
    box.save_button.click()
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 9_100_000
    screen.group_page.go_to(tabs.CASH)
    cash = screen.group_page.cash
    states = [cash.table.model.index(n, 7).data() for n in range(3)]
    assert states == ["Taken back", "kurang nol", ""]
    cash.table.select(wrong)
    cash.correct_button.click()
    assert "corrected already" in told[-1].text


def test_an_entry_can_be_taken_back_alone(qtbot, ctx, melati):
    kube_id, _people = melati
    wrong = cashbook.record_entry(ctx, money_in(kube_id, TODAY, Account.SALES, 5000, "Kue"))
    box = CorrectDialog(ctx, cashbook.entry(ctx, wrong))
    qtbot.addWidget(box)
    box.form.fill({"why": "dua kali", "replaces": False})
    box.save_button.click()
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    assert len(cashbook.ledger_of(ctx, kube_id).rows) == 2


def test_correcting_dues_leads_to_their_meeting(ctx, screen, melati, told):
    done = meetings.record_meeting(ctx, a_meeting(melati))
    screen.group_page.go_to(tabs.CASH)
    cash = screen.group_page.cash
    cash.table.select_first()
    cash.correct_button.click()
    assert "put right at its meeting" in told[-1].text
    assert screen.meeting_view.isVisible()
    assert screen.meeting_view.meeting.id == done.meeting_id


# -- the book of dues -------------------------------------------------------------------------


def test_the_book_of_dues_shows_a_month_and_a_year(ctx, screen, melati):
    _kube_id, people = melati
    meetings.record_meeting(ctx, a_meeting(melati, date(2026, 10, 6), dues={people[0]: 5000}))
    meetings.record_meeting(ctx, a_meeting(melati, date(2026, 11, 3)))
    meetings.record_meeting(ctx, a_meeting(melati, date(2026, 11, 10), dues={people[0]: 20_000}))
    page = screen.group_page
    page.go_to(tabs.DUES)
    titles = [page.dues.table.model.headerData(n, Qt.Orientation.Horizontal) for n in range(8)]
    assert titles == [
        "Member", "Brought over", "03/11", "10/11", "Paid", "Due", "Arrears", "Paid ahead",
    ]  # fmt: skip
    first = [page.dues.table.model.index(0, n).data() for n in range(8)]
    assert first == ["Aminah", "", "5.000", "20.000", "25.000", "10.000", "", "15.000"]
    page.dues.scope_chips.choose("year", True)
    titles = [page.dues.table.model.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert titles == ["Member", "Brought over", "Oct", "Nov"]
    page.dues.scope_chips.choose("iks", True)
    assert "arrears Rp0" in page.dues.sum_label.text()
    assert screen.print_documents()[0].kind == "dues_grid"
    screen.set_month(Month(2026, 1))
    assert page.dues.sum_label.text().startswith("2026")


# -- a leader ---------------------------------------------------------------------------------


@pytest.fixture
def leader(book, qtbot, navigate):
    """A leader's book with one group of three, on its two big buttons."""
    ctx = book(role=Role.LEADER)
    kube_id = group.save_kube(ctx, Kube(name="Melati 3", dues_amount=5000))
    group.add_members(ctx, kube_id, ["Aminah", "Badriah", "Chasanah"])
    changes = Changes(ctx)
    screen = KubeScreen(ctx, changes, navigate)
    screen.kept_changes = changes
    qtbot.addWidget(screen)
    screen.resize(1150, 700)
    screen.show()
    return screen


def test_a_leader_finds_two_big_buttons(leader):
    home = leader.leader_home
    assert home.isVisible()
    assert (home.dues_button.text().strip(), home.cash_button.text().strip()) == (
        "Note the dues", "Cash book",
    )  # fmt: skip
    assert home.dues_button.font().pointSizeF() > 1.5 * leader.font().pointSizeF()
    home.all_button.click()
    assert leader.group_page.isVisible()
    leader.group_page.back_button.click()
    assert home.isVisible()


def test_a_leader_notes_dues_with_enter_alone(qtbot, leader):
    leader.leader_home.dues_button.click()
    page = leader.leader_dues
    lines = page.lines
    press(qtbot, lines[0].present_button, Qt.Key.Key_Return)
    press(qtbot, lines[1].present_button, Qt.Key.Key_Return)
    press(qtbot, lines[2].present_button, Qt.Key.Key_Down)
    assert page.sum_label.text() == "2 of 3 came · dues Rp10.000"
    assert leader.has_unsaved()
    said = []
    leader.told.connect(said.append)
    page.save_button.click()
    assert said[-1].text == "2 present, dues Rp10.000 recorded."
    kube_id = group.kubes(leader.ctx)[0].id
    assert cashbook.balances(leader.ctx, kube_id)[Pot.KAS] == 10_000
    assert [a.member.name for a in dues.arrears(leader.ctx, kube_id)] == ["Chasanah"]
    assert not leader.has_unsaved()


def test_a_number_typed_on_who_came_is_what_was_paid(qtbot, leader):
    leader.leader_home.dues_button.click()
    page = leader.leader_dues
    first, second, third = page.lines
    press(qtbot, first.present_button, Qt.Key.Key_Return)
    qtbot.keyClicks(second.present_button, "3")
    qtbot.keyClicks(second.amount_edit, "000")
    press(qtbot, second.amount_edit, Qt.Key.Key_Return)
    qtbot.keyClicks(third.present_button, "0")
    press(qtbot, third.amount_edit, Qt.Key.Key_Return)
    assert [line.paid() for line in page.lines] == [5_000, 3_000, 0]
    assert all(line.is_present for line in page.lines)
    assert page.sum_label.text() == "3 of 3 came · dues Rp8.000"
    assert "a number" in page.keys_label.text()


def test_a_leader_prints_the_minutes_of_the_day_from_the_dues(qtbot, leader, monkeypatch):
    leader.leader_home.dues_button.click()
    page = leader.leader_dues
    assert page.print_button.isHidden(), "nothing is saved yet"
    shown = []
    monkeypatch.setattr(leader, "_preview", shown.append)
    press(qtbot, page.lines[0].present_button, Qt.Key.Key_Return)
    page.save_button.click()
    assert page.print_button.isVisible()
    press(qtbot, page.lines[1].present_button, Qt.Key.Key_Return)
    page.print_button.click()
    assert not leader.has_unsaved(), "what is printed is what is saved"
    assert [d.kind for d in shown[0]] == ["kube_minutes"]
    assert leader.print_documents()[0] == shown[0][0]


def test_a_leader_books_money_by_numbers_alone(qtbot, leader, monkeypatch):
    boxes = []

    def type_numbers(box):
        boxes.append(box.form.editor("amount").font().pointSizeF())
        qtbot.keyClicks(box.form.editor("amount"), "75000")
        qtbot.keyClicks(box.form.editor("account"), "3")
        box.save_button.click()
        return box.result()

    monkeypatch.setattr(FormDialog, "exec", type_numbers)
    leader.leader_home.cash_button.click()
    leader.leader_cash.in_button.click()
    kube_id = group.kubes(leader.ctx)[0].id
    (row,) = cashbook.ledger_of(leader.ctx, kube_id).rows
    assert (row.description, row.money_in) == ("Penjualan", 75_000)
    assert boxes[0] > 1.2 * leader.font().pointSizeF()
    leader.leader_cash.out_button.click()
    assert cashbook.balances(leader.ctx, kube_id)[Pot.KAS] == 0


def test_enter_on_who_came_goes_on_and_space_takes_back(qtbot, leader):
    leader.leader_home.dues_button.click()
    line = leader.leader_dues.lines[0]
    press(qtbot, line.present_button, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert line.is_present
    press(qtbot, line.present_button, Qt.Key.Key_Space)
    assert not line.is_present
    assert line.paid() is None


def test_a_leaders_dues_keep_the_rest_of_the_meeting(leader):
    kube_id = group.kubes(leader.ctx)[0].id
    people = [m.id for m in group.members(leader.ctx, kube_id)]
    full = MeetingPage(
        meeting=Meeting(kube_id=kube_id, held_on=TODAY, place="Rumah Ibu Euis"),
        attendance={people[2]: Attendance.SICK},
        agenda=(AgendaItem(title="PMT", decision="Bubur"),),
    )
    done = meetings.record_meeting(leader.ctx, full)
    leader.leader_home.dues_button.click()
    leader.leader_dues.lines[0].present_button.click()
    leader.leader_dues.lines[1].amount_edit.setText("satu")
    assert not leader.leader_dues.save()
    leader.leader_dues.lines[1].amount_edit.setText("10.000")
    assert leader.leader_dues.save()
    page = meetings.page(leader.ctx, done.meeting_id)
    assert page.meeting.place == "Rumah Ibu Euis"
    assert page.agenda[0].decision == "Bubur"
    assert page.attendance == {people[0]: PRESENT, people[2]: Attendance.SICK}
    assert page.dues == {people[0]: 5000, people[1]: 10_000}
    assert leader.leader_dues.lines[2].amount_edit.text() == ""


def test_another_day_shows_what_it_already_holds(leader):
    kube_id = group.kubes(leader.ctx)[0].id
    people = [m.id for m in group.members(leader.ctx, kube_id)]
    meetings.record_meeting(
        leader.ctx,
        MeetingPage(
            meeting=Meeting(kube_id=kube_id, held_on=date(2026, 11, 13)), dues={people[0]: 7000}
        ),
    )
    leader.leader_home.dues_button.click()
    page = leader.leader_dues
    page.date_edit.set_value(date(2026, 11, 13))
    page._on_date_changed()
    assert page.lines[0].paid() == 7000
    page.date_edit.set_value(date(2026, 11, 14))
    page._on_date_changed()
    assert page.lines[0].paid() is None


def test_a_leaders_cash_book_is_large_and_shows_what_is_there(leader):
    kube_id = group.kubes(leader.ctx)[0].id
    leader.leader_home.cash_button.click()
    cash = leader.leader_cash
    assert cash.balance_label.text() == "Cash Rp0"
    cashbook.record_entry(leader.ctx, money_in(kube_id, TODAY, Account.SALES, 5000, "Kue"))
    assert cash.balance_label.text() == "Cash Rp5.000"
    cash.back_button.click()
    assert "Cash Rp5.000" in leader.leader_home.balance_label.text()


# -- who may only look ------------------------------------------------------------------------


def test_a_coordinator_reads_and_finds_no_way_to_change(book, qtbot, navigate):
    ctx = book(role=Role.COORDINATOR)
    changes = Changes(ctx)
    screen = KubeScreen(ctx, changes, navigate)
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.list_page.new_button.isVisible()
    assert not screen.group_page.new_button.isVisible()
    assert not screen.group_page.cash.in_button.isVisible()


# -- closing, receipts, other programs ---------------------------------------------------------


@pytest.fixture
def booked(ctx, melati):
    kube_id, _people = melati
    for day in (date(2026, 9, 5), date(2026, 10, 5), TODAY):
        entry = money_in(kube_id, day, Account.SALES, 50_000, "Kue", party="Kelurahan Galur")
        cashbook.record_entry(ctx, entry)
    return kube_id


def test_the_books_are_closed_from_a_list_of_months(qtbot, ctx, booked, monkeypatch):
    monkeypatch.setattr("fieldkit.ui.kube.closing_dialog.ask", lambda *_given, **_more: True)
    dialog = ClosingDialog(ctx, group.kube(ctx, booked))
    qtbot.addWidget(dialog)
    assert [str(row.month) for row in dialog.table.rows()] == ["2026-11", "2026-10", "2026-09"]
    assert dialog.month_button.text() == "Close October 2026"
    assert not dialog.year_button.isEnabled()
    dialog.month_button.click()
    assert dialog.closed == 2
    assert cashbook.closed_until(ctx, booked) == Month(2026, 10)
    assert "2 months closed" in dialog.trouble.text_label.text()
    assert not dialog.month_button.isEnabled()
    dialog.table.select("2026-11")
    assert not dialog.month_button.isEnabled()


def test_the_code_of_a_printed_page_is_looked_up(qtbot, ctx, booked):
    dialog = ClosingDialog(ctx, group.kube(ctx, booked))
    qtbot.addWidget(dialog)
    code = closing.mark(ctx, booked, Pot.KAS, Month(2026, 10)).code
    for typed, told in (
        (code, "This is Cash of October 2026"), ("1234", "twelve signs"),
        ("0000-1111-2222", "No page says this now"),
    ):  # fmt: skip
        dialog.code_edit.setText(typed)
        dialog.code_button.click()
        assert told in dialog.trouble.text_label.text()


def test_the_cash_tab_says_how_far_the_books_are_closed(ctx, screen, booked):
    screen.group_page.go_to(tabs.CASH)
    assert "closed to" not in screen.group_page.cash.sum_label.text()
    closing.close_month(ctx, booked, Month(2026, 10))
    assert "closed to the end of October 2026" in screen.group_page.cash.sum_label.text()


def test_a_receipt_is_asked_for_the_chosen_line(ctx, screen, booked, told):
    cash = screen.group_page.cash
    screen.group_page.go_to(tabs.CASH)
    wanted = []
    cash.report_wanted.disconnect()
    cash.report_wanted.connect(lambda kind, subject: wanted.append((kind, subject)))
    cash.table.view.clearSelection()
    cash.table.view.setCurrentIndex(cash.table.model.index(-1, 0))
    cash._on_receipt_clicked()
    assert "Choose the line" in told[-1].text
    row = cash.table.rows()[0]
    cash.table.select(row.id)
    cash._on_receipt_clicked()
    assert wanted == [("kube_receipt", row.id)]
    cashbook.correct_entry(ctx, row.id, "salah")
    cash.table.select(cash.table.rows()[1].id)
    cash._on_receipt_clicked()
    assert "no receipt" in told[-1].text


def test_the_books_go_out_for_another_program(screen, booked, told, tmp_path):
    cash = screen.group_page.cash
    screen.group_page.go_to(tabs.CASH)
    assert [a.text() for a in cash.more_menu().actions()][-1] == "Books for another program…"
    cash.export(tmp_path / "buku")
    assert told[-1].text == "3 entries written."
    assert (tmp_path / "buku.beancount").exists()
    cash.export(tmp_path / "none" / "x" / "buku.journal")
    assert told[-1].text


def test_an_entry_keeps_who_paid_and_what_help_rests_on(qtbot, ctx, melati):
    kube_id, people = melati
    cashbook.record_entry(ctx, opening(kube_id, TODAY, 90_000, "Awal", pot=Pot.IKS))
    dialog = EntryDialog(ctx, kube_id, is_income=False, pot=Pot.IKS)
    qtbot.addWidget(dialog)
    dialog.form.fill({
        "account": Account.HELP_ILLNESS, "amount": 50_000, "description": "Sakit",
        "member": people[1], "basis": "Keputusan 3/2026", "party": "siapa",
    })  # fmt: skip
    dialog.save_button.click()
    entry = next(e for e in cashbook.all_entries(ctx, kube_id) if e.description == "Sakit")
    assert (entry.basis, entry.party) == ("Keputusan 3/2026", None)
    assert {line.member for line in entry.lines} == {people[1], None}
