"""A record is a function of the set of its operations, in any order of arrival."""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db.driver import driver
from fieldkit.core.db.oplog import Operation, fold, plain
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError


def op(hlc, col, val, prev=None, dev=1):
    text = json.dumps(val) if col == "*" else val
    seen = json.dumps(prev) if prev else None
    return Operation(hlc, dev, "g", None, "family", "r", col, text, seen, "s")


def in_order(operations):
    return sorted(operations, key=lambda o: (o.hlc, o.dev))


def test_a_later_value_replaces_what_it_has_seen():
    record = fold([op(1, "*", {"name": "A"}), op(2, "name", "B", [[1, 1]])])
    assert record.value("name") == "B"
    assert record.conflicts() == []


def test_two_values_that_had_not_seen_each_other_are_a_conflict_and_the_newest_is_shown():
    record = fold(
        [
            op(1, "*", {"name": "A"}),
            op(2, "name", "B", [[1, 1]], dev=1),
            op(3, "name", "C", [[1, 1]], dev=2),
        ]
    )
    assert record.value("name") == "C"
    assert record.conflicts() == ["name"]


def test_the_same_value_twice_is_no_conflict():
    record = fold([op(1, "*", {"name": "A"}), op(2, "*", {"name": "A"}, dev=2)])
    assert record.conflicts() == []


def test_a_ledger_entry_is_its_oldest_creation():
    record = fold([op(1, "*", {"amount": 5}), op(2, "*", {"amount": 9}, dev=2)], is_ledger=True)
    assert record.value("amount") == 5


def test_a_move_takes_the_record_to_its_new_scope():
    record = fold([op(1, "*", {"name": "A"}), op(2, "_scope", "h")])
    assert record.scope == "h"


def test_order_of_arrival_does_not_matter():
    operations = [
        op(1, "*", {"name": "A", "rt": "1"}),
        op(2, "name", "B", [[1, 1]]),
        op(3, "name", "C", [[1, 1]], dev=2),
        op(4, "rt", "2", [[1, 1]]),
    ]
    results = {str(fold(in_order(p)).heads) for p in permutations(operations)}
    assert len(results) == 1


@given(st.one_of(st.booleans(), st.integers(-(2**62), 2**62), st.text(), st.lists(st.text())))
def test_values_become_what_sqlite_and_json_both_keep(value):
    kept = plain(value)
    assert type(kept) in (int, str)
    assert json.loads(json.dumps(kept)) == kept


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [
        ("Siti\x00 \ud83d\u202eAminah", "Siti  Aminah"),
        ("baris satu\r\nbaris dua\rbaris tiga\n", "baris satu\nbaris dua\nbaris tiga\n"),
        ("👩‍👧 Siti é 家", "👩‍👧 Siti é 家"),
        (["a\ud800b", 1], '["ab",1]'),
        (float("nan"), None),
        (float("inf"), None),
        (-6.25, -6.25),
    ],
)
def test_what_no_file_or_paper_could_hold_is_not_kept(given_value, kept):
    assert plain(given_value) == kept


@pytest.mark.parametrize(
    ("value", "code"),
    [("x" * 65537, "too_long"), (2**63, "not_a_number"), (-(2**64), "not_a_number")],
)
def test_a_value_no_other_book_would_take_is_refused(ctx, make, value, code):
    group = make.group()
    with pytest.raises(InvalidInputError) as caught:
        make.put("kpm_group", id=group, note=value)
    assert [p.code for p in caught.value.problems] == [code]
    assert ctx.db.value("SELECT note FROM kpm_group") is None


def test_nothing_changed_writes_nothing(ctx, make):
    family = make.family(name="Ani")
    before = ctx.db.value("SELECT count(*) FROM op"), ctx.db.value("SELECT count(*) FROM step")
    make.put("family", id=family, name="Ani")
    assert (
        ctx.db.value("SELECT count(*) FROM op"),
        ctx.db.value("SELECT count(*) FROM step"),
    ) == before


def test_only_the_fields_that_differ_are_written(ctx, make):
    family = make.family(name="Ani", rt="003")
    make.put("family", id=family, name="Budi", rt="003")
    written = ctx.db.rows("SELECT col, val FROM op WHERE col <> '*'")
    assert written == [{"col": "name", "val": "Budi"}]


def test_a_record_put_again_comes_back_from_the_bin(ctx, make):
    family = make.family(name="Ani")
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", family)
    assert ctx.db.rows("SELECT id FROM family") == []
    make.put("family", id=family, name="Ani")
    assert ctx.db.value("SELECT name FROM family") == "Ani"


def test_no_write_goes_past_the_door(ctx, make):
    make.family()
    for statement in (
        "UPDATE family_all SET name = 'x'",
        "DELETE FROM family_all",
        "INSERT INTO kube_all (id, _scope) VALUES ('a', 'b')",
        "DELETE FROM op",
        "INSERT INTO cash_entry_all (id, _scope) VALUES ('a', 'b')",
        "UPDATE step SET name = ''",
    ):
        with pytest.raises(driver.IntegrityError, match="through the writer"):
            ctx.db.raw.execute(statement)


def test_a_failed_command_leaves_nothing(ctx):
    with pytest.raises(ZeroDivisionError), ctx.db.write(Step("Fail")) as writer:
        writer.put("family", {"name": "Ani"}, scope="g")
        _ = 1 / 0
    assert ctx.db.value("SELECT count(*) FROM op") == 0
    assert ctx.db.value("SELECT count(*) FROM step") == 0
    assert ctx.db.rows("SELECT id FROM family") == []


def test_commands_never_nest(ctx):
    with pytest.raises(RuntimeError), ctx.db.write(Step("A")), ctx.db.write(Step("B")):
        pass


def test_a_ledger_is_never_edited(ctx, make):
    kube_id, _members = make.kube()
    with pytest.raises(TypeError), ctx.db.write(Step("Edit")) as writer:
        writer.put("cash_entry", {"id": "x", "lines": "[]"}, scope=kube_id)


def test_removing_what_does_not_exist_is_an_error(ctx):
    with pytest.raises(NotFoundError), ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", "nobody")


def test_listeners_hear_the_tables_after_the_commit(ctx, make):
    heard = []
    ctx.db.on_change(heard.append)
    make.family()
    assert heard == [frozenset({"family"})]


def test_local_rows_have_no_history(ctx):
    with ctx.db.local() as writer:
        row = {"form": "visit", "record": "", "data": "{}", "saved_at": "2026-11-20"}
        draft = writer.local_put("draft", row)
    assert ctx.db.value("SELECT count(*) FROM op") == 0
    with ctx.db.local() as writer:
        writer.local_remove("draft", draft)
    assert ctx.db.rows("SELECT id FROM draft") == []


def test_a_column_that_does_not_exist_is_a_bug(ctx):
    with pytest.raises(KeyError), ctx.db.write(Step("Write")) as writer:
        writer.put("family", {"nome": "Ani"}, scope="g")


def test_the_clock_never_goes_back(ctx, make, clock):
    make.family()
    clock.advance(days=-30)
    family = make.family()
    make.put("family", id=family, name="Later")
    assert ctx.db.value("SELECT name FROM family WHERE id = :id", id=family) == "Later"
    times = [r["hlc"] for r in ctx.db.rows("SELECT hlc FROM op ORDER BY hlc")]
    assert len(set(times)) == len(times)
