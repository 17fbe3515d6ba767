"""Pulled out of the wall: nothing acknowledged is lost and no command is half done."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.security.roles import Role
from tests.durability.deeds import expect_nothing_lost

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
        [sys.executable, "-m", "tests.durability.worker", str(folder), key.hex(), str(seed)],
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
    return [tuple(line.split()) for line in complete if line and line != "ready"]


def live_and_die(book, kills, seed=7):
    folder, key = book
    dice = random.Random(seed)
    total = 0
    everything: list[tuple[str, ...]] = []
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
@pytest.mark.parametrize("run", range(10))
def test_five_hundred_kills_in_ten_books_lose_nothing(book, run, record_property):
    total = live_and_die(book, kills=50, seed=run)
    record_property("acknowledged", total)
    print(f"50 kills, {total} acknowledged commands, 0 lost, 0 half done")
