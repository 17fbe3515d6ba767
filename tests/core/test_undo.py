"""Undo writes the opposite; redo the opposite of that."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.db import undo
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError

TODAY = date(2026, 11, 20)


def _undo(ctx, step_id=None):
    return undo.undo(ctx.db, today=TODAY, reason="test", step_id=step_id)


def _redo(ctx):
    return undo.redo(ctx.db, today=TODAY, reason="test")


def _names(ctx):
    return sorted(r["name"] for r in ctx.db.rows("SELECT name FROM family"))


def test_a_new_record_goes_to_the_bin_and_comes_back(ctx, make):
    family = make.family(name="Ani")
    _undo(ctx)
    assert _names(ctx) == []
    assert ctx.db.value("SELECT _del FROM family_all WHERE id = :id", id=family) == 1
    _redo(ctx)
    assert _names(ctx) == ["Ani"]


def test_a_changed_field_gets_its_former_value_back(ctx, make):
    family = make.family(name="Ani", phone=None)
    make.put("family", id=family, name="Ani Wati", phone="0899")
    _undo(ctx)
    assert ctx.db.row("SELECT name, phone FROM family") == {"name": "Ani", "phone": None}


def test_undo_says_where_a_later_change_stands(ctx, make):
    family = make.family(name="Ani")
    make.put("family", id=family, name="Budi", rt="001")
    step = undo.next_undo(ctx.db).id
    make.put("family", id=family, name="Cici")
    result = _undo(ctx, step)
    assert result.standing == (("family", family, "name"),)
    assert ctx.db.row("SELECT name, rt FROM family") == {"name": "Cici", "rt": "003"}


def test_steps_are_undone_one_after_the_other_and_redone_in_order(ctx, make):
    family = make.family(name="A")
    for name in ("B", "C", "D"):
        make.put("family", id=family, name=name)
    seen = []
    for _time in range(3):
        _undo(ctx)
        seen += _names(ctx)
    for _time in range(3):
        _redo(ctx)
        seen += _names(ctx)
    assert seen == ["C", "B", "A", "B", "C", "D"]
    assert undo.next_redo(ctx.db) is None


def test_a_new_step_ends_the_chance_to_redo(ctx, make):
    family = make.family(name="A")
    make.put("family", id=family, name="B")
    _undo(ctx)
    make.put("family", id=family, rt="007")
    with pytest.raises(NotFoundError):
        _redo(ctx)


def _post(ctx, kube_id, amount):
    lines = [
        {"account": "pot:kas", "amount": amount},
        {"account": "income:dues", "amount": -amount},
    ]
    with ctx.db.write(Step("Post")) as writer:
        row = {"kube_id": kube_id, "booked_on": "2026-11-01", "lines": lines}
        return writer.post("cash_entry", row, scope=kube_id)


def _balance(ctx):
    return sum(
        line["amount"]
        for row in ctx.db.rows("SELECT lines FROM cash_entry")
        for line in json.loads(row["lines"])
        if line["account"] == "pot:kas"
    )


def test_money_is_taken_back_by_further_entries(ctx, make):
    kube_id, _members = make.kube()
    _post(ctx, kube_id, 50_000)
    _undo(ctx)
    assert _balance(ctx) == 0
    _redo(ctx)
    assert _balance(ctx) == 50_000
    assert ctx.db.value("SELECT count(*) FROM cash_entry") == 3


def test_an_entry_put_back_by_redo_can_be_corrected_again(ctx, make):
    kube_id, _members = make.kube()
    entry = _post(ctx, kube_id, 50_000)
    with ctx.db.write(Step("Correct")) as writer:
        writer.reverse("cash_entry", entry, booked_on="2026-11-20", reason="wrong")
    _undo(ctx)
    assert _balance(ctx) == 50_000
    with ctx.db.write(Step("Correct")) as writer:
        writer.reverse("cash_entry", entry, booked_on="2026-11-20", reason="wrong")
        writer.reverse("cash_entry", entry, booked_on="2026-11-20", reason="wrong")
    assert _balance(ctx) == 0


_EDITS = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(["name", "rt", "note", "_del"]), st.integers(0, 3)
    ),
    max_size=12,
)


def _content(ctx):
    return ctx.db.rows("SELECT * FROM family ORDER BY id")


@settings(max_examples=40, deadline=None)
@given(edits=_EDITS, back=st.integers(1, 6))
def test_any_steps_undone_and_redone_give_the_states_between(edits, back):
    from datetime import UTC, datetime

    from fieldkit.core.clock import FixedClock
    from fieldkit.core.vault import memory_context

    ctx = memory_context(FixedClock(datetime(2026, 11, 20, tzinfo=UTC)))
    states = [_content(ctx)]
    for row, column, value in edits:
        before = ctx.db.value("SELECT count(*) FROM op")
        with ctx.db.write(Step("Edit")) as writer:
            if column == "_del":
                if ctx.db.value("SELECT 1 FROM family WHERE id = :id", id=row):
                    writer.remove("family", row)
            else:
                writer.put("family", {"id": row, column: str(value)}, scope="g")
        if ctx.db.value("SELECT count(*) FROM op") > before:
            states.append(_content(ctx))
    steps = min(back, len(states) - 1)
    for number in range(steps):
        _undo(ctx)
        assert _content(ctx) == states[-2 - number]
    for number in range(steps):
        _redo(ctx)
        assert _content(ctx) == states[len(states) - steps + number]
    ctx.db.close()
