"""A laptop that dies while it takes a file holds all of the file or nothing of it."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import service

WORDS = "kata sandi latihan"
FAMILIES = 3000


@pytest.fixture
def files(tmp_path, clock):
    """A coordinator's book on disk, and two files for it."""
    folder = tmp_path / "K.fieldkit"
    coordinator, _code = vault.create_book(
        folder, name="Koordinator", role=Role.COORDINATOR, passphrase=WORDS, clock=clock
    )
    key = vault.unlock(folder, WORDS)
    service.write_card(coordinator, tmp_path / "k.fkcard")
    for name in ("Sri", "Tuti"):
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
    ctx = vault.open_with_key(folder, key)
    counted = tuple(
        ctx.db.value(f"SELECT count(*) FROM {table}")
        for table in ("op", "segment", "family", "exchange", "subject_key", "search_doc")
    )
    found = [f.code for f in health.findings(ctx.db, is_full=True)]
    vault.close_book(ctx, folder)
    assert [code for code in found if code not in ("clock_behind", "operations_waiting")] == []
    return counted


@pytest.mark.parametrize(
    "kills", [pytest.param(8, id="few"), pytest.param(120, id="many", marks=pytest.mark.long)]
)
def test_a_merge_cut_off_anywhere_leaves_all_or_nothing(files, kills, tmp_path):
    folder, key, stick = files
    pristine = tmp_path / "pristine.db"
    pristine.write_bytes((folder / "book.db").read_bytes())
    before = state(folder, key)
    whole, took = merged(folder, key, stick)
    assert whole[2] == 2 * FAMILIES
    dice, seen = random.Random(7), set()
    for _turn in range(kills):
        for leftover in folder.glob("book.db*"):
            leftover.unlink()
        (folder / "book.db").write_bytes(pristine.read_bytes())
        run = start(folder, key, stick)
        time.sleep(took * dice.uniform(0.05, 1.05))
        run.send_signal(signal.SIGKILL)
        run.wait()
        after = state(folder, key)
        assert after in (before, whole), after
        seen.add(after)
    assert before in seen


def start(folder, key, stick):
    return subprocess.Popen(
        [sys.executable, __file__, str(folder), key.hex(), str(stick)],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin"},
        stdout=subprocess.DEVNULL,
    )


def merged(folder, key, stick):
    began = time.perf_counter()
    run = start(folder, key, stick)
    assert run.wait() == 0
    took = time.perf_counter() - began
    return state(folder, key), took


def main(folder: str, key: str, stick: str) -> None:
    """Take all files of a folder into a book."""
    ctx = vault.open_with_key(Path(folder), bytes.fromhex(key))
    service.receive(ctx, [Path(stick)])
    vault.close_book(ctx, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
