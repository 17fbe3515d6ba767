"""What encryption, log and history cost together: the same flows, the same services, without them.

The floor is a book that lies open in plain SQLite and whose writer writes its tables and nothing
else: no operation, no step, no chain, no guard, no encryption. Rules, permissions, search and sums
are the same in both.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db import legs, search
from fieldkit.core.db.database import Database
from fieldkit.core.db.driver import connect
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from tests.bench.conftest import Figure, interleaved, milliseconds, of_processor, told
from tests.durability.disk import Disk

FAMILIES = 40_255
pytestmark = pytest.mark.bench


class PlainWriter(Writer):
    """Writes the tables, and keeps nothing of what stood there before."""

    def put_many(self, table: str, rows: Any, scope: str | None = None) -> list[str]:
        ready = [{"id": new_id(), **{k: v for k, v in row.items() if v != ""}} for row in rows]
        for row in ready:
            row["id"] = row["id"] or new_id()
        known = self._current(table, [row["id"] for row in ready])
        fresh = [{"_scope": scope, "_del": 0, **row} for row in ready if row["id"] not in known]
        self._write_rows(table, self._db.columns(table), [self._plain(row) for row in fresh])
        changed = {row["id"]: self._plain(row) for row in ready if row["id"] in known}
        for row_id, fields in changed.items():
            fields.pop("id")
            self._update_rows(table, {row_id: fields})
        shown = [*fresh, *({**known[i], **fields, "id": i} for i, fields in changed.items())]
        search.index_rows(self._raw, table, shown)
        legs.refresh(self._raw, table, [row["id"] for row in shown])
        self.touched.add(table)
        return [row["id"] for row in ready]

    def post(self, table: str, row: Any, scope: str) -> str:
        return self.put_many(table, [row], scope)[0]

    def _plain(self, row: dict[str, Any]) -> dict[str, Any]:
        from fieldkit.core.db.oplog import plain

        return {name: plain(value) for name, value in row.items()}


class PlainDatabase(Database):
    """A book without a key, without guards, with the plain writer."""

    @contextmanager
    def write(self, step: Step, **_more: Any) -> Iterator[Writer]:
        with self._transaction():
            yield PlainWriter(self, step)

    def _guard(self) -> None:
        self._raw.execute("CREATE TEMP TABLE IF NOT EXISTS door (is_open INTEGER NOT NULL)")


@pytest.fixture(scope="module")
def books(tmp_path_factory, practice_book, data_key):
    """The practice book, encrypted with its log, and the same records in plain SQLite."""
    place = tmp_path_factory.mktemp("store")
    clock = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
    copy = place / "Buku.fieldkit"
    shutil.copytree(practice_book, copy)
    ours = vault.open_with_key(copy, data_key, clock=clock)
    plain = place / "plain.db"
    export = connect(copy / "book.db", data_key)
    export.execute("ATTACH ? AS plain KEY ''", (str(plain),))
    export.execute("SELECT sqlcipher_export('plain')")
    export.close()
    db = PlainDatabase(clock, path=plain)
    for table in ("op", "segment", "step"):
        db.raw.execute(f'DELETE FROM "{table}"')
    db.raw.execute("VACUUM")
    assert plain.read_bytes()[:15] == b"SQLite format 3"
    yield ours, ours._replace(db=db)
    db.close()
    vault.close_book(ours, copy)


def _visit(ctx, number):
    from fieldkit.features.visits import service as visits
    from fieldkit.features.visits.model import Visit

    family = _families(ctx)[number % 300]
    wanted = Visit(
        family_id=family, visited_on=ctx.today, purposes=("business",), problem=f"m{number}",
        agreement="Mencatat uang harian", starts=time(9), ends=time(10),
    )  # fmt: skip
    visits.record_visit(ctx, wanted)


def _family(ctx, number):
    from fieldkit.features.people import service as people

    known = people.family(ctx, _families(ctx)[number % 300])
    people.save_family(ctx, replace(known, note=f"catatan {number}", phone=f"0812{number:08}"))


def _new_family(ctx, number):
    from fieldkit.features.people import service as people
    from fieldkit.features.people.model import Family

    people.save_family(ctx, Family(name=f"Ibu {number}", address="Kp. Baru", rt="001", rw="002"))


def _meeting(ctx, number):
    from fieldkit.features.meeting import service as meeting
    from fieldkit.features.meeting.model import Page
    from fieldkit.features.p2k2 import service as p2k2
    from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session

    groups = [row["id"] for row in ctx.db.rows("SELECT id FROM kpm_group ORDER BY id")]
    group = groups[number % len(groups)]
    session = Session(
        group_id=group, held_on=ctx.today, starts=time(9), ends=time(11), code="M2S1",
        place="Balai", presenters=(Presenter(name="Sri", institution="Pendamping PKH"),),
    )  # fmt: skip
    marks = tuple(
        Attendance(family_id=row.family_id, status=Mark.PRESENT)
        for row in p2k2.blank_grid(ctx, group)
    )
    meeting.record(ctx, Page(session=session, marks=marks))


_IDS: dict[int, list[str]] = {}


def _families(ctx):
    if id(ctx.db) not in _IDS:
        rows = ctx.db.rows("SELECT id FROM family WHERE group_id IS NOT NULL ORDER BY id")
        _IDS[id(ctx.db)] = [row["id"] for row in rows]
    return _IDS[id(ctx.db)]


@pytest.mark.parametrize(
    ("name", "flow", "turns"),
    [
        ("a visit is recorded", _visit, 120),
        ("a family is changed", _family, 120),
        ("a family is added", _new_family, 120),
        ("a meeting of a group is recorded", _meeting, 40),
    ],
)
def test_a_flow_with_log_history_and_encryption(books, name, flow, turns):
    ours, plain = books
    numbers = iter(range(10_000))

    def once(ctx):
        number = next(numbers)
        flow(ctx, number)

    for _warm in range(10):
        once(ours)
        once(plain)
    took, floor = of_processor(lambda: once(ours), lambda: once(plain), turns)
    told(Figure(f"{name}: log, history, encryption", took, "ms", 2.5, floor))


def test_a_durable_command_waits_for_the_disk_as_often_as_without_a_log(books):
    """Syncs are counted under SQLite itself: the rest of a command's cost is the processor's."""
    ours, plain = books
    disk = Disk(None)
    with disk.listening():
        pairs = (
            ours._replace(
                db=Database(ours.clock, path=ours.db.folder / "book.db", key=ours.db.data_key)
            ),
            plain._replace(db=PlainDatabase(plain.clock, path=plain.db.folder / "plain.db")),
        )
        counted = []
        for ctx in pairs:
            _visit(ctx, 5000)
            before = len([e for e in disk.events if e[0] == "sync"])
            for number in range(20):
                _visit(ctx, 5001 + number)
            counted.append(len([e for e in disk.events if e[0] == "sync"]) - before)
            ctx.db.close()
    syncs, floor = counted
    told(Figure("20 visits are recorded: waits for the disk", syncs, "x", 1.0, floor))


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("first page of families", lambda ctx: _people().families(ctx, limit=100)),
        ("families of a group", lambda ctx: _people().families_of_group(ctx, _group(ctx))),
        ("longest not visited", lambda ctx: _visits().least_recently_visited(ctx)),
        ("visits of the month", lambda ctx: _visits().visits_of_month(ctx, _month())),
        ("all steps of a room's table", lambda ctx: ctx.db.rows("SELECT * FROM attendance")),
    ],
)
def test_a_list_with_encryption(books, name, asked):
    ours, plain = books
    for _warm in range(5):
        asked(ours)
        asked(plain)
    took, floor = interleaved(lambda: asked(ours), lambda: asked(plain), 40)
    told(Figure(f"list: {name}", took, "ms", 1.6, floor))


def _people():
    from fieldkit.features.people import service

    return service


def _visits():
    from fieldkit.features.visits import service

    return service


def _month():
    from fieldkit.core.dates import Month

    return Month(2026, 11)


def _group(ctx):
    return ctx.db.value("SELECT id FROM kpm_group ORDER BY id LIMIT 1")


def test_a_book_of_a_city_is_backed_up_and_proved(tmp_path):
    from fieldkit.features.backup import service as backup

    folder = tmp_path / "Kota.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kunci panjang",
        clock=FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC)),
    )  # fmt: skip
    rows = (
        {
            "name": f"Ibu Keluarga {n}", "nik": f"990101{n:010}", "no_kk": f"990102{n:010}",
            "address": f"Kp. Baru No. {n % 300}", "rt": f"{n % 9 + 1:03}", "rw": "004",
            "status": "active", "birth_date": date(1980, 1, 1 + n % 28), "_scope": f"g{n % 1500}",
        }
        for n in range(FAMILIES)
    )  # fmt: skip
    with ctx.db.write(Step("Prepare")) as writer:
        writer.put_many("family", rows)
    ctx.db.checkpoint()
    times = [milliseconds(lambda: backup.back_up(ctx, tmp_path / "stick")) for _turn in range(3)]
    size = (folder / "book.db").stat().st_size / 1_000_000
    told(Figure(f"backup and proof of {FAMILIES:,} families ({size:.0f} MB)",
                min(times), "ms", 8000))  # fmt: skip
    vault.close_book(ctx, folder)
