"""What a newer program wrote waits, and shows after the upgrade; moves take all they need."""

import base64
import json
import zlib

import pytest

from fieldkit.core.db import health, intake, pages, segments
from fieldkit.core.db.oplog import Operation
from fieldkit.core.db.pages import SegmentError
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.steps import Step
from fieldkit.core.vault import memory_context
from fieldkit.features.records import undoing


def sealed(ctx, scope="g" * 26):
    with ctx.db.local() as writer:
        segments.seal(ctx.db, writer, ctx.identity.sign, scope)
    row = ctx.db.row("SELECT * FROM segment WHERE scope = :s ORDER BY number DESC", s=scope)
    kinds = {"prev": bytes, "hash": bytes, "signature": bytes, "body": bytes}
    return Segment(*(kinds.get(name, lambda v: v)(row[name]) for name in Segment._fields))


def taken(ctx, segment, keys=None):
    latest = intake.latest_instant(int(ctx.clock.now().timestamp() * 1000))
    pages.learn_columns(ctx.db)
    page = pages.read_page(segment, lambda _subjects: keys or {}, latest)
    with ctx.db.write(Step("Take")) as writer:
        into = intake.Intake(ctx.db, writer, latest)
        into.take(segment, page)
        into.flush()
        writer.record_step()


def nonces(segment):
    content = json.loads(zlib.decompress(segment.body))
    return [base64.b64decode(text)[:24] for _subject, text in content["sealed"]]


def test_a_page_has_one_nonce_and_no_key_meets_it_twice(ctx, clock):
    """Each person's key seals once in a page; where two came to share one, each has its own."""
    keys = {f"{letter}" * 26: bytes([n]) * 32 for n, letter in enumerate("abc")} | {
        "d" * 26: bytes([0]) * 32
    }
    with ctx.db.write(Step("Write")) as writer:
        for family in keys:
            writer.put("family", {"id": family, "name": "Siti"}, scope="g" * 26)
        segments.keep_keys(writer, ctx.db, {family: [key] for family, key in keys.items()})
    first = sealed(ctx)
    page, same, other, shared = nonces(first)
    assert page == same == other != shared
    with ctx.db.write(Step("Write")) as writer:
        for family in keys:
            writer.put("family", {"id": family, "name": "Siti Aminah"}, scope="g" * 26)
    assert not {*nonces(first)} & {*nonces(sealed(ctx))}
    reader = memory_context(clock)
    taken(reader, first, {family: [key] for family, key in keys.items()})
    assert reader.db.value("SELECT count(*) FROM family WHERE name = 'Siti'") == len(keys)


@pytest.fixture
def newer(ctx, clock):
    """A page of a program that has a column and a table this one has not."""
    other = memory_context(clock)
    with other.db.write(Step("Write")) as writer:
        writer.put("kpm_group", {"id": "a" * 26, "name": "Mawar"}, scope="g" * 26)
        writer.append(
            [
                _op(writer, "kpm_group", "a" * 26, "colour", "merah"),
                _op(
                    writer, "kpm_group", "b" * 26, "*", json.dumps({"name": "B", "colour": "biru"})
                ),
                _op(writer, "garden", "c" * 26, "*", json.dumps({"name": "Kebun"})),
            ]
        )
    return _foreign(other)


def _op(writer, table, row, column, value):
    return Operation(
        writer.tick(), writer._db.device, "g" * 26, None, table, row, column, value, None,
        writer.step_id,
    )  # fmt: skip


def _foreign(other):
    """Seal a page that names what this program does not know."""
    from fieldkit.core.db import tables

    tables.TABLES["garden"] = tables.Table(owner="people")
    try:
        return sealed(other)
    finally:
        del tables.TABLES["garden"]


def test_a_newer_field_waits_and_the_rest_of_its_record_shows(ctx, newer):
    taken(ctx, newer)
    rows = ctx.db.rows("SELECT id, name FROM kpm_group ORDER BY id")
    assert rows == [{"id": "a" * 26, "name": "Mawar"}, {"id": "b" * 26, "name": "B"}]
    waiting = ctx.db.rows("SELECT tbl, col FROM op WHERE state = 1 ORDER BY hlc")
    assert waiting == [{"tbl": "kpm_group", "col": "colour"}, {"tbl": "garden", "col": "*"}]


def test_after_the_upgrade_everything_that_waited_shows(ctx, newer):
    taken(ctx, newer)
    with ctx.db._transaction():
        ctx.db.raw.execute("ALTER TABLE kpm_group_all ADD COLUMN colour TEXT")
        ctx.db.raw.execute("DROP VIEW kpm_group")
        ctx.db.raw.execute("CREATE VIEW kpm_group AS SELECT * FROM kpm_group_all WHERE _del = 0")
    ctx.db._kinds.clear()
    intake.catch_up(ctx.db, int(ctx.clock.now().timestamp() * 1000))
    shown = ctx.db.rows("SELECT id, colour FROM kpm_group ORDER BY id")
    assert shown == [{"id": "a" * 26, "colour": "merah"}, {"id": "b" * 26, "colour": "biru"}]
    assert [f for f in health.findings(ctx.db, is_full=True) if f.code == "table_differs"] == []
    assert ctx.db.rows("SELECT tbl FROM op WHERE state = 1") == [{"tbl": "garden"}]


def test_a_page_of_a_newer_program_is_passed_on_byte_for_byte(ctx, newer):
    taken(ctx, newer)
    kept = ctx.db.row("SELECT hash, signature, body FROM segment")
    assert (bytes(kept["hash"]), bytes(kept["signature"])) == (newer.hash, newer.signature)
    assert bytes(kept["body"]) == newer.body


def test_a_moved_record_can_be_read_from_its_new_scope_alone(ctx, clock):
    with ctx.db.write(Step("Write")) as writer:
        family = writer.put("family", {"name": "Ani", "rt": "001"}, scope="g" * 26)
        writer.put("family", {"id": family, "rt": "002", "phone": None})
    with ctx.db.write(Step("Move")) as writer:
        writer.move("family", [family], "h" * 26)
        writer.put("family", {"id": family, "rw": "009"})
    other = memory_context(clock)
    keys = segments.keys_of(ctx.db, [family])
    page = sealed(ctx, "h" * 26)
    taken(other, page, keys or segments.keys_of(ctx.db, [family]))
    row = other.db.row("SELECT name, rt, rw, _scope FROM family")
    assert row == {"name": "Ani", "rt": "002", "rw": "009", "_scope": "h" * 26}
    taken(other, sealed(ctx), segments.keys_of(ctx.db, [family]))
    assert other.db.row("SELECT name, rt, rw, _scope FROM family") == row
    assert other.db.rows("SELECT * FROM conflict") == []
    assert health.findings(other.db, is_full=True) == []


def test_undoing_a_move_brings_the_record_back(ctx):
    with ctx.db.write(Step("Write")) as writer:
        family = writer.put("family", {"name": "Ani"}, scope="g" * 26)
    with ctx.db.write(Step("Move")) as writer:
        writer.move("family", [family], "h" * 26)
    undoing.undo(ctx)
    assert ctx.db.row("SELECT name, _scope FROM family") == {"name": "Ani", "_scope": "g" * 26}
    undoing.redo(ctx)
    assert ctx.db.value("SELECT _scope FROM family") == "h" * 26
    assert health.findings(ctx.db, is_full=True) == []


def test_a_large_page_is_cut_before_a_receiver_would_refuse_it(ctx, monkeypatch):
    monkeypatch.setattr(segments, "PAGE_TEXT", 2000)
    with ctx.db.write(Step("Write")) as writer:
        for _n in range(5):
            writer.put("visit", {"problem": "x" * 900}, scope="g" * 26)
    sealed(ctx)
    counts = [r["operations"] for r in ctx.db.rows("SELECT operations FROM segment")]
    assert counts == [2, 2, 1]


@pytest.mark.parametrize(
    "lines",
    [
        [{"account": "pot:kas", "amount": 5}],
        [{"account": "pot:kas", "amount": 1 << 60}, {"account": "x", "amount": -(1 << 60)}],
        [{"account": "pot:kas", "amount": 1.0}, {"account": "x", "amount": -1.0}],
        [{"account": 7, "amount": 0}],
        [{"amount": 0}],
        [7],
    ],
)
def test_an_entry_that_does_not_add_up_is_refused(ctx, clock, lines):
    other = memory_context(clock)
    with other.db.write(Step("Write")) as writer:
        writer.post("cash_entry", {"lines": lines}, scope="g" * 26)
    page = sealed(other)
    pages.learn_columns(ctx.db)
    with pytest.raises(SegmentError):
        pages.read_page(page, lambda _subjects: {}, 1 << 62)


def test_a_step_that_could_not_be_shown_safely_comes_without_its_name(ctx, clock):
    other = memory_context(clock)
    with other.db.write(Step("{count:>2000000000}", count=1)) as writer:
        writer.put("kpm_group", {"name": "Mawar"}, scope="g" * 26)
    taken(ctx, sealed(other))
    assert ctx.db.value("SELECT name FROM step WHERE kind = 'theirs'") == ""
