"""A damaged book is carried over by clicks, and the list of what was saved is shown and printed."""

import pytest

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import DamagedBookError
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.rescue import report
from fieldkit.ui.rescue.box import RescueBox
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.record_table import RecordTable

WORDS = "kata sandi panjang"


@pytest.fixture
def damaged(tmp_path, clock, monkeypatch):
    """The folder of a book with a backup, whose later half was spoilt."""
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    folder = tmp_path / "Melati.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    with ctx.db.write(Step("Import")) as writer:
        writer.put_many("family", [{"name": f"Keluarga {n}"} for n in range(80)], scope="g")
    backup.routine(ctx)
    vault.close_book(ctx, folder)
    with (folder / "book.db").open("rb+") as file:
        file.write(b"\xaa" * 4096 * 40)
    with pytest.raises(DamagedBookError):
        vault.open_book(folder, WORDS)
    return folder


@pytest.fixture
def box(damaged, qtbot, kept):
    made = RescueBox(damaged)
    kept.append(made)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_book_is_rescued_and_its_list_shown(box, damaged, clock):
    assert "1 whole backup was found." in box.found_label.text()
    box.form.editor("secret").setText(WORDS)
    box.rescue_button.click()
    assert box.heading_label.text() == "The book is rescued"
    table = box.result_page.findChild(RecordTable)
    assert [(one.table, one.records) for one in table.rows()] == [("family", 80)]
    assert "Based on the backup" in box.sentence_label.text()
    assert box.print_button.isVisible()
    box.open_button.click()
    assert box.wants_open
    into = box.rescued.book
    assert into == damaged.with_name("Melati rescued.fieldkit")
    ctx = vault.open_book(into, WORDS, clock=clock)
    assert ctx.db.value("SELECT count(*) FROM family") == 80
    vault.close_book(ctx, into)


def test_wrong_words_and_missing_words_are_said(box):
    box.rescue_button.click()
    assert box.rescued is None
    box.form.editor("secret").setText("kata sandi salah")
    box.rescue_button.click()
    assert "does not fit" in box.trouble.text_label.text()
    assert box.rescued is None


def test_what_was_lost_is_said(box):
    box.form.editor("secret").setText(WORDS)
    box.rescue_button.click()
    said = [notice.text_label.text() for notice in box.result_page.findChildren(Notice)]
    assert any("history could not be read" in text for text in said)


def test_with_the_key_in_hand_no_words_are_asked(damaged, qtbot, kept):
    made = RescueBox(damaged, key=vault.unlock(damaged, WORDS))
    kept.append(made)
    qtbot.addWidget(made)
    assert not made.form.has_field("secret")
    made.form.fill({"book": "Pulih"})
    made.rescue()
    assert made.rescued.book.stem == "Pulih"


def test_further_places_are_looked_through(damaged, qtbot, kept, tmp_path):
    place = tmp_path / "FieldKit-cadangan"
    stick = tmp_path / "stick"
    place.rename(stick)
    made = RescueBox(damaged)
    kept.append(made)
    qtbot.addWidget(made)
    assert "No backup was found" in made.found_label.text()
    made._places.append(stick)
    made._show_found()
    assert "1 whole backup" in made.found_label.text()


def test_the_list_is_printed(box, tmp_path):
    box.form.editor("secret").setText(WORDS)
    box.rescue()
    box.save_list(tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    document = report.rescue_list(box.rescued)
    assert "PENYELAMATAN" in document.title
    box.save_list(tmp_path / "none" / "list.pdf")
    assert "could not be written" in box.trouble.text_label.text()
