"""Pulled out of the wall: nothing acknowledged is lost and no command is half done.

The moment is chosen so that every kind of command is hit: while the book opens, at any instant of
the first commands, and in the midst of a command of a chosen kind long after.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import service as exchange
from tests.durability.deeds import AT_ONCE, expect_nothing_lost
from tests.durability.large_deeds import NAMES

WORDS = "kata sandi panjang"
FILES = 40
OPENING, AT_FIRST = "opening", "at first"
# How long each kind lasts at most on a slow machine: a kill falls anywhere within.
LASTS = {
    "opening": 0.03,
    "at first": 0.25,
    "import": 0.25,
    "merge": 0.06,
    "backup": 0.5,
    "photo": 0.03,
    "undo and redo": 0.04,
}


@pytest.fixture
def book(tmp_path):
    """A book on disk, and a stick with files of a friend whose each is larger by five families."""
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS)
    friend = vault.memory_context(ctx.clock, name="Tuti")
    for one, other in ((ctx, friend), (friend, ctx)):
        card = tmp_path / f"{one.me.device}.fkcard"
        exchange.write_card(one, card)
        exchange.trust(other, card)
    scope, (peer,) = new_id(), exchange.peers(friend)
    stick = tmp_path / "stick"
    stick.mkdir()
    for number in range(1, FILES + 1):
        with friend.db.write(Step("Register")) as writer:
            rows = [{"name": f"T{n}", "address": f"M{number}"} for n in range(AT_ONCE)]
            writer.put_many("family", rows, scope=scope)
        made = tmp_path / "made"
        exchange.send(friend, peer, made)
        (file,) = made.glob("*.fkx")
        file.rename(stick / f"{number:03d}.fkx")
    friend.db.close()
    vault.close_book(ctx, folder)
    return folder, vault.unlock(folder, WORDS)


class Killed:
    """One life of the worker: what it acknowledged, and what it was doing when it was killed."""

    def __init__(self, folder, key, seed, target, delay):
        self.lines = []
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.worker", str(folder), key.hex(), str(seed)],
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        self._read_until(process, target)
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        self.lines += process.stdout.read().decode().split("\n")[:-1]
        assert process.wait() == -signal.SIGKILL  # it never ends by itself
        process.stdout.close()
        told = [tuple(line.split()) for line in self.lines if line]
        self.told = [one for one in told if one[0] not in ("starting", "ready")]
        begun = [n for n, one in enumerate(self.told) if one[0] == "begin"]
        self.acknowledged = sum(one[0] not in ("begin", "undoing") for one in self.told)
        is_midst = bool(begun) and begun[-1] == len(self.told) - 1
        self.midst = " ".join(self.told[-1][1:]) if is_midst else ""
        self.midst = self.midst or ("" if self.told else OPENING)
        if self.told and self.told[-1][0] == "undoing":
            self.midst = "undo and redo"

    def _read_until(self, process, target):
        wanted = {OPENING: "starting", AT_FIRST: "ready"}.get(target, f"begin {target}")
        while line := process.stdout.readline().decode():
            self.lines.append(line.rstrip("\n"))
            if self.lines[-1] == wanted or len(self.lines) > 400:
                return


def live_and_die(book, kills, seed=7):
    """Kill so often; return how much was acknowledged, and how many kills fell into what."""
    folder, key = book
    dice = random.Random(seed)
    targets = [*LASTS, *NAMES.values()]
    total, midst, everything = 0, Counter(), []
    for number in range(1, kills + 1):
        target = targets[(number + seed) % len(targets)]
        delay = dice.uniform(0, LASTS.get(target, 0.008))
        life = Killed(folder, key, number + seed * 1000, target, delay)
        total += life.acknowledged
        midst[life.midst or "between two"] += 1
        everything += life.told
        ctx = vault.open_with_key(folder, key)
        try:
            expect_nothing_lost(ctx, everything, is_full=number % 5 == 0 or number == kills)
        finally:
            vault.close_book(ctx, folder)
    return total, midst


def test_a_few_kills_lose_nothing(book):
    total, midst = live_and_die(book, kills=6)
    assert total >= 6
    assert len(midst) >= 3, midst


@pytest.mark.long
@pytest.mark.parametrize("run", range(10))
def test_five_hundred_kills_in_ten_books_lose_nothing(book, run, record_property):
    total, midst = live_and_die(book, kills=50, seed=run)
    record_property("acknowledged", total)
    record_property("midst", dict(midst))
    print(f"50 kills, {total} acknowledged commands, 0 lost, 0 half done; {dict(midst)}")
    assert len(midst) >= 8, midst
