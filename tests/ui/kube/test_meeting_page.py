"""The meeting's page beyond attendance: who is free, who agrees, templates, two who confirm."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, opening
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.ui.kube.group_forms import KubeDialog
from fieldkit.ui.kube.meeting_view import MeetingView
from fieldkit.ui.kube.screen import KubeScreen
from fieldkit.ui.widgets.dialogs import FormDialog

TODAY = date(2026, 11, 20)
EARLIER = date(2026, 11, 13)
PRESENT = Attendance.PRESENT


@pytest.fixture
def melati(make):
    return make.kube("Melati 3", members=5, excused_when='["sick"]', iks_amount=1000)


@pytest.fixture
def told():
    return []


@pytest.fixture
def screen(open_screen, melati, told):
    made = open_screen(KubeScreen, width=1150)
    made.told.connect(told.append)
    return made


@pytest.fixture
def view(screen):
    screen.group_page.new_button.click()
    return screen.meeting_view


def answer(monkeypatch, **values):
    """Fill in the next box and press its button."""

    def execute(box):
        box.form.fill(values)
        box.save_button.click()
        box.close()
        return 1

    monkeypatch.setattr(FormDialog, "exec", execute)


def record(ctx, melati, day, **paid):
    kube_id, people = melati
    page = MeetingPage(
        meeting=Meeting(kube_id=kube_id, held_on=day),
        attendance=dict.fromkeys(people, PRESENT),
        dues={person: paid.get(f"p{n}", 5000) for n, person in enumerate(people)},
    )
    return meetings.record_meeting(ctx, page).meeting_id


def test_the_grid_says_what_each_owes_once_the_meeting_is_saved(qtbot, ctx, melati, screen):
    kube_id, people = melati
    record(ctx, melati, EARLIER, p0=0, p1=15_000)
    screen.group_page.new_button.click()
    grid = screen.meeting_view.body.grid
    said = {
        row.id: grid.model.said(grid.model.index(n, 5)) for n, row in enumerate(grid.model.rows)
    }
    assert said[people[0]] == ("owes 5.000", "attention")
    assert said[people[1]] == ("ahead 10.000", "good")
    assert said[people[2]] == ("", "text")
    grid.view.setFocus()
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert grid.model.said(grid.model.index(0, 5))[0] == "owes 5.000"
    grid.set_value(people[0], "dues", 10_000)
    assert grid.model.said(grid.model.index(0, 5))[0] == "paid up"
    assert dues.standings(ctx, kube_id)[people[0]] == 5000


def test_the_groups_rule_excuses_with_the_mark_and_b_does_against_it(qtbot, ctx, melati, view):
    kube_id, people = melati
    grid = view.body.grid
    grid.view.setFocus()
    grid.go_to(people[0], "status")
    qtbot.keyClicks(grid.view, "s")
    assert grid.values()[people[0]]["excused"] is True
    grid.go_to(people[1], "status")
    qtbot.keyClicks(grid.view, "ab")
    assert grid.values()[people[1]]["status"] is Attendance.ABSENT
    assert grid.values()[people[2]]["excused"] is True
    grid.undo()
    grid.go_to(people[0], "status")
    qtbot.keyClicks(grid.view, "h")
    assert grid.values()[people[0]]["excused"] is None
    grid.undo()
    assert grid.values()[people[0]]["status"] is Attendance.SICK
    assert grid.values()[people[0]]["excused"] is True
    grid.go_to(people[3], "status")
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert view.save()
    owed = dues.standings(ctx, kube_id)
    assert [owed[p] for p in people[:4]] == [0, 5000, 5000, 0]


def test_those_away_are_offered_and_agree_only_when_pressed(ctx, melati, view):
    _kube_id, people = melati
    body = view.body
    assert body.agreeing.isHidden()
    body.grid.set_value(people[0], "status", Attendance.SICK)
    body.grid.set_value(people[1], "status", Attendance.ABSENT)
    assert not body.agreeing.isHidden()
    assert [chip.text() for _m, chip in body.agreeing.chips._chips] == ["Aminah", "Badriah"]
    assert body.agreeing.value() == frozenset()
    body.agreeing.all_button.click()
    body.grid.set_value(people[1], "status", PRESENT)
    assert body.agreeing.value() == {people[0]}
    assert view.save()
    assert meetings.page(ctx, view.meeting.id).agreeing == {people[0]}


def test_an_agenda_begins_with_a_template_and_is_kept_as_one(ctx, melati, view, monkeypatch):
    kube_id, _people = melati
    menu = view.body.templates_menu()
    weekly = next(a for a in menu.actions() if a.text() == "Rapat mingguan")
    keep = menu.actions()[-1]
    assert not keep.isEnabled()
    weekly.trigger()
    titles = [point.title_edit.text() for point in view.body.agenda.points]
    assert titles[0] == "Laporan kas dan iuran"
    weekly.trigger()
    assert [point.title_edit.text() for point in view.body.agenda.points] == titles
    answer(monkeypatch, name="Selasa")
    view.body.templates_menu().actions()[-1].trigger()
    assert meetings.templates(ctx, kube_id)[0].name == "Selasa"


def test_a_draft_keeps_who_is_free_and_who_agrees(ctx, melati, screen, view):
    _kube_id, people = melati
    view.body.grid.set_value(people[0], "status", Attendance.SICK)
    view.body.agreeing.all_button.click()
    view.keep_draft()
    again = MeetingView(ctx, screen)
    again.open_new(melati[0])
    assert again.body.grid.values()[people[0]]["excused"] is True
    assert again.body.agreeing.value() == {people[0]}


def test_the_next_host_is_whose_turn_it_is(ctx, melati, view):
    text = view.body.hosts_label.text()
    assert text == (
        "Whose turn it is to be host: Aminah (never yet), Badriah (never yet), Chasanah (never yet)"
    )


def test_a_difference_of_the_count_is_booked_with_one_press(ctx, melati, view):
    kube_id, _people = melati
    cashbook.record_entry(ctx, opening(kube_id, EARLIER, 50_000, "Awal", pot=Pot.KAS))
    view.body.show_book()
    count = view.body.count
    count.edits[20_000].set_value(2)
    count._on_edited()
    assert "Rp10.000 missing" in count.notice.text_label.text()
    count.notice.action_button.click()
    assert count.reason_edit.isHidden()
    assert "as the book says" in count.notice.text_label.text()
    assert view.save()
    summary = cashbook.summary(ctx, kube_id, TODAY, TODAY)
    assert summary.expense == {Account.MISSING: 10_000}


def test_two_members_confirm_and_the_page_is_shut_until_it_is_opened_again(
    ctx, melati, view, told, monkeypatch
):
    _kube_id, people = melati
    view.body.grid.set_value(people[0], "status", PRESENT)
    answer(monkeypatch, member_id=people[0], other_id=people[2])
    view.confirm_button.click()
    assert told[-1].text == "The meeting is confirmed."
    assert view.state_badge.text() == "Confirmed"
    assert "Confirmed by Aminah and Chasanah on 20 Nov 2026." in view.seal_notice.text_label.text()
    assert not view.save_button.isVisible()
    assert view.body.grid.model.is_read_only
    assert not view.body.agreeing.isEnabled()
    answer(monkeypatch, reason="Bu Darsih tertinggal")
    view.seal_notice.action_button.click()
    assert view.save_button.isVisible()
    assert view.seal_notice.text_label.text() == "Opened again: Bu Darsih tertinggal"
    assert not view.body.grid.model.is_read_only


def test_a_page_that_changed_after_it_was_confirmed_says_so(ctx, make, melati, screen):
    _kube_id, people = melati
    meeting_id = record(ctx, melati, EARLIER)
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    make.put("meeting", id=meeting_id, place="Balai RW")
    screen.group_page.meeting_opened.emit(meeting_id)
    assert "no longer says what they confirmed" in screen.meeting_view.seal_notice.text_label.text()


def test_a_reader_may_neither_confirm_nor_open_again(book, open_screen):
    reader = book(role=Role.READER)
    view = MeetingView(reader)
    assert not view._may_record
    view.deleteLater()


def test_the_groups_form_keeps_its_rules(qtbot, ctx, melati):
    kube_id, _people = melati
    dialog = KubeDialog(ctx, group.kube(ctx, kube_id))
    qtbot.addWidget(dialog)
    assert dialog.form.value("excused_when") == ("sick",)
    dialog.form.fill({
        "excused_when": ("sick", "excused"), "has_loans": True, "bank_name": "BRI",
        "bank_account": "0001-01-000001-50-1", "bank_holder": "KUBE Melati 3",
    })  # fmt: skip
    dialog.save_button.click()
    known = group.kube(ctx, kube_id)
    assert (known.excused_when, known.has_loans, known.bank_name) == (
        ("sick", "excused"), True, "BRI",
    )  # fmt: skip
    assert cashbook.pots_in_use(ctx, known) == list(Pot)
