"""A laptop that dies while it takes a file holds all of the file or nothing of it."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import service

WORDS = "kata sandi latihan"
CLOCK = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))  # the files are of that day
NAMES = ("Sri", "Tuti", "Rina")
FAMILIES, DEATHS = 400, 6


@pytest.fixture
def files(tmp_path, clock):
    """A coordinator's book on disk, and three files for it."""
    folder = tmp_path / "K.fieldkit"
    coordinator, _code = vault.create_book(
        folder, name="Koordinator", role=Role.COORDINATOR, passphrase=WORDS, clock=clock
    )
    key = vault.unlock(folder, WORDS)
    service.write_card(coordinator, tmp_path / "k.fkcard")
    for name in NAMES:
        ctx = vault.memory_context(clock, name=name)
        service.write_card(ctx, tmp_path / "f.fkcard")
        service.trust(coordinator, tmp_path / "f.fkcard")
        group = new_id()
        with ctx.db.write(Step("Register")) as writer:
            writer.put("kpm_group", {"id": group, "name": name}, scope=group)
            rows = ({"name": f"K{n}", "_scope": group, "rt": "001"} for n in range(FAMILIES))
            writer.put_many("family", rows)
        peer = service.trust(ctx, tmp_path / "k.fkcard")
        service.send(ctx, peer, tmp_path / "stick")
        ctx.db.close()
    vault.close_book(coordinator, folder)
    return folder, key, tmp_path / "stick"


def state(folder, key):
    """What the book holds, to the byte; its health was asked for."""
    ctx = vault.open_with_key(folder, key, clock=CLOCK)
    log = ctx.db.rows("SELECT hlc, dev, scope, tbl, row, col, val, state FROM op ORDER BY hlc, dev")
    shown = ctx.db.rows("SELECT * FROM family_all ORDER BY id")
    counted = tuple(
        ctx.db.value(f"SELECT count(*) FROM {table}")
        for table in ("segment", "family", "subject_key", "search_doc")
    )
    told = ctx.db.value("SELECT count(DISTINCT file_hash) FROM exchange")
    found = [f.code for f in health.findings(ctx.db, is_full=True)]
    vault.close_book(ctx, folder)
    assert [code for code in found if code not in ("clock_behind", "operations_waiting")] == []
    return hashlib.sha256(repr((log, shown)).encode()).hexdigest(), *counted, told


class Laptop:
    """The coordinator's, as often as wanted as it was before the files came."""

    def __init__(self, files, tmp_path):
        self.folder, self.key, self.stick = files
        self._pristine = tmp_path / "pristine.db"
        self._pristine.write_bytes((self.folder / "book.db").read_bytes())
        self.before = state(self.folder, self.key)
        began = time.perf_counter()
        done = self.start(stdout=subprocess.PIPE)
        self.instructions = int(done.communicate()[0])
        self.took = time.perf_counter() - began
        assert done.returncode == 0
        self.whole = self.state()
        assert self.whole[2] == len(NAMES) * FAMILIES

    def begin_anew(self):
        for leftover in self.folder.glob("book.db*"):
            leftover.unlink()
        (self.folder / "book.db").write_bytes(self._pristine.read_bytes())

    def state(self):
        return state(self.folder, self.key)

    def start(self, dies_at=0, **more):
        words = [str(self.folder), self.key.hex(), str(self.stick), str(dies_at)]
        return subprocess.Popen(
            [sys.executable, __file__, *words],
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin"},
            **{"stdout": subprocess.DEVNULL, **more},
        )

    def expect_to_go_on(self):
        """The same files once more: what was cut off is whole, what was whole stays so."""
        assert self.start().wait() == 0
        assert self.state() == self.whole


def test_a_merge_cut_off_at_any_instruction_leaves_nothing_and_goes_on(files, tmp_path):
    """The laptop dies at places spread over the whole merge, however quick the machine is."""
    laptop = Laptop(files, tmp_path)
    for part in range(1, DEATHS + 1):
        laptop.begin_anew()
        died = laptop.start(dies_at=laptop.instructions * part // (DEATHS + 1))
        assert died.wait() == -signal.SIGKILL
        assert laptop.state() in (laptop.before, laptop.whole)
        if part == 1:
            assert laptop.state() == laptop.before
        if part % 3 == 0:
            laptop.expect_to_go_on()


@pytest.mark.long
def test_a_merge_cut_off_at_any_moment_leaves_all_or_nothing(files, tmp_path):
    laptop, dice = Laptop(files, tmp_path), random.Random(7)
    for _turn in range(120):
        laptop.begin_anew()
        run = laptop.start()
        time.sleep(laptop.took * dice.uniform(0.05, 1.05))
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert laptop.state() in (laptop.before, laptop.whole)
    laptop.expect_to_go_on()


def main(folder: str, key: str, stick: str, dies_at: str) -> None:
    """Take all files of a folder into a book; say how many instructions it took, or die there."""
    ctx = vault.open_with_key(Path(folder), bytes.fromhex(key), clock=CLOCK)
    done, last = 0, int(dies_at)

    def tick() -> int:
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    ctx.db._connection.set_progress_handler(tick, 1000)
    service.receive(ctx, [Path(stick)])
    ctx.db._connection.set_progress_handler(None, 0)
    vault.close_book(ctx, Path(folder))
    print(done)


if __name__ == "__main__":
    main(*sys.argv[1:])
