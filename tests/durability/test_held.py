"""Another program holds the book's files, really: it is said in a sentence and nothing is lost.

What an antivirus or a sync client does is done here by other processes and by the system itself:
locks on the bytes SQLite locks, a file nobody may replace, a file nobody may write.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from fieldkit.core import sentences, vault
from fieldkit.core.db import health
from fieldkit.core.errors import EnvironmentFailedError, FieldKitError, HeldFileError
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks are taken as on POSIX")
WORDS = "kata sandi panjang"
# Where SQLite's own locks lie: the writer's byte of the shared index, and a reader's in the book.
WRITER_BYTE, READERS_BYTE, READERS = 120, 0x40000002, 510
_HOLDER = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR)
fcntl.lockf(file, fcntl.LOCK_EX, int(sys.argv[3]), int(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


class Holder:
    """A process that holds some bytes of a file until it is told to go."""

    def __init__(self, file, first, count=1):
        self._process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(file), str(first), str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout.readline() == "held\n"

    def let_go(self):
        self._process.communicate()


@pytest.fixture
def place():
    """A folder of its own: what a killed run leaves pinned or frozen is in nobody's way."""
    folder = Path(tempfile.mkdtemp(prefix="fieldkit-held-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def book(place, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    folder = place / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    people.save_family(ctx, Family(name="Ani"))
    yield ctx, folder
    vault.close_book(ctx, folder)


def names(ctx):
    return [row["name"] for row in ctx.db.rows("SELECT name FROM family ORDER BY name")]


def test_a_lock_on_the_writers_byte_is_waited_for(book):
    ctx, folder = book
    holder = Holder(folder / "book.db-shm", WRITER_BYTE)
    waiting = threading.Timer(0.3, holder.let_go)
    waiting.start()
    people.save_family(ctx, Family(name="Budi"))
    waiting.join()
    assert names(ctx) == ["Ani", "Budi"]


def test_a_lock_held_for_long_is_said_and_the_next_try_goes_on(book):
    ctx, folder = book
    ctx.db.raw.execute("PRAGMA busy_timeout = 200")
    holder = Holder(folder / "book.db-shm", WRITER_BYTE)
    with pytest.raises(FieldKitError) as caught:
        people.save_family(ctx, Family(name="Budi"))
    said = sentences.sentence(caught.value)
    assert "antivirus" in said
    assert "try again" in said
    assert names(ctx) == ["Ani"]
    holder.let_go()
    people.save_family(ctx, Family(name="Budi"))
    assert names(ctx) == ["Ani", "Budi"]
    assert health.findings(ctx.db, is_full=True) == []


def test_a_book_whose_bytes_are_locked_does_not_open_and_opens_afterwards(book, clock, monkeypatch):
    ctx, folder = book
    key = ctx.db.data_key
    vault.close_book(ctx, folder)
    monkeypatch.setattr("fieldkit.core.db.driver._PRAGMAS", _impatient())
    holder = Holder(folder / "book.db", READERS_BYTE, READERS)
    with pytest.raises(FieldKitError) as caught:
        vault.open_with_key(folder, key, clock=clock)
    assert "try again" in sentences.sentence(caught.value).lower()
    holder.let_go()
    ctx = vault.open_with_key(folder, key, clock=clock)
    assert names(ctx) == ["Ani"]
    vault.close_book(ctx, folder)
    vault._lock(folder)  # the fixture closes once more


def _impatient():
    from fieldkit.core.db import driver

    return ["PRAGMA busy_timeout = 200", *(p for p in driver._PRAGMAS if "busy" not in p)]


@pytest.fixture
def pinned():
    """Pins a file to its place: the system refuses to put another there (EBUSY)."""
    held = []

    def pin(file):
        done = subprocess.run(["mount", "--bind", str(file), str(file)], check=False)
        if done.returncode:
            pytest.skip("may not pin a file here")
        held.append(file)

    def let_go():
        while held:
            subprocess.run(["umount", str(held.pop())], check=True)

    if shutil.which("mount") is None:
        pytest.skip("no mount here")
    yield pin, let_go
    let_go()


def test_a_key_file_nobody_may_replace_is_said_and_the_former_words_open(book, pinned, monkeypatch):
    ctx, folder = book
    pin, let_go = pinned
    pin(folder / "keys.json")
    monkeypatch.setattr("fieldkit.core.files._PAUSES", (0.01, 0.01))
    with pytest.raises(HeldFileError) as caught:
        vault.change_passphrase(folder, WORDS, "kata sandi lain")
    assert "keys.json" in sentences.sentence(caught.value)
    assert vault.unlock(folder, WORDS) == ctx.db.data_key
    let_go()
    vault.change_passphrase(folder, WORDS, "kata sandi lain")
    assert vault.unlock(folder, "kata sandi lain") == ctx.db.data_key
    assert vault.are_keys_whole(folder)
    assert list(folder.glob("*.part")) == []


def test_a_key_file_held_for_a_moment_is_replaced_all_the_same(book, pinned):
    ctx, folder = book
    pin, let_go = pinned
    pin(folder / "keys.json")
    waiting = threading.Timer(0.2, let_go)
    waiting.start()
    vault.change_passphrase(folder, WORDS, "kata sandi lain")
    waiting.join()
    assert vault.unlock(folder, "kata sandi lain") == ctx.db.data_key


@pytest.fixture
def frozen(book):
    """A book whose file another program has made unchangeable, for the superuser too."""
    ctx, folder = book
    key = ctx.db.data_key
    vault.close_book(ctx, folder)
    file = folder / "book.db"
    if (
        shutil.which("chattr") is None
        or subprocess.run(["chattr", "+i", str(file)], check=False, capture_output=True).returncode
    ):
        vault._lock(folder)
        pytest.skip("may not freeze a file here")
    yield folder, key, lambda: subprocess.run(["chattr", "-i", str(file)], check=True)
    subprocess.run(["chattr", "-i", str(file)], check=True)
    vault._lock(folder)


def test_a_book_made_unchangeable_is_said_and_is_whole_afterwards(frozen, clock):
    folder, key, thaw = frozen
    with pytest.raises(EnvironmentFailedError) as caught:
        ctx = vault.open_with_key(folder, key, clock=clock)
        try:
            people.save_family(ctx, Family(name="Budi"))
        finally:
            vault.close_book(ctx, folder)
    assert sentences.sentence(caught.value)
    thaw()
    ctx = vault.open_with_key(folder, key, clock=clock)
    people.save_family(ctx, Family(name="Budi"))
    assert names(ctx) == ["Ani", "Budi"]
    assert health.findings(ctx.db, is_full=True) == []
    vault.close_book(ctx, folder)
