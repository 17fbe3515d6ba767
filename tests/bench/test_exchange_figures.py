"""The exchange against raw inserts, against Anki's own engine, and sixty first files at once."""

import json
import random
import resource
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import service
from fieldkit.features.sync.model import FileState
from tests.bench.conftest import Figure, told

pytestmark = pytest.mark.bench
HERE = Path(__file__).parent
CLOCK = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
WORDS = "kunci panjang"
FAMILIES, CHANGES = 40_255, 100_000
FACILITATORS, THEIR_FAMILIES, THEIR_GROUPS = 60, 671, 24


def seconds(work):
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def introduced(one, other, folder):
    """Let two books know each other; return whom the first sends to."""
    cards = []
    for ctx in (one, other):
        cards.append(folder / f"{ctx.me.device}.fkcard")
        service.write_card(ctx, cards[-1])
    service.trust(other, cards[0])
    return service.trust(one, cards[1])


def on_disk(folder, name, role):
    return vault.create_book(
        folder / f"{name}.fieldkit", name=name, role=role, passphrase=WORDS, clock=CLOCK
    )[0]


def close(ctx):
    vault.close_book(ctx, ctx.db.folder)


def family(chance, number, group):
    return {
        "id": new_id(), "_scope": group, "group_id": group, "status": "active",
        "name": f"Siti {chance.randrange(10**6)} Aminah", "nik": f"9901{number:012}",
        "no_kk": f"9902{number:012}", "address": f"Kp. Baru No. {number % 300}",
        "rt": "001", "rw": "002",
    }  # fmt: skip


def register(ctx, families, groups):
    """Write groups and families; return the families as (id, group)."""
    chance = random.Random(1)
    places = [new_id() for _n in range(groups)]
    rows = [family(chance, n, places[n % groups]) for n in range(families)]
    with ctx.db.write(Step("Import")) as writer:
        writer.put_many(
            "kpm_group",
            [{"id": g, "_scope": g, "name": f"Kelompok {n}"} for n, g in enumerate(places)],
        )
        writer.put_many("family", rows)
    return [(row["id"], row["group_id"]) for row in rows]


@pytest.fixture
def large(tmp_path):
    """40,255 families in one book, and an empty one that knows it; both encrypted on disk."""
    mine = on_disk(tmp_path, "Sri", Role.FACILITATOR)
    theirs = on_disk(tmp_path, "Koordinator", Role.COORDINATOR)
    peer = introduced(mine, theirs, tmp_path)
    yield mine, theirs, peer, register(mine, FAMILIES, 1500)
    close(mine)
    close(theirs)


def raw_inserts(path, rows):
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(
        "CREATE TABLE op (hlc INTEGER, dev INTEGER, scope TEXT, tbl TEXT, row TEXT, col TEXT,"
        " val TEXT, PRIMARY KEY (hlc, dev))"
    )
    db.executemany("INSERT INTO op VALUES (?,?,?,?,?,?,?)", rows)
    db.commit()
    db.close()


def test_a_hundred_thousand_changes_out_and_in(large, tmp_path):
    mine, theirs, peer, families = large
    first = service.send(mine, peer, tmp_path)
    service.receive(theirs, [Path(first.file)])
    service.receive(
        mine, [Path(s.file) for s in service.write_receipts(theirs, {mine.me.device}, tmp_path)]
    )
    chance = random.Random(2)
    with mine.db.write(Step("Change")) as writer:
        for turn in range(CHANGES // 20_000):
            chosen = chance.sample(families, 20_000)
            rows = [{"id": one, "rt": f"{turn}{n:05}"} for n, (one, _group) in enumerate(chosen)]
            writer.put_many("family", rows)
    operations = [
        tuple(r.values())
        for r in mine.db.rows(
            "SELECT hlc, dev, scope, tbl, row, col, val FROM op WHERE seg IS NULL"
        )
    ]
    floor, _ = seconds(lambda: raw_inserts(tmp_path / "plain.db", operations))
    writing, sent = seconds(lambda: service.send(mine, peer, tmp_path))
    sure = service.stopping(theirs, [Path(sent.file)])  # so many changes stop and ask
    taking, reports = seconds(lambda: service.receive(theirs, [Path(sent.file)], accepted=sure))
    assert reports[0].changes == sent.changes == len(operations) == CHANGES
    told(
        Figure(f"export of {len(operations):,} changes, sealed and signed", writing, "s", 12, floor)
    )
    # Beside the bare insert each change is opened, checked, folded and shown, in an encrypted
    # book with its indexes; each of the 1,500 pages has its signature, its chain and its scope.
    told(Figure(f"import and merge of {len(operations):,} changes", taking, "s", 30, floor))
    told(Figure("bytes per change in the file", sent.bytes / sent.changes, "B", 40))


def test_side_by_side_with_anki(large, tmp_path):
    rival = HERE.parent.parent / ".venv" / "rival" / "bin" / "python"
    if not rival.exists():
        pytest.skip("the package `anki` is not at hand: make bench puts it into .venv/rival")
    done = subprocess.run(
        [str(rival), str(HERE / "rival_anki.py"), str(FAMILIES)], capture_output=True, check=True,
        text=True,
    )  # fmt: skip
    anki = json.loads(done.stdout)
    mine, theirs, peer, _families = large
    writing, sent = seconds(lambda: service.send(mine, peer, tmp_path))
    taking, reports = seconds(lambda: service.receive(theirs, [Path(sent.file)]))
    again, _ = seconds(lambda: service.receive(theirs, [Path(sent.file)]))
    assert reports[0].state is FileState.NEW
    # Anki's file is neither sealed nor signed, its engine is compiled, and it merges by note.
    told(
        Figure(
            f"a file of {FAMILIES:,} families, beside Anki's package",
            writing,
            "s",
            12,
            anki["write"],
        )
    )
    told(Figure("taking it into an empty book, beside Anki", taking, "s", 30, anki["take"]))
    told(Figure("taking it a second time, beside Anki", again, "s", 6, anki["again"]))
    # A third of them are what lets every single family be forgotten: its own key, and its seal.
    told(Figure("its bytes, beside Anki", sent.bytes / 1e6, "MB", 3.5, anki["bytes"] / 1e6))


def test_a_months_file_of_one_facilitator(tmp_path):
    """Written and taken within a second, at most 200 kB without photos."""
    mine = on_disk(tmp_path, "Sri", Role.FACILITATOR)
    theirs = on_disk(tmp_path, "Koordinator", Role.COORDINATOR)
    peer = introduced(mine, theirs, tmp_path)
    families = register(mine, 350, 13)
    service.receive(theirs, [Path(service.send(mine, peer, tmp_path).file)])
    service.receive(
        mine, [Path(s.file) for s in service.write_receipts(theirs, {mine.me.device}, tmp_path)]
    )
    write_months(mine, families, 1)
    writing, sent = seconds(lambda: service.send(mine, peer, tmp_path))
    taking, _ = seconds(lambda: service.receive(theirs, [Path(sent.file)]))
    close(mine)
    close(theirs)
    told(Figure("a month's file of one facilitator, written", writing, "s", 1))
    told(Figure("a month's file of one facilitator, taken", taking, "s", 1))
    told(Figure("a month's file of one facilitator", sent.bytes / 1000, "kB", 200))


def write_months(ctx, families, months):
    groups = sorted({group for _family, group in families})
    for month in range(1, months + 1):
        for group in groups:
            session = new_id()
            with ctx.db.write(Step("Record the P2K2")) as writer:
                row = {"id": session, "group_id": group, "held_on": f"2026-{month:02}-10"}
                row |= {"status": "held", "title": "Sesi", "place": "Balai RW"}
                writer.put("session", row, scope=group)
                writer.put_many(
                    "attendance",
                    [
                        {"id": derived_id("attendance", session, f), "_scope": group,
                         "session_id": session, "family_id": f, "status": "present"}
                        for f, its in families if its == group
                    ],
                )  # fmt: skip
    with ctx.db.write(Step("Visits")) as writer:
        writer.put_many(
            "visit",
            [
                {"_scope": g, "family_id": f, "visited_on": "2026-05-05",
                 "problem": f"atap bocor {n}", "agreement": "mencatat uang"}
                for n, (f, g) in enumerate(families)
            ],
        )  # fmt: skip


def test_sixty_first_files_of_a_city(tmp_path):
    coordinator = on_disk(tmp_path, "Koordinator", Role.COORDINATOR)
    place = coordinator.db.folder
    files = tmp_path / "files"
    rows = 0
    for number in range(FACILITATORS):
        ctx = vault.memory_context(CLOCK, name=f"Pendamping {number}")
        peer = introduced(ctx, coordinator, tmp_path)
        write_months(ctx, register(ctx, THEIR_FAMILIES, THEIR_GROUPS), 12)
        rows += service.send(ctx, peer, files).changes
        ctx.db.close()
    close(coordinator)
    # In a process of its own, so that its memory is its own.
    done = subprocess.run(
        [sys.executable, __file__, str(place), str(files)], capture_output=True, text=True,
        check=True, env={"PYTHONPATH": str(HERE.parent.parent), "PATH": "/usr/bin"},
    )  # fmt: skip
    taken = json.loads(done.stdout)
    assert taken["changes"] == rows
    assert taken["again"] == 0
    told(Figure(f"60 first files, {rows:,} records of 40,260 families", taken["first_s"], "s", 60))
    told(Figure("the same 60 files again, with no change", taken["again_s"], "s", 10))
    told(Figure("memory while merging them", taken["most_mb"], "MB", 400))


def main(folder: str, files: str) -> None:
    """Take all files of a folder into a book, twice, and print what it took of the processor."""
    ctx = vault.open_book(Path(folder), WORDS, clock=CLOCK)
    began = time.process_time()
    reports = service.receive(ctx, [Path(files)])
    first = time.process_time() - began
    once_more = service.receive(ctx, [Path(files)])
    again = time.process_time() - began - first
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    close(ctx)
    facts = {
        "changes": sum(r.changes for r in reports), "first_s": first, "again_s": again,
        "again": sum(r.changes for r in once_more), "most_mb": most,
    }  # fmt: skip
    print(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
