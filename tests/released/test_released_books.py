"""Every book a released FieldKit ever made opens in this one, with all it held."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit.core import book_file, vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db.migrations import STEPS
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import NewerBookError
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from tests.released.make_book import WORDS, balances, table_facts

HERE = Path(__file__).parent
LATER = datetime(2026, 12, 1, 3, tzinfo=UTC)
VERSIONS = sorted(file.stem for file in HERE.glob("*.fkbackup"))
ROOT = HERE.parents[1]


@pytest.fixture
def clock():
    return FixedClock(LATER)


def facts_of(version):
    return json.loads((HERE / f"{version}.json").read_text())


@pytest.fixture(params=VERSIONS)
def version(request):
    return request.param


@pytest.fixture
def folder(version, tmp_path):
    """The book as it lay on the disk of the laptop that had this version."""
    place = tmp_path / "Rilis.fieldkit"
    with zipfile.ZipFile(HERE / f"{version}.fkbackup") as archive:
        archive.extractall(place)
    return place


def expect_everything(ctx, version):
    facts = facts_of(version)
    for table, known in facts["tables"].items():
        now = table_facts(ctx, table, known["columns"])
        assert now == {"rows": known["rows"], "digest": known["digest"]}, table
    assert balances(ctx) == facts["balances"]


def schema(ctx):
    """Return every table with its columns: columns added later stand at the end."""
    names = [r["name"] for r in ctx.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {
        name: {
            (r["name"], r["type"], r["notnull"], r["pk"])
            for r in ctx.db.rows(f"SELECT * FROM pragma_table_info('{name}')")
        }
        for name in names
    }
    others = ctx.db.rows(
        "SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL"
        " ORDER BY type, name"
    )
    return columns, others


def test_there_is_a_book_of_every_released_schema():
    assert "0.1.0" in VERSIONS
    for version in VERSIONS:
        steps = facts_of(version)["steps"]
        assert list(STEPS[: len(steps)]) == steps, "released steps are never edited or reordered"


def test_an_old_book_opens_with_everything_it_held(version, folder, clock):
    ctx = vault.open_book(folder, WORDS, clock=clock)
    try:
        expect_everything(ctx, version)
        assert backup.check(ctx, is_full=True) == []
        assert ctx.db.value("SELECT count(*) FROM _sqlite_migrations") == len(STEPS)
    finally:
        vault.close_book(ctx, folder)


def test_an_old_book_ends_with_the_schema_of_a_new_one(version, folder, tmp_path, clock):
    new, _code = vault.create_book(
        tmp_path / "New.fieldkit", name="Sri", role=Role.FACILITATOR, passphrase=WORDS
    )
    wanted = schema(new)
    vault.close_book(new, tmp_path / "New.fieldkit")
    ctx = vault.open_book(folder, WORDS, clock=clock)
    assert schema(ctx) == wanted
    vault.close_book(ctx, folder)


def test_an_old_backup_restores(version, tmp_path, clock):
    facts = facts_of(version)
    for number, secret in enumerate((facts["passphrase"], facts["recovery_code"])):
        into = tmp_path / f"N{number}.fieldkit"
        ctx = backup.restore(HERE / f"{version}.fkbackup", into, secret, clock=clock)
        assert balances(ctx) == facts["balances"]
        for table in SYNCED:
            known = facts["tables"].get(f"{table}_all")
            if known:
                assert ctx.db.value(f"SELECT count(*) FROM {table}_all") == known["rows"]
        vault.close_book(ctx, into)


# A released schema that has one more step in this program: a slow one, so that it can be killed.
MIGRATOR = """
import sys, time
from pathlib import Path
from fieldkit.core import files, vault
from fieldkit.core.db import migrations
from fieldkit.core.errors import FieldKitError

def up(db):
    db.execute("CREATE TABLE later (id TEXT PRIMARY KEY, family TEXT) STRICT")
    for number, row in enumerate(db.query("SELECT id FROM family_all")):
        db.execute("INSERT INTO later VALUES (?, ?)", (str(number), row["id"]))
        print(number, flush=True)
        time.sleep(float(sys.argv[3]))

plain = migrations._step
migrations._step = lambda name: up if name == "m9999_later" else plain(name)
steps = (*migrations.STEPS, "m9999_later")
migrations.is_current.__defaults__ = migrations.migrate.__defaults__ = (steps,)
files.SPARE = int(sys.argv[4])
folder = Path(sys.argv[1])
try:
    ctx = vault.open_with_key(folder, bytes.fromhex(sys.argv[2]))
except FieldKitError as error:
    sys.exit(print(error.code))
print("rows", ctx.db.value("SELECT count(*) FROM later"), flush=True)
vault.close_book(ctx, folder)
"""


def migrator(folder, key, pause, spare=0):
    return subprocess.Popen(
        [sys.executable, "-c", MIGRATOR, str(folder), key.hex(), str(pause), str(spare)],
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_migration_that_was_killed_is_done_at_the_next_start(folder, clock):
    key = vault.unlock(folder, WORDS)
    vault.close_book(vault.open_with_key(folder, key, clock=clock), folder)
    process = migrator(folder, key, pause=5)
    assert process.stdout.readline() == b"0\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    ctx = vault.open_with_key(folder, key, clock=clock)
    assert ctx.db.value("SELECT count(*) FROM sqlite_master WHERE name = 'later'") == 0
    families = ctx.db.value("SELECT count(*) FROM family_all")
    vault.close_book(ctx, folder)
    said, _nothing = migrator(folder, key, pause=0).communicate()
    assert said.decode().splitlines()[-1] == f"rows {families}"


def test_a_book_is_kept_as_it_was_before_it_is_migrated(folder, tmp_path, clock):
    key = vault.unlock(folder, WORDS)
    vault.close_book(vault.open_with_key(folder, key, clock=clock), folder)
    former = set((tmp_path / "FieldKit-cadangan").glob("*-upgrade.fkbackup"))
    migrator(folder, key, pause=0).communicate()
    (kept,) = set((tmp_path / "FieldKit-cadangan").glob("*-upgrade.fkbackup")) - former
    assert book_file.is_whole(kept)
    assert book_file.about(kept).reason == "upgrade"
    with pytest.raises(NewerBookError):
        vault.open_with_key(folder, key, clock=clock)
    ctx = backup.restore(kept, tmp_path / "Former.fieldkit", WORDS, clock=clock)
    assert ctx.db.value("SELECT count(*) FROM family_all") > 0
    vault.close_book(ctx, tmp_path / "Former.fieldkit")


def test_without_room_for_both_nothing_is_migrated(folder, clock):
    key = vault.unlock(folder, WORDS)
    vault.close_book(vault.open_with_key(folder, key, clock=clock), folder)
    before = (folder / "book.db").read_bytes()
    said, _nothing = migrator(folder, key, pause=0, spare=1 << 60).communicate()
    assert said.decode().split() == ["disk_full"]
    assert (folder / "book.db").read_bytes() == before
