"""Every step, one record's story and the bin, by clicks and keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.core import access
from fieldkit.core.db.steps import Step
from fieldkit.core.security.roles import Role
from fieldkit.ui.records import steps_page
from fieldkit.ui.records.screen import BIN, RecordsScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import OpenHistory


@pytest.fixture
def screen(open_screen):
    made = open_screen(RecordsScreen)
    made.said = []
    made.told.connect(made.said.append)
    return made


def change(ctx, table, record, **fields):
    ctx.clock.advance(days=1)
    with ctx.db.write(Step("Correct the data")) as writer:
        writer.put(table, {"id": record, **fields})


def remove(ctx, table, *records):
    ctx.clock.advance(days=1)
    with ctx.db.write(Step("Remove")) as writer:
        for record in records:
            writer.remove(table, record)


def cells(table):
    model = table.model
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_an_empty_book_says_what_will_stand_here(screen):
    assert screen.steps_page.table._empty_state.isVisible()
    assert not screen.steps_page.undo_button.isEnabled()
    screen.open(BIN)
    assert screen.tabs.currentWidget() is screen.bin_page
    assert screen.bin_page.table._empty_state.isVisible()


def test_a_step_is_undone_from_the_list_and_stands_there_as_undone(screen, ctx, make):
    family = make.family(make.group("Mawar"), "Siti")
    change(ctx, "family", family, name="Salah")
    page = screen.steps_page
    page.table.select_first()
    assert cells(page.table)[0][1:4] == ["Correct the data", "Sri", "1"]
    page.undo_button.click()
    assert ctx.db.value("SELECT name FROM family") == "Siti"
    assert screen.said[0].undo
    assert [row[4] for row in cells(page.table)[:2]] == ["Takes back", "Undone"]


def test_the_minute_of_a_step_is_read_whole_however_narrow_the_list(screen, ctx, make):
    family = make.family(make.group("Mawar"), "Siti")
    change(ctx, "family", family, name="Siti Aminah")
    table = screen.steps_page.table
    for width in (1000, 700, 500, 400):
        table.setFixedWidth(width)
        QApplication.processEvents()
        assert table.view.columnWidth(0) >= table.view.sizeHintForColumn(0)


def test_a_step_of_many_records_says_how_many_it_takes_back(screen, ctx, make):
    group = make.group("Mawar")
    with ctx.db.write(Step("Import")) as writer:
        writer.put_many("family", [{"name": n} for n in ("Ani", "Budi", "Cici")], scope=group)
    screen.steps_page.table.select_first()
    assert screen.steps_page.undo_button.text() == "Undo this step (3 records)"


def test_what_a_step_touched_leads_to_the_record(screen, ctx, make, monkeypatch):
    family = make.family(make.group("Mawar"), "Siti")
    screen.steps_page.table.select_first()

    def choose(box):
        assert [one.title for one in box.table.rows()] == ["Siti"]
        box.open_button.click()
        return box.result()

    monkeypatch.setattr(steps_page.TouchedBox, "exec", choose)
    screen.steps_page.look_button.click()
    assert screen.record_page.place == ("family", family)
    assert "Siti" in screen.record_page.title_label.text()


@pytest.fixture
def story(screen, ctx, make):
    group, other = make.group("Mawar"), make.group("Melati")
    family = make.family(group, "Siti", phone="0811")
    change(ctx, "family", family, name="Siti Aminah", phone=None)
    change(ctx, "family", family, group_id=other)
    screen.open(OpenHistory("family", family))
    return screen.record_page


def test_a_record_tells_its_story_in_words(story):
    assert [row[1:] for row in cells(story.entries)] == [
        ["Changed", "Sri, this laptop"],
        ["Changed", "Sri, this laptop"],
        ["Made", "Sri, this laptop"],
    ]
    assert cells(story.changes) == [["Group", "Mawar", "Melati"]]
    story.entries.view.selectRow(1)
    assert cells(story.changes) == [
        ["Name", "Siti", "Siti Aminah"],
        ["Phone / WhatsApp", "0811", "(blank)"],
    ]
    story.entries.view.selectRow(2)
    made = {row[0]: row[2] for row in cells(story.changes)}
    assert made["Name"] == "Siti"
    assert made["Group"] == "Mawar"


def test_numbers_are_hidden_until_they_are_wanted_and_that_is_noted(screen, ctx, make):
    family = make.family(make.group("Mawar"), "Siti", nik="9901014101900001")
    screen.open(OpenHistory("family", family))
    page = screen.record_page
    page.differing_check.click()

    def shown():
        return str(cells(page.changes)) + str(cells(page.fields))

    assert "9901014101900001" not in shown()
    page.ids_button.click()
    assert shown().count("9901014101900001") == 3
    assert page.ids_button.isHidden()
    assert [one.detail for one in access.entries(ctx, acts=("full_ids",))] == [family]
    other = make.family(name="Ani", nik="9901014101900002")
    screen.open(OpenHistory("family", other))
    assert "9901014101900002" not in shown()


def test_the_record_as_it_was_stands_beside_what_it_is(story):
    story.entries.view.selectRow(2)
    assert cells(story.fields) == [
        ["Name", "Siti", "Siti Aminah"],
        ["Group", "Mawar", "Melati"],
        ["Phone / WhatsApp", "0811", "(blank)"],
    ]
    story.differing_check.click()
    assert len(cells(story.fields)) > 5


def test_any_day_can_be_travelled_to(story):
    story.day_edit.set_value(date(2026, 11, 21))
    story.day_edit.edited.emit()
    assert cells(story.fields) == [["Group", "Mawar", "Melati"]]
    story.day_edit.set_value(date(2026, 11, 1))
    story.day_edit.edited.emit()
    assert "did not exist" in story.gone.text_label.text()
    assert not story.bring_back_button.isEnabled()


def test_a_record_is_put_back_as_it_was(story, screen, ctx):
    story.entries.view.selectRow(2)
    story.bring_back_button.click()
    assert ctx.db.row("SELECT name, phone FROM family") == {"name": "Siti", "phone": "0811"}
    assert "2 fields" in screen.said[0].text
    assert screen.said[0].undo
    assert len(story.entries.rows()) == 4


def test_one_step_of_a_record_is_undone_from_its_story(story, ctx):
    story.entries.view.selectRow(1)
    story.undo_button.click()
    assert ctx.db.value("SELECT name FROM family") == "Siti"


def test_a_group_is_shown_with_who_belonged_to_it(screen, ctx, make):
    group = make.group("Mawar")
    ani, _budi = (make.family(group, name) for name in ("Ani", "Budi"))
    remove(ctx, "family", ani)
    ctx.clock.advance(days=1)
    make.family(group, "Cici")
    screen.open(OpenHistory("kpm_group", group))
    page = screen.record_page
    assert page.belonging_card.title_label.text() == "2 belonged to it then"
    assert cells(page.belonging) == [
        ["Ani", "Yes", "No", "Left since"],
        ["Budi", "Yes", "Yes", ""],
        ["Cici", "No", "Yes", "Came since"],
    ]


def test_several_records_come_out_of_the_bin_together(screen, ctx, make, qtbot):
    families = [make.family(name=name) for name in ("Ani", "Budi")]
    member = make.put("member", family_id=families[0], name="Anak", scope="g")
    remove(ctx, "member", member)
    remove(ctx, "family", *families)
    screen.open(BIN)
    page = screen.bin_page
    assert screen.tabs.tabText(2) == "Bin (2)"
    assert {row[0]: row[2] for row in cells(page.table)} == {"Ani": "1 record", "Budi": ""}
    page.table.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.restore_button.click()
    assert ctx.db.value("SELECT count(*) FROM family") == 2
    assert ctx.db.value("SELECT count(*) FROM member") == 1
    assert "2 records came out of the bin. 1 that belongs" in screen.said[0].text
    assert screen.tabs.tabText(2) == "Bin"


def test_what_a_role_may_not_see_is_said(book, qtbot, navigate, kept):
    leader = book(role=Role.LEADER)
    made = RecordsScreen(leader, Changes(leader), navigate)
    kept.append(made)
    qtbot.addWidget(made)
    said = []
    made.told.connect(said.append)
    made.open(OpenHistory("family", "x"))
    assert "role" in said[0].text
    assert not made.tabs.isTabVisible(1)


def test_a_reader_sees_the_story_and_changes_nothing(book, qtbot, navigate, kept):
    reader = book(role=Role.READER)
    with reader.db.write(Step("Prepare")) as writer:
        writer.put("family", {"id": "f1", "name": "Siti", "nik": "9901014101900001"}, "g")
    made = RecordsScreen(reader, Changes(reader), navigate)
    kept.append(made)
    qtbot.addWidget(made)
    made.show()
    made.open(OpenHistory("family", "f1"))
    assert made.record_page.bring_back_button.isHidden()
    assert "9901014101900001" not in str(cells(made.record_page.changes))
