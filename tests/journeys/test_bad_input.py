"""What goes wrong in the window: a sentence says what to do, and the book stays as it was."""

import shutil
from pathlib import Path

import pytest
import xlsxwriter

from fieldkit.core import vault
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Role
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from fieldkit.features.people import service as people
from fieldkit.features.practice import service as practice
from fieldkit.features.sync import service as sync
from fieldkit.features.sync.model import FileState
from fieldkit.ui.kube.entry_dialogs import EntryDialog
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.shell.welcome import WelcomeDialog
from fieldkit.ui.widgets.dialogs import Box
from tests.journeys.hands import file_dialog, texts_of

HTML = "<html><body><table><tr><td>Nama</td><td>NIK</td></tr></table></body></html>"


def unlock(hands):
    hands.type(practice.PASSPHRASE)
    hands.press("Return")


@pytest.fixture
def rina(laptop, practice_book):
    one = laptop("rina", "en")
    assert one.start((UnlockDialog, unlock), book=practice_book)
    return one


def shown(widget, *words):
    """Whether one of the texts on the screen holds all these words."""
    return any(all(word in text for word in words) for text in texts_of(widget))


def test_a_wrong_passphrase_says_what_to_do_and_the_right_one_opens(laptop, practice_book):
    one = laptop("rina", "en")
    told = []

    def wrong_then_right(hands):
        hands.type("not this one")
        hands.press("Return")
        told.extend(texts_of(hands.box))
        unlock(hands)

    assert one.start((UnlockDialog, wrong_then_right), book=practice_book)
    assert any("passphrase" in text and "recovery code" in text for text in told)


def test_a_folder_that_is_no_book_is_named_and_left_alone(laptop, tmp_path):
    one = laptop("rina", "en")
    folder = tmp_path / "Photos"
    folder.mkdir()
    (folder / "a.txt").write_text("mine")
    told = []

    def choose(hands):
        hands.push(_("Open an existing book"), answers=(file_dialog(folder),))
        told.extend(texts_of(hands.box))
        hands.press("Esc")

    assert not one.start((WelcomeDialog, choose))
    assert any("Photos" in text and ".fieldkit" in text for text in told)
    assert [p.name for p in folder.iterdir()] == ["a.txt"]


def test_a_folder_that_only_looks_like_a_book_is_not_opened(laptop, practice_book, tmp_path):
    one = laptop("rina", "en")
    folder = tmp_path / "Rusak.fieldkit"
    shutil.copytree(practice_book, folder)
    for keys in folder.glob("keys*"):
        keys.write_text("{}")
    told = []

    def try_it(hands):
        unlock(hands)
        told.extend(texts_of(hands.box))
        hands.press("Esc")

    assert not one.start((UnlockDialog, try_it), book=folder)
    assert any("backup" in text for text in told), told


def _html(file):
    file.write_text(HTML)


def _empty(file):
    xlsxwriter.Workbook(str(file)).close()


def _broken(file):
    file.write_bytes(b"PK\x03\x04" + bytes(200))


@pytest.mark.parametrize(
    ("name", "write", "words"),
    [
        ("page.xls", _html, ("web page", "save it as .xlsx")),
        ("empty.xlsx", _empty, ("nothing in it", "right file")),
        ("broken.xlsx", _broken, ("damaged", "once more")),
    ],
)
def test_a_list_that_can_not_be_read_says_why(rina, tmp_path, name, write, words):
    write(tmp_path / name)
    before = rina.dump()
    rina.hands.press("Ctrl+2", "Ctrl+I")
    page = rina.window.current_screen.import_page
    rina.hands.push(_("Choose a file…"), answers=(file_dialog(tmp_path / name),))
    rina.hands.wait(page.trouble.isVisible)
    said = page.trouble.text_label.text()
    assert all(word in said for word in words), said
    assert not (page.apply_button.isVisible() and page.apply_button.isEnabled())
    assert rina.dump() == before


def test_a_renamed_csv_is_understood_and_its_bad_rows_are_named(rina, tmp_path):
    file = tmp_path / "daftar.xlsx"
    file.write_text(
        "Nama Pengurus;NIK Pengurus;Kelompok\n"
        "Sumiati;99010141019000011;Mawar\n"
        f"{'A' * 300};9901014101900001;Mawar\n"
    )
    before = rina.dump()
    rina.hands.press("Ctrl+2", "Ctrl+I")
    page = rina.window.current_screen.import_page
    rina.hands.push(_("Choose a file…"), answers=(file_dialog(file),))
    rina.hands.wait(page.preview.table.isVisible)
    reasons = [people.reason_sentence(verdict) for verdict in page.preview.table.rows()]
    assert "17" in reasons[0]
    assert "16" in reasons[0]
    assert "300" in reasons[1] or "long" in reasons[1]
    assert not page.apply_button.isEnabled()
    rina.hands.press("Esc")
    assert rina.dump() == before


def test_a_family_with_impossible_facts_is_not_saved(rina):
    before = rina.dump()
    rina.hands.press("Ctrl+2", "Ctrl+N")
    page = rina.window.current_screen.family_page
    rina.hands.write(_("Carer's name"), "A" * 300)
    rina.hands.write(_("NIK"), "99010141019000011")
    rina.hands.write(_("Date of birth"), "31/2/1990")
    rina.hands.press("Ctrl+S")
    rina.hands.wait(lambda: shown(page, "31 February 1990"))
    rina.hands.write(_("Date of birth"), "28/2/1990")
    rina.hands.press("Ctrl+S")
    rina.hands.wait(lambda: shown(page, "16 digits", "17"))
    assert shown(page, "120") or shown(page, "characters")
    assert rina.dump() == before


def test_money_below_zero_is_not_booked(rina):
    before = rina.dump()
    told = []

    def negative(hands):
        hands.choose(_("What for?"), _("Other income"))
        hands.write(_("Amount"), "-5000")
        hands.write(_("Description"), "Salah")
        hands.press("Ctrl+Return")
        told.extend(texts_of(hands.box))
        hands.press("Esc", answers=((Box, close_without_saving),))

    rina.hands.press("Ctrl+6", "Down", "Return")
    rina.hands.tab(_("Cash"))
    rina.hands.press("Alt+M", answers=((EntryDialog, negative),))
    assert any("zero" in text for text in told), told
    assert rina.dump() == before


def close_without_saving(hands):
    hands.push(_("Close without saving"))


@pytest.fixture
def from_budi(rina, tmp_path, noon):
    """A coordinator's file for Rina, who know each other."""
    ctx, _code = vault.create_book(
        tmp_path / "Budi.fieldkit", name="Budi", role=Role.COORDINATOR, passphrase="odd words here"
    )
    for one, other, file in ((ctx, rina.ctx, "budi.fkcard"), (rina.ctx, ctx, "rina.fkcard")):
        sync.write_card(one, tmp_path / file)
        sync.trust(other, tmp_path / file)
    office.save_profile(ctx, Profile(name="Budi", office="Dinas Sosial"))
    [peer] = sync.peers(ctx)
    sent = sync.send(ctx, peer, tmp_path)
    vault.close_book(ctx, tmp_path / "Budi.fieldkit")
    return Path(sent.file)


def test_an_exchange_file_cut_in_half_brings_nothing(rina, from_budi):
    whole = from_budi.read_bytes()
    from_budi.write_bytes(whole[: len(whole) // 2])
    before = rina.dump()
    rina.hands.press("Ctrl+8")
    page = rina.window.current_screen.receive_page
    rina.hands.press("Ctrl+O", answers=(file_dialog(from_budi),))
    rina.hands.wait(page.isVisible)
    [row] = page.table.rows()
    assert row.report.state is FileState.DAMAGED
    assert not page.merge_button.isVisible()
    assert rina.dump() == before
