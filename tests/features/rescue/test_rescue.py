"""A damaged book becomes a whole one, with a list of what came along and what did not."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.db import health, salvage
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import (
    BookInUseError,
    DamagedBookError,
    UsageError,
    WrongPassphraseError,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.rescue import service as rescue
from fieldkit.features.sync import service as exchange

WORDS = "kata sandi panjang"
PAGE = 4096


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)


class Shelf:
    """A book on disk with many families, closed so that it can be damaged."""

    def __init__(self, folder, clock):
        self.folder, self.clock = folder, clock
        self.into = folder.with_name("Selamat.fieldkit")
        self.photos = []

    def open(self):
        return vault.open_book(self.folder, WORDS, clock=self.clock)

    def write(self, count, first=0, step="Import"):
        ctx = self.open()
        rows = [
            {"id": f"f{n:05}", "name": f"Keluarga {n}", "note": "x" * 80}
            for n in range(first, first + count)
        ]
        for start in range(0, count, 50):
            with ctx.db.write(Step(step)) as writer:
                writer.put_many("family", rows[start : start + 50], scope="g")
        self.photos.append(ctx.files.keep(f"photo {first}".encode()))
        vault.close_book(ctx, self.folder)

    def back_up(self):
        ctx = self.open()
        backup.routine(ctx)
        vault.close_book(ctx, self.folder)

    def names(self, folder=None, words=WORDS):
        folder = folder or self.folder
        ctx = vault.open_book(folder, words, clock=self.clock)
        try:
            return {r["id"]: r["name"] for r in ctx.db.rows("SELECT id, name FROM family")}
        finally:
            vault.close_book(ctx, folder)

    def damage(self, *pages):
        """Spoil whole pages; page 1 holds the list of tables."""
        with (self.folder / "book.db").open("rb+") as file:
            for page in pages:
                file.seek((page - 1) * PAGE + 200)
                file.write(b"\xaa" * 64)

    @property
    def pages(self):
        return (self.folder / "book.db").stat().st_size // PAGE

    def damage_some(self, count, seed=1):
        """Spoil pages with records, but none of the list of tables."""
        dice, key = random.Random(seed), vault.unlock(self.folder, WORDS)
        file = self.folder / "book.db"
        while count:
            before = file.read_bytes()
            self.damage(dice.randrange(2, self.pages))
            if salvage._lists_tables(file, key):
                count -= 1
            else:
                file.write_bytes(before)

    def rescue(self, secret=WORDS, **more):
        return rescue.rescue(self.folder, secret, self.into, clock=self.clock, **more)

    def expect_healthy(self):
        ctx = vault.open_book(self.into, WORDS, clock=self.clock)
        assert health.findings(ctx.db, is_full=True) == []
        vault.close_book(ctx, self.into)


@pytest.fixture
def shelf(tmp_path, clock):
    folder = tmp_path / "Melati.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    vault.close_book(ctx, folder)
    return Shelf(folder, clock)


def test_a_book_without_a_bad_page_is_carried_over_whole(shelf):
    shelf.write(120)
    wanted = shelf.names()
    told = shelf.rescue()
    assert shelf.names(shelf.into) == wanted
    assert told.is_everything
    assert told.photos == 1
    assert told.backup is None
    assert {k.table: k.records for k in told.kinds} == {"family": 120}
    shelf.expect_healthy()


def test_what_was_written_since_the_backup_is_read_around_the_bad_pages(shelf):
    shelf.write(200)
    shelf.back_up()
    shelf.clock.advance(days=1)
    shelf.write(200, first=200)
    wanted = shelf.names()
    shelf.damage_some(6)
    told = shelf.rescue()
    found = shelf.names(shelf.into)
    assert found.items() <= wanted.items()
    assert set(wanted) - set(found) <= {one.id for one in told.lost if one.table == "family"}
    assert len(found) >= 380
    assert told.backup is not None
    assert told.changes_since_backup > 0
    shelf.expect_healthy()


@pytest.mark.parametrize("seed", range(5))
def test_records_whose_history_is_gone_are_taken_from_their_tables(shelf, seed):
    shelf.write(300)
    wanted = shelf.names()
    shelf.damage_some(4, seed=seed)
    told = shelf.rescue()
    found = shelf.names(shelf.into)
    assert found.items() <= wanted.items()
    lost = {one.id for one in told.lost}
    assert set(wanted) - set(found) <= lost or not told.is_log_whole
    assert len(found) >= 250
    shelf.expect_healthy()


def test_a_book_of_which_nothing_can_be_read_comes_from_its_backup(shelf):
    shelf.write(50)
    shelf.back_up()
    shelf.clock.advance(days=1)
    shelf.write(10, first=50)
    shelf.damage(*range(1, shelf.pages + 1))
    with pytest.raises(DamagedBookError):
        shelf.open()
    told = shelf.rescue()
    assert len(shelf.names(shelf.into)) == 50
    assert told.backup_made_at is not None
    assert not told.is_log_whole
    assert not told.is_everything
    assert told.photos == 2


def test_a_damaged_list_of_tables_comes_from_the_backup_and_the_rest_from_the_book(shelf):
    shelf.write(100)
    shelf.back_up()
    shelf.clock.advance(days=1)
    shelf.write(100, first=100)
    wanted = shelf.names()
    for page in range(2, shelf.pages):
        whole = (shelf.folder / "book.db").read_bytes()
        shelf.damage(page)
        try:
            vault.close_book(shelf.open(), shelf.folder)
        except DamagedBookError:
            break
        (shelf.folder / "book.db").write_bytes(whole)
    told = shelf.rescue()
    assert shelf.names(shelf.into) == wanted
    assert told.is_log_whole
    shelf.expect_healthy()


def test_nothing_readable_and_no_backup_is_said_and_leaves_nothing(shelf):
    shelf.write(10)
    shelf.damage(1)
    with pytest.raises(UsageError) as caught:
        shelf.rescue()
    assert caught.value.details["reason"] == "nothing_to_rescue"
    assert not shelf.into.exists()
    assert [p.name for p in shelf.folder.parent.iterdir()] == [shelf.folder.name]


def test_a_damaged_backup_is_passed_over_for_an_older_one(shelf):
    shelf.write(20)
    shelf.back_up()
    shelf.clock.advance(days=1)
    shelf.write(20, first=20)
    shelf.back_up()
    newest = rescue.backups_of(shelf.folder)[0]
    raw = bytearray(newest.read_bytes())
    raw[len(raw) // 2] ^= 1
    newest.write_bytes(raw)
    shelf.damage(1)
    assert shelf.rescue().backup == rescue.backups_of(shelf.folder)[0] != newest
    assert len(shelf.names(shelf.into)) == 20


def test_lost_key_files_come_from_a_backup_with_the_words_of_then(shelf):
    shelf.write(20)
    shelf.back_up()
    for name in ("keys.json", "keys-copy.json"):
        (shelf.folder / name).write_text("{}")
    with pytest.raises(WrongPassphraseError):
        shelf.rescue("kata sandi salah")
    shelf.rescue()
    assert len(shelf.names(shelf.into)) == 20


def test_a_backup_on_a_stick_is_found_where_it_is_said_to_be(shelf, tmp_path):
    shelf.write(20)
    ctx = shelf.open()
    stick = tmp_path / "stick"
    backup.back_up(ctx, stick)
    vault.close_book(ctx, shelf.folder)
    shelf.damage(1)
    with pytest.raises(UsageError):
        shelf.rescue()
    assert shelf.rescue(places=[stick]).backup.parent == stick
    assert len(shelf.names(shelf.into)) == 20


def test_what_others_hold_comes_from_their_exchange_files(shelf, book, tmp_path):
    leader = book("Endang", Role.COORDINATOR)
    ctx = shelf.open()
    for one, other in ((ctx, leader), (leader, ctx)):
        exchange.write_card(one, tmp_path / f"{one.me.device}.fkcard")
        exchange.trust(other, tmp_path / f"{one.me.device}.fkcard")
    backup.routine(ctx)
    vault.close_book(ctx, shelf.folder)
    with leader.db.write(Step("Write")) as writer:
        writer.put("letterhead", {"id": "l1", "name": "Dinas"}, scope="common")
    to = next(p for p in exchange.peers(leader) if p.name == "Sri")
    file = Path(exchange.send(leader, to, tmp_path).file)
    shelf.damage(1)
    told = shelf.rescue(exchange_files=[file, tmp_path / "none.fkx"])
    assert told.files_taken == 1
    again = vault.open_book(shelf.into, WORDS, clock=shelf.clock)
    assert again.db.value("SELECT name FROM letterhead") == "Dinas"
    vault.close_book(again, shelf.into)


def test_photos_that_are_broken_come_from_beside_the_backup_or_are_counted(shelf):
    shelf.write(5)
    shelf.back_up()
    shelf.write(5, first=5)
    for sha256 in shelf.photos:
        (shelf.folder / "attachments" / sha256[:2] / sha256).write_bytes(b"broken")
    told = shelf.rescue()
    assert (told.photos, told.photos_lost) == (1, 1)
    assert not told.is_everything


def test_the_rescued_book_has_a_laptop_of_its_own_and_the_damaged_one_is_untouched(shelf):
    shelf.write(60)
    shelf.damage_some(2)
    before = (shelf.folder / "book.db").read_bytes()
    shelf.rescue()
    assert (shelf.folder / "book.db").read_bytes() == before
    again = vault.open_book(shelf.into, WORDS, clock=shelf.clock)
    former = again.db.meta("former")
    assert former is not None
    assert again.me.name == "Sri"
    vault.close_book(again, shelf.into)


def test_an_existing_folder_is_never_written_over(shelf):
    shelf.into.mkdir()
    with pytest.raises(UsageError):
        shelf.rescue()
    shutil.rmtree(shelf.into)


_HOLDER = """
import sys
from fasteners import InterProcessLock
lock = InterProcessLock(sys.argv[1])
print(lock.acquire(blocking=False), flush=True)
sys.stdin.read()
"""


def test_a_book_that_another_window_has_open_is_not_rescued(shelf):
    shelf.write(5)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(shelf.folder / "book.lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline() == "True\n"
    with pytest.raises(BookInUseError):
        shelf.rescue()
    holder.communicate()
    assert len(shelf.rescue().kinds) == 1


def test_steps_of_which_nothing_was_found_are_named(shelf):
    shelf.write(100, step="Impor 100 keluarga")
    ctx = shelf.open()
    with ctx.db.local():
        ctx.db.raw.execute("DELETE FROM op")
        ctx.db.raw.execute("DELETE FROM family_all")
    vault.close_book(ctx, shelf.folder)
    told = shelf.rescue()
    assert [step.name for step in told.lost_steps] == ["Impor 100 keluarga"] * 2
    assert not told.is_everything
