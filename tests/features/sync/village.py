"""Several laptops, what people do on them, and the ways files travel between them."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from fieldkit.core.clock import FixedClock
from fieldkit.core.db import undo as spine
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import NotFoundError
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import memory_context
from fieldkit.features.records import undoing
from fieldkit.features.sync import desk, service
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


class Village:
    """A facilitator in the middle, leaders of one KUBE or a coordinator around, with files."""

    def __init__(self, folder: Path, roles: tuple[Role, ...], skews: tuple[int, ...]) -> None:
        self.folder = folder
        self.clocks = [FixedClock(START + timedelta(minutes=skew)) for skew in skews[: len(roles)]]
        self.roads = [way for n in range(1, len(roles)) for way in ((0, n), (n, 0))]
        self.books = [
            memory_context(clock, name=f"P{n}", role=role)
            for n, (clock, role) in enumerate(zip(self.clocks, roles, strict=True))
        ]
        self.leaders = [n for n, role in enumerate(roles) if role is L]
        for leader in self.leaders:
            self.books[leader].db.set_meta(kube=KUBE)
        self.serial = itertools.count()
        self.letters: dict[int, list[Path]] = {n: [] for n in range(len(roles))}
        self.posted: set[str] = set()
        with self.books[0].db.write(Step("Begin")) as writer:
            writer.put("kube", {"id": KUBE, "name": "Melati"}, scope=KUBE)
            writer.put("kpm_group", {"id": GROUP, "name": "Mawar"}, scope=GROUP)
            writer.put("kpm_group", {"id": OTHER_GROUP, "name": "Melati"}, scope=OTHER_GROUP)
        for n, ctx in enumerate(self.books):
            service.write_card(ctx, folder / f"{n}.fkcard")
        for one, other in self.roads:
            service.trust(self.books[one], folder / f"{other}.fkcard")
        for leader in self.leaders:
            self.receive(leader, self.send(0, leader))

    def writer(self, number: int) -> int:
        """Return who writes: a coordinator writes nothing of a group."""
        writers = [0, *self.leaders]
        return writers[number % len(writers)]

    # -- what people do --------------------------------------------------------------------

    def put(self, book: int, table: str, number: int, column: str, value: str | None) -> None:
        scope = KUBE if table in SHARED else GROUP
        row_id = KUBE if table == "kube" else derived_id("test", table, str(number))
        if column == "dues_amount" and value:
            value = len(value) * 1000
        book = self.writer(book) if table in SHARED else 0
        db = self.books[book].db
        with db.write(Step("Put")) as writer:
            writer.put(table, {"id": row_id, column: value}, scope=scope)
        if db.value("SELECT count(*) FROM op WHERE step = :s", s=writer.step_id):
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

    def exchange_everything(self) -> None:
        latest = max(clock.now() for clock in self.clocks) + timedelta(hours=1)
        for clock in self.clocks:
            clock.instant = latest
        for _round in range(2):
            for one, other in sorted(self.roads, reverse=True):
                [report] = self.receive(other, self.send(one, other, everything=True))
                assert report.state in (FileState.NEW, FileState.ALREADY), report

    def content(self, book: int, scope: str | None = None) -> dict:
        where = "WHERE _scope = :scope" if scope else "WHERE :scope IS NULL"
        db = self.books[book].db
        held = {t: db.rows(f"SELECT * FROM {t} {where} ORDER BY id", scope=scope) for t in SYNCED}
        ids = {r["id"] for rows in held.values() for r in rows}
        listed = db.rows("SELECT * FROM conflict ORDER BY tbl, row, col")
        held["conflict"] = [r for r in listed if scope is None or r["row"] in ids]
        return held

    def close(self) -> None:
        for ctx in self.books:
            ctx.db.close()


def actions() -> st.SearchStrategy:
    writer, anyone, number = st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)
    value = st.sampled_from(VALUES)

    def puts(tables: dict, who: st.SearchStrategy) -> st.SearchStrategy:
        return st.sampled_from([(t, c) for t, columns in tables.items() for c in columns]).flatmap(
            lambda place: st.tuples(
                st.just("put"), who, st.just(place[0]), number, st.just(place[1]), value
            )
        )

    removable = [t for t in SHARED if t != "kube"]
    road = st.tuples(st.just("send_along"), st.integers(0, 5))
    return st.one_of(
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
        st.tuples(st.just("read_letters"), anyone, st.lists(st.integers(0, 9), max_size=3)),
        st.tuples(st.just("read_letters"), anyone, st.lists(st.integers(0, 9), max_size=3)),
    )
