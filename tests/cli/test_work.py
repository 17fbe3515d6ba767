"""The month's work from scripts: families, reports, plain files, exchange."""

import csv
import json
from pathlib import Path

import pytest

ROWS = [
    ["DAFTAR KPM PKH LATIHAN", "", "", "", ""],
    ["NO", "NAMA PENGURUS", "NIK PENGURUS", "NO KK", "KELOMPOK"],
    ["1", "SUMIATI BARU", "'9901014101900101", "9901010101200101", "Melur"],
    ["2", "WARTINI BARU", "9901014101900102", "9901010101200102", "Melur"],
    ["3", "YAYAH BARU", "99010141019001031", "9901010101200103", "Melur"],
    ["", "JUMLAH", "3", "", ""],
]


@pytest.fixture
def listed(tmp_path):
    file = tmp_path / "daftar.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(ROWS)
    return file


def dumped(run, book, folder):
    assert run("dump", "--out", folder, book=book).code == 0
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_an_import_is_tried_done_told_and_undone(run, practice_book, listed, tmp_path):
    before = dumped(run, practice_book, tmp_path / "before")
    trial = run("import-families", listed, "--dry-run", "--json", book=practice_book)
    assert dumped(run, practice_book, tmp_path / "trial") == before
    done = run("import-families", listed, "--json", book=practice_book)
    assert trial.code == done.code == 1
    facts = done.json
    assert (facts["rows"], facts["created"], facts["refused"]) == (3, 2, 1)
    assert sum(facts[k] for k in ("created", "changed", "same", "doubtful", "refused")) == 3
    assert [r["row"] for r in facts["results"] if r["result"] == "refused"] == [5]
    assert dumped(run, practice_book, tmp_path / "after") != before
    undone = run("undo", facts["undo_id"], "--json", book=practice_book)
    assert (undone.code, undone.json["step"]) == (0, facts["undo_id"])
    assert "{" not in undone.json["name"]
    assert dumped(run, practice_book, tmp_path / "undone") == before


def test_a_list_that_is_not_there_or_no_table(run, practice_book, tmp_path):
    assert run("import-families", tmp_path / "none.xlsx", book=practice_book).code == 2
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"PK\x03\x04 half a workbook")
    told = run("import-families", broken, "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (1, "unusable_file")


def test_undo_of_an_unknown_step_is_refused(run, practice_book):
    told = run("undo", "nothing", "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (1, "no_such_step")


def test_undo_in_a_book_without_steps_says_so(run, tmp_path):
    book = tmp_path / "Baru.fieldkit"
    run("new", book, "--name", "Rina", "--role", "facilitator")
    told = run("undo", "--json", book=book)
    assert (told.code, told.json["error"]) == (1, "nothing_to_undo")


def test_a_folder_is_no_list(run, practice_book, tmp_path):
    told = run("import-families", tmp_path, "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (1, "unusable_file")


def test_every_kind_of_report_prints_without_more_words(run, practice_book, tmp_path):
    kinds = run("reports", "--json", book=practice_book).json["kinds"]
    assert len(kinds) >= 8
    for kind in kinds:
        file = tmp_path / f"{kind['kind']}.pdf"
        told = run("report", kind["kind"], "--out", file, "--json", book=practice_book)
        assert told.code == 0, (kind["kind"], told.err)
        assert told.json["pages"] >= 1
        assert told.json["bytes"] == file.stat().st_size
        assert file.read_bytes().startswith(b"%PDF")


def test_a_blank_sheet_of_one_group_and_a_workbook(run, practice_book, tmp_path):
    words = ("report", "attendance", "--group", "mawar", "--blank", "--json")
    assert run(*words, "--out", tmp_path / "a.pdf", book=practice_book).code == 0
    told = run("report", "attendance", "--out", tmp_path / "a.xlsx", book=practice_book)
    assert told.code == 0
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing", "--out", "a.pdf"), 2),
        (("attendance", "--out", "a.docx"), 2),
        (("attendance", "--month", "Nov", "--out", "a.pdf"), 2),
        (("attendance", "--group", "Nobody", "--out", "a.pdf"), 1),
        (("attendance", "--out", "/proc/none/a.pdf"), 4),
    ],
)
def test_a_report_that_can_not_be_is_refused(
    run, practice_book, tmp_path, monkeypatch, words, code
):
    monkeypatch.chdir(tmp_path)
    assert run("report", *words, book=practice_book).code == code


def test_edited_files_come_back_as_edits(run, practice_book, tmp_path):
    folder = tmp_path / "dump"
    before = dumped(run, practice_book, folder)
    file = folder / "family.csv"
    with file.open(newline="", encoding="utf-8") as read:
        rows = list(csv.DictReader(read))
    rows[0]["address"], rows[1]["nik"] = "Jl. Baru No. 1", "12345678901234567"
    rows[2]["note"] = "'=1+1"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows[:3])
    told = run("load", folder, "--json", book=practice_book)
    assert told.code == 1
    assert (told.json["changed"], told.json["created"]) == (2, 0)
    (refused,) = told.json["refused"]
    assert (refused["table"], refused["row"], refused["field"]) == ("family", 3, "nik")
    after = dumped(run, practice_book, tmp_path / "after")
    assert b"Jl. Baru No. 1" in after["family.csv"]
    assert b"'=1+1" in after["family.csv"]
    assert len(after["family.csv"].splitlines()) == len(before["family.csv"].splitlines())
    assert run("undo", "--json", book=practice_book).json["step"] == told.json["undo_id"]
    assert dumped(run, practice_book, tmp_path / "again") == before


def test_one_record_is_shown_with_its_history(run, practice_book):
    told = run("show", "group", "Mawar", "--json", book=practice_book)
    assert told.code == 0
    assert told.json["record"]["name"] == "Mawar"
    assert told.json["history"][-1]["kind"] == "created"
    again = run("show", "group", told.json["record"]["id"], book=practice_book)
    assert "Mawar" in again.out
    assert run("show", "kube", "Nobody", book=practice_book).code == 1


def test_two_books_trust_send_and_receive(run, practice_book, tmp_path):
    boss = tmp_path / "Koordinator.fieldkit"
    assert run("new", boss, "--name", "Pak Koor", "--role", "coordinator").code == 0
    cards = {}
    for name, book in (("mine", practice_book), ("theirs", boss)):
        cards[name] = tmp_path / f"{name}.fkcard"
        told = run("card", "--out", cards[name], "--json", book=book)
        assert told.code == 0
    fingerprint = run("trust", cards["theirs"], "--yes", "--json", book=practice_book).json
    assert (fingerprint["name"], fingerprint["role"]) == ("Pak Koor", "coordinator")
    assert run("trust", cards["mine"], "--yes", book=boss).code == 0
    sent = run("send", "--to", "pak koor", "--out", tmp_path, "--json", book=practice_book)
    assert sent.code == 0
    assert sent.json["changes"] > 100
    trial = run("receive", sent.json["file"], "--dry-run", "--json", book=boss)
    assert trial.json["files"][0]["state"] == "new"
    assert run("receive", sent.json["file"], "--json", book=boss).json["files"][0]["changes"] > 100
    again = run("receive", sent.json["file"], "--json", book=boss)
    assert (again.code, again.json["files"][0]["state"]) == (0, "already")
    assert run("conflicts", "--json", book=boss).json == {"conflicts": []}


def test_an_unknown_receiver_and_a_cut_file_are_1(run, practice_book, tmp_path):
    told = run("send", "--to", "Nobody", "--out", tmp_path, "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (1, "unknown_peer")
    cut = tmp_path / "cut.fkx"
    cut.write_bytes(b"half a file")
    told = run("receive", cut, "--json", book=practice_book)
    assert told.code == 1
    assert told.json["files"][0]["state"] == "damaged"
    assert told.json["files"][0]["reason"]
    assert run("receive", tmp_path / "none.fkx", book=practice_book).code == 2


def test_a_card_is_not_trusted_unseen(run, practice_book, tmp_path, monkeypatch):
    import sys

    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    card = tmp_path / "own.fkcard"
    run("card", "--out", card, book=practice_book)
    assert run("trust", card, book=practice_book).code == 2


def test_a_leader_gets_a_book_of_one_kube(run, practice_book, tmp_path, monkeypatch):
    file = tmp_path / "melati.fkhand"
    words = ("hand-out", "--kube", "Melati 3", "--name", "Bu Ketua", "--out", file, "--json")
    told = run(*words, book=practice_book)
    assert told.code == 0
    assert (told.json["kube"], told.json["members"]) == ("Melati 3", 10)
    book = tmp_path / "Melati.fieldkit"
    assert Path(told.json["first_key_file"]).read_text().strip() == told.json["first_key"]
    made = run("new", book, "--from", file, "--json")
    assert made.code == 0
    assert made.json["kube"] == "Melati 3"
    tables = run("dump", "--out", tmp_path / "leader", "--json", book=book).json["tables"]
    assert "family" not in tables
    assert tables["kube_member"] == 10
    monkeypatch.setenv("FIELDKIT_FIRST_KEY", "wrong")
    assert run("new", tmp_path / "Lain", "--from", file).code == 3


def test_a_hand_out_without_its_first_key_says_how_to_give_it(
    run, practice_book, tmp_path, monkeypatch
):
    import sys

    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    file, key = tmp_path / "melati.fkbook", tmp_path / "elsewhere.txt"
    words = ("hand-out", "--kube", "Melati 3", "--name", "Bu Ketua", "--out", file)
    assert run(*words, "--first-key-file", key, book=practice_book).code == 0
    told = run("new", tmp_path / "A", "--from", file)
    assert told.code == 2
    assert "--first-key-file" in told.err
    assert run("new", tmp_path / "A", "--from", file, "--first-key-file", key).code == 0


@pytest.mark.parametrize(("kube", "name"), [("Tidak Ada", "Bu Ketua"), ("Melati 3", "x" * 101)])
def test_a_hand_out_that_can_not_be_leaves_no_contact(run, practice_book, tmp_path, kube, name):
    out = tmp_path / "a.fkbook"
    words = ("hand-out", "--kube", kube, "--name", name, "--out", out, "--json")
    assert run(*words, book=practice_book).code == 1
    words = ("hand-out", "--kube", "Melati 3", "--name", "Bu Ketua", "--out", tmp_path, "--json")
    assert run(*words, book=practice_book).code == 4
    assert run("send", "--to", "Bu Ketua", "--out", tmp_path, book=practice_book).code == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("kind", "group", "error"),
    [
        ("cash_book", "Mawar", "invalid_input"),
        ("attendance", "Melati 3", "invalid_input"),
        ("attendance", "Tidak Ada", "invalid_input"),
    ],
)
def test_a_report_of_another_kind_of_group_is_refused(
    run, practice_book, tmp_path, kind, group, error
):
    out = tmp_path / "a.pdf"
    told = run("report", kind, "--group", group, "--out", out, "--json", book=practice_book)
    assert (told.code, told.json["error"]) == (1, error)
    assert not out.exists()


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "nov"])
def test_a_month_no_report_can_have_is_wrong_usage(run, practice_book, tmp_path, month):
    for words in (("report", "monthly", "--out", tmp_path / "a.pdf"), ("reports",)):
        assert run(*words, "--month", month, book=practice_book).code == 2


def test_a_leader_may_not_import(run, practice_book, tmp_path, listed, monkeypatch):
    file = tmp_path / "melati.fkhand"
    key = run(
        "hand-out", "--kube", "Melati 3", "--name", "Bu Ketua", "--out", file, "--json",
        book=practice_book,
    ).json["first_key"]  # fmt: skip
    monkeypatch.setenv("FIELDKIT_FIRST_KEY", key)
    book = tmp_path / "Melati.fieldkit"
    run("new", book, "--from", file)
    told = run("import-families", listed, "--json", book=book)
    assert (told.code, told.json["error"]) == (1, "not_permitted")


def test_every_json_answer_is_one_object(run, practice_book):
    for words in (("check",), ("reports",), ("conflicts",), ("show", "kube", "Melati 3")):
        told = run(*words, "--json", book=practice_book)
        assert isinstance(json.loads(told.out), dict)


def test_what_click_says_itself_is_in_the_catalogue():
    import gettext

    from fieldkit.cli import click_words
    from fieldkit.core import i18n, paths

    catalogue = gettext.translation(i18n.DOMAIN, str(paths.translations()), ["id"])
    i18n.install(catalogue, "id")
    english = (*click_words.WORDS, "Did you mean {possibility}?")
    assert all(catalogue.gettext(word) != word for word in click_words.WORDS)
    assert len(click_words.counted(2)) == 4
    assert english[-1] not in click_words.counted(1)


def test_show_tells_a_record_as_it_was_on_a_day(run, practice_book):
    group = run("show", "group", "Mawar", "--json", book=practice_book).json
    before = run("show", "group", group["record"]["id"], "--at", "2020-01-01", "--json",
                 book=practice_book).json["then"]  # fmt: skip
    assert not before["exists"]
    assert not any(one["was_there"] for one in before["belonging"])
    now = run("show", "group", group["record"]["id"], "--at", "2026-11-20", "--json",
              book=practice_book).json["then"]  # fmt: skip
    assert now["exists"]
    assert now["fields"]["name"] == "Mawar"
    assert all(one["was_there"] and one["is_there"] for one in now["belonging"])
    assert run("show", "group", "Mawar", "--at", "20-11-2026", book=practice_book).code == 2
