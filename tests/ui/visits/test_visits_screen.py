"""The visits screen alone: planned, typed, kept and saved without the mouse."""

from datetime import date, time

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import Way
from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session
from fieldkit.features.visits import service
from fieldkit.features.visits.model import Purpose, Visit, Which
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen
from fieldkit.ui.visits import screen as screen_module
from fieldkit.ui.visits.screen import VisitsScreen
from fieldkit.ui.widgets.dialogs import FormDialog

KEY = Qt.Key


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(make, group):
    return [make.family(group, name, rt=f"00{n}") for n, name in enumerate(("Ani", "Budi"), 1)]


@pytest.fixture
def visits(families, open_screen):
    screen = open_screen(VisitsScreen)
    yield screen
    screen.panel._draft_timer.stop()


@pytest.fixture
def told(visits):
    heard = []
    visits.told.connect(heard.append)
    return heard


def called(ctx, family, day=10, **more):
    facts = {"purposes": (Purpose.CASE,), "agreement": "Ke puskesmas", **more}
    return service.record_visit(
        ctx, Visit(family_id=family, visited_on=date(2026, 11, day), **facts)
    )


def names(screen):
    return [due.name for due in screen.planner.table.rows()]


def press(widget, *keys):
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(widget, key)
        else:
            QTest.keyClick(widget, key)


def a_photo(tmp_path, name="foto.jpg"):
    file = tmp_path / name
    Image.effect_noise((320, 240), 60).save(file, "JPEG")
    return file


def test_the_list_shows_who_is_due_and_since_when(ctx, families, visits):
    called(ctx, families[0])
    assert names(visits) == ["Budi", "Ani"]
    shown = [visits.planner.table.model.index(row, 1).data() for row in range(2)]
    assert shown == ["Not yet", "10 days ago"]


def test_a_visit_is_recorded_without_the_mouse(ctx, families, visits, told, qtbot):
    planner, form = visits.planner, visits.panel.form
    planner.search_edit.setFocus()
    press(planner.search_edit, "budi", KEY.Key_Return)
    assert visits.panel.family_id == families[1]
    day = form.editor("visited_on")
    press(day, "12/11/2026", KEY.Key_Tab)
    press(form.editor("starts"), "9.30")
    first_purpose = form.editor("purposes")._chips[0][1]
    press(first_purpose, KEY.Key_Space)
    press(form.editor("agreement").text_edit, "Stok dicatat")
    assert visits.panel.save_button.shortcut().toString() == "Ctrl+S"
    visits.panel.save_button.click()
    (visit,) = service.visits_of(ctx, families[1])
    assert (visit.visited_on, visit.purposes) == (date(2026, 11, 12), ("business",))
    assert (visit.agreement, str(visit.starts)) == ("Stok dicatat", "09:30:00")
    assert told[-1].text == "The visit is saved."
    assert told[-1].undo
    assert not visits.panel.form.is_dirty


def test_a_half_filled_visit_is_explained_and_not_saved(ctx, families, visits):
    visits.open(families[0])
    visits.panel.save()
    assert service.visits_of(ctx, families[0]) == []
    assert visits.panel.form.editor("agreement").text_edit.property("problem") is True


def test_what_is_typed_survives_a_change_of_family_and_a_crash(ctx, families, visits, open_screen):
    visits.open(families[0])
    editor = visits.panel.form.editor("agreement").text_edit
    press(editor, "setengah jalan")
    visits.open(families[1])
    assert visits.panel.form.value("agreement") is None
    again = open_screen(VisitsScreen)
    again.open(families[0])
    assert again.panel.form.value("agreement") == "setengah jalan"
    assert again.panel.notice.isVisible()
    again.panel.notice.action_requested.emit()
    assert again.panel.form.value("agreement") is None
    assert service.drafts(ctx) == set()


def test_typing_is_kept_after_a_moment(ctx, families, visits, qtbot):
    visits.open(families[0])
    visits.panel._draft_timer.setInterval(10)
    press(visits.panel.form.editor("potential").text_edit, "menjahit")
    qtbot.waitUntil(lambda: service.drafts(ctx) == {families[0]})
    assert visits.has_unsaved() is False


def test_a_form_under_edit_is_not_reloaded(ctx, families, visits):
    visits.open(families[0])
    press(visits.panel.form.editor("agreement").text_edit, "jangan hilang")
    called(ctx, families[0])
    assert visits.panel.form.value("agreement") == "jangan hilang"
    assert visits.tabs.tabText(1) == "History (1)"


def test_warnings_are_said_when_saving(ctx, families, visits, told):
    called(ctx, families[0])
    visits.open(families[0])
    form = visits.panel.form
    form.restore({"visited_on": "10/11/2026", "purposes": ["case"], "agreement": "ya"})
    visits.panel.save()
    assert told[-1].role == "attention"
    assert "already recorded" in told[-1].text


def test_the_history_opens_a_visit_to_change(ctx, families, visits, told):
    visit_id = called(ctx, families[0], follow_up="Antar", follow_up_due=date(2026, 11, 15))
    visits.open(families[0])
    visits.tabs.setCurrentIndex(1)
    visits.history.table.select_first()
    press(visits.history.table.view, KEY.Key_Return)
    assert visits.tabs.currentIndex() == 0
    assert visits.panel.notice.isVisible()
    press(visits.panel.form.editor("agreement").text_edit, KEY.Key_End, " segera")
    visits.panel.save()
    assert service.visit(ctx, visit_id).agreement == "Ke puskesmas segera"
    assert told[-1].text == "The change is saved."


def test_a_follow_up_is_finished_and_a_visit_removed(ctx, families, visits, told):
    visit_id = called(ctx, families[0], follow_up="Antar", follow_up_due=date(2026, 11, 15))
    visits.open(families[0])
    history = visits.history
    assert history.finish_button.isEnabled()
    history.finish_button.click()
    assert service.visit(ctx, visit_id).follow_up_done_on == ctx.today
    assert not history.finish_button.isEnabled()
    history.remove_button.click()
    assert service.visits_of(ctx, families[0]) == []
    assert told[-1].undo
    assert not history.open_button.isEnabled()


def test_a_figure_opens_its_rows(ctx, families, visits):
    called(ctx, families[0])
    overview = visits.overview
    overview.never_card.clicked.emit()
    assert names(visits) == ["Budi"]
    assert visits.planner.wanted().which is Which.NEVER
    overview.long_card.clicked.emit()
    assert names(visits) == []
    overview.follow_card.clicked.emit()
    assert names(visits) == []
    overview.group_strip.picked.emit(0)
    assert names(visits) == ["Budi", "Ani"]
    overview.place_strip.picked.emit(1)
    assert names(visits) == ["Budi"]


def test_the_month_shows_its_visits_and_opens_one(ctx, families, visits):
    called(ctx, families[0])
    (line,) = visits.overview.visits_table.rows()
    visits.overview.visits_table.activated.emit(line)
    assert visits.panel.family_id == families[0]
    assert visits.panel.form.value("agreement") == "Ke puskesmas"
    visits._on_closed()
    visits.set_month(visits.month.previous())
    assert visits.overview.visits_table.rows() == []


def test_search_and_chips_narrow_the_list(ctx, make, families, visits):
    make.family(None, "Tuti")
    visits.planner.search_edit.setText("bud")
    assert names(visits) == ["Budi"]
    visits.planner.search_edit.clear()
    visits.planner.chips.choose("group", "")
    assert names(visits) == ["Tuti"]
    visits.planner.chips.choose("group", None, is_set=False)
    visits.planner.chips.choose("by_place", True)
    assert names(visits) == ["Ani", "Budi", "Tuti"]


def test_places_follow_the_chosen_group(make, families, visits):
    other = make.group("Melati")
    make.family(other, "Yuyun", rt="007")
    visits.planner.chips.choose("group", other)
    labels = [label for _v, label in visits.planner.chips._chips["place"].choices]
    assert labels == ["RT 007/RW 009"]


def test_escape_goes_back_to_the_overview(families, visits, navigate):
    visits.open(families[0])
    visits.head.family_button.click()
    assert navigate == [OpenFamily(families[0])]
    visits.head.close_button.click()
    assert visits.right.currentIndex() == 0


def test_a_family_that_is_gone_closes_its_page(ctx, families, visits):
    from fieldkit.core.db.steps import Step

    visits.open(families[0])
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", families[0])
    assert visits.right.currentIndex() == 0
    visits.open("nobody")
    assert visits.right.currentIndex() == 0


def test_what_is_on_screen_can_be_printed(ctx, families, visits):
    called(ctx, families[0])
    kinds = [document.kind for document in visits.print_documents()]
    assert kinds == ["visits", "visit_coverage", "visit_sheet", "visit_quick_sheet"]
    visits.open(families[0])
    assert [d.kind for d in visits.print_documents()] == ["visit_sheet", "visit_sheet"]


def test_the_route_prints_the_chosen_families(families, visits, monkeypatch):
    shown = []
    monkeypatch.setattr(visits, "_preview", shown.extend)
    visits.planner.route_button.click()
    visits.planner.table.view.selectAll()
    visits.planner.route_button.click()
    assert [document.kind for document in shown] == ["visit_route", "visit_route"]


def test_photos_of_a_new_visit_wait_until_it_is_saved(ctx, families, visits, tmp_path, told):
    from fieldkit.features.photos import service as photos

    visits.open(families[0])
    strip = visits.panel.photo_box.strip
    strip.take_files([a_photo(tmp_path), tmp_path / "surat.pdf"])
    assert "surat.pdf" in told[-1].text
    assert len(strip._cards) == 1
    (key,) = strip._cards
    strip.caption_changed.emit(key, "Warung")
    visits.open(families[1])
    assert len(strip._cards) == 0
    visits.open(families[0])
    assert len(strip._cards) == 1
    visits.panel.form.restore({"visited_on": "10/11/2026", "purposes": ["case"], "agreement": "ya"})
    visits.panel.save()
    (visit,) = service.visits_of(ctx, families[0])
    assert [p.caption for p in photos.photos_of(ctx, "visit", visit.id)] == ["Warung"]
    assert len(strip._cards) == 0


def test_photos_of_a_saved_visit_are_kept_at_once(ctx, families, visits, tmp_path, told):
    from fieldkit.features.photos import service as photos

    visit_id = called(ctx, families[0])
    visits.open(service.visit(ctx, visit_id))
    strip = visits.panel.photo_box.strip
    strip.take_files([a_photo(tmp_path)])
    assert told[-1].text == "1 photo added."
    (photo,) = photos.photos_of(ctx, "visit", visit_id)
    strip.caption_changed.emit(photo.id, "Rumah")
    assert photos.photos_of(ctx, "visit", visit_id)[0].caption == "Rumah"
    strip.removed.emit(photo.id)
    assert photos.photos_of(ctx, "visit", visit_id) == []


def test_when_and_where_a_photo_was_taken_is_typed(ctx, families, visits, tmp_path, monkeypatch):
    from fieldkit.features.photos import service as photos

    typed = [date(2026, 12, 1), date(2026, 11, 9), date(2026, 11, 8)]

    def fill(box):
        box.form.editor("told_on").set_value(typed.pop(0))
        box.form.editor("told_place").setText("  Rumah  Ani ")
        box.save_button.click()

    monkeypatch.setattr(FormDialog, "exec", fill)
    visits.open(families[0])
    strip = visits.panel.photo_box.strip
    strip.take_files([a_photo(tmp_path)])
    for expected in ("Time and place are not known", "Typed: 9 Nov 2026, Rumah Ani"):
        [card] = strip._cards.values()
        card.told_button.click()  # the first day lies in the future and is refused
        [card] = strip._cards.values()
        assert card.photo.detail == expected
    visits.panel.form.restore({"visited_on": "10/11/2026", "purposes": ["case"], "agreement": "ya"})
    visits.panel.save()
    (visit,) = service.visits_of(ctx, families[0])
    (photo,) = photos.photos_of(ctx, "visit", visit.id)
    assert (photo.told.on, photo.told.place) == (date(2026, 11, 9), "Rumah Ani")
    visits.open(visit)
    [card] = strip._cards.values()
    card.told_button.click()
    (photo,) = photos.photos_of(ctx, "visit", visit.id)
    assert photo.told.on == date(2026, 11, 8)
    assert visits.focusWidget() is next(iter(strip._cards.values())).told_button


def test_a_newcomer_is_told_to_choose_a_family_first(visits):
    said = visits.overview.first_step
    assert said.isVisible()
    assert "press Ctrl+F, type its name or code, and press Enter" in said.text_label.text()


def test_without_families_or_the_right_to_record_nobody_is_told_to_choose(book, open_screen):
    screen = open_screen(VisitsScreen)
    assert not screen.overview.first_step.isVisible()


def test_a_file_that_is_no_photo_is_refused_by_name(families, visits, tmp_path, told):
    visits.open(families[0])
    broken = tmp_path / "rusak.jpg"
    broken.write_bytes(b"nothing")
    visits.panel.photo_box.strip.take_files([broken])
    assert "rusak.jpg" in told[-1].text
    assert told[-1].role == "danger"


def test_the_place_of_a_photo_fills_a_blank_position(families, visits):
    visits.open(families[0])
    visits.panel.photo_box.placed.emit(-6.123456, 106.5)
    assert visits.panel.form.value("latitude") == pytest.approx(-6.123456)
    visits.panel.photo_box.placed.emit(1.0, 2.0)
    assert visits.panel.form.value("latitude") == pytest.approx(-6.123456)


def test_a_photo_opens_large(ctx, families, visits, tmp_path, monkeypatch, told):
    from fieldkit.ui.visits import photo_box

    opened = []
    monkeypatch.setattr(photo_box, "show_large", lambda content, _parent: opened.append(content))
    visits.open(families[0])
    strip = visits.panel.photo_box.strip
    strip.take_files([a_photo(tmp_path)])
    strip.opened.emit(next(iter(strip._cards)))
    assert opened
    strip.opened.emit("nothing")
    assert told[-1].role == "attention"


def test_a_reader_looks_and_does_not_write(book, qtbot, make, navigate):
    from fieldkit.ui.shell.changes import Changes

    other = book(role=Role.READER)
    screen = VisitsScreen(other, Changes(other), navigate)
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.panel.save_button.isVisible()
    assert not screen.panel.form.editor("agreement").isEnabled()
    screen.panel.save()
    assert screen.planner.count_label.text() == "0 families"


def test_one_side_at_a_time_where_there_is_little_room(families, visits):
    visits.resize(560, 400)
    assert not visits.right.isVisible()
    visits.open(families[0])
    assert visits.right.isVisible()
    assert not visits.planner.isVisible()
    visits.head.close_button.click()
    assert visits.planner.isVisible()


def test_seven_hundred_families_are_shown_at_once(ctx, make, group, open_screen):
    from fieldkit.core.db.steps import Step

    rows = [{"name": f"Ibu {n:03}", "group_id": group, "rt": "001"} for n in range(700)]
    with ctx.db.write(Step("Prepare")) as writer:
        writer.put_many("family", rows, scope=group)
    screen = open_screen(VisitsScreen)
    assert screen.planner.table.model.rowCount() == 700
    assert screen.planner.count_label.text() == "700 families"


def test_an_empty_book_says_what_comes_here_and_leads_to_the_import(open_screen, navigate):
    screen = open_screen(VisitsScreen)
    state = screen.planner.table._empty_state
    assert state.isVisible()
    state.action_button.click()
    assert navigate == [OpenScreen("people", "import")]


def test_the_screen_is_announced_with_its_permission():
    assert screen_module.SCREEN.screen_class() is VisitsScreen
    assert screen_module.SCREEN.permission == "see_visits"


def test_every_control_has_a_name(families, visits):
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    visits.open(families[0])
    for kind in (QAbstractButton, QLineEdit):
        for widget in visits.findChildren(kind):
            if widget.isVisible() and not widget.objectName().startswith("qt_"):
                is_named = widget.accessibleName() or getattr(widget, "text", str)()
                assert is_named, widget


def test_what_the_family_missed_at_p2k2_is_made_up_for_during_a_visit(
    ctx, group, families, open_screen
):
    session = Session(
        group_id=group, held_on=date(2026, 11, 4), starts=time(9), ends=time(11), place="Balai",
        code="M2S1", presenters=(Presenter(name="Sri"),),
    )  # fmt: skip
    p2k2.record_session(ctx, session, [Attendance(family_id=families[0], status=Mark.SICK)])
    screen = open_screen(VisitsScreen)
    screen.open(OpenFamily(families[0]))
    [chip] = [value for value, _chip in screen.panel.form.editor("caught_up")._chips]
    screen.panel.form.fill(
        {
            "visited_on": date(2026, 11, 18), "purposes": (Purpose.CASE.value,),
            "agreement": "Hadir bulan depan", "caught_up": (chip,),
        }
    )  # fmt: skip
    screen.panel.save()
    assert [one.way for one in catch_ups.of_family(ctx, families[0])] == [Way.VISIT]
    screen.open(OpenFamily(families[1]))
    assert not screen.panel.form.editor("caught_up")._chips
