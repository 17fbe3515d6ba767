"""Several laptops, what people do on them, and the ways files travel between them."""

import itertools
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import strategies as st

from fieldkit.core.clock import FixedClock
from fieldkit.core.context import Context
from fieldkit.core.db import undo as spine
from fieldkit.core.db.database import Database
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import NotFoundError
from fieldkit.core.ids import derived_id
from fieldkit.core.security.attachments import MemoryAttachments
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import memory_context
from fieldkit.features.records import undoing
from fieldkit.features.sync import desk, service, store
from fieldkit.features.sync.model import FileState

KUBE, GROUP = derived_id("test", "kube"), derived_id("test", "group")
OTHER_GROUP = derived_id("test", "other group")
START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
F, L, C = Role.FACILITATOR, Role.LEADER, Role.COORDINATOR
# table: columns that are edited, and whether leaders edit it too
SHARED = {
    "kube": ("note", "status"),
    "kube_member": ("name", "phone", "position"),
    "meeting": ("place", "dues_amount"),
    "meeting_attendance": ("status",),
    "agenda_item": ("title", "decision"),
}
FAMILIES = {"family": ("name", "status", "rt"), "visit": ("problem", "visited_on")}
VALUES = ("a", "b", None)


class Beginning(NamedTuple):
    """Books that know each other, and all files written so far: others begin as their copies."""

    books: list[Context]
    files: dict[str, bytes]


@cache
def beginning(roles: tuple[Role, ...]) -> Beginning:
    """A facilitator with a KUBE and two groups, which leaders have received."""
    clock, files = FixedClock(START), {}
    books = [memory_context(clock, name=f"P{n}", role=role) for n, role in enumerate(roles)]
    with books[0].db.write(Step("Begin")) as writer:
        writer.put("kube", {"id": KUBE, "name": "Melati"}, scope=KUBE)
        writer.put("kpm_group", {"id": GROUP, "name": "Mawar"}, scope=GROUP)
        writer.put("kpm_group", {"id": OTHER_GROUP, "name": "Melati"}, scope=OTHER_GROUP)
    with scratch() as folder:
        for n, ctx in enumerate(books):
            if roles[n] is L:
                ctx.db.set_meta(kube=KUBE)
            service.write_card(ctx, folder / f"{n}.fkcard")
            files[f"{n}.fkcard"] = (folder / f"{n}.fkcard").read_bytes()
        for n, role in enumerate(roles[1:], start=1):
            peer = service.trust(books[0], folder / f"{n}.fkcard")
            service.trust(books[n], folder / "0.fkcard")
            if role is L:
                letter = Path(service.send(books[0], peer, folder).file)
                service.receive(books[n], [letter])
                files[f"letter-{n}-{letter.name}"] = letter.read_bytes()
    return Beginning(books, files)


# Laptops of histories that ended, wiped by the next copy: to build one costs most of a history.
_SPARE: list[Database] = []


def copied(ctx: Context, clock: FixedClock) -> Context:
    """The same laptop with another clock."""
    if not _SPARE:
        _SPARE.append(memory_context(clock).db)
    db = _SPARE.pop()
    ctx.db._connection.backup(db._connection)
    db._clock, db._last_hlc, db.device = clock, 0, ctx.me.device
    return Context(db=db, me=ctx.me, clock=clock, files=MemoryAttachments())


def put_away(*books: Context) -> None:
    """Let the next history use these laptops; only who came to its end does so."""
    _SPARE.extend(ctx.db for ctx in books)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for a moment; in memory where there is such a place, for disks wait."""
    place = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
    with tempfile.TemporaryDirectory(dir=place if os.access(place, os.W_OK) else None) as folder:
        yield Path(folder)


class Village:
    """A facilitator in the middle, leaders of one KUBE or a coordinator around, with files."""

    def __init__(
        self,
        folder: Path,
        roles: tuple[Role, ...],
        skews: tuple[int, ...],
        *,
        is_in_increments: bool = False,
    ) -> None:
        self.folder, self.roles, self.is_in_increments = folder, roles, is_in_increments
        self.clocks = [FixedClock(START + timedelta(minutes=skew)) for skew in skews[: len(roles)]]
        self.roads = [way for n in range(1, len(roles)) for way in ((0, n), (n, 0))]
        self.leaders = [n for n, role in enumerate(roles) if role is L]
        self.serial = itertools.count()
        self.posted: set[str] = set()
        begun = beginning(roles)
        for name, content in begun.files.items():
            (folder / name).write_bytes(content)
        self.books = [
            copied(ctx, clock) for ctx, clock in zip(begun.books, self.clocks, strict=True)
        ]
        self.letters: dict[int, list[Path]] = {
            n: [folder / name for name in begun.files if name.startswith(f"letter-{n}-")]
            for n in range(len(roles))
        }

    def writer(self, number: int) -> int:
        """Return who writes: a coordinator writes nothing of a group."""
        writers = [0, *self.leaders]
        return writers[number % len(writers)]

    # -- what people do --------------------------------------------------------------------

    def put(self, book: int, place: tuple[str, str], number: int, value: str | None) -> None:
        table, column = place
        scope = KUBE if table in SHARED else GROUP
        row_id = KUBE if table == "kube" else derived_id("test", table, str(number))
        if column == "dues_amount" and value:
            value = len(value) * 1000
        book = self.writer(book) if table in SHARED else 0
        db = self.books[book].db
        with db.write(Step("Put")) as writer:
            writer.put(table, {"id": row_id, column: value}, scope=scope)
        # A record brought back from the bin with the value it showed is no word on that value.
        said = "SELECT count(*) FROM op WHERE step = :s AND col IN (:c, '*')"
        if db.value(said, s=writer.step_id, c=column):
            self.expect_own_word(db, writer.step_id, table, row_id, column, value)

    def expect_own_word(self, db, step, table, row_id, column, value) -> None:
        """Whatever the clocks say: what was just written is read, newest, and settles."""
        assert db.value(f"SELECT {column} FROM {table} WHERE id = :id", id=row_id) == value
        differing = "SELECT count(*) FROM conflict WHERE row = :row AND col = :column"
        assert not db.value(differing, row=row_id, column=column)
        newest = "SELECT step FROM op WHERE state = 0 ORDER BY hlc DESC, dev DESC LIMIT 1"
        assert db.value(newest) == step

    def move(self, number: int, to: int) -> None:
        """Take a family to one of two groups, as only its facilitator does."""
        family = derived_id("test", "family", str(number))
        with self.books[0].db.write(Step("Move")) as writer:
            writer.move("family", [family], (GROUP, OTHER_GROUP)[to])
            writer.local_remove("draft", "none")

    def remove(self, book: int, table: str, number: int) -> None:
        with self.books[self.writer(book)].db.write(Step("Remove")) as writer:
            try:
                writer.remove(table, derived_id("test", table, str(number)))
            except NotFoundError:
                writer.local_remove("draft", "none")

    def post(self, book: int, number: int) -> None:
        entry = derived_id("test", "entry", str(number))
        amount = (number + 1) * 1000
        lines = [
            {"account": "pot:kas", "amount": amount},
            {"account": "income:dues", "amount": -amount},
        ]
        row = {"id": entry, "kube_id": KUBE, "booked_on": "2026-11-20", "lines": lines}
        with self.books[self.writer(book)].db.write(Step("Post")) as writer:
            writer.post("cash_entry", row | {"description": f"by {book}"}, scope=KUBE)
        self.posted.add(entry)

    def reverse(self, book: int, number: int) -> None:
        entry = derived_id("test", "entry", str(number))
        with self.books[self.writer(book)].db.write(Step("Correct")) as writer:
            try:
                writer.reverse("cash_entry", entry, booked_on="2026-11-20", reason="wrong")
            except NotFoundError:
                writer.local_remove("draft", "none")

    def undo(self, book: int) -> None:
        book %= len(self.books)
        db = self.books[book].db
        if step := spine.next_undo(db):
            undoing.undo(self.books[book])
            if step.kind == "merge":
                counted = "SELECT count(*) FROM segment WHERE merge_step = :s AND withheld = 0"
                assert db.value(counted, s=step.id) == 0

    def redo(self, book: int) -> None:
        book %= len(self.books)
        if undoing.next_redo(self.books[book]):
            undoing.redo(self.books[book])

    def settle(self, book: int, keep: str) -> None:
        book %= len(self.books)
        for conflict in desk.conflicts(self.books[book])[:1]:
            if conflict.may_settle:
                desk.settle(self.books[book], conflict.id, keep)
                assert conflict.id not in {c.id for c in desk.conflicts(self.books[book])}

    # -- how files travel ------------------------------------------------------------------

    def send_along(self, road: int) -> None:
        self.send(*self.roads[road % len(self.roads)])

    def send(self, book: int, to: int, *, everything: bool = False) -> Path:
        me = self.books[book]
        peer = service.find_peer(me, f"P{to}")
        place = self.folder / str(next(self.serial))
        with in_increments() if self.is_in_increments and not everything else nullcontext():
            file = Path(service.send(me, peer, place, everything=everything).file)
        self.letters[to].append(file)
        return file

    def receive(self, book: int, *files: Path) -> list:
        return service.receive(self.books[book], files)

    def read_letters(self, book: int, picks: list[int]) -> None:
        """Take some of the files ever written for a book, in any order, twice or never."""
        book %= len(self.books)
        known = self.letters[book]
        chosen = [known[pick % len(known)] for pick in picks] if known else []
        if chosen:
            self.receive(book, *chosen)

    def wait(self, book: int, minutes: int) -> None:
        self.clocks[book % len(self.books)].advance(minutes=minutes)

    # -- the end ---------------------------------------------------------------------------

    def quarrel(self, dice: random.Random) -> None:
        """Let some write the same field once more before the last files: a few differ for good."""
        place = dice.choice([(table, columns[0]) for table, columns in SHARED.items()])
        for book in range(1 + len(self.leaders)):
            if dice.random() < 0.6:
                self.put(book, place, 0, dice.choice(VALUES))

    def exchange_everything(self) -> None:
        """Let everybody send as always, twice: what was lost comes again unasked."""
        self.is_in_increments = False
        latest = max(START, *(clock.now() for clock in self.clocks)) + timedelta(hours=1)
        for clock in self.clocks:
            clock.instant = latest
        for _round in range(2):
            for one, other in sorted(self.roads, reverse=True):
                [report] = self.receive(
                    other, self.send(one, other, everything=self.is_in_increments)
                )
                assert report.state in (FileState.NEW, FileState.ALREADY), report

    def content(self, book: int, scope: str | None = None) -> dict:
        return contents(self.books[book], scope)

    def close(self) -> None:
        put_away(*self.books)


@cache
def _tables_held() -> str:
    """One question which tables hold anything, for most of them never do."""
    held = (f"SELECT '{t}' AS name WHERE EXISTS (SELECT 1 FROM {t}_all)" for t in SYNCED)
    return " UNION ALL ".join(held)


def contents(ctx: Context, scope: str | None = None) -> dict:
    """All records and differences of a book, or those of one scope."""
    where = "WHERE _scope = :scope" if scope else "WHERE :scope IS NULL"
    db = ctx.db
    filled = [row["name"] for row in db.rows(_tables_held())]
    held = {t: db.rows(f"SELECT * FROM {t} {where} ORDER BY id", scope=scope) for t in filled}
    held = {t: rows for t, rows in held.items() if rows}
    ids = {r["id"] for rows in held.values() for r in rows}
    listed = db.rows("SELECT * FROM conflict ORDER BY tbl, row, col")
    held["conflict"] = [r for r in listed if scope is None or r["row"] in ids]
    return held


@contextmanager
def in_increments() -> Iterator[None]:
    """Let a file hold only what no file before it held, as if all had been confirmed."""

    def confirmed(db: Database, device: int) -> dict:
        sent = store.sent_heads(db, device)
        return dict(sent[0][1]) if sent else {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "confirmed", confirmed)
        yield


def fresh_reader(village: Village, number: int) -> Context:
    """A book as it was before any file came."""
    return copied(before_any_file(village.roles, number), village.clocks[number])


@cache
def before_any_file(roles: tuple[Role, ...], number: int) -> Context:
    begun = beginning(roles)
    ctx = begun.books[number]
    facts = ("device", "book_id", "sign_seed", "box_secret", "kube")
    own = {key: ctx.db.meta(key) for key in facts if ctx.db.meta(key) is not None}
    twin = memory_context(
        FixedClock(START),
        name=ctx.me.name,
        role=ctx.role,
        prepare_more=lambda db: db.set_meta(**own),
    )
    with scratch() as folder:
        (folder / "0.fkcard").write_bytes(begun.files["0.fkcard"])
        service.trust(twin, folder / "0.fkcard")
    return twin


def histories(least: int = 12, most: int = 30) -> st.SearchStrategy:
    """Steps of everybody, mostly about the same few fields, so that they meet."""
    writer, anyone = st.integers(0, 2), st.integers(0, 3)
    number, value = st.sampled_from((0, 0, 0, 0, 0, 1)), st.sampled_from(VALUES)

    def puts(tables: dict, who: st.SearchStrategy) -> st.SearchStrategy:
        places = [(table, columns[0]) for table, columns in tables.items()] * 2
        places += places[:1] * 6
        places += [(table, column) for table, columns in tables.items() for column in columns]
        return st.tuples(st.just("put"), who, st.sampled_from(places), number, value)

    removable = [t for t in SHARED if t != "kube"]
    road = st.tuples(st.just("send_along"), st.integers(0, 5))
    letters = st.tuples(
        st.just("read_letters"), anyone, st.lists(st.integers(0, 9), min_size=1, max_size=3)
    )
    step = st.one_of(
        puts(SHARED, writer),
        puts(SHARED, writer),
        puts(SHARED, writer),
        puts(FAMILIES, st.just(0)),
        st.tuples(st.just("move"), number, st.integers(0, 1)),
        st.tuples(st.just("remove"), writer, st.sampled_from(removable), number),
        st.tuples(st.just("post"), writer, number),
        st.tuples(st.just("reverse"), writer, number),
        st.tuples(st.just("undo"), anyone),
        st.tuples(st.just("redo"), anyone),
        st.tuples(st.just("settle"), writer, st.sampled_from(("ours", "theirs"))),
        st.tuples(st.just("wait"), anyone, st.integers(1, 600)),
        road,
        road,
        letters,
        letters,
    )
    return st.lists(step, min_size=least, max_size=most)
