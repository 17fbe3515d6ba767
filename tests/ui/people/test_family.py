"""A family's page."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from fieldkit.core.dates import Month
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import CatchUp
from fieldkit.features.p2k2.growth import service as growth
from fieldkit.features.p2k2.growth.model import Review, Semester
from fieldkit.features.p2k2.model import Understanding
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Business, Member, Status
from fieldkit.features.people.takings import BusinessMonth
from fieldkit.ui.people.screen import PeopleScreen
from fieldkit.ui.shell import theme
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen, OpenSession


@pytest.fixture
def told():
    return []


@pytest.fixture
def family_id(make):
    group = make.group("Mawar")
    return make.family(group, "Siti Aminah", row_code="A1", n_primary=1)


@pytest.fixture
def screen(family_id, open_screen, told):
    made = open_screen(PeopleScreen)
    made.told.connect(told.append)
    made.open(OpenFamily(family_id))
    return made


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_numbers_are_masked_until_somebody_clicks_and_that_is_noted(screen, qtbot, ctx):
    head = screen.family_page.head
    assert "99010101" not in head.ids_label.text()
    click(qtbot, head.ids_button)
    assert "9901010100010000" in head.ids_label.text()
    assert ctx.db.value("SELECT count(*) FROM access") == 1
    click(qtbot, head.ids_button)
    assert "•" in head.ids_label.text()


def test_the_story_joins_sessions_visits_homework_and_status(
    screen, make, family_id, ctx, navigate
):
    group = people.groups(ctx)[0].id
    make.put("session", scope=group, id="s", group_id=group, held_on="2026-11-05", status="held",
             title="Mengelola keuangan")  # fmt: skip
    make.put("attendance", scope=group, session_id="s", family_id=family_id, status="present")
    make.put("visit", scope=group, family_id=family_id, visited_on="2026-11-07", met_name="Ibu Siti",
             problem="Atap bocor")  # fmt: skip
    make.put("money_month", scope=group, family_id=family_id, month="2026-10", status="checked",
             checked_on="2026-11-02", saving_paid=50000)  # fmt: skip
    people.save_business(
        ctx, Business(family_id=family_id, kind="Warung", started_on=date(2024, 1, 1))
    )
    people.set_status(ctx, [family_id], Status.CANDIDATE_GRADUATION, date(2026, 11, 9))
    story = screen.family_page.story
    told = [(event.kind, event.text) for event in story.rows()]
    assert told == [
        ("Status", "Candidate for graduation"),
        ("Home visit", "Met Ibu Siti"),
        ("P2K2", "Present"),
        ("Homework", "Checked"),
        ("Business", "Started"),
    ]
    story.view.selectRow(2)
    story.activated.emit(story.current())
    assert navigate[-1] == OpenSession("s")


def test_the_story_tells_what_was_made_up_for_and_how_a_semester_was_judged(
    screen, make, family_id, ctx
):
    group = people.groups(ctx)[0].id
    make.put("session", scope=group, id="s", group_id=group, held_on="2026-11-05", status="held",
             title="Mengelola keuangan")  # fmt: skip
    make.put("attendance", scope=group, session_id="s", family_id=family_id, status="absent")
    catch_ups.record(
        ctx, [CatchUp(family_id=family_id, session_id="s", done_on=date(2026, 11, 12))]
    )
    review = Review(family_id=family_id, behaviour=Understanding.GOOD)
    growth.save(ctx, group, Semester(2026, 2), [review], {})
    rows = screen.family_page.story.rows()
    assert [(event.kind, event.text) for event in rows] == [
        ("Change over time", "Behaviour good, potential –"),
        ("P2K2", "Made up for"),
        ("P2K2", "Absent"),
    ]
    assert rows[1].detail == "Mengelola keuangan"


def test_the_form_saves_and_offers_undo(screen, qtbot, ctx, family_id, told):
    page = screen.family_page
    page.tabs.setCurrentIndex(3)
    page.form.editor("address").setText("")
    qtbot.keyClicks(page.form.editor("address"), "Jl. Anggrek 2")
    click(qtbot, page.save_button)
    assert people.family(ctx, family_id).address == "Jl. Anggrek 2"
    assert told[-1].undo


def test_problems_stand_under_their_field_and_nothing_is_saved(screen, qtbot, ctx, family_id):
    page = screen.family_page
    page.tabs.setCurrentIndex(3)
    page.form.editor("nik").setText("")
    qtbot.keyClicks(page.form.editor("nik"), "3273013102010001")
    page.form.editor("nik").edited.emit()
    click(qtbot, page.save_button)
    assert page.form.editor("nik").property("problem")
    assert people.family(ctx, family_id).nik != "3273013102010001"


def test_typing_survives_and_can_be_discarded(screen, qtbot, ctx, family_id, make):
    page = screen.family_page
    other = make.family(name="Euis")
    page.tabs.setCurrentIndex(3)
    qtbot.keyClicks(page.form.editor("note"), "Catatan")
    page.form.editor("note").set_value("Catatan panjang")
    assert page.form.is_dirty
    screen.open(OpenFamily(other))
    screen.open(OpenFamily(family_id))
    assert page.form.value("note") == "Catatan panjang"
    assert page.notice.text_label.text()
    click(qtbot, page.cancel_button)
    assert page.form.value("note") is None
    assert people.draft(ctx, family_id) is None


def test_a_new_family_needs_only_a_name(open_screen, qtbot, ctx, told):
    screen = open_screen(PeopleScreen)
    screen.told.connect(told.append)
    screen.open("new")
    page = screen.family_page
    assert not page.head.isVisible()
    click(qtbot, page.save_button)
    assert page.form.editor("name").property("problem")
    qtbot.keyClicks(page.form.editor("name"), "Mak Icih")
    click(qtbot, page.save_button)
    assert [row.name for row in people.families(ctx)] == ["Mak Icih"]
    assert page.head.isVisible()
    screen.open("new")
    click(qtbot, page.cancel_button)
    assert screen.stack.currentWidget() is screen.list_page


def test_twins_are_warned_of_while_typing(screen, make, qtbot):
    make.family(name="Euis", nik="9901014101900077")
    screen.open("new")
    form = screen.family_page.form
    qtbot.keyClicks(form.editor("name"), "E")
    qtbot.keyClicks(form.editor("nik"), "9901014101900077")
    assert "Euis" in form.editor("nik").accessibleDescription()


def test_members_are_added_changed_and_removed(screen, qtbot, ctx, family_id, told):
    tab = screen.family_page.members
    screen.family_page.tabs.setCurrentIndex(1)
    box = tab.edit(None)
    box.form.fill({"name": "Budi", "nik": "123"})
    click(qtbot, box.save_button)
    assert box.form.editor("nik").property("problem")
    box.form.fill({"nik": None})
    click(qtbot, box.save_button)
    (budi,) = people.members_of(ctx, family_id)
    assert told[-1].undo
    box = tab.edit(budi)
    box.form.fill({"name": "Budi Santoso"})
    click(qtbot, box.save_button)
    assert [row.name for row in tab.table.rows()] == ["Budi Santoso"]
    tab.table.select_first()
    click(qtbot, tab.remove_button)
    assert people.members_of(ctx, family_id) == []
    assert tab.add_button.isVisible()


def test_businesses_are_added_and_removed(screen, qtbot, ctx, family_id):
    tab = screen.family_page.businesses
    screen.family_page.tabs.setCurrentIndex(2)
    box = tab.edit(None)
    box.form.fill({"kind": "Warung", "turnover": 500_000})
    click(qtbot, box.save_button)
    tab.table.select_first()
    assert tab.table.current().turnover == 500_000
    click(qtbot, tab.remove_button)
    assert people.businesses_of(ctx, family_id) == []


def test_the_page_leads_to_visits_homework_and_the_group(screen, qtbot, navigate, family_id):
    head = screen.family_page.head
    click(qtbot, head.visit_button)
    click(qtbot, head.homework_button)
    assert navigate == [
        OpenScreen("visits", OpenFamily(family_id)),
        OpenScreen("homework", OpenFamily(family_id)),
    ]
    click(qtbot, head.group_button)
    assert screen.stack.currentWidget() is screen.groups_page
    assert screen.groups_page.title_label.text() == "Mawar"


def test_a_removed_family_leads_back_to_the_list(screen, ctx, told, family_id):
    people.save_member(ctx, Member(family_id=family_id, name="B"))
    screen.family_page.head.removal_requested.emit()
    assert people.count_families(ctx) == 0
    assert screen.stack.currentWidget() is screen.list_page
    assert told[-1].undo


def test_a_family_that_vanishes_elsewhere_closes_its_page(screen, ctx, family_id):
    people.remove_family(ctx, family_id)
    assert screen.stack.currentWidget() is screen.list_page
    assert not screen.has_unsaved()


@pytest.mark.parametrize("size", [100, 150])
def test_the_drawing_of_the_turnover_never_lies_over_its_words(
    qapp, size, open_screen, family_id, ctx
):
    theme.apply(qapp, text_size=size)
    try:
        business = people.save_business(ctx, Business(family_id=family_id, kind="Gorengan"))
        told = BusinessMonth(
            business_id=business, family_id=family_id, month=Month(2026, 10), turnover=900_000
        )
        people.note_business_months(ctx, [told])
        screen = open_screen(PeopleScreen, 1054, 670)  # what is left of 1366 × 768
        screen.open(OpenFamily(family_id))
        page = screen.family_page
        page.tabs.setCurrentWidget(page.businesses)
        tab = page.businesses
        assert tab.chart.height() >= tab.chart.minimumHeight()
        assert tab.chart.geometry().bottom() < tab._course_label.geometry().top()
        assert tab._card.height() >= tab._card.minimumSizeHint().height()
    finally:
        theme.apply(qapp)
