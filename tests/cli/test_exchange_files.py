"""Square codes, a directory of cards, photos and mass changes, from the command line."""

import pytest

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from tests.cli.conftest import WORDS


@pytest.fixture
def boss(run, practice_book, tmp_path):
    """A coordinator's book that knows the practice book by its code, and the other way round."""
    folder = tmp_path / "K.fieldkit"
    assert run("new", folder, "--name", "Bambang", "--role", "coordinator").code == 0
    assert run("card", "--out", tmp_path / "k.png", book=folder).code == 0
    assert run("card", "--out", tmp_path / "f.png", book=practice_book).code == 0
    assert run("trust", tmp_path / "f.png", "--yes", book=folder).code == 0
    told = run("trust", tmp_path / "k.png", "--yes", "--json", book=practice_book)
    assert told.json["name"] == "Bambang"
    return folder


def test_a_small_file_is_received_from_pictures_of_its_codes(run, practice_book, boss, tmp_path):
    from fieldkit.features.sync import qr

    sent = run("send", "--to", "Bambang", "--out", tmp_path, "--json", book=practice_book).json
    run("receive", sent["file"], "--receipts", tmp_path / "r", book=boss)
    [receipt] = (tmp_path / "r").iterdir()
    ctx = vault.open_book(practice_book, WORDS)
    pictures = []
    for number, code in enumerate(qr.file_codes(ctx, receipt)):
        pictures.append(tmp_path / f"kode{number}.png")
        pictures[-1].write_bytes(code)
    vault.close_book(ctx, practice_book)
    told = run("receive", *pictures, "--json", book=practice_book).json["files"]
    assert [one["state"] for one in told] == ["new"]
    missing = run("receive", tmp_path / "k.png", "--json", book=practice_book)
    assert missing.code == 1


def test_what_stayed_out_is_told(run, practice_book, boss, tmp_path):
    sent = run("send", "--to", "Bambang", "--out", tmp_path, "--json", book=practice_book).json
    run("receive", sent["file"], "--receipts", tmp_path / "r", book=boss)
    run("receive", tmp_path / "r", book=practice_book)
    again = run("send", "--to", "Bambang", "--out", tmp_path, "--json", book=practice_book).json
    assert again["changes"] == 0
    reasons = {one["reason"]: one["count"] for one in again["left_out"]}
    assert reasons["confirmed"] == sent["changes"]


def test_a_file_that_empties_the_register_needs_a_word(run, practice_book, boss, tmp_path):
    first = run("send", "--to", "Bambang", "--out", tmp_path, "--json", book=practice_book).json
    assert run("receive", first["file"], book=boss).code == 0
    ctx = vault.open_book(practice_book, WORDS)
    with ctx.db.write(Step("Remove")) as writer:
        for row in ctx.db.rows("SELECT id FROM family"):
            writer.remove("family", row["id"])
    vault.close_book(ctx, practice_book)
    sent = run("send", "--to", "Bambang", "--out", tmp_path, "--json", book=practice_book).json
    stopped = run("receive", sent["file"], "--json", book=boss)
    [told] = stopped.json["files"]
    assert (stopped.code, told["state"], told["changes"]) == (1, "partial", 0)
    assert "large part" in told["reason"]
    taken = run("receive", sent["file"], "--sure", "--json", book=boss)
    assert (taken.code, taken.json["files"][0]["state"]) == (0, "new")


def test_a_directory_makes_everybody_known(run, practice_book, boss, tmp_path):
    from fieldkit.features.sync import directory

    other = tmp_path / "Tuti.fieldkit"
    run("new", other, "--name", "Tuti", "--role", "facilitator")
    run("card", "--out", tmp_path / "t.fkcard", book=other)
    run("trust", tmp_path / "t.fkcard", "--yes", book=boss)
    ctx = vault.open_book(boss, WORDS)
    directory.write(ctx, tmp_path / "semua.fkcards")
    vault.close_book(ctx, boss)
    told = run("trust", tmp_path / "semua.fkcards", "--json", book=practice_book)
    assert (told.code, told.json["fresh"], told.json["by"]) == (0, 1, "Bambang")


def test_the_exchanges_reports_print(run, practice_book, boss, tmp_path):
    for kind in ("reminder_list", "receipt_slip"):
        told = run("report", kind, "--out", tmp_path / f"{kind}.pdf", "--json", book=boss)
        assert (told.code, told.json["pages"]) == (0, 1)
