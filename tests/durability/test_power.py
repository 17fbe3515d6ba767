"""The power goes, the disk fills, a call fails: nothing that was said to be saved is lost.

Under it lies a disk that listens to SQLCipher itself (`disk.py`): every write, cut and sync.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from errno import ENOSPC
from pathlib import Path

import pytest

from fieldkit.core import sentences, vault
from fieldkit.core.errors import EnvironmentFailedError, FieldKitError, NotWritableError
from fieldkit.core.security.roles import Role
from tests.durability.deeds import Deeds, expect_nothing_lost
from tests.durability.disk import FULL, SYNC_ERROR, WRITE_ERROR, Disk, PowerCut

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the listening disk is for POSIX")
_BYTES = ("book.db", "book.db-wal")


@pytest.fixture
def book(tmp_path, clock, monkeypatch):
    """A closed book with a few families, and its key."""
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kata sandi panjang", clock=clock
    )
    deeds = Deeds(ctx, 1)
    for _n in range(10):
        deeds.do()
    key = ctx.db.data_key
    vault.close_book(ctx, folder)
    return folder, key


def contents(folder):
    return {name: (folder / name).read_bytes() for name in _BYTES if (folder / name).exists()}


def lay(folder, files):
    for name in (*_BYTES, "book.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def cut_power(book, clock, *, commands, step, seeds):
    """Write, then let the power go at every `step`-th event, once for each seed.

    Return how many cuts that was, and at how many write points.
    """
    folder, key = book
    before = contents(folder)
    disk = Disk(folder)
    with disk.listening():
        ctx = vault.open_with_key(folder, key, clock=clock)
        deeds = Deeds(ctx, 2, lambda told: disk.tell(*told))
        for number in range(commands):
            told = deeds.do()
            if told:
                disk.tell(*told)
            if number % 20 == 19:
                ctx.db.checkpoint()
            clock.advance(seconds=1)
        vault.close_book(ctx, folder)
    written = [event for event in disk.events if event[0] != "told"]
    assert len(written) > commands
    cuts = 0
    for seed in seeds:
        power, dice = PowerCut(before, disk.events), random.Random(seed)
        for position in range(seed % step, len(disk.events) + 1, step):
            power.go_to(position)
            lay(folder, power.surviving(dice))
            ctx = vault.open_with_key(folder, key, clock=clock)
            try:
                expect_nothing_lost(ctx, power.told)
            finally:
                vault.close_book(ctx, folder)
            cuts += 1
    return cuts, len(written)


def test_the_power_goes_at_some_write_points_and_nothing_acknowledged_is_lost(book, clock):
    cuts, _writes = cut_power(book, clock, commands=25, step=23, seeds=(0,))
    assert cuts >= 15


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_the_power_goes_at_every_write_point_and_nothing_acknowledged_is_lost(book, clock, seed):
    cuts, writes = cut_power(book, clock, commands=40, step=1, seeds=(seed,))
    print(f"{cuts} power cuts at {writes} write points, 0 acknowledged changes lost, 0 half done")


def test_the_simulated_cut_bites_where_nothing_is_synced(book, clock, monkeypatch):
    """With the syncs unheard a cut does lose what was said: the net has no hole of its own."""
    heard = PowerCut._hear

    def deaf(self, kind, *more):
        if kind != "sync":
            heard(self, kind, *more)

    monkeypatch.setattr(PowerCut, "_hear", deaf)
    with pytest.raises((AssertionError, FieldKitError)):
        cut_power(book, clock, commands=25, step=7, seeds=(0, 1))
    vault.release(book[0])


def fail_each(book, clock, tmp_path, *, step, codes):
    """Let each `step`-th writing call fail once; return how many failed and how many were said."""
    folder, key = book
    before = contents(folder)
    failed = said = 0
    for code in codes:
        number = 1
        while True:
            lay(folder, before)
            disk = Disk(folder)
            disk.trouble = _only(number, code)
            told, refused = _live(disk, folder, key, clock)
            if disk.calls < number:
                break
            failed += 1
            said += refused
            ctx = vault.open_with_key(folder, key, clock=clock)
            try:
                expect_nothing_lost(ctx, told)
            finally:
                vault.close_book(ctx, folder)
            number += step
    return failed, said


def _only(number, code):
    def trouble(call, kind):
        is_fitting = (code == SYNC_ERROR) == (kind == "sync")
        return code if call == number and is_fitting else 0

    return trouble


def _live(disk, folder, key, clock):
    """Do some commands; one that is refused is said as our own error, and the next goes on."""
    told, refused = [], 0
    with disk.listening():
        try:
            ctx = vault.open_with_key(folder, key, clock=clock)
        except EnvironmentFailedError:
            return told, 1
        deeds = Deeds(ctx, 3)
        for _n in range(6):
            try:
                done = deeds.do()
            except EnvironmentFailedError:
                refused += 1
            else:
                told += [done] if done else []
        vault.close_book(ctx, folder)
    return told, refused


def test_some_failing_calls_are_said_and_lose_nothing(book, clock, tmp_path):
    codes = (FULL, WRITE_ERROR, SYNC_ERROR)
    failed, said = fail_each(book, clock, tmp_path, step=29, codes=codes)
    assert failed >= 6
    assert said >= 1


@pytest.mark.long
def test_every_write_and_sync_call_fails_once_and_nothing_is_lost(book, clock, tmp_path):
    codes = (FULL, WRITE_ERROR, SYNC_ERROR)
    failed, said = fail_each(book, clock, tmp_path, step=1, codes=codes)
    print(f"{failed} calls failed once (full, write error, sync error), {said} said, 0 lost")


@pytest.mark.parametrize("name", ["write", "fsync", "replace"])
def test_a_photo_or_key_file_whose_writing_fails_leaves_the_former_one(
    book, clock, monkeypatch, name
):
    folder, key = book
    ctx = vault.open_with_key(folder, key, clock=clock)
    kept = ctx.files.keep(b"first")
    keys = (folder / "keys.json").read_bytes()

    def refuse(*_more, **_named):
        raise OSError(28, "No space left on device")

    place = {"write": (Path, "write_bytes"), "fsync": (os, "fsync"), "replace": (Path, "replace")}
    with monkeypatch.context() as patched:
        patched.setattr(*place[name], refuse)
        with pytest.raises(EnvironmentFailedError):
            ctx.files.keep(b"second")
        with pytest.raises(EnvironmentFailedError):
            vault.change_passphrase(folder, "kata sandi panjang", "kata sandi lain sekali")
    assert ctx.files.content(kept) == b"first"
    assert (folder / "keys.json").read_bytes() == keys
    assert not list(folder.rglob("*.part"))
    vault.close_book(ctx, folder)
    assert vault.unlock(folder, "kata sandi panjang") == key


def test_a_stick_pulled_out_mid_write_is_said_and_loses_nothing(book, clock):
    folder, key = book
    disk = Disk(folder)
    with disk.listening():
        ctx = vault.open_with_key(folder, key, clock=clock)
        deeds = Deeds(ctx, 4)
        told = [deeds.do() for _n in range(5)]
        gone_from = disk.calls + 3
        disk.trouble = lambda call, _kind: WRITE_ERROR if call >= gone_from else 0
        refused = set()
        for _n in range(6):
            try:
                told.append(deeds.do())
            except EnvironmentFailedError as error:
                refused.add(error.code)
        ctx.db.close()
        vault.release(folder)
    assert refused == {"medium_gone"}
    again = vault.open_with_key(folder, key, clock=clock)
    expect_nothing_lost(again, [one for one in told if one])
    vault.close_book(again, folder)


@pytest.fixture
def small_disk():
    """A disk of its own of six megabytes, and what mounts it read-only."""
    place = Path(tempfile.mkdtemp(prefix="fieldkit-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)  # a failed test still reads there
    shutil.rmtree(place, ignore_errors=True)


def test_a_read_only_medium_is_said_and_the_book_on_it_is_whole(book, small_disk, clock):
    folder, key = book
    copy = small_disk / folder.name
    shutil.copytree(folder, copy)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    before = contents(copy)
    with pytest.raises(NotWritableError) as caught:
        vault.open_with_key(copy, key, clock=clock)
    assert "copy the book from a read-only medium" in sentences.sentence(caught.value)
    assert contents(copy) == before
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    ctx = vault.open_with_key(copy, key, clock=clock)
    expect_nothing_lost(ctx, [])
    vault.close_book(ctx, copy)


def test_a_really_full_disk_is_said_and_every_former_change_stays(small_disk, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    folder = small_disk / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kata sandi panjang", clock=clock
    )
    deeds = Deeds(ctx, 1)
    told = [deeds.do() for _n in range(20)]
    filler = small_disk / "film.mp4"
    with filler.open("wb", buffering=0) as out, pytest.raises(OSError):
        while True:
            if out.write(bytes(64 * 1024)) < 64 * 1024:
                raise OSError(ENOSPC, "full")
    refused = set()
    for _n in range(12):
        try:
            told.append(deeds.do())
        except EnvironmentFailedError as error:
            refused.add(error.code)
    assert refused == {"disk_full"}
    filler.unlink()
    told.append(deeds.do())
    expect_nothing_lost(ctx, [one for one in told if one])
    vault.close_book(ctx, folder)
