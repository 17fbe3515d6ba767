from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldkit.core import i18n
from fieldkit.core.errors import DiskFullError, InvalidInputError, Problem, WrongPassphraseError
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
    def __init__(self) -> None:
        self.tries = []

    def open(self, secret):
        self.tries.append(secret)
        if secret == "disk":
            raise DiskFullError
        if secret != "right":
            raise WrongPassphraseError
        return "ctx"


@pytest.fixture
def unlock(qtbot):
    book = Book()
    dialog = UnlockDialog("My book", book.open)
    dialog.book = book
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def attempt(dialog, secret):
    dialog.secret_edit.setText(secret)
    dialog._on_open_clicked()


def test_the_right_passphrase_opens(unlock, qtbot):
    unlock.secret_edit.setText("right")
    qtbot.keyClick(unlock, Qt.Key.Key_Return)
    assert unlock.opened == "ctx"
    assert not unlock.isVisible()


def test_a_wrong_one_is_explained_and_the_wait_grows(unlock, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("fieldkit.ui.shell.unlock.time.monotonic", lambda: now[0])
    for _try in range(2):
        attempt(unlock, "wrong")
        assert "does not fit" in unlock._trouble_label.text()
    attempt(unlock, "wrong")
    assert "2 seconds" in unlock._trouble_label.text()
    attempt(unlock, "right")
    assert len(unlock.book.tries) == 3
    now[0] += 3
    unlock._on_tick()
    assert unlock.open_button.isEnabled()
    attempt(unlock, "wrong")
    assert "4 seconds" in unlock._trouble_label.text()
    now[0] += 5
    unlock._on_tick()
    attempt(unlock, "disk")
    assert "disk is full" in unlock._trouble_label.text()
    attempt(unlock, "")
    assert unlock.book.tries[-1] == "disk"


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


def test_an_unwritable_report_is_no_second_disaster(monkeypatch, tmp_path, caplog):
    blocker = tmp_path / "settings"
    blocker.write_text("", encoding="utf-8")
    assert faults.write("x") is None
    caplog.clear()
