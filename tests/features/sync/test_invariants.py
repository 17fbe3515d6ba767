"""The invariants of the merge, on the real tables through the real services.

Convergence (with its wrong clocks, lost, doubled and reordered files) covers most of them at
once; here each stands alone, so that a failure names what broke.
"""

import json
import random
import tempfile
import zlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldkit.core.db import health
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.vault import memory_context
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import desk, service, store
from fieldkit.features.sync.model import FileState
from tests.features.sync.village import KUBE, C, F, L, Village, actions

_KNOBS = {
    "deadline": None,
    "phases": (Phase.reuse, Phase.generate),  # a history of a whole village shrinks for ever
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
_SKEWS = st.tuples(*[st.integers(-600, 600)] * 3)
_STEPS = st.lists(actions(), min_size=4, max_size=25)
COUNTS = [
    pytest.param(12, id="few"),
    pytest.param(1000, id="many", marks=pytest.mark.long),
]


def in_increments(monkeypatch):
    """Let every file hold only what no file before it held, as if all had been confirmed."""

    def confirmed(db, device):
        sent = store.sent_heads(db, device)
        return dict(sent[0][1]) if sent else {}

    monkeypatch.setattr(store, "confirmed", confirmed)


def lived(folder, skews, steps, roles=(F, L, C)):
    """A village after some steps, with a file for the coordinator after each few of them."""
    village = Village(Path(folder), roles, skews)
    for number, (verb, *arguments) in enumerate(steps):
        getattr(village, verb)(*arguments)
        if number % 4 == 0:
            village.send(0, 2)
    village.receive(0, village.send(1, 0))
    village.send(0, 2)
    return village


def fresh_reader(village, number=2):
    """The coordinator's book as it was before any file came."""
    ctx = village.books[number]
    own = {key: ctx.db.meta(key) for key in ("device", "book_id", "sign_seed", "box_secret")}
    twin = memory_context(
        village.clocks[number],
        name=ctx.me.name,
        role=ctx.role,
        prepare_more=lambda db: db.set_meta(**own),
    )
    service.trust(twin, village.folder / "0.fkcard")
    return twin


def contents(ctx):
    held = {t: ctx.db.rows(f"SELECT * FROM {t} ORDER BY id") for t in SYNCED}
    held["conflict"] = ctx.db.rows("SELECT * FROM conflict ORDER BY tbl, row, col")
    return held


@pytest.mark.parametrize("examples", COUNTS)
def test_order_duplicates_and_batches_do_not_matter(monkeypatch, examples):
    in_increments(monkeypatch)

    @settings(max_examples=examples, **_KNOBS)
    @given(skews=_SKEWS, steps=_STEPS, seed=st.integers(0, 1 << 30))
    def check(skews, steps, seed):
        with tempfile.TemporaryDirectory() as folder:
            village = lived(folder, skews, steps)
            files, dice = list(village.letters[2]), random.Random(seed)
            plain, mixed = fresh_reader(village), fresh_reader(village)
            service.receive(plain, files)
            left = [*files, *dice.sample(files, len(files) // 2)]
            dice.shuffle(left)
            while left:
                batch = [left.pop() for _n in range(min(len(left), dice.randint(1, 3)))]
                service.receive(mixed, batch)
            service.receive(mixed, files)
            assert contents(mixed) == contents(plain)
            ops = "SELECT count(*) FROM op"
            before = mixed.db.value(ops), contents(mixed)
            assert sum(r.changes for r in service.receive(mixed, files)) == 0
            assert (mixed.db.value(ops), contents(mixed)) == before
            for one in (plain, mixed):
                found = health.findings(one.db, is_full=True)
                assert [f for f in found if f.code != "clock_behind"] == []
            village.close()

    check()


@pytest.mark.parametrize("examples", COUNTS)
def test_what_is_missing_is_named_exactly(monkeypatch, examples):
    in_increments(monkeypatch)

    @settings(max_examples=examples, **_KNOBS)
    @given(skews=_SKEWS, steps=_STEPS, seed=st.integers(0, 1 << 30))
    def check(skews, steps, seed):
        with tempfile.TemporaryDirectory() as folder:
            village = lived(folder, skews, steps)
            reader, dice = fresh_reader(village), random.Random(seed)
            files = village.letters[2]
            taken = [file for file in files if dice.random() < 0.6]
            service.receive(reader, taken) if taken else None
            held, every = Counter(), {}
            for file in files:
                for page in opened(reader, village, file).segments:
                    every.setdefault((page.dev, page.scope), set()).add(page.number)
                    held[page.dev, page.scope, page.number] += file in taken
            expected = {}
            for stream, numbers in every.items():
                mine = {n for n in numbers if held[(*stream, n)]}
                if mine and (gone := len(set(range(1, max(mine))) - mine)):
                    expected[stream] = gone
            told = {(h["dev"], h["scope"]): h["missing"] for h in store.holes(reader.db)}
            assert told == expected
            village.close()

    check()


def opened(reader, village, file):
    card_keys = {ctx.me.device: ctx.identity.sign_public for ctx in village.books}
    return bundles.read(file.read_bytes(), [reader.identity], card_keys.get)


@pytest.mark.parametrize("examples", COUNTS)
def test_a_leaders_file_names_nothing_outside_the_kube(examples):
    @settings(max_examples=examples, **_KNOBS)
    @given(skews=_SKEWS, steps=_STEPS)
    def check(skews, steps):
        with tempfile.TemporaryDirectory() as folder:
            village = lived(folder, skews, steps)
            file = village.send(0, 1, everything=True)
            bundle = opened(village.books[1], village, file)
            plain = b"".join(zlib.decompress(page.body) for page in bundle.segments)
            plain += json.dumps([bundle.heads, sorted(bundle.keys)]).encode()
            db = village.books[0].db
            strange = db.rows("SELECT DISTINCT row FROM op WHERE scope <> :k", k=KUBE)
            assert strange
            assert [r for r in strange if r["row"].encode() in plain] == []
            village.close()

    check()


@pytest.mark.parametrize("examples", COUNTS)
def test_money_is_the_sum_of_what_was_written_and_nothing_twice(examples):
    @settings(max_examples=examples, **_KNOBS)
    @given(skews=_SKEWS, steps=_STEPS)
    def check(skews, steps):
        with tempfile.TemporaryDirectory() as folder:
            village = lived(folder, skews, steps)
            village.exchange_everything()
            sums = set()
            for ctx in village.books:
                oldest = {}
                for op in ctx.db.rows(
                    "SELECT row, val FROM op WHERE tbl = 'cash_entry' ORDER BY hlc, dev"
                ):
                    oldest.setdefault(op["row"], json.loads(json.loads(op["val"])["lines"]))
                by_hand = sum(
                    line["amount"]
                    for lines in oldest.values()
                    for line in lines
                    if line["account"] == "pot:kas"
                )
                assert sum(cashbook.balances(ctx, KUBE).values()) == by_hand
                sums.add(by_hand)
                reversals = ctx.db.rows(
                    "SELECT reverses FROM cash_entry WHERE reverses IS NOT NULL"
                )
                assert len({r["reverses"] for r in reversals}) == len(reversals)
            assert len(sums) == 1
            village.close()

    check()


@pytest.mark.parametrize("examples", COUNTS)
def test_every_laptop_lists_the_same_differences(examples):
    @settings(max_examples=examples, **_KNOBS)
    @given(skews=_SKEWS, steps=_STEPS)
    def check(skews, steps):
        with tempfile.TemporaryDirectory() as folder:
            village = lived(folder, skews, steps)
            village.exchange_everything()
            lists = []
            for ctx in village.books:
                found = [c for c in desk.conflicts(ctx) if c.table in ("kube", "meeting")]
                lists.append([(c.id, c.shown, sorted(s.device for s in c.sides)) for c in found])
                assert len({c.id for c in found}) == len(found)
            assert lists[0] == lists[1] == lists[2]
            village.close()

    check()


def test_a_copied_laptop_that_goes_on_twice_is_a_fork(pair, exchange):
    """The same disk in two laptops: the second one's pages are named, never merged silently."""
    mine, theirs = pair
    exchange.put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    exchange.between(mine, theirs)
    copy = memory_context(mine.clock, name=mine.me.name)
    mine.db._connection.backup(copy.db._connection)
    copy.db.device = mine.me.device
    twin = copy._replace(me=mine.me)
    exchange.put(mine, "kpm_group", id="g" * 26, name="Dari laptop pertama")
    exchange.put(twin, "kpm_group", id="g" * 26, name="Dari laptop kedua")
    assert exchange.between(mine, theirs).state is FileState.NEW
    report = exchange.between(twin, theirs)
    assert (report.state, report.reason) == (FileState.DAMAGED, "fork")
    assert theirs.db.value("SELECT name FROM kpm_group") == "Dari laptop pertama"
