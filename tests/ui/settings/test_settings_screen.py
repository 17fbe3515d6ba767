import pytest
from PySide6.QtGui import QImage

from fieldkit.core import settings as preferences
from fieldkit.core.clock import FixedClock
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import close_book, create_book, unlock
from fieldkit.features.office import service as office
from fieldkit.ui.settings.about import LICENCES, licence_text
from fieldkit.ui.settings.letterhead_form import LinesEdit, LogoEdit
from fieldkit.ui.settings.screen import SECTIONS, SettingsScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.widgets.dialogs import FormDialog


@pytest.fixture
def screen(open_screen):
    made = open_screen(SettingsScreen)
    made.said = []
    made.told.connect(made.said.append)
    return made


def test_every_section_opens_by_its_key(screen):
    for key, _title, _icon in SECTIONS:
        screen.open(key)
        assert screen.stack.currentWidget() is screen._pages[key]
    screen.open("elsewhere")


def test_the_profile_is_saved_and_can_be_undone(screen, ctx):
    screen.profile.form.fill({"name": "Sri Utami", "city": "Tangerang", "paper": "F4"})
    screen.profile.save_button.click()
    kept = office.profile(ctx)
    assert (kept.name, kept.city, kept.paper) == ("Sri Utami", "Tangerang", "F4")
    assert screen.said[0].undo


def test_a_wrong_nip_is_explained_beside_the_field(screen, ctx):
    screen.profile.form.fill({"nip": "123"})
    screen.profile.save_button.click()
    assert "18" in screen.profile.form.editor("nip").accessibleDescription()
    assert office.profile(ctx).nip == ""
    assert screen.said == []


def test_typing_is_not_overwritten_by_a_reload(screen, ctx, qtbot):
    qtbot.keyClicks(screen.profile.form.editor("phone"), "0812")
    screen.reload()
    assert screen.profile.form.value("phone") == "0812"


def test_a_reader_sees_why_nothing_can_be_changed(qtbot, book, navigate):
    reader = book(role=Role.READER)
    made = SettingsScreen(reader, Changes(reader), navigate)
    qtbot.addWidget(made)
    assert made.profile._reason.text_label.text() == "Your role only reads this book."
    assert not made.profile.form.editor("name").isEnabled()


def test_a_letterhead_is_added_used_and_removed(screen, ctx, monkeypatch):
    def save(dialog):
        dialog._on_save_clicked()
        return True

    monkeypatch.setattr(FormDialog, "exec", save)
    page = screen.letterheads
    screen.open("letterheads")
    for start in office.starting_letterheads(ctx)[:2]:
        page._edit(start)
    assert {row.name for row in page.table.rows()} == {"Kemensos", "Dinas Sosial"}
    other = next(row for row in page.table.rows() if not row.is_default)
    page.table.select(other.id)
    page.use_button.click()
    assert next(r for r in office.letterheads(ctx) if r.is_default).name == other.name
    page.remove_button.click()
    assert len(office.letterheads(ctx)) == 1
    assert not page._preview.pixmap().isNull()


def test_lines_of_a_letterhead_come_back_as_entered(qtbot, ctx):
    edit = LinesEdit()
    qtbot.addWidget(edit)
    lines = office.starting_letterheads(ctx)[0].lines
    edit.set_value(lines)
    assert edit.value() == lines
    edit.set_value(None)
    assert edit.value() == ()


def test_a_logo_is_kept_and_a_text_file_refused(qtbot, ctx, tmp_path):
    picture, text = tmp_path / "logo.png", tmp_path / "logo.txt"
    QImage(20, 20, QImage.Format.Format_RGB32).save(str(picture))
    text.write_text("no picture", encoding="utf-8")
    edit = LogoEdit(lambda raw: office.keep_logo(ctx, raw), ctx.files.content)
    qtbot.addWidget(edit)
    edit.take_file(picture)
    assert edit.value()
    for file in (text, tmp_path / "missing.png"):
        with qtbot.waitSignal(edit.refused):
            edit.take_file(file)
    edit.remove_button.click()
    assert edit.value() == ""


def test_a_look_is_kept_and_asked_for_at_once(screen, qtbot):
    with qtbot.waitSignal(screen.look_changed) as asked:
        screen.look.choose("text_size", 125)
    assert asked.args[0].text_size == 125
    assert preferences.load().text_size == 125


def test_every_licence_is_there_to_read(screen):
    for name, file in LICENCES:
        assert len(licence_text(file)) > 200, name
    screen.about.licence_combo.setCurrentIndex(1)
    assert "ZETETIC" in screen.about.text_edit.toPlainText()


@pytest.fixture
def kept(tmp_path, clock: FixedClock, qtbot, navigate):
    folder = tmp_path / "books" / "trial.fieldkit"
    ctx, _code = create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="three odd words", clock=clock
    )
    made = SettingsScreen(ctx, Changes(ctx), navigate)
    made.said = []
    made.told.connect(made.said.append)
    qtbot.addWidget(made)
    made.show()
    yield made
    close_book(ctx, folder)


def test_a_backup_is_made_proved_and_told(kept, qtbot):
    assert "no backup yet" in kept.safety._backup_state.text_label.text()
    kept.safety.backup_button.click()
    qtbot.waitUntil(lambda: bool(kept.said), timeout=20_000)
    assert "proved" in kept.said[0].text
    assert "20 November 2026" in kept.safety._backup_state.text_label.text()


def test_the_health_check_says_that_all_is_well(kept, qtbot):
    kept.safety.check_button.click()
    qtbot.waitUntil(lambda: not kept.safety.findings_label.isHidden(), timeout=20_000)
    assert "healthy" in kept.safety.findings_label.text()
    kept.safety.show_findings(["Something is wrong."])
    assert kept.safety.findings_label.text() == "• Something is wrong."


def test_the_passphrase_is_changed_with_the_old_one(kept, monkeypatch):
    tries = []

    def fill(dialog):
        form = dialog.form
        pair = form.editor("passphrase")
        form.editor("present").setText("wrong words here")
        pair.first_edit.setText("four quite new words")
        dialog._on_save_clicked()
        tries.append(dialog._trouble.text_label.text())
        pair.second_edit.setText("four quite new words")
        dialog._on_save_clicked()
        tries.append(dialog._trouble.text_label.text())
        form.editor("present").setText("three odd words")
        dialog._on_save_clicked()
        return True

    monkeypatch.setattr(FormDialog, "exec", fill)
    kept.safety.passphrase_button.click()
    assert tries[0] == "The two passphrases are not the same."
    assert "does not fit" in tries[1]
    assert unlock(kept.ctx.db.folder, "four quite new words")


def test_the_book_is_left_on_request(kept, qtbot):
    with qtbot.waitSignal(kept.book_left):
        kept.safety.leave_button.click()
