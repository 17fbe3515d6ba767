"""Pulled out of the wall: nothing acknowledged is lost and no command is half done."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.db import health
from fieldkit.core.security.roles import Role

WORKER = Path(__file__).with_name("worker.py")
WORDS = "kata sandi panjang"


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS)
    vault.close_book(ctx, folder)
    return folder, vault.unlock(folder, WORDS)


def run_and_kill(folder, key, seed, after):
    """Let the worker write and kill it; return the lines it acknowledged."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, str(WORKER), str(folder), key.hex(), str(seed)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    )
    first = process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    complete = (first + rest).decode().split("\n")[:-1]
    return [line.split() for line in complete]


def expect_nothing_lost(ctx, acknowledged):
    """Compare what was said with what is there: every record, whole commands, whole ledger."""
    notes: dict[str, int] = {}
    for number, *ids in acknowledged:
        if ids and ids[0] == "cash":
            assert ctx.db.value("SELECT 1 FROM cash_entry_all WHERE id = :id", id=ids[1])
        else:
            notes.update((i, int(number)) for i in ids)
    shown = {r["id"]: r["note"] for r in ctx.db.rows("SELECT id, note FROM family_all")}
    for family, number in notes.items():
        assert int(shown[family]) >= number
    for row in ctx.db.rows(
        "SELECT step, count(*) AS n FROM op WHERE tbl = 'family' AND col = '*' GROUP BY step"
    ):
        assert row["n"] == 5
    assert health.findings(ctx.db, is_full=True) == []


def live_and_die(book, kills, seed=7):
    folder, key = book
    dice = random.Random(seed)
    total = 0
    everything: list[list[str]] = []
    for number in range(1, kills + 1):
        said = run_and_kill(folder, key, number, dice.uniform(0.0, 0.25))
        total += len(said)
        everything += said
        ctx = vault.open_with_key(folder, key)
        try:
            expect_nothing_lost(ctx, everything)
        finally:
            vault.close_book(ctx, folder)
    return total


def test_a_few_kills_lose_nothing(book):
    assert live_and_die(book, kills=3) >= 3


@pytest.mark.long
def test_five_hundred_kills_lose_nothing(tmp_path, record_property):
    total = 0
    for run in range(20):
        folder = tmp_path / f"B{run}.fieldkit"
        ctx, _code = vault.create_book(folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS)
        vault.close_book(ctx, folder)
        total += live_and_die((folder, vault.unlock(folder, WORDS)), kills=25, seed=run)
    record_property("acknowledged", total)
    print(f"500 kills, {total} acknowledged commands, 0 lost, 0 half done")


@pytest.mark.long
def test_three_hundred_flipped_bits_are_all_noticed(book):
    from fieldkit.core.errors import CannotOpenBookError

    folder, key = book
    run_and_kill(folder, key, 1, 0.5)
    vault.close_book(vault.open_with_key(folder, key), folder)
    file = folder / "book.db"
    whole = file.read_bytes()
    dice = random.Random(3)
    for _number in range(300):
        position = dice.randrange(len(whole) * 8)
        broken = bytearray(whole)
        broken[position // 8] ^= 1 << position % 8
        file.write_bytes(broken)
        for name in ("book.db-wal", "book.db-shm"):
            (folder / name).unlink(missing_ok=True)
        noticed = False
        try:
            ctx = vault.open_with_key(folder, key)
        except CannotOpenBookError:
            noticed = True
        else:
            noticed = bool(health.findings(ctx.db))
            with contextlib.suppress(Exception):
                ctx.db.close()
            vault.release(folder)
        assert noticed, position
    file.write_bytes(whole)
