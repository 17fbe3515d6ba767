"""Every finding says what is wrong and how it is mended; what can be mended is mended."""

import hashlib

import pytest

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import checking, service

WORDS = "kata sandi panjang"


@pytest.fixture
def disk(tmp_path, clock):
    folder = tmp_path / "Coba.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    with ctx.db.write(Step("Write")) as writer:
        writer.put("family", {"id": "f1", "name": "Ani"}, scope="g")
        sha256 = ctx.files.keep(b"a photo")
        writer.put("photo", {"owner_table": "family", "owner_id": "f1", "sha256": sha256}, "g")
    service.routine(ctx)
    yield ctx, folder
    vault.close_book(ctx, folder)


def codes(ctx, **more):
    return [one.code for one in service.findings(ctx, is_full=True, **more)]


def mend(ctx, code):
    found = next(one for one in service.findings(ctx, is_full=True) if one.code == code)
    assert found.is_mended_here
    assert found.sentence
    assert found.repair_sentence
    service.repair(ctx, found)
    assert code not in codes(ctx)


def test_every_finding_has_its_sentence_and_its_repair():
    assert set(checking.SENTENCES) == set(checking.REPAIRS)
    assert set(checking.SENTENCES) >= checking.MENDED
    assert set(checking.SENTENCES) >= checking.ADVICE


def test_a_healthy_book_has_only_advice(disk):
    ctx, _folder = disk
    assert codes(ctx) == ["no_second_place"]
    assert service.check(ctx, is_full=True) == []


def test_records_changed_outside_the_log_are_made_anew_from_it(disk):
    ctx, _folder = disk
    with ctx.db.local():
        ctx.db.raw.execute("UPDATE family_all SET name = 'Budi'")
        ctx.db.raw.execute("INSERT INTO family_all (id, _scope, name) VALUES ('x', 'g', 'Nobody')")
    assert "table_differs" in codes(ctx)
    mend(ctx, "table_differs")
    assert [r["name"] for r in ctx.db.rows("SELECT name FROM family")] == ["Ani"]
    assert service.check(ctx, is_full=True) == []


def test_a_stale_search_index_is_made_anew(disk):
    ctx, _folder = disk
    with ctx.db.local():
        ctx.db.raw.execute("DELETE FROM search_doc")
    mend(ctx, "search_stale")


def test_a_forgotten_disagreement_is_found_and_listed_again(disk):
    ctx, _folder = disk
    with ctx.db.local():
        ctx.db.raw.execute("INSERT INTO conflict VALUES ('family', 'f1', 'name')")
    mend(ctx, "conflicts_stale")


def test_the_first_bytes_of_the_file_are_checked_too(disk):
    ctx, folder = disk
    ctx.db.checkpoint()
    with (folder / "book.db").open("rb+") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))
    mend(ctx, "salt_changed")


@pytest.mark.parametrize("spoil", ["flip", "lose"])
def test_a_broken_photo_comes_back_from_the_backup(disk, spoil):
    ctx, folder = disk
    sha256 = hashlib.sha256(b"a photo").hexdigest()
    file = folder / "attachments" / sha256[:2] / sha256
    if spoil == "flip":
        raw = bytearray(file.read_bytes())
        raw[30] ^= 1
        file.write_bytes(raw)
        mend(ctx, "photos_damaged")
    else:
        file.unlink()
        mend(ctx, "photos_missing")
    assert ctx.files.content(sha256) == b"a photo"


def test_a_photo_that_is_broken_in_the_backup_too_is_asked_for_at_the_next_exchange(disk):
    ctx, folder = disk
    sha256 = hashlib.sha256(b"a photo").hexdigest()
    for file in (folder.parent).rglob(sha256):
        file.write_bytes(b"broken")
    found = next(f for f in service.findings(ctx) if f.code == "photos_damaged")
    service.repair(ctx, found)
    assert not ctx.files.has(sha256)
    assert "photos_missing" in codes(ctx)


def test_key_files_that_disagree_are_written_anew(disk):
    ctx, folder = disk
    (folder / "keys-copy.json").write_text("{}")
    mend(ctx, "keys_damaged")
    vault.unlock(folder, WORDS)


def test_a_damaged_backup_is_replaced_before_it_is_thrown_away(disk, clock):
    ctx, _folder = disk
    (kept,) = service.kept(ctx)
    raw = bytearray(kept.file.read_bytes())
    raw[len(raw) // 2] ^= 1
    kept.file.write_bytes(raw)
    clock.advance(hours=1)
    mend(ctx, "backup_damaged")
    (again,) = service.kept(ctx)
    assert again.file != kept.file


def test_an_old_backup_is_said_and_made_anew(disk, clock):
    ctx, _folder = disk
    clock.advance(days=9)
    found = next(f for f in service.findings(ctx) if f.code == "backup_old")
    assert found.is_advice
    assert "9 days" in found.sentence
    mend(ctx, "backup_old")


def test_a_second_place_that_was_long_not_there_is_said(disk, tmp_path, clock):
    ctx, _folder = disk
    stick = tmp_path / "stick"
    stick.mkdir()
    service.routine(ctx, stick)
    assert codes(ctx, second_place=stick) == []
    clock.advance(days=40)
    service.routine(ctx)
    assert codes(ctx, second_place=stick) == ["second_place_old"]


def test_what_only_a_person_can_mend_is_not_mended(disk):
    ctx, _folder = disk
    found = next(f for f in service.findings(ctx) if f.code == "no_second_place")
    assert not found.is_mended_here
    with pytest.raises(NotFoundError):
        service.repair(ctx, found)


def test_a_missing_recovery_code_is_said(disk):
    ctx, folder = disk
    vault.burn_slot(folder, WORDS, "recovery")
    assert "no_recovery" in codes(ctx)


def test_damaged_pages_lead_to_a_rescue(disk):
    ctx, folder = disk
    ctx.db.checkpoint()
    file = folder / "book.db"
    with file.open("rb+") as out:
        out.seek(file.stat().st_size - 2000)
        out.write(b"\0" * 100)
    found = [f for f in service.findings(ctx) if f.needs_rescue]
    assert found
    assert not any(f.is_mended_here for f in found)
