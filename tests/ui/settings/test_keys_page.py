"""The ways into the book, changed by clicks."""

import pytest

from fieldkit.core import settings as preferences
from fieldkit.core import vault
from fieldkit.core.errors import WrongPassphraseError
from fieldkit.core.security.roles import Role
from fieldkit.features.keys import service as keys
from fieldkit.features.sync import service as exchange
from fieldkit.ui.settings.code_box import CodeBox
from fieldkit.ui.settings.screen import SettingsScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.passphrase import NewPin
from fieldkit.ui.shell.preview import PreviewDialog
from tests.ui.settings.conftest import WORDS


class Ring(dict):
    """A key ring in memory."""

    def set_password(self, service, name, secret):
        self[service, name] = secret

    def get_password(self, service, name):
        return self.get((service, name))

    def delete_password(self, service, name):
        del self[service, name]


@pytest.fixture
def ring(monkeypatch):
    made = Ring()
    for place in ("features.keys.service", "core.vault"):
        monkeypatch.setattr(f"fieldkit.{place}.system_ring", lambda: made)
    return made


@pytest.fixture
def page(on_disk, ring):
    on_disk.open("keys")
    return on_disk.keys


@pytest.fixture
def codes(monkeypatch):
    """Press what prints the kit, then close the box; the codes that were shown."""
    shown = []

    def look(box):
        shown.append(box.code_label.text())
        assert not box.close_button.isEnabled()
        box.reject()
        box.print_button.click()
        box.kept_check.setChecked(True)
        box.close_button.click()
        assert box.code_label.text() == ""
        return 1

    monkeypatch.setattr(CodeBox, "exec", look)
    monkeypatch.setattr(PreviewDialog, "exec", lambda _dialog: 1)
    return shown


def folder_of(page):
    return page._ctx.db.folder


def state(card):
    return card.state.text_label.text()


def test_the_passphrase_is_changed_with_the_old_one(page, answer):
    new = "four quite new words"
    said = answer(
        {"present": "wrong words here", "passphrase": (new, "four other words")},
        {"passphrase": (new, new)},
        {"present": WORDS},
    )
    page.passphrase_button.click()
    assert said[0] == "The two passphrases are not the same."
    assert "does not fit" in said[1]
    assert vault.unlock(folder_of(page), new)
    assert "new passphrase" in page._screen.said[0].text


def test_a_new_code_is_shown_once_with_its_kit_and_ends_the_former(page, answer, codes):
    answer(present=WORDS)
    page.recovery_button.click()
    page.recovery_button.click()
    first, second = codes
    vault.unlock(folder_of(page), second)
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder_of(page), first)


def test_taking_the_code_away_is_said_as_a_danger(page, answer):
    assert "There is a code" in state(page._recovery)
    answer(present=WORDS)
    page.burn_recovery_button.click()
    assert "would lose it" in state(page._recovery)
    assert not page.burn_recovery_button.isVisible()


def test_a_pin_is_set_shown_and_removed(page, answer, ring):
    assert "Not set" in state(page._pin)
    said = answer({"present": WORDS, "pin": ("111111", "111111")}, {"pin": ("482913", "482913")})
    page.pin_button.click()
    assert "easy to guess" in said[0]
    assert "5 tries" in state(page._pin)
    assert vault.unlock_pin(folder_of(page), "482913", ring)
    answer(present=WORDS)
    page.remove_pin_button.click()
    assert "Not set" in state(page._pin)
    assert not ring


def test_a_laptop_without_a_key_ring_says_so(on_disk, monkeypatch):
    monkeypatch.setattr("fieldkit.features.keys.service.system_ring", lambda: None)
    on_disk.open("keys")
    assert "no key ring" in state(on_disk.keys._pin)
    assert not on_disk.keys.pin_button.isEnabled()


@pytest.mark.parametrize(
    ("pin", "good"),
    [
        ("482913", True),
        ("12345", False),
        ("123456", False),
        ("987654", False),
        ("000000", False),
        ("130590", True),
    ],
)
def test_pins_that_are_rows_of_digits_are_refused(qtbot, pin, good):
    pair = NewPin()
    qtbot.addWidget(pair)
    for edit in (pair.first_edit, pair.second_edit):
        edit.setText(pin)
    pair._on_edited()
    assert (pair.value() == pin) is good
    assert bool(pair.trouble()) is not good


@pytest.fixture
def coordinator(book, page, tmp_path):
    """A coordinator's book whose card the keeper has taken."""
    made = book("Endang", Role.COORDINATOR)
    exchange.write_card(made, tmp_path / "endang.fkcard")
    exchange.trust(page._ctx, tmp_path / "endang.fkcard")
    return made


def test_without_a_card_nobody_can_be_given_the_key(page, monkeypatch):
    said = []
    monkeypatch.setattr("fieldkit.ui.settings.keys.tell", lambda *words: said.append(words[1]))
    page.entrust_button.click()
    assert said == ["Nobody is known yet"]


def test_a_key_is_given_into_keeping_and_taken_back(page, answer, coordinator):
    answer(present=WORDS)
    page.entrust_button.click()
    assert state(page._keeping) == "Endang holds a key to this book."
    assert vault.unlock_escrow(folder_of(page), coordinator.identity.box_secret)
    page.withdraw_button.click()
    with pytest.raises(WrongPassphraseError):
        vault.unlock_escrow(folder_of(page), coordinator.identity.box_secret)


@pytest.fixture
def helper(coordinator, qtbot, navigate):
    made = SettingsScreen(coordinator, Changes(coordinator), navigate)
    made.said = []
    made.told.connect(made.said.append)
    qtbot.addWidget(made)
    made.open("keys")
    return made.keys


def test_a_coordinator_gives_a_forgotten_book_new_words(page, answer, codes, helper):
    holder = keys.holders(page._ctx)[0].id
    keys.entrust(page._ctx, WORDS, holder)
    new = "four quite new words"
    answer(passphrase=(new, new))
    helper.rescue(folder_of(page))
    assert vault.unlock(folder_of(page), new) == vault.unlock(folder_of(page), codes[0])
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder_of(page), WORDS)


def test_a_backup_in_keeping_becomes_a_new_book(page, answer, codes, helper, tmp_path):
    from pathlib import Path

    from fieldkit.features.backup import service as backup

    keys.entrust(page._ctx, WORDS, keys.holders(page._ctx)[0].id)
    file = Path(backup.back_up(page._ctx, tmp_path / "stick").file)
    new = "four quite new words"
    answer(passphrase=(new, new))
    helper.rescue(file)
    made = file.with_suffix(".fieldkit")
    ctx = vault.open_book(made, new, clock=page._ctx.clock)
    assert ctx.me.name == "Sri"
    vault.close_book(ctx, made)


def test_a_book_not_given_into_keeping_stays_closed(page, answer, helper):
    new = "four quite new words"
    said = answer(passphrase=(new, new))
    helper.rescue(folder_of(page))
    assert "not given into your keeping" in said[0]
    vault.unlock(folder_of(page), WORDS)


def test_only_those_who_may_help_see_the_help(book, qtbot, navigate):
    leader = book(role=Role.LEADER)
    made = SettingsScreen(leader, Changes(leader), navigate)
    qtbot.addWidget(made)
    made.open("keys")
    assert not hasattr(made.keys, "rescue_book_button")


def test_locking_is_chosen_and_the_book_is_left_on_request(page, qtbot):
    page.lock_edit.set_value(5)
    page.lock_edit.edited.emit()
    page.sleep_check.click()
    chosen = preferences.load()
    assert (chosen.lock_minutes, chosen.lock_on_sleep) == (5, False)
    with qtbot.waitSignal(page._screen.book_left):
        page.leave_button.click()
