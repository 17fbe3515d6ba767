"""What must be true at the end of every history, however files travelled: one check for each."""

import json
import random
import zlib
from pathlib import Path

import pytest

from fieldkit.core.db import health
from fieldkit.core.db.driver import driver
from fieldkit.core.db.segments import Segment, digest
from fieldkit.core.ids import derived_id
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import desk, service, store
from fieldkit.features.sync.manifest import Bundle
from fieldkit.features.sync.model import FileState
from tests.features.sync.village import (
    GROUP,
    KUBE,
    SHARED,
    Village,
    contents,
    fresh_reader,
    put_away,
)

REFUSED = {FileState.DAMAGED, FileState.NOT_FOR_YOU, FileState.UNKNOWN_SENDER,
           FileState.NEWER_VERSION}  # fmt: skip


def check_everything(village: Village, dice: random.Random) -> None:
    expect_the_same(village)
    expect_money_to_the_rupiah(village)
    expect_a_decision_to_reach_everybody(village)
    expect_no_effect_of_more(village, dice)
    expect_any_order_to_do(village, dice)
    expect_holes_to_be_named(village, dice)
    expect_nothing_foreign(village)
    expect_damage_to_be_noticed(village, dice)
    expect_no_word_outside_a_scope(village)
    expect_a_newer_page_to_wait_and_a_second_one_to_be_a_fork(village, dice)


def state(ctx) -> tuple:
    return contents(ctx), ctx.db.value("SELECT count(*) FROM op")


def expect_the_same(village: Village) -> None:
    """All hold the same records and the same differences, and each what its log says."""
    facilitator, shared = village.content(0), village.content(0, KUBE)
    for book in range(1, len(village.books)):
        if book in village.leaders:
            assert village.content(book, KUBE) == shared
        else:
            assert village.content(book) == facilitator
    for ctx in village.books:
        assert health.findings(ctx.db, is_full=True) == []
    lists = [
        [(c.id, c.shown, sorted(s.device for s in c.sides)) for c in desk.conflicts(ctx)
         if c.table in SHARED]
        for ctx in village.books
    ]  # fmt: skip
    assert all(found == lists[0] for found in lists)
    assert len({conflict for conflict, *_more in lists[0]}) == len(lists[0])
    for conflict in desk.conflicts(village.books[0]):
        newest = max(conflict.sides, key=lambda side: (side.at_ms, side.device))
        same_moment = [s.value for s in conflict.sides if s.at_ms == newest.at_ms]
        assert conflict.shown in same_moment


def expect_money_to_the_rupiah(village: Village) -> None:
    """Every entry is there once, reversed once at most, and the cash is their sum."""
    entries = {e["id"]: e for e in village.content(0).get("cash_entry", [])}
    assert len(entries) == len(village.content(0).get("cash_entry", []))
    assert {i for i, e in entries.items() if not e["reverses"]} == village.posted
    reversed_ones = [e["reverses"] for e in entries.values() if e["reverses"]]
    assert len(set(reversed_ones)) == len(reversed_ones)
    for entry in entries.values():
        if entry["reverses"]:
            former = json.loads(entries[entry["reverses"]]["lines"])
            legs = zip(former, json.loads(entry["lines"]), strict=True)
            assert all(one["amount"] == -other["amount"] for one, other in legs)
    for ctx in village.books:
        oldest: dict[str, list] = {}
        for op in ctx.db.rows("SELECT row, val FROM op WHERE tbl = 'cash_entry' ORDER BY hlc, dev"):
            oldest.setdefault(op["row"], json.loads(json.loads(op["val"])["lines"]))
        lines = [line for lines in oldest.values() for line in lines]
        by_hand = sum(line["amount"] for line in lines if line["account"] == "pot:kas")
        assert sum(cashbook.balances(ctx, KUBE).values()) == by_hand


def expect_a_decision_to_reach_everybody(village: Village) -> None:
    """What one settles is listed nowhere once their files came, and shown as they decided."""
    middle = village.books[0]
    differing = [c for c in desk.conflicts(middle) if c.table in SHARED and c.may_settle]
    for conflict in differing[:1]:
        kept = desk.settle(middle, conflict.id, "theirs")
        for one, other in village.roads:
            if one == 0:
                village.receive(other, village.send(one, other))
        for ctx in village.books:
            assert conflict.id not in {c.id for c in desk.conflicts(ctx)}
            shown = f"SELECT {kept.column} FROM {kept.table}_all WHERE id = :id"
            chosen = middle.db.value(shown, id=kept.row)
            assert ctx.db.value(shown, id=kept.row) == chosen


def expect_no_effect_of_more(village: Village, dice: random.Random) -> None:
    """Files once more, on every road and all that were ever written for one, change nothing."""
    before = [state(ctx) for ctx in village.books]
    for one, other in village.roads:
        [report] = village.receive(other, village.send(one, other))
        assert report.changes == 0
    book = dice.choice([n for n, files in village.letters.items() if files])
    reports = village.receive(book, *village.letters[book], *village.letters[book][-1:])
    assert sum(r.changes for r in reports) == 0
    assert [state(ctx) for ctx in village.books] == before


def expect_any_order_to_do(village: Village, dice: random.Random) -> None:
    """Who gets all files in any order, in batches, some twice, and is cut off, holds the same."""
    number = dice.randrange(1, len(village.books))
    plain, reader = fresh_reader(village, number), fresh_reader(village, number)
    files = list(village.letters[number])
    if dice.random() < 0.5:
        files = dice.sample(files, dice.randint(0, len(files)))
    service.receive(plain, files) if files else None
    left = [*files, *dice.sample(files, len(files) // 2)]
    dice.shuffle(left)
    cut_off(reader, left, dice, (state(reader), state(plain))) if left else None
    while left:
        service.receive(reader, [left.pop() for _n in range(min(len(left), dice.randint(2, 6)))])
    assert contents(reader) == contents(plain)
    is_whole = len(files) == len(village.letters[number])
    if is_whole and number not in village.leaders:  # a laptop's own pages do not come back to it
        assert contents(reader) == village.content(number)
    put_away(plain, reader)


def cut_off(reader, files: list[Path], dice: random.Random, all_or_nothing: tuple) -> None:
    """Stop a merge after any number of instructions: it was all or nothing.

    All, where it was stopped after the commit, in the small things that follow it.
    """
    left = dice.randrange(1, 400)

    def tick() -> int:
        nonlocal left
        left -= 1
        return left < 0

    reader.db._connection.set_progress_handler(tick, 500)
    try:
        service.receive(reader, files)
    except driver.OperationalError:
        reader.db._connection.set_progress_handler(None, 0)
        assert state(reader) in all_or_nothing
    finally:
        reader.db._connection.set_progress_handler(None, 0)


def expect_holes_to_be_named(village: Village, dice: random.Random) -> None:
    """Who gets some of the files is told how many pages of which laptop are missing."""
    number = dice.randrange(1, len(village.books))
    reader = fresh_reader(village, number)
    files = [f for f in village.letters[number] if dice.random() < 0.3]
    service.receive(reader, files) if files else None
    held: dict[tuple[int, str], set[int]] = {}
    for file in files:
        for page in opened(village, reader, file).segments:
            held.setdefault((page.dev, page.scope), set()).add(page.number)
    expected = {s: max(n) - len(n) for s, n in held.items() if max(n) > len(n)}
    told = {(h["dev"], h["scope"]): h["missing"] for h in store.holes(reader.db)}
    assert told == expected
    put_away(reader)


def opened(village: Village, reader, file: Path) -> Bundle:
    keys = {ctx.me.device: ctx.identity.sign_public for ctx in village.books}
    return bundles.read(file.read_bytes(), [reader.identity], keys.get)


def expect_nothing_foreign(village: Village) -> None:
    """A leader's file names nothing outside the KUBE."""
    strange = village.books[0].db.rows("SELECT DISTINCT row FROM op WHERE scope <> :k", k=KUBE)
    for leader in village.leaders:
        bundle = opened(village, village.books[leader], village.send(0, leader, everything=True))
        plain = b"".join(zlib.decompress(page.body) for page in bundle.segments)
        plain += json.dumps([bundle.heads, sorted(bundle.keys)]).encode()
        assert strange
        assert [r for r in strange if r["row"].encode() in plain] == []


def expect_damage_to_be_noticed(village: Village, dice: random.Random) -> None:
    """A file with any bit changed, cut anywhere or longer is refused and changes nothing."""
    number = dice.choice([n for n, files in village.letters.items() if files])
    data = bytearray(dice.choice(village.letters[number]).read_bytes())
    match dice.randrange(3):
        case 0:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        case 1:
            del data[dice.randrange(len(data)) :]
        case _:
            data += bytes([dice.randrange(256)])
    file = village.folder / "spoilt.fkx"
    file.write_bytes(data)
    before = state(village.books[number])
    [report] = village.receive(number, file)
    assert report.state in REFUSED, report
    assert state(village.books[number]) == before


def page_of(village: Village, author: int, content: dict, scope: str) -> Segment:
    """The next page of somebody as far as the middle knows, properly signed, with any content."""
    last = village.books[0].db.row(
        "SELECT number, hash FROM segment WHERE dev = :d AND scope = :s ORDER BY number DESC",
        d=village.books[author].me.device, s=scope,
    )  # fmt: skip
    number, prev = (last["number"] + 1, bytes(last["hash"])) if last else (1, b"")
    whole = {
        "rows": [KUBE], "steps": [["s" * 26, 1, "Step", "{}"]], "T": [0], "R": [0], "V": ["x"],
        "P": [0], "S": [0], "sealed": [], "H": [int(village.clocks[author].now().timestamp()
                                                   * 1000) << 16], **content,
    }  # fmt: skip
    body = zlib.compress(json.dumps(whole).encode())
    ctx = village.books[author]
    page_hash = digest(ctx.me.device, scope, number, prev, body)
    return Segment(
        ctx.me.device, scope, number, prev, page_hash, ctx.identity.sign(page_hash), 1, body
    )


def give(village: Village, author: int, page: Segment):
    ctx, middle = village.books[author], village.books[0]
    facts = {"heads": {}, "cards": (), "keys": {}, "attachments": {}, "segments": (page,)}
    now = ctx.clock.now().isoformat(timespec="seconds")
    bundle = Bundle(sender=ctx.me.device, sequence=9000, written_at=now, **facts)
    file = village.folder / "forged.fkx"
    file.write_bytes(bundles.write(bundle, ctx.identity, [middle.identity.box_public]))
    return village.receive(0, file)[0]


def expect_no_word_outside_a_scope(village: Village) -> None:
    """What a leader writes of a group, and a coordinator of a KUBE, is refused in words."""
    for author in range(1, len(village.books)):
        is_leader = author in village.leaders
        scope, row = (GROUP, derived_id("test", "family", "0")) if is_leader else (KUBE, KUBE)
        cells = [["family" if is_leader else "kube", "name"]]
        before = state(village.books[0])
        report = give(
            village, author, page_of(village, author, {"cells": cells, "rows": [row]}, scope)
        )
        assert report.state in (FileState.PARTIAL, FileState.DAMAGED)
        assert service.report_sentence(report)
        assert state(village.books[0]) == before


def expect_a_newer_page_to_wait_and_a_second_one_to_be_a_fork(
    village: Village, dice: random.Random
) -> None:
    """A field of a newer program waits and is passed on unchanged; the same laptop restored from
    a copy that then writes a page of the same number is named, and nothing of it is merged.
    """
    if not village.leaders:
        return
    author = dice.choice(village.leaders)
    page = page_of(village, author, {"cells": [["kube", "colour"]]}, KUBE)
    shown = contents(village.books[0])
    assert give(village, author, page).state is FileState.NEW
    assert contents(village.books[0]) == shown
    for other in range(1, len(village.books)):
        if other == author:
            continue
        village.receive(other, village.send(0, other))
        db = village.books[other].db
        kept = db.row("SELECT body FROM segment WHERE hash = :h", h=page.hash)
        assert bytes(kept["body"]) == page.body
        assert db.value("SELECT state FROM op WHERE col = 'colour'") == 1
    village.put(village.leaders.index(author) + 1, ("kube", "note"), 0, f"z{dice.random()}")
    before = state(village.books[0])
    [report] = village.receive(0, village.send(author, 0, everything=True))
    assert (report.state, report.reason) == (FileState.DAMAGED, "fork")
    with pytest.raises(AssertionError):
        assert village.content(author, KUBE) == village.content(0, KUBE)
    assert state(village.books[0]) == before
