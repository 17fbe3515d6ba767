"""Backups made, compared and restored by clicks; findings mended."""

import pytest
from PySide6.QtWidgets import QDialog

from fieldkit.core import settings as preferences
from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.features.backup import service as backup
from fieldkit.ui.settings import backups
from tests.ui.settings.conftest import WORDS


@pytest.fixture
def page(on_disk):
    on_disk.open("backup")
    return on_disk.backups


def family(page, name="Ani", **more):
    with page._ctx.db.write(Step("Write")) as writer:
        return writer.put("family", {"name": name, **more}, scope="g")


def done(page, qtbot, count=1):
    qtbot.waitUntil(lambda: len(page._screen.said) >= count)


def test_a_backup_is_made_proved_and_told(page, qtbot):
    assert "no backup yet" in page._state.text_label.text()
    page.backup_button.click()
    done(page, qtbot)
    assert "proved" in page._screen.said[0].text
    assert "20 November 2026" in page._state.text_label.text()
    assert len(page.table.rows()) == 1


def test_a_second_place_gets_its_copy_at_once_and_is_missed_when_it_is_gone(page, qtbot, tmp_path):
    assert page._second_state.text_label.text() == "None chosen yet."
    stick = tmp_path / "stick"
    stick.mkdir()
    page.choose_place(stick)
    done(page, qtbot)
    assert preferences.load().backup_place == str(stick)
    assert list(stick.glob("*.fkbackup"))
    assert "20 November 2026" in page._second_state.text_label.text()
    assert {backups._place(one) for one in page.table.rows()} == {"This laptop", "Second place"}
    stick.rename(tmp_path / "gone")
    page.reload()
    assert "not plugged in" in page._second_state.text_label.text()
    page.forget_button.click()
    assert preferences.load().backup_place == ""
    assert not page.forget_button.isVisible()


@pytest.fixture
def boxes(monkeypatch):
    """The boxes of differences that were shown; each is answered with the next of `answers`."""
    shown, answers = [], []

    def look(box):
        shown.append(box)
        return answers.pop(0) if answers else 0

    monkeypatch.setattr(backups.DifferenceBox, "exec", look)
    return shown, answers


def test_the_difference_is_shown_before_anything_is_restored(
    page, qtbot, boxes, answer, monkeypatch
):
    shown, answers = boxes
    answers.append(QDialog.DialogCode.Accepted)
    gone = family(page, "Ani")
    backup.back_up(page._ctx)
    with page._ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", gone)
    family(page, "Budi")
    page.reload()
    page.table.select_first()
    answer(book="Pulih")
    monkeypatch.setattr("fieldkit.ui.settings.backups.ask", lambda *_words: False)
    page.restore_button.click()
    done(page, qtbot)
    (row,) = shown[0].table.rows()
    assert (row.only_backup, row.only_book) == (1, 1)
    assert "2 steps were made since" in shown[0].sentence_label.text()
    folder = page._ctx.db.folder.parent / "Pulih.fieldkit"
    restored = vault.open_book(folder, WORDS, clock=page._ctx.clock)
    assert restored.db.value("SELECT name FROM family") == "Ani"
    assert restored.me.device != page._ctx.me.device
    vault.close_book(restored, folder)
    assert page._ctx.db.value("SELECT name FROM family") == "Budi"


def test_a_restored_book_opens_with_the_words_of_today(page, answer, monkeypatch, qtbot):
    backup.back_up(page._ctx)
    vault.change_passphrase(page._ctx.db.folder, WORDS, "four quite new words")
    page.reload()
    page.table.select_first()
    answer(book="Pulih")
    monkeypatch.setattr("fieldkit.ui.settings.backups.ask", lambda *_words: True)
    with qtbot.waitSignal(page.book_wanted) as wanted:
        page.restore(page.table.current())
    folder = wanted.args[0]
    assert vault.unlock(folder, "four quite new words")
    assert preferences.load().last_book == str(folder)


def test_a_restore_never_takes_a_name_that_is_taken(page, answer):
    backup.back_up(page._ctx)
    page.reload()
    page.table.select_first()
    said = answer(book="trial")
    page.restore(page.table.current())
    assert "already something in that folder" in said[0]


def test_equal_content_is_said_to_be_equal(page, qtbot, boxes):
    shown, _answers = boxes
    family(page)
    backup.back_up(page._ctx)
    page.reload()
    page.table.select_first()
    page.compare_button.click()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].sentence_label.text() == "The backup holds the same as the book."


@pytest.fixture
def health(on_disk):
    on_disk.open("health")
    return on_disk.health


def checked(health, qtbot):
    health.result.show_text("")
    health.check_button.click()
    qtbot.waitUntil(lambda: not health.result.isHidden())
    return [line.finding.code for line in health.lines]


def test_a_healthy_book_gets_advice_only(health, qtbot):
    assert checked(health, qtbot) == ["no_backup", "no_second_place"]
    assert "healthy" in health.result.text_label.text()
    assert [line.mend_button.isHidden() for line in health.lines] == [False, True]


def test_findings_are_mended_one_by_one_or_all_at_once(health, qtbot):
    family(health)
    with health._ctx.db.local():
        health._ctx.db.raw.execute("UPDATE family_all SET name = 'Budi'")
        health._ctx.db.raw.execute("DELETE FROM search_doc")
    found = checked(health, qtbot)
    assert {"table_differs", "search_stale"} <= set(found)
    assert "2 things are not as they should be." in health.result.text_label.text()
    assert all(line.finding.repair_sentence for line in health.lines)
    line = next(one for one in health.lines if one.finding.code == "table_differs")
    line.mend_button.click()
    done(health, qtbot)
    assert health._ctx.db.value("SELECT name FROM family") == "Ani"
    assert [one.finding.code for one in health.lines] == ["no_backup", "no_second_place"]


def test_all_that_can_be_mended_is_mended_by_one_button(health, qtbot):
    family(health)
    with health._ctx.db.local():
        health._ctx.db.raw.execute("DELETE FROM search_doc")
    checked(health, qtbot)
    health.mend_button.click()
    done(health, qtbot)
    assert [one.finding.code for one in health.lines] == ["no_second_place"]
