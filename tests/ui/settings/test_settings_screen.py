import pytest
from PySide6.QtGui import QImage

from fieldkit.core import settings as preferences
from fieldkit.core.security.roles import Role
from fieldkit.features.office import service as office
from fieldkit.features.records import half_typed
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


def test_a_half_typed_profile_is_there_again_after_a_kill(open_screen, ctx):
    first = open_screen(SettingsScreen)
    first.open("profile")
    first.profile.form.editor("office").set_value("Dinas Sosial Kota")
    first.profile.form._on_edited()
    first.profile.flush()
    again = open_screen(SettingsScreen)
    again.open("profile")
    assert again.profile.form.value("office") == "Dinas Sosial Kota"
    assert "is here again" in again.profile.kept_notice.text_label.text()
    again.profile._on_throw_away()
    assert again.profile.form.value("office") != "Dinas Sosial Kota"
    assert half_typed.box(ctx, "profile") is None


def test_a_saved_profile_leaves_no_draft(open_screen, ctx):
    screen = open_screen(SettingsScreen)
    screen.open("profile")
    for name, value in (("name", "Sri"), ("office", "Dinsos")):
        screen.profile.form.editor(name).set_value(value)
    screen.profile.form._on_edited()
    screen.profile.flush()
    screen.profile.save_button.click()
    assert half_typed.box(ctx, "profile") is None
