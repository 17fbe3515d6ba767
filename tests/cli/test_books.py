"""Commands about whole books, and every way a book can refuse to open."""

import errno
import json
import os
import sys

import pytest

from fieldkit import __main__ as front
from fieldkit.core import settings
from fieldkit.core.security.keyslots import looks_like_code

PROFILE = ("--name", "Sri Latihan", "--role", "facilitator")


def test_a_new_book_tells_its_recovery_key_once(run, tmp_path):
    made = run("new", tmp_path / "Buku", *PROFILE, "--json")
    assert made.code == 0
    assert set(made.json) >= {"book_id", "recovery_key"}
    assert looks_like_code(made.json["recovery_key"])
    assert (tmp_path / "Buku.fieldkit" / "keys.json").is_file()


def test_the_recovery_key_opens_the_book(run, tmp_path, monkeypatch):
    key = run("new", tmp_path / "Buku", *PROFILE, "--json").json["recovery_key"]
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", key.lower())
    assert run("check", book=tmp_path / "Buku.fieldkit").code == 0


def test_a_new_book_is_never_written_over_another(run, practice_book):
    before = sorted(p.name for p in practice_book.iterdir())
    refused = run("new", practice_book, *PROFILE, "--json")
    assert (refused.code, refused.json["error"]) == (2, "usage")
    assert sorted(p.name for p in practice_book.iterdir()) == before


def test_a_short_passphrase_is_refused(run, tmp_path, monkeypatch):
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", "kunci")
    refused = run("new", tmp_path / "Buku", *PROFILE)
    assert refused.code == 2
    assert "8 characters" in refused.err
    assert not (tmp_path / "Buku.fieldkit").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("new",),
        ("new", "Buku"),
        ("new", "Buku", "--name", "Sri"),
        ("new", "Buku", "--name", "Sri", "--role", "boss"),
        ("nothing",),
        ("check", "--unknown"),
        ("report", "attendance"),
        ("demo", "Buku", "--families", "many"),
        ("demo", "Buku", "--until", "31-2-2026"),
        ("conflicts", "--settle", "x"),
        (),
    ],
)
def test_wrong_usage_is_2_and_explained(run, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = run(*words)
    assert told.code == 2
    assert told.err.strip()


def test_the_last_opened_book_is_the_default(run, practice_book):
    assert run("check").code == 2
    assert run("check", book=practice_book).code == 0
    assert settings.load().last_book == str(practice_book.resolve())
    assert run("check").code == 0


def test_book_may_stand_before_or_after_and_without_its_ending(run, practice_book):
    assert run("check", "--book", practice_book).code == 0
    assert run("--book", str(practice_book).removesuffix(".fieldkit"), "check").code == 0


def test_a_book_that_is_not_there_is_2(run, tmp_path):
    told = run("check", "--json", book=tmp_path / "None.fieldkit")
    assert (told.code, told.json["error"]) == (2, "missing_file")


def test_a_wrong_passphrase_is_3_and_changes_nothing(run, practice_book, monkeypatch):
    before = (practice_book / "book.db").read_bytes()
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", "salah salah")
    told = run("check", "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (3, "wrong_passphrase")
    assert told.json["message"] == told.err.strip()
    assert (practice_book / "book.db").read_bytes() == before


def test_a_folder_that_is_no_book_is_3(run, tmp_path):
    (tmp_path / "Foto.fieldkit").mkdir()
    told = run("check", "--json", book=tmp_path / "Foto.fieldkit")
    assert (told.code, told.json["error"]) == (3, "not_a_book")


def test_a_damaged_book_is_3(run, practice_book):
    file = practice_book / "book.db"
    raw = bytearray(file.read_bytes())
    raw[:4096] = os.urandom(4096)
    file.write_bytes(raw)
    told = run("check", "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (3, "damaged_book")


def test_a_book_of_a_newer_version_is_3(run, practice_book):
    text = json.dumps(json.loads((practice_book / "keys.json").read_text()) | {"format": 99})
    for name in ("keys.json", "keys-copy.json"):
        (practice_book / name).write_text(text.replace('"check"', '"mark"'))
    told = run("check", "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (3, "newer_book")


def test_a_book_in_use_is_3(run, practice_book):
    from fieldkit.core import vault

    ctx = vault.open_book(practice_book, os.environ["FIELDKIT_PASSPHRASE"])
    told = run("check", "--json", book=practice_book)
    vault.close_book(ctx, practice_book)
    assert (told.code, told.json["error"]) == (3, "book_in_use")


def test_without_a_terminal_the_passphrase_must_be_given(run, practice_book, monkeypatch):
    monkeypatch.delenv("FIELDKIT_PASSPHRASE")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    told = run("check", book=practice_book)
    assert told.code == 2
    assert "--passphrase-file" in told.err


def test_a_passphrase_file_is_read_to_the_end_of_its_line(
    run, practice_book, tmp_path, monkeypatch
):
    words = os.environ["FIELDKIT_PASSPHRASE"]
    monkeypatch.delenv("FIELDKIT_PASSPHRASE")
    file = tmp_path / "words.txt"
    file.write_bytes(b"\xef\xbb\xbf" + words.encode() + b"\r\nmore\n")
    assert run("check", "--passphrase-file", file, book=practice_book).code == 0
    missing = run("check", "--passphrase-file", tmp_path / "none", book=practice_book)
    assert missing.code == 2


def test_check_finds_nothing_in_a_healthy_book(run, practice_book):
    told = run("check", "--full", "--json", book=practice_book)
    assert (told.code, told.json["ok"], told.json["findings"]) == (0, True, [])


def test_a_backup_is_verified_and_restores_beside_everything(run, practice_book, tmp_path):
    made = run("backup", "--to", tmp_path / "cadangan", "--json", book=practice_book)
    assert made.code == 0
    assert made.json["verified"]
    assert made.json["records"] > 100
    into = tmp_path / "Pulih.fieldkit"
    back = run("restore", made.json["file"], "--into", into, "--json")
    assert (back.code, back.json["verified"]) == (0, True)
    for book, folder in ((practice_book, "one"), (into, "two")):
        assert run("dump", "--out", tmp_path / folder, book=book).code == 0
    for file in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / file.name).read_bytes() == file.read_bytes(), file.name
    assert run("restore", made.json["file"], "--into", into).code == 2


def test_a_file_that_is_no_backup_is_refused(run, tmp_path):
    file = tmp_path / "foto.fkbackup"
    file.write_bytes(b"no archive")
    told = run("restore", file, "--into", tmp_path / "Baru.fieldkit", "--json")
    assert (told.code, told.json["error"]) == (3, "not_a_backup")
    assert not (tmp_path / "Baru.fieldkit").exists()


def test_a_practice_book_counts_what_it_made_and_prints_its_passphrase(run, tmp_path, monkeypatch):
    monkeypatch.delenv("FIELDKIT_PASSPHRASE")
    small = ("--families", 6, "--groups", 2, "--months", 2, "--kube", 1)
    told = run("demo", tmp_path / "A", *small, "--json")
    assert told.code == 0
    assert "latihan latihan" in told.err
    assert told.json["families"] == 6
    assert set(told.json) >= {
        "families", "groups", "sessions", "attendance", "visits", "meetings", "entries",
    }  # fmt: skip


def test_the_same_seed_dumps_the_same_bytes(run, tmp_path):
    small = ("--families", 6, "--groups", 2, "--months", 2, "--kube", 1)
    dumps = []
    for name, seed in (("A", 5), ("B", 5), ("C", 6)):
        assert run("demo", tmp_path / name, *small, "--seed", seed).code == 0
        assert run("dump", "--out", tmp_path / f"dump{name}").code == 0
        files = sorted((tmp_path / f"dump{name}").iterdir())
        dumps.append({f.name: f.read_bytes() for f in files})
    assert dumps[0] == dumps[1]
    assert dumps[0] != dumps[2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there desktops are missing")
def test_without_a_desktop_the_window_says_so(monkeypatch, capsys):
    monkeypatch.setattr("fieldkit.app.run", lambda _books: 0)
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert front.main([]) == 4
    assert "fieldkit --help" in capsys.readouterr().err
    monkeypatch.setenv("DISPLAY", ":0")
    assert front.main([]) == 0


def test_only_a_book_opens_the_window(monkeypatch):
    opened: list[object] = []
    monkeypatch.setattr("fieldkit.app.run", lambda books: opened.append(books) or 0)
    assert front.main([]) == 0
    assert front.main(["Buku.fieldkit/"]) == 0
    assert front.main(["--book", "Buku"]) == 0
    assert front.main(["--book=Buku"]) == 0
    assert opened == [[], ["Buku.fieldkit/"], ["Buku"], ["Buku"]]


def test_the_window_starts_without_click_and_the_commands_without_qt():
    import subprocess

    code = (
        "import sys; import fieldkit.__main__, fieldkit.app; "
        "assert 'click' not in sys.modules; "
        "import fieldkit.cli; assert not any(m.startswith('PySide6') for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_help_is_translated(run):
    english = run("report", "--help").out
    settings.save(settings.Settings(language="id"))
    indonesian = run("report", "--help").out
    assert "Print one report" in english
    assert "Mencetak satu laporan" in indonesian
    assert "Pilihan:" in indonesian


def test_the_version_is_told(run):
    assert run("--version").out.startswith("FieldKit ")


def test_the_self_test_proves_this_copy(run, capsys):
    told = run("--self-test", "--json")
    assert told.code == 0, told.out
    assert told.json["ok"]
    assert {step["step"] for step in told.json["steps"]} >= {"book", "save", "pdf", "indonesian"}


def test_a_failing_step_fails_the_self_test(run, monkeypatch):
    def fail() -> str:
        raise LookupError("no catalogue")

    monkeypatch.setattr("fieldkit.cli.selftest._indonesian", fail)
    told = run("--self-test")
    assert told.code == 1
    assert "FAILED" in told.out


@pytest.mark.parametrize("name", ["Sri\udc80 Rahayu", "Sri\x00Rahayu"])
def test_a_name_no_file_can_hold_is_tidied(run, tmp_path, name):
    assert run("new", tmp_path / "A", "--name", name, "--role", "reader").code == 0


@pytest.mark.parametrize(
    ("name", "folder", "code"),
    [("x" * 300, "A", 1), ("Sri", "", 2), ("Sri", ".", 2), ("Sri", "taken", 2), ("Sri", "..", 2)],
)
def test_a_book_that_can_not_be_leaves_nothing_behind(
    run, tmp_path, monkeypatch, name, folder, code
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken.fieldkit").touch()
    told = run("new", folder, "--name", name, "--role", "reader", "--json")
    assert told.code == code
    assert told.json["error"] in ("invalid_input", "usage")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.fieldkit"]


def test_a_full_disk_leaves_no_half_made_book(run, tmp_path, monkeypatch):
    from fieldkit.core.security.keyslots import KeySlots

    def full(_slots, _file):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(KeySlots, "save", full)
    told = run("new", tmp_path / "A", "--name", "Sri", "--role", "reader", "--json")
    assert (told.code, told.json["error"]) == (4, "disk_full")
    monkeypatch.undo()
    assert not list(tmp_path.iterdir())


def test_a_passphrase_in_other_letters_is_no_reason_to_fall(run, practice_book, monkeypatch):
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", "\udc80\udc81 salah")
    assert run("check", book=practice_book).code == 3


def test_the_same_letters_open_however_they_are_composed(run, tmp_path, monkeypatch):
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", "rahasia caf\u00e9")
    run("new", tmp_path / "A", "--name", "Sri", "--role", "reader")
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", "rahasia cafe\u0301")
    assert run("check", book=tmp_path / "A").code == 0


def test_a_key_file_that_was_changed_is_found_and_mended_from_its_copy(run, practice_book):
    keys = practice_book / "keys.json"
    whole = keys.read_text()
    raw = json.loads(whole)
    for salt in ("", "!", "AAAA"):
        raw["slots"]["passphrase"]["salt"] = salt
        keys.write_text(json.dumps(raw))
        told = run("check", "--json", book=practice_book)
        assert (told.code, len(told.json["findings"])) == (1, 1)
    told = run("check", "--repair", "--json", book=practice_book)
    assert (told.code, len(told.json["mended"])) == (0, 2)
    assert keys.read_text() == whole


def test_key_files_that_were_both_changed_are_3(run, practice_book):
    for name in ("keys.json", "keys-copy.json"):
        raw = json.loads((practice_book / name).read_text())
        raw["slots"]["passphrase"]["salt"] = "AAAA"
        (practice_book / name).write_text(json.dumps(raw))
    told = run("check", "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (3, "damaged_keys")


@pytest.mark.parametrize(
    "words",
    [("--json",), ("--json", "--book", ""), ("demo", "Z", "--until", "1800-01-01", "--json")],
)
def test_words_that_make_no_command_are_one_object_too(run, words):
    told = run(*words)
    assert (told.code, told.json["error"]) == (2, "usage")


def test_a_mistake_of_the_program_shows_no_values(run, practice_book, monkeypatch):
    def fall(*_words, **_more):
        raise ValueError("9901014101900001")

    monkeypatch.setattr("fieldkit.features.backup.service.check", fall)
    told = run("check", "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (1, "bug")
    assert "ValueError" in told.json["message"]
    assert "99010141" not in told.out + told.err
    assert run("reports", book=practice_book).code == 0


def test_a_damaged_book_is_rescued_into_a_new_one(run, practice_book, tmp_path):
    run("backup", book=practice_book)
    raw = bytearray((practice_book / "book.db").read_bytes())
    raw[: 4096 * 30] = os.urandom(4096 * 30)
    (practice_book / "book.db").write_bytes(raw)
    told = run("rescue", practice_book, "--into", tmp_path / "Selamat", "--json")
    assert told.code == 1
    assert told.json["records"]["family"] == 12
    assert not told.json["is_everything"]
    assert told.json["findings"] == []
    assert run("check", "--full", book=tmp_path / "Selamat.fieldkit").code == 0
    assert run("rescue", practice_book, "--into", tmp_path / "Selamat", "--json").code == 2
