"""The agenda's screen alone: week and day by keys, ticks, appointments, the calendar file."""

from datetime import date, time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.core.security.roles import Role
from fieldkit.features.agenda import service
from fieldkit.features.agenda.model import Appointment, Kind
from fieldkit.features.referrals import service as referrals
from fieldkit.features.referrals.diary import Contact, Way
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit
from fieldkit.ui.agenda.screen import AgendaScreen
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen
from fieldkit.ui.widgets.dialogs import FormDialog

TODAY = date(2026, 11, 20)


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), "Ani", row_code="A1")


@pytest.fixture
def filled(ctx, family):
    visits.record_visit(
        ctx,
        Visit(
            family_id=family, visited_on=date(2026, 10, 1), purposes=("case",), agreement="x",
            follow_up="Cek KIA", follow_up_due=date(2026, 11, 12),
        ),
    )  # fmt: skip
    referrals.note_contact(
        ctx, [family],
        Contact(family_id="", contacted_on=date(2026, 11, 4), way=Way.PHONE, topic="Jadwal",
                follow_up="Kirim", follow_up_due=date(2026, 11, 21)),
    )  # fmt: skip
    service.save_appointment(ctx, Appointment(held_on=TODAY, starts=time(13), title="Rakor"))


@pytest.fixture
def screen(filled, open_screen):
    return open_screen(AgendaScreen)


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def answer(act):
    def look():
        box = next(
            (w for w in QApplication.topLevelWidgets() if isinstance(w, FormDialog) and w.isVisible()),
            None,
        )  # fmt: skip
        if box is not None:
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def titles(table):
    return [item.title for item in table.rows()]


def alt(screen, key):
    QTest.keyClick(screen, key, Qt.KeyboardModifier.AltModifier)


def test_the_week_and_what_is_overdue_stand_beside_each_other(screen):
    assert titles(screen.table) == ["Rakor", "Ani"]
    assert titles(screen.late_table) == ["Ani"]
    assert screen.late_label.text() == "1 overdue"
    assert screen.heading_label.text() == "16 Nov 2026 – 22 Nov 2026"
    described = [tile.accessibleDescription() for tile in screen.tiles.tiles()]
    assert described == [
        "nothing", "nothing", "nothing", "nothing", "1 held · today", "1 due", "nothing",
    ]  # fmt: skip


def test_a_key_shows_one_day_and_the_same_key_the_week_again(screen):
    alt(screen, Qt.Key.Key_6)
    assert titles(screen.table) == ["Ani"]
    assert screen.heading_label.text() == "Saturday, 21 November 2026"
    alt(screen, Qt.Key.Key_6)
    assert len(screen.table.rows()) == 2


def test_weeks_are_turned_by_keys_and_this_week_comes_back(screen, qtbot):
    QTest.keyClick(screen, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: titles(screen.table) == ["Ani"])
    assert screen.today_button.isEnabled()
    alt(screen, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: len(screen.table.rows()) == 2)
    assert not screen.today_button.isEnabled()


def test_an_appointment_is_noted_changed_and_ticked(ctx, screen, told):
    def write(box):
        box.form.editor("title").set_value("Posyandu")
        box.form.editor("starts").set_value(time(8))
        box.save_button.click()

    answer(write)
    screen.add_button.click()
    assert told[-1].text == "The appointment is noted."
    assert titles(screen.table) == ["Posyandu", "Rakor", "Ani"]
    screen.table.select(screen.table.rows()[0].id)
    assert screen.edit_button.isEnabled()
    screen.done_button.click()
    assert service.day(ctx).items[0].is_done
    assert not screen.done_button.isEnabled()
    screen.remove_button.click()
    assert titles(screen.table) == ["Rakor", "Ani"]


def test_an_overdue_line_is_ticked_where_the_cursor_stands(ctx, screen):
    screen.late_table.view.setFocus()
    screen._show_buttons()
    assert screen.current().kind is Kind.VISIT_FOLLOW_UP
    assert not screen.edit_button.isEnabled()
    screen.done_button.click()
    assert service.overdue(ctx) == []
    assert screen.late_table.isHidden()
    assert screen.late_label.text() == "Nothing is overdue."


def test_enter_leads_to_where_a_line_comes_from(screen, family, navigate):
    screen.late_table.activated.emit(screen.late_table.rows()[0])
    contact = screen.table.rows()[1]
    screen.table.activated.emit(contact)
    assert navigate == [
        OpenScreen("visits", OpenFamily(family)),
        OpenScreen("referrals", ("contacts", contact.record)),
    ]


def test_the_calendar_file_is_written_and_counted(screen, told, tmp_path):
    screen.save_calendar(tmp_path / "agenda")
    assert told[-1].text == "2 lines saved in agenda.ics."
    assert (tmp_path / "agenda.ics").read_text().count("BEGIN:VEVENT") == 2


def test_what_is_printed_begins_with_what_is_in_front(screen):
    assert [d.kind for d in screen.print_documents()] == ["agenda", "follow_ups"]
    screen.open("today")
    assert [d.kind for d in screen.print_documents()] == ["agenda_day", "agenda", "follow_ups"]


def test_an_empty_book_says_so(ctx, open_screen):
    built = open_screen(AgendaScreen)
    assert built.table.rows() == []
    assert not built.done_button.isEnabled()


def test_a_kube_facilitator_has_an_agenda_too(book, changes, navigate, qtbot):
    keeper = book(role=Role.KUBE_FACILITATOR)
    built = AgendaScreen(keeper, changes, navigate)
    qtbot.addWidget(built)
    assert not built.add_button.isHidden()
