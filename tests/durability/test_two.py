"""Two processes at one book: one writes, the other is told, and nothing is half done."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from fieldkit.core import vault
from fieldkit.core.errors import BookInUseError
from fieldkit.core.security.roles import Role
from tests.durability.deeds import Deeds, expect_nothing_lost

_RACER = """
import sys, time
from pathlib import Path
from fieldkit.core import vault
from fieldkit.core.errors import BookInUseError
from tests.durability.deeds import Deeds
folder, key, seed, start = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
print("here", flush=True)
while not start.exists():
    time.sleep(0.002)
try:
    ctx = vault.open_with_key(folder, key)
except BookInUseError as error:
    print(error.code, flush=True)
    sys.exit()
deeds = Deeds(ctx, seed)
print("open", flush=True)
for _n in range(30):
    told = deeds.do()
    if told:
        print(*told, flush=True)
sys.stdin.read()
vault.close_book(ctx, folder)
"""


@pytest.fixture
def book(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kata sandi panjang", clock=clock
    )
    key = ctx.db.data_key
    vault.close_book(ctx, folder)
    return folder, key


def race(folder, key, round_no, tmp_path):
    """Let two processes open the book at the same instant; return what each said."""
    start = tmp_path / f"start-{round_no}"
    root = str(Path(__file__).parents[2])
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", _RACER, str(folder), key.hex(), str(round_no * 2 + n), start],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": root},
        )
        for n in (1, 2)
    ]  # fmt: skip
    for one in racers:
        assert one.stdout.readline() == "here\n"
    start.touch()
    first = [one.stdout.readline().strip() for one in racers]
    rest = [one.communicate()[0] for one in racers]
    return first, [tuple(line.split()) for text in rest for line in text.splitlines()]


@pytest.mark.parametrize(
    "rounds", [pytest.param(1, id="once"), pytest.param(25, id="many", marks=pytest.mark.long)]
)
def test_one_of_two_processes_gets_the_book_and_the_other_is_told(book, tmp_path, rounds):
    folder, key = book
    told = []
    for number in range(1, rounds + 1):
        first, said = race(folder, key, number, tmp_path)
        assert sorted(first) == ["book_in_use", "open"]
        told += said
    ctx = vault.open_with_key(folder, key)
    with pytest.raises(BookInUseError):
        vault.open_with_key(folder, key)
    expect_nothing_lost(ctx, told)
    vault.close_book(ctx, folder)


def test_window_and_jobs_of_one_process_write_at_once_and_lose_nothing(book):
    folder, key = book
    ctx = vault.open_with_key(folder, key)

    told, troubles = [], []

    def work(seed):
        other = ctx._replace(db=ctx.db.another())
        try:
            deeds = Deeds(other, seed)
            deeds._back_and_forth = lambda: ()  # undo is the window's alone
            told.extend(deeds.do() for _n in range(25))
        except Exception as error:
            troubles.append(error)
        finally:
            other.db.close()

    workers = [Thread(target=work, args=(seed,)) for seed in (11, 12, 13)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert troubles == []
    seen = [one for one in told if one and one[0] != "notes"]
    expect_nothing_lost(ctx, seen)
    vault.close_book(ctx, folder)
