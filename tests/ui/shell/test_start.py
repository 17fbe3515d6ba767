from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldkit.core import i18n
from fieldkit.core.errors import (
    DamagedBookError,
    DiskFullError,
    InvalidInputError,
    LockedBookError,
    Problem,
    TooSoonError,
    WrongPassphraseError,
    WrongPinError,
)
from fieldkit.core.security.roles import Role
from fieldkit.ui.shell import faults
from fieldkit.ui.shell.gate import Gate, Made
from fieldkit.ui.shell.passphrase import NewPassphrase, SecretEdit, strength
from fieldkit.ui.shell.translator import KEYS, QT_WORDS, Translator
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.shell.welcome import WelcomeDialog

CODE = "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3"


class Trials:
    """A gate that only remembers."""

    def __init__(self) -> None:
        self.asked = []
        self.refuse = None

    def create(self, values):
        self.asked.append(values)
        if self.refuse:
            raise self.refuse
        return Made("ctx", Path("book"), CODE)

    def take(self, *given):
        self.asked.append(given)
        return Made("ctx", Path("book"), CODE)

    def gate(self) -> Gate:
        return Gate(
            create=self.create,
            choose_language=self.asked.append,
            suggested_name=lambda: "My book",
            is_book=lambda folder: folder.name.endswith(".fieldkit"),
            practise=lambda: Made("practice", Path("book"), ""),
            take_hand_out=self.take,
            restore=self.take,
            usual_position={r: r.value.title() for r in Role}.__getitem__,
        )


@pytest.fixture
def trials():
    return Trials()


@pytest.fixture
def welcome(qtbot, trials):
    dialog = WelcomeDialog(trials.gate())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_passphrase(form, first="three odd words", second="three odd words"):
    pair = form.editor("passphrase")
    pair.first_edit.setText(first)
    pair.second_edit.setText(second)
    pair._on_edited()


def test_a_book_is_made_and_its_code_kept_before_going_on(welcome, trials):
    welcome._on_new_clicked()
    welcome._new_form.fill({"name": "Sri", "office": "Dinas Sosial"})
    type_passphrase(welcome._new_form)
    welcome.next_button.click()
    assert trials.asked[0]["role"] is Role.FACILITATOR
    assert trials.asked[0]["passphrase"] == "three odd words"
    assert welcome.code_label.text() == CODE
    assert not welcome.next_button.isEnabled()
    welcome.reject()
    assert welcome.isVisible()
    welcome.copy_button.click()
    welcome.kept_check.setChecked(True)
    welcome.next_button.click()
    assert welcome.made is not None
    assert not welcome.isVisible()


def test_the_usual_title_follows_the_task_until_another_is_typed(welcome, trials):
    welcome._on_new_clicked()
    form = welcome._new_form
    position, role = form.editor("position"), form.editor("role")
    assert position.value() == "Facilitator"
    role.set_value(Role.COORDINATOR)
    form._on_edited()
    assert position.value() == "Coordinator"
    position.set_value("Koordinator Kabupaten")
    form._on_edited()
    role.set_value(Role.FACILITATOR)
    form._on_edited()
    assert position.value() == "Koordinator Kabupaten"
    form.fill({"name": "Sri"})
    type_passphrase(form)
    welcome.next_button.click()
    assert trials.asked[0]["position"] == "Koordinator Kabupaten"


def test_nothing_is_made_of_a_half_filled_form(welcome, trials):
    welcome._on_new_clicked()
    type_passphrase(welcome._new_form, "three odd words", "three odd")
    welcome.next_button.click()
    assert trials.asked == []
    assert welcome.trouble.text_label.text() == "The two passphrases are not the same."
    type_passphrase(welcome._new_form)
    welcome.next_button.click()
    assert welcome.trouble.text_label.text() == "Some fields are still empty."
    type_passphrase(welcome._new_form, "short", "short")
    welcome.next_button.click()
    assert "at least 8" in welcome.trouble.text_label.text()
    welcome.back_button.click()
    assert not welcome.back_button.isVisible()


@pytest.mark.parametrize(
    "error", [DiskFullError(), InvalidInputError([Problem("email", "required")])]
)
def test_a_refusal_is_said(welcome, trials, error):
    trials.refuse = error
    welcome._on_new_clicked()
    welcome._new_form.fill({"name": "Sri"})
    type_passphrase(welcome._new_form)
    welcome.next_button.click()
    assert welcome.trouble.isVisible()
    assert welcome.made is None


def test_a_hand_out_and_a_backup_are_taken(welcome, trials, tmp_path):
    welcome._on_hand_out_clicked()
    welcome._hand_form.fill({"first_key": "KEY"})
    type_passphrase(welcome._hand_form)
    welcome.next_button.click()
    assert welcome.trouble.text_label.text() == "Choose the file first."
    welcome._hand_form.editor("file").set_value(tmp_path / "a.fkbook")
    welcome.next_button.click()
    assert trials.asked == [(tmp_path / "a.fkbook", "KEY", "three odd words")]
    welcome._on_restore_clicked()
    welcome._restore_form.fill({"secret": "x" * 9})
    welcome.next_button.click()
    welcome._restore_form.editor("file").set_value(tmp_path / "a.fkbackup")
    welcome.next_button.click()
    assert trials.asked[-1] == (tmp_path / "a.fkbackup", "x" * 9)


def test_the_practice_book_opens_at_once(welcome):
    welcome._on_practise_clicked()
    assert welcome.made.ctx == "practice"
    assert not welcome.isVisible()


def test_only_a_book_is_taken_for_a_book(welcome):
    welcome.take_existing(Path("/x/photos"))
    assert "photos" in welcome.trouble.text_label.text()
    welcome.take_existing(Path("/x/My.fieldkit"))
    assert welcome.existing == Path("/x/My.fieldkit")


def test_the_language_is_chosen_first(welcome, trials, qtbot):
    chip = next(
        b for b in welcome.findChildren(type(welcome.next_button)) if b.objectName() == "id"
    )
    chip.click()
    assert trials.asked == ["id"]
    assert welcome.restart


def test_the_language_that_stands_stays_chosen(welcome, trials):
    chip = next(
        b for b in welcome.findChildren(type(welcome.next_button)) if b.objectName() == "en"
    )
    chip.click()
    assert chip.isChecked()
    assert (trials.asked, welcome.restart) == ([], False)


def test_the_first_start_begins_on_the_first_way_in(welcome, qtbot):
    qtbot.waitUntil(lambda: welcome.focusWidget() is welcome._first_way)
    qtbot.keyClick(welcome._first_way, Qt.Key.Key_Return)
    assert welcome.heading_label.text() == "A new book"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("", "secondary"),
        ("short", "danger"),
        ("12345678", "attention"),
        ("aaaaaaaaaa", "attention"),
        ("password1", "attention"),
        ("Sri1234567", "good"),
        ("Latifah123", "attention"),
        ("melati hujan sepeda", "good"),
    ],
)
def test_a_passphrase_is_judged_in_a_sentence(text, role):
    sentence, judged = strength(text, "Latifah")
    assert judged == role
    assert sentence


def test_a_secret_is_shown_only_on_request(qtbot):
    edit = SecretEdit("Passphrase")
    qtbot.addWidget(edit)
    assert edit.echoMode() == SecretEdit.EchoMode.Password
    edit._eye.setChecked(True)
    assert edit.echoMode() == SecretEdit.EchoMode.Normal


def test_a_secret_is_shown_by_a_key_too_and_hidden_again(qtbot):
    edit = SecretEdit("Passphrase")
    qtbot.addWidget(edit)
    with qtbot.waitExposed(edit):
        edit.show()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClick(edit, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert edit.echoMode() == SecretEdit.EchoMode.Normal
    qtbot.keyClick(edit, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert edit.echoMode() == SecretEdit.EchoMode.Password
    assert "Alt+L" in edit._eye.toolTip()


def test_two_fields_must_agree(qtbot):
    pair = NewPassphrase()
    qtbot.addWidget(pair)
    pair.first_edit.setText("three odd words")
    assert pair.value() is None
    pair.second_edit.setText("three odd words")
    assert pair.value() == "three odd words"
    pair.set_value(None)
    assert pair.value() is None


class Book:
    """A book that opens with "right" or the PIN 482913, and says how long to wait."""

    def __init__(self) -> None:
        self.tries = []
        self.wait = 0
        self.pins_left = 5

    def open(self, secret):
        self.tries.append(secret)
        if self.wait:
            raise TooSoonError(seconds=self.wait)
        if secret == "disk":
            raise DiskFullError
        if secret == "damaged":
            raise DamagedBookError
        if secret != "right":
            raise WrongPassphraseError
        return "ctx"

    def open_with_pin(self, pin):
        self.tries.append(pin)
        if pin != "482913":
            self.pins_left -= 1
            raise WrongPinError(left=self.pins_left)
        return "ctx"


@pytest.fixture
def lock():
    return Book()


@pytest.fixture
def unlock(qtbot, lock):
    dialog = UnlockDialog("My book", lock.open, seconds_left=lambda: lock.wait, may_rescue=True)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def unlock_with_pin(qtbot, lock):
    dialog = UnlockDialog("My book", lock.open, open_with_pin=lock.open_with_pin)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def attempt(dialog, secret):
    dialog.secret_edit.setText(secret)
    dialog._on_open_clicked()


def test_the_right_passphrase_opens_and_stays_nowhere(unlock, qtbot):
    unlock.secret_edit.setText("right")
    qtbot.keyClick(unlock, Qt.Key.Key_Return)
    assert unlock.opened == "ctx"
    assert not unlock.isVisible()
    assert unlock.secret_edit.text() == ""


def test_a_wrong_one_is_explained_and_too_many_wait(unlock, lock):
    attempt(unlock, "wrong")
    assert "does not fit" in unlock._trouble_label.text()
    lock.wait = 4
    attempt(unlock, "wrong again")
    assert "4 seconds" in unlock._trouble_label.text()
    assert not unlock.open_button.isEnabled()
    attempt(unlock, "right")
    assert len(lock.tries) == 2
    lock.wait = 0
    unlock._on_tick()
    assert unlock.open_button.isEnabled()
    attempt(unlock, "disk")
    assert "disk is full" in unlock._trouble_label.text()
    attempt(unlock, "")
    assert lock.tries[-1] == "disk"


def test_a_wait_from_before_the_restart_is_still_a_wait(qtbot, lock):
    lock.wait = 60
    dialog = UnlockDialog("My book", lock.open, seconds_left=lambda: lock.wait)
    qtbot.addWidget(dialog)
    assert "60 seconds" in dialog._trouble_label.text()
    assert not dialog.open_button.isEnabled()


def test_a_damaged_book_offers_to_be_rescued(unlock, qtbot):
    assert not unlock.rescue_button.isVisible()
    attempt(unlock, "damaged")
    assert unlock.rescue_button.isVisible()
    with qtbot.waitSignal(unlock.rescue_wanted):
        unlock.rescue_button.click()
    assert unlock.wants_rescue


def test_a_pin_is_asked_first_and_takes_digits_only(unlock_with_pin, qtbot, lock):
    qtbot.keyClicks(unlock_with_pin.secret_edit, "48a29b13")
    assert unlock_with_pin.secret_edit.text() == "482913"
    qtbot.keyClick(unlock_with_pin, Qt.Key.Key_Return)
    assert unlock_with_pin.opened == "ctx"
    assert lock.tries == ["482913"]


def test_the_passphrase_opens_where_there_is_a_pin_too(unlock_with_pin):
    unlock_with_pin.way_button.click()
    attempt(unlock_with_pin, "right")
    assert unlock_with_pin.opened == "ctx"


def test_the_fifth_wrong_pin_asks_for_the_passphrase(unlock_with_pin, lock):
    for left in (4, 3, 2, 1):
        attempt(unlock_with_pin, "000000")
        assert f"{left} tries" in unlock_with_pin._trouble_label.text()
    attempt(unlock_with_pin, "000000")
    assert "opens nothing any more" in unlock_with_pin._trouble_label.text()
    assert not unlock_with_pin.way_button.isVisible()
    attempt(unlock_with_pin, "right")
    assert unlock_with_pin.opened == "ctx"


def test_another_book_may_be_wanted(unlock, qtbot):
    with qtbot.waitSignal(unlock.other_book_wanted):
        unlock.other_button.click()


def test_qts_own_words_are_indonesian_and_keys_stay_as_printed():
    i18n.use_language("id")
    translator = Translator()
    assert not translator.isEmpty()
    assert translator.translate("QPlatformTheme", "Cancel") == "Batal"
    assert translator.translate("QFileDialog", "File &name:") == "&Nama berkas:"
    assert translator.translate("QShortcut", "Ctrl") == "Ctrl"
    assert translator.translate("QShortcut", "Left") == KEYS["Left"]
    assert translator.translate("Other", "Something new") == "Something new"


def test_every_word_of_qt_has_an_indonesian_one():
    i18n.use_language("id")
    same = {"Drive", "Folder", "%1 KB", "%1 MB", "&HTML:"}
    assert {word for word in QT_WORDS if i18n._(word) == word} <= same


def test_a_bug_is_reported_without_a_word_of_data(qtbot, capsys, monkeypatch, tmp_path):
    shown = []
    monkeypatch.setattr("fieldkit.ui.widgets.dialogs.tell", lambda *words: shown.append(words))
    handler = faults._Handler(lambda: None)

    def fail(name):
        raise ValueError(f"no such family: {name}")

    for _time in range(2):
        try:
            fail("Siti Aminah")
        except ValueError as error:
            handler.handle(type(error), error, error.__traceback__)
    text = capsys.readouterr().err
    assert "ValueError" in text
    assert "fail" in text
    assert "Siti" not in text
    assert len(shown) == 1
    report = next((tmp_path / "settings" / "reports").iterdir())
    assert "Siti" not in report.read_text(encoding="utf-8")
    assert str(report) in shown[0][2]


def test_what_still_reads_while_the_book_is_locked_is_no_bug(monkeypatch, tmp_path):
    monkeypatch.setattr("fieldkit.ui.widgets.dialogs.tell", pytest.fail)
    error = LockedBookError()
    faults._Handler(lambda: None).handle(type(error), error, None)
    assert not (tmp_path / "settings" / "reports").exists()


def test_what_the_disk_did_is_said_in_a_sentence_and_is_no_bug(monkeypatch, tmp_path):
    monkeypatch.setattr("fieldkit.ui.widgets.dialogs.tell", pytest.fail)
    said = []
    for error in (DamagedBookError(), DiskFullError()):
        faults._Handler(lambda: None, said.append).handle(type(error), error, None)
    assert [type(error) for error in said] == [DamagedBookError, DiskFullError]
    assert not (tmp_path / "settings" / "reports").exists()


def test_an_unwritable_report_is_no_second_disaster(monkeypatch, tmp_path, caplog):
    blocker = tmp_path / "settings"
    blocker.write_text("", encoding="utf-8")
    assert faults.write("x") is None
    caplog.clear()
