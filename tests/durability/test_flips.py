"""One bit changed anywhere in the book, a key file, an attachment or a backup is noticed."""

import contextlib
import random

import pytest

from fieldkit.core import book_file, vault
from fieldkit.core.db import health
from fieldkit.core.errors import CannotOpenBookError, DamagedBookError, FieldKitError
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from tests.durability.deeds import Deeds

WORDS = "kata sandi panjang"


class Shelf:
    """A closed book with attachments and a backup, and what notices a change of each."""

    def __init__(self, tmp_path, clock):
        self.folder, self.clock = tmp_path / "B.fieldkit", clock
        ctx, _code = vault.create_book(
            self.folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
        )
        deeds = Deeds(ctx, 1)
        for _n in range(40):
            deeds.do()
        self.photo = ctx.files.keep(b"a photo" * 3000)
        self.backup = backup.back_up(ctx, tmp_path / "stick").file
        self.key = ctx.db.data_key
        vault.close_book(ctx, self.folder)

    def file(self, kind):
        """Return the file of a kind."""
        from pathlib import Path

        return {
            "book": self.folder / "book.db",
            "key file": self.folder / "keys.json",
            "copy of the key file": self.folder / "keys-copy.json",
            "attachment": self.folder / "attachments" / self.photo[:2] / self.photo,
            "backup": Path(self.backup),
        }[kind]

    def notices(self, kind):
        """Whether the program itself notices that this file was changed."""
        if kind == "backup":
            return not self._is_backup_whole()
        if "key file" in kind:
            return not vault.are_keys_whole(self.folder)
        return self._is_noticed_when_opened(kind)

    def _is_backup_whole(self):
        try:
            return book_file.is_whole(self.file("backup"))
        except FieldKitError:
            return False

    def _is_noticed_when_opened(self, kind):
        for name in ("book.db-wal", "book.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        try:
            ctx = vault.open_with_key(self.folder, self.key, clock=self.clock)
        except CannotOpenBookError:
            return True
        found = bool(health.findings(ctx.db)) if kind == "book" else self._is_photo_broken(ctx)
        with contextlib.suppress(Exception):
            ctx.db.close()
        vault.release(self.folder)
        return found

    def _is_photo_broken(self, ctx):
        try:
            ctx.files.content(self.photo)
        except DamagedBookError:
            return True
        return False


KINDS = ("book", "key file", "copy of the key file", "attachment", "backup")


@pytest.fixture
def shelf(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    return Shelf(tmp_path, clock)


def flip(shelf, kind, count):
    """Change one bit after another, each alone; return how many were noticed."""
    file = shelf.file(kind)
    whole = file.read_bytes()
    dice = random.Random(3)
    noticed = 0
    for _number in range(count):
        bit = dice.randrange(len(whole) * 8)
        broken = bytearray(whole)
        broken[bit // 8] ^= 1 << bit % 8
        file.write_bytes(broken)
        assert shelf.notices(kind), f"bit {bit} of the {kind}"
        noticed += 1
    file.write_bytes(whole)
    assert not shelf.notices(kind)
    return noticed


@pytest.mark.parametrize("kind", KINDS)
def test_some_flipped_bits_are_noticed(shelf, kind):
    assert flip(shelf, kind, 12) == 12


@pytest.mark.long
def test_three_hundred_flipped_bits_of_each_kind_of_file_are_all_noticed(shelf):
    found = {kind: flip(shelf, kind, 300) for kind in KINDS}
    print(f"{sum(found.values())} flipped bits, all noticed: {found}")
