"""The commitments screen alone: schools, duties, who is below the line, the list of duties."""

import csv
from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.commitments import form, service
from fieldkit.features.commitments.model import (
    SCHOOL,
    Action,
    Check,
    Quarter,
    Result,
    SchoolMonth,
)
from fieldkit.ui.commitments import screen as screen_module
from fieldkit.ui.commitments.form_dialog import FormPreview
from fieldkit.ui.commitments.screen import BELOW, DUTIES, OTHERS, CommitmentsScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import OpenFamily
from fieldkit.ui.widgets.dialogs import FormDialog

KEY = Qt.Key
NOVEMBER, OCTOBER = Month(2026, 11), Month(2026, 10)
AUTUMN = Quarter(2026, 4)


@pytest.fixture
def people(make):
    group = make.group("Mawar")
    family = make.family(group, "Ani", row_code="A1")
    facts = {"scope": group, "family_id": family}
    return {
        "family": family,
        "dina": make.put("member", name="Dina", component="primary", school="SDN 1", grade="4",
                         nik="9901014501150001", **facts),
        "edi": make.put("member", name="Edi", component="primary", school="SDN 1", **facts),
        "fani": make.put("member", name="Fani", component="junior", school="SMPN 2", **facts),
        "icih": make.put("member", name="Mak Icih", component="elderly",
                         birth_date="1950-03-01", **facts),
    }  # fmt: skip


@pytest.fixture
def screen(people, open_screen):
    built = open_screen(CommitmentsScreen)
    yield built
    built.school_page._draft_timer.stop()
    built.duty_page._draft_timer.stop()


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def answer(kind, act):
    """Do `act` to the box of a kind as soon as it opens."""

    def look():
        box = next((w for w in QApplication.topLevelWidgets() if isinstance(w, kind)), None)
        if box is not None and box.isVisible():
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def typed(grid, *texts):
    for text in texts:
        QTest.keyClicks(grid.view, text)
        QTest.keyClick(grid.view.focusWidget() or grid.view, KEY.Key_Return)


# -- schools ---------------------------------------------------------------------------------


def test_pupils_of_a_school_stand_in_the_grid_with_their_grade(screen):
    page = screen.school_page
    assert page.school_edit.currentText() == "SDN 1 (0 of 2 told)"
    assert [row.name for row in page.grid.model.rows] == ["Dina", "Edi"]
    assert page.grid.model.rows[0].detail == "A1 · SD · grade 4"
    assert [label.text() for label in page.day_labels] == ["Oct", "Nov", "Dec"]


def test_a_school_is_recorded_and_the_share_is_told_as_it_comes(ctx, screen, people, told):
    page = screen.school_page
    page.day_edits[0].setText("20")
    page.grid.set_value(people["dina"], "absent0", 4)
    page.grid.go_to(people["dina"])
    assert "October: 16 of 20 days, 80% (not every kind told)" in page.told_label.text()
    assert page.told_label.property("role") == "danger"
    page.save_button.click()
    assert told[-1].text == "1 pupil saved."
    dina = next(p for p in service.pupils(ctx, AUTUMN) if p.name == "Dina")
    assert (dina.months[0].absent, dina.months[0].effective_days) == (4, 20)
    edi = next(p for p in service.pupils(ctx, AUTUMN) if p.name == "Edi")
    assert (edi.months[0].effective_days, edi.months[0].missed) == (None, None)
    assert page.school_edit.currentText() == "SDN 1 (1 of 2 told), 1 below the line"


def test_saving_nothing_says_so(screen, told):
    screen.school_page.save()
    assert told[-1].text == "Nothing has changed."


def test_what_can_not_be_names_the_pupil_and_saves_nothing(ctx, screen, people, told):
    page = screen.school_page
    page.day_edits[0].setText("20")
    page.grid.set_value(people["edi"], "absent0", 25)
    page.save()
    assert told[-1].text.startswith("Edi: 25 days missed are more than 20")
    assert page.grid.current_row().name == "Edi"
    assert service.latest_month(ctx) is None


def test_effective_days_that_are_no_number_are_said(screen, told):
    page = screen.school_page
    page.day_edits[1].setText("dua")
    page.save()
    assert "number of days" in told[-1].text


def test_what_is_typed_comes_back(ctx, screen, people, open_screen):
    page = screen.school_page
    page.grid.set_value(people["dina"], "sick1", 2)
    page.day_edits[1].setText("19")
    assert not screen.has_unsaved()
    again = open_screen(CommitmentsScreen).school_page
    assert again.grid.values()[people["dina"]]["sick1"] == 2
    assert again.day_edits[1].text() == "19"
    assert again.notice.isVisible()
    again.notice.action_button.click()
    assert again.grid.values()[people["dina"]]["sick1"] is None
    again._draft_timer.stop()


def test_another_school_and_another_quarter_have_grids_of_their_own(screen, people):
    page = screen.school_page
    page.school_edit.set_value(service.schools(screen.ctx, AUTUMN)[1].key)
    page._on_school_chosen()
    assert [row.name for row in page.grid.model.rows] == ["Fani"]
    screen.set_month(Month(2026, 8))
    assert [label.text() for label in page.day_labels] == ["Jul", "Aug", "Sept"]
    assert page.grid.model.columns[0].title == "Jul A"


def test_a_schools_form_is_shown_line_by_line_before_it_is_taken(
    ctx, screen, people, tmp_path, told
):
    file = tmp_path / "sdn1.csv"
    days = ["Hari Efektif", *[""] * 7, 20, "", "", "", "", 20, "", "", "", "", 20]
    rows = [
        days,
        list(form.HEADINGS),
        [1, "", "Ani", "9901014501150001", "", "Dina", "SD", "4", 1, 0, 0, 1],
        [2, "", "Ani", "", "", "Siapa", "SD", "4", 1, 0, 0, 1],
    ]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";").writerows(rows)
    seen = []

    def look(box):
        seen.extend(box.table.model.index(row, 1).data() for row in range(2))
        seen.append(box.table.model.index(1, 3).data())
        box.take_button.click()

    answer(FormPreview, look)
    screen.school_page.take(file)
    assert seen == ["New", "Not found", "No pupil of this book has this NIK, NISN or name."]
    assert told[-1].text == "1 pupil taken."
    assert service.pupils(ctx, AUTUMN)[0].months[0].missed == 1


def test_a_file_that_is_no_form_is_said_to_be_none(screen, tmp_path, told):
    file = tmp_path / "x.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    screen.school_page.take(file)
    assert "headings of the education form" in told[-1].text


def test_a_form_is_saved_as_csv(monkeypatch, screen, tmp_path, told):
    target = tmp_path / "verkom"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(target), ""))
    screen.school_page.export_button.click()
    assert told[-1].text == "2 pupils written."
    assert "Dina" in target.with_suffix(".csv").read_text(encoding="utf-8-sig")


def test_a_book_without_pupils_says_what_is_missing(ctx, open_screen):
    page = open_screen(CommitmentsScreen).school_page
    assert page.empty.isVisible()
    assert not page.save_button.isVisible()


# -- duties ----------------------------------------------------------------------------------


@pytest.fixture
def duty_page(screen):
    screen.pages.setCurrentIndex(OTHERS)
    page = screen.duty_page
    page.table.select_first()
    for row in page.table.rows():
        if row.duty.code == "elderly_check":
            page.table.select(row.id)
    return page


def test_a_duty_is_checked_with_one_key_a_person(ctx, duty_page, people, told):
    assert duty_page.title_label.text() == "Lanjut usia diperiksa kesehatannya"
    duty_page.grid.go_to(people["icih"])
    QTest.keyClicks(duty_page.grid.view, "t")
    duty_page.save_button.click()
    assert told[-1].text == "1 person checked."
    (one,) = service.subjects(ctx, "elderly_check", NOVEMBER)
    assert one.check.result is Result.NOT_MET
    tally = duty_page.table.current()
    assert (tally.checked, tally.not_met) == (1, 1)


def test_marks_not_saved_come_back_for_their_own_duty(ctx, screen, duty_page, people, open_screen):
    duty_page.grid.set_value(people["icih"], "result", "met")
    duty_page.flush()
    again = open_screen(CommitmentsScreen)
    again.pages.setCurrentIndex(OTHERS)
    page = again.duty_page
    for row in page.table.rows():
        page.table.select(row.id)
        shown = page.grid.values().get(people["icih"], {}).get("result")
        assert (shown == "met") == (row.duty.code == "elderly_check")
    page._draft_timer.stop()


# -- below the line --------------------------------------------------------------------------


@pytest.fixture
def below_page(ctx, screen, people):
    service.note_school(
        ctx,
        [SchoolMonth(person_id=people["dina"], family_id="", month=OCTOBER, effective_days=20,
                     absent=6, excused=0, sick=0)],
    )  # fmt: skip
    service.note_checks(
        ctx,
        [Check(person_id=people["icih"], family_id="", duty="elderly_check", period="2026-Q4",
               result=Result.NOT_MET)],
    )  # fmt: skip
    screen.pages.setCurrentIndex(BELOW)
    return screen.below_page


def test_who_is_below_the_line_is_listed_with_what_was_found(below_page):
    shown = [
        [below_page.table.model.index(row, column).data() for column in (0, 4, 5)]
        for row in range(2)
    ]
    assert shown == [["Dina", "70% (Oct)", "Nothing yet"], ["Mak Icih", "Not met", "Nothing yet"]]
    assert "2 below the line, 2 without any action" in below_page.lead_label.text()


def test_what_was_done_is_noted_changed_and_finished(ctx, below_page, people, told):
    def note(box):
        box.form.fill({"done_on": date(2026, 11, 18), "follow_up_due": date(2026, 12, 1)})
        box.form.editor("what").set_value("Bicara dengan wali kelas")
        box.save_button.click()

    answer(FormDialog, note)
    below_page.add_button.click()
    (action,) = service.actions_of(ctx, people["family"])
    assert action.what == "Bicara dengan wali kelas"
    assert told[-1].text == "It is noted."

    def change(box):
        box.form.editor("outcome").set_value("Masuk lagi")
        box.save_button.click()

    answer(FormDialog, change)
    below_page.edit_button.click()
    assert service.actions_of(ctx, people["family"])[0].outcome == "Masuk lagi"
    assert below_page.finish_button.isEnabled()
    below_page.finish_button.click()
    assert service.actions_of(ctx, people["family"])[0].follow_up_done_on == ctx.today
    assert not below_page.finish_button.isEnabled()


def test_the_family_page_is_one_click_away(below_page, navigate, people):
    below_page.family_button.click()
    assert navigate == [OpenFamily(people["family"])]


def test_nobody_below_the_line_is_good_news(screen):
    screen.pages.setCurrentIndex(BELOW)
    assert screen.below_page.table.rows() == []
    assert not screen.below_page.add_button.isEnabled()


# -- the list of duties ----------------------------------------------------------------------


def test_the_line_at_school_is_changed_in_the_list(ctx, screen, told):
    screen.pages.setCurrentIndex(DUTIES)

    def change(box):
        box.form.editor("line").set_value(90)
        box.save_button.click()

    answer(FormDialog, change)
    screen.duties_page.edit_button.click()
    assert service.school_line(ctx) == 90
    assert told[-1].text == "The duty is saved."


def test_a_local_duty_is_added_and_removed(ctx, screen):
    screen.pages.setCurrentIndex(DUTIES)
    page = screen.duties_page

    def add(box):
        box.form.editor("name").set_value("Vitamin A")
        box.form.editor("components").set_value(("toddler",))
        box.save_button.click()

    answer(FormDialog, add)
    page.add_button.click()
    assert service.duties(ctx)[-1].name == "Vitamin A"
    page.table.select(service.duties(ctx)[-1].id)
    assert page.remove_button.isEnabled()
    page.remove_button.click()
    assert "Vitamin A" not in {duty.name for duty in service.duties(ctx)}


# -- the screen ------------------------------------------------------------------------------


def test_families_without_members_are_named_as_a_gap(ctx, make, screen):
    make.family(None, "Budi", n_primary=1)
    screen.reload()
    assert "1 family can not be verified" in screen.lead_label.text()


def test_papers_are_shown_before_they_are_printed(monkeypatch, screen, duty_page):
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent=None):
            shown.append([document.kind for document in documents])

        def exec(self):
            return 1

    monkeypatch.setattr(screen_module, "PreviewDialog", Preview)
    duty_page.print_button.click()
    screen.pages.setCurrentIndex(0)
    screen.school_page.print_button.click()
    assert shown == [["duty_sheet", "duty_sheet"], ["school_form", "school_form"]]
    kinds = [document.kind for document in screen.print_documents()]
    assert kinds == ["verification", "school_form", "school_form"]


def test_pages_open_by_name_and_by_key(screen):
    screen.open("below")
    assert screen.pages.currentIndex() == BELOW
    QTest.keyClick(screen, KEY.Key_4, Qt.KeyboardModifier.AltModifier)
    assert screen.pages.currentIndex() == DUTIES


def test_a_reader_looks_and_does_not_write(book, qtbot):
    other = book(role=Role.READER)
    screen = CommitmentsScreen(other, Changes(other), lambda _target: None)
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.school_page.save_button.isVisible()
    for page in (OTHERS, BELOW, DUTIES):
        screen.pages.setCurrentIndex(page)
    assert not screen.duty_page.save_button.isVisible()
    assert not screen.below_page.add_button.isVisible()
    assert not screen.duties_page.edit_button.isVisible()


def test_actions_are_of_the_person_and_the_period(ctx, below_page, people):
    service.add_action(
        ctx,
        Action(person_id=people["dina"], family_id="", duty=SCHOOL, period="2026-Q3",
               done_on=date(2026, 9, 1), what="Lama"),
    )  # fmt: skip
    below_page.show_month(NOVEMBER)
    assert below_page.actions_table.rows() == []
